"""Only who was mailed an order is told that it is withdrawn."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.operations import find, move
from models.storage.database import reading, writing
from notifications.withdrawn_demand import withdrawn_demand
from tests.asking import CLEANERS, MONDAY, NORTH, SOUTH, TUESDAY, ask, found_units, read
from tests.desk.test_demand import mailed
from tests.notifications.city import BY_SUPPORT


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


def withdrawn(engine: Engine, today: date) -> list[tuple[int, str]]:
    with reading(engine) as connection:
        return [(row[4], row[3]) for row in withdrawn_demand(connection, [read(engine)], today=today)]


def cancel(engine: Engine) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_SUPPORT, today=TUESDAY, reason="avbruten")


@pytest.mark.parametrize("was_mailed", [True, False])
def test_each_unit_that_was_mailed_is_told_once_by_the_day_of_the_withdrawal(city, was_mailed):
    ask(city, ((CLEANERS, 3),))
    if was_mailed:
        mailed(city, MONDAY)
    assert withdrawn(city, MONDAY) == []
    cancel(city)
    told = [(NORTH, f"off {TUESDAY}"), (SOUTH, f"off {TUESDAY}")] if was_mailed else []
    assert withdrawn(city, TUESDAY) == withdrawn(city, date(2026, 3, 9)) == told
