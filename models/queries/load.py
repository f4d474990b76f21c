"""How many open cases lie with whom."""

from collections import Counter

from sqlalchemy import Connection, func, select
from sqlmodel import col

from models.queries.cases import of_purchase
from models.tables import Case, Track
from states.processes.procurement import OPEN


def open_cases_by_holder(connection: Connection) -> dict[str, Counter[int]]:
    """Return how many open cases each person of the support function and each labour-market unit has, by number.

    The keys are the columns of the turns. A case counts with whom it names, else with whose turn it is.
    """
    support = func.coalesce(col(Case.support_id), col(Case.support_in_turn_id))
    unit = func.coalesce(col(Case.labour_market_unit_id), col(Case.unit_in_turn_id))
    query = (
        select(support, unit, func.count())
        .select_from(Case)
        .join(Track, col(Track.case_id) == col(Case.id))
        .where(of_purchase(), col(Track.state).in_(OPEN))
        .group_by(support, unit)
    )
    counted: dict[str, Counter[int]] = {"support_in_turn_id": Counter(), "unit_in_turn_id": Counter()}
    for person_id, unit_id, count in connection.execute(query).tuples():
        counted["support_in_turn_id"][person_id] += count
        counted["unit_in_turn_id"][unit_id] += count
    return counted
