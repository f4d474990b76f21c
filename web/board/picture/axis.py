"""The axis of time: which x a day has. The months around today are wider than the others."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDE = 3.9
"""How many times as wide as another a month near today is."""
LEAST_NEAR = 58.0
"""Pixels: below that a month near today gives no room for its name and its weeks."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the axis, from x to x; `near` is today's, or a neighbour of it."""

    first: date
    left: float
    right: float
    near: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from the first of the first month up to the end of the last, in pixels."""

    months: tuple[Month, ...]

    @property
    def left(self) -> float:
        return self.months[0].left

    @property
    def right(self) -> float:
        return self.months[-1].right

    @property
    def begins(self) -> date:
        return self.months[0].first

    @property
    def ends(self) -> date:
        """The first day that is no longer on the axis."""
        return next_month(self.months[-1].first)

    def x(self, day: date) -> float:
        """Return where a day begins; what lies beyond the axis stands at its edge."""
        if day <= self.begins:
            return self.left
        if day >= self.ends:
            return self.right
        month = self.months[bisect_right(self.months, day, key=lambda one: one.first) - 1]
        days = (next_month(month.first) - month.first).days
        return month.left + (month.right - month.left) * (day - month.first).days / days


def axis(first: date, last: date, today: date | None, *, left: float, right: float) -> Axis:
    """Return the axis of the months from a day up to two months after another; `today` None: no month is wider."""
    begins = first.replace(day=1)
    months = [begins]
    end = next_month(next_month(last.replace(day=1)))
    while next_month(months[-1]) < end:
        months.append(next_month(months[-1]))
    near = _near(today)
    weights = _weights(months, near, right - left)
    x, found = left, []
    for month, weight in zip(months, weights, strict=True):
        found.append(Month(month, x, x + weight, month in near))
        x += weight
    return Axis(tuple(found))


def _near(today: date | None) -> frozenset[date]:
    if today is None:
        return frozenset()
    month = today.replace(day=1)
    return frozenset({(month - timedelta(days=1)).replace(day=1), month, next_month(month)})


def _weights(months: Sequence[date], near: frozenset[date], room: float) -> list[float]:
    wide = sum(month in near for month in months)
    others = len(months) - wide
    share = WIDE
    if others and wide and room * WIDE / (others + WIDE * wide) < LEAST_NEAR:
        share = LEAST_NEAR * others / (room - LEAST_NEAR * wide)
    if not others:
        share = 1.0
    whole = others + share * wide
    return [room * (share if month in near else 1.0) / whole for month in months]


def next_month(first: date) -> date:
    """Return the first day of the month after one that begins on a day."""
    return (first + timedelta(days=32)).replace(day=1)
