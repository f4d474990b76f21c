"""What every run has around its one call."""

import shutil
from datetime import date, timedelta
from typing import Any

import pytest
from prefect import Flow
from sqlalchemy import Engine

from flows import import_plan, overview, record, synchronise, tick
from flows.job import RunFailed
from models.installation.settings import Settings
from tests.flows.asking import CASE, asked
from tests.flows.dashboard import MONDAY, on

pytestmark = pytest.mark.xdist_group("prefect")


def test_a_database_of_another_version_fails_the_run_and_says_what_to_do(
    prefect_api: None,
    settings: Settings,
) -> None:
    shutil.rmtree(settings.var)
    with pytest.raises(RunFailed, match="trespann init"):
        on(MONDAY, tick.tick.with_options(retries=0))


@pytest.mark.parametrize("flow", [tick.tick, synchronise.synchronise, import_plan.import_plan, overview.overview])
def test_no_job_runs_while_the_last_tick_makes_the_clock_doubtful(
    prefect_api: None,
    settings: Settings,
    database: Engine,
    flow: Flow[..., Any],
) -> None:
    on(MONDAY, tick.tick)
    for day in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=15), date(2030, 1, 1)):
        with pytest.raises(RunFailed, match="kör ”trespann tick --on idag”"):
            on(day, flow.with_options(retries=0))
    on(MONDAY + timedelta(days=14), flow.with_options(retries=0))


def test_what_people_ask_for_waits_too_while_the_clock_is_doubtful(prefect_api: None, planned: Engine) -> None:
    on(MONDAY, tick.tick)
    with pytest.raises(RunFailed, match="Ingenting är gjort förrän någon har sagt"):
        asked(record.record, CASE, day="2030-01-01", milestone="contact_point_1").result()
    assert asked(record.record, CASE, day="2026-02-03", milestone="contact_point_1").is_completed()
