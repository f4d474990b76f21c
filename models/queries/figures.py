"""Sums of the figures of all cases on a day: of what is stored where that holds, and of what is reckoned elsewhere.

What is read costs what is told: the database adds up, and only cases that are due are loaded.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from models.agenda import to_be_worked_out
from models.figures import ALWAYS, YEAR_OF_DEMAND, Figure, Name, figures_of, outlived
from models.queries.cases import in_pages, live_cases
from models.queries.demand import DemandRow, Positions, month_of
from models.rows import no_collecting
from models.storage.driver_statements import among, id_list
from models.tables import Case, FigureRow
from models.unreadable import CaseProblem, each_readable

_figure = FigureRow.__table__
_case = Case.__table__


class Sum(NamedTuple):
    """How much there is of one figure in all: `rows` were added up."""

    name: str
    key: str
    unit_id: int | None
    day: date | None
    month: str
    amount: float
    rows: int


@dataclass(frozen=True, slots=True)
class FigurePart:
    """Which figures are meant: some names, and what else is given of them. `no_unit` are those of no unit."""

    names: tuple[Name, ...]
    year: int | None = None
    unit_id: int | None = None
    key: str | None = None
    since: date | None = None
    until: date | None = None
    """Both days included."""
    keys: tuple[str, ...] | None = None
    no_unit: bool = False

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what is asked of the rows in the database."""
        c = _figure.c
        yield c.name.in_([str(name) for name in self.names])
        for column, value in ((c.year, self.year), (c.unit_id, self.unit_id), (c.key, self.key)):
            if value is not None:
                yield column == value
        if self.keys is not None:
            yield c.key.in_(self.keys)
        if self.no_unit:
            yield c.unit_id.is_(None)
        if self.since is not None:
            yield c.day >= self.since
        if self.until is not None:
            yield c.day <= self.until

    def holds(self, one: Figure) -> bool:
        """Tell the same of a figure that was reckoned."""
        asked = ((self.year, one.year), (self.unit_id, one.unit_id), (self.key, one.key))
        if one.name not in self.names or not all(wanted in {None, value} for wanted, value in asked):
            return False
        if (self.keys is not None and one.key not in self.keys) or (self.no_unit and one.unit_id is not None):
            return False
        if self.since is None and self.until is None:
            return True
        return one.day is not None and (self.since or date.min) <= one.day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all cases on one day. Of those `left_out` not what is stored counts, but what is in `afresh`."""

    connection: Connection
    left_out: Sequence[int]
    afresh: Mapping[int, Sequence[Figure]]

    def sums(self, part: FigurePart, by: Sequence[str] = ("name", "key")) -> list[Sum]:
        """Return the sums of a part by some of the names of `_BY`; what is not asked for is left empty."""
        columns = [_BY[name][0] for name in by]
        query = select(*columns, func.sum(_figure.c.amount), func.count()).where(*self._which(part)).group_by(*columns)
        found: dict[tuple[Any, ...], tuple[float, int]] = {}
        for *key, amount, rows in self.connection.execute(query):
            found[tuple(key)] = (amount, rows)
        for one in self._fresh(part):
            key_of = tuple(_BY[name][1](one) for name in by)
            amount, rows = found.get(key_of, (0, 0))
            found[key_of] = (amount + one.amount, rows + 1)
        return [_as_sum(by, key, *sums) for key, sums in found.items()]

    def years(self) -> list[int]:
        """Return the years of which there are results, the newest first."""
        c = _figure.c
        ends = [  # each found at one end of the index
            select(end(c.year)).where(c.name == str(name)).scalar_subquery()
            for name in (Name.WITH, Name.WITHOUT, Name.DONE, Name.OPEN, Name.PROMISED)
            for end in (func.min, func.max)
        ]
        found = [year for year in self.connection.execute(select(*ends)).one() if year is not None]
        found += [one.year for rows in self.afresh.values() for one in rows if one.year]
        return sorted(range(min(found), max(found) + 1), reverse=True) if found else []

    def cases(self, part: FigurePart, *, beyond: float = 0) -> ColumnElement[bool]:
        """Return the condition that a case has a figure of a part, of more than `beyond`."""
        fresh = [
            number
            for number, rows in self.afresh.items()
            if any(part.holds(one) and one.amount > beyond for one in rows)
        ]
        stored = select(_figure.c.case_id).where(*self._which(part), _figure.c.amount > beyond)
        return or_(_case.c.id.in_(stored), _case.c.id.in_(fresh)) if fresh else _case.c.id.in_(stored)

    def demand(self) -> list[DemandRow]:
        """Return the demand by month and occupation, as `models.queries.demand.demand_table` does."""
        found: dict[tuple[str, str], Positions] = {}
        for one in self.sums(FigurePart(_DEMAND, YEAR_OF_DEMAND), by=("name", "key", "month")):
            row = found.setdefault((one.month, one.key), Positions())
            column = _COLUMNS[Name(one.name)]
            setattr(row, column, getattr(row, column) + int(one.amount))
        return [DemandRow(*key, found[key]) for key in sorted(found, key=lambda key: (not key[0], *key))]

    def _which(self, part: FigurePart) -> Iterator[ColumnElement[bool]]:
        yield from part.conditions()
        if self.left_out:
            is_left_out = among(_figure.c.case_id, self.connection.dialect.name, _LEFT_OUT)
            yield ~is_left_out.params({_LEFT_OUT: id_list(self.connection, self.left_out)})

    def _fresh(self, part: FigurePart) -> Iterator[Figure]:
        return (one for rows in self.afresh.values() for one in rows if part.holds(one))


_LEFT_OUT = "reckoned_afresh"
_BY: Mapping[str, tuple[ColumnElement[Any], Callable[[Figure], Any]]] = {
    **{name: (_figure.c[name], attrgetter(name)) for name in ("name", "key", "unit_id", "day", "amount")},
    "month": (month_of(_figure.c.day), lambda one: f"{one.day:%Y-%m}" if one.day else ""),
}
"""By what figures are added up: in the database, and of one that was reckoned."""
_COLUMNS = {
    Name.ASKING: "cases",
    Name.UNSAID: "unsaid",
    Name.WANTED: "wanted",
    Name.HAVE: "have",
    Name.BY: "by",
    Name.WAITING: "waiting",
    Name.CANNOT: "cannot",
    Name.UNASKED: "unasked",
}
_DEMAND = tuple(_COLUMNS)


def _as_sum(by: Sequence[str], key: Sequence[Any], amount: float, rows: int) -> Sum:
    named = dict(zip(by, key, strict=True))
    each = named.get("amount")
    return Sum(
        named.get("name", ""),
        named.get("key", ""),
        named.get("unit_id"),
        named.get("day"),
        named.get("month", ""),
        each if each is not None else amount,
        rows,
    )


def read_figures(connection: Connection, today: date, rules: str, problems: list[CaseProblem] | None = None) -> Figures:
    """Return the figures of all cases on a day; the cases that are due are reckoned afresh, and nothing is written.

    `rules` are those in force: under others nothing that is stored of an open case is used. Raises Unreadable unless
    there is a list of `problems` to which cases are added that cannot be read.
    """
    due = to_be_worked_out(connection, rules, today)
    if due is None:
        cases = list(live_cases(connection))
    else:
        cases = list(in_pages(connection, sorted({*due, *outlived(connection, today), *_always(connection)})))
    afresh: dict[int, list[Figure]] = {case.id: [] for case in cases}
    with no_collecting():
        for case, one in each_readable(cases, lambda case: figures_of(case, today), problems):
            afresh[case.id].append(one)
    left_out = set(afresh) | set(due or ())
    return Figures(connection, sorted(left_out), afresh)


def _always(connection: Connection) -> Collection[int]:
    """Return the cases whose figures are reckoned whenever they are read."""
    query = select(_figure.c.case_id).where(_figure.c.name == str(Name.UNTIL), _figure.c.day == ALWAYS)
    return connection.execute(query).scalars().all()
