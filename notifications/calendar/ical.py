"""Calendar data (RFC 5545, RFC 5546) as text: whole days of one person, to be taken over, changed or taken away.

There are no times in it, so it names no time zone. The library that writes it is imported with the first entry: it
takes a sixth of a second to start, and most commands write none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import vCalAddress

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Trespann//Trespann//EN"
_ONE_DAY = timedelta(days=1)
# Neither texts nor the values of parameters may hold control characters (RFC 5545 3.1), and the library writes them.
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")


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
class CalendarEvent:
    """One whole day. The same `uid` is the same entry, and the higher `sequence` is the later word on it."""

    uid: str
    sequence: int
    day: date
    summary: str
    description: str = ""


def write(events: Iterable[CalendarEvent], *, method: Method, organizer: Party, attendee: Party, today: date) -> str:
    """Return a calendar with some events; a feed (PUBLISH) names nobody who is invited."""
    import icalendar

    people = {"ORGANIZER": _address(organizer)}
    if method is not Method.PUBLISH:
        people["ATTENDEE"] = _address(attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE")
    calendar = icalendar.Calendar(VERSION="2.0", PRODID=_PRODUCT, CALSCALE="GREGORIAN", METHOD=str(method))
    for event in events:
        calendar.add_component(icalendar.Event({**_properties(event, method, today), **people}))
    return str(calendar.to_ical(sorted=False), "utf-8")


def _properties(event: CalendarEvent, method: Method, today: date) -> dict[str, object]:
    """Return what an entry says, by name of the property."""
    # `add` of the library would find the types of the values itself, at twice the cost.
    from icalendar import vDate, vDatetime, vInt

    whole_day = {"VALUE": "DATE"}
    properties = {
        "UID": _Words(event.uid),
        "SEQUENCE": vInt(event.sequence),
        "DTSTAMP": vDatetime(datetime.combine(today, time(), UTC)),
        "DTSTART": vDate(event.day, params=whole_day),
        "DTEND": vDate(event.day + _ONE_DAY, params=whole_day),
        "SUMMARY": _Words(event.summary),
        "DESCRIPTION": _Words(event.description),
        "STATUS": "CANCELLED" if method is Method.CANCEL else "CONFIRMED",
        "TRANSP": "TRANSPARENT",  # a deadline does not make the day busy
        "X-MICROSOFT-CDO-BUSYSTATUS": "FREE",
    }
    return {name: value for name, value in properties.items() if value != ""}


class _Words(str):
    """A text of an entry, which the library writes."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        from icalendar import vText

        # It takes a backslash before a capital N for a line break.
        return rb"\\N".join([vText(_CONTROL.sub("", part)).to_ical() for part in self.split(r"\N")])


def _address(party: Party, **parameters: str) -> "vCalAddress":
    from icalendar import vCalAddress

    return vCalAddress(f"mailto:{_parameter(party.email)}", params={"CN": _parameter(party.name), **parameters})


def _parameter(value: str) -> str:
    # The library would keep a quotation mark as RFC 6868 has it, which not every calendar reads.
    return " ".join(_CONTROL.sub("", value.replace('"', "'")).split())
