"""A workbook that opens without surprises."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from notifications.workbook import write


def read(content: bytes):
    return load_workbook(BytesIO(content))


def test_each_table_is_a_sheet_with_its_heading_fixed():
    book = read(write([("Ett", ("Namn", "Antal"), [("Ulla", 3)]), ("Två", ("Dag",), [(date(2026, 3, 2),)])]))
    assert book.sheetnames == ["Ett", "Två"]
    assert [[cell.value for cell in row] for row in book["Ett"]] == [["Namn", "Antal"], ["Ulla", 3]]
    assert book["Två"]["A2"].value == datetime(2026, 3, 2)  # noqa: DTZ001 - the library reads days so
    assert (book["Ett"].freeze_panes, book["Ett"]["A1"].font.bold) == ("A2", True)


@pytest.mark.parametrize("text", ["=1+1", "+46", "-1", "@SUM(A1)", '=cmd|"/c calc"!A1'])
def test_no_text_becomes_a_formula(text):
    cell = read(write([("x", ("a",), [(text,)])]))["x"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_number_stays_a_number_even_below_zero():
    assert read(write([("x", ("a",), [(-5,)])]))["x"]["A2"].value == -5


def test_control_characters_and_odd_names_are_taken_out():
    book = read(write([("Vad: [allt]/" + "x" * 40, ("a",), [("ett\x07två\x00",)])]))
    assert len(book.sheetnames[0]) <= 31
    assert book.worksheets[0]["A2"].value == "etttvå"


def test_an_empty_table_keeps_its_heading():
    assert [cell.value for cell in read(write([("x", ("a", "b"), [])]))["x"][1]] == ["a", "b"]
