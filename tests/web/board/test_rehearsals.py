"""Trying what would come of a case: nothing of it is changed, and nothing is sent."""

from datetime import date

import pytest

from desk.access import AccountRole
from tests.notifications.city import bring_to_standstill, case_now, state_of
from tests.web.city import SENT

FILED = date(2026, 4, 7)


def path(engine):
    return f"/arenden/{case_now(engine, 'UH-1').id}/prova"


def play(browser, address, form, **typed):
    return browser.send(address, form, **{"manader": "2", **typed})


@pytest.mark.parametrize("language", ["sv", "en"])
def test_if_the_court_takes_its_time_the_way_is_told_day_by_day(city, visitor, language):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser, before = visitor(today=FILED, language=language), case_now(city, "UH-1").journal_length
    form = browser.open(f"{path(city)}?fall=domstol").forms["prova"]
    assert form.fields["dagar-1"] == "152"
    told = play(browser, path(city), form, **{"vad-0": "review_filed", "vad-1": "", "dagar-1": ""})
    assert told.status == 200
    words = {"sv": ("Så står ärendet", "överprövning", "Vägen dit"), "en": ("How the case stands", "review", "The way")}
    assert all(word in told.text for word in words[language])
    assert (state_of(city, "UH-1"), case_now(city, "UH-1").journal_length) == ("standstill", before)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"manader": "0"}, "Skriv hur många månader"),
        ({"manader": "många"}, "Skriv hur många månader"),
        ({"vad-0": "review_filed", "dagar-0": ""}, "Skriv om hur många dagar"),
        ({"vad-0": "review_filed", "dagar-0": "9999"}, "Välj händelser ur listan"),
        ({"vad-0": "review_filed", "dagar-0": "300"}, "ligger utanför"),
    ],
)
def test_what_cannot_be_tried_is_told_with_what_was_typed(city, visitor, typed, said):
    bring_to_standstill(city, "UH-1", sent=SENT)
    browser = visitor(today=FILED)
    told = play(browser, path(city), browser.open(path(city)).forms["prova"], **typed)
    assert (told.status, said in told.text) == (422, True)


def test_a_role_without_the_right_tries_nothing(city, visitor):
    bring_to_standstill(city, "UH-1", sent=SENT)
    assert visitor(AccountRole.READER).open(path(city)).status == 403
    assert visitor().open("/arenden/99/prova").status == 404
