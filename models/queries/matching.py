"""How words that somebody types are looked for in what is stored."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal


def like(column: Any, word: str) -> ColumnElement[bool]:
    """Return whether a column holds a word, whatever its case.

    Letters beyond a to z match any sign, since no two databases agree on the case of å.
    """
    plain = "".join("_" if not sign.isascii() else f"\\{sign}" if sign in "\\%_" else sign for sign in word.lower())
    return func.lower(column).like(literal(f"%{plain}%"), escape="\\")
