"""The way of one message: claimed, sent and confirmed, or visibly not."""

from itertools import product

import pytest

from states.facts import Role
from states.machine import MoveRefused
from states.processes.delivery import DELIVERY, DeliveryState
from tests.builders import facts

S = DeliveryState
NOTHING, WITH_REASON = facts(), facts(reason="mottagaren bekräftar per telefon")


def walk(*triggers, by=Role.OUTBOX, known=NOTHING):
    state = DELIVERY.initial
    for trigger in triggers:
        state = DELIVERY.fire(state, trigger, known, by)
    return state


def missing(state, trigger, by, known=NOTHING):
    with pytest.raises(MoveRefused) as refused:
        DELIVERY.fire(state, trigger, known, by)
    return [unmet.key for unmet in refused.value.reasons]


def test_a_message_is_claimed_sent_and_confirmed():
    assert walk() is S.QUEUED
    assert walk("claim") is S.SENDING
    assert walk("claim", "confirm") is S.SENT


def test_a_temporary_failure_puts_it_back_in_the_queue_and_a_permanent_one_ends_it():
    assert walk("claim", "retry") is S.QUEUED
    assert walk("claim", "retry", "claim", "give_up") is S.FAILED


def test_a_claim_that_nobody_confirmed_leaves_it_unknown_and_nothing_sends_it_again_by_itself():
    assert walk("claim", "lose") is S.UNKNOWN
    for role in set(Role) - {Role.SUPPORT}:
        assert [move.trigger for move in DELIVERY.moves_from(S.UNKNOWN, role) if move.target is not S.BOUNCED] == []


def test_what_is_no_longer_due_is_withheld_before_it_is_claimed_but_not_after():
    assert walk("withhold") is S.WITHHELD
    assert missing(S.SENDING, "withhold", Role.OUTBOX) == ["no_such_move"]


@pytest.mark.parametrize(
    ("state", "trigger", "target"),
    [
        (S.QUEUED, "cancel", S.CANCELLED),
        (S.UNKNOWN, "resend", S.QUEUED),
        (S.FAILED, "resend", S.QUEUED),
        (S.BOUNCED, "resend", S.QUEUED),
        (S.UNKNOWN, "accept", S.SENT),
    ],
)
def test_the_support_function_decides_with_a_reason(state, trigger, target):
    assert DELIVERY.fire(state, trigger, WITH_REASON, Role.SUPPORT) is target
    assert missing(state, trigger, Role.SUPPORT) == ["reason_given"]
    assert missing(state, trigger, Role.SUPPORT, facts(reason="  ")) == ["reason_given"]
    assert missing(state, trigger, Role.OUTBOX, WITH_REASON) == ["not_your_move"]


def test_a_message_that_is_being_sent_cannot_be_called_back():
    assert missing(S.SENDING, "cancel", Role.SUPPORT, WITH_REASON) == ["no_such_move"]


@pytest.mark.parametrize("state", [S.SENT, S.UNKNOWN])
def test_what_left_may_come_back(state):
    assert DELIVERY.fire(state, "bounce", NOTHING, Role.OUTBOX) is S.BOUNCED


@pytest.mark.parametrize("state", [S.QUEUED, S.SENDING, S.FAILED, S.WITHHELD, S.CANCELLED, S.BOUNCED])
def test_what_has_not_left_cannot_come_back(state):
    assert missing(state, "bounce", Role.OUTBOX) == ["no_such_move"]


@pytest.mark.parametrize("state", [S.WITHHELD, S.CANCELLED])
def test_what_is_over_stays_so(state):
    assert state in DELIVERY.ends
    assert DELIVERY.moves_from(state) == []


@pytest.mark.parametrize("state", [S.FAILED, S.BOUNCED])
def test_an_undelivered_message_is_at_an_end_that_the_support_function_can_undo(state):
    assert state in DELIVERY.ends
    assert [(move.trigger, move.by) for move in DELIVERY.moves_from(state)] == [("resend", (Role.SUPPORT,))]


def test_a_sent_message_is_at_an_end_that_only_a_report_can_undo():
    assert S.SENT in DELIVERY.ends
    assert [move.trigger for move in DELIVERY.moves_from(S.SENT)] == ["bounce"]


def test_the_clock_and_the_people_of_a_case_have_no_say():
    for state, role in product(DeliveryState, set(Role) - {Role.OUTBOX, Role.SUPPORT}):
        assert DELIVERY.moves_from(state, role) == []


def test_a_message_that_is_sent_was_claimed_before():
    assert {source for move in DELIVERY.moves if move.target is S.SENT for source in move.sources} == {
        S.SENDING,
        S.UNKNOWN,
    }
    assert {source for move in DELIVERY.moves if move.target is S.SENDING for source in move.sources} == {S.QUEUED}
