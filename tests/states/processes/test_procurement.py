"""The purchase, row by row as the design's table has it, on real days; and what no history may do."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Facts, Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.calendar import is_working_day, working_days_after, working_days_between
from states.law.clearance import (
    clear_from,
    contact_point_1_from,
    report_winner_from,
    standstill_of,
    turning_days,
)
from states.law.courts import Ruling, Target
from states.law.procedures import Channel, Procedure
from states.machine import MoveRefused
from states.processes.procurement import HANDED_OVER, OPEN, PROCUREMENT, ProcurementState
from states.records.court_events import OF_COURT
from states.records.milestones import RECORDINGS
from states.records.obligations import Balance, Measure, Obligation, balance
from states.records.observations import Observation, current
from tests.builders import day, facts, facts_of, observation

M, S = Milestone, ProcurementState
DAY = timedelta(days=1)
EMPLOYMENT = frozenset({RequirementForm.EMPLOYMENT})
FREE_OF_STANDSTILL = [
    Procedure.RENEWED_COMPETITION,
    Procedure.RENEWED_COMPETITION_CH19,
    Procedure.DYNAMIC_PURCHASING_SYSTEM,
    Procedure.DYNAMIC_PURCHASING_CH19,
    Procedure.DIRECT_AWARD,
    Procedure.NEGOTIATED_WITHOUT_NOTICE,
]


def fire(state: ProcurementState, trigger: str, known: Facts, by: Role = Role.OFFICER) -> ProcurementState:
    return ProcurementState(PROCUREMENT.fire(state, trigger, known, by))


def missing(state: ProcurementState, trigger: str, known: Facts, by: Role = Role.OFFICER) -> list[str]:
    with pytest.raises(MoveRefused) as refused:
        PROCUREMENT.fire(state, trigger, known, by)
    return [unmet.key for unmet in refused.value.reasons]


def settled(state: ProcurementState, known: Facts) -> list[ProcurementState]:
    """Return the states that the clock walks through, beginning with the one it starts in."""
    walked = [state]
    while (move := PROCUREMENT.ready_by_clock(walked[-1], known)) is not None:
        walked.append(ProcurementState(move.target))
        assert len(walked) <= 50
    return walked


# --- planning --------------------------------------------------------------------------------------------------------

PLANNED = {"contact_point_1": "2026-01-19", "relevance_assessed": "2026-01-26"}
REQUIRED = {"kind": ProcurementKind.SERVICE, "outcome": AssessmentOutcome.REQUIRED, "forms": EMPLOYMENT}


def test_a_case_begins_in_planning():
    assert PROCUREMENT.initial is S.PLANNING


def test_contact_point_1_and_an_assessment_with_a_form_lead_to_advertised():
    assert fire(S.PLANNING, "advertise", facts(**PLANNED, **REQUIRED)) is S.ADVERTISED


def test_without_contact_point_1_assessment_and_form_all_three_are_asked_for():
    asked = ["contact_point_1_recorded", "relevance_assessed", "requirement_form_chosen"]
    assert missing(S.PLANNING, "advertise", facts()) == asked


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"relevance_assessed": "2026-01-26", **REQUIRED}, ["contact_point_1_recorded"]),
        ({"contact_point_1": "2026-01-19", **REQUIRED}, ["relevance_assessed"]),
        (PLANNED | REQUIRED | {"forms": frozenset()}, ["requirement_form_chosen"]),
        (PLANNED | REQUIRED | {"outcome": AssessmentOutcome.PENDING}, ["requirement_form_chosen"]),
        (PLANNED | REQUIRED | {"forms": EMPLOYMENT | {RequirementForm.DIALOGUE}}, ["requirement_form_chosen"]),
        (PLANNED | REQUIRED | {"forms": frozenset({RequirementForm.AWARD_CRITERION})}, ["requirement_form_chosen"]),
    ],
)
def test_each_condition_of_advertising_is_asked_for_by_itself(known, asked):
    assert missing(S.PLANNING, "advertise", facts(**known)) == asked


def test_published_documents_advertise_the_case_by_themselves_once_it_is_assessed():
    published = {"documents_published": "2026-02-02"}
    assert settled(S.PLANNING, facts(**PLANNED, **REQUIRED, **published)) == [S.PLANNING, S.ADVERTISED]
    assert settled(S.PLANNING, facts(**REQUIRED, **published)) == [S.PLANNING]


@pytest.mark.parametrize(
    ("kind", "months", "headcount"),
    [
        (ProcurementKind.GOODS, 12.0, 5.0),
        (ProcurementKind.SERVICE, 4.0, 5.0),
        (ProcurementKind.WORKS, 12.0, 1.0),
        (ProcurementKind.GOODS, None, None),
    ],
)
def test_a_procurement_that_the_rule_excludes_ends_as_not_applicable_by_itself(kind, months, headcount):
    known = facts(kind=kind, months=months, headcount=headcount)
    assert settled(S.PLANNING, known) == [S.PLANNING, S.NOT_APPLICABLE]


@pytest.mark.parametrize(("months", "headcount"), [(None, 5.0), (12.0, None), (None, None), (4.01, 1.5)])
def test_a_procurement_stays_in_planning_while_the_rule_asks_or_says_yes(months, headcount):
    known = facts(kind=ProcurementKind.SERVICE, months=months, headcount=headcount)
    assert settled(S.PLANNING, known) == [S.PLANNING]


def test_a_requirement_set_against_the_rule_keeps_the_case():
    known = facts(**PLANNED, **REQUIRED | {"kind": ProcurementKind.GOODS})
    assert settled(S.PLANNING, known) == [S.PLANNING]
    assert fire(S.PLANNING, "advertise", known) is S.ADVERTISED


def test_a_requirement_set_against_the_rule_outlives_an_order_to_redo_the_procurement():
    opted_in = {"kind": "goods", "outcome": "required", "forms": "employment"}
    recorded = [
        observation(milestone=M.RELEVANCE_ASSESSED, on="2026-01-26"),
        observation(milestone=M.REVIEW_FILED, on="2026-03-05"),
        observation(milestone=M.REVIEW_DECIDED, on="2026-05-04", value="redo"),
    ]
    known = facts_of(*recorded, today="2026-05-04", **opted_in)
    assert known.on(M.RELEVANCE_ASSESSED) is None
    assert settled(S.REVIEW, known) == [S.REVIEW, S.PLANNING]


def test_an_assessment_that_the_model_does_not_apply_ends_the_case():
    known = facts(relevance_assessed="2026-01-26", outcome=AssessmentOutcome.NOT_APPLICABLE)
    assert fire(S.PLANNING, "rule_out", known) is S.NOT_APPLICABLE
    assert settled(S.PLANNING, known) == [S.PLANNING, S.NOT_APPLICABLE]
    assert missing(S.PLANNING, "rule_out", facts(outcome=AssessmentOutcome.NOT_APPLICABLE)) == [
        "assessed_not_applicable"
    ]


def test_an_assessment_without_requirement_ends_the_case():
    known = facts(relevance_assessed="2026-01-26", outcome=AssessmentOutcome.NO_REQUIREMENT)
    assert fire(S.PLANNING, "waive", known, Role.SUPPORT) is S.NO_REQUIREMENT
    assert settled(S.PLANNING, known) == [S.PLANNING, S.NO_REQUIREMENT]
    assert missing(S.PLANNING, "waive", facts(outcome=AssessmentOutcome.NO_REQUIREMENT)) == ["assessed_no_requirement"]


@pytest.mark.parametrize("forms", [frozenset(), frozenset({RequirementForm.EMPLOYMENT})])
def test_a_reserved_procurement_is_advertised_with_or_without_a_form(forms: frozenset[RequirementForm]):
    known = facts(
        contact_point_1="2026-01-20",
        relevance_assessed="2026-01-26",
        documents_published="2026-02-02",
        outcome=AssessmentOutcome.RESERVED,
        forms=forms,
        months=3.0,
    )
    assert settled(S.PLANNING, known) == [S.PLANNING, S.ADVERTISED]


def test_a_reservation_takes_a_case_up_again_with_a_reason():
    known = facts(relevance_assessed="2026-02-09", outcome=AssessmentOutcome.RESERVED, reason="Socialt företag")
    assert fire(S.NO_REQUIREMENT, "reconsider", known) is S.PLANNING


def test_a_new_assessment_takes_a_case_up_again_with_a_reason():
    known = {"relevance_assessed": "2026-02-09", **REQUIRED}
    for end in (S.NOT_APPLICABLE, S.NO_REQUIREMENT):
        assert fire(end, "reconsider", facts(**known, reason="längre avtal än planerat")) is S.PLANNING
        assert missing(end, "reconsider", facts(**known)) == ["reason_given"]


def test_new_particulars_take_up_a_case_that_the_rule_had_excluded():
    short, long = ({"kind": ProcurementKind.SERVICE, "months": months, "headcount": 3.0} for months in (4.0, 6.0))
    assert missing(S.NOT_APPLICABLE, "reconsider", facts(**short, reason="-")) == ["model_wanted"]
    assert fire(S.NOT_APPLICABLE, "reconsider", facts(**long, reason="-")) is S.PLANNING


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "kind": st.none() | st.sampled_from(ProcurementKind),
            "months": st.none() | st.sampled_from([4.0, 4.01, 12.0]),
            "headcount": st.none() | st.sampled_from([1.0, 1.5]),
            "outcome": st.sampled_from(AssessmentOutcome),
        },
        optional={"relevance_assessed": st.just("2026-01-26")},
    ),
    st.sampled_from([S.NOT_APPLICABLE, S.NO_REQUIREMENT]),
)
def test_a_case_that_can_be_taken_up_again_does_not_fall_back_by_itself(columns, end):
    known = facts(**columns, forms=EMPLOYMENT, reason="-")
    (reconsider,) = PROCUREMENT.explain(end, known)
    assert reconsider.move.target is S.PLANNING
    assert settled(S.PLANNING, known) == [S.PLANNING] or not reconsider.allowed


# --- award and standstill --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "milestone", ["award_decided", "award_notice_sent", "intent_notice_published", "contract_signed"]
)
def test_any_word_of_an_award_ends_the_tendering(milestone):
    assert settled(S.ADVERTISED, facts(**{milestone: "2026-03-02"}, today="2026-03-02"))[1] is S.AWARD
    assert settled(S.ADVERTISED, facts()) == [S.ADVERTISED]


def test_an_award_waits_for_its_notice():
    assert settled(S.AWARD, facts(award_decided="2026-03-02")) == [S.AWARD]
    assert missing(S.AWARD, "hold", facts(), Role.CLOCK) == ["award_notice_sent", "standstill_applies"]


def test_the_standstill_begins_when_the_notice_is_sent():
    known = facts(award_notice_sent="2026-06-09", today="2026-06-09")
    assert settled(S.AWARD, known) == [S.AWARD, S.STANDSTILL]
    period = standstill_of(known)
    assert period is not None
    assert period.last_day == date(2026, 6, 22)


def test_an_intent_notice_alone_begins_a_standstill():
    known = facts(
        intent_notice_published="2026-03-02", procedure=Procedure.NEGOTIATED_WITHOUT_NOTICE, today="2026-03-02"
    )
    assert settled(S.AWARD, known) == [S.AWARD, S.STANDSTILL]
    assert clear_from(known) == date(2026, 3, 13)


@pytest.mark.parametrize("procedure", FREE_OF_STANDSTILL)
def test_without_a_standstill_contact_point_2_leads_straight_to_matching(procedure):
    known = {"award_notice_sent": "2026-03-06", "procedure": procedure, "today": "2026-03-09"}
    assert settled(S.AWARD, facts(**known)) == [S.AWARD]
    reported = facts(**known, contact_point_2="2026-03-09", winners=1)
    assert settled(S.AWARD, reported) == [S.AWARD, S.MATCHING]
    assert report_winner_from(reported) == date(2026, 3, 9)
    assert clear_from(reported) == date(2026, 3, 6)


def test_a_renewed_competition_with_only_one_thing_missing_stays_in_award():
    known = {"award_notice_sent": "2026-03-06", "kind": ProcurementKind.RENEWED_COMPETITION}
    assert missing(S.AWARD, "clear", facts(**known)) == ["contact_point_2_recorded", "winner_named"]
    assert missing(S.AWARD, "clear", facts(**known, winners=1)) == ["contact_point_2_recorded"]
    assert missing(S.AWARD, "clear", facts(**known, contact_point_2="2026-03-09")) == ["winner_named"]
    early = facts(**known, contact_point_2="2026-03-05", winners=1)
    assert missing(S.AWARD, "clear", early) == ["contact_point_2_recorded"]


def test_a_contract_without_any_notice_counts_only_where_none_was_owed():
    signed = {"contract_signed": "2026-03-06", "contact_point_2": "2026-03-09", "winners": 1}
    assert settled(S.AWARD, facts(**signed, procedure=Procedure.DIRECT_AWARD)) == [S.AWARD, S.MATCHING]
    assert settled(S.AWARD, facts(**signed, procedure=Procedure.OPEN, single_tenderer=True)) == [S.AWARD, S.MATCHING]
    assert settled(S.AWARD, facts(**signed, procedure=Procedure.OPEN)) == [S.AWARD]
    assert report_winner_from(facts(**signed)) == date(2026, 3, 9)


def test_a_voluntary_standstill_is_waited_for():
    known = {
        "award_notice_sent": "2026-03-02",
        "standstill_stated_end": "2026-03-12",
        "procedure": Procedure.RENEWED_COMPETITION,
        "contact_point_2": "2026-03-03",
        "winners": 1,
    }
    assert settled(S.AWARD, facts(**known, today="2026-03-03")) == [S.AWARD, S.STANDSTILL]


GOLDEN = [
    pytest.param("2019-04-01", "2019-04-11", {}, id="A1 plain"),
    pytest.param("2019-04-18", "2019-04-29", {}, id="A2 Easter inside"),
    pytest.param("2018-06-25", "2018-07-05", {}, id="A6 HFD 2019 ref. 58"),
    pytest.param("2026-03-24", "2026-04-07", {}, id="C1 Good Friday"),
    pytest.param("2026-03-23", "2026-04-02", {}, id="C2 signing on Good Friday"),
    pytest.param("2026-05-04", "2026-05-15", {}, id="C6 signing on a Saturday"),
    pytest.param("2026-06-04", "2026-06-22", {"channel": Channel.OTHER}, id="C10 by post"),
    pytest.param("2026-06-09", "2026-06-29", {"standstill_stated_end": "2026-06-28"}, id="C12 stated longer"),
    pytest.param("2026-12-21", "2027-01-04", {}, id="C16 over New Year"),
    pytest.param("2024-02-19", "2024-02-29", {}, id="C19 leap day"),
]


@pytest.mark.parametrize(("sent", "last_day", "given_more"), GOLDEN)
def test_on_the_last_day_nothing_clears_and_on_the_next_everything_does(sent, last_day, given_more):
    last = day(last_day)
    known = {"award_notice_sent": sent, "winners": 1, **given_more}
    too_early = {"court_checked": last, "contact_point_2": last}
    assert settled(S.AWARD, facts(**known, **too_early, today=last)) == [S.AWARD, S.STANDSTILL]
    asked = ["standstill_over", "court_checked", "contact_point_2_recorded"]
    assert missing(S.STANDSTILL, "clear", facts(**known, **too_early, today=last)) == asked

    first = {"court_checked": last + DAY, "contact_point_2": last + DAY}
    cleared = facts(**known, **first, today=last + DAY)
    assert settled(S.AWARD, cleared) == [S.AWARD, S.STANDSTILL, S.MATCHING]
    assert fire(S.STANDSTILL, "clear", cleared) is S.MATCHING


def test_a_check_with_the_court_before_the_last_day_has_passed_does_not_count():
    known = {"award_notice_sent": "2026-03-02", "contact_point_2": "2026-03-13", "winners": 1, "today": "2026-03-16"}
    assert missing(S.STANDSTILL, "clear", facts(**known, court_checked="2026-03-12")) == ["court_checked"]
    assert fire(S.STANDSTILL, "clear", facts(**known, court_checked="2026-03-13")) is S.MATCHING


@pytest.mark.parametrize("lacking", ["court_checked", "contact_point_2_recorded", "winner_named"])
def test_the_calendar_alone_does_not_clear(lacking):
    known = {"court_checked": "2026-03-13", "contact_point_2": "2026-03-13", "winners": 1}
    del known[{"winner_named": "winners", "contact_point_2_recorded": "contact_point_2"}.get(lacking, lacking)]
    given_all_else = facts(award_notice_sent="2026-03-02", today="2026-12-01", **known)
    assert missing(S.STANDSTILL, "clear", given_all_else) == [lacking]


def test_a_standstill_that_turns_out_not_to_apply_is_given_up():
    known = {"award_notice_sent": "2026-03-02", "today": "2026-03-04"}
    assert settled(S.AWARD, facts(**known)) == [S.AWARD, S.STANDSTILL]
    corrected = known | {"procedure": Procedure.RENEWED_COMPETITION}
    assert settled(S.STANDSTILL, facts(**corrected)) == [S.STANDSTILL, S.AWARD]
    reported = facts(**corrected, contact_point_2="2026-03-04", winners=1)
    assert settled(S.STANDSTILL, reported) == [S.STANDSTILL, S.AWARD, S.MATCHING]


def test_an_award_notice_that_is_withdrawn_takes_the_standstill_with_it():
    assert settled(S.STANDSTILL, facts(award_decided="2026-03-02")) == [S.STANDSTILL, S.AWARD]


def test_a_new_award_notice_before_the_contract_brings_a_new_full_standstill():
    cleared = {"court_checked": "2026-03-13", "contact_point_2": "2026-03-13", "winners": 1, "today": "2026-03-18"}
    assert settled(S.MATCHING, facts(award_notice_sent="2026-03-02", **cleared)) == [S.MATCHING]
    again = facts(award_notice_sent="2026-03-18", **cleared)
    assert settled(S.MATCHING, again) == [S.MATCHING, S.STANDSTILL]
    assert report_winner_from(again) == date(2026, 3, 31)  # day 10 is Saturday 28 March

    signed = facts(award_notice_sent="2026-03-18", contract_signed="2026-03-17", **cleared)
    assert settled(S.MATCHING, signed) == [S.MATCHING]


# --- review ----------------------------------------------------------------------------------------------------------

CLEARED = {
    "award_notice_sent": "2026-03-02",
    "court_checked": "2026-03-13",
    "contact_point_2": "2026-03-13",
    "winners": 1,
    "today": "2026-03-20",
}


@pytest.mark.parametrize("state", [S.STANDSTILL, S.MATCHING])
@pytest.mark.parametrize("event", ["review_filed", "interim_order"])
def test_a_review_takes_the_case_out_of_standstill_and_out_of_matching(state, event):
    contested = facts(**CLEARED, **{event: "2026-03-12"})
    assert settled(state, contested) == [state, S.REVIEW]
    assert fire(state, "contest", contested) is S.REVIEW
    assert report_winner_from(contested) is None
    assert clear_from(contested) is None


@pytest.mark.parametrize("state", [S.STANDSTILL, S.MATCHING])
def test_once_the_contract_is_signed_nothing_can_be_reviewed(state):
    signed = facts(**CLEARED, contract_signed="2026-03-16", review_filed="2026-03-18")
    assert "not_contract_signed" in missing(state, "contest", signed)
    assert S.REVIEW not in settled(state, signed)


def test_a_review_that_was_filed_late_stops_the_case_all_the_same_until_the_contract():
    assert settled(S.MATCHING, facts(**CLEARED, review_filed="2026-03-18")) == [S.MATCHING, S.REVIEW]


def test_a_review_goes_before_any_change_of_the_standstill():
    in_court = {"review_filed": "2026-03-12", "today": "2026-03-20", "winners": 1}
    framework = {"award_notice_sent": "2026-03-02", "procedure": Procedure.RENEWED_COMPETITION}
    assert settled(S.STANDSTILL, facts(**in_court, **framework)) == [S.STANDSTILL, S.REVIEW]
    assert settled(S.MATCHING, facts(**in_court, award_notice_sent="2026-03-18")) == [S.MATCHING, S.REVIEW]
    signed = {"contract_signed": "2026-03-10"}
    assert settled(S.STANDSTILL, facts(**in_court, **framework, **signed)) == [S.STANDSTILL, S.AWARD]


@pytest.mark.parametrize(("ruling", "end"), [(Ruling.REDO, S.PLANNING), (Ruling.REJECTED, S.STANDSTILL)])
@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_a_review_that_is_decided_on_the_day_it_began_is_decided(began, ruling, end):
    notice = {"award_notice_sent": "2026-03-02"} if ruling is Ruling.REJECTED else {}  # a ruling to redo sets it aside
    known = facts(**notice, **{began: "2026-03-12"}, review_decided="2026-03-12", ruling=ruling)
    assert settled(S.REVIEW, known)[:2] == [S.REVIEW, end]


@pytest.mark.parametrize("began", ["review_filed", "interim_order"])
def test_a_review_that_began_after_a_ruling_is_not_decided_by_it(began):
    later = facts(award_notice_sent="2026-03-02", **{began: "2026-03-13"}, review_decided="2026-03-12")
    assert settled(S.REVIEW, later) == [S.REVIEW]


def test_while_the_court_has_the_case_nothing_clears():
    contested = facts(**CLEARED, review_filed="2026-03-12")
    assert missing(S.STANDSTILL, "clear", contested) == [
        "not_review_pending",
        "standstill_over",
        "court_checked",
        "contact_point_2_recorded",
    ]
    assert "not_review_pending" in missing(S.REVIEW, "resume", contested)
    assert settled(S.REVIEW, contested) == [S.REVIEW]


@pytest.mark.parametrize("ruling", [Ruling.REJECTED, Ruling.WITHDRAWN])
def test_a5_a_review_that_fails_gives_ten_more_days_from_the_ruling(ruling):
    known = {
        "award_notice_sent": "2018-03-28",
        "review_filed": "2018-04-06",
        "review_decided": "2018-05-30",
        "ruling": ruling,
        "winners": 1,
    }
    assert settled(S.REVIEW, facts(**known, today="2018-05-30")) == [S.REVIEW, S.STANDSTILL]
    assert clear_from(facts(**known)) == date(2018, 6, 12)
    old = {"court_checked": "2018-06-11", "contact_point_2": "2018-04-12"}
    asked = ["court_checked", "contact_point_2_recorded"]
    assert missing(S.STANDSTILL, "clear", facts(**known, **old, today="2018-06-12")) == asked
    new = {"court_checked": "2018-06-12", "contact_point_2": "2018-06-12"}
    assert settled(S.STANDSTILL, facts(**known, **new, today="2018-06-12"))[-1] is S.MATCHING


def test_an_order_to_redo_leads_back_to_planning_where_contact_point_1_is_due_anew():
    recorded = [
        observation(milestone=M.CASE_OPENED, on="2025-11-03"),
        observation(milestone=M.CONTACT_POINT_1, on="2026-01-19"),
        observation(milestone=M.RELEVANCE_ASSESSED, on="2026-01-26"),
        observation(milestone=M.DOCUMENTS_PUBLISHED, on="2026-02-02"),
        observation(milestone=M.AWARD_NOTICE_SENT, on="2026-03-02", value="electronic"),
        observation(milestone=M.REVIEW_FILED, on="2026-03-12"),
    ]
    assert contact_point_1_from(facts_of(*recorded)) == date(2025, 11, 3)
    recorded.append(observation(milestone=M.REVIEW_DECIDED, on="2026-05-04", value="redo"))
    known = facts_of(*recorded, today="2026-05-04")
    assert settled(S.REVIEW, known) == [S.REVIEW, S.PLANNING]
    assert contact_point_1_from(known) == date(2026, 5, 4)
    assert missing(S.PLANNING, "advertise", known) == ["contact_point_1_recorded", "relevance_assessed"]
    assert standstill_of(known) is None


def test_an_ordered_correction_leads_back_to_award_with_a_new_notice_and_a_new_standstill():
    recorded = [
        observation(milestone=M.AWARD_NOTICE_SENT, on="2026-03-02", value="electronic"),
        observation(milestone=M.REVIEW_FILED, on="2026-03-12"),
        observation(milestone=M.COURT_CHECKED, on="2026-03-13"),
        observation(milestone=M.CONTACT_POINT_2, on="2026-03-13"),
        observation(milestone=M.WINNER_NAMED, on="2026-03-13", supplier="Exempelbolaget AB"),
        observation(milestone=M.REVIEW_DECIDED, on="2026-05-04", value="correction"),
    ]
    corrected = facts_of(*recorded, today="2026-05-04")
    assert settled(S.REVIEW, corrected) == [S.REVIEW, S.AWARD]
    assert (corrected.winners, standstill_of(corrected), report_winner_from(corrected)) == (0, None, None)

    recorded.append(observation(milestone=M.AWARD_NOTICE_SENT, on="2026-05-15", value="electronic"))
    known = facts_of(*recorded, today="2026-05-15")
    assert settled(S.AWARD, known) == [S.AWARD, S.STANDSTILL]
    assert clear_from(known) == date(2026, 5, 26)  # C7: Whit Monday is no holiday


def test_an_order_that_was_carried_out_is_not_carried_out_again_when_a_later_interim_order_is_lifted():
    known = {
        "review_filed": "2026-03-12",
        "review_decided": "2026-05-04",
        "award_notice_sent": "2026-05-15",
        "interim_order": "2026-05-20",
        "interim_order_lifted": "2026-06-09",
        "today": "2026-06-09",
    }
    for ruling in Ruling:
        assert settled(S.REVIEW, facts(**known, ruling=ruling)) == [S.REVIEW, S.STANDSTILL]
        assert clear_from(facts(**known, ruling=ruling)) == date(2026, 6, 23)  # C9: Midsummer Eve


def test_b2_an_interim_order_on_the_first_possible_day_takes_back_what_was_clear():
    # Gothenburg's own board, 2017: ruling Friday 25 August, ten days to Monday 4 September, order on Tuesday the 5th.
    known = {
        "award_notice_sent": "2017-05-12",
        "review_filed": "2017-05-19",
        "review_decided": "2017-08-25",
        "ruling": Ruling.REJECTED,
        "court_checked": "2017-09-05",
        "contact_point_2": "2017-09-05",
        "winners": 1,
    }
    assert settled(S.STANDSTILL, facts(**known, today="2017-09-04")) == [S.STANDSTILL]
    assert clear_from(facts(**known)) == date(2017, 9, 5)
    assert settled(S.STANDSTILL, facts(**known, today="2017-09-05")) == [S.STANDSTILL, S.MATCHING]

    ordered = known | {"interim_order": "2017-09-05"}
    assert settled(S.MATCHING, facts(**ordered, today="2017-09-05")) == [S.MATCHING, S.REVIEW]
    assert report_winner_from(facts(**ordered)) is None
    signed = ordered | {"contract_signed": "2017-09-05"}
    assert settled(S.MATCHING, facts(**signed, today="2017-09-05")) == [S.MATCHING]

    lifted = facts(**ordered, interim_order_lifted="2017-10-16", today="2017-10-16")
    assert settled(S.REVIEW, lifted) == [S.REVIEW, S.STANDSTILL]
    assert clear_from(lifted) == date(2017, 10, 27)


def test_a_review_of_a_renewed_competition_that_fails_leads_back_to_matching():
    known = {
        "award_notice_sent": "2026-03-02",
        "kind": ProcurementKind.RENEWED_COMPETITION,
        "contact_point_2": "2026-03-03",
        "winners": 1,
        "review_filed": "2026-03-06",
    }
    assert settled(S.MATCHING, facts(**known, today="2026-03-06")) == [S.MATCHING, S.REVIEW]
    decided = facts(**known, review_decided="2026-05-04", ruling=Ruling.REJECTED, today="2026-05-04")
    assert settled(S.REVIEW, decided) == [S.REVIEW, S.STANDSTILL, S.AWARD, S.MATCHING]


# --- a winner that withdraws -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", HANDED_OVER)
def test_when_no_winner_is_left_before_the_contract_a_new_award_is_needed(state):
    known = {"today": "2026-04-08", "others": {"placement": {"hired": 1}}}
    assert settled(state, facts(**known)) == [state, S.AWARD]
    assert missing(state, "reaward", facts(winners=1), Role.CLOCK) == ["not_winner_named"]
    signed = facts(contract_signed="2026-03-16")
    assert missing(state, "reaward", signed, Role.CLOCK) == ["not_contract_signed"]


def test_the_winner_that_withdraws_takes_the_award_along_and_the_next_waits_for_a_standstill_of_its_own():
    recorded = [
        observation(milestone=M.AWARD_NOTICE_SENT, on="2026-03-02", value="electronic"),
        observation(milestone=M.COURT_CHECKED, on="2026-03-13"),
        observation(milestone=M.CONTACT_POINT_2, on="2026-03-13"),
        observation(milestone=M.WINNER_NAMED, on="2026-03-13", supplier="Exempelbolaget AB"),
    ]
    assert settled(S.STANDSTILL, facts_of(*recorded, today="2026-03-13")) == [S.STANDSTILL, S.MATCHING]
    recorded.append(observation(milestone=M.WINNER_WITHDREW, on="2026-04-08", supplier="Exempelbolaget AB"))
    assert settled(S.MATCHING, facts_of(*recorded, today="2026-04-08")) == [S.MATCHING, S.AWARD]

    recorded.append(observation(milestone=M.WINNER_NAMED, on="2026-04-08", supplier="Påhittade Städ AB"))
    assert settled(S.AWARD, facts_of(*recorded, today="2026-12-01")) == [S.AWARD]
    recorded.append(observation(milestone=M.AWARD_NOTICE_SENT, on="2026-04-10", value="electronic"))
    waiting = facts_of(*recorded, today="2026-12-01")
    assert settled(S.AWARD, waiting) == [S.AWARD, S.STANDSTILL]
    assert clear_from(waiting) == date(2026, 4, 21)
    recorded += [observation(milestone=m, on="2026-04-21") for m in (M.COURT_CHECKED, M.CONTACT_POINT_2)]
    assert settled(S.STANDSTILL, facts_of(*recorded, today="2026-04-21")) == [S.STANDSTILL, S.MATCHING]


def test_while_another_winner_is_left_the_award_goes_on():
    known = {"award_notice_sent": "2026-03-02", "today": "2026-04-08", "winners": 1}
    assert settled(S.MATCHING, facts(**known)) == [S.MATCHING]


# --- placements, follow-up and close ---------------------------------------------------------------------------------

PLACING = (S.MATCHING, S.INTERNSHIP, S.HIRE, S.FOLLOW_UP)


def owing(places: int, *, filled: int = 0, state: str = "recruiting") -> Balance:
    """Return the account of a supplier that owes some positions, of which some are filled."""
    owed = Obligation(unit=Measure.PERSONS, amount=places)
    return balance(owed, (), today=day("2026-03-30"), state=state, filled_positions=filled)


def meeting(*, held: bool, state: str = "contact_assigned") -> Balance:
    owed = Obligation(unit=Measure.DIALOGUE, amount=1)
    return balance(owed, (), today=day("2026-03-30"), state=state, dialogue_held=held)


def placing(placements: dict[str, int], *balances: Balance) -> Facts:
    return facts(others={"placement": placements}, balances=balances, winners=max(1, len(balances)))


@pytest.mark.parametrize("start", PLACING)
@pytest.mark.parametrize(
    ("internship", "hired", "owed", "end"),
    [
        (0, 0, 2, S.MATCHING),
        (1, 0, 2, S.INTERNSHIP),
        (2, 0, 2, S.INTERNSHIP),
        (1, 1, 2, S.HIRE),
        (0, 1, 2, S.HIRE),
        (0, 2, 2, S.FOLLOW_UP),
        (1, 2, 2, S.FOLLOW_UP),
        (0, 3, 2, S.FOLLOW_UP),
    ],
)
def test_the_placements_decide_between_matching_and_follow_up_in_both_directions(start, internship, hired, owed, end):
    known = placing({"internship": internship, "hired": hired}, owing(owed, filled=hired))
    assert settled(start, known)[-1] is end


@pytest.mark.parametrize("state", ["hired", "following_up", "completed"])
def test_a_person_who_is_followed_up_still_fills_the_position(state):
    assert settled(S.MATCHING, placing({state: 1}, owing(2, filled=1))) == [S.MATCHING, S.HIRE]
    assert settled(S.MATCHING, placing({state: 1}, owing(1, filled=1))) == [S.MATCHING, S.FOLLOW_UP]


@pytest.mark.parametrize("state", ["open", "proposed", "interview", "withdrawn"])
def test_a_person_who_is_not_yet_or_no_longer_placed_counts_for_nothing(state):
    assert settled(S.HIRE, placing({state: 5}, owing(1)))[-1] is S.MATCHING


def test_an_internship_does_not_count_as_the_start_once_someone_is_hired():
    known = placing({"internship": 1, "hired": 1}, owing(2, filled=1))
    assert missing(S.MATCHING, "start_internship", known, Role.CLOCK) == ["not_any_hired"]


def test_where_only_a_dialogue_is_owed_the_dialogue_is_enough():
    assert settled(S.MATCHING, placing({}, meeting(held=False))) == [S.MATCHING]
    assert settled(S.MATCHING, placing({}, meeting(held=True))) == [S.MATCHING, S.FOLLOW_UP]
    assert settled(S.MATCHING, placing({}, meeting(held=True), owing(1))) == [S.MATCHING]


def test_every_supplier_has_to_fill_its_own_positions():
    full, empty = owing(1, filled=3), owing(1)
    assert settled(S.MATCHING, placing({"hired": 3}, full, empty)) == [S.MATCHING, S.HIRE]
    assert settled(S.MATCHING, placing({"hired": 3}, full, full)) == [S.MATCHING, S.FOLLOW_UP]


@pytest.mark.parametrize("state", ["fulfilled", "sanctioned"])
def test_a_supplier_that_is_through_holds_nobody_up(state):
    assert settled(S.MATCHING, placing({}, owing(2, state=state))) == [S.MATCHING, S.FOLLOW_UP]
    assert settled(S.MATCHING, placing({}, owing(2, state=state), owing(1))) == [S.MATCHING]


def test_a_supplier_that_was_released_holds_nobody_up_and_a_case_with_no_other_can_be_closed():
    gone = owing(2, state="released")
    assert settled(S.MATCHING, placing({}, gone)) == [S.MATCHING, S.FOLLOW_UP]
    assert settled(S.MATCHING, placing({"hired": 1}, gone, owing(1, filled=1))) == [S.MATCHING, S.FOLLOW_UP]


def test_as_long_as_the_promise_is_not_entered_nothing_counts_as_filled():
    unknown = balance(Obligation(), (), today=day("2026-03-30"), state="awarded")
    assert settled(S.MATCHING, placing({}, unknown)) == [S.MATCHING]
    assert settled(S.MATCHING, placing({})) == [S.MATCHING]


THROUGH = {
    "supplier": {"fulfilled": 1, "sanctioned": 1, "released": 1},
    "placement": {"completed": 2, "withdrawn": 1, "open": 0},
}


def test_a_case_closes_when_suppliers_and_positions_are_through():
    assert fire(S.FOLLOW_UP, "close", facts(others=THROUGH)) is S.CLOSED
    assert fire(S.FOLLOW_UP, "close", facts(others=THROUGH), Role.SUPPORT) is S.CLOSED
    assert settled(S.FOLLOW_UP, facts(others=THROUGH, balances=(owing(1, state="fulfilled"),), winners=1)) == [
        S.FOLLOW_UP
    ]


@pytest.mark.parametrize(
    ("process", "state", "asked"),
    [
        ("supplier", "tendering", "suppliers_through"),
        ("supplier", "delivering", "suppliers_through"),
        ("supplier", "deficient", "suppliers_through"),
        ("placement", "open", "positions_through"),
        ("placement", "following_up", "positions_through"),
    ],
)
def test_one_supplier_or_position_that_is_not_through_keeps_the_case_open(process, state, asked):
    known = THROUGH | {process: THROUGH[process] | {state: 1}}
    assert missing(S.FOLLOW_UP, "close", facts(others=known)) == [asked]


def test_without_a_supplier_that_fulfilled_a_case_closes_once_the_contract_has_ended():
    known = {"others": {"supplier": {"sanctioned": 1}}}
    assert missing(S.FOLLOW_UP, "close", facts(**known)) == ["contract_ended_or_fulfilled"]
    assert fire(S.FOLLOW_UP, "close", facts(**known, contract_ended="2026-03-30")) is S.CLOSED


def test_a_contract_that_ends_tomorrow_has_not_ended():
    known = {"others": {"supplier": {"sanctioned": 1}}, "contract_ended": "2026-03-31"}
    assert missing(S.FOLLOW_UP, "close", facts(**known, today="2026-03-30")) == ["contract_ended_or_fulfilled"]
    assert fire(S.FOLLOW_UP, "close", facts(**known, today="2026-03-31")) is S.CLOSED


# --- cancelling ------------------------------------------------------------------------------------------------------


def test_the_open_states_are_all_but_the_four_ends():
    assert set(ProcurementState) - set(OPEN) == {S.CLOSED, S.NOT_APPLICABLE, S.NO_REQUIREMENT, S.CANCELLED}


@pytest.mark.parametrize("state", OPEN)
def test_an_open_case_is_cancelled_with_a_reason(state):
    assert fire(state, "cancel", facts(reason="behovet har upphört")) is S.CANCELLED
    assert missing(state, "cancel", facts()) == ["reason_given"]
    assert missing(state, "cancel", facts(reason=" \n")) == ["reason_given"]


@pytest.mark.parametrize("state", OPEN)
def test_a_recorded_cancellation_ends_an_open_case_by_itself_before_anything_else(state):
    assert settled(state, facts(cancelled="2026-03-20", others={"placement": {"hired": 1}}))[:2] == [state, S.CANCELLED]


@pytest.mark.parametrize("state", OPEN)
def test_what_has_a_signed_contract_is_cancelled_by_nobody(state):
    known = facts(contract_signed="2026-03-20", cancelled="2026-03-23", reason="behovet har upphört")
    assert missing(state, "cancel", known) == ["no_contract"]
    assert S.CANCELLED not in settled(state, known)


@pytest.mark.parametrize("state", sorted(set(ProcurementState) - set(OPEN)))
def test_what_has_ended_is_not_cancelled(state):
    assert missing(state, "cancel", facts(reason="-")) == ["no_such_move"]


# --- what no history may do ------------------------------------------------------------------------------------------

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
days = st.dates(FIRST, LAST)
VALUES = {
    M.REVIEW_DECIDED: tuple(Ruling),
    M.AWARD_NOTICE_SENT: tuple(Channel),
    M.REVIEW_FILED: ("", *Target),
    M.REVIEW_REMITTED: ("FR", "KR"),
    M.STANDSTILL_EXTENDED: ("all 2026-06-30", "some 2026-08-14"),
    M.EMPLOYER_NAMED: ("556000-4615 Bemanning AB",),
    M.COUNTED_ELSEWHERE: ("1.1 UH-2",),
}
WHOSE = {M.WINNER_NAMED: ("Exempelbolaget AB", "Påhittade Städ AB")}
ANY_EVENT = tuple(m for m in Milestone if m is not M.CASE_OPENED)
AWARD_EVENT = (
    M.AWARD_NOTICE_SENT,
    M.COURT_CHECKED,
    M.CONTACT_POINT_2,
    M.REVIEW_FILED,
    M.REVIEW_DECIDED,
    M.INTERIM_ORDER,
    M.INTERIM_ORDER_LIFTED,
    M.STANDSTILL_STATED_END,
    M.CONTRACT_SIGNED,
)


@st.composite
def event(draw, milestones=ANY_EVENT, said=days):
    milestone, as_of = draw(st.sampled_from(milestones)), draw(said)
    ago = [0, 0, 0, 1, 5, 40] + ([-10, -60] if RECORDINGS[milestone].planned else [])
    return observation(
        milestone=milestone,
        on=max(as_of - draw(st.sampled_from(ago)) * DAY, FIRST),
        as_of=as_of,
        by_person=draw(st.booleans()),
        source=draw(st.sampled_from(["officer", "notice 1-2026", "notice 2-2026"])),
        supplier=draw(st.sampled_from(WHOSE.get(milestone, ("",)))),
        value=draw(st.sampled_from(VALUES.get(milestone, ("",)))),
        court=draw(st.sampled_from(["FR", "KR", "HFD"])) if milestone in OF_COURT else "",
        applicant=draw(st.sampled_from(["", "A", "B"])) if milestone in OF_COURT else "",
    )


REPORTING = (M.AWARD_NOTICE_SENT, M.COURT_CHECKED, M.CONTACT_POINT_2, M.WINNER_NAMED)


@st.composite
def award_story(draw):
    """Draw an award that is reported, and what else may happen to it, all within days of each other."""
    told, today = [], draw(st.dates(FIRST, date(2027, 1, 31)))
    asides = st.lists(st.sampled_from(AWARD_EVENT), max_size=4)
    for milestone in (m for regular in REPORTING for m in (regular, *draw(asides))):
        told.append(draw(event((milestone,), st.just(today))))
        today += draw(st.sampled_from([1, 1, 3, 11, 15])) * DAY
    return told


scattered = st.lists(event(), max_size=25, unique_by=lambda e: (e.subject, e.by_person, e.as_of))
histories = award_story() | scattered
particulars = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["", *ProcurementKind]),
        "procedure": st.sampled_from(["", "open", "simplified", "renewed_competition", "direct_award"]),
        "months": st.sampled_from([None, 3.0, 12.0]),
        "single_tenderer": st.booleans(),
        "outcome": st.sampled_from(AssessmentOutcome),
    }
)


def told_so_far(history: list[Observation], today: date, **columns: object) -> Facts:
    return facts_of(*(e for e in history if e.as_of <= today), today=today, **columns)


@settings(deadline=None, max_examples=200)
@given(histories, particulars, st.just(S.AWARD) | st.sampled_from(OPEN), st.lists(days, max_size=5))
def test_no_history_runs_for_ever_or_reaches_matching_before_the_standstill_is_over(history, columns, start, ticks):
    state = start
    for today in sorted({*(e.as_of for e in history), *ticks}):
        known = told_so_far(history, today, **columns)
        walked = settled(state, known)
        assert len(walked) == len(set(walked))
        state, clear = walked[-1], clear_from(known)
        for before, after in pairwise(walked):
            if after is S.MATCHING and before in {S.AWARD, S.STANDSTILL}:
                assert clear is not None
                assert clear <= today
                assert clear <= known.dates[M.CONTACT_POINT_2]
                assert before is S.AWARD or clear <= known.dates[M.COURT_CHECKED]
        if state is S.MATCHING and M.CONTRACT_SIGNED not in known.dates:
            period = standstill_of(known)
            assert period is None or not period.applies or (clear is not None and clear <= today)
        if state is S.STANDSTILL:
            period = standstill_of(known)
            assert period is not None
            assert period.applies


@settings(deadline=None, max_examples=200)
@given(histories, particulars, days)
def test_contact_point_2_is_asked_for_on_the_first_working_day_after_it_is_clear_and_never_before(
    history, columns, today
):
    known = told_so_far(history, today, **columns)
    clear, base = clear_from(known), report_winner_from(known)
    assert (clear is None) == (base is None)
    if clear is not None and base is not None:
        assert clear <= base
        assert is_working_day(base)
        assert working_days_between(clear, base) <= 1
        assert base <= working_days_after(clear, 1)


@settings(deadline=None)
@given(histories, particulars, st.randoms(use_true_random=False))
def test_the_order_of_recording_changes_neither_what_counts_nor_where_a_replay_ends(history, columns, chance):
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert set(current(shuffled)) == set(current(history))
    one, other = (facts_of(*recorded, today=LAST, **columns) for recorded in (history, shuffled))
    assert one == other
    assert settled(S.PLANNING, one) == settled(S.PLANNING, other)


UNDISPUTED = (
    ("contact_point_1", "2026-01-19"),
    ("relevance_assessed", "2026-01-26"),
    ("documents_published", "2026-02-02"),
    ("award_decided", "2026-02-27"),
    ("award_notice_sent", "2026-03-02"),
    ("court_checked", "2026-03-13"),
    ("contact_point_2", "2026-03-13"),
    ("contract_signed", "2026-03-16"),
    ("dialogue_held", "2026-03-20"),
)


@settings(deadline=None)
@given(
    st.permutations(UNDISPUTED), st.sets(st.sampled_from(UNDISPUTED)), st.sampled_from(["open", "renewed_competition"])
)
def test_records_that_come_in_late_and_in_any_order_end_in_the_same_state(order, left_out, procedure):
    def ends_in(events):
        state, recorded = S.PLANNING, [observation(milestone=M.WINNER_NAMED, supplier="Exempelbolaget AB")]
        for name, on in events:
            recorded.append(observation(milestone=M(name), on=on))
            state = settled(state, facts_of(*recorded, today="2026-03-30", procedure=procedure))[-1]
        return state

    came_in = [event for event in order if event not in left_out]
    assert ends_in(came_in) == ends_in(sorted(came_in, key=UNDISPUTED.index))


@settings(deadline=None, max_examples=50)
@given(histories, particulars)
def test_time_alone_changes_what_holds_only_on_the_days_that_are_foretold(history, columns):
    guards = {guard for move in PROCUREMENT.moves for guard in move.guards}
    start = max((e.as_of for e in history), default=FIRST)
    foretold = set(turning_days(facts_of(*history, today=start, **columns)))
    edges = {edge for turn in foretold for edge in (turn - DAY, turn, turn + DAY)}
    watched = sorted(edge for edge in edges | {start, start + 30 * DAY, LAST + 400 * DAY} if edge >= start)
    holding = {
        today: {g.name: g.holds(facts_of(*history, today=today, **columns)) for g in guards} for today in watched
    }
    for before, after in pairwise(watched):
        assert holding[before] == holding[after] or any(before < turn <= after for turn in foretold)
