"""How near a last day is, in the words and with the sign that every page has for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from states.text import Text, verbatim


class Nearness(StrEnum):
    """How near a last day is; the sign that stands before its words goes by it."""

    LATE = auto()
    TODAY = auto()
    LATER = auto()
    WAIT = auto()
    """There is no last day."""


@dataclass(frozen=True, slots=True)
class Lateness:
    """How near a last day is, and how that is said."""

    nearness: Nearness
    words: Text


def lateness(day: date | None, today: date) -> Lateness:
    """Return how near a last day is; None for what has none. Days late are days of the calendar."""
    if day is None:
        return Lateness(Nearness.WAIT, _NO_DAY)
    if day < today:
        late = (today - day).days
        return Lateness(Nearness.LATE, _ONE_LATE if late == 1 else _LATE.fill(days=late))
    if day == today:
        return Lateness(Nearness.TODAY, _TODAY)
    if day == today + timedelta(days=1):
        return Lateness(Nearness.LATER, _TOMORROW)
    return Lateness(Nearness.LATER, _BY.fill(day=day))


def short_day(day: date, today: date) -> Text:
    """Return a day in few signs, with its year where that is not this one: "4 dec", "2 apr 2027"."""
    month = _MONTHS[day.month - 1]
    if day.year == today.year:
        return _SHORT.fill(day=str(day.day), month=month)
    return _WITH_YEAR.fill(day=str(day.day), month=month, year=str(day.year))


_SHORT, _WITH_YEAR = verbatim("{day} {month}"), verbatim("{day} {month} {year}")
_MONTHS = (
    Text("jan", "Jan"),
    Text("feb", "Feb"),
    Text("mars", "March"),
    Text("april", "April"),
    Text("maj", "May"),
    Text("juni", "June"),
    Text("juli", "July"),
    Text("aug", "Aug"),
    Text("sep", "Sept"),
    Text("okt", "Oct"),
    Text("nov", "Nov"),
    Text("dec", "Dec"),
)
_NO_DAY = Text("Ingen sista dag", "No last day")
_ONE_LATE = Text("Försenat 1 dag", "1 day late")
_LATE = Text("Försenat {days} dagar", "{days} days late")
_TODAY = Text("I dag", "Today")
_TOMORROW = Text("I morgon", "Tomorrow")
_BY = Text("Senast {day:plain}", "By {day:plain}")
