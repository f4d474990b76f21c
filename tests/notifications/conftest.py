"""One PostgreSQL database for all these tests, emptied before each, and a small city in it."""

import pytest
from sqlalchemy import Engine

from tests.matters.conftest import written
from tests.models.conftest import pg_engine, shared_pg_engine
from tests.notifications.city import found_city

__all__ = ["pg_engine", "shared_pg_engine", "written"]


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine
