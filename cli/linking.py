"""How cases belong together: links between them, and two that are one procurement."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, command_line, said
from cli.inputs import By, On, Reason, Reference, Who, acting_day, actor, agreed
from cli.output import REFUSED, fields, heading, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.belonging import ComesFrom, Linked
    from models.merging import Merger

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
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Link a case to the earlier one that it comes from.

    The link is shown in both cases and told in the journals of both.

    For example:

      trespann case link UH-2026-15 --retender-of UH-2026-14
    """
    from cli.database import opened
    from desk.belonging import link_to
    from models.queries.cases import read_case
    from models.storage.database import reading

    day = acting_day(on)
    who = actor(by, as_, usual="officer", today=day)
    if not (retender_of or under):
        raise typer.BadParameter(_("Say which case, with --retender-of or --under."))
    with opened() as engine:
        links = link_to(engine, reference, comes_from(retender_of, under), by=who, today=day)
        with reading(engine) as connection:
            tell_linked(read_case(connection, reference).reference, links)


@app.command("merge")
def merge_(
    reference: Reference,
    *,
    into: Annotated[str, typer.Option("--into", metavar="REF", help="The case that goes on.")],
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Merge two cases that are the same procurement.

    What is known of the first is handed over to the case that goes on; the first is cancelled. You are shown what
    will count, and asked. It cannot be undone.

    For example:

      trespann case merge UH-2026-14 --into N-2b1f0c9e-41d7 --reason "The same procurement, by its notice"
    """
    from cli.database import opened, reading
    from desk.belonging import merge, preview_merger

    day = acting_day(on)
    who = actor(by, as_, usual="officer", today=day)
    with reading() as connection:
        preview = preview_merger(connection, reference, into, reason=reason, by=who, today=day)
    _tell_merger(preview.merger)
    if not yes:
        _ask()
    with opened() as engine:
        seen = "" if yes else preview.digest
        kept = merge(engine, reference, into, reason=reason, by=who, today=day, seen=seen)
    say(_("{lost} is merged into {kept}.").format(lost=preview.merger.lost.reference, kept=kept.reference))
    say(_("What it waits for: {command}").format(command=command_line("case", "explain", kept.reference)))


def comes_from(retender_of: str, under: str) -> "list[ComesFrom]":
    """Return the earlier cases that the options name, and how a case comes from them."""
    from desk.belonging import ComesFrom
    from models.links import LinkKind

    named = ((LinkKind.RETENDER_OF, retender_of), (LinkKind.RENEWED_COMPETITION_OF, under))
    return [ComesFrom(kind, other) for kind, other in named if other]


def tell_linked(reference: str, links: "Iterable[Linked]") -> None:
    """Print each link, and what is left to do where a procurement is begun again that nobody has cancelled."""
    from models.links import LABELS, LinkKind
    from states.processes.procurement import OPEN, PROCUREMENT

    for link in links:
        kind, other = link.kind, link.other
        say(f"{reference}: {said(LABELS[kind].outward)} {other.reference}")
        track = other.track(PROCUREMENT.name)
        if kind is LinkKind.RETENDER_OF and track is not None and track.state in OPEN:
            told = _("{reference} is still open. If it is not carried out: {command}")
            command = command_line("move", other.reference, "cancel", "--by", "officer", "--reason", "…")
            say(told.format(reference=other.reference, command=command))


def _tell_merger(foreseen: "Merger") -> None:
    from cli.case_text import tell_dates
    from desk.labels import state_label
    from desk.story import what
    from states.processes.procurement import PROCUREMENT

    lost, kept = foreseen.lost, foreseen.kept
    told = _("{lost} ({title}) is cancelled, and goes on in {kept}.")
    say(told.format(lost=lost.reference, title=lost.title, kept=kept.reference))
    heading(_("What is handed over"))
    fields(_handed_over(foreseen), indent=2)
    heading(_("What changes in {reference}").format(reference=kept.reference))
    for entry, _seal in kept.entries:
        if entry.event not in {"observed", "assessed"}:
            say(f"- {said(what(entry))}", indent=2, hanging=2)
    purchase = kept.track(PROCUREMENT.name)
    if purchase is not None:
        say(_("Then it is in: {state}").format(state=said(state_label(purchase.process, purchase.state))), indent=2)
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
