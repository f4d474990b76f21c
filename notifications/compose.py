"""Composing: a person's reminders of a day become one message."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, and_, bindparam, exists, insert, select, update

from models.casefile import CaseFile, TrackFile, load_some
from models.database import writing
from models.settings import Settings
from models.statements import Statement, for_update
from models.tables import Case, Message, Person, Reminder
from notifications.cityladder import ladder_in_force
from notifications.directory import Directory, Reader, read_directory
from notifications.ladder import Ladder
from notifications.outbox import withhold_superseded
from notifications.plan import open_now
from notifications.render import Contact, Digest, Item, Rendered, render
from states.calendar import is_working_day
from states.delivery import DELIVERY
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_reminder = Reminder.__table__  # type: ignore[attr-defined]
_message = Message.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]

PEOPLE_PER_COMMIT = 200


def compose(engine: Engine, *, today: date, settings: Settings) -> int:
    """Write the messages of a working day, one per person, and return how many; nothing on other days.

    Who has got today's message already is told the rest on the next working day.
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
    rows = connection.execute(_contents().where(_reminder.c.message_id == message_id)).all()
    if rows and all(row.state == "planned" and row.case_version == row.now_version for row in rows):
        return True
    planned, ladder = [row for row in rows if row.state == "planned"], ladder_in_force(settings)
    files = {file.id: file for file in load_some(connection, sorted({row.case_id for row in planned}))}
    holding = [row for row in planned if _holds(files[row.case_id], row, today, ladder)]
    dropped = [row.id for row in planned if row not in holding]
    if dropped:
        connection.execute(update(_reminder).where(_reminder.c.id.in_(dropped)).values(state="withdrawn"))
    if not holding:
        return False
    directory = read_directory(connection)
    reader = directory.people[holding[0].person_id]
    rendered = _render(reader, holding, files, directory, today=today, settings=settings)
    connection.execute(
        update(_message).where(_message.c.id == message_id).values(_contents_of(rendered), recipient=reader.email),
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
    told_today = exists().where(
        and_(
            _message.c.person_id == _reminder.c.person_id,
            _message.c.day == today,
            _message.c.state != DELIVERY.initial,
        ),
    )
    found = connection.execute(
        select(_reminder.c.person_id)
        .where(_reminder.c.state == "planned", _reminder.c.message_id.is_(None), _reminder.c.person_id > after)
        .where(~told_today)
        .distinct()
        .order_by(_reminder.c.person_id)
        .limit(PEOPLE_PER_COMMIT),
    )
    return list(found.scalars())


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
    todays = _todays_messages(connection, people, today)
    people = [person for person in people if todays.get(person, _NONE).state == DELIVERY.initial]
    queued = {person: todays[person].id for person in people if person in todays}
    waiting = connection.execute(
        _contents().where(
            _reminder.c.person_id.in_(people),
            _reminder.c.state == "planned",
            _reminder.c.message_id.is_(None) | _reminder.c.message_id.in_(queued.values()),
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
        rendered = _render(reader, rows, files, directory, today=today, settings=settings)
        message_id = _store(connection, reader, rendered, queued.get(person_id), today)
        if message_id is not None:
            _bind(connection, message_id, rows, files)
            composed += 1
    return composed


@dataclass(frozen=True, slots=True)
class _Todays:
    id: int | None
    state: str


_NONE = _Todays(None, DELIVERY.initial)


def _todays_messages(connection: Connection, people: list[int], today: date) -> dict[int, _Todays]:
    """Return each person's message of the day, once nobody else is composing for the same people."""
    lock = select(_person.c.id).where(_person.c.id.in_(people)).order_by(_person.c.id)
    connection.execute(for_update(lock, connection.dialect.name))
    found = connection.execute(
        select(_message.c.person_id, _message.c.id, _message.c.state).where(
            _message.c.person_id.in_(people),
            _message.c.day == today,
        ),
    )
    return {row.person_id: _Todays(row.id, row.state) for row in found}


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


def _store(connection: Connection, reader: Reader, rendered: Rendered, queued: int | None, today: date) -> int | None:
    """Write a message and return its id, or None when the one that was queued has gone out meanwhile."""
    if queued is not None:
        still_here = (_message.c.id == queued) & (_message.c.state == DELIVERY.initial)
        rewritten = connection.execute(update(_message).where(still_here).values(_contents_of(rendered)))
        return queued if rewritten.rowcount else None
    added = connection.execute(
        insert(_message)
        .values(
            key=key_of(reader.id, today),
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
    helper = directory.supporter(files[rows[0].case_id])
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
        action_url=_mail_to(reader, file, directory),
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


def _mail_to(reader: Reader, file: CaseFile, directory: Directory) -> str:
    """Address of the one to write to: the support function, or the officer when the support function itself reads."""
    helper, officer = directory.supporter(file), directory.people.get(file.officer_id or 0)
    other = officer if helper is not None and reader.id == helper.id else helper
    return f"mailto:{other.email if other else ''}?subject={quote(file.reference)}"
