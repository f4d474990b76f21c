"""The day from which the example city has been running when it is started for the first time."""

from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time
from sqlalchemy import Engine

from exchange.plans.plan_import import import_plan
from flows.bring_up import FIRST_REMINDER, example_started
from matters.ladder_file import DEFAULT
from matters.open_matters import open_now
from models.casestore import load_some
from models.installation.settings import EXAMPLES, Settings
from models.storage.database import reading

TODAY = date(2026, 2, 9)


@pytest.fixture
def of_the_example(settings: Settings) -> Settings:
    return settings.model_copy(update={"plan": EXAMPLES / "plan.csv"})


@freeze_time("2026-02-09 06:00")
def test_the_example_city_began_so_long_ago_that_its_first_reminders_are_due(
    of_the_example: Settings,
    database: Engine,
) -> None:
    began = date.fromisoformat(example_started(of_the_example)["today"])
    import_plan(database, of_the_example.plan, today=began)
    with reading(database) as connection:
        cases = list(load_some(connection, range(1, 4)))
    owed = [matter.name for case in cases for _, _, matter, _ in open_now(case, TODAY, DEFAULT)]
    assert (began, FIRST_REMINDER) == (date(2026, 2, 2), 5)
    assert owed == ["contact_point_1"] * 3


def test_a_city_that_has_cases_has_its_own_days(of_the_example: Settings, database: Engine) -> None:
    import_plan(database, of_the_example.plan, today=TODAY)
    assert example_started(of_the_example) == {}


def test_a_plan_of_ones_own_is_read_on_the_day_it_is(settings: Settings, tmp_path: Path) -> None:
    assert example_started(settings.model_copy(update={"plan": tmp_path / "plan.csv"})) == {}
