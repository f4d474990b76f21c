"""The same persisted move made by other libraries, in the same run: `pip install .[peers]`.

Each makes one move of a case, writes what was done and commits, in a SQLite database of its own. They read one row,
where the product reads five tables, and none chains a journal: what is compared is a move that survives, by what each
process works for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Engine

from benchmarks.harness import WORKED, Result, median_ratio, seconds
from benchmarks.moves import make_moves, planned
from benchmarks.peers import orm, spiff, viewflow_peer
from benchmarks.worlds import fresh

Mover: TypeAlias = Callable[[range], None]
"""Makes the next move of the cases with these numbers."""
MOVES, ROUNDS = 1_000, 7


@dataclass(frozen=True, slots=True)
class Peer:
    """A library, and how many times as many moves the product is to make in the same time.

    `open` fills a database in a folder with cases up to a number; `each` is how many moves of it are measured a round.
    """

    name: str
    needs: str
    goal: float
    each: int
    open: Callable[[Path, int], Mover]


PEERS = (
    Peer("plain SQLModel, one row", "sqlmodel", 5, 500, orm.one_row),
    Peer("plain SQLModel, the product's rows", "sqlmodel", 5, 500, orm.same_rows),
    Peer("SpiffWorkflow, shared model", "SpiffWorkflow", 4, 500, spiff.shared),
    Peer("SpiffWorkflow, whole", "SpiffWorkflow", 4, 300, spiff.whole),
    Peer("SpiffWorkflow with timers, shared model", "SpiffWorkflow", 18, 100, spiff.with_timers),
    Peer("SpiffWorkflow with timers, whole", "SpiffWorkflow", 18, 100, spiff.whole_with_timers),
    Peer("viewflow.fsm", "viewflow", 4, 500, viewflow_peer.fsm),
    Peer("viewflow.workflow", "viewflow", 10, 150, viewflow_peer.workflow),
)


def run(addresses: dict[str, str], folder: Path) -> list[Result]:
    """Measure every peer that is installed, beside the product; of the others a line says that they are not."""
    missing = sorted({peer.needs for peer in PEERS if find_spec(peer.needs) is None})
    if missing:
        print(f"Left out, not installed: {', '.join(missing)}; pip install .[peers]")
    engine = fresh(addresses, "sqlite", "peers")
    there = [peer for peer in PEERS if peer.needs not in missing]
    planned(engine, MOVES * ROUNDS * len(there))
    results = [_beside(peer, engine, folder, MOVES * ROUNDS * place) for place, peer in enumerate(there)]
    engine.dispose()
    return results


def _beside(peer: Peer, engine: Engine, folder: Path, first: int) -> Result:
    mover = peer.open(folder, peer.each * ROUNDS)
    ratio, theirs, own = median_ratio(
        ROUNDS,
        lambda number: seconds(lambda: mover(_numbers(number, peer.each)), WORKED) / peer.each,
        lambda number: seconds(lambda: make_moves(engine, _numbers(number, MOVES, first)), WORKED) / MOVES,
    )
    detail = {"peer/s": 1 / theirs, "product/s": 1 / own}
    return Result(f"moves a second, times those of {peer.name}", ratio, peer.goal, at_least=True, detail=detail)


def _numbers(number: int, each: int, before: int = 0) -> range:
    return range(before + number * each + 1, before + (number + 1) * each + 1)
