"""The page of the day of one reader: what is theirs to do, in parts, and what they wait for others to do."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_

from desk.access import AccountRole, SignedIn
from desk.day.beside import beside
from desk.day.groups import ASSESSMENTS, CONTACTS, GROUPS, OF_MATTER, DayGroup, Empty
from desk.day.mine import UNTAKEN, Mine, mine, of_labour_market, part_of, to_be_taken_by
from desk.day.rows import DayRow, RowMaker
from desk.day.waits import ToCall, Wait, heads, held_up, waits
from desk.today import ONE_WEEK
from matters.agenda_reading import AgendaPart, Agendas, AskingSince, Cases, Chosen, Found, owed_of, read_agendas
from matters.ladder import Ladder
from models.agenda import AgendaItem
from models.rows import no_collecting
from models.unreadable import CaseProblem

OF_GROUP = 50
"""Rows of a part that is asked for by itself, and of one on the whole page where the others leave room."""
OF_PAGE = 60
"""Rows of the whole page, so that it stays quick to make and to read."""
STEPS_DOWN = (OF_GROUP, 25, 12, 6, 3)
"""So many rows has each part at most where all of them together would be too many."""
WAITS_KEY = "andra"
"""The name of the place of what waits for others, as `DayGroup.key`."""
_MANY = 2_000

Shown = tuple[int, AgendaItem, date | None]
"""A case, what is owed there, and the day that it is shown under."""


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part with its first rows, how many there are in all, and how many of them are late."""

    group: DayGroup
    rows: tuple[DayRow, ...]
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class MyDay:
    """What is shown of a day. `week` are the days after today to its Sunday, `following` those of the next week.

    `empty` are the parts that have nothing and say so. `waiting_total` counts causes, `waiting_late` those past their
    day. `problems` are the cases that no rule can read.
    """

    today: date
    parts: tuple[DayPart, ...] = ()
    empty: tuple[tuple[DayGroup, Empty], ...] = ()
    waiting: tuple[ToCall, ...] = ()
    waiting_total: int = 0
    waiting_late: int = 0
    late: int = 0
    due: int = 0
    week: int = 0
    following: int = 0
    problems: tuple[CaseProblem, ...] = ()
    whole: bool = False
    page: int = 1

    @property
    def is_empty(self) -> bool:
        return not (self.parts or self.waiting_total)


@dataclass(slots=True)
class _Counts:
    """How many rows each part has, by the day that they are shown under."""

    days: dict[str, Counter[date | None]] = field(default_factory=dict)

    def add(self, group: DayGroup, day: date | None, number: int = 1) -> None:
        self.days.setdefault(group.key, Counter())[day] += number

    def total(self, group: DayGroup) -> int:
        return self.days.get(group.key, Counter()).total()

    def late(self, group: DayGroup, today: date) -> int:
        return sum(number for day, number in self.days.get(group.key, Counter()).items() if day and day < today)

    def by_day(self) -> Counter[date | None]:
        return sum(self.days.values(), Counter())


def my_day(
    connection: Connection,
    who: SignedIn,
    *,
    today: date,
    ladder: Ladder,
    whole: bool = False,
    only: str = "",
    page: int = 1,
) -> MyDay | None:
    """Return the day of a reader; None for who has nothing to do with cases.

    `whole` shows the support function all that is its own, not only the reader's and what nobody has taken. `only`
    names one part, of which page by page all is shown; pages count from 1.
    """
    own = mine(connection, who, today=today, whole=whole)
    if own is None:
        return None
    with no_collecting():
        return _day_of(connection, who, own, _Wanted(today, ladder, whole, only, page))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked for, as by `my_day`."""

    today: date
    ladder: Ladder
    whole: bool
    only: str
    page: int


def _day_of(connection: Connection, who: SignedIn, own: Mine, wanted: _Wanted) -> MyDay:
    today, ladder, only = wanted.today, wanted.ladder, wanted.only
    problems: list[CaseProblem] = []
    agendas = read_agendas(connection, today, ladder, problems=problems)
    sought = _Sought(connection, agendas, own, ladder, today)
    counts = sought.counts()
    further = beside(connection, who, own, today)
    for group, more in further.items():
        for day, number in more.days.items():
            counts.add(group, day, number)
    waiting_heads = heads(agendas, own, today, sought.own_cases)
    of_heads = agendas.of_cases(sorted({case_id for case_id, _ in waiting_heads}))
    waiting = waits(waiting_heads, of_heads, own, ladder, today)
    window = _window(counts, waiting, only, wanted.page)
    found = sought.rows(counts, window)
    some = waiting[window.of(WAITS_KEY)]
    maker = RowMaker.read(
        connection,
        who,
        own,
        agendas=dict(_agendas_of(agendas, found, of_heads, some)),
        today=today,
        ladder=ladder,
    )

    def made(group: DayGroup) -> tuple[DayRow, ...]:
        if group in further:
            return further[group].rows(window.of(group.key))
        return tuple(maker.rows(group, found[group]))

    return MyDay(
        today,
        parts=tuple(_parts(found, counts, made, only, today)),
        empty=tuple(_empty(counts, who.role, only)),
        waiting=held_up(connection, maker, some) if some else (),
        waiting_total=len(waiting),
        waiting_late=sum(one.day is not None and one.day < today for one in waiting),
        problems=tuple(problems) if own.supports else (),
        whole=wanted.whole,
        page=wanted.page,
        **_told(counts, today),
    )


def _agendas_of(
    agendas: Agendas,
    found: Mapping[DayGroup, Sequence[Shown]],
    known: Mapping[int, Sequence[AgendaItem]],
    some: Sequence[Wait],
) -> Iterator[tuple[int, Sequence[AgendaItem]]]:
    """Yield the agendas of all cases that have a row on the page."""
    wanted = {case_id for rows in found.values() for case_id, *_ in rows}
    unknown = sorted(wanted - known.keys())
    read = agendas.of_cases(unknown) if unknown else {}
    yield from ((number, known.get(number) or read.get(number, ())) for number in wanted)
    yield from ((one.case_id, known[one.case_id]) for one in some)


def _told(counts: _Counts, today: date) -> dict[str, int]:
    sunday = today + timedelta(days=6 - today.weekday())
    told = {"late": 0, "due": 0, "week": 0, "following": 0}
    for day, number in counts.by_day().items():
        if day is not None:
            name = "late" if day < today else "due" if day == today else "week" if day <= sunday else "following"
            told[name] += number
    return told


# --- how many rows there is room for ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Window:
    """Which rows of each part are shown; of the others, where one is asked for by itself, none."""

    only: str
    each: int
    first: int = 0

    def of(self, key: str) -> slice:
        if self.only not in {"", key}:
            return slice(0, 0)
        return slice(self.first, self.first + self.each)


def _window(counts: _Counts, waiting: Sequence[Wait], only: str, page: int) -> _Window:
    if only:
        return _Window(only, OF_GROUP, (page - 1) * OF_GROUP)
    sizes = [*(days.total() for days in counts.days.values()), len(waiting)]
    fits = (most for most in STEPS_DOWN if sum(min(size, most) for size in sizes) <= OF_PAGE)
    return _Window("", next(fits, STEPS_DOWN[-1]))


# --- what is owed ----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sought:
    """Finds what is the reader's own, part by part: how much there is, and the rows that there is room for.

    A labour-market unit's is gone through row by row, since it goes by suppliers; the database counts that of others.
    """

    connection: Connection
    agendas: Agendas
    mine: Mine
    ladder: Ladder
    today: date
    _listed: dict[str, list[Shown]] | None = None
    _untaken: Chosen | None = None
    _sought: list[tuple[AgendaPart, Cases]] | None = None
    _filled: list[tuple[AgendaPart, Cases]] = field(default_factory=list)

    def counts(self) -> _Counts:
        counts = _Counts()
        if self.mine.role is AccountRole.LABOUR_MARKET:
            self._listed = self._list()
            for key, rows in self._listed.items():
                counts.days[key] = Counter(day for *_, day in rows)
            return counts
        for part, cases in self._shares():
            found = self.agendas.tally(part, cases=cases)
            if found:
                self._filled.append((part, cases))
            for (name, _, deadline), number in found.items():
                counts.add(OF_MATTER[name], deadline, number)
        if self.mine.supports:
            self._split(counts)
        return counts

    def _split(self, counts: _Counts) -> None:
        """Count the assessments of cases that nobody has taken among the contacts."""
        for part, group, sign in ((self._assessments(), ASSESSMENTS, -1), (self._contacts(), CONTACTS, 1)):
            for (_, since, deadline), number in self.agendas.tally(part, cases=self._of_nobody()).items():
                day = to_be_taken_by(since, deadline, self.today) if group is CONTACTS else deadline
                counts.add(group, day, sign * number)

    def rows(self, counts: _Counts, window: _Window) -> dict[DayGroup, list[Shown]]:
        """Return the rows of every part that has any; of one that is asked for by itself a page."""
        groups = [group for group in GROUPS if counts.total(group) and window.only in {"", group.key}]
        if self._listed is not None:
            return {group: self._listed[group.key][window.of(group.key)] for group in groups}
        found: dict[DayGroup, list[Shown]] = {group: [] for group in groups}
        most = window.first + window.each
        for part, cases in self._filled:
            for name, rows in self.agendas.firsts(part, most, cases=cases).items():
                if OF_MATTER[name] in found and not (self.mine.supports and name in ASSESSMENTS.matters):
                    found[OF_MATTER[name]] += [(case_id, item, item.deadline) for case_id, item in rows]
        for group in (ASSESSMENTS, CONTACTS):
            if self.mine.supports and group in found:
                found[group] = list(self._assessed(group, most))
        order = owed_of({}).key
        return {
            group: sorted(rows, key=lambda shown: order(shown[:2]))[window.of(group.key)]
            for group, rows in found.items()
        }

    def _assessed(self, group: DayGroup, most: int) -> Iterator[Shown]:
        if group is CONTACTS:
            for case_id, item in self.agendas.some(self._contacts(), slice(0, most), cases=self._of_nobody()):
                yield case_id, item, to_be_taken_by(item.since, item.deadline, self.today)
        else:
            mine = self.mine.cases
            taken = self.agendas.chosen(~UNTAKEN if mine is None else and_(mine, ~UNTAKEN))
            for case_id, item in self.agendas.some(self._assessments(), slice(0, most), cases=taken):
                yield case_id, item, item.deadline

    def _chosen(self, where: ColumnElement[bool] | None) -> Cases:
        return None if where is None else self.agendas.chosen(where)

    def _shares(self) -> list[tuple[AgendaPart, Cases]]:
        if self._sought is None:
            self._sought = [
                (part_of(share.roles, self.ladder, self.today), self._chosen(share.where)) for share in self.mine.shares
            ]
        return self._sought

    @property
    def own_cases(self) -> Cases:
        """The cases that are the reader's first of all."""
        return self._shares()[0][1]

    def _assessments(self) -> AgendaPart:
        return owed_of(_ALWAYS, before=self.today + ONE_WEEK)

    def _contacts(self) -> AgendaPart:
        return owed_of(_ALWAYS)

    def _of_nobody(self) -> Chosen:
        if self._untaken is None:
            self._untaken = self.agendas.chosen(UNTAKEN)
        return self._untaken

    def _list(self) -> dict[str, list[Shown]]:
        found: list[Found] = []
        for part, cases in self._shares():
            found += self.agendas.some(part, slice(0, _MANY), cases=cases)
        listed: dict[str, list[Shown]] = {}
        for case_id, item in of_labour_market(self.connection, self.mine, found, self.ladder):
            listed.setdefault(OF_MATTER[item.name].key, []).append((case_id, item, item.deadline))
        return listed


_ALWAYS: Mapping[str, AskingSince] = {name: AskingSince(dated=True, since=date.max) for name in ASSESSMENTS.matters}


def _parts(
    found: Mapping[DayGroup, Sequence[Shown]],
    counts: _Counts,
    made: Callable[[DayGroup], tuple[DayRow, ...]],
    only: str,
    today: date,
) -> Iterator[DayPart]:
    for group in found:
        rows = made(group)
        if rows or not only:
            yield DayPart(group, rows, counts.total(group), counts.late(group, today))


def _empty(counts: _Counts, role: AccountRole, only: str) -> Iterator[tuple[DayGroup, Empty]]:
    for group in GROUPS:
        if group.empty is not None and group.empty_to is role and not only and not counts.total(group):
            yield group, group.empty
