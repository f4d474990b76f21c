"""A dry run tells what a tick would do, and leaves everything as it was."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlmodel import SQLModel

from desk.tick import tick
from desk.tick_preview import MailItem, preview
from models.installation import site
from models.installation.settings import Settings
from models.storage.database import reading, writing
from models.tables import Track
from states.text import Text
from tests.notifications.city import bring_to_standstill, found_city, open_planned
from tests.notifications.delivery.test_bounces import original
from tests.notifications.mailserver import SENDER
from tests.notifications.returned_letters import report

DUE = date(2026, 1, 19)
MORNING = datetime(2026, 1, 19, 6, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation whose mail server answers nobody."""
    return Settings(_env_file=None, var=tmp_path / "var", smtp_port=1, mail_from=SENDER, smtp_connections=4)


@pytest.fixture
def city(engine: Engine, settings: Settings) -> Engine:
    found_city(engine)
    for number in (1, 2):
        open_planned(engine, f"UH-{number}", on=date(2026, 1, 12))
    with writing(engine) as connection:
        site.claim_unclaimed(connection, settings.var, DUE)
    return engine


def contents(engine: Engine) -> dict[str, list[Any]]:
    with reading(engine) as connection:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in tables}


def look(engine: Engine, settings: Settings, *, today: date = DUE) -> Any:
    return preview(engine, today=today, settings=settings, clock=lambda: MORNING)


def test_a_dry_run_tells_who_would_get_what_and_writes_nothing(city, settings):
    before = contents(city)
    foreseen = look(city, settings)
    assert contents(city) == before
    heading = Text("Kontakta stödfunktionen om upphandlingen", "Contact the support function about the procurement")
    (mail,) = foreseen.mails
    assert (mail.name, mail.recipient, mail.role) == ("Ulla Upphandlare", "ulla@exempelstad.example", "officer")
    assert mail.told == (MailItem("UH-1", "", heading), MailItem("UH-2", "", heading))
    assert (foreseen.result.checked, foreseen.result.planned, foreseen.result.sent) == (2, 2, 1)


def test_a_dry_run_tells_what_the_tick_then_does(city, settings):
    bring_to_standstill(city, "UH-3", sent=date(2026, 1, 13))

    class Postbox:
        def __init__(self) -> None:
            self.told: list[str] = []

        def send(self, *, recipient: str, **_: object) -> None:
            self.told.append(recipient)

        def close(self) -> None:
            pass

    foreseen = look(city, settings)
    box = Postbox()
    made = tick(city, today=DUE, settings=settings, open_sender=lambda: box, clock=lambda: MORNING)
    assert sorted(mail.recipient for mail in foreseen.mails) == sorted(box.told)
    assert foreseen.result == made


def test_nobody_would_get_a_mail_twice(city, settings):
    once = look(city, settings)
    assert look(city, settings) == once
    tick(city, today=DUE, settings=settings, open_sender=_Nowhere, clock=lambda: MORNING)
    assert look(city, settings).mails == ()


def test_nobody_would_get_a_mail_on_a_day_off(city, settings):
    assert look(city, settings, today=date(2026, 1, 18)).mails == ()


def test_a_dry_run_tells_that_this_installation_sends_nothing(city, settings, tmp_path):
    copy = settings.model_copy(update={"var": tmp_path / "another"})
    foreseen = look(city, copy)
    assert foreseen.result.warnings == [site.STANDINGS[site.Standing.ANOTHER]]
    assert len(foreseen.mails) == 1


def test_a_dry_run_tells_whom_a_bounce_would_bring_in_and_leaves_the_letter(city, settings, tmp_path):
    tick(city, today=DUE, settings=settings, open_sender=_Nowhere, clock=lambda: MORNING)
    (tmp_path / "post" / "new").mkdir(parents=True)
    content = report(original=original(city), date="Mon, 19 Jan 2026 12:00:00 +0100")
    (tmp_path / "post" / "new" / "1").write_bytes(content)
    chosen = settings.model_copy(update={"bounces": tmp_path / "post"})
    before = contents(city)
    foreseen = look(city, chosen)
    assert foreseen.result.bounced == 1
    assert [mail.recipient for mail in foreseen.mails] == ["chris@exempelstad.example"]
    assert contents(city) == before
    assert [path.name for path in (tmp_path / "post" / "new").iterdir()] == ["1"]


def test_a_case_that_no_rule_can_read_is_named_and_stays_as_it_is(city, settings):
    with writing(city) as connection:
        connection.execute(update(Track).where(Track.case_id == 1).values(state="melted"))
    before = contents(city)
    assert [one.reference for one in look(city, settings).result.problems] == ["UH-1"]
    assert contents(city) == before


class _Nowhere:
    def send(self, **_: object) -> None:
        pass

    def close(self) -> None:
        pass
