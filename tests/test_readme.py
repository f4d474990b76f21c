"""The README's first five minutes: every line can be pasted as it stands, whatever day the example city is started."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time
from typer.testing import CliRunner

import cli.demo
from cli.main import app
from desk.tick import tick
from models.operations import find
from models.storage.database import engine_at, reading
from notifications.delivery.folders import FileSender, mail_folder
from states.facts import Milestone
from tests.example import DAYS, ExampleCities

pytestmark = pytest.mark.xdist_group("example")

ROOT = Path(__file__).parents[1]


def pasted(text: str) -> list[list[str]]:
    """Return the commands of our own in the five minutes, each as its words."""
    minutes = text[text.index("## The first five minutes") : text.index("## How it is built")]
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", minutes, re.DOTALL)).splitlines()
    words = [shlex.split(line, comments=True) for line in lines]
    return [line[1:] for line in words if line and line[0] == "trespann"]


COMMANDS = pasted((ROOT / "README.md").read_text("utf-8"))


def test_the_five_minutes_are_read_from_the_readme():
    assert len(COMMANDS) > 12
    assert ["tick", "--dry-run"] in COMMANDS


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_line_can_be_pasted_in_turn_and_does_what_it_says(
    day: date, example_cities: ExampleCities, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = example_cities.moved_to(tmp_path, day)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli.demo, "live_up_to_start", lambda *_, **__: None)  # played through whole in its own test
    with freeze_time(f"{day} 08:00"), engine_at(settings.database) as engine:
        tick(engine, today=day, settings=settings, open_sender=lambda: FileSender(mail_folder(settings.var)))
        for words in COMMANDS:
            done = CliRunner().invoke(app, words, env={"TRESPANN_LANGUAGE": "en"})
            assert (done.exit_code, done.stderr) == (0, ""), (words, done.output, done.exception)
            assert done.stdout, words
        with reading(engine) as connection:
            bought, delivered = find(connection, "UH-002"), find(connection, "UH-035")
    on = {one.milestone: one.on for one in bought.recorded}
    assert on[Milestone.CONTACT_POINT_1] == on[Milestone.DOCUMENTS_PUBLISHED] == day
    assert [track.state for track in bought.tracks if track.process == "procurement"] == ["advertised"]
    assert [track.state for track in delivered.tracks if track.process == "placement"] == ["proposed", "open", "open"]
