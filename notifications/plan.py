"""Reminders as rows: written in the commit that settles a case, withdrawn when obsolete, marked when met."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, null, select, update

from matters.directory import read_directory_of
from matters.ladder import Ladder
from matters.open_matters import concerns, look_ahead, open_now
from matters.receipts import news, receipts
from models.casefile import CaseFile
from models.reminders.by_hand import asked_for_by_hand
from models.reminders.off import tells_that_it_is_off
from models.reminders.openings import openings
from models.reminders.receipts import of_a_ladder, told_of
from models.storage.driver_statements import Row, Statement, among, id_list, no_way_in, upsert_into
from models.tables import Message, Reminder
from notifications.falling_away import fallen_away
from notifications.withdrawn_demand import withdrawn_demand
from states.processes.delivery import DELIVERY, DeliveryState

_reminder = Reminder.__table__
_message = Message.__table__


def plan(
    connection: Connection,
    looked: Sequence[tuple[CaseFile, list[Row]]],
    *,
    today: date,
) -> tuple[int, int]:
    """Write the reminders of saved cases and withdraw what no longer holds; return how many of each.

    A reminder that exists already is left alone, unless it was withdrawn before it was sent.
    """
    wanted = {(case.id, *row[:5]) for case, rows in looked for row in rows}
    waiting = _WAITING.rows(connection, (id_list(connection, [case.id for case, _ in looked]),))
    gone = [row for row in waiting if row[2:] not in wanted]
    _WITHDRAW.run_many(connection, [row[:1] for row in gone])
    _OUTDATE.run_many(connection, [(message,) for message in sorted({row[1] for row in gone if row[1] is not None})])
    fresh = [(case.id, *row, today) for case, rows in looked for row in rows]
    return _ADD.run_many(connection, fresh), len(gone)


def plan_anew(connection: Connection, case: CaseFile, *, today: date, ladder: Ladder) -> None:
    """Plan and withdraw the reminders of a case that was changed and saved in this transaction."""
    directory = read_directory_of(connection, [case])
    rows = look_ahead(case, today, directory, ladder, openings(connection, [case.id])).rows
    rows += receipts(case, news(case, today), today, directory, told_of(connection, [case.id]))
    plan(connection, [(case, rows)], today=today)


def note_met(connection: Connection, cases: Sequence[CaseFile], *, ladder: Ladder, today: date) -> int:
    """Set `met_on` to today on the reminders of some cases that were told and are no longer owed; return how many.

    Whoever was told of what has fallen away since is told that, too.
    """
    told = _TOLD.rows(connection, (id_list(connection, [case.id for case in cases]),))
    concerned = {row[2] for row in told}
    still = {
        (case.id, matter.name, track.subject, base): (matter, facts)
        for case in cases
        if case.id in concerned
        for track, facts, matter, base in open_now(case, today, ladder)
    }
    of_units = any(matter.units is not None for matter, _facts in still.values())
    directory = None
    if of_units or any(row[2:] not in still for row in told):
        directory = read_directory_of(connection, cases, {row[1] for row in told})
    over = [
        row
        for row in told
        if row[2:] not in still or (directory and not concerns(*still[row[2:]], directory.people[row[1]]))
    ]
    if over and directory is not None:
        by_id = {case.id: case for case in cases}
        who = [row[1:] for row in over]
        off = fallen_away(connection, by_id, who, directory=directory, ladder=ladder, today=today)
        _ADD.run_many(connection, off)
    _ADD.run_many(connection, withdrawn_demand(connection, cases, today=today))
    return _MET.run_many(connection, [(today, row[0]) for row in over])


_WAITING = Statement(
    ["ids"],
    lambda db: (
        select(
            _reminder.c.id,
            _reminder.c.message_id,
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
            ~tells_that_it_is_off(),
            ~asked_for_by_hand(),
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
_OUTDATE = Statement(
    ["message"],
    # What else the message tells still holds, but the message has to be written again.
    lambda _: update(_reminder).values(case_version=-1).where(_reminder.c.message_id == bindparam("message")),
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
_state = no_way_in(_message.c.state)
_may_have_come = (_state == DeliveryState.SENT) | (_state == DeliveryState.UNKNOWN)
_TOLD = Statement(
    ["ids"],
    lambda db: (
        select(
            _reminder.c.id,
            _reminder.c.person_id,
            _reminder.c.case_id,
            _reminder.c.matter,
            _reminder.c.subject,
            _reminder.c.base,
        )
        .join(_message, _message.c.id == _reminder.c.message_id)
        .where(among(_reminder.c.case_id, db), _reminder.c.met_on.is_(None), _may_have_come)
        .where(of_a_ladder())
    ),
)
_MET = Statement(
    ["today", "number"],
    lambda _: update(_reminder).values(met_on=bindparam("today")).where(_reminder.c.id == bindparam("number")),
)
