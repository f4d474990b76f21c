"""What the supervisor sets up on Prefect's server, and what it does with runs that nobody will finish."""

import shlex
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.events.schemas.automations import EventTrigger
from prefect.settings.models.flows import FlowsSettings
from prefect.states import Pending, Running, Scheduled, State

from flows import prefect_server
from flows.environment import HEARTBEAT
from models.clock import now

pytestmark = pytest.mark.xdist_group("prefect")


@flow(name="nothing")
def nothing() -> None: ...


@pytest.fixture
def client(prefect_api: None) -> Iterator[SyncPrefectClient]:
    with prefect_server.connect() as connected:
        yield connected


def run_in(client: SyncPrefectClient, state: State[Any]) -> UUID:
    return client.create_flow_run(nothing, state=state).id


def state_and_message(client: SyncPrefectClient, run: UUID) -> tuple[str, str]:
    state = prefect_server.state_of(client, run)
    assert state
    return state.name or "", state.message or ""


def test_the_pool_is_open_again_after_a_pause_and_set_up_anew(client: SyncPrefectClient) -> None:
    prefect_server.open_pool(client)
    prefect_server.pause_pool(client)
    assert client.read_work_pool(prefect_server.POOL).is_paused
    prefect_server.open_pool(client)
    pool = client.read_work_pool(prefect_server.POOL)
    assert not pool.is_paused
    command = pool.base_job_template["variables"]["properties"]["command"]["default"]
    assert shlex.split(command) == [sys.executable, "-m", "prefect.engine"]


def test_the_watchdogs_are_set_once_however_often_they_are_set(client: SyncPrefectClient) -> None:
    prefect_server.set_watchdogs(client)
    prefect_server.set_watchdogs(client)
    names = [automation.name for automation in client.read_automations()]
    assert sorted(names) == sorted(watchdog.name for watchdog in prefect_server.WATCHDOGS)


def test_runs_that_nobody_works_on_are_written_off(client: SyncPrefectClient) -> None:
    lost = [run_in(client, Running()), run_in(client, Pending())]
    assert set(prefect_server.working(client)) == set(lost)
    prefect_server.write_off_lost_runs(client)
    assert prefect_server.working(client) == []
    for run in lost:
        name, message = state_and_message(client, run)
        assert name == "Crashed"
        assert "Trespann stoppades under körningen" in message


def test_runs_whose_time_has_passed_are_dropped_and_those_to_come_are_kept(client: SyncPrefectClient) -> None:
    missed = [run_in(client, Scheduled(scheduled_time=now() - timedelta(hours=hours))) for hours in (1, 30)]
    coming = run_in(client, Scheduled(scheduled_time=now() + timedelta(hours=1)))
    prefect_server.drop_missed_runs(client)
    assert {state_and_message(client, run)[0] for run in missed} == {"Cancelled"}
    assert state_and_message(client, coming)[0] == "Scheduled"


def test_a_run_on_a_worker_that_was_started_by_hand_is_not_taken_for_dead(client: SyncPrefectClient) -> None:
    prefect_server.open_pool(client)
    pool = client.read_work_pool(prefect_server.POOL)
    assert pool.base_job_template["variables"]["properties"]["env"]["default"] == HEARTBEAT
    assert pool.base_job_template["job_configuration"]["env"] == "{{ env }}"

    usual = FlowsSettings.model_fields["heartbeat_frequency"].default
    (silent,) = [dog.trigger for dog in prefect_server.WATCHDOGS if "tystnat" in dog.name]
    assert isinstance(silent, EventTrigger)
    assert silent.within > 2 * timedelta(seconds=usual)
    assert silent.within > 2 * timedelta(seconds=int(*HEARTBEAT.values()))
