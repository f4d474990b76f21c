"""What somebody has to do today: what is late, what is due today and this week, and what others hold up for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Generic, TypeVar

from sqlalchemy import Connection

from matters.agenda_reading import UNDATED, AgendaPart, owed, read_agendas, waits_at
from matters.directory import Directory, read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from matters.open_matters import holders_for
from matters.owing import InHand, Owing
from matters.recipients import Recipient
from matters.waits import Waiting, waits_of
from models.casefile import CaseFile
from models.people import cases_that_concern
from models.rows import PAGE
from models.unreadable import CaseProblem
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP

T = TypeVar("T")
ONE_WEEK = timedelta(days=7)
HELD_UP = {
    PROCUREMENT.name: Recipient.OFFICER,
    TARGET_GROUP.name: Recipient.LABOUR_MARKET,
    SUPPLIER_PROCESS.name: Recipient.CONTACT,
    PLACEMENT.name: Recipient.CONTACT,
}
"""Whose work stands still while a process waits."""


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """The first rows of a part; `more` tells that there are others."""

    rows: Sequence[T] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """What is to do; `week` is what is due in the six days after today, `undated` has no last day.

    `waiting` is what others hold up, the longest wait first.
    """

    overdue: Some[InHand]
    today: Some[InHand]
    week: Some[InHand]
    undated: Some[InHand]
    waiting: Some[Waiting]

    @property
    def is_empty(self) -> bool:
        parts: Sequence[Some[InHand] | Some[Waiting]] = (
            self.overdue,
            self.today,
            self.week,
            self.undated,
            self.waiting,
        )
        return not any(part.rows for part in parts)


def todays(
    connection: Connection,
    *,
    today: date,
    person_id: int | None = None,
    ladder: Ladder = DEFAULT,
    limit: int = PAGE,
    problems: list[CaseProblem] | None = None,
) -> Today:
    """Return what one person has to do, also in the place of others who are away; of everybody if none is named.

    Each part has at most `limit` rows, the most pressing ones. Raises Unreadable unless there is a list of `problems`
    for cases that cannot be read.
    """
    agendas = read_agendas(connection, today, ladder, problems=problems)
    cases = None if person_id is None else cases_that_concern(connection, person_id)
    owing = Owing(connection, today, ladder)

    def to_do(part: AgendaPart) -> Some[InHand]:
        found = (one for rows in agendas.in_pages(part, cases=cases) for one in owing.told(rows))
        return _first(limit, (one for one in found if person_id in {None, *(reader.id for reader in one.readers)}))

    def held_up() -> Iterator[Waiting]:
        for rows in agendas.in_pages(waits_at(), cases=cases):
            found = waits_of(agendas, rows, today, ladder.days, lead_times=False)
            yield from (wait for _, wait in found) if person_id is None else of_one(person_id, found)

    def of_one(person: int, found: Sequence[tuple[CaseFile, Waiting]]) -> Iterator[Waiting]:
        directory = read_directory_of(connection, [case for case, _ in found], [person])
        return (wait for case, wait in found if _holds_up(person, case, wait, directory, today))

    tomorrow = today + timedelta(days=1)
    return Today(
        overdue=to_do(owed(before=today)),
        today=to_do(owed(since=today, before=tomorrow)),
        week=to_do(owed(since=tomorrow, before=today + ONE_WEEK)),
        undated=to_do(UNDATED),
        waiting=_first(limit, held_up()),
    )


def _first(limit: int, found: Iterator[T]) -> Some[T]:
    rows = list(islice(found, limit + 1))
    return Some(rows[:limit], more=len(rows) > limit)


def _holds_up(person_id: int, case: CaseFile, wait: Waiting, directory: Directory, today: date) -> bool:
    """Tell whether it is this person's work that stands still, and somebody else who can release it."""
    if wait.person is not None and wait.person.id == person_id:
        return False
    for one in (wait, *wait.also):
        holders = holders_for(case, one.parent or one.subject)
        waits = directory.recipient(HELD_UP[one.point.waits], case, today, holders=holders)
        if waits is not None and waits.id == person_id:
            return True
    return False
