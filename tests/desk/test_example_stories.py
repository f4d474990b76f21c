"""The cases of the example city whose stage is certain, on a working day, a Saturday and in the next year's spring."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from desk.example_stories import STORIES
from models.installation.settings import Settings
from models.operations import find
from models.storage.database import reading
from tests.example import DAYS, example_world

STAGES = {
    "UH-002": ("planning", "idle"),
    "UH-008": ("planning", "idle"),
    "UH-018": ("planning", "idle"),
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
World = tuple[Engine, Settings]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with example_world(tmp_path_factory.mktemp("city"), request.param) as made:
        yield made


def test_every_story_stands_where_it_should(world: World) -> None:
    engine, _ = world
    with reading(engine) as connection:
        found = {one: tuple(track.state for track in find(connection, one).tracks) for one in STORIES}
    assert found == STAGES
