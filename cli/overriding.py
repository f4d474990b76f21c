"""Overrides by hand: seeing what one would come to, making it, approving one, and undoing a step."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.codes import REFUSED
from cli.i18n import _, command_line, said
from cli.inputs import As, AsJson, On, Reason, Reference, Yes, agreed, choose, today, whole
from cli.output import as_json, complain, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from matters.consequences import Consequences
    from models.actor import Actor
    from models.casefile import CaseFile
    from models.overrides.approvals import Decided, Request
    from models.overrides.override import Overridden

    See = Callable[[Connection, CaseFile], Consequences]
    Act = Callable[[Connection, CaseFile], Overridden]

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
    from states.processes.registry import OF_CASES, PROCESSES

    day = today(on)
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
    _override_one(reference, of, subject.strip(), target, reason, email=as_, day=day, yes=yes, json=json)


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
    from models.overrides.override import admitted, undoing
    from models.overrides.override import undo as store

    day, entry = today(on), whole(number, _("NO"))

    def see(connection: "Connection", file: "CaseFile") -> "Consequences":
        track, source = undoing(connection, file, entry)
        by = asker(connection, as_)
        admitted(connection, file, track.process, track.subject, source, reason=reason, by=by)
        return foreseen(connection, file, track.process, track.subject, source, reason=reason, by=by, day=day)

    def act(connection: "Connection", file: "CaseFile") -> "Overridden":
        return store(connection, file, entry, reason=reason, by=asker(connection, as_), today=day)

    _carry_out(reference, see, act, asks_as=as_, day=day, yes=yes, json=json)


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
    day = today(on)
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


def asker(connection: "Connection", email: str) -> "Actor":
    """Return who acts: the person of the directory, or the support function where nobody is named."""
    from models.actor import Actor
    from models.overrides.approvals import actor_of
    from models.queries.directory import people
    from states.facts import Role
    from states.text import Text

    if not email:
        return Actor(Role.SUPPORT)
    known = people(connection)
    return actor_of(connection, known[choose(email, {one: Text(one, one) for one in known}, _("The e-mail address"))])


def foreseen(
    connection: "Connection",
    file: "CaseFile",
    process: str,
    subject: str,
    target: str,
    *,
    reason: str,
    by: "Actor",
    day: date,
) -> "Consequences":
    """Return what an override comes to in this installation; raise UnknownTrack."""
    from matters.consequences import foresee
    from matters.directory import read_directory
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings
    from models.refusals import UnknownTrack

    track = file.track(process, subject)
    if track is None:
        raise UnknownTrack(file.reference, process, subject)
    return foresee(
        connection,
        file,
        track,
        target,
        reason=reason,
        by=by,
        today=day,
        directory=read_directory(connection),
        ladder=ladder_in_force(Settings()),
    )


def _override_one(
    reference: str,
    process: str,
    subject: str,
    target: str,
    reason: str,
    *,
    email: str,
    day: date,
    yes: bool,
    json: bool,
) -> None:
    from models.overrides.override import admitted
    from models.overrides.override import override as store

    def see(connection: "Connection", file: "CaseFile") -> "Consequences":
        by = asker(connection, email)
        admitted(connection, file, process, subject, target, reason=reason, by=by)
        return foreseen(connection, file, process, subject, target, reason=reason, by=by, day=day)

    def act(connection: "Connection", file: "CaseFile") -> "Overridden":
        return store(connection, file, process, subject, target, reason=reason, by=asker(connection, email), today=day)

    _carry_out(reference, see, act, asks_as=email, day=day, yes=yes, json=json)


def _carry_out(reference: str, see: "See", act: "Act", *, asks_as: str, day: date, yes: bool, json: bool) -> None:
    """Show what would happen, ask, and do exactly that."""
    from cli.database import change
    from cli.override_preview import as_object

    shown = _shown(reference, see, tell=not json)
    if json and not yes:
        as_json({"applied": False, "request": None, **as_object(shown)})
        return
    asks = shown.change.needs_second
    question = _("Ask a second person to approve it?") if asks else _("Do it?")
    refused_anyway = asks and not asks_as
    if not (yes or refused_anyway or agreed(question)):
        say(_("Nothing was changed."))
        return

    def store(connection: "Connection") -> tuple["Overridden", dict[str, str]]:
        file = _unchanged(connection, reference, see, shown)
        made = act(connection, file)
        if made.request is None:
            plan_after(connection, file, day)
        return made, _second_persons(connection, made)

    made, others = change(store)
    if json:
        as_json(
            {"applied": made.request is None, "request": made.request, "approvers": list(others), **as_object(shown)}
        )
    elif made.request is None:
        tell_done(shown)
    else:
        _tell_asked(made.request, others)


def _shown(reference: str, see: "See", *, tell: bool) -> "Consequences":
    from cli.database import reading
    from cli.override_preview import people_in
    from cli.override_preview import tell as show
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings
    from models.queries.cases import read_case
    from models.queries.directory import names

    with reading() as connection:
        seen = see(connection, read_case(connection, reference))
        called = names(connection, people_in(seen))
    if tell:
        show(seen, called, ladder_in_force(Settings()))
    return seen


def _unchanged(connection: "Connection", reference: str, see: "See", shown: "Consequences") -> "CaseFile":
    """Return the case for the change that was shown; refuse any other."""
    from models.operations import find
    from models.refusals import Refused
    from states.text import Text

    file = find(connection, reference)
    if see(connection, file) != shown:
        raise Refused(
            Text(
                "Ärendet har ändrats sedan du såg vad som skulle hända. Ingenting är gjort. Titta igen.",
                "The case has changed since you saw what would happen. Nothing was done. Please look again.",
            ),
        )
    return file


def plan_after(connection: "Connection", file: "CaseFile", day: date) -> None:
    """Plan the reminders of a case that was changed, by the city's ladder."""
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings
    from notifications.plan import plan_anew

    plan_anew(connection, file, today=day, ladder=ladder_in_force(Settings()))


def _second_persons(connection: "Connection", made: "Overridden") -> dict[str, str]:
    from models.overrides.approvals import approvers, person_of, request

    if made.request is None:
        return {}
    asked = request(connection, made.request)
    return approvers(connection, besides=person_of(asked.asked_by), today=asked.asked_on)


def tell_done(shown: "Consequences") -> None:
    from cli.case_text import track_label
    from cli.override_preview import way

    change = shown.change
    told = f"{track_label(change.process, change.subject)}: {way(change.process, change.source, change.result)}"
    say(_("Done. {what}").format(what=told))
    say(_("The history: {command}").format(command=command_line("journal", change.reference, "--numbers")))


def _tell_asked(number: int, others: dict[str, str]) -> None:
    say(_("Request {number} waits for a second person. Nothing is changed before that.").format(number=number))
    if not others:
        say(
            _("Nobody in the directory can approve it: a second person of the support function or a manager is needed.")
        )
        return
    say(_("It can be approved by:"))
    for email, name in islice(others.items(), NAMED):
        say(f"{name}: {command_line('approve', str(number), '--as', email)}", indent=2, hanging=4)
    if len(others) > NAMED:
        say(_("and {count} more").format(count=len(others) - NAMED), indent=2)


# --- four eyes -------------------------------------------------------------------------------------------------------


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
    from cli.case_text import track_label
    from cli.journal import reason_label
    from cli.override_preview import way
    from states.processes.risks import RISKS

    told = f"{track_label(one.process, one.subject)}: {way(one.process, one.source, one.target)}."
    why = _("Reason: {reason}").format(reason=reason_label(one.process, one.reason)).rstrip(".") + "."
    return " ".join([told, why, *(said(risk.text) for risk in RISKS if risk.name in one.risks)])


def _approve(number: int, email: str, day: date, *, yes: bool, json: bool) -> None:
    from cli.database import change, reading
    from cli.override_preview import as_object
    from models.overrides.approvals import approve as store
    from models.overrides.approvals import check_second, request, still_stands
    from models.queries.cases import read_case

    with reading() as connection:
        asked = request(connection, number)
        check_second(connection, asked, by=asker(connection, email), today=day)
        stands = still_stands(asked, read_case(connection, asked.reference))

    def see(connection: "Connection", file: "CaseFile") -> "Consequences":
        by, track = asker(connection, email), (asked.process, asked.subject)
        return foreseen(connection, file, *track, asked.target, reason=asked.reason, by=by, day=day)

    shown = _shown(asked.reference, see, tell=not json) if stands else None
    if json and not yes:
        as_json({"applied": False, "request": number} | (as_object(shown) if shown else {}))
        return
    if not (yes or shown is None or agreed(_("Do it?"))):
        say(_("Nothing was changed."))
        return

    def act(connection: "Connection") -> "Decided":
        if shown is not None:
            _unchanged(connection, asked.reference, see, shown)
        decided = store(connection, number, by=asker(connection, email), today=day)
        if decided.change is not None:
            plan_after(connection, decided.file, day)
        return decided

    applied = change(act).change is not None
    if json:
        as_json({"applied": applied, "request": number} | (as_object(shown) if shown else {}))
    elif applied and shown is not None:
        tell_done(shown)
    if not applied:
        complain(_("Request {number} has lapsed: the case has moved since it was made.").format(number=number))
        raise typer.Exit(REFUSED)


def _decline(number: int, email: str, reason: str, day: date, *, json: bool) -> None:
    from cli.database import change
    from models.overrides.approvals import decline

    def act(connection: "Connection") -> Any:
        return decline(connection, number, reason=reason, by=asker(connection, email), today=day)

    change(act)
    if json:
        as_json({"applied": False, "request": number})
    else:
        say(_("Request {number} is declined.").format(number=number))
