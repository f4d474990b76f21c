"""Promises and the people who look after them."""

from datetime import date

import pytest

from desk.suppliers import Care, SupplierMeant, assign, oblige
from models.refusals import Refused
from states.facts import Milestone
from states.records.milestones import RecordingRefused
from tests.notifications.city import BY_SUPPORT, UNIT, bring_to_standstill, case_now, observe

SENT, CLEAR = date(2026, 3, 24), date(2026, 4, 8)
ANY = SupplierMeant()


@pytest.fixture
def won(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    observe(city, "UH-1", Milestone.WINNER_NAMED, CLEAR, supplier="Exempel AB")
    return city


def handed_over(engine):
    observe(engine, "UH-1", Milestone.COURT_CHECKED, CLEAR)
    observe(engine, "UH-1", Milestone.CONTACT_POINT_2, CLEAR)


def test_a_promise_is_new_once(won):
    promise = {"unit": "persons", "amount": 2.0}
    assert oblige(won, "UH-1", ANY, promise, by=BY_SUPPORT, today=CLEAR).new
    assert not oblige(won, "UH-1", ANY, promise, by=BY_SUPPORT, today=CLEAR).new
    assert case_now(won, "UH-1").obligations[0].amount == 2


def test_a_supplier_that_has_not_won_promises_nothing(won):
    with pytest.raises(Refused):
        oblige(won, "UH-1", SupplierMeant("Annat AB"), {"unit": "persons", "amount": 1.0}, by=BY_SUPPORT, today=CLEAR)


def test_a_contact_person_is_named_and_the_day_recorded(won):
    handed_over(won)
    outcome = assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)

    case = case_now(won, "UH-1")
    assert ("supplier", "contact_assigned") in {(move.process, move.after) for move in outcome.moves}
    assert case.obligations[0].contact_id == UNIT
    assert not assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR).new


def test_a_contact_person_too_early_is_refused_and_nobody_is_named(won):
    with pytest.raises(RecordingRefused):
        assign(won, "UH-1", ANY, Care(contact_id=UNIT), by=BY_SUPPORT, today=CLEAR)
    assert case_now(won, "UH-1").obligations[0].contact_id is None
