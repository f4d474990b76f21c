"""The register of accounts: who can sign in, by what, and what happened when somebody did."""

from sqlalchemy import Connection

from desk import accounts as desk
from desk.access import ACCOUNT_ROLE_LABELS, AccountRole, Deed
from desk.acting import carry_out
from desk.signing_in import still_open
from models.accounts import SIGN_IN_LABELS, AccountLine, SignInKind, accounts, events
from models.clock import day_of, local_time
from states.text import Text, dated, upper_first, verbatim
from web.board.frame import NotFound, Visit, whole_number
from web.board.register.kit import Content, Entered, RegisterPage, RegisterTable, Slot
from web.links.forms import Field, FieldKind, Given

PATH = "konton"
_PAGE = "sida"
_SHOWN = 100


def _list(visit: Visit, connection: Connection) -> Content:
    found = accounts(connection, still_open(visit.settings, visit.now))
    return Content(tables=(RegisterTable(_HEADS, [_row(one, visit) for one in found]),), forms=(_ADD,), empty=_NOBODY)


def _row(one: AccountLine, visit: Visit) -> list[Slot]:
    return [
        Slot(one.name, f"register/{PATH}/{one.id}"),
        Slot(one.email),
        Slot(_role(one.role, visit.language)),
        Slot(one.unit or "–"),
        _status(one, visit),
        Slot(f"{local_time(one.last_sign_in_at):%Y-%m-%d %H:%M}" if one.last_sign_in_at else "–"),
    ]


def _role(role: str, language: str) -> str:
    return upper_first(ACCOUNT_ROLE_LABELS[AccountRole(role)].in_(language)) if role in set(AccountRole) else role


def _status(one: AccountLine, visit: Visit) -> Slot:
    if one.disabled_at is not None:
        return Slot(_DISABLED.in_(visit.language), mark="stop")
    if not one.has_password and one.last_sign_in_at is None:
        return Slot(_NEW.in_(visit.language), mark="later")
    return Slot(_SIGNED_IN.fill(count=one.sessions).in_(visit.language) if one.sessions else "–")


def _one(visit: Visit, connection: Connection) -> Content:
    account = _account(visit, connection)
    lines = [
        (_EMAIL, Slot(account.email)),
        (_ROLE, Slot(_role(account.role, visit.language))),
        (_STATUS, _status(account, visit)),
    ]
    events_of = events(connection, limit=_SHOWN, account_id=account.id)
    happened = [
        [Slot(f"{local_time(one.happened_at):%Y-%m-%d %H:%M}"), Slot(_kind(one.kind, visit))] for one in events_of
    ]
    switch = _enabled(account.email) if account.disabled_at else _disabled(account.email)
    return Content(
        tables=(RegisterTable(_HAPPENED, happened, _EVENTS),),
        lines=lines,
        forms=(_invited(account.email), _with_role(account.email), _signed_out(account.email), switch),
        title=verbatim(account.name),
    )


def _account(visit: Visit, connection: Connection) -> AccountLine:
    found = accounts(connection, still_open(visit.settings, visit.now))
    meant = next((one for one in found if str(one.id) == visit.place["number"]), None)
    if meant is None:
        raise NotFound
    return meant


def _kind(kind: str, visit: Visit) -> str:
    return SIGN_IN_LABELS[SignInKind(kind)].in_(visit.language) if kind in set(SignInKind) else kind


def _audit(visit: Visit, connection: Connection) -> Content:
    page = visit.query.get(_PAGE, "")
    number = whole_number(page, 5) or 0
    found = events(connection, limit=_SHOWN + 1, offset=number * _SHOWN)
    rows = [
        [
            Slot(f"{local_time(one.happened_at):%Y-%m-%d %H:%M}"),
            Slot(_kind(one.kind, visit)),
            Slot(one.email or "–"),
            Slot(one.address_key[:8] or "–"),
        ]
        for one in found[:_SHOWN]
    ]
    more = f"register/inloggningar?{_PAGE}={number + 1}" if len(found) > _SHOWN else ""
    return Content(tables=(RegisterTable((*_HAPPENED, _EMAIL, _FROM), rows),), more=more, empty=_NOTHING)


# --- what is entered -------------------------------------------------------------------------------------------------


def _add(visit: Visit, given: Given) -> None:
    carry_out(
        visit.engine,
        lambda connection: desk.add(
            connection,
            email=given["email"],
            role=AccountRole(given["role"]),
            now=visit.now,
            today=visit.today,
            name=given["name"] or "",
        ),
    )


def _invited(email: str) -> Entered:
    def invite(visit: Visit, _: Given) -> Content:
        address, until = carry_out(
            visit.engine, lambda connection: desk.invitation(connection, visit.settings, email, visit.now)
        )
        day = dated(day_of(until))
        return Content(notes=(_LINK.fill(until=day),), text=address, title=verbatim(email))

    lead = (
        Text("Länken visas en gång. Ge den till personen själv.", "The link is shown once. Give it to the person."),
    )
    heading = Text("Gör en länk för att välja lösenord", "Make a link to choose a password")
    return Entered("invite", heading, Text("Gör länken", "Make the link"), (), invite, _SAVED, lead=lead)


def _with_role(email: str) -> Entered:
    def change(visit: Visit, given: Given) -> None:
        role = AccountRole(given["role"])
        carry_out(
            visit.engine,
            lambda connection: desk.change_role(connection, email, role, now=visit.now, today=visit.today),
        )

    return Entered(
        "role", Text("Ge kontot en annan roll", "Give the account another role"), _SAVE, (_ROLES,), change, _SAVED
    )


def _signed_out(email: str) -> Entered:
    def end(visit: Visit, _: Given) -> None:
        carry_out(visit.engine, lambda connection: desk.sign_out_everywhere(connection, email, visit.now))

    label = Text("Logga ut överallt", "Sign out everywhere")
    return Entered("sign_out", label, label, (), end, Text("Kontot är utloggat.", "The account is signed out."))


def _disabled(email: str) -> Entered:
    def close(visit: Visit, _: Given) -> None:
        carry_out(visit.engine, lambda connection: desk.disable(connection, email, visit.now))

    label = Text("Stäng kontot", "Close the account")
    return Entered("disable", label, label, (), close, Text("Kontot är stängt.", "The account is closed."))


def _enabled(email: str) -> Entered:
    def reopen(visit: Visit, _: Given) -> None:
        carry_out(visit.engine, lambda connection: desk.enable(connection, email, visit.now))

    label = Text("Öppna kontot igen", "Open the account again")
    return Entered("enable", label, label, (), reopen, Text("Kontot är öppet.", "The account is open."))


_SAVE, _SAVED = Text("Spara", "Save"), Text("Kontot är sparat.", "The account is saved.")
_EMAIL, _ROLE, _STATUS = Text("E-post", "E-mail"), Text("Roll", "Role"), Text("Läge", "Status")
_ROLES = Field("role", _ROLE, FieldKind.CHOICE, {str(role): label for role, label in ACCOUNT_ROLE_LABELS.items()})
_ADD = Entered(
    "add",
    Text("Lägg till ett konto", "Add an account"),
    _SAVE,
    (
        Field("email", _EMAIL, FieldKind.TEXT),
        _ROLES,
        Field(
            "name",
            Text("Namn", "Name"),
            FieldKind.TEXT,
            required=False,
            hint=Text(
                "Behövs bara för den som inte finns bland personerna.", "Needed only for who is not among the people."
            ),
        ),
    ),
    _add,
    _SAVED,
)
_HEADS = (
    Text("Namn", "Name"),
    _EMAIL,
    _ROLE,
    Text("Enhet", "Unit"),
    _STATUS,
    Text("Senast inloggad", "Signed in last"),
)
_HAPPENED = (Text("När", "When"), Text("Vad", "What"))
_EVENTS, _FROM = Text("Vad som har hänt", "What has happened"), Text("Avsändare", "From")
_DISABLED, _NEW = Text("stängt", "closed"), Text("har inget lösenord än", "has no password yet")
_SIGNED_IN = Text("inloggad på {count} ställen", "signed in in {count} places")
_LINK = Text("Länken gäller till och med {until}.", "The link works until {until}.")
_NOBODY = Text("Ingen har ett konto än.", "Nobody has an account yet.")
_NOTHING = Text("Ingen har loggat in än.", "Nobody has signed in yet.")

ACCOUNTS = RegisterPage(
    PATH,
    Text("Konton", "Accounts"),
    Text("Vilka som kan logga in, och i vilken roll.", "Who can sign in, and in which role."),
    _list,
    see=Deed.MANAGE_ACCOUNTS,
    change=Deed.MANAGE_ACCOUNTS,
)
ACCOUNT = RegisterPage(
    f"{PATH}/{{number}}",
    Text("Konto", "Account"),
    Text("Roll, länk för lösenord och inloggningar.", "Role, link for a password, and sign-ins."),
    _one,
    see=Deed.MANAGE_ACCOUNTS,
    change=Deed.MANAGE_ACCOUNTS,
    above=f"register/{PATH}",
)
AUDIT = RegisterPage(
    "inloggningar",
    Text("Inloggningar", "Sign-ins"),
    Text("Alla inloggningar, också de som nekades.", "All sign-ins, refused ones too."),
    _audit,
    see=Deed.SEE_AUDIT,
    change=Deed.MANAGE_ACCOUNTS,
)
