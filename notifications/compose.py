"""Composing: a person's reminders of a day become one message."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, bindparam, exists, insert, select, update

from models.casefile import CaseFile, TrackFile, load_some
from models.database import writing
from models.people import absent, look_again
from models.settings import Settings
from models.statements import Statement, for_update
from models.tables import Case, Message, Person, Reminder
from notifications.cityladder import ladder_in_force
from notifications.directory import Directory, Reader, read_directory
from notifications.ladder import Ladder
from notifications.outbox import withhold_superseded
from notifications.plan import open_now
from notifications.recipients import Recipient
from notifications.render import Contact, Digest, Item, Rendered, render
from states.calendar import is_working_day
from states.delivery import DELIVERY, UNDELIVERED
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]

PEOPLE_PER_COMMIT = 200


def compose(engine: Engine, *, today: date, settings: Settings) -> int:
    """Write the messages of a working day, one per person, and return how many; nothing on other days.

    Who has got today's message already is told the rest on the next working day, unless it was meant for somebody who
    cannot be reached: that does not wait, and makes one message more.
    """
    if not is_working_day(today):
        return 0
    composed, after = 0, 0
    with writing(engine) as connection:
        _free_superseded(connection, today)
    while True:
        with writing(engine) as connection:
            people = _waiting_people(connection, today, after)
            if not people:
                return composed
            composed += _compose_for(connection, people, today=today, settings=settings)
            after = people[-1]


def key_of(person_id: int, day: date) -> str:
    """Return the key of a person's message of a day: it is what makes it the only one."""
    return f"daily:{person_id}:{day}"


def still_due(connection: Connection, message_id: int, today: date, *, settings: Settings) -> bool:
    """Tell whether a queued message still tells something true; what no longer holds is taken out of it first."""
    about = _contents().add_columns(absent(today).label("absent")).join(_person, _person.c.id == _reminder.c.person_id)
    rows = connection.execute(about.where(_reminder.c.message_id == message_id)).all()
    if rows and all(row.state == "planned" and row.case_version == row.now_version and not row.absent for row in rows):
        return True
    planned, ladder = [row for row in rows if row.state == "planned"], ladder_in_force(settings)
    # Whoever is told instead is found when the cases are looked at again.
    look_again(connection, sorted({row.case_id for row in planned if row.absent}), today)
    files = {file.id: file for file in load_some(connection, sorted({row.case_id for row in planned}))}
    holding = [row for row in planned if not row.absent and _holds(files[row.case_id], row, today, ladder)]
    dropped = [row.id for row in planned if row not in holding]
    if dropped:
        gone = update(_reminder).where(_reminder.c.id.in_(dropped))
        connection.execute(gone.values(state="withdrawn", message_id=None))
    if not holding:
        return False
    directory = read_directory(connection)
    reader = directory.people[holding[0].person_id]
    rendered = _render(reader, holding, files, directory, today=today, settings=settings)
    connection.execute(
        update(_message)
        .where(_message.c.id == message_id)
        .values(_contents_of(rendered) | {"recipient": reader.email}),
    )
    _bind(connection, message_id, holding, files)
    return True


# --- reading what waits ----------------------------------------------------------------------------------------------


def _free_superseded(connection: Connection, today: date) -> None:
    """Withhold what was queued for an earlier day and could not be sent, and let its reminders be told anew."""
    superseded = withhold_superseded(connection, today)
    if superseded:
        connection.execute(
            update(_reminder)
            .where(_reminder.c.message_id.in_(superseded), _reminder.c.state == "planned")
            .values(message_id=None),
        )


def _waiting_people(connection: Connection, today: date, after: int) -> list[int]:
    found = connection.execute(
        _to_be_told(today)
        .where(_reminder.c.person_id > after)
        .order_by(_reminder.c.person_id)
        .limit(PEOPLE_PER_COMMIT),
    )
    return list(found.scalars())


def _to_be_told(today: date) -> Select[tuple[int]]:
    told_today = exists().where(
        and_(
            _message.c.person_id == _reminder.c.person_id,
            _message.c.day == today,
            _message.c.state != DELIVERY.initial,
        ),
    )
    return (
        select(_reminder.c.person_id)
        .where(_reminder.c.state == "planned", _reminder.c.message_id.is_(None))
        .where(~told_today | _handed_over())
        .distinct()
    )


def _handed_over() -> ColumnElement[bool]:
    """Return the condition that a reminder was another's before, who did not get it."""
    before, undelivered = _reminder.alias(), _message.alias()
    same = [before.c[name] == _reminder.c[name] for name in ("case_id", "matter", "subject", "step", "base")]
    never_told = (before.c.state == "withdrawn") | undelivered.c.state.in_(UNDELIVERED)
    return exists(
        select(before.c.id)
        .outerjoin(undelivered, undelivered.c.id == before.c.message_id)
        .where(*same, before.c.person_id != _reminder.c.person_id, never_told)
        .correlate(_reminder),
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
    )
    return select(*columns, _case.c.version.label("now_version")).join(_case, _case.c.id == r.case_id)


def _compose_for(connection: Connection, people: list[int], *, today: date, settings: Settings) -> int:
    _hold(connection, people)
    people = list(connection.execute(_to_be_told(today).where(_reminder.c.person_id.in_(people))).scalars())
    todays = _todays_messages(connection, people, today)
    queued = [one.queued for one in todays.values() if one.queued is not None]
    waiting = connection.execute(
        _contents().where(
            _reminder.c.person_id.in_(people),
            _reminder.c.state == "planned",
            _reminder.c.message_id.is_(None) | _reminder.c.message_id.in_(queued),
        ),
    ).all()
    files = {file.id: file for file in load_some(connection, sorted({row.case_id for row in waiting}))}
    by_person: dict[int, list[Any]] = defaultdict(list)
    ladder = ladder_in_force(settings)
    for row in waiting:
        if _holds(files[row.case_id], row, today, ladder):
            by_person[row.person_id].append(row)
    directory = read_directory(connection)
    composed = 0
    for person_id, rows in by_person.items():
        reader = directory.people[person_id]
        if not reader.is_reachable(today):
            continue  # since a moment ago: the cases are due again, and tell somebody else
        rendered = _render(reader, rows, files, directory, today=today, settings=settings)
        message_id = _store(connection, reader, rendered, todays[person_id], today)
        if message_id is not None:
            _bind(connection, message_id, rows, files)
            composed += 1
    return composed


@dataclass(slots=True)
class _Todays:
    """A person's messages of the day: how many, and the one that is still queued."""

    count: int = 0
    queued: int | None = None


def _hold(connection: Connection, people: list[int]) -> None:
    """Wait until nobody else is composing for the same people."""
    lock = select(_person.c.id).where(_person.c.id.in_(people)).order_by(_person.c.id)
    connection.execute(for_update(lock, connection.dialect.name))


def _todays_messages(connection: Connection, people: list[int], today: date) -> dict[int, _Todays]:
    found = connection.execute(
        select(_message.c.person_id, _message.c.id, _message.c.state).where(
            _message.c.person_id.in_(people),
            _message.c.day == today,
        ),
    )
    todays: dict[int, _Todays] = defaultdict(_Todays)
    for row in found:
        todays[row.person_id].count += 1
        if row.state == DELIVERY.initial:
            todays[row.person_id].queued = row.id
    return todays


def _holds(file: CaseFile, row: Any, today: date, ladder: Ladder) -> bool:
    return any(
        (matter.name, track.subject, base) == (row.matter, row.subject, row.base)
        for track, _, matter, base in open_now(file, today, ladder)
    )


# --- writing ---------------------------------------------------------------------------------------------------------

_BIND = Statement(
    ["message_id", "case_version", "reminder_id"],
    lambda _: (
        update(_reminder)
        .values(message_id=bindparam("message_id"), case_version=bindparam("case_version"))
        .where(_reminder.c.id == bindparam("reminder_id"))
    ),
)


def _bind(connection: Connection, message_id: int, rows: Sequence[Any], files: dict[int, CaseFile]) -> None:
    _BIND.run_many(connection, [(message_id, files[row.case_id].version, row.id) for row in rows])


def _contents_of(rendered: Rendered) -> dict[str, str]:
    return {
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "template": rendered.template,
        "template_version": rendered.version,
    }


def _store(connection: Connection, reader: Reader, rendered: Rendered, todays: _Todays, today: date) -> int | None:
    """Write a message and return its id, or None when the one that was queued has gone out meanwhile."""
    if todays.queued is not None:
        still_here = (_message.c.id == todays.queued) & (_message.c.state == DELIVERY.initial)
        rewritten = connection.execute(update(_message).where(still_here).values(_contents_of(rendered)))
        return todays.queued if rewritten.rowcount else None
    key = key_of(reader.id, today)
    added = connection.execute(
        insert(_message)
        .values(
            key=f"{key}:{todays.count + 1}" if todays.count else key,
            person_id=reader.id,
            recipient=reader.email,
            day=today,
            language=reader.language,
            state=DELIVERY.initial,
            attempts=0,
            problem="",
            **_contents_of(rendered),
        )
        .returning(_message.c.id),
    )
    return int(added.scalar_one())


def _render(
    reader: Reader,
    rows: Sequence[Any],
    files: dict[int, CaseFile],
    directory: Directory,
    *,
    today: date,
    settings: Settings,
) -> Rendered:
    ladder = ladder_in_force(settings)
    items = tuple(_item(reader, row, files[row.case_id], directory, ladder, today=today) for row in rows)
    helper = directory.supporter(files[rows[0].case_id], today)
    contact = Contact(helper.name, helper.phone, helper.email) if helper else Contact("", "", settings.mail_from)
    return render(Digest(reader.name, reader.language, settings.city, today, contact, items))


def _item(
    reader: Reader,
    row: Any,
    file: CaseFile,
    directory: Directory,
    ladder: Ladder,
    *,
    today: date,
) -> Item:
    matter, language = ladder.matters[row.matter], reader.language
    track = file.track(matter.process, row.subject)
    facts = file.facts_of(track, today) if track else file.facts(today)
    return Item(
        reference=file.reference,
        title=file.title,
        heading=matter.heading.in_(language) + _about(track, language),
        deadline=matter.deadline(facts),
        reasoning=tuple(text.in_(language) for text in matter.reasoning(facts)),
        action=matter.action.in_(language),
        action_url=_mail_to(reader, file, directory, today),
        urgent=matter.urgent,
        until=matter.until,
        late=row.planned_on > row.due_on,
    )


def _about(track: TrackFile | None, language: str) -> str:
    """Return which supplier or position a matter is about, to stand behind its heading."""
    if track is None or not track.subject:
        return ""
    if not track.parent:
        return f" ({track.subject})"
    position = Text("plats", "position").in_(language)
    return f" ({position} {track.subject}, {track.parent})"


def _mail_to(reader: Reader, file: CaseFile, directory: Directory, today: date) -> str:
    """Address of the one to write to: the support function, or the officer when the support function itself reads."""
    helper = directory.supporter(file, today)
    reads_itself = helper is not None and reader.id == helper.id
    other = directory.recipient(Recipient.OFFICER, file, today) if reads_itself else helper
    return f"mailto:{other.email if other else ''}?subject={quote(file.reference)}"
