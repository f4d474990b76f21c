"""What of all that is owed is a reader's own: which cases, in which roles, and by when it is theirs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select
from sqlmodel import col

from desk.access import AccountRole, SignedIn
from desk.day.groups import GROUPS, OF_MATTER
from desk.today import ONE_WEEK
from matters.agenda_reading import Found
from matters.directory import read_directory_of
from matters.ladder import Ladder, Matter
from matters.open_matters import holders_for
from matters.recipients import Recipient
from models.agenda import AgendaItem
from models.casefile import subject_of
from models.casestore import load_holding
from models.people import MANAGER, acts_for
from models.tables import Case, DemandOrderRow, ObligationRow, Person
from states.law.calendar import working_days_after

_R = Recipient
ROLES: Mapping[AccountRole, frozenset[Recipient]] = {
    AccountRole.SUPPORT: frozenset({_R.SUPPORT}),
    AccountRole.OFFICER: frozenset({_R.OFFICER, _R.MANAGER}),
    AccountRole.LABOUR_MARKET: frozenset({_R.LABOUR_MARKET, _R.CONTACT}),
}
"""Whose reminders are a reader's; of the other roles nobody is reminded."""


@dataclass(frozen=True, slots=True)
class Mine:
    """The cases of a reader, those that nobody of the support function has taken apart; `cases` is None for all.

    `acts_for` are the reader and those in whose place they act today, `manages` tells that they manage a unit, and
    `unit` is their labour-market unit.
    """

    role: AccountRole
    roles: frozenset[Recipient]
    person_id: int
    acts_for: frozenset[int]
    manages: bool
    unit: int | None
    cases: Sequence[int] | None
    taken: Sequence[int]
    untaken: Sequence[int]
    cared_for: frozenset[tuple[int, str]] = frozenset()
    """The suppliers that the reader looks after: a case, and what its track is called."""

    @property
    def supports(self) -> bool:
        return self.role is AccountRole.SUPPORT


def mine(connection: Connection, who: SignedIn, *, today: date, whole: bool) -> Mine | None:
    """Return what is a reader's own; `whole` is all of the support function's. None for who is reminded of nothing."""
    if who.role not in ROLES or who.person_id is None:
        return None
    behalf = acts_for(connection, who.person_id, today)
    place = connection.execute(
        select(col(Person.role), col(Person.unit_id), col(Person.labour_market_unit_id)).where(
            col(Person.id) == who.person_id
        )
    ).one_or_none()
    if place is None:
        return None
    unit = who.labour_unit_id or place.labour_market_unit_id
    theirs = _THEIRS[who.role](behalf, place, unit, whole=whole)
    goes_on = col(Case.next_check).is_not(None)
    found = connection.execute(select(col(Case.id), col(Case.support_id)).where(goes_on, theirs).order_by(col(Case.id)))
    taken: list[int] = []
    untaken: list[int] = []
    for case_id, support_id in found:
        (taken if support_id is not None else untaken).append(case_id)
    every = None if whole and who.role is AccountRole.SUPPORT else sorted([*taken, *untaken])
    manages = place.role == MANAGER
    cared = _cared_for(connection, behalf) if who.role is AccountRole.LABOUR_MARKET else frozenset()
    return Mine(who.role, ROLES[who.role], who.person_id, behalf, manages, unit, every, taken, untaken, cared)


def _cared_for(connection: Connection, behalf: Collection[int]) -> frozenset[tuple[int, str]]:
    o = ObligationRow
    query = select(col(o.case_id), col(o.lot), col(o.supplier)).where(col(o.contact_id).in_(sorted(behalf)))
    return frozenset((case_id, subject_of(lot, supplier)) for case_id, lot, supplier in connection.execute(query))


def _of_support(behalf: Collection[int], _: Any, __: int | None, *, whole: bool) -> ColumnElement[bool]:
    every: ColumnElement[bool] = col(Case.id).is_not(None)
    return every if whole else or_(col(Case.support_id).is_(None), col(Case.support_id).in_(sorted(behalf)))


def _of_officer(behalf: Collection[int], place: Any, _: int | None, *, whole: bool) -> ColumnElement[bool]:
    del whole
    own = col(Case.officer_id).in_(sorted(behalf))
    return or_(own, col(Case.unit_id) == place.unit_id) if place.role == MANAGER else own


def _of_unit(behalf: Collection[int], _: Any, unit: int | None, *, whole: bool) -> ColumnElement[bool]:
    del whole
    o = ObligationRow
    cared = exists().where(
        col(o.case_id) == col(Case.id), or_(col(o.contact_id).in_(sorted(behalf)), col(o.contact_id).is_(None))
    )
    if unit is None:
        return or_(cared, and_(col(Case.labour_market_unit_id).is_(None), col(Case.unit_in_turn_id).is_(None)))
    ordered = exists().where(col(DemandOrderRow.case_id) == col(Case.id), col(DemandOrderRow.unit_id) == unit)
    named, turn = col(Case.labour_market_unit_id), col(Case.unit_in_turn_id)
    falls_to_it = or_(named == unit, and_(named.is_(None), or_(turn == unit, turn.is_(None))))
    return or_(cared, ordered, falls_to_it)


_THEIRS = {AccountRole.SUPPORT: _of_support, AccountRole.OFFICER: _of_officer, AccountRole.LABOUR_MARKET: _of_unit}


_REPEATED = frozenset(name for group in GROUPS for name in group.repeats)
_NEWS = frozenset(name for group in GROUPS for name in group.news)

# --- by when it is theirs --------------------------------------------------------------------------------------------


def names_for(mine: Mine, ladder: Ladder) -> frozenset[str]:
    """Return the matters of which a reader may be reminded, and those that are theirs whoever is reminded."""
    return frozenset(matter.name for matter in ladder.matters.values() if _may_ask(mine, matter)) - _REPEATED


def _may_ask(mine: Mine, matter: Matter) -> bool:
    return _is_shared(mine, matter) or any(rung.to in mine.roles for rung in matter.rungs)


def _is_shared(mine: Mine, matter: Matter) -> bool:
    return mine.supports and matter.name in OF_MATTER[matter.name].shared


def asked_as(mine: Mine, matter: Matter, since: date | None, deadline: date | None, today: date) -> list[Recipient]:
    """Return in which of a reader's roles somebody is asked for a matter: by its last day, or since a rung has come.

    Whoever is reminded only later is not asked yet; of what has no last day nobody is before the first rung, and of
    what asks for nothing nobody is for more than a week.
    """
    base = since or today
    if matter.name in _NEWS and base + ONE_WEEK <= today:
        return []
    by = today if deadline is None else max(deadline, today)
    asked = [rung.to for rung in matter.rungs if rung.to in mine.roles and rung.due_on(base) <= by]
    first = matter.rungs[0].to
    if not asked and deadline is not None and first in mine.roles:
        asked = [first]
    if not asked and _is_shared(mine, matter):
        asked = sorted(mine.roles)
    return list(dict.fromkeys(asked))


def to_be_taken_by(since: date | None, deadline: date | None, today: date) -> date:
    """Return the day by which somebody takes what has come in: the working day after it, today from then on.

    It is late only once what follows is: `deadline`.
    """
    if deadline is not None and deadline < today:
        return deadline
    return max(today, working_days_after(since or today, 1))


def own_rows(
    connection: Connection, mine: Mine, found: Sequence[Found], ladder: Ladder, today: date
) -> Iterator[Found]:
    """Yield those of some rows that a reader is asked for today, by name or because the mailbox of their unit is."""
    cases = {case.id: case for case in load_holding(connection, sorted({number for number, _ in found}))}
    directory = read_directory_of(connection, cases.values(), [mine.person_id])
    for case_id, item in found:
        matter, case = ladder.matters[item.name], cases[case_id]
        units = tuple(map(int, item.units.split())) if matter.units else None
        if units and mine.unit in units:
            yield case_id, item
            continue
        holders = holders_for(case, item.parent or item.subject)
        for role in asked_as(mine, matter, item.since, item.deadline, today):
            readers = directory.readers(role, case, today, holders=holders, units=units)
            if any(_is_reader(mine, reader) for reader in readers):
                yield case_id, item
                break


def _is_reader(mine: Mine, reader: Any) -> bool:
    shared = reader.mailbox and mine.unit is not None and reader.labour_market_unit_id == mine.unit
    return reader.id == mine.person_id or shared


def is_asked(mine: Mine, item: AgendaItem, ladder: Ladder, today: date) -> bool:
    """Tell whether a row is one for a reader's roles today."""
    return bool(asked_as(mine, ladder.matters[item.name], item.since, item.deadline, today))
