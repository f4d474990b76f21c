"""The directory's file becomes units and people."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update

from exchange.city import City, read_city
from models.database import one_at_a_time, writing
from models.tables import Person, Unit

_unit = Unit.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]


def load_city(engine: Engine, file: Path) -> int:
    """Add and update units by name and people by address; return the number of people. Raises CityUnreadable.

    Who is no longer in the file stays: cases and mail refer to them.
    """
    city = read_city(file)
    with writing(engine) as connection:
        one_at_a_time(connection, "directory")
        _store(connection, city)
    return len(city.people)


def _store(connection: Connection, city: City) -> None:
    units = _bring_up(connection, _unit, "name", map(asdict, city.units))
    _bring_up(connection, _person, "email", (_row(asdict(person), units) for person in city.people))


def _row(person: Mapping[str, Any], units: Mapping[str, int]) -> dict[str, Any]:
    values = {name: value for name, value in person.items() if name != "unit"}
    return values | {"unit_id": units[person["unit"]]}


def _bring_up(connection: Connection, table: Table, key: str, wanted: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Add and change rows until the table holds what is wanted, and return the ids by key."""
    known = {row[key]: row for row in connection.execute(select(table)).mappings()}
    ids: dict[str, int] = {}
    for values in wanted:
        row = known.get(values[key])
        if row is None:
            added = connection.execute(insert(table).values(values).returning(table.c.id))
            ids[values[key]] = added.scalar_one()
            continue
        ids[values[key]] = row["id"]
        if any(row[name] != value for name, value in values.items()):
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))
    return ids
