"""The decision table, each combination of act, chapter, procedure and channel against the law put differently."""

from itertools import product

import pytest

from states.law.acts import Act, Rule
from states.law.periods import (
    DAYS,
    DECISIONS,
    Base,
    Choice,
    act_assumed,
    depends_on_act,
    freed_by,
    periods_of,
    row_of,
)
from states.law.procedures import CHAPTERS, Channel, Chapter, Procedure

P, A = Procedure, Act
COMBINATIONS = list(product(Act, Chapter, Procedure))
ADVERTISED = {
    P.OPEN,
    P.RESTRICTED,
    P.NEGOTIATED,
    P.COMPETITIVE_DIALOGUE,
    P.INNOVATION_PARTNERSHIP,
    P.SIMPLIFIED,
    P.CONCESSION,
    P.QUALIFICATION_SYSTEM,
}


def days(act: Act, procedure: Procedure, channel: Channel = Channel.ELECTRONIC, **known: bool) -> list[int]:
    asked = {"single_tenderer": False, "voluntary": False, "intent_notice": False} | known
    return [one.days for one in periods_of(act, procedure, channel, **asked) if not one.doubtful]


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize(("act", "chapter", "procedure"), COMBINATIONS)
def test_every_combination_has_exactly_one_row(act, chapter, procedure, channel):
    rows = [row for row in DECISIONS if act in row.acts and chapter in row.chapters and procedure in row.procedures]
    assert len(rows) == 1
    assert channel in DAYS


@pytest.mark.parametrize(
    ("act", "procedure", "free_by"),
    [
        *((act, procedure, None) for act in (A.LOU, A.LUF, A.LUK, A.LUFS) for procedure in sorted(ADVERTISED)),
        *((act, P.NEGOTIATED_WITHOUT_NOTICE, Rule.NO_PRIOR_NOTICE) for act in (A.LOU, A.LUF, A.LUK, A.LUFS)),
        (A.LOU, P.RENEWED_COMPETITION, Rule.FRAMEWORK),
        (A.LUF, P.RENEWED_COMPETITION, None),
        (A.LUK, P.RENEWED_COMPETITION, None),
        (A.LUFS, P.RENEWED_COMPETITION, Rule.FRAMEWORK),
        (A.LOU, P.DYNAMIC_PURCHASING_SYSTEM, Rule.DYNAMIC_SYSTEM),
        (A.LUF, P.DYNAMIC_PURCHASING_SYSTEM, Rule.DYNAMIC_SYSTEM),
        (A.LUK, P.DYNAMIC_PURCHASING_SYSTEM, None),
        (A.LOU, P.RENEWED_COMPETITION_CH19, Rule.CHAPTER_19),
        (A.LUF, P.RENEWED_COMPETITION_CH19, Rule.CHAPTER_19),
        (A.LUF, P.DYNAMIC_PURCHASING_CH19, Rule.CHAPTER_19),
        (A.LUK, P.RENEWED_COMPETITION_CH19, None),
        *((act, P.DIRECT_AWARD, Rule.DIRECT) for act in (A.LOU, A.LUF, A.LUK, A.LUFS)),
        *((act, P.CALL_OFF, Rule.CALL_OFF) for act in (A.LOU, A.LUF, A.LUK)),
        (A.LOU, P.DESIGN_CONTEST, Rule.DESIGN_CONTEST),
        *((A.LOV, procedure, Rule.FREEDOM_OF_CHOICE) for procedure in Procedure),
    ],
)
def test_the_row_frees_only_where_the_act_says_so(act, procedure, free_by):
    assert row_of(act, procedure).free_by is free_by
    assert days(act, procedure) == ([] if free_by else [10])
    assert days(act, procedure, Channel.OTHER) == ([] if free_by else [15])


@pytest.mark.parametrize("procedure", sorted(ADVERTISED | {P.RENEWED_COMPETITION, P.DYNAMIC_PURCHASING_SYSTEM}))
def test_below_the_threshold_what_is_free_above_is_free_and_what_is_advertised_is_bound(procedure):
    row = row_of(Act.LOU, procedure, Chapter.BELOW)
    assert (row.free_by is None) == (procedure in ADVERTISED)


@pytest.mark.parametrize("procedure", sorted(set(Procedure) - {P.FREEDOM_OF_CHOICE}))
def test_in_the_chapter_on_direct_awards_nothing_is_bound(procedure):
    assert row_of(Act.LUF, procedure, Chapter.DIRECT).free_by is Rule.DIRECT


def test_one_tenderer_alone_frees_and_may_be_given_a_standstill_all_the_same():
    assert days(Act.LOU, P.OPEN, single_tenderer=True) == []
    assert freed_by(Act.LOU, P.OPEN) is Rule.SINGLE_TENDERER
    assert days(Act.LOU, P.OPEN, single_tenderer=True, voluntary=True) == [10]


@pytest.mark.parametrize("procedure", [P.OPEN, P.NEGOTIATED_WITHOUT_NOTICE, P.DIRECT_AWARD])
def test_a_notice_of_intent_adds_ten_days_from_its_publication(procedure):
    found = periods_of(Act.LOU, procedure, Channel.OTHER, single_tenderer=False, voluntary=False, intent_notice=True)
    assert [(one.base, one.days) for one in found if one.base is Base.INTENT_NOTICE] == [(Base.INTENT_NOTICE, 10)]


@pytest.mark.parametrize(
    ("procedure", "choice", "rule"),
    [
        (P.RENEWED_COMPETITION, Choice.STANDSTILL, Rule.NOTICE),
        (P.DYNAMIC_PURCHASING_SYSTEM, Choice.STANDSTILL, Rule.NOTICE),
        (P.RENEWED_COMPETITION_CH19, Choice.STANDSTILL, Rule.NOTICE),
        (P.DIRECT_AWARD, Choice.PROMISE, Rule.PROMISED),
        (P.NEGOTIATED_WITHOUT_NOTICE, Choice.PROMISE, Rule.PROMISED),
        (P.CALL_OFF, Choice.PROMISE, Rule.PROMISED),
    ],
)
def test_a_standstill_of_the_buyers_choice_is_one_of_the_act_only_where_the_act_speaks_of_it(procedure, choice, rule):
    (period,) = periods_of(
        Act.LOU, procedure, Channel.ELECTRONIC, single_tenderer=False, voluntary=True, intent_notice=False
    )
    assert row_of(Act.LOU, procedure).choice is choice
    assert (period.days, period.rule, period.voluntary) == (10, rule, True)


def test_a_call_off_under_an_act_without_an_exception_has_a_standstill_on_the_stricter_reading_only():
    (period,) = periods_of(
        Act.LUF, P.CALL_OFF, Channel.ELECTRONIC, single_tenderer=False, voluntary=False, intent_notice=False
    )
    assert period.doubtful


def test_an_unknown_act_is_taken_to_be_the_strictest_that_comes_into_question():
    assert act_assumed(None, P.RENEWED_COMPETITION) is Act.LUF
    assert act_assumed(None, P.OPEN) is Act.LOU
    assert act_assumed(None, P.CONCESSION) is Act.LUK
    assert act_assumed(Act.LOU, P.RENEWED_COMPETITION) is Act.LOU
    assert {one for one in Procedure if depends_on_act(one)} == {P.RENEWED_COMPETITION}


def test_every_procedure_belongs_to_a_chapter():
    assert set(CHAPTERS) == set(Procedure)
