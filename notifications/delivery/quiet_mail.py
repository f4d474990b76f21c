"""Quiet times, checked at the last moment: then only a mail with something urgent in it goes out."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from matters.ladder_file import ladder_in_force
from matters.quiet_times import time_of
from models.installation.settings import Settings
from models.tables import Message, Person, Reminder
from notifications.calendar import calendar_entries
from notifications.letters import render

_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__

CAN_WAIT = (render.TEMPLATE, calendar_entries.TEMPLATE)
"""Templates of what is told unasked. The others were asked for, or come once a week."""


def waits(connection: Connection, message_id: int, today: date, moment: datetime, *, settings: Settings) -> bool:
    """Tell whether a queued message has to wait for the end of its reader's quiet time."""
    ladder, at = ladder_in_force(settings), time_of(today, moment)
    quiet = [role for role in ladder.quiet if ladder.is_quiet(role, today, at)]
    if not quiet:
        return False
    can_wait = (
        select(_message.c.id)
        .join(_person, _person.c.id == _message.c.person_id)
        .where(_message.c.id == message_id, _message.c.template.in_(CAN_WAIT), _person.c.role.in_(quiet))
    )
    urgent = [matter.name for matter in ladder.matters.values() if matter.urgent]
    presses = select(_reminder.c.id).where(
        _reminder.c.message_id == message_id, _reminder.c.state == "planned", _reminder.c.matter.in_(urgent)
    )
    return bool(connection.execute(select(can_wait.exists() & ~presses.exists())).scalar_one())
