"""The agenda as it is stored: what is owed and waited for in each case, from one look at it to the next.

A case that is not due (`next_check` lies ahead) has exactly the rows here that would be worked out today: whatever is
recorded makes it due, and so does every day on which time alone opens, closes or changes a row. A case that is due is
worked out afresh by whoever reads, see `matters.agenda_reading`. The rows name nobody of the directory but whom the
case itself names: who stands in today is looked up when they are read.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum, auto
from hashlib import blake2b
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, or_, select, update
from sqlmodel import col

from models.storage.database import one_at_a_time
from models.storage.driver_statements import Statement, among, for_update, id_list
from models.tables import AgendaRow, AgendaState, Case, Track
from states.processes.procurement import OPEN, PROCUREMENT

_agenda = AgendaRow.__table__
_state = AgendaState.__table__
_case = Case.__table__

NOTHING = ""
"""The digest of a case of which no row is stored."""
UNREAD = "unread"
"""The digest of a case that no rule could read when it was last looked at."""


class AgendaKind(StrEnum):
    OWED = auto()
    WAITS = auto()
    ALSO = auto()
    """Waits for what another row of the case waits for."""
    STARVES = auto()
    """Waits for nobody and no day."""
    DEVIATES = auto()
    ACCOUNT = auto()
    """What the balance of a supplier is reckoned from; it is owed and waited for by nobody."""
    UNREAD = auto()
    """No rule can read the case: whoever reads this works it out afresh, and finds why."""


WAITING = frozenset({AgendaKind.WAITS, AgendaKind.ALSO})


class AgendaItem(NamedTuple):
    """A row of `AgendaRow` without its numbers."""

    place: int
    kind: str
    name: str
    process: str
    subject: str = ""
    parent: str = ""
    number: int = 0
    state: str = ""
    role: str = ""
    holder_id: int | None = None
    units: str = ""
    since: date | None = None
    deadline: date | None = None
    missing: str = ""
    urgent: bool = False
    cause: int = 0


class StoredUnder(NamedTuple):
    """By which rules agendas are stored, and the newest day on which any case was looked at."""

    rules: str
    newest: date


def digest_of(items: Sequence[AgendaItem]) -> str:
    """Return what tells one agenda from another."""
    if not items:
        return NOTHING
    told = _ROW.join([_CELLS % item for item in items])
    return blake2b(told.encode(), digest_size=8).hexdigest()


_CELLS, _ROW = "\x1f".join(["%s"] * len(AgendaItem._fields)), "\x1e"


# --- writing ---------------------------------------------------------------------------------------------------------

_COLUMNS = ("case_id", *AgendaItem._fields)
_ADD = Statement(_COLUMNS, lambda _: insert(_agenda).inline().values({name: bindparam(name) for name in _COLUMNS}))
_DROP = Statement(["ids"], lambda db: delete(_agenda).where(among(_agenda.c.case_id, db)))
_MARK = Statement(
    ["digest", "ids"],
    lambda db: update(_case).values(agenda_digest=bindparam("digest")).where(among(_case.c.id, db)),
)


def store(connection: Connection, agendas: Mapping[int, Sequence[AgendaItem]]) -> None:
    """Put agendas by case in the place of those that are stored; the caller writes their digests."""
    if not agendas:
        return
    _DROP.run(connection, (id_list(connection, list(agendas)),))
    _ADD.run_many(connection, [(case_id, *item) for case_id, items in agendas.items() for item in items])


def store_unread(connection: Connection, case_ids: Sequence[int]) -> None:
    """Store of some cases that no rule can read them."""
    if not case_ids:
        return
    store(connection, {number: [AgendaItem(0, AgendaKind.UNREAD, "", PROCUREMENT.name)] for number in case_ids})
    _MARK.run(connection, (UNREAD, id_list(connection, case_ids)))


def hold_to(connection: Connection, rules: str, today: date) -> bool:
    """Note that agendas are stored by these rules, and on this day; return whether they are others than before.

    Every open case is due then: what is stored of it was worked out by the others.
    """
    if stands_under(connection, rules, today):
        return False
    one_at_a_time(connection, "agenda")
    stored = stored_under(connection)
    newest = max(today, stored.newest) if stored else today
    if stored is None:
        connection.execute(insert(_state).values(rules=rules, newest=newest))
    else:
        connection.execute(update(_state).values(rules=rules, newest=newest))
    if stored is not None and stored.rules == rules:
        return False
    _HOLD_OPEN.rows(connection)
    _MAKE_OPEN_DUE.run(connection, (today, today))
    return True


def _open_cases() -> Select[tuple[int]]:
    of_purchase = and_(col(Track.process) == PROCUREMENT.name, col(Track.subject) == "")
    # One condition each: a list of values has no form of its own in a statement that is compiled once.
    return select(col(Track.case_id)).where(of_purchase, or_(*(col(Track.state) == state for state in sorted(OPEN))))


# Held first, in their order: another tick may hold some of them, and would write the day it found before.
_HOLD_OPEN = Statement(
    [], lambda db: for_update(select(_case.c.id).where(_case.c.id.in_(_open_cases())).order_by(_case.c.id), db)
)
_MAKE_OPEN_DUE = Statement(
    ["today", "later_than"],
    lambda _: (
        update(_case)
        .values(next_check=bindparam("today"))
        .where(_case.c.next_check.is_(None) | (_case.c.next_check > bindparam("later_than")))
        .where(_case.c.id.in_(_open_cases()))
    ),
)


# --- reading ---------------------------------------------------------------------------------------------------------

_STORED_UNDER = Statement([], lambda _: select(_state.c.rules, _state.c.newest))
_OF_CASES = Statement(
    ["ids"],
    lambda db: (
        select(*(_agenda.c[name] for name in _COLUMNS))
        .where(among(_agenda.c.case_id, db))
        .order_by(_agenda.c.case_id, _agenda.c.place)
    ),
)
_ACCOUNTS = Statement(
    ["ids"],
    lambda db: (
        select(_agenda.c.case_id, _agenda.c.missing)
        .where(among(_agenda.c.case_id, db), _agenda.c.kind == str(AgendaKind.ACCOUNT))
        .order_by(_agenda.c.case_id, _agenda.c.place)
    ),
)
_DUE = Statement(
    ["today"], lambda _: select(_case.c.id).where(_case.c.next_check <= bindparam("today")).order_by(_case.c.id)
)
_UNREAD = Statement([], lambda _: select(_agenda.c.case_id).where(_agenda.c.kind == str(AgendaKind.UNREAD)))


def stored_under(connection: Connection) -> StoredUnder | None:
    """Return by which rules agendas are stored; None where no case was ever looked at."""
    for row in _STORED_UNDER.rows(connection):
        return StoredUnder(*row)
    return None


def stands_under(connection: Connection, rules: str, today: date) -> bool:
    """Tell whether what is stored was worked out by these rules, and by no later day than this."""
    stored = stored_under(connection)
    return stored is not None and stored.rules == rules and stored.newest >= today


def to_be_worked_out(connection: Connection, rules: str, today: date) -> list[int] | None:
    """Return the cases whose stored agenda does not hold on a day; None where that is so for all of them.

    That is so under other rules, and for a day before one on which cases were looked at.
    """
    stored = stored_under(connection)
    if stored is None or stored.rules != rules or stored.newest > today:
        return None
    numbers = {number for (number,) in (*_DUE.rows(connection, (today,)), *_UNREAD.rows(connection))}
    return sorted(numbers)


def rows_of(connection: Connection, case_ids: Sequence[int]) -> Iterator[tuple[int, AgendaItem]]:
    """Yield what is stored of some cases, each row with its case, in their order."""
    for case_id, *row in _OF_CASES.rows(connection, (id_list(connection, case_ids),)):
        item = AgendaItem(*row)
        yield case_id, item._replace(urgent=bool(item.urgent))


def stored_of(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[AgendaItem]]:
    """Return what is stored of some cases, by case; those without a row are left out."""
    found: dict[int, list[AgendaItem]] = {}
    for case_id, item in rows_of(connection, case_ids):
        found.setdefault(case_id, []).append(item)
    return found


def accounts_stored(connection: Connection, case_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Return the accounts that are stored of some cases, each with its case, in the order of their obligations."""
    return [(case_id, text) for case_id, text in _ACCOUNTS.rows(connection, (id_list(connection, case_ids),))]
