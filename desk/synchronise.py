"""Synchronising: settle every open case, due or not, so that no process waits for another unnoticed.

A tick looks at the cases whose day has come. What makes a process wait for another may also be set right by other ways
than a record in the case: a new release with other rules, a restored copy, rows put right by hand. Reminders are
planned as a tick plans them; the next tick writes and sends them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from sqlalchemy import Engine

from desk.settling import BATCH, Settled, bring_up, plan_reminders
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from models.casefile import CaseChanged
from models.casestore import load_free, save
from models.queries.cases import open_cases
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
) -> SynchroniseResult:
    """Settle every open case and plan its reminders, `batch` cases to a commit; correct rows are left alone."""
    result = SynchroniseResult(today)
    with reading(engine) as connection:
        known = open_cases(connection)
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
        looked, _ = bring_up(connection, cases, today, ladder, part)
        changed = [case for case, _ in looked if case.entries or case.next_check != stood[case.id]]
        part.opened = sum(not track.id for case in changed for track in case.tracks)
        save(connection, changed)
        plan_reminders(connection, looked, today, part, ladder)
    part.busy = [reference for case_id, reference in some if case_id not in stood]
    return part


def _add(result: SynchroniseResult, part: SynchroniseResult) -> None:
    for name in (one.name for one in fields(part) if one.name != "on"):
        setattr(result, name, getattr(result, name) + getattr(part, name))
