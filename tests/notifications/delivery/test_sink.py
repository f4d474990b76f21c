"""The sink as a program: it takes mail, keeps it, and stops when asked."""

import re
import resource
import signal
import smtplib
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.installation.settings import Settings
from notifications.delivery.problems import TemporaryFailure
from notifications.delivery.senders import SmtpSender
from tests.notifications.delivery.test_senders import ANNA, mail

WAIT = 30


@contextmanager
def sink(folder: Path, *, language: str = "sv"):
    """Start a sink on a free port and yield it with the line it says when ready."""
    command = [sys.executable, "-m", "notifications.delivery.sink", "--port", "0", "--folder", str(folder)]
    environment = {"TRESPANN_LANGUAGE": language, "PYTHONUTF8": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as process:
        try:
            yield process, process.stdout.readline()
        finally:
            process.kill()


def port_in(line: str) -> int:
    return int(re.search(r"127\.0\.0\.1:(\d+)", line)[1])


def send(port: int, content: bytes) -> None:
    settings = Settings(_env_file=None, smtp_host="127.0.0.1", smtp_port=port, mail_from="stod@exempelstad.example")
    sender = SmtpSender(settings)
    try:
        sender.send(recipient=ANNA, content=content)
    finally:
        sender.close()


def test_a_mail_is_kept_as_a_file_byte_for_byte(tmp_path):
    folder = tmp_path / "var" / "mail"
    with sink(folder) as (_, line):
        assert line == f"Tar emot e-post på 127.0.0.1:{port_in(line)} och sparar den i {folder}.\n"
        send(port_in(line), mail(text=".\nRäksmörgås\n"))
    (path,) = folder.iterdir()
    assert path.read_bytes() == mail(text=".\nRäksmörgås\n")


def test_the_ready_line_follows_the_language_of_the_installation(tmp_path):
    with sink(tmp_path, language="en") as (_, line):
        assert line.startswith("Taking mail on 127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_at_once_and_cleanly_even_with_a_client_connected(tmp_path, number):
    with sink(tmp_path) as (process, line):
        with smtplib.SMTP("127.0.0.1", port_in(line), "localhost", timeout=WAIT) as client:
            client.noop()
            process.send_signal(number)
            assert process.wait(WAIT) == 0
        assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "notifications.delivery.sink", "--port", str(port), "--folder", str(tmp_path)],
            capture_output=True,
            text=True,
            env={"PYTHONUTF8": "1"},
            timeout=WAIT,
            check=False,
        )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"Porten {port} på 127.0.0.1 är upptagen. Välj en annan.\n"


def test_a_full_disk_is_answered_with_a_temporary_refusal_and_nothing_is_half_kept(tmp_path):
    folder = tmp_path / "mail"
    with sink(folder) as (process, line):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1000, 1000))
        with pytest.raises(TemporaryFailure, match=r"^postponed: 452 4\.3\.1 Not stored, disk_full") as failure:
            send(port_in(line), mail(text="lång " * 5000))
        send(port_in(line), mail())
    assert failure.value.everyone
    assert len(list(folder.iterdir())) == 1


def test_only_the_loopback_address_is_listened_on(tmp_path):
    with sink(tmp_path) as (_, line), socket.create_connection(("127.0.0.1", port_in(line)), WAIT) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", port_in(line)), 1):
            pass
