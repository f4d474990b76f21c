import pytest
from sqlalchemy import Engine

from notifications.invitations.links import Purpose
from tests.models.conftest import pg_engine, shared_pg_engine
from tests.notifications.city import OFFICER, open_planned
from tests.web.city import OPENED, found, link

__all__ = ["pg_engine", "shared_pg_engine"]  # one PostgreSQL database for all these tests, too


@pytest.fixture
def city(engine: Engine) -> Engine:
    found(engine)
    return engine


@pytest.fixture
def address(city: Engine) -> str:
    """The address of the officer's page for contact point 1."""
    open_planned(city, "UH-1", on=OPENED)
    return link(city, Purpose.CONTACT_POINT_1, OFFICER)
