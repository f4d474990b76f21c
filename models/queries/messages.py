"""Messages in lists, one in full, and how many are in which state."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, case, exists, func, label, select, true
from sqlmodel import col

from models.mails.contents import unpacked
from models.rows import PAGE, read_as, read_pairs
from models.tables import Case, Message, Reminder
from states.processes.delivery import UNDELIVERED
from states.processes.delivery import DeliveryState as Delivery
from states.refusal import Operation, Reason, Unknown, do
from states.text import Text

BATCH = 200
TROUBLED = (*UNDELIVERED, Delivery.UNKNOWN)
"""The states of a message that wait for somebody's decision."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message in a list."""

    id: int
    day: date
    state: str
    recipient: str
    subject: str
    attempts: int
    sent_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class MessageDetails:
    """One message in full, with the cases it is about."""

    line: MessageLine
    language: str
    text: str
    cases: tuple[str, ...]


class UnknownMessage(Unknown):
    """No message has this number."""

    def __init__(self, number: int) -> None:
        remedy = do(Operation.LOOK_UP, what="messages")
        super().__init__(Reason(self.key, _UNKNOWN_MESSAGE.fill(number=number), remedies=(remedy,)))


_UNKNOWN_MESSAGE = Text("Inget meddelande har nummer {number}.", "No message has the number {number}.")


def messages(
    connection: Connection,
    *,
    states: Collection[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> list[MessageLine]:
    """Return up to `limit` messages, newest first, those older than number `before`; only in some states if asked."""
    query = _lines().where(
        col(Message.state).in_(states) if states else true(),
        col(Message.id) < before if before is not None else true(),
    )
    return read_as(connection, MessageLine, query.order_by(col(Message.id).desc()).limit(limit))


def all_messages(
    connection: Connection,
    *,
    states: Collection[str] = (),
    before: int | None = None,
) -> Iterator[MessageLine]:
    """Yield every such message, newest first, reading page by page."""
    page = messages(connection, states=states, before=before, limit=PAGE * 10)
    while page:
        yield from page
        page = messages(connection, states=states, before=page[-1].id, limit=PAGE * 10)


def message(connection: Connection, number: int) -> MessageDetails:
    """Return one message in full; raise UnknownMessage, and ContentsBroken for one that was altered."""
    lines = read_as(connection, MessageLine, _lines().where(col(Message.id) == number))
    if not lines:
        raise UnknownMessage(number)
    whole = select(col(Message.language), col(Message.contents)).where(col(Message.id) == number)
    ((language, contents),) = read_pairs(connection, whole).items()
    about = (
        select(col(Case.reference))
        .where(exists().where(col(Reminder.case_id) == col(Case.id), col(Reminder.message_id) == number))
        .order_by(col(Case.reference_key))
    )
    return MessageDetails(lines[0], language, unpacked(contents).text, tuple(connection.execute(about).scalars()))


def stored_contents(connection: Connection, *, most: int, turn: int) -> Iterator[tuple[int, str, bytes, str]]:
    """Yield number, subject, packed contents and digest of some messages: evenly spread, others with each `turn`.

    About `most` of them; as many turns as they make up of all messages reach each one once.
    """
    last = connection.execute(select(func.max(col(Message.id)))).scalar() or 0
    step = -(-last // most) or 1
    columns = (col(Message.id), col(Message.subject), col(Message.contents), col(Message.digest))
    query = select(*columns).where(col(Message.id) % step == turn % step).order_by(col(Message.id))
    with connection.execute(query.execution_options(yield_per=BATCH)) as rows:
        yield from rows.tuples()


def troubled(connection: Connection, case_id: int) -> tuple[MessageLine, ...]:
    """Return the messages about a case that did not arrive or whose fate is unknown, the oldest first."""
    about = exists().where(col(Reminder.message_id) == col(Message.id), col(Reminder.case_id) == case_id)
    query = _lines().where(about, col(Message.state).in_(TROUBLED)).order_by(col(Message.id))
    return tuple(read_as(connection, MessageLine, query))


def message_counts(connection: Connection, states: Collection[str]) -> dict[str, int]:
    """Return how many messages are in each of these states; states without any are left out."""
    counted = select(col(Message.state), func.count()).where(col(Message.state).in_(states))
    return read_pairs(connection, counted.group_by(col(Message.state)))


def _lines() -> Select[tuple[int, date, str, str, str, int, datetime | None, str]]:
    return select(
        col(Message.id),
        col(Message.day),
        col(Message.state),
        col(Message.recipient),
        col(Message.subject),
        col(Message.attempts),
        label("sent_at", _last_left()),
        col(Message.problem),
    )


def _last_left() -> ColumnElement[datetime | None]:
    """Return when a message left, the last time if it was sent again."""
    again = (col(Message.state) == Delivery.SENT) & (col(Message.claimed_at) > col(Message.sent_at))
    return case((again, col(Message.claimed_at)), else_=col(Message.sent_at))
