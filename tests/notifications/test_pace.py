"""No more mails a minute than the relay takes, whatever the clock does."""

from datetime import UTC, datetime, timedelta

from notifications.pace import Pace

MORNING = datetime(2026, 4, 1, 6, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.at, self.slept = MORNING, []

    def __call__(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def waits(clock: Clock, pace: Pace, times: int) -> list[float]:
    clock.slept = []
    for _ in range(times):
        pace.wait()
    return clock.slept


def test_mails_leave_evenly():
    clock = Clock()
    assert waits(clock, Pace(30, clock, clock.sleep), 4) == [2.0, 2.0, 2.0]


def test_who_has_waited_otherwise_does_not_wait_here():
    clock = Clock()
    pace = Pace(30, clock, clock.sleep)
    pace.wait()
    clock.at += timedelta(seconds=1.5)
    assert waits(clock, pace, 1) == [0.5]


def test_a_clock_that_jumps_forward_gives_no_burst():
    clock = Clock()
    pace = Pace(30, clock, clock.sleep)
    pace.wait()
    clock.at += timedelta(days=1)
    assert waits(clock, pace, 3) == [2.0, 2.0]


def test_a_clock_that_is_set_back_makes_nobody_wait_for_what_it_lost():
    clock = Clock()
    pace = Pace(30, clock, clock.sleep)
    pace.wait()
    clock.at -= timedelta(hours=3)
    assert waits(clock, pace, 2) == [2.0, 2.0]


def test_those_who_come_at_once_are_spread():
    clock = Clock()
    slept = []
    pace = Pace(60, clock, slept.append)  # nobody has woken up yet when the next one comes
    for _ in range(4):
        pace.wait()
    assert slept == [1.0, 2.0, 3.0]
