import pytest

from desk.importing import ANSWER_LABELS, Answer, answer_question, questions, reports
from models.refusals import Refused
from models.storage.database import reading
from tests.models.building import TODAY
from tests.notifications.city import BY_SUPPORT


def test_every_answer_has_words():
    assert ANSWER_LABELS.keys() == set(Answer)


def test_a_question_that_nobody_asked_is_not_answered(city):
    with pytest.raises(Refused):
        answer_question(city, 7, Answer.APART, by=BY_SUPPORT, today=TODAY)


def test_a_new_installation_asks_nothing_and_has_nothing_to_report(city):
    with reading(city) as connection:
        assert (list(questions(connection)), list(reports(connection))) == ([], [])
