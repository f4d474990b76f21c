"""The reminder steps in force, and the check of a city's own file."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson
from cli.output import as_json, heading, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from matters.ladder import Ladder, Matter, Rung

app = Commands()


@app.command()
def ladder(
    check: Annotated[
        Path | None,
        typer.Option("--check", metavar="FILE", help="Look at this file instead of the one in force."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Show who is reminded of what, and how many days after what it counts from.

    A city sets its own days and steps in a file, named by TRESPANN_LADDER.

    For example:

      trespann ladder --check ladder.toml
    """
    from matters.ladder_file import ladder_in_force, read_ladder
    from models.installation.settings import Settings

    found = read_ladder(check) if check is not None else ladder_in_force(Settings())
    if json:
        for matter in found.matters.values():
            for rung in matter.rungs:
                step = {"matter": matter.name, "process": matter.process, "step": rung.name, "to": rung.to}
                as_json(step)
                if rung.every:
                    as_json(step | {"step": replace(rung, turn=2).name, "every": rung.every})
        return
    _tell(found)


def _tell(found: "Ladder") -> None:
    from states.processes.registry import PROCESSES

    for process in dict.fromkeys(matter.process for matter in found.matters.values()):
        heading(said(PROCESSES[process].label))
        mine = [matter for matter in found.matters.values() if matter.process == process]
        table([_row(matter) for matter in mine], head=(_("Matter"), _("Steps")), indent=2)
    say()
    say(_("Days are working days; d stands for calendar days, − for before."))
    say(_("What comes at intervals comes until it is done."))


def _row(matter: "Matter") -> tuple[str, str]:
    return (f"{said(matter.heading)} ({matter.name})", ", ".join(_step(rung) for rung in matter.rungs))


def _step(rung: "Rung") -> str:
    labels = {
        "officer": _("the officer"),
        "manager": _("the manager"),
        "support": _("the support function"),
        "labour_market": _("the labour-market unit"),
        "contact": _("the contact person"),
        "supplier": _("the supplier"),
    }
    step = f"{rung.name.replace('-', '−')} {labels[rung.to]}"
    return _("{step}, then every {days}").format(step=step, days=rung.every) if rung.every else step
