"""The pages in a real browser: on a phone, in the dark, without script, by keyboard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from shutil import copyfile
from time import sleep
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine

from desk import accounts
from models.storage.database import writing
from notifications.invitations.links import Purpose
from states.facts import Milestone
from tests.asking import CLEANERS, PAINTERS, SOUTH, add_units, ask, orders
from tests.chromium import LOOKS, PHONE, SMALL_PHONE, chromium, flaws, needs_chromium, window
from tests.conftest import opened
from tests.notifications.city import (
    BY_SUPPORT,
    OFFICER,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    case_now,
    observe,
    open_planned,
)
from tests.web.access.people import EMAIL, PASSWORD, add_account
from tests.web.city import (
    CLEAR,
    FIRM,
    FIRMS,
    RIVALS_SUBJECT,
    SENT,
    SIGNING,
    SUBJECT,
    begun,
    found,
    link,
    placed,
    recorded,
    two_winners,
)
from web.app import pages

pytestmark = needs_chromium

TODAY = date(2026, 5, 18)
PROPOSED, STARTED = date(2026, 4, 14), date(2026, 4, 15)
ASKED = {
    Purpose.CONTACT_POINT_1: (OFFICER, "UH-3", ""),
    Purpose.ASSESSMENT: (OFFICER, "UH-6", ""),
    Purpose.TAKE: (SUPPORT, "UH-6", ""),
    Purpose.DEMAND: (SOUTH, "UH-8", ""),
    Purpose.PUBLICATION: (OFFICER, "UH-8", ""),
    Purpose.AWARD: (OFFICER, "UH-11", ""),
    Purpose.CONTACT_POINT_2: (OFFICER, "UH-2", ""),
    Purpose.COURT: (OFFICER, "UH-2", ""),
    Purpose.CONTRACT: (OFFICER, "UH-1", ""),
    Purpose.CONTACT_PERSON: (SUPPORT, "UH-4", RIVALS_SUBJECT),
    Purpose.PROMISE: (SUPPORT, "UH-4", SUBJECT),
    Purpose.START_UP_MEETING: (UNIT, "UH-4", SUBJECT),
    Purpose.COMPETENCE_PROFILE: (UNIT, "UH-5", SUBJECT),
    Purpose.CANDIDATE: (UNIT, "UH-1", SUBJECT),
    Purpose.SUBSIDY: (UNIT, "UH-1", "1"),
    Purpose.INTERNSHIP_END: (UNIT, "UH-1", "2"),
    Purpose.HIRE_CONFIRMATION: (UNIT, "UH-1", "3"),
    Purpose.ATTESTATION: (SUPPORT, "UH-1", "4"),
    Purpose.FOLLOW_UP: (UNIT, "UH-1", "5"),
    Purpose.ADDITIONALITY: (UNIT, "UH-1", SUBJECT),
    Purpose.RESULTS: (OFFICER, "UH-12", SUBJECT),
    Purpose.CLOSING: (OFFICER, "UH-12", ""),
    Purpose.SUPPLIER: (FIRM, "UH-1", SUBJECT),
}
"""By page, whose it is, in which case, and which supplier or position it is about."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def town(tmp_path_factory, sqlite_template) -> Iterator[Engine]:
    """A city in which every page has something to ask."""
    path = tmp_path_factory.mktemp("town") / "trespann.db"
    copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as engine:
        found(engine)
        add_units(engine)
        open_planned(engine, "UH-3", on=date(2026, 4, 7))
        open_planned(engine, "UH-6", on=date(2026, 4, 7))
        observe(engine, "UH-6", Milestone.CONTACT_POINT_1, date(2026, 4, 14))
        bring_to_standstill(engine, "UH-2", sent=SENT)
        for reference in ("UH-1", "UH-4", "UH-5", "UH-12"):
            two_winners(engine, reference, places=6)
        for reference in ("UH-1", "UH-12"):
            begun(engine, reference)
        observe(engine, "UH-12", Milestone.CONTRACT_ENDED, date(2026, 5, 15))
        ask(engine, ((CLEANERS, 3),), "UH-11", on=date(2026, 4, 14))
        observe(engine, "UH-11", Milestone.DOCUMENTS_PUBLISHED, date(2026, 4, 15))
        for reference, milestones in {
            "UH-4": (Milestone.CONTACT_ASSIGNED,),
            "UH-5": (Milestone.CONTACT_ASSIGNED, Milestone.DIALOGUE_HELD),
        }.items():
            for milestone in milestones:
                observe(engine, reference, milestone, CLEAR, by=BY_SUPPORT, supplier=FIRMS, lot="Del 1")
        for place in "1235":
            placed(engine, Milestone.CANDIDATE_PROPOSED, PROPOSED, place)
        placed(engine, Milestone.INTERNSHIP_STARTED, STARTED, "2")
        for place in "35":
            placed(engine, Milestone.SUBSIDY_DECIDED, PROPOSED, place, value="not_applicable")
            placed(engine, Milestone.EMPLOYMENT_STARTED, STARTED, place, value="matched 12 0.75")
        placed(engine, Milestone.HIRE_CONFIRMED, STARTED, "5")
        placed(engine, Milestone.EMPLOYMENT_STARTED, STARTED, "4", value="outside 0 1")
        ask(engine, ((CLEANERS, 3), (PAINTERS, 1)), "UH-8", on=date(2026, 4, 14))
        yield engine


@contextmanager
def served(engine: Engine) -> Iterator[str]:
    """Serve the pages as of one day on a free port of this machine; yield what their addresses begin with."""
    app = pages(engine, SIGNING, clock=lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC))
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def origin(town: Engine) -> Iterator[str]:
    with served(town) as begin:
        yield begin


def address(engine: Engine, purpose: Purpose) -> str:
    person, reference, subject = ASKED[purpose]
    return link(engine, purpose, person, reference, subject=subject, today=TODAY)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_page_fits_and_can_be_read_and_filled_in_by_anybody(browser, town, origin, *, purpose, width, dark):
    with window(browser, width=width, dark=dark) as page:
        page.goto(origin + address(town, purpose))
        assert page.locator("button.first").count() > 0, "it asks nothing"
        for folded in page.locator("summary").all():
            folded.click()
        assert flaws(page) == []


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_page_of_clauses_fits_and_can_be_read_by_anybody(browser, town, origin, *, width, dark):
    with window(browser, width=width, dark=dark) as page:
        page.goto(f"{origin}{address(town, Purpose.CONTACT_POINT_1)}/klausul")
        assert page.locator("pre.clause").count() > 0
        assert flaws(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_a_page_says_when_it_opens_nothing_fits_and_can_be_read(browser, origin, dark):
    with window(browser, width=SMALL_PHONE, dark=dark) as page:
        page.goto(f"{origin}/l/{'x' * 40}.{'y' * 40}")
        assert "Länken fungerar inte" in page.inner_text("h1")
        assert flaws(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_was_wrong_stands_beside_the_field_and_can_be_read(browser, town, origin, dark):
    with window(browser, width=SMALL_PHONE, dark=dark) as page:
        page.goto(origin + address(town, Purpose.CONTACT_POINT_1))
        page.fill("input[name=on]", "2031-01-01")
        page.eval_on_selector("form", "form => { form.noValidate = true }")
        page.click("button.first")
        assert page.locator("[aria-invalid=true]").count() == 1
        assert flaws(page) == []


def test_an_officer_answers_on_the_phone_without_script_and_by_keyboard_alone(browser, town, origin):
    open_planned(town, "UH-7", on=date(2026, 4, 7))
    path = link(town, Purpose.CONTACT_POINT_1, OFFICER, "UH-7", today=TODAY)
    with window(browser, width=PHONE, scripts=False) as page:
        page.goto(origin + path)
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Hoppa till innehållet"
        page.focus("input[name=on]")
        page.fill("input[name=on]", "2026-05-13")
        page.keyboard.press("Enter")
        page.wait_for_url("**?done=*")
        assert "Tack, det är registrerat." in page.inner_text("main")
        assert "onsdag 13 maj 2026" in page.inner_text("main")
        page.goto(origin + path)
        assert "Länken är använd" in page.inner_text("h1")
    assert case_now(town, "UH-7").facts(TODAY).on(Milestone.CONTACT_POINT_1) == date(2026, 5, 13)


def test_a_unit_answers_a_demand_on_the_phone_without_script(browser, town, origin):
    ask(town, ((CLEANERS, 3),), "UH-10", on=date(2026, 4, 14))
    path = link(town, Purpose.DEMAND, SOUTH, "UH-10", today=TODAY)
    with window(browser, width=PHONE, scripts=False) as page:
        page.goto(origin + path)
        page.fill("input[name=ready_by]", "2026-09-01")
        page.click("button.first:has-text('Vi kan förbereda')")
        page.wait_for_url("**?done=*")
        assert "Tack, det är registrerat." in page.inner_text("main")
        page.goto(origin + path)
        assert "kan förbereda deltagare till 1 september 2026" in page.inner_text("main")
    assert orders(town, "UH-10")[SOUTH, CLEANERS].ready_by == date(2026, 9, 1)


def test_a_supplier_reports_a_hire_on_the_phone_without_script(browser, town, origin):
    with window(browser, width=PHONE, scripts=False) as page:
        page.goto(origin + address(town, Purpose.SUPPLIER))
        assert "Hemlig Konkurrent" not in page.content()
        page.click("summary:has-text('Plats 6')")
        form = page.locator("form:has(input[value=hire-6])")
        form.locator("label:has-text('utanför')").first.click()
        form.locator("input[name=on]").fill("2026-05-11")
        form.locator("button.first").click()
        page.wait_for_url("**?done=*")
        assert "Tack, det är registrerat." in page.inner_text("main")
    told = ("employment_started", date(2026, 5, 11), "outside 0 1", f"supplier:{FIRM}")
    assert told in recorded(town, Milestone.EMPLOYMENT_STARTED)


# --- signing in ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def account(town: Engine) -> str:
    """The address of somebody with an account."""
    add_account(town)
    return EMAIL


def sign_in(page: Any, origin: str, password: str = PASSWORD, *, wanted: str = "/konto") -> None:
    page.goto(f"{origin}/logga-in?till={wanted}")
    page.fill("#email", EMAIL)
    page.fill("#password", password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_pages_of_accounts_fit_and_can_be_read_and_filled_in_by_anybody(browser, town, origin, *, width, dark):
    with writing(town) as connection:
        invitation, _ = accounts.invitation(connection, SIGNING, EMAIL, datetime(2026, 5, 18, 7, tzinfo=UTC))
    path = invitation.removeprefix(SIGNING.begins_with)
    with window(browser, width=width, dark=dark) as page:
        for where in (path, f"{path}x", "/logga-in"):
            page.goto(origin + where)
            assert flaws(page) == [], where
        sign_in(page, origin, "fel fel fel fel")
        assert "Det gick inte att logga in" in page.inner_text("[role=alert]")
        assert flaws(page) == []
        sign_in(page, origin)
        assert "Ditt konto" in page.inner_text("h1")
        assert flaws(page) == []
        page.fill("#old", "fel fel fel fel")
        for field in ("#password", "#password-again"):
            page.fill(field, "fyra blå båtar")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "stämmer inte" in page.inner_text("[role=alert]")
        assert flaws(page) == []


@pytest.mark.usefixtures("account")
def test_somebody_signs_in_and_out_on_the_phone_without_script_and_by_keyboard_alone(browser, origin):
    with window(browser, width=PHONE, scripts=False) as page:
        page.goto(f"{origin}/konto")
        page.focus("#email")
        page.keyboard.type(EMAIL)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{origin}/konto")
        assert "Stig Stöd" in page.inner_text("h1")
        (held,) = page.context.cookies()
        assert (held["name"], held["httpOnly"], held["sameSite"]) == ("trespann", True, "Lax")
        page.focus("form[action$=logga-ut] button")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{origin}/logga-in")
        assert [one["name"] for one in page.context.cookies()] == ["trespann-before"]
        page.goto(f"{origin}/konto")
        assert "Logga in" in page.inner_text("h1")


@pytest.mark.usefixtures("account")
def test_the_form_of_another_site_signs_nobody_out(browser, origin):
    with window(browser) as page:
        sign_in(page, origin)
        page.wait_for_url(f"{origin}/konto")
        page.goto(f"data:text/html,<form method=post action={origin}/logga-ut><button>Vinn en resa</button></form>")
        with page.expect_navigation():
            page.click("button")
        page.goto(f"{origin}/konto")
        assert "Stig Stöd" in page.inner_text("h1")
