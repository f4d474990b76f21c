"""Who was told what of a case, and who instead of those whom it did not reach."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.tables import Message, Person, Reminder
from states.processes.delivery import UNDELIVERED

_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__


@dataclass(frozen=True, slots=True)
class Told:
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
class Telling:
    """A reminder that somebody was told of, and who was told of the same later because it did not reach them."""

    told: Told
    instead: tuple[Told, ...] = ()


def tellings(connection: Connection, case_id: int) -> tuple[Telling, ...]:
    """Return all that a mail was written about in a case, in the order of the mails."""
    r, m = _reminder.c, _message.c
    columns = (r.matter, r.subject, r.step, r.base, m.day, r.person_id, _person.c.name, m.id, m.state)
    rows = connection.execute(
        select(*columns)
        .join(_message, m.id == r.message_id)
        .join(_person, _person.c.id == r.person_id)
        .where(r.case_id == case_id)
        .order_by(m.id, r.due_on, r.id)
    )
    return _with_the_next([Told(*row) for row in rows])


def _with_the_next(told: Sequence[Told]) -> tuple[Telling, ...]:
    same: dict[tuple[str, str, str, date], list[Told]] = defaultdict(list)
    for one in told:
        same[(one.matter, one.subject, one.step, one.base)].append(one)

    def instead(one: Told) -> tuple[Told, ...]:
        others = same[(one.matter, one.subject, one.step, one.base)]
        return tuple(other for other in others if other.message > one.message and other.person_id != one.person_id)

    return tuple(Telling(one, () if one.reached else instead(one)) for one in told)
