"""How the events in court are recorded, and what the reckoning reads of them."""

from datetime import date

import pytest

from states.facts import Milestone
from states.law.courts import Court, EventKind, Ruling
from states.law.procedures import Channel
from states.records.court_events import Extended, event_of, events_of, notice_of
from tests.builders import observation

M = Milestone


def test_an_event_holds_its_court_its_applicant_and_its_word():
    told = observation(milestone=M.REVIEW_DECIDED, on="2027-05-03", value="redo", court="KR", applicant="A")
    event = event_of(told)
    assert event is not None
    assert (event.kind, event.court, event.applicant, event.ruling) == (EventKind.RULING, Court.KR, "A", Ruling.REDO)


def test_without_a_court_it_is_the_administrative_court():
    event = event_of(observation(milestone=M.REVIEW_FILED, on="2027-03-08"))
    assert event is not None
    assert event.court is Court.FR


def test_that_no_ten_days_follow_holds_for_the_decision_of_that_day_court_and_applicant():
    ruling = observation(milestone=M.REVIEW_DECIDED, on="2027-05-03", value="rejected", applicant="A")
    waived = observation(milestone=M.TEN_DAYS_WAIVED, on="2027-05-03", applicant="A")
    of_another = observation(milestone=M.TEN_DAYS_WAIVED, on="2027-05-03", applicant="B")
    assert [event.ten_days for event in events_of([ruling, waived])] == [False]
    assert [event.ten_days for event in events_of([ruling, of_another])] == [True]


def test_an_extension_tells_whom_and_until_when():
    assert Extended.parse("all 2027-08-20") == (True, date(2027, 8, 20))
    assert Extended.parse("some 2027-08-20") == (False, date(2027, 8, 20))


@pytest.mark.parametrize("word", ["", "all", "many 2027-08-20", "all soon"])
def test_an_extension_without_its_day_or_readers_is_not_understood(word):
    with pytest.raises(ValueError):
        Extended.parse(word)


def test_what_is_withdrawn_or_is_no_event_is_none():
    assert event_of(observation(milestone=M.REVIEW_FILED, on=None, value="2027-03-08")) is None
    assert event_of(observation(milestone=M.CONTACT_POINT_1, on="2027-03-08")) is None


def test_a_word_that_came_with_a_notice_of_intent_means_nothing():
    told = observation(milestone=M.INTENT_NOTICE_PUBLISHED, on="2026-03-02", value="?")
    found = notice_of(told)
    assert found is not None
    assert (found.on, found.channel) == (date(2026, 3, 2), Channel.ELECTRONIC)
