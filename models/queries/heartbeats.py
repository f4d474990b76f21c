"""When each job last finished."""

from datetime import date

from sqlalchemy import Connection, select
from sqlmodel import col

from models.rows import read_objects
from models.tables import Heartbeat


def heartbeats(connection: Connection) -> list[Heartbeat]:
    """Return when each job last finished, by its name."""
    return read_objects(connection, select(Heartbeat).order_by(col(Heartbeat.job)))


def last_day(connection: Connection, job: str) -> date | None:
    """Return the day that a job acted on when it last finished; None if it never has."""
    return connection.execute(select(col(Heartbeat.acted_on)).where(col(Heartbeat.job) == job)).scalar()
