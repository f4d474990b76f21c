"""A Maildir for what comes back, and settings that read it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.installation.settings import Settings
from tests.notifications.city import found_city, open_planned
from tests.notifications.delivery.returned import OPENED
from tests.notifications.mailserver import SENDER


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "post" / name).mkdir(parents=True)
    return tmp_path / "post"


@pytest.fixture
def settings(tmp_path: Path, maildir: Path) -> Settings:
    return Settings(_env_file=None, var=tmp_path / "var", bounces=maildir, mail_from=SENDER)


@pytest.fixture
def city(engine: Engine) -> Engine:
    """The small city with a case of which the officer is to be told on DUE."""
    found_city(engine)
    open_planned(engine, "UH-1", on=OPENED)
    return engine
