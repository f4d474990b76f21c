"""Fork is rows: a winner opens a supplier's track with what it owes, an obligation opens a track per position."""

from datetime import date

from models.casefile import CaseFile, ObligationFile, TrackFile
from states.processes.placement import PLACEMENT
from states.processes.procurement import HANDED_OVER, PROCUREMENT
from states.processes.supplier import BOUND, DIALOGUE_FORMS, SUPPLIER_PROCESS
from states.records.obligations import Unit


def open_forks(file: CaseFile, today: date) -> None:
    """Open the tracks that what is known calls for; the caller saves.

    A winner whom people named has a track at once. One that only notices name waits until the procurement is handed
    over: by then people have mostly reported the winner under the name they use.
    """
    known = file.known()
    if not (known.winners or file.obligations):
        return
    if known.named_by_people or _handed_over(file):
        for lot, supplier in known.winners:
            if not any((one.lot, one.supplier) == (lot, supplier) for one in file.obligations):
                _open_supplier(file, lot, supplier, today)
    for owed in file.obligations:
        track = file.track(SUPPLIER_PROCESS.name, owed.subject)
        if track is not None and track.state in BOUND:
            _open_positions(file, owed, today)


def _handed_over(file: CaseFile) -> bool:
    purchase = file.track(PROCUREMENT.name)
    return purchase is not None and purchase.state in HANDED_OVER


def _open_supplier(file: CaseFile, lot: str, supplier: str, today: date) -> None:
    owed = ObligationFile(0, lot, supplier, changed=True)
    forms = file.facts(today).forms
    if forms and forms <= DIALOGUE_FORMS:
        owed.unit, owed.amount = Unit.DIALOGUE, 1
    file.obligations.append(owed)
    _open(file, TrackFile(0, SUPPLIER_PROCESS.name, owed.subject, None, SUPPLIER_PROCESS.initial, today, ""), today)


def _open_positions(file: CaseFile, owed: ObligationFile, today: date) -> None:
    number = max((int(track.subject) for track in file.tracks if track.process == PLACEMENT.name), default=0)
    for _ in range(owed.owed.places - len(file.needed(owed.subject))):
        number += 1
        track = TrackFile(0, PLACEMENT.name, str(number), None, PLACEMENT.initial, today, "", owed.subject)
        _open(file, track, today)


def _open(file: CaseFile, track: TrackFile, today: date) -> None:
    file.tracks.append(track)
    file.note(today, actor="clock", event="began", track=track, target=track.state, detail=track.parent)
