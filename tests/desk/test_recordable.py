"""What may be recorded in a case today, by a role."""

from datetime import date

import pytest

from desk.recordable import GROUP_LABELS, RecordGroup, of_milestone, recordable
from models.queries.cases import read_case
from models.storage.database import reading
from states.facts import Milestone, Role
from tests.notifications.city import bring_to_standstill, observe, open_planned
from tests.web.city import OPENED, SENT, SUBJECT, TODAY, begun, found, two_winners

FILED = date(2026, 4, 7)


def may(engine, role=Role.OFFICER, today=TODAY):
    with reading(engine) as connection:
        return {one.milestone: one for one in recordable(read_case(connection, "UH-1"), role, today)}


def test_what_a_court_can_do_waits_for_what_comes_before(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    found_now = may(city, today=FILED)
    assert found_now[Milestone.REVIEW_FILED].refused == ()
    assert found_now[Milestone.REVIEW_DECIDED].refused[0].sv == (
        "Först ska ”ansökan om överprövning” vara registrerat."
    )
    observe(city, "UH-1", Milestone.REVIEW_FILED, FILED)
    assert may(city, today=FILED)[Milestone.REVIEW_DECIDED].refused == ()
    assert may(city, today=FILED)[Milestone.REVIEW_APPEALED].refused
    assert may(city, today=FILED)[Milestone.PERFORMANCE_FREED].refused


def test_a_longer_standstill_may_be_told_with_its_day(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    assert may(city, today=FILED)[Milestone.STANDSTILL_EXTENDED].refused == ()
    assert may(city, today=FILED)[Milestone.STANDSTILL_EXTENDED].group is RecordGroup.COURT


def test_only_what_the_role_may_record_is_offered(city):
    open_planned(city, "UH-1", on=OPENED)
    assert Milestone.CONTACT_POINT_1 in may(city)
    assert Milestone.CONTACT_POINT_1 not in may(city, Role.LABOUR_MARKET)
    assert Milestone.PREPARATION_STARTED in may(city, Role.LABOUR_MARKET)
    assert Milestone.CASE_OPENED not in may(city, Role.SUPPORT)


def test_what_concerns_suppliers_and_positions_names_those_it_may_be_about(engine):
    found(engine)
    two_winners(engine)
    begun(engine)
    found_now = may(engine, Role.SUPPORT)
    assert SUBJECT in found_now[Milestone.MEETING_PLANNED].about
    assert found_now[Milestone.CANDIDATE_PROPOSED].about == ("1", "2", "3", "4")
    assert found_now[Milestone.CANDIDATE_PROPOSED].group is RecordGroup.POSITION
    assert found_now[Milestone.INTERVIEW_HELD].about == ()
    assert found_now[Milestone.INTERVIEW_HELD].refused


def test_in_a_case_that_is_over_nothing_is_offered(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CANCELLED, OPENED)
    assert may(city) == {}
    with reading(city) as connection:
        assert of_milestone(read_case(connection, "UH-1"), Milestone.CONTACT_POINT_1, Role.OFFICER, TODAY) is None


@pytest.mark.parametrize("group", RecordGroup)
def test_every_group_has_a_name(group):
    assert GROUP_LABELS[group].sv
