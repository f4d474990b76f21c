"""How the lanes are expected to go on."""

from datetime import date

import pytest

from desk.lanes.ahead import ComingState, purchase_ahead, supplier_ahead, target_group_ahead
from matters.ladder_file import DEFAULT
from states.law.procedures import Procedure
from states.processes.procurement import ProcurementState as P
from states.processes.supplier import SupplierState as F
from states.processes.target_group import TargetGroupState as T
from states.records.needs import Need
from states.records.obligations import Measure, Obligation, balance
from tests.builders import facts

REPORTED = "2026-03-23"


def owing(today: str, unit: Measure = Measure.PERSONS, **known):
    owed = balance(Obligation("", "Städ AB", unit, 2.0), (), today=date.fromisoformat(today))
    return facts(today=today, balances=(owed,), contact_point_2=REPORTED, months=24.0, **known)


def days(steps):
    return [(str(step.state), step.until and step.until.isoformat()) for step in steps]


def test_a_supplier_goes_on_by_the_last_days_of_what_it_owes():
    assert days(supplier_ahead(owing("2026-03-24", contract_signed="2026-03-23"), F.AWARDED, DEFAULT)) == [
        ("awarded", "2026-03-30"),
        ("contact_assigned", "2026-04-08"),
        ("dialogue", "2026-04-22"),
        ("profile_agreed", "2026-05-22"),
        ("recruiting", "2026-09-23"),
        ("delivering", "2028-03-23"),
    ]


def test_what_is_late_is_expected_today_and_what_comes_after_keeps_its_day():
    steps = supplier_ahead(owing("2026-04-02"), F.AWARDED, DEFAULT)

    assert days(steps)[:3] == [
        ("awarded", "2026-04-02"),
        ("contact_assigned", "2026-04-08"),
        ("dialogue", "2026-04-22"),
    ]


def test_a_meeting_that_is_booked_is_expected_on_its_day():
    steps = supplier_ahead(owing("2026-03-31", meeting_planned="2026-04-17"), F.CONTACT_ASSIGNED, DEFAULT)

    assert days(steps)[0] == ("contact_assigned", "2026-04-17")


def test_who_owes_a_dialogue_alone_is_through_once_it_is_held():
    steps = supplier_ahead(owing("2026-03-31", Measure.DIALOGUE), F.CONTACT_ASSIGNED, DEFAULT)

    assert days(steps) == [("contact_assigned", "2026-04-08")]


def test_nobody_knows_when_somebody_starts_before_the_contract_is_signed():
    assert days(supplier_ahead(owing("2026-03-31"), F.RECRUITING, DEFAULT)) == [("recruiting", None)]


def test_a_winner_waits_for_the_standstill_to_end():
    waiting = facts(today="2026-03-26", award_notice_sent="2026-03-24", award_decided="2026-03-23")

    assert days(supplier_ahead(waiting, F.TENDERING, DEFAULT))[:2] == [
        ("tendering", "2026-04-08"),
        ("awarded", "2026-04-15"),
    ]


def test_a_winner_waits_without_an_end_while_the_court_has_the_case():
    waiting = facts(today="2026-03-30", award_notice_sent="2026-03-24", review_filed="2026-03-27")

    assert supplier_ahead(waiting, F.TENDERING, DEFAULT) == (ComingState(F.TENDERING, None),)


def test_a_deficiency_lasts_up_to_the_day_to_correct_it():
    noted = owing("2026-06-01", deficiency_noted="2026-05-20", cure_by="2026-06-22")

    assert days(supplier_ahead(noted, F.DEFICIENT, DEFAULT)) == [("deficient", "2026-06-22")]


@pytest.mark.parametrize(
    ("state", "known", "expected"),
    [
        (P.PLANNING, {}, [("planning", None)]),
        (
            P.PLANNING,
            {"planned_call": "2026-06-01", "need": Need(planned_start=date(2026, 12, 1))},
            [("planning", "2026-06-01"), ("advertised", "2026-12-01"), ("matching", None)],
        ),
        (P.PLANNING, {"planned_call": "2026-02-02"}, [("planning", "2026-03-30"), ("advertised", None)]),
        (
            P.AWARD,
            {"award_decided": "2026-03-27"},
            [("award", "2026-04-07"), ("standstill", "2026-04-20"), ("matching", None)],
        ),
        (
            P.AWARD,
            {"award_notice_sent": "2026-03-27", "procedure": Procedure.DYNAMIC_PURCHASING_SYSTEM},
            [("award", "2026-03-30"), ("matching", None)],
        ),
        (P.STANDSTILL, {"award_notice_sent": "2026-03-24"}, [("standstill", "2026-04-08"), ("matching", None)]),
        (P.REVIEW, {"award_notice_sent": "2026-03-24", "review_filed": "2026-03-27"}, [("review", None)]),
        (P.HIRE, {"contract_signed": "2026-03-23", "months": 24.0}, [("hire", "2028-03-23")]),
        (P.FOLLOW_UP, {"contract_ended": "2026-05-01"}, [("follow_up", "2026-05-01")]),
    ],
)
def test_the_purchase_goes_on_by_plan_and_law(state, known, expected):
    assert days(purchase_ahead(facts(**known), state, DEFAULT, None)) == expected


def test_matching_lasts_until_somebody_is_to_start():
    known = facts(contract_signed="2026-03-23", months=24.0)

    assert days(purchase_ahead(known, P.MATCHING, DEFAULT, date(2026, 9, 23))) == [
        ("matching", "2026-09-23"),
        ("hire", "2028-03-23"),
    ]


def test_people_are_told_of_the_demand_once_it_is_assessed():
    steps = target_group_ahead(facts(), T.IDLE, DEFAULT, assessed_by=date(2026, 4, 13), suppliers=())

    assert days(steps) == [("idle", "2026-04-13"), ("forecast", None)]


def test_people_are_matched_once_a_supplier_has_a_profile_whether_they_are_ready_or_not():
    going_on = (ComingState(F.DIALOGUE, date(2026, 4, 22)), ComingState(F.RECRUITING, date(2026, 9, 23)))
    known = facts(relevance_assessed="2026-01-20", need=Need(planned_start=date(2026, 8, 3)))

    steps = target_group_ahead(known, T.PREPARING, DEFAULT, assessed_by=None, suppliers=(going_on,))

    assert days(steps) == [("preparing", "2026-04-22"), ("matching", "2026-09-23"), ("supporting", None)]


def test_people_are_ready_when_their_units_say_so():
    known = facts(relevance_assessed="2026-01-20", need=Need(planned_start=date(2026, 8, 3)))

    assert days(target_group_ahead(known, T.PREPARING, DEFAULT, assessed_by=None, suppliers=())) == [
        ("preparing", "2026-08-03"),
        ("ready", None),
    ]
