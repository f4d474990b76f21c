"""The processes of one installation on one machine: one supervisor, free ports, children, nothing left behind."""

import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn, Self, TypeAlias, cast
from uuid import uuid4

from states.refusal import Refusal
from states.text import Text

Say: TypeAlias = Callable[[Text], None]
"""Tells the person at the terminal something, in their language."""

LOOPBACK = "127.0.0.1"
MARK = "TRESPANN_STACK"
"""Environment variable that every child carries, and all that a child starts: how they are known again."""

CHORES = ("-m", "flows.chores")
_LOOK = 0.1
"""Seconds between two looks at the children and at a request to stop."""
_TAIL = 15
"""Lines of a log that an error shows."""
_STOP_SECONDS = 6
"""How long a child may take to stop before it is killed."""


class StartFailed(Refusal):
    """The installation cannot run; `text` says what is wrong and what to do."""


class StopRequested(Exception):
    """Someone asked the supervisor to stop."""


class StopSignals:
    """Notes SIGINT, SIGTERM and a closed terminal while it is entered, instead of interrupting at any point.

    A handler also undoes an inherited "ignore SIGINT", which a shell gives to what it starts in the background: the
    children would inherit it, and Prefect's worker, which stops by a SIGINT to itself, would never stop.
    """

    def __init__(self) -> None:
        self.requested = False

    def __enter__(self) -> Self:
        wanted = {signal.SIGINT, signal.SIGTERM}
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it stays ignored
            wanted.add(signal.SIGHUP)
        self._before = {number: signal.signal(number, self._note) for number in wanted}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, *_: object) -> None:
        self.requested = True


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to run on a folder: the mark of this run's children, and that of the run before if it was cut off."""

    mark: str
    cut_off: str


@contextmanager
def claim(var: Path) -> Iterator[Claim]:
    """Hold the folder for this process; raise StartFailed while another process holds it.

    The lock belongs to the process, so it cannot outlive it. The mark of the run stays in the file until the end: a
    supervisor that finds one knows what to look for.
    """
    var.mkdir(parents=True, exist_ok=True)
    with (var / "supervisor.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StartFailed(_already_runs(var)) from None
        file.seek(0)
        before, token = file.read(), uuid4().hex
        _replace(file.fileno(), token)
        try:
            yield Claim(mark=_mark(var, token), cut_off=_mark(var, before) if before else "")
        finally:
            _replace(file.fileno(), "")


def _mark(var: Path, token: str) -> str:
    return f"{token} {var.resolve()}"  # a copy of the folder must not find the children of the original


def _replace(descriptor: int, content: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, content.encode(), 0)


def carrying(mark: str) -> dict[int, str]:
    """Return the processes (number: command line) that were started with a mark. Empty on systems without /proc."""
    wanted = f"{MARK}={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or belongs to another user
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return found


def end_all(mark: str, *, seconds: float = _STOP_SECONDS) -> None:
    """End every process with a mark: politely, then after `seconds` by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in carrying(mark):
            with suppress(ProcessLookupError):
                os.kill(process, number)
                os.kill(process, signal.SIGCONT)  # one that is suspended would not hear the first
        give_up = time.monotonic() + seconds
        while carrying(mark) and time.monotonic() < give_up:
            time.sleep(_LOOK)


def require_free_port(port: int, *, needed_by: Text, setting: str) -> None:
    """Raise StartFailed when something listens on the port already; `setting` is the variable that chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that are closing do not count
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            raise StartFailed(_port_taken(port, needed_by, setting)) from None


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


@dataclass(frozen=True, slots=True)
class Child:
    name: Text
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self, *, seconds: float = _STOP_SECONDS) -> None:
        """Interrupt the child; kill it and its session when it has not ended within `seconds`."""
        _stop(self.process, seconds)


def _stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _bound_to_us(*command: str) -> list[str]:
    """Return a Python command that ends when this process does."""
    return [sys.executable, "-m", "flows.dies_with_parent", str(os.getpid()), sys.executable, *command]


def do_chore(
    chore: str,
    *,
    environment: Mapping[str, str],
    signals: StopSignals,
    say: Say,
    meanwhile: Callable[[], None] = lambda: None,
) -> Any:
    """Have a chore of `flows.chores` done in a process that ends with it, and return what came of it.

    What it needs in memory goes with that process. What it has to say is said as it comes; `meanwhile` is called
    between two looks at it. Raises StartFailed with what the chore says is wrong, or when it ends without a word;
    StopRequested when someone asks to stop, after the chore was stopped.
    """
    process = subprocess.Popen(  # noqa: S603  # our own commands
        _bound_to_us(*CHORES, chore),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env=dict(environment),
    )
    with process:
        try:
            return _outcome(process, signals, say, meanwhile)
        finally:
            if process.poll() is None:
                _stop(process, _STOP_SECONDS)


def _outcome(process: subprocess.Popen[bytes], signals: StopSignals, say: Say, meanwhile: Callable[[], None]) -> Any:
    for line in _lines(process, signals, meanwhile):
        ((kind, told),) = json.loads(line).items()
        match kind:
            case "say":
                say(Text(*told))
            case "failed":
                raise StartFailed(Text(*told))
            case _:
                process.wait()
                return told
    raise StartFailed(_CHORE_ENDED.fill(code=process.wait()))


def _lines(process: subprocess.Popen[bytes], signals: StopSignals, meanwhile: Callable[[], None]) -> Iterator[bytes]:
    """Yield what a process writes, line by line; raise StopRequested when someone asks to stop."""
    told, rest = cast(IO[bytes], process.stdout), b""
    while True:
        if signals.requested:
            raise StopRequested
        meanwhile()
        if not select.select([told], [], [], _LOOK)[0]:
            continue
        piece = os.read(told.fileno(), 65536)
        if not piece:
            return
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole


CANNOT_RUN = Text("Det går inte att köra här: {error}", "Cannot run here: {error}")
_CHORE_ENDED = Text(
    "Starten avbröts: ett av dess steg avslutades oväntat (kod {code}).",
    "The start was cut off: one of its steps ended unexpectedly (code {code}).",
)


class Stack:
    """Children that live and die together. Leaving it stops them, the youngest first."""

    def __init__(self, *, logs: Path, environment: Mapping[str, str], mark: str, signals: StopSignals) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs, self._mark, self._signals = logs, mark, signals
        self._environment = {**environment, MARK: mark, "PYTHONUNBUFFERED": "1"}
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._children:
            self._children.pop().stop()
        end_all(self._mark)  # what a child left behind when it was killed

    def start(self, name: Text, log: str, *command: str) -> Child:
        """Start a Python command (arguments after `python`) in a session of its own, writing to a log of its own.

        In its own session a child does not get the Ctrl-C of the terminal: the supervisor stops it when its turn comes.
        """
        path = self._logs / f"{log}.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        with path.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  # our own commands
                _bound_to_us(*command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=self._environment,
            )
        self._children.append(Child(name, process, path))
        return self._children[-1]

    def do_chore(self, chore: str, say: Say) -> Any:
        """Have a chore done in the environment of the children, see `do_chore`."""
        return do_chore(chore, environment=self._environment, signals=self._signals, say=say, meanwhile=self.check)

    def stop(self, child: Child) -> None:
        """Stop one child before the others."""
        if child in self._children:
            self._children.remove(child)
            child.stop()

    def run(self, name: Text, log: str, *command: str) -> None:
        """Run a Python command to its end; raise StartFailed with the end of its log when it fails."""
        child = self.start(name, log, *command)
        while child.process.poll() is None:
            self.pause(_LOOK, apart_from=child)
        self._children.remove(child)
        if child.process.returncode:
            raise StartFailed(_ended(child))

    def wait_until(self, ready: Callable[[], bool], *, of: Child, seconds: float) -> None:
        """Wait until a child is ready; raise StartFailed when it takes longer than `seconds`."""
        give_up = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > give_up:
                raise StartFailed(_too_slow(of, seconds))
            self.pause(_LOOK)

    def pause(self, seconds: float, *, apart_from: Child | None = None) -> None:
        """Let time pass; raise StopRequested, or StartFailed as soon as a child has ended."""
        until = time.monotonic() + seconds
        while True:
            if self._signals.requested:
                raise StopRequested
            self.check(apart_from=apart_from)
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _LOOK))

    def watch(self) -> NoReturn:
        """Go on until someone asks to stop (StopRequested) or a child ends (StartFailed)."""
        while True:
            self.pause(60)

    def check(self, *, apart_from: Child | None = None) -> None:
        """Raise StartFailed, with the end of its log, when a child has ended that should be running."""
        for child in self._children:
            if child is not apart_from and child.process.poll() is not None:
                raise StartFailed(_ended(child))


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-_TAIL:] if line.strip())


def _ended(child: Child) -> Text:
    code, tail = child.process.returncode, _tail(child.log)
    return _ENDED_UNEXPECTEDLY.fill(name=child.name, code=code, log=str(child.log), tail=tail)


_ENDED_UNEXPECTEDLY = Text(
    "{name} avslutades oväntat (kod {code}), och allt har stoppats. Loggen {log} slutar så här:\n{tail}",
    "{name} ended unexpectedly (code {code}), and everything was stopped. The log {log} ends with:\n{tail}",
)


def _too_slow(child: Child, seconds: float) -> Text:
    tail = _tail(child.log)
    return _NOT_READY.fill(name=child.name, seconds=seconds, log=str(child.log), tail=tail)


_NOT_READY = Text(
    "{name} kom inte i gång inom {seconds:.0f} sekunder. Loggen {log} slutar så här:\n{tail}",
    "{name} was not ready within {seconds:.0f} seconds. The log {log} ends with:\n{tail}",
)


def _already_runs(var: Path) -> Text:
    return _RUNS_ALREADY.fill(folder=str(var))


_RUNS_ALREADY = Text(
    "Trespann körs redan i mappen {folder}. Avsluta det med Ctrl-C där det startades,"
    " eller välj en annan mapp med TRESPANN_VAR.",
    "Trespann is running in the folder {folder} already. Stop it with Ctrl-C where it was started,"
    " or choose another folder with TRESPANN_VAR.",
)


def _port_taken(port: int, needed_by: Text, setting: str) -> Text:
    return _PORT_IN_USE.fill(port=port, needed_by=needed_by, setting=setting)


_PORT_IN_USE = Text(
    "Port {port} är upptagen av ett annat program, och {needed_by} behöver den."
    " Avsluta det programmet eller välj en annan port med {setting}. Ingenting har startats.",
    "Port {port} is taken by another program, and {needed_by} needs it."
    " Stop that program or choose another port with {setting}. Nothing was started.",
)
