"""Setting up an installation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import today
from cli.output import REFUSED, complain, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = Commands()


@app.command()
def init(
    city: Annotated[
        Path | None,
        typer.Option(
            "--city", metavar="FILE", help="Units and people to begin with; otherwise the file of the settings."
        ),
    ] = None,
    empty: Annotated[
        bool,
        typer.Option("--empty", help="Leave the directory as it is, for “trespann load” to fill."),
    ] = False,
) -> None:
    """Create the database, or bring it up to date, and load units and people into an empty one.

    It may be run again at any time: what is there is left as it is.

    For example:

      trespann init

      trespann init --city city.toml
    """
    from models.installation.secret import make_secret
    from models.installation.settings import Settings
    from models.storage.database import engine_at
    from models.storage.schema import upgrade

    settings = Settings()
    if city and empty:
        raise typer.BadParameter(_("Either --city or --empty, not both."), param_hint="--empty")
    if city and not city.is_file():
        raise typer.BadParameter(_("There is no file {file}.").format(file=city), param_hint="--city")
    with engine_at(settings.database, synchronous=settings.synchronous) as engine:
        upgrade(engine)
        make_secret(settings)
        say(_("The database is ready: {address}").format(address=engine.url.render_as_string(hide_password=True)))
        if not empty:
            _fill_directory(engine, city, settings.directory)
            _claim(engine, settings.var)


def _claim(engine: "Engine", var: Path) -> None:
    """Let this installation send the mail of a database that belongs to none; tell when it belongs to another."""
    from cli.remedies import About, inline
    from models.installation import site
    from models.storage.database import writing

    with writing(engine) as connection:
        site.claim_unclaimed(connection, var, today())
        found = site.standing(connection, var)
    if found is not site.Standing.LIVE:
        complain(said(site.STANDINGS[found]) + inline(site.REMEDIES[found], About()))


def _fill_directory(engine: "Engine", city: Path | None, standard: Path) -> None:
    from exchange.directory_import import load_city
    from models.queries.directory import people
    from models.storage.database import reading

    with reading(engine) as connection:
        known = len(people(connection))
    if known and city:
        told = _("There are people in the directory already ({count}), so {file} was not read.")
        complain(told.format(count=known, file=city))
        raise typer.Exit(REFUSED)
    if known:
        say(_("People in the directory: {count}").format(count=known))
    elif city or standard.is_file():
        loaded = load_city(engine, city or standard)
        say(_("People read from {file}: {count}").format(count=loaded.people, file=city or standard))
        for remark in loaded.remarks:
            complain(said(remark))
    else:
        say(
            _("The directory is empty. Add units and people with: {command}").format(
                command="trespann init --city FILE"
            )
        )
