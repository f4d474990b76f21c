"""What a daily mail tells of that others have recorded: all of a case as one item, headed by what weighs most."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from matters.directory import Directory, Reader
from matters.open_matters import about
from matters.receipts import ReceiptSeen, found, said_of, track_of
from matters.recipients import Recipient
from matters.rows.receipts import RECEIPTS
from models.casefile import CaseFile
from models.reminders.receipts import is_receipt, milestone_told, receipt_of, step_read, told_of
from notifications.invitations.links import Bound
from notifications.invitations.rules import offered_next
from states.records.observations import Observation
from states.text import Text, lower_first

_WEIGHT = {receipt_of(milestone): number for number, milestone in enumerate(RECEIPTS)}


@dataclass(frozen=True, slots=True)
class NewsOfCase:
    """What a mail tells of one case: its heading and lines in the reader's language, and the pages to go on at."""

    case: CaseFile
    heading: str
    lines: tuple[str, ...]
    pages: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What is needed to write receipts. `onward` are the pages by the number of the reminder.

    `corrected` are the reminders whose reader was told otherwise before.
    """

    cases: Mapping[int, CaseFile]
    directory: Directory
    today: date
    onward: Mapping[int, tuple[Bound, ...]]
    corrected: frozenset[int]

    def told(self, reader: Reader, rows: Sequence[Any]) -> Iterator[NewsOfCase]:
        """Yield what one person is told, case by case; rows that ask for something are left out."""
        by_case: dict[int, list[Any]] = defaultdict(list)
        for row in sorted(filter(_tells, rows), key=lambda row: (_WEIGHT[row.matter], row.subject, row.id)):
            by_case[row.case_id].append(row)
        for number, some in by_case.items():
            yield self._of_case(self.cases[number], some, reader.language)

    def _of_case(self, case: CaseFile, rows: Sequence[Any], language: str) -> NewsOfCase:
        parts = [(row, record) for row in rows if (record := self._record(case, row)) is not None]
        headings = [self._heading(case, row, record, language) for row, record in parts]
        lines: list[str] = []
        for number, (row, record) in enumerate(parts):
            said = ReceiptSeen(case, record, Recipient(step_read(row.step).to), self.directory, self.today)
            first, *others = (text.in_(language) for text in said_of(said))
            lines += (f"{headings[number]}: {_within(first, language)}" if number else first, *others)
        pages = dict.fromkeys(bound for row in rows for bound in self.onward.get(row.id, ()))
        return NewsOfCase(case, headings[0], tuple(lines), tuple(pages))

    def _record(self, case: CaseFile, row: Any) -> Observation | None:
        return found(case, row.matter, row.subject, row.step, self.today)

    def _heading(self, case: CaseFile, row: Any, record: Observation, language: str) -> str:
        heading = RECEIPTS[record.milestone].heading.in_(language)
        around = _TAKEN_BACK if record.on is None else _CORRECTED if row.id in self.corrected else None
        said = around.fill(what=lower_first(heading)).in_(language) if around else heading
        return said + about(case, track_of(case, record.milestone, row.subject), language)


def _within(sentence: str, language: str) -> str:
    """Return what begins with a day as it stands behind a colon: English days keep their capitals."""
    return lower_first(sentence) if language == "sv" else sentence


_TAKEN_BACK = Text("Gäller inte längre – {what}", "No longer so – {what}")
_CORRECTED = Text("Rättad uppgift – {what}", "Corrected – {what}")


def _tells(row: Any) -> bool:
    return is_receipt(row.matter)


def news_for(
    connection: Connection,
    rows: Sequence[Any],
    cases: Mapping[int, CaseFile],
    directory: Directory,
    *,
    today: date,
) -> News:
    """Return what is needed to write the receipts among some reminders."""
    told = list(filter(_tells, rows))
    onward = {row.id: _pages(cases[row.case_id], row, directory, today) for row in told}
    return News(cases, directory, today, onward, _corrected(connection, told))


def _pages(case: CaseFile, row: Any, directory: Directory, today: date) -> tuple[Bound, ...]:
    milestone = milestone_told(row.matter)
    track = track_of(case, milestone, row.subject)
    return offered_next(milestone, row.person_id, case, track, today=today, directory=directory)


def _corrected(connection: Connection, rows: Sequence[Any]) -> frozenset[int]:
    """Return the receipts whose reader was told otherwise of the same before."""
    if not rows:
        return frozenset()
    heard: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for one in told_of(connection, sorted({row.case_id for row in rows})):
        heard[_kind_of(one)].add(one.step)
    return frozenset(row.id for row in rows if heard[_kind_of(row)] - {row.step})


def _kind_of(row: Any) -> tuple[object, ...]:
    return (row.person_id, row.case_id, row.matter, row.subject, step_read(row.step)[:2])
