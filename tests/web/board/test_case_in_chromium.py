"""The pages of a case in a real browser: nothing sticks out, axe-core finds nothing, and they work by keyboard."""

import threading
from collections.abc import Callable, Iterator
from time import sleep
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine

from states.facts import Milestone
from tests.chromium import LOOKS, chromium, flaws, needs_chromium, window
from tests.notifications.city import case_now, open_planned
from tests.web.board.signed_in import signed_in
from tests.web.city import OPENED, TODAY, begun, placed, recorded, two_winners

pytestmark = needs_chromium
PAGES = (
    "",
    "/journal",
    "/meddelanden",
    "/registrera",
    "/domstol",
    "/ratta",
    "/ratta/uppgifter",
    "/registrera/review_filed",
    "/koppla",
    "/undantag",
    "/undantag?process=procurement&om=",
    "/prova?fall=domstol",
    "/steg/contact_person?om=Del 1: Städ %26 Service AB",
    "/steg/promise?om=Del 1: Städ %26 Service AB",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


@pytest.fixture
def board(city: Engine) -> Iterator[Callable[[str], str]]:
    """Serve the board of the support function, and return the address of a page of the first case."""
    app = signed_in(city, today=TODAY).app
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    root = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield lambda page: f"{root}/arenden/{case_now(city, 'UH-1').id}{page}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_no_page_of_a_case_sticks_out_or_has_a_flaw(city, board, browser, width, dark):
    two_winners(city)
    begun(city)
    placed(city, Milestone.CANDIDATE_PROPOSED, TODAY)
    with window(browser, width=width, dark=dark) as page:
        found = {}
        for name in PAGES:
            assert page.goto(board(name)).status == 200, name
            for summary in page.query_selector_all("main details:not([open]) > summary"):
                summary.click()
            found[name] = flaws(page)
    assert {name: some for name, some in found.items() if some} == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without"])
def test_the_next_step_is_taken_by_keyboard_alone(city, board, browser, scripts):
    open_planned(city, "UH-1", on=OPENED)
    with window(browser, scripts=scripts) as page:
        page.goto(board(""))
        page.focus("form[action*=contact_point_1] input[type=checkbox]")
        page.keyboard.press("Space")
        page.focus("form[action*=contact_point_1] button.first")
        page.keyboard.press("Enter")
        page.wait_for_url("**klart=contact_point_1")
        assert "Sparat" in page.inner_text("main")
    assert len(recorded(city, Milestone.CONTACT_POINT_1)) == 1


def test_in_print_a_case_has_no_forms(city, board, browser):
    two_winners(city)
    with window(browser, width=800) as page:
        page.goto(board(""))
        page.emulate_media(media="print")
        assert page.is_visible("text=Uppgifter och källor")
        assert not page.is_visible(".next")
        assert not page.is_visible("text=Rapportera åt leverantören")
