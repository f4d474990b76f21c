"""What a case waits for, and what would meet it today."""

from dataclasses import asdict
from datetime import date

import pytest

from desk.explaining import Unmet, Way, explain, held_up_after, standing_ways, ways_of
from models.casefile import CaseFile
from models.queries.cases import read_case
from models.storage.database import reading
from states.facts import Milestone, Role
from states.records.milestones import acting
from states.records.obligations import Measure
from states.refusal import Operation, Remedy
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    UNIT,
    bring_to_standstill,
    case_now,
    found_city,
    name_contact,
    observe,
    open_planned,
    promise,
    require,
)

M = Milestone
SENT, CLEAR = date(2026, 6, 9), date(2026, 6, 23)
SUPPLIER = "1: Exempel AB"


@pytest.fixture
def city(sqlite_engine):
    found_city(sqlite_engine)
    return sqlite_engine


@pytest.fixture
def standstill(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    return city


@pytest.fixture
def matching(standstill):
    observe(standstill, "UH-1", M.COURT_CHECKED, CLEAR)
    observe(standstill, "UH-1", M.WINNER_NAMED, CLEAR, supplier="Exempel AB", lot="1")
    observe(standstill, "UH-1", M.CONTACT_POINT_2, CLEAR)
    return standstill


@pytest.fixture
def hired(matching):
    """A position whose candidate began on 20 July, while nobody has confirmed it or answered about a subsidy."""
    promise(matching, "UH-1", on=CLEAR, unit=Measure.PERSONS, amount=1.0)
    observe(matching, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT)
    name_contact(matching, "UH-1", contact=UNIT, on=CLEAR)
    for milestone, on in ((M.DIALOGUE_HELD, date(2026, 6, 29)), (M.PROFILE_AGREED, date(2026, 6, 30))):
        observe(matching, "UH-1", milestone, on, by=BY_UNIT)
    observe(matching, "UH-1", M.CANDIDATE_PROPOSED, date(2026, 7, 6), by=BY_UNIT)
    observe(matching, "UH-1", M.EMPLOYMENT_STARTED, date(2026, 7, 20), by=BY_UNIT)
    return matching


def ways(engine, on: date) -> list[Way]:
    return explain(case_now(engine, "UH-1"), on)


def unmet(engine, on: date, process: str, trigger: str, key: str) -> Unmet:
    (found,) = {
        one.reason.text: one
        for way in ways(engine, on)
        if (way.track.process, way.move.trigger) == (process, trigger)
        for one in way.unmet
        if one.reason.key == key
    }.values()
    return found


def recorded(found: Unmet) -> list[tuple[Milestone | None, tuple[str, ...], date | None]]:
    return [(one.milestone, one.values, one.latest) for one in found.remedies]


def test_explaining_leaves_the_case_in_hand_as_it_is(hired):
    case = case_now(hired, "UH-1")
    before = asdict(case.copy())

    explain(case, date(2026, 8, 10))

    assert asdict(case.copy()) == before


def test_a_move_holds_who_can_make_it_and_whether_a_reason_is_needed(standstill):
    by_hand, by_clock = [way for way in ways(standstill, SENT) if way.move.trigger == "cancel"]

    assert (by_hand.people, by_hand.by_clock, by_hand.reason_needed) == ((Role.OFFICER, Role.SUPPORT), False, True)
    assert (by_clock.people, by_clock.by_clock, by_clock.reason_needed) == ((), True, False)
    assert (by_hand.allowed, by_clock.allowed) == (True, False)


def test_the_court_is_not_asked_before_the_standstill_has_expired(standstill):
    waits = unmet(standstill, date(2026, 6, 10), "procurement", "clear", "court_checked")

    assert waits.remedies == ()
    assert [one.text.en for one in waits.first] == [
        "The court is asked once the standstill has expired, Tuesday 23 June 2026 at the earliest."
    ]
    assert recorded(unmet(standstill, CLEAR, "procurement", "clear", "court_checked")) == [(M.COURT_CHECKED, (), None)]


def test_what_only_time_brings_is_the_clocks(standstill):
    waits = unmet(standstill, date(2026, 6, 10), "procurement", "clear", "standstill_over")

    assert (waits.remedies, waits.first, waits.reason.met_by) == ((), (), (Role.CLOCK,))


@pytest.mark.parametrize(
    ("trigger", "rulings"),
    [("resume", ["rejected", "withdrawn", "dismissed"])],
)
def test_of_all_rulings_only_those_are_advised_that_the_move_needs(standstill, trigger, rulings):
    observe(standstill, "UH-1", M.REVIEW_FILED, date(2026, 6, 15))

    waits = unmet(standstill, date(2026, 9, 1), "procurement", trigger, "not_review_pending")

    assert recorded(waits) == [(M.REVIEW_DECIDED, (ruling,), None) for ruling in rulings]


def test_the_assessment_is_the_buyers_and_its_form_is_to_be_filled_in(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))

    (assessment,) = unmet(city, date(2026, 1, 12), "target_group", "forecast", "demand_likely").remedies

    assert assessment == Remedy(Operation.ASSESS, M.RELEVANCE_ASSESSED, given=(("outcome", "required"), ("form", "")))
    assert acting(assessment, (Role.OFFICER, Role.SUPPORT)) is Role.SUPPORT


def test_a_requirement_against_the_rule_takes_a_reason(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12), kind="goods")

    (assessment,) = unmet(city, date(2026, 1, 12), "target_group", "forecast", "demand_likely").remedies

    assert assessment.given == (("outcome", "required"), ("form", ""), ("reason", ""))


def test_a_late_contact_point_1_takes_a_reason(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    require(city, "UH-1", on=date(2026, 1, 12))
    observe(city, "UH-1", M.DOCUMENTS_PUBLISHED, date(2026, 1, 13))

    (late,) = unmet(city, date(2026, 1, 14), "procurement", "advertise", "contact_point_1_recorded").remedies

    assert (late.milestone, late.given) == (M.CONTACT_POINT_1, (("reason", ""),))


def test_how_much_is_owed_and_who_is_named_are_to_be_filled_in(matching):
    (person,) = unmet(matching, CLEAR, "supplier", "assign", "contact_assigned").remedies
    assert (person.operation, person.given) == (Operation.ASSIGN, (("contact", ""),))

    observe(matching, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT)
    observe(matching, "UH-1", M.DIALOGUE_HELD, CLEAR, by=BY_UNIT)
    counted = unmet(matching, CLEAR, "supplier", "agree", "obligation_known").remedies
    assert [one.given for one in counted] == [
        (("unit", unit), ("amount", "")) for unit in (Measure.PERSONS, Measure.MONTHS, Measure.HOURS, Measure.SEAT)
    ]


def test_a_subsidy_is_either_not_applicable_or_was_decided_before_the_start(hired):
    waits = unmet(hired, date(2026, 8, 10), "placement", "hire", "subsidy_settled")

    assert recorded(waits) == [
        (M.SUBSIDY_DECIDED, ("yes",), date(2026, 7, 20)),
        (M.SUBSIDY_DECIDED, ("not_applicable",), None),
    ]


def test_whoever_is_not_proposed_cannot_be_hired_yet(hired):
    observe(hired, "UH-1", M.EMPLOYMENT_STARTED, None, by=BY_UNIT, told_on="2026-08-10")
    observe(hired, "UH-1", M.CANDIDATE_PROPOSED, None, by=BY_UNIT, told_on="2026-08-10")

    waits = unmet(hired, date(2026, 8, 10), "placement", "hire", "employment_started")

    assert waits.remedies == ()
    assert "No candidate is proposed." in waits.first[0].text.en


def test_a_lot_is_cancelled_under_its_own_name(matching):
    way = next(way for way in ways(matching, CLEAR) if (way.track.process, way.move.trigger) == ("supplier", "release"))

    assert (way.track.subject, way.lot) == (SUPPLIER, "1")
    assert [one.milestone for one in way.unmet[0].remedies] == [M.WINNER_WITHDREW, M.LOT_CANCELLED]


def test_nobody_is_advised_to_sign_while_a_standstill_runs(matching):
    observe(matching, "UH-1", M.WINNER_NAMED, CLEAR, supplier="Exempel Två AB", lot="2")
    observe(matching, "UH-1", M.WINNER_NAMED, None, supplier="Exempel AB", lot="1", told_on="2026-06-24")
    allowed = unmet(matching, date(2026, 6, 24), "supplier", "lose", "contract_signed")
    assert recorded(allowed) == [(M.CONTRACT_SIGNED, (), None)]

    observe(matching, "UH-1", M.AWARD_NOTICE_SENT, date(2026, 6, 24), value="electronic")
    waits = unmet(matching, date(2026, 6, 25), "supplier", "lose", "contract_signed")
    assert waits.remedies == ()
    assert waits.first[0].text.en.startswith("The contract may be signed on ")


def test_a_planned_day_that_must_have_come_is_today_at_the_latest(hired):
    observe(hired, "UH-1", M.SUBSIDY_DECIDED, date(2026, 7, 27), by=BY_UNIT, value="not_applicable")

    waits = unmet(hired, date(2026, 8, 10), "procurement", "close", "contract_ended_or_fulfilled")

    assert recorded(waits) == [(M.CONTRACT_ENDED, (), date(2026, 8, 10))]


def test_nothing_is_advised_to_the_clock(hired):
    case: CaseFile = case_now(hired, "UH-1")
    advised = [
        acting(remedy, one.reason.met_by)
        for way in explain(case, date(2026, 8, 10))
        for one in way.unmet
        for remedy in one.remedies
    ]

    assert advised
    assert Role.CLOCK not in advised


# --- what holds a record up ------------------------------------------------------------------------------------------


def held(engine, on: date) -> Unmet | None:
    """Return what holds up the last record of the case."""
    case: CaseFile = case_now(engine, "UH-1")
    found = held_up_after(case, case.recorded[-1], on)
    return found.condition if found else None


def test_an_employment_that_waits_for_the_answer_on_a_subsidy_says_so(hired):
    found = held(hired, date(2026, 7, 21))

    assert found.reason.key == "subsidy_settled"
    assert [one.values for one in found.remedies] == [("yes",), ("not_applicable",)]


def test_a_record_of_a_supplier_names_what_is_missing_there(matching):
    observe(matching, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT)
    observe(matching, "UH-1", M.DIALOGUE_HELD, CLEAR, by=BY_UNIT)
    observe(matching, "UH-1", M.PROFILE_AGREED, CLEAR, by=BY_UNIT)

    assert held(matching, CLEAR).reason.key == "obligation_known"


def test_a_record_of_the_case_names_the_first_thing_that_somebody_can_do(standstill):
    observe(standstill, "UH-1", M.COURT_CHECKED, CLEAR)

    assert held(standstill, CLEAR).reason.key == "contact_point_2_recorded"


def test_where_nothing_is_missing_nothing_is_named(standstill):
    observe(standstill, "UH-1", M.CANCELLED, SENT)

    assert held(standstill, SENT) is None


def test_what_is_told_without_trying_names_the_same_moves_and_conditions(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    with reading(city) as connection:
        case = read_case(connection, "UH-1")
    track, today = case.tracks[0], date(2026, 4, 1)
    tried, standing = ways_of(case, track, today), standing_ways(case, track, today)
    assert [(one.move, [unmet.reason for unmet in one.unmet]) for one in tried] == [
        (one.move, [unmet.reason for unmet in one.unmet]) for one in standing
    ]
    assert all(unmet.remedies == () for one in standing for unmet in one.unmet)
