"""Opening tracks: for each winner a supplier's track with its obligation, for each position a placement's track."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.casefile import CaseFile, ObligationFile, TrackFile
from models.going_on import unite_spellings
from models.promises import promised, told_promise
from states.processes.placement import PLACEMENT
from states.processes.procurement import HANDED_OVER, PROCUREMENT
from states.processes.supplier import BOUND, DIALOGUE_FORMS, SUPPLIER_PROCESS
from states.records.obligations import Measure


def open_forks(case: CaseFile, today: date) -> None:
    """Open the tracks that the records call for; the caller saves.

    A winner whom people named has a track at once. One that only notices name waits until the procurement is handed
    over: by then people have mostly reported the winner under the name they use.
    """
    if len(case.obligations) > 1:
        unite_spellings(case, today)
    known = case.known()
    if not (known.winners or case.obligations):
        return
    if known.named_by_people or _handed_over(case):
        for lot, supplier in known.winners:
            if not any((one.lot, one.supplier) == (lot, supplier) for one in case.obligations):
                _open_supplier(case, lot, supplier, today)
    for owed in case.obligations:
        track = case.track(SUPPLIER_PROCESS.name, owed.subject)
        if track is not None and track.state in BOUND:
            _open_positions(case, owed, today)


def _handed_over(case: CaseFile) -> bool:
    purchase = case.track(PROCUREMENT.name)
    return purchase is not None and purchase.state in HANDED_OVER


def _open_supplier(case: CaseFile, lot: str, supplier: str, today: date) -> None:
    owed = ObligationFile(0, lot, supplier, changed=True)
    forms = case.facts(today).forms
    if forms and forms <= DIALOGUE_FORMS:
        owed.unit, owed.amount = Measure.DIALOGUE, 1
    case.obligations.append(owed)
    track = TrackFile(0, SUPPLIER_PROCESS.name, owed.subject, None, SUPPLIER_PROCESS.initial, today, "")
    _open(case, track, today)
    if promise := promised(case):
        _take_over(case, owed, promise, track, today)


def _take_over(case: CaseFile, owed: ObligationFile, promise: Mapping[str, Any], track: TrackFile, today: date) -> None:
    """Let a supplier owe what the clause said that went out."""
    for name, value in promise.items():
        setattr(owed, name, value)
    case.note(today, actor="clock", event="obliged", track=track, detail=told_promise(promise))


def _open_positions(case: CaseFile, owed: ObligationFile, today: date) -> None:
    number = max((int(track.subject) for track in case.tracks if track.process == PLACEMENT.name), default=0)
    for _ in range(owed.owed.places - len(case.needed(owed.subject))):
        number += 1
        track = TrackFile(0, PLACEMENT.name, str(number), None, PLACEMENT.initial, today, "", owed.subject)
        _open(case, track, today)


def _open(case: CaseFile, track: TrackFile, today: date) -> None:
    case.tracks.append(track)
    case.note(today, actor="clock", event="began", track=track, target=track.state, detail=track.parent)
