"""Who can sign in: accounts, their invitations, passwords and sessions, and what happened to them."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, choose, whole
from cli.output import as_json, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from desk.access import AccountRole
    from models.accounts import AccountLine, SessionLine, SignInLine

app = Commands()
account = Commands(
    help="""
    Say who can sign in on the pages, invite them, and see where they are signed in.

    For example:

      trespann account add eva@city.se --role officer
    """,
)
app.add_typer(account, name="account")

ROLE_HELP = "support, officer, labour_market, reader or administrator."
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address that the person signs in with.")]


@account.command("list")
def list_(json: AsJson = False) -> None:
    """List all accounts with their roles, and where each stands.

    With --json one object is printed on each line.

    For example:

      trespann account list
    """
    from cli.database import reading
    from desk.signing_in import still_open
    from models.accounts import accounts
    from models.clock import now
    from models.installation.settings import Settings

    with reading() as connection:
        found = accounts(connection, still_open(Settings(), now()))
    if json:
        for line in found:
            as_json(asdict(line))
    elif found:
        head = (_("E-mail"), _("Role"), _("Last signed in"), _("Name, unit and state"))
        table([_row(line) for line in found], head=head)
    else:
        say(_("There is no account yet. Make one: {command}").format(command="trespann account add"))


@account.command("add")
def add(
    email: Email,
    *,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help=ROLE_HELP)],
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The name, for somebody who is not in the directory.")
    ] = "",
    language: Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="sv or en.")] = "",
) -> None:
    """Make an account, and print the link on which its owner chooses a password.

    Support function, officers and labour market must be in the directory under the same address.

    For example:

      trespann account add eva@city.se --role officer
    """
    from cli.database import change
    from desk import accounts
    from models.clock import local_today, now
    from models.installation.settings import Settings

    chosen, at, settings = _role(role), now(), Settings()

    def act(connection: "Connection") -> tuple[str, datetime]:
        told = {"name": name, "language": language}
        accounts.add(connection, email=email, role=chosen, now=at, today=local_today(), **told)
        return accounts.invitation(connection, settings, email, at)

    link, until = change(act)
    say(_("{person} has an account now.").format(person=email))
    _tell_link(link, until)


@account.command("role")
def role_(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="ROLE", help=ROLE_HELP)],
) -> None:
    """Give an account another role; all its sessions end.

    For example:

      trespann account role eva@city.se support
    """
    from cli.database import change
    from desk import accounts
    from desk.access import ACCOUNT_ROLE_LABELS
    from models.clock import local_today, now

    chosen = _role(role)
    count = change(lambda one: accounts.change_role(one, email, chosen, now=now(), today=local_today()))
    told = _("{person} has the role “{role}” now. Sessions that ended: {count}")
    say(told.format(person=email, role=said(ACCOUNT_ROLE_LABELS[chosen]), count=count))


@account.command("invite")
def invite(email: Email) -> None:
    """Print a new link on which the owner of an account chooses a password; an earlier link is void.

    For example:

      trespann account invite eva@city.se
    """
    from cli.database import change
    from desk import accounts
    from models.clock import now
    from models.installation.settings import Settings

    settings = Settings()
    _tell_link(*change(lambda connection: accounts.invitation(connection, settings, email, now())))


@account.command("password")
def password(email: Email) -> None:
    """Set the password of an account, which is asked for and not shown; all its sessions end.

    For example:

      trespann account password eva@city.se
    """
    from cli.database import change
    from desk import accounts
    from models.clock import now

    typed: str = typer.prompt(_("New password"), hide_input=True, confirmation_prompt=_("The same once more"))
    change(lambda connection: accounts.set_password(connection, email, typed, now()))
    say(_("The password of {person} is set.").format(person=email))


@account.command("disable")
def disable(email: Email) -> None:
    """Let an account open nothing any longer; all its sessions end at once.

    For example:

      trespann account disable eva@city.se
    """
    from cli.database import change
    from desk import accounts
    from models.clock import now

    count = change(lambda connection: accounts.disable(connection, email, now()))
    say(_("The account of {person} is disabled. Sessions that ended: {count}").format(person=email, count=count))


@account.command("enable")
def enable(email: Email) -> None:
    """Let a disabled account open pages again.

    For example:

      trespann account enable eva@city.se
    """
    from cli.database import change
    from desk import accounts
    from models.clock import now

    change(lambda connection: accounts.enable(connection, email, now()))
    say(_("{person} can sign in again.").format(person=email))


@account.command("sessions")
def sessions(email: Email, json: AsJson = False) -> None:
    """List where somebody is signed in.

    With --json one object is printed on each line.

    For example:

      trespann account sessions eva@city.se
    """
    from cli.database import reading
    from desk.accounts import account_meant
    from desk.signing_in import still_open
    from models.accounts import sessions_of
    from models.clock import now
    from models.installation.settings import Settings

    with reading() as connection:
        found = sessions_of(connection, account_meant(connection, email).id, still_open(Settings(), now()))
    if json:
        for line in found:
            as_json(asdict(line))
    elif found:
        table([_session_row(line) for line in found], head=(_("Signed in"), _("Last used")))
    else:
        say(_("{person} is signed in nowhere.").format(person=email))


@account.command("sign-out")
def sign_out(email: Email) -> None:
    """Sign somebody out everywhere.

    For example:

      trespann account sign-out eva@city.se
    """
    from cli.database import change
    from desk import accounts
    from models.clock import now

    count = change(lambda connection: accounts.sign_out_everywhere(connection, email, now()))
    say(_("{person} is signed out everywhere. Sessions that ended: {count}").format(person=email, count=count))


@account.command("audit")
def audit(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose account; otherwise all.")] = "",
    limit: Annotated[str, typer.Option("--limit", metavar="NUMBER", help="How many entries, the latest first.")] = "50",
    json: AsJson = False,
) -> None:
    """List who has signed in and out, which attempts were refused, and what became of accounts.

    The last column tells equal addresses of the network from others, and nothing else of them. With --json one object
    is printed on each line.

    For example:

      trespann account audit --limit 100
    """
    from cli.database import reading
    from desk.accounts import account_meant
    from models.accounts import events

    with reading() as connection:
        number = account_meant(connection, email).id if email else None
        found = events(connection, limit=whole(limit, "--limit"), account_id=number)
    if json:
        for line in found:
            as_json(asdict(line))
    elif found:
        table([_event_row(line) for line in found], head=(_("When"), _("What"), _("Account"), _("From")))
    else:
        say(_("Nothing has happened yet."))


def _role(word: str) -> "AccountRole":
    from desk.access import ACCOUNT_ROLE_LABELS

    return choose(word, ACCOUNT_ROLE_LABELS, _("The role"))


def _row(line: "AccountLine") -> tuple[str, ...]:
    states = (
        _("disabled") if line.disabled_at else "",
        "" if line.has_password or line.last_sign_in_at else _("invited"),
        _("demo account") if line.demo else "",
        _("signed in now: {count}").format(count=line.sessions) if line.sessions else "",
    )
    told = ", ".join(word for word in (line.name, line.unit, *states) if word)
    return line.email, _role_label(line.role), _at(line.last_sign_in_at), told


def _session_row(line: "SessionLine") -> tuple[str, ...]:
    return _at(line.made_at), _at(line.seen_at)


def _event_row(line: "SignInLine") -> tuple[str, ...]:
    from models.accounts import SIGN_IN_LABELS, SignInKind

    kind = said(SIGN_IN_LABELS[SignInKind(line.kind)]) if line.kind in set(SignInKind) else line.kind
    return _at(line.happened_at), kind, line.email or "–", line.address_key[:_LETTERS]


_LETTERS = 6


def _role_label(role: str) -> str:
    from desk.access import ACCOUNT_ROLE_LABELS, AccountRole

    return said(ACCOUNT_ROLE_LABELS[AccountRole(role)]) if role in set(AccountRole) else role


def _at(moment: datetime | None) -> str:
    from models.clock import local_time

    return f"{local_time(moment):%Y-%m-%d %H.%M}" if moment else "–"


def _tell_link(link: str, until: datetime) -> None:
    say(_("Give this link to the person alone. It works once, until {until}:").format(until=_at(until)))
    typer.echo(f"  {link}")
