"""A row of the day: when, what, in which case, why, who waits, and its one step."""

from datetime import date

import pytest

from desk.access import AccountRole
from desk.day.rows import LATE, LATER, TODAY, ToCase, ToReminder, ToStep, button_of, short_date, state_on
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.desk.day.seen import rows
from tests.notifications.city import bring_to_standstill, case_now, observe, open_planned, promise

OPENED = date(2026, 1, 19)
DUE = date(2026, 2, 2)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 1, 30), (LATE, 3)),
        (DUE, (TODAY, 0)),
        (date(2026, 2, 3), (LATER, 0)),
        (None, (LATER, 0)),
    ],
)
def test_how_a_last_day_stands_to_a_day(day, state):
    assert state_on(day, DUE) == state


def test_a_short_date_cuts_long_months():
    days = (date(2026, 12, 3), date(2026, 3, 3), date(2026, 6, 3))
    assert [short_date(day, "sv") for day in days] == ["3 dec", "3 mars", "3 juni"]
    assert short_date(date(2026, 3, 3), "en") == "3 Mar"


def test_what_an_officer_owes_says_when_and_why_and_leads_to_its_step(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    (row,) = rows(day_of(DUE, AccountRole.OFFICER), "kontaktpunkt-1")
    assert (row.state, row.heading) == (TODAY, "Kontakta stödfunktionen om upphandlingen")
    assert row.why[0] == "Ärendet öppnades måndag 19 januari 2026; kontakten tas inom 10 arbetsdagar."
    assert row.target == ToStep(case_now(city, "UH-1").id, Purpose.CONTACT_POINT_1, "")
    assert (row.button, row.presses, row.case.reference) == ("Registrera kontakten", True, "UH-1")
    assert row.caller is None  # it is the officer's own to do
    assert "Ulla" not in " ".join(row.why)


def test_what_is_late_says_by_how_much_and_what_is_due_later_is_not_pressed(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    (late,) = rows(day_of(date(2026, 2, 5), AccountRole.OFFICER), "kontaktpunkt-1")
    (later,) = rows(day_of(date(2026, 1, 29), AccountRole.OFFICER), "kontaktpunkt-1")
    assert (late.state, late.late, late.note) == (LATE, 3, "senast 2 feb")
    assert (later.state, later.presses, later.note) == (LATER, False, "")


def test_in_english(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    (row,) = rows(day_of(DUE, AccountRole.OFFICER, language="en"), "kontaktpunkt-1")
    assert (row.heading, row.button) == ("Contact the support function about the procurement", "Enter the contact")
    assert row.why[0].startswith("The case was opened on Monday 19 January 2026")


def test_a_new_contact_shows_the_four_answers_and_is_taken(city, day_of):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    (row,) = rows(day_of(date(2026, 1, 20)), "kontakter")
    assert row.heading == "Ulla Upphandlare har kontaktat er inför en upphandling"
    assert row.answers == (
        ("Period", "inte sagt"),
        ("Bransch", "inte sagt"),
        ("Avtalstid", "24 månader"),
        ("Uppgifter", "inte sagt"),
    )
    assert row.target == ToStep(case_now(city, "UH-1").id, Purpose.TAKE, "")
    assert (row.state, row.note, row.why[0]) == (TODAY, "kom 19 jan", "Fastighetskontoret.")
    assert (row.caller.name, row.caller.phone) == ("Ulla Upphandlare", "031-390 06 01")


def test_the_support_function_may_take_the_step_of_others_and_sees_whom_to_call(city, day_of):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    (row,) = rows(day_of(date(2026, 4, 8)), "kp2")
    assert row.heading == "Ta emot vinnaren från Ulla Upphandlare"
    assert row.target == ToStep(case_now(city, "UH-1").id, Purpose.CONTACT_POINT_2, "")
    assert row.caller.name == "Ulla Upphandlare"
    assert row.why[-1] == "Aina Arbetsmarknad väntar på det."


def test_a_row_about_a_supplier_names_it(city, day_of):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    clear = date(2026, 4, 8)
    observe(city, "UH-1", Milestone.COURT_CHECKED, clear)
    observe(city, "UH-1", Milestone.WINNER_NAMED, clear, supplier="Städ AB")
    observe(city, "UH-1", Milestone.CONTACT_POINT_2, clear)
    (row,) = rows(day_of(date(2026, 4, 10)), "kontaktperson")
    assert row.heading == "Utse kontaktperson för Städ AB"
    assert row.target == ToStep(case_now(city, "UH-1").id, Purpose.CONTACT_PERSON, "Städ AB")
    promise(city, "UH-1", on=clear, unit="persons", amount=1)
    assert rows(day_of(date(2026, 4, 10)), "ataganden") == ()


def test_what_has_no_page_for_its_reader_opens_the_case():
    assert button_of(ToCase(1)).sv == "Öppna ärendet"
    assert button_of(ToReminder(1, "procurement", "")).sv == "Påminn nu"
    assert button_of(None).sv == ""
