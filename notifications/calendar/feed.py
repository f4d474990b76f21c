"""A person's own calendar to subscribe to: all open deadlines, at a secret address."""

from datetime import date

from sqlalchemy import Connection

from matters.deadlines import deadlines
from matters.directory import read_directory
from matters.ladder_file import ladder_in_force
from models.installation.settings import Settings
from models.people import cases_that_concern
from models.queries.cases import in_pages
from models.unreadable import each_readable
from notifications.calendar.calendar_entries import organizer, uid_of, versions
from notifications.calendar.ical import CalendarEvent, Method, Party, write
from notifications.invitations.signing import NotSigned, signed, unsigned
from states.text import Text

_SALT = "trespann.calendar"


class FeedUnknown(LookupError):
    """The token was altered, was not made here, or belongs to somebody who is no longer in the directory."""


def token_of(person_id: int, *, secret: str) -> str:
    """Return the token of a person's feed: the same as long as the secret of the installation is."""
    return signed(str(person_id), secret=secret, salt=_SALT)


def person_of(token: str, *, secret: str) -> int:
    """Return the number of the person whose feed a token opens; raise FeedUnknown."""
    try:
        return int(unsigned(token, secret=secret, salt=_SALT))
    except (NotSigned, ValueError):
        raise FeedUnknown from None


def path_of(token: str) -> str:
    """Return the path of a feed behind the address of the pages."""
    return f"/calendar/{token}.ics"


def feed(connection: Connection, person_id: int, today: date, *, settings: Settings) -> str:
    """Return all open deadlines of a person as a calendar; raise FeedUnknown for an unknown person.

    The calendar of a person who has left is empty.
    """
    directory = read_directory(connection)
    reader = directory.people.get(person_id)
    if reader is None:
        raise FeedUnknown
    ladder = ladder_in_force(settings)
    cases = [] if reader.has_left(today) else in_pages(connection, cases_that_concern(connection, person_id))
    # What cannot be read is left out: the tick tells of it, and a calendar has no place to.
    open_now = each_readable(cases, lambda case: deadlines(case, today, directory, ladder), [])
    owed = [one for _, one in open_now if one.reader.id == person_id]
    told = versions(connection, owed, person_id, today=today)
    return write(
        [
            CalendarEvent(
                uid_of(one.key, settings),
                told[one.key].sequence,
                one.day,
                one.summary,
                one.case.title,
                modified=told[one.key].changed_on,
            )
            for one in sorted(owed, key=lambda one: (one.day, one.key))
        ],
        method=Method.PUBLISH,
        organizer=organizer(reader.language, settings),
        attendee=Party(reader.name, reader.email),
        today=today,
        name=_NAME.fill(city=settings.city).in_(reader.language),
    )


_NAME = Text("Social hänsyn i upphandling – {city}", "Social consideration in procurement – {city}")
