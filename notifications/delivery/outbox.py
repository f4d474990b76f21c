"""Delivery: each queued message is claimed, sent, and confirmed or marked with what went wrong.

A worker confirms one message and claims the next in the same transaction, so a killed program leaves at most one
message per connection whose fate is unknown. Such a message is never sent again automatically.
"""

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, or_, select, update

from models.mails.contents import unpacked
from models.people import look_again
from models.queries.messages import UnknownMessage
from models.storage.database import writing
from models.storage.driver_statements import SQLITE, Statement, for_update
from models.tables import Message, Reminder
from notifications.delivery.mime import build, message_id, one_line
from notifications.delivery.pace import Pace
from notifications.delivery.problems import OutcomeUnknown, PermanentFailure, Problem, TemporaryFailure
from notifications.delivery.senders import Sender
from notifications.invitations.renewal import TEMPLATE as ASKED_FOR
from states.facts import Facts, Role
from states.law.calendar import is_working_day, roll
from states.processes.delivery import DELIVERY, UNDELIVERED, DeliveryState

_message = Message.__table__
_reminder = Reminder.__table__

LEASE = timedelta(minutes=15)
"""How long a claim is believed; longer than a sender can take over one message."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 16, 32, 60))
"""How long a message waits at least after its first failed attempt, its second, ...; the last pause is repeated."""
SPREAD = 0.25
"""By up to this share a pause is longer, so that what failed together does not come again together."""
FARTHEST = PAUSES[-1] * (1 + SPREAD)
"""An attempt that is put off longer was put off by a clock that has been set back since."""
WAITED_FOR = timedelta(days=7)
"""So late may a mail come that somebody asked for, where the server was not there before."""
LIST_HEADERS = {
    "Precedence": "bulk",
    "X-Auto-Response-Suppress": "OOF, AutoReply",  # not “All”, which suppresses reports of what was not delivered
}
ATTEMPTS = 10
"""After so many attempts a message that the server keeps postponing is given up."""

StillDue = Callable[[Connection, int, date], bool]
Waits = Callable[[Connection, int, date, datetime], bool]


def never(_connection: Connection, _number: int, _today: date, _moment: datetime) -> bool:
    """Return False: no message has to wait."""
    return False


def unspread() -> float:
    """Return the share of SPREAD that makes no pause longer."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages a run of deliver left in each state; `unknown` counts expired claims too."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    withheld: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOptions:
    """How a run delivers: from whom, on which day, by which connections, and which messages have to wait.

    Each of up to `connections` threads opens a sender of its own, and a run takes at most `limit` messages. `still_due`
    is called in the claiming transaction and may rewrite the message; what is no longer due is withheld. A message for
    which `waits` is true, or `pace` has no turn, is left for a later run. `return_path` gives the address to which a
    message bounces, by its number; `chance` returns a number between 0 and 1, by which pauses are spread. With
    `asked_for_only` all is left but the mails that somebody asked for and waits for.
    """

    open_sender: Callable[[], Sender]
    today: date
    clock: Callable[[], datetime]
    mail_from: str
    still_due: StillDue
    waits: Waits = never
    connections: int = 1
    limit: int | None = None
    reply_to: str = ""
    return_path: Callable[[int], str] | None = None
    pace: Pace | None = None
    chance: Callable[[], float] = unspread
    asked_for_only: bool = False


def deliver(engine: Engine, options: DeliveryOptions) -> Delivered:
    """Send the queued messages that may be tried now: those of today on a working day, on others what was asked for.

    A worker stops when the server is at fault or does not answer, so that one fault costs one message. Messages of
    other days are left alone, see `withhold_superseded`; only what somebody asked for may come late.
    """
    started = options.clock()
    with writing(engine) as connection:
        made = Counter(unknown=_lose_expired(connection, started))
        due = _due(connection, options, started)
    run = _Run(engine, options, started, deque(due))
    workers = min(options.connections, len(due))
    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            for counted in pool.map(_work, [run] * workers):
                made += counted
    elif workers == 1:
        made += _work(run)
    return Delivered(**made)


def withhold_superseded(connection: Connection, today: date) -> list[int]:
    """Withhold what is still queued for earlier days and was not asked for; return the ids, to release reminders."""
    source, target = _WITHHOLD
    withheld = connection.execute(
        update(_message)
        .where(_message.c.state == source, _message.c.day < today, ~_asked_for(today))
        .values(state=target, problem=Problem.SUPERSEDED.value)
        .returning(_message.c.id),
    )
    return sorted(withheld.scalars())


def resolve(connection: Connection, number: int, trigger: str, *, reason: str, today: date) -> str:
    """Make a move of the support function on one message, for example accept or resend; return its new state.

    Raises UnknownMessage, or MoveRefused with every unmet condition. What is sent again becomes a message of today, or
    of the next working day.
    """
    found = connection.execute(select(_message.c.state).where(_message.c.id == number).with_for_update())
    state = found.scalar()
    if state is None:
        raise UnknownMessage(number)
    target = DELIVERY.fire(state, trigger, Facts(today=today, reason=reason), Role.SUPPORT)
    changed: dict[str, Any] = {"state": str(target), "problem": reason.strip()}
    if target == DELIVERY.initial:
        changed |= {"day": roll(today), "attempts": 0, "next_attempt_at": None}
    if state in _MAY_HAVE_LEFT:
        changed["sent_at"] = func.coalesce(_message.c.sent_at, _message.c.claimed_at)
    connection.execute(update(_message).where(_message.c.id == number).values(changed))
    return str(target)


_MAY_HAVE_LEFT = (DeliveryState.UNKNOWN, DeliveryState.BOUNCED)


def tell_the_next(connection: Connection, number: int, today: date) -> None:
    """Make due every case whose reminders an undelivered message carried, so that somebody else gets them."""
    look_again(connection, [row[0] for row in _UNTOLD_OF.rows(connection, (number,))], today)


# --- one worker ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    engine: Engine
    options: DeliveryOptions
    started: datetime
    due: deque[int]

    def next_due(self) -> int | None:
        try:
            return self.due.popleft()
        except IndexError:
            return None


class _Claimed(NamedTuple):
    id: int
    at: datetime
    key: str
    recipient: str
    subject: str
    contents: bytes
    attempts: int


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result of one attempt to send: the trigger to fire, and whether the worker should stop."""

    trigger: str
    claimed: _Claimed
    at: datetime
    attempts: int
    problem: str = ""
    next_attempt_at: datetime | None = None
    stop: bool = False


def _work(run: _Run) -> Counter[str]:
    made: Counter[str] = Counter()
    outcome: _Outcome | None = None
    if run.options.pace is not None and not run.options.pace.wait():
        return made
    with closing(run.options.open_sender()) as sender:
        while (claimed := _settle_and_claim(run, outcome, made)) is not None:
            outcome = _send(run, sender, claimed)
            if run.options.pace is not None and run.due and not outcome.stop:
                _settle_alone(run, outcome, made)
                outcome = None
                if not run.options.pace.wait():
                    break
    return made


def _settle_alone(run: _Run, outcome: _Outcome, made: Counter[str]) -> None:
    """Confirm before waiting, so that a program killed while it waits leaves no message in doubt."""
    counted: Counter[str] = Counter()
    with writing(run.engine) as connection:
        _settle(connection, outcome, counted, run.options.today)
    made.update(counted)


def _settle_and_claim(run: _Run, outcome: _Outcome | None, made: Counter[str]) -> _Claimed | None:
    counted: Counter[str] = Counter()
    try:
        with writing(run.engine) as connection:
            _settle(connection, outcome, counted, run.options.today)
            claimed = None if outcome and outcome.stop else _claim(connection, run, counted)
    except Exception:
        # What has left must be confirmed even when the next message cannot be claimed.
        with writing(run.engine) as connection:
            _settle(connection, outcome, counted, run.options.today)
        raise
    made.update(counted)
    return claimed


def _claim(connection: Connection, run: _Run, counted: Counter[str]) -> _Claimed | None:
    queued, sending = _CLAIM
    started, farthest = _instant(connection, run.started), _instant(connection, run.started + FARTHEST)
    while (number := run.next_due()) is not None:
        if not _LOCK.rows(connection, (number, queued, started, farthest)):
            continue  # another worker has it, or has had it
        if not run.options.still_due(connection, number, run.options.today):
            source, target = _WITHHOLD
            counted["withheld"] += _HOLD_BACK.run(connection, (target, Problem.NO_LONGER_DUE.value, number, source))
            continue
        at = run.options.clock()
        if run.options.waits(connection, number, run.options.today, at):
            continue
        (row,) = _TAKE.rows(connection, (sending, _instant(connection, at), number, queued))
        return _Claimed(number, at, *row)
    return None


def _send(run: _Run, sender: Sender, claimed: _Claimed) -> _Outcome:
    attempts = claimed.attempts + 1
    try:
        content = _content(run, claimed)
    except ValueError:
        return _Outcome("give_up", claimed, run.options.clock(), attempts, Problem.INVALID)
    try:
        if run.options.return_path is None:
            sender.send(recipient=claimed.recipient, content=content)
        else:
            sender.send(recipient=claimed.recipient, content=content, return_path=run.options.return_path(claimed.id))
    except TemporaryFailure as failure:
        return _postponed(claimed, run.options.clock(), failure, run.options.chance())
    except PermanentFailure as failure:
        return _Outcome("give_up", claimed, run.options.clock(), attempts, str(failure))
    except OutcomeUnknown as failure:
        return _Outcome("lose", claimed, run.options.clock(), attempts, str(failure), stop=True)
    return _Outcome("confirm", claimed, run.options.clock(), attempts)


def _content(run: _Run, claimed: _Claimed) -> bytes:
    domain, contents = run.options.mail_from.rpartition("@")[2], unpacked(claimed.contents)
    return build(
        message_id=message_id(claimed.key, domain),
        sender=run.options.mail_from,
        recipient=claimed.recipient,
        subject=one_line(claimed.subject),
        text=contents.text,
        html=contents.html,
        sent_at=claimed.at,
        reply_to=run.options.reply_to or run.options.mail_from,
        extra_headers={"List-Id": f"<trespann.{domain}>", **LIST_HEADERS},
        calendar=contents.calendar,
        attachment=contents.attachment,
        attachment_name=contents.attachment_name,
    )


def _postponed(claimed: _Claimed, at: datetime, failure: TemporaryFailure, chance: float) -> _Outcome:
    # A fault of the server costs the message no attempt, only its place: the others come first next time.
    attempts = claimed.attempts + (0 if failure.everyone else 1)
    if not failure.everyone and attempts >= ATTEMPTS:
        return _Outcome("give_up", claimed, at, attempts, str(failure))
    pause = PAUSES[min(claimed.attempts, len(PAUSES) - 1)] * (1 + SPREAD * chance)
    return _Outcome("retry", claimed, at, attempts, str(failure), at + pause, stop=failure.everyone)


# --- the statements --------------------------------------------------------------------------------------------------


def _move(trigger: str) -> tuple[str, str]:
    """Return source and target of a move of the outbox, as the table of delivery has them."""
    (source,) = next(move.sources for move in DELIVERY.moves if move.trigger == trigger)
    return str(source), str(DELIVERY.fire(source, trigger, Facts(today=date.min), Role.OUTBOX))


_CLAIM, _WITHHOLD, _LOSE = _move("claim"), _move("withhold"), _move("lose")
_SETTLE = {trigger: _move(trigger) for trigger in ("confirm", "retry", "give_up", "lose")}
_COUNTED = {"confirm": "sent", "retry": "retried", "give_up": "failed", "lose": "unknown"}


def _due(connection: Connection, options: DeliveryOptions, started: datetime) -> list[int]:
    """Return the messages that may be tried now: untried ones first, then those that have waited longest."""
    waits = _message.c.next_attempt_at
    is_due = _asked_for(options.today) if options.asked_for_only else _is_due(options.today)
    found = connection.execute(
        select(_message.c.id)
        .where(_message.c.state == _CLAIM[0], is_due, _may_be_tried(started, started + FARTHEST))
        .order_by(waits.is_not(None), waits, _message.c.id)
        .limit(options.limit),
    )
    return list(found.scalars())


def _is_due(today: date) -> ColumnElement[bool]:
    return or_(_message.c.day == today, _asked_for(today)) if is_working_day(today) else _asked_for(today)


def _asked_for(today: date) -> ColumnElement[bool]:
    """Return the condition that somebody waits for a mail: it leaves on any day, and at the turn of one, too."""
    of_these_days: ColumnElement[bool] = _message.c.day.between(today - WAITED_FOR, today)
    return of_these_days & (_message.c.template == ASKED_FOR)


def _may_be_tried(started: Any, farthest: Any) -> ColumnElement[bool]:
    waits = _message.c.next_attempt_at
    return or_(waits.is_(None), waits <= started, waits > farthest)


def _lose_expired(connection: Connection, started: datetime) -> int:
    source, target = _LOSE
    lost = connection.execute(
        update(_message)
        .where(
            _message.c.state == source,
            # A claim of the future was made by a clock that has been set back since.
            or_(_message.c.claimed_at <= started - LEASE, _message.c.claimed_at > started + LEASE),
        )
        .values(state=target, problem=Problem.INTERRUPTED.value),
    )
    return lost.rowcount


def _settle(connection: Connection, outcome: _Outcome | None, counted: Counter[str], today: date) -> None:
    if outcome is None:
        return
    source, target = _SETTLE[outcome.trigger]
    claimed = outcome.claimed
    sent_at = _instant(connection, outcome.at) if outcome.trigger == "confirm" else None
    next_attempt_at = _instant(connection, outcome.next_attempt_at) if outcome.next_attempt_at else None
    result = (target, outcome.attempts, next_attempt_at, sent_at, outcome.problem)
    # A claim that was lost meanwhile is no longer ours to settle.
    ours = (claimed.id, source, _instant(connection, claimed.at))
    settled = _RESULT.run(connection, (*result, *ours))
    counted[_COUNTED[outcome.trigger]] += settled
    if settled and outcome.trigger == "give_up":
        tell_the_next(connection, claimed.id, today)


def _instant(connection: Connection, moment: datetime) -> Any:
    """Return an instant as the driver stores it: SQLite holds text, in the form that SQLAlchemy reads."""
    if connection.dialect.name != SQLITE:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


_LOCK = Statement(
    ["number", "queued", "started", "farthest"],
    lambda name: for_update(
        select(_message.c.id).where(
            _message.c.id == bindparam("number"),
            _message.c.state == bindparam("queued"),
            _may_be_tried(bindparam("started"), bindparam("farthest")),
        ),
        name,
        skip_locked=True,
    ),
)
_HOLD_BACK = Statement(
    ["target", "why", "number", "source"],
    lambda _: (
        update(_message)
        .values(state=bindparam("target"), problem=bindparam("why"))
        .where(_message.c.id == bindparam("number"), _message.c.state == bindparam("source"))
    ),
)
# The contents are read after `still_due`, which may have rewritten them.
_TAKE = Statement(
    ["target", "at", "number", "source"],
    lambda _: (
        update(_message)
        .values(state=bindparam("target"), claimed_at=bindparam("at"))
        .where(_message.c.id == bindparam("number"), _message.c.state == bindparam("source"))
        .returning(*(_message.c[name] for name in _Claimed._fields[2:]))
    ),
)
# Whoever is next must be told the same day: of these cases, and of all that the same person has not been told yet.
_own = _message.alias()
_UNTOLD_OF = Statement(
    ["number"],
    lambda _: (
        select(_reminder.c.case_id)
        .join(_message, _message.c.person_id == _reminder.c.person_id)
        .outerjoin(_own, _own.c.id == _reminder.c.message_id)
        .where(_message.c.id == bindparam("number"), _reminder.c.state == "planned")
        .where(or_(_own.c.id.is_(None), *(_own.c.state == state for state in (_CLAIM[0], *UNDELIVERED))))
        .distinct()
    ),
)
_RESULT = Statement(
    ["target", "tried", "next", "sent", "why", "number", "source", "at"],
    lambda _: (
        update(_message)
        .values(
            state=bindparam("target"),
            attempts=bindparam("tried"),
            next_attempt_at=bindparam("next"),
            sent_at=func.coalesce(_message.c.sent_at, bindparam("sent")),
            problem=bindparam("why"),
        )
        .where(
            _message.c.id == bindparam("number"),
            _message.c.state == bindparam("source"),
            _message.c.claimed_at == bindparam("at"),
        )
    ),
)
