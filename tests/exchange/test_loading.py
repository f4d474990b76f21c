from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from exchange.city import CityUnreadable
from exchange.loading import load_city
from models.database import reading
from models.tables import Person, Unit
from tests.models.building import contents, write

EXAMPLE = Path(__file__).parents[2] / "examples" / "city.toml"
CITY = """
[[unit]]
name = "Skolan"
organisation_number = "212099-0003"
numbers_cases = true

[[unit]]
name = "Parken"

[[person]]
name = "Alva Exempelsson"
email = "alva@exempelstad.example"
phone = "031-390 06 00"
role = "officer"
unit = "Parken"
language = "sv"
"""


@pytest.fixture
def load(engine: Engine, tmp_path: Path):
    return lambda content=CITY: load_city(engine, write(tmp_path, "city.toml", content))


def people(engine: Engine) -> list[tuple[str, ...]]:
    with reading(engine) as connection:
        columns = (Person.name, Person.email, Person.phone, Person.role, Person.language, Unit.name)
        query = select(*columns).join(Unit, Unit.id == Person.unit_id).order_by(Person.id)
        return [tuple(row) for row in connection.execute(query)]


def units(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        columns = (Unit.name, Unit.organisation_number, Unit.numbers_cases)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(Unit.id))]


def test_units_and_people_are_stored_each_person_in_her_unit(engine: Engine, load):
    assert load() == 1
    assert units(engine) == [("Skolan", "212099-0003", True), ("Parken", "", False)]
    assert people(engine) == [
        ("Alva Exempelsson", "alva@exempelstad.example", "031-390 06 00", "officer", "sv", "Parken"),
    ]


def test_a_role_is_stored_as_its_text(engine: Engine, load):
    load()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT role FROM person")).scalar_one() == "officer"


def test_loading_twice_changes_nothing(engine: Engine, load):
    load()
    before = contents(engine)
    assert load() == 1
    assert contents(engine) == before


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("031-390 06 00", "031-390 06 99", 2),
        ("Alva Exempelsson", "Alva Påhittad", 0),
        ('role = "officer"', 'role = "support"', 3),
        ('language = "sv"', 'language = "en"', 4),
        ('unit = "Parken"', 'unit = "Skolan"', 5),
    ],
)
def test_what_changed_of_a_person_is_brought_up(engine: Engine, load, old: str, new: str, place: int):
    load()
    (before,) = people(engine)
    load(CITY.replace(old, new))
    (after,) = people(engine)
    assert [number for number in range(6) if before[number] != after[number]] == [place]
    assert new.split('"')[-2 if '"' in new else 0] == after[place]


def test_what_changed_of_a_unit_is_brought_up(engine: Engine, load):
    load()
    load(CITY.replace("212099-0003", "212099-0011").replace("numbers_cases = true", ""))
    assert units(engine)[0] == ("Skolan", "212099-0011", False)


def test_who_is_added_joins_and_who_is_left_out_stays(engine: Engine, load):
    load()
    load(CITY.replace("alva@", "bjorn@").replace("Alva", "Björn"))
    assert [row[1] for row in people(engine)] == ["alva@exempelstad.example", "bjorn@exempelstad.example"]


def test_a_directory_with_an_error_stores_nothing(engine: Engine, load):
    load()
    before = contents(engine)
    with pytest.raises(CityUnreadable):
        load(CITY.replace("031-390 06 00", "031-390 06 99").replace('unit = "Parken"', 'unit = "Okänd"'))
    assert contents(engine) == before


def test_the_example_city_is_loaded_whole(engine: Engine):
    assert load_city(engine, EXAMPLE) == 29
    assert len(people(engine)) == 29
    assert [name for name, _, numbers_cases in units(engine) if numbers_cases] == ["Inköp och upphandling"]
    before = contents(engine)
    load_city(engine, EXAMPLE)
    assert contents(engine) == before
