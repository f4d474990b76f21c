from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.plans.celldates import Precision, planned_day, read_date
from exchange.plans.cells import BadCell
from exchange.plans.plan_reader import CellEffect
from states.text import MONTHS


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-17",
        "2026-3-17",
        "2026/03/17",
        "2026.03.17",
        "2026-03-17 00:00:00",
        "2026-03-17T08:15",
        "2026-03-17+01:00",
        "20260317",
        "260317",
        "17/3 2026",
        "17/3/2026",
        "17/3-26",
        "17.3.2026",
        "17 mars 2026",
        "den 17:e mars 2026",
        "17 Mar 2026",
        "March 17, 2026",
        "46098",
        "46098,5",
        46098,
        46098.75,
        datetime.fromisoformat("2026-03-17T13:30"),
        date(2026, 3, 17),
    ],
    ids=repr,
)
def test_a_day_is_read_however_it_is_written(cell, value):
    row, problems = cell("Planerad annonseringsstart", value)

    assert row.planned_call == date(2026, 3, 17)
    assert problems == ()


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("202603", date(2026, 3, 1)),
        ("3/2026", date(2026, 3, 1)),
        ("mars 2026", date(2026, 3, 1)),
        ("Maj 2026", date(2026, 5, 1)),
        ("okt. 2026", date(2026, 10, 1)),
        ("sept 2026", date(2026, 9, 1)),
        ("2026 augusti", date(2026, 8, 1)),
        ("Q2 2026", date(2026, 4, 1)),
        ("2026-Q4", date(2026, 10, 1)),
        ("kvartal 2 2026", date(2026, 4, 1)),
        ("Kv. 3, 2026", date(2026, 7, 1)),
        ("tertial 2 2026", date(2026, 5, 1)),
        ("halvår 2 2026", date(2026, 7, 1)),
        ("hösten 2026", date(2026, 9, 1)),
        ("v. 12 2026", date(2026, 3, 16)),
        ("2026-W53", date(2026, 12, 28)),
        ("2026", date(2026, 1, 1)),
        (2026, date(2026, 1, 1)),
    ],
)
def test_a_period_is_its_first_day_and_that_is_noted(cell, value, day):
    row, problems = cell("Planerad annonseringsstart", value)

    assert row.planned_call == day
    assert [problem.effect for problem in problems] == [CellEffect.NOTED]
    assert f"{day.day} " in problems[0].text.sv


@pytest.mark.parametrize(
    "value",
    [
        "snart",
        "kvartal 2",
        "mars",
        "17 mars",
        "31/2 2026",
        "3/17/2026",
        "2026-13-01",
        "2026-02-29",
        "Q5 2026",
        "tertial 4 2026",
        "v. 60 2026",
        "senast mars 2026",
        "efter sommaren 2026",
        "mars 26",
        "27-03-01",
        "2026/27",
        "nov–feb 2026",
        "april–mars 2026",
        "tisdag 18 mars 2026",
        "vintern 2026",
        "1926-03-17",
        "12",
        5,
        99999,
        True,
        time(8, 0),
        timedelta(days=3),
        datetime.fromisoformat("1999-12-31"),
        "1" * 5000,
    ],
)
def test_what_is_no_day_is_left_out(cell, value):
    row, problems = cell("Planerad annonseringsstart", value)

    assert row.planned_call is None
    assert [problem.effect for problem in problems] == [CellEffect.LEFT_OUT]


@pytest.mark.parametrize(
    ("value", "day", "precision"),
    [
        ("2026-03-17", date(2026, 3, 17), Precision.DAY),
        ("tisdag den 17 mars 2026", date(2026, 3, 17), Precision.DAY),
        ("tis 17/3 2026", date(2026, 3, 17), Precision.DAY),
        ("17 mars -26", date(2026, 3, 17), Precision.DAY),
        ("2026-W12-2", date(2026, 3, 17), Precision.DAY),
        ("ca 2026-03-17", date(2026, 3, 17), Precision.ABOUT),
        ("2026-03-17 (prel.)", date(2026, 3, 17), Precision.ABOUT),
        ("2026-03-17?", date(2026, 3, 17), Precision.ABOUT),
        ("tidigast 2026-03-17", date(2026, 3, 17), Precision.EARLIEST),
        ("fr.o.m. 17 mars 2026", date(2026, 3, 17), Precision.EARLIEST),
        ("tidigast mars 2026", date(2026, 3, 1), Precision.MONTH),
        ("ca mars 2026", date(2026, 3, 1), Precision.MONTH),
        ("i mars 2026", date(2026, 3, 1), Precision.MONTH),
        ("slutet av mars 2026", date(2026, 3, 1), Precision.MONTH),
        ("mars månad 2026", date(2026, 3, 1), Precision.MONTH),
        ("mar-26", date(2026, 3, 1), Precision.MONTH),
        ("2026-03-xx", date(2026, 3, 1), Precision.MONTH),
        ("Q2-26", date(2026, 4, 1), Precision.QUARTER),
        ("K2 2026", date(2026, 4, 1), Precision.QUARTER),
        ("andra kvartalet 2026", date(2026, 4, 1), Precision.QUARTER),
        ("2:a kvartalet 2026", date(2026, 4, 1), Precision.QUARTER),
        ("kvartal II 2026", date(2026, 4, 1), Precision.QUARTER),
        ("kv 2 -26", date(2026, 4, 1), Precision.QUARTER),
        ("2026 kv 2", date(2026, 4, 1), Precision.QUARTER),
        ("preliminärt Q2 2026", date(2026, 4, 1), Precision.QUARTER),
        ("T2 2026", date(2026, 5, 1), Precision.FOUR_MONTHS),
        ("H2 2026", date(2026, 7, 1), Precision.HALF_YEAR),
        ("andra halvåret 2026", date(2026, 7, 1), Precision.HALF_YEAR),
        ("första halvan av 2026", date(2026, 1, 1), Precision.HALF_YEAR),
        ("HT 2026", date(2026, 7, 1), Precision.HALF_YEAR),
        ("vt -26", date(2026, 1, 1), Precision.HALF_YEAR),
        ("under hösten 2026", date(2026, 9, 1), Precision.SEASON),
        ("vecka 12, 2026", date(2026, 3, 16), Precision.WEEK),
        ("v2612", date(2026, 3, 16), Precision.WEEK),
        ("under 2026", date(2026, 1, 1), Precision.YEAR),
        ("2026-03-17 – 2026-04-01", date(2026, 3, 17), Precision.RANGE),
        ("mars–april 2026", date(2026, 3, 1), Precision.RANGE),
        ("mars/april 2026", date(2026, 3, 1), Precision.RANGE),
        ("mellan mars och maj 2026", date(2026, 3, 1), Precision.RANGE),
        ("Q2-Q3 2026", date(2026, 4, 1), Precision.RANGE),
        ("Q4 2026 eller Q1 2027", date(2026, 10, 1), Precision.RANGE),
        ("v. 12-14 2026", date(2026, 3, 16), Precision.RANGE),
        ("1-15 mars 2026", date(2026, 3, 1), Precision.RANGE),
        ("1/3-15/4 2026", date(2026, 3, 1), Precision.RANGE),
        ("2026/2027", date(2026, 1, 1), Precision.RANGE),
    ],
)
def test_what_is_vague_has_its_first_day_and_its_precision(value, day, precision):
    assert planned_day(value) == (day, precision)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-16T23:00:00Z", date(2026, 3, 17)),
        ("2026-03-16T22:59:59Z", date(2026, 3, 16)),
        ("2026-06-16T22:00:00.000Z", date(2026, 6, 17)),
        ("2026-06-16T22:00:00+00:00", date(2026, 6, 17)),
        ("2026-06-17T00:00:00+0200", date(2026, 6, 17)),
        ("2026-06-17 05:30:00+09", date(2026, 6, 16)),
        ("2026-06-16 22:30 UTC", date(2026, 6, 17)),
        ("20260616T223000Z", date(2026, 6, 17)),
        (datetime(2026, 6, 16, 22, 30, tzinfo=UTC), date(2026, 6, 17)),
        ("2026-06-16T23:30", date(2026, 6, 16)),
        ("2026-06-16 kl. 23.59", date(2026, 6, 16)),
        ("2026-06-16Z", date(2026, 6, 16)),
    ],
)
def test_a_time_with_a_zone_is_a_moment_and_has_the_day_in_sweden(value, day):
    assert planned_day(value) == (day, Precision.DAY)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Planerad annonseringsstart", "planned_call"),
        ("Planerad sista anbudsdag", "last_tender_day"),
        ("Planerad avtalsstart", "contract_start"),
    ],
)
def test_each_column_of_dates_has_its_field(cell, heading, field):
    assert getattr(cell(heading, "2028-02-29")[0], field) == date(2028, 2, 29)


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_each_way_of_writing_it(day):
    serial = (day - date(1899, 12, 30)).days
    written = (
        day.isoformat(),
        f"{day.day}/{day.month} {day.year}",
        f"{day.day} {MONTHS['sv'][day.month - 1]} {day.year}",
        f"{day:%Y%m%d}",
        str(serial),
        serial,
        serial + 0.5,
    )

    assert {read_date(value) for value in written} == {(day, None)}


@pytest.mark.parametrize("text", ["IT 2027", "HI 2027", "2027 IT", "KVI 2027"])
def test_a_word_that_holds_a_number_of_letters_is_no_part_of_a_year(text):
    with pytest.raises(BadCell):
        read_date(text)
