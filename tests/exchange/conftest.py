"""The databases of the tests of what is stored."""

from tests.models.conftest import pg_engine, shared_pg_engine

__all__ = ["pg_engine", "shared_pg_engine"]
