"""The page of results, in two languages, with its links, its workbook and its empty state."""

import io

import pytest
from openpyxl import load_workbook

from desk.access import AccountRole
from models.figures import Figure, Name, SpanStep
from states.records.obligations import Measure
from tests.kept_figures import TODAY, YEAR, add_units, keep, times
from tests.web.board.fetching import fetched

SCHOOL, PARK = 101, 102


@pytest.fixture
def results(city):
    add_units(city, "Skolan", "Parken")
    rows = [
        *times(12, Name.WITH, "employment"),
        *times(6, Name.WITH, "dialogue", PARK),
        *times(8, Name.WITHOUT, "för litet avtal"),
        *times(9, Name.WITHOUT, "för litet avtal", PARK),
        *times(7, Name.DONE, SpanStep.ASSESSMENT, amount=9),
        *times(6, Name.OPEN, SpanStep.ASSESSMENT, day=TODAY),
    ]
    for name, amount in ((Name.PROMISED, 40), (Name.STARTED, 30), (Name.FULFILLED, 18)):
        rows.append(Figure(name, Measure.PERSONS, YEAR, SCHOOL, amount=amount))
    keep(city, rows)
    return city


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", ("18 av 35 tjänsteupphandlingar har krav. Målet, 50 procent, är nått", "För litet avtal", "Skolan")),
        ("en", ("18 of 35 service procurements have a requirement", "Still employed after 6 months", "By contracting")),
    ],
)
def test_the_page_tells_the_results_of_the_year(results, visitor, language, words):
    page = visitor(today=TODAY, language=language).open("/resultat")
    assert page.status == 200
    assert all(one in page.text for one in words)


def test_every_number_leads_to_a_list_of_its_cases(results, visitor):
    source = visitor(today=TODAY).open("/resultat").source
    for link in (
        "arenden?urval=krav&amp;ar=2026",
        "arenden?urval=kravform&amp;varde=employment&amp;ar=2026",
        "arenden?urval=skal&amp;varde=f%C3%B6r+litet+avtal&amp;ar=2026",
        "arenden?urval=atagna&amp;varde=persons&amp;ar=2026",
        "arenden?urval=steg-pagar&amp;varde=assessment&amp;ar=2026",
        "arenden?urval=bedomda&amp;ar=2026&amp;enhet=101",
    ):
        assert link in source


def test_one_unit_has_a_page_of_its_own_without_the_others(results, visitor):
    page = visitor(today=TODAY).open("/resultat?ar=2026&enhet=101")
    assert "Resultat 2026, Skolan" in page.text
    assert "12 av 20 tjänsteupphandlingar" in page.text
    assert "Per upphandlande enhet" not in page.text


@pytest.mark.parametrize("query", ["ar=2019", "enhet=999", "ar=x", "enhet=-1", "ar=99999999999"])
def test_a_year_or_unit_that_there_is_not_has_no_page(results, visitor, query):
    assert visitor(today=TODAY).open(f"/resultat?{query}").status == 404


def test_an_empty_year_says_when_results_come(city, visitor):
    page = visitor(today=TODAY).open("/resultat")
    assert "Det finns inga resultat för 2026 än" in page.text


@pytest.mark.parametrize("role", AccountRole)
def test_results_are_there_for_everybody_who_signs_in(results, visitor, role):
    page = visitor(role, today=TODAY).open("/resultat")
    assert (page.status, "Skolan" in page.text) == (200, True)


def test_the_workbook_opens_with_a_sheet_for_each_part(results, visitor):
    book = load_workbook(io.BytesIO(fetched(visitor(today=TODAY).app, "/resultat/resultat.xlsx?ar=2026")))
    assert book.sheetnames == ["Resultat", "Åtaganden", "Personer", "Dagar", "Enheter"]
    assert ("Bedömda tjänsteupphandlingar", 35) in list(book["Resultat"].iter_rows(values_only=True))
    assert [row[0] for row in book["Enheter"].iter_rows(values_only=True)] == ["Enhet", "Parken", "Skolan"]
