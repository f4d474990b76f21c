"""Calendar data (RFC 5545, RFC 5546) as text: whole-day events of one person, to be added, changed or removed.

There are no times in it, so it names no time zone. The library that writes it is imported with the first entry: it
takes a sixth of a second to start, and most commands write none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Trespann//Trespann//EN"
_ONE_DAY = timedelta(days=1)
_EVERY_HOUR = "PT1H"
# Neither texts nor the values of parameters may hold control characters (RFC 5545 3.1), and the library writes them.
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")


class Method(StrEnum):
    """What a calendar program should do with the entries."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends entries, or gets them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A whole-day event. Events of one `uid` are versions of one entry; the highest `sequence` is the latest.

    `modified` is the day of its last change, where that is told.
    """

    uid: str
    sequence: int
    day: date
    summary: str
    description: str = ""
    modified: date | None = None
    cancelled: bool = False


def write(
    events: Iterable[CalendarEvent],
    *,
    method: Method,
    organizer: Party,
    attendee: Party,
    today: date,
    name: str = "",
) -> str:
    """Return a calendar with some events; PUBLISH names nobody who is invited.

    A calendar to subscribe to has a `name` (RFC 7986 5.1), and says that it is worth reading every hour (5.7); programs
    that know neither read the two properties that were there before.
    """
    people = [_usual("ORGANIZER", _mail_to(organizer), is_text=False, CN=_parameter(organizer.name))]
    if method is not Method.PUBLISH:
        asked = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
        people.append(_line("ATTENDEE", _mail_to(attendee), is_text=False, CN=_parameter(attendee.name), **asked))
    lines = [
        _usual("BEGIN", "VCALENDAR"),
        _usual("VERSION", "2.0"),
        _usual("PRODID", _PRODUCT),
        _usual("CALSCALE", "GREGORIAN"),
        _usual("METHOD", method),
        *(_of_feed(name) if name else ()),
    ]
    for event in events:
        lines += [*_event(event, method, today), *people, _usual("END", "VEVENT")]
    return "".join([*lines, _usual("END", "VCALENDAR")])


def _of_feed(name: str) -> Iterator[str]:
    yield _line("NAME", name)
    yield _line("X-WR-CALNAME", name)
    yield _usual("REFRESH-INTERVAL", _EVERY_HOUR, VALUE="DURATION")
    yield _usual("X-PUBLISHED-TTL", _EVERY_HOUR)


def _event(event: CalendarEvent, method: Method, today: date) -> Iterator[str]:
    """Yield the lines of an entry, up to the people and its end."""
    yield _usual("BEGIN", "VEVENT")
    yield _line("UID", event.uid)
    yield _usual("SEQUENCE", str(event.sequence))
    yield _usual("DTSTAMP", f"{today:%Y%m%d}T000000Z")
    if event.modified:
        yield _usual("LAST-MODIFIED", f"{event.modified:%Y%m%d}T000000Z")
    yield _usual("DTSTART", f"{event.day:%Y%m%d}", VALUE="DATE")
    yield _usual("DTEND", f"{event.day + _ONE_DAY:%Y%m%d}", VALUE="DATE")
    yield _line("SUMMARY", event.summary)
    if event.description:
        yield _line("DESCRIPTION", event.description)
    yield _usual("STATUS", "CANCELLED" if event.cancelled or method is Method.CANCEL else "CONFIRMED")
    yield _usual("TRANSP", "TRANSPARENT")  # a deadline does not make the day busy
    yield _usual("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")


def _mail_to(party: Party) -> str:
    return f"mailto:{_parameter(party.email)}"


# The library escapes and folds each line. It is given lines, not components: their conversions made a mail a third
# dearer.
def _line(name: str, value: str, *, is_text: bool = True, **parameters: str) -> str:
    """Return a line of calendar data with its end, escaped and folded (RFC 5545 3.1)."""
    from icalendar.parser import Contentline, Parameters

    escaped = _escaped(value) if is_text else value
    parts = Parameters(parameters).to_ical(sorted=False).decode()
    line = f"{name};{parts}:{escaped}" if parts else f"{name}:{escaped}"
    return str(Contentline(line).to_ical(), "utf-8") + "\r\n"  # type: ignore[no-untyped-call]


_usual = lru_cache(maxsize=256)(_line)
"""Lines that are the same in many entries: of the calendar, its sender and a day. Nobody who gets entries is kept."""


def _escaped(text: str) -> str:
    from icalendar import vText

    # The library takes a backslash before a capital N for a line break.
    return r"\\N".join([vText(_CONTROL.sub("", part)).to_ical().decode() for part in text.split(r"\N")])


def _parameter(value: str) -> str:
    # The library would keep a quotation mark as RFC 6868 has it, which not every calendar reads.
    return " ".join(_CONTROL.sub("", value.replace('"', "'")).split())
