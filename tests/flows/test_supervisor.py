"""`trespann up` as people run it: a process of its own, with a real server and worker, on free ports."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from exchange.plans.plan_import import import_plan
from flows.bring_up import FIRST_RUNS
from flows.chores import sign_in_lines
from flows.prefect_setup import WATCHDOGS
from flows.processes import carrying, claim
from models.clock import local_today
from models.installation.settings import Settings
from models.storage.database import open_engine
from states.law.calendar import is_working_day
from tests.flows.waiting import until

pytestmark = [
    pytest.mark.xdist_group("prefect"),
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are known by /proc"),
]

COMMAND = (sys.executable, "-m", "flows.supervisor")


@pytest.fixture
def own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with free ports, which speaks English."""
    with ExitStack() as held:
        for name in ("PREFECT", "SMTP", "WEB"):
            free = held.enter_context(socket.create_server(("127.0.0.1", 0)))
            monkeypatch.setenv(f"TRESPANN_{name}_PORT", str(free.getsockname()[1]))
    monkeypatch.setenv("TRESPANN_LANGUAGE", "en")
    return Settings()


@contextmanager
def start() -> Iterator[subprocess.Popen[str]]:
    """Start an installation, which is killed at the latest when the test has ended."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def started(own: Settings) -> Iterator[subprocess.Popen[str]]:
    with start() as process:
        yield process


def up(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=240)


def read_until(process: subprocess.Popen[str], text: str) -> str:
    """Return the first line with a text in it."""
    assert process.stdout
    for line in process.stdout:
        if text in line:
            return line
    pytest.fail(f"it ended without saying {text!r}")


def running(settings: Settings) -> dict[int, str]:
    """Return what carries the mark of the run that holds the folder."""
    token = (settings.var / "supervisor.lock").read_text(encoding="utf-8")
    return carrying(f"{token} {settings.var.resolve()}")


def running_anywhere(settings: Settings) -> list[str]:
    """Return the processes of any run of an installation, whatever its mark."""
    ending = f" {settings.var.resolve()}\0".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"TRESPANN_STACK=" in (content := (folder / "environ").read_bytes()) and ending in content:
                found.append(folder.name)
        except OSError:
            continue
    return found


def asked(file: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def figure(label: str, table: str) -> int:
    """Return what a table of the dashboard says beside a label."""
    (found,) = [row["Utfall"] for row in json.loads(json.loads(table)) if row["Uppgift"] == label]
    return int(found)


MEGABYTES = 40


def megabytes(process: int) -> int:
    """Return what a process holds in memory, libraries that it shares with others included."""
    (held,) = [line for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines() if "VmRSS" in line]
    return int(held.split()[1]) // 1024


def test_what_watches_is_small_and_holds_no_prefect_and_no_database() -> None:
    look = "import flows.supervisor, json, sys; print(json.dumps(sorted(sys.modules)))"
    held = json.loads(subprocess.run([sys.executable, "-c", look], capture_output=True, check=True).stdout)
    heavy = {"prefect", "sqlalchemy", "pydantic", "httpx", "sqlmodel", "cryptography", "openpyxl"}
    assert heavy.intersection(held) == set()
    assert "flows.bring_up" in held


def test_a_first_start_does_everything_once_and_stops_cleanly(own: Settings) -> None:
    engine = open_engine(own.database)
    import_plan(engine, own.plan, today=local_today() - timedelta(days=21))
    engine.dispose()

    with subprocess.Popen([*COMMAND, "--once"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            assert process.stderr
            told = ""
            while "Trespann is running." not in told:
                line = process.stdout.readline()
                assert line, told
                told += line
            # No library of Prefect or the database was loaded, nor was a program that needs one.
            maps = Path(f"/proc/{process.pid}/maps").read_text("utf-8")
            assert not [name for name in ("pydantic_core", "sqlalchemy", "_cffi") if name in maps]
            assert megabytes(process.pid) <= MEGABYTES
            told += process.stdout.read()
            wrong = process.stderr.read()
            process.wait(30)
        finally:
            process.kill()

    assert (process.returncode, wrong) == (0, ""), told
    before, _, end = told.partition("Trespann is running.")
    for part in (before, end):
        assert f"Sign in at {own.web_address}/logga-in with the password" in part
    assert running_anywhere(own) == []

    ours, prefects = own.var / "trespann.db", own.var / "prefect" / "prefect.db"
    ((sent,),) = asked(ours, "SELECT count(*) FROM message WHERE state = 'sent'")
    ((acted_on,),) = asked(ours, "SELECT acted_on FROM heartbeat WHERE job = 'tick'")
    mails = list((own.var / "mail").glob("*"))
    assert len(mails) == sent
    assert bool(mails) == is_working_day(local_today().fromisoformat(acted_on))
    assert f"{sent} sent, 0 queued" in told

    runs = "FROM flow_run JOIN deployment ON deployment.id = flow_run.deployment_id"
    completed = asked(prefects, f"SELECT deployment.name {runs} WHERE flow_run.state_name = 'Completed'")
    scheduled = asked(prefects, f"SELECT DISTINCT deployment.name {runs} WHERE flow_run.state_type = 'SCHEDULED'")
    names = {(name.partition("/")[2],) for name in FIRST_RUNS}
    of_themselves = {("synchronise",), ("overview",)}
    assert set(completed) - of_themselves == names
    assert set(scheduled) == names | of_themselves
    tables = asked(prefects, "SELECT data FROM artifact WHERE key = 'tick'")
    assert sum(figure("Mejl som skickats", table) for (table,) in tables) == sent
    assert asked(prefects, "SELECT is_paused FROM work_pool WHERE name = 'trespann'") == [(1,)]
    assert set(asked(prefects, "SELECT name FROM automation")) == {(watchdog.name,) for watchdog in WATCHDOGS}


def test_a_start_on_a_public_address_makes_no_demo_account_and_says_how_to_make_the_first(settings: Settings) -> None:
    public = settings.model_copy(update={"web_url": "https://stad.example"})
    assert [line.en.splitlines()[-1] for line in sign_in_lines(public)] == [
        "Nobody has an account yet. Make the first: trespann account add EMAIL --role administrator --name NAME"
    ]
    assert asked(settings.var / "trespann.db", "SELECT count(*) FROM account") == [(0,)]
    assert len(sign_in_lines(settings)[0].sv.splitlines()) == 1 + 5
    with closing(sqlite3.connect(settings.var / "trespann.db")) as connection:
        connection.execute("UPDATE account SET demo = false WHERE role = 'administrator'")
        connection.commit()
    assert sign_in_lines(public) == ()


def test_a_start_that_was_killed_is_cleared_away_and_the_next_can_be_interrupted(
    own: Settings,
    started: subprocess.Popen[str],
) -> None:
    read_until(started, "Starting Prefect")
    (server,) = until(lambda: [number for number, command in running(own).items() if "prefect server" in command])
    os.kill(server, signal.SIGSTOP)
    # A signal to end that comes before it has stopped would be the first to be heeded.
    until(lambda: Path(f"/proc/{server}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "T")
    started.kill()
    started.wait()

    with start() as second:
        assert "was cut off" in read_until(second, "last run")
        assert str(server) in read_until(second, "prefect server")
        read_until(second, "Starting Prefect")
        second.send_signal(signal.SIGINT)
        read_until(second, "Trespann has stopped.")
        assert second.wait(30) == 0
    assert running_anywhere(own) == []


def test_a_second_start_on_the_same_folder_is_refused(own: Settings) -> None:
    with claim(own.var):
        refused = up()
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Trespann is running in the folder {own.var} already.")
    assert refused.stdout == ""


def test_a_port_in_use_is_told_before_anything_is_started(own: Settings) -> None:
    with socket.create_server(("127.0.0.1", own.prefect_port)):
        refused = up()
    assert refused.returncode == 1
    assert f"Port {own.prefect_port} is taken" in refused.stderr
    assert not (own.var / "log").exists()


def test_settings_that_make_no_sense_are_told_by_name(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRESPANN_PREFECT_PORT", "many")
    refused = up()
    assert refused.returncode == 1
    assert "TRESPANN_PREFECT_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_city_that_cannot_be_read_is_told_in_words(
    own: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRESPANN_VAR", str(tmp_path / "empty"))
    monkeypatch.setenv("TRESPANN_DIRECTORY", str(tmp_path / "nowhere.toml"))
    refused = up()
    assert refused.returncode == 1
    assert refused.stderr
    assert "Traceback" not in refused.stderr
