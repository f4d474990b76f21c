"""What people ask: lists, one case in full, its journal, messages, and figures. Nothing here writes.

Lists are read in pages. Each begins after the last key of the page before, so that the last page costs what the first
does.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, select, true

from models.casefile import CaseFile, accounts_of
from models.casestore import load_some
from models.journal import Entry
from models.links import Link, links_of
from models.refusals import UnknownCase
from models.reminders.history import Telling, tellings
from models.tables import Case, Heartbeat, JournalEntry, Message, Obligation, Person, Reminder, Track, Unit
from states.processes.delivery import UNDELIVERED
from states.processes.delivery import State as Delivery
from states.processes.procurement import OPEN, PROCUREMENT, State
from states.records.obligations import Account
from states.text import Text

_case = Case.__table__
_track = Track.__table__
_unit = Unit.__table__
_person = Person.__table__
_obligation = Obligation.__table__
_journal = JournalEntry.__table__
_message = Message.__table__
_reminder = Reminder.__table__
_heartbeat = Heartbeat.__table__

PAGE = 50
TROUBLED = (*UNDELIVERED, Delivery.UNKNOWN)
"""The states of a message that wait for somebody's decision."""

# --- cases -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list, with the state of its purchase."""

    reference: str
    title: str
    unit: str
    officer: str
    kind: str
    outcome: str
    state: str
    since: date
    opened_on: date
    next_check: date | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """How to reach someone of the directory."""

    name: str
    email: str
    phone: str
    role: str


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """One case in full; `troubled` are the messages about it that did not arrive or whose fate is unknown.

    `tellings` say who was told what.
    """

    file: CaseFile
    unit: str
    officer: PersonCard | None
    support: PersonCard | None
    troubled: tuple["MessageLine", ...]
    tellings: tuple[Telling, ...]
    links: tuple[Link, ...]


def cases(
    connection: Connection,
    *,
    states: Collection[str] = (),
    unit_id: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> list[CaseLine]:
    """Return up to `limit` cases by reference, those behind `after`; only in some states, or of one unit, if asked."""
    query = (
        select(
            _case.c.reference,
            _case.c.title,
            func.coalesce(_unit.c.name, ""),
            func.coalesce(_person.c.name, ""),
            _case.c.kind,
            _case.c.outcome,
            _track.c.state,
            _track.c.since,
            _case.c.opened_on,
            _case.c.next_check,
        )
        .join(_track, _purchase())
        .outerjoin(_unit, _unit.c.id == _case.c.unit_id)
        .outerjoin(_person, _person.c.id == _case.c.officer_id)
        .where(
            _case.c.reference > after if after else true(),
            _track.c.state.in_(states) if states else true(),
            _case.c.unit_id == unit_id if unit_id is not None else true(),
        )
        .order_by(_case.c.reference)
        .limit(limit)
    )
    return [CaseLine(*row) for row in connection.execute(query)]


def all_cases(
    connection: Connection,
    *,
    states: Collection[str] = (),
    unit_id: int | None = None,
    after: str = "",
) -> Iterator[CaseLine]:
    """Yield every such case by reference, reading page by page."""
    page = cases(connection, states=states, unit_id=unit_id, after=after, limit=PAGE * 10)
    while page:
        yield from page
        page = cases(connection, states=states, unit_id=unit_id, after=page[-1].reference, limit=PAGE * 10)


def tracks(
    connection: Connection,
    process: str,
    states: Collection[str],
    *,
    unit_ids: Collection[int] = (),
    officer_ids: Collection[int] = (),
    kinds: Collection[str] = (),
) -> list[tuple[int, str, str]]:
    """Return (case, reference, subject) of the tracks of a process in some states, by reference."""
    query = (
        select(_case.c.id, _case.c.reference, _track.c.subject)
        .join(_case, _case.c.id == _track.c.case_id)
        .where(
            _track.c.process == process,
            _track.c.state.in_(states),
            _case.c.unit_id.in_(unit_ids) if unit_ids else true(),
            _case.c.officer_id.in_(officer_ids) if officer_ids else true(),
            _case.c.kind.in_(kinds) if kinds else true(),
        )
        .order_by(_case.c.reference, _track.c.id)
    )
    return [(number, reference, subject) for number, reference, subject in connection.execute(query)]


def details(connection: Connection, reference: str) -> CaseDetails:
    """Return one case in full, for reading; raise UnknownCase."""
    file = read_case(connection, reference)
    unit = connection.execute(select(_unit.c.name).where(_unit.c.id == file.unit_id)).scalar()
    troubled = _message_lines().where(_about(file.id), _message.c.state.in_(TROUBLED)).order_by(_message.c.id)
    return CaseDetails(
        file,
        unit or "",
        _card(connection, file.officer_id),
        _card(connection, file.support_id),
        tuple(MessageLine(*row) for row in connection.execute(troubled)),
        tellings(connection, file.id),
        tuple(links_of(connection, file.id)),
    )


def read_case(connection: Connection, reference: str) -> CaseFile:
    """Return a case by its reference, for reading: nothing is locked; raise UnknownCase."""
    found = load_some(connection, [case_id(connection, reference)])
    if not found:
        raise UnknownCase(reference)
    return found[0]


def case_id(connection: Connection, reference: str) -> int:
    """Return the number of a case by its reference; raise UnknownCase."""
    found = connection.execute(select(_case.c.id).where(_case.c.reference == reference)).scalar()
    if found is None:
        raise UnknownCase(reference)
    return int(found)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What one supplier owes and has delivered in a case."""

    reference: str
    account: Account


def ledger(connection: Connection, *, today: date, reference: str = "") -> Iterator[LedgerLine]:
    """Yield the accounts of one case, or of all that are not cancelled, by reference; raise UnknownCase."""
    if reference:
        files: Iterable[CaseFile] = [read_case(connection, reference)]
    else:
        owing = select(_obligation.c.case_id).join(
            _track, and_(_track.c.case_id == _obligation.c.case_id, _of_purchase())
        )
        ids = connection.execute(owing.where(_track.c.state != State.CANCELLED).distinct()).scalars().all()
        files = sorted(in_pages(connection, sorted(ids)), key=lambda file: file.reference)
    for file in files:
        yield from (LedgerLine(file.reference, account) for account in accounts_of(file, today))


def live_cases(connection: Connection) -> Iterator[CaseFile]:
    """Yield every case whose purchase has not ended, for reading, page by page."""
    live = select(_track.c.case_id).where(_of_purchase(), _track.c.state.in_(OPEN)).order_by(_track.c.case_id)
    yield from in_pages(connection, connection.execute(live).scalars().all())


def every_case(connection: Connection) -> Iterator[CaseFile]:
    """Yield every case by reference, for reading, page by page."""
    ids = connection.execute(select(_case.c.id).order_by(_case.c.reference)).scalars().all()
    for first in range(0, len(ids), PAGE * 10):
        page = ids[first : first + PAGE * 10]
        by_id = {file.id: file for file in load_some(connection, page)}
        yield from (by_id[number] for number in page if number in by_id)


def in_pages(connection: Connection, ids: Sequence[int]) -> Iterator[CaseFile]:
    """Yield cases by their numbers, for reading, page by page."""
    for first in range(0, len(ids), PAGE * 10):
        yield from load_some(connection, ids[first : first + PAGE * 10])


def _of_purchase() -> ColumnElement[bool]:
    return and_(_track.c.process == PROCUREMENT.name, _track.c.subject == "")


def references_near(connection: Connection, reference: str, *, limit: int = PAGE) -> list[str]:
    """Return the references on either side of one that does not exist, in their order."""
    column = _case.c.reference
    before = select(column).where(column < reference).order_by(column.desc()).limit(limit)
    behind = select(column).where(column > reference).order_by(column).limit(limit)
    return [*reversed(connection.execute(before).scalars().all()), *connection.execute(behind).scalars()]


def open_cases(connection: Connection) -> list[tuple[int, str]]:
    """Return the number and reference of every case whose purchase goes on, in the order they were opened."""
    query = select(_case.c.id, _case.c.reference).join(_track, _purchase()).where(_track.c.state.in_(OPEN))
    return [(row[0], row[1]) for row in connection.execute(query.order_by(_case.c.id))]


def state_counts(connection: Connection) -> dict[str, int]:
    """Return how many cases have their purchase in each state; states without any are left out."""
    counted = select(_track.c.state, func.count()).where(_track.c.process == PROCUREMENT.name, _track.c.subject == "")
    return _pairs(connection, counted.group_by(_track.c.state))


def without_officer(connection: Connection, *, limit: int = PAGE) -> list[str]:
    """Return the references of open cases that nobody is told of, since they have no officer."""
    query = (
        select(_case.c.reference)
        .join(_track, _purchase())
        .where(_case.c.officer_id.is_(None), _track.c.state.in_(OPEN))
        .order_by(_case.c.reference)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def _purchase() -> ColumnElement[bool]:
    # As a sum, the case cannot be looked up from the track: going by tracks would sort all cases for every page.
    return and_(_track.c.case_id == _case.c.id + 0, _track.c.process == PROCUREMENT.name, _track.c.subject == "")


# --- the directory ---------------------------------------------------------------------------------------------------


def units(connection: Connection) -> dict[str, int]:
    """Return the number of each unit by its name, in the order of the names."""
    return _pairs(connection, select(_unit.c.name, _unit.c.id).order_by(_unit.c.name))


def people(connection: Connection, *, role: str = "") -> dict[str, int]:
    """Return the number of each person by e-mail address, everybody's or those of one role."""
    query = select(_person.c.email, _person.c.id).where(_person.c.role == role if role else true())
    return _pairs(connection, query.order_by(_person.c.email))


def names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the names of people by number; who has been erased is left out."""
    return _pairs(connection, select(_person.c.id, _person.c.name).where(_person.c.id.in_(ids)))


def _card(connection: Connection, person_id: int | None) -> PersonCard | None:
    columns = select(_person.c.name, _person.c.email, _person.c.phone, _person.c.role)
    row = connection.execute(columns.where(_person.c.id == person_id)).first()
    return PersonCard(*row) if row else None


# --- the journal -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chain:
    """The journal of a case, and what the case says of it: the number of entries and the digest of the last."""

    reference: str
    length: int
    head: str
    entries: tuple[tuple[Entry, str], ...]


def journal(connection: Connection, reference: str) -> Chain:
    """Return the journal of one case with the digests, oldest entry first; raise UnknownCase."""
    number = case_id(connection, reference)
    (found,) = _chains(connection, _case.c.id == number)
    return found


def journals(connection: Connection) -> Iterator[Chain]:
    """Yield the journals of all cases, one case at a time."""
    return _chains(connection, true())


def _chains(connection: Connection, which: ColumnElement[bool]) -> Iterator[Chain]:
    j = _journal.c
    entry = (j.number, j.on, j.actor, j.event, j.process, j.subject, j.source, j.target, j.detail)
    query = (
        select(_case.c.id, _case.c.reference, _case.c.journal_length, _case.c.journal_head, j.digest, *entry)
        .outerjoin(_journal, j.case_id == _case.c.id)
        .where(which)
        .order_by(_case.c.id, j.number)
    )
    # Of the statement, not of the connection: those would last, and writes cannot be read through a cursor.
    rows = connection.execute(query.execution_options(yield_per=1000))
    for (_, reference, length, head), lines in groupby(rows, key=_case_of_entry):
        # A case whose journal was dropped altogether comes as one row without an entry.
        entries = tuple((Entry(*line[5:]), line[4]) for line in lines if line[5] is not None)
        yield Chain(reference, length, head, entries)


def _case_of_entry(row: Row[tuple[int, str, int, str]]) -> tuple[int, str, int, str]:
    return (row[0], row[1], row[2], row[3])


# --- messages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message in a list."""

    id: int
    day: date
    state: str
    recipient: str
    subject: str
    attempts: int
    sent_at: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class MessageDetails:
    """One message in full, with the cases it is about."""

    line: MessageLine
    language: str
    text: str
    cases: tuple[str, ...]


class UnknownMessage(LookupError):
    """No message has this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.text = Text(
            f"Inget meddelande har nummer {number}. Se ”trespann messages”.",
            f"No message has the number {number}. See “trespann messages”.",
        )


def messages(
    connection: Connection,
    *,
    states: Collection[str] = (),
    before: int | None = None,
    limit: int = PAGE,
) -> list[MessageLine]:
    """Return up to `limit` messages, newest first, those older than number `before`; only in some states if asked."""
    query = _message_lines().where(
        _message.c.state.in_(states) if states else true(),
        _message.c.id < before if before is not None else true(),
    )
    return [MessageLine(*row) for row in connection.execute(query.order_by(_message.c.id.desc()).limit(limit))]


def all_messages(
    connection: Connection,
    *,
    states: Collection[str] = (),
    before: int | None = None,
) -> Iterator[MessageLine]:
    """Yield every such message, newest first, reading page by page."""
    page = messages(connection, states=states, before=before, limit=PAGE * 10)
    while page:
        yield from page
        page = messages(connection, states=states, before=page[-1].id, limit=PAGE * 10)


def message(connection: Connection, number: int) -> MessageDetails:
    """Return one message in full; raise UnknownMessage."""
    row = connection.execute(
        _message_lines().add_columns(_message.c.language, _message.c.text).where(_message.c.id == number),
    ).first()
    if row is None:
        raise UnknownMessage(number)
    *line, language, text = row
    about = (
        select(_case.c.reference)
        .where(exists().where(_reminder.c.case_id == _case.c.id, _reminder.c.message_id == number))
        .order_by(_case.c.reference)
    )
    return MessageDetails(MessageLine(*line), language, text, tuple(connection.execute(about).scalars()))


def message_counts(connection: Connection, states: Collection[str]) -> dict[str, int]:
    """Return how many messages are in each of these states; states without any are left out."""
    counted = select(_message.c.state, func.count()).where(_message.c.state.in_(states)).group_by(_message.c.state)
    return _pairs(connection, counted)


def _message_lines() -> Select[tuple[int, date, str, str, str, int, datetime | None, str]]:
    m = _message.c
    return select(m.id, m.day, m.state, m.recipient, m.subject, m.attempts, m.sent_at, m.problem)


def _about(number: int) -> ColumnElement[bool]:
    return exists().where(_reminder.c.message_id == _message.c.id, _reminder.c.case_id == number)


# --- the jobs --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beat:
    """When a job last finished, and on which day it acted."""

    job: str
    acted_on: date
    finished_at: datetime


def heartbeats(connection: Connection) -> list[Beat]:
    """Return when each job last finished."""
    columns = (_heartbeat.c.job, _heartbeat.c.acted_on, _heartbeat.c.finished_at)
    return [Beat(*row) for row in connection.execute(select(*columns).order_by(_heartbeat.c.job))]


def _pairs(connection: Connection, query: Select[Any]) -> dict[Any, Any]:
    return dict(connection.execute(query).tuples().all())
