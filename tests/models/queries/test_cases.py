from typing import Any

from sqlalchemy import Engine, text

from models.casestore import save
from models.operations import find
from models.overrides.override import override
from models.queries.cases import all_cases, cases, every_case, references_near, state_counts, tracks, without_officer
from models.storage.database import reading, writing
from states.law.applicability import ProcurementKind
from tests.models.building import SUPPORT, TODAY, add_person, add_unit
from tests.models.queries.asking import cancelled, opened


def references(engine: Engine, **asked: Any) -> list[str]:
    with reading(engine) as connection:
        return [line.reference for line in cases(connection, **asked)]


def test_a_line_tells_whose_the_case_is_and_where_it_stands(city):
    opened(city, "UH-1", unit_id=2, officer_id=1, months=24.0)

    with reading(city) as connection:
        (line,) = cases(connection)

    assert (line.reference, line.title, line.unit, line.officer) == (
        "UH-1",
        "Städning",
        "Parkförvaltningen",
        "Ylva Påhittad",
    )
    assert (line.state, line.since, line.opened_on, line.outcome) == ("planning", TODAY, TODAY, "pending")


def test_a_case_without_unit_and_officer_is_listed_all_the_same(city):
    opened(city, "UH-1")

    with reading(city) as connection:
        (line,) = cases(connection)

    assert (line.unit, line.officer) == ("", "")


def test_cases_come_by_reference_a_page_at_a_time(city):
    opened(city, "UH-3", "UH-1", "UH-4", "UH-2")

    assert references(city, limit=2) == ["UH-1", "UH-2"]
    assert references(city, limit=2, after="UH-2") == ["UH-3", "UH-4"]
    assert references(city, limit=2, after="UH-4") == []


def test_a_case_opened_meanwhile_neither_repeats_nor_hides_another(city):
    opened(city, "UH-2", "UH-4")
    first = references(city, limit=1)
    opened(city, "UH-1", "UH-3")

    assert first + references(city, after=first[-1]) == ["UH-2", "UH-3", "UH-4"]


def test_cases_may_be_asked_for_by_state_and_unit(city):
    opened(city, "UH-1", "UH-2", unit_id=1)
    opened(city, "UH-3", unit_id=2)
    cancelled(city, "UH-2")

    assert references(city, states=["planning"]) == ["UH-1", "UH-3"]
    assert references(city, states=["cancelled", "closed"]) == ["UH-2"]
    assert references(city, unit_id=1) == ["UH-1", "UH-2"]
    assert references(city, unit_id=2, states=["cancelled"]) == []


def test_all_cases_are_read_page_by_page(city, monkeypatch):
    opened(city, *(f"UH-{number:02}" for number in range(25)))
    monkeypatch.setattr("models.queries.cases.PAGE", 1)

    with reading(city) as connection:
        found = [line.reference for line in all_cases(connection, after="UH-04")]

    assert found == [f"UH-{number:02}" for number in range(5, 25)]


def test_a_page_is_read_along_the_index_of_references(sqlite_engine):
    # A page that sorted what lies behind it would cost more the more cases there are.
    asked = []
    with reading(sqlite_engine) as connection:
        run = connection.execute

        def explained(query: Any) -> Any:
            compiled = query.compile(sqlite_engine, compile_kwargs={"literal_binds": True})
            asked.extend(row[3] for row in run(text(f"EXPLAIN QUERY PLAN {compiled}")))
            return run(query)

        connection.execute = explained  # type: ignore[method-assign]
        cases(connection, states=["planning", "award"], after="UH-1")

    assert asked
    assert not [step for step in asked if "TEMP B-TREE" in step or step.startswith("SCAN")]


def test_the_neighbours_of_a_reference_stand_on_both_sides_in_order(city):
    opened(city, "UH-1", "UH-2", "UH-4", "UH-5")

    with reading(city) as connection:
        assert references_near(connection, "UH-3", limit=1) == ["UH-2", "UH-4"]
        assert references_near(connection, "A") == ["UH-1", "UH-2", "UH-4", "UH-5"]


def test_cases_are_counted_by_state(city):
    opened(city, "UH-1", "UH-2", "UH-3")
    cancelled(city, "UH-2")

    with reading(city) as connection:
        assert state_counts(connection) == {"planning": 2, "cancelled": 1}


def test_only_open_cases_lack_an_officer(city):
    opened(city, "UH-1", "UH-2")
    opened(city, "UH-3", officer_id=1)
    cancelled(city, "UH-1")

    with reading(city) as connection:
        assert without_officer(connection) == ["UH-2"]


def test_tracks_are_found_by_state_unit_officer_and_kind(engine):
    unit, officer = add_unit(engine, "Parkförvaltningen"), add_person(engine, "ylva@example.se")
    opened(engine, "UH-3", unit_id=unit)
    opened(engine, "UH-2", officer_id=officer)
    opened(engine, "UH-1", kind=ProcurementKind.WORKS)
    with writing(engine) as connection:
        case = find(connection, "UH-3")
        override(connection, case, "procurement", "", "cancelled", reason="Fel", by=SUPPORT, today=TODAY)
        save(connection, [case])

    def found(*states: str, **which) -> list[str]:
        with reading(engine) as connection:
            return [reference for _, reference, _ in tracks(connection, "procurement", states, **which)]

    assert found("planning") == ["UH-1", "UH-2"]
    assert found("planning", "cancelled") == ["UH-1", "UH-2", "UH-3"]
    assert found("planning", "cancelled", unit_ids=[unit]) == ["UH-3"]
    assert found("planning", officer_ids=[officer]) == ["UH-2"]
    assert found("planning", kinds=["works"]) == ["UH-1"]
    assert found("planning", kinds=["works"], unit_ids=[unit]) == []


def test_cases_sort_as_people_sort_references_a_page_at_a_time(city):
    opened(city, "Ö-1", "UH-10", "ä-1", "uh-9", "Å-1", "Z-1")
    in_order = ["uh-9", "UH-10", "Z-1", "Å-1", "ä-1", "Ö-1"]

    assert references(city) == in_order
    assert references(city, limit=2, after="z-1") == ["Å-1", "ä-1"]
    with reading(city) as connection:
        assert [case.reference for case in every_case(connection)] == in_order
        assert references_near(connection, "å-2", limit=1) == ["Å-1", "ä-1"]
        assert [reference for _, reference, _ in tracks(connection, "procurement", ["planning"])] == in_order
