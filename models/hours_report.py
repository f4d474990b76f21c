"""Entering what was worked in a month: each person's hours, and which of them count in another contract of the firm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from models.actor import Actor
from models.casefile import CaseChanged, CaseFile, ObligationFile
from models.casestore import load_free, save
from models.contracts import FirmContract, contracts_of
from models.hours import replace_parts
from models.operations import note_observation, settle
from models.refusals import Refused
from states.facts import Milestone, Role
from states.processes.supplier import BOUND, SUPPLIER_PROCESS
from states.records.hours import (
    HoursPart,
    Person,
    WorkedRow,
    Worker,
    check_report,
    figure_of,
    in_hours,
    month_of,
    month_written,
    working_in,
)
from states.records.names import lot_key, reference_key
from states.records.obligations import Measure, Origin
from states.records.observations import Observation
from states.refusal import Reason
from states.text import Text

REPORTED, CORRECTED, CREDITED = "hours_reported", "hours_corrected", "hours_credited"
"""The events of the journal; the target is the month. What was credited names the case it comes from as its source."""
REPORTERS = (Role.SUPPLIER, Role.SUPPORT)


@dataclass(frozen=True, slots=True)
class Share:
    """Quarters that count in another contract of the firm: its case, and its lot where it has several."""

    reference: str
    quarters: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class PersonsHours:
    """What one person worked in a month, in quarters, by numbers alone."""

    position: int
    candidate: int
    quarters: int
    shares: tuple[Share, ...] = ()


def report_hours(
    connection: Connection,
    case: CaseFile,
    owed: ObligationFile,
    month: date,
    told: Sequence[PersonsHours],
    *,
    by: Actor,
    today: date,
) -> bool:
    """Enter the hours of a month in place of an earlier report of it; return False when nothing changes.

    The cases in which hours count from now on, or no longer, change with it. Raises HoursRefused for a month that is
    not over and for hours that cannot be, Refused for an obligation that is not owed in hours or is through, for a
    contract that the firm does not have, and for any role but the supplier's and the support function's; CaseChanged
    where somebody else changes one of the other cases.
    """
    if by.role not in REPORTERS:
        raise Refused(Reason("not_yours", _NOT_YOURS, REPORTERS))
    if owed.unit != Measure.HOURS:
        raise Refused(_NOT_IN_HOURS)
    track = case.track(SUPPLIER_PROCESS.name, owed.subject)
    if track is None or track.state not in BOUND:
        raise Refused(_THROUGH)
    contracts = {one.owed.id: one for one in contracts_of(connection, case, owed) if one.owed.unit == Measure.HOURS}
    rows = [_row(one, contracts) for one in told]
    check_report(rows, workers(case, owed), month, today)
    parts = list(_parts(case, owed, month, rows, contracts))
    before = reported_hours(case, owed, month)
    if sorted(parts) == sorted(before):
        return False
    now, then = _credited(case, owed, parts), _credited(case, owed, before)
    changed = [id_ for id_ in sorted(now.keys() | then.keys()) if now.get(id_) != then.get(id_)]
    for part in (*before, *parts):
        if part.obligation_id in changed and not _takes_hours(contracts, part.obligation_id):
            raise Refused(_FINISHED.fill(reference=part.counts_in))
    others = _locked(connection, case, [contracts[id_] for id_ in changed])
    replace_parts(connection, case, before, parts)
    event = CORRECTED if before else REPORTED
    case.note(today, actor=str(by), event=event, track=track, target=month_written(month), detail=_told(parts, owed))
    for contract in others:
        _credit(contract, case, month, now.get(contract.owed.id, {}), parts, by=by, today=today)
    report = Observation(Milestone.HOURS_REPORTED, today, str(by), True, today, owed.lot, owed.supplier)
    note_observation(case, report._replace(value=month_written(month)), by=by, today=today)
    settle(case, today)
    save(connection, [case, *{one.case.id: one.case for one in others if one.case is not case}.values()])
    return True


def workers(case: CaseFile, owed: ObligationFile) -> list[Worker]:
    """Return whose hours are asked for: everybody employed for the obligation, each turn by itself."""
    spells = case.known().spells()
    found = [one for place in case.positions().get(owed.subject, []) for one in spells.get(place.subject, ())]
    return [
        Worker(one.position, one.candidate, one.started, one.ended, one.counts)
        for one in found
        if one.started is not None and not one.elsewhere and one.terms.origin is not Origin.OWN_EMPLOYEE
    ]


def asked_of(case: CaseFile, owed: ObligationFile, month: date) -> list[tuple[int, int]]:
    """Return the people whose hours of a month are asked for, each once, by position and candidate."""
    return sorted({(one.position, one.candidate) for one in working_in(workers(case, owed), month)})


def reported_hours(case: CaseFile, owed: ObligationFile, month: date) -> list[HoursPart]:
    """Return what is reported of a month by the supplier of an obligation; nothing where no report is in."""
    return [part for part in case.hours if part.case_id == case.id and _same_report(case, owed, part, month_of(month))]


def _same_report(case: CaseFile, owed: ObligationFile, part: HoursPart, month: date) -> bool:
    if part.month != month:
        return False
    if not part.position:
        return part.obligation_id == owed.id
    return str(part.position) in {place.subject for place in case.positions().get(owed.subject, [])}


def _row(told: PersonsHours, contracts: Mapping[int, FirmContract]) -> WorkedRow:
    elsewhere: dict[int, int] = {}
    for share in told.shares:
        contract = _contract_meant(share, contracts)
        elsewhere[contract.owed.id] = elsewhere.get(contract.owed.id, 0) + share.quarters
    return WorkedRow(told.position, told.candidate, told.quarters, elsewhere)


def _contract_meant(share: Share, contracts: Mapping[int, FirmContract]) -> FirmContract:
    found = [
        one
        for one in contracts.values()
        if reference_key(one.case.reference) == reference_key(share.reference)
        and (not share.lot or lot_key(one.owed.lot) == lot_key(share.lot))
    ]
    if len(found) != 1:
        raise Refused((_WHICH_LOT if found else _NO_CONTRACT).fill(reference=share.reference))
    return found[0]


def _parts(
    case: CaseFile, owed: ObligationFile, month: date, rows: Sequence[WorkedRow], contracts: Mapping[int, FirmContract]
) -> Iterator[HoursPart]:
    yield HoursPart(case.id, case.reference, 0, 0, month, owed.id, case.reference, 0)
    for row in rows:
        at = (case.id, case.reference, row.position, row.candidate, month)
        yield HoursPart(*at, owed.id, case.reference, row.quarters - sum(row.elsewhere.values()))
        for id_, quarters in sorted(row.elsewhere.items()):
            if quarters:
                yield HoursPart(*at, id_, contracts[id_].case.reference, quarters)


def _takes_hours(contracts: Mapping[int, FirmContract], obligation_id: int) -> bool:
    return obligation_id in contracts and contracts[obligation_id].takes_hours


def _credited(case: CaseFile, owed: ObligationFile, parts: Sequence[HoursPart]) -> dict[int, dict[Person, int]]:
    """Return what counts elsewhere, by obligation and person."""
    found: dict[int, dict[Person, int]] = {}
    for part in parts:
        if part.case_id == case.id and part.obligation_id != owed.id and part.quarters:
            found.setdefault(part.obligation_id, {})[part.person] = part.quarters
    return found


def _locked(connection: Connection, case: CaseFile, contracts: Sequence[FirmContract]) -> list[FirmContract]:
    """Return the contracts with their cases locked; what somebody else is changing is tried again later.

    Not waited for, since two reports could wait for each other.
    """
    wanted = sorted({one.case.id for one in contracts if one.case is not case})
    cases = {one.id: one for one in load_free(connection, wanted)} if wanted else {}
    missing = [one.case.reference for one in contracts if one.case is not case and one.case.id not in cases]
    if missing:
        raise CaseChanged(missing)
    locked = []
    for one in contracts:
        of = cases.get(one.case.id, case)
        locked.append(FirmContract(of, next(owed for owed in of.obligations if owed.id == one.owed.id)))
    return locked


def _credit(
    contract: FirmContract,
    case: CaseFile,
    month: date,
    now: Mapping[Person, int],
    parts: Sequence[HoursPart],
    *,
    by: Actor,
    today: date,
) -> None:
    other = contract.case
    if other is not case:
        kept = [part for part in other.hours if _of_another(part, case, month, contract.owed.id)]
        fresh = [part for part in parts if part.obligation_id == contract.owed.id and part.quarters]
        other.hours = tuple(sorted([*kept, *fresh]))
        other.forget()
    told = ", ".join(f"{position}.{candidate}: {_figure(it)}" for (position, candidate), it in sorted(now.items()))
    other.note(
        today,
        actor=str(by),
        event=CREDITED,
        track=other.track(SUPPLIER_PROCESS.name, contract.owed.subject),
        source=case.reference,
        target=month_written(month),
        detail=told or "0",
    )
    if other is not case:
        settle(other, today)


def _of_another(part: HoursPart, case: CaseFile, month: date, obligation_id: int) -> bool:
    return (part.case_id, part.month, part.obligation_id) != (case.id, month, obligation_id)


def _told(parts: Sequence[HoursPart], owed: ObligationFile) -> str:
    """Return a report as the journal holds it: "2.1: 100, 2.1: 60 (UH-2026-15), 3.1: 0"."""
    told = [
        f"{part.position}.{part.candidate}: {_figure(part.quarters)}"
        + (f" ({part.counts_in})" if part.obligation_id != owed.id else "")
        for part in parts
        if part.position
    ]
    return ", ".join(told) or "0"


def _figure(quarters: int) -> str:
    return figure_of(in_hours(quarters)).en


_NOT_YOURS = Text(
    "Timmarna rapporteras av leverantören, eller av stödfunktionen för leverantörens räkning.",
    "The hours are reported by the supplier, or by the support function on its behalf.",
)
_NOT_IN_HOURS = Text(
    "Åtagandet räknas inte i timmar, så det finns inga timmar att rapportera.",
    "The obligation is not counted in hours, so that there are none to report.",
)
_THROUGH = Text(
    "Leverantören är inte längre bunden av åtagandet; timmarna kan inte ändras.",
    "The supplier is no longer bound by the obligation; the hours cannot be changed.",
)
_FINISHED = Text(
    "Åtagandet i {reference} är avslutat. Timmar som har räknats där kan inte ändras.",
    "The obligation in {reference} is through. Hours that counted there cannot be changed.",
)
_NO_CONTRACT = Text(
    "Leverantören har inget annat avtal som räknas i timmar i ärendet {reference}.",
    "The supplier has no other contract that is counted in hours in case {reference}.",
)
_WHICH_LOT = Text(
    "Leverantören har flera delar i ärendet {reference}. Ange vilken del timmarna räknas i.",
    "The supplier has several lots in case {reference}. Say in which one the hours count.",
)
