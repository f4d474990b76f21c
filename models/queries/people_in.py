"""The people who are named in cases, for lists that are narrowed to one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select
from sqlmodel import col

from models.tables import Case, Person
from states.written import swedish_order


@dataclass(frozen=True, slots=True)
class NamedInCases:
    """Officers and people of the support function by number, in the order of their names."""

    officers: Mapping[str, str]
    support: Mapping[str, str]


def people_named_in_cases(connection: Connection, seen: ColumnElement[bool]) -> NamedInCases:
    """Return who is named in the cases that somebody may see."""
    return NamedInCases(_named(connection, Case.officer_id, seen), _named(connection, Case.support_id, seen))


def _named(connection: Connection, column: Any, seen: ColumnElement[bool]) -> dict[str, str]:
    cases = select(col(column)).where(seen, col(column).is_not(None))
    rows = connection.execute(select(col(Person.id), col(Person.name)).where(col(Person.id).in_(cases)))
    return {str(number): name for number, name in sorted(rows, key=lambda row: swedish_order(row[1]))}
