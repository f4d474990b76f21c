"""The mailbox of bounces, a Maildir or a folder of an IMAP server; each mail is filed after it was handled."""

import imaplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.installation.settings import Settings
from notifications.delivery.senders import trust
from states.refusal import Refusal
from states.text import Text

READ_BYTES = 256 * 1024
"""How much of a letter is read: a report says all at its beginning."""


class MailboxClosed(Refusal):
    """The mailbox of bounces cannot be read; `text` says why."""


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """A returned mail, and how to file it."""

    content: bytes
    file: Callable[[], None]


@contextmanager
def letters_of(settings: Settings) -> Iterator[Iterator[ReturnedLetter]]:
    """Yield the mails not filed yet, of every mailbox that is configured; iterating may raise MailboxClosed."""
    with _imap(settings) as server:

        def letters() -> Iterator[ReturnedLetter]:
            if settings.bounces is not None:
                yield from _in_maildir(settings.bounces)
            if server is not None:
                yield from _in_folder(server, settings)

        yield letters()


def has_mailbox(settings: Settings) -> bool:
    return settings.bounces is not None or bool(settings.imap_host)


# --- a Maildir -------------------------------------------------------------------------------------------------------


def _in_maildir(folder: Path) -> Iterator[ReturnedLetter]:
    try:
        names = sorted(path.name for path in (folder / "new").iterdir() if not path.name.startswith("."))
        (folder / "cur").mkdir(exist_ok=True)
    except OSError as error:
        raise MailboxClosed(_no_maildir(folder, error)) from None
    for name in names:
        with suppress(FileNotFoundError):  # another tick was quicker
            with (folder / "new" / name).open("rb") as file:
                content = file.read(READ_BYTES)
            yield ReturnedLetter(content, partial(_file_away, folder, name))


def _file_away(folder: Path, name: str) -> None:
    with suppress(FileNotFoundError):
        (folder / "new" / name).rename(folder / "cur" / f"{name.partition(':')[0]}:2,S")


def _no_maildir(folder: Path, error: OSError) -> Text:
    return _UNREADABLE_MAILDIR.fill(folder=str(folder), why=str(error.strerror))


_UNREADABLE_MAILDIR = Text(
    "Mappen {folder} går inte att läsa som en Maildir: {why}. Rätta TRESPANN_BOUNCES.",
    "The folder {folder} cannot be read as a Maildir: {why}. Correct TRESPANN_BOUNCES.",
)


# --- a folder of an IMAP server --------------------------------------------------------------------------------------


@contextmanager
def _imap(settings: Settings) -> Iterator[imaplib.IMAP4_SSL | None]:
    if not settings.imap_host:
        yield None
        return
    with _closed_on_failure(settings):
        server = imaplib.IMAP4_SSL(
            settings.imap_host,
            settings.imap_port,
            ssl_context=trust(settings),
            timeout=settings.smtp_timeout,
        )
    try:
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _in_folder(server: imaplib.IMAP4_SSL, settings: Settings) -> Iterator[ReturnedLetter]:
    with _closed_on_failure(settings):
        server.login(settings.imap_user, settings.imap_password.get_secret_value())
        folder = settings.imap_folder.replace("\\", "\\\\").replace('"', '\\"')
        _well(server.select(f'"{folder}"'))
        found = _well(server.uid("SEARCH", "UNSEEN"))
    for number in b" ".join(part for part in found if isinstance(part, bytes)).split():
        uid = number.decode("ascii")
        with _closed_on_failure(settings):
            # Peeking, so that a letter stays unread until it has been dealt with.
            fetched = _well(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{READ_BYTES}>)"))
        for part in fetched:
            if isinstance(part, tuple):
                yield ReturnedLetter(part[1], partial(_mark_read, server, uid, settings))


def _mark_read(server: imaplib.IMAP4_SSL, uid: str, settings: Settings) -> None:
    with _closed_on_failure(settings):
        _well(server.uid("STORE", uid, "+FLAGS", "(\\Seen)"))


def _well(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(kind)
    return data


@contextmanager
def _closed_on_failure(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        # Only what our own side found is repeated: the server may quote names.
        why = (error.strerror or str(error)) if isinstance(error, OSError) else type(error).__name__
        where = f"{settings.imap_host}:{settings.imap_port}"
        raise MailboxClosed(
            _UNREADABLE_FOLDER.fill(folder=settings.imap_folder, where=where, why=why),
        ) from None


_UNREADABLE_FOLDER = Text(
    "Returmappen {folder} på {where} går inte att läsa: {why}. Kontrollera TRESPANN_IMAP_….",
    "The folder {folder} on {where} cannot be read: {why}. Check TRESPANN_IMAP_….",
)
