"""One PostgreSQL database for all these tests, emptied before each, and a ladder of a city's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.models.conftest import pg_engine, shared_pg_engine

__all__ = ["pg_engine", "shared_pg_engine"]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Write the city's own ladder, and return where it is."""

    def write(text: str) -> Path:
        (tmp_path / "ladder.toml").write_text(text, "utf-8")
        return tmp_path / "ladder.toml"

    return write
