"""Which reminders of a case were mailed to whom, and to whom next when a mail did not arrive."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, label, select
from sqlmodel import col

from models.rows import read_as
from models.storage.driver_statements import Statement, among, id_list
from models.tables import Message, Person, Reminder
from states.processes.delivery import UNDELIVERED, DeliveryState


@dataclass(frozen=True, slots=True)
class MailedReminder:
    """One reminder in one message; `message_state` tells how far it came."""

    matter: str
    subject: str
    step: str
    base: date
    day: date
    person_id: int
    person: str
    message: int
    message_state: str

    @property
    def reached(self) -> bool:
        return self.message_state not in UNDELIVERED


@dataclass(frozen=True, slots=True)
class ReminderHistory:
    """A reminder that was mailed, and the later mails of the same to others because it did not arrive."""

    told: MailedReminder
    instead: tuple[MailedReminder, ...] = ()


def reminder_histories(connection: Connection, case_id: int) -> tuple[ReminderHistory, ...]:
    """Return the reminders of a case for which a mail was written, in the order of the mails."""
    query = (
        select(
            col(Reminder.matter),
            col(Reminder.subject),
            col(Reminder.step),
            col(Reminder.base),
            col(Message.day),
            col(Reminder.person_id),
            label("person", col(Person.name)),
            label("message", col(Message.id)),
            label("message_state", col(Message.state)),
        )
        .select_from(Reminder)
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .join(Person, col(Person.id) == col(Reminder.person_id))
        .where(col(Reminder.case_id) == case_id)
        .order_by(col(Message.id), col(Reminder.due_on), col(Reminder.id))
    )
    return _with_the_next(read_as(connection, MailedReminder, query))


def _with_the_next(told: Sequence[MailedReminder]) -> tuple[ReminderHistory, ...]:
    same: dict[tuple[str, str, str, date], list[MailedReminder]] = defaultdict(list)
    for one in told:
        same[(one.matter, one.subject, one.step, one.base)].append(one)

    def instead(one: MailedReminder) -> tuple[MailedReminder, ...]:
        others = same[(one.matter, one.subject, one.step, one.base)]
        return tuple(other for other in others if other.message > one.message and other.person_id != one.person_id)

    return tuple(ReminderHistory(one, () if one.reached else instead(one)) for one in told)


def last_mailed(connection: Connection, case_ids: Sequence[int]) -> dict[tuple[int, str, str], date]:
    """Return on which day somebody was last sent a reminder, by case, matter and subject; never is left out."""
    rows = _LAST.rows(connection, (id_list(connection, case_ids),))
    return {(case_id, matter, subject): day for case_id, matter, subject, day in rows}


_about = tuple(Reminder.__table__.c[name] for name in ("case_id", "matter", "subject"))
_LAST = Statement(
    ["ids"],
    lambda db: (
        select(*_about, func.max(Message.__table__.c.day))
        .join(Message.__table__, Message.__table__.c.id == Reminder.__table__.c.message_id)
        .where(among(_about[0], db), Message.__table__.c.state == DeliveryState.SENT)
        .group_by(*_about)
    ),
)
