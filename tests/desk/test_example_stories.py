"""The cases of the example city whose stage is certain, on a working day, a Saturday and in the next year's spring."""

from datetime import date

import pytest

from desk.example_stories import STORIES, steps_on
from models.demand import open_orders
from models.operations import find
from models.queries.demand import demand_table, total
from models.storage.database import engine_at, reading
from states.law.calendar import working_days_before
from states.records.demand import UnitAnswer
from tests.example import DAYS, SATURDAY, ExampleCities

pytestmark = pytest.mark.xdist_group("example")

STAGES = {
    "UH-002": ("planning", "idle"),
    "UH-008": ("planning", "idle"),
    "UH-018": ("planning", "idle"),
    "UH-031": ("planning", "forecast"),
    "UH-013": ("advertised", "forecast"),
    "UH-016": ("standstill", "forecast"),
    "UH-009": ("review", "forecast"),
    "UH-035": ("matching", "forecast", "awarded"),
    "UH-010": ("matching", "forecast", "contact_assigned", "contact_assigned", "open", "open"),
    "UH-017": ("internship", "supporting", "delivering", "internship"),
    "UH-020": ("follow_up", "supporting", "delivering", "following_up"),
    "UH-024": ("follow_up", "supporting", "delivering", "following_up"),
    "UH-001": ("closed", "done", "fulfilled", "completed"),
}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_story_stands_where_it_should(day: date, example_cities: ExampleCities) -> None:
    with engine_at(example_cities.on(day).database) as engine, reading(engine) as connection:
        found = {one: tuple(track.state for track in find(connection, one).tracks) for one in STORIES}
    assert found == STAGES


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_labour_market_units_are_asked_and_answer_in_each_of_the_ways(
    day: date, example_cities: ExampleCities
) -> None:
    with engine_at(example_cities.on(day).database) as engine, reading(engine) as connection:
        found = {one: {order.answer for order in open_orders(find(connection, one))} for one in _ASKED}
        counted = total(demand_table(connection))
    assert found == _ASKED
    assert min(counted.have, counted.by, counted.waiting, counted.cannot) > 0


_ASKED = {
    "UH-031": {""},
    "UH-013": {UnitAnswer.BY},
    "UH-016": {UnitAnswer.HAVE},
    "UH-009": {UnitAnswer.CANNOT},
}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_step_of_a_story_is_on_the_day_of_the_start_or_after(day: date) -> None:
    assert list(steps_on(day, day)) == []
    assert min(step.ago for story in STORIES.values() for step in story.steps) > 0


def test_the_steps_of_a_day_are_those_so_many_working_days_before() -> None:
    day = working_days_before(SATURDAY, 17)
    filed = [step.ago for reference, step in steps_on(day, SATURDAY) if reference == "UH-009"]
    assert filed == [17]
