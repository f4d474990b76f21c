"""Whoever acts on a page sees who hears of it, and by when."""

from datetime import date

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import BY_SUPPORT, OFFICER, SUPPORT, observe, open_planned
from tests.web.city import CLEAR, OPENED, TODAY, browser, link

SATURDAY = date(2026, 4, 25)


def test_who_reports_sees_before_and_after_who_hears_of_it_and_by_when(city):
    open_planned(city, "UH-1", on=OPENED)
    address = link(city, Purpose.CONTACT_POINT_1, OFFICER)
    assert "Besked går till stödfunktionen senast i dag." in browser(city).open(address).text
    after = browser(city).answer(address, "contact", on=TODAY.isoformat(), reason="Sent ute")
    assert "Besked går till stödfunktionen senast i dag." in after.text


def test_at_the_weekend_it_is_told_on_monday(city):
    open_planned(city, "UH-1", on=OPENED)
    address = link(city, Purpose.CONTACT_POINT_1, OFFICER, today=SATURDAY)
    page = browser(city, SATURDAY).open(address)
    assert "Besked går till stödfunktionen senast måndag 27 april 2026." in page.text


def test_what_support_reports_is_told_the_officer(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, CLEAR, by=BY_SUPPORT)
    page = browser(city).open(link(city, Purpose.ASSESSMENT, SUPPORT))
    assert "Besked går till upphandlaren senast i dag." in page.text
