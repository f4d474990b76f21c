"""Every state × trigger × role is fired, and every refusal, once put right as it says, becomes a permission.

For each condition one change of the facts meets it and one breaks it. All of them lie on one time line: notice sent
2 March 2026, review filed 5 March, decided 4 May, ten days to Friday 15 May. The supplier's deficiency is noted on
4 May, to be corrected by 12 May; its person was hired on 1 September 2025.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain, combinations, product

import pytest

from states.facts import Facts, Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.courts import Event, EventKind, Ruling, Target
from states.law.procedures import Procedure
from states.machine import Explanation, Guard, Move, MoveRefused, Process
from states.processes.placement import InternshipOutcome
from states.processes.registry import PROCESSES
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import day, facts

Change = Callable[[Facts], Facts]
M = Milestone
RUNNING, OVER = day("2026-03-09"), day("2026-05-20")


def recorded(*milestones: M, on: str, **known: object) -> Change:
    return lambda before: replace(before, dates={**before.dates, **dict.fromkeys(milestones, day(on))}, **known)


def dropped(*milestones: M, **known: object) -> Change:
    return lambda before: replace(
        before,
        dates={milestone: on for milestone, on in before.dates.items() if milestone not in milestones},
        **known,
    )


def known(**columns: object) -> Change:
    return lambda before: replace(before, **columns)


def counted(process: str, **counts: int) -> Change:
    return lambda before: replace(
        before, others={**before.others, process: {**before.others.get(process, {}), **counts}}
    )


def placed(**counts: int) -> Change:
    return counted("placement", **counts)


def beside(**states: str) -> Change:
    """Say what state another track is in."""
    return lambda before: replace(before, states={**before.states, **states})


def said(milestone: M, word: str) -> Change:
    return lambda before: replace(before, values={**before.values, milestone: word})


def owing(**obligation: object) -> Change:
    """Change what the supplier owes."""

    def change(before: Facts) -> Facts:
        balance = before.balance or Balance(Obligation(unit=Measure.PERSONS, amount=2), promised=2)
        return replace(before, balances=(replace(balance, obligation=replace(balance.obligation, **obligation)),))

    return change


def delivered(**balance: object) -> Change:
    """Change what the supplier has delivered."""
    return lambda before: replace(before, balances=(replace(owing()(before).balances[0], **balance),))


def both(*changes: Change) -> Change:
    def change(before: Facts) -> Facts:
        for one in changes:
            before = one(before)
        return before

    return change


SENT = recorded(M.AWARD_NOTICE_SENT, on="2026-03-02")


def heard(applicant: str, *events: Event) -> Change:
    """Say what the courts did with one applicant's case; those of others stay as they are."""

    def change(before: Facts) -> Facts:
        others = tuple(event for event in before.court if event.applicant != applicant)
        return replace(before, court=(*others, *(event._replace(applicant=applicant) for event in events)))

    return change


FILED = Event(day("2026-03-05"), EventKind.FILED)
RULED = Event(day("2026-05-04"), EventKind.RULING, ruling=Ruling.REJECTED)
AGAINST_CANCELLATION = FILED._replace(target=Target.CANCELLATION)
DECIDED, IN_COURT = heard("A", FILED, RULED), heard("A", FILED)
STANDS = heard("B")
OPEN, IN_FRAMEWORK = known(procedure=Procedure.OPEN), known(procedure=Procedure.RENEWED_COMPETITION)


def ruled(ruling: Ruling, filed: Event = FILED) -> Change:
    return heard("B", filed, RULED._replace(ruling=ruling))


REVIVED = both(ruled(Ruling.CORRECTION, AGAINST_CANCELLATION), dropped(M.CANCELLED))


def assessed(outcome: AssessmentOutcome) -> Change:
    return recorded(M.RELEVANCE_ASSESSED, on="2026-01-26", outcome=outcome)


EMPLOYMENT = frozenset({RequirementForm.EMPLOYMENT})
DEFICIENT = both(recorded(M.DEFICIENCY_NOTED, on="2026-05-04"), dropped(M.DEFICIENCY_CURED))
CURED = recorded(M.DEFICIENCY_CURED, on="2026-05-11")
PRESENT = both(recorded(M.CANDIDATE_PROPOSED, on="2025-08-11"), dropped(M.CANDIDATE_DECLINED))
HIRED = recorded(M.EMPLOYMENT_STARTED, on="2025-09-01")

CHANGES: Mapping[str, tuple[Change, Change]] = {
    # what meets the condition, what breaks it
    "contact_point_1_recorded": (recorded(M.CONTACT_POINT_1, on="2026-01-19"), dropped(M.CONTACT_POINT_1)),
    "not_relevance_assessed": (dropped(M.RELEVANCE_ASSESSED), recorded(M.RELEVANCE_ASSESSED, on="2026-01-26")),
    "relevance_assessed": (recorded(M.RELEVANCE_ASSESSED, on="2026-01-26"), dropped(M.RELEVANCE_ASSESSED)),
    "requirement_form_chosen": (
        known(kind=ProcurementKind.SERVICE, outcome=AssessmentOutcome.REQUIRED, forms=EMPLOYMENT),
        known(outcome=AssessmentOutcome.REQUIRED, forms=frozenset()),
    ),
    "documents_published": (recorded(M.DOCUMENTS_PUBLISHED, on="2026-02-02"), dropped(M.DOCUMENTS_PUBLISHED)),
    "rule_excludes": (
        dropped(M.RELEVANCE_ASSESSED, kind=ProcurementKind.GOODS, outcome=AssessmentOutcome.PENDING),
        known(kind=ProcurementKind.SERVICE, months=12.0, headcount=3.0),
    ),
    "assessed_not_applicable": (assessed(AssessmentOutcome.NOT_APPLICABLE), known(outcome=AssessmentOutcome.PENDING)),
    "assessed_no_requirement": (assessed(AssessmentOutcome.NO_REQUIREMENT), known(outcome=AssessmentOutcome.PENDING)),
    "model_wanted": (assessed(AssessmentOutcome.REQUIRED), assessed(AssessmentOutcome.NO_REQUIREMENT)),
    "award_decided": (
        recorded(M.AWARD_DECIDED, on="2026-02-27"),
        dropped(M.AWARD_DECIDED, M.AWARD_NOTICE_SENT, M.INTENT_NOTICE_PUBLISHED, M.CONTRACT_SIGNED),
    ),
    "not_award_decided": (
        dropped(M.AWARD_DECIDED, M.AWARD_NOTICE_SENT, M.INTENT_NOTICE_PUBLISHED, M.CONTRACT_SIGNED),
        recorded(M.AWARD_DECIDED, on="2026-02-27"),
    ),
    "award_notice_sent": (SENT, dropped(M.AWARD_NOTICE_SENT, M.INTENT_NOTICE_PUBLISHED)),
    "standstill_applies": (both(SENT, OPEN), IN_FRAMEWORK),
    "not_standstill_applies": (IN_FRAMEWORK, both(SENT, OPEN)),
    "no_standstill": (both(SENT, IN_FRAMEWORK), OPEN),
    "standstill_over": (both(SENT, known(today=OVER)), known(today=RUNNING)),
    "not_standstill_over": (known(today=RUNNING), known(today=OVER)),
    "court_checked": (recorded(M.COURT_CHECKED, on="2026-05-18"), recorded(M.COURT_CHECKED, on="2026-03-11")),
    "contact_point_2_recorded": (recorded(M.CONTACT_POINT_2, on="2026-05-18"), dropped(M.CONTACT_POINT_2)),
    "winner_named": (known(winners=1), known(winners=0)),
    "review_pending": (IN_COURT, DECIDED),
    "not_review_pending": (DECIDED, IN_COURT),
    "contract_signed": (recorded(M.CONTRACT_SIGNED, on="2026-03-16"), dropped(M.CONTRACT_SIGNED)),
    "not_contract_signed": (dropped(M.CONTRACT_SIGNED), recorded(M.CONTRACT_SIGNED, on="2026-03-16")),
    "redo_ordered": (ruled(Ruling.REDO), STANDS),
    "new_award_owed": (ruled(Ruling.CORRECTION), STANDS),
    "not_new_award_owed": (STANDS, ruled(Ruling.REDO)),
    "cancellation_undone": (REVIVED, STANDS),
    "not_cancellation_undone": (STANDS, REVIVED),
    "any_in_internship": (placed(internship=1), placed(internship=0)),
    "not_any_in_internship": (placed(internship=0), placed(internship=1)),
    "any_hired": (placed(hired=1), placed(hired=0)),
    "not_any_hired": (placed(hired=0), placed(hired=1)),
    "every_position_filled": (delivered(filled=True), delivered(filled=False)),
    "not_every_position_filled": (delivered(filled=False), delivered(filled=True)),
    "suppliers_through": (counted("supplier", delivering=0), counted("supplier", delivering=1)),
    "positions_through": (placed(open=0), placed(open=1)),
    "not_winner_named": (known(winners=0), known(winners=1)),
    "contract_ended_or_fulfilled": (recorded(M.CONTRACT_ENDED, on="2026-05-18"), dropped(M.CONTRACT_ENDED)),
    "reason_given": (known(reason="behovet har upphört"), known(reason=" ")),
    "not_cancellation_recorded": (dropped(M.CANCELLED), recorded(M.CANCELLED, on="2026-05-18")),
    "cancellation_recorded": (recorded(M.CANCELLED, on="2026-05-18"), dropped(M.CANCELLED)),
    "no_contract": (dropped(M.CONTRACT_SIGNED), recorded(M.CONTRACT_SIGNED, on="2026-03-16")),
    # the supplier
    "nothing_owed_any_more": (recorded(M.WINNER_WITHDREW, on="2026-05-18"), dropped(M.WINNER_WITHDREW)),
    "named_winner": (known(winner=True), known(winner=False)),
    "not_named_winner": (known(winner=False), known(winner=True)),
    "handed_over": (beside(procurement="matching"), beside(procurement="award")),
    "deficiency_open": (DEFICIENT, CURED),
    "not_deficiency_open": (CURED, DEFICIENT),
    "cure_date_set": (recorded(M.CURE_BY, on="2026-05-12"), dropped(M.CURE_BY)),
    "cure_date_passed": (
        both(DEFICIENT, recorded(M.CURE_BY, on="2026-05-12", today=OVER)),
        recorded(M.CURE_BY, on="2026-05-29"),
    ),
    "sanction_decided": (recorded(M.SANCTION_DECIDED, on="2026-05-18"), dropped(M.SANCTION_DECIDED)),
    "contact_assigned": (recorded(M.CONTACT_ASSIGNED, on="2026-05-18"), dropped(M.CONTACT_ASSIGNED)),
    "dialogue_held": (recorded(M.DIALOGUE_HELD, on="2026-05-18"), dropped(M.DIALOGUE_HELD)),
    "only_dialogue_owed": (owing(unit=Measure.DIALOGUE), owing(unit=Measure.PERSONS)),
    "not_only_dialogue_owed": (owing(unit=Measure.PERSONS), owing(unit=Measure.DIALOGUE)),
    "obligation_known": (owing(unit=Measure.PERSONS), owing(unit=None)),
    "profile_agreed": (recorded(M.PROFILE_AGREED, on="2026-05-18"), dropped(M.PROFILE_AGREED)),
    "candidate_in_play": (placed(proposed=1), placed(proposed=0)),
    "someone_placed": (placed(internship=1), placed(internship=0)),
    "not_someone_placed": (placed(internship=0), placed(internship=1)),
    "obligation_met": (both(owing(unit=Measure.PERSONS), delivered(fulfilled=2)), delivered(fulfilled=1)),
    "people_followed_up": (placed(following_up=0), placed(following_up=1)),
    "final_report_in": (recorded(M.FINAL_REPORT, on="2026-05-18"), dropped(M.FINAL_REPORT)),
    "found_fulfilled": (recorded(M.OBLIGATION_FULFILLED, on="2026-05-18"), dropped(M.OBLIGATION_FULFILLED)),
    # the position
    "no_longer_owed": (known(surplus=True), known(surplus=False)),
    "supplier_bound": (beside(supplier="recruiting"), beside(supplier="released")),
    "profile_ready": (recorded(M.PROFILE_AGREED, on="2025-08-04"), dropped(M.PROFILE_AGREED)),
    "candidate_present": (PRESENT, recorded(M.CANDIDATE_DECLINED, on="2026-05-18")),
    "not_candidate_present": (recorded(M.CANDIDATE_DECLINED, on="2026-05-18"), PRESENT),
    "interview_held": (recorded(M.INTERVIEW_HELD, on="2025-08-20"), dropped(M.INTERVIEW_HELD)),
    "internship_started": (recorded(M.INTERNSHIP_STARTED, on="2025-08-25"), dropped(M.INTERNSHIP_STARTED)),
    "internship_was_all": (
        both(said(M.INTERNSHIP_ENDED, InternshipOutcome.OBLIGATION_DONE), owing(internship_counts=True)),
        owing(internship_counts=False),
    ),
    "employment_started": (HIRED, dropped(M.EMPLOYMENT_STARTED)),
    "subsidy_settled": (
        both(recorded(M.SUBSIDY_DECIDED, on="2025-08-29"), said(M.SUBSIDY_DECIDED, "yes")),
        dropped(M.SUBSIDY_DECIDED),
    ),
    "hire_confirmed": (recorded(M.HIRE_CONFIRMED, on="2025-09-08"), dropped(M.HIRE_CONFIRMED)),
    "ended_but_counts": (
        both(
            HIRED, recorded(M.HIRE_CONFIRMED, on="2025-09-08"), recorded(M.EMPLOYMENT_ENDED, on="2026-05-18"), owing()
        ),
        dropped(M.EMPLOYMENT_ENDED),
    ),
    "last_follow_up_done": (recorded(M.FOLLOW_UPS_DONE, on="2026-05-18"), dropped(M.FOLLOW_UPS_DONE)),
    "follow_up_left": (
        dropped(M.FOLLOW_UPS_DONE),
        recorded(M.FOLLOW_UPS_DONE, M.HIRE_CONFIRMED, on="2026-05-18"),
    ),
    "time_left_to_work": (
        both(owing(), said(M.INTERNSHIP_ENDED, "")),
        both(
            owing(internship_counts=True),
            recorded(M.INTERNSHIP_ENDED, on="2025-08-29"),
            said(M.INTERNSHIP_ENDED, InternshipOutcome.OBLIGATION_DONE),
        ),
    ),
    # the target group
    "demand_likely": (assessed(AssessmentOutcome.REQUIRED), assessed(AssessmentOutcome.NO_REQUIREMENT)),
    "not_demand_likely": (assessed(AssessmentOutcome.NO_REQUIREMENT), assessed(AssessmentOutcome.REQUIRED)),
    "preparation_started": (recorded(M.PREPARATION_STARTED, on="2026-02-02"), dropped(M.PREPARATION_STARTED)),
    "people_ready": (recorded(M.TARGET_GROUP_READY, on="2026-05-18"), dropped(M.TARGET_GROUP_READY)),
    "profile_to_match": (counted("supplier", recruiting=1), counted("supplier", recruiting=0)),
    "anyone_placed": (placed(hired=1), placed(hired=0)),
    "not_anyone_placed": (placed(hired=0), placed(hired=1)),
    "purchase_ended": (beside(procurement="closed"), beside(procurement="follow_up")),
}
START = facts(today=OVER)
CANNOT_FAIL_TOGETHER = {
    ("review", "resume"): "while the court has the case there is no ruling that could overturn the award",
    ("dialogue", "agree"): "what is a dialogue alone is entered",
}


def meet(before: Facts, *guards: str) -> Facts:
    for guard in guards:
        before = CHANGES[guard][0](before)
    return before


def break_(before: Facts, *guards: str) -> Facts:
    for guard in guards:
        before = CHANGES[guard][1](before)
    return before


def names(guards: tuple[Guard, ...]) -> list[str]:
    return [guard.name for guard in guards]


def all_met(move: Move) -> Facts:
    return meet(START, *names(move.guards))


def none_met(move: Move) -> Facts:
    return break_(all_met(move), *names(move.guards))


ROWS = [
    pytest.param(process, state, move, id=f"{name}: {state}.{move.trigger} by {'/'.join(move.by)}")
    for name, process in PROCESSES.items()
    for move in process.moves
    for state in move.sources
]
CELLS = [
    pytest.param(process, state, trigger, id=f"{name}: {state}.{trigger}")
    for name, process in PROCESSES.items()
    for state, trigger in product(process.states, process.triggers)
]


def refused(process: Process, state: str, trigger: str, given: Facts, by: Role) -> MoveRefused:
    with pytest.raises(MoveRefused) as refusal:
        process.fire(state, trigger, given, by)
    return refusal.value


def row_of(process: Process, state: str, trigger: str, by: Role) -> Move | None:
    found = [m for m in process.moves if state in m.sources and m.trigger == trigger and by in m.by]
    return found[0] if found else None


# --- the grid --------------------------------------------------------------------------------------------------------


def test_every_condition_of_every_process_has_its_two_changes():
    assert {g.name for p in PROCESSES.values() for m in p.moves for g in m.guards} == set(CHANGES)


@pytest.mark.parametrize(("process", "state", "move"), ROWS)
def test_the_facts_that_are_fired_meet_all_conditions_or_none(process, state, move):
    assert move.unmet(all_met(move)) == ()
    if (state, move.trigger) in CANNOT_FAIL_TOGETHER:
        assert move.unmet(none_met(move)) != ()
    else:
        assert move.unmet(none_met(move)) == move.guards


@pytest.mark.parametrize(("process", "state", "trigger"), CELLS)
def test_firing_gives_exactly_what_the_table_says(process, state, trigger):
    roles = sorted({role for m in process.moves_from(state) if m.trigger == trigger for role in m.by})
    for by in Role:
        move = row_of(process, state, trigger, by)
        if move is not None:
            assert process.fire(state, trigger, all_met(move), by) is move.target
            unmet = [guard.name for guard in move.guards if not guard.holds(none_met(move))]
            if unmet:
                assert [u.key for u in refused(process, state, trigger, none_met(move), by).reasons] == unmet
            else:
                assert process.fire(state, trigger, none_met(move), by) is move.target
        else:
            for given in (START, facts(today=OVER, reason="behovet har upphört")):
                (unmet,) = refused(process, state, trigger, given, by).reasons
                assert (unmet.key, list(unmet.met_by)) == (("not_your_move", roles) if roles else ("no_such_move", []))


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("procurement", 13 * 23 * 7),
        ("supplier", 11 * 14 * 7),
        ("placement", 8 * 11 * 7),
        ("target_group", 7 * 8 * 7),
        ("delivery", 8 * 10 * 7),
    ],
)
def test_the_grid_is_whole(name, cells):
    process = PROCESSES[name]
    assert len(process.states) * len(process.triggers) * len(Role) == cells


@pytest.mark.parametrize("name", PROCESSES)
def test_an_unknown_state_and_an_unknown_trigger_are_told_apart(name):
    process = PROCESSES[name]
    with pytest.raises(ValueError, match="limbo"):
        process.fire("limbo", "cancel", START, Role.OFFICER)
    assert refused(process, process.initial, "teleport", START, Role.SUPPORT).reasons[0].key == "no_such_move"


# --- what is listed is what is missing -------------------------------------------------------------------------------


def explained(process: Process, state: str, move: Move, given: Facts) -> Explanation:
    (told,) = [e for e in process.explain(state, given) if e.move is move]
    return told


@pytest.mark.parametrize(("process", "state", "move"), ROWS)
def test_putting_right_exactly_what_is_listed_makes_the_move_possible(process, state, move):
    listed = names(move.guards)
    for missing in chain.from_iterable(combinations(listed, n) for n in range(len(listed) + 1)):
        given = break_(all_met(move), *missing)
        told = explained(process, state, move, given)
        assert told.allowed == (told.unmet == ())
        by = move.by[0]
        if told.unmet:
            assert refused(process, state, move.trigger, given, by).reasons == told.unmet
            given = meet(given, *(unmet.key for unmet in told.unmet))
        assert explained(process, state, move, given).allowed
        assert process.fire(state, move.trigger, given, by) is move.target


@pytest.mark.parametrize(("process", "state", "move"), [row for row in ROWS if row.values[2].guards])
def test_breaking_one_condition_of_a_possible_move_lists_that_condition(process, state, move):
    for guard in move.guards:
        told = explained(process, state, move, break_(all_met(move), guard.name))
        assert guard.name in [unmet.key for unmet in told.unmet]
        assert not told.allowed


@pytest.mark.parametrize(("process", "state", "move"), ROWS)
def test_what_is_listed_says_who_can_meet_it_and_in_both_languages(process, state, move):
    for unmet, guard in zip(
        explained(process, state, move, none_met(move)).unmet, move.unmet(none_met(move)), strict=True
    ):
        assert (unmet.key, unmet.text, unmet.met_by) == (guard.name, guard.text, guard.met_by)
        # What another condition of the move needs too may be all that is left of several.
        assert set(unmet.records) <= set(guard.records)
        assert bool(unmet.remedies) == bool(guard.remedies)
        assert unmet.met_by
