"""A postbox, and ticks of a small city at any hour."""

from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlalchemy import Engine

from desk.tick import TickResult, tick
from notifications.delivery.problems import Problem, TemporaryFailure
from tests.notifications.city import (
    SETTINGS,
)

OPENED = date(2026, 1, 12)
DUE = date(2026, 1, 19)


class Post:
    def __init__(self, *, down: bool = False) -> None:
        self.told: list[str] = []
        self.down = down

    def send(self, *, recipient: str, **_: object) -> None:
        if self.down:
            raise TemporaryFailure(Problem.POSTPONED)
        self.told.append(recipient.partition("@")[0])

    def close(self) -> None:
        pass


def run(engine: Engine, day: date, post: Post, *, ladder: Path | None = None, at: time = time(9)) -> TickResult:
    moment = datetime.combine(day, at, UTC)
    chosen = SETTINGS.model_copy(update={"ladder": ladder})
    return tick(engine, today=day, settings=chosen, open_sender=lambda: post, clock=lambda: moment)
