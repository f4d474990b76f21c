"""The page of the day in a real browser: its forms open in the row, and without script on pages of their own."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine

from desk.access import AccountRole
from states.facts import Milestone
from tests.chromium import LOOKS, chromium, flaws, needs_chromium, window
from tests.notifications.city import case_now, observe, open_planned
from tests.web.board.signed_in import account
from tests.web.board.test_today import DUE, OPENED
from tests.web.city import SIGNING, journal
from web.app import pages

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture
def day(city: Engine) -> Iterator[str]:
    """The address of a day with a contact that nobody has taken, and an officer who is waited for."""
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    open_planned(city, "UH-2", on=OPENED)
    who = account(AccountRole.SUPPORT)
    moment = datetime(DUE.year, DUE.month, DUE.day, 8, tzinfo=UTC)
    app = pages(city, SIGNING, clock=lambda: moment, who=lambda *_: who)
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/idag"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("opened", [False, True], ids=["as it comes", "with a form open"])
def test_nothing_is_wrong_with_the_page(browser, day, width, dark, opened):
    with window(browser, width=width, dark=dark) as page:
        page.goto(day)
        if opened:
            page.get_by_role("link", name="Påminn nu").click()
            page.get_by_role("button", name="Skicka påminnelsen").wait_for()
        assert flaws(page) == []


def test_a_case_is_taken_and_somebody_reminded_by_keyboard_in_the_row(browser, day, city):
    with window(browser, width=1280) as page:
        page.goto(day)
        page.get_by_role("link", name="Ta ärendet").focus()
        page.keyboard.press("Enter")
        page.locator("#kontakter .inplace form").wait_for()
        assert page.url == day
        page.keyboard.press("Space")  # the first field has the focus: that the case is mine
        page.locator("#kontakter .inplace button.first").press("Enter")
        page.get_by_text("Ärendet är ditt.").wait_for()
        page.get_by_role("link", name="Påminn nu").press("Enter")
        page.get_by_role("button", name="Skicka påminnelsen").press("Enter")
        page.get_by_text("Påminnelsen är skriven").wait_for()
    assert case_now(city, "UH-1").support_id == account(AccountRole.SUPPORT).person_id
    assert "reminded" in [event for event, *_ in journal(city)]


def test_without_script_each_has_a_page_of_its_own(browser, day, city):
    with window(browser, scripts=False) as page:
        page.goto(day)
        page.get_by_role("link", name="Påminn nu").click()
        assert "/idag/paminnelse/" in page.url
        page.get_by_role("button", name="Skicka påminnelsen").click()
        page.get_by_text("Påminnelsen är skriven").wait_for()
    assert "reminded" in [event for event, *_ in journal(city)]
