import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exchange.plans import sheets
from exchange.plans.plan_reader import CellEffect, PlanRow, PlanUnreadable, read_plan
from exchange.plans.plan_row import NEVER_COMPUTED
from tests.exchange.spreadsheets import EXAMPLES, NEEDED, csv_bytes, ods_bytes, rezipped, saved, xlsx_bytes


def rows_unless_refused(path, data):
    path.write_bytes(data)
    try:
        return read_plan(path).rows
    except PlanUnreadable:
        return ()


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
        assert [(problem.row, problem.effect) for problem in found.problems] == [(2, CellEffect.REJECTED)]

    def test_a_short_row_lacks_its_last_cells(self, read):
        assert read("Dnr;Benämning;CPV\nA-1;Städning\n".encode()).rows[0].cpv is None


class TestWorkbooks:
    def test_the_sheet_with_the_needed_columns_is_read_and_the_others_are_told(self, read):
        data = xlsx_bytes(("Läs mig",), Utkast=[("Benämning",), ("Fel",)], Upphandlingar=[NEEDED, ("A-1", "Städning")])

        found = read(data)

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning"),)
        assert [one.sheet for one in found.remarks] == ["Sheet", "Utkast"]

    def test_a_hidden_sheet_is_not_read(self, read):
        book = Workbook()
        for reference in ("GAMMAL", "NY"):
            sheet = book.create_sheet(reference)
            sheet.append(NEEDED)
            sheet.append((reference, "Städning"))
        book["GAMMAL"].sheet_state = "hidden"

        found = read(saved(book))

        assert [row.reference for row in found.rows] == ["NY"]
        assert [(one.sheet, "dolt" in one.text.sv) for one in found.remarks] == [("GAMMAL", True)]

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

    def test_a_formula_that_was_never_computed_is_told_as_such(self, read):
        found = read(xlsx_bytes((*NEEDED, "Bemanning"), ("A-1", "Städning", "=1+1")))

        assert found.rows == (PlanRow(row=2, reference="A-1", title="Städning"),)
        assert [(one.heading, one.effect, one.text) for one in found.problems] == [
            ("Bemanning", CellEffect.LEFT_OUT, NEVER_COMPUTED)
        ]

    def test_a_title_that_was_never_computed_is_not_called_empty(self, read):
        found = read(xlsx_bytes(NEEDED, ("A-1", '=CONCATENATE("a","b")')))

        assert found.rows == ()
        assert [(one.heading, one.effect, one.text) for one in found.problems] == [
            ("Benämning", CellEffect.REJECTED, NEVER_COMPUTED)
        ]

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

        assert [(problem.value, problem.effect) for problem in found.problems] == [("#VALUE!", CellEffect.LEFT_OUT)]


class TestOtherFiles:
    HEAD = ("Dnr", "Benämning", "Verksamhet", "Planerad annonsering", "Bemanning")

    def test_a_strict_workbook_is_read_as_the_usual_kind(self, read):
        data = xlsx_bytes((*NEEDED, "Annonsering"), ("A-1", "Städning", datetime.fromisoformat("2027-03-01")))
        usual = b"http://schemas.openxmlformats.org/%s"
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        for part in ("spreadsheetml/2006/main", "officeDocument/2006/relationships"):
            strict = part.replace("/2006", "").encode()
            parts = {
                name: content.replace(usual % part.encode(), b"http://purl.oclc.org/ooxml/" + strict)
                for name, content in parts.items()
            }
        assert b"purl.oclc.org" in parts["xl/workbook.xml"]

        (row,) = read(rezipped(data, parts)).rows

        assert (row.title, row.planned_call) == ("Städning", date(2027, 3, 1))

    def test_an_open_document_is_read_with_its_merged_cells_and_formulas(self, read):
        merged = (
            '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>Park</text:p>'
            "</table:table-cell>"
        )
        found = read(
            ods_bytes(
                self.HEAD,
                ("A-1", "Städ", merged, date(2027, 3, 1), 1.5),
                ("A-2", "Gräs", "<table:covered-table-cell/>", '<table:table-cell table:formula="of:=1"/>', 3),
            )
        )

        assert [(row.title, row.unit, row.planned_call, row.headcount) for row in found.rows] == [
            ("Städ", "Park", date(2027, 3, 1), 1.5),
            ("Gräs", "Park", None, 3.0),
        ]
        assert [(one.row, one.text) for one in found.problems] == [(3, NEVER_COMPUTED)]

    def test_an_open_document_that_repeats_a_cell_without_end_is_refused(self, refusal):
        bomb = '<table:table-cell table:number-columns-repeated="99999999" office:value-type="float" office:value="1"/>'

        assert refusal(ods_bytes(NEEDED, (bomb,))) == sheets.TOO_LARGE

    def test_a_protected_open_document_is_named_as_such(self, refusal):
        data = ods_bytes(NEEDED, ("A-1", "Städning"))

        assert refusal(rezipped(data, {"META-INF/manifest.xml": b"<m><encryption-data/></m>"})) == sheets.PASSWORD

    @pytest.mark.parametrize(
        "data",
        [
            "<html><body><table><tr><td>Dnr</td></tr></table></body></html>",
            "\ufeff  <!DOCTYPE html><html></html>",
            '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        ],
    )
    def test_a_web_page_by_the_name_of_a_spreadsheet_is_told_as_such(self, refusal, data):
        text = refusal(data.encode())

        assert text == sheets.WEB_PAGE
        assert "spara den som Excel-arbetsbok" in text.sv

    def test_the_old_format_has_a_message_of_its_own(self, refusal):
        assert refusal(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)) == sheets.OLD_FORMAT


class TestWholeFiles:
    def test_a_missing_file_a_folder_and_an_impossible_name_are_refused(self, tmp_path):
        for path in (tmp_path / "saknas.csv", tmp_path, Path("a\0b")):
            with pytest.raises(PlanUnreadable) as refused:
                read_plan(path)
            assert refused.value.text == sheets.CANNOT_OPEN

    @pytest.mark.parametrize(
        "data",
        [b"", b" \r\n\t", "\ufeff".encode(), b";;\n;;\n", xlsx_bytes()],
        ids=["nothing", "blanks", "a byte order mark", "separators", "a workbook"],  # a workbook holds the time of day
    )
    def test_an_empty_file_is_refused_as_empty(self, refusal, data):
        assert refusal(data) == sheets.EMPTY

    def test_a_file_above_twenty_megabytes_is_refused(self, refusal):
        assert refusal(csv_bytes(NEEDED) + b"x" * 20_000_000) == sheets.TOO_LARGE

    @pytest.mark.parametrize("write", [csv_bytes, xlsx_bytes])
    def test_more_rows_than_the_limit_are_refused(self, refusal, monkeypatch, write):
        monkeypatch.setattr(sheets, "MAX_ROWS", 30)

        assert refusal(write(NEEDED, *((str(number), "Städning") for number in range(60)))) == sheets.TOO_MANY_ROWS

    def test_fifty_thousand_rows_are_allowed(self, read):
        assert len(read(csv_bytes(NEEDED, *((str(number), "Städning") for number in range(50_000)))).rows) == 50_000

    def test_a_protected_workbook_is_named_as_such(self, refusal):
        data = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512) + "EncryptedPackage".encode("utf-16-le")

        assert refusal(data) == sheets.PASSWORD

    def test_an_encrypted_archive_is_named_as_protected(self, refusal):
        data = bytearray(xlsx_bytes(NEEDED, ("A-1", "Städning")))
        directory = data.index(b"PK\x01\x02")
        data[directory + 8] |= 1

        assert refusal(bytes(data)) == sheets.PASSWORD

    def test_the_old_format_is_named_as_such(self, refusal):
        assert "xls" in refusal(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512)).sv

    def test_two_bytes_a_letter_are_read_also_without_a_mark(self, read):
        assert read(csv_bytes(NEEDED, ("A-1", "Städning")).decode("utf-8-sig").encode("utf-16-le")).rows[0].title == (
            "Städning"
        )

    @pytest.mark.parametrize(
        "data",
        [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Обеды для школ;Уборка".encode("cp1251")],
    )
    def test_what_is_no_text_and_no_workbook_is_refused(self, refusal, data):
        text = refusal(data)

        assert "försök igen" in text.sv or "Ingen rubrikrad" in text.sv

    def test_an_archive_that_is_no_workbook_is_refused(self, refusal):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

        assert refusal(data.getvalue()) == sheets.BROKEN_WORKBOOK

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self, refusal):
        data = rezipped(xlsx_bytes(NEEDED, ("A-1", "Städning")), {"xl/sharedStrings.xml": bytes(100_000_001)})

        assert len(data) < 200_000
        assert refusal(data) == sheets.TOO_LARGE

    def test_an_archive_that_lies_about_its_size_is_refused(self, refusal):
        honest = rezipped(
            xlsx_bytes(NEEDED, ("A-1", "Städning")), {"xl/worksheets/sheet1.xml": b"<" + b"a" * 5_000_000}
        )
        lying = honest.replace((5_000_001).to_bytes(4, "little"), (50).to_bytes(4, "little"))

        assert lying != honest
        assert refusal(lying) == sheets.BROKEN_WORKBOOK

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_workbook_that_declares_entities_is_refused(self, refusal, encoding):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        declared = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>' + sheet

        assert (
            refusal(rezipped(data, {"xl/worksheets/sheet1.xml": declared.encode(encoding)})) == sheets.BROKEN_WORKBOOK
        )

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
        assert refusal(data) == sheets.TOO_LARGE

    def test_many_small_rows_are_not_taken_for_too_much(self, read):
        sheet = (
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>'
        )
        data = rezipped(
            xlsx_bytes(NEEDED), {"xl/worksheets/sheet1.xml": sheet % (b"<row><c/></row>" * 200_000) + b"</worksheet>"}
        )

        with pytest.raises(PlanUnreadable) as refused:
            read(data)
        assert refused.value.text == sheets.EMPTY

    @pytest.mark.parametrize("name", ["xl/media/image1.svg", "docProps/thumbnail.jpeg", "xl/drawings/vmlDrawing1.vml"])
    def test_parts_that_are_not_read_do_no_harm(self, read, name):
        assert read(rezipped(xlsx_bytes(NEEDED), {name: b"\xff\xd8<!DOCTYPE svg><svg><br>"})).rows == ()

    def test_a_sheet_that_hides_behind_another_kind_of_name_is_not_read(self, refusal):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
            links = archive.read("xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet1.bin")

        hidden = rezipped(data, {"xl/worksheets/sheet1.bin": sheet, "xl/_rels/workbook.xml.rels": links})

        assert refusal(hidden) == sheets.EMPTY

    def test_every_truncation_of_a_workbook_is_refused(self, refusal):
        data = xlsx_bytes(NEEDED, ("A-1", "Städning"))

        for length in range(4, len(data) - 22, 97):
            assert refusal(data[:length]) == sheets.BROKEN_WORKBOOK

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
