"""Who may do what: the roles of accounts, the deeds of the board, and how far each role reaches in each deed.

What is in no row is not allowed. That nothing of tenders reaches the labour market before the award is the absolute
secrecy of OSL 19:3 second paragraph; what units were asked for they are told in numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile
from models.people import OFFICERS
from models.queries.cases import of_purchase
from models.refusals import Refused
from models.tables import Case, Track
from notifications.invitations.links import Purpose
from states.facts import Role
from states.processes.procurement import AWARDED, PROCUREMENT, ProcurementState
from states.refusal import Reason
from states.text import Text, joined


class AccountRole(StrEnum):
    SUPPORT = "support"
    OFFICER = "officer"
    LABOUR_MARKET = "labour_market"
    READER = "reader"
    ADMINISTRATOR = "administrator"


ACCOUNT_ROLE_LABELS: Mapping[AccountRole, Text] = {
    AccountRole.SUPPORT: Text("stödfunktionen", "the support function"),
    AccountRole.OFFICER: Text("upphandlare", "procurement officer"),
    AccountRole.LABOUR_MARKET: Text("arbetsmarknadsenheten", "the labour-market unit"),
    AccountRole.READER: Text("läsare", "reader"),
    AccountRole.ADMINISTRATOR: Text("administratör", "administrator"),
}
ACTS_AS: Mapping[AccountRole, Role] = {
    AccountRole.SUPPORT: Role.SUPPORT,
    AccountRole.OFFICER: Role.OFFICER,
    AccountRole.LABOUR_MARKET: Role.LABOUR_MARKET,
}
"""The role in which an account acts in cases; the others act in none."""
HELD_BY: Mapping[AccountRole, Sequence[Role]] = {
    AccountRole.SUPPORT: (Role.SUPPORT,),
    AccountRole.OFFICER: OFFICERS,
    AccountRole.LABOUR_MARKET: (Role.LABOUR_MARKET,),
}
"""The roles of the directory of which a person must have one for an account that acts in cases."""


class Deed(StrEnum):
    """What can be done on the board."""

    SEE_TODAY = auto()
    SEE_CASES = auto()
    SEE_CASE = auto()
    OPEN_CASE = auto()
    ACT_ON_CASE = auto()
    TAKE_CASE = auto()
    OVERRIDE = auto()
    APPROVE = auto()
    BULK = auto()
    MERGE_CASES = auto()
    REHEARSE = auto()
    SEE_DEMAND = auto()
    ANSWER_DEMAND = auto()
    SEE_RESULTS = auto()
    SEE_REGISTER = auto()
    CHANGE_REGISTER = auto()
    IMPORT = auto()
    SEE_MESSAGES = auto()
    RESOLVE_MESSAGES = auto()
    SEE_AUDIT = auto()
    SEE_HEALTH = auto()
    MANAGE_ACCOUNTS = auto()


class Whose(StrEnum):
    """Which cases somebody reaches."""

    ALL = auto()
    OWN_UNIT = auto()
    """Those of the own contracting unit, and those where the person is the officer."""
    ASKED = auto()
    """Those for which the own labour-market unit was asked for people."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a role reaches in a deed: whose cases, in which states of the purchase."""

    whose: Whose = Whose.ALL
    states: frozenset[str] | None = None
    """None: in any, also in one that no rule can read."""


SINCE_AWARD: frozenset[str] = frozenset({*AWARDED, ProcurementState.CLOSED})
"""The states in which it is decided who has won. Elsewhere tenders are secret, or nobody here knows."""
_ALL = Reach()
_OWN = Reach(Whose.OWN_UNIT)
_AWARDED = Reach(states=SINCE_AWARD)
_ASKED = Reach(Whose.ASKED)
_SUPPORT, _OFFICER, _LABOUR, _READER, _ADMINISTRATOR = AccountRole

REACH: Mapping[Deed, Mapping[AccountRole, Reach]] = {
    Deed.SEE_TODAY: dict.fromkeys(AccountRole, _ALL),
    Deed.SEE_CASES: {_SUPPORT: _ALL, _OFFICER: _OWN, _LABOUR: _AWARDED, _READER: _ALL, _ADMINISTRATOR: _ALL},
    Deed.SEE_CASE: {_SUPPORT: _ALL, _OFFICER: _OWN, _LABOUR: _AWARDED, _READER: _ALL, _ADMINISTRATOR: _ALL},
    Deed.OPEN_CASE: {_SUPPORT: _ALL, _OFFICER: _OWN},
    Deed.ACT_ON_CASE: {_SUPPORT: _ALL, _OFFICER: _OWN, _LABOUR: _AWARDED},
    Deed.TAKE_CASE: {_SUPPORT: _ALL},
    Deed.OVERRIDE: {_SUPPORT: _ALL},
    Deed.APPROVE: {_SUPPORT: _ALL},
    Deed.BULK: {_SUPPORT: _ALL},
    Deed.MERGE_CASES: {_SUPPORT: _ALL},
    Deed.REHEARSE: {_SUPPORT: _ALL, _OFFICER: _OWN},
    Deed.SEE_DEMAND: {_SUPPORT: _ALL, _OFFICER: _ALL, _LABOUR: _ALL, _READER: _ALL},
    Deed.ANSWER_DEMAND: {_SUPPORT: _ALL, _LABOUR: _ASKED},
    Deed.SEE_RESULTS: dict.fromkeys(AccountRole, _ALL),
    Deed.SEE_REGISTER: dict.fromkeys(AccountRole, _ALL),
    Deed.CHANGE_REGISTER: {_SUPPORT: _ALL, _ADMINISTRATOR: _ALL},
    Deed.IMPORT: {_SUPPORT: _ALL, _ADMINISTRATOR: _ALL},
    Deed.SEE_MESSAGES: {_SUPPORT: _ALL, _ADMINISTRATOR: _ALL},
    Deed.RESOLVE_MESSAGES: {_SUPPORT: _ALL, _ADMINISTRATOR: _ALL},
    Deed.SEE_AUDIT: {_ADMINISTRATOR: _ALL},
    Deed.SEE_HEALTH: {_SUPPORT: _ALL, _ADMINISTRATOR: _ALL},
    Deed.MANAGE_ACCOUNTS: {_ADMINISTRATOR: _ALL},
}
"""How far each role reaches in each deed. A deed that is about no case is allowed to whoever stands in its row."""


class NotAllowed(Refused):
    """The person who is signed in may not do this; the text says who can help."""

    key = "not_allowed"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, as the pages know them for one request."""

    account_id: int
    name: str
    email: str
    role: AccountRole
    person_id: int | None
    unit_id: int | None
    unit: str
    labour_unit_id: int | None
    language: str
    session_id: int
    token: str
    """What every form that this person sends must bring along."""
    seen_at: datetime
    """The latest use of the session that is noted."""

    @property
    def actor(self) -> Actor:
        """As whom the person acts in cases; raise NotAllowed for a role that acts in none."""
        if self.role not in ACTS_AS or self.person_id is None:
            raise NotAllowed(Reason(NotAllowed.key, _ONLY_READS.fill(role=ACCOUNT_ROLE_LABELS[self.role])))
        return Actor(ACTS_AS[self.role], self.person_id)


def may(who: SignedIn, deed: Deed, case: CaseFile | None = None) -> bool:
    """Tell whether somebody may do something, in a case where one is given, else in any."""
    reach = REACH.get(deed, {}).get(who.role)
    if reach is None:
        return False
    if case is None:
        return True
    return (reach.states is None or _state_of(case) in reach.states) and _WITHIN[reach.whose](who, case)


def check(who: SignedIn, deed: Deed, case: CaseFile | None = None) -> None:
    """Raise NotAllowed, saying who can help, unless somebody may do something, see `may`."""
    if may(who, deed, case):
        return
    mine = REACH.get(deed, {}).get(who.role)
    if mine is not None:
        raise NotAllowed(Reason(NotAllowed.key, _BEYOND[mine.whose], met_by=(Role.SUPPORT,)))
    able = [role for role in REACH.get(deed, {}) if role is not who.role]
    helpers = joined([ACCOUNT_ROLE_LABELS[role] for role in able]) if able else ACCOUNT_ROLE_LABELS[_ADMINISTRATOR]
    met_by = tuple(ACTS_AS[role] for role in able if role in ACTS_AS)
    raise NotAllowed(Reason(NotAllowed.key, _NOT_YOURS.fill(helpers=helpers), met_by=met_by))


def deed_of(purpose: Purpose) -> Deed:
    """Return the deed that a step of a case is: what a unit is asked for it answers before the award, too."""
    return _DEEDS.get(purpose, Deed.ACT_ON_CASE)


_DEEDS: Mapping[Purpose, Deed] = {Purpose.DEMAND: Deed.ANSWER_DEMAND, Purpose.TAKE: Deed.TAKE_CASE}


def seen_by(who: SignedIn) -> ColumnElement[bool]:
    """Return the condition that somebody may see a case, for a list of them."""
    reach = REACH[Deed.SEE_CASES].get(who.role)
    if reach is None:
        return false()
    if reach.whose is Whose.OWN_UNIT:
        return or_(
            col(Case.unit_id) == who.unit_id if who.unit_id is not None else false(),
            col(Case.officer_id) == who.person_id if who.person_id is not None else false(),
        )
    if reach.states is None:
        return true()
    there = select(col(Track.case_id)).where(of_purchase(), col(Track.state).in_(sorted(reach.states)))
    return col(Case.id).in_(there)


def _state_of(case: CaseFile) -> str:
    track = case.track(PROCUREMENT.name)
    return track.state if track else ""


def _of_own_unit(who: SignedIn, case: CaseFile) -> bool:
    same_unit = who.unit_id is not None and case.unit_id == who.unit_id
    return same_unit or (who.person_id is not None and case.officer_id == who.person_id)


def _asked(who: SignedIn, case: CaseFile) -> bool:
    return who.labour_unit_id is not None and any(order.unit_id == who.labour_unit_id for order in case.orders.values())


_WITHIN = {Whose.ALL: lambda _who, _case: True, Whose.OWN_UNIT: _of_own_unit, Whose.ASKED: _asked}

_NOT_YOURS = Text(
    "Det här ingår inte i din behörighet. Det kan göras av: {helpers}.",
    "This is not within what you may do. It can be done by: {helpers}.",
)
_ONLY_READS = Text(
    "Som {role} handlar du inte i ärenden. Stödfunktionen kan göra det.",
    "As {role} you do not act in cases. The support function can do it.",
)
_BEYOND: Mapping[Whose, Text] = {
    Whose.ALL: Text(
        "Ärendet är inte öppet för dig än: före tilldelningen är anbuden hemliga. Stödfunktionen kan säga mer.",
        "The case is not open to you yet: before the award, tenders are secret. The support function can tell more.",
    ),
    Whose.OWN_UNIT: Text(
        "Ärendet hör till en annan enhet. Stödfunktionen kan hjälpa dig.",
        "The case belongs to another unit. The support function can help you.",
    ),
    Whose.ASKED: Text(
        "Er enhet har inte fått någon förfrågan i det här ärendet. Stödfunktionen kan hjälpa dig.",
        "Your unit was not asked for anybody in this case. The support function can help you.",
    ),
}
"""Why somebody may do something, but not in this case."""
