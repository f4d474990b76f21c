"""Entering what a supplier has promised."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import By, Confirmed, Lot, On, Reference, Supplier, Who, acting_day, actor, choose, number, whole
from cli.output import say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.casefile import CaseFile

app = Commands()


@app.command()
def obligation(
    reference: Reference,
    *,
    supplier: Supplier = "",
    lot: Lot = "",
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="UNIT", help="What is counted: persons, months, hours, seat or dialogue."),
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
    penalty_amount: Annotated[
        str, typer.Option("--penalty-amount", metavar="SEK", help="The penalty for each of them that is short.")
    ] = "",
    bonus: Annotated[
        str, typer.Option("--bonus", metavar="SEK", help="The bonus for each beyond what was promised.")
    ] = "",
    bonus_cap: Annotated[str, typer.Option("--bonus-cap", metavar="SEK", help="The highest bonus in all.")] = "",
    by_month: Annotated[
        bool | None,
        typer.Option("--by-month/--by-place", help="Whether the amounts are for each month a person was to stay."),
    ] = None,
    confirmed: Confirmed = False,
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Enter what a supplier has promised; a position is then opened for each person to be employed.

    What is left out stays as it is; what was not entered before is as the clause says that went out.

    For example:

      trespann obligation UH-2026-14 --unit persons --amount 3 --penalty

      trespann obligation UH-2026-14 --supplier "Exempel AB" --unit months --amount 18 --positions 2

      trespann obligation UH-2026-14 --unit hours --amount 1500 --positions 2

      trespann obligation UH-2026-14 --unit persons --amount 1 --internship-counts

      trespann obligation UH-2026-14 --penalty-amount 50000 --bonus 20000 --bonus-cap 100000

      trespann obligation UH-2026-14 --amount 2 --confirmed
    """
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk.suppliers import SupplierMeant, oblige
    from models.subject_meant import winner_meant
    from states.records.obligations import MEASURE_LABELS, Measure

    acted = acting_day(on)
    who = actor(by, as_, usual="support", today=acted)
    given: dict[str, Any] = {
        "unit": choose(unit, MEASURE_LABELS, _("The measure")) if unit else None,
        "amount": 1.0 if unit == Measure.DIALOGUE else number(amount, "--amount"),
        "positions": whole(positions, "--positions") if positions else None,
        "months_each": number(months_each, "--months-each"),
        "starts_within": whole(starts_within, "--starts-within") if starts_within else None,
        "internship_counts": internship_counts,
        "penalty": penalty,
        "penalty_amount": whole(penalty_amount, "--penalty-amount") if penalty_amount else None,
        "bonus": whole(bonus, "--bonus") if bonus else None,
        "bonus_cap": whole(bonus_cap, "--bonus-cap") if bonus_cap else None,
        "by_month": by_month,
    }
    promise = {name: value for name, value in given.items() if value is not None}

    with opened() as engine:
        meant = SupplierMeant(supplier, lot)
        outcome = oblige(engine, reference, meant, promise, by=who, today=acted, confirmed=confirmed)
    if not outcome.new:
        say(_("This is entered already; nothing has changed."))
        return
    _tell_obligation(outcome.case, winner_meant(outcome.case, supplier, lot).subject)
    tell_moves(outcome)


def _tell_obligation(case: "CaseFile", name: str) -> None:
    from states.records.obligations import Measure, measured

    owed = case.obligation(name)
    if owed is None or not owed.unit:
        return
    places = owed.owed.places
    say(
        _("{supplier} owes {amount}; positions: {places}").format(
            supplier=name,
            amount=said(measured(owed.amount, Measure(owed.unit))),
            places=places,
        ),
    )
