"""Dates in the cells of a plan, and how exactly they are told.

A date less precise than a day ("Q2 2026", "mars 2026", "mars–april 2026") is the first day of that period, and the
user is told so: the first day errs towards reminding too early. A time with a zone is a moment, and its day is
the day in Sweden. Plain numbers are serial days of Excel's 1900 system. Days come before months, as written in Sweden.
What could mean two things ("mars 27", "senast mars 2027") is no date.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from exchange.plans.cells import BadCell, Cell, Reading, by_word, fold, folded
from models.clock import day_of
from states.text import MONTHS, WEEKDAYS, Text


class Precision(StrEnum):
    """How exactly a plan tells a day; the day itself is the first of what is told."""

    DAY = auto()
    ABOUT = auto()  # a day that is called approximate
    EARLIEST = auto()  # a day before which it is not
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    FOUR_MONTHS = auto()
    HALF_YEAR = auto()
    SEASON = auto()
    YEAR = auto()
    RANGE = auto()  # from one day or period to another


class PlannedDay(NamedTuple):
    """A day of a plan and how exactly it is told."""

    on: date
    precision: Precision


_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_SERIAL_ZERO = date(1899, 12, 30)  # right from March 1900 on, after the leap day that Excel invented
_MONTH_NAMES = {
    short: number
    for names in MONTHS.values()
    for number, name in enumerate(names, start=1)
    for short in (name.casefold(), name.casefold()[:3], name.casefold()[:4])
}
_SEASONS = by_word({3: "var | varen | spring", 6: "sommar | sommaren | summer", 9: "host | hosten | autumn"})
_WEEKDAYS = {
    fold(name)[:length]: number
    for names in WEEKDAYS.values()
    for number, name in enumerate(names)
    for length in (3, len(name))
}
_MONTHS_OF_PART = by_word(
    {
        3: "q | k | kv | kvart | kvartal | kvartalet | quarter",
        4: "t | tertial | tertialet",
        6: "h | halvar | halvaret | half | halvan | vt | ht",
    }
)
_PRECISION_OF_PART = {3: Precision.QUARTER, 4: Precision.FOUR_MONTHS, 6: Precision.HALF_YEAR}
_NUMBERS = by_word(
    {
        1: "1 | i | ett | forsta | first",
        2: "2 | ii | tva | andra | second",
        3: "3 | iii | tre | tredje | third",
        4: "4 | iv | fyra | fjarde | fourth",
    }
)
_YEAR, _MONTH, _DAY, _NAME = "(?P<year>20[0-9]{2})", "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})", "(?P<name>[a-z]+)"
_SHORT = "(?P<short>[0-9]{2})"
# A number in words stands by itself: "IT" is no first part of a year.
_PART = r"(?P<part>[a-z]+)\.? ?(?P<nth>[1-4]|(?<=[ .])[a-z]+)"
_PART_LAST = r"(?P<nth>[1-4](?=[ :.a-z])|[a-z]+(?=[ :.]))(?::?[ae]|\.|st|nd|rd|th)? ?(?P<part>[a-z]+)\.?"
_TERM = r"(?:(?P<part>vt)|(?P<autumn>ht))"
_WEEK = r"(?:v|w|vecka|week)\.? ?(?P<week>[0-9]{1,2})"
_GAP = "[ ,/-]*(?:(?:av|of) )?"
_IN_YEAR = rf"(?:{_GAP}{_YEAR}|(?: ?-| ?'){_SHORT})"  # "mars 27" is as well a day, "mars -27" is none
_HOUR = r"(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
_ZONE = r"(?: ?(?P<zone>z|utc|gmt|cet|cest|[-+][0-9]{2}(?::?[0-9]{2})?))?"
_DATE_FORMS = tuple(
    (re.compile(form), precision)
    for form, precision in (
        (rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}(?:z|[-+][0-9]{{2}}:[0-9]{{2}})?", Precision.DAY),
        (rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}(?:t|,? ){_HOUR}{_ZONE}", Precision.DAY),
        (rf"{_YEAR}([-/.]){_MONTH}\2{_DAY}[t ,](?: ?kl\.? ?)?[0-9]{{1,2}}[.:][0-9:.]*", Precision.DAY),
        (rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?:t{_HOUR}{_ZONE})?", Precision.DAY),
        (rf"{_DAY}([-/.]){_MONTH}[-/. ]{_YEAR}", Precision.DAY),
        (rf"{_DAY}/{_MONTH}(?:[- ]| -| ?'){_SHORT}", Precision.DAY),
        (rf"(?:den )?{_DAY}(?:\.|:?[ae]|st|nd|rd|th)? {_NAME}\.?(?:,? {_YEAR}|(?: ?-| '){_SHORT})", Precision.DAY),
        (rf"{_NAME}\.? {_DAY}(?:st|nd|rd|th)?,? {_YEAR}", Precision.DAY),
        (rf"{_YEAR}-?w(?P<week>[0-9]{{2}})-?(?P<weekday>[1-7])", Precision.DAY),
        (rf"{_YEAR}[-/.]{_MONTH}(?:[-/.](?:xx?|\?\??|00))?", Precision.MONTH),
        (rf"{_YEAR}(?P<month>[0-9]{{2}})", Precision.MONTH),
        (rf"{_MONTH}[-/.]{_YEAR}", Precision.MONTH),
        (rf"{_PART}(?:{_IN_YEAR}| {_SHORT.replace('short', 'brief')})", Precision.QUARTER),
        (rf"{_PART_LAST}{_IN_YEAR}", Precision.QUARTER),
        (rf"{_YEAR}{_GAP}{_PART}", Precision.QUARTER),
        (rf"{_YEAR}{_GAP}{_PART_LAST}", Precision.QUARTER),
        (rf"{_TERM}{_IN_YEAR}", Precision.QUARTER),
        (rf"{_NAME}\.?(?: manad)?{_IN_YEAR}", Precision.MONTH),
        (rf"{_YEAR}{_GAP}{_NAME}\.?", Precision.MONTH),
        (rf"{_WEEK}{_IN_YEAR}", Precision.WEEK),
        (rf"{_YEAR}{_GAP}{_WEEK}", Precision.WEEK),
        (rf"v\.? ?{_SHORT}(?P<week>[0-9]{{2}})", Precision.WEEK),
        (rf"{_YEAR}(?:-(?:xx|\?\?)-(?:xx|\?\?))?", Precision.YEAR),
        (rf"{_SHORT}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})", Precision.DAY),
    )
)
"""The forms of a date, and how exactly each tells it; the words of a part of the year tell that themselves."""
_ABOUT = re.compile(
    r"^(?:(?:ca|c:a|cirka|circa|ungefar|omkring|runt|kring|about|approx|prel|preliminart|troligen)\b[.:]?|~) *"
    r"| ?(?:\?|\(?\b(?:ca|prel|preliminart|preliminar|preliminary)\b\.?\)?)$"
)
_EARLIEST = re.compile(r"^(?:tidigast|fran och med|fr ?\.? ?o ?\.? ?m|fran|from|earliest|not before)\b[.:]? *")
_WITHIN = re.compile(
    r"^(?:(?:i|under|vid|hela|in|during) )?(?:(?:(?:borjan|mitten|slutet|start|middle|end) (?:av|pa|of)|tidigt|sent"
    r"|early|late) )?(?:aret )?"
)
_SEPARATORS = re.compile(r" ?- ?|/| t\.?o\.?m\.? | (?:till|och|eller|to|and|or) ")
_BETWEEN = re.compile("^(?:mellan|between) ")
_OFFSETS = {"z": "+0000", "utc": "+0000", "gmt": "+0000", "cet": "+0100", "cest": "+0200"}


def read_date(cell: Cell) -> Reading:
    """Return the day in a cell; raise BadCell for anything but a day in 2000 to 2099."""
    day, precision = planned_day(cell)
    return day, None if precision is Precision.DAY else _NOTES.get(precision, _FIRST_OF_PERIOD).fill(day=day)


def planned_day(cell: Cell) -> PlannedDay:
    """Return the day in a cell and its precision; raise BadCell for anything but a day in 2000 to 2099."""
    match cell:
        case datetime():
            found = PlannedDay(day_of(cell) if cell.tzinfo else cell.date(), Precision.DAY)
        case date():
            found = PlannedDay(cell, Precision.DAY)
        case _:
            found = _day_of_text(folded(cell))
    if not _FIRST_DAY <= found.on <= _LAST_DAY:
        raise BadCell(_NOT_A_DATE)
    return found


def _day_of_text(text: str) -> PlannedDay:
    if serial := re.fullmatch(r"([3-7][0-9]{4})(?:[.,][0-9]+)?", text):
        return PlannedDay(_SERIAL_ZERO + timedelta(days=int(serial[1])), Precision.DAY)
    told, precision = text, Precision.DAY
    for qualifier, called in ((_ABOUT, Precision.ABOUT), (_EARLIEST, Precision.EARLIEST)):
        stripped = qualifier.sub("", told)
        precision, told = (called if stripped != told else precision), stripped
    found = _single(told) or _single(_WITHIN.sub("", told)) or _range(_BETWEEN.sub("", told))
    if found is None:
        raise BadCell(_NOT_A_DATE)
    return found if found.precision is not Precision.DAY else found._replace(precision=precision)


def _single(text: str) -> PlannedDay | None:
    """Return one day or period, or None for what is neither, and for a weekday that is another than the day's."""
    weekday = re.match(r"([a-z]+)(?:\.|en)?,? (?:den )?(?=[0-9])", text)
    if weekday and weekday[1] in _WEEKDAYS:
        found = _single(text[weekday.end() :])
        return found if found and found.on.weekday() == _WEEKDAYS[weekday[1]] else None
    for form, precision in _DATE_FORMS:
        if written := form.fullmatch(text):
            try:
                return _day_of_parts(written.groupdict(), precision)
            except (KeyError, ValueError):
                continue
    return None


def _range(text: str) -> PlannedDay | None:
    """Return the beginning of a range whose ends are both understood and stand in their order."""
    for mark in _SEPARATORS.finditer(text):
        last = text[mark.end() :]
        for first, behind in _with_what_they_share(text[: mark.start()], last):
            begins, ends = _single(first), _single(behind)
            if begins and ends and begins.on < ends.on:
                return PlannedDay(begins.on, Precision.RANGE)
    return None


def _with_what_they_share(first: str, last: str) -> Iterator[tuple[str, str]]:
    """Yield the ends of a range, with what the one of them leaves to the other: the year, the month, the word."""
    yield first, last
    year = re.search(r" ?(?:20[0-9]{2}|-[0-9]{2})$", last)
    if year is None:
        return
    yield f"{first}{year[0]}", last
    if first.isdecimal():  # 1-15 mars 2027
        yield re.sub("^[0-9]+", first, last), last
    elif word := re.match(r"[a-z]+\.? ?", first):  # v. 12-14 2027
        yield f"{first}{year[0]}", f"{word[0]}{last}"


def _day_of_parts(told: Mapping[str, str | None], precision: Precision) -> PlannedDay:
    """Raise KeyError for an unknown word and ValueError for a day that does not exist."""
    year = int(told.get("year") or f"20{told.get('short') or told.get('brief')}")
    if week := told.get("week"):
        return PlannedDay(date.fromisocalendar(year, int(week), int(told.get("weekday") or 1)), precision)
    if told.get("autumn"):
        return PlannedDay(date(year, 7, 1), Precision.HALF_YEAR)
    if part := told.get("part"):
        months = _MONTHS_OF_PART[part]
        number = _NUMBERS[told.get("nth") or "1"]
        return PlannedDay(date(year, (number - 1) * months + 1, 1), _PRECISION_OF_PART[months])
    if (name := told.get("name")) in _SEASONS and not told.get("day"):
        return PlannedDay(date(year, _SEASONS[name], 1), Precision.SEASON)
    month = _MONTH_NAMES[name] if name else int(told.get("month") or 1)
    day = date(year, month, int(told.get("day") or 1))
    return PlannedDay(_day_in_sweden(day, told) if told.get("zone") else day, precision)


def _day_in_sweden(day: date, told: Mapping[str, str | None]) -> date:
    zone = told["zone"] or ""
    offset = _OFFSETS.get(zone, zone.replace(":", "").ljust(5, "0"))
    clock = f"{told['hour']}:{told['minute']}:{told['second'] or '00'}"
    return day_of(datetime.fromisoformat(f"{day}T{clock}{offset}"))


_FIRST_OF_PERIOD = Text(
    "Ungefärligt datum, läst som {day}: den första dagen i perioden.",
    "Approximate date, read as {day}: the first day of the period.",
)
_NOTES: Mapping[Precision, Text] = {
    Precision.ABOUT: Text("Ungefärligt datum, läst som {day}.", "Approximate date, read as {day}."),
    Precision.EARLIEST: Text("Tidigaste datum, läst som {day}.", "Earliest date, read as {day}."),
}
_NOT_A_DATE = Text(
    "Datumet går inte att tolka. Skriv till exempel 2026-03-17, mars 2026 eller kvartal 2 2026.",
    "The date cannot be read. Write for example 2026-03-17, March 2026 or Q2 2026.",
)
