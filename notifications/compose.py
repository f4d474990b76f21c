"""Composing: a person's reminders of a day become one message."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, partial
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, bindparam, exists, or_, select, update

from matters.directory import Directory, Reader, read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from matters.open_matters import concerns, open_now
from matters.receipts import AFTERNOON, AT_ONCE, stands
from models.casefile import CaseFile
from models.casestore import load_some
from models.clock import STOCKHOLM
from models.installation.settings import Settings
from models.people import absent, look_again
from models.reminders.by_hand import asked_for_by_hand, is_by_hand
from models.reminders.off import is_off, tells_that_it_is_off
from models.reminders.receipts import is_receipt, tells_role, tells_what_was_recorded
from models.reminders.room import BYTES, ENTRIES, LAST_DAYS, MATTERS
from models.storage.database import writing
from models.storage.driver_statements import Statement, for_update
from models.tables import Case, Message, Person, Reminder
from notifications.calendar import calendar_entries
from notifications.delivery.mime import size_of
from notifications.delivery.outbox import withhold_superseded
from notifications.delivery.queueing import WrittenMail, contents_of, store
from notifications.letters.digest import writer
from notifications.letters.letter_templates import Rendered
from notifications.letters.render import TEMPLATE
from notifications.room import MailMatter, in_order, split, summed
from states.law.calendar import closed_because, is_working_day, roll
from states.processes.delivery import DELIVERY, UNDELIVERED, DeliveryState
from states.refusal import Unreadable
from states.text import Text

_case = Case.__table__
_reminder = Reminder.__table__
_message = Message.__table__
_person = Person.__table__

PEOPLE_PER_COMMIT = 200

_Told: TypeAlias = tuple[int, int, str, str]
"""What a person was told: person, case, matter, subject."""


def compose(engine: Engine, *, today: date, settings: Settings, at: time | None = None) -> int:
    """Write the messages of a working day, one per person, and return how many; nothing on other days.

    A person who has already received today's message gets the rest on the next working day. Some things do not wait
    but make an extra message: reminders inherited from somebody who cannot be reached, urgent ones on their last day,
    what somebody asked for by hand, that something need not be done any more, and what others have recorded: some of it
    at once, the rest of the day's in one message in the afternoon.
    `at` is the time of day, for the quiet hours in which only urgent reminders are sent.
    """
    if not is_working_day(today):
        return 0
    composed, after = 0, 0
    ladder = ladder_in_force(settings)
    with writing(engine) as connection:
        _free_superseded(connection, today)
    while True:
        with writing(engine) as connection:
            people = _waiting_people(connection, today, after, ladder, at)
            if not people:
                return composed + calendar_entries.tell_untold(
                    connection, today=today, settings=settings, ladder=ladder, at=at
                )
            composed += _compose_for(connection, people, today=today, settings=settings, at=at)
            after = people[-1]


def compose_for(
    connection: Connection, person_id: int, *, today: date, settings: Settings, at: time | None = None
) -> bool:
    """Write the message of one person as `compose` does, and return whether there is one; none on other days."""
    if not is_working_day(today):
        return False
    return _compose_for(connection, [person_id], today=today, settings=settings, at=at) > 0


def silent_because(day: date) -> Text | None:
    """Return why nobody is reminded by mail on a day, and when mail goes next; None for a working day."""
    why = closed_because(day)
    return None if why is None else _SILENT.fill(day=day, why=why, following=roll(day))


_SILENT = Text(
    "Inga påminnelser mejlas den {day:plain}, eftersom det är {why}. Nästa mejl går {following}.",
    "No reminders are mailed on {day:plain}, since it is {why}. The next mail goes on {following}.",
)


def key_of(person_id: int, day: date) -> str:
    """Return the key of a person's message of a day; the key is unique, so there is only one."""
    return f"daily:{person_id}:{day}"


def still_due(connection: Connection, message_id: int, today: date, *, settings: Settings) -> bool:
    """Tell whether a queued message still has content; first remove from it what no longer holds."""
    held = _contents().add_columns(absent(today).label("absent")).join(_person, _person.c.id == _reminder.c.person_id)
    rows = connection.execute(held.where(_reminder.c.message_id == message_id)).all()
    if not rows:  # a digest of which nothing is left, or a mail that is no digest
        return not connection.execute(select(_is_digest()).where(_message.c.id == message_id)).scalar_one()
    if all(row.state == "planned" and row.case_version == row.now_version and not row.absent for row in rows):
        return True
    planned, ladder = [row for row in rows if row.state == "planned"], ladder_in_force(settings)
    # Whoever gets them instead is found when the cases are looked at again.
    look_again(connection, sorted({row.case_id for row in planned if row.absent}), today)
    cases = {case.id: case for case in load_some(connection, sorted({row.case_id for row in planned}))}
    directory = read_directory_of(connection, cases.values(), {row.person_id for row in planned})
    holding = [row for row in planned if not row.absent and _holds(cases[row.case_id], row, directory, today, ladder)]
    dropped = [row.id for row in planned if row not in holding]
    if dropped:
        gone = update(_reminder).where(_reminder.c.id.in_(dropped))
        connection.execute(gone.values(state="withdrawn", message_id=None))
    if not holding:
        calendar_entries.free(connection, [message_id])
        return False
    reader = directory.people[holding[0].person_id]
    waiting = connection.execute(_unbound([reader.id])).all()
    further = sorted({row.case_id for row in waiting} - set(cases))
    if further:
        cases |= {case.id: case for case in load_some(connection, further)}
        directory = read_directory_of(connection, cases.values(), [reader.id])
    waiting = [row for row in waiting if _holds(cases[row.case_id], row, directory, today, ladder)]
    order = partial(in_order, cases=cases, ladder=ladder, today=today)
    chosen = {reader.id: _Chosen(order(holding), order(waiting))}
    (draft,) = _written(
        connection, chosen, cases, {reader.id: _Todays(1, message_id)}, directory, today=today, settings=settings
    )
    _store(connection, [draft], cases, today=today)
    return True


# --- reading what waits ----------------------------------------------------------------------------------------------


def _free_superseded(connection: Connection, today: date) -> None:
    """Withhold the messages of earlier days that could not be sent, and release their reminders for new messages."""
    superseded = withhold_superseded(connection, today)
    if superseded:
        connection.execute(
            update(_reminder)
            .where(_reminder.c.message_id.in_(superseded), _reminder.c.state == "planned")
            .values(message_id=None),
        )
        calendar_entries.free(connection, superseded)


def _waiting_people(connection: Connection, today: date, after: int, ladder: Ladder, at: time | None) -> list[int]:
    found = connection.execute(
        _to_be_told(today, ladder, at)
        .where(_reminder.c.person_id > after)
        .order_by(_reminder.c.person_id)
        .limit(PEOPLE_PER_COMMIT),
    )
    return list(found.scalars())


def _to_be_told(today: date, ladder: Ladder, at: time | None) -> Select[tuple[int]]:
    told_today = exists().where(
        and_(
            _message.c.person_id == _reminder.c.person_id,
            _message.c.day == today,
            _message.c.state != DELIVERY.initial,
            _is_digest(),
        ),
    )
    urgent = [matter.name for matter in ladder.matters.values() if matter.urgent]
    last_day = _reminder.c.matter.in_(urgent) & (_reminder.c.base == today)
    return (
        select(_reminder.c.person_id)
        .where(_reminder.c.state == "planned", _reminder.c.message_id.is_(None))
        .where(
            ~told_today | _handed_over() | last_day | tells_that_it_is_off() | asked_for_by_hand() | _news(today, at)
        )
        .distinct()
    )


def _news(today: date, at: time | None) -> ColumnElement[bool]:
    """Return the SQL condition of what others have recorded, that comes in an extra message."""
    at_once = or_(*((_reminder.c.matter == matter) & tells_role(to) for matter, to in AT_ONCE))
    if at is None or at < AFTERNOON:
        return at_once
    afternoon = datetime.combine(today, AFTERNOON, STOCKHOLM).astimezone(UTC)
    has_had_it = exists().where(
        _message.c.person_id == _reminder.c.person_id,
        _message.c.day == today,
        _message.c.sent_at >= afternoon,
        _is_digest(),
    )
    return at_once | (tells_what_was_recorded() & ~has_had_it)


def _is_digest() -> ColumnElement[bool]:
    """Return the SQL condition that a message is a daily digest."""
    holds: ColumnElement[bool] = _message.c.template == TEMPLATE
    return holds


@cache
def _handed_over() -> ColumnElement[bool]:
    """Return the SQL condition that a reminder was first meant for somebody else, who did not get it."""
    before, undelivered = _reminder.alias(), _message.alias()
    same = [before.c[name] == _reminder.c[name] for name in ("case_id", "matter", "subject", "step", "base")]
    never_told = (before.c.state == "withdrawn") | undelivered.c.state.in_(UNDELIVERED)
    return exists(
        select(before.c.id)
        .outerjoin(undelivered, undelivered.c.id == before.c.message_id)
        .where(*same, before.c.person_id != _reminder.c.person_id, never_told)
        .correlate(_reminder),
    )


def _unbound(people: Sequence[int]) -> Any:
    """Return the query of what these people are still to be told, which no message carries."""
    return _contents().where(
        _reminder.c.person_id.in_(people), _reminder.c.state == "planned", _reminder.c.message_id.is_(None)
    )


def _contents() -> Any:
    r = _reminder.c
    columns = (
        r.id,
        r.case_id,
        r.matter,
        r.subject,
        r.step,
        r.person_id,
        r.base,
        r.due_on,
        r.planned_on,
        r.state,
        r.case_version,
        r.message_id,
    )
    return select(*columns, _case.c.version.label("now_version")).join(_case, _case.c.id == r.case_id)


def _compose_for(
    connection: Connection,
    people: list[int],
    *,
    today: date,
    settings: Settings,
    at: time | None,
) -> int:
    _hold(connection, people, today)
    ladder = ladder_in_force(settings)
    people = list(connection.execute(_to_be_told(today, ladder, at).where(_reminder.c.person_id.in_(people))).scalars())
    todays = _todays_messages(connection, people, today)
    queued = [one.queued for one in todays.values() if one.queued is not None]
    waiting = connection.execute(
        _contents().where(
            _reminder.c.person_id.in_(people),
            _reminder.c.state == "planned",
            _reminder.c.message_id.is_(None) | _reminder.c.message_id.in_(queued),
        ),
    ).all()
    told_already = _told_today(connection, [one for one in people if one in todays], today)
    waiting = _with_room(waiting, told_already, ladder, today)
    came_in: dict[int, Counter[date]] = defaultdict(Counter)
    for (person, *_), day in told_already.items():
        came_in[person][day] += 1
    cases = {case.id: case for case in load_some(connection, sorted({row.case_id for row in waiting}))}
    directory = read_directory_of(connection, cases.values(), {row.person_id for row in waiting})
    by_person: dict[int, list[Any]] = defaultdict(list)
    for row in waiting:
        reader = directory.people[row.person_id]
        if _holds(cases[row.case_id], row, directory, today, ladder) and _may_come(
            row, reader, ladder, told_already, today=today, at=at
        ):
            by_person[row.person_id].append(row)
    chosen = {
        person_id: _Chosen(*split(in_order(rows, cases, ladder, today=today), of_day=came_in[person_id]))
        for person_id, rows in sorted(by_person.items())  # a database keeps rows in no order of its own
        # Whoever cannot be reached since a moment ago is left out: the cases are due again, and tell somebody else.
        if directory.people[person_id].is_reachable(today)
    }
    drafts = _written(connection, chosen, cases, todays, directory, today=today, settings=settings)
    _store(connection, drafts, cases, today=today)
    return len(drafts)


def _with_room(rows: Sequence[Any], told_already: Collection[_Told], ladder: Ladder, today: date) -> Sequence[Any]:
    """Leave out what has to wait since its reader has been told enough today; the last day of something urgent has not.

    A row is a reminder.
    """
    told = Counter(person for person, *_ in {_told_as_one(one) for one in told_already})
    return [
        row
        for row in rows
        if told[row.person_id] < MATTERS
        or (told[row.person_id] < LAST_DAYS and (is_by_hand(row.step) or _is_last_day(row, ladder, today)))
    ]


def _told_as_one(told: _Told) -> _Told:
    person, case_id, matter, subject = told
    return (person, case_id, "", "") if is_receipt(matter) else (person, case_id, matter, subject)


def _is_last_day(row: Any, ladder: Ladder, today: date) -> bool:
    urgent = not is_receipt(row.matter) and ladder.matters[row.matter].urgent
    return urgent and row.base == today


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What one mail tells in full, in this order, and what it counts."""

    told: Sequence[MailMatter]
    counted: Sequence[MailMatter]
    entries: int = ENTRIES
    """So many entries of the calendar go with it at most."""

    @property
    def rows(self) -> list[Any]:
        """The reminders that are told in full."""
        return [row for matter in self.told for row in matter.rows]

    def shorter(self, size: int) -> "_Chosen":
        """Return the same with less in full, for a mail that came to so many bytes."""
        most = max(1, min(len(self.told) - 1, len(self.told) * BYTES // size))
        entries = max(1, self.entries * BYTES // size)
        return _Chosen(self.told[:most], (*self.told[most:], *self.counted), entries)


def _written(
    connection: Connection,
    chosen: Mapping[int, _Chosen],
    cases: Mapping[int, CaseFile],
    todays: Mapping[int, "_Todays"],
    directory: Directory,
    *,
    today: date,
    settings: Settings,
) -> list["_Draft"]:
    """Write a mail for each person; one that would be too large tells less in full."""
    ladder = ladder_in_force(settings)
    rows = [row for one in chosen.values() for row in one.rows]
    queued = [number for person in chosen if (number := todays[person].queued) is not None]
    agenda = _agenda(
        connection, list(chosen), rows, cases, queued=queued, directory=directory, ladder=ladder, today=today
    )
    writes = writer(connection, rows, cases, directory, today=today, settings=settings)

    def written(person_id: int, one: _Chosen) -> _Draft:
        reader, of_day = directory.people[person_id], todays[person_id]
        part = agenda.part(reader, queued=of_day.queued, today=today, settings=settings, most=one.entries)
        beyond = summed(one.counted, reader, ladder, today=today)
        rendered = writes.write(reader, one.rows, cases=part.cases, beyond=beyond)
        size = size_of(rendered.text, rendered.html, part.stream)
        if size > BYTES and len(one.told) > 1:
            return written(person_id, one.shorter(size))
        return _Draft(reader, one.rows, part, rendered, of_day)

    return [written(person_id, one) for person_id, one in chosen.items()]


def _agenda(
    connection: Connection,
    people: list[int],
    rows: Sequence[Any],
    cases: Mapping[int, CaseFile],
    *,
    queued: Sequence[int],
    directory: Directory,
    ladder: Ladder,
    today: date,
) -> calendar_entries.Agenda:
    about_now = [cases[number] for number in sorted({row.case_id for row in rows})]
    return calendar_entries.read_agenda(
        connection,
        people,
        about_now,
        queued=queued,
        directory=directory,
        ladder=ladder,
        today=today,
    )


def _told_today(connection: Connection, people: list[int], today: date) -> dict[_Told, date]:
    """Return what was mailed to these people today, and when its case came in."""
    r = _reminder.c
    left = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
    mailed = (
        select(r.person_id, r.case_id, r.matter, r.subject, _case.c.opened_on)
        .join(_message, _message.c.id == r.message_id)
        .join(_case, _case.c.id == r.case_id)
        .where(r.person_id.in_(people), _message.c.day == today, _message.c.state.in_(left))
    )
    found = connection.execute(mailed).tuples() if people else ()
    return {(person, case_id, matter, subject): day for person, case_id, matter, subject, day in found}


def _may_come(
    row: Any,
    reader: Reader,
    ladder: Ladder,
    told_already: Collection[_Told],
    *,
    today: date,
    at: time | None,
) -> bool:
    """Tell whether a reminder may be sent now: one a day on each matter, and in quiet times only urgent ones.

    The last day of something urgent never waits. A message composed before the quiet hours is not withdrawn.
    """
    if _is_last_day(row, ladder, today):
        return True
    news = is_receipt(row.matter)
    urgent = not news and ladder.matters[row.matter].urgent
    asks = not (news or is_off(row.step))
    if asks and (row.person_id, row.case_id, row.matter, row.subject) in told_already:
        return False
    return urgent or row.message_id is not None or not ladder.is_quiet(reader.role, today, at)


@dataclass(slots=True)
class _Todays:
    """A person's messages of the day: their number, and the one that is still queued and can be rewritten."""

    count: int = 0
    queued: int | None = None


def _hold(connection: Connection, people: list[int], today: date) -> None:
    """Lock these people's messages: wait for another composer to finish, and keep queued messages from being sent."""
    lock = select(_person.c.id).where(_person.c.id.in_(people)).order_by(_person.c.id)
    connection.execute(for_update(lock, connection.dialect.name))
    queued = select(_message.c.id).where(_of_day(people, today), _message.c.state == DELIVERY.initial)
    connection.execute(for_update(queued.order_by(_message.c.id), connection.dialect.name))


def _of_day(people: list[int], today: date) -> ColumnElement[bool]:
    of_day: ColumnElement[bool] = _message.c.person_id.in_(people) & (_message.c.day == today) & _is_digest()
    return of_day


def _todays_messages(connection: Connection, people: list[int], today: date) -> dict[int, _Todays]:
    found = connection.execute(
        select(_message.c.person_id, _message.c.id, _message.c.state).where(_of_day(people, today))
    )
    todays: dict[int, _Todays] = defaultdict(_Todays)
    for row in found:
        todays[row.person_id].count += 1
        if row.state == DELIVERY.initial:
            todays[row.person_id].queued = row.id
    return todays


def _holds(case: CaseFile, row: Any, directory: Directory, today: date, ladder: Ladder) -> bool:
    """Tell whether a reminder still holds; never for a case that cannot be read."""
    try:
        if is_receipt(row.matter):
            case.facts(today)  # what no rule can read of a case is told nobody either
            return stands(case, row.matter, row.subject, row.step, today)
        is_open = any(
            (matter.name, track.subject, base) == (row.matter, row.subject, row.base)
            and concerns(matter, facts, directory.people[row.person_id])
            for track, facts, matter, base in open_now(case, today, ladder)
        )
        return is_open is not is_off(row.step)
    except Unreadable:
        return False


# --- writing ---------------------------------------------------------------------------------------------------------

_BIND = Statement(
    ["message_id", "case_version", "reminder_id"],
    lambda _: (
        update(_reminder)
        .values(message_id=bindparam("message_id"), case_version=bindparam("case_version"))
        .where(_reminder.c.id == bindparam("reminder_id"))
    ),
)


def _bind(connection: Connection, rows: Mapping[int, Sequence[Any]], cases: Mapping[int, CaseFile]) -> None:
    """Store which message carries which reminders; `rows` maps a message to its reminders."""
    carried = [(message, cases[row.case_id].version, row.id) for message, some in rows.items() for row in some]
    _BIND.run_many(connection, carried)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One person's message before it is stored."""

    reader: Reader
    rows: Sequence[Any]
    part: calendar_entries.Part
    rendered: Rendered
    todays: _Todays


def _store(connection: Connection, drafts: Sequence[_Draft], cases: Mapping[int, CaseFile], *, today: date) -> None:
    """Store the messages of a round, replacing those that are still queued, and what each of them carries."""
    anew = {one.todays.queued: one for one in drafts if one.todays.queued is not None}
    if anew:
        connection.execute(
            update(_message).where(_message.c.id == bindparam("number")),
            [
                {"number": number} | contents_of(WrittenMail("", one.reader, one.rendered, one.part.stream))
                for number, one in anew.items()
            ],
        )
    fresh = [one for one in drafts if one.todays.queued is None]
    mails = [WrittenMail(_next_key(one, today), one.reader, one.rendered, one.part.stream) for one in fresh]
    by_message = anew | dict(zip(store(connection, mails, today=today), fresh, strict=True))
    _bind(connection, {number: one.rows for number, one in by_message.items()}, cases)
    parts = {number: one.part for number, one in by_message.items()}
    calendar_entries.bind(connection, parts, today=today, anew=list(anew))


def _next_key(draft: _Draft, today: date) -> str:
    key = key_of(draft.reader.id, today)
    return f"{key}:{draft.todays.count + 1}" if draft.todays.count else key
