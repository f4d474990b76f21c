import pytest

from exchange.plans.cells import FORMULA_ERROR
from exchange.plans.plan_reader import CellEffect, PlanRow
from tests.exchange.spreadsheets import NEEDED, csv_bytes


class TestText:
    def test_line_breaks_and_invisible_characters_become_single_spaces(self, cell):
        row, _ = cell("Beskrivning", " Städning\r\nav\u00a0\u00a0sko\u00adlor\x07 \u200b ")

        assert row.description == "Städning av skolor"

    def test_a_text_beyond_its_limit_is_cut_and_noted(self, cell):
        row, problems = cell("Beskrivning", "å" * 5000)

        assert row.description == "å" * 4000
        assert [problem.effect for problem in problems] == [CellEffect.NOTED]

    def test_a_reference_beyond_its_limit_is_not_cut_but_rejected(self, read):
        found = read(csv_bytes(NEEDED, ("A" * 101, "Städning")))

        assert found.rows == ()
        assert [problem.effect for problem in found.problems] == [CellEffect.LEFT_OUT, CellEffect.REJECTED]

    @pytest.mark.parametrize("nothing", ["", "  ", "-", "–", "?", "Okänt", "ej beslutat", "N/A", "TBD", "\u00a0"])
    @pytest.mark.parametrize("heading", ["Beskrivning", "Bemanning", "Annonsering", "Upphandlingsområde", "CPV"])
    def test_what_says_nothing_is_none_without_a_report(self, cell, heading, nothing):
        row, problems = cell(heading, nothing)

        assert row == PlanRow(row=2, reference="A-1", title="Städning")
        assert problems == ()

    @pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VÄRDEFEL!", "#SAKNAS!", "####"])
    @pytest.mark.parametrize("heading", ["Beskrivning", "Bemanning", "Annonsering"])
    def test_a_formula_error_is_reported_as_one(self, cell, heading, error):
        row, problems = cell(heading, error)

        assert row == PlanRow(row=2, reference="A-1", title="Städning")
        assert [problem.text for problem in problems] == [FORMULA_ERROR]


class TestCodes:
    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("90910000", "90910000"),
            ("90910000-9", "90910000"),
            ("90911200-8 Städning av byggnader", "90911200"),
            (90910000, "90910000"),
            (3120000, "03120000"),
            ("9000000", "09000000"),
        ],
    )
    def test_a_code_is_its_eight_digits(self, cell, value, code):
        row, problems = cell("CPV kod", value)

        assert row.cpv == code
        assert problems == ()

    def test_of_several_codes_the_first_is_taken_and_that_is_noted(self, cell):
        row, problems = cell("CPV kod", "90910000-9; 90919200-4")

        assert row.cpv == "90910000"
        assert [problem.effect for problem in problems] == [CellEffect.NOTED]

    @pytest.mark.parametrize("value", ["9091", "909100000", "städning", "1234567"])
    def test_what_has_not_eight_digits_is_no_code(self, cell, value):
        row, problems = cell("CPV kod", value)

        assert row.cpv is None
        assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]


class TestAddresses:
    @pytest.mark.parametrize(
        "value",
        [
            "alva@exempelstad.example",
            " Alva@Exempelstad.Example ",
            "mailto:alva@exempelstad.example",
            "Alva Exempelsson <alva@exempelstad.example>",
        ],
    )
    def test_the_address_is_taken_out_in_lower_case(self, cell, value):
        row, problems = cell("Upphandlare e-post", value)

        assert row.officer_email == "alva@exempelstad.example"
        assert "Exempelsson" not in repr((row, problems))

    @pytest.mark.parametrize("value", ["alva", "alva@", "@exempelstad.example", "a@b.example; c@d.example", "a@b"])
    def test_what_is_not_one_address_is_left_out(self, cell, value):
        row, problems = cell("Upphandlare e-post", value)

        assert row.officer_email is None
        assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]

    def test_the_column_of_addresses_may_be_missing(self, read):
        assert read(csv_bytes(NEEDED, ("A-1", "Städning"))).rows[0].officer_email is None
