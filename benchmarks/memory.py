"""Peak memory of a tick with a million open cases against one with ten thousand, each in a process of its own."""

import subprocess
import sys

from sqlalchemy import make_url

from benchmarks.harness import Result
from benchmarks.ticks import OBSERVED, SIZES
from benchmarks.worlds import LATER, fill, fresh

TICK = """
import resource, sys
from itertools import count
from benchmarks import ticks
from models.database import open_engine
engine = open_engine(sys.argv[1])
ticks._timed(engine, count(), ticks._product)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def run(addresses: dict[str, str]) -> list[Result]:
    return [_measure(addresses, kind) for kind in ("sqlite", "postgresql")]


def _measure(addresses: dict[str, str], kind: str) -> Result:
    peaks = {}
    for size in (SIZES[0], SIZES[-1]):
        engine = fresh(addresses, kind, f"memory_{size}")
        fill(engine, size, state="award", next_check=LATER, observations=OBSERVED)
        address = make_url(engine.url).render_as_string(hide_password=False)
        engine.dispose()
        told = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-c", TICK, address],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks[size] = int(told.stdout)
    small, large = peaks[SIZES[0]], peaks[SIZES[-1]]
    detail = {"large MiB": large / 1024, "small MiB": small / 1024}
    what = f"peak memory of a tick, {SIZES[-1]:,} against {SIZES[0]:,}, {kind}"
    return Result(what, large / small, 1.1, at_least=False, detail=detail)
