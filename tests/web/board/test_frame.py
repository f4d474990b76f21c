"""The frame of the board: who gets in, what a form must bring, and where one is sent."""

import pytest

from desk.access import AccountRole
from tests.notifications.city import open_planned
from tests.web.board.signed_in import TOKEN
from tests.web.browser import FormSeen
from tests.web.city import OPENED, browser
from web.board.frame import BoardPage
from web.board.pages import BOARD_PAGES

PLACES = {
    "case_id": "1",
    "number": "1",
    "name": "procurement",
    "purpose": "award",
    "entry": "1",
    "key": "act",
    "process": "procurement",
    "trigger": "award",
    "milestone": "contact_point_1",
    "yrke": "9111",
}
SHOWN = [one for one in BOARD_PAGES if one.show is not None]
ACTED = [one for one in BOARD_PAGES if one.act is not None]


def path(page: BoardPage) -> str:
    return "/" + page.path.format(**PLACES)


def test_who_has_not_signed_in_is_sent_to_do_so_from_every_page(city):
    nobody = browser(city)
    asked = {page.path: nobody.open(path(page)).address for page in SHOWN}
    assert [one for one, address in asked.items() if "/logga-in?till=" not in address] == []


@pytest.mark.parametrize("token", ["", "of somebody else", TOKEN[:-1]])
def test_no_page_takes_a_form_without_the_token_of_its_reader(city, visitor, token):
    open_planned(city, "UH-1", on=OPENED)
    taken, here = [], visitor()
    for page in ACTED:
        if page.takes_file:
            sent = here.request("POST", path(page), data={"token": token}, files={"fil": ("x.csv", b"x")})
        else:
            sent = here.send(path(page), FormSeen(fields={"token": token}))
        taken += [] if sent.status == 403 and "öppen för länge" in sent.text else [page.path]
    assert taken == []


@pytest.mark.parametrize("role", AccountRole)
def test_every_page_answers_every_role_in_words(city, visitor, role):
    open_planned(city, "UH-1", on=OPENED)
    here = visitor(role)
    answers = {page.path: here.open(path(page)) for page in SHOWN}
    assert {one: answer.status for one, answer in answers.items() if answer.status not in {200, 403, 404}} == {}
    assert [one for one, answer in answers.items() if answer.status == 403 and "Städtjänster" in answer.text] == []


def test_no_page_runs_or_dresses_in_its_own_lines(city, visitor):
    open_planned(city, "UH-1", on=OPENED)
    here = visitor()
    for page in SHOWN:
        answer = here.open(path(page))
        if "text/html" in answer.headers["content-type"]:
            assert "script-src 'self'" in answer.headers["content-security-policy"], page.path
            odd = [one for one in (" style=", "<style", " onclick=", "javascript:") if one in answer.source]
            assert (page.path, odd) == (page.path, [])


def test_each_path_is_there_once():
    paths = [one.path for one in BOARD_PAGES]
    assert sorted(set(paths)) == sorted(paths)


@pytest.mark.parametrize("number", ["9" * 30, "²", "1_0", "-1", "x"])
def test_a_number_that_no_case_has_opens_no_page(city, visitor, number):
    assert visitor().open(f"/arenden/{number}").status == 404
