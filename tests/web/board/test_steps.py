"""The step of a case on the board: the form of a matter, for who has signed in."""

from desk.access import AccountRole
from states.facts import Milestone
from tests.notifications.city import case_now, open_planned
from tests.web.city import OPENED, browser, journal, recorded

FIRST = Milestone.CONTACT_POINT_1


def step(engine, purpose="contact_point_1"):
    return f"/arenden/{case_now(engine, 'UH-1').id}/steg/{purpose}"


def test_the_support_function_records_a_contact_for_the_officer_and_the_journal_says_so(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    page = visitor().open(step(city))
    assert "i någon annans ställe" not in page.text  # the support function may take this step itself
    answer = visitor().send(step(city), page.forms["contact"], on="2026-04-16")
    assert answer.address.endswith("?klart=contact_point_1")  # the page of the case, which follows
    assert [str(row[1]) for row in recorded(city, FIRST)] == ["2026-04-16"]
    assert ("board_used", "contact_point_1", "contact") in journal(city)


def test_without_the_token_of_the_reader_nothing_is_recorded(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    form = visitor().open(step(city)).forms["contact"]
    form.fields["token"] = "of somebody else"
    answer = visitor().send(step(city), form, on="2026-04-16")
    assert (answer.status, "Sidan var för gammal" in answer.text) == (403, True)
    assert recorded(city, FIRST) == []


def test_what_is_wrong_is_said_beside_the_form_with_what_was_typed(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    answer = visitor().send(step(city), visitor().open(step(city)).forms["contact"], on="2027-04-16")
    assert answer.status == 422
    assert answer.forms["contact"].fields["on"] == "2027-04-16"
    assert recorded(city, FIRST) == []


def test_who_has_not_signed_in_is_asked_to_and_comes_back(city):
    open_planned(city, "UH-1", on=OPENED)
    answer = browser(city).request("GET", step(city))
    assert "/logga-in?vidare=arenden%2F" in answer.address


def test_who_may_only_read_gets_no_form(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    assert visitor(AccountRole.READER).open(step(city)).status == 403
