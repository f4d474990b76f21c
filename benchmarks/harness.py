"""Rounds in turn, medians, and ratios taken within one round: what carries over from one machine to another."""

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, event, text

from models.storage import driver_statements

Clock: TypeAlias = Callable[[], float]
"""Returns seconds: those that pass, or those that processors have worked."""
PASSING: Clock = time.perf_counter
WORKED: Clock = time.process_time
"""What this process has worked. What others do on the same machine changes it little; of waiting it tells nothing."""


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


def seconds(work: Callable[[], object], clock: Clock = PASSING) -> float:
    """Return how long a piece of work takes, with the garbage collector out of the way."""
    gc.collect()
    gc.disable()
    try:
        start = clock()
        work()
        return clock() - start
    finally:
        gc.enable()


class BothEnds:
    """A clock of what this process has worked, and those that serve it: `serving` names them, whenever it is asked.

    Of one that has ended counts what it had worked when the clock was last read.
    """

    def __init__(self, serving: Callable[[], Iterable[int]]) -> None:
        self._serving, self._worked = serving, dict[int, float]()

    def __call__(self) -> float:
        for process in self._serving():
            self._worked[process] = _worked_by(process) or self._worked.get(process, 0.0)
        return WORKED() + sum(self._worked.values())


def clock_of(engine: Engine) -> Clock:
    """Return the clock of what it costs to work on a database: of a server's, also what its backends work."""
    if engine.dialect.name == "sqlite":
        return WORKED
    with engine.connect() as connection:
        backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    server = int(_told_of(backend, "stat").rpartition(")")[2].split()[1])
    return BothEnds(lambda: [one for one in _children(server) if _serves_a_client(one)])


def _worked_by(process: int) -> float:
    told = _told_of(process, "schedstat")
    return int(told.split()[0]) / 1e9 if told else 0.0


def _children(process: int) -> list[int]:
    return [int(one) for one in _told_of(process, f"task/{process}/children").split()]


def _serves_a_client(process: int) -> bool:
    title = _told_of(process, "cmdline").removeprefix("postgres: ")
    return bool(title) and not title.startswith(_OF_ITSELF)


_OF_ITSELF = ("checkpointer", "background writer", "walwriter", "autovacuum", "logical replication", "archiver", "io ")
"""How PostgreSQL calls the processes that it would have without any client."""


def _told_of(process: int, what: str) -> str:
    """Return what the kernel tells of a process; nothing of one that has ended."""
    try:
        return Path(f"/proc/{process}/{what}").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""


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


def missed(results: Iterable[Result]) -> list[str]:
    """Return what each goal that was not met says, with the figure."""
    return [
        f"{one.what}: {one.figure:.2f}, not {'at least' if one.at_least else 'at most'} {one.goal:.2f}"
        for one in results
        if not one.met
    ]


def table(results: Sequence[Result]) -> str:
    lines = [f"{'what':<74}{'figure':>9}{'goal':>9}  met", "-" * 98]
    for one in results:
        sign = "≥" if one.at_least else "≤"
        lines.append(f"{one.what:<74}{one.figure:>9.2f}{sign:>3}{one.goal:>6.2f}  {'yes' if one.met else 'NO'}")
        if one.detail:
            lines.append("    " + ", ".join(f"{name} {value:,.4g}" for name, value in one.detail.items()))
    return "\n".join(lines) + "\n"
