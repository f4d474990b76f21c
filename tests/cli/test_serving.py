"""`trespann web` as a process of its own: it serves, and stops when it is asked to."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.flows.waiting import until

COMMAND = [sys.executable, "-c", "from cli.main import app; app()", "web"]


@pytest.fixture
def port(monkeypatch) -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    monkeypatch.setenv("TRESPANN_WEB_PORT", str(number))
    return number


def answer(address: str) -> bytes:
    with suppress(URLError, OSError), urlopen(address, timeout=5) as response:
        return response.read()
    return b""


def test_the_pages_are_served_until_somebody_stops_it(city, port):
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: answer(f"http://127.0.0.1:{port}/health") == b"ok\n")
            assert b"User-agent" in answer(f"http://127.0.0.1:{port}/robots.txt")
            os.kill(process.pid, signal.SIGINT)
            said, complained = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, complained) == (0, "")
    assert f"Sidorna finns på http://127.0.0.1:{port}." in said
    assert f"Logga in på http://127.0.0.1:{port}/logga-in med lösenordet " in said
    assert "  stod@demo.example" in said
    assert oct((city / "var" / "secret").stat().st_mode)[-3:] == "600"


def test_a_taken_port_and_a_missing_database_are_explained(city, port, run):
    with socket.create_server(("127.0.0.1", port)):
        taken = run("web")
    assert taken.exit_code == 1
    assert "TRESPANN_WEB_PORT" in taken.stderr
    (city / "var" / "trespann.db").unlink()
    missing = run("web")
    assert missing.exit_code == 1
    assert "trespann init" in missing.stderr
