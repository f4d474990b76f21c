"""What makes an override risky: the table of what the support function does not force alone, and what it is told of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from states.facts import Facts
from states.law import clearance
from states.processes import procurement, supplier
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.text import Text


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that an override from one state into another does; `facts` are those of its track before."""

    name: str
    taken: Callable[[str, str, str, Facts], bool]
    text: Text
    needs_second: bool = True
    """A second person has to approve it; else it is only told."""


def risks(process: str, source: str, target: str, facts: Facts) -> tuple[Risk, ...]:
    """Return what is risky about forcing a track of a process from one state into another."""
    return tuple(risk for risk in RISKS if risk.taken(process, source, target, facts))


class PlacementReason(StrEnum):
    """Why a position is put into a state; coarse on purpose, so that it tells nothing of the person."""

    RECORDED_BY_MISTAKE = auto()
    ENDED_BY_SUPPLIER = auto()
    ENDED_BY_PERSON = auto()
    OTHER = auto()


PLACEMENT_REASON_LABELS = {
    PlacementReason.RECORDED_BY_MISTAKE: Text("registrerat av misstag", "recorded by mistake"),
    PlacementReason.ENDED_BY_SUPPLIER: Text("avslutat av leverantören", "ended by the supplier"),
    PlacementReason.ENDED_BY_PERSON: Text("avslutat av personen", "ended by the person"),
    PlacementReason.OTHER: Text("annat", "other"),
}


# --- what an override crosses ----------------------------------------------------------------------------------------

_P, _S = procurement.ProcurementState, supplier.SupplierState
_BEFORE_CALL = frozenset({_P.PLANNING, _P.NOT_APPLICABLE, _P.NO_REQUIREMENT, _P.CANCELLED})
_CALLED = frozenset(_P) - _BEFORE_CALL
_HANDED_OVER: Mapping[str, frozenset[str]] = {
    PROCUREMENT.name: frozenset({*procurement.HANDED_OVER, _P.CLOSED}),
    # A supplier that is at work is handed over, whatever is said of the purchase.
    SUPPLIER_PROCESS.name: frozenset(_S) - {_S.TENDERING, _S.RELEASED},
}


def _hands_over(process: str, source: str, target: str, facts: Facts) -> bool:
    """Tell whether an override lets the work at the supplier begin, and the purchase has not."""
    beyond = _HANDED_OVER.get(process, frozenset())
    if source in beyond or target not in beyond:
        return False
    return process == PROCUREMENT.name or facts.states.get(PROCUREMENT.name) not in _HANDED_OVER[PROCUREMENT.name]


def _waited_out(facts: Facts) -> bool:
    """Tell whether nothing stands in the way of a contract: no standstill, or it is over, and no court has the case."""
    if procurement.review_pending(facts):
        return False
    if clearance.standstill_of(facts) is None:  # no notice is known: only the procedure tells whether one is owed
        return facts.single_tenderer or clearance.free_of_standstill(facts)
    return procurement.standstill_over(facts)


def _shortens_standstill(process: str, source: str, target: str, facts: Facts) -> bool:
    return _hands_over(process, source, target, facts) and not _waited_out(facts)


def _skips_contact_point_1(process: str, source: str, target: str, facts: Facts) -> bool:
    goes_out = process == PROCUREMENT.name and source in _BEFORE_CALL and target in _CALLED
    return goes_out and not procurement.contact_point_1_recorded(facts)


def _skips_contact_point_2(process: str, source: str, target: str, facts: Facts) -> bool:
    if not _hands_over(process, source, target, facts):
        return False
    asked = procurement.court_checked(facts) or not procurement.standstill_applies(facts)
    return not (asked and procurement.contact_point_2_recorded(facts))


def _reopens(process: str, source: str, target: str, _: Facts) -> bool:
    return process == PROCUREMENT.name and source in PROCUREMENT.ends and target not in PROCUREMENT.ends


RISKS = (
    Risk(
        "shortens_standstill",
        _shortens_standstill,
        Text(
            "Avtalsspärren förkortas: den har inte löpt ut, eller upphandlingen överprövas"
            " (LOU och LUF 20:1, 20:8; LUK 16:1, 16:8).",
            "The standstill is cut short: it has not expired, or the procurement is under review"
            " (LOU and LUF 20:1, 20:8; LUK 16:1, 16:8).",
        ),
    ),
    Risk(
        "skips_contact_point_1",
        _skips_contact_point_1,
        Text(
            "Kontaktpunkt 1 hoppas över: den är inte registrerad.",
            "Contact point 1 is skipped: it is not recorded.",
        ),
    ),
    Risk(
        "skips_contact_point_2",
        _skips_contact_point_2,
        Text(
            "Kontaktpunkt 2 hoppas över: den är inte registrerad, eller domstolen är inte tillfrågad efter spärren.",
            "Contact point 2 is skipped: it is not recorded, or the court was not asked after the standstill.",
        ),
    ),
    Risk(
        "reopens",
        _reopens,
        Text(
            "Ärendet öppnas igen: frister och påminnelser gäller på nytt. Andra processer i det som har avslutats står"
            " kvar tills de också öppnas.",
            "The case is opened again: deadlines and reminders apply anew. Other processes of it that have ended stay"
            " ended until they are opened too.",
        ),
        needs_second=False,
    ),
)
