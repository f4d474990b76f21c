"""Planning: which reminders a case calls for today, written in the commit that settles the case."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, null, select, update

from models.casefile import CaseFile
from models.statements import Row, Statement, among, id_list, upsert_into
from models.tables import Message, Reminder
from notifications.directory import Directory
from notifications.ladder import due, next_day, open_matters
from states.delivery import DELIVERY
from states.procurement import PROCUREMENT, turning_days

_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]


def look_ahead(file: CaseFile, today: date, directory: Directory) -> tuple[list[Row], bool]:
    """Return the reminders due for a case today, and whether everybody has a recipient; set its next check.

    A reminder is (matter, subject, step, person, base date, due date). Pure but for `file.next_check`.
    """
    track = file.track(PROCUREMENT.name)
    if track is None:
        return [], True
    facts = file.facts(today)
    rows: list[Row] = []
    days = [day for day in turning_days(facts) if day > today]
    reachable = True
    for matter, base in open_matters(track.state, facts):
        for item in due(matter, base, today):
            reader = directory.recipient(item.rung.to, file, today)
            turn = directory.next_turn(item.rung.to, file, today)
            if turn is not None:
                days.append(turn)
            if reader is None:
                reachable = False
            else:
                rows.append((matter.name, "", item.rung.name, reader.id, base, item.due_on))
        coming = next_day(matter, base, today)
        if coming is not None:
            days.append(coming)
    if not reachable:
        days.append(today + timedelta(days=1))
    file.next_check = min(days, default=None)
    return rows, reachable


def plan(
    connection: Connection,
    looked: Sequence[tuple[CaseFile, list[Row]]],
    *,
    today: date,
) -> tuple[int, int]:
    """Write the reminders of saved cases and withdraw what no longer holds; return how many of each.

    A reminder that exists already is left alone, unless it was withdrawn before anyone was told.
    """
    wanted = {(file.id, *row[:5]) for file, rows in looked for row in rows}
    waiting = _WAITING.rows(connection, (id_list(connection, [file.id for file, _ in looked]),))
    gone = [(row[0],) for row in waiting if row[1:] not in wanted]
    _WITHDRAW.run_many(connection, gone)
    fresh = [(file.id, *row, today) for file, rows in looked for row in rows]
    return _ADD.run_many(connection, fresh), len(gone)


_WAITING = Statement(
    ["ids"],
    lambda db: (
        select(
            _reminder.c.id,
            _reminder.c.case_id,
            _reminder.c.matter,
            _reminder.c.subject,
            _reminder.c.step,
            _reminder.c.person_id,
            _reminder.c.base,
        )
        .outerjoin(_message, _message.c.id == _reminder.c.message_id)
        .where(
            among(_reminder.c.case_id, db),
            _reminder.c.state == "planned",
            _message.c.id.is_(None) | (_message.c.state == DELIVERY.initial),
        )
    ),
)
_WITHDRAW = Statement(
    ["reminder_id"],
    # Out of its message too: what nobody was told yet may be planned again.
    lambda _: (
        update(_reminder).values(state="withdrawn", message_id=null()).where(_reminder.c.id == bindparam("reminder_id"))
    ),
)
_COLUMNS = ("case_id", "matter", "subject", "step", "person_id", "base", "due_on", "planned_on")


def _add(name: str) -> Any:
    values: dict[str, Any] = {column: bindparam(column) for column in _COLUMNS}
    added = upsert_into(_reminder, name).inline().values(**values, state="planned", case_version=0)
    return added.on_conflict_do_update(
        index_elements=["case_id", "matter", "subject", "step", "person_id", "base"],
        set_={"state": "planned"},
        where=(_reminder.c.state == "withdrawn") & _reminder.c.message_id.is_(None),
    )


_ADD = Statement(_COLUMNS, _add)
