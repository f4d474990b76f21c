"""The reminder ladder: what is owed in a state, when each rung of it comes, and whom it is for. The matters are data.

A rung is due on a working day counted from the base date of its matter. It may be sent in a window, from its day until
the next rung for the same recipient, so that a missed tick heals and an old backlog does not spam. The last rung of
what must be done comes again and again until it is done.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import lru_cache

from matters.city_days import USUAL, Days
from matters.quiet_times import NEVER, Quiet
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law.calendar import working_days_after, working_days_before, working_days_between
from states.law.clearance import performance_barred
from states.records.contract import contract_over
from states.text import Text

_TURN = "x"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a ladder: `days` after the base date, or before it when negative.

    They are working days; calendar days where `calendar` says so, moved back to a working day. A rung with `every`
    comes again after so many working days, and again; `turn` counts how often it has come.
    """

    days: int
    to: Recipient
    calendar: bool = False
    every: int = 0
    turn: int = 1

    @property
    def name(self) -> str:
        """What a reminder of this rung is known by: each turn bears its own name, so that none is sent twice."""
        first = f"{self.days:+d}{'d' if self.calendar else ''}" if self.days else "0"
        return first if self.turn == 1 else f"{first}{_TURN}{self.turn}"

    def due_on(self, base: date) -> date:
        first = self._first(base)
        return first if self.turn == 1 else working_days_after(first, (self.turn - 1) * self.every)

    def latest(self, base: date, today: date) -> "Rung":
        """Return the last turn of this rung that has come by today; the first if it comes only once, or not yet."""
        first = self._first(base)
        if not self.every or first >= today:
            return self
        return replace(self, turn=1 + working_days_between(first, today) // self.every)

    def next_on(self, base: date, today: date) -> date | None:
        """Return the first day after today on which this rung comes, or None if it has come for the last time."""
        latest = self.latest(base, today)
        day = latest.due_on(base)
        if day <= today and latest.every:
            day = replace(latest, turn=latest.turn + 1).due_on(base)
        return day if day > today else None

    def _first(self, base: date) -> date:
        return _first_day(self.days, self.calendar, base)

    def base_for(self, day: date) -> date:
        """Return the base date from which this rung comes on a day, or on the working day after it."""
        if self.calendar:
            return day - timedelta(days=self.days)
        return working_days_after(day, -self.days) if self.days < 0 else working_days_before(day, self.days)


@lru_cache(maxsize=1 << 14)  # the sweep asks for the same few days in case after case, several times in each
def _first_day(days: int, calendar: bool, base: date) -> date:  # noqa: FBT001 - a key of the cache
    if calendar:
        return working_days_before(base + timedelta(days=days), 0)
    if days < 0:
        return working_days_before(base, -days)
    return working_days_after(base, days)


def _nobody(_: Facts) -> Recipient | None:
    return None


def _once(_: Facts) -> int:
    return 1


def _never(_: Facts) -> tuple[date, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing someone owes in a process. It is open in `states` while `open` holds and a base date is known.

    `deadline` is the day that the mail names, `reasoning` why it is that day. An urgent matter comes first in the mail.
    """

    name: str
    process: str
    heading: Text
    states: tuple[str, ...]
    open: Callable[[Facts], bool]
    base: Callable[[Facts], date | None]
    deadline: Callable[[Facts], date | None]
    reasoning: Callable[[Facts], tuple[Text, ...]]
    rungs: tuple[Rung, ...]
    urgent: bool = False
    until: bool = False
    """The deadline is the last day of a standstill, not the last day to do something."""
    mandatory: bool = False
    """Others wait for it, so that its last rung comes again until it is done."""
    closing: bool = False
    """It is asked for even when the contract has ended: it closes the matter, or concerns people who work there."""
    units: Callable[[Facts], Sequence[int]] | None = None
    """The labour-market units that are asked, where these are others than the one that the case falls to."""
    own: Callable[[Facts], Recipient | None] = _nobody
    """Whose own doing it tells of: they are not told what they did themselves."""
    times: Callable[[Facts], int] = _once
    """How often it has been told on its base day: each time that more comes, it is told anew."""
    turns: Callable[[Facts], Sequence[date]] = _never
    """The days, beside those of its rungs, on which time alone closes it while it is open, or moves its deadline."""
    asks: tuple[Milestone, ...] = ()
    """What is recorded to meet it. Each milestone that a base rests on is asked for by some matter."""
    to_city: Text | None = None
    """The heading for readers of the city, where `heading` speaks to the supplier."""
    to_support: Text | None = None
    """The heading for the support function, which is told that others have not done it."""

    def heading_for(self, role: str) -> Text:
        """Return the heading as it is said to a reader who has this role in the directory."""
        if self.to_support is not None and role == Recipient.SUPPORT:
            return self.to_support
        return self.heading if self.to_city is None or role == Recipient.SUPPLIER else self.to_city

    def asked_by(self, rung: str) -> frozenset[Recipient]:
        """Return whom the rungs of a name are for, whichever turn of them it is; none if there is no such rung now."""
        first = rung.partition(_TURN)[0]
        return frozenset(one.to for one in self.rungs if one.name == first)


@dataclass(frozen=True, slots=True)
class Due:
    """A rung whose window is open today."""

    matter: Matter
    rung: Rung
    base: date
    due_on: date


class Ladder:
    """The matters of a city, found by process and state, when its roles are left in peace, and its days."""

    def __init__(self, matters: Iterable[Matter], *, quiet: Mapping[str, Quiet] = NEVER, days: Days = USUAL) -> None:
        self.quiet, self.days = quiet, days
        self.matters = {matter.name: matter for matter in matters}
        self._by_state: dict[tuple[str, str], list[Matter]] = {}
        for matter in self.matters.values():
            for state in matter.states:
                self._by_state.setdefault((matter.process, str(state)), []).append(matter)

    def is_quiet(self, role: str, day: date, at: time | None) -> bool:
        """Tell whether people of a role get only urgent mail at this time."""
        return role in self.quiet and self.quiet[role].covers(day, at)

    def open_matters(self, process: str, state: str, facts: Facts) -> Iterator[tuple[Matter, date]]:
        """Yield what is owed in a state of a process, with the base date its rungs count from.

        When the contract has ended, or while a court forbids to perform it, only what closes it is.
        """
        stopped = contract_over(facts) or performance_barred(facts) is not None
        for matter in self._by_state.get((process, state), ()):
            if (matter.closing or not stopped) and matter.open(facts):
                base = matter.base(facts)
                if base is not None:
                    yield matter, base


def due(matter: Matter, base: date, today: date) -> list[Due]:
    """Return per recipient the latest rung that has come, if any."""
    latest: dict[Recipient, Due] = {}
    for one in matter.rungs:
        rung = one.latest(base, today)
        due_on = rung.due_on(base)
        known = latest.get(rung.to)
        if due_on <= today and (known is None or due_on >= known.due_on):
            latest[rung.to] = Due(matter, rung, base, due_on)
    return list(latest.values())


def step_name(matter: Matter, rung: Rung, facts: Facts) -> str:
    """Return what a reminder of a rung is known by now: another name each time that the matter is told anew."""
    again = matter.times(facts)
    return replace(rung, turn=again).name if again > 1 and rung.turn == 1 else rung.name


def of_reader(matter: Matter, facts: Facts, unit_id: int | None) -> Facts:
    """Return the facts of a matter as they concern its reader: one of a labour-market unit has that unit's orders."""
    if matter.units is None or unit_id is None:
        return facts
    return replace(facts, demand=tuple(order for order in facts.demand if order.unit_id == unit_id))


def climbed_from(matter: Matter, base: date, since: date | None) -> list[tuple[Matter, date]]:
    """Return the ladder in parts, each with the day its rungs count from; one part, unless it was begun anew.

    Rungs that had come by the day `since` which it was are climbed again, the first on that day and the others as far
    apart as before. Those still to come keep their days.
    """
    if since is None:
        return [(matter, base)]
    passed = tuple(rung for rung in matter.rungs if rung.due_on(base) <= since)
    if not passed:
        return [(matter, base)]
    first = min(passed, key=lambda rung: rung.due_on(base))
    coming = tuple(rung for rung in matter.rungs if rung not in passed)
    return [(replace(matter, rungs=passed), first.base_for(since)), (replace(matter, rungs=coming), base)]


def next_day(matter: Matter, base: date, today: date) -> date | None:
    """Return the first day after today on which a rung of the matter comes for the first time."""
    return min((day for rung in matter.rungs if (day := rung.due_on(base)) > today), default=None)


def told_next(matter: Matter, base: date, today: date) -> date | None:
    """Return the first day after today on which somebody is to be told of the matter, for the first time or again."""
    days = (rung.next_on(base, today) for rung in matter.rungs)
    return min((day for day in days if day is not None), default=None)


def repeating(matter: Matter, every: int) -> Matter:
    """Return the matter with its last rung coming again every so many working days, if it is mandatory.

    A ladder in which some rung comes again by itself is left as it is.
    """
    if not matter.mandatory or any(rung.every for rung in matter.rungs):
        return matter
    last = max(reversed(matter.rungs), key=lambda rung: rung.days)
    rungs = (replace(rung, every=every) if rung is last else rung for rung in matter.rungs)
    return replace(matter, rungs=tuple(rungs))
