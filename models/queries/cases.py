"""Cases in lists, by reference, and for reading as a whole."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.casefile import CaseFile
from models.casestore import load_some
from models.references import ids_called
from models.refusals import UnknownCase
from models.rows import PAGE, read_as, read_pairs
from models.storage.driver_statements import among, id_list
from models.tables import Case, ContractingUnit, Person, Track
from states.processes.procurement import OPEN, PROCUREMENT
from states.processes.target_group import TARGET_GROUP
from states.records.names import reference_key


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list, with the state of its purchase."""

    reference: str
    title: str
    unit: str
    officer: str
    kind: str
    outcome: str
    state: str
    since: date
    opened_on: date
    next_check: date | None
    contract_start: date | None
    planned_start: date | None
    trade: str
    cpv: str
    occupations: str
    target_group: str
    """The state of the target-group work."""


def cases(
    connection: Connection,
    *,
    states: Collection[str] = (),
    unit_id: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> list[CaseLine]:
    """Return up to `limit` cases by reference, those behind `after`; only in some states, or of one unit, if asked."""
    query = (
        select(
            col(Case.reference),
            col(Case.title),
            func.coalesce(col(ContractingUnit.name), "").label("unit"),
            func.coalesce(col(Person.name), "").label("officer"),
            col(Case.kind),
            col(Case.outcome),
            col(Track.state),
            col(Track.since),
            col(Case.opened_on),
            col(Case.next_check),
            *(col(getattr(Case, name)) for name in ("contract_start", "planned_start", "trade", "cpv", "occupations")),
            func.coalesce(_target_group_state(), "").label("target_group"),
        )
        .select_from(Case)
        .join(Track, purchase_of())
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == col(Case.unit_id))
        .outerjoin(Person, col(Person.id) == col(Case.officer_id))
        .where(
            col(Case.reference_key) > reference_key(after) if after else true(),
            col(Track.state).in_(states) if states else true(),
            col(Case.unit_id) == unit_id if unit_id is not None else true(),
        )
        .order_by(col(Case.reference_key))
        .limit(limit)
    )
    return read_as(connection, CaseLine, query)


def _target_group_state() -> ScalarSelect[str]:
    track = aliased(Track)
    of_case = and_(col(track.case_id) == col(Case.id), col(track.process) == TARGET_GROUP.name)
    return select(col(track.state)).where(of_case, col(track.subject) == "").scalar_subquery()


def all_cases(
    connection: Connection,
    *,
    states: Collection[str] = (),
    unit_id: int | None = None,
    after: str = "",
) -> Iterator[CaseLine]:
    """Yield every such case by reference, reading page by page."""
    page = cases(connection, states=states, unit_id=unit_id, after=after, limit=PAGE * 10)
    while page:
        yield from page
        page = cases(connection, states=states, unit_id=unit_id, after=page[-1].reference, limit=PAGE * 10)


def tracks(
    connection: Connection,
    process: str,
    states: Collection[str],
    *,
    unit_ids: Collection[int] = (),
    officer_ids: Collection[int] = (),
    kinds: Collection[str] = (),
    case_ids: Collection[int] = (),
) -> list[tuple[int, str, str]]:
    """Return (case, reference, subject) of the tracks of a process in some states, by reference."""
    query = (
        select(col(Case.id), col(Case.reference), col(Track.subject))
        .select_from(Track)
        .join(Case, col(Case.id) == col(Track.case_id))
        .where(
            col(Track.process) == process,
            col(Track.state).in_(states),
            col(Case.unit_id).in_(unit_ids) if unit_ids else true(),
            col(Case.officer_id).in_(officer_ids) if officer_ids else true(),
            col(Case.kind).in_(kinds) if kinds else true(),
            col(Case.id).in_(case_ids) if case_ids else true(),
        )
        .order_by(col(Case.reference_key), col(Track.id))
    )
    return list(connection.execute(query).tuples())


def read_case(connection: Connection, reference: str) -> CaseFile:
    """Return a case by its reference, for reading: nothing is locked; raise UnknownCase."""
    found = load_some(connection, [case_id(connection, reference)])
    if not found:
        raise UnknownCase(reference)
    return found[0]


def case_id(connection: Connection, reference: str) -> int:
    """Return the number of a case by its reference, see `models.references`; raise UnknownCase."""
    for found in ids_called(connection, [reference]).values():
        return found
    raise UnknownCase(reference)


# --- every case ------------------------------------------------------------------------------------------------------
# Waiting, overview and ledger read these over tens of thousands of cases: rows come from Core through `casestore`.


def live_cases(connection: Connection) -> Iterator[CaseFile]:
    """Yield every case whose purchase has not ended, for reading, page by page."""
    live = select(col(Track.case_id)).where(of_purchase(), col(Track.state).in_(OPEN)).order_by(col(Track.case_id))
    yield from in_pages(connection, connection.execute(live).scalars().all())


def every_case(connection: Connection) -> Iterator[CaseFile]:
    """Yield every case by reference, for reading, page by page."""
    ids = connection.execute(select(col(Case.id)).order_by(col(Case.reference_key))).scalars().all()
    for first in range(0, len(ids), PAGE * 10):
        page = ids[first : first + PAGE * 10]
        by_id = {case.id: case for case in load_some(connection, page)}
        yield from (by_id[number] for number in page if number in by_id)


def in_pages(connection: Connection, ids: Sequence[int]) -> Iterator[CaseFile]:
    """Yield cases by their numbers, for reading, page by page."""
    for first in range(0, len(ids), PAGE * 10):
        yield from load_some(connection, ids[first : first + PAGE * 10])


def of_purchase() -> ColumnElement[bool]:
    """Return the condition that a track is the purchase of its case."""
    return and_(col(Track.process) == PROCUREMENT.name, col(Track.subject) == "")


# --- references and figures ------------------------------------------------------------------------------------------


def references_of(connection: Connection, case_ids: Collection[int]) -> dict[int, str]:
    """Return the references of some cases by their numbers."""
    query = select(col(Case.id), col(Case.reference)).where(among(Case.__table__.c.id, connection.dialect.name))
    given = {"ids": id_list(connection, sorted(case_ids))}
    return dict(connection.execute(query, given).tuples().all())


def references_near(connection: Connection, reference: str, *, limit: int = PAGE) -> list[str]:
    """Return the references on either side of one that does not exist, in their order."""
    column, key = col(Case.reference), col(Case.reference_key)
    before = select(column).where(key < reference_key(reference)).order_by(key.desc()).limit(limit)
    behind = select(column).where(key > reference_key(reference)).order_by(key).limit(limit)
    return [*reversed(connection.execute(before).scalars().all()), *connection.execute(behind).scalars()]


def open_cases(connection: Connection) -> list[tuple[int, str]]:
    """Return the number and reference of every case whose purchase goes on, in the order they were opened."""
    query = select(col(Case.id), col(Case.reference)).join(Track, purchase_of()).where(col(Track.state).in_(OPEN))
    return list(connection.execute(query.order_by(col(Case.id))).tuples())


def overdue_for_a_look(connection: Connection, today: date) -> list[tuple[int, str]]:
    """Return the number and reference of every open case that is due, or has no day on which it is looked at."""
    next_check = col(Case.next_check)
    query = select(col(Case.id), col(Case.reference)).join(Track, purchase_of()).where(col(Track.state).in_(OPEN))
    query = query.where(or_(next_check <= today, next_check.is_(None)))
    return list(connection.execute(query.order_by(col(Case.id))).tuples())


def state_counts(connection: Connection) -> dict[str, int]:
    """Return how many cases have their purchase in each state; states without any are left out."""
    counted = select(col(Track.state), func.count()).where(of_purchase())
    return read_pairs(connection, counted.group_by(col(Track.state)))


def without_officer(connection: Connection, *, limit: int = PAGE) -> list[str]:
    """Return the references of open cases without an officer, about which nobody gets mail."""
    query = (
        select(col(Case.reference))
        .join(Track, purchase_of())
        .where(col(Case.officer_id).is_(None), col(Track.state).in_(OPEN))
        .order_by(col(Case.reference_key))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def never_looked_at(connection: Connection, *, limit: int = PAGE) -> list[str]:
    """Return the references of open cases without a next check, which no tick looks at."""
    query = (
        select(col(Case.reference))
        .join(Track, purchase_of())
        .where(col(Case.next_check).is_(None), col(Track.state).in_(OPEN))
        .order_by(col(Case.reference_key))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def purchase_of() -> ColumnElement[bool]:
    """Return the condition that joins a case with the track of its purchase."""
    # As a sum, the case cannot be looked up from the track: going by tracks would sort all cases for every page.
    return and_(col(Track.case_id) == col(Case.id) + 0, of_purchase())
