"""How many rows a form shows whose reader may ask for more."""

from web.links.page import Typed

ROWS, MORE = "rows", "more"
MOST_ROWS = 50


def rows_asked(typed: Typed, least: int) -> int:
    """Return the number of rows that a reader asked for, from `least` to the most that a page shows."""
    asked = typed.get(ROWS, "")
    rows = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else least
    return max(least, min(rows, MOST_ROWS))
