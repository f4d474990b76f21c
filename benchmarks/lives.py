"""What cases leave behind in the course of their lives: journals, reminders, mails, links, calendars, particulars.

A sweep over many cases pays for the indexes of these tables as it pays for those of the cases, and finds among them
what its own cases were told before.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from benchmarks.worlds import OPENED, numbers_for, tidy
from matters.ladder_file import DEFAULT
from matters.open_matters import agenda_of
from models.agenda import AgendaItem
from models.casestore import load_some
from models.journal import FIRST, Entry, digest
from models.mails.contents import MailContents, packed
from models.storage.database import SQLITE_CACHE_KIB, driver, writing

ENTRIES, TOLD, MAILS, LINKS, DAYS, SAID = 60, 8, 3, 3, 2, 6
"""Of each case: entries in its journal, reminders of matters that are met, mails, links, days in calendars, words."""
BEFORE = "as it was"
"""The digest of the agenda that stands before the case is looked at: another is written then."""


def give_lives(engine: Engine, cases: int, today: date) -> None:
    """Fill the tables beside the cases 1 to `cases`, which have none of it; journals are whole, and can be verified."""
    numbers = numbers_for(engine)
    with _loading(engine):
        with writing(engine) as connection:
            head = _journals(connection, numbers, cases)
        for fill_in in (
            _mails,
            _reminders,
            _beside,
        ):  # a transaction each: a log of all would be as large as the tables
            with writing(engine) as connection:
                fill_in(connection, numbers, cases)
        with writing(engine) as connection:
            _agendas(connection, numbers, cases, today)
            connection.execute(
                text('UPDATE "case" SET journal_length = :length, journal_head = :head, agenda_digest = :before'),
                {"length": ENTRIES, "head": head, "before": BEFORE},
            )
    if engine.dialect.name == "postgresql":
        tidy(engine)


@contextmanager
def _loading(engine: Engine) -> Iterator[None]:
    """Let SQLite have more memory meanwhile, so that keys which are in no order are put in place fast."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What rows point at is there: a server that looked for each would need an hour for a million cases.
            connection.execute(text("ALTER ROLE CURRENT_USER SET session_replication_role = replica"))
        engine.dispose()
        yield
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ALTER ROLE CURRENT_USER RESET session_replication_role"))
        engine.dispose()
        return
    with writing(engine) as connection:
        pragma = driver(connection).execute
    pragma(f"PRAGMA cache_size=-{2**20}")
    yield
    pragma(f"PRAGMA cache_size=-{SQLITE_CACHE_KIB}")
    pragma("PRAGMA wal_checkpoint(TRUNCATE)")


def _journals(connection: Connection, numbers: str, cases: int) -> str:
    """Write the same entries for each case, and return the digest of the last: a chain does not name its case."""
    rows, head = [], FIRST
    for number in range(1, ENTRIES + 1):
        event, target = ("observed", "contact_point_1") if number % 3 else ("demand_asked", "3")
        entry = Entry(number, OPENED + timedelta(days=number), "officer:1", event, target=target, detail=_SAID)
        head = digest(head, entry)
        rows.append((*entry, head))
    columns = (*Entry._fields, "digest")
    _cross(connection, numbers, cases, "journal", {name: name for name in columns}, columns, rows)
    return head


_SAID = "2026-01-19 (officer:1) as it was told by the unit"


def _mails(connection: Connection, numbers: str, cases: int) -> None:
    said = "".join(
        digest(FIRST, Entry(number, OPENED, "", "")) for number in range(16)
    )  # as long as a mail when packed
    contents = packed(MailContents(said, f"<p>{said}</p>", ""))
    columns = {
        "id": "(i - 1) * {mails} + number",
        "key": "'digest:' || i || ':' || number",
        "recipient": "'p' || i || '@exempelstad.example'",
        "day": "day",
        "language": "'sv'",
        "subject": "'Påminnelse om UH-' || i",
        "contents": "contents",
        "digest": "digest",
        "template": "'digest'",
        "template_version": "'1'",
        "state": "'sent'",
        "attempts": "1",
        "problem": "''",
    }
    rows = [(number, OPENED + timedelta(days=7 * number), contents, "0" * 64) for number in range(1, MAILS + 1)]
    columns = {name: value.format(mails=MAILS) for name, value in columns.items()}
    _cross(connection, numbers, cases, "message", columns, ("number", "day", "contents", "digest"), rows)
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT setval(pg_get_serial_sequence('message', 'id'), max(id)) FROM message"))


def _reminders(connection: Connection, numbers: str, cases: int) -> None:
    """Write what each officer was told of their cases: all of it is met by now."""
    told = [
        (matter.name, rung.name, rung.due_on(OPENED))
        for matter in DEFAULT.matters.values()
        if matter.process == "procurement" and {"planning", "advertised"} & set(map(str, matter.states))
        for rung in matter.rungs
    ][:TOLD]
    columns = {
        "matter": "matter",
        "subject": "''",
        "step": "step",
        "person_id": "officer_id",
        "base": "base",
        "due_on": "due_on",
        "planned_on": "due_on",
        "state": "'sent'",
        "message_id": f"(i - 1) * {MAILS} + number",
        "case_version": "1",
        "met_on": "met_on",
    }
    rows = [
        (1 + place % MAILS, matter, step, OPENED, due_on, due_on + timedelta(days=2))
        for place, (matter, step, due_on) in enumerate(told)
    ]
    names = ("number", "matter", "step", "base", "due_on", "met_on")
    _cross(connection, numbers, cases, "reminder", columns, names, rows, whose=True)


def _beside(connection: Connection, numbers: str, cases: int) -> None:
    """Write the links of the mails, the days in calendars that have come off, and what sources said of the case."""
    chance = "hex(randomblob(12))" if connection.dialect.name == "sqlite" else "md5(i || '.' || number)"
    link = {
        "nonce": chance,
        "purpose": "'contact_point_1'",
        "person_id": "officer_id",
        "matter": "''",
        "subject": "''",
        "made_on": "made_on",
        "expires_on": "expires_on",
    }
    rows: list[tuple[Any, ...]] = [(n, OPENED, OPENED + timedelta(days=30)) for n in range(LINKS)]
    _cross(connection, numbers, cases, "link", link, ("number", "made_on", "expires_on"), rows, whose=True)
    entry = {
        "matter": "matter",
        "subject": "''",
        "person_id": "officer_id",
        "uid": f"{chance} || '@exempelstad.example'",
        "sequence": "1",
        "day": "day",
        "summary": "'UH-' || i || ': registrera kontaktpunkt 1'",
        "cancelled": "true",
        "changed_on": "day",
        "message_id": f"(i - 1) * {MAILS} + 1",
    }
    rows = [(n, name, OPENED) for n, name in enumerate(("contact_point_1", "relevance_assessment")[:DAYS])]
    _cross(connection, numbers, cases, "calendar_entry", entry, ("number", "matter", "day"), rows, whose=True)
    said = {"name": "name", "value": "value", "source": "'plan'", "by_person": "false", "as_of": "as_of"}
    rows = [(f"particular {n}", _SAID, OPENED) for n in range(SAID)]
    _cross(connection, numbers, cases, "particular", said, ("name", "value", "as_of"), rows)


def _agendas(connection: Connection, numbers: str, cases: int, today: date) -> None:
    """Write of each case what is owed in the first of them."""
    (case,) = load_some(connection, [1])
    items = agenda_of(case, today, DEFAULT)
    columns = {name: name for name in AgendaItem._fields} | {
        "holder_id": "CASE WHEN holder_id > 0 THEN officer_id END",
        "since": "NULLIF(since, '0001-01-01')",
        "deadline": "NULLIF(deadline, '0001-01-01')",
    }
    # No column of a list of rows is without a value: it would have no type.
    rows = [item._replace(since=item.since or _NEVER, deadline=item.deadline or _NEVER) for item in items]
    rows = [item._replace(holder_id=item.holder_id or 0) for item in rows]
    _cross(connection, numbers, cases, "agenda", columns, AgendaItem._fields, rows, whose=True)


_NEVER = date.min


def _cross(  # noqa: PLR0917 - what is written where
    connection: Connection,
    numbers: str,
    cases: int,
    table: str,
    columns: dict[str, str],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    whose: bool = False,
) -> None:
    """Write each of some rows (of values called `names`) once for every case i, also with its officer if asked."""
    given = list(rows)
    connection.execute(text("DROP TABLE IF EXISTS of_each"))
    typed = ", ".join(f'"{name}" {_type(value)}' for name, value in zip(names, given[0], strict=True))
    connection.execute(text(f"CREATE TEMPORARY TABLE of_each ({typed})"))
    marks = ", ".join(f":v{n}" for n in range(len(names)))
    connection.execute(
        text(f"INSERT INTO of_each VALUES ({marks})"),
        [{f"v{n}": value for n, value in enumerate(row)} for row in given],
    )
    into = ", ".join(f'"{name}"' for name in ("case_id", *columns) if table != "message" or name != "case_id")
    values = ", ".join(["i"] * (table != "message") + [_quoted(value, names) for value in columns.values()])
    source = '(SELECT id AS i, officer_id FROM "case") AS n' if whose else "n"
    begun = "" if whose else numbers
    statement = f"INSERT INTO {table} ({into}) {begun} SELECT {values} FROM {source} CROSS JOIN of_each"
    connection.execute(text(statement), {} if whose else {"cases": cases})


def _quoted(value: str, names: Sequence[str]) -> str:
    return f'"{value}"' if value in names else value


def _type(value: object) -> str:
    kinds = {bool: "boolean", int: "integer", bytes: "bytea", date: "date"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "text")
