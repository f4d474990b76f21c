"""Calendar data (RFC 5545, RFC 5546) as text: whole days of one person, to be taken over, changed or taken away.

There are no times in it, so no time zone is told.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Trespann//Trespann//EN"
_LINE_OCTETS = 75
_ONE_DAY = timedelta(days=1)
_CONTINUES, _CONTINUATION = 0b1100_0000, 0b1000_0000
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
# Neither texts nor the values of parameters may hold control characters (RFC 5545 3.1).
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


class Method(StrEnum):
    """What a calendar is to do with the entries."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends entries, or gets them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Event:
    """One whole day. The same `uid` is the same entry, and the higher `sequence` is the later word on it."""

    uid: str
    sequence: int
    day: date
    summary: str
    description: str = ""


def write(events: Iterable[Event], *, method: Method, organizer: Party, attendee: Party, today: date) -> str:
    """Return a calendar with some events; a feed (PUBLISH) names nobody who is invited."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    people = _people(method, organizer, attendee)
    for event in events:
        lines += ["BEGIN:VEVENT", *_told(event, method, today), *people, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join([f"{folded}\r\n" for line in lines for folded in _folded(line)])


def _told(event: Event, method: Method, today: date) -> Iterator[str]:
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + _ONE_DAY:%Y%m%d}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield f"STATUS:{'CANCELLED' if method is Method.CANCEL else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"  # a deadline does not make the day busy
    yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"


def _people(method: Method, organizer: Party, attendee: Party) -> list[str]:
    named = [f'ORGANIZER;CN="{_parameter(organizer.name)}":mailto:{_parameter(organizer.email)}']
    if method is not Method.PUBLISH:
        role = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        named.append(f'ATTENDEE;CN="{_parameter(attendee.name)}";{role}:mailto:{_parameter(attendee.email)}')
    return named


def _text(value: str) -> str:
    lines = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join([_ESCAPED.get(sign, sign) for sign in lines])


def _parameter(value: str) -> str:
    return " ".join(_CONTROL.sub("", value.replace('"', "'").replace("\n", " ")).split())


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of at most 75 octets, none of which breaks a character."""
    data = line.encode()
    room = _LINE_OCTETS
    before = ""
    while len(data) > room:
        cut = room
        while data[cut] & _CONTINUES == _CONTINUATION:
            cut -= 1
        yield before + data[:cut].decode()
        data, before, room = data[cut:], " ", _LINE_OCTETS - 1  # the space counts
    yield before + data.decode()
