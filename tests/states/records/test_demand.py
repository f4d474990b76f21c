"""Which demand orders a case should have, and what a unit may answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.demand import (
    AnswerRefused,
    Demanded,
    DemandOrder,
    UnitAnswer,
    answer_that_counts,
    answered,
    in_step,
    lines_of,
)
from states.records.needs import Need, people_in
from states.records.obligations import Measure

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
THREE = Demanded(3, date(2027, 3, 1), "Centrum", "employment", 12)


def order(unit: int = 1, occupation: str = "9111", *, told: Demanded = THREE, **known) -> DemandOrder:
    return DemandOrder(unit, occupation, **told._asdict(), **{"asked_on": MONDAY, "asked": 1} | known)


@pytest.mark.parametrize(
    ("need", "lines"),
    [
        (Need(), ()),
        (Need((("9111", 3),), Measure.PERSONS, 3), (("9111", 3),)),
        (Need((("9111", 0),), Measure.PERSONS, 3), (("9111", 3),)),
        (Need((("9111", 2), ("7131", 0)), Measure.SEAT, 3), (("9111", 2), ("7131", 1))),
        (Need((("9111", 0), ("7131", 0)), Measure.PERSONS, 3), (("9111", 0), ("7131", 0), ("", 3))),
        (Need((), Measure.PERSONS, 3), (("", 3),)),
        (Need((), Measure.MONTHS, 36), (("", 0),)),
        (Need((("9111", 0),), Measure.MONTHS, 36), (("9111", 0),)),
    ],
)
def test_what_is_asked_for_is_what_the_assessment_asks_for(need, lines):
    assert lines_of(need) == lines


@given(
    st.dictionaries(st.sampled_from(["9111", "7131", "7231"]), st.integers(0, 5)),
    st.integers(0, 9),
)
def test_the_people_of_all_orders_are_those_of_the_assessment(occupations, more):
    told = tuple(occupations.items())
    amount = people_in(told) + more
    lines = lines_of(Need(told, Measure.PERSONS if amount else None, amount))
    assert people_in(lines) == amount
    assert len({code for code, _ in lines}) == len(lines)


def test_who_is_not_asked_yet_is_asked():
    assert in_step([], {(1, "9111"): THREE}, MONDAY) == [order()]


def test_who_is_asked_for_the_same_is_left_alone_whatever_they_have_answered():
    stored = order(answer="have", answered_on=MONDAY)
    assert in_step([stored], {stored.key: THREE}, TUESDAY) == []


@pytest.mark.parametrize(
    "change", [{"number": 4}, {"planned_start": date(2027, 4, 1)}, {"area": "Norr"}, {"forms": ""}, {"months": 6}]
)
def test_who_is_asked_for_something_else_is_asked_anew(change):
    stored, told = order(answer="have", answered_on=MONDAY), THREE._replace(**change)
    assert in_step([stored], {stored.key: told}, TUESDAY) == [order(told=told, asked_on=TUESDAY, asked=2)]


def test_what_nobody_wants_is_withdrawn_once_and_asked_anew_when_it_is_wanted_again():
    (gone,) = in_step([order(answer="by", ready_by=TUESDAY, comment="två", answered_by="support")], {}, TUESDAY)
    assert gone == order(answer="withdrawn", answered_on=TUESDAY)
    assert in_step([gone], {}, TUESDAY) == []
    assert in_step([gone], {gone.key: THREE}, TUESDAY) == [order(asked_on=TUESDAY, asked=2)]


@given(st.data())
def test_after_one_step_nothing_is_left_to_do(data):
    keys = st.tuples(st.integers(1, 3), st.sampled_from(["9111", "7131", ""]))
    wanted = st.dictionaries(keys, st.builds(Demanded, st.integers(0, 3)))
    stored: dict = {}
    for told in data.draw(st.lists(wanted, max_size=4)):
        stored |= {one.key: one for one in in_step(stored.values(), told, MONDAY)}
        assert in_step(stored.values(), told, TUESDAY) == []
        assert {key: one.wanted for key, one in stored.items() if one.stands} == told


@pytest.mark.parametrize(
    ("answer", "said", "words"),
    [
        (UnitAnswer.BY, {}, "Ange dagen"),
        (UnitAnswer.BY, {"ready_by": date(2026, 3, 1)}, "från i dag"),
        (UnitAnswer.BY, {"ready_by": date(2031, 12, 1)}, "högst fem år"),
        (UnitAnswer.HAVE, {"ready_by": TUESDAY}, "bara för deltagare som ska förberedas"),
        (UnitAnswer.HAVE, {"comment": "x" * 201}, "högst 200"),
        (UnitAnswer.HAVE, {"comment": "ring 031-390 06 50"}, "enskilda personer"),
        (UnitAnswer.HAVE, {"comment": "fråga eva@example.se"}, "enskilda personer"),
        (UnitAnswer.WITHDRAWN, {}, "genom bedömningen"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_the_reason(answer, said, words):
    with pytest.raises(AnswerRefused) as refused:
        answered(order(), answer, **{"ready_by": None, "comment": ""} | said, by="support", today=MONDAY)
    assert words in refused.value.text.sv


def test_a_demand_that_was_withdrawn_has_no_answer():
    with pytest.raises(AnswerRefused):
        answered(order(answer="withdrawn"), UnitAnswer.HAVE, ready_by=None, comment="", by="support", today=MONDAY)


def test_of_several_answers_the_best_counts():
    said = {
        "cannot": order(1, answer="cannot"),
        "waits": order(2),
        "late": order(3, answer="by", ready_by=date(2026, 9, 1)),
        "early": order(4, answer="by", ready_by=date(2026, 6, 1)),
        "have": order(5, answer="have"),
        "gone": order(6, answer="withdrawn"),
    }
    best = [said[name] for name in ("have", "early", "late", "waits", "cannot")]
    for number, one in enumerate(best):
        assert answer_that_counts([said["gone"], *reversed(best[number:])]) == one
    assert answer_that_counts([said["gone"]]) is None
