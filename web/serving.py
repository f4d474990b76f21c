"""Serving the pages until somebody stops it."""

import uvicorn

from models.installation.settings import Settings
from web.impatient import ImpatientProtocol


def serve(settings: Settings) -> None:
    """Serve the pages on the address of the settings until SIGINT or SIGTERM.

    Requests are not logged: their addresses hold tokens.
    """
    uvicorn.run(
        "web.app:application",
        factory=True,
        host=settings.web_host,
        port=settings.web_port,
        access_log=False,
        server_header=False,
        log_level="warning",
        http=ImpatientProtocol,
        ws="none",  # no page speaks it
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    serve(Settings())
