"""How a procurement plan is read."""

from pathlib import Path
from typing import Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson
from cli.output import REFUSED, as_json, complain, say, table
from cli.typer_base import Commands

app = Commands()
plan = Commands(
    help="""
    See how a procurement plan is read.

    For example:

      trespann plan columns plan.xlsx
    """,
)
app.add_typer(plan, name="plan")


@plan.command("columns")
def columns(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, as Excel, OpenDocument or CSV.")],
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="COLUMNS", help="Write what was understood into this new file, to correct it."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Show what each column of a plan is read as, without importing anything.

    A city says what its own headings mean in a file, named by TRESPANN_PLAN_COLUMNS.

    For example:

      trespann plan columns plan.xlsx --write columns.toml
    """
    from exchange.plans.columns import columns_file, columns_in_force, columns_of
    from models.installation.settings import Settings

    found = columns_of(file, columns_in_force(Settings()))
    if json:
        for column in found:
            why = {"sv": column.why.sv, "en": column.why.en} if column.why else None
            told = {"sheet": column.sheet, "column": column.letter, "heading": column.heading}
            as_json(told | {"read_as": column.means, "why": why})
    else:
        rows = [
            (
                f"{column.sheet} {column.letter}".strip(),
                column.heading,
                column.means or "–",
                said(column.why) if column.why else "",
            )
            for column in found
        ]
        table(rows, head=(_("Column"), _("Heading"), _("Read as"), _("Why not")))
    if write is None:
        return
    try:
        with write.open("x", encoding="utf-8") as target:
            target.write(columns_file(found))
    except FileExistsError:
        complain(_("{file} exists already and was left as it is.").format(file=write))
        raise typer.Exit(REFUSED) from None
    if not json:
        say(_("Written to {file}. Correct it there, and name it by TRESPANN_PLAN_COLUMNS.").format(file=write))
