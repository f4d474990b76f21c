"""The units that buy: which procurement act each of them buys under."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, func, or_, select, update
from sqlmodel import col

from models.people import look_again
from models.queries.cases import of_purchase
from models.rows import read_as
from models.tables import Case, ContractingUnit, Track
from states.law.applicability import ProcurementKind
from states.law.periods import depends_on_act
from states.law.procedures import Procedure
from states.processes.procurement import HANDED_OVER, OPEN
from states.written import swedish_order

_unit = ContractingUnit.__table__


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in a list; `act` is "" where the directory does not say it."""

    name: str
    organisation_number: str
    act: str


def units(connection: Connection) -> list[UnitLine]:
    """Return every unit, by name."""
    columns = (col(ContractingUnit.name), col(ContractingUnit.organisation_number), col(ContractingUnit.act))
    return sorted(read_as(connection, UnitLine, select(*columns)), key=lambda unit: swedish_order(unit.name))


def set_act(connection: Connection, unit_id: int, act: str, *, today: date) -> int:
    """Enter the act that a unit buys under, "" for unknown; return how many open cases are made due by it."""
    connection.execute(update(_unit).where(_unit.c.id == unit_id).values(act=act))
    return look_again(connection, cases_of_units(connection, [unit_id]), today)


def cases_of_units(connection: Connection, unit_ids: Collection[int]) -> list[int]:
    """Return the open cases of some units."""
    query = (
        select(col(Case.id))
        .join(Track, col(Track.case_id) == col(Case.id))
        .where(of_purchase(), col(Track.state).in_(OPEN), col(Case.unit_id).in_(unit_ids))
        .order_by(col(Case.id))
    )
    return list(connection.execute(query).scalars())


def without_act(connection: Connection, *, limit: int) -> list[str]:
    """Return cases before signing of which nobody says the act although a standstill turns on it, by reference."""
    turning = [procedure for procedure in Procedure if depends_on_act(procedure)]
    unknown = and_(col(Case.procedure) == "", col(Case.kind) == ProcurementKind.RENEWED_COMPETITION)
    query = (
        select(col(Case.reference))
        .join(Track, col(Track.case_id) == col(Case.id))
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == col(Case.unit_id))
        .where(
            of_purchase(),
            col(Track.state).in_([state for state in OPEN if state not in HANDED_OVER]),
            col(Case.act) == "",
            func.coalesce(col(ContractingUnit.act), "") == "",
            or_(col(Case.procedure).in_(turning), unknown),
        )
        .order_by(col(Case.reference_key))
        .limit(limit)
    )
    return list(connection.execute(query).scalars())
