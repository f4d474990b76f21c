from itertools import product

import pytest

from states.law.applicability import ProcurementKind
from states.law.procedures import Procedure
from states.processes import placement, procurement, supplier, target_group
from states.processes.procurement import HANDED_OVER, PROCUREMENT
from states.processes.risks import PLACEMENT_REASON_LABELS, RISKS, PlacementReason, risks
from tests.builders import facts

P, S = procurement.ProcurementState, supplier.SupplierState
PLANNED = {"contact_point_1": "2026-01-13"}
RUNNING = PLANNED | {"award_notice_sent": "2026-03-24", "today": "2026-04-07"}
"""The standstill rolls over Easter: its last day is Tuesday 7 April 2026."""
OVER = RUNNING | {"today": "2026-04-08"}
REPORTED = OVER | {"court_checked": "2026-04-08", "contact_point_2": "2026-04-08", "winners": 1}
AT_WORK = (*HANDED_OVER, P.CLOSED)


def found(process: str, source: str, target: str, **known) -> list[str]:
    return [risk.name for risk in risks(process, source, target, facts(**known))]


@pytest.mark.parametrize("source", [P.AWARD, P.STANDSTILL, P.REVIEW])
@pytest.mark.parametrize("target", AT_WORK)
def test_handing_over_on_the_last_day_of_the_standstill_cuts_it_short(source, target):
    assert found("procurement", source, target, **RUNNING) == ["shortens_standstill", "skips_contact_point_2"]


@pytest.mark.parametrize("target", AT_WORK)
def test_once_the_standstill_is_over_only_contact_point_2_can_be_skipped(target):
    assert found("procurement", P.STANDSTILL, target, **OVER) == ["skips_contact_point_2"]
    assert found("procurement", P.STANDSTILL, target, **REPORTED) == []


def test_asking_the_court_belongs_to_contact_point_2_where_a_standstill_applied():
    unasked = {name: value for name, value in REPORTED.items() if name != "court_checked"}
    assert found("procurement", P.STANDSTILL, P.MATCHING, **unasked) == ["skips_contact_point_2"]
    renewed = unasked | {"procedure": Procedure.RENEWED_COMPETITION}
    assert found("procurement", P.AWARD, P.MATCHING, **renewed) == []


def test_a_standstill_that_has_not_even_begun_is_cut_short():
    assert "shortens_standstill" in found("procurement", P.AWARD, P.MATCHING, **PLANNED)
    renewed = PLANNED | {"kind": ProcurementKind.RENEWED_COMPETITION}
    assert "shortens_standstill" not in found("procurement", P.AWARD, P.MATCHING, **renewed)


def test_while_the_court_has_the_case_handing_over_cuts_the_standstill_short():
    in_court = REPORTED | {"review_filed": "2026-04-02", "today": "2026-05-04"}
    assert "shortens_standstill" in found("procurement", P.REVIEW, P.MATCHING, **in_court)
    assert found("procurement", P.REVIEW, P.STANDSTILL, **in_court) == []


@pytest.mark.parametrize("source", [P.PLANNING, P.NOT_APPLICABLE, P.NO_REQUIREMENT, P.CANCELLED])
@pytest.mark.parametrize("target", [P.ADVERTISED, P.AWARD, P.STANDSTILL, P.REVIEW, *AT_WORK])
def test_nobody_leaves_planning_without_contact_point_1_unseen(source, target):
    assert "skips_contact_point_1" in found("procurement", source, target)
    assert "skips_contact_point_1" not in found("procurement", source, target, **PLANNED)


def test_what_has_been_skipped_is_not_skipped_again():
    assert found("procurement", P.ADVERTISED, P.AWARD) == []
    assert found("procurement", P.CLOSED, P.MATCHING) == ["reopens"]


@pytest.mark.parametrize(("source", "target"), sorted(product(PROCUREMENT.ends, set(P) - PROCUREMENT.ends)))
def test_opening_an_ended_case_is_told_but_needs_no_second_person(source, target):
    (reopens,) = [risk for risk in risks("procurement", source, target, facts(**REPORTED)) if risk.name == "reopens"]
    assert not reopens.needs_second
    assert not any(risk.needs_second for risk in risks("procurement", source, target, facts(**REPORTED)))


@pytest.mark.parametrize("source", [P.PLANNING, P.AWARD, P.STANDSTILL, P.MATCHING])
@pytest.mark.parametrize("target", [P.PLANNING, P.NO_REQUIREMENT, P.NOT_APPLICABLE, P.CANCELLED])
def test_going_back_or_giving_up_is_not_risky(source, target):
    assert found("procurement", source, target, **RUNNING) == []


@pytest.mark.parametrize("target", [S.AWARDED, S.RECRUITING, S.FULFILLED])
def test_a_supplier_does_not_begin_before_its_purchase_is_handed_over(target):
    waiting = RUNNING | {"states": {"procurement": P.STANDSTILL}}
    assert found("supplier", S.TENDERING, target, **waiting) == ["shortens_standstill", "skips_contact_point_2"]
    assert found("supplier", S.RELEASED, target, **waiting) == ["shortens_standstill", "skips_contact_point_2"]
    for state in AT_WORK:
        assert found("supplier", S.TENDERING, target, **RUNNING, states={"procurement": state}) == []
    assert found("supplier", S.AWARDED, target, **waiting) == []


def test_positions_and_the_target_group_know_no_risk():
    for states, name in ((placement.PlacementState, "placement"), (target_group.TargetGroupState, "target_group")):
        for source, target in product(states, repeat=2):
            assert found(name, source, target, **RUNNING, states={"procurement": P.STANDSTILL}) == []


def test_every_risk_and_reason_is_told_in_both_languages():
    assert len({risk.name for risk in RISKS}) == len(RISKS)
    assert set(PLACEMENT_REASON_LABELS) == set(PlacementReason)
    for text in (*(risk.text for risk in RISKS), *PLACEMENT_REASON_LABELS.values()):
        assert text.sv
        assert text.en
