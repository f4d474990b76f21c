"""The people of the directory: who is away, who has left, who is told instead."""

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, acting_day, choose, day, today
from cli.output import as_json, say, table
from cli.typer_base import Commands
from states.text import verbatim

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.people import PersonLine

app = Commands()
people = Commands(
    help="""
    List the people of the directory, enter who is away or has left.

    For example:

      trespann people list
    """,
)
app.add_typer(people, name="people")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]


@people.command("list")
def list_(on: On = "", json: AsJson = False) -> None:
    """List everybody in the directory, with who is away, who has left and whose mail is refused.

    With --json one object is printed on each line.

    For example:

      trespann people list
    """
    from cli.database import reading
    from models.people import directory

    as_of = today(on)
    with reading() as connection:
        found = directory(connection)
    if json:
        for line in found:
            as_json(asdict(line))
    elif found:
        head = (_("No."), _("E-mail"), _("Role"), _("Name, unit and absence"))
        table([_row(line, as_of) for line in found], head=head)
    else:
        say(_("There is nobody in the directory. Load it: {command}").format(command="trespann init --city FILE"))


@people.command("away")
def away(
    email: Email,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day away.")],
    last: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day away.")],
    substitute: Annotated[
        str,
        typer.Option("--substitute", metavar="EMAIL", help="Who is told instead; otherwise the next above."),
    ] = "",
    on: On = "",
) -> None:
    """Enter that somebody is away; an absence known before is replaced.

    For example:

      trespann people away eva@city.se --from 2026-07-06 --until 2026-07-31 --substitute bo@city.se
    """
    from cli.database import change
    from models.people import set_absence

    as_of = acting_day(on)
    away_from, away_until = day(first, "--from", today=as_of), day(last, "--until", today=as_of)

    def act(connection: "Connection") -> int:
        return set_absence(
            connection,
            _person(connection, email),
            away_from=away_from,
            away_until=away_until,
            substitute_id=_person(connection, substitute) if substitute else None,
            today=as_of,
        )

    count = change(act)
    instead = substitute or _("the next above")
    told = _("{person} is away from {first} to {last}. Told instead: {substitute}.")
    say(told.format(person=email, first=away_from, last=away_until, substitute=instead))
    _tell_count(count)


@people.command("left")
def left(
    email: Email,
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="The first day on which the person no longer works here."),
    ] = "today",
    on: On = "",
) -> None:
    """Enter that somebody has left or will leave; from that day the next above is told.

    For example:

      trespann people left eva@city.se --from 2026-09-01
    """
    from cli.database import change
    from models.people import set_left

    as_of = acting_day(on)
    left_on = day(first, "--from", today=as_of)
    count = change(lambda connection: set_left(connection, _person(connection, email), left_on=left_on, today=as_of))
    say(_("{person} no longer works here from {first}.").format(person=email, first=left_on))
    _tell_count(count)


@people.command("back")
def back(email: Email, on: On = "") -> None:
    """Enter that somebody is back, or was never gone.

    For example:

      trespann people back eva@city.se
    """
    from cli.database import change
    from models.people import reinstate

    as_of = acting_day(on)
    count = change(lambda connection: reinstate(connection, _person(connection, email), today=as_of))
    say(_("{person} is back.").format(person=email))
    _tell_count(count)


@people.command("feed")
def feed(email: Email) -> None:
    """Print the address of somebody's calendar of deadlines, to subscribe to.

    Who knows the address can read the calendar: give it to that person alone.

    For example:

      trespann people feed eva@city.se
    """
    from cli.database import reading
    from models.installation.secret import make_secret, secret_of
    from models.installation.settings import Settings
    from notifications.calendar.feed import path_of, token_of
    from notifications.invitations.rules import links_begin_with

    settings = Settings()
    with reading() as connection:
        person_id = _person(connection, email)
    make_secret(settings)
    begin = links_begin_with(settings) or settings.web_address
    typer.echo(f"{begin}{path_of(token_of(person_id, secret=secret_of(settings)))}")


def _person(connection: "Connection", email: str) -> int:
    from models.queries import directory

    numbers = directory.people(connection)
    return numbers[choose(email, {one: verbatim(one) for one in numbers}, _("The e-mail address"))]


def _tell_count(count: int) -> None:
    say(_("Open cases that the next tick looks at again: {count}").format(count=count))


def _row(line: "PersonLine", as_of: date) -> tuple[str, ...]:
    from models.people import ROLE_NAMES
    from states.facts import Role

    role = said(ROLE_NAMES[Role(line.role)]) if line.role in set(ROLE_NAMES) else line.role
    named = f"{line.name}, {line.unit}" if line.unit else line.name
    return (str(line.number), line.email, role, ". ".join([named, *_absence(line, as_of)]))


def _absence(line: "PersonLine", as_of: date) -> list[str]:
    told = []
    if line.left_on is not None:
        told.append(_("no longer works here from {first}").format(first=line.left_on))
    if line.away_until is not None and line.away_until >= as_of:
        instead = line.substitute or _("the next above")
        away_in = _("away from {first} to {last}, told instead: {substitute}")
        told.append(away_in.format(first=line.away_from, last=line.away_until, substitute=instead))
    if line.refused:
        told.append(_("the last mail was refused"))
    return told
