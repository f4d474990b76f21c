"""The sync points between the lanes: open, waiting, blocked."""

from datetime import date

import pytest

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import LinkStatus
from matters.ladder_file import DEFAULT
from states.facts import Milestone
from tests.desk.lanes.stories import CLEANING, STORIES, Telling, city, drawn, two_suppliers

OPEN, WAITING, BLOCKED = LinkStatus


def told(found):
    return [(one.name.sv, one.status, one.on and one.on.isoformat(), one.source, one.targets) for one in found.links]


def as_of(today: str, *told_of):
    """Return the lanes of a case to which some milestones were told, each on its own day."""
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        for milestone, day, about in told_of:
            if milestone is Milestone.RELEVANCE_ASSESSED:
                telling.assessed(day)
            else:
                telling.tell(milestone, day, **about)
        case, entries = telling.case(date.fromisoformat(today))
    return lanes(case, entries, date.fromisoformat(today), DEFAULT)


CALLED = (
    (Milestone.CONTACT_POINT_1, "2026-02-17", {}),
    (Milestone.RELEVANCE_ASSESSED, "2026-03-10", {}),
    (Milestone.DOCUMENTS_PUBLISHED, "2026-04-14", {}),
    (Milestone.AWARD_NOTICE_SENT, "2026-06-09", {"value": "electronic"}),
    (Milestone.WINNER_NAMED, "2026-06-10", {"supplier": CLEANING}),
)


def test_each_point_leads_from_the_lane_that_releases_to_those_that_wait():
    assert told(drawn("two suppliers")) == [
        ("kontaktpunkt 1 och bedömning", OPEN, "2026-03-10", 0, ()),
        ("behovet aviserat", OPEN, "2026-03-10", 0, (3,)),
        ("avtalsspärren klar", OPEN, "2026-11-20", 0, ()),
        ("kontaktpunkt 2", OPEN, "2026-11-24", 0, (1, 2)),
        ("startmöte och kompetensprofil", BLOCKED, "2026-12-22", 1, (3,)),
        ("startmöte och kompetensprofil", WAITING, "2026-12-22", 2, (3,)),
        ("första anställningen", WAITING, "2027-06-01", 3, (0, 1, 2)),
    ]


def test_a_point_says_what_keeps_it_closed():
    why = [[text.sv for text in one.why] for one in drawn("two suppliers").links]

    assert why == [
        *[[]] * 4,
        ["Försenat: kontaktperson."],
        ["Krävs: startmötet med leverantören är hållet."],
        [],
    ]


def test_a_plan_waits_for_contact_point_1_and_is_blocked_once_that_is_late():
    assert told(as_of("2026-02-09")) == [
        ("kontaktpunkt 1 och bedömning", WAITING, "2026-02-16", 0, ()),
        ("behovet aviserat", WAITING, "2026-02-16", 0, (1,)),
    ]
    assert [one.status for one in as_of("2026-02-17").links] == [BLOCKED, BLOCKED]


def test_the_standstill_opens_by_itself_but_for_the_court_to_be_asked():
    waiting, late = as_of("2026-06-12", *CALLED), as_of("2026-06-23", *CALLED)

    assert told(waiting)[2:4] == [
        ("avtalsspärren klar", WAITING, "2026-06-22", 0, ()),
        ("kontaktpunkt 2", WAITING, "2026-06-23", 0, (1,)),
    ]
    assert late.links[2].why[0].sv.startswith("Krävs: upphandlaren har efter avtalsspärrens")
    clear = as_of("2026-06-24", *CALLED, (Milestone.COURT_CHECKED, "2026-06-24", {}))
    assert {(name, status, day) for name, status, day, _, _ in told(clear)[2:4]} == {
        ("avtalsspärren klar", OPEN, "2026-06-24"),
        ("kontaktpunkt 2", BLOCKED, "2026-06-23"),
    }


def test_nobody_knows_the_day_of_what_a_court_holds_up():
    found = drawn("court twice")

    assert told(found)[2:] == [
        ("avtalsspärren klar", BLOCKED, None, 0, ()),
        ("kontaktpunkt 2", BLOCKED, None, 0, ()),
    ]
    assert [one.why[0].sv for one in found.links[2:]] == ["Domstolen har inte avgjort målet."] * 2


def test_a_contact_point_that_was_made_before_the_award_was_set_aside_is_not_open():
    found = as_of(
        "2026-07-06",
        *CALLED,
        (Milestone.COURT_CHECKED, "2026-06-23", {}),
        (Milestone.CONTACT_POINT_2, "2026-06-23", {}),
        (Milestone.REVIEW_FILED, "2026-06-25", {}),
    )

    assert [one.status for one in found.links if one.name.sv == "kontaktpunkt 2"] == [BLOCKED]


def test_suppliers_are_blocked_while_a_court_forbids_to_perform_the_contract():
    with city() as engine:
        telling = Telling(engine, "2026-02-02")
        two_suppliers(telling)
        telling.tell(Milestone.PERFORMANCE_BARRED, "2026-12-02")
        today = date(2026, 12, 3)
        case, entries = telling.case(today)

    found = lanes(case, entries, today, DEFAULT)
    assert found.lanes[1].stopped == ((date(2026, 12, 2), None),)
    points = [one for one in found.links if one.name.sv.startswith("startmöte")]
    assert [one.status for one in points] == [BLOCKED, BLOCKED]
    assert {one.why[0].sv for one in points} == {"Domstolen har beslutat att avtalet inte får fullgöras."}


def test_many_suppliers_share_a_point_and_the_one_that_presses_most_stands_for_all():
    found = [one for one in drawn("twelve suppliers").links if one.name.sv.startswith("startmöte")]

    assert [(one.source, one.targets, one.status) for one in found] == [(1, (3,), BLOCKED), (2, (3,), BLOCKED)]


def test_positions_have_one_point_for_each_supplier_while_it_is_closed():
    found = [one for one in drawn("thirty positions").links if one.name.sv == "anställningen bekräftad"]

    assert [(one.source, one.targets, one.status, one.on) for one in found] == [(2, (1,), BLOCKED, date(2026, 8, 24))]


def test_what_ended_well_has_every_point_open():
    assert {one.status for one in drawn("closed").links} == {OPEN}
    assert len(drawn("closed").links) == 7


@pytest.mark.parametrize("name", STORIES)
def test_points_are_numbered_by_their_days_and_lead_to_lanes_that_are_there(name):
    found = drawn(name)

    assert [one.number for one in found.links] == list(range(1, len(found.links) + 1))
    days = [one.on for one in found.links if one.on is not None]
    assert days == sorted(days)
    assert [one.on is None for one in found.links] == sorted(one.on is None for one in found.links)
    for one in found.links:
        assert {one.source, *one.targets} <= set(range(len(found.lanes)))
        assert one.source not in one.targets
        assert one.status is OPEN or not one.on or one.why or one.name.sv == "första anställningen"
        assert one.status is not OPEN or (one.on is not None and one.on <= found.today)
