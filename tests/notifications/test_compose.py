"""Who reads of what in which mail, at which hour, and what composing costs however many people there are."""

from datetime import date, time, timedelta
from itertools import groupby

import pytest
from sqlalchemy import Engine, func, insert, select, text, update

from desk.settling import Settled, settle_due
from models.operations import NewCase, open_case
from models.storage.database import driver, reading, undone, writing
from models.tables import Case, Message, Person, Reminder
from notifications.compose import PEOPLE_PER_COMMIT, compose, silent_because
from states.facts import Milestone
from states.law.applicability import ProcurementKind
from tests.notifications.city import (
    BY_OFFICER,
    MANAGER,
    OFFICER,
    SETTINGS,
    bring_to_standstill,
    found_city,
    observe,
    open_planned,
    texts,
)
from tests.notifications.post import DUE, OPENED, Post, run
from tests.rows_read import crowd, rows_read

OFFICERS_FROM = 1000


def hire(engine: Engine, officers: int, *, cases: int) -> None:
    """Enter officers with so many cases each, of which each is to be reminded on the same day."""
    with writing(engine) as connection:
        for number in range(OFFICERS_FROM, OFFICERS_FROM + officers):
            row = {"id": number, "name": f"Person {number}", "email": f"p{number}@exempelstad.example"}
            connection.execute(
                insert(Person).values(**row, role="officer", phone="031-390 06 01", unit_id=1, language="sv")
            )
            for which in range(cases):
                new = NewCase(
                    f"UH-{number}-{which}",
                    "Städtjänster",
                    unit_id=1,
                    officer_id=number,
                    kind=ProcurementKind.SERVICE,
                    procedure="open",
                    months=24.0,
                    headcount=3.0,
                )
                open_case(connection, new, source="test", by=BY_OFFICER, today=OPENED)
    settle_due(engine, today=DUE, result=Settled(DUE))


def statements(engine: Engine) -> list[str]:
    """Compose, and return the beginnings of the statements; one that is sent for many rows counts once."""
    seen: list[str] = []
    with writing(engine) as connection:
        dbapi = driver(connection)
    dbapi.set_trace_callback(lambda sql: seen.append(" ".join(sql.split())[:30]))
    try:
        compose(engine, today=DUE, settings=SETTINGS)
    finally:
        dbapi.set_trace_callback(None)
    return [sql for sql, _ in groupby(seen)]


def messages(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(Message)).scalar_one())


def test_writing_mails_reads_as_much_among_many_people_as_among_few(sqlite_engine):
    found_city(sqlite_engine)
    hire(sqlite_engine, 1, cases=2)

    def rows() -> int:
        with rows_read(sqlite_engine) as count, undone(sqlite_engine):
            assert compose(sqlite_engine, today=DUE, settings=SETTINGS) == 1
        return count[0]

    few = rows()
    crowd(sqlite_engine, first=5000)

    assert 0 < rows() <= 1.2 * few


def test_a_batch_costs_the_same_statements_for_few_people_and_for_many(sqlite_engine):
    found_city(sqlite_engine)
    nothing = statements(sqlite_engine)
    cost = {}
    for officers, cases in ((3, 2), (PEOPLE_PER_COMMIT, 1), (2 * PEOPLE_PER_COMMIT, 1)):
        _clear(sqlite_engine)
        hire(sqlite_engine, officers, cases=cases)
        cost[officers] = statements(sqlite_engine)
        assert messages(sqlite_engine) == officers
    assert cost[3] == cost[PEOPLE_PER_COMMIT]
    batch = len(cost[3]) - len(nothing)
    assert len(cost[2 * PEOPLE_PER_COMMIT]) == len(nothing) + 2 * batch


def test_writing_anew_what_is_still_queued_costs_the_same_for_few_people_and_for_many(sqlite_engine):
    found_city(sqlite_engine)
    cost = {}
    for officers in (3, 50):
        _clear(sqlite_engine)
        hire(sqlite_engine, officers, cases=2)
        compose(sqlite_engine, today=DUE, settings=SETTINGS)
        with writing(sqlite_engine) as connection:  # one reminder of each is told by no mail yet
            untold = (
                "UPDATE reminder SET message_id = NULL WHERE id IN (SELECT min(id) FROM reminder GROUP BY person_id)"
            )
            connection.execute(text(untold))
        cost[officers] = statements(sqlite_engine)
        assert messages(sqlite_engine) == officers
    assert cost[3] == cost[50]


def _clear(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(Case).values(officer_id=None))
        for table in (
            "agenda",
            "calendar_entry",
            "link",
            "reminder",
            "message",
            "journal",
            "particular",
            "observation",
            "track",
            "figure",
            "verified_journal",
        ):
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(text('DELETE FROM "case"'))
        connection.execute(text(f"DELETE FROM person WHERE id >= {OFFICERS_FROM}"))


def test_what_can_wait_waits_until_the_quiet_hours_are_over(city, written):
    ladder = written('[quiet]\nofficer = {from = "17:00", to = "09:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    for hour in (time(6), time(7, 30)):  # half past eight in Sweden
        run(city, DUE, post, ladder=ladder, at=hour)
    assert post.told == []
    run(city, DUE, post, ladder=ladder, at=time(8))
    assert post.told == ["ulla"]


def test_what_comes_in_the_evening_is_told_on_the_next_working_day(city, written):
    ladder = written('[quiet]\nofficer = {from = "17:00", to = "07:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    run(city, DUE, post, ladder=ladder, at=time(17))
    assert post.told == []
    run(city, DUE + timedelta(days=1), post, ladder=ladder, at=time(8))
    assert post.told == ["ulla"]


def test_a_quiet_month_holds_back_what_can_wait_and_tells_it_afterwards(city, written):
    ladder = written("[quiet]\nofficer = {months = [1]}\n")
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    for offset in range((date(2026, 2, 2) - DUE).days):
        run(city, DUE + timedelta(days=offset), post, ladder=ladder)
    assert post.told == []
    run(city, date(2026, 2, 2), post, ladder=ladder)
    assert sorted(post.told) == ["chris", "ulla"]  # by then the manager is told, too


def test_a_statutory_last_day_is_told_in_quiet_times(city, written):
    ladder = written('[quiet]\nofficer = {months = [4], from = "07:00", to = "23:00"}\n')
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))  # over Easter to Tuesday 7 April
    open_planned(city, "UH-2", on=date(2026, 3, 25))
    post = Post()
    run(city, date(2026, 4, 7), post, ladder=ladder)
    assert post.told == ["ulla"]
    with reading(city) as connection:
        (told,) = texts(connection)
    assert "UH-1" in told
    assert "UH-2" not in told


def test_who_stands_on_two_rungs_of_a_ladder_reads_of_the_matter_once(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=OPENED))
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    run(city, date(2026, 2, 2), post)  # the officer's second rung and the manager's, at once
    assert post.told == ["chris"]
    with reading(city) as connection:
        (text,) = texts(connection)
        steps = connection.execute(select(Reminder.step).where(Reminder.message_id.is_not(None))).scalars().all()
    assert text.count("Kontakta stödfunktionen om upphandlingen\n") == 1
    assert sorted(steps) == ["+10", "+15"]


def test_the_last_day_of_something_urgent_does_not_wait_for_tomorrow(city):
    open_planned(city, "UH-2", on=date(2026, 3, 27))
    last = date(2026, 4, 7)
    post = Post()
    run(city, last, post)
    assert post.told == ["ulla"]  # of the first contact
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    run(city, last, post)
    assert post.told == ["ulla", "ulla"]
    run(city, last, post)
    assert post.told == ["ulla", "ulla"]


def test_a_matter_that_somebody_heard_of_today_is_not_told_to_them_again_in_the_place_of_another(city):
    """The manager hears of it as the next above, and is not told again today when the officer's turn falls to them."""
    open_planned(city, "UH-1", on=OPENED)
    day = date(2026, 2, 2)
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=OPENED))
    post = Post()
    run(city, day, post)
    with writing(city) as connection:
        connection.execute(
            update(Reminder).where(Reminder.step == "+10").values(state="planned", message_id=None, met_on=None),
        )
    run(city, day, post, at=time(12))
    assert post.told == ["chris"]
    run(city, day + timedelta(days=1), post)
    assert post.told == ["chris", "chris"]


def test_two_mails_on_one_matter_to_one_person_are_a_working_day_apart_in_any_year(sqlite_engine):
    found_city(sqlite_engine)
    bring_to_standstill(sqlite_engine, "UH-1", sent=date(2026, 3, 24))
    open_planned(sqlite_engine, "UH-2", on=date(2026, 3, 23))
    with writing(sqlite_engine) as connection:
        connection.execute(update(Person).where(Person.id == MANAGER).values(left_on=OPENED))
    for offset in range(50):
        day = date(2026, 3, 24) + timedelta(days=offset)
        if day == date(2026, 4, 9):
            observe(sqlite_engine, "UH-2", Milestone.PLANNED_CALL, date(2026, 4, 20), told_on=day.isoformat())
        for hour in (time(6), time(12)):
            run(sqlite_engine, day, Post(), at=hour)
    with reading(sqlite_engine) as connection:
        m, r = Message.__table__.c, Reminder.__table__.c
        rows = connection.execute(
            select(r.person_id, r.case_id, r.matter, m.id, m.day)
            .join(Message.__table__, m.id == r.message_id)
            .distinct()
        ).all()
    days = [(row.person_id, row.case_id, row.matter, row.day) for row in rows]
    assert len(days) > 6
    assert len(days) == len(set(days))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 6, 18), None),
        (date(2026, 6, 19), "eftersom det är midsommarafton. Nästa mejl går måndag 22 juni 2026."),
        (date(2026, 11, 29), "eftersom det är söndag. Nästa mejl går måndag 30 november 2026."),
    ],
)
def test_a_day_on_which_nobody_is_reminded_is_told_with_its_reason_and_the_next_day(day, says):
    told = silent_because(day)
    assert (told is None) == (says is None)
    assert told is None or told.sv.endswith(str(says))
