"""Persisted moves, one commit each, beside raw rows: the same reads, the same writes, the same digest.

The digest of an entry is the product's own function on both sides: how fast that is does not show here.
"""

from collections.abc import Iterable
from datetime import date
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.harness import PASSING, Clock, Result, clock_of, median_ratio, seconds
from benchmarks.lives import give_lives
from benchmarks.worlds import PEOPLE, TODAY, fill, fresh
from models.actor import Actor
from models.casestore import load
from models.journal import Entry, digest
from models.operations import move
from models.storage.database import SQLITE_CACHE_KIB, writing
from models.tables import Case, DemandOrderRow, ObligationRow, Track
from states.facts import Role
from states.records.observations import Observation as Observed

CASES = 1500
ROUNDS = 7
OBSERVED = {
    "case_opened": "2026-01-12",
    "planned_call": "2026-04-20",
    "contact_point_1": "2026-01-19",
    "relevance_assessed": "2026-01-26",
}
OFFICER = Actor(Role.OFFICER, 1)

ENTRY = ("case_id", *Entry._fields, "digest")


def quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


READS = (
    f'SELECT {quoted(Case.model_fields)} FROM "case" WHERE id = ?',
    f"SELECT {quoted(Track.model_fields)} FROM track WHERE case_id = ? ORDER BY id",
    f"SELECT {quoted(ObligationRow.model_fields)} FROM obligation WHERE case_id = ? ORDER BY id",
    f"SELECT {quoted(('case_id', *Observed._fields))} FROM observation WHERE case_id = ? ORDER BY id",
    f"SELECT {quoted(DemandOrderRow.model_fields)} FROM demand_order WHERE case_id = ? ORDER BY id",
)
UPDATE_CASE = (
    'UPDATE "case" SET next_check = ?, version = ?, journal_length = ?, journal_head = ? WHERE id = ? AND version = ?'
)
UPDATE_TRACK = "UPDATE track SET state = ?, since = ? WHERE id = ? AND state = ?"
ADD_ENTRY = f"INSERT INTO journal ({quoted(ENTRY)}) VALUES ({', '.join('?' * len(ENTRY))})"
WRITES = (UPDATE_CASE, UPDATE_TRACK, ADD_ENTRY)


def run(addresses: dict[str, str]) -> list[Result]:
    return [
        _measure(addresses, "sqlite", "NORMAL", 0.55),
        _measure(addresses, "sqlite", "FULL", 0.55),
        _measure(addresses, "postgresql", "NORMAL", 0.80),
    ]


def _measure(addresses: dict[str, str], kind: str, synchronous: str, goal: float) -> Result:
    """FULL waits for the disk at each move, and is measured by the time that passes."""
    engines = [fresh(addresses, kind, f"moves_{synchronous.lower()}_{n}", synchronous=synchronous) for n in (0, 1)]
    for engine in engines:
        planned(engine, CASES * ROUNDS)
    raw, product = engines
    clocks: list[Clock] = [PASSING if synchronous == "FULL" else clock_of(engine) for engine in engines]
    ratio, base, other = median_ratio(
        ROUNDS,
        lambda number: seconds(lambda: _raw(raw, _ids(number), synchronous), clocks[0]),
        lambda number: seconds(lambda: make_moves(product, _ids(number)), clocks[1]),
    )
    for engine in engines:
        engine.dispose()
    what = f"moves a second, of raw rows, {kind} {synchronous if kind == 'sqlite' else ''}".strip()
    return Result(what, ratio, goal, at_least=True, detail={"raw/s": CASES / base, "product/s": CASES / other})


def planned(engine: Engine, cases: int) -> None:
    """Fill a database with cases whose next move is to be advertised, with all that lies beside them."""
    fill(engine, cases, state="planning", next_check=TODAY, observations=OBSERVED, people=PEOPLE)
    give_lives(engine, cases, TODAY)


def _ids(number: int) -> range:
    return range(number * CASES + 1, (number + 1) * CASES + 1)


def make_moves(engine: Engine, ids: range) -> None:
    for case_id in ids:
        with writing(engine) as connection:
            file = load(connection, case_id)
            assert file is not None
            move(connection, file, "advertise", by=OFFICER, today=TODAY)


def _raw(engine: Engine, ids: range, synchronous: str) -> None:
    if engine.dialect.name == "sqlite":
        _raw_sqlite(Path(str(engine.url.database)), ids, synchronous)
    else:
        _raw_postgresql(engine, ids)


def _raw_sqlite(file: Path, ids: range, synchronous: str) -> None:
    import sqlite3

    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
        f"cache_size=-{SQLITE_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    reads, writes, day = READS, WRITES, TODAY.isoformat()
    for case_id in ids:
        connection.execute("BEGIN IMMEDIATE")
        case, track, *_ = [connection.execute(read, (case_id,)).fetchall() for read in reads]
        for write, values in zip(writes, _rows(case[0], track[0], day), strict=True):
            connection.execute(write, values)
        connection.execute("COMMIT")
    connection.close()


def _raw_postgresql(engine: Engine, ids: range) -> None:
    import psycopg

    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    reads = [read.replace("?", "%s") for read in READS]
    reads[0] += " FOR UPDATE"
    writes = [write.replace("?", "%s") for write in WRITES]
    with psycopg.connect(url) as connection:
        for case_id in ids:
            case, track, *_ = [connection.execute(read, (case_id,)).fetchall() for read in reads]
            for write, values in zip(writes, _rows(case[0], track[0], TODAY), strict=True):
                connection.execute(write, values)
            connection.commit()


case_of = itemgetter(*map(list(Case.model_fields).index, ("id", "version", "journal_length", "journal_head")))
track_of = itemgetter(*map(list(Track.model_fields).index, ("id", "state")))


def _rows(case: tuple, track: tuple, day: str | date) -> tuple[tuple, tuple, tuple]:
    case_id, version, length, head = case_of(case)
    track_id, state = track_of(track)
    entry = Entry(length + 1, TODAY, "officer:1", "advertise", "procurement", "", state, "advertised", "")
    hashed = digest(head, entry)
    return (
        (day, version + 1, length + 1, hashed, case_id, version),
        ("advertised", day, track_id, state),
        (case_id, length + 1, day, "officer:1", "advertise", "procurement", "", state, "advertised", "", hashed),
    )
