"""The sweep: a thousand due cases among many open ones, beside a raw due-queue that writes the same rows.

Each due case makes one move (its standstill begins) and calls for one reminder: two updates and two inserts in all.
Neither side copies SQLite's log into the database while it is measured; the tick does so when its work is done.
"""

import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.harness import Result, median_ratio, seconds
from benchmarks.moves import READS, WRITES, case_of, track_of
from benchmarks.worlds import LATER, TODAY, fill, fresh
from desk.settling import BATCH, settle_due
from desk.tick import TickResult
from models.journal import Entry, digest
from models.storage.database import SQLITE_CACHE_KIB, checkpoint_after, driver, reading, writing
from models.tables import Track

DUE = 1000
SIZES = (10_000, 100_000, 1_000_000)
ROUNDS = 7
SENT = TODAY - timedelta(days=8)  # its last day is the second working day from today: a rung is due
OBSERVED = {
    "case_opened": "2026-01-12",
    "contact_point_1": "2026-01-19",
    "relevance_assessed": "2026-01-26",
    "award_notice_sent": SENT.isoformat(),
}


def run(addresses: dict[str, str], sizes: tuple[int, ...] = SIZES) -> list[Result]:
    results: list[Result] = []
    for kind, growth_goal in (("sqlite", 1.2), ("postgresql", 1.35)):
        results += _on(addresses, kind, sizes, growth_goal)
    return results


def _on(addresses: dict[str, str], kind: str, sizes: tuple[int, ...], growth_goal: float) -> list[Result]:
    engines = {}
    for size in sizes:
        engine = engines[size] = fresh(addresses, kind, f"ticks_{size}")
        fill(engine, size, state="award", next_check=LATER, observations=OBSERVED)
    days = count()
    raw = _RAW[kind]
    smallest, largest = engines[sizes[0]], engines[sizes[-1]]
    for engine in engines.values():  # statements are compiled, pages and plans are warm
        _timed(engine, days, product)
        _timed(engine, days, raw)
    share, base, own = median_ratio(
        ROUNDS,
        lambda _: _timed(largest, days, raw),
        lambda _: _timed(largest, days, product),
    )
    growth, at_most, at_least = median_ratio(
        ROUNDS,
        lambda _: _timed(largest, days, product),
        lambda _: _timed(smallest, days, product),
    )
    idle, idle_large, idle_small = median_ratio(
        ROUNDS,
        lambda _: _idle(largest),
        lambda _: _idle(smallest),
    )
    middle = [_timed(engines[size], days, product) for size in sizes[1:-1] for _ in range(3)]
    detail = {"raw ms": base * 1e3, "product ms": own * 1e3}
    sizes_ms = {f"{sizes[0]:,} ms": at_least * 1e3, f"{sizes[-1]:,} ms": at_most * 1e3}
    if middle:
        sizes_ms["between ms"] = statistics.median(middle) * 1e3
    for engine in engines.values():
        engine.dispose()
    return [
        Result(
            f"tick, {DUE} due among {sizes[-1]:,}, of the raw due-queue, {kind}",
            share,
            0.45,
            at_least=True,
            detail=detail,
        ),
        Result(
            f"tick, {sizes[-1]:,} against {sizes[0]:,} open, {kind}",
            growth,
            growth_goal,
            at_least=False,
            detail=sizes_ms,
        ),
        Result(
            f"tick with nothing due, {sizes[-1]:,} against {sizes[0]:,}, {kind}",
            idle,
            1.2,
            at_least=False,
            detail={"large µs": idle_large * 1e6, "small µs": idle_small * 1e6},
        ),
    ]


def _timed(engine: Engine, days: "count[int]", work: Callable[[Engine, date], object]) -> float:
    make_due(engine, next(days))
    with checkpoint_after(engine):
        return seconds(lambda: work(engine, TODAY))


def _idle(engine: Engine) -> float:
    start = time.perf_counter()
    for _ in range(20):
        product(engine, TODAY)
    return (time.perf_counter() - start) / 20


def make_due(engine: Engine, number: int) -> None:
    """Put a thousand cases, spread over the whole table, back to where the tick starts."""
    with writing(engine) as connection:
        size = connection.execute(text('SELECT max(id) FROM "case"')).scalar_one()
        step = size // DUE
        ids = [1 + (number * 7919) % step + step * n for n in range(DUE)]
        listed = ",".join(map(str, ids))
        connection.execute(text("DELETE FROM reminder"))
        connection.execute(text(f"UPDATE track SET state = 'award' WHERE id IN ({listed})"))
        connection.execute(text(f'UPDATE "case" SET next_check = :today WHERE id IN ({listed})'), {"today": TODAY})
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")


def product(engine: Engine, today: date) -> None:
    settle_due(engine, today=today, result=TickResult(today))


# --- the same rows by hand -------------------------------------------------------------------------------------------

CASES = READS[0].replace("WHERE id = ?", "WHERE next_check <= ? ORDER BY next_check LIMIT ?")
ADD_REMINDER = (
    "INSERT INTO reminder (case_id, matter, subject, step, person_id, base, due_on, planned_on, state, case_version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, matter, subject, step, person_id, base) DO NOTHING"
)
LAST_DAY = date(2026, 4, 7)


of_case, of_process = (itemgetter(list(Track.model_fields).index(name)) for name in ("case_id", "process"))


def _rows(cases: list[tuple], tracks: list[tuple], day: Any, last: Any) -> tuple[list, list, list, list]:
    purchases = {of_case(row): track_of(row) for row in tracks if of_process(row) == "procurement"}
    updates, moves, entries, reminders = [], [], [], []
    for case in cases:
        case_id, version, length, head = case_of(case)
        track_id, state = purchases[case_id]
        entry = Entry(length + 1, TODAY, "clock", "hold", "procurement", "", state, "standstill", "")
        hashed = digest(head, entry)
        updates.append((last, version + 1, length + 1, hashed, case_id, version))
        moves.append(("standstill", day, track_id, state))
        entries.append(
            (case_id, length + 1, day, "clock", "hold", "procurement", "", state, "standstill", "", hashed),
        )
        reminders.append((case_id, "standstill_ends", "", "-2", 1, last, day, day, "planned", 0))
    return updates, moves, entries, reminders


def _raw_sqlite(engine: Engine, today: date) -> None:
    import sqlite3

    connection = sqlite3.connect(Path(str(engine.url.database)), isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{SQLITE_CACHE_KIB}",
        "wal_autocheckpoint=0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    day, last = today.isoformat(), LAST_DAY.isoformat()
    among = "WHERE case_id IN (SELECT value FROM json_each(?))"
    while True:
        connection.execute("BEGIN IMMEDIATE")
        cases = connection.execute(CASES, (day, BATCH)).fetchall()
        ids = (f"[{','.join(str(case[0]) for case in cases)}]",)
        tracks = connection.execute(READS[1].replace("WHERE case_id = ?", among), ids).fetchall()
        for read in READS[2:]:
            connection.execute(read.replace("WHERE case_id = ?", among), ids).fetchall()
        for statement, rows in zip(
            (*WRITES, ADD_REMINDER),
            _rows(cases, tracks, day, last),
            strict=True,
        ):
            connection.executemany(statement, rows)
        connection.execute("COMMIT")
        if not cases:
            connection.close()
            return


def _raw_postgresql(engine: Engine, today: date) -> None:
    import psycopg

    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    among = "WHERE case_id = ANY(%s)"
    with psycopg.connect(url) as connection:
        while True:
            locked = CASES.replace("?", "%s") + " FOR UPDATE SKIP LOCKED"
            cases = connection.execute(locked, (today, BATCH)).fetchall()
            ids = ([case[0] for case in cases],)
            tracks = connection.execute(READS[1].replace("WHERE case_id = ?", among), ids).fetchall()
            for read in READS[2:]:
                connection.execute(read.replace("WHERE case_id = ?", among), ids).fetchall()
            cursor = connection.cursor()
            for statement, rows in zip(
                (*WRITES, ADD_REMINDER),
                _rows(cases, tracks, today, LAST_DAY),
                strict=True,
            ):
                cursor.executemany(statement.replace("?", "%s"), rows)
            connection.commit()
            if not cases:
                return


_RAW = {"sqlite": _raw_sqlite, "postgresql": _raw_postgresql}
