"""How the cells of one row are read: what becomes a value, what is left out, and what is told of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from exchange.plans.cells import Cell, Formula
from exchange.plans.headings import Column, PlanField, read_header
from exchange.plans.plan_row import (
    CellEffect,
    Certainty,
    PlanStatus,
    RowProblem,
    Surroundings,
    digits_of_references,
    read_cells,
)
from states.law.acts import Act

ALONE = Surroundings({}, None, 0)
HEADINGS = {
    PlanField.REFERENCE: "Dnr",
    PlanField.TITLE: "Benämning",
    PlanField.UNIT: "Enhet",
    PlanField.ACT: "Lag",
    PlanField.PLANNED_CALL: "Annonsering",
    PlanField.CERTAINTY: "Planeringsstatus",
    PlanField.COST: "Värde (tkr)",
    PlanField.MONTHS: "Avtalstid (år)",
    PlanField.HEADCOUNT: "Bemanning",
    PlanField.OFFICER_EMAIL: "Upphandlare e-post",
    PlanField.STATUS: "Information",
}
ROW = 7


def read(
    field: PlanField, cell: Cell, around: Surroundings = ALONE, heading: str = ""
) -> tuple[dict[PlanField, Any], list[RowProblem]]:
    header = read_header(1, (heading or HEADINGS[field],))
    return read_cells(ROW, {field: cell}, header, around)


def left_out(field: PlanField, cell: Cell, around: Surroundings = ALONE, heading: str = "") -> RowProblem:
    """Return what is told of a cell that gives no value."""
    values, (problem,) = read(field, cell, around, heading)
    assert values == {}
    assert (problem.row, problem.effect) == (ROW, CellEffect.LEFT_OUT)
    return problem


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        (PlanField.REFERENCE, "UH-1", "UH-1"),
        (PlanField.ACT, "LUF", Act.LUF),
        (PlanField.PLANNED_CALL, datetime(2027, 3, 1, tzinfo=UTC), date(2027, 3, 1)),
        (PlanField.CERTAINTY, "Ganska säker", Certainty.FAIRLY_CERTAIN),
        (PlanField.COST, 900, 900_000),
        (PlanField.MONTHS, "2", 24.0),
        (PlanField.STATUS, "Framflyttad", PlanStatus.DELAYED),
    ],
)
def test_a_cell_becomes_a_value_of_its_field_in_the_unit_of_its_heading(field: PlanField, cell: Cell, value: object):
    assert read(field, cell) == ({field: value}, [])


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (PlanField.ACT, "Skriv LOU, LUF, LUK, LUFS eller LOV."),
        (PlanField.CERTAINTY, "Skriv säker, relativt säker eller osäker."),
        (PlanField.STATUS, "Skriv Nytt, Uppdaterad, Försenad eller Utgått."),
    ],
)
def test_a_word_that_is_none_of_those_known_is_left_out_and_told_with_what_to_write(field: PlanField, said: str):
    problem = left_out(field, "kanske")
    assert (problem.heading, problem.value, problem.text.sv) == (HEADINGS[field], "kanske", said)


def test_one_bad_cell_does_no_harm_to_the_others():
    header = read_header(1, (HEADINGS[PlanField.TITLE], HEADINGS[PlanField.ACT]))
    values, problems = read_cells(ROW, {PlanField.TITLE: "Tak", PlanField.ACT: "?!"}, header, ALONE)
    assert values == {PlanField.TITLE: "Tak"}
    assert [problem.heading for problem in problems] == ["Lag"]


def test_what_should_be_an_address_is_never_repeated_as_it_may_name_somebody():
    assert left_out(PlanField.OFFICER_EMAIL, "Alva Exempelsson").value == ""


@pytest.mark.parametrize("field", HEADINGS)
def test_formulas_without_a_value_or_with_an_error_give_none_in_any_column(field: PlanField):
    assert "aldrig har räknats ut" in left_out(field, Formula.NEVER_COMPUTED).text.sv
    assert "formelfel" in left_out(field, "#REF!").text.sv


class TestWhatSpreadsheetsChange:
    @pytest.mark.parametrize("cell", [date(2026, 12, 1), "dec-26", "12-dec", "2,02612E+11"])
    def test_a_number_that_became_a_date_or_was_shortened_is_left_out(self, cell: Cell):
        assert "Formatera cellen som text" in left_out(PlanField.REFERENCE, cell).text.sv

    @pytest.mark.parametrize("field", [PlanField.COST, PlanField.MONTHS, PlanField.HEADCOUNT, PlanField.STATUS])
    def test_a_day_where_none_belongs_is_left_out(self, field: PlanField):
        assert "gjort ett datum" in left_out(field, date(2026, 2, 1)).text.sv

    def test_a_day_in_a_column_of_text_is_read_and_told(self):
        values, (problem,) = read(PlanField.TITLE, date(2026, 2, 1))
        assert "2026" in values[PlanField.TITLE]
        assert problem.effect is CellEffect.NOTED

    @pytest.mark.parametrize(("cell", "told"), [(13, 1), ("13", 1), ("0013", 0), (1234, 0), ("A-1", 0), (20261, 0)])
    def test_a_shorter_number_than_those_with_zeros_may_have_lost_some(self, cell: Cell, told: int):
        values, problems = read(PlanField.REFERENCE, cell, Surroundings({}, None, 4))
        assert values == {PlanField.REFERENCE: str(cell)}
        assert ["nollor" in problem.text.sv for problem in problems] == [True] * told

    def test_the_digits_to_expect_are_those_of_the_longest_number_with_a_zero_first(self):
        column = Column(1, "Dnr", "")
        rows: list[tuple[Cell, ...]] = [("00000", "0012"), (None, " 007 "), ("x", 123456), ("x", "0-1"), ("kort",)]
        assert digits_of_references(rows, column) == 4
        assert digits_of_references([("x", "12"), ("x", 7)], column) == 0
        assert digits_of_references(rows, None) == 0

    @pytest.mark.parametrize(("day_zero", "day"), [(None, date(2023, 2, 28)), (date(1904, 1, 1), date(2027, 3, 1))])
    def test_a_plain_number_is_a_day_of_the_date_system_of_the_workbook(self, day_zero: date | None, day: date):
        values, _ = read(PlanField.PLANNED_CALL, 44985, Surroundings({}, day_zero, 0))
        assert values == {PlanField.PLANNED_CALL: day}

    def test_a_day_that_is_one_already_is_the_same_in_any_date_system(self):
        values, _ = read(PlanField.PLANNED_CALL, "2027-03-01", Surroundings({}, date(1904, 1, 1), 0))
        assert values == {PlanField.PLANNED_CALL: date(2027, 3, 1)}


class TestMergedCells:
    MERGED = Surroundings({(ROW, 0): (6, 8)}, None, 0)

    @pytest.mark.parametrize("field", [PlanField.COST, PlanField.HEADCOUNT])
    def test_an_amount_may_be_for_all_rows_together_and_is_left_out(self, field: PlanField):
        assert "rad 6–8" in left_out(field, 12, self.MERGED).text.sv

    @pytest.mark.parametrize(
        ("field", "cell", "told"),
        [
            (PlanField.PLANNED_CALL, "2027-03-01", 1),
            (PlanField.REFERENCE, "UH-1", 1),
            (PlanField.STATUS, "Nytt", 1),
            (PlanField.UNIT, "Park", 0),
        ],
    )
    def test_other_values_are_read_and_that_is_told_of_dates_and_numbers(self, field: PlanField, cell: str, told: int):
        values, problems = read(field, cell, self.MERGED)
        assert values.keys() == {field}
        assert ["rad 6–8" in problem.text.sv for problem in problems] == [True] * told

    def test_a_cell_of_another_row_is_not_merged_with_it(self):
        assert read(PlanField.COST, 12, Surroundings({(6, 0): (5, 6), (ROW, 1): (7, 8)}, None, 0))[1] == []


class TestOptions:
    HEADING = "Avtalstid + option"

    @pytest.mark.parametrize("cell", [48, "48", "4 år"])
    def test_a_bare_length_under_a_heading_with_options_may_hold_them_and_is_left_out(self, cell: Cell):
        assert "2+1+1 år" in left_out(PlanField.MONTHS, cell, heading=self.HEADING).text.sv

    def test_a_length_that_tells_its_options_apart_is_read(self):
        values, _ = read(PlanField.MONTHS, "2+1+1 år", heading=self.HEADING)
        assert values == {PlanField.MONTHS: 24.0}
