"""Months and hours in which a role is told only what is urgent."""

from datetime import date, time

import pytest
from sqlalchemy import Engine

from matters.ladder_file import LadderUnreadable, read_ladder
from matters.quiet_times import Quiet
from tests.notifications.city import (
    found_city,
)

DUE = date(2026, 1, 19)
EVENING = Quiet(start=time(18), end=time(7))


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


# --- when it is quiet ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "quiet"),
    [(time(17, 59), False), (time(18), True), (time(23), True), (time(6, 59), True), (time(7), False), (None, False)],
)
def test_hours_may_go_over_midnight(at, quiet):
    assert EVENING.covers(DUE, at) is quiet


@pytest.mark.parametrize(("at", "quiet"), [(time(11, 59), False), (time(12), True), (time(13), False)])
def test_hours_may_lie_within_a_day(at, quiet):
    assert Quiet(start=time(12), end=time(13)).covers(DUE, at) is quiet


def test_a_month_is_quiet_whatever_the_hour():
    holidays = Quiet(frozenset({7}))
    assert holidays.covers(date(2026, 7, 1), None)
    assert holidays.covers(date(2026, 7, 31), time(12))
    assert not holidays.covers(date(2026, 8, 3), time(12))


def test_the_citys_file_says_when_each_role_is_left_in_peace(written):
    ladder = read_ladder(written('[quiet]\nsupplier = {months = [7], from = "18:00", to = "07:00"}\n'))
    assert ladder.quiet == {"supplier": Quiet(frozenset({7}), time(18), time(7))}
    assert ladder.is_quiet("supplier", date(2026, 7, 6), None)
    assert not ladder.is_quiet("officer", date(2026, 7, 6), time(20))


@pytest.mark.parametrize(
    "table",
    [
        "quiet = 7",
        "[quiet]\ncontact = {months = [7]}",
        "[quiet]\nsupplier = {}",
        "[quiet]\nsupplier = {months = [13]}",
        "[quiet]\nsupplier = {months = [true]}",
        '[quiet]\nsupplier = {from = "18:00"}',
        '[quiet]\nsupplier = {from = "18", to = "07"}',
        '[quiet]\nsupplier = {from = "18:00", to = "24:00"}',
        "[quiet]\nsupplier = {weeks = [29]}",
        "[quiet]\nsupplier = 7",
    ],
)
def test_what_is_wrong_in_the_file_is_told(written, table):
    with pytest.raises(LadderUnreadable, match="quiet"):
        read_ladder(written(table))
