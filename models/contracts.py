"""The contracts of one firm: what it owes in other cases, and who works there under two of them.

An employment counts in one contract alone. Where two report the same, one of them says so; see
`states.records.employments.CountedIn`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from models.casefile import CaseFile, ObligationFile
from models.casestore import load_some
from models.firms import firms_called
from models.references import ids_called
from models.refusals import Refused
from models.tables import ObligationRow
from states.facts import Milestone
from states.processes.placement import person_of, split
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.supplier import BOUND
from states.records.doubts import asked
from states.records.employments import CountedIn
from states.records.names import organisation_number, supplier_key
from states.records.obligations import Measure, Origin, Spell
from states.refusal import Reason, repeat
from states.text import Text, verbatim

_obligation = ObligationRow.__table__


@dataclass(frozen=True, slots=True)
class FirmContract:
    """What one firm owes on one lot of a case, with the case as it stands."""

    case: CaseFile
    owed: ObligationFile

    @property
    def told(self) -> str:
        """The case, with the lot if there is one: "UH-2026-14, Del 1"."""
        return f"{self.case.reference}, {self.owed.lot}" if self.owed.lot else self.case.reference

    @property
    def takes_hours(self) -> bool:
        """Whether hours can count in it: it is owed in hours, and the supplier is bound and not through."""
        track = self.case.track("supplier", self.owed.subject)
        return self.owed.unit == Measure.HOURS and track is not None and track.state in BOUND

    def spells(self) -> Iterator[Spell]:
        """Yield the times of everybody that was employed under it and is not counted elsewhere."""
        spells = self.case.known().spells()
        for place in self.case.positions().get(self.owed.subject, []):
            yield from (one for one in spells.get(place.subject, ()) if one.started is not None and not one.elsewhere)


def contracts_of(connection: Connection, case: CaseFile, owed: ObligationFile) -> list[FirmContract]:
    """Return what the firm of an obligation owes otherwise, in this case and others, by case and lot.

    A firm is known by its organisation number, and by the names that it has and had where that is not known.
    """
    number = _number(case, owed)
    firm = firms_called(connection, [(owed.supplier, "")]).find(owed.supplier)
    names = {owed.supplier, *((firm.name, *firm.formerly) if firm else ())}
    keys = {supplier_key(name) for name in names}
    rows = connection.execute(select(_obligation.c.case_id, _obligation.c.supplier).distinct()).all()
    ids = sorted({case_id for case_id, supplier in rows if case_id != case.id and supplier_key(supplier) in keys})
    found = [case, *(one for one in load_some(connection, ids) if _goes_on(one))]
    return [
        FirmContract(of, one)
        for of in found
        for one in of.obligations
        if supplier_key(one.supplier) in keys
        and one is not owed
        and not of.unknown_words()
        and (not number or _number(of, one) in {"", number})
    ]


def _number(case: CaseFile, owed: ObligationFile) -> str:
    """Return the organisation number that a case knows of a winner, "" where it knows none."""
    named = (
        one.value
        for one in reversed(case.recorded)
        if one.milestone is Milestone.WINNER_NAMED and (one.lot, one.supplier) == (owed.lot, owed.supplier)
    )
    return organisation_number(next(filter(None, named), ""))


def _goes_on(case: CaseFile) -> bool:
    """Tell whether a case has not been cancelled, nor gone on in another."""
    purchase = case.track(PROCUREMENT.name)
    return purchase is not None and purchase.state != ProcurementState.CANCELLED


def same_start(contracts: list[FirmContract], on: date) -> tuple[Reason, ...]:
    """Return the question whether an employment is one that another contract reports from the same day; or nothing."""
    found = [
        (one, spell)
        for one in contracts
        for spell in one.spells()
        if spell.started == on and spell.terms.origin is not Origin.OWN_EMPLOYEE
    ]
    return tuple(_same_person(one, spell, on) for one, spell in found[:1])


def _same_person(contract: FirmContract, spell: Spell, on: date) -> Reason:
    place = _PLACE.fill(contract=contract.told, position=verbatim(str(spell.position)))
    question = asked(_SAME_DAY.fill(on=on, place=place))
    there = repeat(counts_in=contract.case.reference, counts_at=f"{spell.position}.{spell.candidate}")
    return replace(question, remedies=(*question.remedies, there))


def counted_in(
    connection: Connection, case: CaseFile, owed: ObligationFile, placement: str, told: CountedIn
) -> CountedIn:
    """Return where an employment counts that this case reports too, as the other case calls it.

    Raises Refused for a case that there is not, for another firm's, for a place where nobody is hired or that counts
    elsewhere itself, and for an employment on which another contract depends.
    """
    found = ids_called(connection, [told.reference])
    contracts = contracts_of(connection, case, owed)
    there = [one for one in contracts if one.case.id in found.values()]
    if not there:
        raise Refused(_NO_SUCH_CONTRACT.fill(reference=told.reference, supplier=owed.supplier))
    position, candidate = split(person_of(told.placement))
    if not any((one.position, one.candidate) == (position, candidate) for of in there for one in of.spells()):
        raise Refused(_NOBODY_THERE.fill(place=told.told))
    _check_free(contracts, case, placement)
    return CountedIn(person_of(told.placement), there[0].case.reference)


def _check_free(contracts: list[FirmContract], case: CaseFile, placement: str) -> None:
    position, candidate = split(person_of(placement))
    for part in case.hours:
        if part.case_id == case.id and part.person == (position, candidate) and part.counts_in != case.reference:
            raise Refused(_HOURS_GIVEN.fill(reference=part.counts_in))
    for one in contracts:
        for told in one.case.known().of_candidates.values():
            for value in (word for _, word in told.values()):
                if value == str(CountedIn(person_of(placement), case.reference)):
                    raise Refused(_OTHERS_COUNT_HERE.fill(reference=one.case.reference))


_PLACE = Text("{contract}, plats {position}", "{contract}, position {position}")
_SAME_DAY = Text(
    "Leverantören har redan rapporterat en anställning från samma dag, {on}, i ett annat avtal: {place}. En anställning"
    " räknas bara i ett avtal. Är det samma person, ange det andra avtalet. Annars är det två personer.",
    "The supplier has already reported an employment from the same day, {on}, in another contract: {place}. An"
    " employment counts in one contract only. If it is the same person, name the other contract. Otherwise these are"
    " two people.",
)
_NO_SUCH_CONTRACT = Text(
    "{supplier} har inget åtagande i ärendet {reference}. En anställning kan bara räknas i ett annat avtal med samma"
    " leverantör.",
    "{supplier} owes nothing in case {reference}. An employment can only count in another contract with the same"
    " supplier.",
)
_NOBODY_THERE = Text(
    "Där finns ingen anställning som räknas: {place}.", "There is no employment there that counts: {place}."
)
_HOURS_GIVEN = Text(
    "Timmar för personen räknas i {reference}. Rätta månadsrapporterna först.",
    "Hours of the person count in {reference}. Correct the monthly reports first.",
)
_OTHERS_COUNT_HERE = Text(
    "Ärendet {reference} säger att personen räknas här. Ta tillbaka det först.",
    "Case {reference} says that the person counts here. Take that back first.",
)
