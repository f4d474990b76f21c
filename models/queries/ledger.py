"""What suppliers owe and have delivered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.agenda import accounts_stored, to_be_worked_out
from models.casefile import CaseFile, balances_of
from models.casestore import load_some
from models.queries.cases import of_purchase, read_case
from models.rows import no_collecting
from models.tables import Case, ObligationRow, Track
from models.unreadable import CaseProblem, each_readable
from states.processes.procurement import ProcurementState
from states.records.accounts import Account, read_account
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
    rules: str,
    reference: str = "",
    problems: list[CaseProblem] | None = None,
) -> Iterator[LedgerLine]:
    """Yield the balances of one case, or of all that are not cancelled, by reference.

    `rules` are those in force: what is stored by others is not read.

    Raises UnknownCase, and Unreadable unless there is a list of `problems` to which such cases are added.
    """
    if reference:
        yield from _lines([read_case(connection, reference)], today, problems)
        return
    # Read for every case at once, tens of thousands of them: Core, and the cases in pages.
    owing = select(_obligation.c.case_id).join(_track, _track.c.case_id == _obligation.c.case_id)
    owing = owing.where(of_purchase(), _track.c.state != ProcurementState.CANCELLED)
    by_reference = select(_case.c.id, _case.c.reference).where(_case.c.id.in_(owing)).order_by(_case.c.reference_key)
    cases = connection.execute(by_reference).tuples().all()
    left_out = to_be_worked_out(connection, rules, today)
    afresh = set(left_out) if left_out is not None else {number for number, _ in cases}
    for first in range(0, len(cases), AT_ONCE):
        with no_collecting():
            page = dict(cases[first : first + AT_ONCE])
            stored = _stored(connection, [number for number in page if number not in afresh])
            found = load_some(connection, [number for number in page if number not in stored])
            worked_out = {case.id: case for case in found}
            lines: list[LedgerLine] = []
            for number, called in page.items():
                if number in stored:
                    lines += [LedgerLine(called, account.on(today)) for account in stored[number]]
                elif number in worked_out:
                    lines += _lines([worked_out[number]], today, problems)
        yield from lines


def _stored(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[Account]]:
    """Return the accounts that are stored, by case; without those of cases in which hours are counted."""
    told: dict[int, list[str]] = {}
    for case_id, text in accounts_stored(connection, case_ids):
        told.setdefault(case_id, []).append(text)
    return {number: [read_account(text) for text in texts] for number, texts in told.items() if all(texts)}


def _lines(cases: Iterable[CaseFile], today: date, problems: list[CaseProblem] | None) -> list[LedgerLine]:
    found = each_readable(cases, lambda case: balances_of(case, today), problems)
    return [
        LedgerLine(case.reference, balance, case.hours if balance.obligation.unit is Measure.HOURS else ())
        for case, balance in found
    ]
