"""Rows of a plan that are no procurements, and the headings between rows that may name a unit."""

import pytest

from exchange.plans.furniture import PlanSection, is_no_procurement, may_be_unit, section_of, told_section
from exchange.plans.headings import PlanField, read_header

HEADER = read_header(1, ("Benämning", "Annonsering", "Värde"))
NUMBERED = read_header(1, ("Dnr", "Benämning", "Enhet"))


def sums_up(*cells: str | None, title: str | None = None) -> bool:
    return is_no_procurement({PlanField.TITLE: title} if title else {}, cells)


@pytest.mark.parametrize(
    "first",
    [
        "Summa",
        "TOTALT:",
        "Delsumma Skolan",
        "Grand total",
        "Senast uppdaterad 2026-11-01",
        "Planen är reviderad den 3 mars 2026",
        "Publicerad: 2 november 2026",
        "Obs! Datum kan ändras",
        "* preliminärt datum",
        "Källa: ekonomisystemet",
    ],
)
def test_totals_and_remarks_about_the_plan_are_no_procurements(first: str):
    assert sums_up(first, "400")
    assert sums_up(None, "-", first)


@pytest.mark.parametrize(
    "title", ["Total översyn av hissar", "Sumpumpar", "Totalförsvar, utbildning", "Versionshantering", "Obsidian"]
)
def test_a_title_that_only_begins_like_one_is_a_procurement(title: str):
    assert not sums_up("UH-1", title, title=title)


def test_a_total_is_known_by_its_title_where_other_cells_stand_before_it():
    assert not sums_up("2027", "Summa")
    assert sums_up("2027", "Summa", title="Summa")


def test_a_lone_cell_where_headings_stand_is_a_section_of_the_unit_that_it_names():
    assert section_of(("Socialförvaltningen", None, "-"), HEADER) == PlanSection(
        "Socialförvaltningen", "Socialförvaltningen"
    )
    assert section_of(("Kvartal 3",), HEADER) == PlanSection("Kvartal 3", "")


@pytest.mark.parametrize(
    "cells",
    [
        (None, "Socialförvaltningen", None),
        ("Hemtjänst", "2027-02-01", None),
        (2027, None, None),
        (None, None, None),
    ],
)
def test_what_stands_elsewhere_or_beside_something_or_is_no_text_heads_nothing(cells: tuple[str | int | None, ...]):
    assert section_of(cells, HEADER) is None


def test_a_number_or_a_title_in_a_plan_with_units_is_a_row_of_which_more_may_be_missing():
    assert section_of(("UH-7", None, None), NUMBERED) is None
    assert section_of(("Hemtjänst", None), read_header(1, ("Benämning", "Enhet"))) is None
    assert section_of(("Park och natur", None, None), NUMBERED) == PlanSection("Park och natur", "Park och natur")


def test_in_a_plan_of_a_single_column_nothing_is_a_section():
    assert section_of(("Socialförvaltningen",), read_header(1, ("Benämning",))) is None


@pytest.mark.parametrize(
    "name",
    [
        "Park", "Kultur och fritid", "Skolförvaltningen", "Göteborg Energi AB", "IT", "HR", "Kvartal 22", "Distrikt 5",
        "Område 1", "Förskolan Mars", "Sommarskolan", "Majorna", "Augustenborg", "Äldre", "Vård och omsorg",
    ],
)  # fmt: skip
def test_names_may_be_units(name: str):
    assert may_be_unit(name)


@pytest.mark.parametrize(
    "name",
    [
        "Blad1", "Sheet 2", "Plan 2027", "Kvartal 3", "Mars", "Pågående upphandlingar", "Tjänster", "Varor", "2027",
        "–", "V. 5", "Vecka 5-8", "Q1–Q2", "Kvartal 1 & 2", "Q1 27", "Mars/april", "Sen höst", "Vinter", "VT",
        "Vår & höst", "Andra halvåret", "Efter sommaren", "Vecka", "Löpande", "Senare", "Ej tidsatt", "Utan datum",
    ],
)  # fmt: skip
def test_periods_kinds_and_general_words_are_no_units(name: str):
    assert not may_be_unit(name)


def test_of_a_section_is_told_whether_it_counts_as_unit():
    assert "”Park” räknas som enhet" in told_section(PlanSection("Park", "Park")).sv
    assert "”Kvartal 3” är ingen upphandling" in told_section(PlanSection("Kvartal 3", "")).sv
