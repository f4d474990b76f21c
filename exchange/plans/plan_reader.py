"""A unit's plan of coming procurements, from CSV or Excel to typed rows and a report per row.

What is written in such lists differs from unit to unit, so reading is lenient where only one meaning is possible and
leaves the cell out with a warning where two are. Nothing is stored here; no rule of the model is applied.
How a date, an amount or a length is understood: see `exchange/plans/celldates.py` and
`exchange/plans/cellnumbers.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import partial
from pathlib import Path
from typing import Any

from exchange.plans.celldates import Precision, planned_day, read_date
from exchange.plans.cellnumbers import read_cost, read_headcount, read_months
from exchange.plans.cells import (
    FORMULA_ERROR,
    SHOWN_CHARACTERS,
    BadCell,
    Cell,
    Reading,
    as_text,
    by_word,
    read_address,
    read_choice,
    read_cpv,
    read_reference,
    read_text,
    says_nothing,
    shown,
    shows_formula_error,
)
from exchange.plans.headings import HEADER_WITHIN_ROWS, Header, PlanField, missing_columns, read_header
from exchange.plans.sheets import EMPTY, LAST_ROW, PlanUnreadable, Sheet, read_sheets
from states.law.acts import Act, parse_act
from states.law.applicability import KindMeant, ProcurementKind, parse_kind
from states.law.procedures import Procedure
from states.text import Text

__all__ = ["CellEffect", "Certainty", "Plan", "PlanRow", "PlanStatus", "PlanUnreadable", "RowProblem", "read_plan"]


class Certainty(StrEnum):
    CERTAIN = auto()
    UNCERTAIN = auto()


class PlanStatus(StrEnum):
    """What the plan says has happened to the row since it was last published."""

    NEW = auto()
    UPDATED = auto()
    DELAYED = auto()
    WITHDRAWN = auto()


class CellEffect(StrEnum):
    """The effect on a cell or row that the report mentions."""

    NOTED = auto()  # read, in the way the text tells
    LEFT_OUT = auto()  # the row is delivered without this value
    REJECTED = auto()  # the row is not delivered


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned procurement. What the file does not tell is None.

    `row` is the number the user sees in the spreadsheet. `reference` is None in all rows of a file without such a
    column; there title and unit together are unique. `procedure_of_kind` is the procedure that a kind such as
    tjänstekoncession names. `cpv` is the eight digits of the main code, `cost` whole kronor, `months` calendar months
    with at most two decimals, `officer_email` in lower case.
    """

    row: int
    title: str
    reference: str | None = None
    unit: str | None = None
    description: str | None = None
    cpv: str | None = None
    kind: ProcurementKind | None = None
    procedure_of_kind: Procedure | None = None
    procedure: str | None = None
    act: Act | None = None
    area: str | None = None
    planned_call: date | None = None
    precision: Precision = Precision.DAY
    last_tender_day: date | None = None
    contract_start: date | None = None
    certainty: Certainty | None = None
    cost: int | None = None
    months: float | None = None
    headcount: float | None = None
    officer_email: str | None = None
    status: PlanStatus | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One remark about one cell. `value` is cut short, and empty where it may name a person."""

    row: int
    heading: str
    value: str
    effect: CellEffect
    text: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """`unread` are headings that mean nothing here, `personal` those left unread since they hold personal data."""

    rows: tuple[PlanRow, ...]
    problems: tuple[RowProblem, ...]
    unread: tuple[str, ...]
    personal: tuple[str, ...]


def read_plan(path: Path) -> Plan:
    """Read a plan from a CSV file or an Excel workbook, told apart by their content.

    Raise PlanUnreadable, and nothing else, for a file that cannot be read as a whole.
    """
    sheet, header = _sheet_with_plan(read_sheets(path))
    rows: list[PlanRow] = []
    problems: list[RowProblem] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.read(LAST_ROW):
        if number <= header.row:
            continue
        if sheet.fixed_width and any(map(shown, cells[header.width :])):
            problems.append(RowProblem(number, "", "", CellEffect.REJECTED, _TOO_MANY_CELLS))
            continue
        row, found = _read_row(number, cells, header, seen)
        problems += found
        if row:
            rows.append(row)
    return Plan(tuple(rows), tuple(problems), header.unread, header.personal)


def _sheet_with_plan(sheets: Iterable[Sheet]) -> tuple[Sheet, Header]:
    """Return the first sheet that has the needed columns, with its header; raise PlanUnreadable if none has."""
    nearest: Header | None = None
    for sheet in sheets:
        for number, cells in sheet.read(HEADER_WITHIN_ROWS):
            header = read_header(number, cells)
            if not header.missing:
                return sheet, header
            if nearest is None or len(header.columns) > len(nearest.columns):
                nearest = header
    raise PlanUnreadable(missing_columns(nearest) if nearest else EMPTY)


def _read_row(
    number: int,
    cells: Sequence[Cell],
    header: Header,
    seen: dict[tuple[str, ...], int],
) -> tuple[PlanRow | None, list[RowProblem]]:
    told = {
        field: cells[column.index]
        for field, column in header.columns.items()
        if column.index < len(cells) and not says_nothing(cells[column.index])
    }
    if not told:
        return None, []
    values, problems = _read_cells(number, told, header)
    if refusals := _refusals(number, values, header, seen):
        return None, problems + refusals
    meant: KindMeant | None = values.pop(PlanField.KIND, None)
    kind, of_kind = (meant.kind, meant.procedure) if meant else (None, None)
    call = PlanField.PLANNED_CALL
    precision = planned_day(told[call]).precision if call in values else Precision.DAY
    return PlanRow(row=number, kind=kind, procedure_of_kind=of_kind, precision=precision, **values), problems


def _read_cells(
    number: int, told: Mapping[PlanField, Cell], header: Header
) -> tuple[dict[PlanField, Any], list[RowProblem]]:
    values: dict[PlanField, Any] = {}
    problems: list[RowProblem] = []
    for field, cell in told.items():
        column, effect = header.columns[field], CellEffect.NOTED
        try:
            values[field], text = _read_cell(field, cell, column.unit)
        except BadCell as bad:
            effect, text = CellEffect.LEFT_OUT, bad.text
        if text:
            # An address that is no address is often a name.
            value = "" if field is PlanField.OFFICER_EMAIL else shown(cell)
            problems.append(RowProblem(number, column.heading, value, effect, text))
    return values, problems


def _read_cell(field: PlanField, cell: Cell, unit: str) -> Reading:
    if shows_formula_error(cell):
        raise BadCell(FORMULA_ERROR)
    if measure := _MEASURES.get(field):
        return measure(cell, unit)
    return _READERS[field](cell)


def _refusals(
    number: int,
    values: Mapping[PlanField, Any],
    header: Header,
    seen: dict[tuple[str, ...], int],
) -> list[RowProblem]:
    """Return why the row cannot be delivered, and remember its identity if it can."""
    missing = [field for field in header.needed if field not in values]
    if missing:
        return [
            RowProblem(number, header.columns[field].heading, "", CellEffect.REJECTED, _MISSING_VALUE)
            for field in missing
        ]
    key = tuple(values[field].casefold() for field in header.identity)
    first = seen.setdefault(key, number)
    if first == number:
        return []
    named_by = header.identity[0]
    heading, value = header.columns[named_by].heading, shown(values[named_by])
    return [RowProblem(number, heading, value, CellEffect.REJECTED, _duplicate(first))]


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


def _duplicate(first: int) -> Text:
    return _IN_ANOTHER_ROW.fill(first=first)


_IN_ANOTHER_ROW = Text(
    "Upphandlingen finns redan på rad {first}. Den här raden har inte lästs in. Ta bort den ena eller rätta uppgiften.",
    "The procurement already stands in row {first}. This row was not read. Remove one or correct the entry.",
)


_CERTAINTIES = by_word(
    {
        Certainty.CERTAIN: "saker | sakra | sakert | faststalld | certain | confirmed",
        Certainty.UNCERTAIN: "osaker | osakra | osakert | preliminar | preliminara | preliminart | uncertain"
        " | preliminary",
    }
)
_STATUSES = by_word(
    {
        PlanStatus.NEW: "nytt | ny | nya | new",
        PlanStatus.UPDATED: "uppdaterad | uppdaterat | andrad | andrat | updated | changed",
        PlanStatus.DELAYED: "forsenad | forsenat | framflyttad | delayed | postponed",
        PlanStatus.WITHDRAWN: "utgatt | utgar | utgangen | avbruten | installd | withdrawn | cancelled | canceled",
    }
)
_UNKNOWN_KIND = Text(
    "Slaget känns inte igen. Skriv Tjänst, Entreprenad, FKU, Vara, Tjänstekoncession, Byggkoncession eller"
    " Valfrihetssystem.",
    "The kind is not recognised. Write Service, Works, Renewed competition, Goods, Service concession, Works concession"
    " or System of choice.",
)
_UNKNOWN_CERTAINTY = Text("Skriv säker eller osäker.", "Write certain or uncertain.")
_UNKNOWN_STATUS = Text(
    "Skriv Nytt, Uppdaterad, Försenad eller Utgått.",
    "Write New, Updated, Delayed or Withdrawn.",
)

_UNKNOWN_ACT = Text("Skriv LOU, LUF, LUK, LUFS eller LOV.", "Write LOU, LUF, LUK, LUFS or LOV.")


def _read_kind(cell: Cell) -> Reading:
    try:
        return parse_kind(as_text(cell)[:SHOWN_CHARACTERS]), None
    except ValueError:
        raise BadCell(_UNKNOWN_KIND) from None


def _read_act(cell: Cell) -> Reading:
    try:
        return parse_act(as_text(cell)[:SHOWN_CHARACTERS]), None
    except ValueError:
        raise BadCell(_UNKNOWN_ACT) from None


_READERS: Mapping[PlanField, Callable[[Cell], Reading]] = {
    PlanField.REFERENCE: read_reference,
    PlanField.UNIT: partial(read_text, longest=200),
    PlanField.TITLE: partial(read_text, longest=300),
    PlanField.DESCRIPTION: partial(read_text, longest=4000),
    PlanField.CPV: read_cpv,
    PlanField.KIND: _read_kind,
    PlanField.PROCEDURE: partial(read_text, longest=200),
    PlanField.ACT: _read_act,
    PlanField.AREA: partial(read_text, longest=200),
    PlanField.PLANNED_CALL: read_date,
    PlanField.LAST_TENDER_DAY: read_date,
    PlanField.CONTRACT_START: read_date,
    PlanField.CERTAINTY: partial(read_choice, among=_CERTAINTIES, otherwise=_UNKNOWN_CERTAINTY),
    PlanField.OFFICER_EMAIL: read_address,
    PlanField.STATUS: partial(read_choice, among=_STATUSES, otherwise=_UNKNOWN_STATUS),
}
# These also take the unit that the heading states.
_MEASURES: Mapping[PlanField, Callable[[Cell, str], Reading]] = {
    PlanField.COST: read_cost,
    PlanField.MONTHS: read_months,
    PlanField.HEADCOUNT: read_headcount,
}
