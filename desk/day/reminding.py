"""Reminding at once: an extra mail about what somebody waits for, to who can end the wait, written in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import Connection, Engine, or_, select

from desk.acting import carry_out
from desk.day.waits import owed_for
from matters.agenda import ASKED, ClosedPoint, by_cause, closed_points
from matters.directory import Reader, read_directory_of
from matters.ladder import Ladder, Matter
from matters.ladder_file import ladder_in_force
from matters.open_matters import agenda_of, holders_for
from models.actor import Actor
from models.agenda import AgendaItem
from models.casefile import CaseFile
from models.casestore import load, save
from models.installation.settings import Settings
from models.refusals import Refused
from models.reminders.by_hand import REMINDED, asked_for_by_hand, by_hand_step
from models.storage.driver_statements import upsert_into
from models.tables import Message, Reminder
from notifications.compose import compose_for
from states.law.calendar import roll
from states.processes.delivery import UNDELIVERED, DeliveryState
from states.refusal import Unknown
from states.text import Text

_reminder, _message = Reminder.__table__, Message.__table__

_WEEKS = 53


@dataclass(frozen=True, slots=True)
class ReminderMeant:
    """A reminder as it would be sent: of which matter, to whom, and on which day; `item` is what is owed.

    `after_hours` tells that it goes that day, but once the quiet hours of its reader are over.
    """

    case: CaseFile
    matter: Matter
    item: AgendaItem
    reader: Reader
    goes_on: date
    after_hours: bool


class NothingWaits(Unknown):
    """Nothing waits there any more, or nobody can be asked to end it by mail."""

    key = "nothing_waits"


def meant(
    connection: Connection,
    case: CaseFile,
    process: str,
    subject: str,
    *,
    by: Actor,
    today: date,
    at: time | None,
    ladder: Ladder,
) -> ReminderMeant:
    """Return the reminder that somebody would send about what waits in a process of a case; nothing is written.

    `at` is the time of day, None where it is not today. Raises NothingWaits where nothing waits any more, and Refused
    where nobody can be reached, where it is one's own to do, or where they are told of it today already. Raises
    Unreadable.
    """
    causes = by_cause(list(closed_points(case, today)))
    cause: Sequence[ClosedPoint] = next((one for one in causes if _is_of(one[0], process, subject)), [])
    item = owed_for(cause, agenda_of(case, today, ladder), ladder) if cause else None
    if item is None:
        raise NothingWaits(_NOTHING_WAITS)
    matter, first = ladder.matters[item.name], cause[0]
    directory = read_directory_of(connection, [case], [by.person_id] if by.person_id else ())
    reader = directory.recipient(ASKED[first.role], case, today, holders=holders_for(case, first.supplier))
    if reader is None:
        raise Refused(_NOBODY)
    if reader.id == by.person_id:
        raise Refused(_ONESELF)
    told = _told(connection, case, item, reader, today)
    if told is not None:
        raise Refused((_TOLD_ALREADY if told == today else _GOES_ALREADY).fill(day=told))
    day, after_hours = _goes(ladder, matter, reader, today, at)
    return ReminderMeant(case, matter, item, reader, day, after_hours)


def remind(
    engine: Engine,
    case_id: int,
    process: str,
    subject: str,
    *,
    by: Actor,
    today: date,
    at: time | None,
    settings: Settings,
) -> ReminderMeant:
    """Remind somebody of what waits in a process of a case, and return what was sent.

    The mail lies in the outbox at once, or is written on the day that it goes. Raises the same as `meant`, and
    NothingWaits for a case that is there no more.
    """
    ladder = ladder_in_force(settings)

    def act(connection: Connection) -> ReminderMeant:
        case = load(connection, case_id)
        if case is None:
            raise NothingWaits(_NOTHING_WAITS)
        found = meant(connection, case, process, subject, by=by, today=today, at=at, ladder=ladder)
        track = case.track(found.item.process, found.item.subject)
        case.note(today, actor=str(by), event=REMINDED, track=track, target=found.matter.name)
        save(connection, [case])
        _add(connection, found, today)
        compose_for(connection, found.reader.id, today=today, settings=settings, at=at)
        return found

    return carry_out(engine, act)


def _is_of(point: ClosedPoint, process: str, subject: str) -> bool:
    return (point.process, point.subject) == (process, subject) and point.role in ASKED


def _add(connection: Connection, found: ReminderMeant, today: date) -> None:
    row = {
        "case_id": found.case.id,
        "matter": found.item.name,
        "subject": found.item.subject,
        "step": by_hand_step(today),
        "person_id": found.reader.id,
        "base": found.item.since or today,
        "due_on": today,
        "planned_on": today,
        "state": "planned",
        "case_version": 0,
    }
    added = upsert_into(_reminder, connection.dialect.name).values(row)
    key = ["case_id", "matter", "subject", "step", "person_id", "base"]
    connection.execute(
        added.on_conflict_do_update(index_elements=key, set_={"state": "planned", "message_id": None, "met_on": None})
    )


def _told(connection: Connection, case: CaseFile, item: AgendaItem, reader: Reader, today: date) -> date | None:
    """Return on which day a person is told of what is owed, if that is today or ahead; None if they are not."""
    r, m = _reminder.c, _message.c
    same = (r.case_id == case.id, r.matter == item.name, r.subject == item.subject, r.person_id == reader.id)
    nowhere: Sequence[str] = (*UNDELIVERED, DeliveryState.WITHHELD)
    carried = m.id.is_not(None) & (m.day >= today) & m.state.not_in(nowhere)
    waits = m.id.is_(None) & asked_for_by_hand()
    query = select(m.day).select_from(_reminder.outerjoin(_message, m.id == r.message_id))
    days = connection.execute(
        query.where(*same, r.state == "planned", or_(carried, waits)).order_by(m.day.desc())
    ).scalars()
    found = list(days)
    return max((day or roll(today) for day in found), default=None)


def _goes(ladder: Ladder, matter: Matter, reader: Reader, today: date, at: time | None) -> tuple[date, bool]:
    """Return the day on which a mail goes, and whether it waits there for the end of the quiet hours."""
    day = roll(today)
    if matter.urgent:
        return day, False
    for _ in range(_WEEKS * 7):
        if not ladder.is_quiet(reader.role, day, None):
            return day, day == today and ladder.is_quiet(reader.role, day, at)
        day = roll(day + timedelta(days=1))
    return day, False


_NOTHING_WAITS = Text(
    "Ingenting väntar där längre. Ladda om sidan, så ser du hur det står till nu.",
    "Nothing waits there any more. Reload the page to see how it stands now.",
)
_NOBODY = Text(
    "Det finns ingen att påminna: ingen som kan göra det går att nå. Se efter i registret vem som är borta.",
    "There is nobody to remind: nobody who can do it can be reached. See in the register who is away.",
)
_ONESELF = Text("Det är du själv som kan göra det.", "It is you who can do it.")
_TOLD_ALREADY = Text(
    "Ett mejl om det här går redan i dag till den som kan göra det. Ring i stället, eller påminn en annan dag.",
    "A mail about this goes today already to who can do it. Call instead, or remind them another day.",
)
_GOES_ALREADY = Text(
    "En påminnelse om det här är redan på väg. Den går {day}.",
    "A reminder about this is on its way already. It goes on {day}.",
)
