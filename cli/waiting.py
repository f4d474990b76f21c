"""Who waits for whom."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, command_line, said
from cli.inputs import AsJson, On, today
from cli.output import as_json, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from matters.waits import Waiting
    from models.unreadable import CaseProblem

app = Commands()


@app.command()
def waiting(
    reference: Annotated[str, typer.Argument(metavar="[REF]", help="One case; else all that are open.")] = "",
    *,
    point: Annotated[
        list[str] | None,
        typer.Option("--point", metavar="S1-S8", help="Only these sync points; may be given several times."),
    ] = None,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Show who waits for whom, since when, and who can release it; longest first.

    Each line is a sync point, one of the places where a process waits for another.

    For example:

      trespann waiting

      trespann waiting --point S4
    """
    from cli.database import reading
    from desk.waiting import who_waits

    problems: list[CaseProblem] = []
    left_out = None if reference else problems
    with reading() as connection:
        found = who_waits(connection, today=today(on), reference=reference, points=point or (), problems=left_out)
    if json:
        for one in found:
            as_json(_as_dict(one))
    else:
        _tell(found)
    refuse_for(problems)


def _as_dict(one: "Waiting") -> dict[str, Any]:
    return {
        "reference": one.reference,
        "point": one.point.name,
        "waits": one.point.waits,
        "process": one.process,
        "subject": one.subject,
        "state": one.state,
        "since": one.since.isoformat(),
        "working_days": one.days,
        "missing": [{"key": guard.name, "text": said(guard.text)} for guard in one.missing],
        "role": one.role,
        "person": one.person.name if one.person else None,
        "phone": one.person.phone if one.person else None,
        "stands_in": one.stands_in,
    }


def _tell(found: "Sequence[Waiting]") -> None:
    if not found:
        say(_("Nobody waits for anybody."))
        return
    head = (_("Case"), _("Point"), _("Days"), _("Who waits, for what, and who can release it"))
    table([_row(one) for one in found], head=head)
    say(
        _("What meets a condition, as a command: {command}").format(command=command_line("case", "explain", _("REF"))),
    )


def _row(one: "Waiting") -> tuple[str, str, str, str]:
    from desk.labels import track_label
    from states.facts import ROLE_LABELS
    from states.processes.registry import PROCESSES

    waits = said(PROCESSES[one.point.waits].label)
    if one.subject:
        waits = said(track_label(one.process, one.subject, one.parent))
    more = len(one.missing) - 1
    also = " " + _("(and {count} more)").format(count=more) if more else ""
    role = said(ROLE_LABELS[one.role])
    if one.stands_in:
        role = _("in place of {role}").format(role=role)
    who = f"{role}: {', '.join(filter(None, (one.person.name, one.person.phone)))}" if one.person else role
    return (one.reference, one.point.name, str(one.days), f"{waits}: {said(one.missing[0].text)}{also} [{who}]")
