"""The step of a reminder that says that its matter has fallen away."""

from datetime import date

import pytest

from models.reminders.off import is_off, off_step
from models.reminders.openings import step_of

TODAY = date(2026, 2, 24)


def test_it_is_known_by_its_step():
    assert is_off(off_step(TODAY))


@pytest.mark.parametrize("step", ["0", "+5", "-30d", step_of("+5", TODAY)])
def test_no_rung_is_taken_for_it(step):
    assert not is_off(step)
