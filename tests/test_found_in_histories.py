"""What random histories have come upon, told in the fewest steps."""

from datetime import date

import pytest

from matters.waits import waiting
from models.actor import Actor
from models.obligations import oblige
from models.operations import find, record
from models.refusals import Refused
from models.storage.database import reading, writing
from states.facts import Milestone, Role
from states.processes.procurement import PROCUREMENT
from states.records.observations import Observation
from tests.models.building import OFFICER, SUPPORT
from tests.notifications.city import bring_to_standstill, case_now, found_city, observe, open_planned, require, state_of

CASE = "UH-2026-003"
SENT = date(2026, 3, 3)
CLEAR = date(2026, 3, 16)
COMPANY, OTHER = "Exempel Service AB", "Bygg och Mark AB"


@pytest.fixture(autouse=True)
def city(engine):
    found_city(engine)


def tell(engine, milestone, *, by=SUPPORT, on=CLEAR, **about):
    with writing(engine) as connection:
        told = Observation(milestone, on, str(by), by_person=True, as_of=CLEAR, **about)
        return record(connection, find(connection, CASE), told, by=by, today=CLEAR)


def promise(engine, subject, **promised):
    with writing(engine) as connection:
        case = find(connection, CASE)
        return oblige(connection, case, case.obligation(subject), promised, by=SUPPORT, today=CLEAR)


def hand_over(engine, *winners):
    """Bring the case to matching with these winners, each as (supplier, lot)."""
    bring_to_standstill(engine, CASE, sent=SENT)
    for supplier, lot in winners:
        tell(engine, Milestone.WINNER_NAMED, by=OFFICER, supplier=supplier, lot=lot)
    tell(engine, Milestone.COURT_CHECKED, by=OFFICER)
    tell(engine, Milestone.CONTACT_POINT_2, by=OFFICER)


def places(engine):
    return {one.subject: (one.parent, one.state) for one in case_now(engine, CASE).tracks if one.process == "placement"}


def test_what_is_about_the_whole_case_is_not_recorded_of_a_position(engine):
    bring_to_standstill(engine, CASE, sent=SENT)
    with pytest.raises(Refused, match="not about a single position"):
        tell(engine, Milestone.REVIEW_FILED, placement="99")
    assert state_of(engine, CASE) == "standstill"


def test_what_is_about_a_supplier_is_not_recorded_of_a_position(engine):
    hand_over(engine, (COMPANY, ""))
    with pytest.raises(Refused, match="not about a single position"):
        tell(engine, Milestone.CONTACT_ASSIGNED, supplier=COMPANY, placement="1")


def test_a_lot_is_cancelled_for_all_its_suppliers(engine):
    hand_over(engine, (COMPANY, "LOT-1"))
    with pytest.raises(Refused, match="cancelled for all suppliers"):
        tell(engine, Milestone.LOT_CANCELLED, lot="LOT-1", supplier=COMPANY)


def test_who_won_on_a_lot_and_on_the_whole_can_be_told_apart(engine):
    hand_over(engine, (COMPANY, ""), (COMPANY, "LOT-1"))
    tell(engine, Milestone.CONTACT_ASSIGNED, supplier=COMPANY)
    tell(engine, Milestone.CONTACT_ASSIGNED, supplier=COMPANY, lot="LOT-1")
    tracks = case_now(engine, CASE).tracks
    assert {one.subject: one.state for one in tracks if one.process == "supplier"} == {
        COMPANY: "contact_assigned",
        f"LOT-1: {COMPANY}": "contact_assigned",
    }


def test_a_position_is_the_same_with_and_without_its_supplier(engine):
    hand_over(engine, (COMPANY, ""), (OTHER, ""))
    for company in (COMPANY, OTHER):
        tell(engine, Milestone.CONTACT_ASSIGNED, supplier=company)
        tell(engine, Milestone.DIALOGUE_HELD, supplier=company)
        promise(engine, company, unit="persons", amount=1.0)
        tell(engine, Milestone.PROFILE_AGREED, supplier=company)
    officer = Actor(Role.LABOUR_MARKET, 4)
    assert tell(engine, Milestone.CANDIDATE_PROPOSED, by=officer, supplier=OTHER)
    assert places(engine) == {"1": (COMPANY, "open"), "2": (OTHER, "proposed")}
    assert tell(engine, Milestone.INTERVIEW_HELD, by=officer, placement="2")
    assert not tell(engine, Milestone.INTERVIEW_HELD, by=officer, placement="2", supplier=OTHER)
    with pytest.raises(Refused, match=r"no position 2\. Positions: 1"):
        tell(engine, Milestone.INTERVIEW_HELD, by=officer, placement="2", supplier=COMPANY)


def test_a_notice_of_intent_begins_no_standstill_that_an_award_notice_begins(engine):
    """Nobody but the officer can end that wait: the award notice is what is missing, not a day."""
    open_planned(engine, CASE, on=date(2026, 1, 12))
    observe(engine, CASE, Milestone.CONTACT_POINT_1, date(2026, 1, 12))
    require(engine, CASE, on=date(2026, 1, 12))
    observe(engine, CASE, Milestone.DOCUMENTS_PUBLISHED, date(2026, 1, 12))
    assert observe(engine, CASE, Milestone.INTENT_NOTICE_PUBLISHED, SENT) == "award"
    facts = case_now(engine, CASE).facts(SENT)
    (hold,) = [one for one in PROCUREMENT.explain("award", facts) if one.move.trigger == "hold"]
    assert "award_notice_sent" in {one.key for one in hold.unmet}
    assert observe(engine, CASE, Milestone.AWARD_NOTICE_SENT, SENT, value="electronic") == "standstill"
    assert observe(engine, CASE, Milestone.AWARD_NOTICE_SENT, None, told_on="2026-03-04") == "award"


def test_while_the_court_has_a_case_without_standstill_the_ruling_is_asked_for_first(engine):
    bring_to_standstill(engine, CASE, sent=SENT, procedure="renewed_competition")
    assert state_of(engine, CASE) == "award"
    observe(engine, CASE, Milestone.REVIEW_FILED, SENT)
    with reading(engine) as connection:
        asked = [one for one in waiting(connection, today=SENT) if one.point.name == "S4"]
    assert [one.missing[0].name for one in asked] == ["not_review_pending"]
    observe(engine, CASE, Milestone.REVIEW_DECIDED, CLEAR, value="rejected")
    with reading(engine) as connection:
        asked = [one for one in waiting(connection, today=CLEAR) if one.point.name == "S4"]
    assert [one.missing[0].name for one in asked] == ["contact_point_2_recorded"]


def test_positions_that_are_promised_again_are_opened_again(engine):
    hand_over(engine, (COMPANY, ""))
    promise(engine, COMPANY, unit="persons", amount=3.0)
    promise(engine, COMPANY, amount=1.0)
    assert [state for _, state in places(engine).values()] == ["open", "withdrawn", "withdrawn"]
    promise(engine, COMPANY, amount=2.0)
    assert [state for _, state in places(engine).values()] == ["open", "withdrawn", "withdrawn", "open"]
