"""A person's own calendar to subscribe to: all open deadlines, at a secret address."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from sqlalchemy import Connection

from matters.deadlines import Deadline, deadlines
from matters.directory import read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from models.casestore import load_some
from models.installation.settings import Settings
from models.people import cases_that_concern
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
    reader = read_directory_of(connection, (), [person_id]).people.get(person_id)
    if reader is None:
        raise FeedUnknown
    ladder = ladder_in_force(settings)
    concerned = [] if reader.has_left(today) else cases_that_concern(connection, person_id)
    owed = [one for one in _open_in(connection, concerned, person_id, today, ladder) if one.reader.id == person_id]
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


_AT_ONCE = 500


def _open_in(
    connection: Connection, numbers: Sequence[int], person_id: int, today: date, ladder: Ladder
) -> Iterator[Deadline]:
    """Yield the open deadlines of some cases, whoever they are for; those of a person are told right."""
    for first in range(0, len(numbers), _AT_ONCE):
        cases = load_some(connection, numbers[first : first + _AT_ONCE])
        directory = read_directory_of(connection, cases, [person_id])
        # What cannot be read is left out: the tick tells of it, and a calendar has no place to.
        yield from (
            one
            for _, one in each_readable(cases, partial(deadlines, today=today, directory=directory, ladder=ladder), [])
        )


_NAME = Text("Social hänsyn i upphandling – {city}", "Social consideration in procurement – {city}")
