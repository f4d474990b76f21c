"""When each job last finished."""

from sqlalchemy import Connection, select
from sqlmodel import col

from models.rows import read_objects
from models.tables import Heartbeat


def heartbeats(connection: Connection) -> list[Heartbeat]:
    """Return when each job last finished, by its name."""
    return read_objects(connection, select(Heartbeat).order_by(col(Heartbeat.job)))
