"""Each test of a class of rows takes them one by one."""

from typing import Any

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    rows: tuple[Any, ...] = getattr(metafunc.cls, "rows", ())
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", rows, ids=str)
    if "closing_row" in metafunc.fixturenames:
        metafunc.parametrize("closing_row", [row for row in rows if row.met], ids=str)
