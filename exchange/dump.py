"""The whole case base as lines of JSON, and back: both databases load a dump and write it again byte for byte.

The first line is a header with the version of the tables and the number of rows of each. Then comes a line for every
row, tables by dependency and rows by primary key, and last a seal over everything before it. Both directions hold no
more than a batch of rows in memory.
"""

import hashlib
import json
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain, islice
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    TypeDecorator,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError

from models.journal import first_broken
from models.mails.contents import is_sound
from models.queries.journals import journals
from models.storage.database import one_at_a_time, reading, writing
from models.storage.schema import check, newest_version
from models.tables import Table as Model
from states.records.names import reference_key
from states.refusal import Operation, Reason, Refusal, do
from states.text import Text

FORMAT = 1
BATCH = 1000
TABLES: tuple[Table, ...] = tuple(Model.metadata.sorted_tables)

Row = dict[str, Any]


class DumpRefused(Refusal):
    """The dump cannot be written or loaded; nothing was stored and `text` says why. It quotes no row."""


# --- one row ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the values of a column are written to JSON, their type there, and how they are read back."""

    told: Callable[[Any], Any]
    json: type
    read: Callable[[Any], Any]


def _as_is(value: Any) -> Any:
    return value


def _exact(number: float) -> float:
    return number + 0.0  # SQLite keeps no negative zero


def _utc(moment: datetime) -> str:
    # Every instant is UTC, but SQLite keeps no zone.
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _in_letters(content: bytes) -> str:
    return b2a_base64(content, newline=False).decode()


def _fitting(number: int) -> int:
    if not -(2**31) <= number < 2**31:  # PostgreSQL's integer; SQLite would take more
        raise ValueError(number)
    return number


_KINDS: Mapping[type, _Kind] = {
    bool: _Kind(_as_is, bool, _as_is),
    int: _Kind(_as_is, int, _fitting),
    float: _Kind(_exact, float, _as_is),
    str: _Kind(_as_is, str, _as_is),
    bytes: _Kind(_in_letters, str, partial(a2b_base64, strict_mode=True)),
    date: _Kind(date.isoformat, str, date.fromisoformat),
    datetime: _Kind(_utc, str, datetime.fromisoformat),
}


def _type_of(column: Column[Any]) -> type:
    kind = column.type
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type


_COLUMNS: Mapping[str, Mapping[str, _Kind]] = {
    table.name: {column.name: _KINDS[_type_of(column)] for column in table.columns} for table in TABLES
}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _line(told: Mapping[str, Any]) -> bytes:
    return f"{_encode(told)}\n".encode()


def _row_line(table: Table, row: Iterable[Any]) -> bytes:
    values = zip(_COLUMNS[table.name].items(), row, strict=True)
    return _line(
        {"table": table.name} | {name: None if value is None else kind.told(value) for (name, kind), value in values},
    )


# --- dumping ---------------------------------------------------------------------------------------------------------


def dump(engine: Engine, write: Callable[[bytes], Any]) -> int:
    """Write a consistent snapshot of the case base, and return the number of rows; raise SchemaMismatch or DumpRefused.

    A dump holds names and addresses of people: protect it like the database.
    """
    check(engine)
    seal = hashlib.sha256()
    with reading(engine) as connection:
        counts = {table.name: _count(connection, table) for table in TABLES}
        header = _line({"format": FORMAT, "schema": newest_version(), "counts": counts})
        with closing(_row_lines(connection)) as lines:
            for line in chain([header], lines):
                seal.update(line)
                write(line)
    write(_seal_line(seal.hexdigest()))
    return sum(counts.values())


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _seal_line(digest: str) -> bytes:
    return _line({"sha256": digest})


def _row_lines(connection: Connection) -> Generator[bytes, None, None]:
    if connection.dialect.name == "postgresql":
        # In another zone the last instants there are would lie beyond the last year there is.
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    for table in TABLES:
        query = select(table).order_by(*_by_key(connection, table)).execution_options(yield_per=BATCH)
        with connection.execute(query) as rows:
            for number, row in enumerate(rows, 1):
                try:
                    yield _row_line(table, row)
                except ValueError:
                    raise DumpRefused(_NOT_A_NUMBER.fill(table=table.name, number=number)) from None


def _by_key(connection: Connection, table: Table) -> Iterator[ColumnElement[Any]]:
    """Yield what rows are ordered by: texts byte by byte, whatever the language of the database."""
    for column in table.primary_key:
        sorts_words = connection.dialect.name == "postgresql" and _type_of(column) is str
        yield column.collate("C") if sorts_words else column


# --- loading ---------------------------------------------------------------------------------------------------------


def load(engine: Engine, lines: Iterable[bytes]) -> int:
    """Fill an empty database from a dump, all of it or nothing, and return the number of rows.

    Raises SchemaMismatch for a database that is not up to date, and DumpRefused for one that is not empty and for a
    dump that is damaged, of another version, or would not be dumped again as it stands.
    """
    check(engine)
    with writing(engine) as connection:
        one_at_a_time(connection, "load")
        _demand_empty(connection)
        dumped = _Dumped(lines)
        counts = _header(dumped)
        for table in TABLES:
            _fill(connection, table, dumped, counts[table.name])
        dumped.demand_seal()
        _demand_intact_journals(connection)
        if connection.dialect.name == "postgresql":
            _number_on(connection)
    return sum(counts.values())


class _Dumped:
    """The lines of a dump, counted and sealed as they are read."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self._seal = iter(lines), hashlib.sha256()
        self.number = 0
        """The line that was read last, the first being 1."""

    def __next__(self) -> bytes:
        line = next(self._lines, b"")
        if not line.endswith(b"\n"):
            raise DumpRefused(_CUT_SHORT)
        self.number += 1
        self._seal.update(line)
        return line

    def __iter__(self) -> Iterator[bytes]:
        return self

    def demand_seal(self) -> None:
        expected = _seal_line(self._seal.hexdigest())
        if next(self) != expected or next(self._lines, b""):
            raise DumpRefused(_ALTERED)

    def refused(self, what: Text) -> DumpRefused:
        return DumpRefused(
            _AT_LINE.fill(number=self.number, what=what),
        )


_AT_LINE = Text(
    "Rad {number} i filen: {what} Inget har ändrats.",
    "Line {number} of the file: {what} Nothing was changed.",
)
_OTHER_TABLES = Text("Tabellerna är inte programmets.", "The tables are not those of the program.")
_NOT_IN_ORDER = Text("Raderna står inte i ordning.", "The rows are not in order.")
_ROW_EXPECTED = Text("En rad i {table} väntades här.", "A row of {table} was expected here.")
_OTHER_COLUMNS = Text("Kolumnerna är inte de som {table} har.", "The columns are not those of {table}.")
_WRONG_TYPE = Text("{column} har fel typ av värde.", "{column} has the wrong type of value.")
_OTHER_KEY = Text(
    "Ärendet skulle inte hittas under sitt nummer: nyckeln hör till ett annat.",
    "The case would not be found by its reference: the key is that of another.",
)
_OTHER_CONTENTS = Text(
    "Mejlets innehåll är inte det som skickades: det går inte att läsa, eller stämmer inte med sin kontrollsumma.",
    "The contents of the mail are not those that were sent: they cannot be read, or do not fit their digest.",
)
_WRITTEN_OTHERWISE = Text("Den är inte skriven som en dump skrivs.", "It is not written as a dump is.")
_NOT_TAKEN = Text(
    "Databasen tar inte emot raden i {table} eller en av de {batch} före: något finns två gånger,"
    " saknas, eller är en text som databasen inte kan lagra.",
    "The database does not take the row of {table} or one of the {batch} before it: something is there"
    " twice, is missing, or is a text that the database cannot store.",
)


def _demand_empty(connection: Connection) -> None:
    if any(connection.execute(select(table).limit(1)).first() for table in TABLES):
        remedy = do(Operation.INITIALISE, empty="yes")
        raise DumpRefused(Reason(DumpRefused.key, _NOT_EMPTY, remedies=(remedy,)))


def _header(dumped: _Dumped) -> Mapping[str, int]:
    """Return the number of rows of each table."""
    header = _parsed(next(dumped))
    if header.get("format") != FORMAT:
        raise DumpRefused(_NO_DUMP)
    if header.get("schema") != newest_version():
        raise DumpRefused(_OTHER_VERSION.fill(version=str(header.get("schema")), mine=newest_version()))
    counts: Any = header.get("counts")
    if not isinstance(counts, dict) or list(counts) != list(_COLUMNS) or not all(map(_is_count, counts.values())):
        raise dumped.refused(_OTHER_TABLES)
    return counts


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _parsed(line: bytes) -> Row:
    try:
        row = json.loads(line.decode())
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}


def _fill(connection: Connection, table: Table, dumped: _Dumped, count: int) -> None:
    """Store the next rows, which are those of one table; one that refers to a later row learns of it at the end."""
    forward: list[Row] = []
    rows = _checked(table, islice(dumped, count), dumped)
    while batch := list(islice(rows, BATCH)):
        forward += [one for row in batch for one in _taken_out(table, row)]
        _store(partial(connection.execute, insert(table), batch), table, dumped)
    for one in forward:
        changed = update(table).where(table.c["id"] == one.pop("id")).values(one)
        _store(partial(connection.execute, changed), table, dumped)


def _checked(table: Table, lines: Iterable[bytes], dumped: _Dumped) -> Iterator[Row]:
    """Yield the rows of lines, each what a dump of it would be and behind the one before."""
    (key,) = table.primary_key
    last: Any = None
    for line in lines:
        row = _row(table, line, dumped)
        if last is not None and row[key.name] <= last:
            raise dumped.refused(_NOT_IN_ORDER)
        last = row[key.name]
        yield row


def _row(table: Table, line: bytes, dumped: _Dumped) -> Row:
    told, columns = _parsed(line), _COLUMNS[table.name]
    if told.pop("table", None) != table.name:
        raise dumped.refused(_ROW_EXPECTED.fill(table=table.name))
    if list(told) != list(columns):
        raise dumped.refused(_OTHER_COLUMNS.fill(table=table.name))
    for name, kind in columns.items():
        if told[name] is None and table.c[name].nullable:
            continue
        told[name] = _read(kind, told[name])
        if told[name] is None:
            raise dumped.refused(_WRONG_TYPE.fill(column=name))
    if "reference_key" in told and told["reference_key"] != reference_key(told["reference"]):
        raise dumped.refused(_OTHER_KEY)
    if "contents" in told and not is_sound(told["subject"], told["contents"], told["digest"]):
        raise dumped.refused(_OTHER_CONTENTS)
    if not _is_dumped_so(table, told, line):
        raise dumped.refused(_WRITTEN_OTHERWISE)
    return told


def _read(kind: _Kind, value: Any) -> Any:
    try:
        return kind.read(value) if type(value) is kind.json else None
    except ValueError:
        return None


def _is_dumped_so(table: Table, row: Row, line: bytes) -> bool:
    try:
        return _row_line(table, row.values()) == line
    except ValueError:  # half a character, or a number without end
        return False


def _taken_out(table: Table, row: Row) -> Iterator[Row]:
    """Take the references to later rows of the same table out of a row, and yield each with the row's id."""
    for name in _OWN_REFERENCES[table.name]:
        if row[name] is not None and row[name] > row["id"]:
            yield {"id": row["id"], name: row[name]}
            row[name] = None


_OWN_REFERENCES = {
    table.name: [
        column.name for column in table.columns if any(key.column.table is table for key in column.foreign_keys)
    ]
    for table in TABLES
}


def _store(write: Callable[[], Any], table: Table, dumped: _Dumped) -> None:
    try:
        write()
    except (IntegrityError, DataError):
        # Without its cause, which quotes the rows.
        raise dumped.refused(_NOT_TAKEN.fill(table=table.name, batch=BATCH)) from None


def _demand_intact_journals(connection: Connection) -> None:
    broken = [
        one.reference
        for one in journals(connection)
        if first_broken(one.entries, length=one.length, head=one.head) is not None
    ]
    if broken:
        remedy = do(Operation.VERIFY, reference=broken[0])
        text = _BROKEN_JOURNAL.fill(reference=broken[0])
        raise DumpRefused(Reason(DumpRefused.key, text, remedies=(remedy,)))


def _number_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows behind the loaded ones; SQLite does so by itself."""
    quoted = connection.dialect.identifier_preparer.format_table
    for table in TABLES:
        (key,) = table.primary_key
        if _type_of(key) is int:
            last = func.max(key)
            sequence = func.pg_get_serial_sequence(quoted(table), key.name)
            connection.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


# --- refusals --------------------------------------------------------------------------------------------------------

_NOT_EMPTY = Text(
    "Databasen är inte tom. En dump läses bara in i en ny databas: ange en i inställningarna och skapa den tom."
    " Inget har ändrats.",
    "The database is not empty. A dump is loaded into a new one only: name it in the settings and create it empty."
    " Nothing was changed.",
)
_NO_DUMP = Text(
    "Filen är ingen dump i format {format}. Inget har ändrats.",
    "The file is no dump in format {format}. Nothing was changed.",
).fill(format=FORMAT)
_CUT_SHORT = Text(
    "Filen är avhuggen: slutet saknas. Inget har ändrats.",
    "The file was cut short: its end is missing. Nothing was changed.",
)
_ALTERED = Text(
    "Filen har ändrats sedan den skrevs: dess sigill stämmer inte. Inget har ändrats i databasen.",
    "The file was altered since it was written: its seal does not fit. Nothing was changed in the database.",
)
_OTHER_VERSION = Text(
    "Filen är skriven av ett program med databasversion {version}; det här har {mine}."
    " Läs in den med samma version och uppgradera sedan. Inget har ändrats.",
    "The file was written by a program with database version {version}; this one has {mine}."
    " Load it with the same version, then upgrade. Nothing was changed.",
)
_BROKEN_JOURNAL = Text(
    "Journalen för {reference} stämmer inte i filen: den ändrades före dumpen. Kontrollera den i databasen den kommer"
    " från. Inget har ändrats.",
    "The journal of {reference} does not verify in the file: it was altered before the dump. Check it in the database"
    " it comes from. Nothing was changed.",
)
_NOT_A_NUMBER = Text(
    "Rad {number} i tabellen {table} har ett tal som inte kan skrivas: oändligt, eller inget tal.",
    "Row {number} of the table {table} has a number that cannot be written: infinite, or no number.",
)
