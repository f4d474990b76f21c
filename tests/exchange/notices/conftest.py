"""A folder of notices for every test, and a unit that numbers its cases."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.models.building import (
    BUYER,
    add_unit,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "annonser"
    made.mkdir()
    return made


@pytest.fixture
def numbering(engine: Engine) -> int:
    """A unit whose internal numbers are our references."""
    return add_unit(engine, BUYER[0], numbers_cases=True)
