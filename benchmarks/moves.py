"""Persisted moves, one commit each, beside raw rows: the same reads, the same writes, the same digest."""

from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from benchmarks.harness import Result, median_ratio, seconds
from benchmarks.worlds import TODAY, fill, fresh
from models.actor import Actor
from models.casestore import load
from models.journal import Entry, digest
from models.operations import move
from models.storage.database import SQLITE_CACHE_KIB, writing
from states.facts import Role

CASES = 1500
ROUNDS = 7
OBSERVED = {
    "case_opened": "2026-01-12",
    "planned_call": "2026-04-20",
    "contact_point_1": "2026-01-19",
    "relevance_assessed": "2026-01-26",
}
OFFICER = Actor(Role.OFFICER, 1)

CASE_COLUMNS = (
    "id, reference, title, unit_id, officer_id, support_id, kind, procedure, months, headcount, single_tenderer,"
    " outcome, forms, outcome_reason, opened_on, next_check, version, journal_length, journal_head"
)
TRACK_COLUMNS = "case_id, id, process, subject, parent_id, state, since"
OBSERVATION_COLUMNS = 'case_id, milestone, "on", source, by_person, as_of, lot, supplier, value, placement'
OBLIGATION_COLUMNS = (
    "case_id, id, lot, supplier, unit, amount, positions, months_each, starts_within, internship_counts, penalty,"
    " contact_id, supplier_person_id"
)
ENTRY_COLUMNS = 'case_id, number, "on", actor, event, process, subject, source, target, detail, digest'
READS = (
    f'SELECT {CASE_COLUMNS} FROM "case" WHERE id = ?',
    f"SELECT {TRACK_COLUMNS} FROM track WHERE case_id = ? ORDER BY id",
    f"SELECT {OBLIGATION_COLUMNS} FROM obligation WHERE case_id = ? ORDER BY id",
    f"SELECT {OBSERVATION_COLUMNS} FROM observation WHERE case_id = ? ORDER BY id",
)
UPDATE_CASE = (
    'UPDATE "case" SET next_check = ?, version = ?, journal_length = ?, journal_head = ? WHERE id = ? AND version = ?'
)
UPDATE_TRACK = "UPDATE track SET state = ?, since = ? WHERE id = ? AND state = ?"
ADD_ENTRY = f"INSERT INTO journal ({ENTRY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
WRITES = (UPDATE_CASE, UPDATE_TRACK, ADD_ENTRY)


def run(addresses: dict[str, str]) -> list[Result]:
    return [
        _measure(addresses, "sqlite", "NORMAL", 0.45),
        _measure(addresses, "sqlite", "FULL", 0.45),
        _measure(addresses, "postgresql", "NORMAL", 0.80),
    ]


def _measure(addresses: dict[str, str], kind: str, synchronous: str, goal: float) -> Result:
    engines = [fresh(addresses, kind, f"moves_{synchronous.lower()}_{n}", synchronous=synchronous) for n in (0, 1)]
    for engine in engines:
        fill(engine, CASES * ROUNDS, state="planning", next_check=TODAY, observations=OBSERVED)
    raw, product = engines
    _product(product, range(0))  # statements are compiled once
    ratio, base, other = median_ratio(
        ROUNDS,
        lambda number: seconds(lambda: _raw(raw, _ids(number), synchronous)),
        lambda number: seconds(lambda: _product(product, _ids(number))),
    )
    for engine in engines:
        engine.dispose()
    what = f"moves a second, of raw rows, {kind} {synchronous if kind == 'sqlite' else ''}".strip()
    return Result(what, ratio, goal, at_least=True, detail={"raw/s": CASES / base, "product/s": CASES / other})


def _ids(number: int) -> range:
    return range(number * CASES + 1, (number + 1) * CASES + 1)


def _product(engine: Engine, ids: range) -> None:
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


def _rows(case: tuple, track: tuple, day: str | date) -> tuple[tuple, tuple, tuple]:
    case_id, version, length, head = case[0], case[-3], case[-2], case[-1]
    entry = Entry(length + 1, TODAY, "officer:1", "advertise", "procurement", "", track[5], "advertised", "")
    hashed = digest(head, entry)
    return (
        (day, version + 1, length + 1, hashed, case_id, version),
        ("advertised", day, track[1], track[5]),
        (case_id, length + 1, day, "officer:1", "advertise", "procurement", "", track[5], "advertised", "", hashed),
    )
