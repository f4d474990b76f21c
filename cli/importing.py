"""Taking in notices and procurement plans."""

from enum import StrEnum, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, command_line, said
from cli.inputs import AsJson, By, On, Reason, Who, acting_day, actor
from cli.output import REFUSED, as_json, fields, heading, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exchange.import_report import ImportReport, ReportLine
    from exchange.notices.questions import SideShown


class AnswerGiven(StrEnum):
    """What may be answered, as `exchange.notices.questions.Answer` spells it; that module is read late."""

    SAME = auto()
    LINKED = auto()
    APART = auto()


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
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, as Excel, OpenDocument or CSV.")],
    on: On = "",
    json: AsJson = False,
) -> None:
    """Take in a procurement plan: each row fills in its case, or opens one.

    Taking in the same plan again changes nothing.

    For example:

      trespann import plan plan.xlsx
    """
    from cli.database import opened
    from exchange.plans.columns import columns_in_force
    from exchange.plans.plan_import import import_plan
    from matters.ladder_file import ladder_in_force
    from matters.preparing import warned_of
    from models.installation.settings import Settings

    day, names = acting_day(on), columns_in_force(Settings())
    advice = partial(warned_of, days=ladder_in_force(Settings()).days, today=day)
    with opened() as engine:
        report = import_plan(engine, file, today=day, names=names, advice=advice)
    _tell_import(report, json=json)


@importing.command("report")
def report_(
    name: Annotated[
        str,
        typer.Argument(metavar="[FILE]", help="The plan that the report is on; left out: the one read last."),
    ] = "",
    json: AsJson = False,
) -> None:
    """Show again what the latest import of a plan had to tell.

    For example:

      trespann import report plan.xlsx
    """
    from cli.database import reading
    from exchange.kept_reports import kept_report

    with reading() as connection:
        found = kept_report(connection, Path(name).name)
    if json:
        for line in found.lines:
            as_json(line.as_dict())
        return
    say(_("{name}, read on {day}").format(name=found.name, day=found.read_on))
    _tell_lines(found.lines)


def _tell_answers(line: "ReportLine") -> None:
    """Print the commands of which one answers what an import could not decide."""
    from cli.remedies import About, commands
    from states.refusal import Reason

    answers = commands(Reason("", line.text, remedies=line.remedies), About())
    if answers:
        say(f"{line.name}:")
        for command in answers:
            typer.echo(f"    {command}")


FEW = 3
"""So many files or rows of which the same is told still stand each on a line of their own."""
MOST = 12
"""How many files or rows that need nothing one line names; of those with something to do it names them all."""


def _tell_lines(lines: "Sequence[ReportLine]") -> None:
    """Print a row for each thing that is to be told, with all the files or rows that it is told of."""
    words = {
        "created": _("new"),
        "updated": _("updated"),
        "known": _("unchanged"),
        "skipped": _("skipped"),
        "noted": _("note"),
    }
    alike: dict[tuple[str, str], list[ReportLine]] = {}
    for line in lines:
        alike.setdefault((line.outcome, said(line.text)), []).append(line)
    rows = []
    for (outcome, text), told in alike.items():
        if len(told) <= FEW:
            rows += [(line.name, words[outcome], line.reference or "–", text) for line in told]
        else:
            rows.append((_("{count} alike").format(count=len(told)), words[outcome], "–", f"{text} {_named(told)}"))
    table(rows, head=(_("Read"), _("Outcome"), _("Case"), _("What")))


def _named(lines: "Sequence[ReportLine]") -> str:
    """Return which files or rows the same is told of, each with its case."""
    from exchange.import_report import ToDo

    most = MOST if lines[0].to_do is ToDo.NOTHING else len(lines)
    names = [f"{line.name} ({line.reference})" if line.reference else line.name for line in lines[:most]]
    more = [_("{count} more").format(count=len(lines) - most)] if len(lines) > most else []
    return _("About: {names}.").format(names=", ".join([*names, *more]))


def _tell_import(report: "ImportReport", *, json: bool) -> None:
    if json:
        for line in report.lines:
            as_json(line.as_dict())
    else:
        _tell_groups(report)
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


def _tell_groups(report: "ImportReport") -> None:
    """Print the lines by what there is to do, the newest first; what was there already is only counted."""
    from exchange.import_report import ToDo

    headings = {
        ToDo.ANSWER: _("To answer: {command}").format(command=command_line("import", "questions")),
        ToDo.MEND: _("Could not be read: put right and take in again"),
        ToDo.READ: _("Worth reading"),
        ToDo.NOTHING: _("Nothing to do"),
    }
    groups = report.by_what_to_do()
    for to_do, lines in groups.items():
        if groups.keys() != {ToDo.NOTHING}:
            heading(headings[to_do])
        _tell_lines(lines)
        for line in lines:
            _tell_answers(line)


@importing.command("questions")
def questions(json: AsJson = False) -> None:
    """List what an import asks: whether two things are one procurement.

    Both sides are shown. Each question is answered once, with “import answer”.

    For example:

      trespann import questions
    """
    from cli.database import reading
    from exchange.notices.questions import open_questions

    with reading() as connection:
        found = open_questions(connection)
    if json:
        for one in found:
            as_json(one.as_dict())
        return
    if not found:
        say(_("No question is open."))
    for one in found:
        heading(f"{one.number}. {said(one.text)}")
        fields([(_("Notice"), _party(one.mine)), (_("The other"), _party(one.other))], indent=2)
        say(_("Linked would mean: {how}").format(how=said(one.linked)), indent=2)
        for word in AnswerGiven:
            typer.echo(f"    {command_line('import', 'answer', str(one.number), word)}")


def _party(party: "SideShown") -> str:
    of = ", ".join(party.buyers.splitlines())
    day = party.on.isoformat() if party.on else ""
    return " · ".join(filter(None, (party.reference, party.title, of, party.number, day)))


@importing.command("answer")
def answer_(
    number: Annotated[int, typer.Argument(metavar="NO", help="The number of the question.")],
    said_: Annotated[AnswerGiven, typer.Argument(metavar="ANSWER", help="same, linked or apart.")],
    *,
    reason: Reason = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Answer what an import asks: it is never asked again.

    With “same” two cases are merged, the later into the earlier; with “linked” they are linked. A notice that waited
    for the answer is read again.

    For example:

      trespann import answer 3 apart
    """
    from cli.database import opened
    from exchange.notices.notice_import import import_notices
    from exchange.notices.questions import Answer, answer

    day = acting_day(on)
    who = actor(by, as_, usual="officer", today=day)
    with opened() as engine:
        waiting = answer(engine, number, Answer(said_), by=who, today=day, reason=reason)
        say(_("Question {number} is answered.").format(number=number))
        if waiting is None:
            return
        if not waiting.exists():
            say(_("{file} is no longer there: take the notice in again.").format(file=str(waiting)))
            return
        report = import_notices(engine, waiting, today=day)
    _tell_import(report, json=False)
