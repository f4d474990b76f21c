"""What a start sets up on Prefect's server."""

import shlex
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.schemas.automations import EventTrigger
from prefect.settings.models.flows import FlowsSettings

from flows import prefect_setup
from flows.environment import HEARTBEAT
from flows.prefect_server import POOL

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture
def client(prefect_api: None) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as connected:
        yield connected


def test_setting_up_opens_the_pool_and_sets_the_watchdogs_once_however_often(client: SyncPrefectClient) -> None:
    prefect_setup.main()
    prefect_setup.main()

    pool = client.read_work_pool(POOL)
    assert not pool.is_paused
    command = pool.base_job_template["variables"]["properties"]["command"]["default"]
    assert shlex.split(command) == [sys.executable, "-m", "prefect.engine"]
    names = [automation.name for automation in client.read_automations()]
    assert sorted(names) == sorted(watchdog.name for watchdog in prefect_setup.WATCHDOGS)


def test_a_run_on_a_worker_that_was_started_by_hand_is_not_taken_for_dead(client: SyncPrefectClient) -> None:
    prefect_setup.open_pool(client)
    pool = client.read_work_pool(POOL)
    assert pool.base_job_template["variables"]["properties"]["env"]["default"] == HEARTBEAT
    assert pool.base_job_template["job_configuration"]["env"] == "{{ env }}"

    usual = FlowsSettings.model_fields["heartbeat_frequency"].default
    (silent,) = [dog.trigger for dog in prefect_setup.WATCHDOGS if "tystnat" in dog.name]
    assert isinstance(silent, EventTrigger)
    assert silent.within > 2 * timedelta(seconds=usual)
    assert silent.within > 2 * timedelta(seconds=int(*HEARTBEAT.values()))
