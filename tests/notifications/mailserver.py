"""A real mail server on the loopback address that misbehaves as it is told."""

import asyncio
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from models.installation.settings import Settings

SENDER = "stod@exempelstad.example"
DROP, HANG = "drop", "hang"
"""Instead of an answer: break the connection; say nothing."""


class MailServer:
    """Takes mail; `faults[step]` are its answers at the next times that a step comes, None being the ordinary one.

    The steps are MAIL, RCPT and DATA, the last when the mail has been handed over.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, offers: Sequence[str] = (), **options: Any) -> None:
        self.faults: dict[str, deque[str | None]] = defaultdict(deque)
        self.received: list[tuple[str, bytes]] = []
        self.return_paths: list[str] = []
        self.connections = 0
        self.port = 0
        self._options, self._tls, self._offers = options, tls, offers
        self._open: list[SMTP] = []
        self._loop = asyncio.new_event_loop()

    @property
    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.received]

    def settings(self, **changed: Any) -> Settings:
        known = {"smtp_host": "127.0.0.1", "smtp_port": self.port, "smtp_timeout": 5, "mail_from": SENDER}
        return Settings(_env_file=None, **(known | changed))

    def hang_up(self) -> None:
        """Close every connection, as a server does with idle ones."""

        async def close() -> None:
            for protocol in self._open:
                if protocol.transport is not None:
                    protocol.transport.close()
            self._open.clear()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)

    # The server finds these by their names, in capitals.

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{extension}" for extension in self._offers), responses[-1]]

    async def handle_MAIL(self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        answer = await self._answer(server, "MAIL")
        if answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        answer = await self._answer(server, "RCPT")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await self._answer(server, "DATA")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            self.received.append((envelope.rcpt_tos[0], envelope.content))
            self.return_paths.append(str(envelope.mail_from))
        return answer

    async def _answer(self, server: SMTP, step: str) -> str:
        fault = self.faults[step].popleft() if self.faults[step] else None
        if fault == HANG:
            await asyncio.sleep(60)
        if fault == DROP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return fault or "250 OK"

    def _protocol(self) -> SMTP:
        self.connections += 1
        protocol = SMTP(self, hostname="localhost", loop=self._loop, **self._options)
        self._open.append(protocol)
        return protocol

    @contextmanager
    def running(self) -> Iterator["MailServer"]:
        thread = threading.Thread(target=self._loop.run_forever)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self._stop(server), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(10)
            self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self._tls)

    async def _stop(self, server: asyncio.Server) -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def mail_server(**options: Any) -> Iterator[MailServer]:
    """Yield a running server; `tls` encrypts from the first byte, `offers` are added to what it says it can.

    Other `options` are those of aiosmtpd.
    """
    with MailServer(**options).running() as server:
        yield server


def encrypted(certificate: Path, **login: str) -> dict[str, Any]:
    """Return options of a server that insists on STARTTLS, and on a login if one is given as `user="password"`."""
    context = identified_by(certificate)

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=login.get(data.login.decode()) == data.password.decode(), handled=False)

    options = {"tls_context": context, "require_starttls": True}
    return options | {"authenticator": check, "auth_required": True} if login else options


def identified_by(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def own_certificate(folder: Path) -> Path:
    """Write a certificate of 127.0.0.1, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    since = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=365 * 100))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
