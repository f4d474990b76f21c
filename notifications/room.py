"""Which of a person's reminders one mail tells in full, and which it counts: the same rows, the same mail."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from matters.directory import Reader
from matters.ladder import Ladder
from models.casefile import CaseFile
from models.reminders.off import is_off
from models.reminders.receipts import is_receipt
from models.reminders.room import MATTERS, OF_ONE_DAY
from states.records.names import reference_key
from states.text import Text

Rank: TypeAlias = tuple[bool, bool, date, str]
NONE_YET: Mapping[date, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a mail only counts of one kind: how many, and how many of them are urgent or past their day.

    `news` asks for nothing.
    """

    kind: Text
    count: int
    urgent: int = 0
    overdue: int = 0
    news: bool = False


@dataclass(frozen=True, slots=True)
class MailMatter:
    """The reminders of a person that a mail tells as one, and where it stands there: the smallest rank first."""

    rank: Rank
    rows: tuple[Any, ...]
    came_in: date

    @property
    def urgent(self) -> bool:
        return not self.rank[0]


def told_as_one(row: Any) -> Hashable:
    """Return what reminders have in common that a mail tells as one: their matter, or their case where they are news.

    A row is a reminder.
    """
    if is_receipt(row.matter):
        return (row.case_id,)
    return (row.case_id, row.matter, row.subject, row.base)


def in_order(rows: Iterable[Any], cases: Mapping[int, CaseFile], ladder: Ladder, *, today: date) -> list[MailMatter]:
    """Return the reminders of one person as a mail tells them: urgent ones first, then by day, and news last."""
    together: dict[Hashable, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.due_on, row.id)):
        together[told_as_one(row)].append(row)
    matters = [_matter(some, cases[some[0].case_id], ladder, today) for some in together.values()]
    return sorted(matters, key=lambda matter: (matter.rank, min(row.id for row in matter.rows)))


def split(
    matters: Sequence[MailMatter], most: int = MATTERS, *, of_day: Mapping[date, int] = NONE_YET
) -> tuple[list[MailMatter], list[MailMatter]]:
    """Return the matters that a mail tells in full, at most so many, and those that it counts.

    Of the cases that came in on one day it tells OF_ONE_DAY at most, unless they are urgent: what a large import brings
    takes no room from what else there is to do. `of_day` are those that the reader was told of in earlier mails today.
    """
    told: list[MailMatter] = []
    counted: list[MailMatter] = []
    so_far = Counter(of_day)
    for matter in matters:
        has_room = matter.urgent or so_far[matter.came_in] < OF_ONE_DAY
        if len(told) < most and has_room:
            told.append(matter)
            so_far[matter.came_in] += 1
        else:
            counted.append(matter)
    return told, counted


def summed(matters: Iterable[MailMatter], reader: Reader, ladder: Ladder, *, today: date) -> tuple[Beyond, ...]:
    """Return how many matters there are of each kind: kinds with urgent ones first, then overdue ones, then by size."""
    kinds: dict[tuple[bool, Text], list[MailMatter]] = defaultdict(list)
    for matter in matters:
        kinds[_kind(matter.rows[-1], reader, ladder)].append(matter)
    found = [
        Beyond(
            kind,
            len(some),
            sum(one.urgent for one in some),
            sum(not news and one.rank[2] < today for one in some),
            news,
        )
        for (news, kind), some in kinds.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.news, not one.urgent, not one.overdue, -one.count, one.kind.sv)))


def _matter(rows: Sequence[Any], case: CaseFile, ladder: Ladder, today: date) -> MailMatter:
    return MailMatter(_rank(rows[-1], case, ladder, today), tuple(rows), case.opened_on)


def _rank(row: Any, case: CaseFile, ladder: Ladder, today: date) -> Rank:
    reference = reference_key(case.reference)
    if is_receipt(row.matter):
        return True, True, date.max, reference
    if is_off(row.step):
        return True, False, date.max, reference
    matter = ladder.matters[row.matter]
    track = case.track(matter.process, row.subject)
    facts = case.facts_of(track, today) if track else case.facts(today)
    return not matter.urgent, False, matter.deadline(facts) or date.max, reference


def _kind(row: Any, reader: Reader, ladder: Ladder) -> tuple[bool, Text]:
    if is_receipt(row.matter):
        return True, _NEWS
    if is_off(row.step):
        return True, _OFF
    return False, ladder.matters[row.matter].heading_for(reader.role)


_NEWS = Text("Vad andra har registrerat", "What others have recorded")
_OFF = Text("Det som inte längre behöver göras", "What need not be done any more")
