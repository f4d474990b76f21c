"""An account per role to look around with, where pages and mail stay on this machine; nowhere else."""

from datetime import datetime

from sqlalchemy import Connection, Engine, false, func, select
from sqlmodel import col

from desk.access import ACCOUNT_ROLE_LABELS, HELD_BY, AccountRole
from models.accounts import NewAccount, add_account
from models.clock import day_of
from models.installation.settings import Settings
from models.passwords import hashed
from models.people import absent
from models.refusals import Refused
from models.rows import read_objects
from models.storage.database import reading, writing
from models.tables import Person, UserAccount
from states.refusal import Reason
from states.text import Text, lines, upper_first, verbatim

PASSWORD = "exempelstaden"  # noqa: S105 - shown to everybody at the start, and good on this machine alone


_ADDRESSES = {
    AccountRole.SUPPORT: "stod@demo.example",
    AccountRole.OFFICER: "upphandlare@demo.example",
    AccountRole.LABOUR_MARKET: "arbetsmarknad@demo.example",
    AccountRole.READER: "lasare@demo.example",
    AccountRole.ADMINISTRATOR: "admin@demo.example",
}


def make_demo_accounts(engine: Engine, settings: Settings, now: datetime) -> tuple[AccountRole, ...]:
    """Make the demo accounts that are missing, and return the roles of all that can be used.

    There are none where an account of somebody is there already, and none for a role that nobody of the directory has.
    Raises Refused where pages or mail may leave this machine.
    """
    if not settings.stays_here:
        raise Refused(Reason("demo", _NOT_HERE))
    with writing(engine) as connection:
        if _of_somebody(connection):
            return ()
        there = set(connection.execute(select(col(UserAccount.email)).where(col(UserAccount.demo))).scalars())
        missing = [role for role, email in _ADDRESSES.items() if email not in there]
        stored = hashed(PASSWORD) if missing else ""
        for role in missing:
            _make(connection, role, stored, now)
    return usable_demo_roles(engine, settings)


def usable_demo_roles(engine: Engine, settings: Settings) -> tuple[AccountRole, ...]:
    """Return the roles that one can look around in."""
    if not settings.stays_here:
        return ()
    usable = select(col(UserAccount.role)).where(col(UserAccount.demo), col(UserAccount.disabled_at).is_(None))
    with reading(engine) as connection:
        roles = set(connection.execute(usable).scalars())
    return tuple(role for role in AccountRole if role in roles)


def has_accounts(engine: Engine) -> bool:
    """Tell whether anybody has an account of their own."""
    with reading(engine) as connection:
        return _of_somebody(connection)


def how_to_sign_in(settings: Settings, roles: tuple[AccountRole, ...]) -> Text:
    """Return the lines that say where and as whom to sign in."""
    rows = [_ROW.fill(email=address.ljust(_WIDTH), role=role) for address, role in demo_addresses(roles)]
    return lines([_HOW.fill(address=f"{settings.begins_with}/logga-in", password=PASSWORD), *rows])


def demo_addresses(roles: tuple[AccountRole, ...]) -> list[tuple[str, Text]]:
    """Return the address that one signs in with as each role, and what the role is called."""
    return [(_ADDRESSES[role], ACCOUNT_ROLE_LABELS[role]) for role in roles]


def _make(connection: Connection, role: AccountRole, stored: str, now: datetime) -> None:
    person = _first_in(connection, role, now)
    if person is None and role in HELD_BY:
        return
    name = person.name if person else upper_first(ACCOUNT_ROLE_LABELS[role].sv)
    person_id = person.id if person else None
    new = NewAccount(_ADDRESSES[role], name, role, "sv", person_id, stored, demo=True)
    add_account(connection, new, now)


def _first_in(connection: Connection, role: AccountRole, now: datetime) -> Person | None:
    """Return the first person of the directory who has a role that an account of this one needs."""
    query = select(Person).where(
        col(Person.role).in_(HELD_BY.get(role, ())), ~col(Person.mailbox), ~func.coalesce(absent(day_of(now)), false())
    )
    return next(iter(read_objects(connection, query.order_by(col(Person.id)).limit(1))), None)


def _of_somebody(connection: Connection) -> bool:
    query = select(col(UserAccount.id)).where(col(UserAccount.demo).is_(False)).limit(1)
    return connection.execute(query).first() is not None


_WIDTH = max(map(len, _ADDRESSES.values()))
_ROW = verbatim("  {email}  {role}")
_HOW = Text(
    "Logga in på {address} med lösenordet {password} och en av adresserna:",
    "Sign in at {address} with the password {password} and one of the addresses:",
)
_NOT_HERE = Text(
    "Demokonton finns bara där sidor och mejl stannar på den här maskinen.",
    "There are demo accounts only where pages and mail stay on this machine.",
)
