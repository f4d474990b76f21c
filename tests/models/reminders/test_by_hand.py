"""The step of a reminder that somebody asked for."""

from datetime import date

import pytest

from models.reminders.by_hand import by_hand_step, is_by_hand
from models.reminders.off import off_step
from models.reminders.openings import step_of

TODAY = date(2026, 2, 24)


def test_it_is_known_by_its_step():
    assert is_by_hand(by_hand_step(TODAY))


@pytest.mark.parametrize("step", ["0", "+5", "-30d", step_of("+5", TODAY), off_step(TODAY)])
def test_no_other_step_is_taken_for_it(step):
    assert not is_by_hand(step)
