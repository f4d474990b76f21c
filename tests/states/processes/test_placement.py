"""One position and its candidates, path by path on real days; and that the order of recording makes no difference."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Facts, Milestone, Role
from states.machine import MoveRefused
from states.processes.placement import (
    FILLED,
    IN_PLAY,
    LIVE,
    NOT_APPLICABLE,
    OCCUPIED,
    PLACED,
    PLACEMENT,
    TAKE_UP_AGAIN,
    InternshipOutcome,
    PlacementState,
    as_counted,
    began,
    follow_up_after,
    person_of,
    spell,
    split,
    turn,
)
from states.processes.supplier import BOUND as BOUND_SUPPLIER
from states.processes.supplier import ENDED as ENDED_SUPPLIER
from states.processes.supplier import SupplierState as Supplier
from states.records.obligations import Balance, Ending, Measure, Obligation, Origin, Terms, balance
from tests.builders import day, facts

M, S = Milestone, PlacementState
ONE_PERSON = Obligation(unit=Measure.PERSONS, amount=1, months_each=6)
INTERNSHIPS = Obligation(unit=Measure.PERSONS, amount=1, internship_counts=True)
PROPOSED = {"candidate_proposed": "2026-04-20"}
INTERVIEWED = PROPOSED | {"interview_held": "2026-04-27"}
INTERN = INTERVIEWED | {"internship_started": "2026-05-04"}
HIRED = INTERN | {
    "internship_ended": ("2026-05-15", "to_be_hired"),
    "subsidy_decided": ("2026-05-13", "yes"),
    "employment_started": ("2026-05-18", "matched 6 1"),
}
CONFIRMED = HIRED | {"hire_confirmed": "2026-05-25"}


def recorded(told: dict[str, object]) -> dict[Milestone, tuple[date, str]]:
    pairs = {M(name): (said if isinstance(said, tuple) else (said, "")) for name, said in told.items()}
    return {milestone: (day(on), str(word)) for milestone, (on, word) in pairs.items()}


def ledger(told: dict[str, object], owed: Obligation, today: date | str) -> Balance:
    return balance(owed, [spell("1.1", recorded(told))], today=day(today))


def at(
    told: dict[str, object],
    *,
    owed: Obligation = ONE_PERSON,
    supplier: str = Supplier.RECRUITING,
    profile: str | None = "2026-04-08",
    today: date | str = "2026-06-01",
    surplus: bool = False,
) -> Facts:
    """Return the facts of a position whose candidate at hand is the one that something is told of."""
    of_candidate = recorded(told)
    return facts(
        today=today,
        values={milestone: word for milestone, (_, word) in of_candidate.items()},
        states={"supplier": supplier},
        balances=(ledger(told, owed, today),),
        surplus=surplus,
        **{str(milestone): on for milestone, (on, _) in of_candidate.items()},
        **({"profile_agreed": profile} if profile else {}),
    )


def settled(state: PlacementState, known: Facts) -> list[PlacementState]:
    """Return the states that the clock walks through, beginning with the one it starts in."""
    walked = [state]
    while (move := PLACEMENT.ready_by_clock(walked[-1], known)) is not None:
        walked.append(PlacementState(move.target))
        assert len(walked) <= 20
    return walked


def missing(state: PlacementState, trigger: str, known: Facts) -> list[str]:
    with pytest.raises(MoveRefused) as refused:
        PLACEMENT.fire(state, trigger, known, Role.CLOCK)
    return [unmet.key for unmet in refused.value.reasons]


# --- the usual path --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "walked"),
    [
        ({}, [S.OPEN]),
        (PROPOSED, [S.OPEN, S.PROPOSED]),
        (INTERVIEWED, [S.OPEN, S.PROPOSED, S.INTERVIEW]),
        (INTERN, [S.OPEN, S.PROPOSED, S.INTERNSHIP]),
        (HIRED, [S.OPEN, S.HIRED]),
        (CONFIRMED, [S.OPEN, S.HIRED, S.FOLLOWING_UP]),
        (
            CONFIRMED | {"follow_ups_done": ("2026-11-18", "still_employed")},
            [S.OPEN, S.HIRED, S.FOLLOWING_UP, S.COMPLETED],
        ),
    ],
)
def test_a_position_goes_as_far_as_the_records_of_its_candidate_reach(told, walked):
    assert settled(S.OPEN, at(told)) == walked


def test_step_by_step_each_record_moves_the_position_on():
    steps = (PROPOSED, INTERVIEWED, INTERN, HIRED, CONFIRMED)
    walked = [S.OPEN]
    for told in steps:
        walked += settled(walked[-1], at(told))[1:]
    assert walked == [S.OPEN, S.PROPOSED, S.INTERVIEW, S.INTERNSHIP, S.HIRED, S.FOLLOWING_UP]


def test_nobody_is_proposed_before_the_profile_and_while_the_supplier_is_not_bound():
    assert missing(S.OPEN, "propose", at({}, profile=None, supplier=Supplier.TENDERING)) == [
        "supplier_bound",
        "profile_ready",
        "candidate_present",
    ]
    assert settled(S.OPEN, at(PROPOSED, profile=None)) == [S.OPEN]


@pytest.mark.parametrize("supplier", Supplier)
def test_only_a_bound_supplier_takes_candidates(supplier):
    proposed = settled(S.OPEN, at(PROPOSED, supplier=supplier))[-1]
    hired = settled(S.OPEN, at(HIRED, supplier=supplier))[-1]
    if supplier in BOUND_SUPPLIER:
        assert (proposed, hired) == (S.PROPOSED, S.HIRED)
    elif supplier is Supplier.TENDERING:
        assert (proposed, hired) == (S.OPEN, S.OPEN)
    else:
        assert (proposed, hired) == (S.WITHDRAWN, S.WITHDRAWN)


def test_an_internship_is_not_needed_for_a_hire():
    direct = PROPOSED | {
        "subsidy_decided": ("2026-04-29", NOT_APPLICABLE),
        "employment_started": ("2026-05-04", "matched 0 0.75"),
    }
    assert settled(S.PROPOSED, at(direct)) == [S.PROPOSED, S.HIRED]
    assert settled(S.INTERVIEW, at(direct)) == [S.INTERVIEW, S.HIRED]


# --- a candidate that does not stay ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.PROPOSED, S.INTERVIEW])
@pytest.mark.parametrize("ending", Ending)
def test_a_candidate_that_is_turned_down_leaves_the_position_open(state, ending):
    declined = INTERVIEWED | {"candidate_declined": ("2026-04-30", ending)}
    assert settled(state, at(declined)) == [state, S.OPEN]


@pytest.mark.parametrize("outcome", [InternshipOutcome.NOT_HIRED, InternshipOutcome.INTERRUPTED])
def test_an_internship_that_leads_to_nothing_leaves_the_position_open(outcome):
    ended = INTERN | {"internship_ended": ("2026-05-15", outcome)}
    assert settled(S.INTERNSHIP, at(ended)) == [S.INTERNSHIP, S.OPEN]


def test_who_is_hired_in_the_end_was_not_lost_with_the_internship():
    ended = HIRED | {"internship_ended": ("2026-05-15", "not_hired")}
    assert settled(S.INTERNSHIP, at(ended)) == [S.INTERNSHIP, S.HIRED]


def test_an_internship_that_leads_to_a_hire_waits_for_the_hire():
    promised = INTERN | {"internship_ended": ("2026-05-15", "to_be_hired")}
    assert settled(S.INTERNSHIP, at(promised)) == [S.INTERNSHIP]


def test_the_next_candidate_begins_where_the_first_began():
    assert settled(S.OPEN, at({"candidate_proposed": "2026-05-25"})) == [S.OPEN, S.PROPOSED]
    assert split("3.2") == (3, 2)


@pytest.mark.parametrize("state", [S.HIRED, S.FOLLOWING_UP])
def test_an_employment_that_ends_long_before_its_time_leaves_the_position_open(state):
    ended = CONFIRMED | {"employment_ended": ("2026-08-31", "ended_by_person")}
    assert settled(state, at(ended, today="2026-08-31"))[-1] is S.OPEN


# --- an internship as the whole obligation ---------------------------------------------------------------------------

DONE = INTERN | {"internship_ended": ("2026-06-12", "obligation_done")}


def test_where_an_internship_is_what_is_owed_it_completes_the_position():
    assert settled(S.INTERNSHIP, at(DONE, owed=INTERNSHIPS, today="2026-06-12")) == [S.INTERNSHIP, S.COMPLETED]
    assert ledger(DONE, INTERNSHIPS, "2026-06-12").met


def test_where_a_hire_is_owed_an_internship_completes_nothing():
    assert settled(S.INTERNSHIP, at(DONE, today="2026-06-12")) == [S.INTERNSHIP]
    assert missing(S.INTERNSHIP, "complete", at(DONE)) == ["internship_was_all"]
    assert ledger(DONE, ONE_PERSON, "2026-06-12").fulfilled == 0


# --- the wage subsidy ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided", "hired"),
    [
        (("2026-05-15", "yes"), True),
        (("2026-05-18", "yes"), True),
        (("2026-05-19", "yes"), False),
        (("2026-05-19", "not_applicable"), True),
        (None, False),
    ],
)
def test_a_subsidy_is_decided_no_later_than_the_employment_starts(decided, hired):
    told = {name: said for name, said in HIRED.items() if name != "subsidy_decided"}
    known = at(told | ({"subsidy_decided": decided} if decided else {}))
    if hired:
        assert settled(S.INTERNSHIP, known) == [S.INTERNSHIP, S.HIRED]
    else:
        assert missing(S.INTERNSHIP, "hire", known) == ["subsidy_settled"]
        assert settled(S.INTERNSHIP, known) == [S.INTERNSHIP]


def test_whoever_was_confirmed_is_hired_whatever_becomes_of_the_subsidy():
    unanswered = at({name: said for name, said in CONFIRMED.items() if name != "subsidy_decided"})
    late = at(CONFIRMED | {"subsidy_decided": ("2026-06-15", "yes")})
    for known in (unanswered, late):
        assert settled(S.PROPOSED, known) == [S.PROPOSED, S.HIRED, S.FOLLOWING_UP]


# --- people found elsewhere ------------------------------------------------------------------------------------------


def hired_as(origin: Origin, **more: object) -> dict[str, object]:
    return {
        "subsidy_decided": ("2026-05-13", "not_applicable"),
        "employment_started": ("2026-05-18", Terms(origin, 6, 1)),
        "hire_confirmed": "2026-05-25",
        **more,
    }


def test_a_person_found_outside_the_matching_fills_the_position_without_a_proposal():
    known = at(hired_as(Origin.OUTSIDE), profile=None)
    assert settled(S.OPEN, known) == [S.OPEN, S.HIRED, S.FOLLOWING_UP]


@pytest.mark.parametrize(("answer", "counted"), [(None, 0), ("no", 0), ("yes", 1)])
def test_a_person_found_outside_the_matching_counts_once_the_unit_has_attested_it(answer, counted):
    told = hired_as(Origin.OUTSIDE) | ({"outside_attested": ("2026-05-25", answer)} if answer else {})
    assert ledger(told, ONE_PERSON, "2026-11-17").fulfilled == counted
    assert ledger(told, ONE_PERSON, "2026-11-16").fulfilled == 0


def test_an_own_earlier_employee_never_counts():
    told = hired_as(Origin.OWN_EMPLOYEE, outside_attested=("2026-05-25", "yes"))
    own = ledger(told, ONE_PERSON, "2028-05-17")
    assert (own.started, own.fulfilled, own.first_start) == (0, 0, None)
    ended = at(told | {"employment_ended": ("2026-11-13", "ended_by_person")}, today="2026-11-13")
    assert missing(S.FOLLOWING_UP, "end_early", ended) == ["ended_but_counts"]


# --- ending early ----------------------------------------------------------------------------------------------------
# Six months from 18 May: three quarters are four and a half, to the end of 2 October (15 of the 30 days from 18
# September); the whole is over on 17 November.


@pytest.mark.parametrize(
    ("ended", "ending", "counts"),
    [
        ("2026-10-01", Ending.ENDED_BY_PERSON, False),
        ("2026-10-02", Ending.ENDED_BY_PERSON, True),
        ("2026-10-02", Ending.OTHER, True),
        ("2026-10-02", Ending.ENDED_BY_SUPPLIER, False),
        ("2026-11-16", Ending.ENDED_BY_SUPPLIER, False),
        ("2026-11-17", Ending.ENDED_BY_SUPPLIER, True),
    ],
)
@pytest.mark.parametrize("state", [S.HIRED, S.FOLLOWING_UP])
def test_three_quarters_count_unless_the_supplier_ended_it(ended, ending, counts, state):
    known = at(CONFIRMED | {"employment_ended": (ended, ending)}, today=ended)
    assert settled(state, known)[-1] is (S.COMPLETED if counts else S.OPEN)
    assert known.balance.met is counts


def test_an_employment_whose_end_is_reported_before_its_confirmation_counts_once_it_is_confirmed():
    left = HIRED | {"employment_ended": ("2026-10-30", "ended_by_person")}
    assert settled(S.HIRED, at(left, today="2026-11-02")) == [S.HIRED, S.OPEN]
    confirmed = left | {"hire_confirmed": "2026-11-09"}
    assert settled(S.OPEN, at(confirmed, today="2026-11-09")) == [S.OPEN, S.COMPLETED]


# --- taken up again --------------------------------------------------------------------------------------------------

FOLLOWED = CONFIRMED | {"follow_ups_done": ("2026-11-18", "still_employed")}


def taken_up(known: Facts, by: Role = Role.LABOUR_MARKET) -> PlacementState:
    return PlacementState(PLACEMENT.fire(S.COMPLETED, TAKE_UP_AGAIN, known, by))


@pytest.mark.parametrize("gone", ["follow_ups_done", "hire_confirmed"])
def test_what_completed_a_position_and_was_taken_back_is_still_to_be_done(gone):
    known = at({name: said for name, said in FOLLOWED.items() if name != gone})
    assert taken_up(known) is S.HIRED
    assert settled(S.COMPLETED, known) == [S.COMPLETED]  # by whoever takes it back, never by the clock


def test_nothing_is_taken_up_again_that_is_through():
    for told in (FOLLOWED, CONFIRMED | {"employment_ended": ("2026-10-30", "ended_by_person")}, DONE):
        with pytest.raises(MoveRefused):
            taken_up(at(told, owed=INTERNSHIPS if told is DONE else ONE_PERSON, today="2026-11-30"))


def test_nobody_completes_a_position_whose_hire_is_not_confirmed():
    known = at({name: said for name, said in FOLLOWED.items() if name != "hire_confirmed"})
    assert settled(S.FOLLOWING_UP, known) == [S.FOLLOWING_UP]
    assert missing(S.FOLLOWING_UP, "complete", known) == ["hire_confirmed"]


# --- the last follow-up ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("milestone", "months", "counts_as"),
    [
        (M.FOLLOWED_UP_6, (1, 3, 6), M.FOLLOW_UPS_DONE),
        (M.FOLLOWED_UP_3, (1, 3, 6), M.FOLLOWED_UP_3),
        (M.FOLLOWED_UP_3, (1, 3), M.FOLLOW_UPS_DONE),
        (M.FOLLOWED_UP_6, (1, 3, 6, 12), M.FOLLOWED_UP_6),
        (M.FOLLOW_UPS_DONE, (1, 3, 6, 12), M.FOLLOW_UPS_DONE),
        (M.HIRE_CONFIRMED, (1, 3, 6), M.HIRE_CONFIRMED),
    ],
)
def test_the_follow_up_after_the_last_month_is_the_last_follow_up(milestone, months, counts_as):
    assert as_counted(milestone, months) is counts_as


def test_each_follow_up_has_its_record():
    recorded_as = [follow_up_after(month, (1, 3, 12)) for month in (1, 3, 12)]
    assert recorded_as == [M.FOLLOWED_UP_1, M.FOLLOWED_UP_3, M.FOLLOW_UPS_DONE]


# --- turns -----------------------------------------------------------------------------------------------------------


def test_a_turn_is_called_by_its_number_from_the_second_on():
    assert [turn("3.2", number) for number in (1, 2, 3)] == ["3.2", "3.2.2", "3.2.3"]
    assert [person_of(one) for one in ("3.2", "3.2.2")] == ["3.2", "3.2"]
    assert split("3.2.2") == (3, 2, 2)


@pytest.mark.parametrize("wrong", ["3", "3.2.1.1", "3.x", ""])
def test_what_is_no_candidate_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        split(wrong)


def test_a_turn_begins_with_the_first_that_happened():
    assert began(recorded(PROPOSED)) is None
    assert began(recorded(HIRED)) == date(2026, 5, 4)


# --- a position that nobody owes any longer --------------------------------------------------------------------------


@pytest.mark.parametrize("supplier", ENDED_SUPPLIER)
@pytest.mark.parametrize("state", [S.OPEN, S.PROPOSED, S.INTERVIEW])
def test_what_is_not_taken_up_is_withdrawn_when_the_supplier_is_through(supplier, state):
    assert settled(state, at(INTERVIEWED, supplier=supplier)) == [state, S.WITHDRAWN]


@pytest.mark.parametrize("supplier", ENDED_SUPPLIER)
def test_who_is_there_is_followed_up_though_the_supplier_is_through(supplier):
    assert settled(S.INTERNSHIP, at(INTERN, supplier=supplier)) == [S.INTERNSHIP]
    assert settled(S.HIRED, at(HIRED, supplier=supplier)) == [S.HIRED]
    assert settled(S.HIRED, at(CONFIRMED, supplier=supplier)) == [S.HIRED, S.FOLLOWING_UP]
    done = CONFIRMED | {"follow_ups_done": ("2026-11-18", "still_employed")}
    assert settled(S.FOLLOWING_UP, at(done, supplier=supplier)) == [S.FOLLOWING_UP, S.COMPLETED]


def test_when_the_person_leaves_as_well_the_position_is_withdrawn():
    ended = CONFIRMED | {"employment_ended": ("2026-06-30", "other")}
    gone = at(ended, supplier=Supplier.RELEASED, today="2026-06-30")
    assert settled(S.FOLLOWING_UP, gone) == [S.FOLLOWING_UP, S.OPEN, S.WITHDRAWN]


def test_a_position_beyond_what_is_promised_is_withdrawn_unless_someone_is_there():
    assert settled(S.OPEN, at({}, surplus=True)) == [S.OPEN, S.WITHDRAWN]
    assert settled(S.FOLLOWING_UP, at(CONFIRMED, surplus=True)) == [S.FOLLOWING_UP]


def test_positions_wait_while_the_award_is_set_aside():
    assert settled(S.PROPOSED, at(PROPOSED, supplier=Supplier.TENDERING)) == [S.PROPOSED]
    assert settled(S.OPEN, at({}, supplier=Supplier.TENDERING)) == [S.OPEN]


# --- the groups of states --------------------------------------------------------------------------------------------


def test_the_groups_of_states_are_nested_as_their_names_say():
    assert set(OCCUPIED) < set(PLACED) < set(IN_PLAY)
    assert set(FILLED) < set(PLACED)
    assert set(PLACED) - set(OCCUPIED) == {S.COMPLETED}
    assert set(PlacementState) - set(IN_PLAY) == {S.OPEN, S.WITHDRAWN}
    assert set(PlacementState) - set(LIVE) == PLACEMENT.ends == {S.COMPLETED, S.WITHDRAWN}


# --- what no history may do ------------------------------------------------------------------------------------------

HISTORIES = {
    "hired and followed up": CONFIRMED | {"follow_ups_done": ("2026-11-18", "still_employed")},
    "hired directly": hired_as(Origin.MATCHED, candidate_proposed="2026-04-20"),
    "found outside": hired_as(Origin.OUTSIDE, outside_attested=("2026-05-25", "yes")),
    "turned down": INTERVIEWED | {"candidate_declined": ("2026-04-30", "ended_by_person")},
    "not hired": INTERN | {"internship_ended": ("2026-05-15", "not_hired")},
    "left early but counts": CONFIRMED | {"employment_ended": ("2026-10-30", "ended_by_person")},
    "left too early": CONFIRMED | {"employment_ended": ("2026-06-30", "ended_by_person")},
}


def ends_in(told: dict[str, object], names: list[str], *, owed: Obligation) -> PlacementState:
    """Let what has happened come in piece by piece, and return where the clock ends."""
    state, known = S.OPEN, {}
    for name in names:
        known[name] = told[name]
        state = settled(state, at(known, owed=owed, today="2026-11-30"))[-1]
    return state


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(list(HISTORIES)), st.data())
def test_records_that_come_in_late_and_in_any_order_end_in_the_same_state(history, data):
    told = HISTORIES[history]
    order = data.draw(st.permutations(list(told)))
    left_out = data.draw(st.sets(st.sampled_from(list(told))))
    came_in = [name for name in order if name not in left_out]
    owed = data.draw(st.sampled_from([ONE_PERSON, Obligation(unit=Measure.MONTHS, amount=12)]))
    in_time = [name for name in told if name in came_in]
    assert ends_in(told, came_in, owed=owed) is ends_in(told, in_time, owed=owed)


days = st.dates(date(2026, 4, 8), date(2027, 3, 31))
WORDS = {
    M.CANDIDATE_DECLINED: tuple(Ending),
    M.INTERNSHIP_ENDED: tuple(InternshipOutcome),
    M.SUBSIDY_DECIDED: ("yes", "not_applicable"),
    M.EMPLOYMENT_STARTED: ("matched 6 1", "outside 0 0.5", "own_employee 12 1"),
    M.OUTSIDE_ATTESTED: ("yes", "no"),
    M.EMPLOYER_NAMED: ("556000-4615 Bemanning AB",),
    M.COUNTED_ELSEWHERE: ("1.1 UH-2",),
    M.EMPLOYMENT_ENDED: tuple(Ending),
}
anything = st.fixed_dictionaries(
    {},
    optional={
        str(milestone): st.tuples(days, st.sampled_from(WORDS.get(milestone, ("",))))
        for milestone in (
            M.CANDIDATE_PROPOSED,
            M.INTERVIEW_HELD,
            M.INTERNSHIP_STARTED,
            M.HIRE_CONFIRMED,
            M.FOLLOW_UPS_DONE,
            *WORDS,
        )
    },
)


@settings(deadline=None, max_examples=300)
@given(anything, st.sampled_from(PlacementState), st.sampled_from(Supplier), st.booleans(), days)
def test_whatever_is_known_the_clock_comes_to_rest_and_nobody_is_hired_unasked(told, start, supplier, surplus, today):
    known = at(told, supplier=supplier, surplus=surplus, today=today)
    walked = settled(start, known)
    assert len(walked) == len(set(walked))
    assert start not in PLACEMENT.ends or walked == [start]
    for before, after in pairwise(walked):
        if after is S.HIRED:
            assert supplier in BOUND_SUPPLIER
            assert "employment_started" in told
            assert "subsidy_decided" in told or "hire_confirmed" in told
        assert after is not S.WITHDRAWN or before not in OCCUPIED
