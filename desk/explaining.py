"""What a case waits for: every move out of its present states, and for each unmet condition what would meet it today.

A remedy is listed only if it helps: each is tried on a copy of the case, as the role that would act and for the day
that would be recorded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.actor import Actor
from models.casefile import CaseFile, TrackFile
from models.obligations import obliged
from models.operations import assessed, recorded
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.machine import Guard, Move
from states.processes.placement import PLACEMENT, PlacementState
from states.processes.procurement import PROCUREMENT, reason_given
from states.processes.procurement import ProcurementState as Purchase
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS, SupplierState
from states.records.milestones import RECORDINGS, Scope, acting
from states.records.obligations import Terms
from states.records.observations import Observation
from states.refusal import Operation, Reason, Refusal, Remedy

AHEAD = timedelta(days=30)
"""How far ahead a planned day is taken to lie when a remedy is tried."""
NOT_AGAINST_A_RULE = frozenset({Milestone.CONTRACT_SIGNED})
"""What nobody is advised to do while a rule is against it, though it can be recorded once it has happened."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """A condition of a move that does not hold.

    `remedies` are those of the reason that meet it today: each with one word where its milestone has words, with the
    last day that counts where today would be too late, and with "" for what the acting person has to fill in. Where
    none helps, `first` is what stands against them: what has to be so before. With neither, it follows from what
    `reason.met_by` do elsewhere, or from time alone.
    """

    reason: Reason
    remedies: tuple[Remedy, ...] = ()
    first: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One move out of the present state of a track, and what it waits for; `lot` is the one that the track is about."""

    track: TrackFile
    lot: str
    move: Move
    unmet: tuple[Unmet, ...]

    @property
    def allowed(self) -> bool:
        return not self.unmet

    @property
    def people(self) -> tuple[Role, ...]:
        """Return the roles of those who can make the move by hand."""
        return tuple(role for role in self.move.by if role is not Role.CLOCK)

    @property
    def by_clock(self) -> bool:
        return Role.CLOCK in self.move.by

    @property
    def reason_needed(self) -> bool:
        """Tell whether the move needs a reason."""
        return reason_given in self.move.guards


def explain(case: CaseFile, today: date) -> list[Way]:
    """Return every move out of the present state of each track of a case, the most particular of a track first.

    `case` itself is not changed.
    """
    return [way for track in case.tracks for way in ways_of(case, track, today)]


def ways_of(case: CaseFile, track: TrackFile, today: date) -> list[Way]:
    """Return every move out of the present state of one track, the most particular first; `case` is not changed."""
    return sorted(_ways(case, track, today), key=_number_of_sources)


def standing_ways(case: CaseFile, track: TrackFile, today: date) -> list[Way]:
    """Return the same as `ways_of`, but try nothing out: what would help is not told. It is quick."""
    facts, lot = case.facts_of(track, today, reason=_WORD), _lot_of(case, track)
    found = PROCESSES[track.process].explain(track.state, facts)
    return sorted((Way(track, lot, one.move, tuple(map(Unmet, one.unmet))) for one in found), key=_number_of_sources)


def _number_of_sources(way: Way) -> int:
    return len(way.move.sources)


def _ways(case: CaseFile, track: TrackFile, today: date) -> Iterator[Way]:
    facts = case.facts_of(track, today, reason=_WORD)  # a reason can always be given
    lot = _lot_of(case, track)
    for found in PROCESSES[track.process].explain(track.state, facts):
        guards = {guard.name: guard for guard in found.move.guards}
        waits = (_unmet(_Trial(case, track, found.move, guards[one.key], today), one) for one in found.unmet)
        yield Way(track, lot, found.move, tuple(waits))


def _lot_of(case: CaseFile, track: TrackFile) -> str:
    owed = case.obligation(track.parent or track.subject)
    return owed.lot if owed else ""


def _unmet(trial: "_Trial", reason: Reason) -> Unmet:
    helping: list[Remedy] = []
    first: list[Reason] = []
    for remedy in (one for every in reason.remedies for one in _singly(every)):
        try:
            helping += trial.helped(remedy, reason.met_by)
        except Refusal as refusal:
            first += refusal.reasons
    return Unmet(reason, tuple(helping), () if helping else tuple(dict.fromkeys(first)))


def _singly(remedy: Remedy) -> list[Remedy]:
    """Return a remedy once for each word that its milestone may carry."""
    if remedy.operation is not Operation.RECORD or remedy.milestone is None:
        return [remedy]
    rule = RECORDINGS[remedy.milestone]
    words = remedy.values or (rule.values if rule.value_owed else ())
    return [replace(remedy, values=(word,)) for word in words] or [remedy]


# --- what holds up ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeldUp:
    """A step that a record was meant for, and the one condition that is still missing."""

    way: Way
    condition: Unmet


def held_up_after(case: CaseFile, told: Observation, today: date) -> HeldUp | None:
    """Return the condition that holds up what a record was about, None where nothing is missing.

    Of the steps that lead on, those that the record is asked for come first, and of these the one that lacks least. Of
    what that one lacks, what somebody can do something about comes first. `case` holds the record, and is not changed.
    """
    ways = [way for track in _concerned(case, told) for way in ways_of(case, track, today) if not _leads_away(way)]
    forward = [way for way in ways if _leads_forward(way)] or ways
    meant = [way for way in forward if any(told.milestone in one.records for one in way.move.guards)] or forward
    if not meant:
        return None
    nearest = min(meant, key=lambda way: len(way.unmet))
    condition = next((one for one in nearest.unmet if one.remedies), next(iter(nearest.unmet), None))
    return HeldUp(nearest, condition) if condition else None


def _concerned(case: CaseFile, told: Observation) -> Sequence[TrackFile]:
    """Return the tracks that a record is about: a position's, a supplier's, or those of the case."""
    subject = told.placement.partition(".")[0]
    if not subject and told.supplier:
        subject = next((one.subject for one in case.obligations if (one.lot, one.supplier) == _whose(told)), "")
    tracks = [track for track in case.tracks if track.subject == subject]
    return [track for track in tracks if track.state not in PROCESSES[track.process].ends]  # nothing is awaited there


def _whose(told: Observation) -> tuple[str, str]:
    return told.lot, told.supplier


def _leads_away(way: Way) -> bool:
    return way.move.target in _AWAY.get(way.track.process, ())


def _leads_forward(way: Way) -> bool:
    states = list(PROCESSES[way.track.process].states)
    return states.index(way.move.target) > states.index(PROCESSES[way.track.process].states(way.track.state))


_AWAY: Mapping[str, frozenset[str]] = {
    PROCUREMENT.name: frozenset(
        {Purchase.NOT_APPLICABLE, Purchase.NO_REQUIREMENT, Purchase.CANCELLED, Purchase.REVIEW},
    ),
    SUPPLIER_PROCESS.name: frozenset(
        {SupplierState.TENDERING, SupplierState.RELEASED, SupplierState.SANCTIONED, SupplierState.DEFICIENT},
    ),
    PLACEMENT.name: frozenset({PlacementState.WITHDRAWN}),
}
"""Where nobody means to go who records what has happened, by process."""


# --- trying ----------------------------------------------------------------------------------------------------------

_WORD = "-"
"""Stands for what a person would write: a name, a reason."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A remedy as it is carried out: by whom, for which day, and which day it is."""

    remedy: Remedy
    by: Actor
    on: date
    today: date

    @property
    def given(self) -> dict[str, str]:
        """What the remedy is given, with a word for what the acting person has to fill in."""
        return {name: value or _WORD for name, value in self.remedy.given}


@dataclass(frozen=True, slots=True)
class _Trial:
    """One condition of a move, and the case on a copy of which remedies are tried."""

    case: CaseFile
    track: TrackFile
    move: Move
    guard: Guard
    today: date

    def helped(self, remedy: Remedy, met_by: Sequence[Role]) -> list[Remedy]:
        """Return a remedy as it has to be given so that the condition holds; nothing where it does not come to that.

        Raises the Refusal where it would be refused today.
        """
        by = Actor(acting(remedy, met_by))
        for on, latest in _days(remedy, self.today):
            attempt = _Attempt(replace(remedy, latest=latest), by, on, self.today)
            try:
                helps = self._helps(attempt)
            except Refusal as refusal:
                if not _wants_a_reason(refusal) or remedy.milestone in NOT_AGAINST_A_RULE:
                    raise
                with_reason = replace(attempt.remedy, given=(*remedy.given, ("reason", "")))
                attempt = replace(attempt, remedy=with_reason)
                helps = self._helps(attempt)
            if helps:
                return [attempt.remedy]
        return []

    def _helps(self, attempt: _Attempt) -> bool:
        """Carry a remedy out on a copy, and tell whether the move is then made or does not wait for this any longer."""
        case, carry_out = self.case.copy(), _CARRIED_OUT.get(attempt.remedy.operation)
        if carry_out is None or not carry_out(case, self.track, attempt):
            return False
        fresh = (entry for entry, _digest in case.entries[len(self.case.entries) :])
        mine = (self.track.process, self.track.subject, self.move.trigger, self.move.target)
        if any((one.process, one.subject, one.event, one.target) == mine for one in fresh):
            return True
        after = case.track(self.track.process, self.track.subject)
        if after is None or not self._leads_on(after):
            return False
        return self.guard.holds(case.facts_of(after, self.today, reason=_WORD))

    def _leads_on(self, track: TrackFile) -> bool:
        """Tell whether the move can still be made from where the track stands."""
        of = PROCESSES[track.process]
        leading = of.moves_from(of.states(track.state))
        return any((one.trigger, one.target) == (self.move.trigger, self.move.target) for one in leading)


def _days(remedy: Remedy, today: date) -> Iterator[tuple[date, date | None]]:
    """Yield the days for which a remedy may be recorded, the likeliest first, each with the last day that counts."""
    if remedy.latest is not None and remedy.latest < today:
        yield remedy.latest, remedy.latest
    elif remedy.milestone is not None and RECORDINGS[remedy.milestone].planned:
        yield today + AHEAD, remedy.latest
        yield today, today
    else:
        yield today, None


def _wants_a_reason(refusal: Refusal) -> bool:
    return all(_REASON in [one.given for one in reason.remedies] for reason in refusal.reasons)


_REASON = (("reason", ""),)

# --- carrying out ----------------------------------------------------------------------------------------------------


def _record(case: CaseFile, track: TrackFile, attempt: _Attempt) -> bool:
    milestone = attempt.remedy.milestone
    if milestone is None:
        return False
    rule = RECORDINGS[milestone]
    observation = Observation(
        milestone,
        attempt.on,
        str(attempt.by),
        by_person=True,
        as_of=attempt.today,
        value=str(Terms()) if rule.terms else "".join(attempt.remedy.values),
        **_ABOUT[rule.scope](case, track),
    )
    return recorded(case, observation, by=attempt.by, today=attempt.today, reason=attempt.given.get("reason", ""))


def _assess(case: CaseFile, _: TrackFile, attempt: _Attempt) -> bool:
    given = attempt.given
    outcome, reason = AssessmentOutcome(given["outcome"]), given.get("reason", "")
    forms = (RequirementForm.EMPLOYMENT,) if "form" in given else ()
    assessed(case, outcome, forms=forms, reason=reason, on=attempt.on, by=attempt.by, today=attempt.today)
    return True


def _oblige(case: CaseFile, track: TrackFile, attempt: _Attempt) -> bool:
    owed = case.obligation(track.parent or track.subject)
    if owed is None:
        return False
    promise = {"unit": attempt.given["unit"], "amount": 1.0}
    return obliged(case, owed, promise, by=attempt.by, today=attempt.today)


_CARRIED_OUT: Mapping[Operation, Callable[[CaseFile, TrackFile, _Attempt], bool]] = {
    Operation.RECORD: _record,
    Operation.ASSESS: _assess,
    Operation.OBLIGE: _oblige,
    Operation.ASSIGN: _record,  # who it is that is named, no condition asks
}
"""How a remedy is carried out on a case in hand, for a track; tells whether anything changed."""


def _nothing(_: CaseFile, __: TrackFile) -> dict[str, str]:
    return {}


def _supplier(case: CaseFile, track: TrackFile) -> dict[str, str]:
    owed = case.obligation(track.parent or track.subject)
    return {"supplier": owed.supplier, "lot": owed.lot} if owed else {}


def _winner(case: CaseFile, track: TrackFile) -> dict[str, str]:
    return _supplier(case, track) or {"supplier": _WORD}


def _lot(case: CaseFile, track: TrackFile) -> dict[str, str]:
    return {"lot": _lot_of(case, track) or _WORD}


def _position(_: CaseFile, track: TrackFile) -> dict[str, str]:
    return {"placement": track.subject} if track.parent else {}


_ABOUT: Mapping[Scope, Callable[[CaseFile, TrackFile], dict[str, str]]] = {
    Scope.CASE: _nothing,
    Scope.WINNER: _winner,
    Scope.LOT: _lot,
    Scope.SUPPLIER: _supplier,
    Scope.CONTRACT: _supplier,
    Scope.PLACEMENT: _position,
}
"""What a record that meets a condition of a track is about."""
