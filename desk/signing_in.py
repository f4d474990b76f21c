"""Signing in and out: with a password, or as whom the city's identity provider knows; and who is signed in.

Whether an account exists shows neither in the answer nor in the time it takes. An attempt is entered as refused before
the password is looked at, so that many at once count as many.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from sqlalchemy import Connection, Engine
from sqlmodel import col, select

from desk.access import HELD_BY, AccountRole, SignedIn
from models.accounts import (
    Failures,
    NewAccount,
    Open,
    SignInKind,
    account_identified,
    account_of,
    add_account,
    address_digest,
    change_account,
    end_sessions,
    failures_from,
    failures_of_account,
    forget_old,
    note_event,
    note_use,
    open_session,
    session_found,
    turn_out,
)
from models.clock import day_of, stored_in_utc
from models.installation.secret import secret_of
from models.installation.settings import Settings
from models.passwords import hashed, is_outdated, is_right
from models.refusals import Refused
from models.storage.database import writing
from models.tables import Person, UserAccount
from states.refusal import Reason
from states.text import LANGUAGES, Text, one_line
from states.written import email_address

_NOTED_EVERY = timedelta(minutes=5)
"""How old the latest use may be that is stored: not every page writes."""


class SignInRefused(Refused):
    """Nobody is signed in; `wait` is how long no further attempt is looked at."""

    key = "sign_in"

    def __init__(self, text: Text, *, wait: timedelta = timedelta(0)) -> None:
        super().__init__(Reason(self.key, text))
        self.wait = wait


# --- how often -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limit:
    """How many refusals within a time cost nothing; after each further one the wait doubles, up to the longest."""

    free: int
    within: timedelta
    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(minutes=15)

    def wait(self, failures: Failures, now: datetime) -> timedelta:
        """Return how long is left to wait."""
        over = failures.count - self.free
        if over < 0 or failures.last_at is None:
            return timedelta(0)
        delay = min(self.first * (1 << min(over, _DOUBLED)), self.longest)
        return max(failures.last_at + delay - now, timedelta(0))


_DOUBLED = 20
PER_ACCOUNT = Limit(free=5, within=timedelta(days=1))
PER_ADDRESS = Limit(free=30, within=timedelta(hours=1))
"""Many people of one office may share an address of the network."""


# --- signing in ------------------------------------------------------------------------------------------------------


def sign_in(engine: Engine, settings: Settings, *, email: str, password: str, address: str, now: datetime) -> str:
    """Sign somebody in with a password, and return what the browser is to hold; raise SignInRefused.

    `address` is that of the network from which the attempt comes.
    """
    attempt = _Attempt.begun(engine, settings, email=email_address(email), address=address, now=now)
    account = attempt.account
    right = is_right(account.password if account else "", password)
    if account is None or not right or not _is_open(account, settings):
        raise SignInRefused(_WRONG)
    fresh = {"password": hashed(password)} if is_outdated(account.password) else {}
    return attempt.succeeded(engine, account, SignInKind.PASSWORD, fresh)


@dataclass(frozen=True, slots=True)
class FromProvider:
    """What the identity provider says of somebody; `identity` is theirs for good, whatever their address."""

    identity: str
    email: str
    name: str
    groups: Collection[str]
    language: str = ""


def sign_in_from_provider(
    engine: Engine, settings: Settings, told: FromProvider, *, address: str, now: datetime
) -> str:
    """Sign somebody in whom the identity provider vouches for, and return what the browser is to hold.

    The account is made if there is none, and has the role of the person's groups from now on. Raises SignInRefused for
    somebody without a group that has a role, without an entry in the directory where the role needs one, or whose
    account is disabled or another's.
    """
    email = email_address(told.email)
    role = next((AccountRole(role) for group, role in settings.oidc_roles.items() if group in told.groups), None)
    attempt = _Attempt.begun(engine, settings, email=email, address=address, now=now, limited=False)
    if role is None or not email:
        raise SignInRefused(_NO_ROLE)
    with writing(engine) as connection:
        account = account_identified(connection, told.identity) or account_of(connection, email)
        if account is not None and (account.identity not in {"", told.identity} or not _is_open(account, settings)):
            raise SignInRefused(_NO_ROLE)
        person_id = _person_for(connection, role, email)
        if account is None:
            language = told.language if told.language in LANGUAGES else LANGUAGES[0]
            name = one_line(told.name) or email
            new = NewAccount(email, name, role, language, person_id, identity=told.identity)
            number = add_account(connection, new, now)
            note_event(connection, SignInKind.MADE, now, account_id=number, account_key=attempt.account_key)
        elif account.role != role:
            note_event(connection, SignInKind.CHANGED, now, account_id=account.id, account_key=attempt.account_key)
        account = account_identified(connection, told.identity) or account_of(connection, email)
    if account is None:
        raise SignInRefused(_NO_ROLE)
    known = {"role": str(role), "identity": told.identity, "person_id": person_id}
    return attempt.succeeded(engine, account, SignInKind.PROVIDER, known)


def note_refused(engine: Engine, settings: Settings, address: str, now: datetime) -> None:
    """Enter that the identity provider vouched for nobody."""
    with writing(engine) as connection:
        note_event(connection, SignInKind.REFUSED, now, address_key=address_digest(secret_of(settings), address))


def _person_for(connection: Connection, role: AccountRole, email: str) -> int | None:
    number: int | None = connection.execute(select(col(Person.id)).where(col(Person.email) == email)).scalar()
    if number is None and role in HELD_BY:
        raise SignInRefused(_NOT_IN_DIRECTORY)
    return number


@dataclass(frozen=True, slots=True)
class _Attempt:
    """An attempt that is entered as refused until it turns out to be right."""

    settings: Settings
    account: UserAccount | None
    account_key: str
    event_id: int
    now: datetime

    @classmethod
    def begun(
        cls, engine: Engine, settings: Settings, *, email: str, address: str, now: datetime, limited: bool = True
    ) -> "_Attempt":
        """Enter an attempt; raise SignInRefused while nobody is let try."""
        secret = secret_of(settings)
        account_key, address_key = address_digest(secret, email), address_digest(secret, address)
        with writing(engine) as connection:
            waits = (
                PER_ACCOUNT.wait(failures_of_account(connection, account_key, now - PER_ACCOUNT.within), now),
                PER_ADDRESS.wait(failures_from(connection, address_key, now - PER_ADDRESS.within), now),
            )
            if limited and max(waits):
                raise SignInRefused(_in_words(max(waits)), wait=max(waits))
            account = account_of(connection, email) if email else None
            keys = {"account_key": account_key, "address_key": address_key}
            account_id = account.id if account else None
            event_id = note_event(connection, SignInKind.REFUSED, now, account_id=account_id, **keys)
        return cls(settings, account, account_key, event_id, now)

    def succeeded(
        self, engine: Engine, account: UserAccount, how: SignInKind, values: Mapping[str, str | int | None]
    ) -> str:
        """Enter that the attempt was right, write what is new of the account, and begin a session."""
        with writing(engine) as connection:
            changed = {**values, "last_sign_in_at": self.now}
            change_account(connection, account.id, **changed)
            token = open_session(connection, account.id, self.now)
            if present(connection, self.settings, token, self.now) is None:
                raise SignInRefused(_NO_LONGER)
            turn_out(connection, self.event_id, how, account.id)
            forget_old(connection, self.now)
        return token


def begin_session(connection: Connection, settings: Settings, account: UserAccount, now: datetime) -> str:
    """Begin a session of somebody who has just set a password; raise SignInRefused if the account no longer holds."""
    token = open_session(connection, account.id, now)
    if present(connection, settings, token, now) is None:
        raise SignInRefused(_NO_LONGER)
    change_account(connection, account.id, last_sign_in_at=now)
    return token


def _is_open(account: UserAccount, settings: Settings) -> bool:
    return account.disabled_at is None and (settings.stays_here or not account.demo)


# --- who is signed in ------------------------------------------------------------------------------------------------


def present(connection: Connection, settings: Settings, token: str, now: datetime) -> SignedIn | None:
    """Return who has signed in with what a browser holds, None for nobody, or nobody any longer. One statement."""
    found = session_found(connection, token) if token else None
    if found is None or (found.demo and not settings.stays_here):
        return None
    made, seen, still = stored_in_utc(found.made_at), stored_in_utc(found.seen_at), still_open(settings, now)
    if made <= still.begun_after or seen <= still.used_after:
        return None
    if not _holds(found.role, found.own_role, found.left_on, day_of(now)):
        return None
    return SignedIn(
        account_id=found.account_id,
        name=found.name,
        email=found.email,
        role=AccountRole(found.role),
        person_id=found.person_id,
        unit_id=found.unit_id,
        unit=found.unit,
        labour_unit_id=found.labour_unit_id,
        language=found.language,
        session_id=found.session_id,
        token=found.csrf,
        seen_at=seen,
    )


def _holds(role: str, own_role: str | None, left_on: date | None, today: date) -> bool:
    """Tell whether the directory still says of a person what an account rests on."""
    if left_on is not None and left_on <= today:
        return False
    if role not in _ROLES:
        return False
    return own_role in HELD_BY.get(AccountRole(role), (own_role,))


_ROLES = frozenset(map(str, AccountRole))


def still_open(settings: Settings, now: datetime) -> Open:
    """Return what makes a session an open one."""
    used_after = now - timedelta(minutes=settings.session_idle_minutes)
    return Open(used_after, now - timedelta(hours=settings.session_hours))


def keep_alive(engine: Engine, who: SignedIn, now: datetime) -> None:
    """Enter that somebody has just used the pages, unless that was entered a moment ago."""
    if now - who.seen_at >= _NOTED_EVERY:
        with writing(engine) as connection:
            note_use(connection, who.session_id, now)


def sign_out(engine: Engine, who: SignedIn, now: datetime) -> None:
    """End the session of somebody who signs out."""
    with writing(engine) as connection:
        end_sessions(connection, who.account_id, now, only=who.session_id)
        note_event(connection, SignInKind.SIGNED_OUT, now, account_id=who.account_id)


_WRONG = Text(
    "Det gick inte att logga in med den adressen och det lösenordet. Kontrollera båda och försök igen.",
    "You could not be signed in with this address and password. Check both and try again.",
)
_NO_LONGER = Text(
    "Kontot gäller inte längre: registret ger dig en annan roll, eller säger att du har slutat."
    " Kontakta stödfunktionen.",
    "The account no longer holds: the directory gives you another role, or says that you have left."
    " Contact the support function.",
)
_NO_ROLE = Text(
    "Ditt konto i staden har ingen behörighet i Trespann. Kontakta stödfunktionen.",
    "Your account in the city gives no access to Trespann. Contact the support function.",
)
_NOT_IN_DIRECTORY = Text(
    "Du finns inte i Trespanns register under din e-postadress. Kontakta stödfunktionen.",
    "You are not in Trespann's directory under your e-mail address. Contact the support function.",
)
_SECONDS = Text(
    "För många försök har nekats. Vänta {number} sekunder och försök igen.",
    "Too many attempts were refused. Wait {number} seconds and try again.",
)
_MINUTES = Text(
    "För många försök har nekats. Vänta {number} minuter och försök igen.",
    "Too many attempts were refused. Wait {number} minutes and try again.",
)
_MOST_SECONDS = 90


def _in_words(wait: timedelta) -> Text:
    seconds = ceil(wait.total_seconds())
    if seconds <= _MOST_SECONDS:
        return _SECONDS.fill(number=seconds)
    return _MINUTES.fill(number=ceil(seconds / 60))
