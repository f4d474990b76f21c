"""Whether what runs beside the program runs, whether its files are there, and whether the disk has room."""

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
    """Yield whether the pages behind the links in mails answer."""
    address = at.settings.web_address
    if _answers(f"{address}/health"):
        yield ok("pages", Text(f"Sidorna svarar: {address}", f"The pages answer: {address}"))
        return
    silent = Text(
        f"Sidorna svarar inte på {address}; länkarna i mejlen leder ingenstans.",
        f"The pages do not answer at {address}; links in mail lead nowhere.",
    )
    yield warning("pages", silent, Advice.START_PAGES)


def prefect(at: Moment) -> Iterator[Finding]:
    """Yield whether the scheduler answers."""
    address = f"http://127.0.0.1:{at.settings.prefect_port}"
    if _answers(f"{address}/api/health"):
        yield ok("prefect", Text(f"Prefect svarar: {address}", f"Prefect answers: {address}"))
        return
    silent = Text(
        f"Prefect svarar inte på {address}; inget körs av sig självt.",
        f"Prefect does not answer at {address}; nothing runs by itself.",
    )
    yield warning("prefect", silent, Advice.START_JOBS)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=WAIT_SECONDS):  # noqa: S310 - the address is our own
            return True
    except OSError:
        return False


def templates_folder(at: Moment) -> Iterator[Finding]:
    """Yield that the folder of the city's own templates is not there, where one is set."""
    folder = at.settings.templates
    if folder is not None and not folder.is_dir():
        yield _path("templates", folder)


def paths(at: Moment) -> Iterator[Finding]:
    """Yield whether the files and folders that are imported from are there."""
    for name in ("notices", "plan", "directory"):
        yield _path(name, getattr(at.settings, name))


def _path(name: str, path: Path) -> Finding:
    variable = f"TRESPANN_{name.upper()}"
    if path.exists():
        return ok(f"path_{name}", Text(f"{variable} finns: {path}", f"{variable} is there: {path}"))
    missing = Text(
        f"{variable} pekar på {path}, som inte finns.",
        f"{variable} points to {path}, which does not exist.",
    )
    return warning(f"path_{name}", missing, Advice.CREATE_PATH, variable=variable)


def disk(at: Moment) -> Iterator[Finding]:
    """Yield whether there is room for the database to grow."""
    folder = at.settings.var.absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(there).free
    text = Text(
        f"{free / 1e9:.1f} GB är ledigt på disken där {there} finns.",
        f"{free / 1e9:.1f} GB are free on the disk of {there}.",
    )
    if free >= FREE_WANTED:
        yield ok("disk", text)
    else:
        yield (warning if free >= FREE_AT_LEAST else error)("disk", text, Advice.MAKE_ROOM)
