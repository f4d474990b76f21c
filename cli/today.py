"""What somebody has to do today."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, language, said
from cli.inputs import AsJson, On, today
from cli.output import as_json, heading, refuse_for, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.today import Some, Today
    from matters.owing import InHand
    from matters.waits import Waiting
    from models.unreadable import CaseProblem

app = Commands()


@app.command("today")
def todays(
    *,
    for_: Annotated[
        str, typer.Option("--for", metavar="EMAIL", help="Only what this person has to do, also for who is away.")
    ] = "",
    all_: Annotated[bool, typer.Option("--all", help="Every row, however many there are.")] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Show what is late, what is due today and this week, and what waits for others.

    For example:

      trespann today --for anna.andersson@goteborg.se
    """
    from cli.database import reading
    from cli.inputs import person_named
    from desk.today import todays as what_is_to_do
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    day, ladder = today(on), ladder_in_force(Settings())
    problems: list[CaseProblem] = []
    person_id = person_named(for_)
    with reading() as connection:
        limit = sys.maxsize - 1 if all_ else _SHOWN
        found = what_is_to_do(connection, today=day, person_id=person_id, ladder=ladder, limit=limit, problems=problems)
    if json:
        for row in _as_dicts(found):
            as_json(row)
    else:
        _tell(found)
    refuse_for(problems)


_SHOWN = 20
"""Rows of each part, unless all are asked for."""


def _parts(found: "Today") -> "tuple[tuple[str, Some[InHand]], ...]":
    return ("overdue", found.overdue), ("today", found.today), ("week", found.week), ("undated", found.undated)


def _as_dicts(found: "Today") -> list[dict[str, Any]]:
    owed = [_owed_as_dict(part, one) for part, some in _parts(found) for one in some.rows]
    return [*owed, *(_wait_as_dict(one) for one in found.waiting.rows)]


def _owed_as_dict(part: str, one: "InHand") -> dict[str, Any]:
    return {
        "part": part,
        "reference": one.reference,
        "matter": one.matter.name,
        "process": one.item.process,
        "subject": one.item.subject,
        "deadline": one.day.isoformat() if one.day else None,
        "urgent": one.item.urgent,
        "people": [reader.name for reader in one.readers],
    }


def _wait_as_dict(one: "Waiting") -> dict[str, Any]:
    return {
        "part": "waiting",
        "reference": one.reference,
        "point": one.point.name,
        "subject": one.subject,
        "since": one.since.isoformat(),
        "missing": [guard.name for guard in one.missing],
        "role": one.role,
        "person": one.person.name if one.person else None,
    }


def _tell(found: "Today") -> None:
    if found.is_empty:
        say(_("Nothing to do."))
        return
    titles = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "week": _("The next six days"),
        "undated": _("Without a last day"),
    }
    for part, some in _parts(found):
        rows = [_owed_row(one) for one in some.rows]
        _table(titles[part], rows, (_("Case"), _("Last day"), _("What [who]")), more=some.more)
    head = (_("Case"), _("Days"), _("For what [who can release it]"))
    _table(_("Waits for others"), [_wait_row(one) for one in found.waiting.rows], head, more=found.waiting.more)


def _table(title: str, rows: "Sequence[tuple[str, ...]]", head: tuple[str, ...], *, more: bool) -> None:
    if not rows:
        return
    heading(title)
    table(rows, head=head, indent=2)
    if more:
        say(_("There are more. Add {option}").format(option="--all"), indent=2)


def _owed_row(one: "InHand") -> tuple[str, ...]:
    from matters.recipients import RECIPIENT_LABELS, Recipient

    names = ", ".join(reader.name for reader in one.readers) or said(RECIPIENT_LABELS[one.role])
    what = said(one.matter.heading_for(Recipient.SUPPORT)) + one.about(language())
    return (one.reference, one.day.isoformat() if one.day else "", f"{what} [{names}]")


def _wait_row(one: "Waiting") -> tuple[str, ...]:
    from states.facts import ROLE_LABELS

    who = ", ".join(filter(None, (one.person.name, one.person.phone))) if one.person else said(ROLE_LABELS[one.role])
    return (one.reference, str(one.days), f"{said(one.missing[0].text)} [{who}]")
