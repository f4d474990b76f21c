"""The example city as tests use it: lived through once for each day of its start, with the stories alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time
from sqlalchemy import Engine

from desk import example_city
from desk.example_city import begun, live_up_to_start
from desk.example_stories import STORIES
from exchange.directory_import import load_city
from models.installation.secret import make_secret
from models.installation.settings import EXAMPLES, Settings
from models.storage.database import engine_at
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


@contextmanager
def example_world(folder: Path, start: date) -> Iterator[tuple[Engine, Settings]]:
    """Yield the example city as it is on the day of its start, at nine in the morning, before anything is done."""
    with pytest.MonkeyPatch.context() as patch, freeze_time(f"{start} 08:00"):
        patch.setattr(example_city, "EXAMPLES", only_the_stories(folder / "examples"))
        settings = begun(Settings(_env_file=None, var=folder / "var"), start)
        make_secret(settings)
        with engine_at(settings.database, synchronous="OFF") as engine:
            upgrade(engine)
            load_city(engine, EXAMPLES / "city.toml")
            live_up_to_start(engine, settings)
            yield engine, settings
