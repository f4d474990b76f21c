"""Peak memory of a tick with a million open cases against one with ten thousand, each in a process of its own."""

import subprocess
import sys

from sqlalchemy import make_url

from benchmarks.harness import Result
from benchmarks.ticks import FEW, MANY, OBSERVED, make_due
from benchmarks.worlds import LATER, fill, fresh

TICK = """
import sys
from pathlib import Path
from benchmarks import ticks
from models.storage.database import open_engine
engine = open_engine(sys.argv[1])
ticks.product(engine, ticks.TODAY)
# Not ru_maxrss, which a new process takes over from the one that started it.
(peak,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(peak)
"""


def run(addresses: dict[str, str], largest: int = 0) -> list[Result]:
    """Measure with as many cases as a sweep has at most, or with fewer."""
    return [_measure(addresses, kind, min(largest or MANY[kind], MANY[kind])) for kind in MANY]


def _measure(addresses: dict[str, str], kind: str, many: int) -> Result:
    peaks = {}
    for size in (FEW, many):
        engine = fresh(addresses, kind, f"memory_{size}")
        fill(engine, size, state="award", next_check=LATER, observations=OBSERVED)
        make_due(engine, 0)
        address = make_url(engine.url).render_as_string(hide_password=False)
        engine.dispose()
        told = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-c", TICK, address],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks[size] = int(told.stdout)
    small, large = peaks[FEW], peaks[many]
    detail = {"large MiB": large / 1024, "small MiB": small / 1024}
    what = f"peak memory of a tick, {many:,} against {FEW:,}, {kind}"
    return Result(what, large / small, 1.1, at_least=False, detail=detail)
