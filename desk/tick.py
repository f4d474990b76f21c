"""The tick: settle the due cases, plan and compose their reminders, deliver the mail. It is safe at any time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from random import SystemRandom

from sqlalchemy import Connection, Engine

from desk.settling import Settled, settle_due
from matters.ladder_file import ladder_in_force
from matters.quiet_times import time_of
from models.clock import now
from models.installation import site
from models.installation.settings import Settings
from models.storage.database import checkpoint_after, reading, writing
from models.storage.driver_statements import upsert_into
from models.tables import Heartbeat
from notifications.compose import compose, still_due
from notifications.delivery import bounces
from notifications.delivery.mailboxes import MailboxClosed, has_mailbox
from notifications.delivery.outbox import Delivered, DeliveryOptions, deliver
from notifications.delivery.pace import Pace
from notifications.delivery.quiet_mail import waits
from notifications.delivery.return_path import return_path
from notifications.delivery.senders import Sender, SmtpSender
from states.text import Text

_heartbeat = Heartbeat.__table__


@dataclass(slots=True)
class TickResult(Settled):
    """What a tick did. `warnings` say why mail did not go out, or did not come back."""

    composed: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    withheld: int = 0
    unknown: int = 0
    bounced: int = 0
    warnings: list[Text] = field(default_factory=list)


LABELS: Mapping[str, Text] = {
    "on": Text("Dag", "Day"),
    "checked": Text("Ärenden som gåtts igenom", "Cases looked at"),
    "moves": Text("Steg som tagits", "Steps taken"),
    "planned": Text("Påminnelser som planerats", "Reminders planned"),
    "withdrawn": Text("Påminnelser som inte längre behövs", "Reminders no longer needed"),
    "composed": Text("Mejl som skrivits", "Mails written"),
    "sent": Text("Mejl som skickats", "Mails sent"),
    "retried": Text("Mejl som ska försökas igen", "Mails to be tried again"),
    "failed": Text("Mejl som inte går att leverera", "Mails refused for good"),
    "withheld": Text("Mejl som hållits inne, inte längre aktuella", "Mails held back, no longer due"),
    "unknown": Text("Mejl som kan ha skickats", "Mails that may have been sent"),
    "bounced": Text("Mejl som kommit tillbaka", "Mails that came back"),
    "unreachable": Text("Ärenden där ingen kunde nås", "Cases where nobody could be told"),
    "starving": Text("Processer som inte väntar på någon", "Processes that wait for nobody"),
}
"""What each figure of a TickResult is called, in the order in which they are read."""


def tick(
    engine: Engine,
    *,
    today: date,
    settings: Settings,
    open_sender: Callable[[], Sender] | None = None,
    clock: Callable[[], datetime] = now,
) -> TickResult:
    """Bring every due case up to `today` and mail the people concerned; one tick after N days equals N ticks.

    Mail leaves, and bounces are read, only where the database is this installation's own. A caller that passes a sender
    is responsible for where its mail goes; nothing else outside is touched.
    """
    with checkpoint_after(engine):
        return _tick(engine, today, settings, open_sender, clock)


def _tick(
    engine: Engine,
    today: date,
    settings: Settings,
    open_sender: Callable[[], Sender] | None,
    clock: Callable[[], datetime],
) -> TickResult:
    result, outside = TickResult(today), open_sender is None
    pace = Pace(engine, settings.smtp_per_minute, clock) if outside and settings.smtp_per_minute else None
    options = _delivery(settings, today, open_sender or partial(SmtpSender, settings), clock, pace)
    may_mail = not outside or is_live(engine, settings, result)
    if may_mail and outside:
        take_in_bounces(engine, settings, today, clock, result)
    ladder, undelivered = ladder_in_force(settings), True
    while undelivered:  # each pass finds somebody who cannot be reached, and the next pass tells whoever is next
        settle_due(engine, today=today, result=result, ladder=ladder)
        result.composed += compose(engine, today=today, settings=settings, at=time_of(today, clock()))
        if may_mail and outside:
            with writing(engine) as connection:
                site.begin_turn(connection, settings.var, today)
        delivered = deliver(engine, options) if may_mail else Delivered()
        _add(result, delivered)
        undelivered = delivered.failed + delivered.withheld > 0
    with writing(engine) as connection:
        if outside:
            site.end_turn(connection, settings.var)
        beat(connection, "tick", today=today, at=clock())
    return result


def send_asked_for(
    engine: Engine,
    *,
    today: date,
    settings: Settings,
    open_sender: Callable[[], Sender] | None = None,
    clock: Callable[[], datetime] = now,
) -> Delivered:
    """Send at once, at any hour, what somebody asked for and waits for; all other mail is left to the tick.

    It may run beside a tick: each message is claimed once. Mail leaves only where it would with a tick.
    """
    outside = open_sender is None
    if outside and not is_live(engine, settings, TickResult(today)):
        return Delivered()
    if outside:
        with writing(engine) as connection:
            site.begin_turn(connection, settings.var, today)
    pace = Pace(engine, settings.smtp_per_minute, clock) if outside and settings.smtp_per_minute else None
    options = _delivery(settings, today, open_sender or partial(SmtpSender, settings), clock, pace)
    delivered = deliver(engine, replace(options, asked_for_only=True, connections=1))
    if outside:
        with writing(engine) as connection:
            site.end_turn(connection, settings.var)
    return delivered


def _delivery(
    settings: Settings,
    today: date,
    open_sender: Callable[[], Sender],
    clock: Callable[[], datetime],
    pace: Pace | None,
) -> DeliveryOptions:
    return DeliveryOptions(
        open_sender=open_sender,
        today=today,
        clock=clock,
        mail_from=settings.mail_from,
        still_due=partial(still_due, settings=settings),
        waits=partial(waits, settings=settings),
        connections=settings.smtp_connections,
        reply_to=settings.mail_reply_to,
        return_path=_return_path(settings),
        pace=pace,
        chance=SystemRandom().random,
    )


def _return_path(settings: Settings) -> Callable[[int], str] | None:
    secret = settings.bounce_secret.get_secret_value()
    return partial(return_path, settings.mail_from, secret) if secret else None


def is_live(engine: Engine, settings: Settings, result: TickResult) -> bool:
    """Tell whether this installation mails from the database; if not, add the reason to the warnings of `result`."""
    with reading(engine) as connection:
        found = site.standing(connection, settings.var)
    if found is not site.Standing.LIVE:
        result.warnings.append(site.STANDINGS[found])
    return found is site.Standing.LIVE


def take_in_bounces(
    engine: Engine,
    settings: Settings,
    today: date,
    clock: Callable[[], datetime],
    result: TickResult,
    *,
    filing: bool = True,
) -> None:
    """Read the bounces; a mailbox that cannot be read becomes a warning, since the mail of today must leave anyway."""
    if not has_mailbox(settings):
        return
    try:
        made = bounces.take_in(engine, settings=settings, today=today, clock=clock, filing=filing)
        result.bounced = len(made.bounced)
    except MailboxClosed as closed:
        result.warnings.append(closed.text)


def beat(connection: Connection, job: str, *, today: date, at: datetime) -> None:
    """Write that a job has finished, for watchers outside the scheduler."""
    upsert = upsert_into(_heartbeat, connection.dialect.name)
    values = {"acted_on": today, "finished_at": at}
    connection.execute(
        upsert.values(job=job, **values).on_conflict_do_update(index_elements=["job"], set_=values),
    )


def _add(result: TickResult, delivered: Delivered) -> None:
    for name in ("sent", "retried", "failed", "withheld", "unknown"):
        setattr(result, name, getattr(result, name) + getattr(delivered, name))
