"""What suppliers owe and have delivered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.casefile import CaseFile, balances_of
from models.queries.cases import in_pages, of_purchase, read_case
from models.tables import ObligationRow, Track
from models.unreadable import CaseProblem, each_readable
from states.processes.procurement import ProcurementState
from states.records.hours import HoursPart
from states.records.names import reference_key
from states.records.obligations import Balance, Measure

_track = Track.__table__
_obligation = ObligationRow.__table__


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
        cases: Iterable[CaseFile] = [read_case(connection, reference)]
    else:
        # Read for every case at once, tens of thousands of them: Core, and the cases in pages.
        owing = select(_obligation.c.case_id).join(_track, _track.c.case_id == _obligation.c.case_id)
        owing = owing.where(of_purchase(), _track.c.state != ProcurementState.CANCELLED).distinct()
        ids = connection.execute(owing).scalars().all()
        cases = sorted(in_pages(connection, sorted(ids)), key=lambda case: reference_key(case.reference))
    for case, balance in each_readable(cases, lambda case: balances_of(case, today), problems):
        yield LedgerLine(case.reference, balance, case.hours if balance.obligation.unit is Measure.HOURS else ())
