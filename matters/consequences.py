"""What an override does to deadlines, reminders and mail, worked out on a copy of the case.

Preview and override run the same code on the same ladder and rows, so that the preview is exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from matters.directory import Directory
from matters.ladder import Ladder
from matters.open_matters import live_tracks, look_ahead, open_now
from models.actor import Actor
from models.casefile import CaseFile, TrackFile
from models.overrides.forcing import Change, tried
from models.reminders.by_hand import asked_for_by_hand
from models.reminders.openings import openings
from models.reminders.receipts import of_a_ladder
from models.storage.driver_statements import Row
from models.tables import Message, Reminder
from states.processes.delivery import DELIVERY
from states.processes.sync import BY_STATE

_reminder = Reminder.__table__
_message = Message.__table__


@dataclass(frozen=True, slots=True)
class Owed:
    """A matter that is open, and the day it is owed by, if any."""

    process: str
    subject: str
    matter: str
    deadline: date | None


@dataclass(frozen=True, slots=True)
class ReminderChange:
    """A reminder to one person that is added or withdrawn; `message` is the number of the queued mail that holds it."""

    matter: str
    subject: str
    step: str
    person_id: int
    due_on: date
    message: int | None = None


@dataclass(frozen=True, slots=True)
class OpenedPoint:
    """A sync point at which a track no longer waits."""

    point: str
    process: str
    subject: str


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an override changes: in the case, in what is owed, and in the reminders."""

    change: Change
    before: tuple[Owed, ...]
    after: tuple[Owed, ...]
    planned: tuple[ReminderChange, ...]
    withdrawn: tuple[ReminderChange, ...]
    opened: tuple[OpenedPoint, ...]


def foresee(
    connection: Connection,
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
    directory: Directory,
    ladder: Ladder,
) -> Consequences:
    """Return what an override would change; nothing is written, and `case` itself is not changed."""
    copy, change = tried(case, track, target, reason=reason, by=by, today=today)
    rows = look_ahead(copy, today, directory, ladder, openings(connection, [case.id])).rows
    planned, withdrawn = _differences(connection, case, rows)
    return Consequences(
        change,
        tuple(_owed(case, today, ladder)),
        tuple(_owed(copy, today, ladder)),
        tuple(planned),
        tuple(withdrawn),
        tuple(_opened(case, copy, today)),
    )


def overdue(case: CaseFile, track: TrackFile, today: date, ladder: Ladder) -> bool:
    """Tell whether something that a track owes should have been done before today."""
    return any(
        of is track and (last := matter.deadline(facts)) is not None and last < today
        for of, facts, matter, _base in open_now(case, today, ladder)
    )


def _opened(case: CaseFile, copy: CaseFile, today: date) -> Iterator[OpenedPoint]:
    """Yield the sync points that nobody waits at any longer; where the case ends there is nothing to open."""
    after, goes_on = set(_waits_at(copy, today)), any(live_tracks(copy, today))
    yield from (one for one in _waits_at(case, today) if goes_on and one not in after)


def _waits_at(case: CaseFile, today: date) -> Iterator[OpenedPoint]:
    for track, facts in live_tracks(case, today):
        for point in BY_STATE.get((track.process, track.state), ()):
            if point.missing(facts):
                yield OpenedPoint(point.name, track.process, track.subject)


def _owed(case: CaseFile, today: date, ladder: Ladder) -> Iterator[Owed]:
    for track, facts, matter, _base in open_now(case, today, ladder):
        yield Owed(track.process, track.subject, matter.name, matter.deadline(facts))


def _differences(
    connection: Connection, case: CaseFile, rows: list[Row]
) -> tuple[list[ReminderChange], list[ReminderChange]]:
    """Return what planning these reminders would add and withdraw."""
    wanted = {row[:5]: row for row in rows}
    stored = {(one.matter, one.subject, one.step, one.person_id, one.base): one for one in _stored(connection, case.id)}
    planned = [_planned_change(row) for key, row in wanted.items() if key not in stored or _may_come_again(stored[key])]
    withdrawn = [
        ReminderChange(one.matter, one.subject, one.step, one.person_id, one.due_on, one.message_id)
        for key, one in stored.items()
        if _not_yet_sent(one) and key not in wanted
    ]
    return planned, withdrawn


def _planned_change(row: Row) -> ReminderChange:
    matter, subject, step, person_id, _base, due_on = row
    return ReminderChange(matter, subject, step, person_id, due_on)


def _may_come_again(stored: Any) -> bool:
    """Tell whether a reminder was withdrawn before it was sent."""
    return bool(stored.state == "withdrawn" and stored.message_id is None)


def _not_yet_sent(stored: Any) -> bool:
    """Tell whether nobody has been sent the reminder yet."""
    return bool(stored.state == "planned" and (stored.message_id is None or stored.delivery == DELIVERY.initial))


def _stored(connection: Connection, case_id: int) -> list[Any]:
    r = _reminder.c
    columns = (r.matter, r.subject, r.step, r.person_id, r.base, r.due_on, r.state, r.message_id)
    query = select(*columns, _message.c.state.label("delivery")).outerjoin(_message, _message.c.id == r.message_id)
    of_ladders = query.where(r.case_id == case_id, of_a_ladder(), ~asked_for_by_hand())
    return list(connection.execute(of_ladders.order_by(r.id)).all())
