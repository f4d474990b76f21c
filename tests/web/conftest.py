import pytest
from sqlalchemy import Engine

from tests.models.conftest import pg_engine, shared_pg_engine
from tests.web.city import found

__all__ = ["pg_engine", "shared_pg_engine"]  # one PostgreSQL database for all these tests, too


@pytest.fixture
def city(engine: Engine) -> Engine:
    found(engine)
    return engine
