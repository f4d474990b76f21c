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
    page: Annotated[
        int, typer.Option("--page", metavar="N", min=1, help="Which page of the list; the first has the longest waits.")
    ] = 1,
    all_: Annotated[bool, typer.Option("--all", help="The whole list at once.")] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Show who waits for whom, since when, and who can release it; longest first.

    Each line is what somebody is to be called for. It names the sync points at which it is waited for, the places where
    a process waits for another.

    For example:

      trespann waiting

      trespann waiting --point S4
    """
    from cli.database import reading
    from desk.waiting import everyone_who_waits, who_waits
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    day, ladder = today(on), ladder_in_force(Settings())
    problems: list[CaseProblem] = []
    left_out = None if reference else problems
    asked: dict[str, Any] = {"today": day, "ladder": ladder, "points": point or (), "problems": left_out}
    with reading() as connection:
        if all_ and not reference:
            found = list(everyone_who_waits(connection, **asked))
            total, page = len(found), 1
        else:
            shown = who_waits(connection, reference=reference, page=page, **asked)
            found, total = list(shown.rows), shown.total
    if json:
        for one in found:
            as_json(_as_dict(one, day) | {"also": [_as_dict(other, day) for other in one.also]})
    else:
        _tell(found, day, page, total)
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


def _tell(found: "Sequence[Waiting]", day: date, page: int, total: int) -> None:
    from models.rows import PAGE

    if not found:
        say(_("Nobody waits for anybody.") if total == 0 else _("The list ends before that page."))
        return
    head = (_("Case"), _("Point"), _("Days"), _("Who waits, for what, and who can release it"))
    table([_row(one, day) for one in found], head=head)
    if len(found) < total:
        first = (page - 1) * PAGE + 1
        last = first + len(found) - 1
        say(_("{first}–{last} of {total}.").format(first=first, last=last, total=total))
        if last < total:
            option = command_line("waiting", "--page", str(page + 1))
            say(_("The next: {command}. All at once: {all}").format(command=option, all="--all"))
    say(
        _("What meets a condition, as a command: {command}").format(command=command_line("case", "explain", _("REF"))),
    )


def _row(one: "Waiting", day: date) -> tuple[str, str, str, str]:
    from desk.labels import track_label
    from states.facts import ROLE_LABELS
    from states.processes.registry import PROCESSES

    every = (one, *one.also)
    labels = (
        track_label(each.process, each.subject, each.parent) if each.subject else PROCESSES[each.point.waits].label
        for each in every
    )
    waits, points = (
        ", ".join(dict.fromkeys(map(said, labels))),
        "+".join(dict.fromkeys(each.point.name for each in every)),
    )
    more = len(one.missing) - 1
    also = " " + _("(and {count} more)").format(count=more) if more else ""
    role = said(ROLE_LABELS[one.role])
    if one.stands_in:
        role = _("in place of {role}").format(role=role)
    who = f"{role}: {', '.join(filter(None, (one.person.name, one.person.phone)))}" if one.person else role
    by = f" – {said(one.lead_time.in_short(day))}" if one.lead_time else ""
    return (one.reference, points, str(one.days), f"{waits}: {said(one.missing[0].text)}{also} [{who}]{by}")
