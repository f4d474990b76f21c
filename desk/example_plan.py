"""The plan and the notices of the example city as they would read today: every date moved with the day of its start.

The files of `examples/` are of one year. Each row moves by a number of days of its own, and its notices by the same, so
that the procurements spread over the time that the example city has been running. References lose their year.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

MONTHS = 18
"""For how long the example city has been running when it is started."""
_FIRST_CALL, _LAST_CALL = timedelta(days=-470), timedelta(days=75)
"""When the first and the last procurement of the plan are called, from the day of the start."""
_LEAD = timedelta(days=70)
"""How long before its call a procurement enters the plan, at least: the plan is made up on the first of a month."""
_LATEST = timedelta(weeks=1)
"""How long before the start the last row has entered the plan."""
_DATE = re.compile(r"(?<!\d)20[2-9]\d-\d\d-\d\d(?!\d)")
_REFERENCE = re.compile(r"UH-20\d\d-(\d{3})")
_PUBLISHED = re.compile(r"(?:IssueDate|PublicationDate)>(\d{4}-\d\d-\d\d)")
_VAGUE = re.compile(r"Q4 \d{4}|november \d{4}")


@dataclass(frozen=True, slots=True)
class RowDays:
    """When a row enters the plan, and its planned call, which is moved to the weekday that it was on."""

    opens: date
    call: date


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """A row of the plan: the day on which it enters it, the day of its call, and by how much it was moved."""

    reference: str
    line: str
    opens: date
    moved: timedelta


@dataclass(frozen=True, slots=True)
class ExampleNotice:
    """A notice: the day on which it is there to be read, its name, and its text."""

    published: date
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ExamplePlan:
    """The headings of the plan, and its rows in the order in which they enter it."""

    headings: str
    rows: tuple[ExampleRow, ...]

    def as_of(self, day: date) -> str:
        """Return the file as it stood on a day."""
        return "\n".join((self.headings, *(row.line for row in self.rows if row.opens <= day), ""))


def plan_of(file: Path, start: date, days: Mapping[str, RowDays]) -> ExamplePlan:
    """Read the plan as it would be for a city started on a day; `days` are those of rows that need their own."""
    headings, *lines = file.read_text("utf-8-sig").splitlines()
    calls = [date.fromisoformat(found[0]) for line in lines if (found := _DATE.findall(line))]
    first, last = min(calls), max(calls)
    rows = [_row(line, start, days, first, last) for line in lines if line]
    return ExamplePlan(headings, tuple(sorted(rows, key=lambda row: (row.opens, row.reference))))


def _row(line: str, start: date, days: Mapping[str, RowDays], first: date, last: date) -> ExampleRow:
    told = _without_year(line)
    reference = told.partition(";")[0]
    own = days.get(reference)
    if not _DATE.search(line):
        vague = start + _LAST_CALL
        return ExampleRow(
            reference, _VAGUE.sub(f"Q{(vague.month + 2) // 3} {vague.year}", told), start - _LATEST, timedelta(0)
        )
    call = date.fromisoformat(_DATE.findall(line)[0])
    spread = (_LAST_CALL - _FIRST_CALL) * ((call - first) / (last - first))
    planned = own.call if own else start + _FIRST_CALL + spread
    moved = timedelta(weeks=round((planned - call) / timedelta(weeks=1)))
    return ExampleRow(
        reference,
        _moved(told, moved),
        own.opens if own else min((call + moved - _LEAD).replace(day=1), start - _LATEST),
        moved,
    )


def notices_of(folder: Path, plan: ExamplePlan) -> Iterator[ExampleNotice]:
    """Yield the notices on the procurements of the plan, moved as their rows are."""
    moved = {row.reference: row.moved for row in plan.rows}
    for file in sorted(folder.glob("*.xml")):
        text = _without_year(file.read_text("utf-8"))
        (reference,) = {f"UH-{number}" for number in re.findall(r"UH-(\d{3})", text)}
        text = _moved(text, moved[reference])
        published = max(map(date.fromisoformat, _PUBLISHED.findall(text)))
        yield ExampleNotice(published, file.name, text)


def _without_year(text: str) -> str:
    return _REFERENCE.sub(r"UH-\1", text)


def _moved(text: str, by: timedelta) -> str:
    return _DATE.sub(lambda found: (date.fromisoformat(found[0]) + by).isoformat(), text)
