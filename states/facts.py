"""The words that all guards share: who acts, what is dated, and the facts a decision is made on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar, cast

from states.applicability import Outcome, ProcurementKind, RequirementForm
from states.standstill import Channel, Procedure
from states.text import Text


class Role(StrEnum):
    OFFICER = auto()
    SUPPORT = auto()
    LABOUR_MARKET = auto()
    SUPPLIER = auto()
    CLOCK = auto()
    OUTBOX = auto()


ROLE_LABELS = {
    Role.OFFICER: Text("upphandlaren", "the procurement officer"),
    Role.SUPPORT: Text("stödfunktionen", "the support function"),
    Role.LABOUR_MARKET: Text("arbetsmarknadsenheten", "the labour-market unit"),
    Role.SUPPLIER: Text("leverantören", "the supplier"),
    Role.CLOCK: Text("systemet, när dagen kommer", "the system, when the day comes"),
    Role.OUTBOX: Text("utkorgen", "the outbox"),
}


class Milestone(StrEnum):
    """A dated thing of a case. What is recorded about each stands in `states.milestones`."""

    CASE_OPENED = auto()
    PLANNED_CALL = auto()
    CONTACT_POINT_1 = auto()
    RELEVANCE_ASSESSED = auto()
    DOCUMENTS_PUBLISHED = auto()
    TENDERS_DUE = auto()
    INTENT_NOTICE_PUBLISHED = auto()
    AWARD_DECIDED = auto()
    AWARD_NOTICE_SENT = auto()
    STANDSTILL_STATED_END = auto()
    REVIEW_FILED = auto()
    INTERIM_ORDER = auto()
    INTERIM_ORDER_LIFTED = auto()
    REVIEW_DECIDED = auto()
    COURT_CHECKED = auto()
    WINNER_NAMED = auto()
    CONTACT_POINT_2 = auto()
    CONTRACT_SIGNED = auto()
    CONTRACT_ENDED = auto()
    DIALOGUE_HELD = auto()
    FOLLOW_UPS_DONE = auto()
    FINAL_REPORT = auto()
    OBLIGATION_FULFILLED = auto()
    CANCELLED = auto()


T = TypeVar("T")


class Ruling(StrEnum):
    """How the administrative court ended a review (LOU 20:6), or that it was withdrawn."""

    REJECTED = auto()
    WITHDRAWN = auto()
    CORRECTION = auto()
    REDO = auto()


NOTHING: Mapping[str, Mapping[str, int]] = MappingProxyType({})
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a guard may look at; `dates` holds what counts today, see `states.observations`.

    `others` counts the case's tracks by process and state: {"placement": {"hired": 2}}.
    `owed` is the number of positions the suppliers owe. `reason` is what the person who asks for a move gave.
    """

    today: date
    dates: Mapping[Milestone, date] = field(default_factory=dict)
    kind: ProcurementKind | None = None
    procedure: Procedure | None = None
    months: float | None = None
    headcount: float | None = None
    single_tenderer: bool = False
    outcome: Outcome = Outcome.PENDING
    forms: frozenset[RequirementForm] = frozenset()
    channel: Channel = Channel.ELECTRONIC
    ruling: Ruling | None = None
    winners: int = 0
    others: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: NOTHING)
    owed: int = 0
    reason: str = ""
    known: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What was worked out of these facts already, see `remembered`."""

    def on(self, milestone: Milestone) -> date | None:
        return self.dates.get(milestone)

    def count(self, process: str, *states: str) -> int:
        counts = self.others.get(process, _NONE)
        return sum(counts.get(state, 0) for state in states)


def remembered(conclusion: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Make a pure function of facts work its result out once for the same facts: many guards ask the same."""
    name = conclusion.__name__

    @wraps(conclusion)
    def recall(facts: Facts) -> T:
        known = facts.known
        if name not in known:
            known[name] = conclusion(facts)
        return cast(T, known[name])

    return recall
