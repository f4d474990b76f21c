"""A page behind a link, the whole request through the application: with a city's people, and with three."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import Engine, make_url

from benchmarks.harness import Result, clock_of, median_ratio
from benchmarks.lives import give_lives
from benchmarks.worlds import FIRST_OFFICER, LATER, PEOPLE, TODAY, fill, fresh
from models.installation.settings import Settings
from models.storage.database import open_engine, writing
from notifications.invitations.links import Bound, Purpose
from notifications.invitations.rules import addresses as addresses_of
from web.app import pages

CASES = 10_000
GETS, ROUNDS = 40, 7
OBSERVED = {"case_opened": "2026-01-12"}
ORIGIN = "http://127.0.0.1:8400"
MEGABYTE = 1024
ROOT = Path(__file__).parents[1]
MEMORY = """
import sys
from pathlib import Path
from benchmarks import pages
print(pages.get_often(*sys.argv[1:]))
# Not ru_maxrss, which a new process takes over from the one that started it.
(now,) = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
print(now)
"""


def run(addresses: dict[str, str]) -> list[Result]:
    return [result for kind in ("sqlite", "postgresql") for result in _on(addresses, kind)]


def _on(addresses: dict[str, str], kind: str) -> list[Result]:
    city, hamlet = _city(addresses, kind, PEOPLE), _city(addresses, kind, 3)
    links = {city: _link(city, FIRST_OFFICER + 1), hamlet: _link(hamlet, 1)}
    apps = {engine: _app(engine) for engine in links}
    clocks = {engine: clock_of(engine) for engine in links}

    def timed(engine: Engine) -> float:
        start = clocks[engine]()
        asyncio.run(_get(apps[engine], links[engine], GETS))
        return (clocks[engine]() - start) / GETS

    for engine in links:
        timed(engine)
    ratio, many, few = median_ratio(ROUNDS, lambda _: timed(city), lambda _: timed(hamlet))
    address = make_url(city.url).render_as_string(hide_password=False)
    for engine in links:
        engine.dispose()
    detail = {f"{PEOPLE:,} people ms": many * 1e3, "3 people ms": few * 1e3}
    what = f"GET of a page, {CASES:,} cases, {PEOPLE:,} people against 3, {kind}"
    return [
        Result(what, ratio, 1.2, at_least=False, detail=detail),
        Result(f"megabytes of the web process after {GETS} pages, {kind}", _memory(address, links[city]), 125, False),
    ]


def _city(addresses: dict[str, str], kind: str, people: int) -> Engine:
    engine = fresh(addresses, kind, f"pages_{people}")
    fill(engine, CASES, state="planning", next_check=LATER, observations=OBSERVED, people=people)
    give_lives(engine, CASES, TODAY)
    return engine


def _settings() -> Settings:
    return Settings(_env_file=None, secret=SecretStr("for the benchmark"), web_url=ORIGIN)


def _link(engine: Engine, person: int) -> str:
    """Return the link by which the officer of the first case reports the first contact."""
    bound = Bound(Purpose.CONTACT_POINT_1, person, 1, "contact_point_1")
    with writing(engine) as connection:
        return addresses_of(connection, [bound], today=TODAY, settings=_settings())[bound]


def _app(engine: Engine) -> FastAPI:
    return pages(engine, _settings(), clock=lambda: datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC))


def get_often(database: str, link: str) -> int:
    """Return how many pages a new application has served."""
    asyncio.run(_get(_app(open_engine(database)), link, GETS))
    return GETS


async def _get(app: FastAPI, link: str, times: int) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as client:
        for _ in range(times):
            answer = await client.get(link)
            assert answer.status_code == httpx.codes.OK, answer.status_code
            assert "<form" in answer.text


def _memory(database: str, link: str) -> float:
    command = [sys.executable, "-c", MEMORY, database, link]
    around = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run(command, check=True, capture_output=True, text=True, env=around)  # noqa: S603 - our own file
    return int(told.stdout.split()[-1]) / MEGABYTE
