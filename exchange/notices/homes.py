"""The case that some notices go into, and what else was found to have to do with it. Pure."""

import sys
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from exchange.notices.extract import Extract
from exchange.notices.sides import Side
from exchange.notices.weighing import WeighingRow
from models.casefile import CaseFile
from models.links import LinkKind
from models.operations import NewCase


class Read(NamedTuple):
    """A notice that was read from a file, and what it tells. `shown` is the file's name for people."""

    path: Path
    shown: str
    extract: Extract


@dataclass(slots=True, eq=False)
class Home:
    """A case that some notices go into: one that is stored, one to open, or a guess that a person must confirm.

    `sides` are what the notices in it give as evidence, `names` those that it goes by. `heir` is the one that it was
    found to be the same as, before either was stored.
    """

    case: CaseFile | None = None
    read: list[Read] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    guess: str = ""
    new: NewCase | None = None
    heir: "Home | None" = None

    @property
    def last(self) -> "Home":
        return self.heir.last if self.heir else self

    @property
    def reference(self) -> str:
        return self.guess or (self.case.reference if self.case else "")

    @property
    def rank(self) -> tuple[date, int]:
        days = [side.day for side in self.sides if side.day]
        none = date.min if self.case else date.max
        return min(days, default=none), self.case.id if self.case else sys.maxsize

    @property
    def procedures(self) -> set[str]:
        return {side.procedure for side in self.sides if side.procedure}

    def take(self, read: Read) -> None:
        self.read.append(read)
        self.sides.append(read.extract.side)
        self.names.update(read.extract.names.left)

    def absorb(self, other: "Home") -> None:
        other.heir = self
        self.read = [*other.read, *self.read]
        self.sides += other.sides
        self.names |= other.names


class Tie(NamedTuple):
    """What a notice was found to have to do with a case that it did not go into."""

    read: Read
    home: Home
    other: Home
    row: WeighingRow


def in_order(tie: Tie) -> tuple[Home, Home]:
    """Return the later and the earlier of two cases: a call-off is later than its framework, else the days tell."""
    home, other = tie.home.last, tie.other.last
    if tie.row.link is LinkKind.RENEWED_COMPETITION_OF:
        inside = [one for one in (home, other) if any(side.call_off for side in one.sides)]
        if len(inside) == 1:
            return (home, other) if inside[0] is home else (other, home)
    later = max(home, other, key=lambda one: one.rank)
    return (later, other if later is home else home)


def possible_references(read: list[Read]) -> list[str]:
    """Return possible references for a case opened from some notices, the best first.

    By the procedure, so that it does not matter which of its notices comes first.
    """
    own = [one.extract.own_number for one in read if one.extract.own_number]
    sides = [one.extract.side for one in read]
    # The procedure of a call-off may be that of its framework.
    procedures = [side.procedure for side in sides if side.procedure and not side.call_off]
    first = read[0].extract
    stem = procedures[0] if procedures else first.called
    made_up = (stem[:13], stem, first.key)
    return [*own[:1], *(f"{_MADE_UP}{name}" for name in made_up)]


def is_made_up(reference: str) -> bool:
    """Return whether a reference stands for the number of a case that only notices told of."""
    return reference.startswith(_MADE_UP)


_MADE_UP = "N-"


def unit_of(read: list[Read]) -> int | None:
    return next((one.extract.unit_id for one in read if one.extract.unit_id is not None), None)


def has_procedure(read: list[Read]) -> bool:
    return any(one.extract.names.has_procedure for one in read)
