from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, true, update

from models.queries.case_search import (
    CaseOrder,
    CaseSearch,
    count_cases,
    find_cases,
    find_people,
    find_suppliers,
)
from models.queries.people_in import people_named_in_cases
from models.rows import read_pairs
from models.storage.database import reading, writing
from models.tables import AgendaRow, Case
from tests.models.building import TODAY
from tests.models.queries.asking import cancelled, opened


def found(engine: Engine, order: CaseOrder = CaseOrder.REFERENCE, **asked: Any) -> list[str]:
    with reading(engine) as connection:
        rows = find_cases(connection, CaseSearch(**asked), order=order)
        assert count_cases(connection, CaseSearch(**asked)) == len(rows)
        return [row.reference for row in rows]


@pytest.mark.parametrize("words", ["ängs", "ÄNGS", "skola ängs", "uh-1", "ylva", "skolförv", "SKOLFÖRV uh"])
def test_a_case_is_found_by_part_of_anything_it_is_known_by(city, words):
    opened(city, "UH-1", unit_id=1, officer_id=1, trade="städare på Ängsskolan")
    opened(city, "UH-2", unit_id=2)
    assert found(city, words=words) == ["UH-1"]


@pytest.mark.parametrize("words", ["%", "_", "UH_1", "\\", "100%"])
def test_signs_that_mean_something_to_the_database_are_looked_for_as_they_stand(city, words):
    opened(city, "UH-1")
    assert found(city, words=words) == []


def test_cases_that_have_ended_are_shown_only_to_who_asks_for_them(city):
    opened(city, "UH-1", "UH-2")
    cancelled(city, "UH-2")
    assert found(city) == ["UH-1"]
    assert found(city, ended=True) == ["UH-1", "UH-2"]
    assert found(city, state="cancelled") == ["UH-2"]


def test_a_list_may_be_narrowed_to_unit_officer_and_those_that_nobody_has_taken(city):
    opened(city, "UH-1", unit_id=1, officer_id=1)
    opened(city, "UH-2", unit_id=2)
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.reference == "UH-2").values(support_id=2))
    assert found(city, unit_id=2) == ["UH-2"]
    assert found(city, officer_id=1) == ["UH-1"]
    assert found(city, support_id=2) == ["UH-2"]
    assert found(city, nobodys=True) == ["UH-1"]


def test_what_is_most_pressing_comes_first_and_what_has_no_day_last(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    with writing(city) as connection:
        connection.execute(AgendaRow.__table__.delete())
        numbers = read_pairs(connection, select(Case.reference, Case.id))
        for reference, day in (("UH-3", 2), ("UH-2", 9), ("UH-2", 12)):
            row = {
                "case_id": numbers[reference],
                "place": day,
                "kind": "owed",
                "name": "award",
                "process": "procurement",
            }
            connection.execute(insert(AgendaRow).values(**row, deadline=TODAY.replace(day=day)))
    assert found(city, CaseOrder.DAY) == ["UH-3", "UH-2", "UH-1"]
    assert found(city, late_by=TODAY.replace(day=9)) == ["UH-3"]
    changed = {numbers["UH-3"]: None, numbers["UH-1"]: TODAY.replace(day=3)}
    assert found(city, CaseOrder.DAY, days=changed) == ["UH-1", "UH-2", "UH-3"]


def test_a_page_begins_where_the_one_before_it_ended(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    with reading(city) as connection:
        pages = [find_cases(connection, CaseSearch(), order=CaseOrder.TITLE, first=n, limit=2) for n in (0, 2)]
    assert [[row.reference for row in page] for page in pages] == [["UH-1", "UH-2"], ["UH-3"]]


def test_people_are_found_by_name_or_address_in_some_roles(city):
    with reading(city) as connection:
        assert [row.name for row in find_people(connection, "YLVA", ["officer"], limit=5)] == ["Ylva Påhittad"]
        assert find_people(connection, "ylva", ["support"], limit=5) == []
        assert find_suppliers(connection, "nobody", true(), limit=5) == []


def test_a_list_offers_the_people_who_are_named_in_cases(city):
    opened(city, "UH-1", officer_id=1)
    with reading(city) as connection:
        named = people_named_in_cases(connection, true())
    assert (named.officers, named.support) == ({"1": "Ylva Påhittad"}, {})
