"""Quantiles of days of which some still run."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.survival import HALF, NINE_OF_TEN, Durations, counted

days = st.dictionaries(st.integers(0, 40), st.integers(1, 4), max_size=8)


def test_without_any_that_go_on_it_is_the_usual_quantile():
    ten = Durations(dict.fromkeys(range(1, 11), 1), {})
    assert (ten.within(HALF), ten.within(NINE_OF_TEN)) == (5, 9)


def test_what_goes_on_counts_as_having_taken_so_long_at_least():
    done = dict.fromkeys(range(1, 6), 1)
    assert Durations(done, {}).within(HALF) == 3
    assert Durations(done, {30: 5}).within(HALF) == 5
    assert Durations(done, {30: 6}).within(HALF) is None
    assert Durations(done, {0: 6}).within(HALF) == 3  # nothing could have ended yet


def test_by_hand_with_some_going_on_between():
    # 6 at risk: 1/6 end on day 2; one leaves on day 3; of 4 one ends on day 5, of 3 one on day 7.
    mixed = Durations({2: 1, 5: 1, 7: 1}, {3: 1, 9: 2})
    assert mixed.within(Fraction(1, 3)) == 5  # 5/6 x 3/4 = 5/8
    assert mixed.within(HALF) == 7  # 5/8 x 2/3 = 5/12


@pytest.mark.parametrize("share", [HALF, NINE_OF_TEN])
def test_of_nothing_nothing_is_known(share):
    assert Durations({}, {4: 3}).within(share) is None


@given(days, days)
def test_what_still_goes_on_never_makes_a_step_look_quicker(done, going_on):
    alone, with_open = Durations(done, {}).within(HALF), Durations(done, going_on).within(HALF)
    assert alone is None or with_open is None or with_open >= alone


@given(days, days)
def test_more_are_done_within_more_days(done, going_on):
    told = Durations(done, going_on)
    half, most = told.within(HALF), told.within(NINE_OF_TEN)
    assert most is None or (half is not None and half <= most)


def test_pairs_of_the_same_days_are_added_up():
    assert counted([(3, 1), (4, 2), (3, 5)]) == {3: 6, 4: 2}
