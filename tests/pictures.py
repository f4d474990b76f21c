"""Pictures of the board's main pages, of the example city: `python -m tests.pictures docs/pictures` takes them anew."""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from typing import Any

import uvicorn
from sqlalchemy import Engine, select

from desk.demo_accounts import PASSWORD, make_demo_accounts
from desk.example_city import begun, live_up_to_start
from exchange.directory_import import load_city
from models.installation.settings import EXAMPLES, Settings
from models.storage.database import engine_at, reading
from models.storage.schema import upgrade
from models.tables import AgendaRow
from tests.chromium import DESKTOP, PHONE, chromium, window
from web.app import pages

TODAY = date(2026, 11, 30)
WHO = "stod@demo.example"
HEIGHTS = {DESKTOP: 900, PHONE: 780}
TALL = frozenset({"arende-1280"})
"""Pictures of the whole page: what matters stands further down."""
_agenda = AgendaRow.__table__


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as var, _city(Path(var)) as (engine, settings), _served(engine, settings) as at:
        shown = {"idag": "idag", "arende": f"arenden/{_pressing(engine)}", "behov": "behov", "resultat": "resultat"}
        with chromium() as browser:
            for width, dark in ((DESKTOP, False), (PHONE, True)):
                with window(browser, width=width, dark=dark) as page:
                    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                    _sign_in(page, at)
                    for name, path in shown.items():
                        page.goto(f"{at}/{path}")
                        called = f"{name}-{width}"
                        page.screenshot(path=folder / f"{called}.png", full_page=called in TALL)


@contextmanager
def _city(var: Path) -> Iterator[tuple[Engine, Settings]]:
    """Let the example city live its months, and give it an account to look around with."""
    settings = Settings(_env_file=None, var=var)
    with engine_at(settings.database, synchronous="OFF") as engine:
        upgrade(engine)
        load_city(engine, EXAMPLES / "city.toml")
        settings = begun(settings, TODAY)
        live_up_to_start(engine, settings)
        make_demo_accounts(engine, settings, _now())
        yield engine, settings


def _now() -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)


@contextmanager
def _served(engine: Engine, settings: Settings) -> Iterator[str]:
    app = pages(engine, settings, clock=_now)
    server = uvicorn.Server(uvicorn.Config(app, port=0, ws="none", log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def _pressing(engine: Engine) -> int:
    """Return the case in which a contact person is owed: there is something to do, and much to see."""
    owed = select(_agenda.c.case_id).where(_agenda.c.name == "contact_person").order_by(_agenda.c.deadline).limit(1)
    with reading(engine) as connection:
        return int(connection.execute(owed).scalar_one())


def _sign_in(page: Any, at: str) -> None:
    page.goto(f"{at}/logga-in")
    page.get_by_label("E-post").fill(WHO)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.locator("main button.first").click()
    page.wait_for_url("**/idag")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
