import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.directory_file import read_city
from exchange.plans.headings import HEADINGS, PlanField
from exchange.plans.plan_reader import CellEffect, Certainty, Plan, PlanRow, PlanStatus, PlanUnreadable, read_plan
from states.law.applicability import ModelAnswer, ProcurementKind, applicability
from tests.exchange.spreadsheets import EXAMPLES, NEEDED, csv_bytes, rezipped, xlsx_bytes


class TestExamples:
    def test_the_workbook_and_the_text_file_hold_the_same_plan(self):
        assert read_plan(EXAMPLES / "plan.xlsx") == read_plan(EXAMPLES / "plan.csv")

    def test_every_row_is_delivered_and_only_two_dates_are_approximate(self):
        found = read_plan(EXAMPLES / "plan.csv")

        assert [row.reference for row in found.rows] == [f"UH-2026-{number:03}" for number in range(1, 41)]
        assert [(problem.value, problem.effect) for problem in found.problems] == [
            ("Q4 2026", CellEffect.NOTED),
            ("november 2026", CellEffect.NOTED),
        ]
        assert (found.unread, found.personal) == ((), ("Kontaktperson",))
        assert [remark.text.sv for remark in found.remarks] == [
            "Kolumnen ”Kontaktperson” innehåller personuppgifter och läses inte."
        ]

    def test_a_row_is_read_whole(self):
        rows = {row.reference: row for row in read_plan(EXAMPLES / "plan.csv").rows}

        assert rows["UH-2026-003"] == PlanRow(
            row=4,
            reference="UH-2026-003",
            title="Städtjänster för skolor och förskolor",
            unit="Grundskoleförvaltningen",
            description="Daglig städning av 34 skolor och 58 förskolor.",
            cpv="90911200",
            kind=ProcurementKind.SERVICE,
            procedure="Öppet förfarande",
            area="Hela staden",
            planned_call=date(2026, 2, 2),
            last_tender_day=date(2026, 3, 16),
            contract_start=date(2026, 8, 1),
            certainty=Certainty.CERTAIN,
            cost=62_000_000,
            months=48.0,
            headcount=65.0,
            officer_email="alva.exempelsson@exempelstad.example",
            status=None,
        )

    @pytest.mark.parametrize(
        ("reference", "title"),
        [
            ("UH-2026-007", "Måleriarbeten i kommunens fastigheter"),
            ("UH-2026-011", "Beläggnings- och vägarbeten"),
            ("UH-2026-014", "Måltidstjänster äldreboenden"),
            ("UH-2026-018", "Bevakningstjänster"),
            ("UH-2026-021", "Flyttjänster"),
        ],
    )
    def test_the_titles_that_the_documentation_names_stand(self, reference, title):
        assert {row.reference: row.title for row in read_plan(EXAMPLES / "plan.csv").rows}[reference] == title

    def test_officers_and_units_are_in_the_directory(self):
        city = read_city(EXAMPLES / "city.toml")
        officers = {person.email: person.unit for person in city.people if person.role == "officer"}

        assert all(officers[row.officer_email] == row.unit for row in read_plan(EXAMPLES / "plan.csv").rows)

    def test_the_plan_shows_each_answer_of_the_model(self):
        answers = {
            applicability(kind=row.kind, months=row.months, headcount=row.headcount).answer
            for row in read_plan(EXAMPLES / "plan.csv").rows
        }

        assert answers == set(ModelAnswer)
        assert {row.kind for row in read_plan(EXAMPLES / "plan.csv").rows} == set(ProcurementKind)


class TestRows:
    def test_a_row_without_anything_is_passed_over_and_one_without_anything_to_read_is_told(self, read):
        found = read(csv_bytes((*NEEDED, "Färg"), ("", "", "röd"), ("-", " ", ""), ("A-1", "Städning", "")))

        assert [row.row for row in found.rows] == [4]
        assert [(problem.row, problem.effect) for problem in found.problems] == [(2, CellEffect.NO_ROW)]

    def test_a_plan_with_headings_alone_is_empty(self, read):
        assert read(csv_bytes(NEEDED)) == Plan(rows=(), problems=(), unread=(), personal=())

    @pytest.mark.parametrize(
        ("headings", "cells", "missing"),
        [
            (("Dnr", "Benämning", "Enhet"), ("A-1", "okänt", "Skolan"), "Benämning"),
            (("Benämning", "Enhet"), ("Städning", ""), "Enhet"),
            (("Benämning", "Enhet"), ("", "Skolan"), "Benämning"),
        ],
    )
    def test_a_row_without_what_tells_it_apart_is_rejected(self, read, headings, cells, missing):
        found = read(csv_bytes(headings, cells))

        assert found.rows == ()
        assert [(problem.row, problem.heading, problem.effect) for problem in found.problems] == [
            (2, missing, CellEffect.REJECTED)
        ]

    def test_a_row_without_a_number_of_its_own_is_a_planned_procurement_like_others(self, read):
        head = ("Dnr", "Benämning", "Enhet")
        found = read(csv_bytes(head, ("A-1", "Flytt", "Skolan"), ("", "Städ", "Skolan"), ("-", "Städ", "Parken")))

        assert [(row.reference, row.title, row.unit) for row in found.rows] == [
            ("A-1", "Flytt", "Skolan"),
            (None, "Städ", "Skolan"),
            (None, "Städ", "Parken"),
        ]
        assert found.problems == ()

    def test_a_row_without_a_number_that_repeats_unit_and_title_of_another_is_rejected(self, read):
        head = ("Dnr", "Benämning", "Enhet")
        found = read(csv_bytes(head, ("A-1", "Städ", "Skolan"), ("", "städ", "skolan")))

        assert [row.reference for row in found.rows] == ["A-1"]
        assert [(one.row, one.effect) for one in found.problems] == [(3, CellEffect.REJECTED)]

    def test_a_repeated_reference_is_rejected_and_the_first_row_named(self, read):
        found = read(csv_bytes(NEEDED, ("uh-1", "Städning"), ("A-2", "Målning"), (" UH-1 ", "Flytt")))

        assert [row.title for row in found.rows] == ["Städning", "Målning"]
        problem = found.problems[0]
        assert (problem.row, problem.heading, problem.value, problem.effect) == (
            4,
            "Referens",
            "UH-1",
            CellEffect.REJECTED,
        )
        assert "rad 2" in problem.text.sv
        assert "row 2" in problem.text.en

    def test_references_that_differ_in_an_accent_alone_are_two(self, read):
        assert len(read(csv_bytes(NEEDED, ("Å-1", "Städning"), ("A-1", "Städning"))).rows) == 2

    def test_without_references_title_and_unit_together_tell_rows_apart(self, read):
        found = read(
            csv_bytes(("Benämning", "Enhet"), ("Städning", "Skolan"), ("Städning", "Parken"), ("städning", "skolan"))
        )

        assert [row.unit for row in found.rows] == ["Skolan", "Parken"]
        assert [(problem.row, problem.effect) for problem in found.problems] == [(4, CellEffect.REJECTED)]

    def test_a_rejected_row_does_not_take_the_reference_from_a_good_one(self, read):
        found = read(csv_bytes(NEEDED, ("A-1", ""), ("A-1", "Städning")))

        assert [row.row for row in found.rows] == [3]

    def test_a_bad_cell_leaves_the_rest_of_the_row(self, read):
        found = read(csv_bytes((*NEEDED, "Bemanning", "CPV"), ("A-1", "Städning", "många", "90910000")))

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning", cpv="90910000"),)
        problem = found.problems[0]
        assert (problem.row, problem.heading, problem.value, problem.effect) == (
            2,
            "Bemanning",
            "många",
            CellEffect.LEFT_OUT,
        )
        assert problem.text.sv != problem.text.en

    def test_a_long_value_is_cut_in_the_report(self, cell):
        _, problems = cell("Bemanning", "många " * 100)

        assert len(problems[0].value) == 60
        assert problems[0].value.endswith("…")

    def test_reading_twice_gives_the_same(self):
        assert read_plan(EXAMPLES / "plan.csv") == read_plan(EXAMPLES / "plan.csv")


class TestPersonalData:
    NAME = "Zebulon Hemligsson"

    @pytest.mark.parametrize("heading", ["Kontaktperson", "Contact person", "UPPHANDLARE", "Handläggare", "E-post"])
    @pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
    def test_a_contact_person_is_never_read_into_anything(self, read, write, heading):
        rows = [
            ("A-1", "Städning", self.NAME, "felaktigt tal"),
            ("A-1", "Dubblett", self.NAME, "1"),
            ("", "Utan referens", self.NAME, "1"),
            ("A-2", "#REF!", self.NAME, "1"),
        ]

        found = read(write((*NEEDED, heading, "Bemanning"), *rows))

        assert len(found.problems) == 3
        assert found.personal == (heading,)
        assert "Hemlig" not in repr(found)

    def test_a_contact_person_is_not_named_when_the_columns_shift(self, read):
        found = read(csv_bytes((*NEEDED, "Kontaktperson"), ("A-1", "Städning", "skolor", self.NAME)))

        assert found.problems[0].effect == CellEffect.REJECTED
        assert "Hemlig" not in repr(found)

    def test_a_name_in_the_column_of_addresses_is_not_repeated(self, cell):
        row, problems = cell("Upphandlare e-post", self.NAME)

        assert row.officer_email is None
        assert [(problem.effect, problem.value) for problem in problems] == [(CellEffect.LEFT_OUT, "")]

    def test_a_damaged_workbook_does_not_name_anyone_in_its_error(self, read):
        data = xlsx_bytes((*NEEDED, "Kontaktperson"), ("A-1", "Städning", 4711))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"<v>4711</v>", f"<v>{self.NAME}</v>".encode())

        with pytest.raises(PlanUnreadable) as refused:
            read(rezipped(data, {"xl/worksheets/sheet1.xml": sheet}))

        assert "Hemlig" not in str(refused.value)
        assert refused.value.__suppress_context__


class TestChoices:
    @pytest.mark.parametrize(
        ("value", "kind"),
        [
            ("Tjänst", ProcurementKind.SERVICE),
            ("TJÄNSTER", ProcurementKind.SERVICE),
            ("services", ProcurementKind.SERVICE),
            ("Entreprenad", ProcurementKind.WORKS),
            ("Byggentreprenad", ProcurementKind.WORKS),
            ("Works", ProcurementKind.WORKS),
            ("FKU", ProcurementKind.RENEWED_COMPETITION),
            ("Förnyad konkurrensutsättning (FKU)", ProcurementKind.RENEWED_COMPETITION),
            ("Vara", ProcurementKind.GOODS),
            ("varor", ProcurementKind.GOODS),
            ("Supplies", ProcurementKind.GOODS),
        ],
    )
    def test_kinds_are_recognised(self, cell, value, kind):
        assert cell("Upphandlingsområde", value)[0].kind is kind

    @pytest.mark.parametrize(
        ("value", "certainty"),
        [
            ("säker", Certainty.CERTAIN),
            ("Säkra", Certainty.CERTAIN),
            ("osäker", Certainty.UNCERTAIN),
            ("relativt säker", Certainty.FAIRLY_CERTAIN),
            ("Preliminär", Certainty.UNCERTAIN),
        ],
    )
    def test_certainty_is_recognised(self, cell, value, certainty):
        assert cell("Status på uppgifter", value)[0].certainty is certainty

    @pytest.mark.parametrize(
        ("value", "status"),
        [
            ("Nytt", PlanStatus.NEW),
            ("Uppdaterad", PlanStatus.UPDATED),
            ("Försenad", PlanStatus.DELAYED),
            ("Utgått", PlanStatus.WITHDRAWN),
            ("Utgår", PlanStatus.WITHDRAWN),
        ],
    )
    def test_what_happened_to_a_row_is_recognised_and_the_row_delivered(self, cell, value, status):
        assert cell("Information", value)[0].status is status

    @pytest.mark.parametrize("heading", ["Upphandlingsområde", "Status på uppgifter", "Information"])
    def test_an_unknown_word_is_reported_with_the_words_that_are_known(self, cell, heading):
        row, problems = cell(heading, "kanske")

        assert row == PlanRow(row=2, reference="A-1", title="Städning")
        assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]
        assert problems[0].text.sv.split()[-2] == "eller"


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
            | st.sampled_from(["1,5", "Q2 2026", "2+1 år", "Tjänst", "ca 3 mkr", "-"]),
            min_size=len(HEADINGS),
            max_size=len(HEADINGS),
        ),
        max_size=4,
    )
)
def test_whatever_stands_in_the_cells_a_row_is_delivered_or_rejected_or_empty(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "cells"
    path.write_bytes(csv_bytes([headings.split(" | ")[0] for headings in HEADINGS.values()], *rows))

    found = read_plan(path)

    delivered = {row.row for row in found.rows}
    undelivered = {CellEffect.REJECTED, CellEffect.NO_ROW}
    rejected = {problem.row for problem in found.problems if problem.effect in undelivered}
    assert not delivered & rejected
    assert {problem.row for problem in found.problems} <= delivered | rejected <= set(range(2, len(rows) + 2))
    assert all(len(problem.value) <= 60 for problem in found.problems)


def test_plan_rows_have_an_attribute_for_every_field():
    assert set(PlanField) | {"row", "sheet", "procedure_of_kind", "precision"} == set(PlanRow.__slots__)
