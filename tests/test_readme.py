"""The README's first five minutes: every line can be pasted as it stands, whatever day the example city is started."""

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

import cli.demo
from cli.main import app
from desk.tick import tick
from matters.quiet_times import time_of  # noqa: F401
from models.installation.settings import Settings
from models.operations import find
from models.storage.database import reading
from notifications.delivery.folders import FileSender, mail_folder
from states.facts import Milestone
from tests.example import DAYS, example_world

ROOT = Path(__file__).parents[1]
World = tuple[date, Engine, Settings]


def pasted(text: str) -> list[list[str]]:
    """Return the commands of our own in the five minutes, each as its words."""
    minutes = text[text.index("## The first five minutes") : text.index("## How it is built")]
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", minutes, re.DOTALL)).splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[1:] for line in words if line and line[0] == "trespann"]


COMMANDS = pasted((ROOT / "README.md").read_text("utf-8"))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("readme")
    with example_world(folder, request.param) as (engine, settings):
        tick(engine, today=request.param, settings=settings, open_sender=lambda: FileSender(mail_folder(settings.var)))
        yield request.param, engine, settings


def test_the_five_minutes_are_read_from_the_readme():
    assert len(COMMANDS) > 12
    assert ["tick", "--dry-run"] in COMMANDS


def test_every_line_can_be_pasted_in_turn_and_does_what_it_says(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    day, engine, settings = world
    monkeypatch.chdir(settings.var.parent)
    monkeypatch.setattr(cli.demo, "live_up_to_start", lambda *_, **__: None)  # played through whole in test_demo
    for words in COMMANDS:
        done = CliRunner().invoke(app, words, env={"TRESPANN_LANGUAGE": "en"})
        assert (done.exit_code, done.stderr) == (0, ""), (words, done.output, done.exception)
        assert done.stdout, words
    with reading(engine) as connection:
        bought, delivered = find(connection, "UH-002"), find(connection, "UH-035")
    on = {one.milestone: one.on for one in bought.recorded}
    assert on[Milestone.CONTACT_POINT_1] == on[Milestone.DOCUMENTS_PUBLISHED] == day
    assert bought.track("procurement").state == "advertised"
    assert [track.state for track in delivered.tracks if track.process == "placement"] == ["proposed", "open", "open"]
    assert tmp_path.exists()
