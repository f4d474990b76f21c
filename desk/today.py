"""What somebody has to do today: what is late, what is due today and this week, and what others hold up for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from matters.agenda_reading import Agendas, read_agendas
from matters.directory import Directory, read_directory
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from matters.open_matters import holders_for
from matters.owing import Owed, Owing
from matters.recipients import Recipient
from matters.waits import Waiting, waits_at
from models.casefile import CaseFile
from models.people import cases_that_concern
from models.queries.cases import open_cases
from models.unreadable import CaseProblem
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP

ONE_WEEK = timedelta(days=7)
HELD_UP = {
    PROCUREMENT.name: Recipient.OFFICER,
    TARGET_GROUP.name: Recipient.LABOUR_MARKET,
    SUPPLIER_PROCESS.name: Recipient.CONTACT,
    PLACEMENT.name: Recipient.CONTACT,
}
"""Whose work stands still while a process waits."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is to do; `week` is what is due in the six days after today, `undated` has no last day.

    `waiting` is what others hold up, the longest wait first.
    """

    overdue: Sequence[Owed]
    today: Sequence[Owed]
    week: Sequence[Owed]
    undated: Sequence[Owed]
    waiting: Sequence[Waiting]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.today or self.week or self.undated or self.waiting)


def todays(
    connection: Connection,
    *,
    today: date,
    person_id: int | None = None,
    ladder: Ladder = DEFAULT,
    problems: list[CaseProblem] | None = None,
) -> Today:
    """Return what one person has to do, also in the place of others who are away; of everybody if none is named.

    Raises Unreadable unless there is a list of `problems` for cases that cannot be read.
    """
    agendas = read_agendas(connection, today, ladder, problems=problems)
    if person_id is None:
        numbers = [number for number, _ in open_cases(connection)]
    else:
        numbers = cases_that_concern(connection, person_id)
    found = Owing(connection, today, ladder).told(agendas.to_do(numbers, before=today + ONE_WEEK))
    mine = [one for one in found if person_id is None or any(reader.id == person_id for reader in one.readers)]
    return Today(
        overdue=_those(mine, lambda day: day is not None and day < today),
        today=_those(mine, lambda day: day == today),
        week=_those(mine, lambda day: day is not None and day > today),
        undated=_those(mine, lambda day: day is None),
        waiting=_held_up(agendas, numbers, person_id, today, ladder),
    )


def _those(some: Sequence[Owed], due: Callable[[date | None], bool]) -> list[Owed]:
    return [one for one in some if due(one.day)]


def _held_up(
    agendas: Agendas, numbers: Sequence[int], person_id: int | None, today: date, ladder: Ladder
) -> list[Waiting]:
    connection, heads = agendas.connection, agendas.waiting_in(numbers)
    if not heads:
        return []
    told = waits_at(connection, agendas, heads, today, ladder.days, lead_times=False)
    if person_id is None:
        return [wait for _, wait in told]
    directory = read_directory(connection)
    return [wait for case, wait in told if _holds_up(person_id, case, wait, directory, today)]


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
