"""States and milestones that a new release calls otherwise: what would be renamed, and renaming it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _
from cli.inputs import On, acting_day
from cli.output import complain, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.storage.relabel import RelabelLine

app = Commands()


@app.command("migrate-states")
def migrate_states(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help='A file of TOML: a table for each process, old_state = "new_state".'),
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be renamed.")] = False,
    on: On = "",
) -> None:
    """Rename states that a new release calls otherwise, and milestones in a table of that name; all or none.

    Every case that is touched tells so in its journal and is looked at by the next tick.

    For example:

      trespann migrate-states names.toml --dry-run

      trespann migrate-states names.toml
    """
    from cli.database import change, reading
    from models.actor import Actor
    from models.storage.relabel import carry_out, read_relabelling, strangers, survey
    from states.facts import Role

    day, wanted = acting_day(on), read_relabelling(file)
    with reading() as connection:
        lines, unknown = survey(connection, wanted), strangers(connection, wanted)
    _tell(lines)
    if dry_run:
        say(_("Nothing has been changed yet."))
    else:
        count = change(lambda connection: carry_out(connection, wanted, by=Actor(Role.SUPPORT), today=day))
        say(_("Cases changed: {count}").format(count=count))
    _warn(unknown)


def _tell(lines: "Sequence[RelabelLine]") -> None:
    for line in lines:
        told = f"{line.kind}: {line.old} → {line.new} ({line.count}): {', '.join(line.references)}"
        say(told, hanging=2)
    if not lines:
        say(_("Nothing stored has any of these names."))


def _warn(unknown: "Sequence[RelabelLine]") -> None:
    for line in unknown:
        told = _("{kind}: the program does not know “{name}”, and the file does not rename it ({count}): {references}")
        complain(
            told.format(kind=line.kind, name=line.old, count=line.count, references=", ".join(line.references)),
        )
