"""Settling cases: the moves that time and the records allow, and the reminders that each case then calls for."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from traceback import extract_tb
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, bindparam, update

from matters.directory import Directory, read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from matters.open_matters import look_ahead
from matters.receipts import news, receipts, stale_from
from matters.rules_in_force import rules_with
from matters.turns import Turns
from models.agenda import hold_to, store_unread
from models.casefile import CaseFile
from models.casestore import load_due, load_some, save
from models.demand import Units, adjust, units_for
from models.figures import outlived, store_figures
from models.operations import settle
from models.reminders.openings import Openings, openings
from models.reminders.receipts import HeardReceipt, told_of
from models.storage.database import reading, writing
from models.storage.driver_statements import Row, Statement
from models.tables import Case
from models.unreadable import CaseProblem
from notifications.calendar.calendar_entries import follow
from notifications.plan import note_met, plan
from states.refusal import Unreadable
from states.text import Text

_log = logging.getLogger(__name__)
_case = Case.__table__

BATCH = 500
Looked: TypeAlias = tuple[CaseFile, list[Row]]
"""A case, and the reminders that it calls for today."""


@dataclass(slots=True)
class Settled:
    """The result of settling cases. `unreachable` counts cases for which nobody could be told.

    `problems` are the cases that could not be settled, each with the cause; `starving` names the processes that wait
    for nobody and no day, behind their case.
    """

    on: date
    checked: int = 0
    moves: int = 0
    planned: int = 0
    withdrawn: int = 0
    unreachable: int = 0
    problems: list[CaseProblem] = field(default_factory=list)
    starving: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"on": self.on.isoformat()}

    def figures(self, labels: Mapping[str, Text]) -> dict[str, str | int]:
        """Return what has a label, in the order of the labels; of a list its length."""
        named = {name: value for name, value in self.as_dict().items() if name in labels}
        return {name: len(named[name]) if isinstance(named[name], list) else named[name] for name in labels}


def settle_due(
    engine: Engine,
    *,
    today: date,
    result: Settled,
    batch: int = BATCH,
    ladder: Ladder = DEFAULT,
) -> None:
    """Settle the due cases and plan their reminders, `batch` cases to a commit; every open one under new rules."""
    keep_rules(engine, today, ladder)
    while _one_batch(engine, today, result, batch, ladder):
        pass
    refresh_figures(engine, today)


def keep_rules(engine: Engine, today: date, ladder: Ladder) -> None:
    """Let every open case be due if its agenda was worked out by other rules, or with another ladder."""
    with writing(engine) as connection:
        hold_to(connection, rules_with(ladder), today)


def _one_batch(engine: Engine, today: date, result: Settled, batch: int, ladder: Ladder) -> bool:
    with writing(engine) as connection:
        cases = load_due(connection, today, batch)
        if not cases:
            return False
        directory = read_directory_of(connection, cases)
        looked, odd = bring_up(connection, cases, directory, today, ladder=ladder, result=result)
        save(connection, [case for case, _ in looked])
        store_figures(connection, [case for case, _ in looked], today)
        plan_reminders(connection, looked, directory, today, ladder=ladder, result=result)
        postpone(connection, odd, today)
    return True


def refresh_figures(engine: Engine, today: date, batch: int = BATCH) -> None:
    """Store the figures anew that time alone has changed, `batch` cases to a commit, also of cases that have ended."""
    with reading(engine) as connection:
        numbers = outlived(connection, today)
    for first in range(0, len(numbers), batch):
        with writing(engine) as connection:
            store_figures(connection, load_some(connection, numbers[first : first + batch]), today)


def postpone(connection: Connection, odd: Sequence[CaseFile], today: date) -> None:
    """Look again tomorrow at cases that could not be settled, and let nobody rely on what is stored of their agenda."""
    _POSTPONE.run_many(connection, [(today + timedelta(days=1), case.id) for case in odd])
    store_unread(connection, [case.id for case in odd])


def bring_up(
    connection: Connection,
    cases: Sequence[CaseFile],
    directory: Directory,
    today: date,
    *,
    ladder: Ladder,
    result: Settled,
) -> tuple[list[Looked], list[CaseFile]]:
    """Settle loaded cases; return each with what it calls for, and the problems of the others. Nothing is saved.

    The directory is that of the cases.

    One case must not hold up the others, whether no rule can read what is stored of it or a rule itself is wrong.
    """
    before = openings(connection, [case.id for case in cases])
    turns, units = Turns(connection, directory, today), units_for(connection, cases)
    told = _told_of(connection, cases)
    looked: list[Looked] = []
    odd: list[CaseFile] = []
    for case in cases:
        try:
            rows = _bring_up(case, turns, units, ladder, result, before=before)
            fresh = news(case, today)
            days = (case.next_check, stale_from(fresh))
            case.next_check = min((day for day in days if day is not None), default=None)
            looked.append((case, [*rows, *receipts(case, fresh, today, directory, told.get(case.id, ()))]))
        except Unreadable as unreadable:
            odd.append(case)
            result.problems.append(CaseProblem(case.reference, unreadable.text))
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with a rule, the other cases go on
            odd.append(case)
            result.problems.append(_fault(case.reference, fault))
    result.checked += len(cases)
    return looked, odd


def _told_of(connection: Connection, cases: Sequence[CaseFile]) -> Mapping[int, Sequence[HeardReceipt]]:
    """Return by case what people were told that others have recorded."""
    by_case: dict[int, list[HeardReceipt]] = {}
    for one in told_of(connection, [case.id for case in cases]):
        by_case.setdefault(one.case_id, []).append(one)
    return by_case


def _fault(reference: str, fault: Exception) -> CaseProblem:
    """Return the problem of a case at which the program itself failed, and log where."""
    last = extract_tb(fault.__traceback__)[-1]
    # Never its message: that may hold anything that is stored of the case.
    what = f"{type(fault).__name__}, {Path(last.filename).name}:{last.lineno}"
    _log.error("Settling case %s failed by a fault of the program: %s in %s", reference, what, last.name)
    cause = _FAULT_OF_PROGRAM.fill(what=what)
    return CaseProblem(reference, cause, is_fault=True)


_FAULT_OF_PROGRAM = Text(
    "Fel i programmet, inte i ärendet ({what}). Anmäl det till den som sköter programmet.",
    "A fault of the program, not of the case ({what}). Report it to whoever maintains the program.",
)


def _bring_up(
    case: CaseFile,
    turns: Turns,
    units: Units,
    ladder: Ladder,
    result: Settled,
    *,
    before: Openings,
) -> list[Row]:
    today = turns.today
    made = settle(case, today)
    turns.give(case)
    adjust(case, units, today)
    ahead = look_ahead(case, today, turns.directory, ladder, before)
    result.moves += len(made)
    result.unreachable += not ahead.reachable
    result.starving += ahead.starving
    return ahead.rows


def plan_reminders(
    connection: Connection,
    looked: Sequence[Looked],
    directory: Directory,
    today: date,
    *,
    ladder: Ladder,
    result: Settled,
) -> None:
    """Write what saved cases call for, what reminders have achieved, and what is wrong in calendars by now."""
    added, withdrawn = plan(connection, looked, today=today)
    cases = [case for case, _ in looked]
    note_met(connection, cases, ladder=ladder, today=today)
    follow(connection, cases, ladder=ladder, today=today, directory=directory, problems=result.problems)
    result.planned += added
    result.withdrawn += withdrawn


_POSTPONE = Statement(
    ["next_check", "case_id"],
    lambda _: update(_case).values(next_check=bindparam("next_check")).where(_case.c.id == bindparam("case_id")),
)
