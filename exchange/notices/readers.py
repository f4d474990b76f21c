"""Reading many notices in several processes, so that a large folder is read on all cores.

The processes are those of this module run as a program: they take paths and hand back what the notices tell. They stay
until this process ends, since starting one costs as much as reading some hundred notices.
"""

import atexit
import gc
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from exchange.notices.eforms import read_file
from exchange.notices.notice import NoticeSkipped
from exchange.notices.told import Reader, Told
from exchange.notices.xml import unreadable
from states.text import Text

FROM = 256
"""How many files are worth a start of processes."""
MOST = 4
AHEAD = 2
TOGETHER = 8
"""How many files are handed over at once. So many of the longest paths fit into a pipe, and nobody waits to write."""
_PATIENCE = 5  # seconds

Outcome = Told | Text
"""What a notice tells, or why it was not read."""


def read_one(path: Path, reader: Reader) -> Outcome:
    try:
        return reader.told(read_file(path))
    except NoticeSkipped as skipped:
        return skipped.text


def read_all(paths: Sequence[Path], reader: Reader) -> Iterator[Outcome]:
    """Yield what each file comes to, in order; by several processes where there are many files and several cores.

    A file at which a process ends is told as one that was not read, and the others are read all the same.
    """
    several = len(paths) >= FROM and _cores() > 1
    if not several or not _one_import.acquire(blocking=False):
        yield from (read_one(path, reader) for path in paths)
        return
    try:
        yield from _by_processes(paths, reader)
    finally:
        _one_import.release()


def close() -> None:
    """End the processes. They are started anew when there is something to read."""
    while _processes:
        _processes.pop().close()


_one_import = threading.Lock()
_processes: list["_Process"] = []
atexit.register(close)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Process:
    """A process that reads; `asked` are the indexes of the files it was asked for, oldest first."""

    def __init__(self) -> None:
        self.asked: deque[tuple[int, ...]] = deque()
        theirs, ours = os.pipe()
        mine, yours = os.pipe()
        self._requests: Connection[Any, Any] = Connection(ours, readable=False)
        self.answers: Connection[Any, Any] = Connection(mine, writable=False)
        # It looks for modules where this one does, and nowhere else: not in the folder that somebody stands in.
        path = os.pathsep.join(filter(None, sys.path))
        try:
            self._program = subprocess.Popen(  # noqa: S603 - this module, by this interpreter
                [sys.executable, "-P", "-m", __spec__.name if __spec__ else __name__],
                stdin=theirs,
                stdout=yours,
                env=os.environ | {"PYTHONPATH": path},
            )
        finally:
            os.close(theirs)
            os.close(yours)

    def send(self, what: Reader | list[str]) -> None:
        """Hand over what to read. That a process has ended shows when its answer is read."""
        with suppress(OSError):
            self._requests.send(what)

    def ask(self, indexes: tuple[int, ...], paths: Sequence[Path]) -> None:
        self.asked.append(indexes)
        self.send([os.fspath(paths[index]) for index in indexes])

    def close(self) -> None:
        self._requests.close()
        self.answers.close()
        try:
            self._program.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


class _NoProcess(Exception):
    """No process can be started."""


def _started(reader: Reader) -> _Process:
    try:
        process = _Process()
    except OSError as error:
        raise _NoProcess from error
    _processes.append(process)
    process.send(reader)
    return process


def _by_processes(paths: Sequence[Path], reader: Reader) -> Iterator[Outcome]:
    found = _Found(paths)
    index = 0
    try:
        found.begin(reader)
        for index in range(len(paths)):
            while index not in found.outcomes:
                found.go_on()
            yield found.outcomes.pop(index)
    except _NoProcess:
        close()
        left = range(index, len(paths))
        yield from (found.outcomes.get(one) or read_one(paths[one], reader) for one in left)
    finally:
        if any(process.asked for process in _processes):  # its answers would be taken for those of the next import
            close()


class _Found:
    """What processes have found so far, by the index of the file, and what is still to be read.

    `suspected` are the indexes of files at which a process has ended: each is read alone then, and told if it happens
    again.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self.outcomes: dict[int, Outcome] = {}
        starts = range(0, len(paths), TOGETHER)
        self.waiting = deque(tuple(range(len(paths))[start : start + TOGETHER]) for start in starts)
        self.suspected: set[int] = set()

    def begin(self, reader: Reader) -> None:
        """Let every process know what the import knows, and start those that are missing. Raises _NoProcess."""
        self.start = partial(_started, reader)
        for process in _processes:
            process.send(reader)
        while len(_processes) < min(_cores(), MOST):
            self.start()

    def go_on(self) -> None:
        """Ask for more, and take what has been answered. Raises _NoProcess."""
        for process in _processes:
            while self.waiting and len(process.asked) < AHEAD:
                process.ask(self.waiting.popleft(), self.paths)
        ready = wait([process.answers for process in _processes if process.asked])
        for process in [process for process in _processes if process.answers in ready]:
            try:
                outcomes = process.answers.recv()
            except (EOFError, OSError):
                self._has_ended(process)
            else:
                self.outcomes.update(zip(process.asked.popleft(), outcomes, strict=True))

    def _has_ended(self, process: _Process) -> None:
        """Let another process read what this one was asked for, one file at a time where it ended."""
        _processes.remove(process)
        process.close()
        at, *rest = process.asked
        if len(at) == 1 and at[0] in self.suspected:
            self.outcomes[at[0]] = _ENDED
            at = ()
        self.suspected.update(at)
        self.waiting.extendleft(reversed([*((index,) for index in at), *rest]))
        self.start()


_ENDED = unreadable(
    "programmet som läste den avbröts. Kontrollera filen",
    "the program that read it ended. Check the file",
).text


def serve(requests: "Connection[Any, Any]", answers: "Connection[Any, Any]") -> None:
    """Answer what is asked, until nobody asks any more."""
    reader: Reader | None = None
    with suppress(EOFError, BrokenPipeError):
        while True:
            asked = requests.recv()
            if isinstance(asked, Reader):
                reader = asked
            elif reader is not None:
                answers.send([read_one(Path(path), reader) for path in asked])


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to stop is the process that asks
    requests: Connection[Any, Any] = Connection(os.dup(0), writable=False)
    answers: Connection[Any, Any] = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # nothing that is printed may get among the answers
    gc.freeze()
    serve(requests, answers)


if __name__ == "__main__":
    main()
