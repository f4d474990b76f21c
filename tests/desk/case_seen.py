"""A case of the small city in the eyes of somebody who has signed in."""

from datetime import date

from sqlalchemy import Engine

from desk.access import AccountRole, SignedIn
from desk.case_sight import Sight
from desk.case_view import CaseView, case_view
from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from models.queries.cases import read_case
from models.storage.database import reading
from tests.web.board.signed_in import account

SUPPORT = AccountRole.SUPPORT


def seen(engine: Engine, today: date, who: SignedIn | AccountRole = SUPPORT, reference: str = "UH-1") -> CaseView:
    """Return the view of a case on a day."""
    who = account(who) if isinstance(who, AccountRole) else who
    with reading(engine) as connection:
        return case_view(connection, read_case(connection, reference), who, today=today, ladder=DEFAULT)


def sight(engine: Engine, today: date, role: AccountRole = SUPPORT, reference: str = "UH-1") -> Sight:
    """Return what everything that is shown of a case is worked out from."""
    with reading(engine) as connection:
        return Sight(read_case(connection, reference), account(role), today, DEFAULT, read_directory(connection))
