"""The page of the relevance assessment, and the four questions of contact point 1."""

from datetime import date

import pytest
from sqlalchemy import insert

from models.operations import amend, find
from models.storage.database import writing
from models.tables import ContractingUnit, Person
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, OFFICER, SUPPORT, case_now, observe, open_planned
from tests.web.city import TODAY, browser, journal, link

MADE = date(2026, 4, 17)


@pytest.fixture
def contacted(city):
    open_planned(city, "UH-9", on=date(2026, 4, 7))
    with writing(city) as connection:
        told = {"cpv": "90910000", "area": "Hisingen", "contract_start": date(2027, 3, 1), "months": 24.0}
        amend(connection, find(connection, "UH-9"), told, by=BY_OFFICER, today=TODAY)
    observe(city, "UH-9", Milestone.CONTACT_POINT_1, date(2026, 4, 13))
    return city


def open_page(engine, person=OFFICER):
    return browser(engine).open(link(engine, Purpose.ASSESSMENT, person, "UH-9"))


def send(engine, person=OFFICER, **typed):
    address = link(engine, Purpose.ASSESSMENT, person, "UH-9")
    return browser(engine).answer(address, "assessment", on=MADE.isoformat(), **typed)


WORK = {"occupation-0": "städare", "number-0": "3", "occupation-1": "7131", "number-1": "1", "each": "12"}


def test_what_is_known_is_filled_in_and_said(contacted):
    page = open_page(contacted)

    for word in ("Städare", "Hisingen", "2027-03-01", "24"):
        assert f'value="{word}"' in page.source
    assert "förbereda någon för yrket städare (9111) tar ungefär 3,5 månader" in page.text


def test_the_assessment_of_both_is_stored_with_its_work(contacted):
    send(contacted, outcome="required", forms="employment", other=str(SUPPORT), start="2027-04-01", **WORK)

    case = case_now(contacted, "UH-9")
    assert (case.outcome, case.forms, case.occupations) == ("required", "employment", "9111:3 7131:1")
    assert (case.need_unit, case.need_amount, case.need_months) == ("persons", 4, 12)
    assert (case.planned_start, case.area, case.months) == (date(2027, 4, 1), "Hisingen", 24)
    assert case.participants == f"officer:{OFFICER} support:{SUPPORT}"


def test_support_names_any_officer_of_the_unit_but_nobody_of_another_or_who_has_left_and_no_mailbox(contacted):
    others = {
        31: {"name": "Otto Kollega", "role": "officer", "unit_id": 1},
        32: {"name": "Ada Annan", "role": "officer", "unit_id": 2},
        33: {"name": "Sven Slutat", "role": "officer", "unit_id": 1, "left_on": date(2026, 1, 1)},
        34: {"name": "Stödets brevlåda", "role": "support", "unit_id": None, "mailbox": True},
    }
    with writing(contacted) as connection:
        connection.execute(insert(ContractingUnit).values(id=2, name="Annat", organisation_number="", act="lou"))
        for number, told in others.items():
            address = {"email": f"p{number}@exempelstad.example", "phone": "", "language": "sv"}
            connection.execute(insert(Person).values(id=number, **address, **told))
    choices = open_page(contacted, SUPPORT).source
    assert ("Otto Kollega" in choices, "Ada Annan" in choices, "Sven Slutat" in choices) == (True, False, False)
    assert "Stödets brevlåda</" not in open_page(contacted).source.partition("<footer")[0]

    send(contacted, SUPPORT, outcome="required", forms="employment", other="31", **WORK)

    assert case_now(contacted, "UH-9").participants == f"officer:31 support:{SUPPORT}"


def test_what_the_page_filled_in_is_no_work_where_nothing_is_required(contacted):
    send(contacted, outcome="no_requirement", why="Ingen arbetskraft", supply="no")

    case = case_now(contacted, "UH-9")
    assert (case.outcome, case.occupations, case.planned_start, case.supply) == ("no_requirement", "", None, "no")
    assert case.participants == f"officer:{OFFICER}"


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ({"outcome": "required", "forms": "employment", "occupation-0": "städre"}, "Städare (9111)"),
        ({"outcome": "required", "forms": "employment", "occupation-0": "", "number-0": "2"}, "Ange yrket."),
        ({"outcome": "required", "forms": "employment", "number-0": "1,5"}, "Skriv ett heltal."),
        ({"outcome": "required", "forms": "employment", "number-0": "2", "amount": "3"}, "inte samma"),
        ({"outcome": "required", "forms": ""}, "Välj minst en kravform."),
        ({"outcome": "no_requirement"}, "Ange skälet till bedömningen."),
    ],
)
def test_what_is_wrong_stands_on_the_page_and_nothing_is_stored(contacted, typed, part):
    page = send(contacted, **typed)

    assert part in page.text
    assert case_now(contacted, "UH-9").outcome == "pending"


def test_contact_point_1_takes_along_what_the_officer_knows(city):
    open_planned(city, "UH-9", on=date(2026, 4, 7))
    address = link(city, Purpose.CONTACT_POINT_1, OFFICER, "UH-9")

    browser(city).answer(
        address,
        "contact",
        on="2026-04-14",
        call="2026-10-01",
        contract_start="2027-03-01",
        trade=" Städare ",
        months="36",
        tasks="Daglig städning\nav skolor",
    )

    case = case_now(city, "UH-9")
    assert (case.contract_start, case.trade, case.months) == (date(2027, 3, 1), "Städare", 36)
    assert case.tasks == "Daglig städning av skolor"
    assert case.facts(TODAY).on(Milestone.PLANNED_CALL) == date(2026, 10, 1)
    assert case.facts(TODAY).on(Milestone.CONTACT_POINT_1) == date(2026, 4, 14)
    assert any(event == "restated" and "tasks: Daglig städning" in detail for event, _, detail in journal(city))


def test_the_day_alone_is_enough_and_what_was_filled_in_says_nothing_new(contacted):
    before = case_now(contacted, "UH-9")
    open_planned(contacted, "UH-10", on=date(2026, 4, 7))
    restated = [one for one in journal(contacted) if one[0] == "restated"]

    browser(contacted).answer(link(contacted, Purpose.CONTACT_POINT_1, OFFICER, "UH-10"), "contact", on="2026-04-14")

    assert [one for one in journal(contacted) if one[0] == "restated"] == restated
    assert case_now(contacted, "UH-10").facts(TODAY).on(Milestone.CONTACT_POINT_1) == date(2026, 4, 14)
    assert before.area == "Hisingen"
