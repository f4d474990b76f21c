"""The sync points S1 to S8: the only places where one process waits for another, each a named condition."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from states.facts import Facts, Milestone, Role
from states.law import clearance
from states.machine import Guard, any_of
from states.processes import placement, procurement, supplier, target_group
from states.text import Text


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """Where `waits` stands still until `guards` hold; they are read from a track of `process` in one of `states`.

    `opens` are the moves of `process` that it holds up, each of which ends the wait; where `waits` is another process,
    it goes on once such a move is made. `guards` are those of these moves that the point stands for. The linter demands
    that every move has them in every state, so that nobody is listed as waiting for what the machine does not wait for.

    `when` says whether the process has come as far as this. `since` is the day from which the wait counts, the track's
    own where there is none.
    """

    name: str
    label: Text
    waits: str
    process: str
    states: tuple[str, ...]
    opens: tuple[str, ...]
    guards: tuple[Guard, ...]
    when: Callable[[Facts], bool] = lambda _: True
    since: Callable[[Facts], date | None] = lambda _: None

    def missing(self, facts: Facts) -> tuple[Guard, ...]:
        """Return the conditions that keep it closed; none once it is open."""
        return tuple([guard for guard in self.guards if not guard.holds(facts)]) if self.when(facts) else ()


supplier_decided = any_of(
    "supplier_decided",
    (placement.internship_started, placement.employment_started, placement.candidate_gone),
    "Leverantören har bestämt sig: praktik, anställning eller nej.",
    "The supplier has decided: an internship, a hire, or no.",
    met_by=(Role.SUPPLIER, Role.LABOUR_MARKET),
    records=(Milestone.INTERNSHIP_STARTED, Milestone.EMPLOYMENT_STARTED, Milestone.CANDIDATE_DECLINED),
)


def _standstill_behind(facts: Facts) -> bool:
    return procurement.standstill_over.holds(facts) and procurement.review_ended.holds(facts)


def _delivered(facts: Facts) -> bool:
    return supplier.obligation_met.holds(facts) and supplier.people_followed_up.holds(facts)


_P, _F, _L = procurement.ProcurementState, supplier.SupplierState, placement.PlacementState
_PURCHASE, _SUPPLIER = procurement.PROCUREMENT.name, supplier.SUPPLIER_PROCESS.name
_TARGET_GROUP, _PLACEMENT = target_group.TARGET_GROUP.name, placement.PLACEMENT.name
_CONTACT_POINT_1 = Text("kontaktpunkt 1 och bedömning", "contact point 1 and assessment")
_CLEAR = Text("avtalsspärren klar", "standstill clear")
_CONTACT_POINT_2 = Text("kontaktpunkt 2", "contact point 2")
_DECISION = Text("leverantörens besked", "the supplier's decision")
_PROFILE = Text("startmöte och kompetensprofil", "start-up meeting and profile")
_REPORTED = (procurement.contact_point_2_recorded, procurement.winner_named)

SYNC_POINTS: tuple[SyncPoint, ...] = (
    SyncPoint(
        "S1",
        _CONTACT_POINT_1,
        _PURCHASE,
        _PURCHASE,
        (_P.PLANNING,),
        ("advertise",),
        (
            procurement.contact_point_1_recorded,
            procurement.relevance_assessed,
            procurement.requirement_form_chosen,
        ),
        since=clearance.contact_point_1_from,
    ),
    SyncPoint(
        "S2",
        Text("behovet aviserat", "demand forecast"),
        _TARGET_GROUP,
        _TARGET_GROUP,
        (target_group.TargetGroupState.IDLE,),
        ("forecast",),
        (target_group.demand_likely,),
        when=lambda facts: facts.states.get(_PURCHASE) in procurement.OPEN,
    ),
    SyncPoint(
        "S3",
        _CLEAR,
        _PURCHASE,
        _PURCHASE,
        (_P.STANDSTILL,),
        ("clear",),
        (procurement.review_ended, procurement.standstill_over, procurement.court_checked),
        since=lambda facts: facts.on(Milestone.AWARD_NOTICE_SENT),
    ),
    SyncPoint(
        "S3",
        _CLEAR,
        _PURCHASE,
        _PURCHASE,
        (_P.REVIEW,),
        ("resume",),
        (procurement.review_ended,),
        since=lambda facts: facts.on(Milestone.REVIEW_FILED),
    ),
    SyncPoint(
        "S4",
        _CONTACT_POINT_2,
        _SUPPLIER,
        _PURCHASE,
        (_P.AWARD,),
        ("clear",),
        (procurement.review_ended, *_REPORTED),
        when=procurement.no_standstill.holds,
        since=clearance.clear_from,
    ),
    SyncPoint(
        "S4",
        _CONTACT_POINT_2,
        _SUPPLIER,
        _PURCHASE,
        (_P.STANDSTILL,),
        ("clear",),
        _REPORTED,
        when=_standstill_behind,
        since=clearance.clear_from,
    ),
    SyncPoint(
        "S5",
        _PROFILE,
        _TARGET_GROUP,
        _SUPPLIER,
        (_F.CONTACT_ASSIGNED,),
        ("meet",),
        (supplier.dialogue_held,),
    ),
    SyncPoint(
        "S5",
        _PROFILE,
        _TARGET_GROUP,
        _SUPPLIER,
        (_F.DIALOGUE,),
        ("agree",),
        (supplier.obligation_known, supplier.profile_agreed),
    ),
    SyncPoint(
        "S6",
        _DECISION,
        _PLACEMENT,
        _PLACEMENT,
        (_L.PROPOSED, _L.INTERVIEW),
        ("start_internship", "hire", "decline"),
        (supplier_decided,),
        since=lambda facts: facts.on(Milestone.CANDIDATE_PROPOSED),
    ),
    SyncPoint(
        "S6",
        _DECISION,
        _PLACEMENT,
        _PLACEMENT,
        (_L.PROPOSED, _L.INTERVIEW),
        ("hire",),
        (placement.subsidy_settled,),
        when=placement.employment_started.holds,
        since=lambda facts: facts.on(Milestone.CANDIDATE_PROPOSED),
    ),
    SyncPoint(
        "S7",
        Text("anställningen bekräftad", "hire confirmed"),
        _PLACEMENT,
        _PLACEMENT,
        (_L.HIRED,),
        ("follow_up",),
        (placement.hire_confirmed,),
        since=lambda facts: facts.on(Milestone.EMPLOYMENT_STARTED),
    ),
    SyncPoint(
        "S8",
        Text("uppföljningens utfall", "follow-up result"),
        _SUPPLIER,
        _SUPPLIER,
        (_F.RECRUITING, _F.DELIVERING),
        ("fulfil",),
        (supplier.final_report_in, supplier.found_fulfilled),
        when=_delivered,
        since=lambda facts: facts.on(Milestone.FINAL_REPORT),
    ),
)

BY_STATE: dict[tuple[str, str], list[SyncPoint]] = {}
"""The sync points by the process and the state that a track stands before them in."""
for _point in SYNC_POINTS:
    for _state in _point.states:
        BY_STATE.setdefault((_point.process, str(_state)), []).append(_point)
