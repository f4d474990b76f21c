"""Who waits for whom, as people ask it: in one case or in all that go on, at some sync points or at all."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from matters.agenda_reading import read_agendas
from matters.ladder import Ladder
from matters.ladder_file import DEFAULT
from matters.waits import Waiting, WaitingPage, waiting_of, waiting_page
from models.rows import PAGE
from models.unreadable import CaseProblem
from states.processes.sync import SYNC_POINTS
from states.refusal import Unknown
from states.text import Text

POINTS = tuple(dict.fromkeys(point.name for point in SYNC_POINTS))
"""The names of the sync points, in their order: S1 to S8."""
AT_ONCE = 500


class UnknownPoint(Unknown):
    """No sync point has this name."""

    key = "unknown_point"

    def __init__(self) -> None:
        super().__init__(_ONLY.fill(points=", ".join(POINTS)))


def who_waits(
    connection: Connection,
    *,
    today: date,
    ladder: Ladder = DEFAULT,
    reference: str = "",
    points: Collection[str] = (),
    page: int = 1,
    size: int = PAGE,
    problems: list[CaseProblem] | None = None,
) -> WaitingPage:
    """Return a page of what waits, one for each cause, the longest first; of one case everything.

    `points` are names in any case, none of them means all. Pages count from 1. Raises UnknownPoint, UnknownCase, and
    Unreadable unless there is a list of `problems` for cases that cannot be read.
    """
    wanted = _wanted(points)
    if reference:
        found = waiting_of(connection, reference, today, ladder.days)
        return _those_at(found, wanted)
    agendas = read_agendas(connection, today, ladder, problems=problems)
    offset = (page - 1) * size
    return waiting_page(agendas, today, ladder.days, points=wanted, limit=size, offset=offset)


def everyone_who_waits(
    connection: Connection,
    *,
    today: date,
    ladder: Ladder = DEFAULT,
    points: Collection[str] = (),
    problems: list[CaseProblem] | None = None,
) -> Iterator[Waiting]:
    """Yield all that waits, as `who_waits` gives it page by page. Raises the same."""
    wanted = _wanted(points)
    agendas = read_agendas(connection, today, ladder, problems=problems)
    total, offset = 1, 0
    while offset < total:
        found = waiting_page(agendas, today, ladder.days, points=wanted, limit=AT_ONCE, offset=offset)
        yield from found.rows
        total, offset = found.total, offset + AT_ONCE


def _wanted(points: Collection[str]) -> tuple[str, ...]:
    wanted = {point.strip().upper() for point in points}
    if wanted - set(POINTS):
        raise UnknownPoint
    return tuple(sorted(wanted))


def _those_at(found: Sequence[Waiting], points: Sequence[str]) -> WaitingPage:
    """Return those of which some wait is at one of the points."""
    named = ({one.point.name, *(other.point.name for other in one.also)} for one in found)
    rows = tuple(one for one, names in zip(found, named, strict=True) if not points or names & set(points))
    return WaitingPage(rows, len(rows))


_ONLY = Text("Det finns bara {points}.", "There are only {points}.")
