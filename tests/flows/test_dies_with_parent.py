"""Children and a parent that is killed."""

import os
import subprocess
import sys
from pathlib import Path

from flows.processes import (
    carrying,
    end_all,
)
from tests.flows.children import SLEEP, ended, needs_proc
from tests.flows.waiting import until
from tests.isolation import ROOT

PARENT = """
import os, sys, time
from pathlib import Path
from flows.processes import Stack, StopSignals
from states.text import Text
from tests.flows.waiting import until
with StopSignals() as signals:
    stack = Stack(logs=Path(sys.argv[1]), environment=os.environ, mark=sys.argv[1], signals=signals)
    child = stack.start(Text("", ""), "child", "-c", sys.argv[2])
    while "ready" not in child.log.read_text():
        time.sleep(0.05)
    print(child.process.pid, flush=True)
    time.sleep(60)
"""


def parent(folder: Path, child: str, *, before: str = "") -> subprocess.Popen[str]:
    command = f'{before} exec "$0" -c "$1" "$2" "$3"'
    arguments = ["sh", "-c", command, sys.executable, PARENT, str(folder), child]
    finds_tests = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=finds_tests)
    assert process.stdout
    assert int(process.stdout.readline()) > 0
    return process


@needs_proc
def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    process = parent(tmp_path, SLEEP)
    assert carrying(str(tmp_path))
    ended(process)
    until(lambda: not carrying(str(tmp_path)))


@needs_proc
def test_children_can_be_interrupted_though_the_shell_made_their_supervisor_ignore_it(tmp_path: Path) -> None:
    child = "import signal; print(signal.getsignal(signal.SIGINT)); " + SLEEP
    process = parent(tmp_path, child, before="trap '' INT;")
    try:
        assert "default_int_handler" in (tmp_path / "child.log").read_text(encoding="utf-8")
    finally:
        ended(process)
        end_all(str(tmp_path))
