"""Planning: which reminders a case calls for today, written in the commit that settles the case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, null, select, update

from models.casefile import CaseFile, TrackFile
from models.statements import Row, Statement, among, id_list, upsert_into
from models.tables import Message, Reminder
from notifications.directory import Directory
from notifications.ladder import Ladder, Matter, due, next_day
from notifications.recipients import NOBODY, Recipient
from states import clearance, supplier
from states.delivery import DELIVERY
from states.facts import Facts, Role
from states.liveness import held_up
from states.procurement import PROCUREMENT
from states.registry import PROCESSES

_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]


@dataclass(slots=True)
class Ahead:
    """What a case calls for: reminders of today, whether everybody has a recipient, and tracks that wait for nothing.

    A reminder is (matter, subject, step, person, base date, due date).
    """

    rows: list[Row] = field(default_factory=list)
    reachable: bool = True
    starving: list[str] = field(default_factory=list)


def look_ahead(file: CaseFile, today: date, directory: Directory, ladder: Ladder) -> Ahead:
    """Return what a case calls for today, and set its next check. Pure but for `file.next_check`."""
    ahead = Ahead()
    days: list[date] = []
    for track, facts in live_tracks(file, today):
        holders = holders_of(file, track)
        coming = [day for day in _turning_days(track, facts) if day > today]
        for matter, base in ladder.open_matters(track.process, track.state, facts):
            for item in due(matter, base, today):
                reader = directory.recipient(item.rung.to, file, today, holders=holders)
                turn = directory.next_turn(item.rung.to, file, today, holders=holders)
                if turn is not None:
                    days.append(turn)
                if reader is None:
                    ahead.reachable = False
                else:
                    ahead.rows.append((matter.name, track.subject, item.rung.name, reader.id, base, item.due_on))
            later = next_day(matter, base, today)
            if later is not None:
                coming.append(later)
        days += coming
        if _starves(file, track, facts, directory, holders, dated=bool(coming)):
            ahead.starving.append(f"{file.reference} {track.process}")
    if not ahead.reachable:
        days.append(today + timedelta(days=1))
    file.next_check = min(days, default=None)
    return ahead


def live_tracks(file: CaseFile, today: date) -> Iterator[tuple[TrackFile, Facts]]:
    """Yield the tracks of a case that goes on, with their facts; once the purchase has ended nothing more is owed."""
    purchase = file.track(PROCUREMENT.name)
    if purchase is None or purchase.state in PROCUREMENT.ends:
        return
    for track in file.tracks:
        if track.state not in PROCESSES[track.process].ends:
            yield track, file.facts_of(track, today)


def open_now(file: CaseFile, today: date, ladder: Ladder) -> Iterator[tuple[TrackFile, Facts, Matter, date]]:
    """Yield every matter of a case that is open, with its track, the facts it was read from, and its base date."""
    for track, facts in live_tracks(file, today):
        for matter, base in ladder.open_matters(track.process, track.state, facts):
            yield track, facts, matter, base


def holders_of(file: CaseFile, track: TrackFile) -> Mapping[Recipient, int | None]:
    """Return who looks after the supplier that a track is about."""
    owed = file.obligation(track.parent or track.subject) if track.subject else None
    if owed is None:
        return NOBODY
    return {Recipient.CONTACT: owed.contact_id, Recipient.SUPPLIER: owed.supplier_person_id}


_TURNS = {PROCUREMENT.name: clearance.turning_days, supplier.SUPPLIER_PROCESS.name: supplier.turning_days}


def _turning_days(track: TrackFile, facts: Facts) -> tuple[date, ...]:
    turns = _TURNS.get(track.process)
    return turns(facts) if turns else ()


def _starves(
    file: CaseFile,
    track: TrackFile,
    facts: Facts,
    directory: Directory,
    holders: Mapping[Recipient, int | None],
    *,
    dated: bool,
) -> bool:
    def staffed(role: Role) -> bool:
        return directory.recipient(ASKED[role], file, facts.today, holders=holders) is not None

    return held_up(PROCESSES[track.process], track.state, facts, staffed=staffed, dated=dated)


ASKED = {  # the recipient that stands for a role
    Role.OFFICER: Recipient.OFFICER,
    Role.SUPPORT: Recipient.SUPPORT,
    Role.LABOUR_MARKET: Recipient.LABOUR_MARKET,
    Role.SUPPLIER: Recipient.SUPPLIER,
}


def plan(
    connection: Connection,
    looked: Sequence[tuple[CaseFile, list[Row]]],
    *,
    today: date,
) -> tuple[int, int]:
    """Write the reminders of saved cases and withdraw what no longer holds; return how many of each.

    A reminder that exists already is left alone, unless it was withdrawn before anyone was told.
    """
    wanted = {(file.id, *row[:5]) for file, rows in looked for row in rows}
    waiting = _WAITING.rows(connection, (id_list(connection, [file.id for file, _ in looked]),))
    gone = [row for row in waiting if row[2:] not in wanted]
    _WITHDRAW.run_many(connection, [row[:1] for row in gone])
    _OUTDATE.run_many(connection, [(message,) for message in sorted({row[1] for row in gone if row[1] is not None})])
    fresh = [(file.id, *row, today) for file, rows in looked for row in rows]
    return _ADD.run_many(connection, fresh), len(gone)


_WAITING = Statement(
    ["ids"],
    lambda db: (
        select(
            _reminder.c.id,
            _reminder.c.message_id,
            _reminder.c.case_id,
            _reminder.c.matter,
            _reminder.c.subject,
            _reminder.c.step,
            _reminder.c.person_id,
            _reminder.c.base,
        )
        .outerjoin(_message, _message.c.id == _reminder.c.message_id)
        .where(
            among(_reminder.c.case_id, db),
            _reminder.c.state == "planned",
            _message.c.id.is_(None) | (_message.c.state == DELIVERY.initial),
        )
    ),
)
_WITHDRAW = Statement(
    ["reminder_id"],
    # Out of its message too: what nobody was told yet may be planned again.
    lambda _: (
        update(_reminder).values(state="withdrawn", message_id=null()).where(_reminder.c.id == bindparam("reminder_id"))
    ),
)
_OUTDATE = Statement(
    ["message"],
    # What else the message tells still holds, but the message has to be written anew.
    lambda _: update(_reminder).values(case_version=-1).where(_reminder.c.message_id == bindparam("message")),
)
_COLUMNS = ("case_id", "matter", "subject", "step", "person_id", "base", "due_on", "planned_on")


def _add(name: str) -> Any:
    values: dict[str, Any] = {column: bindparam(column) for column in _COLUMNS}
    added = upsert_into(_reminder, name).inline().values(**values, state="planned", case_version=0)
    return added.on_conflict_do_update(
        index_elements=["case_id", "matter", "subject", "step", "person_id", "base"],
        set_={"state": "planned"},
        where=(_reminder.c.state == "withdrawn") & _reminder.c.message_id.is_(None),
    )


_ADD = Statement(_COLUMNS, _add)
