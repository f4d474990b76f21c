"""Calendar data, beside what mails that were sent hold."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from notifications.calendar.ical import CalendarEvent, Method, Party, write

TODAY = date(2026, 4, 1)
CITY = Party("Stödfunktionen", "stod@exempelstad.example")
ULLA = Party("Ulla Upphandlare", "ulla@exempelstad.example")
EVENT = CalendarEvent(
    "a1@exempelstad.example", 2, date(2026, 4, 7), "UH-1: rapportera vinnaren", "Lokalvård, skolor; 24 mån"
)


def written(*events: CalendarEvent, method: Method = Method.REQUEST, attendee: Party = ULLA) -> str:
    return write(events, method=method, organizer=CITY, attendee=attendee, today=TODAY)


# As releases before the library wrote them.
REQUESTED = r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Trespann//Trespann//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
UID:a1@exempelstad.example
SEQUENCE:2
DTSTAMP:20260401T000000Z
DTSTART;VALUE=DATE:20260407
DTEND;VALUE=DATE:20260408
SUMMARY:UH-1: rapportera vinnaren
DESCRIPTION:Lokalvård\, skolor\; 24 mån
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
ORGANIZER;CN="Stödfunktionen":mailto:stod@exempelstad.example
ATTENDEE;CN="Ulla Upphandlare";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;R
 SVP=FALSE:mailto:ulla@exempelstad.example
END:VEVENT
END:VCALENDAR
"""
CANCELLED = r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Trespann//Trespann//EN
CALSCALE:GREGORIAN
METHOD:CANCEL
BEGIN:VEVENT
UID:a2@exempelstad.example
SEQUENCE:3
DTSTAMP:20260401T000000Z
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
SUMMARY:UH-2\; K:\\NYA\\näm: startmöte – 👌
DESCRIPTION:Rad 1\nRad 2\nRad 3
STATUS:CANCELLED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
ORGANIZER;CN="Stödfunktionen":mailto:stod@exempelstad.example
ATTENDEE;CN="Bo 'Bosse' Å:son; d.y.";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-A
 CTION;RSVP=FALSE:mailto:bo@exempelstad.example
END:VEVENT
END:VCALENDAR
"""
PUBLISHED = r"""
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Trespann//Trespann//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VEVENT
UID:b1@exempelstad.example
SEQUENCE:0
DTSTAMP:20260401T000000Z
DTSTART;VALUE=DATE:20280229
DTEND;VALUE=DATE:20280301
SUMMARY:UH-3: kontakta stödfunktionen om upphandlingen senast dagen före an
 nonseringen
DESCRIPTION:Städtjänster för skolor\, förskolor och äldreboenden
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
ORGANIZER;CN="Stödfunktionen":mailto:stod@exempelstad.example
END:VEVENT
BEGIN:VEVENT
UID:b2@exempelstad.example
SEQUENCE:0
DTSTAMP:20260401T000000Z
DTSTART;VALUE=DATE:20280301
DTEND;VALUE=DATE:20280302
SUMMARY:UH-4: bedöm
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
ORGANIZER;CN="Stödfunktionen":mailto:stod@exempelstad.example
END:VEVENT
END:VCALENDAR
"""
WITHDRAWN = CalendarEvent(
    "a2@exempelstad.example", 3, date(2026, 12, 31), "UH-2; K:\\NYA\\näm: startmöte – 👌", "Rad 1\r\nRad 2\nRad 3"
)
LEAP_DAY = CalendarEvent(
    "b1@exempelstad.example",
    0,
    date(2028, 2, 29),
    "UH-3: kontakta stödfunktionen om upphandlingen senast dagen före annonseringen",
    "Städtjänster för skolor, förskolor och äldreboenden",
)
WITHOUT_MORE = CalendarEvent("b2@exempelstad.example", 0, date(2028, 3, 1), "UH-4: bedöm")
BO = Party('Bo "Bosse" Å:son; d.y.', "bo@exempelstad.example")


def content(text: str) -> list[tuple[str, str, object, dict[str, str]]]:
    """Return the properties of a calendar and its entries in order, with value and parameters."""
    return [
        (part.name, name, getattr(value, "dt", value), dict(value.params))
        for part in Calendar.from_ical(text).walk()
        for name, value in part.property_items(recursive=False)
        if name not in {"BEGIN", "END"}
    ]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (REQUESTED, written(EVENT)),
        (CANCELLED, written(WITHDRAWN, method=Method.CANCEL, attendee=BO)),
        (PUBLISHED, written(LEAP_DAY, WITHOUT_MORE, method=Method.PUBLISH)),
    ],
    ids=["requested", "cancelled", "published"],
)
def test_an_entry_says_what_those_in_mails_already_sent_say(before, now):
    assert content(now) == content(before.strip())


def test_an_entry_reads_like_this():
    assert written(EVENT).replace("\r\n ", "").split("\r\n") == [
        *REQUESTED.strip().replace("\n ", "").replace('"Stödfunktionen"', "Stödfunktionen").split("\n"),
        "",
    ]


def test_importing_the_module_does_not_load_the_library():
    code = "import sys, notifications.calendar.ical; print('icalendar' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_library_reads_the_day_the_number_and_who_it_is_for():
    calendar = Calendar.from_ical(written(EVENT))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == (EVENT.uid, 2)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 4, 7), date(2026, 4, 8))
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (EVENT.summary, EVENT.description)
    assert (event["ATTENDEE"], event["ATTENDEE"].params["CN"]) == (f"mailto:{ULLA.email}", ULLA.name)
    assert event["ORGANIZER"] == f"mailto:{CITY.email}"


def test_what_is_taken_away_is_cancelled_in_the_calendar_and_in_the_entry():
    calendar = Calendar.from_ical(written(EVENT, method=Method.CANCEL))
    assert calendar["METHOD"] == "CANCEL"
    assert [event["STATUS"] for event in calendar.walk("VEVENT")] == ["CANCELLED"]


def test_a_feed_invites_nobody():
    assert "ATTENDEE" not in written(EVENT, method=Method.PUBLISH)


def test_no_time_is_told_and_therefore_no_zone():
    assert "VTIMEZONE" not in written(EVENT)
    assert "TZID" not in written(EVENT)


@pytest.mark.parametrize("name", ['Ulla "U" Upphandlare', "Ulla\r\nATTENDEE:mailto:bo@example.se", "Ulla\x00\x07"])
def test_a_name_cannot_end_its_property_or_begin_another(name):
    (event,) = Calendar.from_ical(written(EVENT, attendee=Party(name, ULLA.email))).walk("VEVENT")
    assert event["ATTENDEE"] == f"mailto:{ULLA.email}"
    assert '"' not in event["ATTENDEE"].params["CN"]


anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300)


@given(summary=anything, description=anything)
@example(summary="K:\\NYA", description="\\N\\\\N\\n")
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(summary, description):
    event = CalendarEvent("u@x.example", 0, TODAY, summary, description)
    text = written(event)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    (read,) = Calendar.from_ical(text).walk("VEVENT")
    assert (read["SUMMARY"], read["DESCRIPTION"]) == (summary, description)
