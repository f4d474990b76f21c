"""The supervisor's calls to Prefect's server: the work pool, the watchdogs, missed runs, runs by hand."""

import shlex
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.states import Cancelled, Crashed
from prefect.workers.process import ProcessWorker

from flows.environment import HEARTBEAT
from models.clock import now

DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
POOL = "trespann"
WORKING = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]

_ANY_RUN = ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]})
_ENDS = {f"prefect.flow-run.{name}" for name in ("Completed", "Failed", "Cancelled", "Crashed")}
_HEARTBEAT = "prefect.flow-run.heartbeat"
SILENCE = timedelta(minutes=7)
"""How long a run may be silent: more than two of Prefect's own heartbeats of three minutes, for a run that no pool told
another. The next tick comes later than that."""

WATCHDOGS = (
    AutomationCore(
        name="Trespann: körning som har tystnat",
        description="Avslutar en körning som inte hörts av på sju minuter, så att nästa kan starta.",
        trigger=EventTrigger(
            after={_HEARTBEAT},
            expect={_HEARTBEAT} | _ENDS,
            match=_ANY_RUN,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=SILENCE,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="Körningen har tystnat.")],
    ),
    AutomationCore(
        name="Trespann: körning som aldrig startade",
        description="Avslutar en körning som väntat i fem minuter på att starta, så att nästa kan starta.",
        trigger=EventTrigger(
            after={"prefect.flow-run.Pending", "prefect.flow-run.Submitting"},
            expect={"prefect.flow-run.Running"} | _ENDS,
            match=_ANY_RUN,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(minutes=5),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message="Körningen startade aldrig.")],
    ),
)


def connect(*, seconds: float = 20) -> SyncPrefectClient:
    """Return a client of the server that PREFECT_API_URL names, to be used in a `with`."""
    return get_client(httpx_settings={"timeout": seconds}, sync_client=True)


def open_pool(client: SyncPrefectClient) -> None:
    """Create the work pool, or bring it up to date and resume it after the last clean stop.

    Its runs begin at once with the flow, which is installed: by default each would first start a Python of its own to
    look for code to fetch, which costs as much again. Whoever started their worker, they tell as often that they live
    as those of `trespann up` do.
    """
    template = ProcessWorker.get_default_base_job_template()
    settable = template["variables"]["properties"]
    settable["command"]["default"] = shlex.join([sys.executable, "-m", "prefect.engine"])
    settable["env"]["default"] = HEARTBEAT
    pool = WorkPoolCreate(name=POOL, type="process", base_job_template=template, is_paused=False)
    client.create_work_pool(pool, overwrite=True)


def pause_pool(client: SyncPrefectClient) -> None:
    """Let no further run start; what runs goes on."""
    client.update_work_pool(POOL, WorkPoolUpdate(is_paused=True))


def set_watchdogs(client: SyncPrefectClient) -> None:
    """Create the automations that free the slot of a run that died unseen, or bring them up to date."""
    for watchdog in WATCHDOGS:
        known = client.read_automations_by_name(watchdog.name)
        if known:
            client.update_automation(known[0].id, watchdog)
        else:
            client.create_automation(watchdog)


def working(client: SyncPrefectClient) -> list[UUID]:
    """Return the runs that a worker has taken and not finished."""
    return _runs(client, WORKING)


def write_off_lost_runs(client: SyncPrefectClient) -> None:
    """Mark what the server believes to be running as crashed; call it only while no worker lives.

    This gives back their concurrency slots at once, instead of when their leases expire.
    """
    lost: State[Any] = Crashed(message="Trespann stoppades under körningen. Nästa körning tar igen det som återstår.")
    _end(client, WORKING, lost)


def drop_missed_runs(client: SyncPrefectClient) -> None:
    """Cancel the runs whose time passed while nothing was running: one run of today does the work of them all."""
    missed: State[Any] = Cancelled(message="Trespann var inte igång. Nästa körning tar igen det som återstår.")
    _end(client, [StateType.SCHEDULED], missed, before=now())


def start_run(client: SyncPrefectClient, deployment: str) -> UUID:
    """Ask for a run of a deployment ("flow/name") now; return its number."""
    found = client.read_deployment_by_name(deployment)
    return client.create_flow_run_from_deployment(found.id).id


def state_of(client: SyncPrefectClient, run: UUID) -> State | None:
    return client.read_flow_run(run).state


def _end(client: SyncPrefectClient, types: list[StateType], state: State, *, before: datetime | None = None) -> None:
    while runs := _runs(client, types, before=before):
        for run in runs:
            client.set_flow_run_state(run, state, force=True)


def _runs(client: SyncPrefectClient, types: list[StateType], *, before: datetime | None = None) -> list[UUID]:
    chosen = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)),
        expected_start_time=FlowRunFilterExpectedStartTime(before_=before) if before else None,
    )
    return [run.id for run in client.read_flow_runs(flow_run_filter=chosen)]
