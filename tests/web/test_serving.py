"""The pages as a process of their own: addresses, which hold tokens, stand in no log."""

import signal
import socket
import subprocess
import sys
from contextlib import suppress
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from models.installation.settings import Settings
from models.storage.database import open_engine
from models.storage.schema import upgrade
from tests.flows.waiting import until


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=5) as response:
            return response.status
    except HTTPError as refused:
        return refused.code


def test_requests_are_answered_and_not_logged(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("TRESPANN_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TRESPANN_WEB_PORT", str(port))
    (tmp_path / "var").mkdir()
    engine = open_engine(Settings().database)
    upgrade(engine)
    engine.dispose()

    def answers() -> int:
        with suppress(URLError, OSError):
            return status(f"http://127.0.0.1:{port}/health")
        return 0

    command = [sys.executable, "-m", "web.serving"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert until(answers) == 200
            assert status(f"http://127.0.0.1:{port}/l/a-token-of-somebody") == 404
            process.send_signal(signal.SIGINT)
            logged, _ = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, logged) == (0, "")
