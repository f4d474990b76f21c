"""Reports, assessments and what is known of a procurement, for every face."""

from datetime import date
from typing import get_args

import pytest

from desk import recording
from desk.moving import Step
from desk.recording import Amendment, Assessment, Report, Taking, Told, amend, assess, record, tell_in
from desk.suppliers import Appointment, Care, Promise, SupplierMeant
from models.casestore import save
from models.operations import find
from models.refusals import Refused
from models.storage.database import writing
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, FormsRefused, RequirementForm
from states.machine import MoveRefused
from states.records.milestones import RecordingRefused
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    case_now,
    observe,
    open_planned,
)

OPENED, CONTACT, CLEAR = date(2026, 3, 2), date(2026, 3, 3), date(2026, 4, 8)
ANY = SupplierMeant()
FIRST = Report(Milestone.CONTACT_POINT_1, CONTACT)


@pytest.fixture
def case(city):
    open_planned(city, "UH-1", on=OPENED)
    return city


def test_a_report_is_new_once_and_tells_what_moved(case):
    first = record(case, "UH-1", FIRST, by=BY_OFFICER, today=CONTACT)
    again = record(case, "UH-1", FIRST, by=BY_OFFICER, today=CONTACT)

    assert (first.new, again.new) == (True, False)
    assert case_now(case, "UH-1").known().dates[Milestone.CONTACT_POINT_1] == CONTACT


def test_who_reported_is_kept_unless_a_source_is_named(case):
    record(case, "UH-1", FIRST, by=BY_OFFICER, today=CONTACT)
    record(case, "UH-1", Report(Milestone.PLANNED_CALL, date(2026, 6, 1), source="plan"), by=BY_OFFICER, today=CONTACT)

    assert [known.source for known in case_now(case, "UH-1").recorded][1:] == [str(BY_OFFICER), "plan"]


def test_a_supplier_is_known_by_its_name_whatever_the_blanks(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    named = Report(Milestone.WINNER_NAMED, date(2026, 4, 8), supplier="  Exempel   AB ", lot=" 1 ")
    record(city, "UH-1", named, by=BY_OFFICER, today=date(2026, 4, 8))

    assert list(case_now(city, "UH-1").known().winners) == [("1", "Exempel AB")]


def test_what_was_never_recorded_cannot_be_taken_back(case):
    with pytest.raises(Refused, match="nothing of the kind"):
        record(case, "UH-1", Report(Milestone.CONTACT_POINT_1, None), by=BY_OFFICER, today=CONTACT)


def test_what_is_taken_back_counts_no_more(case):
    record(case, "UH-1", FIRST, by=BY_OFFICER, today=CONTACT)
    taken = record(case, "UH-1", Report(Milestone.CONTACT_POINT_1, None), by=BY_OFFICER, today=CONTACT)

    assert taken.new
    assert Milestone.CONTACT_POINT_1 not in case_now(case, "UH-1").known().dates


def test_a_day_that_cannot_be_is_refused_with_its_reason(case):
    with pytest.raises(RecordingRefused) as refused:
        record(case, "UH-1", Report(Milestone.CONTACT_POINT_1, date(2027, 1, 1)), by=BY_OFFICER, today=CONTACT)
    assert [reason.text.sv for reason in refused.value.reasons] != []
    assert case_now(case, "UH-1").journal_length == 1


def test_an_assessment_lets_the_case_go_on(case):
    record(case, "UH-1", FIRST, by=BY_OFFICER, today=CONTACT)
    made = Assessment(AssessmentOutcome.NO_REQUIREMENT, CONTACT, reason="Ingen personal behövs")
    outcome = assess(case, "UH-1", made, by=BY_SUPPORT, today=CONTACT)

    assert ("procurement", "no_requirement") in [(move.process, move.after) for move in outcome.moves]


def test_a_requirement_needs_a_form(case):
    with pytest.raises(FormsRefused):
        assess(case, "UH-1", Assessment(AssessmentOutcome.REQUIRED, CONTACT), by=BY_SUPPORT, today=CONTACT)
    forms = (RequirementForm.EMPLOYMENT,)
    assert assess(
        case, "UH-1", Assessment(AssessmentOutcome.REQUIRED, CONTACT, forms), by=BY_SUPPORT, today=CONTACT
    ).new


def test_what_is_known_of_a_procurement_is_new_only_when_it_changes(case):
    assert amend(case, "UH-1", {"months": 36.0}, by=BY_OFFICER, today=CONTACT).new
    assert not amend(case, "UH-1", {"months": 36.0}, by=BY_OFFICER, today=CONTACT).new
    assert case_now(case, "UH-1").months == 36


# --- whatever is told ------------------------------------------------------------------------------------------------


def enter(engine, told, *, by=BY_SUPPORT, today=CLEAR, confirmed=False):
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        new = tell_in(connection, case, told, by=by, today=today, confirmed=confirmed)
        save(connection, [case])
        return new


@pytest.fixture
def won(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    for milestone, about in (
        (Milestone.WINNER_NAMED, {"supplier": "Exempel AB"}),
        (Milestone.COURT_CHECKED, {}),
        (Milestone.CONTACT_POINT_2, {}),
    ):
        observe(city, "UH-1", milestone, CLEAR, **about)
    return city


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        (Appointment(ANY, Care(contact_id=UNIT)), lambda case: case.obligations[0].contact_id == UNIT),
        (Promise(ANY, {"unit": "persons", "amount": 2.0}), lambda case: case.obligations[0].amount == 2),
        (Amendment({"months": 36.0}), lambda case: case.months == 36),
        (Taking(SUPPORT), lambda case: case.support_id == SUPPORT),
    ],
    ids=["appointment", "promise", "amendment", "taking"],
)
def test_whatever_is_told_is_entered_and_new_once(won, told, seen):
    assert not seen(case_now(won, "UH-1"))
    assert enter(won, told)
    assert seen(case_now(won, "UH-1"))
    assert not enter(won, told)


def test_a_step_is_taken_and_one_that_cannot_be_is_refused_with_its_reasons(won):
    step = Step("release", "supplier", "Exempel AB", reason="Firman har upphört")
    assert enter(won, step)
    assert case_now(won, "UH-1").track("supplier", "Exempel AB").state == "released"
    with pytest.raises(MoveRefused):
        enter(won, Step("close"), by=BY_OFFICER)


def test_a_promise_other_than_the_one_that_stands_is_asked_about_and_entered_once_confirmed(won):
    enter(won, Promise(ANY, {"unit": "persons", "amount": 2.0}))
    observe(won, "UH-1", Milestone.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier="Exempel AB")
    other = Promise(ANY, {"unit": "persons", "amount": 3.0})
    assert enter(won, other, confirmed=True)
    assert case_now(won, "UH-1").obligations[0].amount == 3


def test_everything_that_can_be_told_has_a_way_to_be_entered():
    with_a_question = {Report, Promise, Taking}
    assert set(get_args(Told)) == set(recording._ENTERED) | with_a_question
