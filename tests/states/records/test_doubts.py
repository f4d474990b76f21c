"""Dates that are asked about before they are recorded: slips of the year, days far ahead, the wrong side of an end."""

from datetime import date

import pytest

from states.facts import Facts, Milestone
from states.records.doubts import CONFIRMED, asked, doubts
from states.records.milestones import RECORDINGS
from states.records.obligations import Balance, Obligation, Spell
from states.records.observations import RECURRING
from states.refusal import repeat
from states.text import Text
from tests.builders import day, facts

M = Milestone
LONG_BEFORE, FAR_AHEAD = "ligger långt före den dag då ärendet öppnades", "ligger långt fram"


_YES = (repeat(**{CONFIRMED: "yes"}),)


def questions(milestone: Milestone, on: str, known: Facts) -> list[str]:
    found = doubts(known, milestone, day(on))
    assert all(reason.remedies == _YES and reason.text.sv.endswith("Bekräfta i så fall.") for reason in found)
    return [reason.text.sv for reason in found]


@pytest.mark.parametrize(
    ("on", "today", "is_asked"),
    [
        ("2016-04-16", "2026-04-20", True),
        ("2025-04-16", "2026-04-20", True),
        ("2025-04-20", "2026-04-20", True),
        ("2025-04-21", "2026-04-20", False),
        ("2026-01-09", "2026-04-20", False),
        ("2026-01-11", "2028-04-20", True),
        ("2026-01-12", "2028-04-20", False),
    ],
)
def test_a_day_before_the_case_was_opened_that_is_a_year_old_is_asked_about(on, today, is_asked):
    known = facts(today=today)  # opened on 12 January 2026
    assert [LONG_BEFORE in text for text in questions(M.CONTACT_POINT_1, on, known)] == [True] * is_asked


@pytest.mark.parametrize("milestone", [one for one in Milestone if one is not M.CASE_OPENED])
def test_no_milestone_takes_a_day_ten_years_ago_unasked(milestone):
    assert any(LONG_BEFORE in text for text in questions(milestone, "2016-03-30", facts()))


def test_the_opening_of_a_case_is_not_asked_about():
    assert questions(M.CASE_OPENED, "2016-03-30", facts()) == []


@pytest.mark.parametrize(
    ("milestone", "usual", "far"),
    [
        (M.PLANNED_CALL, "2028-03-30", "2028-03-31"),
        (M.CONTRACT_ENDED, "2036-03-30", "2036-03-31"),
        (M.CURE_BY, "2027-03-30", "2027-03-31"),
        (M.HIRE_PLANNED, "2027-03-30", "2027-03-31"),
        (M.INTERNSHIP_ENDS, "2027-03-30", "2027-03-31"),
    ],
)
def test_a_planned_day_years_away_is_asked_about(milestone, usual, far):
    assert questions(milestone, usual, facts()) == []
    assert [FAR_AHEAD in text for text in questions(milestone, far, facts())] == [True]


def test_every_planned_day_has_a_horizon():
    for milestone, rule in RECORDINGS.items():
        assert any(FAR_AHEAD in text for text in questions(milestone, "2045-01-02", facts())) is rule.planned


def test_a_start_before_the_contract_is_asked_about():
    known = facts(contract_signed="2026-03-16")
    assert questions(M.EMPLOYMENT_STARTED, "2026-03-16", known) == []
    (text,) = questions(M.EMPLOYMENT_STARTED, "2026-03-15", known)
    assert "ligger före avtalet, som tecknades måndag 16 mars 2026" in text


def test_an_end_of_the_contract_before_somebody_began_is_asked_about():
    began = Spell(1, 1, started=date(2026, 3, 23))
    known = facts(balances=(Balance(Obligation(), spells=(began,)),))
    assert questions(M.CONTRACT_ENDED, "2026-03-23", known) == []
    assert "började någon måndag 23 mars 2026" in questions(M.CONTRACT_ENDED, "2026-03-22", known)[0]


@pytest.mark.parametrize("milestone", sorted(RECURRING))
def test_an_older_day_of_what_recurs_is_asked_about_since_the_later_one_counts(milestone):
    known = facts(**{str(milestone): "2026-03-16"})
    assert questions(milestone, "2026-03-16", known) == questions(milestone, "2026-03-17", known) == []
    assert "den senare dagen räknas" in questions(milestone, "2026-03-13", known)[0]


def test_what_recurs_is_the_same_for_all_rules():
    assert {milestone for milestone, rule in RECORDINGS.items() if rule.recurs} == RECURRING


def test_a_question_is_met_by_a_yes_alone():
    assert asked(Text("Är det så?", "Is it so?")).remedies == _YES
