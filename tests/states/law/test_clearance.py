"""From when contact point 2 is due, and while a court has the case, on real days."""

from datetime import date, timedelta

import pytest

from states.facts import Ruling
from states.law.applicability import ProcurementKind
from states.law.calendar import working_days_after
from states.law.clearance import (
    clear_from,
    in_court,
    interim_ended,
    procedure_of,
    report_winner_from,
    ruling_on_this_review,
    standstill_of,
    turning_days,
)
from states.law.procedures import Procedure
from tests.builders import facts


def test_contact_point_2_opens_on_the_first_working_day_on_or_after_the_earliest_signing_for_every_day_of_two_years():
    for offset in range(730):
        sent = date(2026, 1, 1) + timedelta(days=offset)
        known = facts(award_notice_sent=sent, today=sent)
        period = standstill_of(known)
        assert period is not None
        assert period.earliest_signing is not None
        opens = report_winner_from(known)
        assert opens == working_days_after(period.earliest_signing, 0)
        assert opens >= period.earliest_signing


def test_while_the_procedure_is_unknown_the_strictest_is_assumed():
    assert procedure_of(facts()) is Procedure.OPEN
    assert procedure_of(facts(kind=ProcurementKind.RENEWED_COMPETITION)) is Procedure.RENEWED_COMPETITION
    assert procedure_of(facts(kind=ProcurementKind.GOODS, procedure=Procedure.DIRECT_AWARD)) is Procedure.DIRECT_AWARD
    known = facts(kind=ProcurementKind.RENEWED_COMPETITION, procedure=Procedure.OPEN)
    assert procedure_of(known) is Procedure.OPEN


def test_the_winner_is_reported_on_the_first_working_day_on_which_a_contract_may_be_signed():
    by_easter = facts(award_notice_sent="2026-03-23", today="2026-04-03")
    assert clear_from(by_easter) == date(2026, 4, 3)  # Good Friday
    assert report_winner_from(by_easter) == date(2026, 4, 7)
    plain = facts(award_notice_sent="2026-03-02")
    assert report_winner_from(plain) == clear_from(plain) == date(2026, 3, 13)


def test_before_any_award_nobody_is_asked_for_the_winner():
    assert report_winner_from(facts()) is None
    assert clear_from(facts()) is None


def test_the_days_that_are_foretold_are_the_first_after_the_standstill_and_the_end_of_the_contract():
    assert turning_days(facts()) == ()
    known = facts(award_notice_sent="2026-06-09", contract_ended="2028-06-30")
    assert set(turning_days(known)) == {date(2026, 6, 23), date(2028, 6, 30)}
    assert turning_days(facts(award_notice_sent="2026-06-09", review_filed="2026-06-12")) == ()


@pytest.mark.parametrize(
    ("known", "has_it"),
    [
        ({}, False),
        ({"review_filed": "2026-03-05"}, True),
        ({"review_filed": "2026-03-05", "review_decided": "2026-03-05"}, False),
        ({"review_filed": "2026-03-05", "review_decided": "2026-03-04"}, True),  # an older ruling
        ({"interim_order": "2026-03-05"}, True),
        ({"interim_order": "2026-03-05", "interim_order_lifted": "2026-03-05"}, False),
        ({"interim_order": "2026-03-05", "interim_order_lifted": "2026-03-04"}, True),
        ({"review_filed": "2026-03-05", "interim_order": "2026-03-06", "interim_order_lifted": "2026-03-09"}, True),
    ],
)
def test_a_court_has_the_case_until_its_own_ruling_or_the_end_of_its_order(known, has_it):
    assert in_court(facts(award_notice_sent="2026-03-02", **known)) is has_it
    if has_it:
        assert clear_from(facts(award_notice_sent="2026-03-02", **known)) is None
        assert report_winner_from(facts(award_notice_sent="2026-03-02", **known)) is None


def test_an_interim_order_ends_on_the_first_day_that_takes_it_away():
    ordered = {"interim_order": "2026-03-05"}
    assert interim_ended(facts(interim_order_lifted="2026-03-09")) is None
    assert interim_ended(facts(**ordered)) is None
    assert interim_ended(facts(**ordered, review_decided="2026-03-20")) == date(2026, 3, 20)
    lifted = facts(**ordered, interim_order_lifted="2026-03-09", review_decided="2026-03-20")
    assert interim_ended(lifted) == date(2026, 3, 9)
    renewed = facts(interim_order="2026-03-10", interim_order_lifted="2026-03-09", review_decided="2026-03-20")
    assert interim_ended(renewed) == date(2026, 3, 20)


@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_a_ruling_orders_nothing_more_once_another_review_has_begun(began):
    known = {"review_decided": "2026-03-20", "ruling": Ruling.REDO}
    assert ruling_on_this_review(facts(**known, **{began: "2026-03-20"})) is Ruling.REDO
    assert ruling_on_this_review(facts(**known, **{began: "2026-03-21"})) is None
    assert ruling_on_this_review(facts(ruling=Ruling.REDO, **{began: "2026-03-20"})) is None
