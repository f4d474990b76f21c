"""What has happened in a case although it should not have: of the case as a whole, and of each candidate's turns."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.casefile import CaseFile, particular_facts, subject_of
from states.facts import ROLE_LABELS, Facts, Milestone, Role
from states.processes.placement import PLACEMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.records.milestones import Deviation, Scope, deviations
from states.records.needs import roles_in
from states.text import Text, joined


def deviations_of(case: CaseFile, today: date) -> Iterator[Deviation]:
    """Yield the deviations of a case, read from the dates; raise Unreadable where no rule can read it."""
    whole = case.facts(today)
    apart = case.known().signed
    yield from (one for one in deviations(whole) if not (apart and one.milestone is Milestone.CONTRACT_SIGNED))
    yield from _of_contracts(case, whole)
    yield from _made_alone(whole)
    for track in case.tracks:
        if track.process != PLACEMENT.name:
            continue
        for placement in case.known().turns().get(track.subject, ()):
            facts = particular_facts(case, track, whole, candidate=placement)
            found = deviations(facts, scope=Scope.PLACEMENT)
            yield from (_of_position(one, track.subject) for one in found if not _renewed(case, placement, one, facts))


def _of_contracts(case: CaseFile, whole: Facts) -> Iterator[Deviation]:
    """Yield the deviations of contracts that were signed on days of their own."""
    for lot, supplier in case.known().signed:
        track = case.track(SUPPLIER_PROCESS.name, subject_of(lot, supplier))
        found = deviations(particular_facts(case, track, whole), scope=Scope.CONTRACT) if track else ()
        yield from (
            replace(one, text=_SUPPLIER.fill(supplier=subject_of(lot, supplier), text=one.text)) for one in found
        )


_SUPPLIER = Text("{supplier}: {text}", "{supplier}: {text}")


def _made_alone(facts: Facts) -> Iterator[Deviation]:
    """Yield the deviation of an assessment that officer and support function did not both make, by name."""
    on, participants = facts.on(Milestone.RELEVANCE_ASSESSED), facts.need.participants
    if on is None or not participants:
        return
    missing = [ROLE_LABELS[role] for role in (Role.OFFICER, Role.SUPPORT) if role not in roles_in(participants)]
    if missing:
        yield Deviation(Milestone.RELEVANCE_ASSESSED, on, _NOT_TOGETHER.fill(missing=joined(missing, " / ")))


_NOT_TOGETHER = Text(
    "Relevansbedömningen görs av upphandlaren och stödfunktionen tillsammans, men ingen är angiven för {missing}.",
    "Officer and support function make the relevance assessment together, but nobody is named for {missing}.",
)


def _of_position(deviation: Deviation, position: str) -> Deviation:
    return replace(deviation, text=_POSITION.fill(position=position, text=deviation.text))


def _renewed(case: CaseFile, placement: str, deviation: Deviation, facts: Facts) -> bool:
    """Tell whether a subsidy was decided in time and is only renewed by what is recorded last."""
    started = facts.on(Milestone.EMPLOYMENT_STARTED)
    if deviation.milestone is not Milestone.SUBSIDY_DECIDED or started is None:
        return False
    stood: list[date] = []
    for one in case.recorded:
        if (one.milestone, one.placement) == (Milestone.SUBSIDY_DECIDED, placement):
            stood = [*stood, one.on] if one.on is not None else []
    return any(on <= started for on in stood)


_POSITION = Text("Plats {position}: {text}", "Position {position}: {text}")
