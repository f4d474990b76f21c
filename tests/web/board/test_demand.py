"""The page of demand: orders answered in place, numbers in two languages, the calendar and the workbook."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from desk.access import AccountRole
from tests.asking import CLEANERS, NORTH, SOUTH, add_units, ask, orders
from tests.web.board.signed_in import account
from tests.web.browser import Browser
from tests.web.city import SIGNING
from web.app import pages

MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def asked(city):
    add_units(city)
    ask(city, ((CLEANERS, 3),), on=MONDAY)
    return city


@pytest.fixture
def unit(asked):
    """Open the board as somebody of the southern unit, or in another role."""

    def open_as(role=AccountRole.LABOUR_MARKET, language="sv", **changed):
        of_unit = SOUTH if role is AccountRole.LABOUR_MARKET else None
        seen = replace(account(role, language), labour_unit_id=of_unit)
        settings = SIGNING.model_copy(update=changed)
        return Browser(pages(asked, settings, clock=lambda: MORNING, who=lambda *_: seen))

    return open_as


def answer(browser, **typed):
    page = browser.open("/behov")
    (form,) = [one for one in page.forms.values() if "arende" in one.fields]
    return browser.send("/behov", form, **typed)


def test_a_unit_answers_in_place_and_is_told_so(asked, unit):
    page = answer(unit(), svar="nagra", antal="2", till="2026-09-01")
    assert (page.status, "Svaret är sparat" in page.text) == (200, True)
    assert "Ingen beställning väntar på svar" in page.text
    one = orders(asked)[SOUTH, CLEANERS]
    assert (one.answer, one.people, one.ready_by) == ("by", 2, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"antal": "7"}, "från 1 till 3"),
        ({"antal": "två"}, "heltal"),
        ({"antal": "0"}, "heltal"),
        ({"till": "i morgon"}, "Skriv dagen så här"),
        ({"till": "2020-01-01"}, "från i dag"),
        ({}, "Ange hur många"),
    ],
)
def test_what_is_wrong_is_said_in_the_row_with_what_was_typed(asked, unit, typed, words):
    page = answer(unit(), svar="nagra", **typed)
    assert (page.status, words in page.text) == (422, True)
    (form,) = [one for one in page.forms.values() if "arende" in one.fields]
    assert typed.items() <= form.fields.items()
    assert orders(asked)[SOUTH, CLEANERS].waits


@pytest.mark.parametrize(
    "changed", [{"enhet": str(NORTH)}, {"arende": "999"}, {"arende": "x"}, {"svar": "kanske"}, {"yrke": "5120"}]
)
def test_an_order_that_is_not_ones_own_is_not_answered(asked, unit, changed):
    page = answer(unit(), **{"svar": "alla", **changed})
    assert page.status in {403, 404, 422}
    assert all(one.waits for one in orders(asked).values())


def test_without_the_token_nothing_is_stored(asked, unit):
    assert answer(unit(), svar="alla", token="of somebody else").status == 403
    assert orders(asked)[SOUTH, CLEANERS].waits


def test_before_the_award_a_unit_reads_no_title_and_no_buyer_on_any_page(asked, unit):
    for path in ("/behov", f"/behov/yrke/{CLEANERS}", "/behov/kalender?manad=2027-03"):
        page = unit().open(path)
        assert page.status == 200
        assert "Städtjänster" not in page.text
        assert "Fastighetskontoret" not in page.text
    assert "Städtjänster UH-1" in unit(AccountRole.SUPPORT).open("/behov").text


def test_the_page_reads_in_english(unit):
    page = unit(language="en").open("/behov")
    for words in ("1 order to answer", "Yes, all 3", "No, none", "Cleaners", "Not answered"):
        assert words in page.text


def test_who_answers_nothing_gets_no_form(unit):
    page = unit(AccountRole.OFFICER).open("/behov")
    assert [one for one in page.forms.values() if "arende" in one.fields] == []
    assert "3" in page.text


@pytest.mark.parametrize("path", ["/behov", "/behov/kalender", f"/behov/yrke/{CLEANERS}", "/behov/behov.xlsx"])
def test_who_may_not_see_demand_gets_nothing(unit, path):
    page = unit(AccountRole.ADMINISTRATOR).open(path)
    assert (page.status, "9111" in page.text) == (403, False)


@pytest.mark.parametrize(
    "path",
    [
        "/behov/yrke/nonsense",
        "/behov/kalender?manad=2026-13",
        "/behov/kalender?vecka=x",
        "/behov/kalender?manad=1900-01",
    ],
)
def test_what_there_is_not_has_no_page(unit, path):
    assert unit().open(path).status == 404


def test_the_calendar_is_read_by_month_and_by_week_and_leads_to_ones_own(unit):
    month = unit(web_url="https://trespann.exempelstad.example").open("/behov/kalender?manad=2027-03")
    assert "3 börjar: Städare" in month.text
    assert "https://trespann.exempelstad.example/calendar/" in month.text
    week = unit().open("/behov/kalender?vecka=2026-W11")
    assert "Vecka 11, mars 2026" in week.text
    assert "Svara: 3, Städare" in week.text
    assert unit(AccountRole.SUPPORT).open("/behov/kalender").status == 200


def test_an_empty_city_is_told_what_will_come(city, visitor):
    page = visitor(AccountRole.SUPPORT).open("/behov")
    assert "Ingen öppen upphandling efterfrågar deltagare" in page.text
    assert "Ingen beställning väntar på svar" in page.text


def test_the_workbook_opens_and_holds_the_table(unit, asked):
    from tests.web.board.fetching import fetched

    book = load_workbook(io.BytesIO(fetched(unit().app, "/behov/behov.xlsx")))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:2] == ("SSYK", "Yrkesgrupp")
    assert rows[1][0] == CLEANERS
