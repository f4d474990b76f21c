"""The file of a plan: from CSV, Excel or OpenDocument to sheets, and from sheets to numbered rows of cells.

A file from outside is bounded before it is read: its size, what it unpacks to, the elements held, the rows kept.
"""

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from exchange.plans.cells import Cell, Formula, as_text
from exchange.plans.encodings import NotText, decoded
from exchange.plans.headings import HEADER_WITHIN_ROWS, read_header
from exchange.plans.marks import Marks, marks_of_tables, marks_of_workbook_sheet, repeats_too_much
from states.refusal import Refusal
from states.text import Text, joined

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_ELEMENTS_HELD = 300_000
MAX_ROWS = 50_000
MAX_COLUMNS = 256
LAST_ROW = 1_048_576  # of Excel

_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")

_WEB_PAGE = re.compile(r"[\ufeff\s]*<(?:!doctype|!--|html|head|body|table|meta|style|\?xml|[a-z]+:)", re.IGNORECASE)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)
"""The names of strict OOXML (ISO/IEC 29500), and those of the usual kind, which our reader knows."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FROM_1904 = date(1904, 1, 1)

NumberedRow = tuple[int, tuple[Cell, ...]]


class PlanUnreadable(Refusal):
    """The file as a whole cannot be read; `text` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`read` gives the rows up to a number, less the empty ones; in a fixed width no row may outgrow the header.

    `name` is empty for CSV. `day_zero` is the day that a cell with the number 0 stands for, where it is not that of
    Excel's usual date system.
    """

    read: Callable[[int], list[NumberedRow]]
    fixed_width: bool
    name: str = ""
    is_hidden: bool = False
    marks: Marks = field(default_factory=Marks)
    day_zero: date | None = None


def read_sheets(path: Path) -> Sequence[Sheet]:
    """Return the sheets of a CSV file, an Excel workbook or an OpenDocument, told apart by their content.

    Raise PlanUnreadable, as Sheet.read does, for a file that cannot be read.
    """
    data = _content(path)
    if data.startswith(_ZIP):
        return _archive(data)
    if data.startswith(_COMPOUND_FILE):
        raise PlanUnreadable(PASSWORD if _ENCRYPTED_PACKAGE in data else OLD_FORMAT)
    text = _decoded(data)
    if _WEB_PAGE.match(text):
        raise PlanUnreadable(WEB_PAGE)
    return (_csv_sheet(text),)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PlanUnreadable(CANNOT_OPEN) from error
    if len(data) > MAX_BYTES:
        raise PlanUnreadable(TOO_LARGE)
    if not data.strip():
        raise PlanUnreadable(EMPTY)
    return data


def _decoded(data: bytes) -> str:
    try:
        return decoded(data)
    except NotText:
        raise PlanUnreadable(UNKNOWN_ENCODING) from None


def _csv_sheet(text: str) -> Sheet:
    """Read CSV text; a first line "sep=;" is an instruction that spreadsheet programs do not count as a row."""
    stated = re.match(r"sep=([;,\t])\r?\n", text)
    body = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else _delimiter(body)

    def read(last: int) -> list[NumberedRow]:
        # Strict: an unclosed quotation mark would otherwise swallow the rows that follow it.
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        try:
            return _holding_anything(enumerate(islice(reader, last), start=1))
        except csv.Error as error:
            raise PlanUnreadable(_broken_line(reader.line_num + bool(stated))) from error

    return Sheet(read, fixed_width=True)


def _delimiter(text: str) -> str:
    """Return the delimiter under which most headings are recognised in the first rows."""

    def recognised(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = [read_header(0, cells) for cells in islice(reader, HEADER_WITHIN_ROWS)]
        except csv.Error:
            return 0
        return max((len(header.columns) for header in rows), default=0)

    return max(";,\t", key=recognised)


@contextmanager
def _reported_as_damage() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PlanUnreadable:
        raise
    except Exception:  # noqa: BLE001  the zip and XML readers raise whatever damaged bytes lead them to
        # Their messages may quote a cell, and so a contact person: the cause is not shown.
        raise PlanUnreadable(BROKEN_WORKBOOK) from None


def _archive(data: bytes) -> list[Sheet]:
    with _reported_as_damage():
        safe = _checked(data)
        with zipfile.ZipFile(safe) as archive:
            names = set(archive.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise PlanUnreadable(PASSWORD)
            if "content.xml" in names and "xl/workbook.xml" not in names:
                return _open_document(data, archive.read("content.xml"))
            marks = _marks_by_sheet(archive) if "xl/workbook.xml" in names else {}
        return _workbook(safe, marks)


def _workbook(safe: io.BytesIO, marks: dict[str, Marks]) -> list[Sheet]:
    from openpyxl import load_workbook  # slow to import, and CSV does without

    book = load_workbook(safe, read_only=True, data_only=True, keep_links=False)
    day_zero = _FROM_1904 if book.epoch.date() == _FROM_1904 else None
    return [
        Sheet(
            partial(_sheet_rows, sheet, marks.get(sheet.title, Marks())),
            fixed_width=False,
            name=sheet.title,
            is_hidden=sheet.sheet_state != "visible",
            marks=marks.get(sheet.title, Marks()),
            day_zero=day_zero,
        )
        for sheet in book.worksheets
    ]


def _marks_by_sheet(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Return the marks of each sheet by its name; one whose XML is not among the parts has none."""
    parts = {
        link.get("Id"): f"xl/{(link.get('Target') or '').removeprefix('/xl/')}"
        for link in ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  checked before
    }
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  checked before
    found = {sheet.get("name", ""): parts.get(sheet.get(_RELATION), "") for sheet in book.iter(f"{_MAIN}sheet")}
    names = set(archive.namelist())
    return {name: marks_of_workbook_sheet(archive.read(part)) for name, part in found.items() if part in names}


def _open_document(data: bytes, content: bytes) -> list[Sheet]:
    from python_calamine import SheetVisibleEnum, load_workbook  # CSV and Excel do without

    if repeats_too_much(content, most=MAX_ROWS * MAX_COLUMNS):
        raise PlanUnreadable(TOO_LARGE)
    marks = marks_of_tables(content)
    book = load_workbook(io.BytesIO(data))
    return [
        Sheet(
            partial(_table_rows, book, told.name, marks.get(told.name, Marks())),
            fixed_width=False,
            name=told.name,
            is_hidden=told.visible != SheetVisibleEnum.Visible,
            marks=marks.get(told.name, Marks()),
        )
        for told in book.sheets_metadata
    ]


def _table_rows(book: Any, name: str, marks: Marks, last: int) -> list[NumberedRow]:
    with _reported_as_damage():
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        cells = ([None if cell == "" else cell for cell in row[:MAX_COLUMNS]] for row in islice(rows, last))
        return _holding_anything(enumerate(cells, start=1), marks)


def _sheet_rows(sheet: Any, marks: Marks, last: int) -> list[NumberedRow]:
    with _reported_as_damage():
        sheet.reset_dimensions()  # some programs state a wrong size, and the reader would trust it
        rows = sheet.iter_rows(max_row=last, max_col=MAX_COLUMNS, values_only=True)
        return _holding_anything(enumerate(rows, start=1), marks)


def _checked(data: bytes) -> io.BytesIO:
    """Return the archive with those parts alone that were found safe to parse: no pictures, macros or the like.

    Refuse what is encrypted, would fill the memory or declares entities.
    """
    safe = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(safe, "w") as kept:
        members = archive.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise PlanUnreadable(PASSWORD)
        # A member never unpacks to more than the size it states: the reader stops there.
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise PlanUnreadable(TOO_LARGE)
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                content = archive.read(member)
                for strict, usual in _STRICT:
                    content = content.replace(strict, usual)
                _check_xml(content)
                kept.writestr(zipfile.ZipInfo(member.filename), content)
    return safe


def _check_xml(content: bytes) -> None:
    """Refuse a document type (and so entities), and more elements than a workbook needs to hold at one time.

    A row of a sheet and a shared string are let go when they have been read; everything else is held.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    held = 0

    def start(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal held
        held += 1
        if held > MAX_ELEMENTS_HELD:
            raise PlanUnreadable(TOO_LARGE)

    def end(name: str) -> None:
        nonlocal held
        if name.endswith((" row", " si", " table-row")):
            held = 0

    def refuse(*_: object) -> None:
        raise PlanUnreadable(BROKEN_WORKBOOK)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def _holding_anything(rows: Iterable[tuple[int, Sequence[Cell]]], marks: Marks | None = None) -> list[NumberedRow]:
    uncomputed: dict[int, list[int]] = {}
    for row, column in marks.uncomputed if marks else ():
        uncomputed.setdefault(row, []).append(column)
    kept: list[NumberedRow] = []
    for number, stored in rows:
        cells = _with_formulas(stored, uncomputed[number]) if number in uncomputed else stored
        # Counting first: a sheet may have a million rows without a single cell.
        if cells.count(None) == len(cells) or not any(map(as_text, cells)):
            continue
        kept.append((number, tuple(cells)))
        if len(kept) > MAX_ROWS + HEADER_WITHIN_ROWS:
            raise PlanUnreadable(TOO_MANY_ROWS)
    return kept


def _with_formulas(stored: Sequence[Cell], columns: Sequence[int]) -> list[Cell]:
    """Return a row with a mark in place of the nothing that a formula without a value gives."""
    cells = list(stored)
    for column in columns:
        if column < MAX_COLUMNS:
            cells += [None] * (column + 1 - len(cells))
            cells[column] = Formula.NEVER_COMPUTED if cells[column] in {None, ""} else cells[column]
    return cells


_SAVE_AGAIN = Text(
    "Öppna filen i kalkylprogrammet, spara den som Excel-arbetsbok (.xlsx) eller CSV (UTF-8) och försök igen.",
    "Open the file in the spreadsheet program, save it as an Excel workbook (.xlsx) or CSV (UTF-8) and try again.",
)


def _file_problem(sv: str, en: str) -> Text:
    return joined([Text(sv, en), _SAVE_AGAIN], " ")


CANNOT_OPEN = Text(
    "Filen kan inte öppnas. Kontrollera att den finns kvar och att du har rätt att läsa den.",
    "The file cannot be opened. Check that it still exists and that you may read it.",
)
EMPTY = Text(
    "Filen är tom. Välj en fil med en rubrikrad och en rad per planerad upphandling.",
    "The file is empty. Choose a file with a row of headings and one row for each planned procurement.",
)
TOO_LARGE = Text(
    "Filen är för stor: högst {most} MB, och högst {unpacked} MB uppackad."
    " Ta bort bilder och blad som inte hör till planen och försök igen.",
    "The file is too large: at most {most} MB, and {unpacked} MB unpacked."
    " Remove pictures and sheets that are not part of the plan and try again.",
).fill(most=MAX_BYTES // 1_000_000, unpacked=MAX_UNPACKED_BYTES // 1_000_000)
TOO_MANY_ROWS = Text(
    "Planen har fler än {most} rader. Dela upp den i flera filer och läs in en i taget.",
    "The plan has more than {most} rows. Split it into several files and import them one by one.",
).fill(most=MAX_ROWS)
PASSWORD = Text(
    "Filen är skyddad med lösenord. Ta bort lösenordet, spara filen och försök igen.",
    "The file is protected by a password. Remove the password, save the file and try again.",
)
OLD_FORMAT = _file_problem(
    "Filen är i det äldre Excel-formatet (.xls), eller ett dokument av annat slag, och läses inte.",
    "The file is in the older Excel format (.xls), or a document of another kind, and is not read.",
)
WEB_PAGE = _file_problem(
    "Filen är en webbsida eller XML, även om namnet slutar på .xls: så sparar vissa system sina utdrag.",
    "The file is a web page or XML, even if its name ends in .xls: some systems save their extracts like that.",
)
UNKNOWN_ENCODING = _file_problem(
    "Filen är inget kalkylblad, eller är en CSV-fil där det inte går att se vilken teckenkodning som gäller.",
    "The file is not a spreadsheet, or is a CSV file that does not show which character encoding it has.",
)
BROKEN_WORKBOOK = _file_problem(
    "Filen är skadad eller är ingen arbetsbok (.xlsx eller .ods).",
    "The file is damaged or is not a workbook (.xlsx or .ods).",
)


def _broken_line(line: int) -> Text:
    return _CSV_BROKEN.fill(line=line)


_CSV_BROKEN = Text(
    "CSV-filen går inte att läsa vid rad {line} i filen: ett citattecken saknas eller står fel."
    " Rätta raden, eller spara planen som Excel-arbetsbok (.xlsx), och försök igen.",
    "The CSV file cannot be read at line {line} of the file: a quotation mark is missing or misplaced."
    " Correct the line, or save the plan as an Excel workbook (.xlsx), and try again.",
)
