"""Deadlines in people's calendars: entered by a mail about the case, moved with the deadline, removed when met.

An entry is the present state of one deadline of one person; `message_id` is the mail that carries it. `sequence` rises
with every change after a mail, so that a calendar which receives two versions in the wrong order keeps the later one.
A mail carries each entry in an iCalendar object of its own (RFC 5546): REQUEST for a new or moved deadline, CANCEL for
one that is no longer owed, and PUBLISH for who reads the mailbox of the sender: no calendar lets one accept one's own
invitation. What no mail has carried by the next working day goes out in a short mail. Past days are
left as they are.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, or_, select, update
from sqlalchemy import case as choice

from matters.deadlines import Deadline, Key, deadlines
from matters.directory import Directory, Reader, read_directory_of
from matters.ladder import Ladder
from models.agenda import AgendaKind
from models.casefile import CaseFile
from models.casestore import load_some
from models.installation.settings import Settings
from models.reminders.doers import done_by_one
from models.reminders.room import ENTRIES
from models.storage.driver_statements import Row, Statement, among, for_update, id_list, upsert_into
from models.tables import CalendarEntry, Message
from models.unreadable import CaseProblem, each_readable
from notifications.calendar.ical import CalendarEvent, Method, Party, write
from notifications.delivery.queueing import WrittenMail, store
from notifications.letters.digest import contact_for, sender
from notifications.letters.letter_templates import Rendered, letter
from notifications.letters.render import Contact, Signature, shown_contact
from states.processes.delivery import DELIVERY, UNDELIVERED, DeliveryState
from states.text import Text, long_date, lower_first, one_line, upper_first

_entry = CalendarEntry.__table__
_message = Message.__table__

TEMPLATE = "calendar"
_NOT_COME = (*UNDELIVERED, DeliveryState.WITHHELD)
SIGNED_AS = Text("Stödfunktionen för social hänsyn", "Support function for social consideration")


class DeadlineEntry(NamedTuple):
    """An entry as it is stored."""

    id: int
    case_id: int
    matter: str
    subject: str
    person_id: int
    uid: str
    sequence: int
    day: date
    summary: str
    cancelled: bool
    message_id: int | None

    @property
    def key(self) -> Key:
        return (self.case_id, self.matter, self.subject, self.person_id)


_COLUMNS = [_entry.c[name] for name in DeadlineEntry._fields]


def uid_of(key: Key, settings: Settings) -> str:
    """Return the UID of an entry in calendars: stable, and without information about the deadline."""
    name = hashlib.sha256(":".join(map(str, key)).encode()).hexdigest()[:32]
    return f"{name}@{settings.mail_from.rpartition('@')[2]}"


def organizer(language: str, settings: Settings) -> Party:
    return Party(f"{SIGNED_AS.in_(language)}, {settings.city}", settings.mail_from)


def is_sender(email: str, settings: Settings) -> bool:
    """Tell whether an address is the one that mail and calendar entries come from."""
    return email.casefold() == settings.mail_from.casefold()


# --- following the deadlines -----------------------------------------------------------------------------------------


def follow(
    connection: Connection,
    cases: Sequence[CaseFile],
    *,
    ladder: Ladder,
    today: date,
    directory: Directory | None = None,
    problems: list[CaseProblem] | None = None,
) -> int:
    """Update the entries of some cases whose deadline has moved or gone; return how many. Nothing new is entered.

    The `directory` is that of the cases, where it has been read already.

    A person who cannot be reached keeps their entries until they can. An entry that no mail has carried yet is dropped
    without a mail. A case whose deadlines cannot be read is added to `problems` and keeps its entries; without such a
    list Unreadable is raised.
    """
    off = _still_off(cases)
    stored = map(DeadlineEntry._make, _OF_CASES.rows(connection, (id_list(connection, [case.id for case in cases]),)))
    rows = [row for row in stored if not (row.cancelled and off(row))]
    if not rows:
        return 0
    concerned, people = {row.case_id for row in rows}, {row.person_id for row in rows}
    having = [case for case in cases if case.id in concerned]
    if directory is None or not people <= directory.people.keys():
        directory = read_directory_of(connection, having, people)
    found = each_readable(having, lambda case: deadlines(case, today, directory, ladder), problems)
    owed = {deadline.key: deadline for _, deadline in found if deadline.day >= today}
    left_out = {problem.reference for problem in problems or ()}
    kept = {case.id for case in having if case.reference in left_out}
    wrong = [
        row
        for row in rows
        if row.case_id not in kept
        and not _stands(row, owed.get(row.key))
        and _can_be_told(directory.people.get(row.person_id), today)
    ]
    untold = _never_told(connection, wrong)
    gone = [(row.id,) for row in wrong if row.id in untold and row.key not in owed]
    changes: list[Row] = []
    for row in wrong:
        now = owed.get(row.key)
        if now is not None:
            changes.append((now.day, now.summary, False, 0 if row.id in untold else 1, today, row.id))
        elif row.id not in untold:
            changes.append((row.day, row.summary, True, 1, today, row.id))
    return _FORGET.run_many(connection, gone) + _CHANGE.run_many(connection, changes)


def _still_off(cases: Sequence[CaseFile]) -> Callable[[DeadlineEntry], bool]:
    """Return what tells whether an entry is about nothing that is owed, by the agendas of cases that were looked at."""
    owed = {
        case.id: {(item.name, item.subject) for item in case.agenda if item.kind == AgendaKind.OWED}
        for case in cases
        if case.agenda is not None
    }
    return lambda row: row.case_id in owed and (row.matter, row.subject) not in owed[row.case_id]


def _stands(row: DeadlineEntry, now: Deadline | None) -> bool:
    """Tell whether an entry equals what is owed."""
    if now is None:
        return row.cancelled
    return not row.cancelled and (row.day, row.summary) == (now.day, now.summary)


def _can_be_told(reader: Reader | None, today: date) -> bool:
    return reader is None or reader.is_reachable(today)


def _never_told(connection: Connection, rows: Sequence[DeadlineEntry]) -> set[int]:
    """Return the entries that no mail has carried; queued mails with one are locked until the transaction ends."""
    first = [row for row in rows if row.sequence == 0]
    mails = sorted({row.message_id for row in first if row.message_id is not None})
    held = {number for (number,) in _NOT_LEFT.rows(connection, (id_list(connection, mails),))} if mails else set()
    return {row.id for row in first if row.message_id is None or row.message_id in held}


# A mail that another program is sending is not waited for: it counts as sent.
_NOT_LEFT = Statement(
    ["ids"],
    lambda db: for_update(
        select(_message.c.id).where(among(_message.c.id, db), _message.c.state == str(DELIVERY.initial)),
        db,
        skip_locked=True,
    ),
)
_FORGET = Statement(["number"], lambda _: delete(_entry).where(_entry.c.id == bindparam("number")))
_OF_CASES = Statement(["ids"], lambda db: select(*_COLUMNS).where(among(_entry.c.case_id, db)))
_CHANGE = Statement(
    ["day", "summary", "cancelled", "rise", "today", "number"],
    lambda _: (
        update(_entry)
        .values(
            day=bindparam("day"),
            summary=bindparam("summary"),
            cancelled=bindparam("cancelled"),
            sequence=_entry.c.sequence + bindparam("rise"),
            # What was never told waits since the first change.
            changed_on=choice((_entry.c.message_id.is_(None), _entry.c.changed_on), else_=bindparam("today")),
            message_id=None,
        )
        .where(_entry.c.id == bindparam("number"))
    ),
)


class Version(NamedTuple):
    """Which version of an entry stands in a calendar, and since when."""

    sequence: int
    changed_on: date


def versions(connection: Connection, owed: Sequence[Deadline], person_id: int, *, today: date) -> dict[Key, Version]:
    """Return the version of each of a person's open deadlines, as the mails tell it or are about to tell it.

    A deadline that no mail has entered yet is the first version, since something was last recorded of its case.
    """
    untold = (_entry.c.sequence == 0) & (_message.c.id.is_(None) | (_message.c.state == DELIVERY.initial))
    stored = connection.execute(
        select(*_COLUMNS, _entry.c.changed_on, untold)
        .outerjoin(_message, _message.c.id == _entry.c.message_id)
        .where(_entry.c.person_id == person_id)
    )
    rows = (_Stored(DeadlineEntry(*columns), changed_on, first) for *columns, changed_on, first in stored)
    by_key = {one.row.key: one for one in rows}
    return {one.key: _version(one, by_key.get(one.key), today) for one in owed}


class _Stored(NamedTuple):
    row: DeadlineEntry
    changed_on: date
    first: bool
    """No mail has told it yet."""


def _version(owed: Deadline, stored: _Stored | None, today: date) -> Version:
    if stored is None:
        recorded = max((one.as_of for one in owed.case.recorded), default=owed.case.opened_on)
        return Version(0, min(recorded, today))
    if _stands(stored.row, owed) or owed.day < today:
        return Version(stored.row.sequence, stored.changed_on)
    return Version(stored.row.sequence + (0 if stored.first else 1), today)


def free(connection: Connection, messages: Sequence[int]) -> None:
    """Release the entries of messages that will not be sent, so that another mail carries them."""
    connection.execute(update(_entry).where(_entry.c.message_id.in_(messages)).values(message_id=None))


# --- what goes with a mail -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """The calendar of one mail: an iCalendar object for each entry, and the numbers of those entries.

    `later` are new entries for which the mail has no room.
    """

    stream: str = ""
    told: tuple[DeadlineEntry, ...] = ()
    entered: tuple[DeadlineEntry, ...] = ()
    later: tuple[DeadlineEntry, ...] = ()

    @property
    def cases(self) -> int:
        """The number of objects that the mail attaches as files: all but the first."""
        return max(0, len(self.told) + len(self.entered) - 1)


@dataclass(slots=True)
class Agenda:
    """What some people's calendars hold and lack; it is read once for a round of composing."""

    known: Mapping[int, Sequence[DeadlineEntry]]
    owed: Mapping[int, Sequence[Deadline]] = field(default_factory=dict)

    def part(self, reader: Reader, *, queued: int | None, today: date, settings: Settings, most: int = ENTRIES) -> Part:
        """Return the calendar part of a person's mail, with so many entries at most.

        `queued` is the message of today that is rewritten, if any.
        """
        mine = self.known.get(reader.id, ())
        there = {row.key for row in mine}
        fresh = [one for one in self.owed.get(reader.id, ()) if one.key not in there]
        entered = tuple(_entered(one, settings) for one in fresh)
        untold = [row for row in mine if row.message_id in {None, queued} and row.day >= today]
        return _part(reader, untold, entered, today=today, settings=settings, most=most)


def read_agenda(
    connection: Connection,
    people: Sequence[int],
    cases: Iterable[CaseFile],
    *,
    queued: Sequence[int],
    directory: Directory,
    ladder: Ladder,
    today: date,
) -> Agenda:
    """Read what may go with the mails of some people about some cases; `queued` are the messages to be rewritten."""
    cases = list(cases)
    mine = _entry.c.person_id.in_(people)
    untold = _entry.c.message_id.is_(None) | _entry.c.message_id.in_(queued)
    concerned = or_(untold, _entry.c.case_id.in_([case.id for case in cases]))
    known: dict[int, list[DeadlineEntry]] = defaultdict(list)
    for row in connection.execute(select(*_COLUMNS).where(mine, concerned).order_by(_entry.c.day, _entry.c.id)):
        known[row.person_id].append(DeadlineEntry(*row))
    owed: dict[int, list[Deadline]] = defaultdict(list)
    for case in cases:
        for deadline in deadlines(case, today, directory, ladder):
            if deadline.day >= today:
                owed[deadline.reader.id].append(deadline)
    return Agenda(known, owed)


def _entered(deadline: Deadline, settings: Settings) -> DeadlineEntry:
    case_id, matter, subject, person_id = deadline.key
    uid = uid_of(deadline.key, settings)
    return DeadlineEntry(
        0, case_id, matter, subject, person_id, uid, 0, deadline.day, deadline.summary, cancelled=False, message_id=None
    )


def _part(
    reader: Reader,
    untold: Sequence[DeadlineEntry],
    entered: tuple[DeadlineEntry, ...],
    *,
    today: date,
    settings: Settings,
    most: int = ENTRIES,
) -> Part:
    entries = sorted((*untold, *entered), key=_first_asked)[:most]
    if not entries:
        return Part()
    with_room = set(entries)
    sender, addressee = organizer(reader.language, settings), Party(reader.name, reader.email)
    own = is_sender(reader.email, settings)
    objects = [
        write(
            [CalendarEvent(entry.uid, entry.sequence, entry.day, entry.summary, cancelled=entry.cancelled)],
            method=Method.PUBLISH if own else Method.CANCEL if entry.cancelled else Method.REQUEST,
            organizer=sender,
            attendee=addressee,
            today=today,
        )
        for entry in entries
    ]
    return Part(
        "".join(objects),
        tuple(entry for entry in sorted(untold, key=_first_asked) if entry in with_room),
        tuple(entry for entry in entered if entry in with_room),
        tuple(entry for entry in entered if entry not in with_room),
    )


def _first_asked(entry: DeadlineEntry) -> tuple[bool, date, str]:
    """Return the sort key of an entry in a mail: new and moved deadlines before removed ones, then by day."""
    return (entry.cancelled, entry.day, entry.uid)


def bind(connection: Connection, parts: Mapping[int, Part], *, today: date, anew: Sequence[int] = ()) -> None:
    """Store which message carries which entries (parts by message); release what rewritten ones (`anew`) dropped."""
    if anew:
        free(connection, anew)
    carried = [(message, row.id) for message, part in parts.items() for row in part.told]
    entered: list[Row] = [(*row[1:10], today, message) for message, part in parts.items() for row in part.entered]
    entered += [(*row[1:10], today, None) for part in parts.values() for row in part.later]
    _TELL.run_many(connection, carried)
    _ENTER.run_many(connection, entered)


_TELL = Statement(
    ["message", "number"],
    lambda _: update(_entry).values(message_id=bindparam("message")).where(_entry.c.id == bindparam("number")),
)
_NEW = (*DeadlineEntry._fields[1:10], "changed_on", "message_id")
_ENTER = Statement(
    _NEW,
    lambda name: (
        upsert_into(_entry, name)
        .inline()
        .values({column: bindparam(column) for column in _NEW})
        .on_conflict_do_nothing()
    ),
)


# --- mails of their own ----------------------------------------------------------------------------------------------


def tell_untold(
    connection: Connection,
    *,
    today: date,
    settings: Settings,
    ladder: Ladder,
    at: time | None,
) -> int:
    """Write a short mail to each person whose calendar has been wrong since before today; return how many.

    One mail carries ENTRIES at most, one a day. Nobody gets one only because days left the calendar by
    what they did themselves: they know that it is done, and the next mail carries it. A day that has moved is told: the
    new one may be news to them all the same.
    """
    ids = _whom_to_tell(connection, today)
    if not ids:
        return 0
    untold = _entry.c.message_id.is_(None) & (_entry.c.day >= today)
    rows = connection.execute(
        select(*_COLUMNS).where(untold, _entry.c.person_id.in_(ids)).order_by(_entry.c.day, _entry.c.id),
    )
    entries = [DeadlineEntry(*row) for row in rows]
    cases = {case.id: case for case in load_some(connection, sorted({one.case_id for one in entries}))}
    directory = read_directory_of(connection, cases.values(), ids)
    mine: dict[int, list[DeadlineEntry]] = defaultdict(list)
    for one in entries:
        mine[one.person_id].append(one)
    readers = [directory.people[number] for number in ids]
    parts = {
        reader: _part(reader, mine[reader.id], (), today=today, settings=settings)
        for reader in readers
        if reader.is_reachable(today) and not ladder.is_quiet(reader.role, today, at)
    }
    mails = [
        WrittenMail(
            _key_of(reader, part, today),
            reader,
            _short(reader, part, cases, directory, today=today, settings=settings),
            part.stream,
        )
        for reader, part in parts.items()
    ]
    numbers = store(connection, mails, today=today)
    bind(connection, dict(zip(numbers, parts.values(), strict=True)), today=today)
    return len(mails)


def _whom_to_tell(connection: Connection, today: date) -> list[int]:
    columns = select(_entry.c.person_id, _entry.c.case_id, _entry.c.changed_on, _entry.c.cancelled)
    waits = _has_waited(today) & ~_had_one(today)
    waiting = connection.execute(columns.where(waits).distinct()).tuples().all()
    did = done_by_one(connection, {(case_id, on) for _, case_id, on, cancelled in waiting if cancelled})
    return sorted(
        {person for person, case_id, on, cancelled in waiting if not cancelled or did.get((case_id, on)) != person}
    )


def _key_of(reader: Reader, part: Part, today: date) -> str:
    first = part.told[0]
    return f"{TEMPLATE}:{reader.id}:{today}:{first.id}.{first.sequence}"


def _has_waited(today: date) -> ColumnElement[bool]:
    waits: ColumnElement[bool] = _entry.c.message_id.is_(None) & (_entry.c.changed_on < today) & (_entry.c.day >= today)
    return waits


def _had_one(today: date) -> ColumnElement[bool]:
    """Return the condition that a person has had such a mail today: what it had no room for waits for the next day."""
    there = (_message.c.template == TEMPLATE) & (_message.c.day == today) & _message.c.state.not_in(_NOT_COME)
    return exists().where(there, _message.c.person_id == _entry.c.person_id)


@dataclass(frozen=True, slots=True)
class EntryInMail:
    """An entry as the template of a mail reads it."""

    reference: str
    title: str
    summary: str
    day: str
    withdrawn: bool


def _short(
    reader: Reader,
    part: Part,
    cases: Mapping[int, CaseFile],
    directory: Directory,
    *,
    today: date,
    settings: Settings,
) -> Rendered:
    entries = [_entry_in_mail(one, cases[one.case_id], reader.language) for one in part.told]
    contact = contact_for(cases[part.told[0].case_id], directory, today, settings, reader=reader)
    ready = letter(TEMPLATE, reader.language, settings.templates)
    return ready.write(values_of(reader, sender(directory, settings), contact, entries, ready.say))


def _summary(first: EntryInMail, _: Callable[[str], str]) -> str:
    withdrawn, moved = _("out of your calendar – %(what)s"), _("new day in your calendar – %(what)s")
    return (withdrawn if first.withdrawn else moved) % {"what": lower_first(first.summary)}


def _entry_in_mail(entry: DeadlineEntry, case: CaseFile, language: str) -> EntryInMail:
    summary = entry.summary.removeprefix(f"{one_line(case.reference)}: ")
    return EntryInMail(
        one_line(case.reference), one_line(case.title), summary, long_date(entry.day, language), entry.cancelled
    )


def values_of(
    reader: Reader,
    signed: Signature,
    contact: Contact,
    entries: Sequence[EntryInMail],
    say: Callable[[str], str],
) -> dict[str, Any]:
    """Return the variables for the template of such mails."""
    summary = _summary(entries[0], say)
    return {
        "language": reader.language,
        "name": one_line(reader.name),
        "city": one_line(signed.city),
        "contact": shown_contact(contact, reader.language),
        "support": shown_contact(signed.support),
        "entries": entries,
        "summary": summary,
        "opening": upper_first(summary),
        "more": len(entries) - 1,
        "files": len(entries) - 1,
    }
