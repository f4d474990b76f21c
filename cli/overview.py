"""The week as the support function sees it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, language
from cli.inputs import On, acting_day, today
from cli.output import heading, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from notifications.overview import OverviewSection

app = Commands()


@app.command()
def overview(
    on: On = "",
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show it; write no mail.")] = False,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="FILE", help="Put the workbook into this file, too."),
    ] = None,
) -> None:
    """Mail the week to everybody of the support function: what is overdue, who waits, what is coming.

    Each gets it once a week; the next tick sends it. With --dry-run or --file it is shown or stored here.

    For example:

      trespann overview --dry-run

      trespann overview --file week.xlsx
    """
    from cli.database import opened
    from models.catalogue import translations
    from models.installation.settings import Settings
    from models.storage.database import reading
    from notifications import overview as weekly
    from notifications.letters.letter_templates import DOMAIN

    day, settings = (today if dry_run else acting_day)(on), Settings()
    with opened(settings) as engine:
        if dry_run or file is not None:
            with reading(engine) as connection:
                week = weekly.read_week(connection, day, settings)
            say_in_mail = translations(DOMAIN, language()).gettext
            tables = weekly.sections(week, language(), say_in_mail)
            if file is not None:
                file.write_bytes(weekly.workbook_of(tables, say_in_mail))
                say(_("The workbook is in {file}.").format(file=file))
            if dry_run:
                _show(tables)
                refuse_for(week.problems)
                return
        count = weekly.overview(engine, today=day, settings=settings)
    say(_("Mails written for the next tick: {count}").format(count=count))


def _show(tables: "Sequence[OverviewSection]") -> None:
    for one in tables:
        heading(one.title)
        if not one.rows:
            say(one.nothing, indent=2)
            continue
        table([[_cell(value) for value in row] for row in one.rows], head=one.head, indent=2)


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
