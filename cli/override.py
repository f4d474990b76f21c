"""Overrides by hand: seeing a preview, making the override, approving one, and undoing a step."""

from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, command_line, said
from cli.inputs import As, AsJson, On, Reason, Reference, Yes, acting_day, agreed, asker, choose, whole
from cli.output import REFUSED, as_json, complain, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.overriding import Overridden, Preview, Undo
    from desk.overriding import Override as Forced
    from matters.ladder import Ladder
    from models.overrides.approvals import Request

app = Commands()

NAMED = 5
"""How many of those who can approve something are named."""


@app.command()
def override(
    reference: Reference = "",
    *,
    to: Annotated[str, typer.Option("--to", metavar="STATE", help="The state it is put into.")],
    reason: Reason,
    process: Annotated[
        str,
        typer.Option("--process", metavar="PROCESS", help="The process that is moved."),
    ] = "procurement",
    subject: Annotated[
        str,
        typer.Option("--subject", metavar="TEXT", help="Which supplier or position, where a case has several."),
    ] = "",
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="CONDITION",
            help="Instead of one case, all that fit: state=, unit=, officer= or kind= with a word, or overdue."
            " May be given several times.",
        ),
    ] = None,
    as_: As = "",
    yes: Yes = False,
    json: AsJson = False,
    on: On = "",
) -> None:
    """Move a case outside the rules, as the support function may. You see first what it would come to.

    What cuts a standstill short or skips a contact point waits until a second person approves it. About a position only
    one of these reasons is given: recorded_by_mistake, ended_by_supplier, ended_by_person or other.

    With --json nothing is changed unless you add --yes.

    For example:

      trespann override UH-2026-14 --to planning --reason "Cancelled by mistake"

      trespann override --where state=planning --where overdue --to no_requirement --reason "Closed down"
    """
    from desk.overriding import Override as Forced
    from states.processes.registry import OF_CASES, PROCESSES

    day = acting_day(on)
    of = choose(process, {one.name: one.label for one in OF_CASES}, _("The process"))
    target = choose(to, {str(key): duty.label for key, duty in PROCESSES[of].duties.items()}, _("The state"))
    if where:
        if reference or subject:
            raise typer.BadParameter(_("Give either a case or conditions, not both."), param_hint="--where")
        from cli.bulk import override_many

        override_many(where, process=of, target=target, reason=reason, email=as_, day=day, yes=yes, json=json)
        return
    if not reference:
        raise typer.BadParameter(_("Say which case, or which cases with --where."), param_hint=_("REF"))
    request = Forced(of, subject.strip(), target, reason)
    _carry_out(reference, request, email=as_, day=day, yes=yes, json=json)


@app.command()
def undo(
    reference: Reference,
    number: Annotated[
        str,
        typer.Argument(metavar="NO", help="The number of the step, as “trespann journal --numbers” shows it."),
    ],
    *,
    reason: Reason,
    as_: As = "",
    yes: Yes = False,
    json: AsJson = False,
    on: On = "",
) -> None:
    """Undo the latest step of a process, as the support function may. You see first what it would come to.

    The history stays: undoing is a step of its own, by the rules of “trespann override”.

    For example:

      trespann undo UH-2026-14 9 --reason "Cancelled by mistake"
    """
    from desk.overriding import Undo

    request = Undo(whole(number, _("NO")), reason)
    _carry_out(reference, request, email=as_, day=acting_day(on), yes=yes, json=json)


@app.command()
def approve(
    number: Annotated[
        str, typer.Argument(metavar="NO", help="The number of the request; without it you see all.")
    ] = "",
    *,
    as_: Annotated[
        str,
        typer.Option("--as", metavar="EMAIL", help="Who decides, by the e-mail address in the directory."),
    ] = "",
    declined: Annotated[bool, typer.Option("--decline", help="Turn it down instead, with a reason.")] = False,
    reason: Reason = "",
    yes: Yes = False,
    json: AsJson = False,
    on: On = "",
) -> None:
    """Decide as second person on what somebody asked for with “trespann override”; without a number, list what waits.

    For example:

      trespann approve

      trespann approve 7 --as ake.samsynt@exempelstad.example

      trespann approve 7 --as ake.samsynt@exempelstad.example --decline --reason "The court has not been asked"
    """
    day = acting_day(on)
    if not number:
        _list_requests(json=json)
        return
    if not as_:
        raise typer.BadParameter(_("Say who decides."), param_hint="--as")
    wanted = whole(number, _("NO"))
    if declined:
        _decline(wanted, as_, reason, day, json=json)
    else:
        _approve(wanted, as_, day, yes=yes, json=json)


# --- one case --------------------------------------------------------------------------------------------------------


def _carry_out(reference: str, request: "Forced | Undo", *, email: str, day: date, yes: bool, json: bool) -> None:
    """Show what would happen, ask, and do exactly that."""
    from cli.database import opened, reading
    from cli.override_preview import as_object
    from desk import overriding

    ladder = _ladder()
    with reading() as connection:
        by = asker(connection, email, today=day)
        preview = overriding.preview(connection, reference, request, by=by, today=day, ladder=ladder)
    seen = preview.consequences
    _show(preview, json=json)
    if json and not yes:
        as_json({"applied": False, "request": None, **as_object(seen)})
        return
    asks = seen.change.needs_second
    question = _("Ask a second person to approve it?") if asks else _("Do it?")
    refused_anyway = asks and not email
    if not (yes or refused_anyway or agreed(question)):
        say(_("Nothing was changed."))
        return
    with opened() as engine:
        made = overriding.override(engine, reference, request, by=by, today=day, ladder=ladder, seen=preview.digest)
    if json:
        as_json(
            {
                "applied": made.request is None,
                "request": made.request,
                "approvers": list(made.approvers),
                **as_object(seen),
            }
        )
    elif made.request is None:
        tell_done(preview)
    else:
        _tell_asked(made)


def _ladder() -> "Ladder":
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    return ladder_in_force(Settings())


def _show(preview: "Preview", *, json: bool) -> None:
    from cli import override_preview
    from cli.database import reading
    from cli.override_preview import people_in
    from models.queries.directory import names

    if json:
        return
    with reading() as connection:
        called = names(connection, people_in(preview.consequences))
    override_preview.tell(preview.consequences, called, _ladder())


def tell_done(preview: "Preview") -> None:
    from cli.override_preview import way
    from desk.labels import track_label

    change = preview.consequences.change
    told = f"{said(track_label(change.process, change.subject))}: {way(change.process, change.source, change.result)}"
    say(_("Done. {what}").format(what=told))
    say(_("The history: {command}").format(command=command_line("journal", change.reference, "--numbers")))


def _tell_asked(made: "Overridden") -> None:
    number, others = str(made.request), made.approvers
    say(_("Request {number} waits for a second person. Nothing is changed before that.").format(number=number))
    if not others:
        say(
            _("Nobody in the directory can approve it: a second person of the support function or a manager is needed.")
        )
        return
    say(_("It can be approved by:"))
    for email, name in islice(others.items(), NAMED):
        say(f"{name}: {command_line('approve', number, '--as', email)}", indent=2, hanging=4)
    if len(others) > NAMED:
        say(_("and {count} more").format(count=len(others) - NAMED), indent=2)


# --- a second person -------------------------------------------------------------------------------------------------


def _list_requests(*, json: bool) -> None:
    from cli.database import reading
    from models.overrides.approvals import requests

    with reading() as connection:
        waiting = requests(connection)
    if json:
        for one in waiting:
            as_json(asdict(one))
        return
    if not waiting:
        say(_("No request waits."))
        return
    head = (_("No."), _("Day"), _("Case"), _("What is asked for, and why"))
    table([(str(one.id), one.asked_on.isoformat(), one.reference, _about(one)) for one in waiting], head=head)


def _about(one: "Request") -> str:
    from cli.override_preview import way
    from desk.labels import reason_label, track_label
    from states.processes.risks import RISKS

    told = f"{said(track_label(one.process, one.subject))}: {way(one.process, one.source, one.target)}."
    why = _("Reason: {reason}").format(reason=said(reason_label(one.process, one.reason))).rstrip(".") + "."
    return " ".join([told, why, *(said(risk.text) for risk in RISKS if risk.name in one.risks)])


def _approve(number: int, email: str, day: date, *, yes: bool, json: bool) -> None:
    from cli.database import opened, reading
    from cli.override_preview import as_object
    from desk import overriding
    from models.overrides.approvals import APPROVERS

    ladder = _ladder()
    with reading() as connection:
        by = asker(connection, email, today=day, roles=APPROVERS)
        preview = overriding.preview_approval(connection, number, by=by, today=day, ladder=ladder).preview
    if preview:
        _show(preview, json=json)
    told = as_object(preview.consequences) if preview else {}
    if json and not yes:
        as_json({"applied": False, "request": number} | told)
        return
    if not (yes or preview is None or agreed(_("Do it?"))):
        say(_("Nothing was changed."))
        return
    with opened() as engine:
        seen = preview.digest if preview else ""
        decided = overriding.approve(engine, number, by=by, today=day, ladder=ladder, seen=seen)
    applied = decided.change is not None
    if json:
        as_json({"applied": applied, "request": number} | told)
    elif applied and preview is not None:
        tell_done(preview)
    if not applied:
        complain(_("Request {number} has lapsed: the case has moved since it was made.").format(number=number))
        raise typer.Exit(REFUSED)


def _decline(number: int, email: str, reason: str, day: date, *, json: bool) -> None:
    from cli.database import opened, reading
    from desk import overriding
    from models.overrides.approvals import APPROVERS

    with reading() as connection:
        by = asker(connection, email, today=day, roles=APPROVERS)
    with opened() as engine:
        overriding.decline(engine, number, reason=reason, by=by, today=day)
    if json:
        as_json({"applied": False, "request": number})
    else:
        say(_("Request {number} is declined.").format(number=number))
