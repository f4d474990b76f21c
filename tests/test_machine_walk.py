"""Random histories of several cases; after every change and every tick all that must be true is true."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from states.processes.registry import OF_CASES
from tests.histories import UNUSUAL, USUAL, WHICH, Chooser, Snapshots, Step, World, live, steps
from tests.invariants import Invariants, released

HISTORIES = int(os.environ.get("TRESPANN_HISTORIES", "40"))
"""How many; set it higher to search longer."""
FOR_COVERAGE = 150
"""How many at most, until everything has been reached."""
STEPS = 30
RARE = {
    ("procurement", "fall_back_to_internship"): "of two positions one is left by who was hired, the other still tries",
    ("placement", "end_early"): "somebody whose hire is confirmed has to leave after most of the time, but not all",
    ("placement", "take_up_again"): "of a position that is through the last follow-up is taken back",
}
"""Moves that the histories need not reach, each with what would have to come together."""


@pytest.fixture
def snapshots(sqlite_template: Path) -> Iterator[Snapshots]:
    found = Snapshots(sqlite_template)
    yield found
    found.close()


def tell(snapshots: Snapshots, start: date, history: list[Step], seen: Invariants) -> World:
    """Let a history happen and look at it all the while, then at what waits at its end."""
    seen.begin()
    world = World(snapshots, start, seen)
    world.begin()
    for step in history:
        live(world, step)
    world.tick()
    released(world, Chooser(len(history)))
    return world


@settings(
    max_examples=HISTORIES,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=st.dates(date(2025, 1, 7), date(2026, 6, 30)), history=steps())
def test_whatever_happens_to_cases_what_must_be_true_is_true(snapshots, start, history):
    tell(snapshots, start, history, Invariants())


def test_the_histories_reach_every_state_and_nearly_every_move(snapshots):
    every_state = {(process.name, str(state)) for process in OF_CASES for state in process.states}
    every_move = {(process.name, trigger) for process in OF_CASES for trigger in process.triggers} - RARE.keys()
    seen, chooser, number = Invariants(), Chooser(20250107), 0
    while number < FOR_COVERAGE and not (every_state <= seen.states.keys() and every_move <= seen.moves.keys()):
        number += 1
        history = [Step(chooser.of(USUAL + UNUSUAL), chooser.of(WHICH), chooser.of(range(2**24))) for _ in range(STEPS)]
        tell(snapshots, date(2025, 1, 7 + number % 20), history, seen)
    assert every_state - seen.states.keys() == set()
    assert every_move - seen.moves.keys() == set()
