"""Accounts as an administrator makes, closes and opens them, and as their holders change them."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from desk.access import HELD_BY, AccountRole, SignedIn
from desk.signing_in import SignInRefused, begin_session
from models.accounts import (
    NewAccount,
    SignInKind,
    account_numbered,
    account_of,
    add_account,
    change_account,
    end_sessions,
    invite,
    invited,
    note_event,
    void_invitations,
)
from models.installation.settings import Settings
from models.passwords import check_password, hashed, is_right
from models.people import ROLE_NAMES, has_left
from models.refusals import Refused
from models.rows import read_objects
from models.storage.database import reading, writing
from models.tables import Person, UserAccount
from states.facts import Role
from states.refusal import Operation, Reason, do
from states.text import LANGUAGES, Text, one_line
from states.written import email_address


def add(
    connection: Connection,
    *,
    email: str,
    role: AccountRole,
    now: datetime,
    today: date,
    name: str = "",
    language: str = "",
) -> int:
    """Make an account without a password, and return its number.

    Whoever acts in cases is a person of the directory, under the same address; others need a name alone. Raises Refused
    for an address that is none or has an account, a role that the directory does not give, and a missing name.
    """
    address = email_address(email)
    if not address:
        raise Refused(Reason("email", _NO_ADDRESS))
    if account_of(connection, address) is not None:
        raise Refused(Reason("email", _HAS_ONE.fill(email=address)))
    person = _person_of(connection, address)
    _check_person(person, role, today)
    called = one_line(name) or (person.name if person else "")
    if not called:
        raise Refused(Reason("name", _NO_NAME))
    if language and language not in LANGUAGES:
        raise Refused(Reason("language", _NO_LANGUAGE))
    spoken = language or (person.language if person else LANGUAGES[0])
    person_id = person.id if person else None
    number = add_account(connection, NewAccount(address, called, role, spoken, person_id), now)
    note_event(connection, SignInKind.MADE, now, account_id=number)
    return number


def change_role(connection: Connection, email: str, role: AccountRole, *, now: datetime, today: date) -> int:
    """Give an account another role, and return how many sessions end by it.

    Raises Refused for an unknown account, and a role that the directory does not give.
    """
    account = account_meant(connection, email)
    person = _person_of(connection, account.email)
    _check_person(person, role, today)
    change_account(connection, account.id, role=str(role), person_id=person.id if person else None)
    note_event(connection, SignInKind.CHANGED, now, account_id=account.id)
    return end_sessions(connection, account.id, now)


def _person_of(connection: Connection, address: str) -> Person | None:
    return next(iter(read_objects(connection, select(Person).where(col(Person.email) == address))), None)


def _check_person(person: Person | None, role: AccountRole, today: date) -> None:
    wanted = HELD_BY.get(role, ())
    if not wanted:
        return
    look = (do(Operation.LOOK_UP, what="people"),)
    if person is None:
        raise Refused(Reason("unknown_person", _NOT_IN_DIRECTORY, remedies=look))
    if has_left(person, today):
        raise Refused(Reason("not_in_role", _HAS_LEFT, remedies=look))
    if person.role not in wanted:
        texts = {"own": ROLE_NAMES[Role(person.role)], "wanted": ROLE_NAMES[wanted[0]]}
        raise Refused(Reason("not_in_role", _OTHER_ROLE.fill(**texts), remedies=look))
    if person.mailbox:
        raise Refused(Reason("mailbox", _MAILBOX, remedies=look))


def account_meant(connection: Connection, email: str) -> UserAccount:
    """Return the account with an address; raise Refused if there is none."""
    found = account_of(connection, email_address(email) or email)
    if found is None:
        raise Refused(Reason("unknown_account", _NO_ACCOUNT.fill(email=email)))
    return found


def invitation(connection: Connection, settings: Settings, email: str, now: datetime) -> tuple[str, datetime]:
    """Make a link to set the password of an account, and return its address and until when it works.

    An earlier link is void from now on. Raises Refused for an unknown or disabled account, and for a demo account.
    """
    account = account_meant(connection, email)
    if account.disabled_at is not None:
        raise Refused(Reason("disabled", _IS_DISABLED))
    _check_no_demo(account)
    until = now + timedelta(days=settings.account_invitation_days)
    token = invite(connection, account.id, now=now, expires_at=until)
    note_event(connection, SignInKind.INVITED, now, account_id=account.id)
    return f"{settings.begins_with}{INVITATION_PATH}{token}", until


INVITATION_PATH = "/konto/inbjudan/"


def set_password(connection: Connection, email: str, password: str, now: datetime) -> None:
    """Set the password of an account, and end its sessions; raise Refused for an unknown account or a weak password."""
    account = account_meant(connection, email)
    _check_no_demo(account)
    check_password(password, account.name, account.email)
    _store(connection, account, password, now)
    end_sessions(connection, account.id, now)


def disable(connection: Connection, email: str, now: datetime) -> int:
    """Let an account open nothing any longer, and return how many sessions that ends; raise Refused."""
    account = account_meant(connection, email)
    change_account(connection, account.id, disabled_at=now)
    void_invitations(connection, account.id, now)
    note_event(connection, SignInKind.DISABLED, now, account_id=account.id)
    return end_sessions(connection, account.id, now)


def enable(connection: Connection, email: str, now: datetime) -> None:
    """Let a disabled account open pages again; raise Refused."""
    account = account_meant(connection, email)
    change_account(connection, account.id, disabled_at=None)
    note_event(connection, SignInKind.ENABLED, now, account_id=account.id)


def sign_out_everywhere(connection: Connection, email: str, now: datetime) -> int:
    """End all sessions of an account, and return how many; raise Refused."""
    account = account_meant(connection, email)
    note_event(connection, SignInKind.ENDED_ELSEWHERE, now, account_id=account.id)
    return end_sessions(connection, account.id, now)


# --- what holders do themselves --------------------------------------------------------------------------------------


def accept_invitation(engine: Engine, settings: Settings, token: str, password: str, now: datetime) -> str:
    """Set a password by the link of an invitation, sign its holder in, and return what the browser is to hold.

    Raises SignInRefused for a link that is unknown, used or too old, and Refused for a weak password.
    """
    with reading(engine) as connection:
        account = invited(connection, token, now)
    if account is None:
        raise SignInRefused(_LINK_CLOSED)
    check_password(password, account.name, account.email)
    stored = hashed(password)
    with writing(engine) as connection:
        if invited(connection, token, now) is None:
            raise SignInRefused(_LINK_CLOSED)
        change_account(connection, account.id, password=stored)
        void_invitations(connection, account.id, now)
        end_sessions(connection, account.id, now)
        note_event(connection, SignInKind.PASSWORD_SET, now, account_id=account.id)
        return begin_session(connection, settings, account, now)


def change_own_password(engine: Engine, who: SignedIn, old: str, new: str, now: datetime) -> None:
    """Change the password of who is signed in, and end their other sessions.

    Raises Refused for a wrong present password, a weak new one, and a demo account.
    """
    with reading(engine) as connection:
        account = account_numbered(connection, who.account_id)
    if account is None or not is_right(account.password, old):
        raise Refused(Reason("old", _WRONG_OLD))
    _check_no_demo(account)
    check_password(new, account.name, account.email)
    stored = hashed(new)
    with writing(engine) as connection:
        change_account(connection, account.id, password=stored)
        note_event(connection, SignInKind.PASSWORD_SET, now, account_id=account.id)
        end_sessions(connection, account.id, now, but=who.session_id)


def choose_language(connection: Connection, who: SignedIn, language: str) -> None:
    """Show pages in another language from now on; raise Refused for one that there is not."""
    if language not in LANGUAGES:
        raise Refused(Reason("language", _NO_LANGUAGE))
    change_account(connection, who.account_id, language=language)


def end_own_sessions(connection: Connection, who: SignedIn, now: datetime, *, only: int | None = None) -> int:
    """End one session of who is signed in, or all of them, this one too; return how many."""
    if only is None:
        note_event(connection, SignInKind.ENDED_ELSEWHERE, now, account_id=who.account_id)
    return end_sessions(connection, who.account_id, now, only=only)


def _store(connection: Connection, account: UserAccount, password: str, now: datetime) -> None:
    change_account(connection, account.id, password=hashed(password))
    void_invitations(connection, account.id, now)
    note_event(connection, SignInKind.PASSWORD_SET, now, account_id=account.id)


def _check_no_demo(account: UserAccount) -> None:
    if account.demo:
        raise Refused(Reason("demo", _IS_DEMO))


_NO_ADDRESS = Text("Skriv e-postadressen som namn@stad.se.", "Write the e-mail address as name@city.se.")
_HAS_ONE = Text("{email} har redan ett konto.", "{email} has an account already.")
_NO_NAME = Text("Ange vad personen heter.", "Say what the person is called.")
_NO_LANGUAGE = Text("Välj svenska (sv) eller engelska (en).", "Choose Swedish (sv) or English (en).")
_NO_ACCOUNT = Text("Det finns inget konto för {email}.", "There is no account for {email}.")
_NOT_IN_DIRECTORY = Text(
    "Den som handlar i ärenden ska finnas i registret under samma e-postadress. Lägg in personen där först.",
    "Whoever acts in cases is in the directory under the same e-mail address. Add the person there first.",
)
_HAS_LEFT = Text("Registret säger att personen har slutat.", "The directory says that the person has left.")
_OTHER_ROLE = Text(
    "Registret ger personen rollen {own}. Kontot behöver rollen {wanted}.",
    "The directory gives the person the role {own}. The account needs the role {wanted}.",
)
_MAILBOX = Text(
    "Det är en funktionsbrevlåda som flera läser. Ett konto hör till en person.",
    "This is a mailbox that several read. An account belongs to one person.",
)
_IS_DISABLED = Text("Kontot är spärrat. Häv spärren först.", "The account is disabled. Enable it first.")
_IS_DEMO = Text(
    "Det är ett demokonto. Det har det lösenord som visas vid start.",
    "This is a demo account. It has the password that is shown at the start.",
)
_LINK_CLOSED = Text(
    "Länken har använts, är för gammal eller har ersatts av en ny. Be den som administrerar konton om en ny länk.",
    "The link was used, is too old, or was replaced by a new one. Ask who administers accounts for a new link.",
)
_WRONG_OLD = Text("Det nuvarande lösenordet stämmer inte.", "The present password is not right.")
