"""A procurement from plan to close on the board: each signs in, finds what is theirs on their day, and does it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from shutil import copyfile
from typing import Any

import pytest

from desk import accounts
from desk.access import AccountRole
from models.storage.database import writing
from states.processes.placement import PlacementState
from states.processes.procurement import ProcurementState
from tests.chromium import chromium, needs_chromium, window
from tests.conftest import opened
from tests.web.test_played_in_chromium import (
    CONTACT,
    FIRM,
    OFFICER,
    SUPPORT,
    UNIT,
    Play,
    award_to_contract,
    follow_up_to_close,
    meeting_to_hire,
    plan_to_call,
    planned,
    served,
)

pytestmark = needs_chromium

PASSWORD = "bara för de här proven"
SIGNS_IN = {
    OFFICER: ("bjorn.pahittad@exempelstad.example", AccountRole.OFFICER),
    SUPPORT: ("yasmin.stodlund@exempelstad.example", AccountRole.SUPPORT),
    UNIT: ("orjan.forberedd@exempelstad.example", AccountRole.LABOUR_MARKET),
    CONTACT: ("orjan.forberedd@exempelstad.example", AccountRole.LABOUR_MARKET),
}
MOST_ACTS = 35
"""How often the support function may have to act in one procurement."""


@dataclass
class BoardPlay(Play):
    """Each reader has a browser of their own, in which they have signed in; a supplier has none and uses its mails."""

    windows: dict[str, Any] = field(default_factory=dict)
    phone: Any = None
    acts: Counter[str] = field(default_factory=Counter)
    acting: str = ""

    def opens(self, reader: str, form: str) -> Any:
        """Let somebody look through their day until a step of it has the form; return it."""
        self.acting = reader
        if reader == FIRM:
            self.page = self.phone
            return super().opens(reader, form)
        email = SIGNS_IN[reader][0]
        self.page = self.windows[email]
        self.signs_in(email)
        for address in self._steps():
            self.page.goto(address)
            self._can_be_read()
            found = self.page.locator(f"main form:has(input[name=form][value^='{form}'])").first
            if found.count():
                for folded in self.page.locator("details:not([open])", has=found).all():
                    folded.locator("summary").first.click()
                return found
        pytest.fail(f"nothing of {reader} leads to {form} on {self.today}: {self.page.inner_text('main')[:2000]}")

    def sends(self, form: Any, *, today: str = "on", **typed: str) -> None:
        self.acts[self.acting] += 1
        self.done = "**?done=*" if self.acting == FIRM else "**klart=*"
        super().sends(form, today=today, **typed)

    def _steps(self) -> Iterator[str]:
        """Yield where the buttons of the day lead, then those of the page of the only case."""
        self._can_be_read()
        seen = self._links("a[href*='/steg/']")
        yield from seen
        self.page.goto(f"{self.origin}/behov")
        yield from self._links("a[href*='/steg/']")
        for case in self._links("main a[href*='arenden/']")[:1] or [f"{self.origin}/arenden/1"]:
            self.page.goto(case.partition("/steg/")[0])
            yield self.page.url
            yield from self._links("a[href*='/steg/']")

    def _links(self, css: str) -> list[str]:
        return list(dict.fromkeys(self.page.locator(css).evaluate_all("links => links.map(link => link.href)")))

    def signs_in(self, email: str) -> None:
        """Open the day of somebody, who signs in anew once some days have passed."""
        page = self.windows[email]
        page.goto(f"{self.origin}/idag")
        if "/logga-in" in page.url:
            page.get_by_label("E-post").fill(email)
            page.get_by_label("Lösenord").fill(PASSWORD)
            page.locator("main button.first").click()
            page.wait_for_url("**/idag")


@contextmanager
def _signed_in(play: BoardPlay, browser: Any, *, scripts: bool) -> Iterator[None]:
    with writing(play.engine) as connection:
        for email, role in set(SIGNS_IN.values()):
            accounts.add(connection, email=email, role=role, now=play.clock(), today=play.today)
            accounts.set_password(connection, email, PASSWORD, play.clock())
    with ExitStack() as windows:
        for email, _ in sorted(set(SIGNS_IN.values())):
            play.windows[email] = windows.enter_context(window(browser, width=1280, scripts=scripts))
        play.phone = windows.enter_context(window(browser, scripts=False))
        yield


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def play(request, tmp_path, sqlite_template) -> Iterator[BoardPlay]:
    path = tmp_path / "trespann.db"
    copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as engine, chromium() as browser:
        planned(engine, tmp_path, "sv")
        found = BoardPlay(engine)
        with served(found), _signed_in(found, browser, scripts=request.param):
            yield found


def test_a_procurement_goes_from_plan_to_close_on_the_board(play):
    plan_to_call(play)
    assert play.states() == [ProcurementState.ADVERTISED]
    award_to_contract(play)
    assert play.states() == [ProcurementState.MATCHING, PlacementState.OPEN]
    meeting_to_hire(play)
    assert play.states() == [ProcurementState.FOLLOW_UP, PlacementState.FOLLOWING_UP]
    follow_up_to_close(play)
    assert play.states() == [ProcurementState.CLOSED, PlacementState.COMPLETED]
    assert 0 < play.acts[SUPPORT] <= MOST_ACTS
