"""Units and people by what they are called, and how to reach someone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select, true
from sqlmodel import col

from models.rows import read_as, read_pairs
from models.tables import ContractingUnit, LabourMarketUnit, Person
from states.facts import Role
from states.written import swedish_order


@dataclass(frozen=True, slots=True)
class PersonCard:
    """How to reach someone of the directory."""

    name: str
    email: str
    phone: str
    role: str


def units(connection: Connection) -> dict[str, int]:
    """Return the number of each unit by its name, in the order of the names."""
    return _by_name(read_pairs(connection, select(col(ContractingUnit.name), col(ContractingUnit.id))))


def labour_units(connection: Connection) -> dict[str, int]:
    """Return the number of each labour-market unit by its name, in the order of the names."""
    return _by_name(read_pairs(connection, select(col(LabourMarketUnit.name), col(LabourMarketUnit.id))))


def people(connection: Connection, *, role: str = "") -> dict[str, int]:
    """Return the number of each person by e-mail address, everybody's or those of one role."""
    query = select(col(Person.email), col(Person.id)).where(col(Person.role) == role if role else true())
    return _by_name(read_pairs(connection, query))


def _by_name(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: numbers[name] for name in sorted(numbers, key=swedish_order)}


def names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the names of people by number; people who have been erased are left out."""
    return read_pairs(connection, select(col(Person.id), col(Person.name)).where(col(Person.id).in_(ids)))


def officers_of(connection: Connection, unit_id: int | None) -> dict[str, int]:
    """Return the number of each procurement officer of a unit by name, in the order of the names."""
    of_unit = (col(Person.role) == Role.OFFICER, col(Person.unit_id) == unit_id, col(Person.left_on).is_(None))
    return _by_name(read_pairs(connection, select(col(Person.name), col(Person.id)).where(*of_unit)))


def card(connection: Connection, person_id: int | None) -> PersonCard | None:
    """Return how to reach a person, or None for nobody and for a person who has been erased."""
    columns = select(col(Person.name), col(Person.email), col(Person.phone), col(Person.role))
    found = read_as(connection, PersonCard, columns.where(col(Person.id) == person_id))
    return found[0] if found else None
