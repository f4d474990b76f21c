"""Which demand orders a case should have, and what a unit may answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.records.demand import (
    AnswerRefused,
    Covered,
    Demanded,
    DemandOrder,
    UnitAnswer,
    answered,
    covered,
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


@pytest.mark.parametrize(
    ("told", "cover"),
    [
        ({"have": 6}, Covered(have=6)),
        ({"have": 2, "by": 3}, Covered(have=2, by=3, cannot=1)),
        ({"have": 2, "by": 9}, Covered(have=2, by=4)),
        ({"have": 2, "waiting": True}, Covered(have=2, waiting=4)),
        ({"waiting": True}, Covered(waiting=6)),
        ({}, Covered(cannot=6)),
        ({"asked": False}, Covered(unasked=6)),
    ],
)
def test_the_answers_of_all_units_cover_every_position_once_the_best_first(told, cover):
    said = {"have": 0, "by": 0, "asked": True, "waiting": False} | told
    assert covered(6, **said) == cover


@given(st.integers(0, 9), st.integers(0, 20), st.integers(0, 20), st.booleans(), st.booleans())
def test_what_is_covered_and_what_is_not_is_what_is_wanted(number, have, by, asked, waiting):
    cover = covered(number, have=have, by=by, asked=asked, waiting=waiting)
    assert (sum(cover), min(cover) >= 0) == (number, True)


@pytest.mark.parametrize(("people", "kept"), [(0, 0), (2, 2), (3, 0)])
def test_an_answer_may_be_about_some_of_those_wanted_and_without_a_number_is_about_all(people, kept):
    said = {"ready_by": None, "comment": "", "by": "support", "today": MONDAY, "people": people}
    assert answered(order(), UnitAnswer.HAVE, **said).people == kept


@pytest.mark.parametrize(
    ("asked", "answer", "people", "words"),
    [
        (THREE, UnitAnswer.HAVE, 4, "från 1 till 3"),
        (THREE, UnitAnswer.HAVE, -1, "från 1 till 3"),
        (THREE, UnitAnswer.CANNOT, 1, "bara för deltagare"),
        (Demanded(), UnitAnswer.HAVE, 1, "Ingen har sagt hur många"),
    ],
)
def test_a_number_that_does_not_go_with_the_demand_is_refused(asked, answer, people, words):
    with pytest.raises(AnswerRefused) as refused:
        answered(order(told=asked), answer, ready_by=None, comment="", by="x", today=MONDAY, people=people)
    assert words in refused.value.text.sv
