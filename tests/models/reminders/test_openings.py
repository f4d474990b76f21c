"""Which time a matter is open: the first, or again since a day."""

from datetime import date

import pytest

from models.reminders.openings import FIRST_TIME, Opening, rung_of, step_of

TODAY, EARLIER = date(2026, 2, 24), date(2026, 2, 20)


@pytest.mark.parametrize(
    ("opening", "since"),
    [
        (FIRST_TIME, None),
        (Opening(None, over=True), TODAY),
        (Opening(EARLIER, over=False), EARLIER),
        (Opening(EARLIER, over=True), TODAY),
    ],
)
def test_the_ladder_counts_from_today_where_the_last_time_is_over(opening, since):
    assert opening.counts_from(TODAY) == since


@pytest.mark.parametrize("rung", ["0", "+5", "-10", "-30d", "+15x2"])
def test_a_step_tells_its_rung_and_the_day_since_which_its_matter_is_open_again(rung):
    assert step_of(rung, None) == rung
    assert step_of(rung, TODAY) == f"{rung}@2026-02-24"
    assert rung_of(step_of(rung, TODAY)) == rung_of(rung) == rung
