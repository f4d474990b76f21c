"""Which installation sends the mail of a database."""

from typing import Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, agreed, today
from cli.output import REFUSED, as_json, fields, say
from cli.typer_base import Commands

app = Commands()
site = Commands(no_args_is_help=False, invoke_without_command=True)
app.add_typer(site, name="site")


@site.callback()
def show(context: typer.Context, json: AsJson = False) -> None:
    """Show whether this installation sends mail, or let it.

    A restored copy, another folder and another machine send nothing until they are told that they are the live site.

    For example:

      trespann site

      trespann site claim
    """
    if context.invoked_subcommand is not None:
        return
    from cli.database import reading
    from cli.remedies import About, inline
    from models.installation import site as sites
    from models.installation.settings import Settings

    settings = Settings()
    with reading() as connection:
        found, claims = sites.standing(connection, settings.var), sites.claims(connection)
    own = sites.read_identity(settings.var)
    if json:
        as_json(
            {
                "standing": found,
                "own": own.identity if own else "",
                "claims": [{"identity": identity, "claimed_on": claimed_on} for identity, claimed_on in claims],
            },
        )
        return
    say(said(sites.STANDINGS[found]) + inline(sites.REMEDIES[found], About()))
    may = ", ".join(f"{identity[:8]} ({claimed_on})" for identity, claimed_on in claims)
    fields([(_("This installation"), own.identity[:8] if own else "–"), (_("May send"), may or "–")], indent=2)


@site.command("claim")
def claim(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="Send beside those that send already: another machine on the same database."),
    ] = False,
) -> None:
    """Say that this is the live site: it sends the mail of this database from now on, and no other does.

    What has waited in the queue since an earlier day is not sent; it is told anew.

    For example:

      trespann site claim
    """
    from cli.database import change
    from models.installation import site as sites
    from models.installation.settings import Settings

    settings, day = Settings(), today()
    if not yes and not agreed(_("Shall this installation send the mail of this database?")):
        say(_("Nothing was changed."))
        raise typer.Exit(REFUSED)
    change(lambda connection: sites.claim(connection, settings.var, day, beside=beside))
    say(said(sites.STANDINGS[sites.Standing.LIVE]))
