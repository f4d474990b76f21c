"""The whole case base out into a file and back: a copy to keep, and the way to another database."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _
from cli.output import say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = Commands()

STREAM = Path("-")


@app.command()
def dump(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, or “-” for standard output.")],
) -> None:
    """Write everything the database holds into one file: cases, journals, directory and mail.

    The file names people and their addresses. Only you may read it; keep it as you keep the database.

    For example:

      trespann dump trespann.jsonl
    """
    import exchange.dump
    from cli.database import opened

    with opened() as engine:
        if file == STREAM:
            exchange.dump.dump(engine, typer.get_binary_stream("stdout").write)
        else:
            count = _write(engine, file.resolve())
            say(_("Rows written to {file}: {count}").format(file=file, count=count))


def _write(engine: "Engine", file: Path) -> int:
    """Write a dump beside its place and put it there when it is whole; its mode is 0600 from the beginning."""
    import exchange.dump

    if file.exists() and not file.is_file():
        told = _("{file} is not a file. Name one to write, or “-” for standard output.")
        raise typer.BadParameter(told.format(file=file), param_hint=_("FILE"))
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as out:
        try:
            count = exchange.dump.dump(engine, out.write)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(file)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
    return count


@app.command()
def load(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What “trespann dump” wrote, or “-” for standard input.")
    ],
) -> None:
    """Fill an empty database from a dump, all of it or nothing.

    The database has to be of the version that the dump was written by. All journals are verified.

    For example:

      trespann init --empty

      trespann load trespann.jsonl
    """
    import exchange.dump
    from cli.database import opened

    with opened() as engine:
        if file == STREAM:
            count = exchange.dump.load(engine, typer.get_binary_stream("stdin"))
        else:
            with file.open("rb") as lines:
                count = exchange.dump.load(engine, lines)
    say(_("Rows read from {file}: {count}").format(file=file, count=count))
    say(_("Mail that waits goes out at the next tick. If this is only a copy, change TRESPANN_SMTP_HOST first."))
