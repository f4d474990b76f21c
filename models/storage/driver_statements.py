"""Core statements compiled once per database and run on the driver: the hot path is ten times the ORM's."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import signature
from itertools import takewhile
from operator import itemgetter
from typing import Any, NoReturn, TypeAlias

from sqlalchemy import (
    ARRAY,
    ClauseElement,
    ColumnElement,
    Connection,
    Date,
    Dialect,
    Table,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.sql.expression import Select

from models.storage.database import driver

Row: TypeAlias = tuple[Any, ...]

SQLITE = "sqlite"
_KEY_TAKEN = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
"""What the drivers call a key that is there already: psycopg's `sqlstate`, and the name of SQLite's error."""


class KeyTaken(Exception):
    """A row with the same key is stored already; the transaction must be rolled back."""


@dataclass(frozen=True, slots=True)
class _Ready:
    sql: str
    reorder: Callable[[Row], Row] | None
    days: tuple[int, ...]


class Statement:
    """A statement with named parameters, given as a row of values in the order of `parameters`.

    `build` receives the name of the database, "sqlite" or "postgresql".
    """

    def __init__(self, parameters: Sequence[str], build: Callable[[str], ClauseElement]) -> None:
        self._parameters, self._build = tuple(parameters), build
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, values: Row = ()) -> list[Row]:
        """Run a query and return its rows, dates as dates."""
        ready = self._for(connection)
        found: list[Row] = driver(connection).execute(ready.sql, _ordered(ready, values)).fetchall()
        return [_with_days(row, ready.days) for row in found] if ready.days else found

    def run(self, connection: Connection, values: Row) -> int:
        """Run a write and return the number of rows it touched; raise KeyTaken."""
        ready = self._for(connection)
        try:
            return int(driver(connection).execute(ready.sql, _ordered(ready, values)).rowcount)
        except connection.dialect.loaded_dbapi.IntegrityError as error:
            _raise_typed(error)

    def run_many(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Run a write once per row of values and return the number of rows touched in all; raise KeyTaken."""
        if len(rows) == 1:
            return self.run(connection, rows[0])
        if not rows:
            return 0
        ready = self._for(connection)
        cursor = driver(connection).cursor()
        try:
            cursor.executemany(ready.sql, rows if ready.reorder is None else [ready.reorder(row) for row in rows])
        except connection.dialect.loaded_dbapi.IntegrityError as error:
            _raise_typed(error)
        return int(cursor.rowcount)

    def row(self, values: Mapping[str, Any]) -> Row:
        """Return values given by name as a row of this statement."""
        return tuple(values[name] for name in self._parameters)

    def _for(self, connection: Connection) -> _Ready:
        name = connection.dialect.name
        ready = self._ready.get(name)
        if ready is None:
            ready = self._ready[name] = self._compile(connection.dialect)
        return ready

    def _compile(self, dialect: Dialect) -> _Ready:
        name = dialect.name
        statement = self._build(name)
        # Positional parameters on both databases, so that a row of values is bound as it is.
        positional = dialect if name == SQLITE else type(dialect)(paramstyle="format")  # type: ignore[call-arg]
        compiled: Any = statement.compile(dialect=positional)  # the base class does not know of positions
        names = compiled.positiontup or ()
        own = [name for name in names if name not in self._parameters]
        order = tuple([*self._parameters, *own].index(name) for name in names)
        constants = tuple(compiled.params[name] for name in own)
        in_order = order == tuple(range(len(self._parameters)))
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        days = tuple(i for i, column in enumerate(columns) if isinstance(column.type, Date)) if name == SQLITE else ()
        return _Ready(str(compiled), None if in_order else _picker(order, constants), days)


def _raise_typed(error: Exception) -> NoReturn:
    """Raise KeyTaken where that is what a driver's error means, and otherwise the error as it is."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    if code in _KEY_TAKEN:
        raise KeyTaken from error
    raise error


def columns_for(kind: Callable[..., Any], source: Mapping[str, ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Return the columns that bear the names of the leading parameters of a class, so that `kind(*row)` makes one."""
    return [source[name] for name in takewhile(source.__contains__, signature(kind).parameters)]


def _picker(order: tuple[int, ...], constants: Row) -> Callable[[Row], Row]:
    """Return what puts values in the order of the statement, with the constants that stand in it."""
    if len(order) == 1:
        return lambda row: ((row + constants)[order[0]],)
    pick = itemgetter(*order)
    return (lambda row: pick(row + constants)) if constants else pick


def _ordered(ready: _Ready, values: Row) -> Row:
    return values if ready.reorder is None else ready.reorder(values)


def _with_days(row: Row, days: tuple[int, ...]) -> Row:
    changed = list(row)
    for index in days:
        if changed[index] is not None:
            changed[index] = date.fromisoformat(changed[index])
    return tuple(changed)


def among(column: ColumnElement[Any], name: str, parameter: str = "ids") -> ColumnElement[bool]:
    """Return the condition that a column is one of a list given as one parameter, see `id_list` and `text_list`.

    One parameter, because both databases limit how many a statement may have.
    """
    if name == SQLITE:
        return column.in_(select(func.json_each(bindparam(parameter)).table_valued("value").c.value))
    return column == any_(bindparam(parameter, type_=ARRAY(column.type)))


def no_way_in(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a column for a condition by which rows are told apart and not found.

    SQLite knows nothing of how many rows hold a word: by its index it would read every mail that was ever sent, and
    then see which of them belong to some cases.
    """
    return func.coalesce(column, "")


def id_list(connection: Connection, ids: Sequence[int]) -> Any:
    """Return ids in the form that `among` takes them on this database."""
    return f"[{','.join(map(str, ids))}]" if connection.dialect.name == SQLITE else list(ids)


def text_list(connection: Connection, texts: Iterable[str]) -> Any:
    """Return texts in the form that `among` takes them on this database."""
    return json.dumps(list(texts)) if connection.dialect.name == SQLITE else list(texts)


def for_update(statement: Select[Any], name: str, *, skip_locked: bool = False) -> Select[Any]:
    """Lock the rows read against other writers; SQLite has one anyway.

    Others may still write rows that point at them: two programs would else wait for each other.
    """
    return statement if name == SQLITE else statement.with_for_update(skip_locked=skip_locked, key_share=True)


def upsert_into(table: Table, name: str) -> Any:
    """Return the insert of a database that can tell what to do on conflict."""
    if name == SQLITE:
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)
