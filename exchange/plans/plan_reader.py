"""A unit's plan of coming procurements, from a spreadsheet to typed rows and a report of all that was not read.

What is written in such lists differs from unit to unit, so reading is lenient where only one meaning is possible and
leaves the cell out with a warning where two are. Nothing is stored here; no rule of the model is applied.
How a date, an amount or a length is understood: see `exchange/plans/celldates.py` and
`exchange/plans/cellnumbers.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exchange.plans.cells import Cell, says_nothing, shown
from exchange.plans.furniture import SUMS_UP, is_no_procurement, may_be_unit, section_of, told_section
from exchange.plans.headings import (
    HEADER_WITHIN_ROWS,
    NO_NAMES,
    ColumnNames,
    Header,
    PlanField,
    column_letter,
    missing_columns,
)
from exchange.plans.plan_headers import filled, headers_of, year_of
from exchange.plans.plan_row import (
    CellEffect,
    Certainty,
    Plan,
    PlanRow,
    PlanStatus,
    Remark,
    RowProblem,
    Surroundings,
    digits_of_references,
    precision_of,
    read_cells,
)
from exchange.plans.sheets import EMPTY, LAST_ROW, PlanUnreadable, Sheet, read_sheets
from states.law.applicability import KindMeant
from states.records.names import reference_key
from states.text import Text

__all__ = [
    "PERSONAL_COLUMN",
    "CellEffect",
    "Certainty",
    "Plan",
    "PlanRow",
    "PlanStatus",
    "PlanTable",
    "PlanUnreadable",
    "Remark",
    "RowProblem",
    "read_plan",
    "tables_of",
]


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A sheet that holds a plan. `name` is empty where no other does, `unit` the one that the sheet is named for."""

    sheet: Sheet
    header: Header
    name: str
    unit: str


def read_plan(path: Path, names: ColumnNames = NO_NAMES) -> Plan:
    """Read a plan from a CSV file, an Excel workbook or an OpenDocument, told apart by their content.

    `names` is what the city says of headings of its own. Of several sheets all that hold a plan are read, the latest
    year first. Raise PlanUnreadable, and nothing else, for a file that cannot be read as a whole.
    """
    tables, remarks = tables_of(read_sheets(path), names)
    reading = _Reading([*remarks, *_remarks_on_tables(tables)])
    for table in sorted(tables, key=lambda table: -(year_of(table.sheet) or _NO_YEAR)):
        reading.read(table)
    headers = [table.header for table in tables]
    return Plan(
        tuple(reading.rows),
        tuple(reading.problems),
        tuple(dict.fromkeys(heading for header in headers for heading in header.unread)),
        tuple(dict.fromkeys(heading for header in headers for heading in header.personal)),
        tuple(reading.remarks),
    )


_NO_YEAR = 9999
"""A sheet without a year is taken for the plan that holds now."""


def tables_of(sheets: Sequence[Sheet], names: ColumnNames) -> tuple[list[PlanTable], list[Remark]]:
    """Return all sheets that hold a plan, and what to tell of the others; raise PlanUnreadable if none does."""
    found: list[tuple[Sheet, Header]] = []
    remarks: list[Remark] = []
    nearest: Header | None = None
    for sheet in sheets:
        header, near = (None, None) if sheet.is_hidden else headers_of(sheet, names)
        if header:
            found.append((sheet, header))
        elif sheet.read(HEADER_WITHIN_ROWS):
            remarks.append(Remark(sheet.name, _HIDDEN_SHEET if sheet.is_hidden else _NO_PLAN_ON_SHEET))
        if near and (nearest is None or len(near.columns) > len(nearest.columns)):
            nearest = near
    if not found:
        raise PlanUnreadable(missing_columns(nearest) if nearest else EMPTY)
    several = len(found) > 1
    return [_table(sheet, header, several=several) for sheet, header in found], remarks


def _table(sheet: Sheet, header: Header, *, several: bool) -> PlanTable:
    named_for_unit = several and PlanField.UNIT not in header.columns and may_be_unit(sheet.name)
    return PlanTable(sheet, header, sheet.name if several else "", sheet.name if named_for_unit else "")


def _remarks_on_tables(tables: Sequence[PlanTable]) -> Iterator[Remark]:
    if len(tables) > 1:
        yield Remark("", _SEVERAL_SHEETS.fill(sheets=", ".join(table.name for table in tables)))
        if any(year_of(table.sheet) for table in tables):
            yield Remark("", _LATEST_YEAR)
    for table in tables:
        if table.unit:
            yield Remark(table.name, _UNIT_BY_SHEET.fill(unit=table.unit))
        for column in table.header.left:
            yield Remark(table.name, column.why)
        for heading in table.header.personal:
            yield Remark(table.name, PERSONAL_COLUMN.fill(heading=heading))


class _Reading:
    """The rows of all sheets of a plan, and what is to be told of them."""

    def __init__(self, remarks: Iterable[Remark]) -> None:
        self.remarks = list(remarks)
        self.rows: list[PlanRow] = []
        self.problems: list[RowProblem] = []
        self._numbered: dict[str, PlanRow] = {}
        self._titled: dict[tuple[str, str], PlanRow] = {}

    def read(self, table: PlanTable) -> None:
        header, unit = table.header, table.unit
        rows, shared = filled(
            [row for row in table.sheet.read(LAST_ROW) if row[0] > header.row], table.sheet.marks, below=header.row
        )
        digits = digits_of_references((cells for _, cells in rows), header.columns.get(PlanField.REFERENCE))
        around = Surroundings(shared, table.sheet.day_zero, digits)
        self._tell_columns_without_heading(table, rows)
        rows.reverse()
        while rows:  # each row of cells is let go when it has been read
            number, cells = rows.pop()
            if table.sheet.fixed_width and any(map(shown, cells[header.width :])):
                self._tell(table, number, CellEffect.REJECTED, _TOO_MANY_CELLS)
            elif section := section_of(cells, header):
                unit = section.unit or unit
                self._tell(table, number, CellEffect.NO_ROW, told_section(section))
            else:
                self._row(table, number, cells, unit, around)

    def _row(self, table: PlanTable, number: int, cells: Sequence[Cell], unit: str, around: Surroundings) -> None:
        header = table.header
        told = {
            field: cells[column.index]
            for field, column in header.columns.items()
            if column.index < len(cells) and not says_nothing(cells[column.index])
        }
        if not told:
            if not all(map(says_nothing, cells)):
                self._tell(table, number, CellEffect.NO_ROW, _NOTHING_TO_READ)
            return
        if is_no_procurement(told, cells):
            self._tell(table, number, CellEffect.NO_ROW, SUMS_UP)
            return
        values, problems = read_cells(number, told, header, around)
        if unit:
            values.setdefault(PlanField.UNIT, unit)
        missing = _missing(values, header)
        problems = [replace(one, sheet=table.name) for one in problems]
        if missing:
            self.problems += _rejected(problems, number, table, missing)
            return
        self.problems += problems
        row = _row_of(values, number, table.name)
        if row.planned_call:
            row = replace(row, precision=precision_of(told, around))
        if earlier := self._earlier(row):
            self._tell_duplicate(table, row, earlier)
        else:
            self.rows.append(row)

    def _earlier(self, row: PlanRow) -> PlanRow | None:
        """Return the row that stands for the same procurement already, and remember this one if there is none."""
        titled = ((row.unit or "").casefold(), row.title.casefold())
        if row.reference:
            namesake = self._titled.get(titled)
            earlier = self._numbered.get(reference_key(row.reference)) or (
                namesake if namesake and not namesake.reference else None
            )
        else:
            earlier = self._titled.get(titled)
        if earlier is None:
            self._titled.setdefault(titled, row)
            if row.reference:
                self._numbered[reference_key(row.reference)] = row
        return earlier

    def _tell(self, table: PlanTable, number: int, effect: CellEffect, text: Text) -> None:
        self.problems.append(RowProblem(number, "", "", effect, text, table.name))

    def _tell_duplicate(self, table: PlanTable, row: PlanRow, earlier: PlanRow) -> None:
        named_by = PlanField.REFERENCE if row.reference and earlier.reference else PlanField.TITLE
        heading, value = table.header.columns[named_by].heading, shown(row.reference or row.title)
        text = (
            _IN_ANOTHER_ROW.fill(first=earlier.row)
            if earlier.sheet == row.sheet
            else _ON_ANOTHER_SHEET.fill(first=earlier.row, sheet=earlier.sheet)
        )
        self.problems.append(RowProblem(row.row, heading, value, CellEffect.REJECTED, text, table.name))

    def _tell_columns_without_heading(self, table: PlanTable, rows: Sequence[tuple[int, tuple[Cell, ...]]]) -> None:
        found: dict[int, list[int]] = {}
        for number, cells in rows:
            for index, cell in enumerate(cells):
                if index not in table.header.known and not says_nothing(cell):
                    found.setdefault(index, []).append(number)
        for index, numbers in sorted(found.items()):
            text = _NO_HEADING.fill(column=column_letter(index), count=len(numbers), first=numbers[0])
            self.remarks.append(Remark(table.name, text))


def _missing(values: Mapping[PlanField, Any], header: Header) -> list[PlanField]:
    """Return the fields without which the row cannot be told from others."""
    if PlanField.TITLE not in values:
        return [PlanField.TITLE]
    if PlanField.REFERENCE in values or PlanField.UNIT in values:
        return []
    if len(values) > 1:  # a title alone may be a remark
        return []
    return [PlanField.UNIT if PlanField.UNIT in header.columns else PlanField.TITLE]


def _rejected(
    problems: Sequence[RowProblem], number: int, table: PlanTable, missing: Sequence[PlanField]
) -> list[RowProblem]:
    """Return the problems of a row that is not delivered, with what it lacks: told already, or an empty cell."""
    found = list(problems)
    for field in missing:
        heading = table.header.columns[field].heading
        bad = [one for one in found if one.heading == heading and one.effect is CellEffect.LEFT_OUT]
        if bad:
            found[found.index(bad[0])] = replace(bad[0], effect=CellEffect.REJECTED)
        else:
            found.append(RowProblem(number, heading, "", CellEffect.REJECTED, _MISSING_VALUE, table.name))
    return found


def _row_of(values: dict[PlanField, Any], number: int, sheet: str) -> PlanRow:
    meant: KindMeant | None = values.pop(PlanField.KIND, None)
    kind, of_kind = (meant.kind, meant.procedure) if meant else (None, None)
    return PlanRow(row=number, sheet=sheet, kind=kind, procedure_of_kind=of_kind, **values)


_TOO_MANY_CELLS = Text(
    "Raden har fler celler än rubrikraden, så värdena kan ha hamnat i fel kolumn. Raden har inte lästs in."
    " Sätt citattecken runt text som innehåller skiljetecknet.",
    "The row has more cells than there are headings, so values may stand in the wrong column. The row was not read."
    " Put quotation marks around text that contains the delimiter.",
)
_MISSING_VALUE = Text(
    "Cellen är tom eller går inte att läsa, och utan den kan raden inte läsas in. Fyll i den.",
    "The cell is empty or cannot be read, and without it the row cannot be read. Fill it in.",
)

_IN_ANOTHER_ROW = Text(
    "Upphandlingen finns redan på rad {first}. Den här raden har inte lästs in. Ta bort den ena eller rätta uppgiften.",
    "The procurement already stands in row {first}. This row was not read. Remove one or correct the entry.",
)
_ON_ANOTHER_SHEET = Text(
    "Upphandlingen finns redan på rad {first} på bladet {sheet}, och den raden räknas. Den här raden har inte lästs"
    " in.",
    "The procurement already stands in row {first} of the sheet {sheet}, and that row counts. This row was not read.",
)
_NOTHING_TO_READ = Text(
    "Raden har inget i de kolumner som läses.",
    "The row has nothing in the columns that are read.",
)
_HIDDEN_SHEET = Text("Bladet är dolt och har inte lästs.", "The sheet is hidden and was not read.")
_NO_PLAN_ON_SHEET = Text(
    "Bladet har inte lästs: ingen rubrikrad för en upphandlingsplan känns igen bland de första raderna.",
    "The sheet was not read: no row of headings of a procurement plan is recognised among its first rows.",
)
_SEVERAL_SHEETS = Text(
    "Planen står på flera blad, och alla har lästs: {sheets}.",
    "The plan stands on several sheets, and all were read: {sheets}.",
)
_LATEST_YEAR = Text(
    "Står en upphandling på blad för flera år räknas det senaste året.",
    "Where a procurement stands on sheets of several years, the latest year counts.",
)
_UNIT_BY_SHEET = Text(
    "Bladets namn, ”{unit}”, räknas som enhet där ingen annan anges.",
    "The name of the sheet, “{unit}”, counts as the unit where no other is named.",
)
PERSONAL_COLUMN = Text(
    "Kolumnen ”{heading}” innehåller personuppgifter och läses inte.",
    "The column “{heading}” holds personal data and is not read.",
)
_NO_HEADING = Text(
    "Kolumn {column} saknar rubrik men har värden ({count} rader, den första är rad {first}). De har inte lästs."
    " Skriv en rubrik om de hör till planen.",
    "Column {column} has no heading but holds values ({count} rows, the first is row {first}). They were not read."
    " Write a heading if they belong to the plan.",
)
