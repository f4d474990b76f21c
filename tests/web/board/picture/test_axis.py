"""The axis of time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.board.picture.axis import LEAST_NEAR, WIDE, axis, next_month

LEFT, RIGHT = 150.0, 1176.0
DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


def drawn(first: str, last: str, today: str | None):
    day = date.fromisoformat
    return axis(day(first), day(last), today and day(today), left=LEFT, right=RIGHT)


def test_the_axis_begins_with_the_month_of_the_first_day_and_ends_two_months_after_the_last():
    found = drawn("2026-02-17", "2027-06-01", "2026-12-03")

    assert (found.begins, found.ends) == (date(2026, 2, 1), date(2027, 8, 1))
    assert (found.left, found.right) == (LEFT, pytest.approx(RIGHT))
    assert len(found.months) == 18


def test_the_months_around_today_are_wider():
    found = drawn("2026-02-17", "2027-06-01", "2026-12-03")

    assert [month.first.month for month in found.months if month.near] == [11, 12, 1]
    wide = {round(month.right - month.left, 3) for month in found.months if month.near}
    usual = {round(month.right - month.left, 3) for month in found.months if not month.near}
    assert len(wide) == len(usual) == 1
    assert wide.pop() / usual.pop() == pytest.approx(WIDE, rel=1e-3)


def test_without_today_every_month_is_as_wide():
    found = drawn("2024-02-17", "2026-06-01", None)

    assert len({round(month.right - month.left, 6) for month in found.months}) == 1


def test_a_long_axis_leaves_room_for_what_is_near():
    found = drawn("2016-02-17", "2027-06-01", "2026-12-03")

    assert [month.right - month.left for month in found.months if month.near] == [pytest.approx(LEAST_NEAR)] * 3


def test_a_day_lies_where_it_is_in_its_month():
    found = drawn("2026-02-01", "2026-02-28", None)

    march = found.months[1]
    assert found.x(date(2026, 3, 1)) == march.left
    assert found.x(date(2026, 3, 17)) == pytest.approx(march.left + (march.right - march.left) * 16 / 31)


@given(first=DAYS, length=st.integers(0, 4000), back=st.integers(0, 4000))
def test_later_days_lie_further_right_and_all_within_the_axis(first, length, back):
    last = first + timedelta(days=length)
    found = axis(first, last, min(first + timedelta(days=back), last), left=LEFT, right=RIGHT)

    places = [found.x(first + timedelta(days=step)) for step in range(0, length + 90, 13)]
    assert places == sorted(places)
    assert places[0] >= LEFT
    assert places[-1] <= RIGHT + 0.001
    assert [one.right for one in found.months[:-1]] == [one.left for one in found.months[1:]]


def test_what_lies_beyond_stands_at_the_edge():
    found = drawn("2026-02-17", "2026-06-01", "2026-03-03")

    assert found.x(date(2020, 1, 1)) == found.left
    assert found.x(date(2040, 1, 1)) == found.right


def test_months_follow_each_other_over_the_year():
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)
