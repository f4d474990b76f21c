"""The calendar against a table of its own: computed here from the acts, without the library the calendar reads."""

import copy
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.law.calendar import (
    OutsideCalendar,
    closed_because,
    is_working_day,
    months_after,
    roll,
    working_days_after,
    working_days_before,
    working_days_between,
)
from states.text import Text

DAY = timedelta(days=1)
YEARS = range(1990, 2061)
EVERY_DAY = [date(1990, 1, 1) + n * DAY for n in range((date(2060, 12, 31) - date(1990, 1, 1)).days + 1)]


def easter(year):
    """The Gregorian Easter Sunday after Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    ell = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def saturday_from(year, month, day):
    first = date(year, month, day)
    return first + (5 - first.weekday()) % 7 * DAY


def named_days(year):
    """The public holidays of act 1989:253 and the three eves of act 1930:173 s. 2, as they stood in a year."""
    sunday = easter(year)
    midsummer = saturday_from(year, 6, 20)
    days = [
        (date(year, 1, 1), "nyårsdagen"),
        (date(year, 1, 6), "trettondedag jul"),
        (sunday - 2 * DAY, "långfredagen"),
        (sunday, "påskdagen"),
        (sunday + DAY, "annandag påsk"),
        (date(year, 5, 1), "första maj"),
        (sunday + 39 * DAY, "Kristi himmelsfärdsdag"),
        (sunday + 49 * DAY, "pingstdagen"),
        (midsummer - DAY, "midsommarafton"),
        (midsummer, "midsommardagen"),
        (saturday_from(year, 10, 31), "alla helgons dag"),
        (date(year, 12, 24), "julafton"),
        (date(year, 12, 25), "juldagen"),
        (date(year, 12, 26), "annandag jul"),
        (date(year, 12, 31), "nyårsafton"),
    ]
    # SFS 2004:1320, in force on 1 April 2005: National Day in, Whit Monday out.
    days.append((sunday + 50 * DAY, "annandag pingst") if year < 2005 else (date(year, 6, 6), "nationaldagen"))
    table = {}
    for day, name in days:
        table.setdefault(day, set()).add(name)
    return table


NAMED = {day: names for year in YEARS for day, names in named_days(year).items()}


def is_ordinary_weekday(day):
    return day.weekday() < 5 and day not in NAMED


def stepped(day, count, step):
    while count or not is_ordinary_weekday(day):
        day += step
        count -= 1 if count and is_ordinary_weekday(day) else 0
    return day


# --- every day of the years held -------------------------------------------------------------------------------------


def test_every_day_of_71_years_agrees_with_the_acts():
    assert len(EVERY_DAY) == 25_933
    assert not [day for day in EVERY_DAY if is_working_day(day) != is_ordinary_weekday(day)]


def test_every_closed_day_names_its_holiday_or_else_its_weekday():
    weekdays = {5: {"lördag"}, 6: {"söndag"}}
    for day in EVERY_DAY:
        why = closed_because(day)
        expected = NAMED.get(day) or weekdays.get(day.weekday())
        assert (set(why.sv.split(" och ")) if why else None) == expected


def test_every_closed_day_has_an_english_name_too():
    names = {(why.sv, why.en) for day in EVERY_DAY if (why := closed_because(day))}
    assert ("midsommarafton", "Midsummer Eve") in names
    assert ("söndag", "Sunday") in names
    assert all(en and en != sv for sv, en in names)
    assert len({sv for sv, _ in names}) == len(names)


def test_two_holidays_on_one_day_are_both_named():
    assert closed_because(date(2008, 5, 1)) == Text(
        "första maj och Kristi himmelsfärdsdag", "Ascension Day and May Day"
    )


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1990, (4, 15)), (2000, (4, 23)), (2008, (3, 23)), (2019, (4, 21)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_the_easter_of_this_table_is_the_published_one(year, sunday):
    assert easter(year) == date(year, *sunday)


def test_the_calendar_reaches_twenty_years_beyond_2026():
    assert is_working_day(date(2046, 12, 28))
    assert roll(date(2046, 12, 31)) == date(2047, 1, 2)


def test_day_ten_is_moved_on_exactly_the_days_the_acts_say():
    sending = [date(2024, 1, 1) + n * DAY for n in range(3653)]
    moved = [day for day in sending if roll(day + 10 * DAY) != day + 10 * DAY]
    assert sending[-1] == date(2033, 12, 31)
    assert len(moved) == 1143


# --- traps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2005, 5, 16), id="Whit Monday since 2005"),
        pytest.param(date(2026, 5, 25), id="Whit Monday 2026"),
        pytest.param(date(2003, 6, 6), id="6 June before 2005"),
        pytest.param(date(2026, 4, 2), id="Maundy Thursday"),
        pytest.param(date(2026, 4, 30), id="Walpurgis Night"),
        pytest.param(date(2027, 1, 5), id="Epiphany Eve"),
        pytest.param(date(2026, 10, 30), id="All Saints' Eve"),
        pytest.param(date(2026, 5, 15), id="the Friday after Ascension Day"),
        pytest.param(date(2026, 6, 18), id="the day before Midsummer Eve"),
        pytest.param(date(2025, 12, 23), id="the day before Christmas Eve"),
        pytest.param(date(2024, 2, 29), id="leap day"),
    ],
)
def test_a_day_that_only_looks_like_a_holiday_is_an_ordinary_weekday(day):
    assert is_working_day(day)
    assert closed_because(day) is None
    assert roll(day) == day


@pytest.mark.parametrize(
    ("day", "sv"),
    [
        (date(2004, 5, 31), "annandag pingst"),
        (date(2005, 6, 6), "nationaldagen"),
        (date(2025, 6, 6), "nationaldagen"),
        (date(2026, 6, 19), "midsommarafton"),
        (date(2026, 12, 24), "julafton"),
        (date(2026, 12, 31), "nyårsafton"),
        (date(2026, 1, 6), "trettondedag jul"),
        (date(2026, 4, 3), "långfredagen"),
        (date(2026, 5, 14), "Kristi himmelsfärdsdag"),
        (date(2026, 5, 1), "första maj"),
        (date(2026, 4, 4), "lördag"),
        (date(2026, 10, 31), "alla helgons dag"),
        (date(2026, 3, 29), "söndag"),
    ],
)
def test_a_day_that_is_closed_says_why(day, sv):
    assert not is_working_day(day)
    assert closed_because(day).sv == sv
    assert roll(day) > day


@pytest.mark.parametrize(
    ("last_day", "rolled"),
    [
        pytest.param(date(2019, 12, 24), date(2019, 12, 27), id="A8: 24 December"),
        pytest.param(date(2019, 12, 25), date(2019, 12, 27), id="A8: 25 December"),
        pytest.param(date(2019, 12, 26), date(2019, 12, 27), id="A8: 26 December"),
        pytest.param(date(2019, 12, 31), date(2020, 1, 2), id="A9: 31 December"),
        pytest.param(date(2020, 1, 1), date(2020, 1, 2), id="A9: 1 January"),
    ],
)
def test_a_last_day_moves_as_the_agency_published(last_day, rolled):
    assert roll(last_day) == rolled


# --- counting --------------------------------------------------------------------------------------------------------


def test_the_day_counted_from_is_never_counted():
    friday, saturday, monday = date(2026, 3, 27), date(2026, 3, 28), date(2026, 3, 30)
    assert working_days_after(friday, 1) == monday
    assert working_days_after(saturday, 1) == monday
    assert working_days_before(monday, 1) == friday
    assert working_days_before(saturday, 1) == friday


def test_counting_none_gives_the_day_itself_or_its_nearest_ordinary_weekday():
    good_friday = date(2026, 4, 3)
    assert working_days_after(good_friday, 0) == date(2026, 4, 7)
    assert working_days_before(good_friday, 0) == date(2026, 4, 2)
    assert working_days_after(date(2026, 4, 8), 0) == working_days_before(date(2026, 4, 8), 0) == date(2026, 4, 8)


def test_ten_working_days_over_easter_step_over_both_holidays():
    assert working_days_after(date(2026, 3, 27), 10) == date(2026, 4, 14)
    assert working_days_before(date(2026, 4, 14), 10) == date(2026, 3, 27)
    assert working_days_between(date(2026, 3, 27), date(2026, 4, 14)) == 10


@pytest.mark.parametrize("count", range(12))
@pytest.mark.parametrize("start", [date(2025, 12, 15), date(2004, 5, 21), date(2027, 1, 2)])
def test_counting_equals_stepping_day_by_day(start, count):
    for day in (start + n * DAY for n in range(40)):
        assert working_days_after(day, count) == stepped(day, count, DAY)
        assert working_days_before(day, count) == stepped(day, count, -DAY)


days = st.dates(date(1991, 1, 1), date(2059, 12, 31))
counts = st.integers(0, 200)


@given(days, counts)
def test_back_and_forth_returns_to_the_ordinary_weekday_before(day, count):
    assert working_days_before(working_days_after(day, count + 1), count + 1) == working_days_before(day, 0)
    assert working_days_after(working_days_before(day, count + 1), count + 1) == roll(day)


@given(days, counts)
def test_an_ordinary_weekday_comes_back_to_itself(day, count):
    start = roll(day)
    assert working_days_before(working_days_after(start, count), count) == start
    assert working_days_after(working_days_before(start, count), count) == start


@given(days, st.integers(1, 200))
def test_the_days_between_are_the_days_counted(day, count):
    assert working_days_between(day, working_days_after(day, count)) == count


@given(days, days, days)
def test_the_days_between_add_up(one, two, three):
    start, middle, end = sorted((one, two, three))
    whole = working_days_between(start, end)
    assert whole == working_days_between(start, middle) + working_days_between(middle, end)


@given(days, counts)
def test_counting_more_days_or_from_a_later_day_never_ends_earlier(day, count):
    assert working_days_after(day, 0) <= working_days_after(day, 1)
    assert working_days_after(day, count + 1) < working_days_after(day, count + 2)
    assert working_days_after(day, count) <= working_days_after(day + DAY, count)


def test_between_counts_the_end_but_not_the_start():
    thursday, friday = date(2026, 3, 26), date(2026, 3, 27)
    assert working_days_between(thursday, friday) == 1
    assert working_days_between(friday, friday) == 0
    assert working_days_between(friday, date(2026, 3, 29)) == 0


# --- months ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 3, 16), 0, date(2026, 3, 16)),
        (date(2026, 3, 16), 6, date(2026, 9, 16)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, count, after):
    assert months_after(day, count) == after


def months_later(day, count):
    """Walk day by day to the month that is meant, and stop on the day of that number or on the last there is."""
    passed, at = 0, day
    while passed < count or at.day < day.day:
        following = at + DAY
        if following.day == 1:
            if passed == count:
                return at
            passed += 1
        at = following
    return at


@given(days, st.integers(0, 60))
def test_months_later_is_what_walking_through_the_calendar_finds(day, count):
    assert months_after(day, count) == months_later(day, count)


@given(days, st.integers(0, 240))
def test_months_later_keeps_the_order_of_days_and_of_counts(day, count):
    assert months_after(day, count) <= months_after(day + DAY, count)
    assert months_after(day, count) < months_after(day, count + 1)


# --- refusals --------------------------------------------------------------------------------------------------------


def test_days_before_a_negative_count_are_refused():
    with pytest.raises(ValueError, match="-1 is negative"):
        working_days_after(date(2026, 3, 27), -1)
    with pytest.raises(ValueError, match="-2 is negative"):
        working_days_before(date(2026, 3, 27), -2)


def test_days_between_an_end_and_an_earlier_start_are_refused():
    with pytest.raises(ValueError, match="2026-03-26 is before the start 2026-03-27"):
        working_days_between(date(2026, 3, 27), date(2026, 3, 26))


@pytest.mark.parametrize(
    "question",
    [
        lambda: is_working_day(date(1989, 12, 31)),
        lambda: is_working_day(date(2061, 1, 3)),
        lambda: closed_because(date(2061, 1, 3)),
        lambda: roll(date(1989, 12, 29)),
        lambda: roll(date(2060, 12, 31)),
        lambda: working_days_after(date(2060, 12, 30), 1),
        lambda: working_days_after(date(1989, 12, 29), 1),
        lambda: working_days_before(date(1990, 1, 2), 1),
        lambda: working_days_before(date(1990, 1, 1), 0),
        lambda: working_days_before(date(2061, 1, 3), 1),
        lambda: working_days_between(date(1989, 12, 29), date(1990, 1, 3)),
        lambda: working_days_between(date(2060, 12, 29), date(2061, 1, 3)),
    ],
)
def test_beyond_the_years_held_nothing_is_guessed(question):
    with pytest.raises(OutsideCalendar, match="covers the years 1990–2060"):
        question()


def test_the_edges_of_the_years_held_still_answer():
    assert not is_working_day(date(1990, 1, 1))
    assert not is_working_day(date(2060, 12, 31))
    assert working_days_before(date(2060, 12, 31), 0) == date(2060, 12, 30)
    assert working_days_after(date(1990, 1, 1), 0) == date(1990, 1, 2)


def test_the_refusal_is_readable_in_both_languages_and_can_be_copied():
    refusal = copy.copy(OutsideCalendar(date(2061, 1, 3)))
    assert refusal.text.sv == "Kalendern omfattar åren 1990–2060; räkningen från 3 januari 2061 hamnar utanför den."
    assert str(refusal) == "The calendar covers the years 1990–2060; counting from 3 January 2061 falls outside it."


def test_importing_the_calendar_does_not_load_the_holiday_library():
    code = "import sys, states.law.calendar, states.law.standstill; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
