"""What others hold up: a row for each cause, by whom to call, with what they have to do and when they were reminded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, and_, exists, select

from desk.access import AccountRole, Deed, may
from desk.day.mine import Mine, asked_of
from desk.day.rows import (
    LATE,
    REASONS,
    WAITING_FOR,
    DayRow,
    RowMaker,
    Target,
    ToCase,
    ToReminder,
    button_of,
    is_about,
    meets,
    of_case,
    short_date,
    state_on,
)
from matters.agenda import ASKED, ClosedPoint, closed_point
from matters.agenda_reading import AgendaPart, Agendas, AskingSince, Cases, Found
from matters.directory import Reader
from matters.ladder import Ladder
from matters.open_matters import about_subject, holders_for
from matters.recipients import Recipient
from models.agenda import WAITING, AgendaItem, AgendaKind
from models.casefile import CaseFile
from models.people import ROLE_NAMES
from models.reminders.history import last_mailed
from models.tables import AgendaRow
from states.facts import Role
from states.refusal import Unreadable
from states.text import Text, one_line

_agenda = AgendaRow.__table__

SOON = timedelta(days=14)
"""What has a later last day is not called for yet."""
MOST = 300
"""So many waits are looked at, the longest first."""


@dataclass(frozen=True, slots=True)
class ToCall:
    """What one person holds up, the most pressing first; nobody can be called where `person` is None."""

    person: Reader | None
    about: str
    rows: tuple[DayRow, ...]

    @property
    def size(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Wait:
    """One cause in one case: the sync points that wait for it, the longest first, and what is owed to end it."""

    case_id: int
    points: tuple[ClosedPoint, ...]
    owed: AgendaItem | None

    @property
    def day(self) -> date | None:
        return self.owed.deadline if self.owed else None


def on_others(mine: Mine, today: date) -> AgendaPart:
    """Return what waits for others than the reader's roles, where somebody owes something within the next days."""
    roles = {role for role, asked in ASKED.items() if asked not in mine.roles}
    other, until = _agenda.alias().c, today + SOON
    owes = exists(
        select(other.id)
        .where(other.case_id == _agenda.c.case_id, other.kind == AgendaKind.OWED, other.deadline < until)
        .correlate(_agenda)
    )
    return AgendaPart(
        and_(_agenda.c.kind == AgendaKind.WAITS, _agenda.c.role.in_(sorted(roles)), owes),
        lambda item, items: (
            item.kind == AgendaKind.WAITS
            and item.role in roles
            and any(one.kind == AgendaKind.OWED and one.deadline is not None and one.deadline < until for one in items)
        ),
        (_agenda.c.since, _agenda.c.case_id, _agenda.c.place),
        lambda found: (found[1].since or date.min, found[0], found[1].place),
    )


def heads(agendas: Agendas, mine: Mine, today: date, own_cases: Cases) -> list[Found]:
    """Return the rows that stand for what waits for others in some cases, the longest wait first.

    For a labour-market unit they are those in which the reader looks after a supplier.
    """
    if mine.role is AccountRole.LABOUR_MARKET:
        cared = sorted({case_id for case_id, _ in mine.cared_for})
        return agendas.some(on_others(mine, today), slice(0, MOST), cases=cared)
    return agendas.some(on_others(mine, today), slice(0, MOST), cases=own_cases)


def waits(
    found: Sequence[Found], of_cases: Mapping[int, Sequence[AgendaItem]], mine: Mine, ladder: Ladder, today: date
) -> list[Wait]:
    """Return what is waited for, the most pressing first, but for what stands among the reader's own matters.

    Of a labour-market unit it is what holds up the suppliers that the reader looks after.
    """
    theirs = [one for one in found if _is_of_reader(mine, *one)]
    every = (_wait(case_id, head, of_cases.get(case_id, ()), ladder) for case_id, head in theirs)
    asked = asked_of(mine.roles, ladder, today)
    chosen = [one for one in every if _is_called_for(one, asked, today)]
    return sorted(chosen, key=lambda one: (one.day or date.max, one.points[0].since, one.case_id))


def _wait(case_id: int, head: AgendaItem, items: Sequence[AgendaItem], ladder: Ladder) -> Wait:
    points = tuple(closed_point(one) for one in items if one.kind in WAITING and one.cause == head.place)
    points = points or (closed_point(head),)
    return Wait(case_id, points, owed_for(points, items, ladder))


def owed_for(points: Sequence[ClosedPoint], items: Sequence[AgendaItem], ladder: Ladder) -> AgendaItem | None:
    """Return what is owed in a case that ends a wait, the first by its day; None if no matter asks for it."""
    owed = [
        one
        for one in items
        if one.kind == AgendaKind.OWED
        and any(meets(ladder.matters[one.name].asks, point) and is_about(one, point) for point in points)
    ]
    return min(owed, key=lambda one: (one.deadline or date.max, one.place), default=None)


def _is_of_reader(mine: Mine, case_id: int, head: AgendaItem) -> bool:
    return mine.role is not AccountRole.LABOUR_MARKET or (case_id, head.parent or head.subject) in mine.cared_for


def _is_called_for(wait: Wait, asked: Mapping[str, AskingSince], today: date) -> bool:
    owed = wait.owed
    if owed is None:
        return True
    if owed.name in asked and asked[owed.name].holds(owed):
        return False
    return owed.deadline is None or owed.deadline < today + SOON


def held_up(connection: Connection, maker: RowMaker, some: Sequence[Wait]) -> tuple[ToCall, ...]:
    """Return some waits in words, by whom to call; who can be called for the most pressing one comes first."""
    mailed = last_mailed(connection, sorted({one.case_id for one in some}))
    by_person: dict[int | None, ToCall] = {}
    for wait in some:
        case = maker.cases.get(wait.case_id)
        if case is None:
            continue
        role, supplier = wait.points[0].role, wait.points[0].supplier
        person = maker.directory.recipient(ASKED[role], case, maker.today, holders=holders_for(case, supplier))
        try:
            row = _row(maker, wait, case, person, mailed)
        except Unreadable:
            continue
        number = person.id if person else None
        known = by_person.get(number) or ToCall(person, _about(maker, person, role, supplier), ())
        by_person[number] = replace(known, rows=(*known.rows, row))
    return tuple(by_person.values())


def _row(
    maker: RowMaker, wait: Wait, case: CaseFile, person: Reader | None, mailed: Mapping[tuple[int, str, str], date]
) -> DayRow:
    language, owed, first = maker.who.language, wait.owed, wait.points[0]
    state, late = state_on(wait.day, maker.today)
    acts = may(maker.who, Deed.ACT_ON_CASE, case)
    reachable = person is not None and person.id != maker.mine.person_id and owed is not None
    target: Target | None = ToCase(case.id) if may(maker.who, Deed.SEE_CASE, case) else None
    if reachable and acts:
        target = ToReminder(case.id, first.process, first.subject)
    last = mailed.get((case.id, owed.name, owed.subject)) if owed else None
    reasons = [*list(_reasons(maker, case, owed))[:REASONS], *maker.who_waits(case, wait.points, person)]
    return DayRow(
        state=LATE if state == LATE else WAITING_FOR,
        heading=_heading(maker, wait),
        case=of_case(maker.who, case),
        target=target,
        button=button_of(target).in_(language),
        day=wait.day,
        late=late,
        note=_note(wait, last, language),
        why=tuple(one_line(text.in_(language)) for text in reasons),
    )


def _heading(maker: RowMaker, wait: Wait) -> str:
    language, owed, first = maker.who.language, wait.owed, wait.points[0]
    if owed is None:
        return first.missing[0].text.in_(language).rstrip(".")
    matter = maker.ladder.matters[owed.name]
    return matter.heading.in_(language) + about_subject(owed.subject, owed.parent, owed.number, language)


def _reasons(maker: RowMaker, case: CaseFile, owed: AgendaItem | None) -> Iterator[Text]:
    if owed is None:
        return
    track = case.track(owed.process, owed.subject)
    facts = case.facts_of(track, maker.today) if track else case.facts(maker.today)
    yield from maker.ladder.matters[owed.name].reasoning(facts)


def _note(wait: Wait, last: date | None, language: str) -> str:
    if last is not None:
        return _REMINDED.fill(day=short_date(last, language)).in_(language)
    if wait.day is not None:
        return _BY.fill(day=short_date(wait.day, language)).in_(language)
    return _SINCE.fill(day=short_date(wait.points[0].since, language)).in_(language)


def _about(maker: RowMaker, person: Reader | None, role: Role, supplier: str) -> str:
    """Return what a person is and where: their role and unit, or their firm."""
    language = maker.who.language
    if person is None:
        return ROLE_NAMES[role].in_(language)
    if person.role == Recipient.SUPPLIER:
        return supplier
    labour = maker.directory.units.get(person.labour_market_unit_id or 0)
    unit = labour.name if labour else maker.units.get(person.unit_id or 0, "")
    named = (ROLE_NAMES[Role(person.role)].in_(language), unit if unit != person.name else "")
    return ", ".join(filter(None, named))


_REMINDED = Text("påmind {day}", "reminded {day}")
_BY = Text("senast {day}", "by {day}")
_SINCE = Text("sedan {day}", "since {day}")
