"""One PostgreSQL database for all these tests, emptied before each."""

from tests.models.conftest import pg_engine, shared_pg_engine

__all__ = ["pg_engine", "shared_pg_engine"]
