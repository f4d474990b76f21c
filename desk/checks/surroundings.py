"""Checks of the services around the program, of its files and folders, and of free disk space."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from desk.checks.finding import Advice, Finding, Moment, error, ok, warning
from desk.checks.mail import WAIT_SECONDS
from states.text import Text

FREE_AT_LEAST, FREE_WANTED = 100_000_000, 1_000_000_000
"""Bytes on the disk of the database: with less than the first it is an error, with less than the second a warning."""


def pages(at: Moment) -> Iterator[Finding]:
    """Check that the pages behind the links in mails answer."""
    address = at.settings.web_address
    if _answers(f"{address}/health"):
        yield ok("pages", _PAGES_ANSWER.fill(address=address))
        return
    silent = _PAGES_SILENT.fill(address=address)
    yield warning("pages", silent, Advice.START_PAGES)


_PAGES_SILENT = Text(
    "Sidorna svarar inte på {address}; länkarna i mejlen leder ingenstans.",
    "The pages do not answer at {address}; links in mail lead nowhere.",
)
_PAGES_ANSWER = Text("Sidorna svarar: {address}", "The pages answer: {address}")


def prefect(at: Moment) -> Iterator[Finding]:
    """Check that the scheduler answers."""
    address = f"http://127.0.0.1:{at.settings.prefect_port}"
    if _answers(f"{address}/api/health"):
        yield ok("prefect", _PREFECT_ANSWERS.fill(address=address))
        return
    silent = _PREFECT_SILENT.fill(address=address)
    yield warning("prefect", silent, Advice.START_JOBS)


_PREFECT_SILENT = Text(
    "Prefect svarar inte på {address}; inget körs av sig självt.",
    "Prefect does not answer at {address}; nothing runs by itself.",
)
_PREFECT_ANSWERS = Text("Prefect svarar: {address}", "Prefect answers: {address}")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=WAIT_SECONDS):  # noqa: S310 - the address is our own
            return True
    except OSError:
        return False


def templates_folder(at: Moment) -> Iterator[Finding]:
    """Report a folder of templates that is set and does not exist."""
    folder = at.settings.templates
    if folder is not None and not folder.is_dir():
        yield _path("templates", folder)


def paths(at: Moment) -> Iterator[Finding]:
    """Check that the files and folders of the imports exist."""
    for name in ("notices", "plan", "directory"):
        yield _path(name, getattr(at.settings, name))


def _path(name: str, path: Path) -> Finding:
    variable = f"TRESPANN_{name.upper()}"
    if path.exists():
        return ok(f"path_{name}", _PATH_THERE.fill(variable=variable, path=str(path)))
    missing = _PATH_MISSING.fill(variable=variable, path=str(path))
    return warning(f"path_{name}", missing, Advice.CREATE_PATH, variable=variable)


_PATH_MISSING = Text(
    "{variable} pekar på {path}, som inte finns.",
    "{variable} points to {path}, which does not exist.",
)
_PATH_THERE = Text("{variable} finns: {path}", "{variable} is there: {path}")


def disk(at: Moment) -> Iterator[Finding]:
    """Check that there is room for the database to grow."""
    folder = at.settings.var.absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    text = _FREE.fill(free=free / 1e9, folder=str(there))
    if free >= FREE_WANTED:
        yield ok("disk", text)
    else:
        yield (warning if free >= FREE_AT_LEAST else error)("disk", text, Advice.MAKE_ROOM)


_FREE = Text(
    "{free:.1f} GB är ledigt på disken där {folder} finns.",
    "{free:.1f} GB are free on the disk of {folder}.",
)
