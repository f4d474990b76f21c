"""Copying one case into another database, to try changes there without touching the original."""

from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, Table, insert, select, true, update
from sqlmodel import SQLModel

from models.tables import (
    AgendaState,
    Case,
    ContractingUnit,
    LabourMarketUnit,
    ObligationRow,
    Person,
    Responsibility,
    WorkedHours,
)

_case = Case.__table__
_hours = WorkedHours.__table__
_obligation = ObligationRow.__table__
_DIRECTORY: tuple[Table, ...] = tuple(
    table.__table__ for table in (ContractingUnit, LabourMarketUnit, Person, Responsibility)
)
"""Copied whole: who is told depends on everybody."""


def copy_case(source: Connection, target: Connection, case_id: int) -> None:
    """Copy every row of a case, the directory, and the rows they refer to; numbers stay as they are.

    `target` is an empty SQLite database. A case that is only referred to is copied as its bare row, which is never due.
    """
    # Rows may point at each other in any order: people stand in for one another.
    target.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for table in _DIRECTORY:
        copy_rows(source, target, table, true())
    copy_rows(source, target, AgendaState.__table__, true())  # else the copy would be looked at without need
    of_cases = [table for table in SQLModel.metadata.sorted_tables if "case_id" in table.c]
    pointed_at: dict[Table, set[int]] = defaultdict(set, {_case: {case_id}})
    for table in of_cases:
        copy_rows(source, target, table, table.c.case_id == case_id)
        for key in table.foreign_keys:
            if key.column.table not in (*_DIRECTORY, *of_cases):
                pointed_at[key.column.table] |= _numbers(source, table, key.parent, case_id)
    pointed_at[_case] |= _copy_shared_hours(source, target, case_id)
    for table, numbers in pointed_at.items():
        copy_rows(source, target, table, table.c.id.in_(numbers))
    target.execute(update(_case).where(_case.c.id != case_id).values(next_check=None))


def _copy_shared_hours(source: Connection, target: Connection, case_id: int) -> set[int]:
    """Copy the hours of other cases that count here, and what hours of this one count for; return those cases."""
    mine = select(_obligation.c.id).where(_obligation.c.case_id == case_id)
    from_others = (_hours.c.case_id != case_id) & _hours.c.obligation_id.in_(mine)
    to_others = select(_hours.c.obligation_id).where(_hours.c.case_id == case_id)
    theirs = (_obligation.c.case_id != case_id) & _obligation.c.id.in_(to_others)
    found: set[int] = set()
    for table, which in ((_obligation, theirs), (_hours, from_others)):
        copy_rows(source, target, table, which)
        found |= set(source.execute(select(table.c.case_id).where(which)).scalars())
    return found


def copy_rows(source: Connection, target: Connection, table: Table, which: ColumnElement[bool]) -> None:
    """Copy the rows of a table that meet a condition, as they are."""
    rows = [dict(row) for row in source.execute(select(table).where(which)).mappings()]
    if rows:
        target.execute(insert(table), rows)


def _numbers(source: Connection, table: Table, column: ColumnElement[int], case_id: int) -> set[int]:
    found = select(column).where(table.c.case_id == case_id, column.is_not(None))
    return set(source.execute(found).scalars())
