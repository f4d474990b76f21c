"""Occupation groups (SSYK 2012), what they ask for, and which of them a CPV code suggests. See `docs/occupations.md`.

The files beside this one ship with the project. What they say of a procurement is a suggestion and decides nothing.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from states.records.needs import OfOccupations, Outlook
from states.refusal import Refusal
from states.text import Text, joined
from states.written import in_one_line

FOLDER = Path(__file__).parent
REQUIREMENT_LABELS = {
    "driving_licence": Text("körkort", "driving licence"),
    "language": Text("svenska i arbetet", "working Swedish"),
    "police_record": Text("registerutdrag eller prövning", "register extract or suitability check"),
    "trade_certificate": Text("yrkesbevis eller utbildning", "trade certificate or training"),
}
"""What a job usually asks of whoever takes it: what is usual, not what the law demands."""
_NEAREST = 6
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation group of SSYK 2012, of three or four digits; `requirements` are keys of `REQUIREMENT_LABELS`.

    `months` is how long it usually takes to prepare one person, full time; None where nobody has said.
    """

    code: str
    name: Text
    months: float | None = None
    requirements: tuple[str, ...] = ()


class UnknownOccupation(Refusal):
    """No occupation, or more than one, is called so; `near` are those that may be meant."""

    key = "unknown_occupation"

    def __init__(self, word: str, near: tuple[Occupation, ...]) -> None:
        sentence = _NONE_SO_CALLED.fill(word=word)
        super().__init__(_MEANT.fill(sentence=sentence, near=joined(map(labelled, near))) if near else sentence)
        self.near = near


_NONE_SO_CALLED = Text(
    "”{word}” är inget yrke som känns igen. Skriv yrkets namn eller dess kod i SSYK 2012, till exempel städare eller"
    " 9111.",
    "“{word}” is no occupation that is known. Write its name or its code in SSYK 2012, such as städare or 9111.",
)
_MEANT = Text("{sentence} Menar du: {near}?", "{sentence} Do you mean: {near}?")


@cache
def occupations() -> Mapping[str, Occupation]:
    """Return all occupation groups by their code."""
    known = {row["code"]: row for row in _rows("preparation")}
    found = {}
    for row in _rows("ssyk"):
        code = row["code"]
        told = known.get(code, {"months": "", "requirements": ""})
        months = float(told["months"]) if told["months"] else None
        name = Text(row["name_sv"], row["name_en"])
        found[code] = Occupation(code, name, months, tuple(told["requirements"].split()))
    return found


def occupation(code: str) -> Occupation:
    """Return an occupation by its stored code; one of another edition bears its code as its name."""
    return occupations().get(code) or Occupation(code, Text(code, code))


def check_held(codes: Iterable[str]) -> None:
    """Raise UnknownOccupation for the first code of which there is no occupation."""
    for code in codes:
        if code not in occupations():
            raise UnknownOccupation(code, ())


def labelled(one: Occupation) -> Text:
    """Return an occupation with its code: "Städare (9111)"."""
    return _LABELLED.fill(name=one.name, code=one.code)


_LABELLED = Text("{name} ({code})", "{name} ({code})")


def occupation_named(word: str) -> Occupation:
    """Return the occupation that somebody means by its code or its name in either language.

    Raises UnknownOccupation with those that come near. A name that a group shares with the one group below it means
    the latter.
    """
    asked = in_one_line(word)
    if asked in occupations():
        return occupations()[asked]
    codes = _by_name().get(_key(asked), ())
    if codes and all(code.startswith(codes[0]) for code in codes):
        return occupations()[codes[-1]]
    near = codes or _near(_key(asked))
    raise UnknownOccupation(asked, tuple(occupations()[code] for code in near))


def occupations_typed(words: Iterable[str]) -> OfOccupations:
    """Return the occupations that somebody typed, each as "städare" or, with a number, "städare:3" or "städare: 3 st".

    Raises UnknownOccupation.
    """
    return tuple(_typed(word) for word in words if in_one_line(word))


def _typed(word: str) -> tuple[str, int]:
    found = _WITH_NUMBER.fullmatch(in_one_line(word))
    if found is None:
        return occupation_named(word).code, 0
    return occupation_named(found[1] or found[4]).code, int(found[2] or found[3])


_WITH_NUMBER = re.compile(r"(?:(.+?)\s*[:=]\s*(\d{1,5})(?:\s*st\.?)?|(\d{1,2})\s+(?:st\.?\s+)?(\D.*))")


def _near(key: str) -> tuple[str, ...]:
    """Return the codes of occupations whose name holds the word, begins like it, or is spelled much like it."""
    names = _by_name()
    if not key:
        return ()
    holding = [name for name in names if re.search(rf"\b{re.escape(key)}", name)]
    inside = [name for name in names if len(key) > 3 and key in name]
    close = get_close_matches(key, names, n=_NEAREST, cutoff=0.72)
    found = dict.fromkeys(code for name in (*close, *holding, *inside) for code in names[name][-1:])
    return tuple(found)[:_NEAREST]


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    """Return the codes that bear a name, shorter ones first: a name, and each part of a name that lists several."""
    found: dict[str, tuple[str, ...]] = {}
    for one in sorted(occupations().values(), key=lambda one: (len(one.code), one.code)):
        for name in dict.fromkeys(_names(one)):
            found[name] = (*found.get(name, ()), one.code)
    return found


def _names(one: Occupation) -> Iterator[str]:
    for name in (one.name.sv, one.name.en):
        whole = re.sub(r"\bm\.?\s?fl\.?$", "", name).strip(" ,")
        for part in (name, whole, *re.split(r",| och | and ", whole)):
            yield _key(part)


@lru_cache(_REMEMBERED)
def _key(text: str) -> str:
    """Return what all spellings of a name have in common: case, accents and signs make no difference."""
    letters = unicodedata.normalize("NFKD", in_one_line(text).casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


# --- what is suggested -----------------------------------------------------------------------------------------------


@lru_cache(_REMEMBERED)
def suggested_for(cpv: str) -> tuple[Occupation, ...]:
    """Return the occupations that a CPV code suggests, most likely first: those of its longest prefix that is held."""
    digits = re.sub(r"\D", "", cpv.partition("-")[0])
    held = _by_prefix()
    longest = next((digits[:size] for size in range(len(digits), 1, -1) if digits[:size] in held), "")
    return tuple(occupation(code) for code in held.get(longest, ()))


@cache
def _by_prefix() -> Mapping[str, tuple[str, ...]]:
    return {row["prefix"]: tuple(row["occupations"].split()) for row in _rows("cpv")}


@lru_cache(_REMEMBERED)
def expected_of(outlook: Outlook) -> tuple[Occupation, ...]:
    """Return the occupation that a procurement in planning is likely to ask for, or none where nothing says it.

    What somebody calls the trade goes before its CPV code, of which only the most likely occupation counts.
    """
    for word in filter(None, (outlook.trade, outlook.cpv)):
        found = _meant(word)
        if found:
            return found
    return ()


def _meant(word: str) -> tuple[Occupation, ...]:
    if re.fullmatch(r"\d{8}(-\d)?", word.strip()):
        return suggested_for(word)[:1]
    try:
        return (occupation_named(word),)
    except UnknownOccupation:
        return ()


# --- how long it takes -----------------------------------------------------------------------------------------------


def months_for(code: str, own: Mapping[str, float]) -> float | None:
    """Return the months that prepare one person for an occupation; None where nobody has said.

    What a city says (`own`, by code or by the beginning of one, the longest first) goes before our files. A group of
    which only the occupations below are known takes as long as the longest of them.
    """
    for size in range(len(code), 0, -1):
        if code[:size] in own:
            return own[code[:size]]
    known = occupation(code).months
    return known if known is not None else max(_months_below(code), default=None)


def _months_below(code: str) -> Iterable[float]:
    if len(code) > 3:
        return ()
    return [one.months for one in occupations().values() if one.months is not None and one.code.startswith(code)]


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
