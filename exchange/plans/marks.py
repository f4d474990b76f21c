"""What the XML of a sheet tells beside the values of its cells: merged cells, and formulas that were never computed.

The readers of workbooks hand out values alone: a merged cell has one in its first cell, and a formula that no
spreadsheet program has computed has none, as if the cell were empty.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
MAX_MERGED = 20_000


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of cells merged into one; rows count from 1, columns from 0, and the last ones are part of it."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Marks:
    """`uncomputed` are the places, as row and column, of formulas without a value."""

    merged: list[Merged] = field(default_factory=list)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


def marks_of_workbook_sheet(content: bytes) -> Marks:
    """Return the marks of a sheet of an Excel workbook; raise ExpatError for what is no XML."""
    return _read(content, _ExcelSheet(Marks()))


def marks_of_tables(content: bytes) -> dict[str, Marks]:
    """Return the marks of the sheets of an OpenDocument, by name; raise ExpatError for what is no XML."""
    handler = _OpenDocument({})
    _parse(content, handler)
    return handler.tables


def _read(content: bytes, handler: "_ExcelSheet") -> Marks:
    _parse(content, handler)
    return handler.marks


def _parse(content: bytes, handler: Any) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, told: handler.start(name.rpartition(" ")[2], told)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = handler.text
    parser.Parse(content, True)


class _ExcelSheet:
    """Follows `<row r><c r t><f/><v/></c></row>` and `<mergeCell ref>`; numbers left out count on from the last."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.row = self.column = 0
        self.kind = ""
        self.has_formula = self.has_value = self.in_value = False

    def start(self, name: str, told: dict[str, str]) -> None:
        if name == "row":
            self.row = int(told["r"]) if told.get("r", "").isdecimal() else self.row + 1
            self.column = -1
        elif name == "c":
            place = _place(told.get("r", ""))
            self.column = place[1] if place else self.column + 1
            self.kind = told.get("t", "")
            self.has_formula = self.has_value = False
        elif name == "f":
            self.has_formula = True
        elif name == "v":
            self.in_value = True
        elif name == "mergeCell":
            self._merge(told.get("ref", ""))

    def end(self, name: str) -> None:
        if name == "v":
            self.in_value = False
        # The empty text is a value: such a formula says t="str".
        elif name == "c" and self.has_formula and not self.has_value and self.kind != "str":
            self.marks.uncomputed.add((self.row, self.column))

    def text(self, text: str) -> None:
        if self.in_value and text.strip():
            self.has_value = True

    def _merge(self, ref: str) -> None:
        first, last = (_place(part) for part in (ref.split(":") * 2)[:2])
        if first and last and len(self.marks.merged) < MAX_MERGED:
            self.marks.merged.append(Merged(first[0], last[0], first[1], last[1]))


def _place(address: str) -> tuple[int, int] | None:
    found = _CELL.fullmatch(address)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column - 1


class _OpenDocument:
    """Follows the tables of an OpenDocument, where rows and cells tell how often they are repeated."""

    def __init__(self, tables: dict[str, Marks]) -> None:
        self.tables = tables
        self.marks = Marks()
        self.row = self.column = self.rows = 0

    def start(self, name: str, told: dict[str, str]) -> None:
        said = {key.rpartition(" ")[2]: value for key, value in told.items()}
        if name == "table":
            self.marks = self.tables.setdefault(said.get("name", ""), Marks())
            self.row = 1
        elif name == "table-row":
            self.rows, self.column = _count(said, "number-rows-repeated"), 0
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell(said)

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.rows

    def text(self, text: str) -> None:
        """Values are no marks."""

    def _cell(self, said: dict[str, str]) -> None:
        down, across = _count(said, "number-rows-spanned"), _count(said, "number-columns-spanned")
        if down * across > 1 and len(self.marks.merged) < MAX_MERGED:
            last = (self.row + down - 1, self.column + across - 1)
            self.marks.merged.append(Merged(self.row, last[0], self.column, last[1]))
        if "formula" in said and "value-type" not in said:
            self.marks.uncomputed.add((self.row, self.column))
        self.column += _count(said, "number-columns-repeated")


def _count(said: dict[str, str], name: str) -> int:
    told = said.get(name, "1")
    return int(told) if told.isdecimal() else 1


def repeats_too_much(content: bytes, *, most: int) -> bool:
    """Tell whether the repetitions in an OpenDocument stand for more cells with a value than `most`."""
    counter = _Repeats()
    _parse(content, counter)
    return counter.cells > most


class _Repeats:
    def __init__(self) -> None:
        self.cells = self.in_row = 0
        self.rows = 1

    def start(self, name: str, told: dict[str, str]) -> None:
        said = {key.rpartition(" ")[2]: value for key, value in told.items()}
        if name == "table-row":
            self.rows, self.in_row = _count(said, "number-rows-repeated"), 0
        elif name == "table-cell" and "value-type" in said:
            self.in_row += _count(said, "number-columns-repeated")

    def end(self, name: str) -> None:
        if name == "table-row":
            self.cells += self.rows * self.in_row

    def text(self, text: str) -> None:
        """Values are not counted."""
