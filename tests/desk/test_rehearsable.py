"""What may happen in a rehearsal: events to choose from, and usual questions."""

from datetime import date

import pytest

from desk.rehearsable import MOST_DAYS, QUESTIONS, choices, key_of, planned
from models.refusals import Refused
from states.facts import Milestone
from states.law.courts import Ruling

TODAY = date(2026, 4, 7)


def test_an_event_is_chosen_with_its_word_and_falls_on_a_day_counted_from_today():
    (event,) = planned([(key_of(Milestone.REVIEW_DECIDED, Ruling.REJECTED), 10)], TODAY)
    assert (event.milestone, event.value, event.on) == (Milestone.REVIEW_DECIDED, "rejected", date(2026, 4, 17))


def test_only_what_somebody_may_record_of_the_whole_case_is_offered():
    offered = choices()
    assert offered["review_filed"].sv == "Ansökan om överprövning"
    assert not {"case_opened", "candidate_proposed", "standstill_extended", "review_decided"} & offered.keys()


@pytest.mark.parametrize(("key", "days"), [("no_such", 1), ("review_filed", -1), ("review_filed", MOST_DAYS + 1)])
def test_what_cannot_be_rehearsed_is_refused(key, days):
    with pytest.raises(Refused):
        planned([(key, days)], TODAY)


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_usual_question_is_made_of_events_that_may_be_chosen(name):
    assert len(planned(QUESTIONS[name].events, TODAY)) == len(QUESTIONS[name].events)
