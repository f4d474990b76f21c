"""What happens in court, from a link to the case that waits for it."""

from datetime import date

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import OFFICER, bring_to_standstill, case_now, state_of
from tests.web.city import SENT, browser, link, recorded

FILED = {"what": "review_filed", "on": "2026-04-10", "court": "FR", "applicant": "Klagande AB"}


def told(engine, milestone: Milestone) -> list[tuple[str, str, date | None, str]]:
    case = case_now(engine, "UH-1")
    return [(one.court, one.applicant, one.on, one.value) for one in case.recorded if one.milestone is milestone]


def enter(engine, **answers: str):
    return browser(engine).answer(link(engine, Purpose.COURT, OFFICER), "court", **answers)


def test_the_page_says_from_when_the_contract_may_be_signed_and_that_nothing_is_known_of_a_court(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    page = browser(city).open(link(city, Purpose.COURT, OFFICER))
    assert page.status == 200
    assert "När avtalet får tecknas" in page.text
    assert "Inget är registrerat" in page.text


def test_an_application_is_recorded_with_its_court_and_applicant_and_the_case_waits(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    assert enter(city, **FILED).status == 200
    assert told(city, Milestone.REVIEW_FILED) == [("FR", "Klagande AB", date(2026, 4, 10), "")]
    assert state_of(city, "UH-1") == "review"
    page = browser(city).open(link(city, Purpose.COURT, OFFICER))
    assert "förvaltningsrätten, Klagande AB" in page.text
    assert "går inte att säga" in page.text


def test_a_ruling_without_ten_days_is_recorded_with_both(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    enter(city, **FILED)
    ruling = FILED | {"what": "review_decided", "on": "2026-04-16", "value": "rejected", "no_ten_days": "1"}
    assert enter(city, **ruling).status == 200
    assert told(city, Milestone.TEN_DAYS_WAIVED) == [("FR", "Klagande AB", date(2026, 4, 16), "")]
    assert told(city, Milestone.REVIEW_DECIDED) == [("FR", "Klagande AB", date(2026, 4, 16), "rejected")]


def test_what_does_not_belong_to_the_event_is_told_beside_its_field(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    for wrong in ({"what": "review_decided"}, {"value": "redo"}, {"no_ten_days": "1"}):
        assert enter(city, **FILED | wrong).status == 422
    assert recorded(city, Milestone.REVIEW_FILED) == recorded(city, Milestone.REVIEW_DECIDED) == []


def test_a_form_sent_as_it_was_served_records_nothing(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    address = link(city, Purpose.COURT, OFFICER)
    page = browser(city).open(address)
    assert browser(city).send(address, page.forms["court"]).status == 422
    assert recorded(city, Milestone.REVIEW_FILED) == []
