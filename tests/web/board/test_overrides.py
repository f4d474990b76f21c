"""Exceptions on the board: made with a mirror, approved by a second person, declined, and undone."""

import re

import pytest
from sqlalchemy import insert

from desk.access import AccountRole
from models.storage.database import writing
from models.tables import Person
from tests.notifications.city import bring_to_standstill, case_now, state_of
from tests.web.board.signed_in import PEOPLE
from tests.web.city import FIRMS, SENT, SUBJECT, begun, journal, two_winners

SECOND = 51


@pytest.fixture
def standing(city):
    bring_to_standstill(city, "UH-1", sent=SENT)
    with writing(city) as connection:
        other = {"id": SECOND, "name": "Siv Stöd", "email": "siv@exempelstad.example", "phone": ""}
        connection.execute(insert(Person).values(**other, role="support", unit_id=1, language="sv"))
    return city


@pytest.fixture
def second(visitor, monkeypatch):
    """Open the board as another person of the support function."""

    def open_as():
        monkeypatch.setitem(PEOPLE, AccountRole.SUPPORT, ("Siv Stöd", SECOND))
        return visitor()

    return open_as


def path(engine, *parts):
    return "/".join(("/arenden", str(case_now(engine, "UH-1").id), *parts))


def form_of(page):
    return next(form for form in page.forms.values() if "skal" in form.names)


def ask(browser, address, **typed):
    shown = browser.send(address, form_of(browser.open(address)), **typed)
    assert "Det här händer" in shown.text, shown.text
    return shown, browser.send(address, form_of(shown), **typed, gor="spara")


def purchase(engine):
    return path(engine, "undantag") + "?process=procurement&om="


def test_an_exception_is_mirrored_made_told_and_undone(standing, visitor):
    browser = visitor()
    assert "Upphandlingsprocessen" in browser.open(path(standing, "undantag")).text
    shown, done = ask(browser, purchase(standing), lage="cancelled", skal="Fel ärende")
    assert "Avtalsspärr → avbruten" in shown.text
    assert "Undantaget är gjort." in done.text
    assert state_of(standing, "UH-1") == "cancelled"
    entries = browser.open(path(standing, "journal"))
    assert "undantag" in entries.text
    (undo,) = re.findall(r"arenden/\d+/(angra/\d+)", entries.source)[:1]
    _, undone = ask(browser, path(standing, undo), skal="Misstag")
    assert "Steget är ångrat." in undone.text
    assert state_of(standing, "UH-1") == "standstill"


def test_what_is_risky_waits_for_a_second_person_who_approves_it(standing, visitor, second):
    browser = visitor()
    shown, done = ask(browser, purchase(standing), lage="matching", skal="Bråttom")
    assert "måste godkännas av en andra person" in shown.text
    assert "väntar på en andra person" in done.text
    (waiting,) = re.findall(r"arenden/\d+/(undantag/\d+)", done.source)[:1]
    own = browser.open(path(standing, waiting))
    assert "approve" not in own.forms
    assert "Ta tillbaka det du begärde" in own.text
    other = second()
    page = other.open(path(standing, waiting))
    assert ("Stig Stöd" in page.text, "Bråttom" in page.text) == (True, True)
    done = other.send(path(standing, waiting), page.forms["approve"], gor="godkann")
    assert "Undantaget är godkänt och gjort." in done.text
    assert any(event == "override" for event, *_ in journal(standing))
    assert other.open(path(standing, waiting)).text.count("är redan avgjord") == 1


def test_a_second_person_says_no_with_a_reason(standing, visitor, second):
    _, done = ask(visitor(), purchase(standing), lage="matching", skal="Bråttom")
    (waiting,) = re.findall(r"arenden/\d+/(undantag/\d+)", done.source)[:1]
    other = second()
    form = other.open(path(standing, waiting)).forms["decline"]
    assert other.send(path(standing, waiting), form, gor="avsla", skal="").status == 422
    assert "blir inte av" in other.send(path(standing, waiting), form, gor="avsla", skal="Nej").text
    assert state_of(standing, "UH-1") == "standstill"


def test_what_has_changed_since_it_was_seen_is_not_done(standing, visitor):
    browser, address = visitor(), purchase(standing)
    typed = {"lage": "cancelled", "skal": "Fel ärende"}
    shown = browser.send(address, form_of(browser.open(address)), **typed)
    form = form_of(shown)
    form.fields["sett"] = "of another time"
    again = browser.send(address, form, **typed, gor="spara")
    assert (again.status, "Titta igen" in again.text) == (409, True)
    assert state_of(standing, "UH-1") == "standstill"


def test_an_exception_without_a_state_or_a_reason_is_asked_about(standing, visitor):
    browser, address = visitor(), purchase(standing)
    form = form_of(browser.open(address))
    assert "Välj vilket läge" in browser.send(address, form, skal="Därför").text
    assert browser.send(address, form, lage="cancelled", skal="").status == 422


def test_about_a_position_the_reason_is_one_of_some(city, visitor):
    two_winners(city)
    begun(city)
    browser, address = visitor(), path(city, "undantag") + "?process=placement&om=1"
    form = form_of(browser.open(address))
    assert "recorded_by_mistake" in form.choices["skal"]
    _, done = ask(browser, address, lage="withdrawn", skal="other")
    assert "undantag" in done.text.lower()


@pytest.mark.parametrize("page", ["undantag", "undantag/1", "angra/1"])
def test_who_may_not_gets_neither_page_nor_content(city, visitor, page):
    two_winners(city)
    refused = visitor(AccountRole.READER).open(path(city, page))
    assert (refused.status, FIRMS in refused.text, SUBJECT in refused.text) == (403, False, False)


@pytest.mark.parametrize("page", ["undantag?process=no_such", "undantag/99", "undantag/x", "angra/x"])
def test_what_is_not_there_is_not_found(standing, visitor, page):
    assert visitor().open(path(standing, page)).status == 404
