"""Reading bounced mail, so that the next person gets the reminder instead."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.i18n import _, command_line
from cli.inputs import AsJson, On, acting_day, today
from cli.output import as_json, fields, say
from cli.typer_base import Commands

app = Commands()


@app.command("bounces")
def bounces(
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tell what would be marked; write nothing and file nothing."),
    ] = False,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Read the mail that came back, mark the messages, and let the next tick tell whoever is next.

    Reports of trouble that may pass, automatic answers and other mail are only filed. Each tick does the same.

    For example:

      trespann bounces --dry-run
    """
    from contextlib import nullcontext

    from cli.database import opened
    from models.clock import now
    from models.installation.settings import Settings
    from models.storage.database import undone
    from notifications.delivery.bounces import take_in
    from notifications.delivery.mailboxes import has_mailbox

    day, settings = (today if dry_run else acting_day)(on), Settings()
    if not has_mailbox(settings):
        raise typer.BadParameter(_("There is no mailbox. Set TRESPANN_BOUNCES or TRESPANN_IMAP_HOST."))
    with opened(settings) as engine, undone(engine) if dry_run else nullcontext():
        made = take_in(engine, settings=settings, today=day, clock=now, filing=not dry_run)
    if json:
        as_json(asdict(made))
        return
    if dry_run:
        say(_("Nothing was written and nothing was filed."))
    told = [
        (_("Mails that came back"), len(made.bounced)),
        (_("Reports of delay"), made.delayed),
        (_("Automatic answers and other mail"), made.other),
        (_("About mail that is being sent, left for later"), made.waiting),
    ]
    fields([(label, str(count)) for label, count in told], indent=2)
    for number in made.bounced:
        say(command_line("messages", "show", str(number)), indent=2)
