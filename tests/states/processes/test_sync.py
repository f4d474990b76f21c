"""The sync points: each is a wait of one process for another, closed until its conditions hold."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Facts, Milestone
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.procedures import Procedure
from states.processes.procurement import contact_point_2_recorded, review_ended
from states.processes.registry import PROCESSES
from states.processes.supplier import handed_over
from states.processes.sync import BY_STATE, SYNC_POINTS, SyncPoint, supplier_decided
from states.processes.target_group import profile_to_match
from states.records.obligations import Measure, Obligation, Spell, balance
from tests.builders import facts as facts_on

M = Milestone
SENT, OVER = date(2026, 3, 24), date(2026, 4, 8)  # ten days to Good Friday: the last day is Tuesday 7 April
PURCHASE = {"procurement": "planning"}


def named(name: str, state: str) -> list[SyncPoint]:
    return [point for point in SYNC_POINTS if point.name == name and state in point.states]


def missing(name: str, state: str, facts: Facts) -> list[str]:
    return [guard.name for point in named(name, state) for guard in point.missing(facts)]


def since(name: str, state: str, facts: Facts) -> set[date | None]:
    return {point.since(facts) for point in named(name, state)}


def planned(today: date = date(2026, 2, 2), **dates: date) -> Facts:
    return Facts(today, {M.CASE_OPENED: date(2026, 1, 12)} | {M(k): v for k, v in dates.items()}, states=PURCHASE)


def awarded(today: date, procedure: Procedure = Procedure.OPEN, winners: int = 0, **dates: date) -> Facts:
    return facts_on(today=today, **{"award_notice_sent": SENT} | dates, procedure=procedure, winners=winners)


def test_there_are_eight_and_each_holds_up_a_move_of_the_state_it_stands_in():
    assert sorted({point.name for point in SYNC_POINTS}) == [f"S{n}" for n in range(1, 9)]
    for point in SYNC_POINTS:
        for state in point.states:
            assert set(point.opens) <= {m.trigger for m in PROCESSES[point.process].moves_from(state)}, point.name


def test_the_index_by_state_holds_every_point_under_each_of_its_states():
    assert sorted((p.name, p.process, s) for p in SYNC_POINTS for s in p.states) == sorted(
        (point.name, process, state) for (process, state), points in BY_STATE.items() for point in points
    )


def test_s1_waits_for_contact_and_assessment_and_opens_with_both():
    assert missing("S1", "planning", planned()) == [
        "contact_point_1_recorded",
        "relevance_assessed",
        "requirement_form_chosen",
    ]
    assessed = planned(contact_point_1=date(2026, 1, 19), relevance_assessed=date(2026, 1, 26))
    facts = Facts(
        assessed.today,
        assessed.dates,
        kind=ProcurementKind.SERVICE,
        outcome=AssessmentOutcome.REQUIRED,
        forms=frozenset({RequirementForm.EMPLOYMENT}),
    )
    assert missing("S1", "planning", facts) == []


def test_s2_opens_with_an_assessment_that_requires_something():
    assert missing("S2", "idle", planned()) == ["demand_likely"]
    told = planned(relevance_assessed=date(2026, 1, 26))
    assert missing("S2", "idle", told) == ["demand_likely"]
    required = Facts(told.today, told.dates, outcome=AssessmentOutcome.REQUIRED, states=PURCHASE)
    assert missing("S2", "idle", required) == []


def test_nobody_waits_for_a_forecast_once_the_purchase_has_ended():
    assert missing("S2", "idle", Facts(date(2026, 2, 2), states={"procurement": "no_requirement"})) == []


@pytest.mark.parametrize(
    ("today", "dates", "expected"),
    [
        (date(2026, 4, 7), {}, ["standstill_over", "court_checked"]),
        (OVER, {}, ["court_checked"]),
        (OVER, {"court_checked": date(2026, 4, 7)}, ["court_checked"]),
        (OVER, {"court_checked": OVER}, []),
        (OVER, {"review_filed": date(2026, 4, 2)}, ["not_review_pending", "standstill_over", "court_checked"]),
    ],
)
def test_s3_is_clear_only_after_the_last_day_and_with_the_court_asked_since(today, dates, expected):
    assert missing("S3", "standstill", awarded(today, **dates)) == expected


def test_s3_waits_for_the_court_while_it_has_the_case():
    filed = awarded(date(2026, 5, 4), review_filed=date(2026, 4, 2))
    assert missing("S3", "review", filed) == ["not_review_pending"]
    decided = awarded(date(2026, 5, 12), review_filed=date(2026, 4, 2), review_decided=date(2026, 5, 12))
    assert missing("S3", "review", decided) == []


def test_s4_is_asked_for_once_the_standstill_is_behind_and_not_before():
    assert missing("S4", "standstill", awarded(date(2026, 4, 7))) == []
    assert missing("S4", "standstill", awarded(OVER)) == ["contact_point_2_recorded", "winner_named"]
    assert missing("S4", "standstill", awarded(OVER, winners=1, contact_point_2=OVER)) == []


def test_s4_is_asked_for_at_once_where_no_standstill_applies():
    facts = awarded(SENT, Procedure.RENEWED_COMPETITION)
    assert missing("S4", "award", facts) == ["contact_point_2_recorded", "winner_named"]
    assert missing("S4", "award", awarded(SENT)) == []


def test_s4_asks_for_the_ruling_first_while_a_court_has_a_case_without_standstill():
    filed = awarded(OVER, Procedure.RENEWED_COMPETITION, winners=1, review_filed=OVER)
    assert missing("S4", "award", filed) == ["not_review_pending", "contact_point_2_recorded"]
    decided = awarded(OVER, Procedure.RENEWED_COMPETITION, winners=1, review_filed=OVER, review_decided=OVER)
    assert missing("S4", "award", decided) == ["contact_point_2_recorded"]


DATES = st.none() | st.dates(date(2026, 3, 20), date(2026, 4, 12))


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(M), DATES.filter(bool)),
    st.none() | st.sampled_from(Procedure),
    st.dates(date(2026, 3, 20), date(2026, 4, 12)),
)
def test_naming_the_court_among_the_conditions_of_clear_keeps_no_case_back(dates, procedure, today):
    """A contact point 2 that counts presupposes that no court has the case."""
    facts = Facts(today, dates, procedure=procedure)
    assert review_ended.holds(facts) or not contact_point_2_recorded.holds(facts)


def test_s5_waits_for_the_meeting_and_then_for_obligation_and_profile():
    owed = balance(Obligation(), (), today=OVER)
    assert missing("S5", "contact_assigned", Facts(OVER)) == ["dialogue_held"]
    assert missing("S5", "dialogue", Facts(OVER, balances=(owed,))) == ["obligation_known", "profile_agreed"]
    known = balance(Obligation(unit=Measure.PERSONS, amount=1), (), today=OVER)
    assert missing("S5", "dialogue", Facts(OVER, {M.PROFILE_AGREED: OVER}, balances=(known,))) == []


def test_s6_waits_for_the_supplier_and_then_for_the_answer_on_the_subsidy():
    assert missing("S6", "proposed", Facts(OVER, {M.CANDIDATE_PROPOSED: SENT})) == ["supplier_decided"]
    assert missing("S6", "interview", Facts(OVER, {M.INTERNSHIP_STARTED: OVER})) == []
    assert missing("S6", "interview", Facts(OVER, {M.CANDIDATE_DECLINED: OVER})) == []
    hired = {M.EMPLOYMENT_STARTED: OVER}
    assert missing("S6", "proposed", Facts(OVER, hired)) == ["subsidy_settled"]
    late = Facts(OVER, hired | {M.SUBSIDY_DECIDED: date(2026, 4, 9)}, values={M.SUBSIDY_DECIDED: "yes"})
    assert missing("S6", "proposed", late) == ["subsidy_settled"]
    settled = Facts(OVER, hired | {M.SUBSIDY_DECIDED: OVER}, values={M.SUBSIDY_DECIDED: "not_applicable"})
    assert missing("S6", "proposed", settled) == []


@pytest.mark.parametrize(
    "dates",
    [
        {M.INTERNSHIP_STARTED: OVER},
        {M.EMPLOYMENT_STARTED: OVER},
        {M.CANDIDATE_DECLINED: OVER},
        {M.INTERVIEW_HELD: OVER},
        {},
    ],
    ids=lambda dates: " ".join(dates) or "nothing",
)
def test_the_supplier_has_decided_as_soon_as_a_move_out_of_the_wait_has_its_own_condition(dates):
    facts = Facts(OVER, {M.CANDIDATE_PROPOSED: SENT} | dates)
    assert supplier_decided.holds(facts) is any(guard.holds(facts) for guard in supplier_decided.any_of)
    assert supplier_decided.holds(facts) is (set(dates) <= set(supplier_decided.records) and bool(dates))


def test_s7_waits_for_the_labour_market_unit():
    assert missing("S7", "hired", Facts(OVER)) == ["hire_confirmed"]
    assert missing("S7", "hired", Facts(OVER, {M.HIRE_CONFIRMED: OVER})) == []


def test_s8_is_asked_for_once_everything_is_delivered_and_not_before():
    owed = Obligation(unit=Measure.PERSONS, amount=1, months_each=1)
    spell = Spell(1, 1, started=date(2026, 2, 1), confirmed=True)
    short = balance(owed, (spell,), today=date(2026, 2, 27))
    assert missing("S8", "delivering", Facts(date(2026, 2, 27), balances=(short,))) == []
    met = balance(owed, (spell,), today=date(2026, 2, 28))
    assert missing("S8", "delivering", Facts(date(2026, 2, 28), balances=(met,))) == [
        "final_report_in",
        "found_fulfilled",
    ]
    occupied = Facts(date(2026, 2, 28), balances=(met,), others={"placement": {"following_up": 1}})
    assert missing("S8", "delivering", occupied) == []


@pytest.mark.parametrize(
    ("name", "state", "facts", "day"),
    [
        ("S1", "planning", planned(), date(2026, 1, 12)),
        ("S2", "idle", planned(), None),
        ("S3", "standstill", awarded(OVER), SENT),
        ("S3", "review", awarded(OVER, review_filed=date(2026, 4, 2)), date(2026, 4, 2)),
        ("S4", "standstill", awarded(date(2026, 4, 20)), OVER),
        ("S4", "award", awarded(OVER, Procedure.RENEWED_COMPETITION), SENT),
        ("S5", "dialogue", Facts(OVER), None),
        ("S6", "proposed", Facts(OVER, {M.CANDIDATE_PROPOSED: SENT}), SENT),
        ("S7", "hired", Facts(OVER, {M.EMPLOYMENT_STARTED: SENT}), SENT),
        ("S8", "recruiting", Facts(OVER, {M.FINAL_REPORT: SENT}), SENT),
    ],
)
def test_a_wait_counts_from_the_day_on_which_it_could_have_ended_or_from_the_track_s_own(name, state, facts, day):
    assert since(name, state, facts) == {day}


def test_a_process_that_waits_for_another_goes_on_once_the_move_is_made():
    handing_over = [
        move.target for move in PROCESSES["procurement"].moves_from("standstill") if move.trigger == "clear"
    ]
    agreeing = [move.target for move in PROCESSES["supplier"].moves_from("dialogue") if move.trigger == "agree"]
    assert [handed_over.holds(Facts(OVER, states={"procurement": state})) for state in handing_over] == [True]
    assert [profile_to_match.holds(Facts(OVER, others={"supplier": {state: 1}})) for state in agreeing] == [True]
    assert not handed_over.holds(Facts(OVER, states={"procurement": "standstill"}))
    assert not profile_to_match.holds(Facts(OVER, others={"supplier": {"dialogue": 1}}))
