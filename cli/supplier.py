"""A supplier that goes on under another name or in another firm, and the firms that are known."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _
from cli.inputs import AsJson, By, Lot, On, Reason, Reference, Who, acting_day, actor, day
from cli.output import as_json, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.going_on import Handover

app = Commands()
supplier = Commands(
    help="""
    Say that a supplier goes on under another name or in another firm, list the firms that are known.

    For example:

      trespann supplier rename UH-2026-14 "Exempel AB" "Nya Exempel AB"
    """,
)
app.add_typer(supplier, name="supplier")

Old = Annotated[str, typer.Argument(metavar="OLD", help="What the supplier is called in the case.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="What it is called from now on.")]
Number = Annotated[
    str,
    typer.Option(
        "--organisation-number", metavar="ORGANISATION_NUMBER", help="The firm's organisation number, if you know it."
    ),
]


@supplier.command()
def rename(
    reference: Reference,
    old: Old,
    new: New,
    *,
    lot: Lot = "",
    organisation_number: Number = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Say that a supplier has another name. It is the same firm, and everything goes on under the new name.

    Promise, positions, people and reminders stay. To take it back, rename it to the old name.

    For example:

      trespann supplier rename UH-2026-14 "Exempel AB" "Nya Exempel AB"
    """
    _go_on(reference, old, new, lot=lot, number=organisation_number, by=by, as_=as_, acted=acting_day(on))


@supplier.command()
def succeed(
    reference: Reference,
    old: Old,
    new: New,
    *,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="The day on which the contract went over to the other firm."),
    ] = "today",
    reason: Reason = "",
    lot: Lot = "",
    organisation_number: Number = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Say that a supplier's contract has gone over to another firm, with all that was promised.

    Positions, people and reminders stay. To take it back, let it go over to the old firm.

    For example:

      trespann supplier succeed UH-2026-14 "Exempel AB" "Större AB" --from 2026-06-01 --reason "The firms have merged"
    """
    from models.going_on import Handover

    acted = acting_day(on)
    handover = Handover(day(first, "--from", today=acted), reason)
    _go_on(reference, old, new, handover, lot=lot, number=organisation_number, by=by, as_=as_, acted=acted)


@supplier.command("list")
def list_(json: AsJson = False) -> None:
    """List the firms that have won in any case, with number and former names: the next case finds them.

    With --json one object is printed on each line.

    For example:

      trespann supplier list
    """
    from cli.database import reading
    from models.firms import all_firms

    with reading() as connection:
        firms = list(all_firms(connection))
    if json:
        for firm in firms:
            told = asdict(firm)
            as_json({name: told[name] for name in ("name", "organisation_number", "formerly")})
        return
    if not firms:
        say(_("No firms are known yet."))
        return
    named = _("formerly {names}")
    table([(one.name, one.organisation_number, _formerly(named, one.formerly)) for one in firms])


def _formerly(named: str, names: tuple[str, ...]) -> str:
    return named.format(names=", ".join(names)) if names else ""


def _go_on(
    reference: str,
    old: str,
    new: str,
    handover: "Handover | None" = None,
    *,
    lot: str,
    number: str,
    by: str,
    as_: str,
    acted: date,
) -> None:
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk.suppliers import NewName, SupplierMeant, go_on
    from models.casefile import subject_of

    wanted, who = NewName(new, number, handover), actor(by, as_, usual="officer", today=acted)
    with opened() as engine:
        done = go_on(engine, reference, SupplierMeant(old, lot), wanted, by=who, today=acted)
    if not done.outcome.new:
        say(_("This is entered already; nothing has changed."))
        return
    for was in done.before:
        say(_("{old} goes on as {new}.").format(old=subject_of(*was), new=" ".join(new.split())))
    tell_moves(done.outcome)
