"""The agenda of one case: what it holds, and that it holds on every day until the case is due."""

from datetime import date, timedelta

import pytest

from desk.settling import settle_due
from desk.tick import TickResult
from matters.agenda import by_cause, closed_point, closed_points, deviation_text
from matters.ladder_file import DEFAULT
from matters.open_matters import agenda_of
from models.agenda import WAITING, AgendaKind, stored_of
from models.operations import amend, find, record
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.observations import Observation
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, bring_to_standstill, case_now, found_city, open_planned
from tests.replaying import FOLDER, read, replay

DAY = date(2026, 3, 2)


def kept_until_due(engine, reference: str, today: date) -> int:
    """Check that what a tick stores is found on every day until the case is due; return how many days these are."""
    settle_due(engine, today=today, result=TickResult(today))
    case, number = case_now(engine, reference), 0
    with reading(engine) as connection:
        stored = tuple(stored_of(connection, [case.id]).get(case.id, ()))
    while case.next_check is not None and today + timedelta(days=number) < case.next_check:
        day = today + timedelta(days=number)
        now = agenda_of(case, day, DEFAULT)
        assert now == stored, f"another agenda on {day}: {set(now) ^ set(stored)}"
        number += 1
    return number


def test_what_is_owed_names_its_matter_its_days_and_whom_the_case_names(sqlite_engine):
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=DAY)
    owed = [item for item in agenda_of(case_now(sqlite_engine, "UH-1"), DAY, DEFAULT) if item.kind == AgendaKind.OWED]
    assert [(one.name, one.role, one.holder_id, one.since, one.deadline) for one in owed] == [
        ("contact_point_1", "officer", 1, DAY, date(2026, 3, 16))
    ]


def test_two_points_that_one_record_opens_and_one_person_are_one_cause(sqlite_engine):
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=DAY)
    bring_to_standstill(sqlite_engine, "UH-2", sent=date(2026, 3, 24))
    planned, clear = case_now(sqlite_engine, "UH-1"), case_now(sqlite_engine, "UH-2")
    day = date(2026, 4, 8)
    assert [[one.point.name for one in cause] for cause in by_cause(list(closed_points(planned, day)))] == [
        ["S1", "S2"]
    ]
    assert [[one.point.name for one in cause] for cause in by_cause(list(closed_points(clear, day)))] == [
        ["S3"],
        ["S4"],
    ]


def test_a_stored_wait_is_read_back_as_the_point_it_was(sqlite_engine):
    found_city(sqlite_engine)
    bring_to_standstill(sqlite_engine, "UH-1", sent=date(2026, 3, 24))
    case, day = case_now(sqlite_engine, "UH-1"), date(2026, 4, 8)
    waits = [item for item in agenda_of(case, day, DEFAULT) if item.kind in WAITING]
    assert [closed_point(item) for item in waits] == list(closed_points(case, day))


def test_a_deviation_keeps_its_words(sqlite_engine):
    found_city(sqlite_engine)
    bring_to_standstill(sqlite_engine, "UH-1", sent=date(2026, 3, 24))
    signed = date(2026, 4, 1)
    told = Observation(Milestone.CONTRACT_SIGNED, signed, str(BY_OFFICER), by_person=True, as_of=signed)
    with writing(sqlite_engine) as connection:
        record(connection, find(connection, "UH-1"), told, by=BY_OFFICER, today=signed, reason="Tecknades av misstag.")
    (amiss,) = [
        item for item in agenda_of(case_now(sqlite_engine, "UH-1"), signed, DEFAULT) if item.kind == AgendaKind.DEVIATES
    ]
    assert (amiss.name, amiss.since) == ("contract_signed", signed)
    assert "(LOU 20:1)" in deviation_text(amiss).sv


def test_a_last_day_that_a_planned_start_sets_holds_until_the_work_begins(sqlite_engine):
    """Once the start has passed no time to prepare anybody is left, and the city's own last day is back."""
    found_city(sqlite_engine)
    opened = date(2026, 1, 12)
    open_planned(sqlite_engine, "UH-1", on=opened)
    with writing(sqlite_engine) as connection:
        what = {"contract_start": date(2026, 5, 14), "cpv": "90910000"}
        amend(connection, find(connection, "UH-1"), what, by=BY_SUPPORT, today=opened)
    day, last = opened, set()
    while day <= date(2026, 5, 20):
        day += timedelta(days=kept_until_due(sqlite_engine, "UH-1", day))
        case = case_now(sqlite_engine, "UH-1")
        last |= {item.deadline for item in agenda_of(case, day, DEFAULT) if item.name == "contact_point_1"}
    assert last == {date(2026, 1, 16), date(2026, 1, 26)}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_after_a_history_what_is_stored_holds_until_the_case_is_due_again_and_again(engine, path):
    lines = read(path)
    replay(engine, lines)
    day = date.fromisoformat(lines[-1]["on"])
    for _ in range(12):
        day += timedelta(days=max(1, kept_until_due(engine, lines[0]["case"]["reference"], day)))
