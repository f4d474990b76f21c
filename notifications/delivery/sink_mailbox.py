"""The mails that the sink has taken, to be read on a page: only while all mail stays on this machine."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit

from models.clock import local_time
from models.installation.settings import LOOPBACK, Settings
from notifications.delivery.folders import mail_folder

PATH = "/mejl/"
"""What the address of a mail begins with; the name of its file, without the ending, follows."""
_NAME = re.compile(r"(?:\d{4}-\d\d-\d\d|undated)-[0-9a-f]{16}(?:-\d+)?")
_PARSER = BytesParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list. `name` is that of its file, without the ending; `at` is None where the mail does not say."""

    name: str
    to: str
    subject: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that a mail brings."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail with what it holds; `html` is "" where it has none."""

    line: MailLine
    sender: str
    text: str
    html: str
    attached: tuple[MailFile, ...]


class SinkMailbox:
    """The folder of the sink as a mailbox, newest mail first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def page(self, number: int, size: int) -> tuple[list[MailLine], bool]:
        """Return the mails of a page, the first being 0, and whether there are more."""
        files = sorted(self._folder.glob("*.eml"), key=lambda file: (file.name[:10], file.stat().st_mtime_ns))[::-1]
        shown = [file for file in files if _NAME.fullmatch(file.stem)][number * size : (number + 1) * size + 1]
        return [_line(file.stem, _read(file, headers_only=True)) for file in shown[:size]], len(shown) > size

    def open(self, name: str) -> OpenedMail | None:
        """Return a mail; None if there is none of that name."""
        file = self._folder / f"{name}.eml"
        if not _NAME.fullmatch(name) or not file.is_file():
            return None
        mail = _read(file)
        return OpenedMail(
            _line(name, mail),
            str(mail.get("From", "")),
            _body(mail, "plain"),
            _body(mail, "html"),
            tuple(_attached(mail.iter_attachments())),
        )


def sink_mailbox(settings: Settings) -> SinkMailbox | None:
    """Return the mailbox of an installation; None where mail leaves this machine or others may read its pages."""
    own = settings.has_sink and settings.web_host in LOOPBACK
    at_home = not settings.web_url or urlsplit(settings.web_url).hostname in LOOPBACK
    folder = mail_folder(settings.var)
    return SinkMailbox(folder) if own and at_home and folder.is_dir() else None


def _read(file: Path, *, headers_only: bool = False) -> EmailMessage:
    with file.open("rb") as stream:
        mail = _PARSER.parse(stream, headersonly=headers_only)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - so says the policy
    return mail


def _line(name: str, mail: EmailMessage) -> MailLine:
    written = mail.get("Date")
    at = getattr(written, "datetime", None)
    return MailLine(name, str(mail.get("To", "")), str(mail.get("Subject", "")), local_time(at) if at else None)


def _body(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    try:
        return str(found.get_content()) if found is not None else ""
    except (LookupError, KeyError):  # a charset that is none; anybody may write to the sink
        return ""


def _attached(parts: Iterable[EmailMessage]) -> Iterable[MailFile]:
    for number, part in enumerate(parts, 1):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield MailFile(part.get_filename() or f"bilaga-{number}", part.get_content_type(), content)
