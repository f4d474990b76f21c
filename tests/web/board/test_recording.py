"""Recording anything that a role may record: shown first, then saved; corrected, and taken back."""

import re
from urllib.parse import quote

import pytest

from desk.access import AccountRole
from states.facts import Milestone
from tests.notifications.city import bring_to_standstill, case_now, open_planned, state_of
from tests.web.city import FIRMS, OPENED, SENT, SUBJECT, begun, recorded, two_winners

FILED = "2026-04-07"
_M = Milestone


def path(engine, *parts):
    return "/".join(("/arenden", str(case_now(engine, "UH-1").id), *parts))


def form_of(page):
    return next(form for name, form in page.forms.items() if name in {"record", "withdraw"})


def save(browser, address, **typed):
    """Fill in the form of an address, look at what happens, and save that."""
    shown = browser.send(address, form_of(browser.open(address)), **typed)
    assert "Det här händer när du sparar" in shown.text, shown.text
    return browser.send(address, form_of(shown), **typed, gor="spara")


def test_an_event_in_court_is_shown_with_what_it_moves_before_it_is_saved(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(AccountRole.OFFICER), path(city, "registrera", "review_filed")
    typed = {"on": FILED, "court": next(iter(form_of(browser.open(address)).choices["court"]))}
    shown = browser.send(address, form_of(browser.open(address)), **typed)
    assert "Avtalsspärr → överprövning" in shown.text
    assert recorded(city, _M.REVIEW_FILED) == []
    done = browser.send(address, form_of(shown), **typed, gor="spara")
    assert "Sparat." in done.text
    assert state_of(city, "UH-1") == "review"


def test_nothing_is_saved_that_was_not_seen(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(), path(city, "registrera", "cancelled")
    form = form_of(browser.open(address))
    assert "Det här händer när du sparar" in browser.send(address, form, on=FILED, gor="spara").text
    again = browser.send(address, form, on=FILED, gor="spara", sett="of another time")
    assert (again.status, "Titta igen" in again.text) == (409, True)
    assert recorded(city, _M.CANCELLED) == []


def test_what_is_wrong_is_told_with_what_was_typed(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(), path(city, "registrera", "contract_signed")
    refused = browser.send(address, form_of(browser.open(address)), on=FILED)
    assert refused.status == 422
    assert form_of(refused).fields["on"] == FILED
    assert "registrera det med ett skäl" in refused.text
    done = save(browser, address, on=FILED, reason="Brådska")
    assert "Det här stämmer inte" in done.text  # the deviation stands on the page of the case


def test_what_is_asked_about_is_saved_once_it_is_confirmed(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(), path(city, "registrera", "planned_call")
    asked = browser.send(address, form_of(browser.open(address)), on="2031-04-07")
    assert (asked.status, "confirmed" in form_of(asked).names) == (422, True)
    shown = browser.send(address, form_of(asked), on="2031-04-07", confirmed="1")
    assert "Det här händer när du sparar" in shown.text
    browser.send(address, form_of(shown), on="2031-04-07", confirmed="1", gor="spara")
    assert [str(row[1]) for row in recorded(city, _M.PLANNED_CALL)] == ["2031-04-07"]


def test_a_longer_standstill_is_chosen_on_a_page(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    address = path(city, "registrera", "standstill_extended")
    save(visitor(), address, on=FILED, until="2026-04-24", to_all="all")
    assert [row[2] for row in recorded(city, _M.STANDSTILL_EXTENDED)] == ["all 2026-04-24"]


def test_what_may_be_about_several_asks_which(city, visitor):
    two_winners(city)
    begun(city)
    address = path(city, "registrera", "meeting_planned")
    assert SUBJECT in visitor().open(address).text
    save(visitor(), f"{address}?om={quote(SUBJECT)}", on="2026-04-22")
    assert [str(row[1]) for row in recorded(city, _M.MEETING_PLANNED)] == ["2026-04-22"]


def test_how_somebody_was_hired_is_asked_and_a_winner_is_named(city, visitor):
    two_winners(city)
    begun(city)
    save(visitor(), path(city, "registrera", "candidate_proposed"), on="2026-04-14", om="1")
    hired = {"origin": "matched", "months": "12", "share": "75", "reason": "Bråttom", "confirmed": "1"}
    save(visitor(), path(city, "registrera", "employment_started?om=1"), on="2026-04-15", **hired)
    assert [row[2] for row in recorded(city, _M.EMPLOYMENT_STARTED)] == ["matched 12 0.75"]
    save(visitor(), path(city, "registrera", "winner_named"), on="2026-04-13", supplier="Ny AB", lot="Del 3")
    assert "Ny AB" in visitor().open(path(city)).text


def test_a_record_is_corrected_and_taken_back(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    browser = visitor()
    save(browser, path(city, "registrera", "contact_point_1"), on="2026-04-08")
    page = browser.open(path(city, "ratta"))
    change, back = re.findall(r"arenden/\d+/(ratta/post/\w+|ta-tillbaka/\w+)", page.source)[:2]
    assert "Rättad" not in page.text
    save(browser, path(city, change), on="2026-04-09")
    assert [str(row[1]) for row in recorded(city, _M.CONTACT_POINT_1)] == ["2026-04-08", "2026-04-09"]
    shown = browser.open(path(city, back))
    assert "Det här händer när du sparar" in shown.text  # nothing is to be filled in
    assert "Uppgiften är tagen tillbaka." in browser.send(path(city, back), form_of(shown), gor="spara").text
    assert recorded(city, _M.CONTACT_POINT_1)[-1][1] is None


def test_the_event_of_a_court_on_another_day_replaces_the_first(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, address = visitor(), path(city, "registrera", "review_filed")
    court = form_of(browser.open(address)).choices["court"][0]
    save(browser, address, on="2026-04-07", court=court)
    page = browser.open(path(city, "ratta"))
    change = re.findall(r"ratta/post/\w+", page.source)[-1]
    save(browser, path(city, change), on="2026-04-08", court=court)
    assert [str(row[1]) for row in recorded(city, _M.REVIEW_FILED)] == ["2026-04-07", "None", "2026-04-08"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_that_may_be_recorded_is_listed_with_what_may_not_and_why(city, visitor, language):
    two_winners(city)
    begun(city)
    for page in ("registrera", "domstol"):
        shown = visitor(language=language).open(path(city, page))
        assert shown.status == 200
        assert {"sv": "Inte möjligt än", "en": "Not possible yet"}[language] in shown.text


def test_who_may_not_act_gets_neither_page_nor_content(city, visitor):
    two_winners(city)
    for page in ("registrera", "domstol", "registrera/review_filed", "ratta", "ratta/uppgifter", "koppla"):
        refused = visitor(AccountRole.READER).open(path(city, page))
        assert (refused.status, FIRMS in refused.text) == (403, False)
    refused = visitor(AccountRole.OFFICER).open(path(city, "registrera", "candidate_proposed"))
    assert refused.status == 404
    assert visitor().open(path(city, "registrera", "no_such_thing")).status == 404
    assert visitor().open(path(city, "ta-tillbaka", "0123")).status == 404
