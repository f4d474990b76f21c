"""What may be recorded in a case today, by a role: every milestone, what it may be about, and why others may not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from models.casefile import CaseFile, TrackFile
from states.facts import Facts, Milestone, Role
from states.law.clearance import performance_barred
from states.processes.placement import NEEDED, PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS
from states.records.court_events import KNOWN_BEFORE, OF_COURT, Extended
from states.records.milestones import RECORDINGS, Recording, RecordingRefused, Scope, check_recording
from states.records.obligations import Terms
from states.records.observations import current, lots_of
from states.text import Text, capital

ON_PAGES_OF_THEIR_OWN = frozenset({Milestone.CONTACT_ASSIGNED, Milestone.COUNTED_ELSEWHERE, Milestone.HALF_YEAR_REPORT})
"""Milestones with which more is told than their day and a word."""
OF_THE_AWARD = frozenset(
    {
        Milestone.STANDSTILL_CHOSEN,
        Milestone.STANDSTILL_EXTENDED,
        Milestone.STANDSTILL_STATED_END,
        Milestone.AWARD_WITHDRAWN,
        Milestone.COURT_CHECKED,
    }
)
"""What the buyer does about the award while a court may be asked."""


class RecordGroup(StrEnum):
    """Under which heading a milestone is found."""

    PURCHASE = auto()
    COURT = auto()
    SUPPLIER = auto()
    POSITION = auto()


GROUP_LABELS: Mapping[RecordGroup, Text] = {
    RecordGroup.PURCHASE: Text("Upphandlingen", "The purchase"),
    RecordGroup.COURT: Text("Domstolen och tilldelningen", "The court and the award"),
    RecordGroup.SUPPLIER: Text("En leverantör", "A supplier"),
    RecordGroup.POSITION: Text("En plats", "A position"),
}
_GROUPS = {Scope.PLACEMENT: RecordGroup.POSITION, Scope.SUPPLIER: RecordGroup.SUPPLIER}


@dataclass(frozen=True, slots=True)
class Recordable:
    """A milestone that a role may record; `about` are what it may be about today: "" for the case as a whole.

    Where it can be about nothing, `refused` says why.
    """

    milestone: Milestone
    group: RecordGroup
    about: tuple[str, ...]
    refused: tuple[Text, ...]

    @property
    def label(self) -> Text:
        return RECORDINGS[self.milestone].label

    @property
    def button(self) -> Text:
        """What it is called where it stands alone."""
        return capital(self.label)


def recordable(case: CaseFile, role: Role, today: date) -> list[Recordable]:
    """Return what a role may record, in the order of the law's story; raise Unreadable.

    What is not possible for any subject has the reasons of the first.
    """
    milestones = [one for one, rule in RECORDINGS.items() if role in rule.by and one not in ON_PAGES_OF_THEIR_OWN]
    return [one for milestone in milestones if (one := of_milestone(case, milestone, role, today)) is not None]


def of_milestone(case: CaseFile, milestone: Milestone, role: Role, today: date) -> Recordable | None:
    """Return the same of one milestone; None where there is nothing in the case that it could be about."""
    about: list[str] = []
    refused: Sequence[Text] | None = None
    for subject, track in _subjects(case, RECORDINGS[milestone].scope):
        why = _why_not(case, track, milestone, role, today)
        if not why:
            about.append(subject)
        elif refused is None:
            refused = why
    if not about and refused is None:
        return None
    return Recordable(milestone, _group(milestone), tuple(about), () if about else tuple(refused or ()))


def _group(milestone: Milestone) -> RecordGroup:
    if milestone in OF_COURT or milestone in OF_THE_AWARD:
        return RecordGroup.COURT
    return _GROUPS.get(RECORDINGS[milestone].scope, RecordGroup.PURCHASE)


def _subjects(case: CaseFile, scope: Scope) -> Iterator[tuple[str, TrackFile]]:
    purchase = case.track(PROCUREMENT.name)
    if purchase is None or purchase.state in PROCUREMENT.ends:
        return
    if scope is Scope.PLACEMENT:
        yield from ((one.subject, one) for one in case.tracks if one.process == PLACEMENT.name and one.state in NEEDED)
    elif scope is Scope.SUPPLIER:
        yield from ((one.subject, one) for one in case.tracks if _works(one))
    elif scope is Scope.LOT:
        yield from ((one.lot, purchase) for one in lots_of(case.recorded))
    else:
        yield "", purchase


def _works(track: TrackFile) -> bool:
    return track.process == SUPPLIER_PROCESS.name and track.state not in PROCESSES[track.process].ends


def _why_not(case: CaseFile, track: TrackFile, milestone: Milestone, role: Role, today: date) -> Sequence[Text]:
    facts = case.facts_of(track, today)
    first = _not_known_before(case, facts, milestone)
    if first is not None:
        return (first,)
    reasons: list[Text] = []
    for word in _words(RECORDINGS[milestone], today):
        try:
            # A reason is asked for by the form, so that the lack of one is no hindrance.
            check_recording(facts, milestone, today, by=role, value=word, reason="-")
        except RecordingRefused as refused:
            reasons = reasons or [reason.text for reason in refused.reasons]
        else:
            return ()
    return reasons


def _words(rule: Recording, today: date) -> Sequence[str]:
    """Return the words that a milestone may carry, or one such as people write."""
    if rule.terms:
        return (str(Terms()),)
    if rule.word == Extended.parse:
        return (f"all {today}",)
    if rule.word is not None:
        return ("556000-4615 -",)
    return rule.values or ("",)


def _not_known_before(case: CaseFile, facts: Facts, milestone: Milestone) -> Text | None:
    """Tell what must have happened before a court can have done something."""
    if milestone is Milestone.PERFORMANCE_FREED and performance_barred(facts) is None:
        return _FIRST.fill(what=_label(Milestone.PERFORMANCE_BARRED))
    earlier = KNOWN_BEFORE.get(milestone)
    if earlier is None or any(one.milestone is earlier for one in current(case.recorded)):
        return None
    return _FIRST.fill(what=_label(earlier))


def _label(milestone: Milestone) -> Text:
    return RECORDINGS[milestone].label


_FIRST = Text("Först ska ”{what}” vara registrerat.", "First “{what}” has to be recorded.")
