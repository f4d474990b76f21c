"""The sweep: a thousand due cases among many open ones, beside a raw due-queue that writes the same rows.

Each due case makes one move (its standstill begins), calls for two reminders and has another agenda: of raw the same
rows are read of the case and the same are written. The product also looks up who answers, what was told before, and
what stands in calendars. Neither side copies SQLite's log into the database while it is measured; the tick does so when
its work is done. Both are measured by what they work, on a server at both ends.
"""

import statistics
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.beside import reader_beside
from benchmarks.harness import Clock, Result, clock_of, median_ratio, seconds
from benchmarks.lives import BEFORE, give_lives
from benchmarks.moves import ADD_ENTRY, READS, UPDATE_TRACK, case_of, quoted, track_of
from benchmarks.worlds import LATER, PEOPLE, TODAY, fill, fresh
from desk.settling import BATCH, settle_due
from desk.tick import TickResult
from models.agenda import AgendaItem, digest_of
from models.journal import Entry, digest
from models.storage.database import SQLITE_CACHE_KIB, checkpoint_after, driver, reading, writing
from models.tables import Case, Track

DUE = 1000
FEW, MANY = 10_000, {"sqlite": 1_000_000, "postgresql": 100_000}
"""How many cases are open: as in a city, and as in a country; a server fills its tables a hundred times slower."""
SHARES = {"few": 0.40, "many": 0.50}
ROUNDS, WATCHED = 7, 3
IDLE = 200
SENT = TODAY - timedelta(days=8)  # its last day is the second working day from today: a rung is due
OBSERVED = {
    "case_opened": "2026-01-12",
    "contact_point_1": "2026-01-19",
    "relevance_assessed": "2026-01-26",
    "award_notice_sent": SENT.isoformat(),
}


def run(addresses: dict[str, str], largest: int = 0) -> list[Result]:
    """Measure with as many cases as `MANY` says, or with fewer where the machine has no room for them."""
    return [result for kind in MANY for result in _on(addresses, kind, min(largest or MANY[kind], MANY[kind]))]


def _on(addresses: dict[str, str], kind: str, many: int) -> list[Result]:
    few, large = (_city(addresses, kind, size) for size in (FEW, many))
    days, clocks = count(), {engine: clock_of(engine) for engine in (few, large)}

    def timed(engine: Engine, work: Callable[[Engine, date], object]) -> float:
        return _timed(engine, days, work, clocks[engine])

    raw = _RAW[kind]
    for engine in (few, large):  # statements are compiled, pages and plans are warm
        timed(engine, product)
        timed(engine, raw)
    at_few = median_ratio(ROUNDS, lambda _: timed(few, raw), lambda _: timed(few, product))
    at_many = median_ratio(ROUNDS, lambda _: timed(large, raw), lambda _: timed(large, product))
    idle = median_ratio(ROUNDS, lambda _: _idle(large, clocks[large]), lambda _: _idle(few, clocks[few]))
    watched = _watched(few, timed)
    extra, extra_raw = at_many[2] - at_few[2], at_many[1] - at_few[1]
    close()
    for engine in (few, large):
        engine.dispose()
    return [
        *(
            Result(
                f"tick, {DUE} due among {size:,}, of the raw due-queue, {kind}",
                share,
                SHARES[name],
                at_least=True,
                detail={"raw ms": base * 1e3, "product ms": own * 1e3},
            )
            for name, size, (share, base, own) in (("few", FEW, at_few), ("many", many, at_many))
        ),
        Result(
            f"tick, extra ms from {FEW:,} to {many:,}, of the extra of raw, {kind}",
            extra / extra_raw,
            1.1,
            at_least=False,
            detail={"raw extra ms": extra_raw * 1e3, "product extra ms": extra * 1e3},
        ),
        Result(
            f"tick with nothing due, {many:,} against {FEW:,}, {kind}",
            idle[0],
            1.1,
            at_least=False,
            detail={"large µs": idle[1] * 1e6, "small µs": idle[2] * 1e6},
        ),
        watched,
    ]


def _city(addresses: dict[str, str], kind: str, cases: int) -> Engine:
    engine = fresh(addresses, kind, f"ticks_{cases}")
    fill(engine, cases, state="award", next_check=LATER, observations=OBSERVED, people=PEOPLE)
    give_lives(engine, cases, TODAY)
    return engine


def _watched(engine: Engine, timed: Callable[[Engine, Callable[[Engine, date], object]], float]) -> Result:
    """Return what a tick works while another process reads lists, of what it works alone."""

    def beside(_: int) -> float:
        with reader_beside(engine) as told:
            taken = timed(engine, product)
        looks.append(told["looks"])
        slowest.append(told["slowest"])
        return taken

    looks: list[float] = []
    slowest: list[float] = []
    ratio, read, alone = median_ratio(WATCHED, beside, lambda _: timed(engine, product))
    return Result(
        f"tick, {DUE} due, while a second process reads, of alone, {engine.dialect.name}",
        ratio,
        1.25,
        at_least=False,
        detail={
            "beside ms": read * 1e3,
            "alone ms": alone * 1e3,
            "looks of the reader": statistics.median(looks),
            "its slowest ms": statistics.median(slowest) * 1e3,
        },
    )


def _timed(engine: Engine, days: "count[int]", work: Callable[[Engine, date], object], clock: Clock) -> float:
    make_due(engine, next(days))
    with checkpoint_after(engine):
        return seconds(lambda: work(engine, TODAY), clock)


def _idle(engine: Engine, clock: Clock) -> float:
    start = clock()
    for _ in range(IDLE):
        product(engine, TODAY)
    return (clock() - start) / IDLE


def make_due(engine: Engine, number: int) -> None:
    """Put a thousand cases, spread over the whole table, back to where the tick starts."""
    with writing(engine) as connection:
        size = connection.execute(text('SELECT max(id) FROM "case"')).scalar_one()
        step = size // DUE
        ids = [1 + (number * 7919) % step + step * n for n in range(DUE)]
        listed = ",".join(map(str, ids))
        connection.execute(text("DELETE FROM reminder WHERE state = 'planned'"))
        connection.execute(text(f"UPDATE track SET state = 'award' WHERE id IN ({listed})"))
        connection.execute(
            text(f'UPDATE "case" SET next_check = :today, agenda_digest = :before WHERE id IN ({listed})'),
            {"today": TODAY, "before": BEFORE},
        )
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            driver(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)")


def product(engine: Engine, today: date) -> None:
    settle_due(engine, today=today, result=TickResult(today))


# --- the same rows by hand -------------------------------------------------------------------------------------------

CASES = READS[0].replace("WHERE id = ?", "WHERE next_check <= ? ORDER BY next_check LIMIT ?")
UPDATE_CASE = (
    'UPDATE "case" SET next_check = ?, version = ?, journal_length = ?, journal_head = ?, agenda_digest = ?'
    " WHERE id = ? AND version = ?"
)
ADD_REMINDER = (
    "INSERT INTO reminder (case_id, matter, subject, step, person_id, base, due_on, planned_on, state, case_version)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (case_id, matter, subject, step, person_id, base) DO NOTHING"
)
DROP_AGENDA = "DELETE FROM agenda WHERE case_id = ?"
_ITEM = ("case_id", *AgendaItem._fields)
ADD_AGENDA = f"INSERT INTO agenda ({quoted(_ITEM)}) VALUES ({', '.join('?' * len(_ITEM))})"
WRITES = (UPDATE_CASE, UPDATE_TRACK, ADD_ENTRY, ADD_REMINDER, DROP_AGENDA, ADD_AGENDA)
LAST_DAY, CLEAR, NEXT = date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 4)
of_case, of_process = (itemgetter(list(Track.model_fields).index(name)) for name in ("case_id", "process"))
officer_of = itemgetter(list(Case.model_fields).index("officer_id"))


def _rows(cases: list[tuple], tracks: list[tuple], written: Callable[[date], Any]) -> tuple[list[tuple], ...]:
    """Return the rows of each statement of `WRITES`; `written` makes of a day what the driver takes."""
    purchases = {of_case(row): track_of(row) for row in tracks if of_process(row) == "procurement"}
    day, last, clear, sent = (written(day) for day in (TODAY, LAST_DAY, CLEAR, SENT))
    updates, moves, entries, reminders, dropped, items = [], [], [], [], [], []
    for case in cases:
        case_id, version, length, head = case_of(case)
        officer = officer_of(case)
        track_id, state = purchases[case_id]
        entry = Entry(length + 1, TODAY, "clock", "hold", "procurement", "", state, "standstill", "")
        hashed = digest(head, entry)
        agenda = _agenda(officer, last, clear, sent)
        updates.append(
            (written(NEXT), version + 1, length + 1, hashed, digest_of(agenda), case_id, version),
        )
        moves.append(("standstill", day, track_id, state))
        entries.append(
            (case_id, length + 1, day, "clock", "hold", "procurement", "", state, "standstill", "", hashed),
        )
        reminders.append((case_id, "standstill_ends", "", "-2", officer, last, day, day, "planned", 0))
        told = ("told:award_notice_sent", "", "support |  | 1 2026-03-24 electronic", 3)
        reminders.append((case_id, *told, sent, sent, day, "planned", 0))
        dropped.append((case_id,))
        items += [(case_id, *item) for item in agenda]
    return updates, moves, entries, reminders, dropped, items


def _agenda(officer: int, last: Any, clear: Any, sent: Any) -> tuple[tuple, ...]:
    place = ("procurement", "", "", 0, "standstill")
    return (
        (0, "owed", "standstill_ends", *place, "officer", officer, "", last, last, "", True, 0),
        (1, "owed", "contact_point_2", *place, "officer", officer, "", clear, clear, "", True, 1),
        (2, "waits", "S3", *place, "clock", None, "", sent, None, "standstill_over court_checked", False, 2),
    )


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
    among = "WHERE case_id IN (SELECT value FROM json_each(?))"
    while True:
        connection.execute("BEGIN IMMEDIATE")
        cases = connection.execute(CASES, (today.isoformat(), BATCH)).fetchall()
        ids = (f"[{','.join(str(case[0]) for case in cases)}]",)
        tracks = connection.execute(READS[1].replace("WHERE case_id = ?", among), ids).fetchall()
        for read in READS[2:]:
            connection.execute(read.replace("WHERE case_id = ?", among), ids).fetchall()
        for statement, rows in zip(WRITES, _rows(cases, tracks, date.isoformat), strict=True):
            connection.executemany(statement, rows)
        connection.execute("COMMIT")
        if not cases:
            connection.close()
            return


_OPENED: dict[Engine, Any] = {}


def _raw_postgresql(engine: Engine, today: date) -> None:
    """Sweep on a connection that stays open, as the product's do: its backend must not end while it is measured."""
    import psycopg

    if engine not in _OPENED:
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        _OPENED[engine] = psycopg.connect(url)
    connection, among = _OPENED[engine], "WHERE case_id = ANY(%s)"
    while True:
        locked = CASES.replace("?", "%s") + " FOR UPDATE SKIP LOCKED"
        cases = connection.execute(locked, (today, BATCH)).fetchall()
        ids = ([case[0] for case in cases],)
        tracks = connection.execute(READS[1].replace("WHERE case_id = ?", among), ids).fetchall()
        for read in READS[2:]:
            connection.execute(read.replace("WHERE case_id = ?", among), ids).fetchall()
        cursor = connection.cursor()
        for statement, rows in zip(WRITES, _rows(cases, tracks, lambda day: day), strict=True):
            cursor.executemany(statement.replace("?", "%s"), rows)
        connection.commit()
        if not cases:
            return


def close() -> None:
    """Close what raw has kept open."""
    while _OPENED:
        _OPENED.popitem()[1].close()


_RAW = {"sqlite": _raw_sqlite, "postgresql": _raw_postgresql}
