import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exchange import plan
from exchange.city import read_city
from exchange.plan import (
    HEADINGS,
    Certainty,
    Effect,
    Field,
    Plan,
    PlanRow,
    PlanStatus,
    PlanUnreadable,
    read_plan,
)
from states.applicability import Answer, ProcurementKind, applicability
from states.text import MONTHS

EXAMPLES = Path(__file__).parents[2] / "examples"
NEEDED = ("Referens", "Benämning")


def csv_bytes(*rows, delimiter=";", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows, **sheets):
    book = Workbook()
    for name, cells in {"Plan": rows, **sheets}.items():
        sheet = book.active if name == "Plan" else book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    return saved(book)


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rezipped(data, changed):
    """The same archive with the members of `changed` replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return target.getvalue()


def rows_unless_refused(path, data):
    path.write_bytes(data)
    try:
        return read_plan(path).rows
    except PlanUnreadable:
        return ()


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "plan"
        path.write_bytes(data)
        return read_plan(path)

    return read


@pytest.fixture
def refusal(read):
    def refusal(data):
        with pytest.raises(PlanUnreadable) as refused:
            read(data)
        assert refused.value.text.sv
        assert str(refused.value) == refused.value.text.en
        return refused.value.text

    return refusal


@pytest.fixture
def cell(read):
    """Read one cell under one heading, as text from CSV or as it is from a workbook."""

    def cell(heading, value):
        write = csv_bytes if isinstance(value, str) else xlsx_bytes
        found = read(write((*NEEDED, heading), ("A-1", "Städning", value)))
        return found.rows[0], found.problems

    return cell


class TestExamples:
    def test_the_workbook_and_the_text_file_hold_the_same_plan(self):
        assert read_plan(EXAMPLES / "plan.xlsx") == read_plan(EXAMPLES / "plan.csv")

    def test_every_row_is_delivered_and_only_two_dates_are_approximate(self):
        found = read_plan(EXAMPLES / "plan.csv")

        assert [row.reference for row in found.rows] == [f"UH-2026-{number:03}" for number in range(1, 41)]
        assert [(problem.value, problem.effect) for problem in found.problems] == [
            ("Q4 2026", Effect.NOTED),
            ("november 2026", Effect.NOTED),
        ]
        assert (found.unread, found.personal) == ((), ("Kontaktperson",))

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

        assert answers == set(Answer)
        assert {row.kind for row in read_plan(EXAMPLES / "plan.csv").rows} == set(ProcurementKind)


class TestColumns:
    @pytest.mark.parametrize(
        ("field", "heading"),
        [(field, heading) for field, headings in HEADINGS.items() for heading in headings.split(" | ")],
    )
    def test_every_listed_heading_means_its_field(self, field, heading):
        found = plan._header(1, [heading], fixed_width=True)

        assert list(found.columns) == [field]

    @pytest.mark.parametrize(
        "heading",
        ["BENÄMNING UPPHANDLING", " benämning_upphandling ", "Benamning\nupphandling:", "Benämning-upphandling"],
    )
    def test_case_accents_spaces_and_punctuation_of_a_heading_do_not_matter(self, read, heading):
        assert read(csv_bytes(("Dnr", heading), ("A-1", "Städning"))).rows[0].title == "Städning"

    def test_columns_may_come_in_any_order(self, read):
        found = read(csv_bytes(("CPV", "Benämning", "Verksamhet", "Dnr"), ("90910000", "Städning", "Skolan", "A-1")))

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning", unit="Skolan", cpv="90910000"),)

    @pytest.mark.parametrize("order", [1, -1])
    def test_the_preferred_of_two_headings_for_one_field_is_read(self, read, order):
        headings = ("Dnr", "Benämning", "Förvaltning", "Verksamhet")[::order]
        cells = ("A-1", "Städning", "Nämnden", "Skolan")[::order]

        found = read(csv_bytes(headings, cells))

        assert found.rows[0].unit == "Skolan"
        assert found.unread == ("Förvaltning",)

    def test_headings_that_mean_nothing_are_listed_and_left_unread(self, read):
        found = read(csv_bytes((*NEEDED, "Favoritfärg", ""), ("A-1", "Städning", "blå", "")))

        assert found.unread == ("Favoritfärg",)
        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning"),)

    def test_title_and_unit_are_enough(self, read):
        found = read(csv_bytes(("Title", "Department"), ("Cleaning", "Schools")))

        assert found.rows == (PlanRow(row=2, title="Cleaning", unit="Schools"),)

    def test_headings_may_stand_below_a_title(self, read):
        found = read(csv_bytes(("Upphandlingsplan 2026",), (), NEEDED, ("A-1", "Städning")))

        assert found.rows[0].row == 4

    def test_headings_below_the_first_twenty_rows_are_not_looked_for(self, refusal):
        assert "20 första raderna" in refusal(csv_bytes(*[("text",)] * 20, NEEDED, ("A-1", "Städning"))).sv

    @pytest.mark.parametrize(
        ("headings", "named"),
        [
            (("Dnr", "CPV", "Favoritfärg"), "”Benämning upphandling” saknas"),
            (("Benämning", "CPV", "Favoritfärg"), "”JournalID” eller ”Verksamhet” saknas"),
        ],
    )
    def test_a_missing_column_is_named_with_the_headings_found(self, refusal, headings, named):
        text = refusal(csv_bytes((), headings, ("A", "B", "C")))

        assert named in text.sv
        assert "på rad 2" in text.sv
        assert all(heading in text.sv and heading in text.en for heading in headings)
        assert "försök igen" in text.sv

    def test_the_contents_of_a_file_without_headings_are_not_repeated(self, refusal):
        text = refusal(csv_bytes(("A-1", "Städning", "Alva Exempelsson"), ("A-2", "Målning", "Bo Påhittad")))

        assert "Alva" not in text.sv + text.en
        assert "”Benämning upphandling” och ”JournalID”" in text.sv


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

        assert len(found.problems) == 5
        assert found.personal == (heading,)
        assert "Hemlig" not in repr(found)

    def test_a_contact_person_is_not_named_when_the_columns_shift(self, read):
        found = read(csv_bytes((*NEEDED, "Kontaktperson"), ("A-1", "Städning", "skolor", self.NAME)))

        assert found.problems[0].effect == Effect.REJECTED
        assert "Hemlig" not in repr(found)

    def test_a_name_in_the_column_of_addresses_is_not_repeated(self, cell):
        row, problems = cell("Upphandlare e-post", self.NAME)

        assert row.officer_email is None
        assert [(problem.effect, problem.value) for problem in problems] == [(Effect.LEFT_OUT, "")]

    def test_a_damaged_workbook_does_not_name_anyone_in_its_error(self, read):
        data = xlsx_bytes((*NEEDED, "Kontaktperson"), ("A-1", "Städning", 4711))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").replace(b"<v>4711</v>", f"<v>{self.NAME}</v>".encode())

        with pytest.raises(PlanUnreadable) as refused:
            read(rezipped(data, {"xl/worksheets/sheet1.xml": sheet}))

        assert "Hemlig" not in str(refused.value)
        assert refused.value.__suppress_context__


class TestTextFiles:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_the_delimiter_is_found(self, read, delimiter):
        rows = (*NEEDED, "Bemanning"), ("A-1", "Städning, tvätt; och\tdisk", "1,5")

        found = read(csv_bytes(*rows, delimiter=delimiter))

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning, tvätt; och disk", headcount=1.5),)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
    def test_swedish_letters_survive_the_encodings_in_use(self, read, encoding):
        assert read(csv_bytes(NEEDED, ("Å-1", "Måltider på ö – för äldre"), encoding=encoding)).rows == (
            PlanRow(row=2, reference="Å-1", title="Måltider på ö – för äldre"),
        )

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_every_line_ending_is_read(self, read, ending):
        data = ending.join(["Dnr;Benämning", "A-1;Städning", "A-2;Målning", ""]).encode()

        assert [(row.row, row.title) for row in read(data).rows] == [(2, "Städning"), (3, "Målning")]

    def test_the_stated_delimiter_is_followed_and_not_counted_as_a_row(self, read):
        assert read("sep=,\r\nDnr,Benämning\r\nA-1,Städning\r\n".encode()).rows[0].row == 2

    def test_row_numbers_count_empty_rows_and_cells_of_several_lines_as_a_spreadsheet_does(self, read):
        data = 'Dnr;Benämning\n\n"A-1";"Städning\nav\nskolor"\n;;\nA-2;Målning\n'.encode()

        assert [(row.row, row.title) for row in read(data).rows] == [(3, "Städning av skolor"), (5, "Målning")]

    def test_an_unclosed_quotation_mark_is_refused_rather_than_swallowing_rows(self, refusal):
        assert "rad 4" in refusal('Dnr;Benämning\nA-1;Städning\nA-2;"Målning\nA-3;Flytt\n'.encode()).sv

    def test_a_row_wider_than_the_headings_is_rejected(self, read):
        found = read("Dnr;Benämning\nA-1;Städning; tvätt\nA-2;Målning;\n".encode())

        assert [row.reference for row in found.rows] == ["A-2"]
        assert [(problem.row, problem.effect) for problem in found.problems] == [(2, Effect.REJECTED)]

    def test_a_short_row_lacks_its_last_cells(self, read):
        assert read("Dnr;Benämning;CPV\nA-1;Städning\n".encode()).rows[0].cpv is None


class TestWorkbooks:
    def test_the_first_sheet_with_the_needed_columns_is_read(self, read):
        data = xlsx_bytes(("Läs mig",), Utkast=[("Benämning",), ("Fel",)], Upphandlingar=[NEEDED, ("A-1", "Städning")])

        assert read(data).rows == (PlanRow(row=2, reference="A-1", title="Städning"),)

    def test_a_hidden_sheet_is_not_read(self, read):
        book = Workbook()
        for reference in ("GAMMAL", "NY"):
            sheet = book.create_sheet(reference)
            sheet.append(NEEDED)
            sheet.append((reference, "Städning"))
        book["GAMMAL"].sheet_state = "hidden"

        assert [row.reference for row in read(saved(book)).rows] == ["NY"]

    def test_row_numbers_are_those_of_the_sheet_though_empty_rows_are_not_stored(self, read):
        book = Workbook()
        for address, value in {"B3": "Dnr", "D3": "Benämning", "B10": "A-1", "D10": "Städning"}.items():
            book.active[address] = value

        assert read(saved(book)).rows == (PlanRow(row=10, reference="A-1", title="Städning"),)

    def test_a_wrongly_stated_size_of_the_sheet_is_not_believed(self, read):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b'ref="A1:B2"' in sheet

        wrong = rezipped(data, {"xl/worksheets/sheet1.xml": sheet.replace(b'ref="A1:B2"', b'ref="A1"')})

        assert len(read(wrong).rows) == 1

    def test_notes_beside_the_table_do_not_matter(self, read):
        assert len(read(xlsx_bytes(NEEDED, ("A-1", "Städning", None, "fråga Elin"))).rows) == 1

    def test_a_formula_that_was_never_computed_is_an_empty_cell(self, read):
        found = read(xlsx_bytes((*NEEDED, "Bemanning"), ("A-1", "Städning", "=1+1")))

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning"),)
        assert found.problems == ()

    def test_numbers_and_dates_in_columns_of_text_are_written_out(self, read):
        found = read(
            xlsx_bytes(NEEDED, (20260001, datetime.fromisoformat("2026-03-01")), (7.0, 2.5), (True, time(12, 30)))
        )

        assert [(row.reference, row.title) for row in found.rows] == [
            ("20260001", "2026-03-01"),
            ("7", "2.5"),
            ("TRUE", "12:30:00"),
        ]

    def test_a_date_beyond_the_calendar_is_a_bad_cell_and_no_warning(self, read):
        book = Workbook()
        book.active.append((*NEEDED, "Annonsering"))
        book.active.append(("A-1", "Städning", 10**9))
        book.active["C2"].number_format = "yyyy-mm-dd"

        found = read(saved(book))

        assert [(problem.value, problem.effect) for problem in found.problems] == [("#VALUE!", Effect.LEFT_OUT)]


class TestRows:
    def test_rows_without_anything_to_read_are_passed_over_in_silence(self, read):
        found = read(csv_bytes((*NEEDED, "Färg"), ("", "", "röd"), ("-", " ", ""), ("A-1", "Städning", "")))

        assert [row.row for row in found.rows] == [4]
        assert found.problems == ()

    def test_a_plan_with_headings_alone_is_empty(self, read):
        assert read(csv_bytes(NEEDED)) == Plan(rows=(), problems=(), unread=(), personal=())

    @pytest.mark.parametrize(
        ("headings", "cells", "missing"),
        [
            (("Dnr", "Benämning", "Enhet"), ("", "Städning", "Skolan"), "Dnr"),
            (("Dnr", "Benämning", "Enhet"), ("A-1", "okänt", "Skolan"), "Benämning"),
            (("Benämning", "Enhet"), ("Städning", ""), "Enhet"),
            (("Benämning", "Enhet"), ("", "Skolan"), "Benämning"),
        ],
    )
    def test_a_row_without_what_tells_it_apart_is_rejected(self, read, headings, cells, missing):
        found = read(csv_bytes(headings, cells))

        assert found.rows == ()
        assert [(problem.row, problem.heading, problem.effect) for problem in found.problems] == [
            (2, missing, Effect.REJECTED)
        ]

    def test_a_repeated_reference_is_rejected_and_the_first_row_named(self, read):
        found = read(csv_bytes(NEEDED, ("uh-1", "Städning"), ("A-2", "Målning"), (" UH-1 ", "Flytt")))

        assert [row.title for row in found.rows] == ["Städning", "Målning"]
        problem = found.problems[0]
        assert (problem.row, problem.heading, problem.value, problem.effect) == (4, "Referens", "UH-1", Effect.REJECTED)
        assert "rad 2" in problem.text.sv
        assert "row 2" in problem.text.en

    def test_references_that_differ_in_an_accent_alone_are_two(self, read):
        assert len(read(csv_bytes(NEEDED, ("Å-1", "Städning"), ("A-1", "Städning"))).rows) == 2

    def test_without_references_title_and_unit_together_tell_rows_apart(self, read):
        found = read(
            csv_bytes(("Benämning", "Enhet"), ("Städning", "Skolan"), ("Städning", "Parken"), ("städning", "skolan"))
        )

        assert [row.unit for row in found.rows] == ["Skolan", "Parken"]
        assert [(problem.row, problem.effect) for problem in found.problems] == [(4, Effect.REJECTED)]

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
            Effect.LEFT_OUT,
        )
        assert problem.text.sv != problem.text.en

    def test_a_long_value_is_cut_in_the_report(self, cell):
        _, problems = cell("Bemanning", "många " * 100)

        assert len(problems[0].value) == 60
        assert problems[0].value.endswith("…")

    def test_reading_twice_gives_the_same(self):
        assert read_plan(EXAMPLES / "plan.csv") == read_plan(EXAMPLES / "plan.csv")


class TestText:
    def test_line_breaks_and_invisible_characters_become_single_spaces(self, cell):
        row, _ = cell("Beskrivning", " Städning\r\nav\u00a0\u00a0sko\u00adlor\x07 \u200b ")

        assert row.description == "Städning av skolor"

    def test_a_text_beyond_its_limit_is_cut_and_noted(self, cell):
        row, problems = cell("Beskrivning", "å" * 5000)

        assert row.description == "å" * 4000
        assert [problem.effect for problem in problems] == [Effect.NOTED]

    def test_a_reference_beyond_its_limit_is_not_cut_but_rejected(self, read):
        found = read(csv_bytes(NEEDED, ("A" * 101, "Städning")))

        assert found.rows == ()
        assert [problem.effect for problem in found.problems] == [Effect.LEFT_OUT, Effect.REJECTED]

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
        assert [problem.text for problem in problems] == [plan._FORMULA_ERROR]


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
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]
        assert problems[0].text.sv.split()[-2] == "eller"


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
        assert [problem.effect for problem in problems] == [Effect.NOTED]

    @pytest.mark.parametrize("value", ["9091", "909100000", "städning", "1234567"])
    def test_what_has_not_eight_digits_is_no_code(self, cell, value):
        row, problems = cell("CPV kod", value)

        assert row.cpv is None
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]


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
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]

    def test_the_column_of_addresses_may_be_missing(self, read):
        assert read(csv_bytes(NEEDED, ("A-1", "Städning"))).rows[0].officer_email is None


class TestDates:
    @pytest.mark.parametrize(
        "value",
        [
            "2026-03-17",
            "2026-3-17",
            "2026/03/17",
            "2026.03.17",
            "2026-03-17 00:00:00",
            "2026-03-17T08:15",
            "2026-03-17+01:00",
            "20260317",
            "260317",
            "17/3 2026",
            "17/3/2026",
            "17/3-26",
            "17.3.2026",
            "17 mars 2026",
            "den 17:e mars 2026",
            "17 Mar 2026",
            "March 17, 2026",
            "46098",
            "46098,5",
            46098,
            46098.75,
            datetime.fromisoformat("2026-03-17T13:30"),
            date(2026, 3, 17),
        ],
        ids=repr,
    )
    def test_a_day_is_read_however_it_is_written(self, cell, value):
        row, problems = cell("Planerad annonseringsstart", value)

        assert row.planned_call == date(2026, 3, 17)
        assert problems == ()

    @pytest.mark.parametrize(
        ("value", "day"),
        [
            ("2026-03", date(2026, 3, 1)),
            ("202603", date(2026, 3, 1)),
            ("3/2026", date(2026, 3, 1)),
            ("mars 2026", date(2026, 3, 1)),
            ("Maj 2026", date(2026, 5, 1)),
            ("okt. 2026", date(2026, 10, 1)),
            ("sept 2026", date(2026, 9, 1)),
            ("2026 augusti", date(2026, 8, 1)),
            ("Q2 2026", date(2026, 4, 1)),
            ("2026-Q4", date(2026, 10, 1)),
            ("kvartal 2 2026", date(2026, 4, 1)),
            ("Kv. 3, 2026", date(2026, 7, 1)),
            ("tertial 2 2026", date(2026, 5, 1)),
            ("halvår 2 2026", date(2026, 7, 1)),
            ("hösten 2026", date(2026, 9, 1)),
            ("v. 12 2026", date(2026, 3, 16)),
            ("2026-W53", date(2026, 12, 28)),
            ("2026", date(2026, 1, 1)),
            (2026, date(2026, 1, 1)),
        ],
    )
    def test_a_period_is_its_first_day_and_that_is_noted(self, cell, value, day):
        row, problems = cell("Planerad annonseringsstart", value)

        assert row.planned_call == day
        assert [problem.effect for problem in problems] == [Effect.NOTED]
        assert f"{day.day} " in problems[0].text.sv

    @pytest.mark.parametrize(
        "value",
        [
            "snart",
            "kvartal 2",
            "mars",
            "17 mars",
            "31/2 2026",
            "3/17/2026",
            "2026-13-01",
            "2026-02-29",
            "Q5 2026",
            "tertial 4 2026",
            "v. 60 2026",
            "2026-03-17 – 2026-04-01",
            "1926-03-17",
            "12",
            5,
            99999,
            True,
            time(8, 0),
            timedelta(days=3),
            datetime.fromisoformat("1999-12-31"),
            "1" * 5000,
        ],
    )
    def test_what_is_no_day_is_left_out(self, cell, value):
        row, problems = cell("Planerad annonseringsstart", value)

        assert row.planned_call is None
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]

    @pytest.mark.parametrize(
        ("heading", "field"),
        [
            ("Planerad annonseringsstart", "planned_call"),
            ("Planerad sista anbudsdag", "last_tender_day"),
            ("Planerad avtalsstart", "contract_start"),
        ],
    )
    def test_each_column_of_dates_has_its_field(self, cell, heading, field):
        assert getattr(cell(heading, "2028-02-29")[0], field) == date(2028, 2, 29)

    @given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_every_day_survives_each_way_of_writing_it(self, day):
        serial = (day - date(1899, 12, 30)).days
        written = (
            day.isoformat(),
            f"{day.day}/{day.month} {day.year}",
            f"{day.day} {MONTHS['sv'][day.month - 1]} {day.year}",
            f"{day:%Y%m%d}",
            str(serial),
            serial,
            serial + 0.5,
        )

        assert {plan._read_date(value, "") for value in written} == {(day, None)}


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
        assert [problem.effect for problem in problems] == [Effect.NOTED]

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
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]

    @given(st.decimals(min_value="0.01", max_value="99999", places=2))
    def test_every_headcount_survives_comma_point_and_storage_as_a_number(self, number):
        written = (f"{number:f}", f"{number:f}".replace(".", ","), float(number))

        assert {plan._read_headcount(value, "") for value in written} == {(float(number), None)}

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

        assert {plan._read_cost(value, "") for value in written} == {(kronor, None)}


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
            ("0,33", 3.96, Answer.NO),
            ("0,3333", 4.0, Answer.NO),
            (1 / 3, 4.0, Answer.NO),
            (1 - 2 / 3, 4.0, Answer.NO),
            (4 / 12, 4.0, Answer.NO),
            ("0,34", 4.08, Answer.YES),
            (0.34, 4.08, Answer.YES),
        ],
    )
    def test_a_third_of_a_year_is_not_longer_than_four_months(self, cell, value, months, answer):
        row, _ = cell("Bedömd kontraktstid år", value)

        assert row.months == months
        assert applicability(kind=ProcurementKind.SERVICE, months=row.months, headcount=2).answer is answer

    @given(st.integers(min_value=1, max_value=600))
    def test_whole_months_are_exact_however_a_year_is_divided(self, months):
        years = months / 12

        assert plan._read_months(years, "ar")[0] == months
        assert plan._read_months(f"{years:.4f}".replace(".", ","), "ar")[0] == months
        assert plan._read_months(f"{months} mån", "")[0] == months

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
        assert [(problem.effect, problem.text) for problem in problems] == [(Effect.NOTED, plan._WITHOUT_OPTIONS)]

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
        assert [problem.text for problem in problems] == [plan._NO_UNIT]

    @pytest.mark.parametrize("value", ["2-4 år", "tills vidare", "48 mån inkl. option", "två år", "200 år"])
    def test_what_is_no_single_length_is_left_out(self, cell, value):
        row, problems = cell("Avtalstid", value)

        assert row.months is None
        assert [problem.effect for problem in problems] == [Effect.LEFT_OUT]


class TestWholeFiles:
    def test_a_missing_file_a_folder_and_an_impossible_name_are_refused(self, tmp_path):
        for path in (tmp_path / "saknas.csv", tmp_path, Path("a\0b")):
            with pytest.raises(PlanUnreadable) as refused:
                read_plan(path)
            assert refused.value.text == plan._CANNOT_OPEN

    @pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff".encode(), b";;\n;;\n", xlsx_bytes()])
    def test_an_empty_file_is_refused_as_empty(self, refusal, data):
        assert refusal(data) == plan._EMPTY

    def test_a_file_above_twenty_megabytes_is_refused(self, refusal):
        assert refusal(csv_bytes(NEEDED) + b"x" * 20_000_000) == plan._TOO_LARGE

    @pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
    def test_more_rows_than_the_limit_are_refused(self, refusal, monkeypatch, write):
        monkeypatch.setattr(plan, "MAX_ROWS", 30)

        assert refusal(write(NEEDED, *((str(number), "Städning") for number in range(60)))) == plan._TOO_MANY_ROWS

    def test_fifty_thousand_rows_are_allowed(self, read):
        assert len(read(csv_bytes(NEEDED, *((str(number), "Städning") for number in range(50_000)))).rows) == 50_000

    def test_a_protected_workbook_is_named_as_such(self, refusal):
        data = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512) + "EncryptedPackage".encode("utf-16-le")

        assert refusal(data) == plan._PASSWORD

    def test_an_encrypted_archive_is_named_as_protected(self, refusal):
        data = bytearray(xlsx_bytes(NEEDED, ("A-1", "Städning")))
        directory = data.index(b"PK\x01\x02")
        data[directory + 8] |= 1

        assert refusal(bytes(data)) == plan._PASSWORD

    def test_the_old_format_is_named_as_such(self, refusal):
        assert "xls" in refusal(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)).sv

    @pytest.mark.parametrize(
        "data",
        [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Dnr;Benämning\n".encode("utf-16-le")],
    )
    def test_what_is_no_text_and_no_workbook_is_refused(self, refusal, data):
        text = refusal(data)

        assert "försök igen" in text.sv or "Ingen rubrikrad" in text.sv

    def test_an_archive_that_is_no_workbook_is_refused(self, refusal):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

        assert refusal(data.getvalue()) == plan._BROKEN_WORKBOOK

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self, refusal):
        data = rezipped(xlsx_bytes(NEEDED, ("A-1", "Städning")), {"xl/sharedStrings.xml": bytes(100_000_001)})

        assert len(data) < 200_000
        assert refusal(data) == plan._TOO_LARGE

    def test_an_archive_that_lies_about_its_size_is_refused(self, refusal):
        honest = rezipped(
            xlsx_bytes(NEEDED, ("A-1", "Städning")), {"xl/worksheets/sheet1.xml": b"<" + b"a" * 5_000_000}
        )
        lying = honest.replace((5_000_001).to_bytes(4, "little"), (50).to_bytes(4, "little"))

        assert lying != honest
        assert refusal(lying) == plan._BROKEN_WORKBOOK

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_workbook_that_declares_entities_is_refused(self, refusal, encoding):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        declared = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + sheet

        assert refusal(rezipped(data, {"xl/worksheets/sheet1.xml": declared.encode(encoding)})) == plan._BROKEN_WORKBOOK

    @pytest.mark.parametrize(
        ("part", "bomb"),
        [
            ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>%s</row></sheetData></worksheet>"),
            ("xl/worksheets/sheet1.xml", b"<worksheet><cols>%s</cols></worksheet>"),
            ("xl/styles.xml", b"<styleSheet><cellXfs>%s</cellXfs></styleSheet>"),
        ],
    )
    def test_more_elements_than_a_workbook_holds_are_refused_before_it_is_read(self, refusal, part, bomb):
        data = rezipped(xlsx_bytes(NEEDED, ("A-1", "Städning")), {part: bomb % (b"<c/>" * 300_000)})

        assert len(data) < 20_000
        assert refusal(data) == plan._TOO_LARGE

    def test_many_small_rows_are_not_taken_for_too_much(self, read):
        sheet = (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>'
        )
        data = rezipped(
            xlsx_bytes(NEEDED), {"xl/worksheets/sheet1.xml": sheet % (b"<row><c/></row>" * 200_000) + b"</worksheet>"}
        )

        with pytest.raises(PlanUnreadable) as refused:
            read(data)
        assert refused.value.text == plan._EMPTY

    @pytest.mark.parametrize("name", ["xl/media/image1.svg", "docProps/thumbnail.jpeg", "xl/drawings/vmlDrawing1.vml"])
    def test_parts_that_are_not_read_do_no_harm(self, read, name):
        assert read(rezipped(xlsx_bytes(NEEDED), {name: b"\xff\xd8<!DOCTYPE svg><svg><br>"})).rows == ()

    def test_a_sheet_that_hides_behind_another_kind_of_name_is_not_read(self, refusal):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
            links = archive.read("xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet1.bin")

        hidden = rezipped(data, {"xl/worksheets/sheet1.bin": sheet, "xl/_rels/workbook.xml.rels": links})

        assert refusal(hidden) == plan._EMPTY

    def test_every_truncation_of_a_workbook_is_refused(self, refusal):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))

        for length in range(4, len(data) - 22, 97):
            assert refusal(data[:length]) == plan._BROKEN_WORKBOOK

    def test_rows_and_columns_far_outside_the_sheet_do_not_hang_the_reader(self, read):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
        far = b'<row r="999999999999"><c r="XFD999999999999"><v>1</v></c></row></sheetData>'

        found = read(rezipped(data, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", far)}))

        assert [row.reference for row in found.rows] == ["A-1"]

    @settings(deadline=None)
    @given(data=st.binary(max_size=2000), start=st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"Dnr;Titel\n"]))
    def test_no_bytes_raise_anything_but_a_refusal(self, tmp_path_factory, data, start):
        rows = rows_unless_refused(tmp_path_factory.getbasetemp() / "bytes", start + data)

        assert all(row.title and row.reference for row in rows)

    @settings(deadline=None, max_examples=60)
    @given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
    def test_no_damage_to_a_workbook_raises_anything_but_a_refusal(self, tmp_path_factory, damages):
        whole = bytearray((EXAMPLES / "plan.xlsx").read_bytes())
        for position, byte in damages:
            whole[position] = byte

        assert len(rows_unless_refused(tmp_path_factory.getbasetemp() / "damaged", bytes(whole))) <= 40

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
    def test_whatever_stands_in_the_cells_a_row_is_delivered_or_rejected_or_empty(self, tmp_path_factory, rows):
        path = tmp_path_factory.getbasetemp() / "cells"
        path.write_bytes(csv_bytes([headings.split(" | ")[0] for headings in HEADINGS.values()], *rows))

        found = read_plan(path)

        delivered = {row.row for row in found.rows}
        rejected = {problem.row for problem in found.problems if problem.effect is Effect.REJECTED}
        assert not delivered & rejected
        assert {problem.row for problem in found.problems} <= delivered | rejected <= set(range(2, len(rows) + 2))
        assert all(len(problem.value) <= 60 for problem in found.problems)


def test_plan_rows_have_an_attribute_for_every_field():
    assert set(Field) | {"row"} == set(PlanRow.__slots__)
