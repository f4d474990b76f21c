"""What somebody was asked to do and need not do any more: told the same working day, unless they ended it themselves.

A matter has fallen away when it was not met and what it belongs to has ended: the procurement was cancelled, a supplier
released, a position withdrawn, the contract over. It is told as a reminder of its own, whose step says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from matters.directory import Directory
from matters.ladder import Ladder, Matter
from matters.open_matters import live_tracks
from models.casefile import CaseFile, TrackFile
from models.links import heirs
from models.reminders.doers import done_by_one
from models.reminders.off import off_step
from models.storage.driver_statements import Row
from states.facts import Facts
from states.processes.placement import PlacementState
from states.processes.procurement import OPEN, PROCUREMENT, ProcurementState
from states.processes.registry import PROCESSES
from states.processes.supplier import SupplierState
from states.text import Text

_WELL_ENDED = (ProcurementState.CLOSED, SupplierState.FULFILLED, PlacementState.COMPLETED)
"""What was to be done before these was done, or needs nobody's attention."""


def fallen_away(
    connection: Connection,
    cases: Mapping[int, CaseFile],
    over: Sequence[Row],
    *,
    directory: Directory,
    ladder: Ladder,
    today: date,
) -> list[Row]:
    """Return the reminders, as `plan` writes them, that tell people of what has fallen away.

    `over` are the matters that were told and are owed no longer, as (person, case, matter, subject, base).
    """
    merged = heirs(connection, sorted(cases))  # what was asked there is asked in the other case
    off = [
        (person, case_id, matter, subject, base)
        for person, case_id, matter, subject, base in dict.fromkeys(over)
        if case_id not in merged and _fell_away(cases[case_id], ladder.matters[matter], subject, base, today)
    ]
    did = done_by_one(connection, {(row[1], today) for row in off})
    return [
        (case_id, matter, subject, off_step(today), person, base, today, today)
        for person, case_id, matter, subject, base in off
        if did.get((case_id, today)) != person and directory.people[person].is_reachable(today)
    ]


def _fell_away(case: CaseFile, matter: Matter, subject: str, base: date, today: date) -> bool:
    track, purchase = case.track(matter.process, subject), case.track(PROCUREMENT.name)
    if track is None:
        return True
    if track.state in _WELL_ENDED or (purchase is not None and purchase.state in _WELL_ENDED):
        return False
    goes_on = any(track is live for live, _ in live_tracks(case, today))
    if goes_on and track.state not in matter.states:
        return False  # it has moved on
    facts = case.facts_of(track, today)
    return matter.base(facts) == base and any(map(matter.open, _while_it_went_on(facts)))


def _while_it_went_on(facts: Facts) -> Iterator[Facts]:
    """Yield the facts, and where the purchase has ended as they would be in each state in which it goes on."""
    yield facts
    if facts.states.get(PROCUREMENT.name) not in OPEN:
        for state in OPEN:
            yield replace(facts, states={**facts.states, PROCUREMENT.name: state})


def why_off(case: CaseFile, track: TrackFile | None) -> tuple[Text, ...]:
    """Return the state that the purchase or the process of a matter has ended in; nothing where neither has."""
    for one in (case.track(PROCUREMENT.name), track):
        if one is not None and one.state in PROCESSES[one.process].ends:
            process = PROCESSES[one.process]
            return (_ENDED.fill(process=process.label, state=process.duties[process.states(one.state)].label),)
    return ()


_ENDED = Text("Läget i {process} är nu: {state}.", "The state of the {process} is now: {state}.")
