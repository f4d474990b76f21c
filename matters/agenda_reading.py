"""The agendas of all cases on a day: what is stored where it holds, and worked out afresh where it does not.

What is read costs what is shown: pages come from an index, people are looked up for the rows of a page.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select

from matters.ladder import Ladder
from matters.open_matters import agenda_of
from matters.rules_in_force import rules_with
from models.agenda import WAITING, AgendaItem, AgendaKind, stored_of, to_be_worked_out
from models.queries.cases import in_pages, live_cases
from models.rows import no_collecting
from models.storage.driver_statements import among, id_list
from models.tables import AgendaRow, Case
from models.unreadable import CaseProblem, each_readable

_agenda = AgendaRow.__table__
_case = Case.__table__

Found: TypeAlias = tuple[int, AgendaItem]
"""A case by its number, and a row of its agenda."""
Alike: TypeAlias = tuple[str, date | None, date | None]
"""What rows may have in common: their name, the day they count from, and their last day."""


class Chosen(NamedTuple):
    """Some cases: by their numbers where these are few, else by a condition on the case; `fresh` were worked out."""

    ids: Sequence[int] | None
    where: ColumnElement[bool]
    fresh: frozenset[int]


Cases: TypeAlias = Sequence[int] | Chosen | None
"""Of which cases rows are meant; None for all."""
_FIRST, _LAST = date.min, date.max
AT_ONCE = 200
FEW = 2_000
"""So many cases are told to the database by their numbers."""


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """A part of all agendas and its order: said to the database, and of a row that was worked out with its case's."""

    where: ColumnElement[bool]
    holds: Callable[[AgendaItem, Sequence[AgendaItem]], bool]
    by: tuple[ColumnElement[Any], ...]
    key: Callable[[Found], Any]


def waits_at(points: Sequence[str] = ()) -> AgendaPart:
    """Return what is waited for, the longest wait first; each row stands for its cause.

    `points` are the names of sync points of which one is meant; none of them: all.
    """
    c = _agenda.c
    where = c.kind == AgendaKind.WAITS
    if points:
        named = _agenda.alias().c
        meant = select(named.id).where(named.case_id == c.case_id, named.cause == c.place, named.kind.in_(WAITING))
        where = and_(where, meant.where(named.name.in_(points)).exists())
    return AgendaPart(
        where,
        lambda item, items: item.kind == AgendaKind.WAITS and (not points or _is_at(points, item, items)),
        (c.since, c.case_id, c.place),
        lambda found: (found[1].since or _FIRST, found[0], found[1].place),
    )


def _is_at(points: Sequence[str], head: AgendaItem, items: Sequence[AgendaItem]) -> bool:
    """Tell whether something that waits for the same as a row is at one of some points."""
    return any(one.kind in WAITING and one.cause == head.place and one.name in points for one in items)


def owed(*, since: date = _FIRST, before: date) -> AgendaPart:
    """Return what is owed by a day before `before`, and from `since` on, by that day."""
    c = _agenda.c
    where = c.deadline < before if since == _FIRST else and_(c.deadline < before, c.deadline >= since)
    return AgendaPart(
        where,
        lambda item, _: item.deadline is not None and since <= item.deadline < before,
        (c.deadline, c.case_id, c.name, c.subject),
        lambda found: (found[1].deadline or _LAST, found[0], found[1].name, found[1].subject),
    )


class AskingSince(NamedTuple):
    """From when a matter is somebody's: always while it has a last day, or else once it counts from `since` or before.

    Where there is an `after`, it is theirs only if it counts from a later day.
    """

    dated: bool
    since: date | None
    after: date | None = None

    def holds(self, item: AgendaItem) -> bool:
        """Tell whether a row is theirs now."""
        base = item.since or _FIRST
        if self.after is not None and base <= self.after:
            return False
        return (self.dated and item.deadline is not None) or (self.since is not None and base <= self.since)

    def where(self) -> ColumnElement[bool]:
        """Return the same as a condition on rows."""
        c = _agenda.c
        come = c.since <= self.since if self.since is not None else false()
        asked = or_(c.deadline.is_not(None), come) if self.dated else come
        return and_(asked, c.since > self.after) if self.after is not None else asked


def owed_of(matters: Mapping[str, AskingSince], *, before: date = _LAST) -> AgendaPart:
    """Return what is owed of some matters by a day before `before`, by that day, and then what has no last day."""
    c = _agenda.c
    alike: dict[AskingSince, list[str]] = {}
    for name, asked in sorted(matters.items()):
        alike.setdefault(asked, []).append(name)
    theirs = or_(false(), *(and_(c.name.in_(names), asked.where()) for asked, names in alike.items()))
    return AgendaPart(
        and_(c.kind == AgendaKind.OWED, theirs, or_(c.deadline.is_(None), c.deadline < before)),
        lambda item, _: (
            item.kind == AgendaKind.OWED
            and item.name in matters
            and matters[item.name].holds(item)
            and (item.deadline is None or item.deadline < before)
        ),
        (c.deadline.is_(None), c.deadline, c.since, c.case_id, c.place),
        lambda found: (
            found[1].deadline is None,
            found[1].deadline or _LAST,
            found[1].since or _FIRST,
            found[0],
            found[1].place,
        ),
    )


UNDATED = AgendaPart(
    and_(_agenda.c.kind == AgendaKind.OWED, _agenda.c.deadline.is_(None)),
    lambda item, _: item.kind == AgendaKind.OWED and item.deadline is None,
    (_agenda.c.since, _agenda.c.case_id, _agenda.c.place),
    lambda found: (found[1].since or _FIRST, found[0], found[1].place),
)
"""What is owed without a last day, what has been owed longest first."""


def of_kind(kind: AgendaKind) -> AgendaPart:
    """Return the rows of a kind, by when their cases were opened."""
    return AgendaPart(
        _agenda.c.kind == kind,
        lambda item, _: item.kind == kind,
        (_agenda.c.case_id, _agenda.c.since, _agenda.c.place),
        lambda found: (found[0], found[1].since or _FIRST, found[1].place),
    )


@dataclass(frozen=True, slots=True)
class Agendas:
    """All agendas on one day. `left_out` are the cases of which not what is stored counts, but what is in `worked_out`.

    Where nothing that is stored counts, `left_out` is None.
    """

    connection: Connection
    left_out: Sequence[int] | None
    worked_out: Mapping[int, Sequence[AgendaItem]]

    def count(self, part: AgendaPart) -> int:
        """Return how many rows a part has."""
        fresh = len(self._fresh(part, None))
        if self.left_out is None:
            return fresh
        query = select(func.count()).select_from(_agenda).where(part.where, *self._narrowed(None))
        return fresh + int(self.connection.execute(query, self._given(None)).scalar_one())

    def tally(self, part: AgendaPart, *, cases: Cases = None) -> Counter[Alike]:
        """Return how many rows of a part are alike: of all cases, or only of some."""
        found = Counter((item.name, item.since, item.deadline) for _, item in self._fresh(part, cases))
        if self.left_out is None:
            return found
        alike = (_agenda.c.name, _agenda.c.since, _agenda.c.deadline)
        query = select(*alike, func.count()).where(part.where, *self._narrowed(cases)).group_by(*alike)
        for name, since, deadline, number in self.connection.execute(query, self._given(cases)):
            found[name, since, deadline] += number
        return found

    def firsts(self, part: AgendaPart, most: int, *, cases: Cases = None) -> dict[str, list[Found]]:
        """Return the first rows of a part of each name, at most so many: of all cases, or only of some."""
        found: dict[str, list[Found]] = {}
        for one in self._fresh(part, cases):
            found.setdefault(one[1].name, []).append(one)
        if self.left_out is not None and most > 0:
            rank = func.row_number().over(partition_by=_agenda.c.name, order_by=part.by)
            ranked = select(_agenda.c.id, rank.label("rank")).where(part.where, *self._narrowed(cases)).subquery()
            query = select(_agenda.c.case_id, *(_agenda.c[name] for name in AgendaItem._fields))
            query = query.join(ranked, ranked.c.id == _agenda.c.id).where(ranked.c.rank <= most)
            for case_id, *item in self.connection.execute(query, self._given(cases)):
                read = AgendaItem(*item)
                found.setdefault(read.name, []).append((case_id, read))
        return {name: sorted(rows, key=part.key)[:most] for name, rows in found.items()}

    def chosen(self, where: ColumnElement[bool]) -> Chosen:
        """Return the cases that go on and of which a condition on the case holds."""
        goes_on = and_(_case.c.next_check.is_not(None), where)
        query = select(_case.c.id).where(goes_on).order_by(_case.c.id)
        ids = list(self.connection.execute(query.limit(FEW + 1)).scalars())
        if len(ids) <= FEW:
            return Chosen(ids, goes_on, frozenset(ids))
        some = among(_case.c.id, self.connection.dialect.name, "fresh")
        given = {"fresh": id_list(self.connection, sorted(self.worked_out))}
        fresh = self.connection.execute(query.where(some), given).scalars() if self.worked_out else ()
        return Chosen(None, goes_on, frozenset(fresh))

    def in_pages(self, part: AgendaPart, *, cases: Cases = None) -> Iterator[Sequence[Found]]:
        """Yield a part bit by bit: mostly the first is enough; where it is not, each is larger than the one before."""
        first, size = 0, AT_ONCE
        while rows := self.some(part, slice(first, first + size), cases=cases):
            yield rows
            if len(rows) < size:
                return
            first, size = first + size, size * 4

    def some(self, part: AgendaPart, page: slice, *, cases: Cases = None) -> list[Found]:
        """Return some rows of a part, by their place in its order: of all cases, or only of some."""
        fresh = self._fresh(part, cases)
        if self.left_out is None:
            return fresh[page]
        query = select(_agenda.c.case_id, *(_agenda.c[name] for name in AgendaItem._fields))
        query = query.where(part.where, *self._narrowed(cases)).order_by(*part.by)
        # Rows that were worked out may stand before the page, so that it begins earlier in what is stored.
        passed = 0 if fresh else page.start
        query = query.limit(page.stop - passed).offset(passed)
        rows = self.connection.execute(query, self._given(cases))
        stored = [(case_id, AgendaItem(*item)) for case_id, *item in rows]
        return list(islice(merge(stored, fresh, key=part.key), page.start - passed, page.stop - passed))

    def of_cases(self, case_ids: Sequence[int]) -> dict[int, Sequence[AgendaItem]]:
        """Return the agendas of some cases; one without a row is left out."""
        wanted = set(case_ids)
        stored = set[int]() if self.left_out is None else wanted.difference(self.left_out)
        found: dict[int, Sequence[AgendaItem]] = {**stored_of(self.connection, sorted(stored))}
        return found | {number: self.worked_out[number] for number in wanted - stored if number in self.worked_out}

    def _fresh(self, part: AgendaPart, cases: Cases) -> list[Found]:
        among_these = cases.fresh if isinstance(cases, Chosen) else cases
        wanted = self.worked_out.keys() if among_these is None else self.worked_out.keys() & set(among_these)
        items = ((number, self.worked_out[number]) for number in wanted)
        found = [(number, one) for number, every in items for one in every if part.holds(one, every)]
        return sorted(found, key=part.key)

    def _narrowed(self, cases: Cases) -> Iterator[ColumnElement[bool]]:
        name = self.connection.dialect.name
        if self.left_out:
            yield ~among(_agenda.c.case_id, name, "left_out")
        if _numbers(cases) is not None:
            yield among(_agenda.c.case_id, name, "cases")
        elif isinstance(cases, Chosen):
            yield exists().where(_case.c.id == _agenda.c.case_id, cases.where)

    def _given(self, cases: Cases) -> dict[str, Any]:
        lists = {"left_out": self.left_out or None, "cases": _numbers(cases)}
        return {name: id_list(self.connection, ids) for name, ids in lists.items() if ids is not None}


def _numbers(cases: Cases) -> Sequence[int] | None:
    return cases.ids if isinstance(cases, Chosen) else cases


def read_agendas(
    connection: Connection, today: date, ladder: Ladder, *, problems: list[CaseProblem] | None = None
) -> Agendas:
    """Return the agendas of all cases on a day; the cases that are due are worked out, and nothing is written.

    Raises Unreadable unless there is a list of `problems` to which cases are added that cannot be read.
    """
    left_out = to_be_worked_out(connection, rules_with(ladder), today)
    cases = live_cases(connection) if left_out is None else in_pages(connection, left_out)
    found = each_readable(cases, lambda case: agenda_of(case, today, ladder), problems)
    worked_out: dict[int, list[AgendaItem]] = {}
    with no_collecting():
        for case, item in found:
            worked_out.setdefault(case.id, []).append(item)
    return Agendas(connection, left_out, worked_out)
