"""What happens in court, from a link to the case that waits for it."""

from datetime import date

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import OFFICER, bring_to_standstill, case_now, state_of
from tests.web.city import SENT, browser, link, recorded

FILED = {"on": "2026-04-10", "court": "FR", "applicant": "Klagande AB"}


def told(engine, milestone: Milestone) -> list[tuple[str, str, date | None, str]]:
    case = case_now(engine, "UH-1")
    return [(one.court, one.applicant, one.on, one.value) for one in case.recorded if one.milestone is milestone]


def enter(engine, event: str = "review_filed", **answers: str):
    return browser(engine).answer(link(engine, Purpose.COURT, OFFICER), event, **answers)


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
    ruling = {"on": "2026-04-16", "court": "FR", "value": "rejected", "no_ten_days": "1"}
    assert enter(city, "review_decided", **ruling).status == 200
    assert told(city, Milestone.TEN_DAYS_WAIVED) == [("FR", "Klagande AB", date(2026, 4, 16), "")]
    assert told(city, Milestone.REVIEW_DECIDED) == [("FR", "Klagande AB", date(2026, 4, 16), "rejected")]


def asked_about(engine) -> list[str]:
    return list(browser(engine).open(link(engine, Purpose.COURT, OFFICER)).forms)


def test_only_what_can_have_happened_is_asked_about(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    assert asked_about(city) == ["review_filed"]
    enter(city, **FILED)
    after = ["review_filed", "interim_order", "interim_order_refused", "extension_refused", "review_decided"]
    assert asked_about(city) == after
    enter(city, "review_decided", on="2026-04-16", court="FR", value="rejected")
    assert asked_about(city) == [*after, "review_appealed"]
    enter(city, "review_appealed", on="2026-04-20", court="KR")
    assert asked_about(city) == [*after, "review_appealed", "leave_granted", "review_remitted"]


def test_where_several_have_applied_whose_ruling_it_is_is_chosen_and_owed(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    enter(city, **FILED)
    enter(city, **FILED | {"applicant": "Städ Exempel AB"})
    ruling = {"on": "2026-04-16", "court": "FR", "value": "rejected"}
    assert enter(city, "review_decided", **ruling).status == 422
    assert enter(city, "review_decided", **ruling, applicant="Städ Exempel AB").status == 200
    assert told(city, Milestone.REVIEW_DECIDED) == [("FR", "Städ Exempel AB", date(2026, 4, 16), "rejected")]


def test_a_ruling_without_what_was_decided_is_asked_for_again(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    enter(city, **FILED)
    assert enter(city, "review_decided", on="2026-04-16", court="FR").status == 422
    assert recorded(city, Milestone.REVIEW_DECIDED) == []


def test_a_form_sent_as_it_was_served_records_nothing(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    address = link(city, Purpose.COURT, OFFICER)
    page = browser(city).open(address)
    assert browser(city).send(address, page.forms["review_filed"]).status == 422
    assert recorded(city, Milestone.REVIEW_FILED) == []
