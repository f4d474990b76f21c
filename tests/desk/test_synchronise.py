"""Every case that goes on is brought in step; what stands right is left as it is."""

import threading
from datetime import date
from itertools import groupby
from typing import Any

import pytest
from sqlalchemy import Engine, select, text, update

from desk import settling
from desk import synchronise as synchronising
from desk.settling import settle_due
from desk.synchronise import synchronise
from desk.tick import TickResult
from matters.city_days import Days
from matters.ladder import Ladder
from matters.ladder_file import matters_with
from models.casefile import CaseChanged
from models.obligations import oblige
from models.operations import find
from models.storage.database import reading, writing
from models.tables import AgendaRow, Case, Track
from states.facts import Milestone
from states.processes.procurement import ProcurementState
from states.records.obligations import Measure
from tests.notifications.city import (
    BY_OFFICER,
    bring_to_standstill,
    case_now,
    found_city,
    observe,
    open_planned,
    reminders,
    state_of,
)

SENT = date(2026, 3, 24)  # a standstill that rolls over Easter to Tuesday 7 April
CLEAR = date(2026, 4, 8)
SUPPLIER = "Exempel Service AB"

_case = Case.__table__
_track = Track.__table__


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def hand_over(engine: Engine, reference: str) -> None:
    """Bring a case to matching, with a supplier that owes two people."""
    bring_to_standstill(engine, reference, sent=SENT)
    observe(engine, reference, Milestone.WINNER_NAMED, CLEAR, supplier=SUPPLIER)
    observe(engine, reference, Milestone.COURT_CHECKED, CLEAR)
    observe(engine, reference, Milestone.CONTACT_POINT_2, CLEAR)
    with writing(engine) as connection:
        case = find(connection, reference)
        promise = {"unit": Measure.PERSONS, "amount": 2}
        oblige(connection, case, case.obligations[0], promise, by=BY_OFFICER, today=CLEAR)


def put_back(engine: Engine, process: str, state: str) -> None:
    """Put every track of a process into a state that the records have long left, as a hand in the database might."""
    with writing(engine) as connection:
        connection.execute(update(_track).where(_track.c.process == process).values(state=state))
        connection.execute(update(_case).values(next_check=None))


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    tables = ("agenda", "case", "track", "obligation", "observation", "journal", "reminder", "message", "heartbeat")
    with reading(engine) as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))), key=str)
            for name in tables
        }


def test_a_case_that_no_tick_would_look_at_is_brought_in_step(city):
    hand_over(city, "UH-1")
    settle_due(city, today=CLEAR, result=TickResult(CLEAR))
    put_back(city, "procurement", ProcurementState.STANDSTILL)
    late = TickResult(CLEAR)
    settle_due(city, today=CLEAR, result=late)
    assert late.checked == 0
    result = synchronise(city, today=CLEAR)
    assert (result.checked, result.moves, state_of(city, "UH-1")) == (1, 1, ProcurementState.MATCHING)


def test_processes_that_wait_for_each_other_move_until_nothing_moves(city):
    hand_over(city, "UH-1")
    put_back(city, "procurement", ProcurementState.STANDSTILL)
    with writing(city) as connection:
        connection.execute(update(_track).where(_track.c.process == "supplier").values(state="tendering"))
        connection.execute(text("DELETE FROM track WHERE process = 'placement'"))
    result = synchronise(city, today=CLEAR)
    assert (result.moves, result.opened) == (2, 2)
    assert [(track.process, track.state) for track in case_now(city, "UH-1").tracks] == [
        ("procurement", "matching"),
        ("target_group", "forecast"),
        ("supplier", "awarded"),
        ("placement", "open"),
        ("placement", "open"),
    ]


def test_a_second_run_changes_no_row(city):
    hand_over(city, "UH-1")
    for number in (2, 3):
        bring_to_standstill(city, f"UH-{number}", sent=SENT)
    day = date(2026, 4, 15)
    synchronise(city, today=day)
    before = rows(city)
    assert synchronise(city, today=day).checked == 0
    assert rows(city) == before
    again = synchronise(city, today=day, everything=True)
    assert rows(city) == before
    assert (again.checked, again.moves, again.opened, again.planned, again.withdrawn) == (3, 0, 0, 0, 0)


def test_reminders_are_planned_as_a_tick_plans_them_and_nothing_is_written_or_sent(city):
    for reference in ("UH-1", "UH-2"):
        hand_over(city, reference)
    bring_to_standstill(city, "UH-3", sent=SENT)
    day = date(2026, 4, 16)
    result = synchronise(city, today=day)
    planned = rows(city)["reminder"]
    assert result.planned == len(planned) > len(reminders(city)) > 0
    assert rows(city)["message"] == []
    with writing(city) as connection:
        connection.execute(text("DELETE FROM reminder"))
        connection.execute(update(_case).values(next_check=day))
    settle_due(city, today=day, result=TickResult(day))
    assert {row[1:] for row in rows(city)["reminder"]} == {row[1:] for row in planned}


def test_after_a_run_the_tick_finds_the_case_on_the_next_day_that_matters(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    settle_due(city, today=SENT, result=TickResult(SENT))
    expected = case_now(city, "UH-1").next_check
    with writing(city) as connection:
        connection.execute(update(_case).values(next_check=None))
    synchronise(city, today=SENT)
    assert case_now(city, "UH-1").next_check == expected == date(2026, 4, 1)


def test_what_was_put_right_by_hand_is_found_by_going_through_everything(city):
    hand_over(city, "UH-1")
    synchronise(city, today=CLEAR)
    right = rows(city)["agenda"]
    with writing(city) as connection:
        connection.execute(text("UPDATE agenda SET name = 'other' WHERE place = 0"))
    assert synchronise(city, today=CLEAR).checked == 0
    assert synchronise(city, today=CLEAR, everything=True).checked == 1
    assert [row[2:] for row in rows(city)["agenda"]] == [row[2:] for row in right]
    with writing(city) as connection:
        connection.execute(update(_track).where(_track.c.process == "procurement").values(state="standstill"))
    assert synchronise(city, today=CLEAR).moves == 0
    assert synchronise(city, today=CLEAR, everything=True).moves == 1


def test_another_ladder_and_other_rules_make_every_open_case_due(city, monkeypatch):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    synchronise(city, today=CLEAR)
    other = Ladder(matters_with(Days(contact_point_1=20)))
    assert last_day_of_contact(city) == date(2026, 1, 26)
    assert synchronise(city, today=CLEAR).checked == 0
    assert [synchronise(city, today=CLEAR, ladder=other).checked for _ in range(2)] == [1, 0]
    assert last_day_of_contact(city) == date(2026, 2, 9)
    monkeypatch.setattr(settling, "rules_with", lambda _: "of the next release")
    assert [synchronise(city, today=CLEAR).checked for _ in range(2)] == [1, 0]


def last_day_of_contact(engine: Engine) -> date | None:
    agenda = AgendaRow.__table__
    with reading(engine) as connection:
        return connection.execute(select(agenda.c.deadline).where(agenda.c.name == "contact_point_1")).scalar()


def test_cases_whose_purchase_has_ended_are_left_alone(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12), kind="goods")
    observe(city, "UH-1", Milestone.CANCELLED, date(2026, 1, 13))
    assert synchronise(city, today=CLEAR).checked == 0


def test_a_row_that_no_rule_can_read_is_named_and_holds_up_nobody(city):
    for number in (1, 2):
        hand_over(city, f"UH-{number}")
    put_back(city, "procurement", ProcurementState.STANDSTILL)
    with writing(city) as connection:
        connection.execute(text("UPDATE \"case\" SET kind = 'melted' WHERE reference = 'UH-1'"))
    result = synchronise(city, today=CLEAR)
    assert ([one.reference for one in result.problems], result.checked) == (["UH-1"], 2)
    assert state_of(city, "UH-2") == ProcurementState.MATCHING


def test_a_case_that_somebody_is_changing_is_left_to_them_and_named(pg_engine):
    found_city(pg_engine)
    for number in (1, 2):
        hand_over(pg_engine, f"UH-{number}")
    synchronise(pg_engine, today=CLEAR)
    put_back(pg_engine, "procurement", ProcurementState.STANDSTILL)
    with writing(pg_engine) as connection:
        find(connection, "UH-1")
        result = synchronise(pg_engine, today=CLEAR)
    assert (result.busy, result.checked) == (["UH-1"], 1)
    assert [state_of(pg_engine, f"UH-{number}") for number in (1, 2)] == [
        ProcurementState.STANDSTILL,
        ProcurementState.MATCHING,
    ]


def test_a_batch_in_which_a_case_was_changed_meanwhile_is_named_and_the_others_go_on(city, monkeypatch):
    for number in (1, 2):
        hand_over(city, f"UH-{number}")
    put_back(city, "procurement", ProcurementState.STANDSTILL)
    save = synchronising.save

    def save_late(connection, cases):
        if cases[0].reference == "UH-1":
            raise CaseChanged(["UH-1"])
        save(connection, cases)

    monkeypatch.setattr(synchronising, "save", save_late)
    result = synchronise(city, today=CLEAR, batch=1)
    assert (result.busy, result.checked, result.moves) == (["UH-1"], 1, 1)
    assert state_of(city, "UH-1") == ProcurementState.STANDSTILL


def test_two_runs_and_a_tick_at_once_do_what_one_does(city):
    for number in range(12):
        hand_over(city, f"UH-{number}")
    put_back(city, "procurement", ProcurementState.STANDSTILL)
    with writing(city) as connection:
        connection.execute(update(_case).values(next_check=CLEAR))
    jobs = [
        lambda: synchronise(city, today=CLEAR, batch=5),
        lambda: synchronise(city, today=CLEAR, batch=3),
        lambda: settle_due(city, today=CLEAR, result=TickResult(CLEAR)),
    ]
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    synchronise(city, today=CLEAR)
    with reading(city) as connection:
        journal = text("SELECT count(*) FROM journal WHERE event = 'clear' AND actor = 'clock'")
        cleared = connection.execute(journal).scalar_one()
    assert cleared == 24  # once on the day it was recorded, once when put back
    assert {state_of(city, f"UH-{number}") for number in range(12)} == {ProcurementState.MATCHING}


def test_a_batch_costs_the_same_statements_for_few_cases_and_for_many(sqlite_engine):
    found_city(sqlite_engine)
    synchronise(sqlite_engine, today=CLEAR)
    asked = []
    for number in range(12):
        hand_over(sqlite_engine, f"UH-{number}")
        if number in {1, 11}:
            put_back(sqlite_engine, "procurement", ProcurementState.STANDSTILL)
            asked.append(statements(sqlite_engine))
    few, many = asked
    assert few == many


def statements(engine: Engine) -> list[str]:
    """Return the beginnings of the statements of one run; one that is sent for many rows counts once."""
    seen: list[str] = []
    with writing(engine) as connection:
        driver = connection.connection.dbapi_connection
    driver.set_trace_callback(lambda sql: seen.append(sql[:30]))
    try:
        assert synchronise(engine, today=CLEAR).moves > 0
    finally:
        driver.set_trace_callback(None)
    return [sql for sql, _ in groupby(seen)]
