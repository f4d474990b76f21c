from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.plans.length import Length, Over, any_over, length, longest


def said(number: str | None = None, unit: str | None = None, **dates: date) -> Length:
    return length(start=dates.get("start"), end=dates.get("end"), number=number, unit=unit, other=None)


@pytest.mark.parametrize(
    ("number", "unit", "days", "over"),
    [
        ("4", "MONTH", 122, Over.NO),
        ("4.5", "MONTH", 137, Over.YES),
        ("5", "MONTH", 152, Over.YES),
        ("48", "MONTH", 1461, Over.YES),
        ("15", "MONTHS", 457, Over.YES),
        ("120", "DAY", 120, Over.NO),
        ("124", "DAY", 124, Over.YES),
        ("60", "DAYS", 60, Over.NO),
        ("1826", "CALENDAR_DAY", 1826, Over.YES),
        ("16", "WEEK", 112, Over.NO),
        ("17", "WEEK", 119, Over.NO),
        ("18", "WEEKS", 126, Over.YES),
        ("1", "YEAR", 365, Over.YES),
        ("2", "YEARS", 730, Over.YES),
        ("0.25", "YEAR", 91, Over.NO),
        ("4", "month", 122, Over.NO),
    ],
)
def test_a_number_with_a_unit_is_a_length(number, unit, days, over):
    found = said(number, unit)
    assert (found.days, found.over_4_months) == (days, over)


@pytest.mark.parametrize("days", [121, 122, 123])
def test_days_that_are_four_months_only_at_some_times_of_the_year_go_to_a_human(days):
    assert said(str(days), "DAY").over_4_months is Over.UNKNOWN


def test_a_start_decides_for_days_that_are_four_months_only_at_some_times_of_the_year():
    # From 1 November 2026 four months are 120 days, from 1 July 123.
    assert said("121", "DAY", start=date(2026, 11, 1)).over_4_months is Over.YES
    assert said("123", "DAY", start=date(2026, 7, 1)).over_4_months is Over.NO


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        ("90", "WORKING_DAY"),
        ("4", "FORTNIGHT"),
        ("4", ""),
        ("4", None),
        (None, "MONTH"),
        ("0", "MONTH"),
        ("-1", "MONTH"),
        ("unpublished", "MONTH"),
        ("1e9", "YEAR"),
        ("nan", "DAY"),
        ("٤", "MONTH"),
        ("9999999", "YEAR"),
    ],
)
def test_a_length_that_cannot_be_computed_is_unknown_and_not_zero(number, unit):
    assert said(number, unit) == Length()


@pytest.mark.parametrize(
    ("start", "end", "days", "over"),
    [
        (date(2026, 1, 1), date(2026, 4, 30), 120, Over.NO),
        (date(2026, 1, 1), date(2026, 5, 1), 121, Over.YES),
        (date(2026, 7, 1), date(2026, 10, 31), 123, Over.NO),
        (date(2026, 9, 15), date(2027, 1, 14), 122, Over.NO),
        (date(2026, 9, 15), date(2027, 1, 15), 123, Over.YES),
        (date(2026, 10, 31), date(2027, 2, 28), 121, Over.NO),
        (date(2026, 10, 31), date(2027, 3, 1), 122, Over.YES),
        (date(2027, 10, 31), date(2028, 2, 29), 122, Over.NO),
        (date(2024, 4, 30), date(2028, 4, 29), 1461, Over.YES),
        (date(2026, 5, 1), date(2026, 5, 1), 1, Over.NO),
        (date(9999, 11, 1), date(9999, 12, 31), 61, Over.NO),
    ],
)
def test_both_dates_are_compared_in_calendar_months_and_both_days_count(start, end, days, over):
    found = said(start=start, end=end)
    assert (found.days, found.over_4_months) == (days, over)


def test_both_dates_win_over_a_stated_number():
    found = said("60", "MONTH", start=date(2026, 1, 1), end=date(2026, 3, 31))
    assert (found.days, found.over_4_months) == (90, Over.NO)


def test_dates_in_the_wrong_order_are_not_used():
    found = said("60", "MONTH", start=date(2027, 1, 1), end=date(2026, 12, 31))
    assert (found.days, found.over_4_months) == (1826, Over.YES)


@pytest.mark.parametrize("one", [{"start": date(2026, 1, 1)}, {"end": date(2030, 1, 1)}])
def test_one_date_alone_tells_no_length(one):
    found = said(**one)
    assert (found.days, found.over_4_months) == (None, Over.UNKNOWN)
    assert (found.start, found.end) == (one.get("start"), one.get("end"))


@pytest.mark.parametrize(("word", "over"), [("UNLIMITED", Over.YES), ("UNKNOWN", Over.UNKNOWN), (None, Over.UNKNOWN)])
def test_unlimited_is_longer_and_unknown_is_unknown(word, over):
    found = length(start=None, end=None, number=None, unit=None, other=word)
    assert (found.days, found.over_4_months) == (None, over)


@pytest.mark.parametrize("word", ["UNLIMITED", "UNKNOWN"])
def test_a_number_wins_over_the_words_beside_it(word):
    found = length(start=None, end=None, number="36", unit="MONTH", other=word)
    assert (found.days, found.over_4_months) == (1096, Over.YES)


def test_a_start_at_the_end_of_time_is_survived():
    assert said("122", "DAY", start=date(9999, 12, 1)).over_4_months is Over.UNKNOWN


def test_of_several_lots_the_longest_known_length_counts():
    assert longest([said("4", "MONTH"), said(), said("2", "YEAR")]) == 730
    assert longest([said()]) is None
    assert longest([]) is None


def test_any_longer_lot_makes_the_notice_longer_and_one_unknown_lot_keeps_it_open():
    short, long, open_ended = said("4", "MONTH"), said("5", "MONTH"), said()
    assert any_over([short, open_ended, long]) is Over.YES
    assert any_over([short, open_ended]) is Over.UNKNOWN
    assert any_over([short, short]) is Over.NO
    assert any_over([]) is Over.UNKNOWN


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 400))
def test_a_period_of_days_and_its_two_dates_agree(start, days):
    by_dates = said(start=start, end=start + timedelta(days=days - 1))
    by_number = said(str(days), "DAY", start=start)
    assert (by_number.days, by_number.over_4_months) == (by_dates.days, by_dates.over_4_months)
