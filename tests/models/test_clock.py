"""A day is a day in Sweden; an instant is in UTC."""

from datetime import UTC, date, datetime, timedelta

import pytest
from freezegun import freeze_time

from models.clock import day_of, local_time, local_today, now, stored_in_utc


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-01-11 22:59:59", date(2026, 1, 11)),
        ("2026-01-11 23:00:00", date(2026, 1, 12)),  # winter: an hour before midnight in UTC
        ("2026-06-21 21:59:59", date(2026, 6, 21)),
        ("2026-06-21 22:00:00", date(2026, 6, 22)),  # summer: two
        ("2026-03-29 22:00:00", date(2026, 3, 30)),  # the night on which summer time has begun
        ("2026-10-25 22:30:00", date(2026, 10, 25)),  # and that on which it has ended
    ],
)
def test_the_day_changes_at_midnight_in_sweden(instant, day):
    with freeze_time(instant):
        assert local_today() == day_of(now()) == day_of(datetime.fromisoformat(instant)) == day


def test_an_instant_is_in_utc():
    with freeze_time("2026-06-21 22:00:00"):
        assert now() == datetime(2026, 6, 21, 22, tzinfo=UTC)
        assert now().utcoffset() == timedelta(0)


def test_an_instant_that_was_stored_without_its_zone_is_in_utc():
    stored = datetime(2026, 6, 21, 22, tzinfo=UTC)
    assert stored_in_utc(stored.replace(tzinfo=None)) == stored_in_utc(stored) == stored


@pytest.mark.parametrize(
    ("stored", "shown"), [("2026-11-28 20:53", "2026-11-28 21:53"), ("2026-06-21 22:30", "2026-06-22 00:30")]
)
def test_an_instant_is_shown_as_the_clocks_in_sweden_showed_it(stored, shown):
    assert f"{local_time(datetime.fromisoformat(stored)):%Y-%m-%d %H:%M}" == shown
