"""Over how many working days the reminders about many new cases are spread."""

from datetime import date

from sqlalchemy import update

from models.reminders.room import OF_ONE_DAY, working_days_of
from models.storage.database import reading, writing
from models.tables import Case, Person
from tests.notifications.city import MANAGER, found_city, open_planned

DAY = date(2026, 1, 12)


def days(engine, day=DAY):
    with reading(engine) as connection:
        return working_days_of(connection, day)


def test_without_a_new_case_there_is_nothing_to_spread(engine):
    found_city(engine)
    assert days(engine) == 0


def test_a_day_has_room_for_so_many_cases_of_one_officer_and_no_more(engine):
    found_city(engine)
    for number in range(OF_ONE_DAY):
        open_planned(engine, f"UH-{number}", on=DAY)
    assert days(engine) == 1
    open_planned(engine, "UH-LAST", on=DAY)
    assert (days(engine), days(engine, date(2026, 1, 13))) == (2, 0)


def test_cases_without_an_officer_are_reckoned_to_their_unit_and_else_to_the_support_function(engine):
    found_city(engine)
    for number in range(OF_ONE_DAY + 1):
        open_planned(engine, f"UH-{number}", on=DAY)
    with writing(engine) as connection:
        first = Case.__table__.c.reference == "UH-0"
        connection.execute(update(Case.__table__).where(first).values(officer_id=None))
    assert days(engine) == 1
    with writing(engine) as connection:
        connection.execute(update(Case.__table__).values(officer_id=None))
    assert days(engine) == 2
    with writing(engine) as connection:
        connection.execute(update(Person.__table__).where(Person.__table__.c.id == MANAGER).values(role="left"))
    assert days(engine) == 2
