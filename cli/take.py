"""Taking a case, for the support function."""

from typing import Annotated

import typer

from cli.i18n import _
from cli.inputs import Confirmed, On, Reference, acting_day, asker
from cli.output import say
from cli.typer_base import Commands

app = Commands()


@app.command()
def take(
    reference: Reference,
    email: Annotated[str, typer.Option("--by", "--as", metavar="EMAIL", help="Who takes it, of the support function.")],
    *,
    confirmed: Confirmed = False,
    on: On = "",
) -> None:
    """Take a case: all mail to the support function about it is that person's from now on.

    If somebody else has it, you are asked about it first.

    For example:

      trespann take UH-2026-14 --by eva@city.se
    """
    from cli.database import opened, reading
    from desk import taking

    day = acting_day(on)
    with reading() as connection:
        who = asker(connection, email, today=day)
    with opened() as engine:
        outcome = taking.take(engine, reference, who.person_id or 0, by=who, today=day, confirmed=confirmed)
    if outcome.new:
        say(_("{person} has case {reference} now.").format(person=email, reference=outcome.case.reference))
    else:
        say(_("This is entered already; nothing has changed."))
