"""The day from which the example city has been running when it is started for the first time."""

from datetime import date
from pathlib import Path

import pytest
from freezegun import freeze_time
from sqlalchemy import Engine, select

from exchange.plans.plan_import import import_plan
from flows.bring_up import FIRST_REMINDER, begin_example
from matters.ladder_file import DEFAULT
from matters.open_matters import open_now
from models.casestore import load_some
from models.installation.settings import EXAMPLES, Settings
from models.storage.database import reading
from models.tables import Case

TODAY = date(2026, 2, 9)


@pytest.fixture
def of_the_example(settings: Settings) -> Settings:
    return settings.model_copy(update={"plan": EXAMPLES / "plan.csv"})


def opened_on(engine: Engine) -> set[date]:
    with reading(engine) as connection:
        return set(connection.execute(select(Case.opened_on)).scalars())


@freeze_time("2026-02-09 06:00")
def test_the_example_city_began_so_long_ago_that_its_first_reminders_are_due(
    of_the_example: Settings,
    database: Engine,
) -> None:
    begin_example(of_the_example)
    with reading(database) as connection:
        cases = list(load_some(connection, range(1, 4)))
    owed = [matter.name for case in cases for _, _, matter, _ in open_now(case, TODAY, DEFAULT)]
    assert ({case.opened_on for case in cases}, FIRST_REMINDER) == ({date(2026, 2, 2)}, 5)
    assert owed == ["contact_point_1"] * 3


def test_a_city_that_has_cases_has_its_own_days(of_the_example: Settings, database: Engine) -> None:
    import_plan(database, of_the_example.plan, today=TODAY)
    before = opened_on(database)
    begin_example(of_the_example)
    assert opened_on(database) == before == {TODAY}


def test_a_plan_of_ones_own_is_read_on_the_day_it_is(settings: Settings, database: Engine, tmp_path: Path) -> None:
    begin_example(settings.model_copy(update={"plan": tmp_path / "plan.csv"}))
    assert opened_on(database) == set()
