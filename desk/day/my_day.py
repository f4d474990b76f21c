"""The page of the day of one reader: what is theirs to do, in parts, and what they wait for others to do."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from desk.access import AccountRole, SignedIn
from desk.day.beside import beside
from desk.day.groups import ASSESSMENTS, CONTACTS, GROUPS, OF_MATTER, DayGroup, Empty
from desk.day.mine import Mine, is_asked, mine, names_for, own_rows, to_be_taken_by
from desk.day.rows import DayRow, RowMaker
from desk.day.waits import HeldUp, Wait, heads, held_up, waits
from desk.today import ONE_WEEK
from matters.agenda_reading import AgendaPart, Agendas, Found, owed_of, read_agendas
from matters.ladder import Ladder
from models.agenda import AgendaItem
from models.unreadable import CaseProblem

OF_GROUP = 50
"""Rows of a part that is asked for by itself, and of one on the whole page where the others leave room."""
OF_PAGE = 60
"""Rows of the whole page, so that it stays quick to make and to read."""
STEPS_DOWN = (OF_GROUP, 25, 12, 6, 3)
"""So many rows has each part at most where all of them together would be too many."""
WAITS_KEY = "andra"
"""The name of the place of what waits for others, as `DayGroup.key`."""
_MANY = 5_000

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
    waiting: tuple[HeldUp, ...] = ()
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
    problems: list[CaseProblem] = []
    agendas = read_agendas(connection, today, ladder, problems=problems)
    sought = _Sought(connection, agendas, own, ladder, today)
    counts = sought.counts()
    further = beside(connection, who, own, today)
    for group, more in further.items():
        for day, number in more.days.items():
            counts.add(group, day, number)
    waiting_heads = heads(agendas, own, today)
    of_heads = agendas.of_cases(sorted({case_id for case_id, _ in waiting_heads}))
    waiting = waits(waiting_heads, of_heads, own, ladder, today)
    window = _window(counts, waiting, only, page)
    found = {group: sought.rows(group, window.of(group.key)) for group in GROUPS if counts.total(group)}
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
        whole=whole,
        page=page,
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
    """Finds what is the reader's own: the support function's is counted by the database, that of others one by one."""

    connection: Connection
    agendas: Agendas
    mine: Mine
    ladder: Ladder
    today: date
    _listed: dict[str, list[Shown]] = field(default_factory=dict)

    def counts(self) -> _Counts:
        counts = _Counts()
        if not self.mine.supports:
            self._list()
            for key, rows in self._listed.items():
                counts.days[key] = Counter(day for *_, day in rows)
            return counts
        split = ASSESSMENTS.matters
        names = names_for(self.mine, self.ladder) - set(split)
        self._tally(counts, None, names, self.mine.cases)
        self._tally(counts, ASSESSMENTS, split, self.mine.taken)
        self._tally(counts, CONTACTS, split, self.mine.untaken)
        return counts

    def rows(self, group: DayGroup, window: slice) -> list[Shown]:
        if window.stop == 0:
            return []
        if not self.mine.supports:
            return self._listed.get(group.key, [])[window]
        names = ASSESSMENTS.matters if group is CONTACTS else group.matters
        asked = names_for(self.mine, self.ladder) & set(names)
        if not asked:
            return []
        cases = {CONTACTS.key: self.mine.untaken, ASSESSMENTS.key: self.mine.taken}.get(group.key, self.mine.cases)
        rows: list[Shown] = []
        for some in self.agendas.in_pages(self._part(group, asked), cases=cases):
            rows += self._shown(group, (one for one in some if is_asked(self.mine, one[1], self.ladder, self.today)))
            if len(rows) >= window.stop:
                break
        return rows[window]

    def _part(self, group: DayGroup | None, names: Collection[str]) -> AgendaPart:
        return owed_of(names, before=date.max if group is CONTACTS else self.today + ONE_WEEK)

    def _tally(
        self, counts: _Counts, group: DayGroup | None, names: Collection[str], cases: Sequence[int] | None
    ) -> None:
        for alike, number in self.agendas.tally(self._part(group, names), cases=cases).items():
            name, since, deadline = alike
            item = AgendaItem(0, "", name, "", since=since, deadline=deadline)
            if is_asked(self.mine, item, self.ladder, self.today):
                of = group or OF_MATTER[name]
                counts.add(of, self._day(of, item), number)

    def _list(self) -> None:
        part = owed_of(names_for(self.mine, self.ladder), before=self.today + ONE_WEEK)
        found: list[Found] = self.agendas.some(part, slice(0, _MANY), cases=self.mine.cases)
        for case_id, item in own_rows(self.connection, self.mine, found, self.ladder, self.today):
            group = OF_MATTER[item.name]
            self._listed.setdefault(group.key, []).append((case_id, item, self._day(group, item)))

    def _shown(self, group: DayGroup, found: Iterator[Found]) -> Iterator[Shown]:
        return ((case_id, item, self._day(group, item)) for case_id, item in found)

    def _day(self, group: DayGroup, item: AgendaItem) -> date | None:
        return to_be_taken_by(item.since, item.deadline, self.today) if group is CONTACTS else item.deadline


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
