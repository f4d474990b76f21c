"""Positions that procurements ask for, by month and occupation, against what the labour-market units have answered."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, or_, select

from models.tables import Case, DemandOrderRow, Track
from models.unreadable import OCCUPATIONS, UNITS, CaseProblem
from states.law.applicability import DEMANDS
from states.processes.procurement import OPEN, PROCUREMENT
from states.processes.target_group import TARGET_GROUP, TargetGroupState
from states.records.demand import DemandOrder, UnitAnswer, answer_that_counts, lines_of
from states.records.needs import Need
from states.refusal import Unreadable

_case = Case.__table__
_track = Track.__table__
_order = DemandOrderRow.__table__
_NO_DEMAND = (TargetGroupState.IDLE, TargetGroupState.DONE)


def asking_cases(connection: Connection) -> list[int]:
    """Return the cases whose purchase has not ended and that ask for people, or have asked."""
    of_purchase = (_track.c.process == PROCUREMENT.name) & (_track.c.subject == "") & _track.c.state.in_(sorted(OPEN))
    asks = or_(_case.c.need_amount != 0, _case.c.occupations != "", _case.c.id.in_(select(_order.c.case_id)))
    query = select(_case.c.id).join(_track, _track.c.case_id == _case.c.id).where(of_purchase, asks)
    return list(connection.execute(query.order_by(_case.c.id)).scalars())


@dataclass(slots=True)
class Positions:
    """Counts of positions: `wanted` is always the sum of those that follow it. `cases` ask for them.

    `unsaid` counts demands of which nobody has said how many; they are in no other count.
    """

    cases: int = 0
    unsaid: int = 0
    wanted: int = 0
    have: int = 0
    by: int = 0
    waiting: int = 0
    """Asked, and not answered yet."""
    cannot: int = 0
    unasked: int = 0
    """No unit serves them."""

    def add(self, number: int, column: str) -> None:
        self.unsaid += not number
        self.wanted += number
        setattr(self, column, getattr(self, column) + number)


class DemandRow(NamedTuple):
    """What is wanted in one occupation from one month on: "2027-03", "" unknown; the occupation "" where unsaid."""

    month: str
    occupation: str
    positions: Positions


def demand_table(connection: Connection, problems: list[CaseProblem] | None = None) -> list[DemandRow]:
    """Return the demand of every open case by month and occupation, in two statements.

    Of several units that were asked for the same positions the best answer counts. Raises UnknownWord unless there is a
    list of `problems` to which such cases are added.
    """
    orders = _orders(connection)
    found: dict[tuple[str, str], Positions] = defaultdict(Positions)
    for case in connection.execute(_cases()):
        try:
            lines = lines_of(_need(case))
        except Unreadable as unreadable:
            if problems is None:
                raise
            problems.append(CaseProblem(case.reference, unreadable.text))
            continue
        start = case.planned_start or case.contract_start
        for occupation, number in lines:
            row = found[f"{start:%Y-%m}" if start else "", occupation]
            row.cases += 1
            row.add(number, _column(orders.get((case.id, occupation), ())))
    return [DemandRow(*key, found[key]) for key in sorted(found, key=lambda key: (not key[0], *key))]


def total(rows: Iterable[DemandRow]) -> Positions:
    """Return the sum of some rows; a case that asks for several occupations is counted in each."""
    every = list(rows)
    return Positions(**{one.name: sum(getattr(row.positions, one.name) for row in every) for one in fields(Positions)})


_COLUMNS = {UnitAnswer.HAVE: "have", UnitAnswer.BY: "by", UnitAnswer.CANNOT: "cannot"}


def _column(orders: Sequence[DemandOrder]) -> str:
    counts = answer_that_counts(orders)
    if counts is None:
        return "unasked"
    return _COLUMNS[UnitAnswer(counts.answer)] if counts.answer else "waiting"


def _need(case: Row[Any]) -> Need:
    return Need(OCCUPATIONS[case.occupations], UNITS[case.need_unit], case.need_amount)


def _cases() -> Select[Any]:
    purchase, work = _track.alias(), _track.alias()
    c = _case.c
    what = (c.id, c.reference, c.occupations, c.need_unit, c.need_amount, c.planned_start, c.contract_start)
    return (
        select(*what)
        .join(purchase, purchase.c.case_id == c.id)
        .join(work, work.c.case_id == c.id)
        .where(purchase.c.process == PROCUREMENT.name, purchase.c.state.not_in(PROCUREMENT.ends))
        .where(work.c.process == TARGET_GROUP.name, work.c.state.not_in(_NO_DEMAND))
        .where(c.outcome.in_(DEMANDS))
        .order_by(c.reference_key)
    )


def _orders(connection: Connection) -> dict[tuple[int, str], list[DemandOrder]]:
    """Return every order whose demand is still there, by case and occupation."""
    query = select(_order.c.case_id, *(_order.c[name] for name in DemandOrder._fields)).where(
        _order.c.answer != UnitAnswer.WITHDRAWN
    )
    found: dict[tuple[int, str], list[DemandOrder]] = defaultdict(list)
    for case_id, *stored in connection.execute(query):
        order = DemandOrder(*stored)
        found[case_id, order.occupation].append(order)
    return found
