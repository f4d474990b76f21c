"""Who may do what on the board: role, deed and the state of the purchase, denied unless a row allows it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, select, true
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile
from models.queries.cases import of_purchase
from models.refusals import Refused
from models.tables import Case, Track
from states.facts import Role
from states.processes.procurement import AWARDED, ProcurementState
from states.text import Text


class AccountRole(StrEnum):
    """What an account is there for."""

    SUPPORT = "support"
    OFFICER = "officer"
    LABOUR_MARKET = "labour_market"
    READER = "reader"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """What can be done on the board."""

    SEE_TODAY = "see_today"
    SEE_CASES = "see_cases"
    SEE_CASE = "see_case"
    ACT_ON_CASE = "act_on_case"
    TAKE_CASE = "take_case"
    OVERRIDE = "override"
    APPROVE = "approve"
    BULK = "bulk"
    REHEARSE = "rehearse"
    SEE_DEMAND = "see_demand"
    ANSWER_DEMAND = "answer_demand"
    SEE_RESULTS = "see_results"
    SEE_REGISTER = "see_register"
    CHANGE_REGISTER = "change_register"
    IMPORT = "import"
    SEE_MESSAGES = "see_messages"
    RESOLVE_MESSAGES = "resolve_messages"
    SEE_AUDIT = "see_audit"
    SEE_HEALTH = "see_health"
    MANAGE_ACCOUNTS = "manage_accounts"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in; `token` must come with every form they send."""

    account_id: int
    name: str
    email: str
    role: AccountRole
    person_id: int | None
    unit: str
    labour_unit_id: int | None
    language: str
    session_id: int
    token: str

    @property
    def actor(self) -> Actor:
        """The person and role in which they act; readers and administrators act in no case."""
        return Actor(_ACTS_AS[self.role], self.person_id)


_ACTS_AS = {
    AccountRole.SUPPORT: Role.SUPPORT,
    AccountRole.OFFICER: Role.OFFICER,
    AccountRole.LABOUR_MARKET: Role.LABOUR_MARKET,
}


def may(who: SignedIn, deed: Deed, case: CaseFile | None = None) -> bool:
    """Tell whether somebody may do a deed, in general or with a case."""
    del deed, case
    return who.role is not AccountRole.READER


class NotAllowed(Refused):
    """Somebody asked for what their role may not do."""


_NOT_YOURS = Text(
    "Det här får du inte göra med ditt konto. Fråga stödfunktionen.",
    "Your account may not do this. Ask the support function.",
)


def check(who: SignedIn, deed: Deed, case: CaseFile | None = None) -> None:
    """Raise NotAllowed unless somebody may do a deed."""
    if not may(who, deed, case):
        raise NotAllowed(_NOT_YOURS)


def seen_by(who: SignedIn) -> ColumnElement[bool]:
    """Return the condition that somebody may see a case: before the award nothing is seen by the labour market."""
    if who.role is not AccountRole.LABOUR_MARKET:
        return true()
    states = sorted(map(str, (*AWARDED, ProcurementState.CLOSED)))
    return col(Case.id).in_(select(col(Track.case_id)).where(of_purchase(), col(Track.state).in_(states)))
