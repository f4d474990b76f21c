"""From when contact point 2 is due, and while a court has the case, on real days."""

from datetime import date, timedelta

import pytest

from states.law.acts import Act, Rule
from states.law.applicability import ProcurementKind
from states.law.calendar import working_days_after
from states.law.clearance import (
    award_undone,
    begun,
    clear_from,
    contact_point_1_from,
    free_of_standstill,
    in_court,
    not_from_this_award,
    performance_barred,
    procedure_of,
    report_winner_from,
    section_of,
    signing_of,
    standstill_of,
    turning_days,
)
from states.law.courts import Court, Event, EventKind, Ruling
from states.law.procedures import Procedure
from states.law.standstill import SigningOutcome
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


def test_an_order_to_redo_stands_until_a_new_award_notice_is_sent():
    redo = {"review_filed": "2026-03-05", "review_decided": "2026-03-20", "ruling": Ruling.REDO}
    assert award_undone(facts(**redo)) is Ruling.REDO
    assert award_undone(facts(**redo, award_notice_sent="2026-03-02")) is Ruling.REDO
    assert award_undone(facts(**redo, award_notice_sent="2026-06-01")) is None
    assert award_undone(facts(review_filed="2026-03-05", review_decided="2026-03-20")) is None


def test_while_an_award_is_undone_no_winner_is_reported_and_no_contract_comes_from_it():
    known = facts(
        award_notice_sent="2026-03-02", review_filed="2026-03-05", review_decided="2026-03-20", ruling=Ruling.CORRECTION
    )
    assert (clear_from(known), report_winner_from(known)) == (None, None)
    assert not_from_this_award(known)


def test_contact_point_1_is_awaited_anew_from_the_day_the_court_orders_to_redo():
    assert contact_point_1_from(facts(case_opened="2026-01-12")) == date(2026, 1, 12)
    redone = facts(review_filed="2026-03-05", review_decided="2026-03-20", ruling=Ruling.REDO)
    assert contact_point_1_from(redone) == date(2026, 3, 20)


def test_an_order_bars_the_contract_before_any_notice_is_known():
    ordered = facts(interim_order="2026-03-05")
    assert standstill_of(ordered) is None
    known = signing_of(ordered)
    assert known is not None
    assert known.outcome is SigningOutcome.BLOCKED
    assert signing_of(facts()) is None


def test_once_the_contract_is_signed_no_court_reviews_the_procurement():
    known = {"award_notice_sent": "2026-03-02", "review_filed": "2026-03-05"}
    assert in_court(facts(**known))
    assert not in_court(facts(**known, contract_signed="2026-04-01"))


def test_the_contract_may_not_be_performed_from_the_order_to_the_ruling():
    def event(on: str, kind: EventKind) -> Event:
        return Event(date.fromisoformat(on), kind, Court.FR, "A")

    barred = event("2026-04-08", EventKind.PERFORMANCE_ORDER)
    assert performance_barred(facts(court=())) is None
    assert performance_barred(facts(court=(barred,), today="2026-04-08")) == date(2026, 4, 8)
    for end in (EventKind.PERFORMANCE_FREED, EventKind.RULING):
        over = facts(court=(event("2026-05-04", end), barred), today="2026-05-04")
        assert performance_barred(over) is None
        assert performance_barred(over, date(2026, 5, 3)) == date(2026, 4, 8)
        assert performance_barred(over, date(2026, 4, 7)) is None


def test_two_orders_bar_the_performance_until_the_last_is_lifted():
    def event(on: str, kind: EventKind, applicant: str) -> Event:
        return Event(date.fromisoformat(on), kind, Court.FR, applicant)

    told = (
        event("2026-04-08", EventKind.PERFORMANCE_ORDER, "A"),
        event("2026-04-15", EventKind.PERFORMANCE_ORDER, "B"),
        event("2026-05-04", EventKind.PERFORMANCE_FREED, "A"),
    )
    assert performance_barred(facts(court=told, today="2026-05-04")) == date(2026, 4, 15)
    assert performance_barred(facts(court=told), date(2026, 4, 20)) == date(2026, 4, 8)


@pytest.mark.parametrize(
    ("known", "began"),
    [
        ({}, None),
        ({"documents_published": "2026-01-20"}, "2026-01-20"),
        ({"documents_published": "2022-03-01", "procurement_begun": "2022-01-10"}, "2022-01-10"),
        ({"award_notice_sent": "2022-05-02"}, None),
        ({"award_notice_sent": "2022-02-03", "award_decided": "2022-01-28"}, "2022-01-28"),
        ({"award_notice_sent": "2022-02-03", "tenders_due": "2022-01-10", "award_decided": "2022-01-28"}, "2022-01-10"),
        ({"award_notice_sent": "2022-03-01", "intent_notice_published": "2022-01-31"}, "2022-01-31"),
    ],
)
def test_the_procurement_begins_with_the_first_contact_outside_and_never_with_the_award_notice(known, began):
    assert begun(facts(**known)) == (date.fromisoformat(began) if began else None)


@pytest.mark.parametrize(
    ("act", "procedure", "cited"),
    [
        (Act.LOU, Procedure.OPEN, "LOU 17:1"),
        (Act.LUF, Procedure.OPEN, "LUF 16:1"),
        (Act.LUK, Procedure.CONCESSION, "LUK 14:1"),
        (Act.LOU, Procedure.SIMPLIFIED, "LOU 19:9"),
        (None, Procedure.OPEN, "LOU 17:1"),
    ],
)
def test_a_rule_is_cited_from_the_act_of_the_case(act, procedure, cited):
    assert section_of(Rule.CONDITIONS, facts(act=act, procedure=procedure)) == cited


def test_an_unknown_act_owes_a_standstill_where_any_of_them_does():
    assert free_of_standstill(facts(act=Act.LOU, procedure=Procedure.RENEWED_COMPETITION))
    assert not free_of_standstill(facts(act=Act.LUF, procedure=Procedure.RENEWED_COMPETITION))
    assert not free_of_standstill(facts(act=None, procedure=Procedure.RENEWED_COMPETITION))
    assert free_of_standstill(facts(act=None, procedure=Procedure.DYNAMIC_PURCHASING_SYSTEM))
