"""Cases with two suppliers and ten positions: settling them, and asking all that are live who waits for whom."""

import time
from datetime import date

from sqlalchemy import Engine, text

from benchmarks.harness import Result, median_ratio, seconds
from benchmarks.ticks import DUE
from benchmarks.worlds import LATER, TODAY, fill, fresh
from desk.settling import settle_due
from desk.tick import TickResult
from matters.waits import waiting
from models.storage.database import checkpoint_after, reading, writing

LIVE = 10_000
ROUNDS = 5
OBSERVED = {
    "case_opened": "2026-01-12",
    "contact_point_1": "2026-01-19",
    "relevance_assessed": "2026-01-26",
    "documents_published": "2026-02-02",
    "award_decided": "2026-03-02",
    "award_notice_sent": "2026-03-03",
    "court_checked": "2026-03-16",
    "contact_point_2": "2026-03-16",
    "contract_signed": "2026-03-17",
}
PLANNED = {"case_opened": "2026-01-12", "contact_point_1": "2026-01-19"}


def run(addresses: dict[str, str]) -> list[Result]:
    return [result for kind in ("sqlite", "postgresql") for result in _on(addresses, kind)]


def _on(addresses: dict[str, str], kind: str) -> list[Result]:
    full, plain = fresh(addresses, kind, "suppliers_full"), fresh(addresses, kind, "suppliers_plain")
    fill(full, LIVE, state="hire", next_check=LATER, observations=OBSERVED, suppliers=2, placements=10)
    fill(plain, LIVE, state="planning", next_check=LATER, observations=PLANNED)
    for engine in (full, plain):
        _settled(engine, 0)
    per_track, whole, bare = median_ratio(
        ROUNDS, lambda number: _settled(plain, number), lambda number: _settled(full, number)
    )
    asked = {name: min(_asked(engine) for _ in range(3)) for name, engine in (("full", full), ("plain", plain))}
    for engine in (full, plain):
        engine.dispose()
    return [
        Result(
            f"tick, {DUE} due with 2 suppliers and 10 positions, of {DUE} with none, {kind}",
            per_track,
            1 / 14,  # two tracks against fourteen; what is said of each comes on top
            at_least=True,
            detail={"none ms": whole * 1e3, "suppliers ms": bare * 1e3},
        ),
        Result(
            f"seconds to ask {LIVE:,} live cases who waits, {kind}",
            asked["plain"],
            1.0,
            at_least=False,
            detail={"with 2 suppliers and 10 positions each": asked["full"]},
        ),
    ]


def _settled(engine: Engine, number: int) -> float:
    _make_due(engine, number)
    with checkpoint_after(engine):
        return seconds(lambda: settle_due(engine, today=TODAY, result=TickResult(TODAY)))


def _make_due(engine: Engine, number: int) -> None:
    step = LIVE // DUE
    ids = ",".join(str(1 + number % step + step * n) for n in range(DUE))
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM reminder"))
        connection.execute(text(f'UPDATE "case" SET next_check = :today WHERE id IN ({ids})'), {"today": TODAY})


def _asked(engine: Engine) -> float:
    start = time.perf_counter()
    with reading(engine) as connection:
        waiting(connection, today=date(2026, 4, 15))
    return time.perf_counter() - start
