"""Dates in the cells of a plan.

A date less precise than a day ("Q2 2026", "mars 2026", "v. 12 2026") is the first day of that period, and the user is
told so: the first day errs towards reminding too early. Plain numbers are serial days of Excel's 1900 system. Days come
before months, as written in Sweden.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from exchange.plans.cells import BadCell, Cell, Reading, by_word, folded
from states.text import MONTHS, Text

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)  # right from March 1900 on, after the leap day that Excel invented
_MONTH_NAMES = {
    short: number
    for names in MONTHS.values()
    for number, name in enumerate(names, start=1)
    for short in (name.casefold(), name.casefold()[:3], name.casefold()[:4])
}
_PERIOD_NAMES = _MONTH_NAMES | by_word(
    {3: "var | varen | spring", 6: "sommar | sommaren | summer", 9: "host | hosten | autumn"}
)
_MONTHS_OF_PART = by_word({3: "q | kv | kvartal | quarter", 4: "t | tertial", 6: "h | halvar | half"})
_YEAR, _MONTH, _DAY, _NAME = "(?P<year>20[0-9]{2})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})", "(?P<name>[a-z]+)"
_PART = r"(?P<part>[a-z]+)\.? ?(?P<nth>[1-4])"
_WEEK = r"(?:v|w|vecka|week)\.? ?(?P<week>[0-9]{1,2})"
_GAP = "[ ,/-]*"
_DATE_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}(?:[t ][0-9:.]*)?(?:z|[-+][0-9]{{2}}:[0-9]{{2}})?",
        "(?P<year>20[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{_DAY}([-/.]){_MONTH}[-/. ]{_YEAR}",
        rf"{_DAY}/{_MONTH}[- ](?P<short>[0-9]{{2}})",
        rf"(?:den )?{_DAY}(?:\.|:?[ae]|st|nd|rd|th)? {_NAME}\.?,? {_YEAR}",
        rf"{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_YEAR}[-/.]{_MONTH}",
        "(?P<year>20[0-9]{2})(?P<month>[0-9]{2})",
        rf"{_MONTH}[-/.]{_YEAR}",
        rf"{_NAME}\.?{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_NAME}",
        rf"{_WEEK}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_WEEK}",
        rf"{_PART}{_GAP}{_YEAR}",
        rf"{_YEAR}{_GAP}{_PART}",
        _YEAR,
        "(?P<short>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    )
)


def read_date(cell: Cell) -> Reading:
    """Return the day in a cell; raise BadCell for anything but a day in 2000 to 2099."""
    match cell:
        case datetime():
            day, is_exact = cell.date(), True
        case date():
            day, is_exact = cell, True
        case _:
            day, is_exact = _date_of_text(folded(cell))
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise BadCell(_NOT_A_DATE)
    return day, None if is_exact else _first_day(day)


def _date_of_text(text: str) -> tuple[date, bool]:
    if serial := re.fullmatch(r"([3-7][0-9]{4})(?:[.,][0-9]+)?", text):
        return _SERIAL_ZERO + timedelta(days=int(serial[1])), True
    for form in _DATE_FORMS:
        if found := form.fullmatch(text):
            told = found.groupdict()
            try:
                return _date_of_parts(told), told.get("day") is not None
            except (KeyError, ValueError):
                continue
    raise BadCell(_NOT_A_DATE)


def _date_of_parts(told: Mapping[str, str | None]) -> date:
    """Raise KeyError for an unknown word and ValueError for a day that does not exist."""
    year = int(told.get("year") or f"20{told['short']}")
    if week := told.get("week"):
        return date.fromisocalendar(year, int(week), 1)
    if part := told.get("part"):
        return date(year, (int(told["nth"] or 0) - 1) * _MONTHS_OF_PART[part] + 1, 1)
    if name := told.get("name"):
        names = _MONTH_NAMES if told.get("day") else _PERIOD_NAMES
        return date(year, names[name], int(told.get("day") or 1))
    return date(year, int(told.get("month") or 1), int(told.get("day") or 1))


def _first_day(day: date) -> Text:
    return _APPROXIMATE.fill(day=day)


_APPROXIMATE = Text(
    "Ungefärligt datum, läst som {day}: den första dagen i perioden.",
    "Approximate date, read as {day}: the first day of the period.",
)
_NOT_A_DATE = Text(
    "Datumet går inte att tolka. Skriv till exempel 2026-03-17, mars 2026 eller kvartal 2 2026.",
    "The date cannot be read. Write for example 2026-03-17, March 2026 or Q2 2026.",
)
