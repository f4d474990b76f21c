"""Starting everything on this machine."""

import os
import sys

import typer

from cli.typer_base import Commands

app = Commands()


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def up(context: typer.Context) -> None:
    """Start everything on this machine, and stop it all again with Ctrl+C.

    With --once it stops by itself when the first runs are done.

    For example:

      trespann up
    """
    from cli.database import database_file
    from models.installation.settings import Settings
    from models.storage.database import engine_at
    from models.storage.schema import check_not_newer

    settings = Settings()
    file = database_file(settings.database)
    if file is None or file.exists():
        with engine_at(settings.database) as engine:
            check_not_newer(engine)
    sys.stdout.flush()
    sys.stderr.flush()
    # One process, so that stopping the program stops what it started.
    os.execv(sys.executable, [sys.executable, "-m", "flows.supervisor", *context.args])  # noqa: S606 - no shell wanted
