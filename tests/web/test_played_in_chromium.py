"""One procurement from plan to close by mails and pages alone: officer, support, unit and supplier on their phones."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from shutil import copyfile
from time import sleep
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine, update

from desk.tick import tick
from exchange.directory_import import load_city
from exchange.plans.plan_import import import_plan
from models.installation.settings import EXAMPLES
from models.queries.cases import read_case
from models.storage.database import reading, writing
from models.tables import Person
from states.processes.placement import PLACEMENT, PlacementState
from states.processes.procurement import PROCUREMENT, ProcurementState
from tests.chromium import chromium, needs_chromium, window
from tests.conftest import opened
from tests.web.city import SIGNING
from web.app import pages

pytestmark = needs_chromium

REFERENCE = "UH-2026-101"
OFFICER, SUPPORT, UNIT, CONTACT, FIRM = "bjorn.", "yasmin.", "jobbcenter.norr", "orjan.", "amanda."
_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\bNone\b|[{}]")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


@dataclass
class Play:
    """The pages, the mails that were sent, and a clock that goes from day to day."""

    engine: Engine
    today: date = date(2026, 3, 2)
    mails: list[EmailMessage] = field(default_factory=list)
    origin: str = ""
    page: Any = None
    done: str = "**?done=*"
    """Where a form leads that was recorded."""

    def clock(self) -> datetime:
        return datetime.combine(self.today, time(8, 0), UTC)

    def send(self, *, content: bytes, **_: object) -> None:
        self.mails.append(message_from_bytes(content, policy=policy.default))

    def close(self) -> None:
        pass

    def on(self, day: str) -> None:
        """Let it be another day, on which the mail goes out."""
        self.today = date.fromisoformat(day)
        tick(self.engine, today=self.today, settings=SIGNING, open_sender=lambda: self, clock=self.clock)

    def opens(self, reader: str, form: str) -> Any:
        """Let somebody press the buttons of their mails, the newest first, until a page has the form; return it."""
        for mail in reversed([one for one in self.mails if one["To"].startswith(reader)]):
            for address in self._buttons(mail):
                self.page.goto(address)
                self._can_be_read()
                found = self.page.locator(f"form:has(input[name=form][value^='{form}'])").first
                if found.count():
                    for folded in self.page.locator("details:not([open])", has=found).all():
                        folded.locator("summary").first.click()
                    return found
        told = [f"{one['To']} {one['Subject']}" for one in self.mails[-6:]]
        pytest.fail(f"no mail of {reader} leads to {form} on {self.today}: {told}")

    def _buttons(self, mail: EmailMessage) -> list[str]:
        """Return where the buttons of a mail lead, as its reader sees it."""
        body = mail.get_body(("html",))
        assert body is not None
        self.page.set_content(body.get_content())
        self._can_be_read()
        links = self.page.locator("a.button").all()
        found = [str(link.get_attribute("href")) for link in links]
        return [re.sub(r"^https?://[^/]+", self.origin, one) for one in found if "/l/" in one]

    def sends(self, form: Any, *, today: str = "on", **typed: str) -> None:
        """Let a form be filled in, with today's day ticked in the field of that name, and sent."""
        if today:
            form.locator(f"input[name={today}-today]").check()
        for name, value in typed.items():
            field_ = form.locator(f"[name='{name.replace('_0', '-0')}']")
            if field_.first.get_attribute("type") in {"radio", "checkbox"}:
                form.locator(f"[name='{name.replace('_0', '-0')}'][value='{value}']").check()
            else:
                field_.fill(value)
        form.locator("button.first").click()
        self.page.wait_for_url(self.done)
        self._can_be_read()

    def _can_be_read(self) -> None:
        text = _ADDRESS.sub("", self.page.inner_text("body"))
        assert _CODE.findall(text) == []

    def states(self) -> list[str]:
        with reading(self.engine) as connection:
            case = read_case(connection, REFERENCE)
        return [track.state for track in case.tracks if track.process in {PROCUREMENT.name, PLACEMENT.name}]


@contextmanager
def served(play: Play) -> Iterator[None]:
    app = pages(play.engine, SIGNING, clock=play.clock)
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    play.origin = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield
    server.should_exit = True
    thread.join(10)


@pytest.fixture(params=["sv", "en"])
def play(request, tmp_path, sqlite_template) -> Iterator[Play]:
    path = tmp_path / "trespann.db"
    copyfile(sqlite_template, path)
    with opened(f"sqlite:///{path}") as engine, chromium() as browser, window(browser, scripts=False) as page:
        planned(engine, tmp_path, request.param)
        found = Play(engine, page=page)
        with served(found):
            yield found


def planned(engine: Engine, folder: Path, language: str) -> None:
    """Found the example city, whose people all read one language, with one planned procurement."""
    load_city(engine, EXAMPLES / "city.toml")
    with writing(engine) as connection:
        connection.execute(update(Person.__table__).values(language=language))
    plan = folder / "plan.csv"
    plan.write_text(
        "JournalID;Verksamhet;Benämning;CPV kod;Upphandlingsområde;Upphandlingstyp/Avtalstyp;Geografiskt område;"
        "Planerad annonseringsstart;Planerad avtalsstart;Bedömd kontraktstid år;Bemanning;Upphandlare e-post\n"
        f"{REFERENCE};Fastighetskontoret;Lokalvård i kontor;90919200;Tjänst;Öppet förfarande;Norra Exempelstad;"
        "2026-05-11;2026-09-01;1;8;bjorn.pahittad@exempelstad.example\n",
        "utf-8",
    )
    import_plan(engine, plan, today=date(2026, 3, 2))


def test_four_people_take_a_procurement_from_plan_to_close_by_mails_and_pages_alone(play):
    plan_to_call(play)
    assert play.states() == [ProcurementState.ADVERTISED]
    award_to_contract(play)
    assert play.states() == [ProcurementState.MATCHING, PlacementState.OPEN]
    meeting_to_hire(play)
    assert play.states() == [ProcurementState.FOLLOW_UP, PlacementState.FOLLOWING_UP]
    follow_up_to_close(play)
    assert play.states() == [ProcurementState.CLOSED, PlacementState.COMPLETED]


def plan_to_call(play: Play) -> None:
    play.on("2026-03-09")
    play.sends(play.opens(OFFICER, "contact"), trade="städare", tasks="Daglig städning av kontor.")
    play.on("2026-03-10")
    play.sends(play.opens(SUPPORT, "take"), today="", mine="1")
    need = {"outcome": "required", "forms": "employment", "number_0": "1", "unit": "persons", "each": "6"}
    play.sends(play.opens(SUPPORT, "assessment"), **need, supply="prepared")
    play.on("2026-03-11")
    play.sends(play.opens(UNIT, "by"), today="", ready_by="2026-08-15")
    play.on("2026-03-12")
    assert "Jobbcenter Norr" in str(play.mails[-1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    play.sends(play.opens(UNIT, "preparation_started"))
    play.on("2026-05-19")
    play.sends(play.opens(OFFICER, "published"))


def award_to_contract(play: Play) -> None:
    play.on("2026-06-18")
    award = play.opens(OFFICER, "award")
    play.sends(award, today="decided", on="2026-06-18", value="electronic")
    play.on("2026-06-30")
    winner = {"supplier_0": "Skinande Golv AB", "organisation_number_0": "556000-4615", "name_0": "Amanda Golvlund"}
    report = play.opens(OFFICER, "winner")
    report.locator("[name=court]").check()
    report.locator("[name=court_on-today]").check()
    play.sends(report, **winner, email_0="amanda.golvlund@skinandegolv.example", phone_0="031-390 06 33")
    play.on("2026-07-02")
    appoint = play.opens(SUPPORT, "appoint")
    appoint.locator("label", has_text="Örjan").first.click()
    play.sends(appoint, today="")
    play.sends(play.opens(SUPPORT, "promise"), today="", unit="persons")
    play.on("2026-07-03")
    play.sends(play.opens(OFFICER, "contract"), today="", signed="2026-07-03")


def meeting_to_hire(play: Play) -> None:
    play.on("2026-07-07")
    play.sends(play.opens(CONTACT, "told"))
    play.on("2026-07-21")
    play.sends(play.opens(CONTACT, "told"))
    play.on("2026-08-05")
    play.sends(play.opens(CONTACT, "candidate"))
    play.on("2026-08-06")
    play.sends(play.opens(FIRM, "internship-1"))
    play.on("2026-08-25")
    play.sends(play.opens(FIRM, "hire-1"), length="open_ended")
    play.on("2026-08-26")
    play.sends(play.opens(CONTACT, "told"), value="not_applicable")
    play.on("2026-08-27")
    play.sends(play.opens(CONTACT, "told"))


def follow_up_to_close(play: Play) -> None:
    for day in ("2026-09-25", "2026-11-25", "2027-02-25"):
        play.on(day)
        play.sends(play.opens(CONTACT, "follow"), value="still_employed")
    play.on("2027-06-03")
    play.sends(play.opens(FIRM, "final"))
    play.on("2027-07-02")
    play.sends(play.opens(OFFICER, "obligation_fulfilled"))
    play.on("2027-07-12")
    play.sends(play.opens(OFFICER, "close"), today="", sure="1")
