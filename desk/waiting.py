"""Who waits for whom, as people ask it: in one case or in all that go on, at some sync points or at all."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from matters.city_days import USUAL, Days
from matters.waits import Waiting, waiting
from models.unreadable import CaseProblem
from states.processes.sync import SYNC_POINTS
from states.refusal import Unknown
from states.text import Text

POINTS = tuple(dict.fromkeys(point.name for point in SYNC_POINTS))
"""The names of the sync points, in their order: S1 to S8."""


class UnknownPoint(Unknown):
    """No sync point has this name."""

    key = "unknown_point"

    def __init__(self) -> None:
        super().__init__(_ONLY.fill(points=", ".join(POINTS)))


def who_waits(
    connection: Connection,
    *,
    today: date,
    reference: str = "",
    points: Collection[str] = (),
    problems: list[CaseProblem] | None = None,
    days: Days = USUAL,
) -> list[Waiting]:
    """Return what waits, longest first; `points` are names in any case, none of them means all. `days` are the city's.

    Raises UnknownPoint, UnknownCase, and Unreadable unless there is a list of `problems` for cases that cannot be read.
    """
    wanted = {point.strip().upper() for point in points}
    if wanted - set(POINTS):
        raise UnknownPoint
    found = waiting(connection, today=today, reference=reference, problems=problems, days=days)
    return [wait for wait in found if not wanted or wait.point.name in wanted]


_ONLY = Text("Det finns bara {points}.", "There are only {points}.")
