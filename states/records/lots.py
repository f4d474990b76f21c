"""How each lot of a procurement ended, out of what notices and people have told: the whole ends only with its last lot.

An award notice comes after the contract. So no notice takes a lot back from whoever has won it, and none cancels a
procurement whose contract is signed: what it says is told instead (`Unheeded`), and a person decides.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from states.facts import Milestone
from states.records.names import lot_key
from states.text import Text

if TYPE_CHECKING:
    from states.records.observations import Observation

NO_WINNER = "no_winner"
"""The word beside a lot that ended because nobody won; one without a word was cancelled."""
_OF_NOTICE = re.compile(r"(.+) \([0-9a-f]{8}\)")


class LotOutcome(StrEnum):
    OPEN = auto()
    WON = auto()
    NO_WINNER = auto()
    CANCELLED = auto()


LOT_OUTCOME_LABELS = {
    LotOutcome.OPEN: Text("öppen", "open"),
    LotOutcome.WON: Text("tilldelad", "won"),
    LotOutcome.NO_WINNER: Text("avslutad utan vinnare", "ended without a winner"),
    LotOutcome.CANCELLED: Text("avbruten", "cancelled"),
}
SHOWN_AS_LOTS = frozenset({Milestone.LOT_ADVERTISED, Milestone.LOT_AWARDED, Milestone.LOT_CANCELLED})
"""What is shown as the outcome of a lot, and not once more as a date."""


@dataclass(frozen=True, slots=True)
class LotRecord:
    """What counts of one lot; `on` and `source` are the day and the source of the word that tells its outcome."""

    lot: str
    outcome: LotOutcome
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Unheeded:
    """A notice that ends a lot, or with it the whole, which goes on all the same; `text` says why."""

    told: "Observation"
    text: Text


@dataclass(slots=True)
class Lots:
    """What is told of the lots of one case, by the keys of their names; `whole` was won without regard to lots."""

    known: dict[str, "Observation"]
    """A word on each lot that a notice has told of, also where something has set that word aside since."""
    won: dict[str, "Observation"]
    ended: dict[str, "Observation"]
    whole: bool
    signed: bool

    @property
    def all_ended(self) -> bool:
        """Whether notices have told of lots, and every one of them has ended."""
        return bool(self.known and self.ended) and not self.won and self.ended.keys() >= self.known.keys()

    def overruled(self, told: "Observation") -> bool:
        """Tell whether an observation is a notice's word that a lot ended which somebody has won."""
        return told.milestone is Milestone.LOT_CANCELLED and not told.by_person and key_of(told.lot) in self.won

    def last_ended(self) -> "Observation":
        return max(self.ended.values(), key=lambda one: (one.on or date.min, one.source, one.lot))

    def whole_ended(self) -> "Observation | None":
        """Return that the procurement is cancelled because no lot is open or won; None while it goes on."""
        if not self.all_ended or self.whole or self.signed:
            return None
        return self.last_ended()._replace(milestone=Milestone.CANCELLED, lot="", value="")

    def records(self) -> list[LotRecord]:
        """Return the outcome of each lot, by name."""
        found = [self._record(key) for key in {**self.known, **self.won, **self.ended}]
        return sorted(found, key=lambda one: one.lot)

    def _record(self, key: str) -> LotRecord:
        told = self.won.get(key) or self.ended.get(key) or self.known[key]
        outcome = LotOutcome.WON if key in self.won else outcome_of(told) if key in self.ended else LotOutcome.OPEN
        return LotRecord(name_of(told.lot), outcome, told.on or told.as_of, told.source)


def name_of(lot: str) -> str:
    """Return what a lot is called in its procurement: who won it is filed under the notice as well."""
    found = _OF_NOTICE.fullmatch(lot)
    return found[1] if found else lot


def key_of(lot: str) -> str:
    return lot_key(name_of(lot))


def outcome_of(ended: "Observation") -> LotOutcome:
    """Return how a lot ended, out of the word that says so."""
    return LotOutcome.NO_WINNER if ended.value == NO_WINNER else LotOutcome.CANCELLED


def sort_lots(
    told: Iterable["Observation"], standing: Iterable["Observation"], left: Iterable[tuple[str, str]]
) -> Lots:
    """Return what is told of the lots; a person's word that a lot is cancelled stands above any winner.

    `told` are the latest words on each subject, and `standing` those of them that count. `left` are the (lot, supplier)
    of those who were named and have not withdrawn.
    """
    counting = [one for one in standing if one.on is not None]
    of = {milestone: [one for one in counting if one.milestone is milestone] for milestone in _OF_LOTS}
    # Sorted so that the word that is kept of several on a lot is a person's, and else does not depend on their order.
    ended = {key_of(one.lot): one for one in sorted(of[_M.LOT_CANCELLED], key=lambda one: (one.by_person, one.lot))}
    remaining = set(left)
    named = [one for one in of[_M.WINNER_NAMED] if one.lot]
    at = {key_of(one.lot) for one in named}
    won = [one for one in of[_M.LOT_AWARDED] if key_of(one.lot) not in at]
    won += [one for one in named if (one.lot, one.supplier) in remaining]
    cancelled = {key for key, one in ended.items() if one.by_person}
    mentioned = [one for one in told if one.lot and one.on and not one.by_person and one.milestone in _OF_LOTS]
    return Lots(
        known={key_of(one.lot): one for one in sorted(mentioned, key=_place)},
        won={key_of(one.lot): one for one in sorted(won, key=_place) if key_of(one.lot) not in cancelled},
        ended=ended,
        whole=any(not lot for lot, _ in remaining),
        signed=bool(of[_M.CONTRACT_SIGNED]),
    )


def _place(one: "Observation") -> tuple[bool, date, str, str]:
    return (one.milestone is _M.LOT_ADVERTISED, one.as_of, one.lot, one.supplier)


_M = Milestone
_OF_LOTS = (_M.LOT_ADVERTISED, _M.LOT_AWARDED, _M.LOT_CANCELLED, _M.WINNER_NAMED, _M.CONTRACT_SIGNED)


def unheeded_of(lots: Lots, overruled: Iterable["Observation"]) -> Iterator[Unheeded]:
    """Yield what notices end that goes on all the same; `overruled` are their words on lots that somebody has won."""
    for one in sorted(overruled, key=_place):
        ended = LOT_OUTCOME_LABELS[outcome_of(one)]
        yield Unheeded(one, _WON.fill(lot=name_of(one.lot), ended=ended, on=str(one.on)))
    if lots.all_ended and (lots.signed or lots.whole):
        yield Unheeded(lots.last_ended(), _SIGNED if lots.signed else _NAMED)


_WON = Text(
    "Del {lot} är {ended} {on} enligt annonsen, men har en vinnare. Vinnaren gäller. Stämmer annonsen: registrera att"
    " delen är avbruten.",
    "According to the notice lot {lot} is {ended} on {on}, but it has a winner. The winner counts. If the notice is"
    " right, record that the lot is cancelled.",
)
_SIGNED = Text(
    "Ingen del är kvar enligt annonserna, men avtalet är tecknat. Ärendet går vidare. Har avtalet upphört: registrera"
    " vilken dag.",
    "According to the notices no lot is left, but the contract is signed. The case goes on. If the contract has ended,"
    " record on which day.",
)
_NAMED = Text(
    "Ingen del är kvar enligt annonserna, men en vinnare är namngiven. Ärendet går vidare. Är upphandlingen avbruten:"
    " registrera vilken dag.",
    "According to the notices no lot is left, but a winner is named. The case goes on. If the procurement is cancelled,"
    " record on which day.",
)
