from datetime import date

import pytest

from states.facts import Facts, Milestone, Role
from states.law.courts import Ruling
from states.processes import placement, procurement, supplier, target_group
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.refusal import Operation, Reason, Refusal, Remedy, do, milestones_of, record, repeat, repeat_without
from states.text import Text
from tests.builders import facts as facts_on

TODAY = date(2026, 6, 30)
CLOSED, LATE = Text("Stängt.", "Closed."), Text("Sent.", "Late.")


def remedies(process, state: str, trigger: str, key: str, facts: Facts) -> list[tuple[Milestone | None, tuple]]:
    (move,) = [one for one in process.explain(state, facts) if one.move.trigger == trigger]
    (reason,) = [one for one in move.unmet if one.key == key]
    return [(one.milestone, one.values) for one in reason.remedies]


def test_a_refusal_says_every_reason_on_a_line_of_its_own():
    refused = Refusal(Reason("closed", CLOSED, (Role.SUPPORT,)), LATE)
    assert [reason.key for reason in refused.reasons] == ["closed", "refused"]
    assert refused.text == Text("Stängt.\nSent.", "Closed.\nLate.")
    assert str(refused) == "Closed.\nLate."


def test_a_refusal_has_a_reason():
    with pytest.raises(ValueError, match="without a reason"):
        Refusal()


def test_a_reason_lists_the_milestones_that_meet_it_each_once():
    both = (record(Milestone.REVIEW_DECIDED, Ruling.REDO), record(Milestone.REVIEW_DECIDED, Ruling.CORRECTION))
    assert Reason("key", CLOSED, remedies=(*both, repeat(reason=""))).records == (Milestone.REVIEW_DECIDED,)
    assert milestones_of((Remedy(Operation.WITHDRAW, Milestone.CONTRACT_SIGNED),)) == ()


def test_what_is_to_be_filled_in_is_empty():
    assert repeat(reason="").given == (("reason", ""),)
    assert repeat_without("supplier", "lot").given == (("supplier", ""), ("lot", ""))
    assert do(Operation.ASSIGN, contact="").operation is Operation.ASSIGN


def test_the_last_day_that_counts_comes_from_the_facts():
    remedy = record(Milestone.SUBSIDY_DECIDED, "yes", latest_by=lambda facts: facts.on(Milestone.EMPLOYMENT_STARTED))
    began = date(2026, 6, 1)
    assert remedy.for_(Facts(today=TODAY, dates={Milestone.EMPLOYMENT_STARTED: began})).latest == began
    assert remedy.for_(Facts(today=TODAY)).latest is None


# --- what the conditions of the processes offer ----------------------------------------------------------------------

IN_COURT = facts_on(today=TODAY, award_notice_sent=TODAY, review_filed=TODAY)


def test_a_ruling_that_lets_the_award_stand_is_offered_where_the_standstill_goes_on():
    assert remedies(PROCUREMENT, "review", "resume", "not_review_pending", IN_COURT) == [
        (Milestone.REVIEW_DECIDED, (Ruling.REJECTED, Ruling.WITHDRAWN, Ruling.DISMISSED)),
        (Milestone.INTERIM_ORDER_LIFTED, ()),
    ]


def test_a_subsidy_is_decided_by_the_start_or_not_applicable():
    began = date(2026, 6, 1)
    facts = Facts(today=TODAY, dates={Milestone.EMPLOYMENT_STARTED: began}, states={"supplier": "recruiting"})
    (hire,) = [one for one in PLACEMENT.explain("interview", facts) if one.move.trigger == "hire"]
    (subsidy,) = hire.unmet
    assert [(one.values, one.latest) for one in subsidy.remedies] == [
        ((placement.YES,), began),
        ((placement.NOT_APPLICABLE,), None),
    ]


def test_nobody_invents_how_much_was_promised_nor_whom_to_assign():
    promises = [dict(one.given) for one in supplier.obligation_known.remedies]
    assert [(one["unit"], one.get("amount")) for one in promises] == [
        ("persons", ""),
        ("months", ""),
        ("hours", ""),
        ("seat", ""),
        ("dialogue", None),
    ]
    (assigned,) = supplier.contact_assigned.remedies
    assert (assigned.operation, assigned.given) == (Operation.ASSIGN, (("contact", ""),))


@pytest.mark.parametrize(
    "guard",
    [procurement.relevance_assessed, procurement.requirement_form_chosen, target_group.demand_likely],
    ids=lambda guard: guard.name,
)
def test_an_assessment_is_made_and_never_recorded(guard):
    (remedy,) = guard.remedies
    assert remedy.operation is Operation.ASSESS
    assert dict(remedy.given) == {"outcome": "required", "form": ""}
