"""The mail that the system writes: listing it, reading it, and deciding about what may be lost."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, Reason, acting_day, choose, whole
from cli.output import as_json, fields, say, shown
from cli.typer_base import Commands

app = Commands()
messages = Commands(no_args_is_help=False, invoke_without_command=True)
app.add_typer(messages, name="messages")

SHOWN = 50

Number = Annotated[str, typer.Argument(metavar="NO", help="The number of the message.")]


@messages.callback()
def list_(
    context: typer.Context,
    state: Annotated[
        str,
        typer.Option(
            "--state", metavar="STATE", help="queued, sending, sent, failed, bounced, withheld, cancelled or unknown."
        ),
    ] = "",
    before: Annotated[
        str,
        typer.Option("--before", metavar="NO", help="Only messages older than this number."),
    ] = "",
    json: AsJson = False,
) -> None:
    """List mail, read one message, decide about one that may be lost.

    The newest comes first, fifty at a time. With --json all are printed, one object on each line.

    For example:

      trespann messages --state failed

      trespann messages show 17

      trespann messages resolve 17 resend --reason "The address is corrected"
    """
    if context.invoked_subcommand is not None:
        return
    from cli.case_text import tell_messages
    from cli.database import reading
    from models.queries.messages import all_messages
    from models.queries.messages import messages as found_in
    from states.processes.delivery import DELIVERY

    labels = {str(key): duty.label for key, duty in DELIVERY.duties.items()}
    states = [choose(state, labels, _("The state"))] if state else []
    last = whole(before, "--before") if before else None
    with reading() as connection:
        if json:
            for line in all_messages(connection, states=states, before=last):
                as_json(asdict(line))
            return
        found = found_in(connection, states=states, before=last, limit=SHOWN + 1)
    if not found:
        say(_("There is no such message."))
        return
    tell_messages(found[:SHOWN])
    if len(found) > SHOWN:
        say()
        say(_("There are more. Add {option}").format(option=f"--before {found[SHOWN - 1].id}"))


@messages.command("show")
def show(number: Number, json: AsJson = False) -> None:
    """Read one message as it was sent, without what its links are signed with.

    For example:

      trespann messages show 17
    """
    from cli.case_text import problem_label
    from cli.database import reading
    from desk.labels import state_label
    from models.clock import local_time
    from models.queries.messages import message
    from notifications.invitations.rules import cut_short

    with reading() as connection:
        found = message(connection, whole(number, _("NO")))
    line, text = found.line, cut_short(found.text)
    if json:
        as_json(asdict(line) | {"language": found.language, "cases": list(found.cases), "text": text})
        return
    fields(
        [
            (_("To"), line.recipient),
            (_("Subject"), line.subject),
            (_("Day"), line.day.isoformat()),
            (_("State"), said(state_label("delivery", line.state))),
            (_("Sent"), f"{local_time(line.sent_at):%Y-%m-%d %H:%M}" if line.sent_at else ""),
            (_("Attempts"), str(line.attempts)),
            (_("Problem"), problem_label(line.problem)),
            (_("Cases"), ", ".join(found.cases)),
        ],
    )
    say()
    for line_of_text in text.splitlines():
        typer.echo(shown(line_of_text))


@messages.command("resolve")
def resolve(
    number: Number,
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="accept: count it as sent. resend: send it again.")
    ],
    reason: Reason = "",
    on: On = "",
) -> None:
    """Decide about a message that was refused or may be lost.

    For example:

      trespann messages resolve 17 accept --reason "The reader has answered it"
    """
    from cli.database import change
    from notifications.delivery import outbox
    from states.processes.delivery import DELIVERY

    day, one = acting_day(on), whole(number, _("NO"))
    offered = {name: DELIVERY.triggers[name] for name in ("accept", "resend")}
    chosen = choose(decision, offered, _("The decision"))
    change(lambda connection: outbox.resolve(connection, one, chosen, reason=reason, today=day))
    say(_("Message {number}: {decision}.").format(number=one, decision=said(offered[chosen])))
