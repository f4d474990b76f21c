"""What is asked about one milestone, and what an answer tells."""

from datetime import date

import pytest

from desk.recording import Report
from states.facts import Milestone
from web.links.forms import Wrong, read
from web.links.questions import HIRE_ENDED, INTERVIEW

TODAY = date(2026, 4, 20)
ABOUT = {"placement": "1"}


def test_a_milestone_without_a_word_asks_for_its_day_alone():
    form = INTERVIEW.form("interview-1", ABOUT)

    assert [field.name for field in form.fields] == ["on"]
    assert form.told(read(form, {"on": "2026-04-17"}, TODAY)) == [
        Report(Milestone.INTERVIEW_HELD, date(2026, 4, 17), placement="1"),
    ]


def test_a_milestone_with_a_word_tells_both():
    form = HIRE_ENDED.form("ended-1", ABOUT)
    given = read(form, {"on": "2026-04-17", "value": "ended_by_person"}, TODAY)

    assert form.told(given) == [Report(Milestone.EMPLOYMENT_ENDED, date(2026, 4, 17), "ended_by_person", **ABOUT)]


@pytest.mark.parametrize("typed", [{"on": "2026-04-17"}, {"on": "2026-04-17", "value": "tired"}])
def test_the_word_is_one_of_those_that_are_offered(typed):
    with pytest.raises(Wrong) as wrong:
        read(HIRE_ENDED.form("ended-1", ABOUT), typed, TODAY)

    assert list(wrong.value.problems) == ["value"]
