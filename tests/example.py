"""The example city as tests use it: lived through once for each day of its start, with the stories alone."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time

from desk import example_city
from desk.example_city import begun, live_up_to_start
from desk.example_stories import STORIES
from exchange.directory_import import load_city
from models.installation import site
from models.installation.secret import make_secret
from models.installation.settings import EXAMPLES, Settings
from models.storage.database import engine_at, writing
from models.storage.schema import upgrade

WORKING_DAY, SATURDAY, SPRING = date(2026, 12, 2), date(2026, 11, 28), date(2027, 4, 8)
DAYS = (WORKING_DAY, SATURDAY, SPRING)
_NUMBERS = {f"UH-2026-{reference[-3:]}" for reference in STORIES}


def only_the_stories(folder: Path) -> Path:
    """Write the examples into a folder with those rows of the plan, and those notices, that the stories are about."""
    headings, *rows = (EXAMPLES / "plan.csv").read_text("utf-8-sig").splitlines()
    told = [row for row in rows if row.partition(";")[0] in _NUMBERS]
    (folder / "notices").mkdir(parents=True)
    (folder / "plan.csv").write_text("\n".join([headings, *told, ""]), "utf-8")
    for file in (EXAMPLES / "notices").glob("*.xml"):
        text = file.read_text("utf-8")
        if any(number in text for number in _NUMBERS):
            (folder / "notices" / file.name).write_text(text, "utf-8")
    return folder


def lived(folder: Path, start: date) -> Settings:
    """Let the example city live up to the eve of a day in a folder that is empty; return its settings."""
    with pytest.MonkeyPatch.context() as patch, freeze_time(f"{start} 07:00"):
        patch.setattr(example_city, "EXAMPLES", only_the_stories(folder / "examples"))
        settings = begun(Settings(_env_file=None, var=folder / "var"), start)
        make_secret(settings)
        with engine_at(settings.database, synchronous="OFF") as engine:
            upgrade(engine)
            load_city(engine, EXAMPLES / "city.toml")
            live_up_to_start(engine, settings)
    return settings


class ExampleCities:
    """The example city on the days of its start, each lived through when it is first asked for; nobody changes it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lived = folder, dict[date, Settings]()

    def on(self, start: date) -> Settings:
        if start not in self._lived:
            self._lived[start] = lived(self._folder / start.isoformat(), start)
        return self._lived[start]

    def moved_to(self, folder: Path, start: date) -> Settings:
        """Return the settings of a copy in a folder, which may be changed and mails."""
        shutil.copytree(self.on(start).var, folder / "var")
        settings = Settings(_env_file=None, var=folder / "var")
        with engine_at(settings.database) as engine, writing(engine) as connection:
            site.claim(connection, settings.var, start)
        return settings
