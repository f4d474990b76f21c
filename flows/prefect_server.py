"""The supervisor's calls to Prefect's server: pausing the pool, missed and lost runs, runs by hand.

It stays in memory for as long as the installation runs, and Prefect's own client would take a hundred megabytes there.
"""

import base64
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from models.clock import now

DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
POOL = "trespann"
WORKING = ("PENDING", "RUNNING", "CANCELLING")
ENDED = frozenset({"COMPLETED", "FAILED", "CANCELLED", "CRASHED"})
_BUSY = frozenset({429, 502, 503})
"""What a server answers that will soon do it: it has a database of one writer."""
_TRIES = 5


class ServerSilent(Exception):
    """The server does not answer, or not as expected."""


class RunState(NamedTuple):
    """What became of a run: Prefect's word for it ("COMPLETED"), the name that people see, and a message."""

    type: str
    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Server:
    """A server by the address of its API. A call gives up after `seconds`, and raises ServerSilent."""

    api: str
    password: str = field(default="", repr=False)
    """As "name:password", where the server asks for one."""
    seconds: float = 20

    def post(self, path: str, body: object) -> Any:
        return self._call("POST", path, body)

    def patch(self, path: str, body: object) -> Any:
        return self._call("PATCH", path, body)

    def get(self, path: str) -> Any:
        return self._call("GET", path, None)

    def _call(self, method: str, path: str, body: object) -> Any:
        content = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.api}{path}", content, self._headers(), method=method)  # noqa: S310 - our own server
        try:
            return self._answer(request)
        except (OSError, HTTPException, ValueError) as error:
            raise ServerSilent(str(error)) from error

    def _answer(self, request: Request) -> Any:
        give_up = time.monotonic() + self.seconds
        for _ in range(_TRIES - 1):
            with suppress(_Busy):
                return self._once(request)
            if time.monotonic() > give_up:
                break
            time.sleep(1)
        return self._once(request)

    def _once(self, request: Request) -> Any:
        try:
            with _without_proxy().open(request, timeout=self.seconds) as answer:
                content = answer.read()
        except HTTPError as error:
            raise (_Busy if error.code in _BUSY else OSError)(f"{error.code} {error.reason}") from error
        return json.loads(content) if content else None

    def _headers(self) -> dict[str, str]:
        plain = {"Content-Type": "application/json"}
        if not self.password:
            return plain
        return plain | {"Authorization": f"Basic {base64.b64encode(self.password.encode()).decode()}"}


class _Busy(OSError):
    """The server has too much to do, or its database is being written to."""


def _without_proxy() -> OpenerDirector:
    return build_opener(ProxyHandler({}))


def server_of(environment: Mapping[str, str], *, seconds: float = 20) -> Server:
    """Return the server that the environment of an installation names."""
    return Server(environment["PREFECT_API_URL"], environment.get("PREFECT_API_AUTH_STRING", ""), seconds)


def pause_pool(server: Server) -> None:
    """Let no further run start; what runs goes on."""
    server.patch(f"/work_pools/{POOL}", {"is_paused": True})


def working(server: Server) -> list[str]:
    """Return the runs that a worker has taken and not finished."""
    return _runs(server, WORKING)


def write_off_lost_runs(server: Server) -> None:
    """Mark what the server believes to be running as crashed; call it only while no worker lives.

    This gives back their concurrency slots at once, instead of when their leases expire.
    """
    message = "Trespann stoppades under körningen. Nästa körning tar igen det som återstår."
    _end(server, WORKING, RunState("CRASHED", "Crashed", message))


def drop_missed_runs(server: Server) -> None:
    """Cancel the runs whose time passed while nothing was running: one run of today does the work of them all."""
    message = "Trespann var inte igång. Nästa körning tar igen det som återstår."
    _end(server, ["SCHEDULED"], RunState("CANCELLED", "Cancelled", message), before=now())


def start_run(server: Server, deployment: str) -> str:
    """Ask for a run of a deployment ("flow/name") now; return its number."""
    found = server.get(f"/deployments/name/{deployment}")
    run = server.post(f"/deployments/{found['id']}/create_flow_run", {"state": {"type": "SCHEDULED"}})
    return str(run["id"])


def state_of(server: Server, run: str) -> RunState | None:
    """Return the state of a run; None where it has none yet."""
    state = server.get(f"/flow_runs/{run}")["state"]
    return state and RunState(state["type"], state["name"] or "", state["message"] or "")


def _end(server: Server, types: Sequence[str], state: RunState, *, before: datetime | None = None) -> None:
    while runs := _runs(server, types, before=before):
        for run in runs:
            server.post(f"/flow_runs/{run}/set_state", {"state": state._asdict(), "force": True})


def _runs(server: Server, types: Sequence[str], *, before: datetime | None = None) -> list[str]:
    chosen: dict[str, object] = {"state": {"type": {"any_": list(types)}}}
    if before is not None:
        chosen["expected_start_time"] = {"before_": before.isoformat()}
    return [run["id"] for run in server.post("/flow_runs/filter", {"flow_runs": chosen})]
