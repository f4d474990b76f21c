"""Which tests run on both databases, and what holds the others to statements that PostgreSQL takes too.

A test of a page, a letter or an act asks what people are told and what is recorded, and gets the same answer from both
databases. It runs on SQLite alone; each statement that it makes is run once on an empty PostgreSQL as well, and fails
the test where PostgreSQL does not take it. What the databases may answer differently stays with the tests of BOTH:
how they sort, lock, count time, number rows and undo.
"""

from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import IntegrityError as DriverRefusal
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import _IdentifiedClause

from models.storage.driver_statements import SQLITE, KeyTaken, Statement

TESTS = Path(__file__).parent
DATABASES = (SQLITE, "postgresql")

ONE = ("desk", "exchange", "matters", "notifications", "web")
"""Folders whose tests run on SQLite alone, but for those of BOTH."""

BOTH = (
    "desk/checks/test_database.py",
    "desk/test_acting.py",
    "desk/test_people.py",
    "desk/test_synchronise.py",
    "desk/test_tick.py",
    "exchange/notices/test_notice_import.py",
    "exchange/plans/test_plan_import.py",
    "exchange/test_dump.py",
    "matters/test_agenda.py",
    "matters/test_open_matters.py",
    "matters/test_waits.py",
    "notifications/delivery/test_outbox.py",
    "notifications/delivery/test_pace.py",
    "notifications/delivery/test_queueing.py",
    "notifications/test_compose.py",
    "web/links/test_acting.py",
    "web/links/test_pages.py",
    "web/test_story.py",
)
"""Modules within them that run on both: they lock, sort, number or undo, or go through all there is of a kind."""

_OF_SQLITE_ALONE = ("json_each", "ON CONFLICT")
"""What the code builds for each database by itself, see `among` and `upsert_into`; modules of BOTH run these."""


def databases_of(module: Path) -> tuple[str, ...]:
    """Return the databases that the tests of a module run on."""
    path = module.relative_to(TESTS)
    one = path.parts[0] in ONE and path.as_posix() not in BOTH
    return DATABASES[:1] if one else DATABASES


class Repeater:
    """Runs on an empty PostgreSQL, and undoes, what was run on SQLite: each statement once per process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: set[str | Statement] = set()
        self._new: list[Any] = []

    def listen(self, engine: Engine, patch: pytest.MonkeyPatch) -> None:
        """Note what an engine of SQLite is asked from now on; past SQLAlchemy's events until the patch is undone."""
        event.listen(engine, "before_cursor_execute", self._note)
        ready_for = Statement._for

        def noted(statement: Statement, connection: Connection) -> Any:
            if statement not in self._seen:
                self._seen.add(statement)
                self._new.append(statement)
            return ready_for(statement, connection)

        patch.setattr(Statement, "_for", noted)

    def _note(self, _: Any, __: Any, sql: str, ___: Any, context: Any, ____: Any) -> None:
        if sql in self._seen:
            return
        self._seen.add(sql)
        compiled = context.compiled if context is not None else None
        if compiled is None or isinstance(compiled.statement, _IdentifiedClause):  # written by hand, or a savepoint
            return
        if not any(word in sql for word in _OF_SQLITE_ALONE):
            self._new.append((compiled, context.compiled_parameters))

    def repeat(self) -> None:
        """Run what is new; raise what SQLAlchemy or the driver raises of a statement that PostgreSQL does not take."""
        new, self._new = self._new, []
        if not new:
            return
        with self._engine.connect() as connection:
            for one in new:
                with connection.begin() as transaction:
                    _run(connection, one)
                    transaction.rollback()


def _run(connection: Connection, one: Any) -> None:
    try:
        if isinstance(one, Statement):
            one.run(connection, (None,) * len(one._parameters))
        else:
            compiled, parameters = one
            again = compiled.statement.compile(dialect=connection.dialect, column_keys=compiled.column_keys)
            connection.execute(again, parameters).close()
    except (IntegrityError, DriverRefusal, KeyTaken):
        pass  # taken, but the rows that it needs are not there
