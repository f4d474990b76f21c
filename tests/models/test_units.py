from datetime import date

import pytest
from sqlalchemy import Engine, insert, select, update

from models.operations import amend, find
from models.queries import directory
from models.queries.cases import read_case
from models.storage.database import reading, writing
from models.tables import Case, ContractingUnit
from models.units import cases_of_units, set_act, units
from states.law.acts import Act
from states.law.governed import ActOfCase, ActRefused, ActSource
from states.law.procedures import Procedure
from tests.models.building import OFFICER, TODAY, add_unit, opened


@pytest.fixture
def two_units(engine: Engine) -> Engine:
    rows = [{"id": 1, "name": "Parken", "act": ""}, {"id": 2, "name": "Energibolaget", "act": "luf"}]
    with writing(engine) as connection:
        for row in rows:
            connection.execute(insert(ContractingUnit).values(row))
    return engine


def governed(engine: Engine, reference: str = "UH-1") -> ActOfCase:
    with reading(engine) as connection:
        return read_case(connection, reference).governed()


def test_units_are_listed_by_name_with_their_act(two_units: Engine):
    with reading(two_units) as connection:
        assert [(line.name, line.act) for line in units(connection)] == [("Energibolaget", "luf"), ("Parken", "")]


def test_an_act_that_is_entered_for_a_unit_governs_its_cases_and_makes_them_due(two_units: Engine):
    opened(two_units, unit_id=1)
    opened(two_units, "UH-2", unit_id=2)
    with writing(two_units) as connection:
        connection.execute(update(Case).values(next_check=date(2026, 12, 1)))
        assert set_act(connection, 1, "lou", today=TODAY) == 1
        assert cases_of_units(connection, [1]) == [1]
        due = select(Case.reference, Case.next_check).order_by(Case.reference)
        assert list(connection.execute(due).tuples()) == [("UH-1", TODAY), ("UH-2", date(2026, 12, 1))]
    assert governed(two_units) == ActOfCase(Act.LOU, ActSource.UNIT)
    assert governed(two_units, "UH-2") == ActOfCase(Act.LUF, ActSource.UNIT)


def test_a_case_that_goes_to_another_unit_follows_that_unit_at_once(two_units: Engine):
    opened(two_units, unit_id=1)
    with writing(two_units) as connection:
        case = find(connection, "UH-1")
        assert case.facts(TODAY).act is None
        amend(connection, case, {"unit_id": 2}, by=OFFICER, today=TODAY)
        assert case.facts(TODAY).act is Act.LUF
    assert governed(two_units) == ActOfCase(Act.LUF, ActSource.UNIT)


def test_a_case_without_a_unit_is_under_no_known_act(two_units: Engine):
    opened(two_units)
    assert governed(two_units) == ActOfCase(None, ActSource.NOBODY)


def test_a_word_of_a_person_stands_above_the_unit(two_units: Engine):
    opened(two_units, unit_id=2)
    with writing(two_units) as connection:
        amend(connection, find(connection, "UH-1"), {"act": Act.LOU}, by=OFFICER, today=TODAY)
    assert governed(two_units) == ActOfCase(Act.LOU, ActSource.CASE)


def test_a_case_under_an_act_without_its_procedure_is_not_opened_and_not_changed_to_it(two_units: Engine):
    with pytest.raises(ActRefused):
        opened(two_units, procedure=Procedure.CONCESSION, act=Act.LOU)
    opened(two_units, act=Act.LOU)
    with writing(two_units) as connection, pytest.raises(ActRefused):
        amend(connection, find(connection, "UH-1"), {"procedure": Procedure.CONCESSION}, by=OFFICER, today=TODAY)
    assert governed(two_units) == ActOfCase(Act.LOU, ActSource.CASE)


def test_units_are_listed_as_swedes_sort_them_whatever_the_language_of_the_database(engine: Engine):
    for name in ("Östra", "Äldre", "åby", "Zon", "ängen", "Élan", "Fritid", "västra", "Årsta"):
        add_unit(engine, name)
    in_order = ["Élan", "Fritid", "västra", "Zon", "åby", "Årsta", "Äldre", "ängen", "Östra"]
    with reading(engine) as connection:
        assert [unit.name for unit in units(connection)] == in_order
        assert list(directory.units(connection)) == in_order
