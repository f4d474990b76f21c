"""What a reader sees of a page."""

from datetime import date

from models.operations import find, move
from models.storage.database import writing
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, observe
from tests.web.city import TODAY, browser, recorded

FIRST = Milestone.CONTACT_POINT_1


def test_what_somebody_else_has_told_meanwhile_is_said_and_not_asked_again(city, address):
    form = browser(city).open(address).forms["contact"]
    observe(city, "UH-1", FIRST, date(2026, 4, 15))
    sent = browser(city).send(address, form)
    assert sent.status == 409
    assert "Ärendet har ändrats sedan du öppnade sidan" in sent.text
    page = browser(city).open(address)
    assert page.forms == {}
    assert "Kontaktpunkt 1: onsdag 15 april 2026 (registrerat av upphandlaren 15 april 2026)" in page.text
    assert len(recorded(city, FIRST)) == 1


def test_a_case_that_has_ended_asks_nothing_more(city, address):
    form = browser(city).open(address).forms["contact"]
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_OFFICER, today=TODAY, reason="Behovet är borta")
    page = browser(city).open(address)
    assert (page.status, page.forms) == (200, {})
    assert "Upphandlingen är avslutad" in page.text
    assert browser(city).send(address, form).status == 409
    assert recorded(city, FIRST) == []
