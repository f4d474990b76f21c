"""Moving many cases from the list: first shown, then done, with a result for each."""

import pytest

from desk.recording import Report, record
from states.facts import Milestone
from tests.notifications.city import BY_OFFICER, case_now, open_planned, state_of
from tests.web.board.signed_in import TOKEN
from tests.web.browser import FormSeen
from tests.web.city import OPENED, TODAY

PATH = "/arenden/flytta"


@pytest.fixture
def two(city):
    for reference in ("UH-1", "UH-2"):
        open_planned(city, reference, on=OPENED)
    return city


def chosen(city, *references, why="Nedlagda"):
    fields = {f"arende-{case_now(city, one).id}": "1" for one in references}
    return FormSeen(fields={**fields, "till": "cancelled", "varfor": why, "token": TOKEN})


def test_the_list_offers_to_choose_cases(two, visitor):
    page = visitor().open("/arenden")
    assert f'name="arende-{case_now(two, "UH-1").id}"' in page.source


def test_what_would_happen_is_shown_before_anything_does(two, visitor):
    page = visitor().send(PATH, chosen(two, "UH-1", "UH-2"))
    assert "Det här händer" in page.text
    assert [state_of(two, one) for one in ("UH-1", "UH-2")] == ["planning", "planning"]
    done = visitor().send(PATH, page.forms["../arenden/flytta"])
    assert "UH-1 Klart." in done.text
    assert "UH-2 Klart." in done.text
    assert [state_of(two, one) for one in ("UH-1", "UH-2")] == ["cancelled", "cancelled"]


def test_a_case_that_has_changed_since_stops_all(two, visitor):
    page = visitor().send(PATH, chosen(two, "UH-1"))
    record(two, "UH-1", Report(Milestone.CONTACT_POINT_1, TODAY), by=BY_OFFICER, today=TODAY)
    form = page.forms["../arenden/flytta"]
    form.fields["seen"] = "0" * 32
    again = visitor().send(PATH, form)
    assert (again.status, state_of(two, "UH-1")) == (422, "planning")


def test_a_reason_is_asked_for(two, visitor):
    page = visitor().send(PATH, chosen(two, "UH-1", why=" "))
    assert (page.status, "Skriv varför" in page.text) == (422, True)
