"""What stands in people's calendars after the mails they got, as an independent program reads them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlmodel import SQLModel

from desk.tick import TickResult, tick
from matters.deadlines import deadlines
from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from models.actor import Actor
from models.people import set_absence
from models.queries.cases import live_cases
from models.storage.database import reading, writing
from models.tables import CalendarEntry, Case, Person
from notifications import compose as compose_module
from notifications.calendar import calendar_entries
from notifications.calendar.calendar_entries import follow
from notifications.delivery.mime import build
from notifications.delivery.problems import Problem, TemporaryFailure
from states.facts import Milestone, Role
from states.law.calendar import OutsideCalendar, is_working_day
from tests.notifications.city import (
    BY_SUPPORT,
    MANAGER,
    OFFICER,
    SETTINGS,
    bring_to_standstill,
    found_city,
    messages,
    observe,
    open_planned,
    require,
)

BY_MANAGER = Actor(Role.OFFICER, MANAGER)
"""In the officer’s place, so that the officer is not told of it as of what others do."""
OPENED = date(2026, 1, 12)
FIRST = date(2026, 1, 19)  # a Monday, the fifth working day
LAST = date(2026, 1, 26)  # the last day of contact point 1
ONE_DAY = timedelta(days=1)
SENT = date(2026, 3, 24)  # a standstill that rolls over Easter to Tuesday 7 April


@dataclass
class Post:
    """A sender that takes everything, or nothing while it is down."""

    down: bool = False
    told: list[str] = field(default_factory=list)

    def send(self, *, recipient: str, **_: object) -> None:
        if self.down:
            raise TemporaryFailure(Problem.POSTPONED)
        self.told.append(recipient)

    def close(self) -> None:
        pass


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def run(engine: Engine, day: date, post: Post | None = None, *, hour: int = 6) -> TickResult:
    box, moment = post or Post(), datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
    return tick(engine, today=day, settings=SETTINGS, open_sender=lambda: box, clock=lambda: moment)


def run_daily(engine: Engine, first: date, last: date) -> None:
    for offset in range((last - first).days + 1):
        run(engine, first + timedelta(days=offset))


def mails(engine: Engine, person: int = OFFICER) -> list[Any]:
    with reading(engine) as connection:
        return [one for one in messages(connection) if (one.person_id, one.state) == (person, "sent")]


def outlook(engine: Engine, person: int = OFFICER) -> dict[str, date]:
    """Return what a calendar holds after a person's mails: the later word counts, by name of the entry."""
    days: dict[str, date | None] = {}
    heard: dict[str, int] = {}
    for mail in mails(engine, person):
        if not mail.calendar:
            continue
        for method, event in told_in(mail):
            uid, number = str(event["UID"]), int(event["SEQUENCE"])
            assert number > heard.get(uid, -1), "told twice, or an earlier word after a later one"
            heard[uid] = number
            days[uid] = None if method == "CANCEL" else event["DTSTART"].dt
    return {uid: day for uid, day in days.items() if day is not None}


def told_in(mail: Any) -> list[tuple[str, Any]]:
    """Return method and entry of every iCalendar object of a mail, as its reader's program finds them: one in each."""
    content = build(
        message_id="<1@exempelstad.example>",
        sender="stod@exempelstad.example",
        recipient=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        sent_at=datetime(2026, 1, 19, 6, 30, tzinfo=UTC),
        calendar=mail.calendar,
    )
    parts = [
        part
        for part in message_from_bytes(content, policy=policy.default).walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert [part.get_content_disposition() for part in parts] == [None, *["attachment"] * (len(parts) - 1)]
    told = []
    for part in parts:
        calendar = Calendar.from_ical(part.get_content())
        (event,) = calendar.walk("VEVENT")
        assert part.get_param("method") == calendar["METHOD"]
        told.append((str(calendar["METHOD"]), event))
    return told


def entries(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(select(CalendarEntry.__table__).order_by(CalendarEntry.id)))


def owed(engine: Engine, today: date, person: int = OFFICER) -> dict[tuple[int, str, str, int], date]:
    """Return the open deadlines of a person, worked out anew from the cases."""
    with reading(engine) as connection:
        directory = read_directory(connection)
        found = [one for case in live_cases(connection) for one in deadlines(case, today, directory, DEFAULT)]
    return {one.key: one.day for one in found if one.reader.id == person}


# --- entered, moved, taken out ---------------------------------------------------------------------------------------


def test_the_first_mail_about_a_case_enters_its_deadline(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    (mail,) = mails(city)
    ((method, event),) = told_in(mail)
    assert (method, event["SEQUENCE"], event["DTSTART"].dt) == ("REQUEST", 0, LAST)
    assert event["SUMMARY"] == "UH-1: Kontakta stödfunktionen om upphandlingen"
    assert event["ATTENDEE"] == "mailto:ulla@exempelstad.example"


def test_what_stands_in_the_calendar_already_is_not_sent_again(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, LAST)
    assert [bool(mail.calendar) for mail in mails(city)] == [True, False]


def test_what_is_met_is_taken_out_with_the_next_mail(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    open_planned(city, "UH-2", on=date(2026, 1, 13))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST)
    run(city, FIRST, hour=9)
    assert len(mails(city)) == 1
    run_daily(city, FIRST + ONE_DAY, FIRST + 3 * ONE_DAY)
    first, second = mails(city)
    assert (second.day, second.template) == (FIRST + ONE_DAY, "daily")
    (_, entered), (_, other), (_, gone) = *told_in(first), *told_in(second)
    assert [method for method, _ in told_in(second)] == ["REQUEST", "CANCEL"]
    assert (gone["UID"], gone["SEQUENCE"], other["SEQUENCE"]) == (entered["UID"], 1, 0)
    assert set(outlook(city).values()) == {date(2026, 1, 27)}
    cases = "Öppna de bifogade filerna för att lägga in dagarna i din kalender."
    assert [cases in mail.text for mail in (first, second)] == [False, True]


def test_what_moved_and_what_left_come_in_one_short_mail(city):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    run_daily(city, OPENED, FIRST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST)
    observe(city, "UH-2", Milestone.PLANNED_CALL, date(2026, 1, 23), told_on="2026-01-19")
    run_daily(city, FIRST, FIRST + ONE_DAY)
    _, second = mails(city)
    assert (second.template, [method for method, _ in told_in(second)]) == ("calendar", ["REQUEST", "CANCEL"])
    assert second.subject == "UH-2: ny dag i kalendern: kontakta stödfunktionen om upphandlingen (och en dag till)"
    assert "Sista dag: torsdag 22 januari 2026" in second.text
    assert "Tidigare dag: måndag 26 januari 2026" in second.text
    assert list(outlook(city).values()) == [date(2026, 1, 22)]


def test_a_mail_that_is_written_anew_before_it_leaves_tells_all_of_it_once(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    for reference in ("UH-2", "UH-3"):
        open_planned(city, reference, on=date(2026, 1, 13))
    run(city, FIRST + ONE_DAY, Post(down=True))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST + ONE_DAY)
    observe(city, "UH-2", Milestone.CONTACT_POINT_1, FIRST + ONE_DAY)
    run(city, FIRST + ONE_DAY, hour=12)
    run_daily(city, FIRST + 2 * ONE_DAY, FIRST + 3 * ONE_DAY)
    _, second = mails(city)
    told = [(method, str(event["SUMMARY"])[:4]) for method, event in told_in(second)]
    assert told == [("REQUEST", "UH-3"), ("CANCEL", "UH-1")]
    assert set(outlook(city).values()) == {date(2026, 1, 27)}


def test_nobody_hears_that_what_no_mail_has_told_is_owed_no_longer(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST, Post(down=True))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST)
    run_daily(city, FIRST, FIRST + 3 * ONE_DAY)
    assert (mails(city), [entry for entry in entries(city) if entry.person_id == OFFICER]) == ([], [])


def test_what_moves_before_a_mail_has_told_it_is_entered_where_it_is(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST, Post(down=True))
    observe(city, "UH-1", Milestone.PLANNED_CALL, date(2026, 1, 23), told_on="2026-01-19")
    run_daily(city, FIRST, FIRST + 3 * ONE_DAY)
    first, *_ = mails(city)
    ((method, event),) = told_in(first)
    assert (method, event["SEQUENCE"]) == ("REQUEST", 0)
    assert list(outlook(city).values()) == [date(2026, 1, 22)]


def test_without_a_mail_within_a_working_day_a_short_one_takes_it_out(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST, by=BY_MANAGER)
    run_daily(city, FIRST, FIRST + ONE_DAY)
    first, second = mails(city)
    assert (second.day, second.template) == (FIRST + ONE_DAY, "calendar")
    assert second.subject == "UH-1: borttaget ur kalendern: kontakta stödfunktionen om upphandlingen"
    assert "Tidigare dag: måndag 26 januari 2026" in second.text
    assert "Kontakta Stig Stöd" in second.text
    ((_, entered),), ((method, event),) = told_in(first), told_in(second)
    assert method == "CANCEL"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (entered["UID"], 1, "CANCELLED")
    assert outlook(city) == {}
    run_daily(city, FIRST + 2 * ONE_DAY, FIRST + 4 * ONE_DAY)
    assert len(mails(city)) == 2


def test_over_a_weekend_the_short_mail_comes_on_monday(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, date(2026, 1, 23))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 23), by=BY_MANAGER)  # a Friday
    run_daily(city, date(2026, 1, 23), date(2026, 1, 26))
    assert [mail.day for mail in mails(city)] == [FIRST, date(2026, 1, 26)]


def test_a_deadline_that_moves_keeps_its_name_and_rises(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    observe(city, "UH-1", Milestone.PLANNED_CALL, date(2026, 1, 23), told_on="2026-01-19")
    run_daily(city, FIRST, FIRST + ONE_DAY)
    first, second = mails(city)
    assert second.template == "calendar"
    assert "Sista dag: torsdag 22 januari 2026" in second.text
    ((_, before),), ((method, after),) = told_in(first), told_in(second)
    assert (method, after["UID"], after["SEQUENCE"]) == ("REQUEST", before["UID"], 1)
    assert list(outlook(city).values()) == [date(2026, 1, 22)]


def test_a_deadline_that_has_passed_is_left_where_it_is(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, LAST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 28))
    run_daily(city, date(2026, 1, 28), date(2026, 2, 3))
    assert {mail.template for mail in mails(city)} == {"daily"}


def test_a_review_takes_the_standstill_out_and_the_ruling_enters_the_new_report(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    run_daily(city, date(2026, 3, 31), date(2026, 4, 1))
    assert sorted(outlook(city).values()) == [date(2026, 4, 7), date(2026, 4, 8)]
    observe(city, "UH-1", Milestone.REVIEW_FILED, date(2026, 4, 1), by=BY_SUPPORT)
    run_daily(city, date(2026, 4, 1), date(2026, 4, 2))
    assert outlook(city) == {}
    observe(city, "UH-1", Milestone.REVIEW_DECIDED, date(2026, 6, 1), value="rejected")
    run_daily(city, date(2026, 6, 1), date(2026, 6, 12))
    assert date(2026, 6, 12) in outlook(city).values()


def test_a_mail_that_never_went_out_entered_nothing_and_the_next_does(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST, Post(down=True))
    assert outlook(city) == {}
    run(city, FIRST + ONE_DAY)
    assert list(outlook(city).values()) == [LAST]


def test_what_is_met_before_the_mail_leaves_is_not_entered(city):
    open_planned(city, "UH-1", on=OPENED)
    open_planned(city, "UH-2", on=OPENED)
    run(city, FIRST, Post(down=True))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST)
    run(city, FIRST, hour=12)
    (mail,) = mails(city)
    assert "UH-1" not in mail.text
    assert [str(event["SUMMARY"])[:4] for _, event in told_in(mail)] == ["UH-2"]


def test_who_is_away_keeps_the_entry_and_the_substitute_gets_one(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    with writing(city) as connection:
        first, last = FIRST + ONE_DAY, date(2026, 1, 26)
        set_absence(connection, OFFICER, away_from=first, away_until=last, substitute_id=MANAGER, today=FIRST)
    run_daily(city, FIRST, LAST)
    assert list(outlook(city).values()) == [LAST]
    assert list(outlook(city, MANAGER).values()) == [LAST]


def test_a_new_officer_gets_the_entry_and_the_former_loses_it(city):
    open_planned(city, "UH-1", on=OPENED)
    run_daily(city, OPENED, FIRST)
    with writing(city) as connection:
        row = {"id": 77, "name": "Nils Ny", "email": "nils@exempelstad.example", "role": "officer", "unit_id": 1}
        connection.execute(insert(Person).values(row))
        connection.execute(update(Case).values(officer_id=77, next_check=FIRST))
    run_daily(city, FIRST, FIRST + ONE_DAY)
    assert outlook(city) == {}
    assert list(outlook(city, 77).values()) == [LAST]


def test_nothing_is_entered_before_a_mail_tells_it(city):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:
        assert follow(connection, list(live_cases(connection)), ladder=DEFAULT, today=FIRST) == 0
    assert entries(city) == []


def test_a_case_whose_deadlines_cannot_be_read_keeps_its_entries_and_holds_up_no_other(city, monkeypatch):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    run_daily(city, OPENED, FIRST)
    assert len(outlook(city)) == 2

    def beyond_the_calendar(case, *rest):
        if case.reference == "UH-1":
            raise OutsideCalendar(date(2060, 12, 30))
        return deadlines(case, *rest)

    monkeypatch.setattr(calendar_entries, "deadlines", beyond_the_calendar)
    for reference in ("UH-1", "UH-2"):
        observe(city, reference, Milestone.CONTACT_POINT_1, FIRST, by=BY_SUPPORT)
    result = run(city, FIRST)

    assert [(problem.reference, problem.is_fault) for problem in result.problems] == [("UH-1", False)]
    assert [(entry.case_id, entry.cancelled) for entry in entries(city)] == [(1, False), (2, True)]


# --- whatever happens ------------------------------------------------------------------------------------------------

HAPPENINGS = ("met", "withdrawn", "call earlier", "call later", "call gone", "assessed", "nothing", "down")


def happen(engine: Engine, what: str, today: date) -> None:
    told = today.isoformat()
    match what:
        case "met":
            observe(engine, "UH-1", Milestone.CONTACT_POINT_1, today, by=BY_SUPPORT)
        case "withdrawn":
            observe(engine, "UH-1", Milestone.CONTACT_POINT_1, None, told_on=told, by=BY_SUPPORT)
        case "call earlier":
            observe(engine, "UH-1", Milestone.PLANNED_CALL, today + timedelta(days=3), told_on=told, by=BY_SUPPORT)
        case "call later":
            observe(engine, "UH-1", Milestone.PLANNED_CALL, today + timedelta(days=40), told_on=told, by=BY_SUPPORT)
        case "call gone":
            observe(engine, "UH-1", Milestone.PLANNED_CALL, None, told_on=told, by=BY_SUPPORT)
        case "assessed":
            require(engine, "UH-1", on=today, by=BY_SUPPORT)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 3)), min_size=1, max_size=7))
def test_after_any_story_the_calendar_holds_the_open_deadlines_that_were_told(sqlite_engine, story):
    engine = sqlite_engine
    with writing(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            connection.execute(delete(table))
    found_city(engine)
    open_planned(engine, "UH-1", on=OPENED)
    day = FIRST
    run(engine, day)
    for what, wait in story:
        if what != "down":
            happen(engine, what, day)
        for _ in range(wait):
            run(engine, day, Post(down=what == "down"), hour=9)
            day += ONE_DAY
    # Two working days without any news, so that all that waited has been told.
    for _ in range(4):
        run(engine, day, hour=12)
        day += ONE_DAY
    while not is_working_day(day):
        day += ONE_DAY
    run(engine, day)
    rows = {(row.case_id, row.matter, row.subject, row.person_id): row for row in entries(engine)}
    open_now = {key: last for key, last in owed(engine, day).items() if last >= day}
    told = {rows[key].uid: last for key, last in open_now.items() if key in rows}
    ahead = {uid: last for uid, last in outlook(engine).items() if last >= day}
    assert ahead == told
    short = [mail.day for mail in mails(engine) if mail.template == "calendar"]
    assert len(short) == len(set(short)), "two short mails a day"
    reminded = {row.matter for row in _told(engine)}
    assert {matter for _, matter, *_ in open_now} & reminded <= {matter for _, matter, *_ in rows}


def _told(engine: Engine) -> list[Any]:
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT matter FROM reminder WHERE message_id IS NOT NULL")))


# --- what the reader did ---------------------------------------------------------------------------------------------


def test_nobody_gets_a_mail_only_to_hear_what_they_did_themselves_and_the_next_mail_carries_it(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST + ONE_DAY)
    run_daily(city, FIRST + ONE_DAY, FIRST + 3 * ONE_DAY)
    assert len(mails(city)) == 1
    open_planned(city, "UH-2", on=date(2026, 1, 16))
    run(city, date(2026, 1, 23))
    _, second = mails(city)
    assert ("CANCEL", LAST) in [(method, event["DTSTART"].dt) for method, event in told_in(second)]
    assert list(outlook(city).values()) == [date(2026, 1, 30)]


@pytest.mark.parametrize("late", [False, True])
def test_what_somebody_else_did_on_that_day_too_is_told(city, late):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST + ONE_DAY)
    observe(city, "UH-1", Milestone.PLANNED_CALL, date(2026, 3, 2), told_on="2026-01-20", by=BY_SUPPORT)
    run_daily(city, FIRST + (2 if late else 1) * ONE_DAY, FIRST + 4 * ONE_DAY)
    assert [mail.template for mail in mails(city)] == ["daily", "calendar"]


def test_a_day_that_moved_by_what_the_reader_did_is_told(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST)
    observe(city, "UH-1", Milestone.PLANNED_CALL, date(2026, 1, 23), told_on="2026-01-19")
    run_daily(city, FIRST, FIRST + 2 * ONE_DAY)
    assert [mail.template for mail in mails(city)] == ["daily", "calendar"]


# --- the reader is the sender ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", [SETTINGS.mail_from, SETTINGS.mail_from.upper()])
def test_nobody_is_invited_by_themselves(city, email):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(email=email))
    open_planned(city, "UH-1", on=OPENED)
    run(city, FIRST)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, FIRST)
    run_daily(city, FIRST + ONE_DAY, FIRST + 10 * ONE_DAY)
    told = [one for mail in mails(city) if mail.calendar for one in told_in(mail)]
    first = next(uid for uid in (str(event["UID"]) for _, event in told))
    assert {method for method, _ in told} == {"PUBLISH"}
    assert all("ATTENDEE" not in event for _, event in told)
    assert [str(event["STATUS"]) for _, event in told if event["UID"] == first] == ["CONFIRMED", "CANCELLED"]


def test_a_mail_carries_so_many_entries_and_the_others_come_one_mail_a_day(city, monkeypatch):
    monkeypatch.setattr(calendar_entries._part, "__kwdefaults__", {"most": 2})
    monkeypatch.setattr(calendar_entries.Agenda.part, "__kwdefaults__", {"most": 2})
    monkeypatch.setattr(compose_module._Chosen.__init__, "__defaults__", (2,))
    for number in range(7):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
    run(city, date(2026, 1, 19))
    for hour in (6, 9, 15):
        run(city, date(2026, 1, 20), hour=hour)
    assert len(mails(city)) == 2
    run_daily(city, date(2026, 1, 21), date(2026, 1, 23))
    assert all(len(list(told_in(mail))) <= 2 for mail in mails(city))
    assert len(outlook(city)) == 7
