"""What somebody has to do today, out of what is stored and of what has changed since."""

from datetime import date

import pytest
from sqlalchemy import update

from desk.settling import settle_due
from desk.tick import TickResult
from desk.today import Today, todays
from models.people import set_absence
from models.storage.database import reading, writing
from models.tables import Case
from states.facts import Milestone
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    found_city,
    observe,
    open_planned,
)
from tests.rows_read import crowd, rows_read

MONDAY = date(2026, 2, 9)
LATE, NOW, SOON = date(2026, 1, 19), date(2026, 1, 26), date(2026, 1, 28)
"""Days of opening: contact point 1 is then due on 2, 9 and 11 February."""


@pytest.fixture(params=["worked out", "stored"])
def three(request, city):
    for reference, opened in (("UH-1", SOON), ("UH-2", NOW), ("UH-3", LATE)):
        open_planned(city, reference, on=opened)
    if request.param == "stored":
        settle_due(city, today=MONDAY, result=TickResult(MONDAY))
    return city


def asked(engine, person_id=None, today=MONDAY, problems=None) -> Today:
    with reading(engine) as connection:
        return todays(connection, today=today, person_id=person_id, problems=problems)


def references(some) -> list[str]:
    return [one.reference for one in some.rows]


def test_an_officer_sees_what_is_late_what_is_due_today_and_what_in_the_week(three):
    found = asked(three, OFFICER)
    assert [references(some) for some in (found.overdue, found.today, found.week)] == [["UH-3"], ["UH-2"], ["UH-1"]]
    assert [one.matter.name for one in found.overdue.rows] == ["contact_point_1"]
    assert found.waiting.rows == []  # what waits there, the officer can release


def test_everybody_together_is_what_each_has_to_do(three):
    assert references(asked(three).overdue) == ["UH-3"]
    assert references(asked(three).waiting) == ["UH-3", "UH-2", "UH-1"]


def test_who_stands_in_sees_what_is_due_while_the_other_is_away(three):
    assert asked(three, SUPPORT).is_empty
    with writing(three) as connection:
        set_absence(
            connection, OFFICER, away_from=MONDAY, away_until=MONDAY, substitute_id=MANAGER, today=date(2026, 2, 6)
        )
    assert asked(three, OFFICER).is_empty
    found = asked(three, MANAGER)
    assert [references(some) for some in (found.overdue, found.today, found.week)] == [["UH-3"], ["UH-2"], ["UH-1"]]


def test_what_others_hold_up_is_told_to_whom_it_keeps_waiting(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    clear = date(2026, 4, 8)
    observe(city, "UH-1", Milestone.COURT_CHECKED, clear)
    settle_due(city, today=clear, result=TickResult(clear))
    assert asked(city, OFFICER, clear).waiting.rows == []
    assert [one.point.name for one in asked(city, UNIT, clear).waiting.rows] == ["S4"]  # no supplier has a contact yet


def test_a_case_that_cannot_be_read_is_named(three):
    with writing(three) as connection:
        unread = Case.__table__.c.reference == "UH-3"
        connection.execute(update(Case).where(unread).values(kind="melted", next_check=MONDAY))
    problems = []
    assert references(asked(three, OFFICER, problems=problems).today) == ["UH-2"]
    assert [problem.reference for problem in problems] == ["UH-3"]


def test_each_part_has_so_many_rows_and_says_whether_there_are_more(three):
    with reading(three) as connection:
        some, every = (todays(connection, today=date(2026, 3, 2), limit=limit) for limit in (2, 3))
    assert (references(some.overdue), some.overdue.more) == (["UH-3", "UH-2"], True)
    assert (references(every.overdue), every.overdue.more) == (["UH-3", "UH-2", "UH-1"], False)


@pytest.mark.parametrize("person", [OFFICER, SUPPORT, None])
def test_a_list_reads_as_much_among_many_people_as_among_few(sqlite_engine, person):
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=LATE)
    settle_due(sqlite_engine, today=MONDAY, result=TickResult(MONDAY))
    with rows_read(sqlite_engine) as few:
        asked(sqlite_engine, person)
    crowd(sqlite_engine)
    with rows_read(sqlite_engine) as many:
        asked(sqlite_engine, person)

    assert 0 < many[0] <= 1.2 * few[0]
