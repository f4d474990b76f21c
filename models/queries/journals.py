"""The journals of cases, entry by entry, and the length and last digest that each case states."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, String, and_, cast, func, or_, select, true

from models.journal import BEGINNING, Entry, Head
from models.queries.cases import case_id
from models.storage.driver_statements import columns_for
from models.tables import Case, JournalEntry, VerifiedJournal

_case = Case.__table__
_journal = JournalEntry.__table__
_verified = VerifiedJournal.__table__


@dataclass(frozen=True, slots=True)
class Chain:
    """The journal of a case, and what the case says of it: the number of entries and the digest of the last.

    Where it is read from a `verified` head, the entries begin with the one that this names. `whole_on` is the day on
    which the journal was last found intact from its first entry; None for never.
    """

    case_id: int
    reference: str
    length: int
    head: str
    entries: tuple[tuple[Entry, str], ...]
    verified: Head = BEGINNING
    whole_on: date | None = None


class Coverage(NamedTuple):
    """How far journals were found intact: the number of them and of their entries, and the longest ago of the days."""

    journals: int
    entries: int
    since: date | None
    """The earliest day on which any was last read from its first entry; None where there is no journal."""


def journal(connection: Connection, reference: str) -> Chain:
    """Return the journal of one case with the digests, oldest entry first; raise UnknownCase."""
    number = case_id(connection, reference)
    (found,) = _chains(connection, _case.c.id == number)
    return found


def journals(connection: Connection) -> Iterator[Chain]:
    """Yield the journals of all cases whole, one case at a time."""
    return _chains(connection, true())


def every_journal(connection: Connection) -> list[int]:
    """Return the numbers of all cases."""
    return list(connection.execute(select(_case.c.id).order_by(_case.c.id)).scalars())


def journals_beyond(connection: Connection) -> list[int]:
    """Return the numbers of the cases whose journal is not known to end at its verified head, or has none.

    That is left to the database: it compares what the case states, the last entry that is there, and the head, and
    reads no other entry.
    """
    query = select(_case.c.id).outerjoin(_verified, _verified.c.case_id == _case.c.id).where(_beyond())
    return list(connection.execute(query.order_by(_case.c.id)).scalars())


def some_journals(connection: Connection, numbers: Sequence[int], *, whole: bool) -> list[Chain]:
    """Return the journals of some cases: from their verified heads on, unless they are to be `whole`."""
    return list(_chains(connection, _case.c.id.in_(numbers), from_head=not whole))


def _beyond() -> ColumnElement[bool]:
    # Asked for case by case, by the index: a join would let PostgreSQL read every entry.
    end, numbers = _journal.alias("last_entry"), _journal.alias("numbers")
    of_case = numbers.c.case_id == _case.c.id
    # Once a case: told of `end` instead, it would be asked for each of its entries.
    highest = select(func.max(numbers.c.number)).where(of_case).correlate(_case).scalar_subquery()
    last = (
        select(cast(end.c.number, String) + " " + end.c.digest)
        .where(end.c.case_id == _case.c.id, end.c.number == highest)
        .correlate(_case)
        .scalar_subquery()
    )
    stated = cast(_case.c.journal_length, String) + " " + _case.c.journal_head
    ends_there = and_(
        _verified.c.length == _case.c.journal_length,
        _verified.c.head == _case.c.journal_head,
        func.coalesce(last, "0 ") == stated,
    )
    return or_(_verified.c.id.is_(None), ~ends_there)


def coverage(connection: Connection) -> Coverage:
    """Return how far the journals of all cases were found intact."""
    c = _verified.c
    count, entries, since = connection.execute(select(func.count(), func.sum(c.length), func.min(c.whole_on))).one()
    return Coverage(count, int(entries or 0), since)


_LEAST = -(2**31)


def _chains(connection: Connection, which: ColumnElement[bool], *, from_head: bool = False) -> Iterator[Chain]:
    # Every entry of every case comes by here, a million in a large city: Core rows, bound by name in the query.
    of_case = _journal.c.case_id == _case.c.id
    beyond = _journal.c.number >= func.coalesce(_verified.c.length, _LEAST)
    query = (
        select(
            _case.c.id,
            _case.c.reference,
            _case.c.journal_length,
            _case.c.journal_head,
            _verified.c.length,
            _verified.c.head,
            _verified.c.whole_on,
            _journal.c.digest,
            *columns_for(Entry, dict(_journal.c.items())),
        )
        .outerjoin(_verified, _verified.c.case_id == _case.c.id)
        .outerjoin(_journal, and_(of_case, beyond) if from_head else of_case)
        .where(which)
        .order_by(_case.c.id, _journal.c.number)
    )
    # Of the statement, not of the connection: those would last, and writes cannot be read through a cursor.
    rows = connection.execute(query.execution_options(yield_per=1000))
    for (number, reference, length, head, verified, at_head, whole_on), lines in groupby(rows, key=_of_case):
        # A case whose journal was dropped altogether comes as one row without an entry.
        entries = tuple((Entry(*row[_ENTRY:]), row[_SEAL]) for row in lines if row[_SEAL] is not None)
        start = Head(verified, at_head) if from_head and verified is not None else BEGINNING
        yield Chain(number, reference, length, head, entries, start, whole_on)


_SEAL = 7
_ENTRY = _SEAL + 1
_of_case = itemgetter(slice(_SEAL))
