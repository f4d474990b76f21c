"""A second process that reads what people look at, as long as another works."""

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from sqlalchemy import Engine

from benchmarks.worlds import TODAY
from desk.waiting import who_waits
from models.queries.cases import cases
from models.storage.database import engine_at, reading

_PAUSE = 0.002


@contextmanager
def reader_beside(engine: Engine) -> Iterator[dict[str, float]]:
    """Let a second process read pages of lists meanwhile; afterwards the yielded dict tells its looks and the slowest.

    It has looked once before the body runs.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    address = engine.url.render_as_string(hide_password=False)
    process = context.Process(target=_read, args=(address, theirs), daemon=True)
    process.start()
    told: dict[str, float] = {}
    try:
        ours.recv()
        yield told
        ours.send("enough")
        told["looks"], told["slowest"] = ours.recv()
    finally:
        process.terminate()
        process.join()


def _read(address: str, other: "Connection") -> None:
    taken: list[float] = []
    with engine_at(address) as engine:
        _look(engine)
        other.send("begun")
        while not other.poll(_PAUSE):
            start = time.perf_counter()
            _look(engine)
            taken.append(time.perf_counter() - start)
    other.send((len(taken), max(taken, default=0.0)))


def _look(engine: Engine) -> None:
    with reading(engine) as connection:
        who_waits(connection, today=TODAY)
        cases(connection)
