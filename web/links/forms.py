"""Forms as data: the questions of a page, how the answers are read, and what they tell of a case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any, TypeAlias

from desk.recording import Told
from states.records.hours import read_quarters
from states.text import Text
from states.written import in_one_line
from states.written_days import read_day

ON, VALUE = "on", "value"
"""The fields of a milestone: its day, and the word that goes with it."""
LONGEST = 500
"""Characters of a text that somebody may type."""


class FieldKind(StrEnum):
    """How a field is asked for."""

    DATE = auto()
    CHOICE = auto()
    LIST = auto()
    """A choice among many, where one may also be left out."""
    TICK = auto()
    TEXT = auto()
    LONG_TEXT = auto()
    NUMBER = auto()
    HOURS = auto()
    """Hours in whole quarters; read as quarters, of which there may be none."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. Days lie in the past unless `planned`; `suggested` is the initial value.

    No day on which something happened is ever suggested: a program that sends a form as it was served, as those do
    that look for dangers in mail, must not record anything. A `required` day can be answered with a tick for today,
    see `today_of`. `extra` fields were asked for by the reader, so they are no part of what the page shows by itself.
    """

    name: str
    label: Text
    kind: FieldKind = FieldKind.DATE
    choices: Mapping[str, Text] = field(default_factory=dict)
    required: bool = True
    planned: bool = False
    suggested: str = ""
    hint: Text | None = None
    extra: bool = False
    ahead: bool = False
    """It asks for a day to come, so that today is no answer to offer."""


Given: TypeAlias = Mapping[str, Any]
"""What was read, by field: a date, a text, a number, or whether a tick is set; None where nothing was typed."""


@dataclass(frozen=True, slots=True)
class Form:
    """Questions that are sent together; `reason` is the field that says why a rule was broken.

    `rows` says how many rows there are where the reader may ask for more. `check` returns what is wrong by field beyond
    single answers; it is asked also where some of them were not understood (None), so that all is told in one round.
    """

    name: str
    heading: Text
    button: Text
    fields: tuple[Field, ...]
    told: Callable[[Given], Sequence[Told]]
    lead: tuple[Text, ...] = ()
    reason: str = ""
    rows: int = 0
    check: Callable[[Given], Mapping[str, Text]] = lambda _: {}


def today_of(name: str) -> str:
    """Return the name of the tick that answers a question for a day with today; its value is the day it was served."""
    return f"{name}-today"


def words_of(name: str) -> str:
    """Return the name of the field in which a day can be written as people do, beside the one of the browser."""
    return f"{name}-words"


class Wrong(ValueError):
    """The answers cannot be used; holds the reason by field, with "" for the form as a whole."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def read(form: Form, typed: Mapping[str, str], today: date) -> Given:
    """Return the answers; raise Wrong with every field that is missing or not understood."""
    given: dict[str, Any] = {}
    problems: dict[str, Text] = {}
    for asked in form.fields:
        try:
            given[asked.name] = _answer(asked, typed, today)
        except Wrong as wrong:
            given[asked.name] = None
            problems[asked.name] = wrong.problems[""]
    problems = {**form.check(given), **problems}
    if problems:
        raise Wrong(problems)
    return given


def _answer(asked: Field, typed: Mapping[str, str], today: date) -> Any:
    text = _typed(typed, asked.name)
    if asked.kind is FieldKind.DATE:
        written = _written_day(_typed(typed, words_of(asked.name)), today, ahead=asked.planned)
        text = _day_of(_day_of(text, _typed(typed, today_of(asked.name))), written)
    if text:
        return _READ[asked.kind](asked, text, today)
    if asked.required:
        raise Wrong({"": _MISSING[asked.kind]})
    return False if asked.kind is FieldKind.TICK else None


def _typed(typed: Mapping[str, str], name: str) -> str:
    return in_one_line(typed.get(name, ""))


def _day_of(written: str, ticked: str) -> str:
    if written and ticked and written != ticked:
        raise Wrong({"": _TWO_DAYS})
    return written or ticked


def _written_day(words: str, today: date, *, ahead: bool) -> str:
    if not words:
        return ""
    try:
        return read_day(words, today, ahead=ahead).isoformat()
    except (ValueError, OverflowError):
        raise Wrong({"": _NO_DAY}) from None


def _day(asked: Field, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Wrong({"": _NO_DATE}) from None
    if day > today and not asked.planned:
        raise Wrong({"": _AHEAD})
    return day


def _choice(asked: Field, text: str, _: date) -> str:
    if text not in asked.choices:
        raise Wrong({"": _MISSING[asked.kind]})
    return text


def _text(_: Field, text: str, __: date) -> str:
    if len(text) > LONGEST:
        raise Wrong({"": _TOO_LONG})
    if not text.isprintable():
        raise Wrong({"": _STRANGE_SIGNS})
    return text


def _number(_: Field, text: str, __: date) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise Wrong({"": _NO_NUMBER}) from None
    if not 0 < value <= LARGEST:  # also refuses what is no number
        raise Wrong({"": _NO_NUMBER})
    return value


def _hours(_: Field, text: str, __: date) -> int:
    try:
        return read_quarters(text)
    except ValueError:
        raise Wrong({"": _NO_HOURS}) from None


LARGEST = 600
_READ: Mapping[FieldKind, Callable[[Field, str, date], Any]] = {
    FieldKind.DATE: _day,
    FieldKind.CHOICE: _choice,
    FieldKind.LIST: _choice,
    FieldKind.TICK: lambda *_: True,
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.HOURS: _hours,
}
_WRITE = Text("Fyll i det här.", "Fill this in.")
_MISSING: Mapping[FieldKind, Text] = {
    FieldKind.DATE: Text("Ange dagen.", "Give the day."),
    FieldKind.CHOICE: Text("Välj ett av svaren.", "Choose one of the answers."),
    FieldKind.LIST: Text("Välj i listan.", "Choose from the list."),
    FieldKind.TICK: Text("Kryssa i rutan för att bekräfta.", "Tick the box to confirm."),
    FieldKind.TEXT: _WRITE,
    FieldKind.LONG_TEXT: _WRITE,
    FieldKind.NUMBER: _WRITE,
    FieldKind.HOURS: _WRITE,
}
_NO_DATE = Text("Skriv dagen som 2026-03-17.", "Write the day as 2026-03-17.")
_NO_DAY = Text("Skriv dagen som 17/3, 17 mars eller i går.", "Write the day as 17/3, 17 March or yesterday.")
_TWO_DAYS = Text("Ange bara en dag.", "Give one day only.")
_AHEAD = Text("Dagen har inte varit än.", "That day has not come yet.")
_TOO_LONG = Text("Skriv högst {longest} tecken.", "Write at most {longest} characters.").fill(longest=LONGEST)
_STRANGE_SIGNS = Text("Texten innehåller tecken som inte kan sparas.", "The text holds signs that cannot be kept.")
_NO_HOURS = Text(
    "Skriv timmarna i hela kvartar, till exempel 0, 80 eller 80,25.",
    "Write the hours in whole quarters, such as 0, 80 or 80.25.",
)
_NO_NUMBER = Text(
    "Skriv ett tal över noll, högst {largest}, till exempel 24 eller 4,5.",
    "Write a number above zero, at most {largest}, such as 24 or 4.5.",
).fill(largest=LARGEST)
