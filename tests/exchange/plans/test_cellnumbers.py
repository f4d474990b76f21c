from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.plans.cellnumbers import NO_UNIT, WITHOUT_OPTIONS, read_cost, read_headcount, read_months
from exchange.plans.cells import BadCell, fold
from exchange.plans.plan_reader import CellEffect
from states.law.applicability import ModelAnswer, ProcurementKind, applicability


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "headcount"),
        [
            ("3", 3.0),
            ("1,5", 1.5),
            ("1.5", 1.5),
            ("1.250", 1.25),
            ("3 st", 3.0),
            ("12 personer", 12.0),
            ("1 250", 1250.0),
            (2, 2.0),
            (1.5, 1.5),
            (1.0000000000000002, 1.0),
        ],
    )
    def test_headcount_is_a_decimal_number(self, cell, value, headcount):
        row, problems = cell("Bemanning", value)

        assert row.headcount == headcount
        assert problems == ()

    @pytest.mark.parametrize(
        ("value", "cost"),
        [
            ("1250000", 1_250_000),
            ("1 250 000", 1_250_000),
            ("1\u00a0250\u202f000", 1_250_000),
            ("1.250.000,00", 1_250_000),
            ("1,250,000.00", 1_250_000),
            ("1 250 000,49", 1_250_000),
            ("1.250", 1250),
            ("1,250", 1250),
            ("12,50", 12),
            ("1 250 000 kr", 1_250_000),
            ("1 250 000:-", 1_250_000),
            ("2 mkr", 2_000_000),
            ("2,5 Mkr", 2_500_000),
            ("0,333 mkr", 333_000),
            ("1,250 MSEK", 1_250_000),
            ("5 milj. kr", 5_000_000),
            ("500 tkr", 500_000),
            ("1,2 miljarder", 1_200_000_000),
            (1_250_000, 1_250_000),
            (1250.125, 1250),
        ],
    )
    def test_cost_is_whole_kronor(self, cell, value, cost):
        row, problems = cell("Bedömd kostnad", value)

        assert row.cost == cost
        assert problems == ()

    @pytest.mark.parametrize(
        ("heading", "value", "cost"),
        [
            ("Bedömd kostnad (tkr)", "500", 500_000),
            ("Bedömd kostnad (mkr, exkl. moms)", "2,5", 2_500_000),
            ("Kontraktsvärde i milj. kr", 2.5, 2_500_000),
            ("Bedömd kostnad tkr", "250 kr", 250),
            ("Bedömd kostnad kr", "250", 250),
        ],
    )
    def test_the_scale_in_the_heading_holds_where_the_cell_has_none(self, cell, heading, value, cost):
        assert cell(heading, value)[0].cost == cost

    @pytest.mark.parametrize(("heading", "field"), [("Bemanning", "headcount"), ("Bedömd kostnad", "cost")])
    def test_an_approximate_number_is_read_and_noted(self, cell, heading, field):
        row, problems = cell(heading, "ca 12")

        assert getattr(row, field) == 12
        assert [problem.effect for problem in problems] == [CellEffect.NOTED]

    @pytest.mark.parametrize(
        "value",
        [
            *("fem", "3-5", "0", "-1", "3?", "50 %", "1 25", "1,2,3", "1e5", "NaN", "1" * 300, "12 EUR"),
            *(0, -2, True, 10**300, 1e300, datetime.fromisoformat("2026-05-01"), time(1, 5)),
        ],
    )
    @pytest.mark.parametrize(
        ("heading", "field"),
        [("Bemanning", "headcount"), ("Bedömd kostnad", "cost"), ("Kontraktstid år", "months")],
    )
    def test_what_is_no_plausible_number_is_left_out(self, cell, heading, field, value):
        row, problems = cell(heading, value)

        assert getattr(row, field) is None
        assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]

    @given(st.decimals(min_value="0.01", max_value="99999", places=2))
    def test_every_headcount_survives_comma_point_and_storage_as_a_number(self, number):
        written = (f"{number:f}", f"{number:f}".replace(".", ","), float(number))

        assert {read_headcount(value, "") for value in written} == {(float(number), None)}

    @given(st.integers(min_value=1, max_value=10**12))
    def test_every_amount_survives_each_way_of_grouping(self, kronor):
        grouped = f"{kronor:,}"
        written = (
            kronor,
            str(kronor),
            grouped,
            grouped.replace(",", "."),
            grouped.replace(",", "\u00a0"),
            f"{grouped.replace(',', ' ')},00 kr",
        )

        assert {read_cost(value, "") for value in written} == {(kronor, None)}


class TestLengths:
    @pytest.mark.parametrize(
        ("heading", "value", "months"),
        [
            ("Bedömd kontraktstid år", "4", 48.0),
            ("Bedömd kontraktstid (år)", "1,5", 18.0),
            ("Bedömd kontraktstid år", 0.75, 9.0),
            ("Bedömd kontraktstid månader", "18", 18.0),
            ("Avtalstid (mån)", "4,5", 4.5),
            ("Contract length (months)", "6", 6.0),
            ("Contract length, years", "2", 24.0),
            ("Avtalstid", "2 år", 24.0),
            ("Avtalstid", "24 mån", 24.0),
            ("Avtalstid", "1 år 6 mån", 18.0),
            ("Avtalstid", "1 år och 6 månader", 18.0),
            ("Avtalstid", "2 år, 6 mån.", 30.0),
            ("Avtalstid", "16 veckor", 3.73),
            ("Avtalstid", "120 dagar", 4.0),
            ("Avtalstid år", "24 mån", 24.0),
        ],
    )
    def test_length_is_in_months(self, cell, heading, value, months):
        row, problems = cell(heading, value)

        assert row.months == months
        assert problems == ()

    @pytest.mark.parametrize(
        ("value", "months", "answer"),
        [
            ("0,33", 3.96, ModelAnswer.NO),
            ("0,3333", 4.0, ModelAnswer.NO),
            (1 / 3, 4.0, ModelAnswer.NO),
            (1 - 2 / 3, 4.0, ModelAnswer.NO),
            (4 / 12, 4.0, ModelAnswer.NO),
            ("0,34", 4.08, ModelAnswer.YES),
            (0.34, 4.08, ModelAnswer.YES),
        ],
    )
    def test_a_third_of_a_year_is_not_longer_than_four_months(self, cell, value, months, answer):
        row, _ = cell("Bedömd kontraktstid år", value)

        assert row.months == months
        assert applicability(kind=ProcurementKind.SERVICE, months=row.months, headcount=2).answer is answer

    @given(st.integers(min_value=1, max_value=600))
    def test_whole_months_are_exact_however_a_year_is_divided(self, months):
        years = months / 12

        assert read_months(years, "ar")[0] == months
        assert read_months(f"{years:.4f}".replace(".", ","), "ar")[0] == months
        assert read_months(f"{months} mån", "")[0] == months

    @pytest.mark.parametrize(
        ("heading", "value", "months"),
        [
            ("Kontraktstid år", "2+1+1", 24.0),
            ("Kontraktstid", "2 + 1 + 1 år", 24.0),
            ("Kontraktstid", "24+12+12 mån", 24.0),
            ("Kontraktstid", "2 år (+ 2 år option)", 24.0),
            ("Kontraktstid", "2 år med option på 1 år", 24.0),
            ("Kontraktstid", "2 år + 12 mån", 24.0),
        ],
    )
    def test_options_and_renewals_are_not_counted_and_that_is_noted(self, cell, heading, value, months):
        row, problems = cell(heading, value)

        assert row.months == months
        assert [(problem.effect, problem.text) for problem in problems] == [(CellEffect.NOTED, WITHOUT_OPTIONS)]

    @pytest.mark.parametrize(
        ("heading", "value"),
        [
            ("Avtalstid", "4"),
            ("Avtalstid", 4),
            ("Avtalstid", "24+12"),
            ("Avtalstid år", "2 + 12 mån option"),
        ],
    )
    def test_a_length_that_may_be_years_or_months_is_left_out(self, cell, heading, value):
        row, problems = cell(heading, value)

        assert row.months is None
        assert [problem.text for problem in problems] == [NO_UNIT]

    @pytest.mark.parametrize(
        "value",
        [
            "2-4 år",
            "tills vidare",
            "48 mån inkl. option",
            "4 år (inkl option)",
            "4 år varav 2 option",
            "två år",
            "200 år",
        ],
    )
    def test_what_is_no_single_length_is_left_out(self, cell, value):
        row, problems = cell("Avtalstid", value)

        assert row.months is None
        assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]


@pytest.mark.parametrize("cell", ["25-50", "25 – 50 mkr", "5 mkr - 10 mkr", "ca 2-3", "10 till 15"])
def test_a_range_is_told_as_one_with_what_stands_there(cell):
    with pytest.raises(BadCell) as refused:
        read_cost(cell, "miljoner")

    assert "är ett spann och har inte lästs" in refused.value.text.sv
    assert fold(cell) in refused.value.text.sv
