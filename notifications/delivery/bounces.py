"""Handling bounces: mark each message that bounced, so that the same tick mails the next person instead.

Each returned mail is handled in its own transaction and filed after it. If the program is killed in between, the next
run reads the mail again and finds the message already marked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from models.installation.settings import Settings
from models.storage.database import writing
from models.tables import Message
from notifications.delivery.bounce_reports import BounceReport, Verdict, read
from notifications.delivery.mailboxes import ReturnedLetter, letters_of
from notifications.delivery.mime import message_id
from notifications.delivery.outbox import tell_the_next
from notifications.delivery.problems import Problem, told, without_name
from notifications.delivery.return_path import returned
from states.facts import Facts, Role
from states.machine import MoveRefused
from states.processes.delivery import DELIVERY, DeliveryState

_message = Message.__table__

REMEMBERED = timedelta(days=30)
"""How long after its day a message is known again by its Message-ID; servers give up within a week."""
TOLERANCE = timedelta(minutes=5)
"""How far the clocks of servers may go apart."""


@dataclass(slots=True)
class Returned:
    """What was in the mailboxes: the numbers of messages that bounced, and counts of all other mail.

    `delayed` counts reports of temporary trouble, `waiting` mails about a message that is being sent at the moment.
    """

    bounced: list[int]
    delayed: int = 0
    other: int = 0
    waiting: int = 0


def take_in(
    engine: Engine,
    *,
    settings: Settings,
    today: date,
    clock: Callable[[], datetime],
    filing: bool = True,
) -> Returned:
    """Mark the messages that bounced, and with `filing` file every mail; raise MailboxClosed."""
    made = Returned([])
    with letters_of(settings) as letters:
        known = _Known(settings, today)
        for letter in letters:
            _deal_with(engine, letter, known, made, clock(), filing=filing)
    return made


class _Known:
    """Which message a report is about."""

    def __init__(self, settings: Settings, today: date) -> None:
        self.secret, self.today = settings.bounce_secret.get_secret_value(), today
        self._domain = settings.mail_from.rpartition("@")[2]
        self._by_hash: dict[str, int] | None = None

    def number(self, connection: Connection, report: BounceReport) -> int | None:
        by_address = returned(report.addressed, self.secret) if self.secret else None
        if by_address is not None or not report.hashes:
            return by_address
        if self._by_hash is None:
            recent = select(_message.c.key, _message.c.id).where(_message.c.day >= self.today - REMEMBERED)
            rows = connection.execute(recent).tuples()
            self._by_hash = {message_id(key, self._domain)[1:33]: number for key, number in rows}
        return next((self._by_hash[one] for one in report.hashes if one in self._by_hash), None)


def _deal_with(
    engine: Engine,
    letter: ReturnedLetter,
    known: _Known,
    made: Returned,
    at: datetime,
    *,
    filing: bool,
) -> None:
    report = read(letter.content)
    if report.verdict is Verdict.BOUNCED:
        with writing(engine) as connection:
            state = _mark(connection, known, report, made, at)
        if state == DeliveryState.SENDING:
            made.waiting += 1
            return
    elif report.verdict is Verdict.DELAYED:
        made.delayed += 1
    else:
        made.other += 1
    if filing:
        letter.file()


def _mark(connection: Connection, known: _Known, report: BounceReport, made: Returned, at: datetime) -> str:
    """Move the message of a report, where there is one that can have come back; return the state it was in."""
    number = known.number(connection, report)
    columns = select(_message.c.state, _message.c.recipient, _message.c.sent_at, _message.c.claimed_at)
    row = connection.execute(columns.where(_message.c.id == number).with_for_update()).first()
    if number is None or row is None or row.state == DeliveryState.SENDING:
        made.other += row is None
        return row.state if row else ""
    try:
        target = DELIVERY.fire(row.state, "bounce", Facts(today=known.today), Role.OUTBOX)
    except MoveRefused:  # marked already, or queued to be sent again
        made.other += 1
        return str(row.state)
    if _is_of_an_earlier_attempt(report, row):
        made.other += 1
        return str(row.state)
    said = told(Problem.BOUNCED, without_name(report.said, row.recipient))
    # The day of the bounce stands where the last attempt did: what was sent after it shows whether the address works.
    changed = {"state": str(target), "problem": said, "claimed_at": at}
    connection.execute(update(_message).where(_message.c.id == number).values(changed))
    tell_the_next(connection, number, known.today)
    made.bounced.append(number)
    return str(row.state)


def _is_of_an_earlier_attempt(report: BounceReport, row: Any) -> bool:
    """Tell whether a message was sent again since a report was written; every report of one sent once counts."""
    if row.sent_at is None or row.claimed_at is None or row.sent_at >= row.claimed_at:
        return False
    return report.dated is not None and report.dated < row.claimed_at - TOLERANCE
