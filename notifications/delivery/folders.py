"""Mails as files in a folder, for the local mail server and for demonstrations."""

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from models.clock import day_of
from notifications.delivery.problems import Problem, TemporaryFailure, told

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def mail_folder(var: Path) -> Path:
    """Return where the sink of an installation puts mail."""
    return var / "mail"


class FileSender:
    """Puts each mail into a folder as a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, *, recipient: str, content: bytes, return_path: str = "") -> None:  # noqa: ARG002 - a file goes nowhere
        store(self._folder, content)

    def close(self) -> None:
        """Do nothing: no connection is held."""


def store(folder: Path, content: bytes) -> Path:
    """Write a mail under the date and the hash of the Message-ID that it carries, whole or not at all; return the file.

    A mail that comes twice becomes two files. Raises TemporaryFailure when the disk is full or the folder is closed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            return _linked(Path(part), folder / _name(content))
        finally:
            Path(part).unlink()
    except OSError as error:
        problem = Problem.DISK_FULL if error.errno in _FULL else Problem.NOT_STORED
        raise TemporaryFailure(told(problem, error.strerror or ""), everyone=True) from None


def stem(message_id: str, day: str) -> str:
    """Return the name, without its ending, of the first file with a mail of a Message-ID and of a day as 2026-03-10."""
    return f"{day}-{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _name(content: bytes) -> str:
    headers = BytesHeaderParser().parsebytes(content)
    return stem(str(headers.get("Message-ID", "")).strip(), _day(str(headers.get("Date", ""))))


def _day(written: str) -> str:
    try:
        return day_of(parsedate_to_datetime(written)).isoformat()
    except (ValueError, OverflowError):
        return "undated"


def _linked(part: Path, name: Path) -> Path:
    """Give a written file its name, or the next free one: unlike renaming, linking never replaces a file."""
    number = 1
    while True:
        path = name.with_name(f"{name.name}.eml" if number == 1 else f"{name.name}-{number}.eml")
        with suppress(FileExistsError):
            path.hardlink_to(part)
            return path
        number += 1
