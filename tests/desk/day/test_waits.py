"""What others hold up: one row for a cause, by whom to call."""

from datetime import date

from sqlalchemy import update

from desk.access import AccountRole
from desk.day.rows import LATE, WAITING_FOR, ToCase, ToReminder
from desk.settling import settle_due
from desk.tick import TickResult
from models.storage.database import writing
from models.tables import Person
from states.facts import Milestone
from tests.notifications.city import case_now, observe, open_planned
from tests.notifications.post import Post, run

OPENED = date(2026, 1, 19)
DUE = date(2026, 2, 2)


def test_who_holds_up_a_case_is_named_with_role_unit_and_phone(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    (one,) = day_of(DUE).waiting
    assert (one.person.name, one.about, one.person.phone) == (
        "Ulla Upphandlare",
        "upphandlare, Fastighetskontoret",
        "031-390 06 01",
    )
    (row,) = one.rows
    assert (row.state, row.heading, row.note) == (
        WAITING_FOR,
        "Kontakta stödfunktionen om upphandlingen",
        "senast 2 feb",
    )
    assert row.target == ToReminder(case_now(city, "UH-1").id, "procurement", "")
    assert (row.button, row.presses) == ("Påminn nu", False)
    assert "Ulla" not in row.why[-1]  # who holds it up is not who waits for it


def test_what_is_late_comes_first_and_says_when_somebody_was_reminded(city, day_of):
    open_planned(city, "UH-1", on=date(2026, 1, 26))
    open_planned(city, "UH-2", on=OPENED)
    run(city, date(2026, 1, 26), Post())
    day = day_of(date(2026, 2, 3))
    (one,) = day.waiting
    assert [(row.case.reference, row.state, row.note) for row in one.rows] == [
        ("UH-2", LATE, "påmind 26 jan"),
        ("UH-1", WAITING_FOR, "senast 9 feb"),
    ]
    assert (day.waiting_total, day.waiting_late) == (2, 1)


def test_what_is_due_in_three_weeks_is_not_called_for(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    assert day_of(OPENED).waiting == ()


def test_what_is_stored_and_what_is_worked_out_are_told_alike(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    fresh = day_of(DUE)
    settle_due(city, today=DUE, result=TickResult(DUE))
    assert day_of(DUE) == fresh


def test_what_stands_among_the_own_matters_is_not_called_for(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    assert day_of(DUE).waiting == ()


def test_where_the_reader_is_the_one_to_call_nobody_is_reminded(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    with writing(city) as connection:  # neither officer nor manager is left
        others = Person.__table__.c.role.in_(("officer", "manager"))
        connection.execute(update(Person).where(others).values(left_on=date(2026, 1, 20)))
    (one,) = day_of(DUE).waiting
    assert (one.person.name, one.rows[0].target) == ("Stig Stöd", ToCase(case_now(city, "UH-1").id))


def test_an_officer_waits_for_nobody_to_do_what_is_their_own(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    assert day_of(DUE, AccountRole.OFFICER).waiting == ()
