"""What is known of the work of a case."""

from models.work import Work, work_of
from tests.matters.cases import a_case


def test_a_case_whose_assessment_says_nothing_of_the_work_is_known_by_nothing():
    assert work_of(a_case()) == Work("", None, "")
