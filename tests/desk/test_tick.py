import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import Engine, func, insert, select, text, update

from desk.settling import settle_due
from desk.tick import TickResult, tick
from matters.rows.receipts import RECEIPTS
from models.installation import site
from models.journal import Entry, first_broken
from models.reminders.receipts import of_a_ladder
from models.reminders.room import MATTERS
from models.storage.database import reading, writing
from models.tables import Case, Heartbeat, JournalEntry, Message, Person, Reminder
from notifications.delivery.problems import Problem, TemporaryFailure
from notifications.delivery.return_path import returned
from states.facts import Milestone
from states.processes.procurement import ProcurementState
from tests.conftest import opened
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    MANAGER,
    OFFICER,
    SETTINGS,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    found_city,
    name_contact,
    observe,
    open_planned,
    reminders,
    require,
    state_of,
    texts,
)
from tests.notifications.mailserver import mail_server

SENT = date(2026, 3, 24)  # a standstill that rolls over Easter to Tuesday 7 April


class Postbox:
    """A sender that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    def send(self, *, recipient: str, content: bytes) -> None:
        mail = message_from_bytes(content, policy=policy.default)
        self.mails.append((recipient, str(mail["Subject"])))

    def close(self) -> None:
        pass


@pytest.fixture
def city(engine: Engine) -> Iterator[Engine]:
    found_city(engine)
    yield engine
    assert_chains_hold(engine)


def run(engine: Engine, day: date, postbox: Postbox | None = None) -> TickResult:
    box = postbox or Postbox()
    morning = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)
    return tick(engine, today=day, settings=SETTINGS, open_sender=lambda: box, clock=lambda: morning)


def run_daily(engine: Engine, first: date, last: date, postbox: Postbox) -> None:
    for offset in range((last - first).days + 1):
        run(engine, first + timedelta(days=offset), postbox)


def assert_chains_hold(engine: Engine) -> None:
    j = JournalEntry.__table__.c
    with reading(engine) as connection:
        for case in connection.execute(select(Case.__table__)):
            rows = connection.execute(select(JournalEntry.__table__).where(j.case_id == case.id).order_by(j.number))
            entries = [(Entry(*(getattr(row, name) for name in Entry._fields)), row.digest) for row in rows]
            assert first_broken(entries, length=case.journal_length, head=case.journal_head) is None


def asks(subject: str) -> bool:
    """Tell whether a mail asks for something first, and does not only tell what others have recorded."""
    says = subject.partition(": ")[2].lower()
    return not any(says.startswith(row.heading.sv.lower()) for row in RECEIPTS.values())


def test_a_case_is_told_about_from_opening_to_matching_on_the_days_of_the_law(city):
    box = Postbox()
    bring_to_standstill(city, "UH-1", sent=SENT)
    told_on = {}
    for offset in range((date(2026, 4, 20) - SENT).days):
        day = SENT + timedelta(days=offset)
        before = len(box.mails)
        run(city, day, box)
        asked = [recipient.split("@")[0] for recipient, subject in box.mails[before:] if asks(subject)]
        if asked:
            told_on[day] = asked
    assert told_on == {
        date(2026, 4, 1): ["ulla"],  # two working days before the last day, Easter in between
        date(2026, 4, 7): ["ulla"],  # the last day
        date(2026, 4, 8): ["ulla"],  # the winner may be reported
        date(2026, 4, 10): ["ulla"],
        date(2026, 4, 15): ["stig", "ulla"] if box.mails[-2][0].startswith("stig") else ["stig"],
    }


def told_daily(engine: Engine, first: date, last: date) -> dict[date, list[str]]:
    """Return who was asked for something on which day, with a tick every day."""
    box, told = Postbox(), {}
    for offset in range((last - first).days + 1):
        day, before = first + timedelta(days=offset), len(box.mails)
        run(engine, day, box)
        asked = sorted(recipient.split("@")[0] for recipient, subject in box.mails[before:] if asks(subject))
        if asked:
            told[day] = asked
    return told


def plan_with_requirement(engine: Engine) -> None:
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    observe(engine, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 16))
    observe(engine, "UH-1", Milestone.PLANNED_CALL, date(2026, 5, 18), told_on="2026-01-16")
    require(engine, "UH-1", on=date(2026, 1, 19))


FORECAST = {
    date(2026, 1, 19): ["aina"],  # the day of the assessment
    date(2026, 2, 2): ["aina"],  # ten working days later
    date(2026, 2, 16): ["stig"],  # and ten more
}


def test_once_a_requirement_is_set_the_labour_market_unit_is_told_what_is_coming(city):
    plan_with_requirement(city)
    assert told_daily(city, date(2026, 1, 19), date(2026, 2, 8)) == dict(list(FORECAST.items())[:2])
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, date(2026, 2, 9))
    asked_for_the_award = date(2026, 3, 9)
    assert told_daily(city, date(2026, 2, 9), date(2026, 3, 31)) == {
        date(2026, 2, 16): ["stig"],
        asked_for_the_award: ["ulla"],
    }
    assert [row[:3] for row in reminders(city)] == [
        ("forecast", "0", UNIT),
        ("forecast", "+10", UNIT),
        ("forecast", "+20", SUPPORT),
        ("award", "+20", OFFICER),
    ]


def test_the_unit_is_told_no_more_once_it_has_begun_to_prepare(city):
    plan_with_requirement(city)
    assert told_daily(city, date(2026, 1, 19), date(2026, 1, 20)) == {date(2026, 1, 19): ["aina"]}
    observe(city, "UH-1", Milestone.PREPARATION_STARTED, date(2026, 1, 21), by=BY_UNIT)
    assert told_daily(city, date(2026, 1, 21), date(2026, 3, 31)) == {}


def test_after_the_award_nobody_is_told_to_prepare_any_more(city):
    plan_with_requirement(city)
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, date(2026, 1, 20))
    observe(city, "UH-1", Milestone.AWARD_DECIDED, date(2026, 1, 26))
    told = told_daily(city, date(2026, 1, 26), date(2026, 3, 31))
    assert "aina" not in {who for people in told.values() for who in people}


def test_where_nobody_is_the_labour_market_unit_the_support_function_is_told(city):
    with writing(city) as connection:
        connection.execute(update(Person.__table__).where(Person.__table__.c.id == UNIT).values(role="left"))
    plan_with_requirement(city)
    assert told_daily(city, date(2026, 1, 19), date(2026, 2, 16)) == {day: ["stig"] for day in FORECAST}


def test_around_a_winner_the_support_function_its_contact_person_and_the_unit_are_told(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    handed_over = date(2026, 4, 8)
    observe(city, "UH-1", Milestone.WINNER_NAMED, handed_over, supplier="Exempel Service AB")
    observe(city, "UH-1", Milestone.COURT_CHECKED, handed_over)
    observe(city, "UH-1", Milestone.CONTACT_POINT_2, handed_over)
    for done in (Milestone.CONTRACT_SIGNED, Milestone.AWARD_ANNOUNCED, Milestone.DOCUMENTATION_DONE):
        observe(city, "UH-1", done, handed_over)  # else the officer is asked for them
    assert told_daily(city, handed_over, date(2026, 4, 12)) == {
        date(2026, 4, 8): ["stig"],  # a contact person is wanted
        date(2026, 4, 10): ["stig"],  # and the obligation
    }
    observe(city, "UH-1", Milestone.CONTACT_ASSIGNED, date(2026, 4, 13), by=BY_SUPPORT)
    assert told_daily(city, date(2026, 4, 13), date(2026, 4, 15)) == {
        date(2026, 4, 13): ["aina"],  # for the supplier, which has nobody to tell
        date(2026, 4, 15): ["aina", "stig"],  # the start-up meeting, whose contact person nobody has named
    }
    colleague = {"id": UNIT + 1, "name": "Kim Kollega", "email": "kim@exempelstad.example", "role": "labour_market"}
    with writing(city) as connection:
        connection.execute(insert(Person).values(**colleague, phone="", unit_id=1, language="sv"))
    name_contact(city, "UH-1", contact=UNIT + 1, on=date(2026, 4, 16))
    assert told_daily(city, date(2026, 4, 16), date(2026, 4, 22)) == {
        date(2026, 4, 16): ["kim"],  # now it is somebody else's
        date(2026, 4, 17): ["aina"],  # and out of her calendar
        date(2026, 4, 20): ["kim"],
        date(2026, 4, 22): ["kim"],
    }
    with reading(city) as connection:
        subjects = set(connection.execute(select(Reminder.__table__.c.subject).where(of_a_ladder())).scalars())
        bodies = texts(connection)
    assert subjects == {"Exempel Service AB"}
    assert all("(Exempel Service AB)" in body for body in bodies if "För kännedom" not in body)


def test_a_second_tick_on_the_same_day_does_nothing(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    box = Postbox()
    run(city, date(2026, 4, 8), box)
    again = run(city, date(2026, 4, 8), box)
    assert len(box.mails) == 1
    assert (again.checked, again.moves, again.planned, again.composed, again.sent) == (0, 0, 0, 0, 0)


def test_two_ticks_at_once_do_what_one_does(city):
    for number in range(MATTERS):
        bring_to_standstill(city, f"UH-{number}", sent=SENT)
    box = Postbox()
    day = date(2026, 4, 8)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: run(city, day, box), range(2)))
    run(city, day, box)
    assert sum(result.checked for result in results) == MATTERS
    assert sum(result.planned for result in results) == MATTERS
    assert [recipient for recipient, _ in box.mails] == ["ulla@exempelstad.example"]


def test_one_tick_after_an_outage_ends_where_daily_ticks_end(city):
    last = date(2026, 4, 20)
    for name, first in (("UH-DAILY", SENT), ("UH-LATE", last)):
        bring_to_standstill(city, name, sent=SENT)
        if name == "UH-DAILY":
            run_daily(city, first, last, Postbox())
    run(city, last)
    with reading(city) as connection:
        c = Case.__table__.c
        checks = connection.execute(select(c.reference, c.next_check)).all()
    assert state_of(city, "UH-DAILY") == state_of(city, "UH-LATE") == ProcurementState.STANDSTILL
    assert dict(checks)["UH-DAILY"] == dict(checks)["UH-LATE"]


def test_after_an_outage_each_person_is_told_each_matter_once_and_the_mail_is_marked_late(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    box = Postbox()
    run(city, date(2026, 4, 20), box)
    assert sorted(recipient for recipient, _ in box.mails) == ["stig@exempelstad.example", "ulla@exempelstad.example"]
    assert [(matter, step) for matter, step, *_ in reminders(city)] == [
        ("contact_point_2", "+2"),
        ("contact_point_2", "+5"),
    ]
    with reading(city) as connection:
        late = texts(connection)
    assert all("örsenat" in body for body in late)


def test_nothing_is_sent_on_weekends_and_what_was_due_is_told_on_monday(city):
    open_planned(city, "UH-1", on=date(2026, 1, 9))  # the fifth working day is Friday 16 January
    box = Postbox()
    for day in (date(2026, 1, 17), date(2026, 1, 18)):
        assert run(city, day, box).sent == 0
    assert run(city, date(2026, 1, 19), box).sent == 1


def test_one_person_gets_one_message_a_day_about_all_cases(city):
    for number in range(5):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
    box = Postbox()
    run(city, date(2026, 1, 19), box)
    assert len(box.mails) == 1
    open_planned(city, "UH-9", on=date(2026, 1, 12))
    run(city, date(2026, 1, 19), box)
    assert len(box.mails) == 1, "a second message on one day"
    run(city, date(2026, 1, 20), box)
    assert len(box.mails) == 2
    assert "UH-9" in box.mails[-1][1]


def test_recording_contact_point_1_ends_its_ladder(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    box = Postbox()
    run(city, date(2026, 1, 19), box)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 20))
    run_daily(city, date(2026, 1, 20), date(2026, 1, 26), box)
    told = [subject for _, subject in box.mails if asks(subject)]
    assert len(told) == 1


def test_what_is_met_between_composing_and_sending_is_withheld(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))

    class Busy(Postbox):
        """Postpones everything, so that the message stays queued."""

        def send(self, **_: object) -> None:
            raise TemporaryFailure(Problem.POSTPONED)

    run(city, date(2026, 1, 19), Busy())
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 19))
    box = Postbox()
    later = datetime(2026, 1, 19, 12, tzinfo=UTC)
    result = tick(city, today=date(2026, 1, 19), settings=SETTINGS, open_sender=lambda: box, clock=lambda: later)
    assert (result.withheld, [mail for mail in box.mails if asks(mail[1])]) == (1, [])


def test_a_message_that_could_not_be_sent_yesterday_is_told_anew_today(city):
    class Down(Postbox):
        def send(self, **_: object) -> None:
            raise TemporaryFailure(Problem.UNREACHABLE)

    open_planned(city, "UH-1", on=date(2026, 1, 12))
    assert run(city, date(2026, 1, 19), Down()).sent == 0
    box = Postbox()
    assert run(city, date(2026, 1, 20), box).sent == 1
    with reading(city) as connection:
        states = connection.execute(select(Message.__table__.c.state).order_by(Message.__table__.c.id)).scalars().all()
    assert states == ["withheld", "sent"]


def test_a_review_withdraws_the_report_and_the_ruling_plans_it_again(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    box = Postbox()
    run(city, date(2026, 4, 1), box)
    observe(city, "UH-1", Milestone.REVIEW_FILED, date(2026, 4, 2), by=BY_SUPPORT)
    run_daily(city, date(2026, 4, 2), date(2026, 5, 29), box)
    assert state_of(city, "UH-1") == ProcurementState.REVIEW
    # The mail that tells the officer of the review takes the standstill out of the calendar, too.
    assert [subject for recipient, subject in box.mails[1:] if recipient.startswith("ulla")] == [
        "UH-1: ansökan om överprövning har kommit in"
    ]
    observe(city, "UH-1", Milestone.REVIEW_DECIDED, date(2026, 6, 1), value="rejected")
    run_daily(city, date(2026, 6, 1), date(2026, 6, 12), box)
    with reading(city) as connection:
        r = Reminder.__table__.c
        told = connection.execute(select(r.matter, r.due_on).where(r.matter == "contact_point_2")).all()
    assert told == [("contact_point_2", date(2026, 6, 12))]


def test_without_an_officer_the_manager_is_told_and_without_both_the_support_function(city):
    for number, gone in enumerate(({OFFICER}, {OFFICER, MANAGER})):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
        with writing(city) as connection:
            connection.execute(update(Case.__table__).values(officer_id=None))
            if MANAGER in gone:
                connection.execute(update(Person.__table__).where(Person.__table__.c.id == MANAGER).values(role="left"))
        box = Postbox()
        run(city, date(2026, 1, 19) + timedelta(days=number), box)
        assert [name for name, _ in box.mails] == [("chris", "stig")[number] + "@exempelstad.example"]


def test_a_city_without_people_reports_whom_it_could_not_tell_and_tries_again(engine):
    with writing(engine) as connection:
        connection.execute(
            text("INSERT INTO unit (id, name, organisation_number, act, numbers_cases) VALUES (1,'U','','',false)")
        )
        connection.execute(
            text(
                "INSERT INTO person (id, name, email, phone, role, unit_id, language)"
                " VALUES (1,'P','p@exempelstad.example','','left',1,'sv')",
            ),
        )
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    with writing(engine) as connection:
        connection.execute(update(Case.__table__).values(officer_id=None))
    assert run(engine, date(2026, 1, 19)).unreachable == 1
    assert run(engine, date(2026, 1, 20)).unreachable == 1


def test_a_row_that_no_rule_can_read_does_not_hold_up_the_others(city):
    for number in (1, 2):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
    with writing(city) as connection:
        connection.execute(text("UPDATE track SET state = 'melted' WHERE case_id = 1"))
    box = Postbox()
    result = run(city, date(2026, 1, 19), box)
    assert ([one.reference for one in result.problems], result.checked, len(box.mails)) == (["UH-1"], 2, 1)
    assert run(city, date(2026, 1, 19), box).checked == 0


def test_a_tick_leaves_a_heartbeat(city):
    run(city, date(2026, 1, 19))
    with reading(city) as connection:
        beat = connection.execute(select(Heartbeat.__table__)).one()
    assert (beat.job, beat.acted_on) == ("tick", date(2026, 1, 19))


def test_many_due_cases_are_settled_in_batches(city):
    for number in range(7):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
    result = TickResult(date(2026, 1, 19))
    settle_due(city, today=date(2026, 1, 19), result=result, batch=3)
    assert (result.checked, result.planned) == (7, 7)
    with reading(city) as connection:
        due = connection.execute(
            select(func.count()).select_from(Case.__table__).where(Case.__table__.c.next_check <= date(2026, 1, 19)),
        )
        assert due.scalar_one() == 0


def test_mail_leaves_at_the_pace_and_under_the_signed_return_path_of_the_settings(city, tmp_path):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        site.claim_unclaimed(connection, tmp_path, date(2026, 1, 12))
    with mail_server() as server:
        settings = server.settings(
            var=tmp_path, smtp_per_minute=600, bounce_secret="hemligt", mail_reply_to="a@b.example"
        )
        moment = datetime(2026, 1, 19, 6, 30, tzinfo=UTC)
        assert tick(city, today=date(2026, 1, 19), settings=settings, clock=lambda: moment).sent == 1
    assert [returned(path, "hemligt") for path in server.return_paths] == [1]
    assert message_from_bytes(server.received[0][1], policy=policy.default)["Reply-To"] == "a@b.example"


@pytest.mark.parametrize("claimed", [True, False])
def test_a_tick_in_earnest_sends_only_from_the_installation_that_claimed_the_database(city, tmp_path, claimed):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        site.claim_unclaimed(connection, tmp_path if claimed else tmp_path / "another", date(2026, 1, 12))
    with mail_server() as server:
        settings = server.settings(var=tmp_path)
        moment = datetime(2026, 1, 19, 6, 30, tzinfo=UTC)
        result = tick(city, today=date(2026, 1, 19), settings=settings, clock=lambda: moment)
    assert (result.planned, result.composed, result.sent) == (1, 1, int(claimed))
    assert len(result.warnings) == int(not claimed)
    assert len(server.received) == int(claimed)


def test_an_older_copy_restored_in_the_same_place_sends_nothing_however_often_it_ticks(sqlite_engine, tmp_path):
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=date(2026, 1, 12))
    with writing(sqlite_engine) as connection:
        site.claim_unclaimed(connection, tmp_path, date(2026, 1, 12))
    moment = datetime(2026, 1, 19, 6, 30, tzinfo=UTC)
    with closing(sqlite3.connect(tmp_path / "backup.db")) as backup, mail_server() as server:
        with closing(sqlite3.connect(sqlite_engine.url.database)) as live:
            live.backup(backup)
        settings = server.settings(var=tmp_path)
        assert tick(sqlite_engine, today=date(2026, 1, 19), settings=settings, clock=lambda: moment).sent == 1
        with opened(f"sqlite:///{tmp_path / 'backup.db'}") as restored:
            for _ in range(3):
                result = tick(restored, today=date(2026, 1, 19), settings=settings, clock=lambda: moment)
                assert result.warnings == [site.STANDINGS[site.Standing.OLDER]]
    assert len(server.received) == 1


def test_the_support_function_is_a_last_resort_only(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    run_daily(city, date(2026, 1, 12), date(2026, 2, 27), Postbox())
    assert SUPPORT not in {person for _, _, person, *_ in reminders(city)}
