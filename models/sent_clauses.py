"""The clauses that a case has sent out, and what they oblige each supplier to."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile
from models.promises import by_form
from models.refusals import Refused
from models.rows import read_objects
from models.tables import SentClause
from states.records.milestones import BUYERS
from states.refusal import Reason
from states.text import Text

_sent = SentClause.__table__
SENT = "clause_sent"
"""The event of the journal."""


@dataclass(frozen=True, slots=True)
class ReadyClause:
    """A clause with its figures, ready to be stored; `parameters` is JSON, and so is `promise`, "" for none."""

    clause: str
    version: int
    form: str
    trade: str
    language: str
    approved_by: str
    wording: str
    parameters: str
    promise: str
    text: str

    @property
    def text_digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def sent_clauses(connection: Connection, case_id: int) -> list[SentClause]:
    """Return every clause that a case has sent out, oldest first."""
    query = select(SentClause).where(col(SentClause.case_id) == case_id)
    return read_objects(connection, query.order_by(col(SentClause.sent_on), col(SentClause.id)))


def in_force(sent: Iterable[SentClause]) -> dict[str, SentClause]:
    """Return the latest of each form, from clauses that are in order."""
    return {one.form: one for one in sent}


def words_sent(connection: Connection) -> dict[tuple[str, int], set[str]]:
    """Return what tells the words that cases have sent out, by clause and version."""
    found: dict[tuple[str, int], set[str]] = {}
    columns = (_sent.c.clause, _sent.c.version, _sent.c.wording)
    for clause, version, wording in connection.execute(select(*columns).distinct()):
        found.setdefault((clause, version), set()).add(wording)
    return found


def send(
    connection: Connection, case: CaseFile, ready: Iterable[ReadyClause], *, by: Actor, today: date
) -> list[ReadyClause]:
    """Store what a case sends out, and return what is new in it; the caller saves the case.

    What went out before with the same words and figures is no news. Raises Refused for any role but the buyers'.
    """
    if by.role not in BUYERS:
        raise Refused(Reason("not_yours", _NOT_YOURS, BUYERS))
    standing = in_force(sent_clauses(connection, case.id))
    fresh = [one for one in ready if one.form not in standing or not is_stored(standing[one.form], one)]
    for one in fresh:
        connection.execute(insert(_sent).values(_row(case, one, by, today)))
        detail = f"{one.clause} {one.version} {one.text_digest}"
        case.note(today, actor=str(by), event=SENT, target=one.form, detail=detail)
    if fresh:
        count_promise(connection, case)
    return fresh


def count_promise(connection: Connection, case: CaseFile) -> None:
    """Let the case promise what its clauses say now."""
    standing = in_force(sent_clauses(connection, case.id))
    case.put(clause_promise=by_form({form: one.promise for form, one in standing.items()}))


def move_sent(connection: Connection, lost: CaseFile, kept: CaseFile) -> None:
    """Let the clauses of a case that is merged go on with the surviving one; the caller saves both."""
    if not sent_clauses(connection, lost.id):
        return
    connection.execute(update(_sent).where(_sent.c.case_id == lost.id).values(case_id=kept.id))
    count_promise(connection, kept)
    lost.put(clause_promise="")


def is_stored(stored: SentClause, ready: ReadyClause) -> bool:
    """Tell whether a clause went out in the same version with the same words and figures."""
    return (stored.clause, stored.version, stored.text_digest) == (ready.clause, ready.version, ready.text_digest)


def _row(case: CaseFile, one: ReadyClause, by: Actor, today: date) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "clause": one.clause,
        "version": one.version,
        "form": one.form,
        "trade": one.trade,
        "language": one.language,
        "approved_by": one.approved_by,
        "wording": one.wording,
        "parameters": one.parameters,
        "promise": one.promise,
        "text": one.text,
        "text_digest": one.text_digest,
        "sent_by": str(by),
        "sent_on": today,
    }


_NOT_YOURS = Text(
    "Det som går ut i upphandlingen registreras av upphandlaren eller stödfunktionen.",
    "What goes out in the procurement is recorded by the procurement officer or the support function.",
)
