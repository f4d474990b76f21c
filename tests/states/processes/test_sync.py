"""The sync points: each is a wait of one process for another, closed until its conditions hold."""

from datetime import date

import pytest

from states.facts import Facts, Milestone
from states.law.applicability import Outcome, ProcurementKind, RequirementForm
from states.law.procedures import Procedure
from states.processes.registry import PROCESSES
from states.processes.sync import BY_STATE, SYNC_POINTS
from states.records.obligations import Obligation, Spell, Unit, account

M = Milestone
SENT, OVER = date(2026, 3, 24), date(2026, 4, 8)  # ten days to Good Friday: the last day is Tuesday 7 April
PURCHASE = {"procurement": "planning"}


def named(name: str, state: str):
    (point,) = [one for one in SYNC_POINTS if one.name == name and state in one.states]
    return point


def missing(name: str, state: str, facts: Facts) -> list[str]:
    return [guard.name for guard in named(name, state).missing(facts)]


def planned(today: date = date(2026, 2, 2), **dates: date) -> Facts:
    return Facts(today, {M.CASE_OPENED: date(2026, 1, 12)} | {M(k): v for k, v in dates.items()}, states=PURCHASE)


def awarded(today: date, procedure: Procedure = Procedure.OPEN, winners: int = 0, **dates: date) -> Facts:
    known = {M.AWARD_NOTICE_SENT: SENT} | {M(name): day for name, day in dates.items()}
    return Facts(today, known, procedure=procedure, winners=winners)


def test_there_are_eight_and_each_holds_up_a_move_of_the_state_it_stands_in():
    assert sorted({point.name for point in SYNC_POINTS}) == [f"S{n}" for n in range(1, 9)]
    for point in SYNC_POINTS:
        for state in point.states:
            assert point.opens in {move.trigger for move in PROCESSES[point.process].moves_from(state)}, point.name


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
        outcome=Outcome.REQUIRED,
        forms=frozenset({RequirementForm.EMPLOYMENT}),
    )
    assert missing("S1", "planning", facts) == []


def test_s2_opens_with_an_assessment_that_requires_something():
    assert missing("S2", "idle", planned()) == ["demand_likely"]
    told = planned(relevance_assessed=date(2026, 1, 26))
    assert missing("S2", "idle", told) == ["demand_likely"]
    required = Facts(told.today, told.dates, outcome=Outcome.REQUIRED, states=PURCHASE)
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


def test_s5_waits_for_the_meeting_and_then_for_obligation_and_profile():
    owed = account(Obligation(), (), today=OVER)
    assert missing("S5", "contact_assigned", Facts(OVER)) == ["dialogue_held"]
    assert missing("S5", "dialogue", Facts(OVER, accounts=(owed,))) == ["obligation_known", "profile_agreed"]
    known = account(Obligation(unit=Unit.PERSONS, amount=1), (), today=OVER)
    assert missing("S5", "dialogue", Facts(OVER, {M.PROFILE_AGREED: OVER}, accounts=(known,))) == []


def test_s6_waits_for_the_supplier_and_then_for_the_answer_on_the_subsidy():
    assert missing("S6", "proposed", Facts(OVER, {M.CANDIDATE_PROPOSED: SENT})) == ["supplier_decided"]
    assert missing("S6", "interview", Facts(OVER, {M.INTERNSHIP_STARTED: OVER})) == []
    assert missing("S6", "interview", Facts(OVER, {M.CANDIDATE_DECLINED: OVER})) == []
    hired = {M.EMPLOYMENT_STARTED: OVER}
    assert missing("S6", "proposed", Facts(OVER, hired)) == ["no_subsidy_pending"]
    late = Facts(OVER, hired | {M.SUBSIDY_DECIDED: date(2026, 4, 9)}, values={M.SUBSIDY_DECIDED: "yes"})
    assert missing("S6", "proposed", late) == ["no_subsidy_pending"]
    settled = Facts(OVER, hired | {M.SUBSIDY_DECIDED: OVER}, values={M.SUBSIDY_DECIDED: "not_applicable"})
    assert missing("S6", "proposed", settled) == []


def test_s7_waits_for_the_labour_market_unit():
    assert missing("S7", "hired", Facts(OVER)) == ["hire_confirmed"]
    assert missing("S7", "hired", Facts(OVER, {M.HIRE_CONFIRMED: OVER})) == []


def test_s8_is_asked_for_once_everything_is_delivered_and_not_before():
    owed = Obligation(unit=Unit.PERSONS, amount=1, months_each=1)
    spell = Spell(1, 1, started=date(2026, 2, 1), confirmed=True)
    short = account(owed, (spell,), today=date(2026, 2, 27))
    assert missing("S8", "delivering", Facts(date(2026, 2, 27), accounts=(short,))) == []
    met = account(owed, (spell,), today=date(2026, 2, 28))
    assert missing("S8", "delivering", Facts(date(2026, 2, 28), accounts=(met,))) == [
        "final_report_in",
        "found_fulfilled",
    ]
    occupied = Facts(date(2026, 2, 28), accounts=(met,), others={"placement": {"following_up": 1}})
    assert missing("S8", "delivering", occupied) == []
