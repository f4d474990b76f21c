"""Setting up Prefect's server, the work pool and the watchdogs, once a start: `python -m flows.prefect_setup`."""

import shlex
import sys
from datetime import timedelta

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.workers.process import ProcessWorker

from flows.environment import HEARTBEAT
from flows.prefect_server import POOL

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


def set_watchdogs(client: SyncPrefectClient) -> None:
    """Create the automations that free the slot of a run that died unseen, or bring them up to date."""
    for watchdog in WATCHDOGS:
        known = client.read_automations_by_name(watchdog.name)
        if known:
            client.update_automation(known[0].id, watchdog)
        else:
            client.create_automation(watchdog)


def main() -> None:
    """Set up the server that PREFECT_API_URL names; let the errors of Prefect's client through."""
    with get_client(sync_client=True) as client:
        open_pool(client)
        set_watchdogs(client)


if __name__ == "__main__":
    main()
