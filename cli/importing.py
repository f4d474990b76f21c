"""Taking in notices and procurement plans."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, acting_day
from cli.output import REFUSED, as_json, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from exchange.import_report import ImportReport, ReportLine

app = Commands()
importing = Commands(
    help="""
    Take in notices and procurement plans.

    For example:

      trespann import plan plan.xlsx
    """,
)
app.add_typer(importing, name="import")


@importing.command("notices")
def notices(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A notice, or a folder of notices.")],
    into: Annotated[
        str,
        typer.Option("--into", metavar="REF", help="The case they belong to, where that cannot be seen from them."),
    ] = "",
    separate: Annotated[
        bool,
        typer.Option("--separate", help="They belong to no case that exists already."),
    ] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Take in notices: each fills in the case it belongs to, or opens one.

    Taking in the same notice again changes nothing.

    For example:

      trespann import notices notices/
    """
    from cli.database import opened
    from exchange.notices.notice_import import import_notices

    day = acting_day(on)
    with opened() as engine:
        report = import_notices(engine, path, today=day, into=into or None, separate=separate)
    _tell_import(report, json=json)


@importing.command("plan")
def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, as Excel or CSV.")],
    on: On = "",
    json: AsJson = False,
) -> None:
    """Take in a procurement plan: each row fills in its case, or opens one.

    Taking in the same plan again changes nothing.

    For example:

      trespann import plan plan.xlsx
    """
    from cli.database import opened
    from exchange.plans.plan_import import import_plan

    day = acting_day(on)
    with opened() as engine:
        report = import_plan(engine, file, today=day)
    _tell_import(report, json=json)


def _tell_answers(line: "ReportLine") -> None:
    """Print the commands of which one answers what an import could not decide."""
    from cli.remedies import About, commands
    from states.refusal import Reason

    answers = commands(Reason("", line.text, remedies=line.remedies), About())
    if answers:
        say(f"{line.name}:")
        for command in answers:
            typer.echo(f"    {command}")


def _tell_import(report: "ImportReport", *, json: bool) -> None:
    if json:
        for line in report.lines:
            as_json(line.as_dict())
    else:
        words = {"created": _("new"), "updated": _("updated"), "known": _("unchanged"), "skipped": _("skipped")}
        rows = [(line.name, words[line.outcome], line.reference or "–", said(line.text)) for line in report.lines]
        table(rows, head=(_("Read"), _("Outcome"), _("Case"), _("What")))
        for line in report.lines:
            _tell_answers(line)
        say()
        say(
            _("{created} new, {updated} updated, {known} unchanged, {skipped} skipped.").format(
                created=report.created,
                updated=report.updated,
                known=report.known,
                skipped=report.skipped,
            ),
        )
    if report.skipped:
        raise typer.Exit(REFUSED)
