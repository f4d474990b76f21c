"""The second person: a risky override is requested by one person and made when a second approves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, true, update
from sqlmodel import col

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import load, save
from models.overrides.forcing import FORCED, Change, check_reason, forced
from models.people import roles_on
from models.refusals import Refused, UnknownCase
from models.rows import session_on
from models.tables import Case, OverrideRequest, Person
from states.facts import Role
from states.processes.registry import PROCESSES
from states.refusal import Operation, Reason, Unknown, do, repeat
from states.text import Text
from states.written import swedish_order

_request = OverrideRequest.__table__

WAITING, APPLIED, DECLINED, LAPSED = "waiting", "applied", "declined", "lapsed"
APPROVERS = (Role.SUPPORT, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a risky override, and how it was decided; people are actors ("support:3")."""

    id: int
    case_id: int
    reference: str
    process: str
    subject: str
    source: str
    target: str
    reason: str
    risks: tuple[str, ...]
    state: str
    asked_by: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """The result of an approval: the case, and what was changed; None if the request had lapsed."""

    case: CaseFile
    change: Change | None


class UnknownRequest(Unknown):
    """No request has this number."""

    def __init__(self, number: int) -> None:
        remedy = do(Operation.LOOK_UP, what="requests")
        super().__init__(Reason(self.key, _UNKNOWN_REQUEST.fill(number=number), remedies=(remedy,)))


_UNKNOWN_REQUEST = Text("Ingen begäran har nummer {number}.", "No request has the number {number}.")


def requests(connection: Connection, *, case_id: int | None = None) -> list[Request]:
    """Return the requests that wait for a second person, the oldest first; of one case if it is named."""
    of_case = col(OverrideRequest.case_id) == case_id if case_id is not None else true()
    waiting = _requests().where(col(OverrideRequest.state) == WAITING, of_case).order_by(col(OverrideRequest.id))
    with session_on(connection) as session:
        return [_read(*row) for row in session.execute(waiting).tuples()]


def request(connection: Connection, number: int) -> Request:
    """Return the request with a number; raise UnknownRequest."""
    with session_on(connection) as session:
        row = session.execute(_requests().where(col(OverrideRequest.id) == number)).tuples().first()
    if row is None:
        raise UnknownRequest(number)
    return _read(*row)


def still_stands(asked: Request, case: CaseFile) -> bool:
    """Return whether a request still waits, its track has not moved since, and its states still exist."""
    track = case.track(asked.process, asked.subject)
    known = asked.target in set(PROCESSES[asked.process].states)
    return asked.state == WAITING and track is not None and track.state == asked.source and known


def check_second(connection: Connection, asked: Request, *, by: Actor, today: date) -> None:
    """Raise Refused unless this person may approve another's request, and it is undecided."""
    _check_person(connection, by, today, APPROVERS, _NOT_AN_APPROVER)
    if person_of(asked.asked_by) == by.person_id:
        raise Refused(_NOT_ONES_OWN)
    if asked.state != WAITING:
        raise Refused(_decided_already(asked.id))


def approve(connection: Connection, request_id: int, *, by: Actor, today: date) -> Decided:
    """Make an override that somebody else requested, or let the request lapse if the track has moved since.

    Raises UnknownRequest, or Refused for a person who may not approve it and for a decided request.
    """
    asked = request(connection, request_id)
    check_second(connection, asked, by=by, today=today)
    case = _loaded(connection, asked)
    stands = still_stands(asked, case)
    _decide(connection, asked, APPLIED if stands else LAPSED, by=by, today=today)
    track = case.track(asked.process, asked.subject)
    if track is None or not stands:
        case.note(today, actor=str(by), event="override_lapsed", track=track, detail=str(asked.id))
        save(connection, [case])
        return Decided(case, None)
    change = forced(case, track, asked.target, event=FORCED, detail=asked.reason, by=by, today=today)
    save(connection, [case])
    return Decided(case, change)


def decline(connection: Connection, request_id: int, *, reason: str, by: Actor, today: date) -> Request:
    """Decline a request, with a reason; the person who made it may also withdraw it.

    Raises UnknownRequest, or Refused for a person who may not decide, a missing reason and a decided request.
    """
    _check_person(connection, by, today, APPROVERS, _NOT_AN_APPROVER)
    asked = request(connection, request_id)
    check_reason(asked.process, reason)
    case = _loaded(connection, asked)
    _decide(connection, asked, DECLINED, by=by, today=today)
    case.note(
        today,
        actor=str(by),
        event="override_declined",
        track=case.track(asked.process, asked.subject),
        detail=f"{asked.id} {reason.strip()}",
    )
    save(connection, [case])
    return asked


def approvers(connection: Connection, *, besides: int | None, today: date) -> dict[str, str]:
    """Return who may approve a person's request, as names by e-mail address, the support function first."""
    others = (col(Person.role).in_(APPROVERS), col(Person.id) != (besides or 0), _works_here(today))
    query = select(col(Person.email), col(Person.name), col(Person.role)).where(*others)
    found = connection.execute(query).tuples().all()
    in_order = sorted(found, key=lambda one: (APPROVERS.index(Role(one[2])), swedish_order(one[0])))
    return {email: name for email, name, _ in in_order}


def person_of(actor: str) -> int | None:
    """Return the number of the person in an actor as it is stored ("support:3")."""
    number = actor.partition(":")[2]
    return int(number) if number.isdecimal() else None


def ask(connection: Connection, case: CaseFile, foreseen: Change, *, reason: str, by: Actor, today: date) -> int:
    """Store a request and return its number; if the same request waits already, return the number of that.

    Raises Refused unless a person of the support function asks.
    """
    who_asks = Reason("second_person", _WHO_ASKS, (Role.SUPPORT,), (repeat(person=""),))
    _check_person(connection, by, today, (Role.SUPPORT,), who_asks)
    same = {name: getattr(foreseen, name) for name in ("process", "subject", "source", "target")}
    waits = [_request.c[name] == value for name, value in same.items()]
    known = connection.execute(
        select(_request.c.id).where(_request.c.case_id == case.id, _request.c.state == WAITING, *waits),
    ).scalar()
    if known is not None:
        return int(known)
    values = same | {"reason": reason, "risks": " ".join(risk.name for risk in foreseen.risks), "state": WAITING}
    added = insert(_request).values(case_id=case.id, asked_by=str(by), asked_on=today, decided_by="", **values)
    number = int(connection.execute(added.returning(_request.c.id)).scalar_one())
    case.note(
        today,
        actor=str(by),
        event="override_asked",
        track=case.track(foreseen.process, foreseen.subject),
        source=foreseen.source,
        target=foreseen.target,
        detail=f"{number} {reason}",
    )
    save(connection, [case])
    return number


def _decide(connection: Connection, asked: Request, state: str, *, by: Actor, today: date) -> None:
    """Store the decision on a request, unless somebody else has decided it meanwhile."""
    still_waits = (_request.c.id == asked.id) & (_request.c.state == WAITING)
    decided = {"state": state, "decided_by": str(by), "decided_on": today}
    if connection.execute(update(_request).where(still_waits).values(decided)).rowcount != 1:
        raise Refused(_decided_already(asked.id))


def _check_person(
    connection: Connection,
    by: Actor,
    today: date,
    roles: Sequence[Role],
    otherwise: Reason | Text,
) -> None:
    """Raise Refused for an actor who is not in the directory in a role that may do this."""
    if by.role not in roles or by.role not in roles_on(connection, by.person_id, today):
        raise Refused(otherwise)


def _works_here(today: date) -> ColumnElement[bool]:
    return or_(col(Person.left_on).is_(None), col(Person.left_on) > today)


def _loaded(connection: Connection, asked: Request) -> CaseFile:
    case = load(connection, asked.case_id)
    if case is None:
        raise UnknownCase(asked.reference)
    return case


def _requests() -> Select[tuple[OverrideRequest, str]]:
    of_case = col(Case.id) == col(OverrideRequest.case_id)
    return select(OverrideRequest, col(Case.reference)).select_from(OverrideRequest).join(Case, of_case)


def _read(row: OverrideRequest, reference: str) -> Request:
    return Request(
        id=row.id,
        case_id=row.case_id,
        reference=reference,
        process=row.process,
        subject=row.subject,
        source=row.source,
        target=row.target,
        reason=row.reason,
        risks=tuple(row.risks.split()),
        state=row.state,
        asked_by=row.asked_by,
        asked_on=row.asked_on,
    )


# --- what is refused -------------------------------------------------------------------------------------------------

_WHO_ASKS = Text(
    "Det här måste godkännas av en andra person. Ange vem i stödfunktionen som begär det.",
    "This has to be approved by a second person. Say who in the support function asks for it.",
)
_NOT_AN_APPROVER = Text(
    "Bara den som i registret står som stödfunktion eller chef kan avgöra en begäran.",
    "Only who is in the directory as support function or manager can decide on a request.",
)
_NOT_ONES_OWN = Text(
    "Den som har begärt något kan inte själv godkänna det. En andra person behövs.",
    "Nobody can approve what they asked for themselves. A second person is needed.",
)


def _decided_already(number: int) -> Text:
    return _DECIDED.fill(number=number)


_DECIDED = Text("Begäran {number} är redan avgjord.", "Request {number} is decided already.")
