"""How near a last day is, in words."""

from datetime import date

import pytest

from desk.lateness import Nearness, lateness, short_day

TODAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("day", "nearness", "swedish", "english"),
    [
        (date(2026, 12, 1), Nearness.LATE, "Försenat 2 dagar", "2 days late"),
        (date(2026, 12, 2), Nearness.LATE, "Försenat 1 dag", "1 day late"),
        (TODAY, Nearness.TODAY, "I dag", "Today"),
        (date(2026, 12, 4), Nearness.LATER, "I morgon", "Tomorrow"),
        (date(2026, 12, 8), Nearness.LATER, "Senast 8 december 2026", "By 8 December 2026"),
        (None, Nearness.WAIT, "Ingen sista dag", "No last day"),
    ],
)
def test_a_last_day_is_said_by_how_near_it_is(day, nearness, swedish, english):
    said = lateness(day, TODAY)
    assert (said.nearness, said.words.sv, said.words.en) == (nearness, swedish, english)


def test_a_short_day_has_its_year_only_where_that_is_another():
    assert short_day(date(2026, 12, 4), TODAY).sv == "4 dec"
    assert short_day(date(2027, 4, 2), TODAY).sv == "2 april 2027"
    assert short_day(date(2027, 3, 2), TODAY).en == "2 March 2027"
