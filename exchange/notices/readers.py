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
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from exchange.notices.eforms import read_file
from exchange.notices.extract import Extract, NoticeReader
from exchange.notices.notice import NoticeSkipped
from exchange.notices.xml import unreadable
from states.text import Text

FROM = 256
"""How many files are worth a start of processes."""
MOST = 4
AHEAD = 2
TOGETHER = 8
"""How many files are handed over at once. So many of the longest paths fit into a pipe, and nobody waits to write."""
PROGRAM = __name__
_PATIENCE = 5  # seconds

Outcome = Extract | Text
"""What a notice tells, or why it was not read."""
Reading = Callable[[Path, NoticeReader], Outcome]


def read_one(path: Path, reader: NoticeReader) -> Outcome:
    try:
        return reader.extract(read_file(path, prose=False))
    except NoticeSkipped as skipped:
        return skipped.text


def read_all(paths: Sequence[Path], reader: NoticeReader) -> Iterator[Outcome]:
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
    """Return how many cores this process may use; one where processes are not made as they are here."""
    if os.name != "posix":
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _NoProcess(Exception):
    """No process can be started."""


class _Process:
    """A process that reads; `asked` are the indexes of the files it was asked for, oldest first."""

    def __init__(self, reader: NoticeReader) -> None:
        self.asked: deque[tuple[int, ...]] = deque()
        self.has_begun = False
        theirs, ours = os.pipe()
        mine, yours = os.pipe()
        self._requests: Connection[Any, Any] = Connection(ours, readable=False)
        self.answers: Connection[Any, Any] = Connection(mine, writable=False)
        # It looks for modules where this one does, and nowhere else: not in the folder that somebody stands in.
        path = os.pathsep.join(filter(None, sys.path))
        try:
            self._program = subprocess.Popen(  # noqa: S603 - this module, by this interpreter
                [sys.executable, "-P", "-m", PROGRAM],
                stdin=theirs,
                stdout=yours,
                env=os.environ | {"PYTHONPATH": path},
            )
        except OSError as error:
            raise _NoProcess from error
        finally:
            os.close(theirs)
            os.close(yours)
        self.send(reader)

    def send(self, what: NoticeReader | list[str]) -> None:
        """Hand over what to read. That a process has ended shows when its answer is read."""
        with suppress(OSError):
            self._requests.send(what)

    def ask(self, indexes: tuple[int, ...], paths: Sequence[Path]) -> None:
        self.asked.append(indexes)
        self.send([os.fspath(paths[index]) for index in indexes])

    def answer(self) -> dict[int, Outcome]:
        """Return what was read, by index; nothing the first time. Raises EOFError or OSError where it has ended."""
        answer = self.answers.recv()
        if not self.has_begun:
            self.has_begun = True
            return {}
        return dict(zip(self.asked.popleft(), answer, strict=True))

    def close(self) -> None:
        self._requests.close()
        self.answers.close()
        try:
            self._program.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


def _by_processes(paths: Sequence[Path], reader: NoticeReader) -> Iterator[Outcome]:
    task = _Task(paths, reader)
    index = 0
    try:
        task.begin()
        for index in range(len(paths)):
            while index not in task.outcomes:
                task.go_on()
            yield task.outcomes.pop(index)
    except _NoProcess:
        close()
        yield from map(task.without_processes, range(index, len(paths)))
    finally:
        if any(process.asked for process in _processes):  # its answers would be taken for those of the next import
            close()


class _Task:
    """What processes have read so far, by the index of the file, and what is still to be read.

    `suspected` are the indexes of files at which a process has ended: each is read alone then, and told if it happens
    again.
    """

    def __init__(self, paths: Sequence[Path], reader: NoticeReader) -> None:
        self.paths, self.reader = paths, reader
        self.outcomes: dict[int, Outcome] = {}
        every = tuple(range(len(paths)))
        self.waiting = deque(every[start : start + TOGETHER] for start in range(0, len(paths), TOGETHER))
        self.suspected: set[int] = set()

    def begin(self) -> None:
        """Let every process know what the import knows, and start those that are missing. Raises _NoProcess."""
        for process in _processes:
            process.send(self.reader)
        while len(_processes) < min(_cores(), MOST):
            _processes.append(_Process(self.reader))

    def go_on(self) -> None:
        """Ask for more, and take what has been answered. Raises _NoProcess."""
        for process in _processes:
            while self.waiting and len(process.asked) < AHEAD:
                process.ask(self.waiting.popleft(), self.paths)
        ready = wait([process.answers for process in _processes if process.asked])
        for process in [process for process in _processes if process.answers in ready]:
            try:
                self.outcomes |= process.answer()
            except (EOFError, OSError) as error:
                self._has_ended(process, error)

    def without_processes(self, index: int) -> Outcome:
        """Return what was read, or read it here, unless it may be what makes a process end."""
        known = self.outcomes.get(index)
        if known is None:
            return _ENDED if index in self.suspected else read_one(self.paths[index], self.reader)
        return known

    def _has_ended(self, process: _Process, error: Exception) -> None:
        """Let another process read what this one was asked for, one file at a time where it ended.

        Raises _NoProcess for one that has not even begun: so would the next.
        """
        _processes.remove(process)
        process.close()
        if not process.has_begun:
            raise _NoProcess from error
        at, *rest = process.asked
        if len(at) == 1 and at[0] in self.suspected:
            self.outcomes[at[0]] = _ENDED
            at = ()
        self.suspected.update(at)
        self.waiting.extendleft(reversed([*((index,) for index in at), *rest]))
        _processes.append(_Process(self.reader))


_ENDED = unreadable(
    "programmet som läste den avbröts. Kontrollera filen",
    "the program that read it ended. Check the file",
).text


def serve(requests: "Connection[Any, Any]", answers: "Connection[Any, Any]", read: Reading = read_one) -> None:
    """Answer what is asked, until nobody asks any more."""
    reader: NoticeReader | None = None
    with suppress(EOFError, BrokenPipeError):
        answers.send(None)  # it has begun
        while True:
            asked = requests.recv()
            if isinstance(asked, NoticeReader):
                reader = asked
            elif reader is not None:
                answers.send([read(Path(path), reader) for path in asked])


def main(read: Reading = read_one) -> None:
    """Run as a process that reads, by standard input and output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to stop is the process that asks
    requests: Connection[Any, Any] = Connection(os.dup(0), writable=False)
    answers: Connection[Any, Any] = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # nothing that is printed may get among the answers
    gc.freeze()
    serve(requests, answers, read)


if __name__ == "__main__":
    main()
