"""Hours that somebody worked, by month, and in which contract they count.

They are counted in whole quarters, so that every sum of them is exact. Each quarter stands in one contract alone: what
counts elsewhere is taken from what was worked, so that the contracts together never count more than that.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from states.refusal import Refusal
from states.text import MONTHS, Text, verbatim

PER_HOUR = 4
_DAY = 24 * PER_HOUR
_WRITTEN = re.compile(r"(\d{1,4})(?:[.,](\d{1,2})|:(\d{2}))?")
_MINUTES = 15
Person = tuple[int, int]
"""Position and candidate, as numbers."""


class HoursRefused(Refusal):
    """A report of hours that cannot be; `text` says why."""

    key = "hours"


class HoursPart(NamedTuple):
    """The quarters of one person's month that count for one obligation; position 0 says that the report is in.

    `case_id` and `reference` are the case in which they were worked, `counts_in` the one of the obligation.
    """

    case_id: int
    reference: str
    position: int
    candidate: int
    month: date
    obligation_id: int
    counts_in: str
    quarters: int

    @property
    def person(self) -> Person:
        return (self.position, self.candidate)


@dataclass(frozen=True, slots=True)
class Hours:
    """What counts for one obligation, in quarters: of its own people, and `credited` of those in other contracts."""

    own: Mapping[Person, int] = field(default_factory=dict)
    credited: int = 0
    reported: frozenset[date] = frozenset()
    """The months of which the report is in, by their first days."""
    credited_from: date | None = None
    """The first month in which hours of another contract count."""


NO_HOURS = Hours()


def read_quarters(text: str) -> int:
    """Return the quarters of "80", "80,5", "80.25" or "80:30"; raise ValueError for what is no whole quarters."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise _no_quarters(text)
    whole, part, minutes = found.groups()
    if minutes is not None:
        rest, over = divmod(int(minutes), _MINUTES)
        over += int(minutes) // 60
    else:
        rest, over = divmod(int((part or "0").ljust(2, "0")), 100 // PER_HOUR)
    if over:
        raise _no_quarters(text)
    return int(whole) * PER_HOUR + rest


def _no_quarters(text: str) -> ValueError:
    return ValueError(f"no whole quarters of an hour: {text!r}")


def in_hours(quarters: int) -> float:
    """Return quarters as hours: exact, since binary fractions hold them."""
    return quarters / PER_HOUR


def figure_of(hours: float) -> Text:
    """Return hours as they are written, with no quarter lost: "1 234,25" has no exponent and no blank."""
    told = f"{hours:.2f}".rstrip("0").rstrip(".")
    return Text(told.replace(".", ","), told)


def hours_told(quarters: int) -> Text:
    """Return quarters in words: "80,5 timmar", "1 timme"."""
    return _ONE if quarters == PER_HOUR else _MANY.fill(figure=figure_of(in_hours(quarters)))


_ONE, _MANY = Text("1 timme", "1 hour"), Text("{figure} timmar", "{figure} hours")


# --- months ----------------------------------------------------------------------------------------------------------


def month_of(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """Return the last day of the month of a day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def month_after(month: date) -> date:
    """Return the first day of the next month."""
    return last_of(month) + timedelta(days=1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Yield the months from that of one day to that of another, by their first days."""
    month = month_of(first)
    while month <= last:
        yield month
        month = month_after(month)


def read_month(text: str) -> date:
    """Return the first day of a month such as "2026-03"; raise ValueError for anything else."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text.strip()):
        raise ValueError(f"no month: {text!r}")
    return date.fromisoformat(f"{text.strip()}-01")


def month_written(month: date) -> str:
    """Return a month as it is stored in the journal: "2026-03"."""
    return f"{month:%Y-%m}"


def month_told(month: date) -> Text:
    """Return a month in words: "mars 2026"."""
    name = Text(MONTHS["sv"][month.month - 1], MONTHS["en"][month.month - 1])
    return _MONTH.fill(name=name, year=str(month.year))


_MONTH = Text("{name} {year}", "{name} {year}")


# --- a report --------------------------------------------------------------------------------------------------------


class Worker(NamedTuple):
    """Somebody who was employed, from a day to a last day (None: still there)."""

    position: int
    candidate: int
    started: date
    ended: date | None
    counts: bool
    """The employment counts towards the obligation, so that hours of it may count in another contract."""

    def days_in(self, month: date) -> int:
        """Return on how many days of a month somebody was employed."""
        last = min(self.ended or date.max, last_of(month))
        return max(0, (last - max(self.started, month)).days + 1)


class WorkedRow(NamedTuple):
    """What is reported of one person's month; `elsewhere` are the quarters that count for other obligations."""

    position: int
    candidate: int
    quarters: int
    elsewhere: Mapping[int, int] = {}


def working_in(workers: Iterable[Worker], month: date) -> list[Worker]:
    """Return who was employed in a month, each person once, with the days of all their turns in that month."""
    return [one for one in workers if one.days_in(month)]


def check_report(rows: Sequence[WorkedRow], workers: Sequence[Worker], month: date, today: date) -> None:
    """Raise HoursRefused with all that is wrong with a report of a month."""
    wrong = [*_of_month(month, today), *_of_people(rows, workers, month)]
    for row in rows:
        wrong += _of_row(row, [one for one in workers if (one.position, one.candidate) == row[:2]], month)
    if wrong:
        raise HoursRefused(*wrong)


def _of_month(month: date, today: date) -> Iterator[Text]:
    if month >= month_of(today):
        yield _NOT_OVER.fill(month=month_told(month), day=month_after(month))


def _of_people(rows: Sequence[WorkedRow], workers: Sequence[Worker], month: date) -> Iterator[Text]:
    told = [row[:2] for row in rows]
    there = {(one.position, one.candidate) for one in working_in(workers, month)}
    for person in sorted(there - set(told)):
        yield _MISSING.fill(person=person_told(person), month=month_told(month))
    for person in sorted(set(told) - there):
        yield _NOT_THERE.fill(person=person_told(person), month=month_told(month))
    for person in sorted({one for one in told if told.count(one) > 1}):
        yield _TWICE.fill(person=person_told(person))


def _of_row(row: WorkedRow, turns: Sequence[Worker], month: date) -> Iterator[Text]:
    person = person_told(row[:2])
    days = sum(one.days_in(month) for one in turns)
    if days and row.quarters > days * _DAY:
        yield _TOO_MANY.fill(person=person, days=verbatim(str(days)), worked=hours_told(row.quarters))
    given = sum(row.elsewhere.values())
    if given > row.quarters:
        yield _MORE_THAN_WORKED.fill(person=person, worked=hours_told(row.quarters), given=hours_told(given))
    if given and not any(one.counts for one in turns):
        yield _DOES_NOT_COUNT.fill(person=person)


def person_told(person: Person) -> Text:
    """Return whom hours are of, by numbers alone."""
    return _PERSON.fill(position=verbatim(str(person[0])), candidate=verbatim(str(person[1])))


_PERSON = Text("plats {position}, kandidat {candidate}", "position {position}, candidate {candidate}")
_NOT_OVER = Text(
    "Månaden är inte slut. Timmarna för {month} rapporteras från och med {day}.",
    "The month is not over. The hours of {month} are reported from {day} on.",
)
_MISSING = Text(
    "Ange timmarna i {month} för {person}. Noll är också ett svar.",
    "Give the hours of {month} for {person}. Zero is an answer, too.",
)
_NOT_THERE = Text(
    "Ingen är registrerad som anställd i {month} på {person}.",
    "Nobody is recorded as employed in {month} at {person}.",
)
_TWICE = Text("Timmarna är angivna två gånger för {person}.", "The hours are given twice for {person}.")
_TOO_MANY = Text(
    "{worked} ryms inte i de {days} dagar som {person} var anställd den månaden. Kontrollera siffran.",
    "{worked} do not fit into the {days} days for which {person} was employed in that month. Check the figure.",
)
_MORE_THAN_WORKED = Text(
    "Av timmarna för {person} räknas {given} i andra avtal, men bara {worked} är arbetade.",
    "Of the hours of {person}, {given} count in other contracts, but only {worked} were worked.",
)
_DOES_NOT_COUNT = Text(
    "Anställningen på {person} räknas inte än. Dess timmar kan inte räknas i ett annat avtal.",
    "The employment at {person} does not count yet. Its hours cannot count in another contract.",
)
