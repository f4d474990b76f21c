"""The steps of any ladder, and the matters of the purchase on real days."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matters.ladder import Ladder, Rung, due, next_day
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law import clearance
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.law.calendar import is_working_day, working_days_after, working_days_between
from states.processes import procurement
from states.processes.procurement import ProcurementState
from states.processes.registry import PROCESSES

OPENED = date(2026, 1, 12)  # a Monday
MATTERS = tuple(DEFAULT.matters.values())


def planned(today: date, **dates: date) -> Facts:
    seen = {Milestone.CASE_OPENED: OPENED} | {Milestone(name): day for name, day in dates.items()}
    return Facts(today=today, dates=seen)


def in_standstill(today: date, sent: date, **dates: date) -> Facts:
    return Facts(
        today=today,
        dates={Milestone.AWARD_NOTICE_SENT: sent} | {Milestone(name): day for name, day in dates.items()},
        outcome=AssessmentOutcome.REQUIRED,
        forms=frozenset({RequirementForm.EMPLOYMENT}),
    )


def told(state: ProcurementState, facts: Facts) -> set[tuple[str, str, str]]:
    return {
        (item.matter.name, item.rung.name, item.rung.to)
        for matter, base in DEFAULT.open_matters("procurement", state, facts)
        for item in due(matter, base, facts.today)
    }


# --- the purchase ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 16), set()),
        (date(2026, 1, 19), {("contact_point_1", "+5", "officer")}),
        (date(2026, 1, 23), {("contact_point_1", "+5", "officer")}),
        (date(2026, 1, 26), {("contact_point_1", "+10", "officer")}),
        (date(2026, 2, 2), {("contact_point_1", "+10", "officer"), ("contact_point_1", "+15", "manager")}),
    ],
)
def test_contact_point_1_is_asked_for_after_5_and_10_working_days_and_then_of_the_manager(today, expected):
    assert told(ProcurementState.PLANNING, planned(today)) == expected


def test_contact_point_1_is_not_asked_for_once_it_is_recorded():
    facts = planned(date(2026, 2, 2), contact_point_1=date(2026, 1, 30))
    assert not {name for name, *_ in told(ProcurementState.PLANNING, facts)} & {
        "contact_point_1",
        "contact_point_1_missed",
    }


def test_an_award_without_any_contact_concerns_the_support_function_and_nobody_else():
    facts = planned(date(2026, 3, 2), award_decided=date(2026, 2, 27))
    assert told(ProcurementState.PLANNING, facts) == {("contact_point_1_missed", "0", "support")}


def test_a_redo_ordered_by_the_court_starts_contact_point_1_anew_from_the_ruling():
    ruled = date(2026, 6, 1)
    facts = Facts(
        today=ruled,
        dates={Milestone.CASE_OPENED: OPENED, Milestone.REVIEW_DECIDED: ruled},
        ruling=procurement.Ruling.REDO,
    )
    ((matter, base),) = DEFAULT.open_matters("procurement", ProcurementState.PLANNING, facts)
    assert (matter.name, base) == ("contact_point_1", ruled)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        # Sent 24 March 2026: the last day rolls over Easter to Tuesday 7 April, signing from the 8th.
        (date(2026, 3, 31), set()),
        (date(2026, 4, 1), {("standstill_ends", "-2", "officer")}),
        (date(2026, 4, 7), {("standstill_ends", "0", "officer")}),
        (date(2026, 4, 8), {("contact_point_2", "0", "officer")}),
        (date(2026, 4, 10), {("contact_point_2", "+2", "officer")}),
        (date(2026, 4, 15), {("contact_point_2", "+2", "officer"), ("contact_point_2", "+5", "support")}),
    ],
)
def test_the_standstill_and_the_report_of_the_winner_are_told_around_easter_2026(today, expected):
    assert told(ProcurementState.STANDSTILL, in_standstill(today, date(2026, 3, 24))) == expected


def test_the_winner_is_never_asked_for_while_a_court_has_the_case():
    facts = in_standstill(date(2026, 4, 20), date(2026, 3, 24), review_filed=date(2026, 4, 2))
    assert told(ProcurementState.STANDSTILL, facts) == set()


def test_the_winner_is_asked_for_again_after_the_ten_days_that_follow_the_ruling():
    facts = in_standstill(
        date(2026, 6, 12),
        date(2026, 3, 24),
        review_filed=date(2026, 4, 2),
        review_decided=date(2026, 6, 1),
    )
    assert told(ProcurementState.STANDSTILL, facts) == {("contact_point_2", "0", "officer")}


def test_contact_point_2_is_met_only_with_winner_and_court_check():
    day = date(2026, 4, 8)
    reported = in_standstill(day, date(2026, 3, 24), contact_point_2=day, court_checked=day)
    assert told(ProcurementState.STANDSTILL, reported) == {("contact_point_2", "0", "officer")}
    assert told(ProcurementState.STANDSTILL, replace(reported, winners=1)) == set()


def test_contact_point_2_opens_on_the_first_working_day_on_or_after_the_earliest_signing_for_every_day_of_two_years():
    for offset in range(730):
        sent = date(2026, 1, 1) + timedelta(days=offset)
        facts = in_standstill(sent, sent)
        period = clearance.standstill_of(facts)
        assert period is not None
        assert period.earliest_signing is not None
        opens = clearance.report_winner_from(facts)
        assert opens == working_days_after(period.earliest_signing, 0)
        assert opens >= period.earliest_signing


# --- rungs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "name", "due_on"),
    [
        # Counted from Thursday 24 December 2026, Christmas Eve.
        (Rung(0, Recipient.OFFICER), "0", date(2026, 12, 28)),
        (Rung(1, Recipient.OFFICER), "+1", date(2026, 12, 28)),
        (Rung(5, Recipient.OFFICER), "+5", date(2027, 1, 5)),
        (Rung(-1, Recipient.OFFICER), "-1", date(2026, 12, 23)),
        (Rung(-10, Recipient.OFFICER), "-10", date(2026, 12, 10)),
        (Rung(-30, Recipient.OFFICER, calendar=True), "-30d", date(2026, 11, 24)),
        (Rung(-60, Recipient.OFFICER, calendar=True), "-60d", date(2026, 10, 23)),  # 25 October is a Sunday
        (Rung(7, Recipient.OFFICER, calendar=True), "+7d", date(2026, 12, 30)),  # before New Year's Eve
        (Rung(0, Recipient.OFFICER, calendar=True), "0", date(2026, 12, 23)),
    ],
    ids=lambda one: one.name if isinstance(one, Rung) else "",
)
def test_a_rung_is_counted_in_working_days_or_in_calendar_days_moved_back_to_one(rung, name, due_on):
    assert rung.name == name
    assert rung.due_on(date(2026, 12, 24)) == due_on


def test_next_day_is_the_first_rung_still_to_come():
    matter = DEFAULT.matters["contact_point_1"]
    assert next_day(matter, OPENED, OPENED) == date(2026, 1, 19)
    assert next_day(matter, OPENED, date(2026, 1, 19)) == date(2026, 1, 26)
    assert next_day(matter, OPENED, date(2026, 2, 2)) is None


def test_each_recipient_is_told_the_latest_step_in_whatever_order_the_steps_are_written():
    matter = DEFAULT.matters["contact_point_1"]
    for rungs in itertools.permutations(matter.rungs):
        found = due(replace(matter, rungs=rungs), OPENED, date(2026, 2, 2))
        assert {(item.rung.name, item.rung.to) for item in found} == {("+10", "officer"), ("+15", "manager")}


def test_a_ladder_gives_what_is_open_in_the_state_of_its_process_alone():
    matter = replace(DEFAULT.matters["contact_point_1"], open=lambda facts: facts.months != 1)
    facts = planned(OPENED)
    assert list(Ladder([matter]).open_matters("procurement", "planning", facts)) == [(matter, OPENED)]
    assert not list(Ladder([matter]).open_matters("procurement", "advertised", facts))
    assert not list(Ladder([matter]).open_matters("supplier", "planning", facts))
    assert not list(Ladder([matter]).open_matters("procurement", "planning", replace(facts, months=1)))
    assert not list(Ladder([matter]).open_matters("procurement", "planning", Facts(today=OPENED)))


# --- every matter ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_two_mails_to_one_recipient_on_one_matter_are_at_least_one_working_day_apart(matter):
    for offset in range(365):
        base = date(2026, 1, 1) + timedelta(days=offset)
        for role in Recipient:
            days = sorted(rung.due_on(base) for rung in matter.rungs if rung.to is role)
            assert all(working_days_between(first, second) >= 1 for first, second in itertools.pairwise(days))
            assert all(map(is_working_day, days))


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_every_matter_says_what_to_do_in_both_languages(matter):
    for text in (matter.heading, matter.action):
        assert text.sv
        assert text.en
        assert text.sv != text.en


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_every_matter_belongs_to_states_in_which_its_process_goes_on(matter):
    process = PROCESSES[matter.process]
    assert matter.states
    assert set(matter.states) <= set(process.states) - process.ends


def test_no_two_matters_bear_one_name_or_heading():
    assert len({matter.heading for matter in MATTERS}) == len(MATTERS)
    assert len({(matter.name, rung.to, rung.name) for matter in MATTERS for rung in matter.rungs}) == sum(
        len(matter.rungs) for matter in MATTERS
    )
