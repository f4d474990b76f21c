"""The page of the day: rows with one button, in both languages and for each role; and reminding, told in advance."""

from datetime import date

import pytest
from sqlalchemy import update

from desk.access import AccountRole
from models.storage.database import writing
from models.tables import Case
from states.facts import Milestone
from tests.notifications.city import BY_SUPPORT, case_now, observe, open_planned
from tests.web.board.signed_in import TOKEN
from tests.web.city import CLEAR, FIRMS, journal, two_winners
from web.board.today import called

DUE = date(2026, 4, 7)
"""By then contact point 1 of a case is owed that was opened ten working days before."""
OPENED = date(2026, 3, 20)
FULL_DAY = 40_000
"""Bytes of a full ordinary day at most."""


@pytest.fixture
def waits(city):
    """A case of which an officer owes contact point 1 today."""
    open_planned(city, "UH-1", on=OPENED)
    return city


def reminder(engine) -> str:
    return f"/idag/paminnelse/{case_now(engine, 'UH-1').id}?i=procurement"


def test_the_heading_counts_in_words(waits, visitor):
    page = visitor(AccountRole.OFFICER, today=DUE).open("/idag")
    assert "Tisdag 7 april: inget försenat, 1 i dag" in page.text
    page = visitor(AccountRole.OFFICER, today=date(2026, 4, 9), language="en").open("/idag")
    assert "Thursday 9 April: 1 late, nothing today" in page.text


def test_a_row_says_when_what_which_case_and_why_and_its_button_leads_to_the_step(waits, visitor):
    page = visitor(AccountRole.OFFICER, today=date(2026, 4, 9)).open("/idag")
    assert "Försenat 2 dagar senast 7 apr" in page.text
    assert "Städtjänster UH-1 UH-1 Ärendet öppnades fredag 20 mars 2026" in page.text
    case = case_now(waits, "UH-1").id
    assert f'href="./arenden/{case}/steg/contact_point_1?vidare=idag"' in page.source
    assert 'class="button first" data-inplace' in page.source


def test_the_step_leads_back_and_says_what_was_done(waits, visitor):
    officer = visitor(AccountRole.OFFICER, today=DUE)
    step = f"/arenden/{case_now(waits, 'UH-1').id}/steg/contact_point_1?vidare=idag"
    page = officer.send(step, officer.open(step).forms["contact"], on=str(DUE))
    assert (page.status, page.address.partition("8400")[2]) == (200, "/idag?klart=contact_point_1")
    assert "Kontakten är registrerad." in page.text


def test_the_support_function_takes_a_new_contact_with_its_four_answers(waits, visitor):
    observe(waits, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    page = visitor(today=DUE).open("/idag")
    assert "Nya kontakter att ta om hand 1" in page.text
    assert "Ulla Upphandlare har kontaktat er inför en upphandling" in page.text
    assert "Period inte sagt Bransch inte sagt Avtalstid 24 månader Uppgifter inte sagt" in page.text
    assert "/steg/take?vidare=idag" in page.source
    assert 'href="#kontakter"' in page.source


def test_it_shows_the_readers_own_and_what_nobody_has_taken_or_all(waits, visitor):
    observe(waits, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    with writing(waits) as connection:
        connection.execute(update(Case).values(support_id=2))
    page = visitor(today=DUE).open("/idag")
    assert "Städtjänster UH-1" not in page.text
    assert 'href="?alla=1"' in page.source
    page = visitor(today=DUE).open("/idag?alla=1")
    assert "Gör relevansbedömningen med Ulla Upphandlare" in page.text
    assert "Visa bara dina" in page.text


def test_what_is_empty_says_what_it_would_show(city, visitor):
    page = visitor(today=DUE).open("/idag")
    assert "Du har inget att göra i dag." in page.text
    assert "Alla mejl har kommit fram. Studsar ett mejl visas det här" in page.text
    assert "You have nothing to do today." in visitor(today=DUE, language="en").open("/idag").text


@pytest.mark.parametrize("role", [AccountRole.ADMINISTRATOR])
def test_who_has_nothing_to_do_there_is_told_so_with_other_ways_to_go(waits, visitor, role):
    page = visitor(role, today=DUE).open("/idag")
    assert (page.status, "Här finns inget för dig att göra." in page.text) == (200, True)
    assert 'href="./konto"' in page.source
    assert "Städtjänster" not in page.text


def test_a_labour_market_unit_sees_nothing_of_a_case_that_asks_nothing_of_it(waits, visitor):
    assert "Städtjänster" not in visitor(AccountRole.LABOUR_MARKET, today=DUE).open("/idag").text


def test_a_contact_person_sees_what_their_suppliers_need(city, visitor):
    two_winners(city)
    observe(city, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, lot="Del 1", supplier=FIRMS)
    page = visitor(AccountRole.LABOUR_MARKET, today=date(2026, 4, 24)).open("/idag")
    assert "Håll startmötet med leverantören (Del 1: Städ & Service AB)" in page.text
    assert "om=Del+1%3A+St%C3%A4d+%26+Service+AB&amp;vidare=idag" in page.source


@pytest.mark.parametrize("query", ["?grupp=ingen", "?sida=0", "?sida=-1", "?sida=x", "?sida=1000000", "?sida=٣"])
def test_what_is_not_there_is_not_found(waits, visitor, query):
    assert visitor(today=DUE).open(f"/idag{query}").status == 404


def test_a_full_ordinary_day_is_small(city, visitor):
    for number in range(12):
        open_planned(city, f"UH-{number}", on=OPENED)
        if number % 2:
            observe(city, f"UH-{number}", Milestone.CONTACT_POINT_1, OPENED)
    page = visitor(today=DUE).open("/idag")
    assert page.text.count("Påminn nu") == page.text.count("Ta ärendet") == 6
    assert len(page.source.encode()) < FULL_DAY


def test_a_crowded_part_has_pages(city, visitor):
    for number in range(55):
        open_planned(city, f"UH-{number}", on=OPENED)
        observe(city, f"UH-{number}", Milestone.CONTACT_POINT_1, OPENED)
    whole = visitor(today=DUE).open("/idag")
    assert (whole.text.count("Ta ärendet"), "Visa alla 55" in whole.text) == (50, True)
    second = visitor(today=DUE).open("/idag?grupp=kontakter&sida=2")
    assert (second.text.count("Ta ärendet"), "Föregående" in second.text, "Nästa" in second.text) == (5, True, False)


# --- reminding -------------------------------------------------------------------------------------------------------


def test_who_to_call_is_there_with_a_phone_and_a_button_that_reminds(waits, visitor):
    page = visitor(today=DUE).open("/idag")
    assert "Ulla Upphandlare upphandlare, Fastighetskontoret 031-390 06 01" in page.text
    assert 'href="tel:+46313900601"' in page.source
    assert f'href=".{reminder(waits)}"' in page.source


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("031-390 06 01", "+46313900601"), ("+46 31 390", "+4631390"), ("0046 31", "004631"), ("112", "112")],
)
def test_a_phone_number_is_dialled_from_abroad_too(phone, dialled):
    assert called(phone) == dialled


def test_what_happens_is_said_before_the_reminder_is_sent(waits, visitor):
    page = visitor(today=DUE).open(reminder(waits))
    assert "Ulla Upphandlare får ett extra mejl: kontakta stödfunktionen om upphandlingen." in page.text
    assert "Mejlet går i dag, med nästa utskick." in page.text
    assert journal(waits)[-1][0] != "reminded"
    part = visitor(today=DUE, language="en").open(f"{reminder(waits)}&del=1")
    assert "<html" not in part.source
    assert "The mail goes today, with the next delivery." in part.text


def test_a_reminder_is_sent_once_and_the_day_says_so(waits, visitor):
    support = visitor(today=DUE)
    page = support.send(reminder(waits), support.open(reminder(waits)).forms["reminder"])
    assert "Påminnelsen är skriven och går med nästa utskick." in page.text
    assert ("reminded", "contact_point_1", "") in journal(waits)
    again = support.open(reminder(waits))
    assert "Ett mejl om det här går redan i dag" in again.text
    assert "reminder" not in again.forms


def test_one_that_goes_later_says_when(waits, visitor):
    support = visitor(today=date(2026, 4, 11))
    form = support.open(reminder(waits)).forms["reminder"]
    assert "Mejlet går måndag 13 april 2026" in support.open(reminder(waits)).text
    assert "Påminnelsen är antecknad och går måndag 13 april 2026." in support.send(reminder(waits), form).text


def test_a_reminder_that_is_refused_says_why(waits, visitor):
    support = visitor(today=DUE)
    form = support.open(reminder(waits)).forms["reminder"]
    support.send(reminder(waits), form)
    answer = support.send(reminder(waits), form)
    assert (answer.status, "går redan i dag" in answer.text) == (422, True)


def test_without_the_readers_token_nobody_is_reminded(waits, visitor):
    form = visitor(today=DUE).open(reminder(waits)).forms["reminder"]
    form.fields["token"] = TOKEN[1:]
    assert visitor(today=DUE).send(reminder(waits), form).status == 403
    assert journal(waits)[-1][0] != "reminded"


def test_who_may_only_read_reminds_nobody(waits, visitor):
    assert visitor(AccountRole.READER, today=DUE).open(reminder(waits)).status == 403


def test_what_waits_no_more_is_said(waits, visitor):
    page = visitor(today=DUE).open(reminder(waits).replace("procurement", "supplier"))
    assert (page.status, "Ingenting väntar där längre." in page.text) == (200, True)
    assert visitor(today=DUE).open("/idag/paminnelse/4711?i=procurement").status == 404


@pytest.mark.parametrize("query", ["?klart=paminnelse&dag=%3Cb%3E", "?klart=nonsense", "?klart="])
def test_what_an_address_says_is_not_repeated(waits, visitor, query):
    page = visitor(today=DUE).open(f"/idag{query}")
    assert (page.status, "&lt;b&gt;" in page.source, "nonsense" in page.source) == (200, False, False)
