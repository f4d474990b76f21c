"""The database as a command opens it: there, of the right version, and closed at the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, make_url

from desk.acting import carry_out
from models.installation.settings import Settings
from models.storage import schema
from models.storage.database import engine_at
from models.storage.database import reading as reading_in
from states.refusal import Refusal
from states.text import Text

T = TypeVar("T")


class DatabaseMissing(Refusal):
    """There is no database yet; `text` says how to get one."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            Text(
                f"Databasen {file} finns inte. Kör ”trespann init” för att skapa den.",
                f"There is no database {file}. Run “trespann init” to create it.",
            ),
        )


def database_file(address: str) -> Path | None:
    """Return the file of an SQLite database, None for a database that is no file."""
    url = make_url(address)
    kept = url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}
    return Path(url.database or "") if kept else None


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Engine]:
    """Yield the engine of the installation; raise DatabaseMissing or SchemaMismatch when it cannot be used."""
    settings = settings or Settings()
    file = database_file(settings.database)
    if file is not None and not file.exists():
        raise DatabaseMissing(file)
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        schema.check(engine)
        yield engine


@contextmanager
def reading() -> Iterator[Connection]:
    """Yield a connection that sees one state of the database."""
    with opened() as engine, reading_in(engine) as connection:
        yield connection


def change(act: Callable[[Connection], T]) -> T:
    """Make a change by `desk.acting.carry_out` and return its result."""
    with opened() as engine:
        return carry_out(engine, act)
