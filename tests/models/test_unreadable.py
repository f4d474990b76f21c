"""What stored words stand for, and what becomes of a case that holds one nobody knows."""

from dataclasses import dataclass

import pytest

from models.unreadable import (
    FORMS,
    KINDS,
    OUTCOMES,
    PLACEMENTS,
    POSITIONS,
    PROCEDURES,
    STATES,
    UNITS,
    VALUES,
    CaseProblem,
    UnknownWord,
    each_readable,
)
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.courts import Ruling
from states.law.procedures import Channel
from states.processes.registry import OF_CASES
from states.records.obligations import Origin, Terms
from states.refusal import Unreadable
from states.text import Text
from tests.models.building import file_with


@pytest.mark.parametrize(
    ("words", "stored", "meant"),
    [
        (KINDS, "goods", ProcurementKind.GOODS),
        (KINDS, "", None),
        (PROCEDURES, "", None),
        (OUTCOMES, "pending", AssessmentOutcome.PENDING),
        (FORMS, "", frozenset()),
        (FORMS, "employment", frozenset({RequirementForm.EMPLOYMENT})),
        (UNITS, "", None),
        (PLACEMENTS, "3.2", (3, 2)),
        (POSITIONS, "12", 12),
        (VALUES[Milestone.REVIEW_DECIDED], "redo", Ruling.REDO),
        (VALUES[Milestone.AWARD_NOTICE_SENT], "other", Channel.OTHER),
        (VALUES[Milestone.AWARD_NOTICE_SENT], "", None),
        (VALUES[Milestone.EMPLOYMENT_STARTED], "outside 6 0.5", Terms(Origin.OUTSIDE, 6, 0.5)),
    ],
)
def test_a_stored_word_stands_for_something(words, stored, meant):
    assert words[stored] == meant


@pytest.mark.parametrize(
    "words", [KINDS, PROCEDURES, OUTCOMES, FORMS, UNITS, PLACEMENTS, POSITIONS, *VALUES.values(), *STATES.values()]
)
def test_any_other_word_is_refused_each_time_it_is_looked_up(words):
    for _again in range(2):
        with pytest.raises(UnknownWord, match="“melted”"):
            words["melted"]
    assert not words.knows("melted")


def test_every_process_of_a_case_has_its_states():
    assert STATES.keys() == {process.name for process in OF_CASES}
    assert all(STATES[process.name].knows(state) for process in OF_CASES for state in process.states)


def test_a_ruling_without_a_word_is_none():
    assert not VALUES[Milestone.REVIEW_DECIDED].knows("")


def test_the_cause_is_one_short_line_whatever_is_stored():
    cause = UnknownWord(Text("slag", "kind"), "a\nb" * 100).text

    assert "\n" not in cause.en
    assert len(cause.en) < 120


def test_a_case_names_every_word_that_nobody_knows():
    case = file_with(kind="melted", forms="boiled")

    assert [unknown.word for unknown in case.unknown_words()] == ["melted", "boiled"]


@dataclass
class Named:
    reference: str
    word: str


def test_the_cases_that_can_be_read_go_on_and_the_others_are_named():
    problems: list[CaseProblem] = []

    found = list(each_readable([Named("UH-1", "melted"), Named("UH-2", "goods")], _kind, problems))

    assert [(case.reference, kind) for case, kind in found] == [("UH-2", ProcurementKind.GOODS)]
    assert [problem.reference for problem in problems] == ["UH-1"]


def test_without_a_list_of_problems_a_case_that_cannot_be_read_is_raised():
    with pytest.raises(Unreadable):
        list(each_readable([Named("UH-1", "melted")], _kind, None))


def test_what_is_no_odd_row_is_raised_whatever_is_listed():
    with pytest.raises(ZeroDivisionError):
        list(each_readable([Named("UH-1", "goods")], lambda _case: [1 // 0], []))


def _kind(case: Named) -> list[ProcurementKind | None]:
    return [KINDS[case.word]]
