"""The supplier's commitment, path by path on real days; and that the order of recording makes no difference."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Facts, Milestone, Role
from states.machine import MoveRefused
from states.processes.procurement import HANDED_OVER
from states.processes.procurement import ProcurementState as Purchase
from states.processes.supplier import (
    BOUND,
    ENDED,
    LIVE,
    SANCTION_LABELS,
    SUPPLIER_PROCESS,
    Sanction,
    SupplierState,
    amounts_due,
    cure_by,
    turning_days,
)
from states.records.milestones import RECORDINGS
from states.records.obligations import Amounts, Balance, Measure, Obligation, Spell, Terms, balance
from tests.builders import day, facts

M, S = Milestone, SupplierState
NOTHING = Obligation()
MEETING = Obligation(unit=Measure.DIALOGUE, amount=1)
TWO_PEOPLE = Obligation(unit=Measure.PERSONS, amount=2, months_each=6)
HALF_A_YEAR = (
    Spell(1, 1, Terms(), started=date(2026, 5, 4), confirmed=True),
    Spell(2, 1, Terms(), started=date(2026, 5, 18), confirmed=True),
)
"""Six months each: the second is over on 17 November."""


def told(
    *,
    owed: Obligation = TWO_PEOPLE,
    spells: tuple[Spell, ...] = (),
    today: date | str = "2026-06-01",
    purchase: Purchase = Purchase.MATCHING,
    placements: dict[str, int] | None = None,
    winner: bool = True,
    **dates: object,
) -> Facts:
    """Return the facts of a winner whose purchase has been handed over."""
    return facts(
        today=today,
        balances=(balance(owed, spells, today=day(today), dialogue_held="dialogue_held" in dates),),
        others={"placement": placements or {}},
        states={"procurement": purchase},
        winner=winner,
        **dates,
    )


def settled(state: SupplierState, known: Facts) -> list[SupplierState]:
    """Return the states that the clock walks through, beginning with the one it starts in."""
    walked = [state]
    while (move := SUPPLIER_PROCESS.ready_by_clock(walked[-1], known)) is not None:
        walked.append(SupplierState(move.target))
        assert len(walked) <= 20
    return walked


def missing(state: SupplierState, trigger: str, known: Facts, by: Role = Role.CLOCK) -> list[str]:
    with pytest.raises(MoveRefused) as refused:
        SUPPLIER_PROCESS.fire(state, trigger, known, by)
    return [unmet.key for unmet in refused.value.reasons]


# --- becoming a winner -----------------------------------------------------------------------------------------------


def test_a_winner_waits_for_the_purchase_to_be_handed_over():
    assert SUPPLIER_PROCESS.initial is S.TENDERING
    waiting = [Purchase.ADVERTISED, Purchase.AWARD, Purchase.STANDSTILL, Purchase.REVIEW]
    for purchase in waiting:
        assert settled(S.TENDERING, told(purchase=purchase)) == [S.TENDERING]
    for purchase in HANDED_OVER:
        assert settled(S.TENDERING, told(purchase=purchase)) == [S.TENDERING, S.AWARDED]
    assert missing(S.TENDERING, "award", facts()) == ["named_winner", "handed_over"]


def test_no_contact_person_is_assigned_while_the_purchase_waits_anew():
    known = {"contact_assigned": "2026-05-27"}
    assert settled(S.AWARDED, told(purchase=Purchase.STANDSTILL, **known)) == [S.AWARDED]
    assert settled(S.AWARDED, told(**known)) == [S.AWARDED, S.CONTACT_ASSIGNED]


# --- dialogue alone --------------------------------------------------------------------------------------------------


def test_a_requirement_of_dialogue_is_fulfilled_by_the_meeting():
    assigned = {"owed": MEETING, "contact_assigned": "2026-03-18"}
    assert settled(S.TENDERING, told(**assigned))[-1] is S.CONTACT_ASSIGNED
    held = told(**assigned, dialogue_held="2026-03-26")
    assert settled(S.CONTACT_ASSIGNED, held) == [S.CONTACT_ASSIGNED, S.DIALOGUE, S.FULFILLED]


def test_the_meeting_alone_fulfils_nothing_more_than_a_dialogue():
    held = {"contact_assigned": "2026-03-18", "dialogue_held": "2026-03-26"}
    for owed in (TWO_PEOPLE, NOTHING):
        assert settled(S.TENDERING, told(owed=owed, **held))[-1] is S.DIALOGUE
    assert missing(S.DIALOGUE, "fulfil", told(**held)) == ["only_dialogue_owed"]


# --- more than dialogue ----------------------------------------------------------------------------------------------

MET = {"contact_assigned": "2026-03-18", "dialogue_held": "2026-03-26"}
AGREED = MET | {"profile_agreed": "2026-04-08"}
REPORTED = AGREED | {"final_report": "2026-11-18", "obligation_fulfilled": "2026-11-23"}


def test_a_profile_is_not_agreed_on_before_the_promise_is_entered():
    assert settled(S.TENDERING, told(owed=NOTHING, **AGREED))[-1] is S.DIALOGUE
    assert missing(S.DIALOGUE, "agree", told(owed=NOTHING, **AGREED)) == ["obligation_known"]
    assert settled(S.DIALOGUE, told(**AGREED)) == [S.DIALOGUE, S.PROFILE_AGREED]


@pytest.mark.parametrize(
    ("placements", "end"),
    [
        ({}, S.PROFILE_AGREED),
        ({"open": 2}, S.PROFILE_AGREED),
        ({"withdrawn": 2}, S.PROFILE_AGREED),
        ({"proposed": 1, "open": 1}, S.RECRUITING),
        ({"interview": 1}, S.RECRUITING),
        ({"internship": 1}, S.DELIVERING),
        ({"hired": 1}, S.DELIVERING),
        ({"following_up": 1, "open": 1}, S.DELIVERING),
        ({"completed": 1}, S.DELIVERING),
    ],
)
def test_the_positions_decide_between_profile_recruiting_and_delivering(placements, end):
    assert settled(S.TENDERING, told(placements=placements, **AGREED))[-1] is end


def test_when_the_last_person_leaves_the_supplier_recruits_again():
    assert settled(S.DELIVERING, told(placements={"open": 2}, **AGREED)) == [S.DELIVERING, S.RECRUITING]
    again = told(placements={"open": 1, "hired": 1}, **AGREED)
    assert settled(S.RECRUITING, again) == [S.RECRUITING, S.DELIVERING]


def test_a_sharp_requirement_is_fulfilled_once_all_is_delivered_followed_up_reported_and_found_so():
    all_done = {"spells": HALF_A_YEAR, "placements": {"completed": 2}, **REPORTED}
    assert settled(S.DELIVERING, told(today="2026-11-23", **all_done)) == [S.DELIVERING, S.FULFILLED]
    assert missing(S.DELIVERING, "fulfil", told(today="2026-11-16", **all_done)) == ["obligation_met"]
    assert settled(S.DELIVERING, told(today="2026-11-17", **all_done)) == [S.DELIVERING, S.FULFILLED]


@pytest.mark.parametrize(
    ("lacking", "asked"),
    [
        ({"final_report"}, ["final_report_in"]),
        ({"obligation_fulfilled"}, ["found_fulfilled"]),
        ({"final_report", "obligation_fulfilled"}, ["final_report_in", "found_fulfilled"]),
        ({"spells"}, ["obligation_met"]),
    ],
)
def test_each_part_of_fulfilment_is_asked_for(lacking, asked):
    known = {"spells": HALF_A_YEAR, "placements": {"completed": 2}, **REPORTED}
    left = {name: value for name, value in known.items() if name not in lacking}
    assert missing(S.DELIVERING, "fulfil", told(today="2026-11-23", **left)) == asked


@pytest.mark.parametrize("state", ["internship", "hired", "following_up"])
def test_nobody_is_left_without_follow_up_by_a_fulfilled_supplier(state):
    known = told(today="2026-11-23", spells=HALF_A_YEAR, placements={"completed": 2, state: 1}, **REPORTED)
    assert missing(S.DELIVERING, "fulfil", known) == ["people_followed_up"]


def test_what_has_been_delivered_by_people_who_have_left_is_delivered():
    known = told(today="2026-11-23", spells=HALF_A_YEAR, placements={"open": 2}, **REPORTED)
    assert settled(S.DELIVERING, known) == [S.DELIVERING, S.FULFILLED]
    assert settled(S.PROFILE_AGREED, known) == [S.PROFILE_AGREED, S.FULFILLED]


# --- a deficiency ----------------------------------------------------------------------------------------------------

DEFICIENT = AGREED | {"deficiency_noted": "2026-09-07", "cure_by": "2026-10-05"}
AT_WORK = tuple(state for state in BOUND if state is not S.DEFICIENT)


@pytest.mark.parametrize("state", AT_WORK)
def test_a_deficiency_with_a_day_to_correct_it_stops_whatever_the_supplier_does(state):
    noted = told(today="2026-09-07", **DEFICIENT)
    assert settled(state, noted) == [state, S.DEFICIENT]
    without_day = told(today="2026-09-07", **AGREED, deficiency_noted="2026-09-07")
    assert S.DEFICIENT not in settled(state, without_day)
    assert missing(state, "fail", without_day) == ["cure_date_set"]


@pytest.mark.parametrize(
    ("placements", "known", "end"),
    [
        ({}, {}, S.AWARDED),
        ({}, MET, S.DIALOGUE),
        ({"open": 2}, AGREED, S.PROFILE_AGREED),
        ({"proposed": 1}, AGREED, S.RECRUITING),
        ({"hired": 1}, AGREED, S.DELIVERING),
    ],
)
def test_once_corrected_the_supplier_goes_as_far_again_as_the_records_reach(placements, known, end):
    noted = {"deficiency_noted": "2026-09-07", "cure_by": "2026-10-05"}
    cured = told(today="2026-09-21", placements=placements, **known | noted, deficiency_cured="2026-09-21")
    walked = settled(S.DEFICIENT, cured)
    assert walked[:2] == [S.DEFICIENT, S.AWARDED]
    assert walked[-1] is end


def test_a_supplier_that_corrected_its_deficiency_can_fulfil_though_its_people_have_left():
    known = {"spells": HALF_A_YEAR, "placements": {"open": 2}, **REPORTED, **DEFICIENT}
    corrected = told(today="2026-11-23", **known, deficiency_cured="2026-09-21")
    assert settled(S.DEFICIENT, corrected)[-2:] == [S.PROFILE_AGREED, S.FULFILLED]


def test_a_second_deficiency_after_the_first_was_corrected_needs_a_day_of_its_own():
    again = DEFICIENT | {"deficiency_noted": "2026-12-07", "deficiency_cured": "2026-09-21"}
    assert missing(S.DELIVERING, "fail", told(today="2026-12-07", **again)) == ["cure_date_set"]
    dated = told(today="2026-12-07", **again | {"cure_by": "2027-01-11"})
    assert settled(S.DELIVERING, dated)[-1] is S.DEFICIENT
    assert cure_by(dated) == date(2027, 1, 11)


def test_a_deficiency_that_is_corrected_the_day_it_is_noted_is_corrected():
    assert "not_deficiency_open" not in missing(S.DEFICIENT, "sanction", told(**DEFICIENT))
    same_day = told(today="2026-09-07", **DEFICIENT, deficiency_cured="2026-09-07", placements={"hired": 1})
    assert settled(S.DELIVERING, same_day) == [S.DELIVERING]
    assert settled(S.DEFICIENT, same_day)[-1] is S.DELIVERING


def test_a_sanction_comes_only_after_the_day_to_correct():
    decided = DEFICIENT | {"sanction_decided": "2026-10-06"}
    assert settled(S.DEFICIENT, told(today="2026-10-06", **decided)) == [S.DEFICIENT, S.SANCTIONED]
    assert settled(S.DEFICIENT, told(today="2026-10-05", **decided)) == [S.DEFICIENT]
    assert missing(S.DEFICIENT, "sanction", told(today="2026-10-05", **DEFICIENT)) == [
        "cure_date_passed",
        "sanction_decided",
    ]


def test_a_sanction_from_before_the_deficiency_does_not_count_for_it():
    old = told(today="2026-10-06", **DEFICIENT, sanction_decided="2026-09-04")
    assert missing(S.DEFICIENT, "sanction", old) == ["sanction_decided"]


def test_what_is_corrected_is_not_sanctioned_even_when_both_are_recorded():
    both = told(today="2026-10-12", **DEFICIENT, deficiency_cured="2026-10-01", sanction_decided="2026-10-12")
    assert S.SANCTIONED not in settled(S.DEFICIENT, both)


def test_the_sanctions_are_those_that_a_contract_may_provide_for():
    assert {str(kind) for kind in Sanction} == {"penalty", "suspension", "termination"}
    assert RECORDINGS[M.SANCTION_DECIDED].values == tuple(SANCTION_LABELS) == tuple(Sanction)


def test_the_day_that_is_foretold_is_the_first_after_the_day_to_correct():
    assert turning_days(told(today="2026-09-07", **DEFICIENT)) == (date(2026, 10, 6),)
    assert turning_days(told(today="2026-09-21", **DEFICIENT, deficiency_cured="2026-09-21")) == ()
    assert turning_days(told(**AGREED)) == ()


# --- losing the award, withdrawing, ending ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", BOUND)
def test_an_award_that_falls_takes_the_supplier_back_to_where_it_waits(state):
    corrected = told(purchase=Purchase.AWARD, winner=False, **AGREED)
    assert settled(state, corrected) == [state, S.TENDERING]


def test_who_wins_again_goes_on_where_the_records_reach():
    corrected = told(purchase=Purchase.AWARD, winner=False, placements={"hired": 1}, **AGREED)
    assert settled(S.DELIVERING, corrected)[-1] is S.TENDERING
    named_again = told(purchase=Purchase.STANDSTILL, placements={"hired": 1}, **AGREED)
    assert settled(S.TENDERING, named_again) == [S.TENDERING]
    won_again = told(placements={"hired": 1}, **AGREED)
    assert settled(S.TENDERING, won_again)[-1] is S.DELIVERING


def test_who_does_not_win_again_is_out_once_the_contract_is_signed_with_others():
    lost = {"winner": False, **AGREED}
    assert settled(S.TENDERING, told(**lost)) == [S.TENDERING]
    assert settled(S.TENDERING, told(**lost, contract_signed="2026-05-27")) == [S.TENDERING, S.RELEASED]
    elsewhere = told(purchase=Purchase.AWARD, **lost, contract_signed="2026-05-27")
    assert settled(S.TENDERING, elsewhere) == [S.TENDERING]
    assert settled(S.TENDERING, told(**AGREED, contract_signed="2026-05-27"))[1] is S.AWARDED


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("event", ["winner_withdrew", "lot_cancelled"])
def test_who_withdraws_and_whose_lot_is_cancelled_is_released_before_anything_else(state, event):
    known = told(winner=False, today="2026-09-07", **DEFICIENT, **{event: "2026-06-01"})
    assert settled(state, known) == [state, S.RELEASED]


@pytest.mark.parametrize("state", LIVE)
def test_a_cancelled_procurement_releases_its_suppliers(state):
    assert settled(state, told(purchase=Purchase.CANCELLED, **AGREED)) == [state, S.RELEASED]


@pytest.mark.parametrize("state", LIVE)
def test_the_support_function_releases_a_supplier_with_a_reason(state):
    assert missing(state, "release", told(), Role.SUPPORT) == ["reason_given"]
    given = facts(reason="bolaget har gått i konkurs")
    assert SUPPLIER_PROCESS.fire(state, "release", given, Role.SUPPORT) is S.RELEASED
    assert missing(state, "release", given, Role.OFFICER) == ["not_your_move"]


def test_what_has_ended_stays_ended():
    assert set(ENDED) == {S.FULFILLED, S.SANCTIONED, S.RELEASED} == set(SUPPLIER_PROCESS.ends)
    late = told(
        purchase=Purchase.CANCELLED, winner=False, today="2026-11-23", **DEFICIENT, winner_withdrew="2026-11-23"
    )
    for state in ENDED:
        assert settled(state, late) == [state]


# --- what no history may do ------------------------------------------------------------------------------------------

EVENTS = {
    "contact_assigned": "2026-03-18",
    "dialogue_held": "2026-03-26",
    "profile_agreed": "2026-04-08",
    "placements": {"completed": 2},
    "spells": HALF_A_YEAR,
    "deficiency_noted": "2026-09-07",
    "cure_by": "2026-10-05",
    "deficiency_cured": "2026-09-21",
    "final_report": "2026-11-18",
    "obligation_fulfilled": "2026-11-23",
}


def ends_in(names: list[str]) -> SupplierState:
    """Let what has happened come in piece by piece, and return where the clock ends."""
    state, known = S.TENDERING, {}
    for name in names:
        known[name] = EVENTS[name]
        state = settled(state, told(today="2026-11-30", **known))[-1]
    return state


def undisputed(left_out: set[str]) -> bool:
    """Tell whether nothing is found fulfilled while a deficiency stands: of those two the first would be the last."""
    standing = {"deficiency_noted", "cure_by"}.isdisjoint(left_out) and "deficiency_cured" in left_out
    return not standing or "obligation_fulfilled" in left_out


@settings(deadline=None, max_examples=300)
@given(st.permutations(list(EVENTS)), st.sets(st.sampled_from(list(EVENTS))).filter(undisputed))
def test_records_that_come_in_late_and_in_any_order_end_in_the_same_state(order, left_out):
    came_in = [name for name in order if name not in left_out]
    assert ends_in(came_in) is ends_in([name for name in EVENTS if name in came_in])


anything = st.fixed_dictionaries(
    {
        "purchase": st.sampled_from(Purchase),
        "winner": st.booleans(),
        "owed": st.sampled_from([NOTHING, MEETING, TWO_PEOPLE]),
        "spells": st.sampled_from([(), HALF_A_YEAR[:1], HALF_A_YEAR]),
        "placements": st.dictionaries(
            st.sampled_from(["open", "proposed", "internship", "following_up", "completed"]), st.integers(0, 2)
        ),
        "today": st.dates(date(2026, 3, 18), date(2026, 12, 31)),
    },
    optional={
        str(milestone): st.dates(date(2026, 3, 18), date(2026, 12, 31))
        for milestone in (
            M.CONTACT_ASSIGNED,
            M.DIALOGUE_HELD,
            M.PROFILE_AGREED,
            M.DEFICIENCY_NOTED,
            M.CURE_BY,
            M.DEFICIENCY_CURED,
            M.SANCTION_DECIDED,
            M.FINAL_REPORT,
            M.OBLIGATION_FULFILLED,
            M.CONTRACT_SIGNED,
            M.WINNER_WITHDREW,
        )
    },
)


@settings(deadline=None, max_examples=300)
@given(anything, st.sampled_from(LIVE))
def test_whatever_is_known_the_clock_comes_to_rest_and_never_skips_what_a_step_asks_for(known, start):
    walked = settled(start, told(**known))
    assert len(walked) == len(set(walked))
    for before, after in pairwise(walked):
        assert after is not S.FULFILLED or known["owed"].unit is not None
        assert after is not S.SANCTIONED or known["cure_by"] < known["today"]
        assert after is not S.AWARDED or before is S.DEFICIENT or (known["winner"] and known["purchase"] in HANDED_OVER)
    assert settled(walked[-1], told(**known)) == walked[-1:]


@settings(deadline=None, max_examples=100)
@given(anything)
def test_time_alone_opens_a_move_only_on_the_days_that_are_foretold(known):
    still = known | {"spells": ()}
    turns = set(turning_days(told(**still)))
    edges = {date.fromordinal(turn.toordinal() + step) for turn in turns for step in (-1, 0, 1)}
    watched = sorted(edge for edge in edges | {known["today"], date(2028, 1, 3)} if edge >= known["today"])
    walks = {today: [settled(state, told(**still | {"today": today})) for state in SupplierState] for today in watched}
    for before, after in pairwise(watched):
        turned = any(before < turn <= after for turn in turns)
        assert turned or walks[before] == walks[after]


@pytest.mark.parametrize(
    ("state", "due"),
    [
        ("tendering", (0, 0)),
        ("awarded", (0, 100_000)),
        ("delivering", (0, 100_000)),
        ("deficient", (0, 100_000)),
        ("sanctioned", (0, 100_000)),
        ("fulfilled", (0, 0)),
        ("released", (0, 0)),
    ],
)
def test_a_penalty_is_reckoned_while_something_is_owed(state, due):
    owed = Obligation(unit=Measure.PERSONS, amount=3, penalty=True, penalty_amount=50_000, bonus=20_000)
    assert amounts_due(Balance(owed, state, promised=3, fulfilled=1)) == Amounts(*due)


@pytest.mark.parametrize(("state", "bonus"), [("delivering", 40_000), ("fulfilled", 40_000), ("released", 0)])
def test_a_bonus_stays_when_the_obligation_is_fulfilled(state, bonus):
    owed = Obligation(unit=Measure.PERSONS, amount=3, bonus=20_000)
    assert amounts_due(Balance(owed, state, promised=3, fulfilled=3, over=2)) == Amounts(bonus)
