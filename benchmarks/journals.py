"""What `doctor` takes for the journals: the first time, and when it has verified them before."""

from datetime import UTC, datetime

from benchmarks.harness import Result, clock_of, seconds
from benchmarks.lives import ENTRIES, give_lives
from benchmarks.worlds import LATER, TODAY, fill, fresh
from desk.checks.database import sound_journals
from desk.checks.finding import Moment, Status
from models.installation.settings import Settings
from models.storage.database import writing

CASES = 10_000
REAL = 10_000_000
"""Entries of a city's many years, to which what is measured is reckoned up."""


def run(addresses: dict[str, str]) -> list[Result]:
    return [_on(addresses, kind) for kind in ("sqlite", "postgresql")]


def _on(addresses: dict[str, str], kind: str) -> Result:
    engine = fresh(addresses, kind, "journals")
    fill(engine, CASES, state="planning", next_check=LATER, observations={"case_opened": "2026-01-12"})
    give_lives(engine, CASES, TODAY)
    at = Moment(Settings(_env_file=None), TODAY, datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC))

    def look() -> None:
        with writing(engine) as connection:
            assert sound_journals(connection, at).status is Status.OK

    clock = clock_of(engine)
    first, again = seconds(look, clock), seconds(look, clock)
    engine.dispose()
    times = REAL / (CASES * ENTRIES)
    return Result(
        f"seconds of doctor for journals it knows, reckoned to {REAL:,} entries, {kind}",
        again * times,
        2.0,
        at_least=False,
        detail={"the first time": first * times, "µs an entry, first": first / CASES / ENTRIES * 1e6},
    )
