"""One case in full: what is known of it, its people, the mails about it, and the cases it is linked with."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from models.casefile import CaseFile
from models.demand import open_orders, read_units
from models.links import LinkedCase, links_of
from models.queries.cases import read_case
from models.queries.directory import PersonCard, card, names
from models.queries.messages import MessageLine, troubled
from models.reminders.history import ReminderHistory, reminder_histories
from models.sent_clauses import sent_clauses
from models.tables import ContractingUnit, LabourMarketUnit, SentClause
from states.records.demand import DemandOrder
from states.records.needs import people_of


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """One case in full; `troubled` are the messages about it that did not arrive or whose fate is unknown.

    `tellings` say who was told what.
    """

    case: CaseFile
    unit: str
    officer: PersonCard | None
    support: PersonCard | None
    labour_unit: str
    troubled: tuple[MessageLine, ...]
    reminder_histories: tuple[ReminderHistory, ...]
    links: tuple[LinkedCase, ...]
    participants: tuple[str, ...]
    """Who made the newest assessment, by name."""
    orders: tuple[tuple[str, DemandOrder], ...]
    """What labour-market units are asked for, each behind the name of its unit."""
    sent: tuple[SentClause, ...]
    """The clauses that have gone out, oldest first."""


def details(connection: Connection, reference: str) -> CaseDetails:
    """Return one case in full, for reading; raise UnknownCase."""
    case = read_case(connection, reference)
    unit = connection.execute(select(col(ContractingUnit.name)).where(col(ContractingUnit.id) == case.unit_id)).scalar()
    return CaseDetails(
        case,
        unit or "",
        card(connection, case.officer_id),
        card(connection, case.support_id),
        _labour_unit(connection, case),
        troubled(connection, case.id),
        reminder_histories(connection, case.id),
        tuple(links_of(connection, case.id)),
        tuple(names(connection, people_of(case.participants)).values()),
        tuple(_orders(connection, case)),
        tuple(sent_clauses(connection, case.id)),
    )


def _orders(connection: Connection, case: CaseFile) -> Iterator[tuple[str, DemandOrder]]:
    orders = list(open_orders(case))
    known = read_units(connection).names if orders else {}
    return ((known.get(order.unit_id, ""), order) for order in orders)


def _labour_unit(connection: Connection, case: CaseFile) -> str:
    """Return the name of the labour-market unit that the case names, or else has by turn; "" for none yet."""
    number = case.labour_market_unit_id or case.unit_in_turn_id
    return (
        connection.execute(select(col(LabourMarketUnit.name)).where(col(LabourMarketUnit.id) == number)).scalar() or ""
    )
