"""By which rules an agenda is worked out: the program's own, and the city's ladder, as one short text."""

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from matters.ladder import Ladder
from models.storage.schema import newest_version

_HOUSE = Path(__file__).parents[1]
_RULES = ("states", "models", "matters")
"""The folders in which the rules stand, and what is read of a case for them."""
_CHARACTERS = 32


@lru_cache(maxsize=8)
def rules_with(ladder: Ladder) -> str:
    """Return what tells these rules from any others: of another release, or with another ladder."""
    own = [(name, matter.rungs) for name, matter in sorted(ladder.matters.items())]
    said = repr((_schema(), ladder.days, own))
    return hashlib.sha256(f"{_program()} {said}".encode()).hexdigest()[:_CHARACTERS]


_schema = cache(newest_version)


@cache
def _program() -> str:
    """Return a digest of the program's own rules, read once for each process."""
    told = hashlib.sha256()
    for folder in _RULES:
        for file in sorted((_HOUSE / folder).rglob("*.py")):
            told.update(file.relative_to(_HOUSE).as_posix().encode())
            told.update(file.read_bytes())
    return told.hexdigest()
