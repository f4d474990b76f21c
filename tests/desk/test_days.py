"""Which day a tick may act on: what the clock shows, what the last tick was for, and what a person says."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from desk.days import MOST_DAYS_APART, check_day, tick_now, tick_on
from desk.tick import beat
from models.clock import STOCKHOLM
from models.installation.settings import Settings
from models.queries.heartbeats import last_day
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Case
from states.refusal import Operation
from tests.notifications.city import open_planned

OPENED, LAST = date(2026, 1, 12), date(2026, 1, 19)
FAR = date(2030, 1, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path / "var", smtp_port=1)


@pytest.fixture
def city(city: Engine) -> Engine:
    """The city with a case in planning, and a last tick on Monday 19 January 2026."""
    open_planned(city, "UH-1", on=OPENED)
    ticked(city, LAST)
    return city


def ticked(engine: Engine, day: date) -> None:
    with writing(engine) as connection:
        beat(connection, "tick", today=day, at=datetime.combine(day, time(8), STOCKHOLM))


def last(engine: Engine) -> date | None:
    with reading(engine) as connection:
        return last_day(connection, "tick")


def next_check(engine: Engine) -> date | None:
    with reading(engine) as connection:
        return connection.execute(select(Case.next_check)).scalar_one()


@pytest.mark.parametrize("days", [0, 1, MOST_DAYS_APART])
def test_the_clock_is_believed_on_the_day_of_the_last_tick_and_for_two_weeks_after(city, settings, days):
    day = LAST + timedelta(days=days)
    tick_now(city, today=day, settings=settings)
    assert last(city) == day


@pytest.mark.parametrize(
    ("today", "says"),
    [
        (LAST - timedelta(days=1), "Klockan visar söndag 18 januari 2026, men den senaste körningen gällde måndag 19"),
        (LAST + timedelta(days=15), "Den senaste körningen gällde måndag 19 januari 2026, för 15 dagar sedan."),
        (FAR, "Den senaste körningen gällde måndag 19 januari 2026, för 1443 dagar sedan."),
    ],
    ids=["back", "two weeks", "another year"],
)
def test_a_clock_that_contradicts_the_last_tick_stops_everything_until_a_person_names_the_day(
    city, settings, today, says
):
    before = next_check(city)
    with pytest.raises(Refused) as refused:
        tick_now(city, today=today, settings=settings)
    (reason,) = refused.value.reasons
    assert reason.text.sv.startswith(says)
    assert [one.operation for one in reason.remedies] == [Operation.TICK]
    assert (last(city), next_check(city)) == (LAST, before)

    tick_on(city, today, today=today, settings=settings)
    assert last(city) == today


def test_the_first_tick_has_nothing_to_contradict_it(engine, settings):
    tick_now(engine, today=FAR, settings=settings)
    assert last(engine) == FAR


def test_a_person_may_name_a_day_since_the_last_tick_but_none_before_it_and_none_to_come(city, settings):
    today = date(2026, 3, 2)
    for day in (LAST - timedelta(days=1), today + timedelta(days=1), FAR):
        with pytest.raises(Refused):
            tick_on(city, day, today=today, settings=settings)
        assert last(city) == LAST
    tick_on(city, date(2026, 2, 2), today=today, settings=settings)
    assert last(city) == date(2026, 2, 2)


def test_after_a_tick_that_ran_ahead_naming_today_starts_the_clock_of_every_case_again(city, settings):
    tick_on(city, FAR, today=FAR, settings=settings)
    assert (last(city), next_check(city)) == (FAR, date(2030, 1, 23))

    tick_on(city, date(2026, 1, 20), today=date(2026, 1, 20), settings=settings)

    assert (last(city), next_check(city)) == (date(2026, 1, 20), date(2026, 1, 26))
    tick_now(city, today=date(2026, 1, 21), settings=settings)


def test_a_day_to_come_is_refused_with_the_way_to_see_what_it_would_bring():
    check_day(LAST, LAST)
    with pytest.raises(Refused) as refused:
        check_day(date(2026, 12, 24), date(2026, 11, 28))
    assert refused.value.text.sv == (
        "Den angivna dagen, torsdag 24 december 2026, har inte kommit än; i dag är lördag 28 november 2026."
        " Ingenting är gjort."
    )
    assert [one.operation for one in refused.value.reasons[0].remedies] == [Operation.REHEARSE]
