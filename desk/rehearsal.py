"""A rehearsal: a copy of one case lives through the days to come by the code of every tick; the case itself is read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, auto
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine, Select, exists, select
from sqlmodel import SQLModel

from desk.tick import tick
from matters.directory import read_directory
from matters.ladder import Ladder, Matter
from matters.ladder_file import ladder_in_force
from matters.open_matters import holders_of, open_now
from matters.receipts import heading_of
from models.actor import Actor
from models.casefile import CaseFile
from models.installation.settings import Settings
from models.journal import Entry
from models.operations import find, record
from models.queries.cases import case_id, read_case
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import engine_at, reading, writing
from models.storage.sandbox import copy_case, copy_rows
from models.tables import CalendarEntry, Message, Person, Reminder
from models.unreadable import CaseProblem
from notifications.compose import key_of
from states.facts import ROLE_LABELS, Milestone, Role
from states.law.calendar import roll
from states.processes.delivery import DELIVERY
from states.processes.delivery import DeliveryState as Delivery
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.records.milestones import RECORDINGS, RecordingRefused
from states.records.observations import Observation
from states.refusal import Operation, Reason, do
from states.text import Text, verbatim

_entry = CalendarEntry.__table__
_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__

YEARS_AHEAD = 5
ONE_DAY = timedelta(days=1)


class LineKind(StrEnum):
    EVENT = auto()
    MOVE = auto()
    REFUSED = auto()
    MAIL = auto()
    DEADLINE = auto()


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """What is supposed to happen on a day; without `by` the first role that may record it does."""

    milestone: Milestone
    on: date
    value: str = ""
    lot: str = ""
    supplier: str = ""
    placement: str = ""
    court: str = ""
    applicant: str = ""
    by: Role | None = None


_NAMED = ("milestone", "value", "lot", "supplier", "placement", "court", "applicant")


@dataclass(frozen=True, slots=True)
class RehearsalLine:
    """One event to come: who does it, gets the mail or owes it, and what it is.

    `details` are the reasons of a refusal and the matters of a mail; `about` says the same for programs.
    """

    on: date
    kind: LineKind
    who: Text
    what: Text
    details: tuple[Text, ...] = ()
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would come from `today` to `until`, and how the case stands then.

    `states` are (process, subject, state), `open` the deadlines that somebody still owes. `case` is the case as it
    would be then, and `entries` its journal.
    """

    reference: str
    today: date
    until: date
    lines: tuple[RehearsalLine, ...]
    states: tuple[tuple[str, str, str], ...]
    open: tuple[RehearsalLine, ...]
    case: CaseFile
    entries: tuple[Entry, ...]


def rehearse(
    engine: Engine,
    reference: str,
    *,
    today: date,
    until: date,
    events: Sequence[PlannedEvent] = (),
    settings: Settings,
) -> Rehearsal:
    """Tell what would come of a case; raise UnknownCase, or Refused for a time or an event that cannot be rehearsed.

    A day begins with its tick, as in reality: people who act on a day have received that day's mail. The events of the
    day follow, and another tick. What the rules refuse becomes a line, and the rehearsal goes on without it.
    """
    _check(today, until, events)
    with _scratch() as scratch:
        _copy(engine, scratch, reference, today)
        stage = _Stage(scratch, reference, settings)
        _play(stage, today, until, events)
        return Rehearsal(
            reference,
            today,
            until,
            tuple(sorted(stage.lines, key=lambda line: line.on)),
            stage.states(),
            tuple(sorted(stage.deadlines(until), key=lambda line: line.on)),
            *stage.outcome(),
        )


def _check(today: date, until: date, events: Sequence[PlannedEvent]) -> None:
    if until < today:
        raise Refused(_ends_before(today, until))
    if (until.year - YEARS_AHEAD, until.month, until.day) > (today.year, today.month, today.day):
        raise Refused(_TOO_FAR)
    for event in events:
        if not today <= event.on <= until:
            raise Refused(_outside(event, today, until))
        if RECORDINGS[event.milestone].by == (Role.CLOCK,):
            raise Refused(_recorded_by_nobody(event))


@contextmanager
def _scratch() -> Iterator[Engine]:
    """Yield an empty database that is gone afterwards, whatever happens."""
    with (
        TemporaryDirectory(prefix="trespann-rehearsal-") as folder,
        engine_at(f"sqlite:///{folder}/rehearsal.db", synchronous="OFF") as engine,
    ):
        SQLModel.metadata.create_all(engine)
        yield engine


def _copy(engine: Engine, scratch: Engine, reference: str, today: date) -> None:
    with reading(engine) as source, writing(scratch) as target:
        copy_case(source, target, case_id(source, reference))
        # Who was told of another case today is told the rest on the next working day.
        people = target.execute(select(_person.c.id)).scalars()
        todays = _message.c.key.in_([key_of(person, today) for person in people])
        copied = target.execute(select(_message.c.id)).scalars().all()
        copy_rows(source, target, _message, todays & _message.c.id.not_in(copied))


def _play(stage: "_Stage", today: date, until: date, events: Sequence[PlannedEvent]) -> None:
    day, end = today, until + ONE_DAY
    while day < end:
        stage.tick(day)
        of_the_day = [event for event in events if event.on == day]
        for event in of_the_day:
            stage.record(event)
        if of_the_day:
            stage.tick(day)
        later = [event.on for event in events if event.on > day]
        following = min([*later, *stage.coming_days(day), end])
        stage.reach_deadlines(day, following)
        day = following


# --- the stage -------------------------------------------------------------------------------------------------------


class Nowhere:
    """A sender that takes every mail and sends none: what is mailed stands in the copy."""

    def send(self, *, recipient: str, content: bytes, return_path: str = "") -> None:
        """Accept the mail and drop it."""

    def close(self) -> None:
        """Nothing is held."""


class _Stage:
    """The copy of the case, and the lines written about it so far."""

    def __init__(self, engine: Engine, reference: str, settings: Settings) -> None:
        self._engine, self._reference = engine, reference
        self._settings = settings.model_copy(update={"smtp_connections": 1})
        self.lines: list[RehearsalLine] = []
        with reading(engine) as connection:
            self._entries = journal(connection, reference).length
            # What was mailed or queued before is none of the rehearsal's.
            self._mailed = {(row.message_id, row.id) for row in connection.execute(_mails())}

    def tick(self, day: date) -> None:
        evening = datetime.combine(day, time.max, UTC)  # what was put off to later in the day goes out too
        made = tick(
            self._engine,
            today=day,
            settings=self._settings,
            open_sender=Nowhere,
            clock=lambda: evening,
        )
        if made.problems:
            (problem,) = made.problems
            remedy = do(Operation.LOOK_UP, what="case")
            raise Refused(Reason("unreadable", _not_brought_forward(problem), remedies=(remedy,)))
        with reading(self._engine) as connection:
            self._tell_moves(connection)
            self._tell_mails(connection, day)

    def record(self, event: PlannedEvent) -> None:
        by = Actor(event.by or RECORDINGS[event.milestone].by[0])
        reasons = self._refused(event, by)
        kind = LineKind.REFUSED if reasons else LineKind.EVENT
        named = {name: getattr(event, name) for name in _NAMED}
        label = RECORDINGS[event.milestone].label
        self.lines.append(RehearsalLine(event.on, kind, ROLE_LABELS[by.role], label, reasons, named | {"by": by.role}))
        with reading(self._engine) as connection:
            self._tell_moves(connection)

    def _refused(self, event: PlannedEvent, by: Actor) -> tuple[Text, ...]:
        seen = Observation(
            event.milestone,
            event.on,
            str(by),
            by_person=True,
            as_of=event.on,
            lot=event.lot,
            supplier=event.supplier,
            value=event.value,
            placement=event.placement,
            court=event.court,
            applicant=event.applicant,
        )
        try:
            with writing(self._engine) as connection:
                stored = record(connection, find(connection, self._reference), seen, by=by, today=event.on)
        except (RecordingRefused, Refused) as refused:
            return tuple(reason.text for reason in refused.reasons)
        return () if stored else (_KNOWN,)

    def coming_days(self, day: date) -> list[date]:
        """Return the days after a day on which the case can change by itself or somebody can be mailed."""
        with reading(self._engine) as connection:
            check = read_case(connection, self._reference).next_check
            waits = connection.execute(select(_waiting(day))).scalar()
        days = [] if check is None else [max(check, day + ONE_DAY)]
        return [*days, roll(day + ONE_DAY)] if waits else days

    def states(self) -> tuple[tuple[str, str, str], ...]:
        with reading(self._engine) as connection:
            tracks = read_case(connection, self._reference).tracks
        return tuple((track.process, track.subject, track.state) for track in tracks)

    def outcome(self) -> tuple[CaseFile, tuple[Entry, ...]]:
        """Return the case as it stands, with its journal."""
        with reading(self._engine) as connection:
            entries = (entry for entry, _seal in journal(connection, self._reference).entries)
            return read_case(connection, self._reference), tuple(entries)

    def deadlines(self, day: date) -> list[RehearsalLine]:
        """Return what is owed on a day; what has no last day stands on the day it is counted from."""
        with reading(self._engine) as connection:
            case = read_case(connection, self._reference)
            directory = read_directory(connection)
        lines = []
        for track, facts, matter, base in open_now(case, day, ladder_in_force(self._settings)):
            owes = directory.recipient(matter.rungs[0].to, case, day, holders=holders_of(case, track))
            last = matter.deadline(facts)
            who = verbatim(owes.name) if owes else _NOBODY
            lines.append(RehearsalLine(last or base, LineKind.DEADLINE, who, matter.heading, about=_owed(matter, last)))
        return lines

    def reach_deadlines(self, day: date, following: date) -> None:
        """Tell of the last days from a day to the one before the following, up to which nothing changes."""
        self.lines += [
            line for line in self.deadlines(day) if line.about["deadline"] is not None and day <= line.on < following
        ]

    def _tell_moves(self, connection: Connection) -> None:
        chain = journal(connection, self._reference)
        fresh = [entry for entry, _seal in chain.entries[self._entries :]]
        self._entries = chain.length
        self.lines += [_moved(entry) for entry in fresh if entry.process]

    def _tell_mails(self, connection: Connection, day: date) -> None:
        told = _reminder.c.id.is_(None) | (_reminder.c.state == "planned")  # or it is about a calendar alone
        sent = (_message.c.day == day) & (_message.c.state == Delivery.SENT) & told
        mails: dict[int, list[Any]] = {}
        for row in connection.execute(_mails().where(sent)):
            if (row.message_id, row.id) not in self._mailed:
                self._mailed.add((row.message_id, row.id))
                mails.setdefault(row.message_id, []).append(row)
        self.lines += [_mailed(day, rows, ladder_in_force(self._settings)) for rows in mails.values()]


def _mails() -> Select[Any]:
    r, m, p = _reminder.c, _message.c, _person.c
    columns = (m.id.label("message_id"), r.id, r.matter, r.subject, r.step, p.name, p.role, p.language)
    return (
        select(*columns, m.subject.label("says"))
        .select_from(_message)
        .join(_person, p.id == m.person_id)
        .outerjoin(_reminder, r.message_id == m.id)
        .order_by(m.id, r.id)
    )


def _waiting(day: date) -> Any:
    """Tell whether a reminder is planned, or an entry of a calendar ahead wrong, that nobody has been told."""
    queued = exists().where(_message.c.id == _reminder.c.message_id, _message.c.state == DELIVERY.initial)
    reminded = exists().where(_reminder.c.state == "planned", _reminder.c.message_id.is_(None) | queued)
    return reminded | exists().where(_entry.c.message_id.is_(None), _entry.c.day > day)


# --- what is told ----------------------------------------------------------------------------------------------------


def _moved(entry: Entry) -> RehearsalLine:
    role = entry.actor.partition(":")[0]
    about = {name: getattr(entry, name) for name in ("process", "subject", "source", "target")}
    return RehearsalLine(
        entry.on,
        LineKind.MOVE,
        ROLE_LABELS[Role(role)],
        Text(_told_move(entry, "sv"), _told_move(entry, "en")),
        about=about | {"trigger": entry.event, "by": role},
    )


def _told_move(entry: Entry, language: str) -> str:
    process = PROCESSES[entry.process]
    trigger = process.triggers.get(entry.event)
    of = "" if entry.process == PROCUREMENT.name else f"{process.label.in_(language)} {entry.subject}".strip()
    ways = [process.duties[process.states(state)].label for state in (entry.source, entry.target) if state]
    parts = (of, trigger.in_(language) if trigger else "", " → ".join(label.in_(language) for label in ways))
    return ": ".join(filter(None, parts))


def _mailed(day: date, rows: Sequence[Any], ladder: Ladder) -> RehearsalLine:
    first, reminders = rows[0], [row for row in rows if row.matter is not None]
    return RehearsalLine(
        day,
        LineKind.MAIL,
        verbatim(first.name),
        verbatim(first.says),
        tuple(heading_of(row.matter, ladder) for row in reminders),
        {
            "role": first.role,
            "language": first.language,
            "matters": [{"matter": row.matter, "subject": row.subject, "step": row.step} for row in reminders],
        },
    )


def _owed(matter: Matter, last: date | None) -> dict[str, Any]:
    return {"matter": matter.name, "deadline": last}


_KNOWN = Text("Det är redan registrerat.", "This is recorded already.")
_NOBODY = Text("ingen utsedd", "nobody named")
_TOO_FAR = Text(
    "Genomspelningen kan gå högst {years} år framåt.",
    "The rehearsal can go {years} years ahead at most.",
).fill(years=YEARS_AHEAD)


def _not_brought_forward(problem: CaseProblem) -> Text:
    cause = problem.cause
    if problem.is_fault:
        return _STOPPED_BY_FAULT.fill(cause=cause)
    return _CANNOT_BE_READ.fill(cause=cause)


_CANNOT_BE_READ = Text(
    "Ärendet går inte att föra framåt: något i det kan inte läsas. {cause}",
    "The case cannot be brought forward: something in it cannot be read. {cause}",
)
_STOPPED_BY_FAULT = Text("Ärendet går inte att föra framåt. {cause}", "The case cannot be brought forward. {cause}")


def _ends_before(today: date, until: date) -> Text:
    return _ENDS_BEFORE.fill(today=today, until=until)


_ENDS_BEFORE = Text(
    "Genomspelningen börjar {today} och kan inte sluta {until}.",
    "The rehearsal begins on {today} and cannot end on {until}.",
)


def _outside(event: PlannedEvent, today: date, until: date) -> Text:
    label = RECORDINGS[event.milestone].label
    return _OUTSIDE_REHEARSAL.fill(label=label, on=event.on, today=today, until=until)


_OUTSIDE_REHEARSAL = Text(
    "”{label}” {on:iso} ligger utanför repetitionen, som går från {today:iso} till {until:iso}.",
    "“{label}” on {on:iso} lies outside the rehearsal, which goes from {today:iso} to {until:iso}.",
)


def _recorded_by_nobody(event: PlannedEvent) -> Text:
    label = RECORDINGS[event.milestone].label
    return _NOT_RECORDED.fill(label=label)


_NOT_RECORDED = Text(
    "”{label}” registreras inte som en händelse och kan inte repeteras.",
    "“{label}” is not recorded as an event and cannot be rehearsed.",
)
