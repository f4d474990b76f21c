"""One PostgreSQL database for all these tests, emptied before each: making one takes longer than most of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel

from models.storage.database import writing
from tests.conftest import _TEMPLATE, opened

_EMPTY = "; ".join(
    [
        "SET LOCAL session_replication_role = replica",  # in any order, whatever points at what
        *(f'DELETE FROM "{table}"' for table in SQLModel.metadata.tables),
        "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace",
    ]
)


@pytest.fixture(scope="session")
def shared_pg_engine(pg_server: Any) -> Iterator[Engine]:
    pg_server.psql(f"CREATE DATABASE shared TEMPLATE {_TEMPLATE};")
    with opened(pg_server.get_uri("shared")) as engine:
        yield engine


@pytest.fixture
def pg_engine(shared_pg_engine: Engine) -> Engine:
    """An empty migrated PostgreSQL database, whose rows are numbered from 1.

    Truncating makes the files of every table and index anew, which takes ten times as long as deleting the few rows.
    """
    with writing(shared_pg_engine) as connection:
        connection.exec_driver_sql(_EMPTY)
    return shared_pg_engine
