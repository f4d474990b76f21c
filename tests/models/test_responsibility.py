"""Who answers for a case by rule, and to whom one falls that no rule names."""

from collections import Counter

import pytest

from models.responsibility import Answering, Needs, in_turn, responsible

UNIT = Answering(1, unit_id=7)
BOTH = Answering(2, area="Norr", occupation="91")
AREA = Answering(3, area="Norr")
OCCUPATION = Answering(4, occupation="cpv:90")
REST = Answering(5)
RULES = (REST, OCCUPATION, AREA, BOTH, UNIT)


@pytest.mark.parametrize(
    ("unit_id", "needs", "numbers"),
    [
        (7, Needs("Norr", ("9111", "cpv:90911200")), [1, 2, 3, 4, 5]),
        (8, Needs("norr / Söder", ("9111",)), [2, 3, 5]),
        (8, Needs("Söder", ("cpv:90911200",)), [4, 5]),
        (None, Needs(), [5]),
        (8, Needs("Norrmalm", ("1911",)), [5]),
    ],
)
def test_the_most_specific_rule_comes_first(unit_id, needs, numbers):
    assert [number for alike in responsible(RULES, unit_id, needs) for number in alike] == numbers


def test_the_longer_code_is_the_more_specific():
    rules = (Answering(1, occupation="9"), Answering(2, occupation="9111"))
    assert responsible(rules, None, Needs(occupations=("9111",))) == ((2,), (1,))


def test_equal_rules_stand_together():
    assert responsible((Answering(2, unit_id=7), UNIT), 7, Needs()) == ((1, 2),)


def test_many_cases_fall_evenly_and_not_to_the_lowest_number():
    first = Counter(in_turn(f"UH-2026-{number:03}", (1, 2, 3))[0] for number in range(600))
    assert all(150 < first[number] < 250 for number in (1, 2, 3))


def test_one_more_who_can_be_asked_leaves_the_order_of_the_others():
    for number in range(50):
        with_four = [one for one in in_turn(f"UH-{number}", (1, 2, 3, 4)) if one != 4]
        assert with_four == list(in_turn(f"UH-{number}", (1, 2, 3)))
