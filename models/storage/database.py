"""The engine, and the two kinds of transaction: one that reads and one that writes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.pool import ConnectionPoolEntry

# The driver's own adapter for dates is deprecated; the statements of the hot path bind dates directly.
sqlite3.register_adapter(date, date.isoformat)

BUSY_SECONDS = 30
SQLITE_CACHE_KIB = 12288
SQLITE_CHECKPOINT_PAGES = 1000
_READING = "trespann_reading"


def open_engine(url: str, *, synchronous: str = "NORMAL") -> Engine:
    """Return an engine for SQLite (WAL, foreign keys on) or PostgreSQL.

    `synchronous` is SQLite's: NORMAL survives a killed process, FULL also a power cut.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed.set(drivername="postgresql+psycopg"))
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def configure(dbapi: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        dbapi.isolation_level = None  # the begin listener decides; the driver's own begin comes too late
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            f"cache_size=-{SQLITE_CACHE_KIB}",
        ):
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that starts by reading would fail on upgrading its lock instead of waiting.
        reading = connection.get_execution_options().get(_READING, False)
        dbapi = driver(connection)
        if not dbapi.in_transaction:
            dbapi.execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "engine_disposed")
    def close_kept(disposed: Engine) -> None:
        for kept in _OPENED.pop(disposed, ()):
            if not kept.closed:
                kept.detach()
                kept.close()
        _KEPT.connections.pop(disposed, None)

    return engine


@contextmanager
def engine_at(url: str, *, synchronous: str = "NORMAL") -> Iterator[Engine]:
    """Yield an engine and close all its connections at the end, see `open_engine`."""
    engine = open_engine(url, synchronous=synchronous)
    try:
        yield engine
    finally:
        engine.dispose()


def driver(connection: Connection) -> Any:
    """Return the DBAPI connection below a connection."""
    return connection.connection.dbapi_connection


@contextmanager
def undone(engine: Engine) -> Iterator[None]:
    """Roll back everything this thread writes meanwhile; only this thread sees it until then."""
    with engine.connect() as connection, connection.begin() as transaction:
        _UNDONE.connections[engine] = connection
        try:
            yield
        finally:
            del _UNDONE.connections[engine]
            transaction.rollback()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that is committed at the end, or rolled back on an exception."""
    if engine in _UNDONE.connections:
        with _UNDONE.connections[engine].begin_nested():
            yield _UNDONE.connections[engine]
        return
    kept = _kept(engine) if engine.dialect.name == "sqlite" else None
    if kept is None:
        with engine.begin() as connection:
            yield connection
    else:
        yield from _written(kept)


def _written(connection: Connection) -> Iterator[Connection]:
    """Run a transaction on the driver; SQLAlchemy joins it when a statement goes through its own execution."""
    dbapi = driver(connection)
    dbapi.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        if connection.in_transaction():
            connection.commit()
        else:
            dbapi.execute("COMMIT")
    except BaseException:
        connection.rollback()
        dbapi.rollback()
        raise


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.connections: dict[Engine, Connection] = {}


_KEPT = _OfThread()
_UNDONE = _OfThread()
_OPENED: WeakKeyDictionary[Engine, WeakSet[Connection]] = WeakKeyDictionary()
"""All connections that threads keep, or kept before they ended."""


def _kept(engine: Engine) -> Connection | None:
    """Return this thread's own connection to a SQLite database, or None while it is in a transaction.

    Taking one from the pool and giving it back costs as much as the statements of a small transaction.
    """
    connection = _KEPT.connections.get(engine)
    if connection is None or connection.closed:
        connection = _KEPT.connections[engine] = engine.connect()
        _OPENED.setdefault(engine, WeakSet()).add(connection)
    return None if driver(connection).in_transaction else connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database and blocks nobody."""
    if engine in _UNDONE.connections:
        yield _UNDONE.connections[engine]
        return
    with engine.connect().execution_options(**_ONE_STATE[engine.dialect.name]) as connection:
        yield connection


_ONE_STATE: dict[str, dict[str, Any]] = {
    "sqlite": {_READING: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


def one_at_a_time(connection: Connection, work: str) -> None:
    """Wait until no other transaction does this work; on SQLite, which has one writer, that is so anyway."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(work))))


@contextmanager
def checkpoint_after(engine: Engine) -> Iterator[None]:
    """Put off SQLite's copying of the log into the database until the work is done, so that it never interrupts it.

    A sweep over a large database touches more pages than SQLite lets the log hold before it starts to copy.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    kept = _kept(engine)
    if kept is None:  # inside a transaction nothing can be copied anyway
        yield
        return
    pragma = driver(kept).execute
    pragma("PRAGMA wal_autocheckpoint=0")
    try:
        yield
    finally:
        pragma(f"PRAGMA wal_autocheckpoint={SQLITE_CHECKPOINT_PAGES}")
        pragma("PRAGMA wal_checkpoint(PASSIVE)")
