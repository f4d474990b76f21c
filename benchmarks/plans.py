"""A plan of 5,000 rows beside one of 1,000: statements for each further batch, and the memory that both take."""

import csv
import io
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, insert

from benchmarks.harness import Result, statements
from benchmarks.worlds import TODAY, fresh
from exchange.plans.plan_import import AT_ONCE, import_plan
from models.storage.database import writing
from models.tables import ContractingUnit

FEW, MANY = 1_000, 5_000
KINDS = ("new", "again", "changed")
HEADINGS = (
    "JournalID",
    "Verksamhet",
    "Benämning",
    "Slag",
    "Upphandlingstyp",
    "Planerad annonsering",
    "Avtalstid månader",
    "Information",
)
UNITS = 20
_UNIT = "Förvaltning {}"
_unit = ContractingUnit.__table__
IMPORT = """
import sys
from datetime import date
from pathlib import Path
from exchange.plans.plan_import import import_plan
from models.storage.database import open_engine
engine = open_engine(sys.argv[1])
for path in sys.argv[2:]:
    import_plan(engine, Path(path), today=date(2026, 4, 1))
# Not ru_maxrss, which a new process takes over from the one that started it.
(peak,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(peak)
"""


def run(addresses: dict[str, str], folder: Path) -> list[Result]:
    return [_statements(addresses, folder, kind) for kind in ("sqlite", "postgresql")] + [_memory(addresses, folder)]


def _statements(addresses: dict[str, str], folder: Path, kind: str) -> Result:
    """Import a plan that is new, the same once more, and one in which every row has changed."""
    sent: dict[str, dict[int, int]] = {name: {} for name in KINDS}
    took: dict[str, float] = {}
    for rows in (FEW, MANY):
        engine = _city(addresses, kind, f"plans_{rows}")
        for name in KINDS:
            path = _plan(folder / str(rows), rows, months="36" if name == "changed" else "24")
            start = time.perf_counter()
            sent[name][rows] = statements(engine, partial(import_plan, engine, path, today=TODAY))
            took[name] = time.perf_counter() - start
        engine.dispose()
    batches = (MANY - FEW) / AT_ONCE
    further = {name: (of[MANY] - of[FEW]) / batches for name, of in sent.items()}
    detail = {f"{name} {rows}": float(count) for name, of in sent.items() for rows, count in of.items()}
    detail |= {f"{name} rows/s": MANY / took[name] for name in KINDS}
    what = f"statements for each further {AT_ONCE} rows of a plan, {kind}"
    return Result(what, max(further.values()), 20, at_least=False, detail=detail)


def _memory(addresses: dict[str, str], folder: Path) -> Result:
    peaks = {rows: _peak(addresses, folder, rows) for rows in (FEW, MANY)}
    bare = _peak(addresses, folder, 1)
    detail = {f"{rows} rows MiB": peak / 1024 for rows, peak in {1: bare, **peaks}.items()}
    return Result(f"peak memory of a plan, {MANY:,} rows against {FEW:,}", peaks[MANY] / peaks[FEW], 1.2, False, detail)


def _peak(addresses: dict[str, str], folder: Path, rows: int) -> int:
    engine = _city(addresses, "sqlite", f"plan_memory_{rows}")
    address = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    path = _plan(folder / str(rows), rows, months="24")
    command = [sys.executable, "-c", IMPORT, address, str(path)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603 - our own file


def _city(addresses: dict[str, str], kind: str, name: str) -> Engine:
    engine = fresh(addresses, kind, name)
    with writing(engine) as connection:
        connection.execute(insert(_unit), [{"name": _UNIT.format(number)} for number in range(UNITS)])
    return engine


def _plan(folder: Path, rows: int, *, months: str) -> Path:
    folder.mkdir(exist_ok=True)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    writer.writerows(
        (
            f"UH-{n}",
            _UNIT.format(n % UNITS),
            f"Ramavtal för tjänster, område {n}",
            "Tjänst",
            "Öppet",
            "2026-09-01",
            months,
            "",
        )
        for n in range(rows)
    )
    path = folder / "plan.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path
