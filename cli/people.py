"""The people of the directory: who is away, who has left, who is told instead."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, acting_day, choose, day, today
from cli.output import as_json, say, table
from cli.typer_base import Commands
from states.text import verbatim

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desk.people import HandedOver
    from models.people import PersonLine

app = Commands()
people = Commands(
    help="""
    List the people of the directory, add and change them, enter who is away or leaves and who answers for what.

    For example:

      trespann people list
    """,
)
app.add_typer(people, name="people")

ROLE_HELP = "officer, manager, support, labour_market or supplier."
UnitOption = Annotated[str, typer.Option("--unit", metavar="UNIT", help="The unit; a supplier's own person has none.")]
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


@people.command("leave")
def leave(
    email: Email,
    successor: Annotated[
        str,
        typer.Option("--successor", metavar="EMAIL", help="Who takes over; otherwise whoever the rules name next."),
    ] = "",
    first: Annotated[
        str,
        typer.Option("--from", metavar="DATE", help="The first day on which the person no longer works here."),
    ] = "today",
    on: On = "",
) -> None:
    """Enter that somebody has left or will leave, and see who has each of their cases from that day.

    For example:

      trespann people leave eva@city.se --successor bo@city.se --from 2026-09-01
    """
    from cli.database import change
    from desk import people as desk

    as_of = acting_day(on)
    left_on = day(first, "--from", today=as_of)

    def act(connection: "Connection") -> "list[HandedOver]":
        successor_id = _person(connection, successor) if successor else None
        number = _person(connection, email)
        return desk.leave(connection, number, left_on=left_on, successor_id=successor_id, today=as_of)

    told = change(act)
    say(_("{person} no longer works here from {first}.").format(person=email, first=left_on))
    if told:
        rows = [(one.reference, said(one.as_what), one.to or _("nobody can be reached")) for one in told]
        table(rows, head=(_("Case"), _("As"), _("Who has it from then on")))


@people.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The person's name.")],
    email: Email,
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=ROLE_HELP)],
    unit: UnitOption = "",
    phone: Annotated[str, typer.Option("--phone", metavar="NUMBER", help="The phone number.")],
    language: Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="sv or en.")] = "sv",
) -> None:
    """Add somebody to the directory: of the city, or a supplier's own person.

    For example:

      trespann people add "Eva Ek" eva@city.se --role officer --unit "IT-förvaltningen" --phone "031-390 06 50"
    """
    from cli.database import change
    from desk import people as desk

    entry = {"name": name, "email": email, "role": _role(role), "unit": unit, "phone": phone, "language": language}
    change(lambda connection: desk.add_person(connection, _typed(entry)))
    say(_("{person} is in the directory now.").format(person=email))


@people.command("change")
def change_(
    email: Email,
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The new name.")] = "",
    new_email: Annotated[str, typer.Option("--email", metavar="EMAIL", help="The new address.")] = "",
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=ROLE_HELP)] = "",
    unit: UnitOption = "",
    phone: Annotated[str, typer.Option("--phone", metavar="NUMBER", help="The phone number.")] = "",
    language: Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="sv or en.")] = "",
    on: On = "",
) -> None:
    """Change what the directory says of somebody; what you do not give stays.

    For example:

      trespann people change eva@city.se --phone "031-390 06 51"
    """
    from cli.database import change
    from desk import people as desk

    as_of = acting_day(on)
    entry = {"name": name, "email": new_email, "role": _role(role) if role else "", "unit": unit, "phone": phone}
    told = _typed({**entry, "language": language})
    if not told:
        raise typer.BadParameter(_("Say what is to be changed, for example --phone."))
    count = change(lambda connection: desk.change_person(connection, _person(connection, email), told, today=as_of))
    say(_("{person} is changed.").format(person=email))
    _tell_count(count)


@people.command("load")
def load(on: On = "", json: AsJson = False) -> None:
    """List how many open cases lie with each of the support function, and how many of them nobody has taken yet.

    For example:

      trespann people load
    """
    from cli.database import reading
    from desk.people import loads
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    as_of = today(on)
    with reading() as connection:
        found = loads(connection, as_of, ladder_in_force(Settings()))
    if json:
        for line in found:
            as_json(asdict(line))
        return
    head = (_("Name"), _("Open cases"), _("Not taken yet"), _("Matters owed"))
    table([(one.name, str(one.cases), str(one.by_turn), str(one.owed)) for one in found], head=head)


@people.command("unit")
def unit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the labour-market unit.")],
    *,
    email: Annotated[str, typer.Option("--email", metavar="EMAIL", help="Its shared mailbox.")] = "",
    phone: Annotated[str, typer.Option("--phone", metavar="NUMBER", help="The phone number.")] = "",
    areas: Annotated[str, typer.Option("--areas", metavar="AREAS", help="Its areas, with commas between.")] = "",
    occupations: Annotated[
        str, typer.Option("--occupations", metavar="CODES", help="Codes of SSYK, or cpv:CODE, with commas between.")
    ] = "",
    told: Annotated[
        str, typer.Option("--told", metavar="MATTERS", help="Matters that it only follows, as forecast,subsidy.")
    ] = "",
) -> None:
    """Add a labour-market unit or another party that is told, or change what is said of one.

    For example:

      trespann people unit "Jobbcenter Norr" --email norr@city.se --phone "031-390 06 52" --areas "Norr, Centrum"
    """
    from cli.database import change
    from desk import people as desk

    entry: dict[str, Any] = _typed({"email": email, "phone": phone})
    lists = {"areas": areas, "occupations": occupations, "told": told}
    entry |= {key: _listed(text) for key, text in lists.items() if text}
    change(lambda connection: desk.put_unit(connection, name, entry, today=today()))
    say(_("The labour-market unit {unit} is entered.").format(unit=name))


@people.command("address")
def address(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the support function is called.")],
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Its shared address.")],
    phone: Annotated[str, typer.Argument(metavar="NUMBER", help="Its phone number.")],
) -> None:
    """Say how anybody reaches the support function: it stands in every mail and on every page.

    For example:

      trespann people address "Stödfunktionen" social.hansyn@city.se "031-390 06 40"
    """
    from cli.database import change
    from desk import people as desk

    change(lambda connection: desk.put_support(connection, {"name": name, "email": email, "phone": phone}))
    say(_("Every mail and page from now on says: {phone}, {email}").format(phone=phone, email=email))


@people.command("answers")
def answers(
    who: Annotated[str, typer.Argument(metavar="WHO", help="The e-mail address, or a labour-market unit.")],
    *,
    unit: Annotated[str, typer.Option("--unit", metavar="UNIT", help="For the cases of this unit that buys.")] = "",
    area: Annotated[str, typer.Option("--area", metavar="AREA", help="For the cases in this area.")] = "",
    occupation: Annotated[
        str, typer.Option("--occupation", metavar="CODE", help="For this occupation: SSYK, or cpv:CODE.")
    ] = "",
    no_longer: Annotated[bool, typer.Option("--no-longer", help="Take it back.")] = False,
    on: On = "",
) -> None:
    """Enter which cases somebody of the support function, or a labour-market unit, answers for.

    The most specific counts: what a case says itself, then its unit, area with occupation, area, occupation. What
    nobody answers for is spread evenly.

    For example:

      trespann people answers eva@city.se --unit "IT-förvaltningen"
    """
    from cli.database import change
    from desk import people as desk
    from exchange.directory_file import CityResponsibility

    as_of = acting_day(on)
    rule = CityResponsibility(who, unit, area, occupation)
    count = change(lambda connection: desk.answer_for(connection, rule, no_longer=no_longer, today=as_of))
    say(_("Entered."))
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


def _role(word: str) -> str:
    from models.people import ROLE_NAMES

    return choose(word, ROLE_NAMES, _("The role"))


def _typed(entry: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in entry.items() if value}


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _tell_count(count: int) -> None:
    say(_("Open cases that the next tick looks at again: {count}").format(count=count))


def _row(line: "PersonLine", as_of: date) -> tuple[str, ...]:
    from models.people import ROLE_NAMES
    from states.facts import Role

    role = said(ROLE_NAMES[Role(line.role)]) if line.role in set(ROLE_NAMES) else line.role
    named = f"{line.name}, {line.unit}" if line.unit else line.name
    return (str(line.number), line.email, role, ". ".join([named, *_absence(line, as_of)]))


def _absence(line: "PersonLine", as_of: date) -> list[str]:
    told = [_("a shared mailbox")] if line.mailbox else []
    if line.left_on is not None:
        told.append(_("no longer works here from {first}").format(first=line.left_on))
    if line.away_until is not None and line.away_until >= as_of:
        instead = line.substitute or _("the next above")
        away_in = _("away from {first} to {last}, told instead: {substitute}")
        told.append(away_in.format(first=line.away_from, last=line.away_until, substitute=instead))
    if line.refused:
        told.append(_("the last mail was refused"))
    return told
