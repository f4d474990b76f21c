"""Slow clients are cut off: those that send a request byte by byte, those that stop, and those that take no answer."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from tests.flows.waiting import until
from web import serving
from web.impatient import ImpatientProtocol

LARGE = 20_000_000
"""More bytes than the operating system takes for a client that reads nothing."""


class Hurried(ImpatientProtocol):
    head_seconds = 0.6
    body_seconds = 0.6
    answer_seconds = 0.6


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer with how much was sent, or with a lot."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message.get("body", b"")), message.get("more_body", False)
    body = b"x" * LARGE if scope["path"] == "/large" else str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@contextmanager
def served(protocol: type[ImpatientProtocol]) -> Iterator[tuple[uvicorn.Server, int]]:
    told = {"http": protocol, "ws": "none", "lifespan": "off", "log_level": "critical", "timeout_keep_alive": 1}
    server = uvicorn.Server(uvicorn.Config(application, port=0, **told))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[uvicorn.Server, int]]:
    with served(Hurried) as running:
        yield running


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def answer(port: int, request: bytes = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") -> bytes:
    with connected(port) as client:
        client.sendall(request)
        parts = []
        while part := client.recv(65536):
            parts.append(part)
    return b"".join(parts)


def is_cut(client: socket.socket, *, sending: bytes = b"", seconds: float = 8) -> bool:
    """Tell whether a client that sends a byte now and then finds its connection closed, with no answer."""
    client.settimeout(0.1)
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        try:
            if sending:
                client.sendall(sending)
            if client.recv(4096) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize(
    ("begun", "sending"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\n", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", b"a"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    ],
    ids=["nothing", "stops in the head", "head bit by bit", "no body", "body bit by bit", "chunks without an end"],
)
def test_a_request_that_does_not_come_is_cut_off(server, begun, sending):
    with connected(server[1]) as client:
        client.sendall(begun)
        start = time.monotonic()
        assert is_cut(client, sending=sending)
        assert time.monotonic() - start > 0.3


def test_many_slow_clients_at_once_are_all_cut_off_and_others_are_served_meanwhile(server):
    running, port = server
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(connected(port)) for _ in range(360)]
        until(lambda: len(running.server_state.connections) >= 360)
        assert b"200 OK" in answer(port)
        until(lambda: not running.server_state.connections)
        assert all(is_cut(client, seconds=1) for client in slow)


def test_a_second_request_on_the_same_connection_may_not_come_slowly_either(server):
    with connected(server[1]) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in client.recv(4096)
        client.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert is_cut(client, sending=b"a")


def test_a_client_that_takes_no_answer_is_cut_off(server):
    running, port = server
    until(lambda: not running.server_state.connections)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: running.server_state.connections)
        until(lambda: not running.server_state.connections)
        taken = 0
        with suppress(OSError):
            while part := client.recv(1_000_000):
                taken += len(part)
        assert taken < LARGE


def test_whoever_is_quick_gets_all_answers(server):
    _, port = server
    body = b"a" * 3000
    post = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3000\r\n\r\n" + body
    assert answer(port, post).endswith(b"\r\n\r\n3000")
    assert len(answer(port, b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) > LARGE
    with connected(port) as client:
        for _ in range(5):
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            got = b""
            while not got.endswith(b"\r\n\r\n0"):
                got += client.recv(4096) or pytest.fail("the connection was cut off")
            time.sleep(0.2)


def test_whoever_takes_a_large_answer_late_but_in_time_gets_it():
    class Patient(Hurried):
        answer_seconds = 5.0

    with served(Patient) as (_, port), connected(port) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        time.sleep(1.5)
        taken = 0
        while part := client.recv(1_000_000):
            taken += len(part)
    assert taken > LARGE


def test_the_pages_are_served_so(monkeypatch):
    told: dict[str, Any] = {}
    monkeypatch.setattr(serving.uvicorn, "run", lambda *_, **options: told.update(options))
    serving.serve(serving.Settings(_env_file=None))
    assert told["http"] is ImpatientProtocol
    assert 0 < ImpatientProtocol.head_seconds <= ImpatientProtocol.body_seconds <= 30
