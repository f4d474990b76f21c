"""What a tick would do: the code of the tick runs in a transaction that is rolled back, and no mail leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, select

from desk.rehearsal import Nowhere
from desk.tick import TickResult, is_live, take_in_bounces, tick
from matters.ladder_file import ladder_in_force
from matters.receipts import heading_of
from models.clock import now
from models.installation.settings import Settings
from models.storage.database import reading, undone
from models.tables import Case, Message, Person, Reminder
from states.processes.delivery import DeliveryState
from states.text import Text

_case = Case.__table__
_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__


@dataclass(frozen=True, slots=True)
class MailItem:
    """One line of a mail: its case, and the supplier or position if it is about one."""

    reference: str
    subject: str
    heading: Text


@dataclass(frozen=True, slots=True)
class MailPreview:
    """One mail that would leave."""

    name: str
    recipient: str
    role: str
    says: str
    told: tuple[MailItem, ...]


@dataclass(frozen=True, slots=True)
class TickPreview:
    """What a tick would do, and the mails it would send."""

    result: TickResult
    mails: tuple[MailPreview, ...]


def preview(
    engine: Engine,
    *,
    today: date,
    settings: Settings,
    clock: Callable[[], datetime] = now,
) -> TickPreview:
    """Return what a tick of `today` would do if every mail arrived; nothing is written, sent or filed.

    Other writers of SQLite wait meanwhile, as they do for a tick.
    """
    # Threads would write on connections of their own.
    alone = settings.model_copy(update={"smtp_connections": 1})
    with undone(engine):
        outside = TickResult(today)
        if is_live(engine, settings, outside):
            take_in_bounces(engine, settings, today, clock, outside, filing=False)
        with reading(engine) as connection:
            before = set(connection.execute(_sent(today)).scalars())
        result = tick(engine, today=today, settings=alone, open_sender=Nowhere, clock=clock)
        result.bounced, result.warnings = outside.bounced, outside.warnings
        with reading(engine) as connection:
            fresh = [number for number in connection.execute(_sent(today)).scalars() if number not in before]
            return TickPreview(result, tuple(_mail(connection, number, settings) for number in fresh))


def _sent(today: date) -> Any:
    sent = (_message.c.day == today) & (_message.c.state == DeliveryState.SENT)
    return select(_message.c.id).where(sent).order_by(_message.c.id)


def _mail(connection: Connection, number: int, settings: Settings) -> MailPreview:
    m, p = _message.c, _person.c
    named = select(p.name, m.recipient, p.role, m.subject).outerjoin(_person, p.id == m.person_id).where(m.id == number)
    name, recipient, role, says = connection.execute(named).one()
    about = (
        select(_case.c.reference, _reminder.c.subject, _reminder.c.matter)
        .join(_case, _case.c.id == _reminder.c.case_id)
        .where(_reminder.c.message_id == number, _reminder.c.state == "planned")
        .order_by(_reminder.c.id)
    )
    ladder = ladder_in_force(settings)
    told = tuple(
        MailItem(ref, subject, heading_of(matter, ladder)) for ref, subject, matter in connection.execute(about)
    )
    return MailPreview(name or "", recipient, role or "", says, told)
