"""Positions that procurements ask for, by month and occupation, against what the labour-market units have answered.

The database counts the cases that ask for the same from the same month on: what is read is as long as what it tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Connection, Select, String, case, cast, func, or_, select

from models.tables import Case, DemandOrderRow, Track
from models.unreadable import OCCUPATIONS, UNITS, CaseProblem
from states.law.applicability import DEMANDS
from states.processes.procurement import OPEN, PROCUREMENT
from states.processes.target_group import TARGET_GROUP, TargetGroupState
from states.records.demand import Covered, UnitAnswer, covered, lines_of
from states.records.needs import Need
from states.refusal import Unreadable

_case = Case.__table__
_track = Track.__table__
_order = DemandOrderRow.__table__
_NO_DEMAND = (TargetGroupState.IDLE, TargetGroupState.DONE)
_ALL_OF_THEM = 10**6
"""More people than anybody asks for: an answer without a number is about all of them."""


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

    def add(self, number: int, cover: Covered, cases: int) -> None:
        """Add the demand of `number` people that some cases have, each of them covered alike."""
        self.cases += cases
        self.unsaid += cases * (not number)
        self.wanted += cases * number
        for name, value in zip(Covered._fields, cover, strict=True):
            setattr(self, name, getattr(self, name) + cases * value)


class DemandRow(NamedTuple):
    """What is wanted in one occupation from one month on: "2027-03", "" unknown; the occupation "" where unsaid."""

    month: str
    occupation: str
    positions: Positions


class _WantedAlike(NamedTuple):
    """What some cases ask for alike, as it is stored."""

    occupations: str
    need_unit: str
    need_amount: float
    month: str


class _Answers(NamedTuple):
    """What the units of a demand have answered together, in one occupation."""

    occupation: str
    have: int
    by: int
    waiting: bool


def demand_table(connection: Connection, problems: list[CaseProblem] | None = None) -> list[DemandRow]:
    """Return the demand of every open case by month and occupation, in two statements.

    Of several units that were asked for the same positions the best answers count. Raises UnknownWord unless there is a
    list of `problems` to which such cases are added.
    """
    asking = _asking()
    answers = _answers(connection, asking)
    found: dict[tuple[str, str], Positions] = defaultdict(Positions)
    for *stored, cases in connection.execute(_alike(asking)):
        asked = _WantedAlike(*stored)
        try:
            lines = lines_of(_need(asked))
        except Unreadable as unreadable:
            if problems is None:
                raise
            problems += [CaseProblem(reference, unreadable.text) for reference in _called(connection, asked)]
            continue
        for occupation, number in lines:
            row, left = found[asked.month, occupation], cases
            for told, times in answers.get((asked, occupation), ()):
                cover = covered(number, have=told.have, by=told.by, asked=True, waiting=told.waiting)
                row.add(number, cover, times)
                left -= times
            row.add(number, Covered(unasked=number), left)
    return [DemandRow(*key, found[key]) for key in sorted(found, key=lambda key: (not key[0], *key))]


def total(rows: Iterable[DemandRow]) -> Positions:
    """Return the sum of some rows; a case that asks for several occupations is counted in each."""
    every = list(rows)
    return Positions(**{one.name: sum(getattr(row.positions, one.name) for row in every) for one in fields(Positions)})


def _need(asked: _WantedAlike) -> Need:
    return Need(OCCUPATIONS[asked.occupations], UNITS[asked.need_unit], asked.need_amount)


def month_of(day: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the month of a day in the database as "2027-03", "" where there is none."""
    return func.coalesce(func.substr(cast(day, String), 1, 7), "")


def begins() -> ColumnElement[date | None]:
    """Return the day on which the work of a case is to begin: as assessed, else as the contract is planned."""
    return func.coalesce(_case.c.planned_start, _case.c.contract_start)


def demanding() -> Select[Any]:
    """Return the cases whose demand is open; select more columns of theirs with `add_columns`."""
    purchase, work = _track.alias(), _track.alias()
    return (
        select(_case.c.id)
        .join(purchase, purchase.c.case_id == _case.c.id)
        .join(work, work.c.case_id == _case.c.id)
        .where(purchase.c.process == PROCUREMENT.name, purchase.c.subject == "")
        .where(purchase.c.state.not_in(PROCUREMENT.ends))
        .where(work.c.process == TARGET_GROUP.name, work.c.subject == "", work.c.state.not_in(_NO_DEMAND))
        .where(_case.c.outcome.in_(DEMANDS))
    )


def _asking() -> CTE:
    c = _case.c
    return demanding().add_columns(c.occupations, c.need_unit, c.need_amount, month_of(begins()).label("month")).cte()


def _alike(asking: CTE) -> Select[Any]:
    alike = [asking.c[name] for name in _WantedAlike._fields]
    return select(*alike, func.count()).group_by(*alike)


def _called(connection: Connection, asked: _WantedAlike) -> Sequence[str]:
    c = _case.c
    stored = (c.occupations == asked.occupations, c.need_unit == asked.need_unit, c.need_amount == asked.need_amount)
    same = demanding().where(*stored, month_of(begins()) == asked.month)
    return connection.execute(same.with_only_columns(c.reference).order_by(c.reference_key)).scalars().all()


def _answers(connection: Connection, asking: CTE) -> dict[tuple[_WantedAlike, str], list[tuple[_Answers, int]]]:
    """Return what was answered together, and in how many cases, by what they ask for and occupation."""
    told = _told_together()
    alike = [asking.c[name] for name in _WantedAlike._fields]
    answers = [told.c[name] for name in _Answers._fields]
    query = select(*alike, *answers, func.count()).join(told, told.c.case_id == asking.c.id).group_by(*alike, *answers)
    found: dict[tuple[_WantedAlike, str], list[tuple[_Answers, int]]] = defaultdict(list)
    for row in connection.execute(query):
        asked, said = _WantedAlike(*row[:4]), _Answers(*row[4:8])
        found[asked, said.occupation].append((said, row[8]))
    return found


def _told_together() -> CTE:
    """Return what all units that are asked in one occupation of a case have answered together."""
    c = _order.c
    people = case((c.people == 0, _ALL_OF_THEM), else_=c.people)

    def of(answer: UnitAnswer) -> ColumnElement[int]:
        return func.sum(case((c.answer == answer, people), else_=0))

    return (
        select(
            c.case_id,
            c.occupation,
            of(UnitAnswer.HAVE).label("have"),
            of(UnitAnswer.BY).label("by"),
            func.max(case((c.answer == "", 1), else_=0)).label("waiting"),
        )
        .where(c.answer != UnitAnswer.WITHDRAWN)
        .group_by(c.case_id, c.occupation)
        .cte()
    )
