"""The tick: settle what is due, plan and compose what must be told, deliver it. Safe to run at any time, any number."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, bindparam, update

from models.casefile import CaseFile, load_due, save
from models.clock import STOCKHOLM, now
from models.database import checkpoint_after, writing
from models.operations import settle
from models.settings import Settings
from models.statements import Row, Statement, upsert_into
from models.tables import Case, Heartbeat
from notifications.calendar import follow
from notifications.cityladder import DEFAULT, ladder_in_force
from notifications.compose import compose, still_due
from notifications.directory import Directory, read_directory
from notifications.effects import note_met
from notifications.ladder import Ladder
from notifications.outbox import Delivered, deliver
from notifications.plan import look_ahead, plan
from notifications.senders import Sender, SmtpSender

_case = Case.__table__  # type: ignore[attr-defined]
_heartbeat = Heartbeat.__table__  # type: ignore[attr-defined]

BATCH = 500
Looked: TypeAlias = tuple[CaseFile, list[Row]]
"""A case, and the reminders that it calls for today."""


@dataclass(slots=True)
class Settled:
    """What settling cases came to. `unreachable` counts cases for which nobody could be told.

    `problems` are references of cases that no rule can read; `starving` names the processes that wait for nobody and
    no day, behind their case.
    """

    on: date
    checked: int = 0
    moves: int = 0
    planned: int = 0
    withdrawn: int = 0
    unreachable: int = 0
    problems: list[str] = field(default_factory=list)
    starving: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"on": self.on.isoformat()}


@dataclass(slots=True)
class TickResult(Settled):
    """What a tick did."""

    composed: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
    withheld: int = 0
    unknown: int = 0


def tick(
    engine: Engine,
    *,
    today: date,
    settings: Settings,
    open_sender: Callable[[], Sender] | None = None,
    clock: Callable[[], datetime] = now,
) -> TickResult:
    """Bring every due case up to `today` and tell whom it concerns; one tick after N days equals N ticks."""
    with checkpoint_after(engine):
        return _tick(engine, today, settings, open_sender, clock)


def _tick(
    engine: Engine,
    today: date,
    settings: Settings,
    open_sender: Callable[[], Sender] | None,
    clock: Callable[[], datetime],
) -> TickResult:
    result = TickResult(today)
    deliver_now = partial(
        deliver,
        engine,
        open_sender=open_sender or partial(SmtpSender, settings),
        today=today,
        clock=clock,
        mail_from=settings.mail_from,
        still_due=partial(still_due, settings=settings),
        connections=settings.smtp_connections,
    )
    ladder, undelivered = ladder_in_force(settings), True
    while undelivered:  # each pass finds somebody who cannot be reached, and the next pass tells whoever is next
        settle_due(engine, today=today, result=result, ladder=ladder)
        result.composed += compose(engine, today=today, settings=settings, at=_time_of(today, clock()))
        delivered = deliver_now()
        _add(result, delivered)
        undelivered = delivered.failed + delivered.withheld > 0
    with writing(engine) as connection:
        beat(connection, "tick", today=today, at=clock())
    return result


def settle_due(
    engine: Engine,
    *,
    today: date,
    result: TickResult,
    batch: int = BATCH,
    ladder: Ladder = DEFAULT,
) -> None:
    """Settle the due cases and plan their reminders, `batch` cases to a commit."""
    while _one_batch(engine, today, result, batch, ladder):
        pass


def _one_batch(engine: Engine, today: date, result: TickResult, batch: int, ladder: Ladder) -> bool:
    with writing(engine) as connection:
        files = load_due(connection, today, batch)
        if not files:
            return False
        looked, odd = bring_up(connection, files, today, ladder, result)
        save(connection, [file for file, _ in looked])
        plan_reminders(connection, looked, today, result, ladder)
        _POSTPONE.run_many(connection, [(today + timedelta(days=1), file.id) for file in odd])
    return True


def _time_of(today: date, moment: datetime) -> time | None:
    """Return the time of day in Sweden, or None where another day than today is acted on."""
    local = moment.astimezone(STOCKHOLM)
    return local.time() if local.date() == today else None


def bring_up(
    connection: Connection,
    files: Sequence[CaseFile],
    today: date,
    ladder: Ladder,
    result: Settled,
) -> tuple[list[Looked], list[CaseFile]]:
    """Settle cases in hand and return each with what it calls for, and those no rule can read; nothing is saved."""
    directory = read_directory(connection)
    looked: list[Looked] = []
    odd: list[CaseFile] = []
    for file in files:
        try:
            looked.append((file, _bring_up(file, today, directory, ladder, result)))
        except (ValueError, KeyError):  # a row no rule can read must not hold up the others
            odd.append(file)
    result.checked += len(files)
    result.problems += [file.reference for file in odd]
    return looked, odd


def _bring_up(
    file: CaseFile,
    today: date,
    directory: Directory,
    ladder: Ladder,
    result: Settled,
) -> list[Row]:
    made = settle(file, today)
    ahead = look_ahead(file, today, directory, ladder)
    result.moves += len(made)
    result.unreachable += not ahead.reachable
    result.starving += ahead.starving
    return ahead.rows


def plan_reminders(
    connection: Connection,
    looked: Sequence[Looked],
    today: date,
    result: Settled,
    ladder: Ladder,
) -> None:
    """Write what saved cases call for, what reminders have achieved, and what is wrong in calendars by now."""
    added, withdrawn = plan(connection, looked, today=today)
    files = [file for file, _ in looked]
    note_met(connection, files, ladder=ladder, today=today)
    follow(connection, files, ladder=ladder, today=today)
    result.planned += added
    result.withdrawn += withdrawn


def beat(connection: Connection, job: str, *, today: date, at: datetime) -> None:
    """Write that a job has finished, for watchers outside the scheduler."""
    upsert = upsert_into(_heartbeat, connection.dialect.name)
    values = {"acted_on": today, "finished_at": at}
    connection.execute(
        upsert.values(job=job, **values).on_conflict_do_update(index_elements=["job"], set_=values),
    )


_POSTPONE = Statement(
    ["next_check", "case_id"],
    lambda _: update(_case).values(next_check=bindparam("next_check")).where(_case.c.id == bindparam("case_id")),
)


def _add(result: TickResult, delivered: Delivered) -> None:
    for name in ("sent", "retried", "failed", "withheld", "unknown"):
        setattr(result, name, getattr(result, name) + getattr(delivered, name))
