"""A city whose mail comes back: into a Maildir, or a folder of an IMAP server."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select

from models.installation.settings import Settings
from models.storage.database import reading, writing
from models.tables import Message
from notifications.delivery.bounces import Returned, take_in
from notifications.delivery.mime import message_id
from tests.notifications.city import OFFICER, said
from tests.notifications.mailserver import SENDER, identified_by
from tests.notifications.returned_letters import ORIGINAL, OUR_ID

OPENED = date(2026, 1, 12)
DUE = date(2026, 1, 19)  # a Monday, the fifth working day
ULLA, CHRIS = "ulla@exempelstad.example", "chris@exempelstad.example"
SECRET = "hemligt"


table = Message.__table__


def morning(day: date = DUE) -> datetime:
    return datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)


def read(engine: Engine, settings: Settings, *, today: date = DUE, filing: bool = True) -> Returned:
    return take_in(engine, settings=settings, today=today, clock=lambda: morning(today), filing=filing)


def drop(maildir: Path, content: bytes, name: str = "1.brev") -> None:
    (maildir / "new" / name).write_bytes(content)


def filed(maildir: Path) -> list[str]:
    assert list((maildir / "new").iterdir()) == []
    return sorted(path.name for path in (maildir / "cur").iterdir())


def row(engine: Engine, number: int = 1) -> Any:
    with reading(engine) as connection:
        return connection.execute(select(table).where(table.c.id == number)).one()


def original(engine: Engine, number: int = 1) -> str:
    """Return the headers that come back, with the Message-ID that the message went out under."""
    own = message_id(row(engine, number).key, "exempelstad.example")
    return ORIGINAL.replace(f"<{OUR_ID}@exempelstad.example>", own)


def sent(engine: Engine, *, state: str = "sent") -> None:
    """Put a message there as if it had gone to the officer."""
    rest = {"language": "sv", "subject": "", "text": "", "html": "", "template": "", "template_version": ""}
    when = {"day": DUE, "claimed_at": morning(), "sent_at": morning() if state == "sent" else None}
    with writing(engine) as connection:
        connection.execute(
            insert(table).values(
                said(
                    id=1,
                    key="k1",
                    person_id=OFFICER,
                    recipient=ULLA,
                    state=state,
                    attempts=1,
                    problem="",
                    **when,
                    **rest,
                )
            ),
        )


class ImapServer:
    """As little of an IMAP server as there can be; `seen` are the letters that were marked."""

    def __init__(self, letters: list[bytes], context: ssl.SSLContext) -> None:
        self.letters, self.seen, self.context = letters, set(), context
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            try:
                with self.context.wrap_socket(connection, server_side=True) as safe, safe.makefile("rwb") as stream:
                    self._talk(stream)
            except OSError:
                continue

    def _talk(self, stream: Any) -> None:
        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"* OK hej")
        for line in iter(stream.readline, b""):
            tag, verb, *words = line.decode().split()
            answer = self._answer(verb.upper(), words)
            if answer:
                say(answer)
            say(f"{tag} {'NO ulla@exempelstad.example may not' if answer is None else 'OK done'}".encode())

    def _answer(self, verb: str, words: list[str]) -> bytes | None:
        """Return what is said before the last line; None for no."""
        match [verb, *words]:
            case ["LOGIN", _, password]:
                return b"" if password == '"hemligt"' else None
            case ["SELECT", folder]:
                return f"* {len(self.letters)} EXISTS".encode() if folder == '"Returer"' else None
            case ["UID", "SEARCH", *_]:
                fresh = [str(number) for number in range(1, len(self.letters) + 1) if number not in self.seen]
                return " ".join(["* SEARCH", *fresh]).encode()
            case ["UID", "FETCH", number, what]:
                assert "PEEK" in what
                content = self.letters[int(number) - 1]
                head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n"
                return head.encode() + content + b")"
            case ["UID", "STORE", number, "+FLAGS", "(\\Seen)"]:
                self.seen.add(int(number))
        return {"CAPABILITY": b"* CAPABILITY IMAP4rev1", "LOGOUT": b"* BYE"}.get(verb, b"")


@contextmanager
def imap_server(letters: list[bytes], certificate: Path) -> Iterator[ImapServer]:
    server = ImapServer(letters, identified_by(certificate))
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.listening.shutdown(socket.SHUT_RDWR)
        server.listening.close()
        thread.join(10)


def folder_of(server: ImapServer, certificate: Path | None, **changed: Any) -> Settings:
    login = {"imap_user": "stod", "imap_password": "hemligt", "imap_folder": "Returer", "smtp_timeout": 5}
    where = {"imap_host": "127.0.0.1", "imap_port": server.port, "mail_ca": certificate, "mail_from": SENDER}
    return Settings(_env_file=None, **(where | login | changed))
