"""How many rows a form shows."""

import pytest

from web.links.rows import MOST_ROWS, rows_asked


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ({}, 2),
        ({"rows": "5"}, 5),
        ({"rows": "1"}, 2),
        ({"rows": "999"}, MOST_ROWS),
        ({"rows": "²"}, 2),
        ({"rows": "x"}, 2),
    ],
)
def test_a_reader_gets_the_rows_they_ask_for_within_bounds(typed, rows):
    assert rows_asked(typed, 2) == rows
