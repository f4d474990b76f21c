"""The journals of cases, entry by entry, and the length and last digest that each case states."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Row, select, true

from models.journal import Entry
from models.queries.cases import case_id
from models.storage.driver_statements import columns_for
from models.tables import Case, JournalEntry

_case = Case.__table__
_journal = JournalEntry.__table__


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
    # Every entry of every case comes by here, a million in a large city: Core rows, bound by name in the query.
    query = (
        select(
            _case.c.id,
            _case.c.reference,
            _case.c.journal_length,
            _case.c.journal_head,
            _journal.c.digest,
            *columns_for(Entry, dict(_journal.c.items())),
        )
        .outerjoin(_journal, _journal.c.case_id == _case.c.id)
        .where(which)
        .order_by(_case.c.id, _journal.c.number)
    )
    # Of the statement, not of the connection: those would last, and writes cannot be read through a cursor.
    rows = connection.execute(query.execution_options(yield_per=1000))
    for (_, reference, length, head), lines in groupby(rows, key=_case_of_entry):
        # A case whose journal was dropped altogether comes as one row without an entry.
        entries = tuple((Entry(*entry), seal) for _, _, _, _, seal, *entry in lines if seal is not None)
        yield Chain(reference, length, head, entries)


def _case_of_entry(row: Row[tuple[int, str, int, str]]) -> tuple[int, str, int, str]:
    return (row[0], row[1], row[2], row[3])
