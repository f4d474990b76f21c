"""Importing the directory's file as units and people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, insert, select, update

from exchange.directory_file import City, CityLabourUnit, CityPerson, CityRole, read_city
from models.people import look_again, set_absence, set_left
from models.queries import directory
from models.queries.cases import open_cases
from models.storage.database import one_at_a_time, writing
from models.tables import ContractingUnit, LabourMarketUnit, Person, Responsibility
from models.units import cases_of_units
from states.records.names import lot_key
from states.text import Text

AT_ONCE = date.min
"""A day before any tick: what is due on it is due at the next one."""
_unit = ContractingUnit.__table__
_person = Person.__table__
_labour_unit = LabourMarketUnit.__table__
_responsibility = Responsibility.__table__


class CityLoaded(NamedTuple):
    """How many people a directory names, and what was read otherwise than it is written."""

    people: int
    remarks: tuple[Text, ...]


def load_city(engine: Engine, file: Path) -> CityLoaded:
    """Add and update units by name and people by address. Raises CityUnreadable.

    Case, blanks and dashes make no other unit: one that is spelled differently is brought to the spelling of the file.
    People who are no longer in the file stay, because cases and mail refer to them. An absence that the file does not
    mention stays too: it was entered by hand.
    """
    city = read_city(file)
    with writing(engine) as connection:
        one_at_a_time(connection, "directory")
        bring_in(connection, city)
    return CityLoaded(len(city.people), city.remarks)


def bring_in(connection: Connection, city: City) -> None:
    """Add and update what a directory, or a part of one, holds; the rest stays."""
    acts = {row.id: row.act for row in connection.execute(select(_unit))}
    units = _bring_up(connection, _unit, "name", map(asdict, city.units), alike=lot_key)
    other = [units[one.name] for one in city.units if acts.get(units[one.name], one.act) != one.act]
    look_again(connection, cases_of_units(connection, other), AT_ONCE)
    before, rules = _places(connection), _rules(connection)
    labour_units = _bring_up(connection, _labour_unit, "name", map(_unit_row, city.labour_units))
    rows = (_row(asdict(person), units, labour_units) for person in city.people)
    people = _bring_up(connection, _person, "email", rows)
    mailboxes = [_mailbox(one, labour_units[one.name]) for one in city.labour_units if one.email]
    if city.support is not None:
        mailboxes.append({**asdict(city.support), "role": CityRole.SUPPORT.value, "mailbox": True})
    _bring_up(connection, _person, "email", mailboxes)
    _answer(connection, city)
    if _falls_to_others(before, _places(connection)) or _rules(connection) != rules:
        look_again(connection, [number for number, _ in open_cases(connection)], AT_ONCE)
    known = {row.id: row for row in connection.execute(select(_person))}
    for person in city.people:
        _bring_up_absence(connection, person, people, known[people[person.email]])


def _places(connection: Connection) -> dict[int, tuple[Any, ...]]:
    """Return the role and place of everybody."""
    p = _person.c
    query = select(p.id, p.role, p.unit_id, p.labour_market_unit_id, p.mailbox)
    return {number: tuple(place) for number, *place in connection.execute(query)}


def _rules(connection: Connection) -> list[Any]:
    """Return which labour-market units there are, and who answers for what."""
    u, r = _labour_unit.c, _responsibility.c
    units = select(u.id, u.areas, u.occupations, u.told).order_by(u.id)
    return [connection.execute(query).all() for query in (units, select(_responsibility).order_by(r.id))]


def _falls_to_others(before: Mapping[int, tuple[Any, ...]], now: Mapping[int, tuple[Any, ...]]) -> bool:
    """Tell whether a case may be somebody else's by now that it does not name: some place is another, or is new."""
    moved = any(now[number] != place for number, place in before.items())
    return moved or any(now[number][0] in _WITHOUT_A_NAME for number in now.keys() - before.keys())


_WITHOUT_A_NAME = (CityRole.SUPPORT, CityRole.LABOUR_MARKET, CityRole.MANAGER)
"""The roles that are asked about cases that do not name them."""


def _row(person: Mapping[str, Any], units: Mapping[str, int], labour_units: Mapping[str, int]) -> dict[str, Any]:
    values = {name: person[name] for name in ("name", "email", "phone", "role", "language")}
    unit = person["unit"]
    serves = labour_units.get(unit) if person["role"] is CityRole.LABOUR_MARKET else None
    return values | {"unit_id": units.get(unit), "labour_market_unit_id": serves}


def _unit_row(unit: CityLabourUnit) -> dict[str, Any]:
    return {
        "name": unit.name,
        "areas": ", ".join(unit.areas),
        "occupations": " ".join(unit.occupations),
        "told": " ".join(unit.told),
    }


def _mailbox(unit: CityLabourUnit, number: int) -> dict[str, Any]:
    return {
        "name": unit.name,
        "email": unit.email,
        "phone": unit.phone,
        "role": CityRole.LABOUR_MARKET.value,
        "labour_market_unit_id": number,
        "mailbox": True,
    }


def _answer(connection: Connection, city: City) -> None:
    """Add the responsibilities that are not stored yet."""
    people, units = directory.people(connection), directory.units(connection)
    labour_units = directory.labour_units(connection)
    names = ("person_id", "labour_market_unit_id", "unit_id", "area", "occupation")
    known = {tuple(row) for row in connection.execute(select(*(_responsibility.c[name] for name in names)))}
    for one in city.responsibilities:
        unit_id = units[one.unit] if one.unit else None
        values = (people.get(one.who), labour_units.get(one.who), unit_id, one.area, one.occupation)
        if values not in known:
            connection.execute(insert(_responsibility).values(dict(zip(names, values, strict=True))))


def _bring_up_absence(connection: Connection, person: CityPerson, people: Mapping[str, int], known: Any) -> None:
    """Enter when a person is away or has left; the cases affected become due on the first such day."""
    first, last, substitute = person.away_from, person.away_until, people.get(person.substitute)
    if first and last and (first, last, substitute) != (known.away_from, known.away_until, known.substitute_id):
        set_absence(connection, known.id, away_from=first, away_until=last, substitute_id=substitute, today=first)
    if person.left_on and person.left_on != known.left_on:
        set_left(connection, known.id, left_on=person.left_on, today=person.left_on)


def _bring_up(
    connection: Connection,
    table: Table,
    key: str,
    wanted: Iterable[dict[str, Any]],
    *,
    alike: Callable[[str], str] = str,
) -> dict[str, int]:
    """Add and change rows until the table holds what is wanted, and return the ids by key.

    A row is the same whose key is the same, or else one whose key is `alike`.
    """
    rows = connection.execute(select(table).order_by(table.c.id.desc())).mappings().all()
    known = {row[key]: row for row in rows}
    near = {alike(row[key]): row for row in rows}
    ids: dict[str, int] = {}
    for values in wanted:
        row = known.get(values[key]) or near.get(alike(values[key]))
        if row is None:
            added = connection.execute(insert(table).values(values).returning(table.c.id))
            ids[values[key]] = added.scalar_one()
            continue
        ids[values[key]] = row["id"]
        if any(row[name] != value for name, value in values.items()):
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))
    return ids
