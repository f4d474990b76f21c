"""Reading a plan that a test has written, and the databases of the tests of what is stored."""

import pytest

from exchange.plans.plan_reader import PlanUnreadable, read_plan
from tests.exchange.spreadsheets import NEEDED, csv_bytes, xlsx_bytes
from tests.models.conftest import pg_engine, shared_pg_engine

__all__ = ["pg_engine", "shared_pg_engine"]


@pytest.fixture
def read(tmp_path):
    def read(data):
        path = tmp_path / "plan"
        path.write_bytes(data)
        return read_plan(path)

    return read


@pytest.fixture
def refusal(read):
    def refusal(data):
        with pytest.raises(PlanUnreadable) as refused:
            read(data)
        assert refused.value.text.sv
        assert str(refused.value) == refused.value.text.en
        return refused.value.text

    return refusal


@pytest.fixture
def cell(read):
    """Read one cell under one heading, as text from CSV or as it is from a workbook."""

    def cell(heading, value):
        write = csv_bytes if isinstance(value, str) else xlsx_bytes
        found = read(write((*NEEDED, heading), ("A-1", "Städning", value)))
        return found.rows[0], found.problems

    return cell
