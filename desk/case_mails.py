"""The mails about a case: what was sent and whether it arrived, and what is going to be sent to whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from desk.case_sight import Sight
from matters.ladder import Ladder, climbed_from
from matters.open_matters import holders_of
from matters.receipts import heading_of
from models.casefile import CaseFile
from models.reminders.off import is_off
from models.reminders.openings import FIRST_TIME, Openings, openings
from models.reminders.receipts import is_receipt
from models.tables import Message, Person, Reminder
from states.processes.delivery import DELIVERY, UNDELIVERED, DeliveryState
from states.text import Text, joined

_message = Message.__table__
_person = Person.__table__
_reminder = Reminder.__table__

SHOWN = 6
"""So many mails are shown with the case; all stand on a page of their own."""


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail about a case; `arrived` is None while nobody knows."""

    number: int
    at: datetime | None
    day: date
    what: tuple[Text, ...]
    to: str
    state: Text
    arrived: bool | None


@dataclass(frozen=True, slots=True)
class ComingMail:
    """A reminder that somebody is going to be sent, unless what it asks for is done before."""

    on: date
    what: Text
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mails:
    """Some of the mails about a case, the latest first, how many there are in all, and those to come."""

    sent: tuple[SentMail, ...] = ()
    total: int = 0
    coming: tuple[ComingMail, ...] = ()


def mails_of(connection: Connection, sight: Sight, *, limit: int | None = SHOWN) -> Mails:
    """Return the mails about a case; `limit` is the most of each kind, None for all. Raises Unreadable."""
    case = sight.case
    count = select(func.count(_reminder.c.message_id.distinct())).where(_reminder.c.case_id == case.id)
    total = connection.execute(count).scalar_one()
    coming = sorted(_coming(sight, openings(connection, [case.id])), key=lambda one: one.on)
    return Mails(tuple(_sent(connection, case, sight.ladder, limit)), total, tuple(coming[:limit]))


# --- what was sent ---------------------------------------------------------------------------------------------------


def _sent(connection: Connection, case: CaseFile, ladder: Ladder, limit: int | None) -> Iterator[SentMail]:
    latest = (
        select(_reminder.c.message_id)
        .where(_reminder.c.case_id == case.id, _reminder.c.message_id.is_not(None))
        .group_by(_reminder.c.message_id)
        .order_by(_reminder.c.message_id.desc())
        .limit(limit)
        .subquery()
    )
    m, r = _message.c, _reminder.c
    query = (
        select(m.id, m.sent_at, m.day, m.state, m.recipient, _person.c.name, r.matter, r.step)
        .select_from(_message)
        .join(latest, latest.c.message_id == m.id)
        .join(_reminder, (r.message_id == m.id) & (r.case_id == case.id))
        .outerjoin(_person, _person.c.id == m.person_id)
        .order_by(m.id.desc(), r.id)
    )
    rows: dict[int, list[Any]] = {}
    for row in connection.execute(query):
        rows.setdefault(row.id, []).append(row)
    for found in rows.values():
        yield _mail(found, ladder)


def _mail(rows: Sequence[Any], ladder: Ladder) -> SentMail:
    first = rows[0]
    state = DeliveryState(first.state)
    to = first.recipient if state in UNDELIVERED or not first.name else first.name
    what = dict.fromkeys(_heading(row.matter, row.step, ladder) for row in rows)
    return SentMail(first.id, first.sent_at, first.day, tuple(what), to, _STATES[state], _ARRIVED.get(state))


def _heading(matter: str, step: str, ladder: Ladder) -> Text:
    if not (is_receipt(matter) or matter in ladder.matters):
        return _OF_ANOTHER_TIME
    heading = heading_of(matter, ladder)
    return _IT_IS_OFF.fill(what=heading) if is_off(step) else heading


_IT_IS_OFF = Text("Inte längre aktuellt: {what}", "No longer due: {what}")
_OF_ANOTHER_TIME = Text("Påminnelse som inte skickas längre", "A reminder that is no longer sent")
_ARRIVED = {DeliveryState.SENT: True} | dict.fromkeys(UNDELIVERED, False)
_STATES: Mapping[DeliveryState, Text] = {state: DELIVERY.duties[state].label for state in DeliveryState} | {
    DeliveryState.SENT: Text("skickat", "sent"),
    DeliveryState.BOUNCED: Text("kom tillbaka", "came back"),
    DeliveryState.FAILED: Text("kunde inte levereras", "could not be delivered"),
}


# --- what is to come -------------------------------------------------------------------------------------------------


def _coming(sight: Sight, begun: Openings) -> Iterator[ComingMail]:
    """Yield the next reminder of everything that is open, as the ladder has it today."""
    case, today = sight.case, sight.today
    for track, facts, matter, base in sight.opened():
        since = begun.get((case.id, matter.name, track.subject, base), FIRST_TIME).counts_from(today)
        rungs = [
            (day, rung)
            for part, counted_from in climbed_from(matter, base, since)
            for rung in part.rungs
            if (day := rung.next_on(counted_from, today)) is not None
        ]
        if not rungs:
            continue
        on = min(day for day, _ in rungs)
        asked, holders = matter.units(facts) if matter.units else None, holders_of(case, track)
        names = [
            reader.name
            for day, rung in rungs
            if day == on
            for reader in sight.directory.readers(rung.to, case, today, holders=holders, units=asked)
        ]
        what = joined([matter.heading, sight.about(track)], "")
        yield ComingMail(on, what, tuple(dict.fromkeys(names)))


def told_to(names: Sequence[str]) -> Text:
    """Return to whom a mail goes: "till Alva Exempelsson och Yasmin Stödlund"."""
    if not names:
        return _NOBODY
    *others, last = names
    return _TO.fill(who=_BOTH.fill(others=", ".join(others), last=last) if others else last)


_BOTH = Text("{others} och {last}", "{others} and {last}")
_TO = Text("till {who}", "to {who}")
_NOBODY = Text("ingen kan nås", "nobody can be reached")
