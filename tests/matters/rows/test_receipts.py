"""Each milestone that people record tells somebody, or stands in the list of those that nobody needs to hear of."""

import pytest

from matters.rows.receipts import NOTICED, OWN_SIDE, RECEIPTS, UNTOLD
from states.facts import Milestone, Role
from states.records.milestones import RECORDINGS


def test_each_milestone_that_can_be_recorded_has_a_row_or_a_reason_and_not_both():
    assert RECEIPTS.keys() | UNTOLD.keys() == RECORDINGS.keys() == set(Milestone)
    assert not RECEIPTS.keys() & UNTOLD.keys()


def test_what_only_the_clock_records_is_told_nobody_but_what_people_enter_otherwise():
    by_clock = {milestone for milestone, rule in RECORDINGS.items() if rule.by == (Role.CLOCK,)}
    by_hand_otherwise = {Milestone.RELEVANCE_ASSESSED, Milestone.OBLIGATION_ENTERED, Milestone.HOURS_REPORTED}
    assert by_clock - UNTOLD.keys() == by_hand_otherwise


def test_what_a_notice_tells_is_told_others_than_the_buyer_too():
    assert RECEIPTS.keys() >= NOTICED
    for milestone in NOTICED:
        assert any(OWN_SIDE[to] is not Role.OFFICER for to in RECEIPTS[milestone].to), milestone


@pytest.mark.parametrize("milestone", RECEIPTS)
def test_each_row_tells_somebody_whoever_recorded_it(milestone):
    row, by = RECEIPTS[milestone], set(RECORDINGS[milestone].by) - {Role.CLOCK}
    for role in by or {Role.OFFICER, Role.SUPPORT}:
        assert any(OWN_SIDE[to] != role for to in row.to), role
    assert set(row.at_once) <= set(row.to)
