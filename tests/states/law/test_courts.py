"""The events of an award and its courts: their labels, and in which order those of a day count."""

from datetime import date

import pytest

from states.law.courts import (
    COURT_LABELS,
    GRANTED,
    RULING_LABELS,
    TARGET_LABELS,
    Court,
    Event,
    EventKind,
    Ruling,
    Target,
)

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(("words", "labels"), [(Court, COURT_LABELS), (Ruling, RULING_LABELS), (Target, TARGET_LABELS)])
def test_every_word_is_called_something_in_both_languages(words, labels):
    assert set(labels) == set(words)
    assert all(text.sv and text.en and text.sv != text.en for text in labels.values())


def test_the_courts_are_ranked_from_the_lowest():
    assert [court.rank for court in (Court.FR, Court.KR, Court.HFD)] == [0, 1, 2]


def test_of_one_day_what_ends_something_comes_before_what_begins_something():
    ruling, notice = Event(DAY, EventKind.RULING, ruling=Ruling.REDO), Event(DAY, EventKind.NOTICE)
    assert sorted([notice, ruling], key=lambda event: event.place) == [ruling, notice]


def test_only_correction_and_redo_take_the_award_away():
    assert {Ruling.CORRECTION, Ruling.REDO} == GRANTED
