"""The agendas of all cases on a day: what is stored where it holds, and worked out afresh where it does not.

What is read costs what is shown: pages come from an index, people are looked up for the rows of a page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from matters.ladder import Ladder
from matters.open_matters import agenda_of
from matters.rules_in_force import rules_with
from models.agenda import WAITING, AgendaItem, Kind, rows_of, to_be_worked_out
from models.queries.cases import in_pages, live_cases
from models.storage.driver_statements import among, id_list
from models.tables import AgendaRow
from models.unreadable import CaseProblem, each_readable

_agenda = AgendaRow.__table__

Found: TypeAlias = tuple[int, AgendaItem]
"""A case by its number, and a row of its agenda."""
_FIRST = date.min


@dataclass(frozen=True, slots=True)
class Agendas:
    """All agendas on one day. `left_out` are the cases of which not what is stored counts, but what is in `worked_out`.

    Where nothing that is stored counts, `left_out` is None.
    """

    connection: Connection
    left_out: Sequence[int] | None
    worked_out: Sequence[Found]

    def waits(self, *, points: Sequence[str] = (), limit: int, offset: int = 0) -> tuple[list[Found], int]:
        """Return some of what is waited for, the longest wait first, and how much there is in all.

        Each row stands for its cause. `points` are the names of sync points of which one is meant; none of them: all.
        """
        where = _agenda.c.kind == Kind.WAITS
        if points:
            named = _agenda.alias()
            meant = select(named.c.id).where(
                named.c.case_id == _agenda.c.case_id, named.c.cause == _agenda.c.place, named.c.name.in_(points)
            )
            where = and_(where, meant.where(named.c.kind.in_(WAITING)).exists())
        causes = {
            (case_id, item.cause)
            for case_id, item in self.worked_out
            if item.kind in WAITING and (not points or item.name in points)
        }
        return self._some(
            where,
            lambda case_id, item: item.kind == Kind.WAITS and (case_id, item.place) in causes,
            (_agenda.c.since, _agenda.c.case_id, _agenda.c.place),
            lambda found: (found[1].since or _FIRST, found[0], found[1].place),
            slice(offset, offset + limit),
        )

    def owed(self, *, since: date | None, before: date, limit: int, offset: int = 0) -> tuple[list[Found], int]:
        """Return some of what is owed by a day before `before`, from `since` on, by its day, and how much there is."""
        where = and_(_agenda.c.deadline < before, _agenda.c.deadline >= since if since else true())
        return self._some(
            where,
            lambda _, item: item.deadline is not None and (since or _FIRST) <= item.deadline < before,
            (_agenda.c.deadline, _agenda.c.case_id, _agenda.c.name, _agenda.c.subject),
            lambda found: (found[1].deadline, found[0], found[1].name, found[1].subject),
            slice(offset, offset + limit),
        )

    def to_do(self, case_ids: Sequence[int], *, before: date) -> list[Found]:
        """Return what is owed in some cases by a day before `before`, or without a last day; that comes last."""
        wanted = set(case_ids)
        left_out = wanted if self.left_out is None else wanted.intersection(self.left_out)
        name = self.connection.dialect.name
        query = select(_agenda.c.case_id, *(_agenda.c[name] for name in AgendaItem._fields)).where(
            _agenda.c.kind == Kind.OWED,
            or_(_agenda.c.deadline < before, _agenda.c.deadline.is_(None)),
            among(_agenda.c.case_id, name),
        )
        rows = self.connection.execute(query, {"ids": id_list(self.connection, sorted(wanted - left_out))})
        found = [(case_id, AgendaItem(*item)) for case_id, *item in rows]
        found += [
            (case_id, item)
            for case_id, item in self.worked_out
            if case_id in wanted and item.kind == Kind.OWED and (item.deadline is None or item.deadline < before)
        ]
        return sorted(found, key=lambda one: (one[1].deadline or date.max, one[0], one[1].place))

    def waiting_in(self, case_ids: Sequence[int]) -> list[Found]:
        """Return what is waited for in some cases, one for each cause, the longest wait first."""
        rows = ((number, item) for number, items in self.of_cases(case_ids).items() for item in items)
        found = [(number, item) for number, item in rows if item.kind == Kind.WAITS]
        return sorted(found, key=lambda one: (one[1].since or _FIRST, one[0], one[1].place))

    def of_kind(self, kind: Kind, *, limit: int) -> tuple[list[Found], int]:
        """Return some of the rows of a kind, by when their cases were opened, and how many there are."""
        return self._some(
            _agenda.c.kind == kind,
            lambda _, item: item.kind == kind,
            (_agenda.c.case_id, _agenda.c.since, _agenda.c.place),
            lambda found: (found[0], found[1].since or _FIRST, found[1].place),
            slice(0, limit),
        )

    def of_cases(self, case_ids: Sequence[int]) -> dict[int, list[AgendaItem]]:
        """Return the agendas of some cases; one without a row is left out."""
        found: dict[int, list[AgendaItem]] = {}
        wanted = set(case_ids)
        stored = [] if self.left_out is None else wanted.difference(self.left_out)
        for case_id, item in rows_of(self.connection, sorted(stored)):
            found.setdefault(case_id, []).append(item)
        for case_id, item in self.worked_out:
            if case_id in wanted:
                found.setdefault(case_id, []).append(item)
        return found

    def _some(
        self,
        where: ColumnElement[bool],
        wanted: Callable[[int, AgendaItem], bool],
        by: Sequence[ColumnElement[Any]],
        key: Callable[[Found], Any],
        page: slice,
    ) -> tuple[list[Found], int]:
        fresh = sorted((one for one in self.worked_out if wanted(*one)), key=key)
        if self.left_out is None:
            return fresh[page], len(fresh)
        given = {"ids": id_list(self.connection, self.left_out)}
        if self.left_out:
            where = and_(where, ~among(_agenda.c.case_id, self.connection.dialect.name))
        counted = select(func.count()).select_from(_agenda).where(where)
        total = int(self.connection.execute(counted, given if self.left_out else {}).scalar_one()) + len(fresh)
        query = select(_agenda.c.case_id, *(_agenda.c[name] for name in AgendaItem._fields)).where(where).order_by(*by)
        # Rows that were worked out may stand before the page, so that it begins earlier in what is stored.
        passed = 0 if fresh else page.start
        query = query.limit(page.stop - passed).offset(passed)
        rows = self.connection.execute(query, given if self.left_out else {})
        stored = [(case_id, AgendaItem(*item)) for case_id, *item in rows]
        return list(islice(merge(stored, fresh, key=key), page.start - passed, page.stop - passed)), total


def read_agendas(
    connection: Connection, today: date, ladder: Ladder, *, problems: list[CaseProblem] | None = None
) -> Agendas:
    """Return the agendas of all cases on a day; the cases that are due are worked out, and nothing is written.

    Raises Unreadable unless there is a list of `problems` to which cases are added that cannot be read.
    """
    left_out = to_be_worked_out(connection, rules_with(ladder), today)
    cases = live_cases(connection) if left_out is None else in_pages(connection, left_out)
    found = each_readable(cases, lambda case: agenda_of(case, today, ladder), problems)
    return Agendas(connection, left_out, [(case.id, item) for case, item in found])
