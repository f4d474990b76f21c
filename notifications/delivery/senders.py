"""Handing one mail over to a mail server. The sender reports what went wrong; the outbox decides what to do."""

import smtplib
import socket
import ssl
from collections.abc import Container, Sequence
from contextlib import suppress
from typing import Protocol, TypeAlias

from models.installation.settings import Settings
from notifications.delivery.mime import checked_address, written_address
from notifications.delivery.problems import (
    OutcomeUnknown,
    PermanentFailure,
    Problem,
    TemporaryFailure,
    told,
    without_name,
)


class Sender(Protocol):
    """One way out, used by one thread at a time.

    `content` is a mail as `mime.build` writes it, `return_path` where it comes back to if that is not its author.
    """

    def send(self, *, recipient: str, content: bytes, return_path: str = "") -> None:
        """Hand one mail over; raise TemporaryFailure, PermanentFailure or OutcomeUnknown."""

    def close(self) -> None:
        """Let go of what is held; never raises."""


_GO_ON, _CLOSING = 354, 421
_ACCEPTED, _TEMPORARY, _PERMANENT = range(200, 300), range(400, 500), range(500, 600)
_SYSTEM_TROUBLE = "4.3."  # RFC 3463: the server's own trouble, not that of one mailbox

_Reply: TypeAlias = tuple[int, str]


class _Lost(Exception):
    """The connection broke, or the server is closing it, before the server was ready for the mail."""


class SmtpSender:
    """Sends over one connection, opened for the first mail and kept; one dropped while idle is opened again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._mail_from = checked_address(settings.mail_from)
        self._server: smtplib.SMTP | None = None
        self._pipelining = True

    def send(self, *, recipient: str, content: bytes, return_path: str = "") -> None:
        """Hand one mail over; raise TemporaryFailure, PermanentFailure or OutcomeUnknown."""
        try:
            address = written_address(recipient)
            sender = checked_address(return_path or self._mail_from)
        except ValueError:
            raise PermanentFailure(Problem.INVALID) from None
        server = self._envelope_taken(sender, address)
        try:
            server.send(content.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        except OSError as error:
            # The final dot is the last that would have left, so nothing can have been accepted.
            self._drop()
            raise _unreachable(error) from None
        self._read_verdict(server, recipient)

    def close(self) -> None:
        if self._server is not None:
            with suppress(OSError):
                self._server.quit()
            self._drop()

    def _envelope_taken(self, sender: str, recipient: str) -> smtplib.SMTP:
        """Return a connection on which the server waits for the mail."""
        if self._server is not None:
            # That the server dropped it while idle has nothing to do with this mail, of which nothing has left yet.
            with suppress(_Lost):
                return self._offer(self._server, sender, recipient)
        try:
            return self._offer(self._connect(), sender, recipient)
        except _Lost as lost:
            self._pipelining = False  # a relay in between may offer what it cannot do
            raise _unreachable(lost) from None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        server = self._server = self._dial()
        for problem, step in (
            (Problem.UNREACHABLE, _greet),
            (Problem.NOT_ENCRYPTED, _encrypt),
            (Problem.LOGIN_REFUSED, _log_in),
        ):
            try:
                step(server, settings)
            except smtplib.SMTPServerDisconnected as error:
                self._drop()
                raise _unreachable(error) from None
            except (OSError, ValueError) as error:
                self._drop()
                raise TemporaryFailure(told(problem, _server_answer(error)), everyone=True) from None
        return server

    def _dial(self) -> smtplib.SMTP:
        settings = self._settings
        # Left to itself the library asks the resolver for our name, which is slow where the network is badly set up.
        name = self._mail_from.rpartition("@")[2]
        where = (settings.smtp_host, settings.smtp_port, name)
        try:
            if settings.smtp_tls:
                return smtplib.SMTP_SSL(*where, timeout=settings.smtp_timeout, context=trust(settings))
            return smtplib.SMTP(*where, settings.smtp_timeout)
        except ssl.SSLError as error:
            raise TemporaryFailure(told(Problem.NOT_ENCRYPTED, _server_answer(error)), everyone=True) from None
        except OSError as error:
            raise _unreachable(error) from None

    def _offer(self, server: smtplib.SMTP, sender: str, recipient: str) -> smtplib.SMTP:
        beyond_ascii = not recipient.isascii()
        if beyond_ascii and not (server.has_extn("smtputf8") and server.has_extn("8bitmime")):
            raise PermanentFailure(Problem.BEYOND_ASCII)
        mail = f"MAIL FROM:<{sender}>{' BODY=8BITMIME SMTPUTF8' if beyond_ascii else ''}"
        commands = (mail, f"RCPT TO:<{recipient}>", "DATA")
        at_once = self._pipelining and server.has_extn("pipelining")
        ask = self._ask_at_once if at_once else self._ask_in_turn
        replies = ask(server, commands)
        for step, (code, answer) in enumerate(replies):
            if code in _EXPECTED[step]:
                continue
            self._call_off(server, replies)
            if code in _PERMANENT and step == _MAIL:
                raise TemporaryFailure(told(Problem.SENDER_REFUSED, f"{code} {answer}"), everyone=True)
            raise _refusal(code, answer, recipient) or _Lost(f"{code} {answer}")
        return server

    def _ask_in_turn(self, server: smtplib.SMTP, commands: Sequence[str]) -> list[_Reply]:
        """Ask until a command is not taken."""
        replies: list[_Reply] = []
        for command, expected in zip(commands, _EXPECTED, strict=True):
            replies += self._ask_at_once(server, (command,))
            if replies[-1][0] not in expected:
                break
        return replies

    def _ask_at_once(self, server: smtplib.SMTP, commands: Sequence[str]) -> list[_Reply]:
        """Write some commands and read the answer to each (RFC 2920)."""
        replies: list[_Reply] = []
        try:
            server.send("".join(f"{command}\r\n" for command in commands).encode())
            for _ in commands:
                code, answer = server.getreply()
                replies.append((code, text_of(answer)))
                if code == _CLOSING:
                    break
        except OSError as error:
            self._drop()
            raise _Lost(_server_answer(error)) from None
        if replies[-1][0] == _CLOSING:
            self._drop()
            raise _Lost(f"{_CLOSING} {replies[-1][1]}")
        return replies

    def _call_off(self, server: smtplib.SMTP, replies: Sequence[_Reply]) -> None:
        """Leave the server without a mail under way."""
        codes = [code for code, _ in replies]
        if codes[_DATA:] != [_GO_ON]:
            self._ask_at_once(server, ("RSET",))
        elif codes[_RCPT] in _ACCEPTED:
            self._drop()  # it would take an empty mail for a real one
        else:
            self._ask_at_once(server, (".",))

    def _read_verdict(self, server: smtplib.SMTP, recipient: str) -> None:
        try:
            code, answer = server.getreply()
        except OSError as error:
            self._drop()
            raise OutcomeUnknown(told(Problem.UNANSWERED, _server_answer(error))) from None
        if code == _CLOSING:
            self._drop()
        if code not in _ACCEPTED:
            said = text_of(answer)
            raise _refusal(code, said, recipient) or OutcomeUnknown(told(Problem.UNANSWERED, f"{code} {said}"))

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


_MAIL, _RCPT, _DATA = range(3)
_EXPECTED: tuple[Container[int], ...] = (_ACCEPTED, _ACCEPTED, (_GO_ON,))


def trust(settings: Settings) -> ssl.SSLContext:
    """Return what a mail server's certificate is checked against."""
    try:
        return ssl.create_default_context(cafile=settings.mail_ca)
    except OSError as error:
        raise ssl.SSLError(f"{settings.mail_ca}: {error.strerror or error}") from None


def _greet(server: smtplib.SMTP, _: Settings) -> None:
    if server.sock is not None:
        # A mail ends in a short packet, which must not wait until the server has acknowledged the full ones.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.ehlo_or_helo_if_needed()


def _encrypt(server: smtplib.SMTP, settings: Settings) -> None:
    if settings.smtp_starttls and not settings.smtp_tls:
        server.starttls(context=trust(settings))
        server.ehlo_or_helo_if_needed()


def _log_in(server: smtplib.SMTP, settings: Settings) -> None:
    if settings.smtp_user:
        server.login(settings.smtp_user, settings.smtp_password.get_secret_value())


def _refusal(code: int, answer: str, recipient: str) -> TemporaryFailure | PermanentFailure | None:
    said = without_name(f"{code} {answer}", recipient)
    if code in _PERMANENT:
        return PermanentFailure(told(Problem.REFUSED, said))
    if code in _TEMPORARY:
        everyone = code == _CLOSING or answer.startswith(_SYSTEM_TROUBLE)
        return TemporaryFailure(told(Problem.POSTPONED, said), everyone=everyone)
    return None


def _unreachable(error: Exception) -> TemporaryFailure:
    return TemporaryFailure(told(Problem.UNREACHABLE, _server_answer(error)), everyone=True)


def _server_answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {text_of(error.smtp_error)}"
    return str(error)


def text_of(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
