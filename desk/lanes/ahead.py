"""How the lanes are expected to go on: what the clock of the law, the city's days and the plan say by now.

Nothing is guessed: where no rule and no plan tells a day, the state goes on without an end.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from matters.ladder import Ladder
from states.facts import Facts, Milestone
from states.law import clearance
from states.processes import supplier
from states.processes.procurement import ProcurementState
from states.processes.supplier import SupplierState
from states.processes.target_group import TargetGroupState
from states.records.contract import contract_end

_P, _F, _T = ProcurementState, SupplierState, TargetGroupState


@dataclass(frozen=True, slots=True)
class ComingState:
    """A state up to the day on which the next one is expected, None where nothing tells it."""

    state: str
    until: date | None


@dataclass(frozen=True, slots=True)
class _Way:
    """What is expected after a state: the next one, the matter whose last day it is, and what is recorded then."""

    then: SupplierState
    matter: str
    records: Milestone | None = None


_SUPPLIERS_WAY: Mapping[str, _Way] = {
    _F.AWARDED: _Way(_F.CONTACT_ASSIGNED, "contact_person", Milestone.CONTACT_ASSIGNED),
    _F.CONTACT_ASSIGNED: _Way(_F.DIALOGUE, "first_dialogue", Milestone.DIALOGUE_HELD),
    _F.DIALOGUE: _Way(_F.PROFILE_AGREED, "competence_profile", Milestone.PROFILE_AGREED),
    _F.PROFILE_AGREED: _Way(_F.RECRUITING, "first_candidate"),
    _F.RECRUITING: _Way(_F.DELIVERING, "first_start"),
}


def supplier_ahead(facts: Facts, state: str, ladder: Ladder) -> tuple[ComingState, ...]:
    """Return how a supplier goes on from a state, this one first; what is late is expected today."""
    today, steps = facts.today, []
    if state == _F.TENDERING:
        reported = _handed_over(facts)
        steps.append(ComingState(state, reported))
        if reported is None:
            return tuple(steps)
        facts, state = _with(facts, Milestone.CONTACT_POINT_2, reported), _F.AWARDED
    while state in _SUPPLIERS_WAY:
        way, matter = _SUPPLIERS_WAY[state], ladder.matters.get(_SUPPLIERS_WAY[state].matter)
        last = _day_set(state, facts) or (matter.deadline(facts) if matter else None)
        until = max(last, today, steps[-1].until or today) if last and steps else max(last, today) if last else None
        steps.append(ComingState(state, until))
        if until is None:
            return tuple(steps)
        if way.records is not None:
            facts = _with(facts, way.records, until)
        state = way.then
        if state == _F.DIALOGUE and supplier.dialogue_alone(facts):
            return tuple(steps)
    last = supplier.cure_by(facts) if state == _F.DEFICIENT else _contract_over(facts)
    return (*steps, ComingState(state, max(last, today) if last else None))


def _day_set(state: str, facts: Facts) -> date | None:
    """Return the day on which a meeting is booked, if it is."""
    booked = facts.on(Milestone.MEETING_PLANNED) if state == _F.CONTACT_ASSIGNED else None
    return booked if booked is not None and booked >= facts.today else None


def _handed_over(facts: Facts) -> date | None:
    """Return the day on which the winner is to be reported, which may be today but has not come before."""
    day = clearance.report_winner_from(facts)
    return max(day, facts.today) if day else None


def _with(facts: Facts, milestone: Milestone, on: date) -> Facts:
    return replace(facts, dates={**facts.dates, milestone: on})


def _contract_over(facts: Facts) -> date | None:
    end = contract_end(facts)
    return end.day if end else None


def purchase_ahead(facts: Facts, state: str, ladder: Ladder, first_start: date | None) -> tuple[ComingState, ...]:
    """Return how the purchase goes on from a state, this one first; `first_start` is when somebody is to begin."""
    known = _PURCHASE_UNTIL.get(state)
    if known is None:
        return (ComingState(state, None),)
    then, tells = known
    until = first_start if then is _P.HIRE else tells(facts, ladder)
    if until is None and state == _P.AWARD:  # no notice is waited for: without a standstill the winner is reported next
        then, until = _P.MATCHING, _reported(facts, ladder)
    if until is None:
        return (ComingState(state, None),)
    until = max(until, facts.today)
    if then is None:
        return (ComingState(state, until),)
    if state == _P.AWARD and then is _P.STANDSTILL:
        facts = _with(facts, Milestone.AWARD_NOTICE_SENT, until)
    after = purchase_ahead(replace(facts, today=until), then, ladder, first_start)
    return (ComingState(state, until), *after)


def _call(facts: Facts, _: Ladder) -> date | None:
    return facts.on(Milestone.PLANNED_CALL)


def _planned_start(facts: Facts, _: Ladder) -> date | None:
    return facts.need.planned_start or facts.outlook.contract_start


def _notice(facts: Facts, ladder: Ladder) -> date | None:
    """Return by when the award notice is to be sent; None where none is owed, or it was."""
    matter = ladder.matters.get("award_notice")
    if matter is None or not clearance.notice_owed(facts) or facts.on(Milestone.AWARD_NOTICE_SENT) is not None:
        return None
    return matter.deadline(facts)


def _reported(facts: Facts, _: Ladder) -> date | None:
    return clearance.report_winner_from(facts)


def _ends(facts: Facts, _: Ladder) -> date | None:
    return _contract_over(facts)


_PURCHASE_UNTIL: Mapping[str, tuple[ProcurementState | None, Callable[[Facts, Ladder], date | None]]] = {
    _P.PLANNING: (_P.ADVERTISED, _call),
    _P.ADVERTISED: (_P.MATCHING, _planned_start),
    _P.AWARD: (_P.STANDSTILL, _notice),
    _P.STANDSTILL: (_P.MATCHING, _reported),
    _P.MATCHING: (_P.HIRE, _ends),
    _P.INTERNSHIP: (_P.HIRE, _ends),
    _P.HIRE: (None, _ends),
    _P.FOLLOW_UP: (None, _ends),
}


def target_group_ahead(
    facts: Facts, state: str, ladder: Ladder, *, assessed_by: date | None, suppliers: Sequence[Sequence[ComingState]]
) -> tuple[ComingState, ...]:
    """Return how the target-group work goes on from a state, this one first.

    `assessed_by` is the last day of the assessment, `suppliers` how each of them is expected to go on.
    """
    matching = _first(suppliers, _F.DIALOGUE)
    days: Mapping[str, tuple[str, Callable[[], date | None]]] = {
        _T.IDLE: (_T.FORECAST, lambda: assessed_by),
        _T.FORECAST: (_T.PREPARING, lambda: _begin_by(facts, ladder)),
        _T.PREPARING: (_T.READY, lambda: _ready_by(facts)),
        _T.READY: (_T.MATCHING, lambda: matching),
        _T.MATCHING: (_T.SUPPORTING, lambda: _first(suppliers, _F.RECRUITING)),
        _T.SUPPORTING: ("", lambda: _contract_over(facts)),
    }
    return tuple(_in_turn(state, facts.today, days, matching))


_BEFORE_MATCHING = frozenset({_T.FORECAST, _T.PREPARING, _T.READY})


def _in_turn(
    state: str, today: date, days: Mapping[str, tuple[str, Callable[[], date | None]]], matching: date | None
) -> Iterator[ComingState]:
    """Yield the states in turn; a profile to match against ends all that comes before, whether people are ready."""
    day = today
    while state in days:
        then, tells = days[state]
        told = tells()
        if state in _BEFORE_MATCHING and matching is not None and (told is None or told >= matching):
            then, told = _T.MATCHING, matching
        if told is None:
            yield ComingState(state, None)
            return
        day = max(day, told)
        yield ComingState(state, day)
        state = then


def _begin_by(facts: Facts, ladder: Ladder) -> date | None:
    matter = ladder.matters.get("forecast")
    return matter.deadline(facts) if matter and matter.open(facts) else None


def _ready_by(facts: Facts) -> date | None:
    """Return when the units have said that people are prepared; failing that, when the work is to begin."""
    told = [order.ready_by for order in facts.demand if order.stands and order.ready_by is not None]
    return max(told, default=facts.need.planned_start)


def _first(suppliers: Sequence[Sequence[ComingState]], state: SupplierState) -> date | None:
    """Return the first day on which a supplier is expected to leave a state."""
    days = (step.until for steps in suppliers for step in steps if step.state == state)
    return min((day for day in days if day is not None), default=None)
