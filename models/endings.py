"""What a record would end: positions where somebody works. Worked out on a copy of the case, before it is stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.casefile import CaseFile
from states.facts import Milestone
from states.processes.placement import OCCUPIED, PLACEMENT, PlacementState, person_of
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS, SupplierState
from states.records.observations import Observation
from states.text import Text, joined, verbatim

_SAYS_SO = frozenset({Milestone.EMPLOYMENT_ENDED, Milestone.INTERNSHIP_ENDED, Milestone.CANDIDATE_DECLINED})
"""What is recorded of the person who leaves: it says itself what ends."""
_GONE = frozenset({SupplierState.TENDERING, SupplierState.RELEASED})
_STAYS = frozenset({*OCCUPIED, PlacementState.COMPLETED})


@dataclass(frozen=True, slots=True)
class EndedPosition:
    """A position where somebody works, and the supplier whose it is."""

    position: str
    supplier: str


def ended_by(before: CaseFile, after: CaseFile, told: Observation) -> tuple[EndedPosition, ...]:
    """Return the positions where somebody works before a record and that it ends; in the order of their numbers.

    A position ends with its candidate, with its supplier's obligation, and with the procurement.
    """
    return tuple(_ended(before, after, told))


def _ended(before: CaseFile, after: CaseFile, told: Observation) -> Iterator[EndedPosition]:
    own = person_of(told.placement).partition(".")[0] if told.on is not None and told.milestone in _SAYS_SO else ""
    over = _ends(after) and not _ends(before)
    for places in before.positions().values():
        for place in places:
            if place.state not in OCCUPIED or place.subject == own:
                continue
            now, supplier = _state(after, PLACEMENT.name, place.subject), (SUPPLIER_PROCESS.name, place.parent)
            lost = _state(after, *supplier) in _GONE and _state(before, *supplier) not in _GONE
            if over or lost or now not in _STAYS:
                yield EndedPosition(place.subject, place.parent)


def _ends(case: CaseFile) -> bool:
    return _state(case, PROCUREMENT.name) in PROCUREMENT.ends


def _state(case: CaseFile, process: str, subject: str = "") -> str:
    track = case.track(process, subject)
    return track.state if track else ""


def what_ends(positions: tuple[EndedPosition, ...]) -> Text:
    """Return in words which positions end, each with its supplier."""
    return _ENDS.fill(
        positions=joined([_POSITION.fill(number=one.position, of=one.supplier) for one in positions], ", ")
    )


_ENDS = Text(
    "Det här avslutar platser där någon arbetar: {positions}.",
    "This ends positions where somebody works: {positions}.",
)
_POSITION = verbatim("{number} ({of})")
