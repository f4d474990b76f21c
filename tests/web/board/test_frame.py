"""The frame of the board: who gets in, what a form must bring, and where one is sent."""

import pytest

from desk.access import AccountRole
from tests.notifications.city import open_planned
from tests.web.board.signed_in import TOKEN
from tests.web.browser import FormSeen
from tests.web.city import OPENED, browser
from web.board.frame import BoardPage
from web.board.pages import BOARD_PAGES

PLACES = {"case_id": "1", "number": "1", "name": "procurement", "purpose": "award"}
SHOWN = [one for one in BOARD_PAGES if one.show is not None]
ACTED = [one for one in BOARD_PAGES if one.act is not None]


def path(page: BoardPage) -> str:
    return "/" + page.path.format(**PLACES)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.path)
def test_who_has_not_signed_in_is_sent_to_do_so_from_every_page(city, page):
    assert "/logga-in?till=" in browser(city).open(path(page)).address


@pytest.mark.parametrize("page", ACTED, ids=lambda page: page.path)
@pytest.mark.parametrize("token", ["", "of somebody else", TOKEN[:-1]])
def test_no_page_takes_a_form_without_the_token_of_its_reader(city, visitor, page, token):
    open_planned(city, "UH-1", on=OPENED)
    if page.takes_file:
        sent = visitor().request("POST", path(page), data={"token": token}, files={"fil": ("x.csv", b"x")})
    else:
        sent = visitor().send(path(page), FormSeen(fields={"token": token}))
    assert (sent.status, "öppen för länge" in sent.text) == (403, True)


@pytest.mark.parametrize("role", AccountRole)
@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.path)
def test_every_page_answers_every_role_in_words(city, visitor, page, role):
    open_planned(city, "UH-1", on=OPENED)
    answer = visitor(role).open(path(page))
    assert answer.status in {200, 403, 404}, answer.text
    if answer.status == 403:
        assert "UH-1" not in answer.text


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.path)
def test_no_page_runs_or_dresses_in_its_own_lines(city, visitor, page):
    open_planned(city, "UH-1", on=OPENED)
    answer = visitor().open(path(page))
    if "text/html" in answer.headers["content-type"]:
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert not [odd for odd in (" style=", "<style", " onclick=", "javascript:") if odd in answer.source]


def test_each_path_is_there_once():
    paths = [one.path for one in BOARD_PAGES]
    assert sorted(set(paths)) == sorted(paths)
