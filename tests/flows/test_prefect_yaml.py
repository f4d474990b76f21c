"""What is deployed, read from the file itself."""

import asyncio
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
import yaml
from prefect import Flow
from prefect.server.schemas.schedules import CronSchedule

from flows.bring_up import FIRST_RUNS
from flows.prefect_server import DEPLOYMENTS, POOL

FILE: dict[str, Any] = yaml.safe_load(DEPLOYMENTS.read_text(encoding="utf-8"))
EACH: list[dict[str, Any]] = FILE["deployments"]
SCHEDULES = [schedule for deployment in EACH for schedule in deployment.get("schedules", [])]
BY_HAND = [deployment for deployment in EACH if "schedules" not in deployment]
each = pytest.mark.parametrize("deployment", EACH, ids=[deployment["name"] for deployment in EACH])


def flow_of(deployment: dict[str, Any]) -> Flow[..., Any]:
    module, name = deployment["entrypoint"].split(":")
    found = getattr(import_module(module), name)
    assert isinstance(found, Flow)
    return found


@each
def test_every_entrypoint_is_a_flow_that_can_be_imported(deployment: dict[str, Any]) -> None:
    assert flow_of(deployment).name == deployment["name"]


@each
def test_every_deployment_checks_parameters_limits_itself_to_one_run_and_says_what_it_does(
    deployment: dict[str, Any],
) -> None:
    assert deployment["enforce_parameter_schema"] is True
    assert deployment["concurrency_limit"]["limit"] == 1
    assert deployment["work_pool"]["name"] == POOL
    assert deployment["tags"]
    assert len(deployment["description"]) > 40


@each
def test_the_form_for_a_run_by_hand_explains_every_parameter(deployment: dict[str, Any]) -> None:
    schema = flow_of(deployment).parameters
    shown = [schema.properties, *(form.get("properties", {}) for form in schema.definitions.values())]
    parameters = {name: parameter for part in shown for name, parameter in part.items()}
    assert "today" not in parameters, "no run by hand chooses which day it is"
    assert all(parameter["description"] for parameter in parameters.values())


@pytest.mark.parametrize("deployment", BY_HAND, ids=[deployment["name"] for deployment in BY_HAND])
def test_what_runs_only_by_hand_asks_with_one_form_and_is_never_tried_again(deployment: dict[str, Any]) -> None:
    asked = flow_of(deployment)
    assert list(asked.parameters.properties) == ["request"]
    assert not asked.retries


def test_the_flows_come_from_the_installed_package() -> None:
    assert FILE["pull"] == []


def test_a_schedule_that_was_paused_by_hand_stays_paused() -> None:
    assert SCHEDULES
    assert not [schedule for schedule in SCHEDULES if "active" in schedule]


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
@pytest.mark.parametrize("schedule", SCHEDULES, ids=[str(schedule["cron"]) for schedule in SCHEDULES])
def test_no_run_falls_in_the_hour_that_the_change_of_clocks_takes_or_repeats(
    schedule: dict[str, Any],
    day: str,
) -> None:
    assert schedule["timezone"] == "Europe/Stockholm"
    start = datetime.fromisoformat(day).replace(tzinfo=UTC)
    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    runs = asyncio.run(cron.get_dates(n=200, start=start))
    hours = {run.hour for run in runs}
    assert hours
    assert 2 not in hours


def test_what_runs_at_every_start_is_deployed() -> None:
    assert {f"{flow_of(deployment).name}/{deployment['name']}" for deployment in EACH} >= set(FIRST_RUNS)
