"""What suppliers owe and have delivered, and who looks after them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, By, On, Reference, choose, number, today, whole
from cli.output import as_json, heading, refuse_for, say, table
from cli.steps import actor, tell_moves
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.casefile import CaseFile
    from models.queries.ledger import LedgerLine
    from models.unreadable import CaseProblem
    from states.records.obligations import Totals

app = Commands()

Supplier = Annotated[
    str,
    typer.Option("--supplier", metavar="NAME", help="The supplier; may be left out where the case has only one."),
]
Lot = Annotated[str, typer.Option("--lot", metavar="LOT", help="The lot, where one supplier has won several.")]


@app.command()
def obligation(
    reference: Reference,
    *,
    supplier: Supplier = "",
    lot: Lot = "",
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="UNIT", help="What is counted: persons, months, seat or dialogue."),
    ] = "",
    amount: Annotated[str, typer.Option("--amount", metavar="NUMBER", help="How much was promised.")] = "",
    positions: Annotated[
        str,
        typer.Option("--positions", metavar="NUMBER", help="How many positions, if more than follow from that."),
    ] = "",
    months_each: Annotated[
        str,
        typer.Option("--months-each", metavar="NUMBER", help="How many months each person is to stay."),
    ] = "",
    starts_within: Annotated[
        str,
        typer.Option("--starts-within", metavar="MONTHS", help="Months from the contract to the first start."),
    ] = "",
    internship_counts: Annotated[
        bool | None,
        typer.Option("--internship-counts/--internship-does-not-count", help="Whether an internship is what is owed."),
    ] = None,
    penalty: Annotated[
        bool | None,
        typer.Option("--penalty/--no-penalty", help="Whether the contract provides for a penalty."),
    ] = None,
    by: By = "support",
    on: On = "",
) -> None:
    """Enter what a supplier has promised; a position is then opened for each person to be employed.

    What is left out stays as it is.

    For example:

      trespann obligation UH-2026-14 --unit persons --amount 3 --penalty

      trespann obligation UH-2026-14 --supplier "Exempel AB" --unit months --amount 18 --positions 2

      trespann obligation UH-2026-14 --unit persons --amount 1 --internship-counts
    """
    from cli.database import opened
    from desk.suppliers import SupplierMeant, oblige
    from models.subject_meant import winner_meant
    from states.records.obligations import MEASURE_LABELS, Measure

    acted, who = today(on), actor(by)
    given: dict[str, Any] = {
        "unit": choose(unit, MEASURE_LABELS, _("The unit")) if unit else None,
        "amount": 1.0 if unit == Measure.DIALOGUE else number(amount, "--amount"),
        "positions": whole(positions, "--positions") if positions else None,
        "months_each": number(months_each, "--months-each"),
        "starts_within": whole(starts_within, "--starts-within") if starts_within else None,
        "internship_counts": internship_counts,
        "penalty": penalty,
    }
    promise = {name: value for name, value in given.items() if value is not None}

    with opened() as engine:
        outcome = oblige(engine, reference, SupplierMeant(supplier, lot), promise, by=who, today=acted)
    if not outcome.new:
        say(_("This is entered already; nothing has changed."))
        return
    _tell_obligation(outcome.case, winner_meant(outcome.case, supplier, lot).subject)
    tell_moves(outcome)


@app.command()
def assign(
    reference: Reference,
    *,
    contact: Annotated[
        str,
        typer.Option("--contact", metavar="EMAIL", help="The contact person at the labour-market unit."),
    ] = "",
    supplier_contact: Annotated[
        str,
        typer.Option("--supplier-contact", metavar="EMAIL", help="The supplier's own contact person."),
    ] = "",
    supplier: Supplier = "",
    lot: Lot = "",
    by: By = "support",
    on: On = "",
) -> None:
    """Assign the contact person of a supplier, and say who its own is. Both must be in the directory.

    For example:

      trespann assign UH-2026-14 --contact jobb.norr@exempelstad.example

      trespann assign UH-2026-14 --supplier "Exempel AB" --supplier-contact vd@exempel.example
    """
    from cli.database import opened, reading
    from desk.suppliers import Care, SupplierMeant
    from desk.suppliers import assign as store

    acted, who = today(on), actor(by)
    if not contact and not supplier_contact:
        raise typer.BadParameter(_("Name at least one of them."), param_hint="--contact")
    with reading() as connection:
        care = Care(
            _person(connection, contact, "labour_market", "--contact"),
            _person(connection, supplier_contact, "supplier", "--supplier-contact"),
        )
    with opened() as engine:
        outcome = store(engine, reference, SupplierMeant(supplier, lot), care, by=who, today=acted)
    if not outcome.new:
        say(_("This is entered already; nothing has changed."))
        return
    say(_("Assigned."))
    tell_moves(outcome)


@app.command()
def ledger(
    reference: Annotated[str, typer.Argument(metavar="[REF]", help="One case; else all that are open.")] = "",
    json: AsJson = False,
    on: On = "",
) -> None:
    """Show what suppliers have promised, started and fulfilled, and what is short.

    What one delivers beyond its promise never makes up for what another lacks.

    For example:

      trespann ledger UH-2026-14
    """
    from cli.database import reading
    from models.queries.ledger import ledger
    from states.records.obligations import totals

    day = today(on)
    problems: list[CaseProblem] = []
    with reading() as connection:
        lines = list(ledger(connection, today=day, reference=reference, problems=None if reference else problems))
    sums = totals(line.balance for line in lines)
    if json:
        for line in lines:
            as_json(_line_as_dict(line))
        for of_unit in sums:
            as_json({"total": asdict(of_unit)})
    else:
        _tell_ledger(lines, sums)
    refuse_for(problems)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _person(connection: "Connection", email: str, role: str, where: str) -> int | None:
    from difflib import get_close_matches

    from cli.inputs import meant
    from models.queries.directory import people

    if not email:
        return None
    known = people(connection, role=role)
    found = known.get(email.strip().lower())
    if found is None:
        told = _("Nobody in the directory has the address {email} and this role.").format(email=email)
        raise typer.BadParameter(told + meant(get_close_matches(email.lower(), known)), param_hint=where)
    return found


# --- what is shown ---------------------------------------------------------------------------------------------------


def _tell_obligation(case: "CaseFile", name: str) -> None:
    from states.records.obligations import MEASURE_LABELS, Measure

    owed = case.obligation(name)
    if owed is None or not owed.unit:
        return
    places = owed.owed.places
    say(
        _("{supplier} owes {amount} {unit}; positions: {places}").format(
            supplier=name,
            amount=f"{owed.amount:g}",
            unit=said(MEASURE_LABELS[Measure(owed.unit)]),
            places=places,
        ),
    )


def _line_as_dict(line: "LedgerLine") -> dict[str, Any]:
    balance = line.balance
    return {
        "reference": line.reference,
        "lot": balance.obligation.lot,
        "supplier": balance.obligation.supplier,
        "state": balance.state,
        "unit": balance.obligation.unit,
        "promised": balance.promised,
        "started": balance.started,
        "fulfilled": balance.fulfilled,
        "short": balance.short,
        "over": balance.over,
    }


def _tell_ledger(lines: "Sequence[LedgerLine]", sums: "Sequence[Totals]") -> None:
    from states.records.obligations import MEASURE_LABELS

    if not lines:
        say(_("No supplier owes anything here."))
        return
    head = (_("Case"), _("Unit"), _("Promised"), _("Started"), _("Fulfilled"), _("Short"), _("Supplier"))
    table([_ledger_row(line) for line in lines], head=head)
    heading(_("In all"))
    table(
        [
            (said(MEASURE_LABELS[one.unit]), *map(_figure, (one.promised, one.started, one.fulfilled, one.short)))
            for one in sums
        ],
        head=(_("Unit"), _("Promised"), _("Started"), _("Fulfilled"), _("Short")),
        indent=2,
    )


def _ledger_row(line: "LedgerLine") -> tuple[str, ...]:
    from desk.labels import state_label
    from states.records.obligations import MEASURE_LABELS

    balance, owed = line.balance, line.balance.obligation
    name = f"{owed.lot}: {owed.supplier}" if owed.lot else owed.supplier
    unit = said(MEASURE_LABELS[owed.unit]) if owed.unit else _("not entered")
    figures = map(_figure, (balance.promised, balance.started, balance.fulfilled, balance.short))
    return (line.reference, unit, *figures, f"{name} ({said(state_label('supplier', balance.state))})")


def _figure(value: float) -> str:
    return f"{round(value, 1):g}"
