"""Processes that are started, watched and stopped together; no Prefect here."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import processes
from flows.processes import (
    MARK,
    Stack,
    StartFailed,
    StopRequested,
    StopSignals,
    carrying,
    claim,
    do_chore,
    end_all,
    require_free_port,
)
from states.text import Text
from tests.flows.children import SLEEP, ended, needs_proc
from tests.flows.waiting import until

NAME = Text("Barnet", "The child")


def stack(folder: Path, signals: StopSignals | None = None) -> Stack:
    return Stack(
        logs=folder / "log",
        environment=os.environ,
        mark=f"test {folder}",
        signals=signals or StopSignals(),
    )


def sleeper(mark: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEP],
        env={**os.environ, MARK: mark},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_folder_is_held_by_one_supervisor_at_a_time(tmp_path: Path) -> None:
    with claim(tmp_path), pytest.raises(StartFailed, match="running in the folder") as refused, claim(tmp_path):
        pass
    assert str(tmp_path) in refused.value.text.sv
    with claim(tmp_path) as claimed:
        assert claimed.cut_off == ""


def test_a_supervisor_that_was_cut_off_is_known_by_its_mark(tmp_path: Path) -> None:
    with claim(tmp_path) as first:
        left = (tmp_path / "supervisor.lock").read_text(encoding="utf-8")
    (tmp_path / "supervisor.lock").write_text(left, encoding="utf-8")
    with claim(tmp_path) as second:
        assert second.cut_off == first.mark
        assert second.mark != first.mark


@needs_proc
def test_only_processes_with_the_mark_are_ended(tmp_path: Path) -> None:
    ours, other = sleeper(f"one {tmp_path}"), sleeper(f"two {tmp_path}")
    try:
        assert list(carrying(f"one {tmp_path}")) == [ours.pid]
        end_all(f"one {tmp_path}")
        assert ours.wait(10) == -signal.SIGTERM
        assert other.poll() is None
    finally:
        ended(ours)
        ended(other)


@needs_proc
def test_a_process_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEP.removeprefix("import time; ")
    process = subprocess.Popen(
        [sys.executable, "-c", deaf],
        env={**os.environ, MARK: f"deaf {tmp_path}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.stdout.readline()
    end_all(f"deaf {tmp_path}", seconds=0.3)
    with process:
        assert process.wait(10) == -signal.SIGKILL


def test_a_port_that_is_taken_is_told_with_the_setting_that_chooses_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(StartFailed) as refused:
            require_free_port(port, needed_by=NAME, setting="TRESPANN_SMTP_PORT")
    assert str(port) in refused.value.text.sv
    assert "TRESPANN_SMTP_PORT" in refused.value.text.sv
    require_free_port(port, needed_by=NAME, setting="TRESPANN_SMTP_PORT")


def test_a_child_that_ends_stops_the_others_and_shows_the_end_of_its_log(tmp_path: Path) -> None:
    started = []

    def run() -> None:
        with stack(tmp_path) as children:
            steady = children.start(NAME, "steady", "-c", SLEEP)
            started.append(steady)
            until(lambda: "ready" in steady.log.read_text(encoding="utf-8"))
            children.start(Text("Sladden", "The other"), "other", "-c", "print('out of paper'); raise SystemExit(3)")
            children.watch()

    with pytest.raises(StartFailed) as failed:
        run()
    assert failed.value.text.sv.startswith("Sladden avslutades oväntat (kod 3)")
    assert "out of paper" in failed.value.text.sv
    assert str(tmp_path / "log" / "other.log") in failed.value.text.en
    assert [child.process.returncode for child in started] == [-signal.SIGINT]


def test_a_command_that_fails_is_told_and_one_that_succeeds_is_not(tmp_path: Path) -> None:
    with stack(tmp_path) as children:
        children.run(NAME, "good", "-c", "print('done')")
        assert (tmp_path / "log" / "good.log").read_text(encoding="utf-8") == "done\n"
        with pytest.raises(StartFailed, match="not today"):
            children.run(NAME, "bad", "-c", "raise SystemExit('not today')")


def test_waiting_for_a_child_has_a_limit(tmp_path: Path) -> None:
    with stack(tmp_path) as children:
        child = children.start(NAME, "slow", "-c", SLEEP)
        with pytest.raises(StartFailed, match="was not ready within 0 seconds"):
            children.wait_until(lambda: False, of=child, seconds=0.2)


def test_a_request_to_stop_ends_the_wait_and_leaves_no_child(tmp_path: Path) -> None:
    started = []

    def run() -> None:
        with StopSignals() as signals, stack(tmp_path, signals) as children:
            child = children.start(NAME, "child", "-c", SLEEP)
            started.append(child)
            until(lambda: "ready" in child.log.read_text(encoding="utf-8"))
            os.kill(os.getpid(), signal.SIGTERM)
            children.watch()

    with pytest.raises(StopRequested):
        run()
    assert [child.process.returncode for child in started] == [-signal.SIGINT]


def test_the_log_of_the_run_before_is_kept(tmp_path: Path) -> None:
    with stack(tmp_path) as children:
        children.run(NAME, "child", "-c", "print('first')")
        children.run(NAME, "child", "-c", "print('second')")
    assert (tmp_path / "log" / "child.log.1").read_text(encoding="utf-8") == "first\n"
    assert (tmp_path / "log" / "child.log").read_text(encoding="utf-8") == "second\n"


# --- chores ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def chore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let a program of the test's own stand for the chores."""

    def stand_in(program: str) -> None:
        file = tmp_path / "chores.py"
        file.write_text(f"import json, os, signal, sys, time\n{program}\n", encoding="utf-8")
        monkeypatch.setattr(processes, "CHORES", (str(file),))

    return stand_in


def done(signals: StopSignals | None = None, meanwhile: Callable[[], None] = lambda: None) -> tuple[list[Text], Any]:
    """Return what a chore said, and what came of it."""
    said: list[Text] = []
    outcome = do_chore(
        "one", environment=os.environ, signals=signals or StopSignals(), say=said.append, meanwhile=meanwhile
    )
    return said, outcome


def test_a_chore_says_what_it_has_to_say_and_hands_over_what_came_of_it(chore: Callable[[str], None]) -> None:
    chore("print(json.dumps({'say': ['Hej å', 'Hello']})); print(json.dumps({'done': {'name': sys.argv[1]}}))")

    assert done() == ([Text("Hej å", "Hello")], {"name": "one"})


def test_a_chore_that_fails_is_told_in_its_own_words(chore: Callable[[str], None]) -> None:
    chore("print(json.dumps({'failed': ['Slut', 'Out of paper']}))")

    with pytest.raises(StartFailed, match="Out of paper"):
        done()


def test_a_chore_that_ends_without_a_word_is_a_failure(chore: Callable[[str], None]) -> None:
    chore("os._exit(3)")

    with pytest.raises(StartFailed, match="code 3"):
        done()


def test_a_chore_is_stopped_when_someone_asks_to_stop(chore: Callable[[str], None], tmp_path: Path) -> None:
    chore(f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    signals = StopSignals()

    def ask() -> None:
        signals.requested = (tmp_path / "pid").exists() and bool((tmp_path / "pid").read_text())

    with pytest.raises(StopRequested):
        done(signals, meanwhile=ask)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists()


def test_a_child_that_ends_meanwhile_ends_the_chore(chore: Callable[[str], None], tmp_path: Path) -> None:
    chore("time.sleep(60)")
    with stack(tmp_path) as children:
        children.start(NAME, "other", "-c", "raise SystemExit(3)")
        with pytest.raises(StartFailed, match="ended unexpectedly"):
            children.do_chore("one", lambda _: None)
