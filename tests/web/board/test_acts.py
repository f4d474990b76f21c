"""Acts on a case as a whole: correcting a fact, a move by hand, linking and merging."""

import html
import re

from desk.access import AccountRole
from states.facts import Milestone
from tests.notifications.city import bring_to_standstill, case_now, observe, open_planned, state_of
from tests.web.city import OPENED, SENT, begun, two_winners


def path(engine, *parts, reference="UH-1"):
    return "/".join(("/arenden", str(case_now(engine, reference).id), *parts))


def test_a_fact_is_corrected_and_says_what_it_was(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    browser, address = visitor(AccountRole.OFFICER), path(city, "ratta", "uppgifter")
    form = browser.open(address).forms["correct"]
    assert form.fields["months"] == "24"
    assert "Inget är ändrat" in browser.send(address, form, gor="visa").text
    shown = browser.send(address, form, months="36", value="2 500 000")
    assert "Det här händer när du sparar" in shown.text
    done = browser.send(address, shown.forms["correct"], months="36", value="2 500 000", gor="spara")
    assert "Rättat 20 april 2026, var 24" in done.text
    assert (case_now(city, "UH-1").months, case_now(city, "UH-1").value) == (36, 2_500_000)


def test_a_value_that_is_no_amount_is_told_beside_its_field(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    address = path(city, "ratta", "uppgifter")
    refused = visitor().send(address, visitor().open(address).forms["correct"], value="mycket")
    assert (refused.status, "Skriv värdet i kronor" in refused.text) == (422, True)


def test_a_move_is_made_by_hand_with_a_reason(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(), path(city, "flytta", "procurement", "cancel")
    assert "Avbryt" in browser.open(path(city)).text
    shown = browser.send(address, browser.open(address).forms["move"], reason="Inga medel")
    assert "avbruten" in shown.text.lower()
    done = browser.send(address, shown.forms["move"], reason="Inga medel", gor="spara")
    assert "Steget är gjort." in done.text
    assert state_of(city, "UH-1") == "cancelled"
    assert browser.open(address).status == 404


def test_two_cases_are_linked(city, visitor):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    address = path(city, "koppla")
    form = visitor().open(address).forms["link"]
    other = visitor().open(address).forms["link"]
    other.fields["form"] = "no such"
    assert visitor().send(address, other).status == 404
    assert "Skriv numret" in visitor().send(address, form, other="", how="retender_of").text
    assert "Inget är sparat" in visitor().send(address, form, other="UH-9", how="retender_of").text
    observe(city, "UH-2", Milestone.CANCELLED, OPENED)
    done = visitor().send(address, form, other="UH-2", how="retender_of")
    assert "Ärendena är kopplade." in done.text
    assert path(city, reference="UH-2").removeprefix("/") in done.source


def test_two_cases_that_are_one_are_merged_once_that_was_seen(city, visitor):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    address, kept = path(city, "koppla"), path(city, reference="UH-2")
    shown = visitor().send(address, visitor().open(address).forms["merge"], other="UH-2", reason="Samma")
    assert "UH-1 upphör och går vidare som UH-2" in shown.text
    done = visitor().send(address, shown.forms["merge"])
    assert done.address.endswith(f"{kept}?klart=sammanslaget")


def test_steps_by_hand_of_suppliers_and_positions_have_a_page_of_their_own(city, visitor):
    two_winners(city)
    begun(city)
    browser = visitor()
    listed = browser.open(path(city, "flytta"))
    addresses = re.findall(r'href="[./]*(arenden/\d+/flytta/[^"]+)"', listed.source)
    assert addresses
    assert "Steg för hand för leverantörer och platser" in browser.open(path(city)).text
    assert all(browser.open(f"/{html.unescape(one)}").status == 200 for one in addresses)
    assert "Inget steg kan göras för hand" in visitor(AccountRole.LABOUR_MARKET).open(path(city, "flytta")).text


def test_an_account_that_acts_in_no_case_finds_no_act(city, visitor):
    two_winners(city)
    for page in ("flytta", "ratta", "registrera", "domstol", "koppla", "undantag", "registrera/review_filed"):
        assert visitor(AccountRole.ADMINISTRATOR).open(path(city, page)).status in {403, 404}
