"""No more mails a minute than the relay takes, whoever sends and whatever the clock does."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from models.queries.heartbeats import last_day
from models.storage.database import reading
from notifications.delivery.pace import JOB, PATIENCE, Pace

MORNING = datetime(2026, 4, 1, 6, 30, tzinfo=UTC)
GAP = timedelta(seconds=2)


class Clock:
    def __init__(self, at: datetime = MORNING) -> None:
        self.at, self.slept = at, []

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def pace(engine: Engine, clock: Clock) -> Pace:
    return Pace(engine, 30, clock, clock.sleep)


def waits(clock: Clock, paced: Pace, times: int) -> list[float]:
    clock.slept = []
    assert all(paced.wait() for _ in range(times))
    return clock.slept


def test_mails_leave_evenly(engine):
    clock = Clock()
    assert waits(clock, pace(engine, clock), 4) == [2.0, 2.0, 2.0]


def test_the_day_of_a_turn_is_that_in_sweden(engine):
    pace(engine, Clock(datetime(2026, 6, 21, 22, 30, tzinfo=UTC))).wait()
    with reading(engine) as connection:
        assert last_day(connection, JOB) == date(2026, 6, 22)


def test_who_has_waited_otherwise_does_not_wait_here(engine):
    clock = Clock()
    paced = pace(engine, clock)
    paced.wait()
    clock.at += timedelta(seconds=1.5)
    assert waits(clock, paced, 1) == [0.5]


def test_a_run_goes_on_where_the_one_before_has_stopped(engine):
    clock = Clock()
    waits(clock, pace(engine, clock), 3)
    assert waits(clock, pace(engine, clock), 2) == [2.0, 2.0]
    clock.at += timedelta(minutes=15)
    assert waits(clock, pace(engine, clock), 1) == []


def test_of_those_who_come_at_once_one_gets_the_turn(engine):
    together = threading.Barrier(6)

    class OneMustWait(Exception):
        pass

    def sleep(seconds: float) -> None:
        assert seconds == GAP.total_seconds()
        raise OneMustWait

    def take() -> bool:
        paced = Pace(engine, 30, lambda: MORNING, sleep)
        together.wait()
        try:
            return paced.wait()
        except OneMustWait:
            return False

    with ThreadPoolExecutor(6) as pool:
        taken = [one.result() for one in [pool.submit(take) for _ in range(6)]]
    assert sorted(taken) == [False] * 5 + [True]


def test_workers_side_by_side_take_no_more_turns_than_one(engine):
    clocks = [Clock(), Clock(MORNING + timedelta(seconds=0.7))]
    workers = [(clock, pace(engine, clock)) for clock in clocks]
    turns = []
    for number in (0, 1, 1, 0, 0, 1, 0, 1):
        clock, paced = workers[number]
        clock.at = max(clock.at, *(other.at - timedelta(seconds=0.7) for other in clocks))
        assert paced.wait()
        turns.append(clock.at)
    assert min(later - earlier for earlier, later in pairwise(turns)) == GAP


def test_a_machine_whose_clock_is_behind_sends_no_faster(engine):
    ahead, behind = Clock(MORNING + timedelta(seconds=30)), Clock()
    pace(engine, ahead).wait()
    assert waits(behind, pace(engine, behind), 2) == [32.0, 2.0]


def test_a_clock_that_jumps_forward_gives_no_burst(engine):
    clock = Clock()
    waits(clock, pace(engine, clock), 1)
    clock.at += timedelta(days=1)
    assert waits(clock, pace(engine, clock), 3) == [2.0, 2.0]


def test_a_clock_that_is_set_back_makes_nobody_wait_for_what_it_lost(engine):
    clock = Clock()
    waits(clock, pace(engine, clock), 1)
    clock.at -= timedelta(hours=3)
    assert waits(clock, pace(engine, clock), 3) == [2.0, 2.0]


@pytest.mark.parametrize("jump", [PATIENCE, -timedelta(hours=3)])
def test_a_clock_that_jumps_within_a_run_ends_it(engine, jump):
    clock = Clock()
    paced = pace(engine, clock)
    paced.wait()
    clock.at += jump
    assert not paced.wait()


def test_a_run_does_not_go_on_for_ever(engine):
    clock = Clock()
    paced = pace(engine, clock)
    taken = 0
    while paced.wait():
        taken += 1
    assert taken == PATIENCE / GAP
    assert clock.at - MORNING == PATIENCE
