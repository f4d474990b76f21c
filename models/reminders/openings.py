"""When a matter was open: a reminder told about an earlier time does not count for a later one.

A matter can be met and then be open again, because its record was taken back or facts were set aside. Its readers know
it as met, so its ladder is climbed anew from the day on which a tick finds it open. A reminder of such a time bears
that day behind the name of its rung.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection, or_, select

from models.storage.driver_statements import Statement, among, id_list
from models.tables import Reminder

_reminder = Reminder.__table__

_SINCE = "@"


class Opening(NamedTuple):
    """The last time a matter was open: since which day, None for the first time, and whether it has been met since."""

    since: date | None
    over: bool

    def counts_from(self, today: date) -> date | None:
        """Return the day on which the ladder of a matter that is open today was begun anew; None if it was not."""
        return today if self.over else self.since


OpenMatter: TypeAlias = tuple[int, str, str, date]
"""Case, matter, subject, and the base date that its rungs count from."""
Openings: TypeAlias = Mapping[OpenMatter, Opening]
"""Matters that are in no such mapping are open for the first time, as far as anybody was told."""
FIRST_TIME = Opening(None, over=False)


def step_of(rung: str, since: date | None) -> str:
    """Return what a reminder calls a rung, with the day since which its matter is open again, if it is."""
    return rung if since is None else f"{rung}{_SINCE}{since}"


def rung_of(step: str) -> str:
    """Return the name of the rung of a reminder, whenever its matter was open."""
    return step.partition(_SINCE)[0]


def openings(connection: Connection, case_ids: Sequence[int]) -> dict[OpenMatter, Opening]:
    """Return the last time that the matters of some cases were open, of those that were met or open again."""
    found: dict[OpenMatter, list[tuple[date, bool, bool]]] = defaultdict(list)
    for *matter, step, state, met_on in _TIMES.rows(connection, (id_list(connection, case_ids),)):
        since = step.partition(_SINCE)[2]
        day = date.fromisoformat(since) if since else date.min
        found[tuple(matter)].append((day, met_on is not None, state == "planned"))
    return {matter: _last(times) for matter, times in found.items()}


def _last(times: Sequence[tuple[date, bool, bool]]) -> Opening:
    last = max(day for day, _, _ in times)
    of_last = [(met, planned) for day, met, planned in times if day == last]
    # What was withdrawn before anybody was told of it ends with it: the next time begins anew.
    over = any(met for met, _ in of_last) or not any(planned for _, planned in of_last)
    return Opening(None if last == date.min else last, over)


_TIMES = Statement(
    ["ids"],
    lambda db: select(
        _reminder.c.case_id,
        _reminder.c.matter,
        _reminder.c.subject,
        _reminder.c.base,
        _reminder.c.step,
        _reminder.c.state,
        _reminder.c.met_on,
    ).where(among(_reminder.c.case_id, db), or_(_reminder.c.met_on.is_not(None), _reminder.c.step.contains(_SINCE))),
)
