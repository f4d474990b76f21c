"""What suppliers have promised and delivered."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, today
from cli.output import as_json, heading, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from models.queries.ledger import LedgerLine
    from models.unreadable import CaseProblem
    from states.records.hours import HoursPart
    from states.records.obligations import Totals

app = Commands()


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
    from matters.ladder_file import ladder_in_force
    from matters.rules_in_force import rules_with
    from models.installation.settings import Settings
    from models.queries.ledger import ledger
    from states.records.obligations import totals

    day = today(on)
    problems: list[CaseProblem] = []
    rules = rules_with(ladder_in_force(Settings()))
    with reading() as connection:
        told = None if reference else problems
        lines = list(ledger(connection, today=day, rules=rules, reference=reference, problems=told))
    sums = totals(line.balance for line in lines)
    if json:
        for line in lines:
            as_json(_line_as_dict(line))
        for of_unit in sums:
            as_json({"total": asdict(of_unit)})
    else:
        _tell_ledger(lines, sums)
    refuse_for(problems)


def _line_as_dict(line: "LedgerLine") -> dict[str, Any]:
    from states.processes.supplier import amounts_due

    balance = line.balance
    due = amounts_due(balance)
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
        "hours": [_hours_as_dict(part) for part in line.hours],
        "bonus_due": due.bonus,
        "penalty_due": due.penalty,
    }


def _tell_ledger(lines: "Sequence[LedgerLine]", sums: "Sequence[Totals]") -> None:
    from states.records.obligations import MEASURE_LABELS

    if not lines:
        say(_("No supplier owes anything here."))
        return
    head = (_("Case"), _("Counted in"), _("Promised"), _("Started"), _("Fulfilled"), _("Short"), _("Supplier"))
    table([_ledger_row(line) for line in lines], head=head)
    _tell_amounts(lines)
    _tell_shared(lines)
    heading(_("In all"))
    table(
        [
            (said(MEASURE_LABELS[one.unit]), *map(_figure, (one.promised, one.started, one.fulfilled, one.short)))
            for one in sums
        ],
        head=(_("Counted in"), _("Promised"), _("Started"), _("Fulfilled"), _("Short")),
        indent=2,
    )


def _tell_amounts(lines: "Sequence[LedgerLine]") -> None:
    from states.processes.supplier import amounts_due
    from states.records.obligations import in_sek

    told = [(line, due) for line in lines if (due := amounts_due(line.balance)) != type(due)()]
    if not told:
        return
    heading(_("Bonus and penalty by the contracts, as things stand"))
    table(
        [
            (line.reference, said(in_sek(due.bonus)), said(in_sek(due.penalty)), line.balance.obligation.supplier)
            for line, due in told
        ],
        head=(_("Case"), _("Bonus"), _("Penalty"), _("Supplier")),
        indent=2,
    )


def _hours_as_dict(part: "HoursPart") -> dict[str, Any]:
    from states.records.hours import in_hours, month_written

    return {
        "month": month_written(part.month),
        "worked_in": part.reference,
        "position": part.position,
        "candidate": part.candidate,
        "counts_in": part.counts_in,
        "hours": in_hours(part.quarters),
    }


def _tell_shared(lines: "Sequence[LedgerLine]") -> None:
    """Print which hours count in another contract than the one they were worked for."""
    from states.records.hours import hours_told, month_written, person_told

    shared = {part for line in lines for part in line.hours if part.reference != part.counts_in and part.quarters}
    if not shared:
        return
    heading(_("Hours that count in another contract of the supplier"))
    rows = [
        (
            month_written(part.month),
            part.reference,
            said(person_told(part.person)),
            part.counts_in,
            said(hours_told(part.quarters)),
        )
        for part in sorted(shared)
    ]
    table(rows, head=(_("Month"), _("Worked for"), _("Position"), _("Counts in"), _("Hours")), indent=2)


def _ledger_row(line: "LedgerLine") -> tuple[str, ...]:
    from desk.labels import state_label
    from states.records.obligations import MEASURE_LABELS

    balance, owed = line.balance, line.balance.obligation
    name = f"{owed.lot}: {owed.supplier}" if owed.lot else owed.supplier
    unit = said(MEASURE_LABELS[owed.unit]) if owed.unit else _("not entered")
    figures = map(_figure, (balance.promised, balance.started, balance.fulfilled, balance.short))
    return (line.reference, unit, *figures, f"{name} ({said(state_label('supplier', balance.state))})")


def _figure(value: float) -> str:
    return f"{round(value, 2):.10g}"
