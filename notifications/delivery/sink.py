"""A mail server for one machine: takes every mail and keeps it as a file. Listens on the loopback address only."""

import argparse
import asyncio
import errno
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from models.installation.settings import Settings
from notifications.delivery.folders import store
from notifications.delivery.problems import TemporaryFailure
from states.text import Text

HOST = "127.0.0.1"


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(  # noqa: N802 - the server calls it by this name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
    ) -> str:
        content = envelope.content
        try:
            store(self._folder, content if isinstance(content, bytes) else (content or "").encode())
        except TemporaryFailure as failure:
            return f"452 4.3.1 Not stored, {failure}"
        return "250 2.0.0 Stored"


async def serve(folder: Path, port: int, *, ready: Callable[[int], None], stop: asyncio.Event) -> None:
    """Take mails until `stop` is set; `ready` is told the port, chosen by the system when `port` is 0.

    Raises OSError when the port cannot be had.
    """
    protocol = partial(SMTP, _Keeper(folder), hostname="localhost", ident="Trespann")
    server = await asyncio.get_running_loop().create_server(protocol, HOST, port)
    ready(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()


async def _serve_until_signalled(folder: Path, port: int, ready: Callable[[int], None]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(folder, port, ready=ready, stop=stop)


def main() -> int:
    """Serve until SIGINT or SIGTERM; return 0, or 1 when the port cannot be had."""
    settings = Settings()
    parser = argparse.ArgumentParser(prog="python -m notifications.delivery.sink", description=__doc__)
    parser.add_argument("--port", type=int, default=settings.smtp_port)
    parser.add_argument("--folder", type=Path, default=settings.var / "mail")
    asked = parser.parse_args()

    def ready(port: int) -> None:
        told = _LISTENS.fill(host=HOST, port=port, folder=str(asked.folder))
        sys.stdout.write(told.in_(settings.language) + "\n")
        sys.stdout.flush()

    try:
        asyncio.run(_serve_until_signalled(asked.folder, asked.port, ready))
    except OSError as error:
        sys.stderr.write(_why_not(asked.port, error).in_(settings.language) + "\n")
        return 1
    return 0


_LISTENS = Text(
    "Tar emot e-post på {host}:{port} och sparar den i {folder}.",
    "Taking mail on {host}:{port} and keeping it in {folder}.",
)


def _why_not(port: int, error: OSError) -> Text:
    if error.errno == errno.EADDRINUSE:
        return _TAKEN.fill(port=port, host=HOST)
    return _CANNOT_LISTEN.fill(host=HOST, port=port, why=str(error.strerror))


_CANNOT_LISTEN = Text(
    "Det går inte att lyssna på {host}:{port}: {why}.",
    "Cannot listen on {host}:{port}: {why}.",
)
_TAKEN = Text(
    "Porten {port} på {host} är upptagen. Välj en annan.",
    "Port {port} on {host} is taken. Choose another.",
)


if __name__ == "__main__":
    sys.exit(main())
