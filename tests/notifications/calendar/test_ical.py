"""Calendar data, read back by an independent library."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from notifications.calendar.ical import Event, Method, Party, write

TODAY = date(2026, 4, 1)
CITY = Party("Stödfunktionen", "stod@exempelstad.example")
ULLA = Party("Ulla Upphandlare", "ulla@exempelstad.example")
EVENT = Event("a1@exempelstad.example", 2, date(2026, 4, 7), "UH-1: rapportera vinnaren", "Lokalvård, skolor; 24 mån")


def written(*events: Event, method: Method = Method.REQUEST, attendee: Party = ULLA) -> str:
    return write(events, method=method, organizer=CITY, attendee=attendee, today=TODAY)


def test_an_entry_reads_like_this():
    assert written(EVENT).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trespann//Trespann//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:a1@exempelstad.example",
        "SEQUENCE:2",
        "DTSTAMP:20260401T000000Z",
        "DTSTART;VALUE=DATE:20260407",
        "DTEND;VALUE=DATE:20260408",
        "SUMMARY:UH-1: rapportera vinnaren",
        "DESCRIPTION:Lokalvård\\, skolor\\; 24 mån",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        'ORGANIZER;CN="Stödfunktionen":mailto:stod@exempelstad.example',
        'ATTENDEE;CN="Ulla Upphandlare";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;R',
        " SVP=FALSE:mailto:ulla@exempelstad.example",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


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
def test_any_text_comes_back_as_it_was_and_no_line_is_too_long(summary, description):
    event = Event("u@x.example", 0, TODAY, summary, description)
    text = written(event)
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in text.replace("\r\n", "")
    (read,) = Calendar.from_ical(text).walk("VEVENT")
    assert (read["SUMMARY"], read["DESCRIPTION"]) == (summary, description)
