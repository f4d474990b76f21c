"""Ordinary weekdays (vardagar) of Swedish law, and counting with them.

An ordinary weekday is any day but those on which a statutory time cannot run out (act 1930:173 s. 2): Saturdays,
Sundays, public holidays (act 1989:253) and three eves. What changed within the years held here, and what did not:

- Whit Monday was a public holiday up to 2004; National Day, 6 June, is one since 2005 (SFS 2004:1320, in force
  1 April 2005).
- Midsummer Eve, Christmas Eve and New Year's Eve stand in the list in all these years: New Year's Eve was the last to
  be added, by SFS 1974:756. Maundy Thursday, other eves and bridge days (klämdagar) are not in it.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from datetime import date, timedelta
from functools import cache, lru_cache

from states.refusal import Unreadable
from states.text import WEEKDAYS, Text

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2060, 12, 31)
_SATURDAY = 5


class OutsideCalendar(Unreadable):
    """A day, or the day that was counted to, lies outside the years the calendar holds."""

    def __init__(self, day: date) -> None:
        super().__init__(_OUTSIDE.fill(first=FIRST_DAY.year, last=LAST_DAY.year, day=day))


_OUTSIDE = Text(
    "Kalendern omfattar åren {first}–{last}; räkningen från {day:plain} hamnar utanför den.",
    "The calendar covers the years {first}–{last}; counting from {day:plain} falls outside it.",
)


def is_working_day(day: date) -> bool:
    """Tell whether a day is an ordinary weekday (1930:173 s. 2); raise OutsideCalendar beyond the years held."""
    _require_held(day)
    return day.weekday() < _SATURDAY and day not in _holidays()


def closed_because(day: date) -> Text | None:
    """Return why a day is no ordinary weekday: the holiday or eve, else Saturday or Sunday. None if it is one."""
    _require_held(day)
    return _holidays().get(day) or _weekend(day)


def roll(day: date) -> date:
    """Return the day itself if it is an ordinary weekday, else the next one (1930:173 s. 2)."""
    return working_days_after(day, 0)


def working_days_after(day: date, count: int) -> date:
    """Return the `count`-th ordinary weekday later than `day`, which is itself never counted; 0 gives `roll(day)`.

    One working day after a Friday and one after the Saturday that follows are both the Monday.
    """
    days = _working_days()
    index = bisect_right(days, day) + count - 1 if count else bisect_left(days, day)
    if count < 0 or day < FIRST_DAY or index >= len(days):
        raise _refusal(day, count)
    return days[index]


def working_days_before(day: date, count: int) -> date:
    """Return the `count`-th ordinary weekday earlier than `day`, which is itself never counted.

    0 gives the day itself if it is an ordinary weekday, else the one before it.
    """
    days = _working_days()
    index = bisect_left(days, day) - count if count else bisect_right(days, day) - 1
    if count < 0 or day > LAST_DAY or index < 0:
        raise _refusal(day, count)
    return days[index]


def working_days_between(start: date, end: date) -> int:
    """Count the ordinary weekdays later than `start`, up to and including `end`; ValueError if `end` is before `start`.

    So `working_days_between(day, working_days_after(day, count)) == count` for every count of 1 and more.
    """
    if end < start:
        raise ValueError(f"The end {end} is before the start {start}")
    _require_held(start)
    _require_held(end)
    days = _working_days()
    return bisect_right(days, end) - bisect_right(days, start)


@lru_cache(maxsize=4096)  # asked for every hire of every case of a tick, and the days are few
def months_after(day: date, count: int) -> date:
    """Return the same day of the month `count` calendar months later, or that month's last day if it is shorter."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _require_held(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise OutsideCalendar(day)


def _refusal(day: date, count: int) -> ValueError:
    if count < 0:
        return ValueError(f"Working days are counted in one direction; {count} is negative")
    return OutsideCalendar(day)


def _weekend(day: date) -> Text | None:
    weekday = day.weekday()
    return Text(WEEKDAYS["sv"][weekday], WEEKDAYS["en"][weekday]) if weekday >= _SATURDAY else None


@cache
def _working_days() -> tuple[date, ...]:
    # Sorted, so that a question is one binary search however many days it counts.
    named = _holidays()
    every = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1))
    return tuple(day for day in every if day.weekday() < _SATURDAY and day not in named)


@cache
def _holidays() -> dict[date, Text]:
    """Return the holidays and eves by name. The one place that reads the data of `holidays`."""
    from holidays import DE_FACTO, PUBLIC, country_holidays

    swedish, english = (
        country_holidays(
            "SE",
            years=range(FIRST_DAY.year, LAST_DAY.year + 1),
            categories=(PUBLIC, DE_FACTO),  # the de facto days are the three eves
            language=language,
        )
        for language in ("sv", "en_US")
    )
    return {
        day: Text(_joined(swedish.get_list(day), " och ", lower=True), _joined(english.get_list(day), " and "))
        for day in swedish
    }


def _joined(names: list[str], link: str, *, lower: bool = False) -> str:
    """Join the names of one day; Swedish writes them with a small letter, except for the name of Christ."""
    if lower:
        names = [name if name.startswith("Kristi") else name[0].lower() + name[1:] for name in names]
    return link.join(names)
