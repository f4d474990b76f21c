"""What was told of and is owed no longer: noted by the tick that finds it, so that the effect of reminders is known."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, bindparam, select, update

from models.casefile import CaseFile
from models.statements import Statement, among, id_list
from models.tables import Message, Reminder
from notifications.ladder import Ladder
from notifications.plan import open_now
from states.delivery import State

_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]


def note_met(connection: Connection, files: Sequence[CaseFile], *, ladder: Ladder, today: date) -> int:
    """Note today on the reminders of some cases that were sent and whose matter is open no longer; return how many."""
    told = _TOLD.rows(connection, (id_list(connection, [file.id for file in files]),))
    concerned = {row[1] for row in told}
    still = {
        (file.id, matter.name, track.subject, base)
        for file in files
        if file.id in concerned
        for track, _facts, matter, base in open_now(file, today, ladder)
    }
    return _MET.run_many(connection, [(today, row[0]) for row in told if row[1:] not in still])


_TOLD = Statement(
    ["ids"],
    lambda db: (
        select(_reminder.c.id, _reminder.c.case_id, _reminder.c.matter, _reminder.c.subject, _reminder.c.base)
        .join(_message, _message.c.id == _reminder.c.message_id)
        .where(among(_reminder.c.case_id, db), _reminder.c.met_on.is_(None), _message.c.state == State.SENT)
    ),
)
_MET = Statement(
    ["today", "number"],
    lambda _: update(_reminder).values(met_on=bindparam("today")).where(_reminder.c.id == bindparam("number")),
)
