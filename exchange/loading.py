"""The directory's file becomes units and people."""

from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from exchange.city import City, read_city
from models.database import writing
from models.tables import Person, Unit

_unit = Unit.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]


def load_city(engine: Engine, file: Path) -> int:
    """Add and update units by name and people by address; return the number of people. Raises CityUnreadable."""
    city = read_city(file)
    with writing(engine) as connection:
        _store(connection, city)
    return len(city.people)


def _store(connection: Connection, city: City) -> None:
    units = dict(connection.execute(select(_unit.c.name, _unit.c.id)).tuples().all())
    for unit in city.units:
        if unit.name in units:
            connection.execute(update(_unit).where(_unit.c.id == units[unit.name]).values(asdict(unit)))
        else:
            added = connection.execute(insert(_unit).values(asdict(unit)).returning(_unit.c.id))
            units[unit.name] = added.scalar_one()
    known = dict(connection.execute(select(_person.c.email, _person.c.id)).tuples().all())
    for person in city.people:
        values = {name: value for name, value in asdict(person).items() if name != "unit"}
        values["unit_id"] = units[person.unit]
        if person.email in known:
            connection.execute(update(_person).where(_person.c.id == known[person.email]).values(values))
        else:
            connection.execute(insert(_person).values(values))
