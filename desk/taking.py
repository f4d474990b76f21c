"""Taking a case: somebody of the support function says that it is theirs."""

from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.operations import settle
from models.particulars import restate, said_of, store_particulars
from models.people import check_named
from models.queries.directory import card
from states.facts import Role
from states.records.doubts import Unconfirmed, asked
from states.text import Text

TAKEN = "taken"
"""The event of a case that somebody of the support function takes."""


def take(engine: Engine, reference: str, person_id: int, *, by: Actor, today: date, confirmed: bool = False) -> Outcome:
    """Let somebody of the support function take a case, so that all mail to the function about it is theirs.

    Raises UnknownCase, CaseChanged, Refused for who is not of the support function that day, and Unconfirmed where
    somebody else has the case, unless it is confirmed.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        return take_in(connection, case, person_id, by=by, today=today, confirmed=confirmed)

    return change_case(engine, reference, act)


def take_in(
    connection: Connection, case: CaseFile, person_id: int, *, by: Actor, today: date, confirmed: bool = False
) -> bool:
    """Let somebody take a loaded case as `take` does, save it, and return whether it was not theirs already."""
    check_named(connection, person_id, (Role.SUPPORT,), today)
    if case.support_id == person_id:
        return False
    if case.support_id is not None and not confirmed:
        raise _whose(connection, case.support_id)
    said = said_of(connection, [case.id])[case.id]
    fresh = restate(case, {"support_id": person_id}, said, source=str(by), as_of=today, by=by, today=today)
    store_particulars(connection, fresh)
    case.note(today, actor=str(by), event=TAKEN)
    settle(case, today)
    save(connection, [case])
    return True


def _whose(connection: Connection, person_id: int) -> Unconfirmed:
    holder = card(connection, person_id)
    return Unconfirmed(asked(_SOMEBODY_HAS_IT.fill(name=holder.name) if holder else _ONE_GONE_HAS_IT))


_SOMEBODY_HAS_IT = Text("{name} har redan tagit ärendet.", "{name} has taken the case already.")
_ONE_GONE_HAS_IT = Text("Någon annan har redan tagit ärendet.", "Somebody else has taken the case already.")
