"""One PostgreSQL database for all these tests, emptied before each, and a small city in it."""

import pytest
from sqlalchemy import Engine

from tests.models.conftest import pg_engine, shared_pg_engine
from tests.notifications.city import found_city

__all__ = ["pg_engine", "shared_pg_engine"]


@pytest.fixture
def city(engine: Engine) -> Engine:
    """A city of one unit with an officer, a manager, a supporter and a labour-market person."""
    found_city(engine)
    return engine
