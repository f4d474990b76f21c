"""How long a contract is, and whether that is more than four months.

The City's model is about contracts longer than four months, so the question is answered in calendar months where the
notice allows it. What cannot be answered is UNKNOWN and goes to a human; it is never guessed.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

MONTHS_LIMIT = 4
SHORTEST_LIMIT_DAYS, LONGEST_LIMIT_DAYS = 120, 123  # four calendar months are at least and at most this many days

MONTHS = {"MONTH": 1, "MONTHS": 1, "YEAR": 12, "YEARS": 12}
# A working day is left out on purpose: how many days it stands for depends on the holidays in between.
DAYS = {
    "DAY": 1.0,
    "DAYS": 1.0,
    "CALENDAR_DAY": 1.0,
    "CALENDAR_DAYS": 1.0,
    "WEEK": 7.0,
    "WEEKS": 7.0,
    "MONTH": 30.4375,
    "MONTHS": 30.4375,
    "YEAR": 365.25,
    "YEARS": 365.25,
}
UNLIMITED = "UNLIMITED"

_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?")


class Over(StrEnum):
    """The answer to a question of length."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Length:
    """One contract's length. days counts both the first and the last day; None is not known."""

    days: int | None = None
    over_4_months: Over = Over.UNKNOWN
    start: date | None = None
    end: date | None = None


UNKNOWN = Length()


def length(*, start: date | None, end: date | None, number: str | None, unit: str | None, other: str | None) -> Length:
    """Return the length that a notice states.

    start and end are BT-536 and BT-537, number and unit BT-36, other is BT-538. Both dates win over BT-36, and either
    wins over the words UNLIMITED and UNKNOWN, which are written beside them. Days are rounded to the nearest whole day.
    """
    if start and end and start <= end:
        return Length(days=(end - start).days + 1, over_4_months=_over(start, end), start=start, end=end)
    amount = _amount(number)
    unit = unit.upper() if unit else ""
    if amount and unit in DAYS:
        return Length(
            days=round(amount * DAYS[unit]), over_4_months=_over_amount(amount, unit, start), start=start, end=end
        )
    if other == UNLIMITED:
        return Length(over_4_months=Over.YES, start=start, end=end)
    return Length(start=start, end=end) if start or end else UNKNOWN


def _amount(number: str | None) -> float:
    return float(number) if number and _NUMBER.fullmatch(number) else 0.0


def _over(start: date, end: date) -> Over:
    """Compare as tuples: the day after the limit may not exist (31 October and four months), and need not."""
    months = start.month - 1 + MONTHS_LIMIT
    limit = (start.year + months // 12, months % 12 + 1, start.day)
    return Over.YES if (end.year, end.month, end.day) >= limit else Over.NO


def _over_amount(amount: float, unit: str, start: date | None) -> Over:
    if unit in MONTHS:
        return Over.YES if amount * MONTHS[unit] > MONTHS_LIMIT else Over.NO
    days = amount * DAYS[unit]
    if days <= SHORTEST_LIMIT_DAYS:
        return Over.NO
    if days > LONGEST_LIMIT_DAYS:
        return Over.YES
    if start is None or start.year == date.max.year:
        return Over.UNKNOWN
    return _over(start, start + timedelta(days=days - 1))


def longest(lengths: list[Length]) -> int | None:
    """Return the days of the longest length that is known."""
    return max((one.days for one in lengths if one.days is not None), default=None)


def any_over(lengths: list[Length]) -> Over:
    """YES if any is longer than four months, NO only if all are known not to be."""
    answers = {one.over_4_months for one in lengths}
    if Over.YES in answers:
        return Over.YES
    return Over.NO if answers == {Over.NO} else Over.UNKNOWN
