import pytest
from sqlalchemy import Engine

from tests.web.access.people import Clock, Visitor, add_account, application


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(city: Engine, clock: Clock) -> Visitor:
    """The browser of somebody with an account who has not signed in."""
    add_account(city)
    return Visitor(application(city, clock))
