"""Synchronising: settle the open cases whose stored agenda no longer holds, so that nothing waits unnoticed.

These are the cases that are due, and those that no day is known for. Whatever is recorded makes a case due, a change of
the directory those that it concerns, and other rules or another ladder all of them. What nothing tells of, as rows put
right by hand, is found by going through everything. Reminders are planned as a tick plans them; a tick sends them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import Connection, Engine

from desk.settling import BATCH, Settled, bring_up, keep_rules, plan_reminders, postpone
from matters.directory import read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from models.agenda import UNREAD, digest_of, stored_of
from models.casefile import CaseChanged, CaseFile
from models.casestore import is_news, load_free, save
from models.figures import store_figures
from models.queries.cases import open_cases, overdue_for_a_look
from models.rows import no_collecting
from models.storage.database import checkpoint_after, reading, writing
from states.text import Text


@dataclass(slots=True)
class SynchroniseResult(Settled):
    """The result of synchronising. `opened` counts the new tracks of suppliers and positions.

    `busy` are references of cases that someone else was changing; the next run looks at them.
    """

    opened: int = 0
    busy: list[str] = field(default_factory=list)


LABELS: Mapping[str, Text] = {
    "on": Text("Dag", "Day"),
    "checked": Text("Ärenden som gåtts igenom", "Cases looked at"),
    "moves": Text("Steg som tagits", "Steps taken"),
    "opened": Text("Leverantörer och platser som öppnats", "Suppliers and positions begun"),
    "planned": Text("Påminnelser som planerats", "Reminders planned"),
    "withdrawn": Text("Påminnelser som inte längre behövs", "Reminders no longer needed"),
    "unreachable": Text("Ärenden där ingen kunde nås", "Cases where nobody could be told"),
    "starving": Text("Processer som inte väntar på någon", "Processes that wait for nobody"),
    "busy": Text("Ärenden som någon annan just ändrade", "Cases that someone else was changing"),
}
"""What each figure of a SynchroniseResult is called, in the order in which they are read."""


def synchronise(
    engine: Engine,
    *,
    today: date,
    ladder: Ladder = DEFAULT,
    batch: int = BATCH,
    everything: bool = False,
) -> SynchroniseResult:
    """Settle the open cases that need it and plan their reminders, `batch` cases to a commit.

    With `everything` every open case is gone through, and its agenda compared with what is stored, row by row. What
    stands right is left alone.
    """
    result = SynchroniseResult(today)
    keep_rules(engine, today, ladder)
    with reading(engine) as connection:
        known = open_cases(connection) if everything else overdue_for_a_look(connection, today)
    with checkpoint_after(engine):
        for first in range(0, len(known), batch):
            some = known[first : first + batch]
            try:
                _add(result, _one_batch(engine, some, today, ladder))
            except CaseChanged as clash:
                result.busy += clash.references
    return result


def _one_batch(engine: Engine, some: Sequence[tuple[int, str]], today: date, ladder: Ladder) -> SynchroniseResult:
    part = SynchroniseResult(today)
    with writing(engine) as connection:
        cases = load_free(connection, [case_id for case_id, _ in some])
        stood = {case.id: case.next_check for case in cases}
        directory = read_directory_of(connection, cases)
        with no_collecting():
            looked, odd = bring_up(connection, cases, directory, today, ladder=ladder, result=part)
        _distrust(connection, [case for case, _ in looked])
        changed = [case for case, _ in looked if case.entries or case.next_check != stood[case.id] or is_news(case)]
        part.opened = sum(not track.id for case in changed for track in case.tracks)
        save(connection, changed)
        store_figures(connection, [case for case, _ in looked], today)
        plan_reminders(connection, looked, directory, today, ladder=ladder, result=part)
        postpone(connection, odd, today)
    part.busy = [reference for case_id, reference in some if case_id not in stood]
    return part


def _distrust(connection: Connection, cases: Sequence[CaseFile]) -> None:
    """Let the agendas of settled cases be written anew where the stored rows are not what their digest says."""
    stored = stored_of(connection, [case.id for case in cases])
    for case in cases:
        if digest_of(stored.get(case.id, ())) != case.agenda_digest:
            case.agenda_digest = UNREAD


def _add(result: SynchroniseResult, part: SynchroniseResult) -> None:
    for name in (one.name for one in fields(part) if one.name != "on"):
        setattr(result, name, getattr(result, name) + getattr(part, name))
