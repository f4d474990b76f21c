"""The target-group work, path by path on real days; and that the order of recording makes no difference."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Facts, Milestone, Role
from states.law.applicability import AssessmentOutcome
from states.machine import MoveRefused
from states.processes.placement import PLACED
from states.processes.placement import PlacementState as Position
from states.processes.procurement import ProcurementState as Purchase
from states.processes.supplier import SupplierState as Supplier
from states.processes.target_group import TARGET_GROUP, TargetGroupState
from tests.builders import facts, facts_of, observation

S = TargetGroupState
LIVE = tuple(state for state in TargetGroupState if state is not S.DONE)
REQUIRED = {"relevance_assessed": "2026-01-26", "outcome": AssessmentOutcome.REQUIRED}


def told(
    *,
    purchase: Purchase = Purchase.ADVERTISED,
    suppliers: dict[str, int] | None = None,
    placements: dict[str, int] | None = None,
    **known: object,
) -> Facts:
    return facts(
        states={"procurement": purchase},
        others={"supplier": suppliers or {}, "placement": placements or {}},
        **known,
    )


def settled(state: TargetGroupState, known: Facts) -> list[TargetGroupState]:
    """Return the states that the clock walks through, beginning with the one it starts in."""
    walked = [state]
    while (move := TARGET_GROUP.ready_by_clock(walked[-1], known)) is not None:
        walked.append(TargetGroupState(move.target))
        assert len(walked) <= 20
    return walked


def missing(state: TargetGroupState, trigger: str, known: Facts) -> list[str]:
    with pytest.raises(MoveRefused) as refused:
        TARGET_GROUP.fire(state, trigger, known, Role.CLOCK)
    return [unmet.key for unmet in refused.value.reasons]


# --- told what is coming ---------------------------------------------------------------------------------------------


def test_the_unit_is_told_as_soon_as_a_requirement_is_likely():
    assert TARGET_GROUP.initial is S.IDLE
    assert settled(S.IDLE, told(purchase=Purchase.PLANNING, **REQUIRED)) == [S.IDLE, S.FORECAST]
    assert missing(S.IDLE, "forecast", told()) == ["demand_likely"]


@pytest.mark.parametrize(
    "outcome", [AssessmentOutcome.PENDING, AssessmentOutcome.NOT_APPLICABLE, AssessmentOutcome.NO_REQUIREMENT]
)
def test_nothing_is_announced_without_a_requirement(outcome):
    assert settled(S.IDLE, told(**REQUIRED | {"outcome": outcome})) == [S.IDLE]
    assert settled(S.IDLE, told(outcome=AssessmentOutcome.REQUIRED)) == [S.IDLE]


# --- preparing -------------------------------------------------------------------------------------------------------


def test_the_unit_is_told_of_a_reserved_procurement_too():
    assert settled(S.IDLE, told(**REQUIRED | {"outcome": AssessmentOutcome.RESERVED})) == [S.IDLE, S.FORECAST]


def test_preparation_and_readiness_are_two_steps():
    prepared = REQUIRED | {"preparation_started": "2026-02-02"}
    assert settled(S.FORECAST, told(**prepared)) == [S.FORECAST, S.PREPARING]
    ready = prepared | {"target_group_ready": "2026-08-31"}
    assert settled(S.PREPARING, told(**ready)) == [S.PREPARING, S.READY]


def test_preparation_is_optional():
    ready = REQUIRED | {"target_group_ready": "2026-02-02"}
    assert settled(S.FORECAST, told(**ready)) == [S.FORECAST, S.READY]


@pytest.mark.parametrize("state", [S.FORECAST, S.PREPARING, S.READY])
@pytest.mark.parametrize("supplier", [Supplier.PROFILE_AGREED, Supplier.RECRUITING, Supplier.DELIVERING])
def test_matching_waits_for_a_profile_but_for_nobodys_readiness(state, supplier):
    profile = told(purchase=Purchase.MATCHING, suppliers={supplier: 1, Supplier.AWARDED: 1}, **REQUIRED)
    assert settled(state, profile) == [state, S.MATCHING]


@pytest.mark.parametrize(
    "supplier", [Supplier.TENDERING, Supplier.AWARDED, Supplier.CONTACT_ASSIGNED, Supplier.DIALOGUE, Supplier.RELEASED]
)
def test_without_a_profile_there_is_nothing_to_match_against(supplier):
    known = told(purchase=Purchase.MATCHING, suppliers={supplier: 2}, **REQUIRED)
    assert settled(S.READY, known) == [S.READY]
    assert missing(S.READY, "match", known) == ["profile_to_match"]


# --- matching and supporting -----------------------------------------------------------------------------------------

RECRUITING = REQUIRED | {"purchase": Purchase.MATCHING, "suppliers": {"recruiting": 1}}


@pytest.mark.parametrize("position", Position)
def test_who_is_placed_is_supported(position):
    known = told(**RECRUITING, placements={position: 1, Position.OPEN: 2})
    supported = position in PLACED
    assert settled(S.MATCHING, known) == ([S.MATCHING, S.SUPPORTING] if supported else [S.MATCHING])
    assert settled(S.SUPPORTING, known) == ([S.SUPPORTING] if supported else [S.SUPPORTING, S.MATCHING])


def test_someone_placed_without_any_profile_waits_with_the_rest_for_the_matching():
    outside = told(**REQUIRED, placements={"hired": 1})
    assert settled(S.FORECAST, outside) == [S.FORECAST]
    assert settled(S.FORECAST, told(**RECRUITING, placements={"hired": 1})) == [S.FORECAST, S.MATCHING, S.SUPPORTING]


# --- the need falls away ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [S.FORECAST, S.PREPARING, S.READY, S.MATCHING])
def test_the_unit_stands_down_when_no_requirement_is_expected_any_longer(state):
    waived = told(relevance_assessed="2026-02-09", outcome=AssessmentOutcome.NO_REQUIREMENT)
    assert settled(state, waived) == [state, S.IDLE]


def test_the_unit_stands_down_when_the_procurement_is_redone_and_is_told_anew():
    recorded = [
        observation(milestone=Milestone.RELEVANCE_ASSESSED, on="2026-01-26", value="required"),
        observation(milestone=Milestone.REVIEW_FILED, on="2026-03-05"),
        observation(milestone=Milestone.PREPARATION_STARTED, on="2026-02-02"),
    ]
    assert settled(S.IDLE, facts_of(*recorded)) == [S.IDLE, S.FORECAST, S.PREPARING]
    recorded.append(observation(milestone=Milestone.REVIEW_DECIDED, on="2026-05-04", value="redo"))
    assert settled(S.PREPARING, facts_of(*recorded, today="2026-05-04")) == [S.PREPARING, S.IDLE]
    recorded.append(observation(milestone=Milestone.RELEVANCE_ASSESSED, on="2026-06-01", value="required"))
    again = facts_of(*recorded, today="2026-06-01")
    assert settled(S.IDLE, again) == [S.IDLE, S.FORECAST, S.PREPARING]


def test_who_has_a_place_is_supported_though_the_need_has_fallen_away():
    waived = {"relevance_assessed": "2026-02-09", "outcome": AssessmentOutcome.NO_REQUIREMENT}
    assert settled(S.SUPPORTING, told(**waived, placements={"following_up": 1})) == [S.SUPPORTING]
    assert settled(S.SUPPORTING, told(**waived, placements={"open": 1})) == [S.SUPPORTING, S.MATCHING, S.IDLE]


@pytest.mark.parametrize("state", LIVE)
@pytest.mark.parametrize("purchase", Purchase)
def test_the_work_is_done_when_the_purchase_is_closed_or_cancelled(state, purchase):
    ended = purchase in {Purchase.CLOSED, Purchase.CANCELLED}
    walked = settled(state, told(purchase=purchase, **REQUIRED))
    assert (walked == [state, S.DONE]) is ended
    assert (S.DONE in walked) is ended


def test_what_is_done_stays_done():
    assert set(TARGET_GROUP.ends) == {S.DONE}
    assert settled(S.DONE, told(**RECRUITING, placements={"hired": 1})) == [S.DONE]


# --- what no history may do ------------------------------------------------------------------------------------------

EVENTS = {
    "assessed": REQUIRED,
    "preparation_started": {"preparation_started": "2026-02-02"},
    "target_group_ready": {"target_group_ready": "2026-08-31"},
    "profile": {"suppliers": {"delivering": 1}},
    "placed": {"placements": {"hired": 1}},
    "closed": {"purchase": Purchase.CLOSED},
}


def ends_in(names: list[str]) -> TargetGroupState:
    """Let what has happened come in piece by piece, and return where the clock ends."""
    state, known = S.IDLE, {}
    for name in names:
        known |= EVENTS[name]
        state = settled(state, told(**known))[-1]
    return state


@settings(deadline=None)
@given(st.permutations(list(EVENTS)), st.sets(st.sampled_from(list(EVENTS))))
def test_records_that_come_in_late_and_in_any_order_end_in_the_same_state(order, left_out):
    came_in = [name for name in order if name not in left_out]
    assert ends_in(came_in) is ends_in([name for name in EVENTS if name in came_in])


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(TargetGroupState),
    st.fixed_dictionaries(
        {
            "purchase": st.sampled_from(Purchase),
            "outcome": st.sampled_from(AssessmentOutcome),
            "suppliers": st.dictionaries(st.sampled_from(Supplier), st.integers(0, 2), max_size=3),
            "placements": st.dictionaries(st.sampled_from(Position), st.integers(0, 2), max_size=3),
        },
        optional={
            name: st.just("2026-02-02") for name in ("relevance_assessed", "preparation_started", "target_group_ready")
        },
    ),
)
def test_whatever_is_known_the_clock_comes_to_rest_and_leaves_nobody_alone(start, known):
    walked = settled(start, told(**known))
    assert len(walked) == len(set(walked))
    occupied = any(known["placements"].get(position, 0) for position in PLACED)
    for before, after in pairwise(walked):
        assert before is not S.SUPPORTING or after is S.DONE or not occupied
        assert after is not S.SUPPORTING or occupied
