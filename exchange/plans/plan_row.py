"""One row of a plan: what it holds, and how its cells are read into that."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto
from functools import partial
from typing import Any

from exchange.plans.celldates import Precision, planned_day, read_date
from exchange.plans.cellnumbers import read_cost, read_headcount, read_months
from exchange.plans.cells import (
    FORMULA_ERROR,
    SHOWN_CHARACTERS,
    BadCell,
    Cell,
    Formula,
    Reading,
    as_text,
    by_word,
    folded,
    read_address,
    read_choice,
    read_cpv,
    read_reference,
    read_text,
    shown,
    shows_formula_error,
)
from exchange.plans.headings import Column, Header, PlanField
from states.law.acts import Act, parse_act
from states.law.applicability import ProcurementKind, parse_kind
from states.law.procedures import Procedure
from states.text import Text


class Certainty(StrEnum):
    CERTAIN = auto()
    FAIRLY_CERTAIN = auto()
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
    NO_ROW = auto()  # the row is no procurement


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned procurement. What the file does not tell is None.

    `row` is the number the user sees in the spreadsheet, `sheet` the name of its sheet where several hold a plan. A
    procurement may have no `reference` yet; title and unit together tell such rows apart. `procedure_of_kind` is the
    procedure that a kind such as tjänstekoncession names. `cpv` is the eight digits of the main code, `cost` whole
    kronor, `months` calendar months with at most two decimals, `officer_email` in lower case.
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
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One remark about one cell. `value` is cut short, and empty where it may name a person."""

    row: int
    heading: str
    value: str
    effect: CellEffect
    text: Text
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be told of the file, or of the sheet that it names."""

    sheet: str
    text: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """`unread` are headings that mean nothing here, `personal` those left unread since they hold personal data."""

    rows: tuple[PlanRow, ...]
    problems: tuple[RowProblem, ...]
    unread: tuple[str, ...]
    personal: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell is read by beside its own value.

    `shared` gives the first and last row of the merged cell by row and column, `day_zero` the day of the number 0
    where it is not Excel's usual one, `digits` how long references of digits are that begin with a zero, or 0.
    """

    shared: Mapping[tuple[int, int], tuple[int, int]]
    day_zero: date | None
    digits: int


def read_cells(
    number: int, told: Mapping[PlanField, Cell], header: Header, around: Surroundings
) -> tuple[dict[PlanField, Any], list[RowProblem]]:
    """Return the values of a row by field, and a remark for each cell that was left out or read in a way to tell."""
    values: dict[PlanField, Any] = {}
    problems: list[RowProblem] = []
    for field, cell in told.items():
        column, effect = header.columns[field], CellEffect.NOTED
        try:
            values[field], text = _read_cell(field, cell, column, around, number)
        except BadCell as bad:
            effect, text = CellEffect.LEFT_OUT, bad.text
        if text:
            # An address that is no address is often a name.
            value = "" if field is PlanField.OFFICER_EMAIL else shown(cell)
            problems.append(RowProblem(number, column.heading, value, effect, text))
    return values, problems


def precision_of(told: Mapping[PlanField, Cell], around: Surroundings) -> Precision:
    """Return how exactly a row whose planned call was read tells that day."""
    return planned_day(_by_date_system(told[PlanField.PLANNED_CALL], around.day_zero)).precision


def _read_cell(field: PlanField, cell: Cell, column: Column, around: Surroundings, number: int) -> Reading:
    if isinstance(cell, Formula):
        raise BadCell(NEVER_COMPUTED)
    if shows_formula_error(cell):
        raise BadCell(FORMULA_ERROR)
    block = around.shared.get((number, column.index))
    if block and field in _AMOUNTS:
        raise BadCell(_SHARED_AMOUNT.fill(first=block[0], last=block[1]))
    value, text = _value(field, cell, column, around)
    if block and field in _TOLD_IF_SHARED and text is None:
        text = _SHARED.fill(first=block[0], last=block[1])
    return value, text


def _value(field: PlanField, cell: Cell, column: Column, around: Surroundings) -> Reading:
    if field in _DATES:
        return read_date(_by_date_system(cell, around.day_zero))
    if field is PlanField.REFERENCE:
        return _read_number(cell, around.digits)
    if isinstance(cell, date | time | timedelta):
        if field in _TEXTS:
            value, text = _READERS[field](cell)
            return value, text or _MAY_HAVE_BEEN_TEXT
        raise BadCell(TURNED_INTO_DATE)
    if field is PlanField.MONTHS and column.with_options and not _OWN_OPTIONS.search(folded(cell)):
        raise BadCell(_OPTIONS_INSIDE)
    if measure := _MEASURES.get(field):
        return measure(cell, column.unit)
    return _READERS[field](cell)


def _by_date_system(cell: Cell, day_zero: date | None) -> Cell:
    """Return the day that a plain number stands for in a workbook of another date system; other cells as they are."""
    if day_zero is None or isinstance(cell, bool | datetime | date | time | timedelta):
        return cell
    number = re.fullmatch(r"([3-7][0-9]{4})(?:[.,][0-9]+)?", as_text(cell))
    return day_zero + timedelta(days=int(number[1])) if number else cell


_LIKE_A_DATE = re.compile(
    r"(?:[0-9]{1,2}[- ])?(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)(?:[- ][0-9]{2,4})?"
)
_POWER_OF_TEN = re.compile(r"[0-9](?:[.,][0-9]+)?e\+[0-9]+")


def _read_number(cell: Cell, digits: int) -> Reading:
    """Read a reference; raise BadCell for what a spreadsheet program has made something else of."""
    text = folded(cell)
    if isinstance(cell, date | time | timedelta) or _LIKE_A_DATE.fullmatch(text):
        raise BadCell(TURNED_INTO_DATE)
    if _POWER_OF_TEN.fullmatch(text):
        raise BadCell(_DIGITS_LOST)
    value, told = read_reference(cell)
    lost = digits > len(text) and text.isdecimal() and not text.startswith("0")
    return value, _ZEROS_LOST if lost else told


def digits_of_references(rows: Iterable[Sequence[Cell]], column: Column | None) -> int:
    """Return how long those references are that consist of digits and begin with a zero, or 0 if there are none."""
    if column is None:
        return 0
    found = (row[column.index] for row in rows if column.index < len(row))
    texts = (cell.strip() for cell in found if isinstance(cell, str))
    return max((len(text) for text in texts if text.isdecimal() and text.startswith("0")), default=0)


_CERTAINTIES = by_word(
    {
        Certainty.CERTAIN: "saker | sakra | sakert | faststalld | certain | confirmed",
        Certainty.FAIRLY_CERTAIN: "relativt saker | relativt sakra | relativt sakert | ganska saker | trolig | troligt"
        " | sannolik | sannolikt | fairly certain | likely",
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
_UNKNOWN_CERTAINTY = Text("Skriv säker, relativt säker eller osäker.", "Write certain, fairly certain or uncertain.")
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
    PlanField.UNIT: partial(read_text, longest=200),
    PlanField.TITLE: partial(read_text, longest=300),
    PlanField.DESCRIPTION: partial(read_text, longest=4000),
    PlanField.CPV: read_cpv,
    PlanField.KIND: _read_kind,
    PlanField.PROCEDURE: partial(read_text, longest=200),
    PlanField.ACT: _read_act,
    PlanField.AREA: partial(read_text, longest=200),
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
_DATES = frozenset({PlanField.PLANNED_CALL, PlanField.LAST_TENDER_DAY, PlanField.CONTRACT_START})
_TEXTS = frozenset({PlanField.UNIT, PlanField.TITLE, PlanField.DESCRIPTION, PlanField.PROCEDURE, PlanField.AREA})
_AMOUNTS = frozenset({PlanField.COST, PlanField.HEADCOUNT})
_TOLD_IF_SHARED = frozenset({PlanField.REFERENCE, PlanField.MONTHS, PlanField.STATUS}) | _DATES
_OWN_OPTIONS = re.compile(r"[+(]|\b(?:option|forlang|exkl|utan|med|inkl|plus)")

NEVER_COMPUTED = Text(
    "Cellen har en formel som aldrig har räknats ut, så filen innehåller inget värde. Öppna filen i"
    " kalkylprogrammet, spara den och läs in den igen.",
    "The cell has a formula that was never computed, so the file holds no value. Open the file in the spreadsheet"
    " program, save it and import it again.",
)
TURNED_INTO_DATE = Text(
    "Kalkylprogrammet har gjort ett datum av det som skrevs här. Formatera cellen som text och skriv uppgiften igen.",
    "The spreadsheet program made a date of what was written here. Format the cell as text and write it again.",
)
_MAY_HAVE_BEEN_TEXT = Text(
    "Cellen är ett datum, men här brukar stå text. Kontrollera att kalkylprogrammet inte har gjort om den.",
    "The cell is a date where text is expected. Check that the spreadsheet program has not changed it.",
)
_DIGITS_LOST = Text(
    "Kalkylprogrammet har kortat numret, så siffror har gått förlorade. Formatera cellen som text och skriv numret"
    " igen.",
    "The spreadsheet program shortened the number, so that digits are lost. Format the cell as text and write the"
    " number again.",
)
_ZEROS_LOST = Text(
    "Numret är kortare än andra som börjar med noll: inledande nollor kan ha fallit bort. Kontrollera det.",
    "The number is shorter than others that begin with zero: leading zeros may have been lost. Check it.",
)
_SHARED = Text(
    "Cellen är sammanslagen över rad {first}–{last}. Uppgiften har lästs för alla de raderna.",
    "The cell is merged over rows {first}–{last}. It was read for all of these rows.",
)
_SHARED_AMOUNT = Text(
    "Cellen är sammanslagen över rad {first}–{last}, och det framgår inte om talet gäller varje rad eller alla"
    " tillsammans. Skriv ett tal på varje rad.",
    "The cell is merged over rows {first}–{last}, and it is not clear whether the number is for each row or for all"
    " together. Write a number in each row.",
)
_OPTIONS_INSIDE = Text(
    "Rubriken talar om optioner, och det framgår inte hur långt avtalet är utan dem. Skriv till exempel 2+1+1 år.",
    "The heading speaks of options, and it is not clear how long the contract is without them. Write for example"
    " 2+1+1 years.",
)
