"""What composing costs: a round of people is read and written at once, however many they are."""

from datetime import date
from itertools import groupby

from sqlalchemy import Engine, func, insert, select, text, update

from desk.settling import Settled, settle_due
from models.operations import NewCase, open_case
from models.storage.database import driver, reading, writing
from models.tables import Case, Message, Person
from notifications.compose import PEOPLE_PER_COMMIT, compose
from states.law.applicability import ProcurementKind
from tests.notifications.city import BY_OFFICER, SETTINGS, found_city

OPENED, FIRST = date(2026, 1, 12), date(2026, 1, 19)
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
    settle_due(engine, today=FIRST, result=Settled(FIRST))


def statements(engine: Engine) -> list[str]:
    """Compose, and return the beginnings of the statements; one that is sent for many rows counts once."""
    seen: list[str] = []
    with writing(engine) as connection:
        dbapi = driver(connection)
    dbapi.set_trace_callback(lambda sql: seen.append(" ".join(sql.split())[:30]))
    try:
        compose(engine, today=FIRST, settings=SETTINGS)
    finally:
        dbapi.set_trace_callback(None)
    return [sql for sql, _ in groupby(seen)]


def messages(engine: Engine) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(Message)).scalar_one())


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
        compose(sqlite_engine, today=FIRST, settings=SETTINGS)
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
        for table in ("calendar_entry", "link", "reminder", "message", "journal", "particular", "observation", "track"):
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(text('DELETE FROM "case"'))
        connection.execute(text(f"DELETE FROM person WHERE id >= {OFFICERS_FROM}"))
