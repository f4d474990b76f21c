"""Keeps the tests apart from what was done before in this folder and from the settings of whoever runs them.

A process that runs tests has no variable of an installation in its environment, works in an empty folder of its own,
and may not open the `.env` or `var/` beside the code. What a test starts inherits the environment and the folder.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOR_TESTS = frozenset({"TRESPANN_CORPUS", "TRESPANN_HISTORIES"})
"""Variables that are meant for the tests themselves."""

_OF_AN_INSTALLATION = ("TRESPANN_", "PREFECT_")
_ENV_FILE, _VAR = str(ROOT / ".env"), str(ROOT / "var")
_OPENS = frozenset({"open", "sqlite3.connect", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename"})


class WorkingFolderUsed(Exception):
    """A test turned to what an installation keeps in the folder of the code."""


class Watch:
    """An audit hook that refuses the `.env` and `var/` of the folder of the code, and that folder to work in.

    It also notes what was tried, for the code under test may catch the refusal.
    """

    def __init__(self) -> None:
        self._tried: list[str] = []
        self._in_a_test = self._ended = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._ended:
            return
        if event in _OPENS:
            self._refuse(event, arguments[0], when=_is_kept_there(arguments[0]))
        elif event == "os.chdir" and self._in_a_test:  # pytest itself goes back at the end
            self._refuse(event, arguments[0], when=_absolute(arguments[0]) == str(ROOT))
        elif event == "subprocess.Popen":
            self._refuse(event, arguments[1], when=_absolute(arguments[2] or os.curdir) == str(ROOT))

    def _refuse(self, event: str, what: object, *, when: bool) -> None:
        if when:
            self._tried.append(f"{event}: {what}")
            raise WorkingFolderUsed(self._tried[-1])

    @contextmanager
    def during_a_test(self) -> Iterator[None]:
        self._in_a_test = True
        try:
            yield
        finally:
            self._in_a_test = False

    def since_last_look(self) -> list[str]:
        """Return what was tried since this was last called."""
        tried, self._tried = self._tried, []
        return tried

    def end(self) -> None:
        """Refuse nothing more; an audit hook cannot be removed."""
        self._ended = True


WATCH = Watch()
"""The watch of this process."""


def remove_settings(environment: MutableMapping[str, str]) -> None:
    """Remove the variables of an installation, and those of Prefect, that are not meant for the tests."""
    for name in [name for name in environment if name.startswith(_OF_AN_INSTALLATION)]:
        if name not in FOR_TESTS:
            del environment[name]


@contextmanager
def working_apart() -> Iterator[Path]:
    """Work in an empty folder, with another for what Prefect keeps, under the watch; yield the empty one."""
    if "prefect" in sys.modules:
        raise RuntimeError("a conftest.py brings Prefect along, which has read the settings of this folder by now")
    if corpus := os.environ.get("TRESPANN_CORPUS"):
        os.environ["TRESPANN_CORPUS"] = str(Path(corpus).resolve())
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".hypothesis"))
    with tempfile.TemporaryDirectory(prefix="trespann-", ignore_cleanup_errors=True) as folder:
        empty = Path(folder) / "empty"
        empty.mkdir()
        os.environ["PREFECT_HOME"] = str(Path(folder) / "prefect")
        os.chdir(empty)
        sys.addaudithook(WATCH)
        yield empty
        WATCH.end()


def taken_away(folder: Path) -> list[str]:
    """Empty a folder and return the names of what was in it."""
    left = sorted(folder.iterdir())
    for path in left:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return [path.name for path in left]


def _is_kept_there(path: object) -> bool:
    found = _absolute(path)
    return found in {_ENV_FILE, _VAR} or found.startswith(_VAR + os.sep)


def _absolute(path: object) -> str:
    """Return the path of a file or of the address of an SQLite database; "" for a number of an open file."""
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    return os.path.abspath(os.fsdecode(path).removeprefix("file:").partition("?")[0])  # noqa: PTH100  # called often
