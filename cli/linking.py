"""How cases belong together: links between them, and two that are one procurement."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.codes import REFUSED
from cli.i18n import _, command_line, said
from cli.inputs import By, On, Reason, Reference, agreed, today
from cli.output import fields, heading, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from models.actor import Actor
    from models.casefile import CaseFile
    from models.links import LinkKind
    from models.merging import Merger

    Links = list[tuple[LinkKind, CaseFile]]

app = Commands()

RetenderOf = Annotated[
    str,
    typer.Option("--retender-of", metavar="REF", help="The cancelled procurement that this one begins again."),
]
Under = Annotated[
    str,
    typer.Option("--under", metavar="REF", help="The framework under which this is a renewed competition."),
]


@app.command("link")
def link_(
    reference: Reference,
    *,
    retender_of: RetenderOf = "",
    under: Under = "",
    by: By = "officer",
    on: On = "",
) -> None:
    """Link a case to the earlier one that it comes from.

    The link is shown in both cases and told in the journals of both.

    For example:

      trespann case link UH-2026-15 --retender-of UH-2026-14
    """
    from cli.database import change
    from cli.steps import actor
    from models.queries.cases import read_case

    day, who = today(on), actor(by)
    if not (retender_of or under):
        raise typer.BadParameter(_("Say which case, with --retender-of or --under."))

    def act(connection: "Connection") -> "Links":
        file = read_case(connection, reference)
        return link_as_typed(connection, file, retender_of=retender_of, under=under, by=who, today=day)

    tell_linked(reference, change(act))


@app.command("merge")
def merge_(
    reference: Reference,
    *,
    into: Annotated[str, typer.Option("--into", metavar="REF", help="The case that goes on.")],
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: By = "officer",
    on: On = "",
) -> None:
    """Merge two cases that are the same procurement.

    What is known of the first is handed over to the case that goes on; the first is cancelled. You are shown what
    will count, and asked. It cannot be undone.

    For example:

      trespann case merge UH-2026-14 --into N-2b1f0c9e-41d7 --reason "The same procurement, by its notice"
    """
    from cli.database import change, reading
    from cli.steps import actor
    from models.merging import foresee, merge

    day, who = today(on), actor(by)
    with reading() as connection:
        foreseen = foresee(connection, reference, into, by=who, today=day, reason=reason)
    _tell_merger(foreseen)
    if not yes:
        _ask()
    kept = change(
        lambda connection: merge(
            connection,
            reference,
            into,
            by=who,
            today=day,
            reason=reason,
            seen=None if yes else foreseen.versions,
        ),
    )
    say(_("{lost} is merged into {kept}.").format(lost=reference, kept=kept.reference))
    say(_("What it waits for: {command}").format(command=command_line("case", "explain", kept.reference)))


def inherited(
    connection: "Connection",
    told: Mapping[str, Any],
    *,
    retender_of: str,
    under: str,
) -> dict[str, Any]:
    """Return what is known of a case that comes from another: what was typed, else the unit and people of that one."""
    from models.queries.cases import read_case
    from states.law.applicability import ProcurementKind
    from states.law.procedures import Procedure

    known: dict[str, Any] = {}
    if under:
        known = {"kind": ProcurementKind.RENEWED_COMPETITION, "procedure": Procedure.RENEWED_COMPETITION}
        if told.get("kind", known["kind"]) != known["kind"]:
            raise typer.BadParameter(_("With --under it is a renewed competition."), param_hint="--kind")
    for reference in filter(None, (under, retender_of)):
        earlier = read_case(connection, reference)
        from_it = {name: getattr(earlier, name) for name in ("unit_id", "officer_id", "support_id")}
        known |= {name: value for name, value in from_it.items() if value is not None}
    return known | dict(told)


def link_as_typed(
    connection: "Connection",
    file: "CaseFile",
    *,
    retender_of: str,
    under: str,
    by: "Actor",
    today: "date",
) -> "Links":
    """Link a case as the options ask; return each link's kind and the case it leads to."""
    from models.links import LinkKind, link

    asked = ((LinkKind.RETENDER_OF, retender_of), (LinkKind.RENEWED_COMPETITION_OF, under))
    return [(kind, link(connection, file, kind, other, by=by, today=today)) for kind, other in asked if other]


def tell_linked(reference: str, links: "Links") -> None:
    """Print each link, and what is left to do where a procurement is begun again that nobody has cancelled."""
    from models.links import LABELS, LinkKind
    from states.processes.procurement import OPEN, PROCUREMENT

    for kind, other in links:
        say(f"{reference}: {said(LABELS[kind].outward)} {other.reference}")
        track = other.track(PROCUREMENT.name)
        if kind is LinkKind.RETENDER_OF and track is not None and track.state in OPEN:
            told = _("{reference} is still open. If it is not carried out: {command}")
            command = command_line("move", other.reference, "cancel", "--by", "officer", "--reason", "…")
            say(told.format(reference=other.reference, command=command))


def _tell_merger(foreseen: "Merger") -> None:
    from cli.case_text import state_label, tell_dates
    from cli.journal import what
    from states.processes.procurement import PROCUREMENT

    lost, kept = foreseen.lost, foreseen.kept
    told = _("{lost} ({title}) is cancelled, and goes on in {kept}.")
    say(told.format(lost=lost.reference, title=lost.title, kept=kept.reference))
    heading(_("What is handed over"))
    fields(_handed_over(foreseen), indent=2)
    heading(_("What changes in {reference}").format(reference=kept.reference))
    for entry, _seal in kept.entries:
        if entry.event not in {"observed", "assessed"}:
            say(f"- {what(entry)}", indent=2, hanging=2)
    purchase = kept.track(PROCUREMENT.name)
    if purchase is not None:
        say(_("Then it is in: {state}").format(state=state_label(purchase.process, purchase.state)), indent=2)
    heading(_("Dates that count afterwards"))
    tell_dates(foreseen.counting, indent=2)
    say()


def _handed_over(foreseen: "Merger") -> Iterator[tuple[str, str]]:
    yield _("Dates"), str(len(foreseen.observations))
    yield _("Other facts"), str(len(foreseen.particulars))
    yield _("Imported notices"), str(foreseen.notices)
    if foreseen.brings_assessment:
        yield _("Assessment"), _("the one of {reference}").format(reference=foreseen.lost.reference)


def _ask() -> None:
    if not agreed(_("Merge them? It cannot be undone")):
        say(_("Nothing was changed."))
        raise typer.Exit(REFUSED)
