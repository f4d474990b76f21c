"""The pages behind the links in mails, served by hand."""

import socket
from contextlib import closing, suppress

import typer

from cli.i18n import _, said
from cli.output import say
from cli.typer_base import Commands
from models.refusals import Refused
from states.text import Text

app = Commands()


@app.command()
def web() -> None:
    """Serve the pages behind the links in mails until Ctrl+C. “trespann up” does it, too.

    The address is that of TRESPANN_WEB_HOST and TRESPANN_WEB_PORT; TRESPANN_WEB_URL is what links begin with.

    For example:

      trespann web
    """
    from cli.database import opened
    from desk.demo_accounts import how_to_sign_in, make_demo_accounts
    from models.clock import now
    from models.installation.secret import make_secret
    from models.installation.settings import Settings

    settings = Settings()
    with opened(settings) as engine:  # says at once what is wrong with the database
        make_secret(settings)
        _require_free(settings.web_host, settings.web_port)
        roles = make_demo_accounts(engine, settings, now()) if settings.stays_here else ()
    say(_("The pages are at {address}. Stop with Ctrl+C.").format(address=settings.web_address))
    for line in said(how_to_sign_in(settings, roles)).splitlines() if roles else ():
        typer.echo(line)
    from web.serving import serve

    with suppress(KeyboardInterrupt):
        serve(settings)


def _require_free(host: str, port: int) -> None:
    try:
        with closing(socket.create_server((host, port))):
            pass
    except OSError as error:
        raise Refused(
            Text(
                f"Sidorna kan inte ligga på {host}, port {port}: {error.strerror}. Välj en annan port med"
                " TRESPANN_WEB_PORT.",
                f"The pages cannot be at {host}, port {port}: {error.strerror}. Choose another port with"
                " TRESPANN_WEB_PORT.",
            ),
        ) from error
