"""Somebody of the support function takes a case on a page."""

from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.notifications.city import OFFICER, SUPPORT, case_now, observe, open_planned
from tests.web.city import CLEAR, OPENED, TODAY, browser, link


def contacted(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, CLEAR)
    return link(city, Purpose.TAKE, SUPPORT)


def test_a_tick_and_a_button_take_the_case(city):
    address = contacted(city)
    assert "inget svar än" in browser(city).open(address).text
    after = browser(city).answer(address, "take", mine="1")
    assert "Du har ärendet." in after.text
    assert case_now(city, "UH-1").support_id == SUPPORT


def test_whose_case_it_is_already_is_told_so(city):
    address = contacted(city)
    with_them = browser(city).answer(address, "take", mine="1")
    assert "Tack, det är registrerat." in with_them.text
    again = link(city, Purpose.TAKE, SUPPORT, today=TODAY)
    assert "Du har ärendet." in browser(city).open(again).text


def test_the_officer_may_not_take_a_case(city):
    contacted(city)
    assert "Du svarar som" not in browser(city).open(link(city, Purpose.TAKE, OFFICER)).text
