"""What a city says of the headings in its own plans: a small TOML file, kept beside the installation's other files.

    [columns]
    "När ska det ut?" = "Planerad annonsering"
    "Tid" = "Kontraktstid (mån)"
    "Kostnadsställe" = ""

On the left stands a heading of the plan, on the right one that is understood, with its unit, or nothing for a column
that is not to be read.
"""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from exchange.plans.cells import listed
from exchange.plans.headings import (
    HEADINGS,
    NO_NAMES,
    NOT_READ,
    ColumnNames,
    Header,
    column_letter,
    heading_key,
    is_understood,
)
from exchange.plans.plan_headers import headers_of
from exchange.plans.plan_reader import PERSONAL_COLUMN
from exchange.plans.sheets import EMPTY, PlanUnreadable, read_sheets
from models.installation.settings import Settings
from states.refusal import Refusal
from states.text import Text, lines


class ColumnsUnreadable(Refusal):
    """The city's file on its columns cannot be used; `text` names every error found, one per line."""


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """A column of a plan. `means` is the preferred heading of what it is read as, empty where it is not read.

    `why` says why it is not read.
    """

    sheet: str
    letter: str
    heading: str
    means: str
    why: Text | None = None


def columns_in_force(settings: Settings) -> ColumnNames:
    """Return what the city says of its headings; raise ColumnsUnreadable when its file is wrong."""
    return NO_NAMES if settings.plan_columns is None else read_columns(settings.plan_columns)


def read_columns(file: Path) -> ColumnNames:
    """Read such a file, or raise ColumnsUnreadable (and nothing else) if anything in it is wrong."""
    try:
        tables = tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise ColumnsUnreadable(_CANNOT_OPEN) from error
    except (ValueError, RecursionError) as error:
        raise ColumnsUnreadable(_NOT_TOML) from error
    columns = tables.get("columns", {})
    problems = [_UNKNOWN_KEY.fill(key=key) for key in sorted(tables.keys() - {"columns"})]
    problems += _wrong(columns) if isinstance(columns, dict) else [_NO_TABLE]
    if problems:
        raise ColumnsUnreadable(lines(problems))
    return {heading_key(heading): means for heading, means in columns.items()}


def _wrong(columns: dict[str, object]) -> list[Text]:
    return [
        _NOT_UNDERSTOOD.fill(heading=heading, means=str(means))
        for heading, means in columns.items()
        if not isinstance(means, str) or (means != NOT_READ and not is_understood(means))
    ]


def columns_of(path: Path, names: ColumnNames = NO_NAMES) -> list[ColumnRead]:
    """Return the columns of all sheets that hold a plan, from left to right.

    Where none does, the rows that come nearest to being headings are taken: they are what is to be described. Raises
    PlanUnreadable for a file that cannot be read, or has no such row.
    """
    found = [(sheet, *headers_of(sheet, names)) for sheet in read_sheets(path) if not sheet.is_hidden]
    headers = [(sheet, header) for sheet, header, _ in found if header]
    headers = headers or [(sheet, near) for sheet, _, near in found if near and len(near.known) > 1]
    if not headers:
        raise PlanUnreadable(EMPTY)
    return [column for sheet, header in headers for column in sorted(_columns(sheet.name, header), key=_from_left)]


def _columns(name: str, header: Header) -> Iterator[ColumnRead]:
    for field, column in header.columns.items():
        means = ", ".join(filter(None, (listed(HEADINGS[field])[0], column.unit)))
        yield ColumnRead(name, column_letter(column.index), column.heading, means)
    for left in header.left:
        yield ColumnRead(name, column_letter(left.index), left.heading, "", left.why)
    for index, heading in header.personal_at:
        yield ColumnRead(name, column_letter(index), heading, "", PERSONAL_COLUMN.fill(heading=heading))


def _from_left(column: ColumnRead) -> tuple[int, str]:
    return len(column.letter), column.letter


def columns_file(columns: Sequence[ColumnRead]) -> str:
    """Return the text of a file that says what was understood, to be corrected and kept."""
    told = {column.heading: column.means for column in reversed(columns)}
    rows = [
        f"{json.dumps(heading, ensure_ascii=False)} = {json.dumps(means, ensure_ascii=False)}"
        for heading, means in reversed(told.items())
    ]
    return "\n".join([*_HEAD, *(f"#   {listed(names)[0]}" for names in HEADINGS.values()), "", "[columns]", *rows, ""])


_HEAD = (
    "# Vad rubrikerna i stadens upphandlingsplan betyder: till vänster rubriken i planen, till höger en som läses,",
    '# med enheten om den inte framgår av planen: "Bedömd kontraktstid, år". Lämna det högra tomt om kolumnen inte ska',
    "# läsas. Peka ut filen med TRESPANN_PLAN_COLUMNS.",
    "#",
    "# What the headings in the city's procurement plan mean: on the left the heading in the plan, on the right one",
    "# that is read, with its unit where the plan does not say it, or nothing if the column is not read. Name the",
    "# file by TRESPANN_PLAN_COLUMNS.",
    "#",
    "# Det här läses / These are read:",
)
_CANNOT_OPEN = Text(
    "Filen som beskriver planens kolumner kan inte öppnas. Kontrollera sökvägen.",
    "The file that describes the columns of the plan cannot be opened. Check the path.",
)
_NOT_TOML = Text(
    'Filen som beskriver planens kolumner är inte giltig TOML. Skriv varje rubrik en gång, så här: "Tid" ='
    ' "Kontraktstid".',
    'The file that describes the columns of the plan is no valid TOML. Write each heading once, like this: "Tid" ='
    ' "Kontraktstid".',
)
_NO_TABLE = Text("Under [columns] ska rubrikerna stå.", "The headings must stand under [columns].")
_UNKNOWN_KEY = Text("”{key}” känns inte igen. Här får bara [columns] stå.", "“{key}” is unknown. Only [columns] is.")
_NOT_UNDERSTOOD = Text(
    "”{heading}”: ”{means}” är ingen rubrik som läses. Skriv en av dem som filen räknar upp, eller ingenting.",
    "“{heading}”: “{means}” is no heading that is read. Write one of those that the file lists, or nothing.",
)
