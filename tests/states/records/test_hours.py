"""Hours as they are written, by month, and what is wrong with a report of them."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.hours import (
    HoursPart,
    HoursRefused,
    WorkedRow,
    Worker,
    check_report,
    figure_of,
    hours_told,
    in_hours,
    last_of,
    month_after,
    month_of,
    month_told,
    month_written,
    months_between,
    person_told,
    read_month,
    read_quarters,
    working_in,
)

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 6, 3)
WORKER = Worker(2, 1, date(2026, 5, 18), None, counts=True)


@pytest.mark.parametrize(
    ("text", "quarters"),
    [
        ("0", 0),
        ("80", 320),
        (" 80,5 ", 322),
        ("80.25", 321),
        ("80,75", 323),
        ("80:15", 321),
        ("80:00", 320),
        ("7,50", 30),
    ],
)
def test_hours_are_read_as_people_write_them(text, quarters):
    assert read_quarters(text) == quarters


@pytest.mark.parametrize("text", ["", "åtta", "-1", "80,1", "80,33", "80:10", "80:60", "80:75", "12345", "1e3", "8 0"])
def test_what_is_no_number_of_whole_quarters_is_refused(text):
    with pytest.raises(ValueError, match="no whole quarters"):
        read_quarters(text)


@given(st.lists(st.integers(0, 4_000), max_size=400))
def test_sums_of_hours_are_exact(quarters):
    assert Fraction(sum(map(in_hours, quarters))) == Fraction(sum(quarters), 4)


@given(st.integers(0, 39_999))
def test_what_is_written_is_read_back(quarters):
    told = figure_of(in_hours(quarters))
    assert read_quarters(told.sv) == read_quarters(told.en) == quarters


def test_hours_are_told_in_full_however_many():
    assert [hours_told(quarters).sv for quarters in (0, 4, 322, 493_829)] == [
        "0 timmar",
        "1 timme",
        "80,5 timmar",
        "123457,25 timmar",
    ]
    assert hours_told(322).en == "80.5 hours"


def test_months_are_known_by_their_first_days():
    assert month_of(date(2026, 5, 31)) == MAY
    assert (last_of(date(2028, 2, 1)), month_after(date(2026, 12, 9))) == (date(2028, 2, 29), date(2027, 1, 1))
    assert list(months_between(date(2026, 11, 30), date(2027, 1, 1))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    assert list(months_between(JUNE, MAY)) == []
    assert (month_told(MAY).sv, month_told(MAY).en, month_written(MAY)) == ("maj 2026", "May 2026", "2026-05")
    assert read_month(" 2026-05 ") == MAY


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-5", "maj 2026", "2026-05-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="no month"):
        read_month(text)


@pytest.mark.parametrize(
    ("started", "ended", "days"),
    [
        (date(2026, 5, 1), None, 31),
        (date(2026, 5, 31), None, 1),
        (date(2026, 6, 1), None, 0),
        (date(2026, 4, 1), date(2026, 5, 4), 4),
        (date(2026, 4, 1), date(2026, 4, 30), 0),
    ],
)
def test_the_days_of_an_employment_in_a_month(started, ended, days):
    worker = Worker(1, 1, started, ended, counts=True)
    assert worker.days_in(MAY) == days
    assert working_in([worker], MAY) == ([worker] if days else [])


def test_a_report_of_everybody_is_accepted_with_as_much_as_fits_into_their_days():
    check_report([WorkedRow(2, 1, 14 * 96)], [WORKER], MAY, TODAY)
    check_report([WorkedRow(2, 1, 40, {7: 40})], [WORKER], MAY, TODAY)
    check_report([], [], MAY, TODAY)


@pytest.mark.parametrize(
    ("rows", "month", "said"),
    [
        (
            [WorkedRow(2, 1, 0)],
            JUNE,
            "Månaden är inte slut. Timmarna för juni 2026 rapporteras från och med onsdag 1 juli",
        ),
        ([], MAY, "Ange timmarna i maj 2026 för plats 2, kandidat 1."),
        (
            [WorkedRow(2, 1, 0), WorkedRow(2, 2, 0)],
            MAY,
            "anställd i maj 2026 på plats 2, kandidat 2",
        ),
        ([WorkedRow(2, 1, 14 * 96 + 1)], MAY, "336,25 timmar ryms inte i de 14 dagar"),
        (
            [WorkedRow(2, 1, 40, {7: 40, 8: 1})],
            MAY,
            "räknas 10,25 timmar i andra avtal, men bara 10 timmar",
        ),
    ],
)
def test_what_is_wrong_with_a_report_is_said(rows, month, said):
    with pytest.raises(HoursRefused) as refused:
        check_report(rows, [WORKER], month, TODAY)
    assert said in refused.value.text.sv


def test_people_are_told_by_numbers_alone():
    part = HoursPart(7, "UH-1", 2, 3, MAY, 9, "UH-1", 640)
    assert person_told(part.person).sv == "plats 2, kandidat 3"
