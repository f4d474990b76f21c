"""Reports, assessments and what is known of a procurement, for every face."""

from datetime import date

import pytest

from desk.recording import Assessment, Report, amend, assess, record
from models.refusals import Refused
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, FormsRefused, RequirementForm
from states.records.milestones import RecordingRefused
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, bring_to_standstill, case_now, open_planned

OPENED, CONTACT = date(2026, 3, 2), date(2026, 3, 3)
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
