from models.queries.directory import names, officers_of, people, units
from models.storage.database import reading


def test_units_and_people_are_found_by_name_and_address(city):
    with reading(city) as connection:
        assert units(connection) == {"Parkförvaltningen": 2, "Skolförvaltningen": 1}
        assert people(connection) == {"sten@example.se": 2, "ylva@example.se": 1}
        assert people(connection, role="officer") == {"ylva@example.se": 1}
        assert names(connection, [1, 7]) == {1: "Ylva Påhittad"}


def test_the_officers_of_a_unit_are_found_by_name(city):
    with reading(city) as connection:
        assert officers_of(connection, 1) == {"Ylva Påhittad": 1}
        assert officers_of(connection, 2) == {}
