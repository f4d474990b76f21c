from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text, update

from exchange.directory_file import CityUnreadable
from exchange.directory_import import load_city
from models.operations import find
from models.people import set_absence
from models.queries.cases import read_case
from models.storage.database import reading, writing
from models.tables import Case, ContractingUnit, Person
from states.law.acts import Act
from states.law.governed import ActOfCase, ActSource
from tests.models.building import contents, opened, write

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


def people(engine: Engine) -> list[tuple[str | None, ...]]:
    with reading(engine) as connection:
        columns = (Person.name, Person.email, Person.phone, Person.role, Person.language, ContractingUnit.name)
        query = select(*columns).outerjoin(ContractingUnit, ContractingUnit.id == Person.unit_id).order_by(Person.id)
        return [tuple(row) for row in connection.execute(query)]


def units(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        columns = (ContractingUnit.name, ContractingUnit.organisation_number, ContractingUnit.numbers_cases)
        return [tuple(row) for row in connection.execute(select(*columns).order_by(ContractingUnit.id))]


def test_units_and_people_are_stored_each_person_in_her_unit(engine: Engine, load):
    assert load().people == 1
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
    assert load().people == 1
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


AWAY = """
away_from = 2026-07-06
away_until = 2026-07-31
substitute = "bjorn@exempelstad.example"
left_on = 2026-09-01

[[person]]
name = "Björn Exempelsson"
email = "bjorn@exempelstad.example"
phone = "031-390 06 01"
role = "officer"
unit = "Parken"
language = "sv"
"""


def absence(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as connection:
        columns = (Person.away_from, Person.away_until, Person.substitute_id, Person.left_on)
        return tuple(connection.execute(select(*columns).where(Person.email == "alva@exempelstad.example")).one())


def next_check(engine: Engine) -> date | None:
    with reading(engine) as connection:
        return connection.execute(select(Case.next_check)).scalar_one()


def test_an_absence_is_stored_with_a_substitute_who_stands_further_down(engine: Engine, load):
    load(CITY + AWAY)
    assert absence(engine) == (date(2026, 7, 6), date(2026, 7, 31), 2, date(2026, 9, 1))
    before = contents(engine)
    load(CITY + AWAY)
    assert contents(engine) == before


def test_a_supplier_has_no_unit(engine: Engine, load):
    load(CITY.replace('unit = "Parken"\n', "").replace('"officer"', '"supplier"'))
    assert people(engine) == [
        ("Alva Exempelsson", "alva@exempelstad.example", "031-390 06 00", "supplier", "sv", None),
    ]


def test_an_absence_that_was_entered_by_hand_outlives_a_file_without_it(engine: Engine, load):
    load()
    with writing(engine) as connection:
        set_absence(connection, 1, away_from=date(2026, 3, 2), away_until=date(2026, 3, 6), today=date(2026, 3, 2))
    load(CITY.replace("031-390 06 00", "031-390 06 99"))
    assert absence(engine) == (date(2026, 3, 2), date(2026, 3, 6), None, None)


def test_a_new_absence_makes_the_cases_due_on_its_first_day_and_the_same_again_does_not(engine: Engine, load):
    load()
    opened(engine, officer_id=1, today=date(2026, 3, 2))
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=date(2026, 12, 1)))
    load(CITY + AWAY)
    assert next_check(engine) == date(2026, 7, 6)
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=date(2026, 12, 1)))
    load(CITY + AWAY)
    assert next_check(engine) == date(2026, 12, 1)


def test_a_directory_with_an_error_stores_nothing(engine: Engine, load):
    load()
    before = contents(engine)
    with pytest.raises(CityUnreadable):
        load(CITY.replace("031-390 06 00", "031-390 06 99").replace('unit = "Parken"', 'unit = "Okänd"'))
    assert contents(engine) == before


def test_the_example_city_is_loaded_whole(engine: Engine):
    assert load_city(engine, EXAMPLE) == (41, ())
    mailboxes = 4  # of three labour-market units and the support function
    assert len(people(engine)) == 41 + mailboxes
    assert [name for name, _, numbers_cases in units(engine) if numbers_cases] == ["Inköp och upphandling"]
    before = contents(engine)
    load_city(engine, EXAMPLE)
    assert contents(engine) == before


def test_the_act_of_a_unit_governs_its_cases_and_a_change_of_it_makes_them_due(engine: Engine, load):
    load(CITY.replace('name = "Parken"', 'name = "Parken"\nact = "LOU"'))
    opened(engine, unit_id=2, today=date(2026, 3, 2))
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=date(2026, 12, 1)))
        assert find(connection, "UH-1").governed() == ActOfCase(Act.LOU, ActSource.UNIT)
    load(CITY.replace('name = "Parken"', 'name = "Parken"\nact = "luf"'))
    with reading(engine) as connection:
        assert read_case(connection, "UH-1").facts(date(2026, 3, 2)).act is Act.LUF
    assert next_check(engine) < date(2026, 3, 2)
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=date(2026, 12, 1)))
    load(CITY.replace('name = "Parken"', 'name = "Parken"\nact = "LUF"'))
    assert next_check(engine) == date(2026, 12, 1)


def test_a_unit_that_is_spelled_otherwise_is_the_same_unit_in_the_spelling_of_the_file(engine: Engine, load):
    load(CITY.replace("Skolan", "Äldre och vård"))
    first = units(engine)
    load(CITY.replace("Skolan", "A\N{COMBINING DIAERESIS}LDRE  och VÅRD"))
    assert [one[0] for one in first] == ["Äldre och vård", "Parken"]
    assert [one[0] for one in units(engine)] == ["ÄLDRE och VÅRD", "Parken"]


def test_of_two_units_that_were_there_already_the_one_spelled_as_in_the_file_is_meant(engine: Engine, load):
    with writing(engine) as connection:
        for name in ("SKOLAN", "Skolan"):
            connection.execute(insert(ContractingUnit.__table__).values(name=name, organisation_number="", act=""))
    load()
    assert [one[0] for one in units(engine)] == ["SKOLAN", "Skolan", "Parken"]


def test_a_person_belongs_to_the_unit_however_its_name_is_spelled(engine: Engine, load):
    load(CITY.replace('unit = "Parken"', 'unit = "parken "'))
    assert people(engine)[0][-1] == "Parken"
