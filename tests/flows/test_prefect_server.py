"""What the supervisor asks of Prefect's server, and what it does with runs that nobody will finish."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.settings import PREFECT_API_URL
from prefect.states import Pending, Running, Scheduled, State

from flows import prefect_server, prefect_setup
from flows.prefect_server import Server, ServerSilent, server_of
from models.clock import now

pytestmark = pytest.mark.xdist_group("prefect")


@flow(name="nothing")
def nothing() -> None: ...


@pytest.fixture
def client(prefect_api: None) -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as connected:
        yield connected


@pytest.fixture
def server(client: SyncPrefectClient) -> Server:
    return Server(str(PREFECT_API_URL.value()))


def run_in(client: SyncPrefectClient, state: State[Any]) -> str:
    return str(client.create_flow_run(nothing, state=state).id)


def state_and_message(server: Server, run: str) -> tuple[str, str]:
    state = prefect_server.state_of(server, run)
    assert state
    return state.name, state.message


def test_the_pool_is_open_again_after_a_pause(client: SyncPrefectClient, server: Server) -> None:
    prefect_setup.open_pool(client)
    prefect_server.pause_pool(server)
    assert client.read_work_pool(prefect_server.POOL).is_paused
    prefect_setup.open_pool(client)
    assert not client.read_work_pool(prefect_server.POOL).is_paused


def test_runs_that_nobody_works_on_are_written_off(client: SyncPrefectClient, server: Server) -> None:
    lost = [run_in(client, Running()), run_in(client, Pending())]
    assert set(prefect_server.working(server)) == set(lost)
    prefect_server.write_off_lost_runs(server)
    assert prefect_server.working(server) == []
    for run in lost:
        name, message = state_and_message(server, run)
        assert name == "Crashed"
        assert "Trespann stoppades under körningen" in message


def test_runs_whose_time_has_passed_are_dropped_and_those_to_come_are_kept(
    client: SyncPrefectClient, server: Server
) -> None:
    missed = [run_in(client, Scheduled(scheduled_time=now() - timedelta(hours=hours))) for hours in (1, 30)]
    coming = run_in(client, Scheduled(scheduled_time=now() + timedelta(hours=1)))
    prefect_server.drop_missed_runs(server)
    assert {state_and_message(server, run)[0] for run in missed} == {"Cancelled"}
    assert state_and_message(server, coming)[0] == "Scheduled"


def test_a_run_that_is_asked_for_is_due_at_once(client: SyncPrefectClient, server: Server) -> None:
    client.create_deployment(client.create_flow(nothing), "by-hand")
    run = prefect_server.start_run(server, "nothing/by-hand")
    found = prefect_server.state_of(server, run)
    assert found
    assert (found.type, found.name) == ("SCHEDULED", "Scheduled")
    due = client.read_flow_run(run).expected_start_time  # type: ignore[arg-type]
    assert due
    assert due <= now()


def test_what_the_server_does_not_know_is_told(server: Server) -> None:
    with pytest.raises(ServerSilent, match="404"):
        prefect_server.start_run(server, "nothing/nowhere")


# --- servers that are not well ---------------------------------------------------------------------------------------


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Yield the address of a server on the loopback that answers as it is told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def send(handler: BaseHTTPRequestHandler, code: int, content: bytes) -> None:
    handler.send_response(code)
    handler.end_headers()
    handler.wfile.write(content)


def test_a_server_that_is_busy_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter([503, 429, 200])
    waited: list[float] = []
    monkeypatch.setattr(prefect_server.time, "sleep", waited.append)
    content = json.dumps({"state": {"type": "RUNNING", "name": "Running", "message": None}}).encode()

    with answering(lambda handler: send(handler, next(codes), content)) as address:
        found = prefect_server.state_of(Server(address), "1")

    assert found == ("RUNNING", "Running", "")
    assert waited == [1, 1]


@pytest.mark.parametrize("code", [503, 500])
def test_a_server_that_goes_on_being_unwell_is_silent(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefect_server.time, "sleep", lambda _: None)
    with answering(lambda handler: send(handler, code, b"")) as address, pytest.raises(ServerSilent, match=str(code)):
        prefect_server.state_of(Server(address), "1")


def test_an_answer_that_is_no_json_and_no_answer_at_all_are_silence() -> None:
    with answering(lambda handler: send(handler, 200, b"<html>")) as address, pytest.raises(ServerSilent):
        prefect_server.state_of(Server(address), "1")
    with pytest.raises(ServerSilent):
        prefect_server.state_of(Server(address), "1")


def test_a_server_that_asks_for_a_password_gets_the_one_of_the_environment() -> None:
    given: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        given.append(handler.headers["Authorization"])
        send(handler, 200, b'{"state": null}')

    with answering(answer) as address:
        for password in ({"PREFECT_API_AUTH_STRING": "admin:hemligt"}, {}):
            server = server_of({"PREFECT_API_URL": address} | password)
            assert prefect_server.state_of(server, "1") is None

    assert given == ["Basic YWRtaW46aGVtbGlndA==", None]
    assert "hemligt" not in repr(server_of({"PREFECT_API_URL": "", "PREFECT_API_AUTH_STRING": "admin:hemligt"}))
