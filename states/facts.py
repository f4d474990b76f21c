"""The words that all guards share: who acts, what is dated, and the facts a decision is made on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar

from states.law.acts import Act
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.courts import Event
from states.law.procedures import Channel, Procedure
from states.records.demand import DemandOrder
from states.records.needs import NO_NEED, NO_OUTLOOK, Need, Outlook
from states.records.obligations import Balance
from states.text import Text


class Role(StrEnum):
    OFFICER = auto()
    SUPPORT = auto()
    LABOUR_MARKET = auto()
    SUPPLIER = auto()
    MANAGER = auto()
    CLOCK = auto()
    OUTBOX = auto()


ROLE_LABELS = {
    Role.OFFICER: Text("upphandlaren", "the procurement officer"),
    Role.SUPPORT: Text("stödfunktionen", "the support function"),
    Role.LABOUR_MARKET: Text("arbetsmarknadsenheten", "the labour-market unit"),
    Role.SUPPLIER: Text("leverantören", "the supplier"),
    Role.MANAGER: Text("chefen", "the manager"),
    Role.CLOCK: Text("systemet, när dagen kommer", "the system, when the day comes"),
    Role.OUTBOX: Text("utkorgen", "the outbox"),
}


class Milestone(StrEnum):
    """A dated thing of a case. What is recorded about each stands in `states.records.milestones`."""

    CASE_OPENED = auto()
    PROCUREMENT_BEGUN = auto()
    PLANNED_CALL = auto()
    CONTACT_POINT_1 = auto()
    RELEVANCE_ASSESSED = auto()
    DOCUMENTS_PUBLISHED = auto()
    TENDERS_DUE = auto()
    INTENT_NOTICE_PUBLISHED = auto()
    AWARD_DECIDED = auto()
    AWARD_NOTICE_SENT = auto()
    STANDSTILL_STATED_END = auto()
    STANDSTILL_CHOSEN = auto()
    STANDSTILL_EXTENDED = auto()
    AWARD_WITHDRAWN = auto()
    REVIEW_FILED = auto()
    EXTENSION_REFUSED = auto()
    INTERIM_ORDER = auto()
    INTERIM_ORDER_REFUSED = auto()
    INTERIM_ORDER_LIFTED = auto()
    REVIEW_DECIDED = auto()
    TEN_DAYS_WAIVED = auto()
    REVIEW_APPEALED = auto()
    LEAVE_GRANTED = auto()
    REVIEW_REMITTED = auto()
    PERFORMANCE_BARRED = auto()
    PERFORMANCE_FREED = auto()
    COURT_CHECKED = auto()
    WINNER_NAMED = auto()
    CONTACT_POINT_2 = auto()
    CONTRACT_SIGNED = auto()
    AWARD_ANNOUNCED = auto()
    DOCUMENTATION_DONE = auto()
    CONTRACT_ENDED = auto()
    CANCELLED = auto()
    LOT_ADVERTISED = auto()
    LOT_AWARDED = auto()
    LOT_CANCELLED = auto()
    # of one winner
    WINNER_WITHDREW = auto()
    OBLIGATION_ENTERED = auto()
    CONTACT_ASSIGNED = auto()
    MEETING_PLANNED = auto()
    DIALOGUE_HELD = auto()
    PROFILE_AGREED = auto()
    ADDITIONALITY_ASKED = auto()
    HALF_YEAR_REPORT = auto()
    HOURS_REPORTED = auto()
    FINAL_REPORT = auto()
    OBLIGATION_FULFILLED = auto()
    DEFICIENCY_NOTED = auto()
    CURE_BY = auto()
    DEFICIENCY_CURED = auto()
    SANCTION_DECIDED = auto()
    # of the target-group work
    PREPARATION_STARTED = auto()
    TARGET_GROUP_READY = auto()
    # of one candidate for one position
    CANDIDATE_PROPOSED = auto()
    CANDIDATE_DECLINED = auto()
    INTERVIEW_HELD = auto()
    INTERNSHIP_STARTED = auto()
    INTERNSHIP_ENDS = auto()
    INTERNSHIP_ENDED = auto()
    HIRE_PLANNED = auto()
    SUBSIDY_DECIDED = auto()
    EMPLOYMENT_STARTED = auto()
    EMPLOYER_NAMED = auto()
    COUNTED_ELSEWHERE = auto()
    OUTSIDE_ATTESTED = auto()
    HIRE_CONFIRMED = auto()
    FOLLOWED_UP_1 = auto()
    FOLLOWED_UP_3 = auto()
    FOLLOWED_UP_6 = auto()
    FOLLOW_UPS_DONE = auto()
    EMPLOYMENT_ENDED = auto()


T = TypeVar("T")


NOTHING: Mapping[str, Mapping[str, int]] = MappingProxyType({})
_NONE: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a guard may look at; `dates` holds what counts today, see `states.records.observations`.

    `dates` and `values` (the words that go with dates) are the track's own over those of the case. `states` holds the
    state of each process of which there is one to look at: the case's own, and a placement's supplier. `others` counts
    the tracks below by process and state: {"placement": {"hired": 2}}. `balances` is what suppliers owe and have
    delivered: all of them for the case, one for a supplier and its placements. `surplus` says that nobody owes the
    position any longer. `reason` is what the person who asks for a move gave.
    """

    today: date
    dates: Mapping[Milestone, date] = field(default_factory=dict)
    kind: ProcurementKind | None = None
    procedure: Procedure | None = None
    act: Act | None = None
    """The procurement act; None while it is unknown."""
    months: float | None = None
    headcount: float | None = None
    value: float | None = None
    """The value of the contract in SEK, as far as it is known."""
    single_tenderer: bool = False
    outcome: AssessmentOutcome = AssessmentOutcome.PENDING
    forms: frozenset[RequirementForm] = frozenset()
    need: Need = NO_NEED
    """What the assessment says of the work, and `outlook` what was expected before it."""
    outlook: Outlook = NO_OUTLOOK
    channel: Channel = Channel.ELECTRONIC
    court: tuple[Event, ...] = ()
    """What happened to the award by the buyer or in court, each event with its day, see `states.law.courts`."""
    winners: int = 0
    values: Mapping[Milestone, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: NOTHING)
    balances: tuple[Balance, ...] = ()
    demand: tuple[DemandOrder, ...] = ()
    """What labour-market units are asked for, and what they answered."""
    winner: bool = False
    """The track's supplier is named as winner."""
    surplus: bool = False
    placement: str = ""
    """The present candidate of a position, and which of its turns it is: "3.2", "3.2.2"."""
    reason: str = ""
    known: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What was worked out of these facts already, see `remembered`."""

    def on(self, milestone: Milestone) -> date | None:
        return self.dates.get(milestone)

    @property
    def balance(self) -> Balance | None:
        """The balance of the one supplier that these facts are about."""
        return self.balances[0] if self.balances else None

    def count(self, process: str, *states: str) -> int:
        counts = self.others.get(process, _NONE)
        return sum(counts.get(state, 0) for state in states)

    def with_what_follows(self, known: dict[str, Any]) -> "Facts":
        """Return these facts, which take over what was worked out of others, and add to it.

        The others differ in what a move changes alone: in `states`, `others`, `balances` and `reason`.
        """
        object.__setattr__(self, "known", known)
        return self


def remembered(conclusion: Callable[[Facts], T]) -> Callable[[Facts], T]:
    """Make a pure function of facts work its result out once for the same facts: many guards ask the same.

    It follows from what was recorded: it may not look at what a move changes, see `Facts.with_what_follows`.
    """
    name = conclusion.__name__

    @wraps(conclusion)
    def recall(facts: Facts) -> T:
        known = facts.known
        if name in known:
            found: T = known[name]  # no cast: that is a call, in the inmost loop of the sweep
            return found
        known[name] = worked_out = conclusion(facts)
        return worked_out

    return recall
