"""Each measurement of `make bench` runs through in the small; what it finds there says nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import agenda, journals, mails, moves, pages, peers, suppliers, ticks
from benchmarks.harness import Result, missed, table

SMALL = {
    moves: {"CASES": 2, "ROUNDS": 2},
    ticks: {"DUE": 20, "FEW": 40, "ROUNDS": 1, "WATCHED": 1, "IDLE": 2},
    agenda: {"CASES": 10, "MORE": 20, "ROUNDS": 1},
    suppliers: {"DUE": 10, "LIVE": 20, "ROUNDS": 1},
    mails: {"MAILS": 2, "ROUNDS": 1},
    pages: {"CASES": 5, "GETS": 2, "ROUNDS": 1},
    journals: {"CASES": 5, "LENGTH": 4, "NEW": 1, "ROUNDS": 1},
}
MEASURED: dict[str, Callable[[dict[str, str]], list[Result]]] = {
    "moves": lambda at: [moves._measure(at, "sqlite", synchronous, 0.5) for synchronous in ("NORMAL", "FULL")],
    "ticks": lambda at: ticks._on(at, "sqlite", 80),
    "agenda": lambda at: agenda._on(at, "sqlite"),
    "suppliers": lambda at: suppliers._on(at, "sqlite"),
    "mails": mails.run,
    "pages": lambda at: pages._on(at, "sqlite"),
    "journals": lambda at: [journals._on(at, "sqlite")],
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    for module, sizes in SMALL.items():
        for name, size in sizes.items():
            monkeypatch.setattr(module, name, size)
    return {"sqlite": f"sqlite:///{tmp_path}/{{name}}.db"}


@pytest.mark.parametrize("name", MEASURED)
def test_every_measurement_runs_and_has_a_goal(small, name):
    results = MEASURED[name](small)
    assert results
    assert len({one.what for one in results}) == len(results)
    assert all(one.goal > 0 and one.figure == one.figure for one in results)
    assert table(results)


@pytest.mark.parametrize("peer", [peer for peer in peers.PEERS if peer.needs == "sqlmodel"], ids=lambda peer: peer.name)
def test_what_needs_nothing_else_installed_moves_its_cases(small, tmp_path, peer):
    peer.open(tmp_path, 2)(range(1, 3))


def test_raw_and_product_write_the_same_of_a_sweep(small):
    written = []
    for work in (ticks.product, ticks._raw_sqlite):
        engine = ticks._city(small, "sqlite", 40)
        ticks.make_due(engine, 0)
        work(engine, ticks.TODAY)
        written.append(_rows(engine))
        engine.dispose()
        (Path(str(engine.url.database))).unlink()
    assert written[0] == written[1]


def _rows(engine):
    columns = {
        "case": "id, next_check, version, journal_length, journal_head, agenda_digest",
        "track": "id, state, since",
        "journal": "case_id, number, event, source, target, digest",
        "reminder": "case_id, matter, step, person_id, base, due_on, state",
        "agenda": "*",
    }
    with engine.connect() as connection:
        found = {}
        for name, some in columns.items():
            rows = connection.exec_driver_sql(f'SELECT {some} FROM "{name}"').fetchall()
            found[name] = sorted(row[1:] if some == "*" else tuple(row) for row in rows)
    return found


def test_a_goal_that_is_missed_is_named_with_its_figure():
    met, not_met = Result("fast", 2, 1, at_least=True), Result("slow", 1.3, 1.2, at_least=False)
    assert missed([met, not_met]) == ["slow: 1.30, not at most 1.20"]
