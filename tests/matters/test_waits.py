"""Who waits for whom, over real cases in a database."""

from datetime import date

import pytest
from sqlalchemy import Engine, event

from matters.city_days import USUAL
from matters.directory import read_directory
from matters.waits import Waiting, waiting, waits_in
from models.operations import find, move
from models.queries.cases import read_case
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from states.facts import Milestone, Role
from tests.notifications.city import BY_OFFICER, bring_to_standstill, found_city, observe, open_planned

SENT, CLEAR = date(2026, 3, 24), date(2026, 4, 8)


def asked(engine: Engine, today: date, reference: str = "") -> list[Waiting]:
    with reading(engine) as connection:
        return waiting(connection, today=today, reference=reference)


def test_the_longest_wait_comes_first_with_its_working_days_and_whom_to_ask(engine):
    found_city(engine)
    open_planned(engine, "UH-2", on=date(2026, 3, 2))
    bring_to_standstill(engine, "UH-1", sent=SENT)

    found = asked(engine, date(2026, 4, 1))

    assert [(one.reference, one.point.name, one.since, one.days) for one in found] == [
        ("UH-2", "S1", date(2026, 3, 2), 22),
        ("UH-2", "S2", date(2026, 3, 2), 22),
        ("UH-1", "S3", SENT, 6),
    ]
    first, _, standstill = found
    assert (first.role, first.person.email if first.person else "") == (Role.OFFICER, "ulla@exempelstad.example")
    assert (standstill.role, standstill.person) == (Role.CLOCK, None)


def test_what_is_listed_is_gone_once_it_is_met_and_the_process_moves_on(engine):
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=SENT)
    assert [one.point.name for one in asked(engine, CLEAR)] == ["S3", "S4"]

    observe(engine, "UH-1", Milestone.COURT_CHECKED, CLEAR)
    assert [one.point.name for one in asked(engine, CLEAR)] == ["S4"]
    observe(engine, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB")
    assert [[guard.name for guard in one.missing] for one in asked(engine, CLEAR)] == [["contact_point_2_recorded"]]
    assert observe(engine, "UH-1", Milestone.CONTACT_POINT_2, CLEAR) == "matching"

    assert asked(engine, CLEAR) == []


def test_the_wait_for_contact_point_2_counts_from_the_day_on_which_the_winner_could_be_reported(engine):
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=SENT)
    observe(engine, "UH-1", Milestone.COURT_CHECKED, CLEAR)

    (found,) = asked(engine, date(2026, 4, 15))

    assert (found.point.name, found.since, found.days) == ("S4", CLEAR, 5)
    assert (found.role, found.person.email if found.person else "") == (Role.OFFICER, "ulla@exempelstad.example")


def test_a_case_that_has_ended_waits_for_nothing(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 3, 2))
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        move(connection, case, "cancel", by=BY_OFFICER, today=date(2026, 3, 3), reason="behovet har upphört")
    assert asked(engine, date(2026, 3, 4)) == []
    assert asked(engine, date(2026, 3, 4), "UH-1") == []


def test_one_case_can_be_asked_about_and_must_exist(engine):
    found_city(engine)
    for reference in ("UH-1", "UH-2"):
        open_planned(engine, reference, on=date(2026, 3, 2))
    assert {one.reference for one in asked(engine, date(2026, 3, 9), "UH-2")} == {"UH-2"}
    with pytest.raises(UnknownCase):
        asked(engine, date(2026, 3, 9), "UH-9")


def test_asking_about_any_number_of_cases_costs_the_same_statements_and_writes_nothing(engine):
    found_city(engine)
    counts = []
    for number in (1, 20):
        for reference in range(number * 100, number * 100 + number):
            open_planned(engine, f"UH-{reference}", on=date(2026, 3, 2))
        run: list[str] = []
        with reading(engine) as connection:
            driver = connection.connection.dbapi_connection
            if engine.dialect.name == "sqlite":
                driver.set_trace_callback(run.append)
            event.listen(engine, "before_cursor_execute", lambda *told, run=run: run.append(told[2]))
            waiting(connection, today=date(2026, 3, 9))
            if engine.dialect.name == "sqlite":
                driver.set_trace_callback(None)
        counts.append(len(run))
        assert not any(statement.upper().startswith(("INSERT", "UPDATE", "DELETE")) for statement in run)
    # The listeners of the first round count the second round's statements for themselves alone.
    assert counts[0] == counts[1]


def test_what_waits_in_a_case_in_memory_is_told_once_for_each_cause(engine):
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=SENT)
    with reading(engine) as connection:
        case, directory = read_case(connection, "UH-1"), read_directory(connection)
        found = waits_in(case, directory, CLEAR, USUAL)
    alone = asked(engine, CLEAR, "UH-1")
    assert sorted(one.point.name for wait in found for one in (wait, *wait.also)) == sorted(
        one.point.name for one in alone
    )
