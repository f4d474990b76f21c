"""People who sign in, and browsers that keep cookies, for tests of pages that ask who is there."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from desk import accounts
from desk.access import AccountRole
from models.installation.settings import Settings
from models.storage.database import writing
from tests.web.browser import ORIGIN, PageSeen
from tests.web.city import SIGNING
from web.app import pages

EMAIL, PASSWORD = "stig@exempelstad.example", "tre gula cyklar"
BEGIN = datetime(2026, 4, 20, 8, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Visitor:
    """A browser that keeps what it is given; `answers` are all it got for its last request, redirects first."""

    app: FastAPI
    origin: str = ORIGIN
    jar: httpx.Cookies = field(default_factory=httpx.Cookies)
    answers: list[httpx.Response] = field(default_factory=list)
    elsewhere: Any = None
    """What answers at other origins."""

    def request(self, method: str, address: str, *, follow: bool = True, **sent: Any) -> PageSeen:
        async def go() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
            headers = {"accept-language": "sv"} | sent.pop("headers", {})
            async with httpx.AsyncClient(transport=transport, base_url=self.origin, cookies=self.jar) as client:
                found = [await client.request(method, address, headers=headers, **sent)]
                while follow and found[-1].has_redirect_location and len(found) < 9:
                    following = urljoin(str(found[-1].request.url), found[-1].headers["location"])
                    if not following.startswith(self.origin):
                        break
                    found.append(await client.get(following, headers={"accept-language": "sv"}))
                self.jar = client.cookies
                return found

        self.answers = asyncio.run(go())
        last = self.answers[-1]
        return PageSeen(last.status_code, last.headers, last.text)

    @property
    def at(self) -> str:
        """The path that the last page came from."""
        return self.answers[-1].request.url.raw_path.decode()

    def open(self, address: str, **sent: Any) -> PageSeen:
        return self.request("GET", address, **sent)

    def send(self, address: str, fields: dict[str, str], **sent: Any) -> PageSeen:
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.request("POST", address, content=urlencode(fields), headers=kind, **sent)

    def fill(self, address: str, action: str, **typed: str) -> PageSeen:
        """Open a page, fill in the form that goes to an address, and send it."""
        forms = [form for form in self.open(address).forms.values() if form.action == action]
        form = next(form for form in forms if set(typed) <= {*form.names, *form.fields, "form", "session"})
        return self.send(urljoin(str(self.answers[-1].request.url), action), form.fields | typed)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, *, wanted: str = "") -> PageSeen:
        where = f"/logga-in?{urlencode({'till': wanted})}" if wanted else "/logga-in"
        return self.fill(where, "./logga-in", email=email, password=password)


def application(engine: Engine, clock: Clock | None = None, **changed: Any) -> FastAPI:
    return pages(engine, settings_with(**changed), clock=clock or Clock())


def settings_with(**changed: Any) -> Settings:
    return SIGNING.model_copy(update=changed)


def add_account(
    engine: Engine, email: str = EMAIL, role: AccountRole = AccountRole.SUPPORT, password: str = PASSWORD
) -> None:
    """Add an account with a password; who acts in cases is in the directory already."""
    with writing(engine) as connection:
        name = "" if role in {"support", "officer", "labour_market"} else "Lisa Läsare"
        told = {"email": email, "role": role, "name": name}
        accounts.add(connection, **told, now=BEGIN, today=BEGIN.date())
        accounts.set_password(connection, email, password, BEGIN)
