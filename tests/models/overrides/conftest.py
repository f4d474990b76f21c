"""A case in its standstill, and the two people that a risky override takes."""

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from states.facts import Role
from tests.models.building import add_person, enter, opened, seen
from tests.models.overrides.steps import SENT, STARTED, M, do, purchase, required


@pytest.fixture
def standstill(engine: Engine) -> Engine:
    """A case in its standstill."""
    opened(engine)
    enter(engine, "UH-1", seen(M.CONTACT_POINT_1, STARTED))
    do(engine, required)
    enter(engine, "UH-1", seen(M.DOCUMENTS_PUBLISHED, STARTED))
    enter(engine, "UH-1", seen(M.AWARD_NOTICE_SENT, SENT, value="electronic"), today=SENT)
    assert purchase(engine) == "standstill"
    return engine


@pytest.fixture
def asker(engine: Engine) -> Actor:
    return Actor(Role.SUPPORT, add_person(engine, "sten.uppdiktad@example.se", "support"))


@pytest.fixture
def second(engine: Engine) -> Actor:
    return Actor(Role.MANAGER, add_person(engine, "chris.pahittad@example.se", "manager"))
