"""Waiting for something that happens in another process."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found], *, seconds: float = 30) -> Found:
    """Look again and again until there is something, and return it."""
    give_up = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < give_up, "it did not happen in time"
        time.sleep(0.05)
    return found
