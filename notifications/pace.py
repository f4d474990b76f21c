"""How fast mail may leave."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta


class Pace:
    """A bucket that gets a token every so often and holds one, for all connections of a run: mails leave evenly.

    The clock may jump: forward it gives no burst, back it makes nobody wait longer.
    """

    def __init__(
        self,
        per_minute: int,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = timedelta(minutes=1) / per_minute
        self._clock, self._sleep = clock, sleep
        self._read = self._next = clock()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Take a token, as soon as there is one."""
        with self._lock:
            at = self._clock()
            self._next += min(at - self._read, timedelta(0))
            self._read, mine = at, max(at, self._next)
            self._next = mine + self._gap
        if mine > at:
            self._sleep((mine - at).total_seconds())
