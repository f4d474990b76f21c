"""Peak memory of a tick with a million open cases against one with ten thousand; that of who watches `trespann up`."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

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
    return [*(_measure(addresses, kind, min(largest or MANY[kind], MANY[kind])) for kind in MANY), _supervisor()]


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


def _supervisor() -> Result:
    """Start an installation of its own on free ports, and look at what the process that watches it holds."""
    with ExitStack() as held, tempfile.TemporaryDirectory(prefix="trespann-bench-") as folder:
        free = [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(3)]
        ports = {
            f"TRESPANN_{name}_PORT": str(port) for name, port in zip(("PREFECT", "SMTP", "WEB"), free, strict=True)
        }
        held.close()
        own = {"TRESPANN_VAR": folder, "TRESPANN_LANGUAGE": "en", **ports}
        command = (sys.executable, "-m", "flows.supervisor")
        with subprocess.Popen(command, env=os.environ | own, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            try:
                assert process.stdout
                assert any("Stop with Ctrl-C" in line for line in process.stdout)
                kilobytes = _held(process.pid)
            finally:
                process.send_signal(signal.SIGINT)
    detail = {"without what others share": kilobytes["Pss"] / 1024}
    return Result("MiB of the supervisor of trespann up", kilobytes["Rss"] / 1024, 40, at_least=False, detail=detail)


def _held(process: int) -> dict[str, int]:
    """Return what a process holds in memory, in kB: all of it (Rss), and its share of it (Pss)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()[1:]
    return {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
