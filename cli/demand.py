"""What procurements ask for, and what the labour-market units answer."""

import csv
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, By, On, Reference, Who, acting_day, actor, maybe_day
from cli.output import as_json, heading, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.queries.demand import DemandRow, Positions
    from models.unreadable import CaseProblem
    from states.records.demand import UnitAnswer

app = Commands()
demand = Commands(
    help="""
    Show what procurements ask for and what the labour-market units answer, or enter an answer.

    Of several units that are asked for the same positions the best answer counts, so that every position is counted
    once. Only counts are shown.

    For example:

      trespann demand
    """,
    invoke_without_command=True,
    no_args_is_help=False,
)
app.add_typer(demand, name="demand")


@demand.callback()
def show(
    context: typer.Context,
    *,
    json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print lines of comma-separated values.")] = False,
) -> None:
    """Show the positions of all open procurements by month and occupation, against what the units have answered."""
    if context.invoked_subcommand is not None:
        return
    from cli.database import reading
    from models.queries.demand import demand_table

    problems: list[CaseProblem] = []
    with reading() as connection:
        rows = demand_table(connection, problems)
    if json:
        _tell_json(rows)
    elif as_csv:
        _tell_csv(rows)
    else:
        _tell_table(rows)
    refuse_for(problems)


@demand.command("answer")
def answer(
    reference: Reference,
    unit: Annotated[str, typer.Option("--unit", metavar="NAME", help="The labour-market unit that answers.")],
    *,
    have: Annotated[bool, typer.Option("--have", help="The unit has people.")] = False,
    ready_by: Annotated[
        str, typer.Option("--ready-by", metavar="DATE", help="The unit can prepare people by this day.")
    ] = "",
    people: Annotated[
        int, typer.Option("--people", metavar="NUMBER", min=0, help="How many of those wanted; else all of them.")
    ] = 0,
    cannot: Annotated[bool, typer.Option("--cannot", help="The unit has no people and cannot prepare any.")] = False,
    occupation: Annotated[
        str, typer.Option("--occupation", metavar="CODE", help="Only for this occupation; else for all that is asked.")
    ] = "",
    comment: Annotated[
        str, typer.Option("--comment", metavar="TEXT", help="A short remark on the work, never on a person.")
    ] = "",
    by: By = "",
    email: Who = "",
    on: On = "",
) -> None:
    """Enter what a labour-market unit answers to the demand of a case.

    For example:

      trespann demand answer UH-2026-14 --unit "Jobbcenter Norr" --ready-by 2026-09-01
    """
    from cli.database import opened, reading
    from desk.demand import DemandAnswer, answer_demand, unit_named

    day = acting_day(on)
    until = maybe_day(ready_by, "--ready-by", today=day)
    said_so = _only(have=have, by=until is not None, cannot=cannot)
    who = actor(by, email, usual="labour_market", today=day)
    with reading() as connection:
        number = unit_named(connection, unit)
    told = DemandAnswer(number, said_so, occupation or None, until, comment, people)
    with opened() as engine:
        outcome = answer_demand(engine, reference, told, by=who, today=day)
    if outcome.new:
        say(_("The answer of {unit} for {reference} is entered.").format(unit=unit, reference=outcome.case.reference))
    else:
        say(_("This is entered already; nothing has changed."))


def _only(**given: bool) -> "UnitAnswer":
    """Return the one answer that was given; refuse none and several."""
    from states.records.demand import UnitAnswer

    chosen = [name for name, asked in given.items() if asked]
    if len(chosen) != 1:
        raise typer.BadParameter(_("Give one of --have, --ready-by and --cannot."))
    return UnitAnswer(chosen[0])


def _figures(positions: "Positions") -> tuple[str, ...]:
    return tuple(str(value) for value in asdict(positions).values())


def _tell_json(rows: "Sequence[DemandRow]") -> None:
    from models.queries.demand import total

    for row in rows:
        as_json({"month": row.month, "occupation": row.occupation, **asdict(row.positions)})
    as_json({"total": asdict(total(rows))})


def _tell_csv(rows: "Sequence[DemandRow]") -> None:
    from models.queries.demand import Positions

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["month", "occupation", *asdict(Positions())])
    writer.writerows([row.month, row.occupation, *_figures(row.positions)] for row in rows)


def _tell_table(rows: "Sequence[DemandRow]") -> None:
    from models.queries.demand import total

    if not rows:
        say(_("No open procurement asks for people."))
        return
    head = (
        *(_("From"), _("Cases"), _("No number"), _("Wanted"), _("Have"), _("Preparing"), _("Unanswered"), _("Cannot")),
        *(_("Nobody asked"), _("Occupation")),
    )
    table([_row(row) for row in rows], head=head)
    heading(_("In all"))
    table([_figures(total(rows))[1:]], head=head[2:-1], indent=2)


def _row(row: "DemandRow") -> tuple[str, ...]:
    from models.occupations.register import labelled, occupation

    name = said(labelled(occupation(row.occupation))) if row.occupation else _("not given")
    return (row.month or _("unknown"), *_figures(row.positions), name)
