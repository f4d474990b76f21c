"""The part of `trespann up` that talks to Prefect's server: setting it up, the first runs, winding down."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from flows import prefect_server
from flows.prefect_server import ENDED, RunState, Server, ServerSilent, server_of
from flows.processes import Child, Say, Stack, StartFailed
from states.text import Text, verbatim

WORKER = Text("Prefects arbetare (worker)", "Prefect's worker")
SETTING_UP = Text("Inställningen av Prefects server", "Setting up Prefect's server")
DEPLOYING = Text("Inläsningen av flöden och scheman", "Registering flows and schedules")
FIRST_RUNS = {
    "import-plan/import-plan": Text("Läser in upphandlingsplanen", "Reading the procurement plan"),
    "import-notices/import-notices": Text("Läser in annonser", "Reading notices"),
    "tick/tick": Text("Går igenom ärendena och skickar mejl", "Going through the cases and sending mail"),
}
"""The deployments that run once at every start, and what that is called while it lasts."""
FAILURE = "RunFailed"
"""What stands before the cause in the message of a run that failed, see `flows.job`."""

_RUN_SECONDS = 300
_DRAIN_SECONDS = 4
_LOOK = 0.5


def operate(
    stack: Stack, *, environment: Mapping[str, str], once: bool, say: Say, summarise: Callable[[], None]
) -> bool:
    """Set up the server, start a worker, make the first runs and, unless `once`, watch until someone stops it.

    `summarise` tells what there is after the first runs. Returns whether those went well. Raises StopRequested, and
    StartFailed when a process ends on its own.
    """
    server = server_of(environment)
    try:
        say(Text("Läser in flöden och scheman …", "Registering flows and schedules …"))
        worker = _set_up(stack, server)
        with _wound_down(stack, worker, server_of(environment, seconds=3), say):
            done = [_first_run(stack, server, one, say) for one in FIRST_RUNS]
            summarise()
            if not once:
                say(Text("Avsluta med Ctrl-C.", "Stop with Ctrl-C."))
                stack.watch()
            return all(done)
    except ServerSilent as error:
        stack.check()  # a dead server says more than that it did not answer
        raise StartFailed(_no_answer(error)) from error


def _set_up(stack: Stack, server: Server) -> Child:
    stack.run(SETTING_UP, "setup", "-m", "flows.prefect_setup")
    prefect_server.write_off_lost_runs(server)
    prefect_server.drop_missed_runs(server)
    name = f"trespann-{socket.gethostname()}"
    command = ("-m", "prefect", "worker", "start", "--pool", prefect_server.POOL, "--name", name, "--limit", "4")
    worker = stack.start(WORKER, "worker", *command)
    file = str(prefect_server.DEPLOYMENTS)
    stack.run(DEPLOYING, "deploy", "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", file)
    return worker


def _first_run(stack: Stack, server: Server, deployment: str, say: Say) -> bool:
    doing = FIRST_RUNS[deployment]
    say(_DOING.fill(doing=doing))
    give_up = time.monotonic() + _RUN_SECONDS
    while time.monotonic() < give_up:
        state = _end_of(stack, server, prefect_server.start_run(server, deployment), give_up)
        if state is None:
            break
        if state.type == "COMPLETED":
            return True
        if state.type != "CANCELLED":  # cancelled: a scheduled run of the same has just begun, and only one may run
            cause = (state.message or state.name).rpartition(f"{FAILURE}: ")[2]
            say(_FAILED.fill(cause=cause))
            return False
        stack.pause(2)
    say(Text("  Körningen blev inte klar i tid; se instrumentpanelen.", "  The run took too long; see the dashboard."))
    return False


_DOING = verbatim("{doing} …")
_FAILED = Text("  Det gick inte: {cause}", "  It failed: {cause}")


def _end_of(stack: Stack, server: Server, run: str, give_up: float) -> RunState | None:
    while time.monotonic() < give_up:
        state = prefect_server.state_of(server, run)
        if state is not None and state.type in ENDED:
            return state
        stack.pause(_LOOK)
    return None


@contextmanager
def _wound_down(stack: Stack, worker: Child, server: Server, say: Say) -> Iterator[None]:
    """At the end, let no further run start, give those at work a little time, then stop the worker.

    A worker that is stopped kills its runs and leaves them "running" for ever on the server, so they are written off.
    """
    try:
        yield
    finally:
        say(Text("Avslutar …", "Stopping …"))
        with suppress(ServerSilent):
            prefect_server.pause_pool(server)
            give_up = time.monotonic() + _DRAIN_SECONDS
            while prefect_server.working(server) and time.monotonic() < give_up:
                time.sleep(_LOOK)
        stack.stop(worker)
        with suppress(ServerSilent):
            prefect_server.write_off_lost_runs(server)


def _no_answer(error: ServerSilent) -> Text:
    return _UNEXPECTED.fill(error=str(error))


_UNEXPECTED = Text(
    "Prefects server svarar inte som väntat: {error}. Allt har stoppats; se loggen server.log.",
    "Prefect's server does not answer as expected: {error}. Everything was stopped; see the log server.log.",
)
