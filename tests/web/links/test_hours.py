"""The monthly report of hours on a supplier's own page."""

from datetime import date

import pytest
from sqlalchemy import insert

from models.obligations import look_after
from models.operations import find
from models.storage.database import writing
from models.tables import Person
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.models.firm import FIRM, JULY, JUNE, MAY, balance_in, contract, founded, hired, read
from tests.notifications.city import BY_SUPPORT, BY_UNIT, observe
from tests.web.city import browser, journal, link, recorded

PERSON = 21
DAY = date(2026, 7, 2)


@pytest.fixture
def firm(engine):
    founded(engine, "UH-1")
    with writing(engine) as connection:
        told = {"id": PERSON, "name": "Frida Firma", "email": "frida@firma.example", "phone": "08-21", "language": "sv"}
        connection.execute(insert(Person).values(**told, role="supplier", unit_id=None))
        case = find(connection, "UH-1")
        look_after(connection, case, case.obligations[0], by=BY_SUPPORT, today=date(2026, 4, 13), supplier_person_id=21)
    hired(engine, "UH-1")
    return engine


@pytest.fixture
def address(firm) -> str:
    return link(firm, Purpose.SUPPLIER, PERSON, subject=FIRM, today=DAY)


def obligation(engine, reference: str) -> str:
    """Return the number of what a case owes, which the form names."""
    return str(read(engine, reference).obligations[0].id)


def sent(engine, address: str, month: date, today: date = DAY, **hours: str):
    told = {name.replace("_1", "-1.1").replace("_2", "-2.1"): value for name, value in hours.items()}
    return browser(engine, today).answer(address, f"hours-{month:%Y-%m}", **told)


def test_the_month_that_is_due_is_asked_for_by_position_and_number_and_nothing_half_yearly(firm, address):
    text = browser(firm, DAY).open(address).text
    assert "Rapportera månadens timmar" in text
    assert "Timmar i maj 2026 Ange timmarna för var och en som var anställd under månaden." in text
    assert "Timmar, plats 1, kandidat nummer 1" in text
    assert "Åtagande 1000 timmar" in text
    assert "halvårsrapport" not in text.lower()
    assert "ett annat avtal" not in text


def test_what_is_sent_counts_is_shown_and_the_next_month_is_asked_for(firm, address):
    page = sent(firm, address, MAY, worked_1="152,25")
    assert "Tack, det är registrerat. Månadsrapport om timmar" in page.text
    assert "Rapporterade timmar Maj 2026 1 person, 152,25 timmar" in page.text
    assert "Timmar i juni 2026" in page.text
    assert "Levererat 152,25 timmar" in page.text
    assert balance_in(firm, "UH-1").fulfilled == 152.25
    assert ("hours_reported", "2026-05", "1.1: 152.25") in journal(firm)
    assert [row[2:] for row in recorded(firm, Milestone.HOURS_REPORTED)] == [("2026-05", f"supplier:{PERSON}")]


def test_a_month_may_be_corrected_with_what_was_reported_filled_in(firm, address):
    sent(firm, address, MAY, worked_1="152,25")
    assert 'value="152,25"' in browser(firm, DAY).open(address).source
    sent(firm, address, MAY, worked_1="0")
    assert balance_in(firm, "UH-1").hours.reported == {MAY}
    assert balance_in(firm, "UH-1").fulfilled == 0
    assert ("hours_corrected", "2026-05", "1.1: 0") in journal(firm)


def test_once_all_months_are_reported_nothing_is_due(firm, address):
    for month in (MAY, JUNE):
        sent(firm, address, month, worked_1="80")
    text = browser(firm, DAY).open(address).text
    assert "Timmar i juli" not in text
    assert "Rätta timmarna för juni 2026" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Fyll i det här."),
        ("80,1", "Skriv timmarna i hela kvartar, till exempel 0, 80 eller 80,25."),
        ("800", "800 timmar ryms inte i de 28 dagar som plats 1, kandidat 1 var anställd"),
    ],
)
def test_hours_that_cannot_be_are_asked_about_beside_the_field_and_nothing_is_recorded(firm, address, typed, said):
    page = sent(firm, address, MAY, worked_1=typed)
    assert said in page.text
    assert recorded(firm, Milestone.HOURS_REPORTED) == []


def test_hours_may_count_in_another_contract_of_the_firm(firm, address):
    contract(firm, "UH-2")
    text = browser(firm, DAY).open(address).text
    assert "Ska en del av timmarna räknas i ett annat avtal" in text
    assert "UH-2 Städtjänster UH-2" in text
    without = sent(firm, address, MAY, worked_1="160", of_them_1="60")
    assert "Välj det avtal där timmarna räknas." in without.text
    page = sent(firm, address, MAY, worked_1="160", of_them_1="60", counts_in_1=obligation(firm, "UH-2"))
    assert "Maj 2026 1 person, 160 timmar, varav 60 timmar räknas i UH-2" in page.text
    assert (balance_in(firm, "UH-1").fulfilled, balance_in(firm, "UH-2").fulfilled) == (100, 60)


def test_what_counts_from_another_contract_is_told(firm):
    contract(firm, "UH-2")
    with writing(firm) as connection:
        case = find(connection, "UH-2")
        look_after(connection, case, case.obligations[0], by=BY_SUPPORT, today=DAY, supplier_person_id=PERSON)
    first = link(firm, Purpose.SUPPLIER, PERSON, subject=FIRM, today=DAY)
    sent(firm, first, MAY, worked_1="160", of_them_1="60", counts_in_1=obligation(firm, "UH-2"))
    second = link(firm, Purpose.SUPPLIER, PERSON, "UH-2", subject=FIRM, today=DAY)
    assert "Maj 2026 60 timmar från UH-1 räknas här" in browser(firm, DAY).open(second).text


def test_a_month_in_which_nobody_was_employed_is_reported_with_one_button(firm, address):
    observe(firm, "UH-1", Milestone.EMPLOYMENT_ENDED, date(2026, 5, 31), value="other", by=BY_UNIT, placement="1")
    sent(firm, address, MAY, worked_1="10")
    assert "Ingen är registrerad som anställd under månaden." in browser(firm, DAY).open(address).text
    assert "Juni 2026 0 personer, 0 timmar" in sent(firm, address, JUNE).text
    assert JULY not in balance_in(firm, "UH-1").hours.reported
