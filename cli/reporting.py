"""Reporting what was worked for an obligation in hours."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import By, Lot, On, Reference, Supplier, Who, acting_day, actor
from cli.output import say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.casefile import CaseFile, ObligationFile
    from models.hours_report import PersonsHours

app = Commands()
report = Commands(
    help="""
    Report what was worked for a supplier, on its behalf.

    For example:

      trespann report hours UH-2026-14 2026-05 1.1=160 2.1=80,5
    """
)
app.add_typer(report, name="report")
_WORKED = re.compile(r"(?P<place>[1-9]\d{0,4}(?:\.[1-9]\d{0,3})?)=(?P<hours>[^@]+)(?:@(?P<contract>.+))?")


@report.command()
def hours(
    reference: Reference,
    month: Annotated[str, typer.Argument(metavar="MONTH", help="The month that was worked, such as 2026-05.")],
    worked: Annotated[
        list[str] | None,
        typer.Argument(metavar="PLACE=HOURS", help="The hours of a position and its candidate, such as 2.1=80,5."),
    ] = None,
    *,
    counts: Annotated[
        list[str] | None,
        typer.Option(
            "--counts",
            metavar="PLACE=HOURS@REF",
            help="Of these, what counts in another contract of the supplier, such as 2.1=20@UH-2026-15.",
        ),
    ] = None,
    supplier: Supplier = "",
    lot: Lot = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Report the hours of a month, of everybody who was employed in it; zero is an answer, too.

    A report replaces an earlier one of the month, which stays in the journal. Each hour counts in one contract only.
    Behind a case that has several lots stands the lot: 2.1=20@UH-2026-15/Del 2.

    For example:

      trespann report hours UH-2026-14 2026-05 1.1=160 2.1=80,5

      trespann report hours UH-2026-14 2026-06 1.1=0 2.1=152

      trespann report hours UH-2026-14 2026-06 1.1=160 --counts 1.1=60@UH-2026-15
    """
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk.hours import HoursReport, report
    from desk.suppliers import SupplierMeant
    from models.subject_meant import winner_meant

    acted = acting_day(on)
    who = actor(by, as_, usual="support", today=acted)
    told = HoursReport(SupplierMeant(supplier, lot), _month(month), tuple(_people(worked or [], counts or [])))
    with opened() as engine:
        outcome = report(engine, reference, told, by=who, today=acted)
    if not outcome.new:
        say(_("This is reported already; nothing has changed."))
        return
    _tell_report(outcome.case, winner_meant(outcome.case, supplier, lot), told.month, acted)
    tell_moves(outcome)


def _month(text: str) -> date:
    from states.records.hours import read_month

    try:
        return read_month(text)
    except ValueError:
        raise typer.BadParameter(_("Give a month, such as 2026-05."), param_hint="MONTH") from None


def _people(worked: Sequence[str], counts: Sequence[str]) -> "list[PersonsHours]":
    from models.hours_report import PersonsHours, Share

    shares: dict[tuple[int, int], list[Share]] = {}
    for one in counts:
        place, quarters, contract = _read(one, "--counts")
        if not contract:
            raise typer.BadParameter(_("Say in which case they count: 2.1=20@UH-2026-15."), param_hint="--counts")
        reference, _slash, lot = contract.partition("/")
        shares.setdefault(place, []).append(Share(reference.strip(), quarters, lot.strip()))
    people = []
    for one in worked:
        place, quarters, contract = _read(one, "PLACE=HOURS")
        if contract:
            raise typer.BadParameter(_("What counts in another contract is told with --counts."), param_hint=one)
        people.append(PersonsHours(*place, quarters, tuple(shares.pop(place, ()))))
    if shares:
        raise typer.BadParameter(_("Give the hours worked in all as well: PLACE=HOURS."), param_hint="--counts")
    return people


def _read(text: str, where: str) -> tuple[tuple[int, int], int, str]:
    """Return position and candidate, quarters, and what stands behind the "@"."""
    from states.records.hours import read_quarters

    found = _WORKED.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter(_("Write position, candidate and hours: 2.1=80,5."), param_hint=where)
    try:
        quarters = read_quarters(found["hours"])
    except ValueError:
        told = _("Give the hours in whole quarters, such as 80 or 80,25: {hours}").format(hours=found["hours"])
        raise typer.BadParameter(told, param_hint=where) from None
    position, _dot, candidate = found["place"].partition(".")
    return (int(position), int(candidate or 1)), quarters, found["contract"] or ""


def _tell_report(case: "CaseFile", owed: "ObligationFile", month: date, day: date) -> None:
    from models.casefile import balances_of
    from models.hours_report import reported_hours
    from states.records.hours import hours_told, month_told
    from states.records.obligations import Measure, measured

    parts = [part for part in reported_hours(case, owed, month) if part.quarters]
    people = len({part.person for part in parts})
    told = _("Reported for {month}: {people}, {hours}")
    worked = said(hours_told(sum(part.quarters for part in parts)))
    say(told.format(month=said(month_told(month)), people=said(measured(people, Measure.PERSONS)), hours=worked))
    stands = balances_of(case, day)[case.obligations.index(owed)]
    figures = (said(measured(amount, Measure.HOURS)) for amount in (stands.promised, stands.fulfilled, stands.short))
    say(
        _("Promised: {promised}; delivered: {fulfilled}; remaining: {short}").format(
            **dict(zip(("promised", "fulfilled", "short"), figures, strict=True))
        )
    )
