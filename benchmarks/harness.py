"""Rounds in turn, medians, and ratios taken within one round: what carries over from one machine to another."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event

from models.storage import driver_statements


@dataclass(frozen=True, slots=True)
class Result:
    """One goal: `figure` against `goal`, which it must reach ("at least") or not exceed ("at most")."""

    what: str
    figure: float
    goal: float
    at_least: bool
    detail: dict[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def seconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes, with the garbage collector out of the way."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start
    finally:
        gc.enable()


def statements(engine: Engine, work: Callable[[], object]) -> int:
    """Return how many statements a piece of work sends; one that is sent for many rows counts once."""
    sent: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    below = driver_statements.driver
    event.listen(engine, "before_cursor_execute", note)
    try:
        driver_statements.driver = lambda connection: _Counting(below(connection), sent)  # type: ignore[assignment]
        work()
    finally:
        driver_statements.driver = below  # type: ignore[assignment]
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


class _Counting:
    """A connection or cursor of the driver that notes each statement."""

    def __init__(self, wrapped: Any, sent: list[str]) -> None:
        self._wrapped, self._sent = wrapped, sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wrapped, name)

    def execute(self, statement: str, values: object) -> Any:
        self._sent.append(statement)
        return self._wrapped.execute(statement, values)

    def executemany(self, statement: str, rows: object) -> Any:
        self._sent.append(statement)
        return self._wrapped.executemany(statement, rows)

    def cursor(self) -> "_Counting":
        return _Counting(self._wrapped.cursor(), self._sent)


def median_ratio(
    rounds: int,
    base: Callable[[int], float],
    other: Callable[[int], float],
) -> tuple[float, float, float]:
    """Time two variants in turn; return the median of base/other within a round and both medians in seconds.

    Each variant receives the number of the round and returns seconds; the order alternates.
    """
    pairs = []
    for number in range(rounds):
        if number % 2:
            second, first = other(number), base(number)
        else:
            first, second = base(number), other(number)
        pairs.append((first, second))
    return (
        statistics.median(first / second for first, second in pairs),
        statistics.median(first for first, _ in pairs),
        statistics.median(second for _, second in pairs),
    )


def table(results: Sequence[Result]) -> str:
    lines = [f"{'what':<66}{'figure':>9}{'goal':>9}  met", "-" * 90]
    for one in results:
        sign = "≥" if one.at_least else "≤"
        lines.append(f"{one.what:<66}{one.figure:>9.2f}{sign:>3}{one.goal:>6.2f}  {'yes' if one.met else 'NO'}")
        if one.detail:
            lines.append("    " + ", ".join(f"{name} {value:,.4g}" for name, value in one.detail.items()))
    return "\n".join(lines) + "\n"
