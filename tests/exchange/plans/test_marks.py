"""What the XML of a sheet tells beside the values: merged cells, formulas without a value, and repetitions."""

from xml.parsers.expat import ExpatError

import pytest

from exchange.plans.marks import (
    MAX_MERGED,
    Marks,
    Merged,
    marks_of_tables,
    marks_of_workbook_sheet,
    repeats_too_much,
)

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def sheet(rows: str = "", merged: str = "") -> Marks:
    text = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'
    return marks_of_workbook_sheet(text.encode())


def document(tables: str) -> bytes:
    spaces = f'xmlns:table="{ODF}:table:1.0" xmlns:office="{ODF}:office:1.0"'
    return f"<office:spreadsheet {spaces}>{tables}</office:spreadsheet>".encode()


def table(rows: str, name: str = "Plan") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


class TestWorkbooks:
    @pytest.mark.parametrize(
        ("ref", "block"),
        [
            ("A2:A4", Merged(2, 4, 0, 0)),
            ("C1:D1", Merged(1, 1, 2, 3)),
            ("Z9:AB10", Merged(9, 10, 25, 27)),
            ("B2", Merged(2, 2, 1, 1)),
        ],
    )
    def test_a_merged_cell_is_found_by_its_first_and_last_place(self, ref: str, block: Merged):
        assert sheet(merged=f'<mergeCell ref="{ref}"/>') == Marks([block])

    @pytest.mark.parametrize("ref", ["", "A", "A2:", "2:4", "a2:a4"])
    def test_an_address_that_is_none_marks_nothing(self, ref: str):
        assert sheet(merged=f'<mergeCell ref="{ref}"/>') == Marks()

    def test_no_more_merged_cells_are_kept_than_a_plan_can_have(self):
        assert len(sheet(merged='<mergeCell ref="A2:A4"/>' * (MAX_MERGED + 5)).merged) == MAX_MERGED

    @pytest.mark.parametrize(
        ("cell", "uncomputed"),
        [
            ("<c><f>1+1</f></c>", {(1, 0)}),
            ("<c><f>1+1</f><v/></c>", {(1, 0)}),
            ("<c><f>1+1</f><v>2</v></c>", set()),
            ("<c><v>2</v></c>", set()),
            ("<c/>", set()),
            ('<c t="str"><f>A1</f><v></v></c>', set()),
        ],
    )
    def test_a_formula_is_uncomputed_that_has_no_value_not_even_the_empty_text(
        self, cell: str, uncomputed: set[tuple[int, int]]
    ):
        assert sheet(f"<row>{cell}</row>").uncomputed == uncomputed

    def test_places_are_those_that_are_named_and_else_count_on(self):
        formula = "<f>1+1</f>"
        rows = (
            f'<row><c/><c>{formula}</c></row><row r="7"><c r="D7">{formula}</c><c>{formula}</c></row>'
            f"<row><c>{formula}</c></row>"
        )
        assert sheet(rows).uncomputed == {(1, 1), (7, 3), (7, 4), (8, 0)}

    def test_the_value_of_one_cell_does_not_count_for_the_next(self):
        assert sheet("<row><c><f>1</f><v>1</v></c><c><f>1</f></c></row>").uncomputed == {(1, 1)}

    def test_what_is_no_xml_is_refused(self):
        with pytest.raises(ExpatError):
            marks_of_workbook_sheet(b"<row>")


class TestOpenDocuments:
    def test_each_table_has_marks_of_its_own(self):
        merged = '<table:table-row><table:table-cell table:number-rows-spanned="3"/></table:table-row>'
        found = marks_of_tables(document(table(merged, "Park") + table("", "Skola")))
        assert found == {"Park": Marks([Merged(1, 3, 0, 0)]), "Skola": Marks()}

    def test_repeated_rows_and_cells_are_counted_in_the_places(self):
        rows = (
            '<table:table-row table:number-rows-repeated="4"/><table:table-row>'
            '<table:covered-table-cell table:number-columns-repeated="2"/>'
            '<table:table-cell table:formula="of:=1+1"/>'
            '<table:table-cell table:formula="of:=1+1" office:value-type="float"/>'
            '<table:table-cell table:number-columns-spanned="2"/></table:table-row>'
        )
        found = marks_of_tables(document(table(rows)))
        assert found == {"Plan": Marks([Merged(5, 5, 4, 5)], {(5, 2)})}

    def test_what_is_no_xml_is_refused(self):
        with pytest.raises(ExpatError):
            marks_of_tables(b"office")

    def test_cells_with_a_value_count_as_often_as_they_and_their_rows_are_repeated(self):
        rows = (
            '<table:table-row table:number-rows-repeated="2">'
            '<table:table-cell office:value-type="float" table:number-columns-repeated="3"/></table:table-row>'
        )
        assert not repeats_too_much(document(table(rows)), most=6)
        assert repeats_too_much(document(table(rows)), most=5)

    def test_empty_cells_may_be_repeated_to_the_end_of_the_sheet(self):
        rows = (
            '<table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        assert not repeats_too_much(document(table(rows)), most=0)
