"""The step of a case on the board: the form of a matter, for who has signed in."""

from datetime import date
from urllib.parse import quote

from desk.access import AccountRole
from states.facts import Milestone
from tests.asking import add_units
from tests.notifications.city import UNIT, case_now, open_planned
from tests.web.city import OPENED, SUBJECT, begun, browser, journal, placed, recorded, two_winners

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
    assert (answer.status, "öppen för länge" in answer.text) == (403, True)
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
    assert "/logga-in?till=%2Farenden%2F" in answer.address


def test_who_may_only_read_gets_no_form(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    assert visitor(AccountRole.READER).open(step(city)).status == 403


def about(engine, purpose, subject=SUBJECT):
    return f"{step(engine, purpose)}?om={quote(subject)}"


def owed(engine, subject=SUBJECT):
    return case_now(engine, "UH-1").obligation(subject)


def test_what_a_step_does_is_shown_on_request_and_exactly_that_is_saved(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    browser, address = visitor(), step(city)
    shown = browser.send(address, browser.open(address).forms["contact"], on="2026-04-16", gor="visa")
    assert "Det här händer när du sparar" in shown.text
    assert recorded(city, FIRST) == []
    form = shown.forms["contact"]
    assert (form.fields["on"], bool(form.fields["sett"])) == ("2026-04-16", True)
    stale = dict(form.fields) | {"sett": "of another time"}
    form.fields["sett"], right = stale["sett"], form.fields["sett"]
    assert browser.send(address, form).status == 409
    form.fields["sett"] = right
    assert browser.send(address, form).address.endswith("?klart=contact_point_1")
    assert len(recorded(city, FIRST)) == 1


def test_what_is_wrong_is_said_also_where_it_is_only_to_be_shown(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    address = step(city)
    refused = visitor().send(address, visitor().open(address).forms["contact"], on="2027-04-16", gor="visa")
    assert refused.status == 422


def test_a_new_contact_person_is_added_in_the_same_form(city, visitor):
    add_units(city)
    two_winners(city)
    browser, address = visitor(), about(city, "contact_person")
    new = {"who": "else", "new_name": "Nils Ny", "new_email": "nils@exempelstad.example", "new_unit": "Jobbcenter Norr"}
    form = browser.open(address).forms["appoint"]
    half = browser.send(address, form, who="else", new_name="Nils Ny")
    assert (half.status, half.forms["appoint"].fields["new_name"]) == (422, "Nils Ny")
    wrong = browser.send(address, form, **{**new, "who": "9"})
    assert "Välj någon annan" in wrong.text
    browser.send(address, form, **new)
    page = browser.open(f"/arenden/{case_now(city, 'UH-1').id}")
    assert "Nils Ny" in page.text
    known = browser.send(address, browser.open(address).forms["appoint"], **new)
    assert (known.status, "nils@exempelstad.example" in known.text) == (422, True)


def test_the_contact_person_may_be_changed_and_the_suppliers_own_with_them(city, visitor):
    two_winners(city)
    begun(city)
    browser, address = visitor(), about(city, "contact_person")
    form = browser.open(address).forms["appoint"]
    assert form.fields["email"] == "frida@firma.example"  # what is known stands there
    browser.send(address, form, who=str(UNIT), name="Nina Ny", email="nina@firma.example", phone="08-1")
    assert "Nina Ny" in browser.open(f"/arenden/{case_now(city, 'UH-1').id}").text


def test_a_promise_is_changed_where_it_stands(city, visitor):
    two_winners(city)
    browser, address = visitor(), about(city, "promise")
    form = browser.open(address).forms["promise"]
    assert (form.fields["unit"], form.fields["amount"]) == ("persons", "4")
    told = {"amount": "5", "positions": "6", "starts_within": "3", "internship_counts": "yes"}
    browser.send(address, form, **told)
    found = owed(city)
    assert (found.amount, found.positions, found.starts_within, bool(found.internship_counts)) == (5, 6, 3, True)


def test_what_a_supplier_tells_on_the_phone_is_entered_for_it_and_the_journal_says_who_did(city, visitor):
    two_winners(city)
    begun(city)
    placed(city, Milestone.CANDIDATE_PROPOSED, date(2026, 4, 14))
    browser, address = visitor(), about(city, "supplier")
    page = browser.open(address)
    assert "Du rapporterar åt leverantören, per telefon." in page.text
    name = next(name for name, form in page.forms.items() if "on" in form.names and "logga" not in name)
    browser.send(address, page.forms[name], on="2026-04-16")
    assert any(event == "told_by_phone" for event, *_ in journal(city))
    entries = browser.open(f"/arenden/{case_now(city, 'UH-1').id}/journal").text
    assert "På leverantörens vägnar, per telefon" in entries
    assert "stödfunktionen (Stig Stöd)" in entries


def test_of_two_who_have_the_same_step_open_the_second_is_told_what_the_first_has_done(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    support, officer = visitor(), visitor(AccountRole.OFFICER)
    first, second = (one.open(step(city)).forms["contact"] for one in (support, officer))
    officer.send(step(city), second, on="2026-04-15")
    late = support.send(step(city), first, on="2026-04-16")
    assert late.status == 409
    assert "har ändrats sedan du öppnade sidan" in late.text
    assert [str(row[1]) for row in recorded(city, FIRST)] == ["2026-04-15"]
