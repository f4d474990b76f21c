"""The units that buy, and which procurement act each of them buys under."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, act_named, choose, today
from cli.output import as_json, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection

app = Commands()
unit = Commands(
    help="""
    List the units of the city, enter which procurement act a unit buys under.

    For example:

      trespann unit list
    """,
)
app.add_typer(unit, name="unit")


@unit.command("list")
def list_(json: AsJson = False) -> None:
    """List the units with the procurement act that each buys under.

    With --json one object is printed on each line.

    For example:

      trespann unit list
    """
    from cli.case_text import word_label
    from cli.database import reading
    from models.units import units
    from states.law.acts import ACT_LABELS

    with reading() as connection:
        found = units(connection)
    if json:
        for line in found:
            as_json(asdict(line))
        return
    rows = [(line.name, word_label(ACT_LABELS, line.act) or _("unknown"), line.organisation_number) for line in found]
    table(rows, head=(_("Unit"), _("Procurement act"), _("Organisation number")))


@unit.command("act")
def act_(
    name: Annotated[str, typer.Argument(metavar="UNIT", help="The name of the unit.")],
    act: Annotated[str, typer.Argument(metavar="ACT", help="LOU, LUF, LUK or LUFS.")],
    on: On = "",
) -> None:
    """Enter the procurement act that a unit buys under. It governs the unit's cases that say no other.

    For example:

      trespann unit act "Example City Energy" LUF
    """
    from cli.database import change
    from models.queries import directory
    from models.units import set_act
    from states.law.acts import ACT_LABELS
    from states.law.governed import check_unit_act
    from states.text import verbatim

    as_of = today(on)
    chosen = act_named(act)
    check_unit_act(chosen)

    def carry_out(connection: "Connection") -> tuple[str, int]:
        known = directory.units(connection)
        meant = choose(name, {one: verbatim(one) for one in known}, _("The unit"))
        return meant, set_act(connection, known[meant], chosen, today=as_of)

    meant, count = change(carry_out)
    say(_("{unit} buys under {act}.").format(unit=meant, act=said(ACT_LABELS[chosen])))
    say(_("Open cases that the next tick looks at again: {count}").format(count=count))
