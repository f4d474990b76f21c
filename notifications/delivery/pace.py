"""The pace of mail: evenly spread, at most so many a minute from the whole installation."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, or_, select

from models.clock import day_of, stored_in_utc
from models.storage.database import writing
from models.storage.driver_statements import upsert_into
from models.tables import Heartbeat

_heartbeat = Heartbeat.__table__

JOB = "mail"
"""The heartbeat that tells when the last mail was let out."""
PATIENCE = timedelta(minutes=10)
"""How long a run goes on taking turns. What is left waits for the next, which sees what has come up meanwhile."""
TOLERANCE = timedelta(minutes=1)
"""How far the clocks of machines may go apart. What lies further ahead was told by a clock that has been set back."""


class Pace:
    """Evenly spaced turns to send, shared by all connections of all runs: the database holds the last turn taken.

    A clock that jumps gives no burst; it may end the run, and makes nobody wait longer than the tolerance.
    """

    def __init__(
        self,
        engine: Engine,
        per_minute: int,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._engine, self._clock, self._sleep = engine, clock, sleep
        self._gap = timedelta(minutes=1) / per_minute
        self._began: datetime | None = None

    def wait(self) -> bool:
        """Wait for a turn and take it; return False when this run has lasted long enough."""
        while True:
            at = self._clock().astimezone(UTC)
            if self._began is None:
                self._began = at
            if not -TOLERANCE <= at - self._began < PATIENCE:
                return False
            pause = self._pause(at)
            if pause <= timedelta(0):
                return True
            self._sleep(pause.total_seconds())

    def _pause(self, at: datetime) -> timedelta:
        """Take a turn and return zero, or return the time until the next turn."""
        last, values = _heartbeat.c.finished_at, {"acted_on": day_of(at), "finished_at": at}
        turn = (
            upsert_into(_heartbeat, self._engine.dialect.name)
            .values(job=JOB, **values)
            .on_conflict_do_update(
                index_elements=["job"],
                set_=values,
                where=or_(last <= at - self._gap, last > at + TOLERANCE),
            )
            .returning(_heartbeat.c.job)
        )
        with writing(self._engine) as connection:
            if connection.execute(turn).first() is not None:
                return timedelta(0)
            taken: datetime = connection.execute(select(last).where(_heartbeat.c.job == JOB)).scalar_one()
        return stored_in_utc(taken) + self._gap - at
