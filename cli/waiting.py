"""Who waits for whom."""

from collections.abc import Sequence
from datetime import date
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
    from cli.case_text import city_days
    from cli.database import reading
    from desk.waiting import who_waits

    day, days = today(on), city_days()
    problems: list[CaseProblem] = []
    left_out = None if reference else problems
    with reading() as connection:
        found = who_waits(connection, today=day, reference=reference, points=point or (), problems=left_out, days=days)
    if json:
        for one in found:
            as_json(_as_dict(one, day))
    else:
        _tell(found, day)
    refuse_for(problems)


def _as_dict(one: "Waiting", day: date) -> dict[str, Any]:
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
        "contact_by": one.lead_time.contact_by.isoformat() if one.lead_time else None,
        "too_late_to_train": bool(one.lead_time and one.lead_time.too_late(day)),
    }


def _tell(found: "Sequence[Waiting]", day: date) -> None:
    if not found:
        say(_("Nobody waits for anybody."))
        return
    head = (_("Case"), _("Point"), _("Days"), _("Who waits, for what, and who can release it"))
    table([_row(one, day) for one in found], head=head)
    say(
        _("What meets a condition, as a command: {command}").format(command=command_line("case", "explain", _("REF"))),
    )


def _row(one: "Waiting", day: date) -> tuple[str, str, str, str]:
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
    by = f" – {said(one.lead_time.in_short(day))}" if one.lead_time else ""
    return (one.reference, one.point.name, str(one.days), f"{waits}: {said(one.missing[0].text)}{also} [{who}]{by}")
