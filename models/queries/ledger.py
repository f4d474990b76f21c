"""What suppliers owe and have delivered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.casefile import CaseFile, balances_of
from models.casestore import load_some
from models.queries.cases import of_purchase, read_case
from models.rows import no_collecting
from models.tables import Case, ObligationRow, Track
from models.unreadable import CaseProblem, each_readable
from states.processes.procurement import ProcurementState
from states.records.hours import HoursPart
from states.records.obligations import Balance, Measure

_track = Track.__table__
_obligation = ObligationRow.__table__
_case = Case.__table__

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What one supplier owes and has delivered in a case."""

    reference: str
    balance: Balance
    hours: tuple[HoursPart, ...] = ()
    """The hours of the case, and those of other cases that count in it."""


def ledger(
    connection: Connection,
    *,
    today: date,
    reference: str = "",
    problems: list[CaseProblem] | None = None,
) -> Iterator[LedgerLine]:
    """Yield the balances of one case, or of all that are not cancelled, by reference.

    Raises UnknownCase, and Unreadable unless there is a list of `problems` to which such cases are added.
    """
    if reference:
        yield from _lines([read_case(connection, reference)], today, problems)
        return
    # Read for every case at once, tens of thousands of them: Core, and the cases in pages.
    owing = select(_obligation.c.case_id).join(_track, _track.c.case_id == _obligation.c.case_id)
    owing = owing.where(of_purchase(), _track.c.state != ProcurementState.CANCELLED)
    by_reference = select(_case.c.id).where(_case.c.id.in_(owing)).order_by(_case.c.reference_key)
    ids = connection.execute(by_reference).scalars().all()
    for first in range(0, len(ids), AT_ONCE):
        with no_collecting():
            page = ids[first : first + AT_ONCE]
            by_id = {case.id: case for case in load_some(connection, page)}
            lines = _lines([by_id[number] for number in page if number in by_id], today, problems)
        yield from lines


def _lines(cases: Iterable[CaseFile], today: date, problems: list[CaseProblem] | None) -> list[LedgerLine]:
    found = each_readable(cases, lambda case: balances_of(case, today), problems)
    return [
        LedgerLine(case.reference, balance, case.hours if balance.obligation.unit is Measure.HOURS else ())
        for case, balance in found
    ]
