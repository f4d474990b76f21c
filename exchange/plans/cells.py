"""One cell of a plan: its text as a user sees it, and the values that are words, codes or addresses.

Reading is lenient where only one meaning is possible; where there are two, a reader raises BadCell.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum, StrEnum, auto
from functools import lru_cache
from typing import Any, TypeVar

from states.refusal import Refusal
from states.text import Text
from states.written import DECODED_TWICE, decoded_twice, in_one_line

SHOWN_CHARACTERS = 60


class Formula(Enum):
    """What stands in a cell whose formula has no value."""

    NEVER_COMPUTED = auto()


Cell = str | int | float | bool | datetime | date | time | timedelta | Formula | None
Reading = tuple[Any, Text | None]  # the value, and what to tell the user of how it was read
_Meaning = TypeVar("_Meaning")


class BadCell(Refusal):
    """The cell cannot be read; `text` says what should stand in it."""


def listed(words: str) -> list[str]:
    """Return the words of a table entry: "word | word"."""
    return words.split(" | ")


def by_word(words: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    """Turn {meaning: "word | word"} into {word: meaning}."""
    return {word: meaning for meaning, entry in words.items() for word in listed(entry)}


_NOTHING = frozenset(
    listed(
        " | - | -- | ? | . | n/a | na | tbd | okand | okant | oklart | ej klart | vet ej | ej beslutat | ej bestamt"
        " | ej bedomt | saknas | uppgift saknas | ingen uppgift | unknown | not known | none"
    )
)
_LONGEST_NOTHING = max(map(len, _NOTHING))
_ERRORS = frozenset(
    listed(
        "#null! | #div/0! | #value! | #ref! | #name? | #num! | #n/a | #spill! | #calc! | #skarning! | #division/0!"
        " | #vardefel! | #referens! | #namn? | #ogiltigt! | #saknas!"
    )
)
_ADDRESS = re.compile(r"[^\s<>@;:,()\"]+@[^\s<>@;:,()\"]+\.[^\s<>@;:,()\".]+")


@lru_cache(maxsize=4096)  # the cells of a column repeat each other
def fold(text: str) -> str:
    """Lower case without accents, with single spaces and one kind of dash."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", bare).split())


def words(text: str) -> list[str]:
    return re.findall("[a-z0-9]+", fold(text))


def as_text(cell: Cell) -> str:
    """Return a cell as one line of printable text, as its user would have typed it."""
    if cell is None or isinstance(cell, Formula):
        return "" if cell is None else "=…"
    match cell:
        case str():
            return in_one_line(cell)
        case bool():
            return str(cell).upper()
        case float():
            return f"{cell:.15g}"
        case datetime() if cell.time() == time.min:
            return cell.date().isoformat()
        case _:
            return str(cell)


def shown(cell: Cell) -> str:
    text = as_text(cell)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def says_nothing(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    text = cell.strip()
    return len(text) <= _LONGEST_NOTHING and fold(as_text(text)) in _NOTHING


def folded(cell: Cell) -> str:
    """Return the beginning of a cell's text, folded: whatever is read whole is shorter."""
    return fold(as_text(cell)[:SHOWN_CHARACTERS])


def shows_formula_error(cell: Cell) -> bool:
    text = folded(cell)
    return text in _ERRORS or not text.strip("#")


def read_text(cell: Cell, *, longest: int) -> Reading:
    text = as_text(cell)
    if len(text) > longest:
        return text[:longest].rstrip(), _cut(longest)
    return text, _note_on_letters(cell)


def read_reference(cell: Cell) -> Reading:
    """Return a reference as it is written; raise BadCell for one that is too long."""
    text = as_text(cell)
    if len(text) > 100:
        raise BadCell(_LONG_REFERENCE)
    return text, _note_on_letters(cell)


def read_choice(cell: Cell, *, among: Mapping[str, StrEnum], otherwise: Text) -> Reading:
    """Return what a word means; raise BadCell with `otherwise` for any other."""
    choice = among.get(" ".join(words(as_text(cell)[:SHOWN_CHARACTERS])))
    if choice is None:
        raise BadCell(otherwise)
    return choice, None


def read_cpv(cell: Cell) -> Reading:
    """Return the eight digits of the first code; the check digit and the words after it are dropped.

    Raises BadCell where there is none.
    """
    text = as_text(cell)
    # A code of agriculture (03) or energy (09) loses its first digit when it is stored as a number.
    digits = f"0{text}" if re.fullmatch("[39][0-9]{6}", text) else text
    first, *others = re.findall(r"(?<![0-9])[0-9]{8}(?![0-9])", digits) or [None]
    if first is None:
        raise BadCell(_NOT_A_CPV)
    return first, _FIRST_CPV if set(others) - {first} else None


def read_address(cell: Cell) -> Reading:
    """Return the one e-mail address of a cell, in small letters; raise BadCell unless there is just one."""
    text = as_text(cell)
    found = set(_ADDRESS.findall(text.lower())) if len(text) <= 500 else set()
    if len(found) != 1 or len(address := found.pop()) > 254:
        raise BadCell(_NOT_ONE_ADDRESS)
    return address, None


def _note_on_letters(cell: Cell) -> Text | None:
    return DECODED_TWICE if isinstance(cell, str) and decoded_twice(cell) else None


def _cut(longest: int) -> Text:
    return _SHORTENED.fill(longest=longest)


_SHORTENED = Text("Texten har kortats till {longest} tecken.", "The text was cut to {longest} characters.")


FORMULA_ERROR = Text(
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
