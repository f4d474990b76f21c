"""A unit's plan of coming procurements, from CSV or Excel to typed rows and a report per row.

What is written in such lists differs from unit to unit, so reading is lenient where only one meaning is possible and
leaves the cell out, with a word to the user, where two are. Nothing is stored here; no rule of the model is applied.

Decisions a reader of the figures should know:

- A date less precise than a day ("Q2 2026", "mars 2026", "v. 12 2026") is the first day of that period, and the
  report says so. The first day errs towards reminding too early.
- Plain numbers in a date column are serial days of Excel's 1900 system. Days before months, as written in Sweden.
- A comma or a point is a decimal sign, except in an amount of money below a million where exactly three digits follow
  it ("1.250" kronor is twelve hundred and fifty).
- The length of a contract is calendar months rounded to two decimals, a third of a day, after exact decimal
  arithmetic: 0,33 years is 3.96 months, a third of a year however it was computed is 4, and 0,34 years is 4.08.
  Days count as thirtieths of a month: 120 days are four, and a day more errs towards the model applying. Options and
  renewals are not counted.
- Without a unit in the heading or the cell a length is left out: four months and four years fall on different sides of
  the model's limit.
- Contact persons are personal data: the column is recognised so that it can be left unread.
"""

import codecs
import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum, auto
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from xml.parsers import expat

from states.applicability import ProcurementKind
from states.text import MONTHS, Text, long_date

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 100_000_000
MAX_ELEMENTS_HELD = 300_000
MAX_ROWS = 50_000
MAX_COLUMNS = 256
HEADER_WITHIN_ROWS = 20
SHOWN_CHARACTERS = 60
_LAST_ROW_OF_EXCEL = 1_048_576


class Field(StrEnum):
    """What a column may tell; the values are the attributes of PlanRow."""

    REFERENCE = auto()
    UNIT = auto()
    TITLE = auto()
    DESCRIPTION = auto()
    CPV = auto()
    KIND = auto()
    PROCEDURE = auto()
    AREA = auto()
    PLANNED_CALL = auto()
    LAST_TENDER_DAY = auto()
    CONTRACT_START = auto()
    CERTAINTY = auto()
    COST = auto()
    MONTHS = auto()
    HEADCOUNT = auto()
    OFFICER_EMAIL = auto()
    STATUS = auto()


class Certainty(StrEnum):
    CERTAIN = auto()
    UNCERTAIN = auto()


class PlanStatus(StrEnum):
    """What the plan says has happened to the row since it was last published."""

    NEW = auto()
    UPDATED = auto()
    DELAYED = auto()
    WITHDRAWN = auto()


class Effect(StrEnum):
    """What became of a cell or a row the report mentions."""

    NOTED = auto()  # read, in the way the text tells
    LEFT_OUT = auto()  # the row is delivered without this value
    REJECTED = auto()  # the row is not delivered


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned procurement. What the file does not tell is None.

    `row` is the number the user sees in the spreadsheet. `reference` is None in all rows of a file without such a
    column; there title and unit together are unique. `cpv` is the eight digits of the main code, `cost` whole kronor,
    `months` calendar months with at most two decimals, `officer_email` in lower case.
    """

    row: int
    title: str
    reference: str | None = None
    unit: str | None = None
    description: str | None = None
    cpv: str | None = None
    kind: ProcurementKind | None = None
    procedure: str | None = None
    area: str | None = None
    planned_call: date | None = None
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
    """One thing to tell the user of one cell. `value` is cut short, and empty where it may name a person."""

    row: int
    heading: str
    value: str
    effect: Effect
    text: Text


@dataclass(frozen=True, slots=True)
class Plan:
    """`unread` are headings that mean nothing here, `personal` those left unread since they hold personal data."""

    rows: tuple[PlanRow, ...]
    problems: tuple[RowProblem, ...]
    unread: tuple[str, ...]
    personal: tuple[str, ...]


class PlanUnreadable(Exception):
    """The file as a whole cannot be read; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def read_plan(path: Path) -> Plan:
    """Read a plan from a CSV file or an Excel workbook, told apart by their content.

    Raise PlanUnreadable, and nothing else, for a file that cannot be read as a whole.
    """
    sheet, header = _sheet_with_plan(_sheets(_content(path)))
    rows: list[PlanRow] = []
    problems: list[RowProblem] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in sheet.read(_LAST_ROW_OF_EXCEL):
        if number <= header.row:
            continue
        row, found = _read_row(number, cells, header, seen)
        problems += found
        if row:
            rows.append(row)
    return Plan(tuple(rows), tuple(problems), header.unread, header.personal)


# Headings

# The accepted headings of each field, the preferred first: it wins when a file has several of them.
# Case, accents, spaces and punctuation do not matter, and a unit such as "(år)" or "tkr" may stand beside.
HEADINGS: Mapping[Field, str] = {
    Field.REFERENCE: "JournalID | Diarienummer | Dnr | Diarienr | Referens | Referensnummer | Upphandlings-ID"
    " | Upphandlingsnummer | Ärendenummer | Reference | Reference number | Case number",
    Field.UNIT: "Verksamhet | Förvaltning | Förvaltning/bolag | Bolag | Enhet | Upphandlande enhet"
    " | Upphandlande organisation | Unit | Department | Contracting unit",
    Field.TITLE: "Benämning upphandling | Benämning | Upphandlingens benämning | Upphandlingens namn | Upphandling"
    " | Rubrik | Titel | Title | Name of procurement | Procurement",
    Field.DESCRIPTION: "Beskrivning | Kort beskrivning | Omfattning | Description",
    Field.CPV: "CPV kod | CPV | CPV-koder | CPV-nummer | CPV code",
    Field.KIND: "Upphandlingsområde | Slag | Slag av upphandling | Kontraktstyp | Kind | Nature",
    Field.PROCEDURE: "Upphandlingstyp/Avtalstyp | Upphandlingstyp | Avtalstyp | Förfarande | Upphandlingsförfarande"
    " | Procedure | Procedure type",
    Field.AREA: "Geografiskt område | Område | Plats | Area | Geographic area | Place of performance",
    Field.PLANNED_CALL: "Planerad annonseringsstart | Planerad annonsering | Planerat annonseringsdatum"
    " | Annonseringsstart | Annonseringsdatum | Annonsering | Annonseras | Planned call | Planned publication"
    " | Planned publication date",
    Field.LAST_TENDER_DAY: "Planerad sista anbudsdag | Sista anbudsdag | Sista dag för anbud | Planned last tender day"
    " | Last tender day | Tender deadline",
    Field.CONTRACT_START: "Planerad avtalsstart | Avtalsstart | Planerad kontraktsstart | Kontraktsstart"
    " | Planned contract start | Contract start",
    Field.CERTAINTY: "Status på uppgifter | Uppgifternas status | Säkerhet i uppgifter | Certainty",
    Field.COST: "Bedömd kostnad | Uppskattad kostnad | Beräknad kostnad | Uppskattat värde | Beräknat värde"
    " | Kontraktsvärde | Avtalsvärde | Värde | Estimated cost | Estimated value",
    Field.MONTHS: "Bedömd kontraktstid | Kontraktstid | Kontraktslängd | Avtalstid | Avtalslängd | Planerad avtalstid"
    " | Contract length | Contract duration",
    Field.HEADCOUNT: "Bemanning | Bedömd bemanning | Antal anställda | Antal personer | Personalbehov | Headcount"
    " | Staffing | Number of employees",
    Field.OFFICER_EMAIL: "Upphandlare e-post | Upphandlarens e-post | E-post upphandlare | E-post till upphandlare"
    " | Ansvarig upphandlare e-post | Upphandlare e-postadress | Upphandlare mejl | Officer e-mail"
    " | Procurement officer e-mail",
    Field.STATUS: "Information | Info | Ändring | Nytt/Uppdaterad/Försenad/Utgått | Change",
}
PERSONAL_HEADINGS = (
    "Kontaktperson | Kontaktpersoner | Kontakt | Kontaktuppgifter | Namn kontaktperson | Kontaktperson e-post"
    " | Kontaktperson telefon | Ansvarig | Ansvarig upphandlare | Upphandlare | Handläggare | Projektledare | E-post"
    " | Telefon | Telefonnummer | Contact | Contact person | Contact details | Procurement officer | E-mail | Phone"
)


_Meaning = TypeVar("_Meaning")


def _listed(words: str) -> list[str]:
    return words.split(" | ")


def _by_word(words: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    """Turn {meaning: "word | word"} into {word: meaning}."""
    return {word: meaning for meaning, listed in words.items() for word in _listed(listed)}


_MILLION = Decimal(1_000_000)
# A unit left out is written as nothing: kronor and people need none, a length does.
_KRONOR = _by_word(
    {
        Decimal(1): " | kr | kronor | sek",
        Decimal(1000): "tkr | ksek | tsek | tusen kr | tusen kronor",
        _MILLION: "mkr | mnkr | msek | milj | milj kr | miljoner | miljoner kr | miljoner kronor | million sek",
        1000 * _MILLION: "mdkr | miljarder | miljarder kr | miljarder kronor | billion sek",
    }
)
_MONTHS_IN = _by_word(
    {
        Decimal(12): "ar | ars | year | years | yr | yrs",
        Decimal(1): "man | manad | manader | manaders | month | months | mo | mos",
        Decimal(7) / 30: "vecka | veckor | v | week | weeks",
        Decimal(1) / 30: "dag | dagar | day | days",
    }
)
_PEOPLE = _by_word(
    {
        Decimal(1): " | st | person | personer | pers | anstallda | medarbetare | heltid | heltider | heltidstjanster"
        " | arsarbetare | people | persons | employees | fte"
    }
)
_WORDS_BESIDE_HEADINGS = (
    _KRONOR.keys()
    | _MONTHS_IN.keys()
    | _PEOPLE.keys()
    | {"i", "in", "antal", "exkl", "ex", "excl", "utan", "moms", "vat", "option", "optioner", "options"}
)


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    heading: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Header:
    row: int
    width: int | None
    columns: Mapping[Field, _Column]
    unread: tuple[str, ...]
    personal: tuple[str, ...]

    @property
    def missing(self) -> tuple[Field, ...]:
        wanted = (Field.TITLE,) if Field.REFERENCE in self.columns else (Field.TITLE, Field.UNIT)
        return tuple(field for field in wanted if field not in self.columns)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading of the row, those that were understood first."""
        return (*(column.heading for column in self.columns.values()), *self.unread, *self.personal)


@lru_cache(maxsize=4096)  # the cells of a column repeat each other
def _fold(text: str) -> str:
    """Lower case without accents, with single spaces and one kind of dash."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", bare).split())


def _words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", _fold(text))


def _key(heading: str) -> str:
    return "".join(_words(heading))


_FIELDS: Mapping[str, tuple[Field, int]] = {
    _key(heading): (field, rank)
    for field, headings in HEADINGS.items()
    for rank, heading in enumerate(_listed(headings))
}
_PERSONAL = frozenset(map(_key, _listed(PERSONAL_HEADINGS)))
_UNITS = _KRONOR.keys() | _MONTHS_IN.keys() | _PEOPLE.keys()


def _meaning(heading: str) -> tuple[Field, int, str] | None:
    """Return the field of a heading, its rank among the accepted ones, and the unit it states."""
    if whole := _FIELDS.get(_key(heading)):
        return *whole, ""
    words = _words(heading)
    core = [word for word in words if word not in _WORDS_BESIDE_HEADINGS]
    if part := _FIELDS.get("".join(core)):
        return *part, " ".join(word for word in words if word in _UNITS)
    return None


def _header(row: int, cells: Sequence["_Cell"], *, fixed_width: bool) -> _Header:
    named = [(index, heading) for index, cell in enumerate(cells) if (heading := _shown(cell))]
    personal = {index: heading for index, heading in named if _key(heading) in _PERSONAL}
    understood = [
        (rank, index, field, _Column(index, heading, unit))
        for index, heading in named
        if index not in personal and (meaning := _meaning(heading))
        for field, rank, unit in (meaning,)
    ]
    columns: dict[Field, _Column] = {}
    for _, _, field, column in sorted(understood, key=lambda entry: entry[:2]):
        columns.setdefault(field, column)
    read = {column.index for column in columns.values()}
    unread = tuple(heading for index, heading in named if index not in read | personal.keys())
    return _Header(row, len(cells) if fixed_width else None, columns, unread, tuple(personal.values()))


def _sheet_with_plan(sheets: Iterable["_Sheet"]) -> tuple["_Sheet", _Header]:
    """Return the first sheet that has the needed columns, with its header; raise PlanUnreadable if none has."""
    nearest: _Header | None = None
    for sheet in sheets:
        for number, cells in sheet.read(HEADER_WITHIN_ROWS):
            header = _header(number, cells, fixed_width=sheet.fixed_width)
            if not header.missing:
                return sheet, header
            if nearest is None or len(header.columns) > len(nearest.columns):
                nearest = header
    raise PlanUnreadable(_missing_columns(nearest) if nearest else _EMPTY)


# Files and sheets

_Cell = str | int | float | bool | datetime | date | time | timedelta | None
_NumberedRow = tuple[int, tuple[_Cell, ...]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """`read` gives the rows up to a number, less the empty ones; in a fixed width no row may outgrow the header."""

    read: Callable[[int], list[_NumberedRow]]
    fixed_width: bool


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PlanUnreadable(_CANNOT_OPEN) from error
    if len(data) > MAX_BYTES:
        raise PlanUnreadable(_TOO_LARGE)
    if not data.strip():
        raise PlanUnreadable(_EMPTY)
    return data


_ZIP = b"PK\x03\x04"
_COMPOUND_FILE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def _sheets(data: bytes) -> Iterable[_Sheet]:
    if data.startswith(_ZIP):
        return _workbook(data)
    if data.startswith(_COMPOUND_FILE):
        raise PlanUnreadable(_PASSWORD if _ENCRYPTED_PACKAGE in data else _OLD_FORMAT)
    return (_csv_sheet(_decoded(data)),)


def _holding_anything(rows: Iterable[tuple[int, Sequence[_Cell]]]) -> list[_NumberedRow]:
    kept: list[_NumberedRow] = []
    for number, cells in rows:
        # Counting first: a sheet may have a million rows without a single cell.
        if cells.count(None) == len(cells) or not any(map(_as_text, cells)):
            continue
        kept.append((number, tuple(cells)))
        if len(kept) > MAX_ROWS + HEADER_WITHIN_ROWS:
            raise PlanUnreadable(_TOO_MANY_ROWS)
    return kept


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decoded(data: bytes) -> str:
    marked = tuple(encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark))
    for encoding in marked or ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise PlanUnreadable(_NOT_A_SPREADSHEET)


def _csv_sheet(text: str) -> _Sheet:
    """Read CSV text; a first line "sep=;" is an instruction that spreadsheet programs do not count as a row."""
    stated = re.match(r"sep=([;,\t])\r?\n", text)
    body = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else _delimiter(body)

    def read(last: int) -> list[_NumberedRow]:
        # Strict: an unclosed quotation mark would otherwise swallow the rows that follow it.
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        try:
            return _holding_anything(enumerate(islice(reader, last), start=1))
        except csv.Error as error:
            raise PlanUnreadable(_broken_line(reader.line_num + bool(stated))) from error

    return _Sheet(read, fixed_width=True)


def _delimiter(text: str) -> str:
    """Return the delimiter under which most headings are recognised in the first rows."""

    def recognised(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = [_header(0, cells, fixed_width=True) for cells in islice(reader, HEADER_WITHIN_ROWS)]
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
        raise PlanUnreadable(_BROKEN_WORKBOOK) from None


def _workbook(data: bytes) -> list[_Sheet]:
    from openpyxl import load_workbook  # slow to import, and CSV does without

    with _reported_as_damage():
        book = load_workbook(_checked(data), read_only=True, data_only=True, keep_links=False)
        return [_Sheet(partial(_sheet_rows, sheet), fixed_width=False) for sheet in book.worksheets if _is_shown(sheet)]


def _is_shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _sheet_rows(sheet: Any, last: int) -> list[_NumberedRow]:
    with _reported_as_damage():
        sheet.reset_dimensions()  # some programs state a wrong size, and the reader would trust it
        rows = sheet.iter_rows(max_row=last, max_col=MAX_COLUMNS, values_only=True)
        return _holding_anything(enumerate(rows, start=1))


def _checked(data: bytes) -> io.BytesIO:
    """Return the archive with those parts alone that were found safe to parse: no pictures, macros or the like.

    Refuse what is encrypted, would fill the memory or declares entities.
    """
    safe = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(safe, "w") as kept:
        members = archive.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise PlanUnreadable(_PASSWORD)
        # A member never unpacks to more than the size it states: the reader stops there.
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise PlanUnreadable(_TOO_LARGE)
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels")):
                content = archive.read(member)
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
            raise PlanUnreadable(_TOO_LARGE)

    def end(name: str) -> None:
        nonlocal held
        if name.endswith((" row", " si")):
            held = 0

    def refuse(*_: object) -> None:
        raise PlanUnreadable(_BROKEN_WORKBOOK)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


# Rows


def _read_row(
    number: int,
    cells: Sequence[_Cell],
    header: _Header,
    seen: dict[tuple[str, ...], int],
) -> tuple[PlanRow | None, list[RowProblem]]:
    if header.width is not None and any(_shown(cell) for cell in cells[header.width :]):
        return None, [RowProblem(number, "", "", Effect.REJECTED, _TOO_MANY_CELLS)]
    told = {
        field: cells[column.index]
        for field, column in header.columns.items()
        if column.index < len(cells) and not _says_nothing(cells[column.index])
    }
    if not told:
        return None, []
    values, problems = _read_cells(number, told, header)
    if refusals := _refusals(number, values, header, seen):
        return None, problems + refusals
    return PlanRow(row=number, **values), problems


def _read_cells(number: int, told: Mapping[Field, _Cell], header: _Header) -> tuple[dict[Field, Any], list[RowProblem]]:
    values: dict[Field, Any] = {}
    problems: list[RowProblem] = []

    def report(field: Field, effect: Effect, text: Text) -> None:
        # An address that is no address is often a name.
        value = "" if field is Field.OFFICER_EMAIL else _shown(told[field])
        problems.append(RowProblem(number, header.columns[field].heading, value, effect, text))

    for field, cell in told.items():
        try:
            values[field], note = _read_cell(field, cell, header.columns[field].unit)
        except _BadCell as bad:
            report(field, Effect.LEFT_OUT, bad.text)
        else:
            if note:
                report(field, Effect.NOTED, note)
    return values, problems


def _refusals(
    number: int,
    values: Mapping[Field, Any],
    header: _Header,
    seen: dict[tuple[str, ...], int],
) -> list[RowProblem]:
    """Return why the row cannot be delivered, and remember its identity if it can."""
    identity = (Field.REFERENCE,) if Field.REFERENCE in header.columns else (Field.TITLE, Field.UNIT)
    missing = [field for field in dict.fromkeys((*identity, Field.TITLE)) if field not in values]
    if missing:
        return [
            RowProblem(number, header.columns[field].heading, "", Effect.REJECTED, _MISSING_VALUE) for field in missing
        ]
    key = tuple(values[field].casefold() for field in identity)
    first = seen.setdefault(key, number)
    if first == number:
        return []
    heading, value = header.columns[identity[0]].heading, _shown(values[identity[0]])
    return [RowProblem(number, heading, value, Effect.REJECTED, _duplicate(first))]


# Cells

_Reading = tuple[Any, Text | None]  # the value, and what to tell the user of how it was read


class _BadCell(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


_NOTHING = frozenset(
    _listed(
        " | - | -- | ? | . | n/a | na | tbd | okand | okant | oklart | ej klart | vet ej | ej beslutat | ej bestamt"
        " | ej bedomt | saknas | uppgift saknas | ingen uppgift | unknown | not known | none"
    )
)
_LONGEST_NOTHING = max(map(len, _NOTHING))
_ERRORS = frozenset(
    _listed(
        "#null! | #div/0! | #value! | #ref! | #name? | #num! | #n/a | #spill! | #calc! | #skarning! | #division/0!"
        " | #vardefel! | #referens! | #namn? | #ogiltigt! | #saknas!"
    )
)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text.replace("\u00ad", ""))


def _as_text(cell: _Cell) -> str:
    """Return a cell as one line of printable text, as its user would have typed it."""
    match cell:
        case None:
            return ""
        case str():
            return " ".join((cell if cell.isprintable() else _printable(cell)).split())
        case bool():
            return str(cell).upper()
        case float():
            return f"{cell:.15g}"
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case _:
            return str(cell)


def _shown(cell: _Cell) -> str:
    text = _as_text(cell)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def _says_nothing(cell: _Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    return len(text) <= _LONGEST_NOTHING and _fold(_as_text(text)) in _NOTHING


def _read_cell(field: Field, cell: _Cell, unit: str) -> _Reading:
    folded = _fold(_as_text(cell)[:SHOWN_CHARACTERS])
    if folded in _ERRORS or not folded.strip("#"):
        raise _BadCell(_FORMULA_ERROR)
    return _READERS[field](cell, unit)


def _read_text(cell: _Cell, _: str, *, longest: int) -> _Reading:
    text = _as_text(cell)
    if len(text) > longest:
        return text[:longest].rstrip(), _cut(longest)
    return text, None


def _read_reference(cell: _Cell, _: str) -> _Reading:
    text = _as_text(cell)
    if len(text) > 100:
        raise _BadCell(_LONG_REFERENCE)
    return text, None


def _read_choice(cell: _Cell, _: str, *, among: Mapping[str, StrEnum], otherwise: Text) -> _Reading:
    choice = among.get(" ".join(_words(_as_text(cell)[:SHOWN_CHARACTERS])))
    if choice is None:
        raise _BadCell(otherwise)
    return choice, None


def _read_cpv(cell: _Cell, _: str) -> _Reading:
    """Return the eight digits of the first code; the check digit and the words after it are dropped."""
    text = _as_text(cell)
    # A code of agriculture (03) or energy (09) loses its first digit when it is stored as a number.
    digits = f"0{text}" if re.fullmatch("[39][0-9]{6}", text) else text
    first, *others = re.findall(r"(?<![0-9])[0-9]{8}(?![0-9])", digits) or [None]
    if first is None:
        raise _BadCell(_NOT_A_CPV)
    return first, _FIRST_CPV if set(others) - {first} else None


_ADDRESS = re.compile(r"[^\s<>@;:,()\"]+@[^\s<>@;:,()\"]+\.[^\s<>@;:,()\".]+")


def _read_address(cell: _Cell, _: str) -> _Reading:
    text = _as_text(cell)
    found = set(_ADDRESS.findall(text.lower())) if len(text) <= 500 else set()
    if len(found) != 1 or len(address := found.pop()) > 254:
        raise _BadCell(_NOT_ONE_ADDRESS)
    return address, None


# Dates

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)  # right from March 1900 on, after the leap day that Excel invented
_MONTH_NAMES = {
    short: number
    for names in MONTHS.values()
    for number, name in enumerate(names, start=1)
    for short in (name.casefold(), name.casefold()[:3], name.casefold()[:4])
}
_SEASONS = _by_word({3: "var | varen | spring", 6: "sommar | sommaren | summer", 9: "host | hosten | autumn"})
_MONTHS_OF_PART = _by_word({3: "q | kv | kvartal | quarter", 4: "t | tertial", 6: "h | halvar | half"})
_YEAR, _MONTH, _DAY, _NAME = "(?P<year>20[0-9]{2})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})", "(?P<name>[a-z]+)"
_PART = r"(?P<part>[a-z]+)\.? ?(?P<nth>[1-4])"
_WEEK = r"(?:v|w|vecka|week)\.? ?(?P<week>[0-9]{1,2})"
_GAP = "[ ,/-]*"
_DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}(?:[t ][0-9:.]*)?(?:z|[-+][0-9]{{2}}:[0-9]{{2}})?",
        "(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_DAY}([-/.]){_MONTH}[-/. ]{_YEAR}",
        rf"{_DAY}/{_MONTH}[- ](?P<short>[0-9]{{2}})",
        rf"(?:den )?{_DAY}(?:\.|:?[ae]|st|nd|rd|th)? {_NAME}\.?,? {_YEAR}",
        rf"{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_YEAR}[-/.]{_MONTH}",
        "(?P<year>20[0-9]{2})(?P<month>[0-9]{2})",
        rf"{_MONTH}[-/.]{_YEAR}",
        rf"{_NAME}\.?{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_NAME}",
        rf"{_WEEK}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_WEEK}",
        rf"{_PART}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_PART}",
        _YEAR,
        "(?P<short>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)


def _read_date(cell: _Cell, _: str) -> _Reading:
    day, is_exact = _date(cell)
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise _BadCell(_NOT_A_DATE)
    return day, None if is_exact else _first_day(day)


def _date(cell: _Cell) -> tuple[date, bool]:
    match cell:
        case bool() | time() | timedelta():
            raise _BadCell(_NOT_A_DATE)
        case datetime():
            return cell.date(), True
        case date():
            return cell, True
        case _:
            return _date_of_text(_fold(_as_text(cell)[:SHOWN_CHARACTERS]))


def _date_of_text(text: str) -> tuple[date, bool]:
    if serial := re.fullmatch(r"([3-7][0-9]{4})(?:[.,][0-9]+)?", text):
        return _SERIAL_ZERO + timedelta(days=int(serial[1])), True
    for form in _DATE_FORMS:
        if found := form.fullmatch(text):
            told = found.groupdict()
            try:
                return _date_of_parts(told), told.get("day") is not None
            except (KeyError, ValueError):
                continue
    raise _BadCell(_NOT_A_DATE)


def _date_of_parts(told: Mapping[str, str | None]) -> date:
    """Raise KeyError for an unknown word and ValueError for a day that does not exist."""
    year = int(told.get("year") or f"20{told['short']}")
    if week := told.get("week"):
        return date.fromisocalendar(year, int(week), 1)
    if part := told.get("part"):
        return date(year, (int(told["nth"] or 0) - 1) * _MONTHS_OF_PART[part] + 1, 1)
    if name := told.get("name"):
        day = told.get("day")
        return date(year, _MONTH_NAMES[name], int(day)) if day else date(year, (_SEASONS | _MONTH_NAMES)[name], 1)
    return date(year, int(told.get("month") or 1), int(told.get("day") or 1))


# Numbers

_ABOUT = r"(?P<about>(?:ca|c:a|cirka|ungefar|omkring|runt|about|approx|circa|~)\.? ?)?"
_AMOUNT = re.compile(rf"{_ABOUT}(?P<number>-?[0-9](?:[0-9 .,']*[0-9])?)(?P<unit>[^0-9]*)")
_PLAIN_NUMBER = re.compile("-?[0-9]+(?:[.,][0-9]+)?")
_GROUPED_NUMBER = re.compile(
    r"-?[1-9][0-9]{0,2}(?P<mark>[ .,'])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:(?!(?P=mark))[.,][0-9]+)?"
)


def _decimal(text: str, *, grouped_first: bool) -> Decimal:
    plain, grouped = _PLAIN_NUMBER.fullmatch(text), _GROUPED_NUMBER.fullmatch(text)
    if grouped and (grouped_first or not plain):
        return Decimal(text.replace(grouped["mark"], "").replace(",", "."))
    if plain:
        return Decimal(text.replace(",", "."))
    raise _BadCell(_NOT_A_NUMBER)


def _amount(
    text: str, units: Mapping[str, Decimal], *, unit: str, grouping_likely: bool = False
) -> tuple[Decimal, bool]:
    """Return a folded number times its unit, or `unit` where it has none, and whether it was called approximate."""
    if len(text) >= SHOWN_CHARACTERS or not (found := _AMOUNT.fullmatch(text)):
        raise _BadCell(_NOT_A_NUMBER)
    stated = re.sub("[ .,:()-]+", " ", found["unit"]).strip()
    factor = units.get(stated or unit)
    if factor is None:
        raise _BadCell(_UNKNOWN_UNIT if stated or unit else _NO_UNIT)
    number = _decimal(found["number"], grouped_first=grouping_likely and factor < _MILLION)
    return number * factor, bool(found["about"])


def _number_text(cell: _Cell) -> str:
    if isinstance(cell, bool | date | time | timedelta):
        raise _BadCell(_NOT_A_NUMBER)
    return _fold(_as_text(cell)[:SHOWN_CHARACTERS])


def _within(number: Decimal, *, most: int) -> Decimal:
    if not 0 < number <= most:
        raise _BadCell(_out_of_range(most))
    return number


def _read_headcount(cell: _Cell, unit: str) -> _Reading:
    number, is_rough = _amount(_number_text(cell), _PEOPLE, unit=unit)
    return float(_within(number, most=100_000)), _ROUGH if is_rough else None


def _read_cost(cell: _Cell, unit: str) -> _Reading:
    # A stored number has no grouping marks to guess about.
    text = _number_text(cell)
    number, is_rough = _amount(text, _KRONOR, unit=unit, grouping_likely=isinstance(cell, str))
    return round(_within(number, most=1_000_000_000_000)), _ROUGH if is_rough else None


_OPTIONS = re.compile(r" ?(?:\+|\(|\bmed\b|\boption|\bforlang|\bmojlig|\bwith\b|\brenew|\bplus\b)")
_BETWEEN_PARTS = re.compile(r" (?:och|and|&) |, |(?<=[a-z])\.? ?(?=[0-9])")


def _read_months(cell: _Cell, unit: str) -> _Reading:
    text = _number_text(cell)
    options = _OPTIONS.search(text)
    term, rest = (text[: options.start()], text[options.start() :]) if options else (text, "")
    default = _unit_of_sum(unit, rest) if rest.strip().startswith("+") else unit
    parts = [_amount(part, _MONTHS_IN, unit=default) for part in _BETWEEN_PARTS.split(term)]
    months = _within(sum((number for number, _ in parts), Decimal(0)), most=1200)
    note = _WITHOUT_OPTIONS if options else _ROUGH if any(is_rough for _, is_rough in parts) else None
    return float(round(months, 2)), note


def _unit_of_sum(unit: str, rest: str) -> str:
    """Return the one unit that heading and later terms agree on: in "2+1+1 år" the two are years."""
    agreed = {_MONTHS_IN[word]: word for word in (unit, *_words(rest)) if word in _MONTHS_IN}
    return agreed.popitem()[1] if len(agreed) == 1 else ""


_KINDS = _by_word(
    {
        ProcurementKind.SERVICE: "tjanst | tjanster | tjansteupphandling | tjanstekoncession | service | services",
        ProcurementKind.WORKS: "entreprenad | entreprenader | entreprenadupphandling | byggentreprenad"
        " | byggentreprenader | anlaggningsentreprenad | bygg | works | construction",
        ProcurementKind.RENEWED_COMPETITION: "fku | fornyad konkurrensutsattning | fornyad konkurrensutsattning fku"
        " | fku fornyad konkurrensutsattning | renewed competition | mini competition",
        ProcurementKind.GOODS: "vara | varor | varuupphandling | varukop | goods | supplies | supply",
    }
)
_CERTAINTIES = _by_word(
    {
        Certainty.CERTAIN: "saker | sakra | sakert | faststalld | certain | confirmed",
        Certainty.UNCERTAIN: "osaker | osakra | osakert | preliminar | preliminara | preliminart | uncertain"
        " | preliminary",
    }
)
_STATUSES = _by_word(
    {
        PlanStatus.NEW: "nytt | ny | nya | new",
        PlanStatus.UPDATED: "uppdaterad | uppdaterat | andrad | andrat | updated | changed",
        PlanStatus.DELAYED: "forsenad | forsenat | framflyttad | delayed | postponed",
        PlanStatus.WITHDRAWN: "utgatt | utgar | utgangen | avbruten | installd | withdrawn | cancelled | canceled",
    }
)


# What users read

_SAVE_AGAIN = Text(
    "Öppna filen i kalkylprogrammet, spara den som Excel-arbetsbok (.xlsx) eller CSV (UTF-8) och försök igen.",
    "Open the file in the spreadsheet program, save it as an Excel workbook (.xlsx) or CSV (UTF-8) and try again.",
)


def _file_problem(sv: str, en: str) -> Text:
    return Text(f"{sv} {_SAVE_AGAIN.sv}", f"{en} {_SAVE_AGAIN.en}")


_CANNOT_OPEN = Text(
    "Filen kan inte öppnas. Kontrollera att den finns kvar och att du har rätt att läsa den.",
    "The file cannot be opened. Check that it still exists and that you may read it.",
)
_EMPTY = Text(
    "Filen är tom. Välj en fil med en rubrikrad och en rad per planerad upphandling.",
    "The file is empty. Choose a file with a row of headings and one row for each planned procurement.",
)
_TOO_LARGE = Text(
    f"Filen är för stor: högst {MAX_BYTES // 1_000_000} MB, och högst {MAX_UNPACKED_BYTES // 1_000_000} MB uppackad."
    " Ta bort bilder och blad som inte hör till planen och försök igen.",
    f"The file is too large: at most {MAX_BYTES // 1_000_000} MB, and {MAX_UNPACKED_BYTES // 1_000_000} MB unpacked."
    " Remove pictures and sheets that are not part of the plan and try again.",
)
_TOO_MANY_ROWS = Text(
    f"Planen har fler än {MAX_ROWS} rader. Dela upp den i flera filer och läs in en i taget.",
    f"The plan has more than {MAX_ROWS} rows. Split it into several files and import them one by one.",
)
_PASSWORD = Text(
    "Filen är skyddad med lösenord. Ta bort lösenordet, spara filen och försök igen.",
    "The file is protected by a password. Remove the password, save the file and try again.",
)
_OLD_FORMAT = _file_problem(
    "Filen är i det äldre Excel-formatet (.xls) eller är inget kalkylblad.",
    "The file is in the older Excel format (.xls) or is no spreadsheet.",
)
_NOT_A_SPREADSHEET = _file_problem("Filen är inget kalkylblad.", "The file is not a spreadsheet.")
_BROKEN_WORKBOOK = _file_problem(
    "Filen är skadad eller är ingen Excel-arbetsbok (.xlsx).",
    "The file is damaged or is not an Excel workbook (.xlsx).",
)


def _broken_line(line: int) -> Text:
    return Text(
        f"CSV-filen går inte att läsa vid rad {line} i filen: ett citattecken saknas eller står fel."
        " Rätta raden, eller spara planen som Excel-arbetsbok (.xlsx), och försök igen.",
        f"The CSV file cannot be read at line {line} of the file: a quotation mark is missing or misplaced."
        " Correct the line, or save the plan as an Excel workbook (.xlsx), and try again.",
    )


def _missing_columns(nearest: _Header) -> Text:
    if not nearest.columns:  # the row may be contents rather than headings, and name somebody
        return Text(
            f"Ingen rubrikrad känns igen bland de {HEADER_WITHIN_ROWS} första raderna. Skriv rubriker överst i planen:"
            f" minst {_example(Field.TITLE)} och {_example(Field.REFERENCE)}.",
            f"No row of headings is recognised among the first {HEADER_WITHIN_ROWS} rows. Put headings at the top of"
            f" the plan: at least {_example(Field.TITLE)} and {_example(Field.REFERENCE)}.",
        )
    found = ", ".join(nearest.headings)
    if nearest.missing == (Field.UNIT,):
        sv, en = (f"{_example(Field.REFERENCE)} {word} {_example(Field.UNIT)}" for word in ("eller", "or"))
    else:
        sv = en = _example(Field.TITLE)
    return Text(
        f"Kolumnen {sv} saknas. Rubriker som hittades på rad {nearest.row}: {found}. Lägg till kolumnen, eller ge den"
        " som finns det namnet, och försök igen.",
        f"The column {en} is missing. Headings found in row {nearest.row}: {found}. Add the column, or give the one"
        " you have that name, and try again.",
    )


def _example(field: Field) -> str:
    return f"”{_listed(HEADINGS[field])[0]}”"


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
    return Text(
        f"Upphandlingen finns redan på rad {first}. Den här raden har inte lästs in. Ta bort den ena eller rätta"
        " uppgiften.",
        f"The procurement already stands in row {first}. This row was not read. Remove one or correct the entry.",
    )


def _cut(longest: int) -> Text:
    return Text(f"Texten har kortats till {longest} tecken.", f"The text was cut to {longest} characters.")


def _first_day(day: date) -> Text:
    return Text(
        f"Ungefärligt datum, läst som {long_date(day, 'sv')}: den första dagen i perioden.",
        f"Approximate date, read as {long_date(day, 'en')}: the first day of the period.",
    )


def _out_of_range(most: int) -> Text:
    grouped = f"{most:,}"
    return Text(
        f"Talet är inte rimligt. Det ska vara större än noll och högst {grouped.replace(',', ' ')}.",
        f"The number is not plausible. It must be above zero and at most {grouped}.",
    )


_FORMULA_ERROR = Text(
    "Cellen visar ett formelfel. Rätta formeln eller skriv värdet.",
    "The cell shows a formula error. Correct the formula or write the value.",
)
_LONG_REFERENCE = Text(
    "Referensen är längre än 100 tecken. Skriv bara numret.",
    "The reference is longer than 100 characters. Write the number alone.",
)
_NOT_A_CPV = Text(
    "CPV-koden går inte att tolka. Skriv åtta siffror, till exempel 90910000.",
    "The CPV code cannot be read. Write eight digits, such as 90910000.",
)
_FIRST_CPV = Text(
    "Cellen har flera CPV-koder. Den första används.",
    "The cell holds several CPV codes. The first is used.",
)
_NOT_ONE_ADDRESS = Text(
    "Här ska stå en e-postadress till upphandlaren. Värdet visas inte, eftersom det kan vara ett namn.",
    "This should be one e-mail address of the procurement officer. The value is not shown, since it may be a name.",
)
_NOT_A_DATE = Text(
    "Datumet går inte att tolka. Skriv till exempel 2026-03-17, mars 2026 eller kvartal 2 2026.",
    "The date cannot be read. Write for example 2026-03-17, March 2026 or Q2 2026.",
)
_NOT_A_NUMBER = Text(
    "Här ska stå ett enda tal, till exempel 1,5 eller 1 250 000.",
    "This should be a single number, such as 1,5 or 1 250 000.",
)
_UNKNOWN_UNIT = Text(
    "Enheten efter talet känns inte igen. Skriv talet utan enhet eller med en vanlig enhet, till exempel tkr eller år.",
    "The unit after the number is not recognised. Write the number without a unit or with a common one.",
)
_NO_UNIT = Text(
    "Det framgår inte om talet är år eller månader. Skriv det i rubriken eller i cellen, till exempel 24 månader.",
    "It is not clear whether the number is years or months. Say so in the heading or the cell, such as 24 months.",
)
_ROUGH = Text("Ungefärlig uppgift, läst som ett exakt tal.", "An approximate figure, read as an exact number.")
_WITHOUT_OPTIONS = Text(
    "Bara den första avtalsperioden räknas, inte optioner och förlängningar.",
    "Only the first contract period counts, not options and renewals.",
)
_UNKNOWN_KIND = Text(
    "Slaget känns inte igen. Skriv Tjänst, Entreprenad, FKU eller Vara.",
    "The kind is not recognised. Write Service, Works, Renewed competition or Goods.",
)
_UNKNOWN_CERTAINTY = Text("Skriv säker eller osäker.", "Write certain or uncertain.")
_UNKNOWN_STATUS = Text(
    "Skriv Nytt, Uppdaterad, Försenad eller Utgått.",
    "Write New, Updated, Delayed or Withdrawn.",
)

_READERS: Mapping[Field, Callable[[_Cell, str], _Reading]] = {
    Field.REFERENCE: _read_reference,
    Field.UNIT: partial(_read_text, longest=200),
    Field.TITLE: partial(_read_text, longest=300),
    Field.DESCRIPTION: partial(_read_text, longest=4000),
    Field.CPV: _read_cpv,
    Field.KIND: partial(_read_choice, among=_KINDS, otherwise=_UNKNOWN_KIND),
    Field.PROCEDURE: partial(_read_text, longest=200),
    Field.AREA: partial(_read_text, longest=200),
    Field.PLANNED_CALL: _read_date,
    Field.LAST_TENDER_DAY: _read_date,
    Field.CONTRACT_START: _read_date,
    Field.CERTAINTY: partial(_read_choice, among=_CERTAINTIES, otherwise=_UNKNOWN_CERTAINTY),
    Field.COST: _read_cost,
    Field.MONTHS: _read_months,
    Field.HEADCOUNT: _read_headcount,
    Field.OFFICER_EMAIL: _read_address,
    Field.STATUS: partial(_read_choice, among=_STATUSES, otherwise=_UNKNOWN_STATUS),
}
