"""Accounts: who can sign in, in which browsers they are signed in, and what happened to them.

What a browser or a link holds is chance; of it, and of addresses, only digests are stored.
"""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, label, select, true, update
from sqlmodel import col

from models.clock import stored_in_utc
from models.rows import read_as, read_objects
from models.tables import (
    AccountInvitation,
    AccountSession,
    ContractingUnit,
    LabourMarketUnit,
    Person,
    SignInEvent,
    UserAccount,
)
from states.text import Text

_account = UserAccount.__table__
_session = AccountSession.__table__
_invitation = AccountInvitation.__table__
_event = SignInEvent.__table__

KEPT = timedelta(days=400)
"""For how long it is kept what happened, and which sessions there were."""


class SignInKind(StrEnum):
    """What happened: an attempt is refused until it turns out to be right."""

    REFUSED = auto()
    PASSWORD = auto()
    PROVIDER = auto()
    SIGNED_OUT = auto()
    ENDED_ELSEWHERE = auto()
    INVITED = auto()
    PASSWORD_SET = auto()
    MADE = auto()
    CHANGED = auto()
    DISABLED = auto()
    ENABLED = auto()


SIGN_IN_LABELS = {
    SignInKind.REFUSED: Text("inloggning nekad", "sign-in refused"),
    SignInKind.PASSWORD: Text("inloggad med lösenord", "signed in with password"),
    SignInKind.PROVIDER: Text("inloggad med stadens konto", "signed in with the city's account"),
    SignInKind.SIGNED_OUT: Text("utloggad", "signed out"),
    SignInKind.ENDED_ELSEWHERE: Text("utloggad överallt", "signed out everywhere"),
    SignInKind.INVITED: Text("inbjuden", "invited"),
    SignInKind.PASSWORD_SET: Text("lösenord satt", "password set"),
    SignInKind.MADE: Text("konto skapat", "account made"),
    SignInKind.CHANGED: Text("konto ändrat", "account changed"),
    SignInKind.DISABLED: Text("konto spärrat", "account disabled"),
    SignInKind.ENABLED: Text("spärr hävd", "account enabled"),
}
SIGNED_IN = (SignInKind.PASSWORD, SignInKind.PROVIDER)


def new_token() -> str:
    """Return what a browser or a link is to hold: 256 bits of chance."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_digest(secret: str, address: str) -> str:
    """Return what is stored of an address of mail or of the network; the secret is that of the installation."""
    return hmac.digest(f"address {secret}".encode(), address.encode(), "sha256").hex()[:_LETTERS]


_LETTERS = 32


# --- accounts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in a list; `sessions` counts those that are open."""

    id: int
    email: str
    name: str
    role: str
    unit: str
    has_password: bool
    demo: bool
    disabled_at: datetime | None
    last_sign_in_at: datetime | None
    sessions: int


@dataclass(frozen=True, slots=True)
class Open:
    """What makes a session that nobody has ended an open one: after which instants it was used, and begun."""

    used_after: datetime
    begun_after: datetime

    @property
    def condition(self) -> ColumnElement[bool]:
        return and_(
            col(AccountSession.ended_at).is_(None),
            col(AccountSession.seen_at) > self.used_after,
            col(AccountSession.made_at) > self.begun_after,
        )


def accounts(connection: Connection, still: Open) -> list[AccountLine]:
    """Return every account, by address."""
    open_sessions = (
        select(func.count())
        .select_from(AccountSession)
        .where(col(AccountSession.account_id) == col(UserAccount.id), still.condition)
        .scalar_subquery()
    )
    query = (
        select(
            col(UserAccount.id),
            col(UserAccount.email),
            col(UserAccount.name),
            col(UserAccount.role),
            func.coalesce(col(LabourMarketUnit.name), col(ContractingUnit.name), "").label("unit"),
            label("has_password", col(UserAccount.password) != ""),
            col(UserAccount.demo),
            col(UserAccount.disabled_at),
            col(UserAccount.last_sign_in_at),
            label("sessions", open_sessions),
        )
        .select_from(UserAccount)
        .outerjoin(Person, col(Person.id) == col(UserAccount.person_id))
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == _UNIT)
        .outerjoin(LabourMarketUnit, col(LabourMarketUnit.id) == _LABOUR_UNIT)
        .order_by(col(UserAccount.email))
    )
    return read_as(connection, AccountLine, query)


_UNIT = func.coalesce(col(Person.unit_id), col(UserAccount.unit_id))
_LABOUR_UNIT = func.coalesce(col(Person.labour_market_unit_id), col(UserAccount.labour_market_unit_id))


def account_of(connection: Connection, email: str) -> UserAccount | None:
    """Return the account with an address in its normal form, None if there is none."""
    return _one(connection, col(UserAccount.email) == email)


def account_numbered(connection: Connection, account_id: int) -> UserAccount | None:
    return _one(connection, col(UserAccount.id) == account_id)


def account_identified(connection: Connection, identity: str) -> UserAccount | None:
    """Return the account that is somebody's at the identity provider, None if there is none."""
    return _one(connection, (col(UserAccount.identity) == identity) & (col(UserAccount.identity) != ""))


def _one(connection: Connection, which: ColumnElement[bool]) -> UserAccount | None:
    return next(iter(read_objects(connection, select(UserAccount).where(which))), None)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to add; `password` is what is stored of one."""

    email: str
    name: str
    role: str
    language: str
    person_id: int | None = None
    password: str = ""
    identity: str = ""
    demo: bool = False


def add_account(connection: Connection, new: NewAccount, now: datetime) -> int:
    """Add an account and return its number."""
    values = asdict(new) | {"role": str(new.role), "made_at": now}
    return int(connection.execute(insert(_account).values(values).returning(_account.c.id)).scalar_one())


def change_account(connection: Connection, account_id: int, **values: str | int | datetime | None) -> None:
    """Write some columns of an account."""
    connection.execute(update(_account).where(_account.c.id == account_id).values(values))


# --- sessions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One browser in which somebody is signed in."""

    id: int
    made_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class SessionFound:
    """A session that nobody has ended, with whose it is; `own_role` and `left_on` are what the directory says."""

    session_id: int
    csrf: str
    made_at: datetime
    seen_at: datetime
    account_id: int
    name: str
    email: str
    role: str
    language: str
    demo: bool
    person_id: int | None
    own_role: str | None
    left_on: date | None
    unit_id: int | None
    unit: str
    labour_unit_id: int | None


def open_session(connection: Connection, account_id: int, now: datetime) -> str:
    """Begin a session, and return what the browser is to hold."""
    token = new_token()
    values = {"digest": token_digest(token), "csrf": new_token(), "made_at": now, "seen_at": now}
    connection.execute(insert(_session).values(account_id=account_id, **values))
    return token


def session_found(connection: Connection, token: str) -> SessionFound | None:
    """Return the session that a browser holds, in one statement; None if there is none, or the account is disabled."""
    query = (
        select(
            label("session_id", col(AccountSession.id)),
            col(AccountSession.csrf),
            col(AccountSession.made_at),
            col(AccountSession.seen_at),
            col(AccountSession.account_id),
            func.coalesce(col(Person.name), col(UserAccount.name)).label("name"),
            col(UserAccount.email),
            col(UserAccount.role),
            col(UserAccount.language),
            col(UserAccount.demo),
            col(UserAccount.person_id),
            label("own_role", col(Person.role)),
            col(Person.left_on),
            label("unit_id", _UNIT),
            func.coalesce(col(LabourMarketUnit.name), col(ContractingUnit.name), "").label("unit"),
            label("labour_unit_id", _LABOUR_UNIT),
        )
        .select_from(AccountSession)
        .join(UserAccount, col(UserAccount.id) == col(AccountSession.account_id))
        .outerjoin(Person, col(Person.id) == col(UserAccount.person_id))
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == _UNIT)
        .outerjoin(LabourMarketUnit, col(LabourMarketUnit.id) == _LABOUR_UNIT)
        .where(
            col(AccountSession.digest) == token_digest(token),
            col(AccountSession.ended_at).is_(None),
            col(UserAccount.disabled_at).is_(None),
        )
    )
    return next(iter(read_as(connection, SessionFound, query)), None)


def sessions_of(connection: Connection, account_id: int, still: Open) -> list[SessionLine]:
    """Return the open sessions of an account, the latest use first."""
    query = (
        select(col(AccountSession.id), col(AccountSession.made_at), col(AccountSession.seen_at))
        .where(col(AccountSession.account_id) == account_id, still.condition)
        .order_by(col(AccountSession.seen_at).desc(), col(AccountSession.id).desc())
    )
    return read_as(connection, SessionLine, query)


def note_use(connection: Connection, session_id: int, now: datetime) -> None:
    """Enter that a session was used."""
    connection.execute(update(_session).where(_session.c.id == session_id).values(seen_at=now))


def end_sessions(
    connection: Connection, account_id: int, now: datetime, *, only: int | None = None, but: int | None = None
) -> int:
    """End the sessions of an account, one alone or all but one if so asked; return how many there were."""
    which = (_session.c.account_id == account_id) & _session.c.ended_at.is_(None)
    which &= true() if only is None else _session.c.id == only
    which &= true() if but is None else _session.c.id != but
    return connection.execute(update(_session).where(which).values(ended_at=now)).rowcount


# --- invitations -----------------------------------------------------------------------------------------------------


def invite(connection: Connection, account_id: int, *, now: datetime, expires_at: datetime) -> str:
    """Make the one link that sets the password of an account, and return what it holds; earlier ones are void."""
    void_invitations(connection, account_id, now)
    token = new_token()
    values = {"account_id": account_id, "digest": token_digest(token), "expires_at": expires_at}
    connection.execute(insert(_invitation).values(values))
    return token


def void_invitations(connection: Connection, account_id: int, now: datetime) -> None:
    """Let no link to set the password of an account work any longer."""
    open_ones = (_invitation.c.account_id == account_id) & _invitation.c.used_at.is_(None)
    connection.execute(update(_invitation).where(open_ones).values(used_at=now))


def invited(connection: Connection, token: str, now: datetime) -> UserAccount | None:
    """Return the account whose password a link sets, None for a link that is unknown, used or too old."""
    query = (
        select(UserAccount)
        .join(AccountInvitation, col(AccountInvitation.account_id) == col(UserAccount.id))
        .where(
            col(AccountInvitation.digest) == token_digest(token),
            col(AccountInvitation.used_at).is_(None),
            col(AccountInvitation.expires_at) > now,
            col(UserAccount.disabled_at).is_(None),
        )
    )
    return next(iter(read_objects(connection, query)), None)


# --- what happened ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One thing that happened; `email` and `role` are "" where no account is concerned."""

    happened_at: datetime
    kind: str
    email: str
    role: str
    address_key: str


@dataclass(frozen=True, slots=True)
class Failures:
    """How often signing in was refused of late, and when last."""

    count: int
    last_at: datetime | None


def note_event(
    connection: Connection,
    kind: SignInKind,
    now: datetime,
    *,
    account_id: int | None = None,
    account_key: str = "",
    address_key: str = "",
) -> int:
    """Enter what happened, and return the number of the entry."""
    values = {
        "kind": str(kind),
        "happened_at": now,
        "account_id": account_id,
        "account_key": account_key,
        "address_key": address_key,
    }
    return int(connection.execute(insert(_event).values(values).returning(_event.c.id)).scalar_one())


def turn_out(connection: Connection, event_id: int, kind: SignInKind, account_id: int) -> None:
    """Enter that an attempt was right."""
    values = {"kind": str(kind), "account_id": account_id}
    connection.execute(update(_event).where(_event.c.id == event_id).values(values))


def failures_of_account(connection: Connection, account_key: str, since: datetime) -> Failures:
    """Return the attempts on an address of mail that were refused since an instant, and since one was right."""
    right = select(func.coalesce(func.max(_event.c.id), 0)).where(
        _event.c.account_key == account_key, _event.c.kind.in_([*SIGNED_IN, SignInKind.PASSWORD_SET])
    )
    return _failures(connection, (_event.c.account_key == account_key) & (_event.c.id > right.scalar_subquery()), since)


def failures_from(connection: Connection, address_key: str, since: datetime) -> Failures:
    """Return the attempts from an address of the network that were refused since an instant."""
    return _failures(connection, _event.c.address_key == address_key, since)


def _failures(connection: Connection, which: ColumnElement[bool], since: datetime) -> Failures:
    query = select(func.count(), func.max(_event.c.happened_at)).where(
        which, _event.c.kind == SignInKind.REFUSED, _event.c.happened_at > since
    )
    count, last_at = connection.execute(query).one()
    return Failures(count, stored_in_utc(last_at) if last_at else None)


def events(connection: Connection, *, limit: int, offset: int = 0, account_id: int | None = None) -> list[SignInLine]:
    """Return what happened, the latest first, of all accounts or of one."""
    query = (
        select(
            col(SignInEvent.happened_at),
            col(SignInEvent.kind),
            func.coalesce(col(UserAccount.email), "").label("email"),
            func.coalesce(col(UserAccount.role), "").label("role"),
            col(SignInEvent.address_key),
        )
        .select_from(SignInEvent)
        .outerjoin(UserAccount, col(UserAccount.id) == col(SignInEvent.account_id))
        .where(true() if account_id is None else col(SignInEvent.account_id) == account_id)
        .order_by(col(SignInEvent.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return read_as(connection, SignInLine, query)


def forget_old(connection: Connection, now: datetime) -> None:
    """Remove what is older than `KEPT`."""
    connection.execute(delete(_event).where(_event.c.happened_at < now - KEPT))
    connection.execute(delete(_session).where(_session.c.seen_at < now - KEPT))
    connection.execute(delete(_invitation).where(_invitation.c.expires_at < now - KEPT))
