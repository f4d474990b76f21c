"""Attestations that obligations are fulfilled: what they say, and that they were given."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile, ObligationFile, balances_of, subject_of
from models.firms import firms_called
from models.installation.sealing import Seal
from models.journal import Entry, first_broken
from models.queries.journals import journal
from models.refusals import Refused
from models.rows import read_objects
from models.tables import AttestationRow, ContractingUnit
from states.facts import Milestone, Role
from states.processes.supplier import SUPPLIER_PROCESS, SupplierState
from states.records.attestations import Attested, figure, firms_number
from states.records.employments import CountedIn, Employer
from states.records.hours import HoursPart, figure_of, in_hours
from states.records.obligations import Balance, Measure
from states.refusal import Reason
from states.text import Text

ATTESTED = "attested"
"""The event of the journal; its detail is the digest of what was attested."""
GIVERS = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER)
_attestation = AttestationRow.__table__
_unit = ContractingUnit.__table__


def given(connection: Connection, case_id: int) -> list[AttestationRow]:
    """Return every attestation that a case has given, oldest first."""
    query = select(AttestationRow).where(col(AttestationRow.case_id) == case_id)
    return read_objects(connection, query.order_by(col(AttestationRow.id)))


def attest(
    connection: Connection, case: CaseFile, owed: ObligationFile, *, by: Actor, today: date, seal: Seal
) -> tuple[Attested, bool]:
    """Return what is attested of a fulfilled obligation, and whether it is news; the caller saves the case.

    What was attested before and still holds is given again as it was. Raises Refused for an obligation that is not
    fulfilled or never was entered, and for a role that has nothing to do with it.
    """
    if by.role not in GIVERS:
        raise Refused(Reason("not_yours", _NOT_YOURS, GIVERS))
    attested = _of_case(connection, case, owed, today)
    for row in reversed(given(connection, case.id)):
        before = Attested.parse(row.words())
        if before.entry == attested.entry and row.public_key == seal.public_key:
            if replace(before, given_on=today) == attested:
                return before, False
            break
    connection.execute(
        insert(_attestation).values(
            case_id=case.id,
            entry=attested.entry,
            content=attested.canonical(),
            digest=attested.digest,
            public_key=seal.public_key,
            given_by=str(by),
            given_on=today,
        )
    )
    track = case.track(SUPPLIER_PROCESS.name, owed.subject)
    case.note(today, actor=str(by), event=ATTESTED, track=track, detail=attested.digest)
    return attested, True


def fulfilled(case: CaseFile, owed: ObligationFile) -> bool:
    track = case.track(SUPPLIER_PROCESS.name, owed.subject)
    return track is not None and track.state == SupplierState.FULFILLED


def fulfilling(entries: Iterable[tuple[Entry, str]], subjects: Iterable[str]) -> tuple[Entry, str] | None:
    """Return the last entry of a journal, with its digest, by which the supplier of some names came to be fulfilled."""
    names = frozenset(subjects)
    found = [one for one in entries if is_fulfilment(one[0]) and one[0].subject in names]
    return found[-1] if found else None


def is_fulfilment(entry: Entry) -> bool:
    """Tell whether an entry says that a supplier has fulfilled what it owes, by the rules or by an override."""
    return entry.process == SUPPLIER_PROCESS.name and entry.target == SupplierState.FULFILLED


def _of_case(connection: Connection, case: CaseFile, owed: ObligationFile, today: date) -> Attested:
    if not fulfilled(case, owed):
        raise Refused(_NOT_FULFILLED.fill(supplier=owed.subject))
    names = {subject_of(owed.lot, name) for name in (owed.supplier, *owed.former_names)}
    chain = journal(connection, case.reference)
    if first_broken(chain.entries, length=chain.length, head=chain.head) is not None:
        raise Refused(_JOURNAL_ALTERED.fill(reference=case.reference))
    found = fulfilling(chain.entries, names)
    if found is None or owed.owed.unit is None:
        raise Refused(_NEVER_ENTERED.fill(supplier=owed.subject))
    entry, digest = found
    dates = case.known().dates
    counted = balances_of(case, entry.on)[case.obligations.index(owed)]
    buyer, buyer_number = _buyer(connection, case.unit_id)
    firm = firms_called(connection, [(owed.supplier, "")]).named(owed.supplier)
    return Attested(
        reference=case.reference,
        title=case.title,
        buyer=buyer,
        buyer_number=buyer_number,
        lot=owed.lot,
        supplier=owed.supplier,
        supplier_number=firms_number(firm.organisation_number) if firm else "",
        unit=owed.owed.unit,
        owed=figure(counted.promised),
        started=figure(counted.started),
        delivered=figure(counted.fulfilled),
        beyond=figure(counted.over),
        people=len({(one.position, one.candidate) for one in counted.spells if one.counts}),
        contract_signed=counted.contract_signed,
        contract_ended=dates.get(Milestone.CONTRACT_ENDED),
        first_start=counted.first_start,
        fulfilled_on=entry.on,
        entry=entry.number,
        journal=digest,
        given_on=today,
        employers=_employers(counted),
        counted_from=_from_others(case, owed),
        counted_elsewhere=_elsewhere(case, owed, counted),
    )


def _employers(counted: Balance) -> str:
    """Return who else employs, with the organisation number: "Bemanning AB (559000-1234)"."""
    found = {one.employer for one in counted.spells if one.counts and one.employer}
    return ", ".join(sorted(Employer.parse(one).told.sv for one in found))


def _from_others(case: CaseFile, owed: ObligationFile) -> str:
    """Return the hours of other cases that count here, by case: "UH-1: 60"."""
    if owed.unit != Measure.HOURS:
        return ""
    return _by_case((part.reference, part.quarters) for part in case.hours if _is_for(part, case, owed))


def _is_for(part: HoursPart, case: CaseFile, owed: ObligationFile) -> bool:
    return part.obligation_id == owed.id and part.case_id != case.id


def _elsewhere(case: CaseFile, owed: ObligationFile, counted: Balance) -> str:
    """Return the hours that count in other contracts, by case, and the cases in which whole employments do."""
    mine = {place.subject for place in case.positions().get(owed.subject, [])}
    hours = (
        (part.counts_in, part.quarters)
        for part in case.hours
        if part.case_id == case.id and str(part.position) in mine and part.obligation_id != owed.id
    )
    known = case.known()
    told = {
        CountedIn.parse(known.of(f"{one.position}.{one.candidate}")[Milestone.COUNTED_ELSEWHERE][1]).reference
        for one in counted.spells
        if one.elsewhere
    }
    return ", ".join(filter(None, (_by_case(hours) if owed.unit == Measure.HOURS else "", *sorted(told))))


def _by_case(hours: Iterable[tuple[str, int]]) -> str:
    found: dict[str, int] = {}
    for reference, quarters in hours:
        found[reference] = found.get(reference, 0) + quarters
    return ", ".join(f"{case}: {figure_of(in_hours(quarters)).en}" for case, quarters in found.items() if quarters)


def _buyer(connection: Connection, unit_id: int | None) -> tuple[str, str]:
    query = select(_unit.c.name, _unit.c.organisation_number).where(_unit.c.id == unit_id)
    found = connection.execute(query).one_or_none()
    return (found.name, found.organisation_number) if found else ("", "")


_NOT_YOURS = Text("Det här kan inte göras av den rollen.", "This cannot be done by that role.")
_NOT_FULFILLED = Text(
    "{supplier} har inte uppfyllt sitt åtagande än. Intyget kan lämnas när det är uppfyllt.",
    "{supplier} has not fulfilled its obligation yet. The attestation can be given once it has.",
)
_NEVER_ENTERED = Text(
    "Det är inte registrerat vad {supplier} åtog sig. Därför finns inga siffror att intyga.",
    "What {supplier} undertook was never entered. There are no figures to attest.",
)
_JOURNAL_ALTERED = Text(
    "Journalen för {reference} har ändrats i efterhand. Inget kan intygas ur den.",
    "The journal of {reference} was altered. Nothing can be attested from it.",
)
