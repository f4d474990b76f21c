"""A person's own calendar, and the token that opens it."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import Engine, update

from models.people import set_absence
from models.storage.database import reading, writing
from models.tables import Person
from notifications.calendar.calendar_entries import uid_of
from notifications.calendar.feed import FeedUnknown, feed, path_of, person_of, token_of
from states.facts import Milestone
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SETTINGS,
    bring_to_standstill,
    found_city,
    messages,
    observe,
    open_planned,
)
from tests.notifications.post import Post, run

SECRET = "for tests only"
OPENED = date(2026, 1, 12)
TODAY = date(2026, 1, 14)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def events(engine: Engine, person: int, today: date) -> list[tuple[str, date]]:
    with reading(engine) as connection:
        calendar = Calendar.from_ical(feed(connection, person, today, settings=SETTINGS))
    assert calendar["METHOD"] == "PUBLISH"
    return [(str(event["SUMMARY"]), event["DTSTART"].dt) for event in calendar.walk("VEVENT")]


def test_the_feed_holds_every_open_deadline_also_before_any_mail(city):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=date(2026, 1, 13))
    assert events(city, OFFICER, TODAY) == [
        ("UH-1: Kontakta stödfunktionen om upphandlingen", date(2026, 1, 26)),
        ("UH-2: Kontakta stödfunktionen om upphandlingen", date(2026, 1, 27)),
    ]
    assert events(city, MANAGER, TODAY) == []


def test_what_is_met_leaves_the_feed_and_what_is_overdue_stays(city):
    open_planned(city, "UH-1", on=OPENED)
    assert [day for _, day in events(city, OFFICER, date(2026, 2, 20))] == [date(2026, 1, 26)]
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 2, 20))
    assert "kontakta stödfunktionen" not in str(events(city, OFFICER, date(2026, 2, 20))).lower()


def test_the_standstill_stands_in_the_feed_of_the_officer(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    assert [day for _, day in events(city, OFFICER, date(2026, 3, 25))] == [date(2026, 4, 7), date(2026, 4, 8)]


def test_a_substitute_reads_the_deadlines_they_answer_for(city):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:
        set_absence(
            connection, OFFICER, away_from=TODAY, away_until=date(2026, 1, 30), substitute_id=MANAGER, today=TODAY
        )
    assert [day for _, day in events(city, MANAGER, TODAY)] == [date(2026, 1, 26)]


def test_who_has_left_has_an_empty_feed_and_whom_nobody_knows_none(city):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=TODAY))
    assert events(city, OFFICER, TODAY) == []
    with reading(city) as connection, pytest.raises(FeedUnknown):
        feed(connection, 77, TODAY, settings=SETTINGS)


def test_an_entry_has_the_name_it_has_in_mails():
    key = (1, "contact_point_1", "", OFFICER)
    assert uid_of(key, SETTINGS) == uid_of(key, SETTINGS)
    assert uid_of(key, SETTINGS) != uid_of((1, "contact_point_1", "", MANAGER), SETTINGS)
    assert uid_of(key, SETTINGS).endswith("@exempelstad.example")


def test_a_token_opens_one_feed_and_stays_the_same():
    token = token_of(OFFICER, secret=SECRET)
    assert person_of(token, secret=SECRET) == OFFICER
    assert token == token_of(OFFICER, secret=SECRET)
    assert path_of(token) == f"/calendar/{token}.ics"


@pytest.mark.parametrize(
    "token",
    ["", "1", "2" + token_of(OFFICER, secret=SECRET)[1:], token_of(OFFICER, secret="another"), "å.ä", "1.x" * 50],
)
def test_a_token_that_was_not_made_here_opens_none(token):
    with pytest.raises(FeedUnknown):
        person_of(token, secret=SECRET)


def test_without_a_secret_no_token_opens_anything():
    with pytest.raises(FeedUnknown):
        person_of(token_of(OFFICER, secret=SECRET), secret="")


# --- one word for mail and feed --------------------------------------------------------------------------------------


def in_feed(engine: Engine, today: date, person: int = OFFICER) -> dict[str, tuple[int, date, date]]:
    """Return (sequence, day, last change) of each entry of a person's feed, by UID."""
    with reading(engine) as connection:
        calendar = Calendar.from_ical(feed(connection, person, today, settings=SETTINGS))
    return {
        str(event["UID"]): (int(event["SEQUENCE"]), event["DTSTART"].dt, event["LAST-MODIFIED"].dt.date())
        for event in calendar.walk("VEVENT")
    }


def in_mails(engine: Engine, person: int = OFFICER) -> dict[str, tuple[int, date]]:
    """Return (sequence, day) of each entry as the last mail about it told, by UID."""
    with reading(engine) as connection:
        streams = [mail.calendar for mail in messages(connection) if mail.person_id == person and mail.calendar]
    return {
        str(event["UID"]): (int(event["SEQUENCE"]), event["DTSTART"].dt)
        for stream in streams
        for calendar in Calendar.from_ical(stream, multiple=True)
        for event in calendar.walk("VEVENT")
    }


def test_a_deadline_that_moved_is_told_as_later_at_once_and_as_the_mail_then_tells_it(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 31))
    run(city, date(2026, 4, 8), Post())
    before = in_feed(city, date(2026, 4, 8))
    assert {uid: told[:2] for uid, told in before.items()} == in_mails(city)
    observe(city, "UH-1", Milestone.STANDSTILL_STATED_END, date(2026, 4, 20), told_on="2026-04-09")
    pending = in_feed(city, date(2026, 4, 9))
    moved = [uid for uid in before if pending[uid][1] != before[uid][1]]
    assert moved
    assert all(pending[uid][0] == before[uid][0] + 1 for uid in moved)
    assert all(pending[uid][2] == date(2026, 4, 9) for uid in moved)
    for day in (date(2026, 4, 9), date(2026, 4, 10)):
        run(city, day, Post())
    assert in_feed(city, date(2026, 4, 10)) == pending
    assert {uid: pending[uid][:2] for uid in moved} == {uid: in_mails(city)[uid] for uid in moved}


def test_what_no_mail_has_told_is_the_first_version_since_the_last_record(city):
    open_planned(city, "UH-1", on=OPENED)
    assert [(number, since) for number, _, since in in_feed(city, TODAY).values()] == [(0, OPENED)]


def test_a_deadline_that_was_taken_out_and_is_owed_again_rises_above_the_word_that_took_it_out(city):
    open_planned(city, "UH-1", on=OPENED)
    for day in range(19, 22):
        run(city, date(2026, 1, day), Post())
    ((uid, (first, _, _)),) = in_feed(city, date(2026, 1, 21)).items()
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 21))
    run(city, date(2026, 1, 22), Post())
    assert uid not in in_feed(city, date(2026, 1, 22))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, None, told_on="2026-01-22")
    assert in_feed(city, date(2026, 1, 22))[uid][0] == first + 2
    run(city, date(2026, 1, 23), Post())
    assert in_feed(city, date(2026, 1, 23))[uid][0] == first + 2


def test_a_deadline_that_has_passed_does_not_rise_any_more(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, date(2026, 1, 19), Post())
    seen = []
    for day in (date(2026, 1, 27), date(2026, 1, 28), date(2026, 2, 2)):
        run(city, day, Post())
        seen += in_feed(city, day).values()
    assert len(set(seen)) == 1


@pytest.mark.parametrize(
    ("language", "name"),
    [("sv", "Social hänsyn i upphandling – Exempelstad"), ("en", "Social consideration in procurement – Exempelstad")],
)
def test_the_feed_has_a_name_and_says_how_often_to_read_it(city, language, name):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(language=language))
    with reading(city) as connection:
        calendar = Calendar.from_ical(feed(connection, OFFICER, TODAY, settings=SETTINGS))
    assert (str(calendar["NAME"]), str(calendar["X-WR-CALNAME"])) == (name, name)
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
