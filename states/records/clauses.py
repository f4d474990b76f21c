"""The text of a clause with its figures: written from parameters, and read back from the text by the same pattern.

A wording is paragraphs with an empty line between them. A paragraph that begins with "# " is a heading, one with "- "
an item of a list. "{amount}" is a gap for a parameter. A paragraph behind "?penalty: " stands only where that parameter
is given, behind "?!penalty: " only where it is not, and behind "?unit=months: " only where it has that value.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from functools import cached_property
from typing import Any, TypeAlias

from states.records.needs import MOST_HOURS
from states.records.obligations import Measure, Obligation
from states.refusal import Refusal
from states.text import MONTHS, Text, joined, plain_date, verbatim
from states.written import in_one_line

Value: TypeAlias = bool | int | float | str | date
Values: TypeAlias = Mapping[str, Value]
"""The parameters of a clause that are known, by name; what is not known has no key."""


class Kind(StrEnum):
    """What a parameter is, and so how it stands in a text."""

    MEASURE = auto()
    """What an amount is counted in; it has no gap of its own."""
    AMOUNT = auto()
    """A number with the noun of its measure: "2 personer"."""
    COUNT = auto()
    """A whole number with a noun: "3 månader"."""
    NUMBER = auto()
    PERCENT = auto()
    MONEY = auto()
    """Whole SEK."""
    DAY = auto()
    FLAG = auto()
    WORDS = auto()


Nouns: TypeAlias = tuple[str, str]
"""One of something, and several."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter; `least` and `most` are the figures that it may have."""

    kind: Kind
    label: Text
    nouns: Mapping[str, Nouns] = field(default_factory=dict)
    least: float = 0
    most: float = 0


_MONTH_NOUNS = {"sv": ("månad", "månader"), "en": ("month", "months")}
_MEASURED: Mapping[Measure, Mapping[str, Nouns]] = {
    Measure.PERSONS: {"sv": ("person", "personer"), "en": ("person", "persons")},
    Measure.MONTHS: {"sv": ("heltidsmånad", "heltidsmånader"), "en": ("full-time month", "full-time months")},
    Measure.HOURS: {"sv": ("timme", "timmar"), "en": ("hour", "hours")},
    Measure.SEAT: {
        "sv": ("plats som hålls tillsatt", "platser som hålls tillsatta"),
        "en": ("place kept filled", "places kept filled"),
    },
}
PARAMETERS: Mapping[str, Parameter] = {
    "unit": Parameter(Kind.MEASURE, Text("vad åtagandet räknas i", "what the obligation is counted in")),
    "amount": Parameter(Kind.AMOUNT, Text("hur mycket som ska utföras", "how much is owed"), most=MOST_HOURS),
    "positions": Parameter(
        Kind.COUNT,
        Text("antal platser", "number of positions"),
        {"sv": ("plats", "platser"), "en": ("position", "positions")},
        least=1,
        most=500,
    ),
    "months_each": Parameter(Kind.NUMBER, Text("månader per person", "months for each person"), _MONTH_NOUNS, most=600),
    "starts_within": Parameter(
        Kind.COUNT,
        Text("månader från avtalsstart till första start", "months from the contract to the first start"),
        _MONTH_NOUNS,
        least=1,
        most=120,
    ),
    "enough": Parameter(
        Kind.PERCENT,
        Text("andel av tiden som räknas som hela", "share of the time that counts as the whole"),
        {"sv": ("procent", "procent"), "en": ("per cent", "per cent")},
        least=1,
        most=100,
    ),
    "internship_counts": Parameter(Kind.FLAG, Text("om praktik räknas", "whether internships count")),
    "penalty": Parameter(Kind.FLAG, Text("om vite tas ut", "whether there is a penalty")),
    "penalty_amount": Parameter(
        Kind.MONEY, Text("vite per plats", "penalty for each place"), least=1, most=100_000_000
    ),
    "bonus": Parameter(Kind.MONEY, Text("bonus per extra plats", "bonus per extra place"), least=1, most=100_000_000),
    "bonus_cap": Parameter(Kind.MONEY, Text("högsta bonus", "highest bonus"), least=1, most=1_000_000_000),
    "report_every": Parameter(
        Kind.COUNT, Text("månader mellan rapporter", "months between reports"), _MONTH_NOUNS, least=1, most=60
    ),
    "cure_days": Parameter(
        Kind.COUNT,
        Text("dagar att rätta brister på", "days to make good what is lacking"),
        {"sv": ("dag", "dagar"), "en": ("day", "days")},
        least=1,
        most=365,
    ),
    "contract_months": Parameter(
        Kind.NUMBER, Text("avtalstid i månader", "length of the contract in months"), _MONTH_NOUNS, most=600
    ),
    "occupations": Parameter(Kind.WORDS, Text("yrken", "occupations")),
    "area": Parameter(Kind.WORDS, Text("område", "area")),
    "planned_start": Parameter(Kind.DAY, Text("planerad första start", "planned first start")),
}
TRADES: Mapping[str, Text] = {
    "building": Text("bygg och anläggning", "building and civil works"),
    "cleaning": Text("städ och lokalvård", "cleaning"),
    "green": Text("park och utemiljö", "green areas"),
    "care": Text("vård, omsorg och service", "care and service"),
    "transport": Text("transport och lager", "transport and storage"),
}
"""Trades in which the work is worded otherwise."""
_OWED = tuple(one.name for one in fields(Obligation) if one.name in PARAMETERS)
LONGEST_WORDS = 300


class ClauseRefused(Refusal):
    """A value that a parameter cannot have, a clause that lacks values, or a text that is not that of the clause."""


# --- one value in a text ---------------------------------------------------------------------------------------------


def _figures(number: float, language: str) -> str:
    """Return a number as it is written in a sentence, with no figure lost."""
    told = format(Decimal(repr(number)), "f") if isinstance(number, float) else str(number)
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return told.replace(".", ",") if language == "sv" else told


def _read_figures(told: str) -> float:
    return float(told.replace(",", "."))


_NUMBER = r"\d+(?:[.,]\d+)?"
_THIN = "\u00a0"


def _noun(number: float, nouns: Nouns) -> str:
    return nouns[0] if number == 1 else nouns[1]


def _any_noun(pairs: Iterable[Nouns]) -> str:
    # The longer first, so that the plural is not read as the singular with more behind it.
    words = sorted({word for pair in pairs for word in pair}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, words)) + ")"


def _counted(number: Any, parameter: Parameter, language: str) -> str:
    return f"{_figures(number, language)} {_noun(number, parameter.nouns[language])}"


def _money(number: Any, _: Parameter, language: str) -> str:
    figures = f"{number:,}".replace(",", _THIN if language == "sv" else ",")
    return f"{figures}{_THIN}kr" if language == "sv" else f"SEK{_THIN}{figures}"


def _day(value: Any, _: Parameter, language: str) -> str:
    return plain_date(value, language)


def _read_day(told: str, _: Parameter, language: str) -> date:
    day, month, year = told.split(" ")
    return date(int(year), MONTHS[language].index(month) + 1, int(day))


def _whole(told: str, _: Parameter, __: str) -> int:
    return int(told.split(" ", maxsplit=1)[0])


def _decimal(told: str, _: Parameter, __: str) -> float:
    return _read_figures(told.split(" ", maxsplit=1)[0])


def _digits(told: str, _: Parameter, __: str) -> int:
    return int("".join(sign for sign in told if sign.isdecimal()))


def _as_it_is(value: Any, _: Parameter, __: str) -> str:
    return str(value)


@dataclass(frozen=True, slots=True)
class _Form:
    """How values of a kind are written, what they look like, and how they are read back."""

    write: Callable[[Any, Parameter, str], str]
    look: Callable[[Parameter, str], str]
    read: Callable[[str, Parameter, str], Value]


_FORMS: Mapping[Kind, _Form] = {
    Kind.COUNT: _Form(_counted, lambda one, language: rf"\d+ {_any_noun([one.nouns[language]])}", _whole),
    Kind.PERCENT: _Form(_counted, lambda one, language: rf"\d+ {_any_noun([one.nouns[language]])}", _whole),
    Kind.NUMBER: _Form(_counted, lambda one, language: rf"{_NUMBER} {_any_noun([one.nouns[language]])}", _decimal),
    Kind.MONEY: _Form(
        _money,
        lambda _, language: rf"\d+(?:{_THIN}\d+)*{_THIN}kr" if language == "sv" else rf"SEK{_THIN}\d+(?:,\d+)*",
        _digits,
    ),
    Kind.DAY: _Form(_day, lambda _, language: rf"\d+ (?:{'|'.join(MONTHS[language])}) \d+", _read_day),
    Kind.WORDS: _Form(_as_it_is, lambda _, __: r"[^\n]+?", lambda told, _, __: told),
}


def _amount_look(language: str) -> str:
    return rf"{_NUMBER} {_any_noun(nouns[language] for nouns in _MEASURED.values())}"


def _written(name: str, values: Values, language: str) -> str:
    parameter = PARAMETERS[name]
    if parameter.kind is Kind.AMOUNT:
        number: Any = values[name]
        return f"{_figures(number, language)} {_noun(number, _MEASURED[Measure(str(values['unit']))][language])}"
    return _FORMS[parameter.kind].write(values[name], parameter, language)


def _read_gap(name: str, told: str, language: str) -> Iterator[tuple[str, Value]]:
    parameter = PARAMETERS[name]
    if parameter.kind is not Kind.AMOUNT:
        yield name, _FORMS[parameter.kind].read(told, parameter, language)
        return
    figures, _, noun = told.partition(" ")
    yield name, _read_figures(figures)
    yield "unit", next(unit for unit, nouns in _MEASURED.items() if noun in nouns[language])


def spoken(name: str, value: Value, values: Values, language: str) -> str:
    """Return a value as a sentence has it: "2 personer", "1 mars 2027", "ja"."""
    kind = PARAMETERS[name].kind
    if kind is Kind.FLAG:
        return (_YES if value else _NO).in_(language)
    if kind is Kind.MEASURE or (kind is Kind.AMOUNT and values.get("unit") not in set(_MEASURED)):
        return str(value) if kind is Kind.MEASURE else _figures(float(str(value)), language)
    return _written(name, {**values, name: value}, language)


_YES, _NO = Text("ja", "yes"), Text("nej", "no")


def checked(values: Values) -> dict[str, Value]:
    """Return values in the form in which a text gives them back; raise ClauseRefused for any that cannot be."""
    return {name: _checked(name, value) for name, value in values.items()}


def _checked(name: str, value: Value) -> Value:
    parameter = PARAMETERS[name]
    fits, made = _CHECKS[parameter.kind](value)
    if fits and parameter.most:
        number = float(str(made))
        fits = number > 0 and parameter.least <= number <= parameter.most
    if not fits:
        raise ClauseRefused(_CANNOT_BE.fill(label=parameter.label, value=verbatim(str(value))))
    return made


def _check_whole(value: Any) -> tuple[bool, Value]:
    whole = isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    return whole, int(value) if whole else value


def _check_number(value: Any) -> tuple[bool, Value]:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number, float(value) if number else value


def _check_words(value: Any) -> tuple[bool, Value]:
    told = in_one_line(value) if isinstance(value, str) else ""
    return 0 < len(told) <= LONGEST_WORDS, told


def _check_day(value: Any) -> tuple[bool, Value]:
    return isinstance(value, date) and value.year >= 1900, value


_CHECKS: Mapping[Kind, Callable[[Any], tuple[bool, Value]]] = {
    Kind.MEASURE: lambda value: (value in set(Measure), Measure(value) if value in set(Measure) else value),
    Kind.AMOUNT: _check_number,
    Kind.COUNT: _check_whole,
    Kind.NUMBER: _check_number,
    Kind.PERCENT: _check_whole,
    Kind.MONEY: _check_whole,
    Kind.DAY: _check_day,
    Kind.FLAG: lambda value: (isinstance(value, bool), value),
    Kind.WORDS: _check_words,
}
_CANNOT_BE = Text("{label} kan inte vara ”{value}”.", "{label} cannot be “{value}”.")


def to_json(values: Values) -> str:
    """Return values as they are stored."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def from_json(stored: str) -> dict[str, Value]:
    """Return stored values; raise ClauseRefused for one that cannot be, as after a change by hand."""
    found: dict[str, Any] = json.loads(stored)
    return checked(
        {
            name: date.fromisoformat(value) if PARAMETERS[name].kind is Kind.DAY else value
            for name, value in found.items()
            if name in PARAMETERS
        }
    )


# --- a wording -------------------------------------------------------------------------------------------------------


class Style(StrEnum):
    """How a paragraph stands in a document."""

    PLAIN = auto()
    HEADING = auto()
    ITEM = auto()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph as it is read."""

    style: Style
    text: str

    @property
    def line(self) -> str:
        """The paragraph as plain text."""
        return f"– {self.text}" if self.style is Style.ITEM else self.text


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a wording, and when it stands there: always, or where a parameter is given, or is not."""

    style: Style
    source: str
    of: str = ""
    """The parameter that decides; "" for a paragraph that always stands."""
    wanted: str = ""
    """The value that it must have; "" where it only has to be given, or to be yes."""
    otherwise: bool = False

    def stands(self, values: Values) -> bool:
        if not self.of:
            return True
        value = values.get(self.of)
        given = str(value) == self.wanted if self.wanted else value is not None and value is not False
        return given is not self.otherwise

    def undecided(self, values: Values) -> bool:
        """Tell whether somebody has to say first whether the paragraph stands."""
        asked = self.wanted or (self.of and PARAMETERS[self.of].kind is Kind.FLAG)
        return bool(asked) and self.of not in values

    @property
    def gaps(self) -> tuple[str, ...]:
        return tuple(_GAP.findall(self.source))


_GAP = re.compile(r"\{(\w+)\}")
_CONDITION = re.compile(r"\?(?P<otherwise>!?)(?P<of>\w+)(?:=(?P<wanted>\w+))?: ")
_STYLES = (("# ", Style.HEADING), ("- ", Style.ITEM))


@dataclass(frozen=True)
class ClauseWording:
    """The text of a clause in one language."""

    language: str
    blocks: tuple[Block, ...]

    @property
    def names(self) -> frozenset[str]:
        """The parameters that the wording can carry."""
        found = {name for block in self.blocks for name in (*block.gaps, block.of) if name}
        return frozenset(found | {"unit"} if "amount" in found else found)

    def missing(self, values: Values) -> tuple[str, ...]:
        """Return which parameters must be given before the text can be written, in the order in which it needs them."""
        asked: dict[str, None] = {}
        for block in self.blocks:
            if block.undecided(values):
                asked[block.of] = None
                if block.of == "unit" and "amount" in self.names - values.keys():
                    asked["amount"] = None  # whatever it is counted in, it is a number
            elif block.stands(values):
                needed = (name for gap in block.gaps for name in (("unit", gap) if gap == "amount" else (gap,)))
                asked |= dict.fromkeys(name for name in needed if name not in values)
        return tuple(asked)

    def carried(self, values: Values) -> dict[str, Value]:
        """Return those values that the text tells: what stands in no paragraph is left out."""
        shown = [block for block in self.blocks if block.stands(values)]
        told = {gap for block in shown for gap in block.gaps}
        told |= {block.of for block in self.blocks if block.of and PARAMETERS[block.of].kind is Kind.FLAG}
        told |= {"unit"} if "amount" in told else set()
        return {name: value for name, value in values.items() if name in told}

    def write(self, values: Values) -> tuple[Paragraph, ...]:
        """Return the text; raise ClauseRefused naming every parameter that is missing."""
        lacking = self.missing(values)
        if lacking:
            labels = joined(PARAMETERS[name].label for name in lacking)
            raise ClauseRefused(_LACKING.fill(labels=labels))
        return tuple(
            Paragraph(block.style, _GAP.sub(lambda found: _written(found[1], values, self.language), block.source))
            for block in self.blocks
            if block.stands(values)
        )

    def draft(self, values: Values) -> tuple[Paragraph, ...]:
        """Return the text with "[…]" where a parameter is missing, which nobody takes for the finished text."""

        def word(name: str) -> str:
            known = name in values and (name != "amount" or values.get("unit") in set(_MEASURED))
            return _written(name, values, self.language) if known else f"[{PARAMETERS[name].label.in_(self.language)}]"

        undecided = dict.fromkeys(block.of for block in self.blocks if block.undecided(values))
        return tuple(self._drafted(values, word, undecided))

    def _drafted(self, values: Values, word: Callable[[str], str], undecided: dict[str, None]) -> Iterator[Paragraph]:
        """Yield the paragraphs of a draft; in place of those that nobody has decided on stands once what decides."""
        for block in self.blocks:
            if block.of in undecided:
                del undecided[block.of]
                yield Paragraph(Style.PLAIN, word(block.of))
            elif block.stands(values) and not block.undecided(values):
                yield Paragraph(block.style, _GAP.sub(lambda found: word(found[1]), block.source))

    def read(self, text: str) -> dict[str, Value]:
        """Return the parameters that a text of this wording carries; raise ClauseRefused for any other text."""
        found = self._pattern.fullmatch(f"{text}\n\n")
        try:
            values = self._values(found) if found else None
        except ValueError:  # a day that no month has
            values = None
        if values is None or plain(self.write(values)) != text:
            raise ClauseRefused(_ANOTHER_TEXT)
        return values

    def _values(self, found: re.Match[str]) -> dict[str, Value] | None:
        values: dict[str, Value] = {}
        for number, block in enumerate(self.blocks):
            stands = found[f"b{number}"] is not None
            if block.of and PARAMETERS[block.of].kind is Kind.FLAG:
                values[block.of] = stands is not block.otherwise or values.get(block.of, False)
            for place, name in enumerate(block.gaps if stands else ()):
                for about, value in _read_gap(name, found[f"g{number}_{place}"], self.language):
                    if values.setdefault(about, value) != value:
                        return None
        return values

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("".join(self._looks(number, block) for number, block in enumerate(self.blocks)))

    def _looks(self, number: int, block: Block) -> str:
        pieces, places = _GAP.split(block.source), iter(range(len(block.source)))
        look = "".join(
            f"(?P<g{number}_{next(places)}>{self._gap(piece)})" if odd % 2 else re.escape(piece)
            for odd, piece in enumerate(pieces)
        )
        mark = "– " if block.style is Style.ITEM else ""
        return f"(?P<b{number}>{mark}{look}\n\n){'?' if block.of else ''}"

    def _gap(self, name: str) -> str:
        parameter = PARAMETERS[name]
        if parameter.kind is Kind.AMOUNT:
            return _amount_look(self.language)
        return _FORMS[parameter.kind].look(parameter, self.language)


def plain(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs as text, with an empty line between them."""
    return "\n\n".join(one.line for one in paragraphs)


_LACKING = Text("Det här saknas för klausulen: {labels}.", "This is missing for the clause: {labels}.")
_ANOTHER_TEXT = Text("Texten är inte klausulens.", "The text is not that of the clause.")


# --- reading a wording, and what is wrong with it --------------------------------------------------------------------


def wording(source: str, language: str) -> ClauseWording:
    """Return a wording as it is written in a file; `faults` says what is wrong with it."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", source))
    return ClauseWording(language, tuple(_block(part) for part in paragraphs if part))


def _block(source: str) -> Block:
    condition = _CONDITION.match(source)
    rest = source[condition.end() :] if condition else source
    style, mark = next(((style, mark) for mark, style in _STYLES if rest.startswith(mark)), (Style.PLAIN, ""))
    of, wanted = (condition["of"], condition["wanted"] or "") if condition else ("", "")
    return Block(style, rest[len(mark) :], of, wanted, bool(condition and condition["otherwise"]))


def faults(told: ClauseWording) -> Iterator[Text]:
    """Yield what is wrong with a wording by itself."""
    if not told.blocks or told.blocks[0].style is not Style.HEADING:
        yield _NO_HEADING
    for block in told.blocks:
        yield from _faults_of(block)


def _faults_of(block: Block) -> Iterator[Text]:
    bare = _GAP.sub("", block.source)
    unknown = [name for name in (*block.gaps, *filter(None, [block.of])) if name not in PARAMETERS]
    yield from (_UNKNOWN.fill(name=name) for name in unknown)
    start = _start(block.source)
    if "{" in bare or "}" in bare:
        yield _UNBALANCED.fill(start=start)
    if block.source.startswith("?"):
        yield _NO_CONDITION.fill(start=start)
    if not unknown:
        kinds = [PARAMETERS[name].kind for name in block.gaps]
        for name, kind in zip(block.gaps, kinds, strict=True):
            if kind in {Kind.FLAG, Kind.MEASURE}:
                yield _NO_GAP.fill(name=name)
        if Kind.WORDS in kinds and len(kinds) > 1:
            yield _NOT_ALONE.fill(start=start)
        if block.wanted and (block.of != "unit" or block.wanted not in set(Measure)):
            yield _NO_SUCH_VALUE.fill(of=block.of, wanted=block.wanted)
    if re.search(r"\d", bare):
        yield _FIGURE.fill(start=start)


def _start(source: str) -> str:
    return source if len(source) <= 40 else f"{source[:40]}…"


_NO_HEADING = Text("texten börjar inte med en rubrik (# )", "the text does not begin with a heading (# )")
_UNKNOWN = Text("parametern {name} finns inte", "there is no parameter {name}")
_UNBALANCED = Text("klammer som inte hör ihop: ”{start}”", "braces that do not match: “{start}”")
_NO_CONDITION = Text("villkoret går inte att läsa: ”{start}”", "the condition cannot be read: “{start}”")
_NO_GAP = Text(
    "{name} är ett ja eller nej, eller en enhet, och kan bara stå i ett villkor",
    "{name} is a yes or no, or a unit, and can stand in a condition only",
)
_NOT_ALONE = Text(
    "ord som någon skriver måste stå ensamma i sitt stycke, annars kan texten inte läsas tillbaka: ”{start}”",
    "words that somebody types must be the only gap of their paragraph, or the text cannot be read back: “{start}”",
)
_NO_SUCH_VALUE = Text("{of} kan inte vara {wanted}", "{of} cannot be {wanted}")
_FIGURE = Text(
    "en siffra står i texten i stället för en parameter: ”{start}”",
    "a figure stands in the text instead of a parameter: “{start}”",
)


# --- what a supplier owes by it --------------------------------------------------------------------------------------


def promise_of(values: Values, measures: Sequence[Measure]) -> dict[str, Any]:
    """Return what a clause obliges a supplier to, as fields of `Obligation`; nothing for a clause that obliges to none.

    `measures` are those that the clause may be counted in. A figure that the text does not tell has the value that
    `Obligation` has without it.
    """
    if not measures:
        return {}
    if tuple(measures) == (Measure.DIALOGUE,):
        return _promise({**values, "unit": Measure.DIALOGUE, "amount": 1.0})
    return _promise(values) if "amount" in values else {}


def _promise(values: Values) -> dict[str, Any]:
    usual = Obligation("", "")
    return {name: values.get(name, getattr(usual, name)) for name in _OWED}


def values_of(owed: Obligation) -> dict[str, Value]:
    """Return an obligation as parameters of a clause: a zero is a figure that the text does not tell."""
    told: dict[str, Value] = {}
    implied = {"unit", "amount"} if owed.unit is Measure.DIALOGUE else set()
    for name in _OWED:
        value = getattr(owed, name)
        if name not in implied and (value or isinstance(value, bool)):
            told[name] = value
    return told
