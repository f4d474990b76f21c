"""The part of `trespann up` that talks to Prefect's server: setting it up, the first runs, winding down."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import State

from flows import prefect_server
from flows.job import RunFailed
from flows.processes import Child, Say, Stack, StartFailed
from flows.summary import summary
from models.installation.settings import Settings
from states.text import Text, verbatim

WORKER = Text("Prefects arbetare (worker)", "Prefect's worker")
DEPLOYING = Text("Inläsningen av flöden och scheman", "Registering flows and schedules")
FIRST_RUNS = {
    "import-plan/import-plan": Text("Läser in upphandlingsplanen", "Reading the procurement plan"),
    "import-notices/import-notices": Text("Läser in annonser", "Reading notices"),
    "tick/tick": Text("Går igenom ärendena och skickar mejl", "Going through the cases and sending mail"),
}
"""The deployments that run once at every start, and what that is called while it lasts."""

_RUN_SECONDS = 300
_DRAIN_SECONDS = 4
_LOOK = 0.5


def operate(stack: Stack, *, settings: Settings, once: bool, say: Say) -> bool:
    """Set up the server, start a worker, make the first runs and, unless `once`, watch until someone stops it.

    Returns whether the first runs went well. Raises StopRequested, and StartFailed when a process ends on its own.
    """
    try:
        with prefect_server.connect() as client:
            say(Text("Läser in flöden och scheman …", "Registering flows and schedules …"))
            worker = _set_up(stack, client)
            with _wound_down(stack, worker, say):
                done = [_first_run(stack, client, one, say) for one in FIRST_RUNS]
                say(summary(settings))
                if not once:
                    say(Text("Avsluta med Ctrl-C.", "Stop with Ctrl-C."))
                    stack.watch()
                return all(done)
    except httpx.HTTPError as error:
        stack.check()  # a dead server says more than that it did not answer
        raise StartFailed(_no_answer(error)) from error


def _set_up(stack: Stack, client: SyncPrefectClient) -> Child:
    prefect_server.open_pool(client)
    prefect_server.set_watchdogs(client)
    prefect_server.write_off_lost_runs(client)
    prefect_server.drop_missed_runs(client)
    name = f"trespann-{socket.gethostname()}"
    command = ("-m", "prefect", "worker", "start", "--pool", prefect_server.POOL, "--name", name, "--limit", "4")
    worker = stack.start(WORKER, "worker", *command)
    file = str(prefect_server.DEPLOYMENTS)
    stack.run(DEPLOYING, "deploy", "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file)
    return worker


def _first_run(
    stack: Stack,
    client: SyncPrefectClient,
    deployment: str,
    say: Say,
) -> bool:
    doing = FIRST_RUNS[deployment]
    say(_DOING.fill(doing=doing))
    give_up = time.monotonic() + _RUN_SECONDS
    while time.monotonic() < give_up:
        state = _end_of(stack, client, prefect_server.start_run(client, deployment), give_up)
        if state is None:
            break
        if state.is_completed():
            return True
        if not state.is_cancelled():  # cancelled: a scheduled run of the same has just begun, and only one may run
            cause = (state.message or str(state.name)).rpartition(f"{RunFailed.__name__}: ")[2]
            say(_FAILED.fill(cause=cause))
            return False
        stack.pause(2)
    say(Text("  Körningen blev inte klar i tid; se instrumentpanelen.", "  The run took too long; see the dashboard."))
    return False


_DOING = verbatim("{doing} …")
_FAILED = Text("  Det gick inte: {cause}", "  It failed: {cause}")


def _end_of(stack: Stack, client: SyncPrefectClient, run: UUID, give_up: float) -> State | None:
    while time.monotonic() < give_up:
        state = prefect_server.state_of(client, run)
        if state is not None and state.is_final():
            return state
        stack.pause(_LOOK)
    return None


@contextmanager
def _wound_down(stack: Stack, worker: Child, say: Say) -> Iterator[None]:
    """At the end, let no further run start, give those at work a little time, then stop the worker.

    A worker that is stopped kills its runs and leaves them "running" for ever on the server, so they are written off.
    """
    try:
        yield
    finally:
        say(Text("Avslutar …", "Stopping …"))
        with suppress(httpx.HTTPError), prefect_server.connect(seconds=3) as client:
            prefect_server.pause_pool(client)
            give_up = time.monotonic() + _DRAIN_SECONDS
            while prefect_server.working(client) and time.monotonic() < give_up:
                time.sleep(_LOOK)
        stack.stop(worker)
        with suppress(httpx.HTTPError), prefect_server.connect(seconds=3) as client:
            prefect_server.write_off_lost_runs(client)


def _no_answer(error: httpx.HTTPError) -> Text:
    return _UNEXPECTED.fill(error=str(error))


_UNEXPECTED = Text(
    "Prefects server svarar inte som väntat: {error}. Allt har stoppats; se loggen server.log.",
    "Prefect's server does not answer as expected: {error}. Everything was stopped; see the log server.log.",
)
