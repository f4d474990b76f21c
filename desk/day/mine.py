"""What of all that is owed is a reader's own: in which cases, in which roles, and from when it is theirs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select
from sqlmodel import col

from desk.access import AccountRole, SignedIn
from desk.day.groups import GROUPS, OF_MATTER
from desk.today import ONE_WEEK
from matters.agenda_reading import AgendaPart, AskingSince, Found, owed_of
from matters.ladder import Ladder, Matter, Rung
from matters.recipients import Recipient
from models.casefile import subject_of
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
class OwnShare:
    """Cases in which what some roles are asked for is a reader's: where `where` holds, or all of them."""

    roles: frozenset[Recipient]
    where: ColumnElement[bool] | None


@dataclass(frozen=True, slots=True)
class Mine:
    """What is a reader's own: in shares that do not overlap, that of their own cases first.

    `acts_for` are the reader and those in whose place they act today, `unit` is their labour-market unit. `cared_for`
    are suppliers that they look after, each as a case and what its track is called.
    """

    role: AccountRole
    roles: frozenset[Recipient]
    person_id: int
    acts_for: frozenset[int]
    manages: bool
    unit: int | None
    shares: Sequence[OwnShare]
    cared_for: frozenset[tuple[int, str]] = frozenset()

    @property
    def supports(self) -> bool:
        return self.role is AccountRole.SUPPORT

    @property
    def cases(self) -> ColumnElement[bool] | None:
        """The condition of the cases that are the reader's first of all; None for all."""
        return self.shares[0].where


def mine(connection: Connection, who: SignedIn, *, today: date, whole: bool) -> Mine | None:
    """Return what is a reader's own; `whole` is all of the support function's. None for who is reminded of nothing."""
    if who.role not in ROLES or who.person_id is None:
        return None
    columns = (col(Person.role), col(Person.unit_id), col(Person.labour_market_unit_id))
    place = connection.execute(select(*columns).where(col(Person.id) == who.person_id)).one_or_none()
    if place is None:
        return None
    behalf = acts_for(connection, who.person_id, today)
    unit = who.labour_unit_id or place.labour_market_unit_id
    serves = who.role is AccountRole.LABOUR_MARKET
    if serves and unit is not None:
        behalf |= _mailboxes(connection, unit)
    return Mine(
        who.role,
        ROLES[who.role],
        who.person_id,
        behalf,
        place.role == MANAGER,
        unit if serves else None,
        _SHARES[who.role](behalf, place, unit, whole=whole),
        _cared_for(connection, behalf) if serves else frozenset(),
    )


def _mailboxes(connection: Connection, unit: int) -> frozenset[int]:
    """Return the mailbox of a labour-market unit: what it is asked for, everybody of the unit is."""
    of_unit = (col(Person.labour_market_unit_id) == unit, col(Person.mailbox))
    return frozenset(connection.execute(select(col(Person.id)).where(*of_unit)).scalars())


def _cared_for(connection: Connection, behalf: Collection[int]) -> frozenset[tuple[int, str]]:
    o = ObligationRow
    query = select(col(o.case_id), col(o.lot), col(o.supplier)).where(col(o.contact_id).in_(sorted(behalf)))
    return frozenset((case_id, subject_of(lot, supplier)) for case_id, lot, supplier in connection.execute(query))


def _of_support(behalf: Collection[int], _: Any, __: int | None, *, whole: bool) -> list[OwnShare]:
    own = or_(UNTAKEN, col(Case.support_id).in_(sorted(behalf)))
    return [OwnShare(ROLES[AccountRole.SUPPORT], None if whole else own)]


UNTAKEN: ColumnElement[bool] = col(Case.support_id).is_(None)
"""The condition of a case that nobody of the support function has taken."""


def _of_officer(behalf: Collection[int], place: Any, _: int | None, *, whole: bool) -> list[OwnShare]:
    """Return the reader's own cases; a manager also has what nobody in the unit has in hand, or has been late with."""
    del whole
    officer, own = col(Case.officer_id), col(Case.officer_id).in_(sorted(behalf))
    shares = [OwnShare(ROLES[AccountRole.OFFICER], own)]
    if place.role == MANAGER:
        of_unit = col(Case.unit_id) == place.unit_id
        shares.append(OwnShare(ROLES[AccountRole.OFFICER], and_(of_unit, officer.is_(None))))
        others = officer.not_in(sorted(behalf))
        shares.append(OwnShare(frozenset({_R.MANAGER}), and_(of_unit, officer.is_not(None), others)))
    return shares


def _of_unit(behalf: Collection[int], _: Any, unit: int | None, *, whole: bool) -> list[OwnShare]:
    """Return the suppliers that the reader looks after, or nobody of their unit yet, and what the unit is asked for."""
    del whole
    o, d = ObligationRow, DemandOrderRow
    of_case, falls = col(o.case_id) == col(Case.id), falls_to(unit)
    cared = exists().where(of_case, col(o.contact_id).in_(sorted(behalf)))
    not_yet = exists().where(of_case, col(o.contact_id).is_(None))
    ordered = exists().where(col(d.case_id) == col(Case.id), col(d.unit_id) == unit)
    return [
        OwnShare(frozenset({_R.CONTACT}), or_(cared, and_(falls, not_yet))),
        OwnShare(frozenset({_R.LABOUR_MARKET}), or_(falls, ordered)),
    ]


def falls_to(unit: int | None) -> ColumnElement[bool]:
    """Return the condition of a case that falls to a labour-market unit: named, or else in its turn."""
    named, turn = col(Case.labour_market_unit_id), col(Case.unit_in_turn_id)
    if unit is None:
        return and_(named.is_(None), turn.is_(None))
    return or_(named == unit, and_(named.is_(None), turn == unit))


_SHARES = {AccountRole.SUPPORT: _of_support, AccountRole.OFFICER: _of_officer, AccountRole.LABOUR_MARKET: _of_unit}


# --- from when it is theirs ------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def asked_of(roles: frozenset[Recipient], ladder: Ladder, today: date) -> Mapping[str, AskingSince]:
    """Return the matters of which some roles are asked, and from when.

    Who is reminded first has it in hand while it has a last day; who is reminded later, or of what has no last day, is
    asked once a step of theirs has come. What is done together is the support function's from the beginning, and what
    asks for nothing nobody's for more than a week.
    """
    found = ((matter.name, _asked(roles, matter, today)) for matter in ladder.matters.values())
    return {name: asked for name, asked in found if asked is not None and name not in _REPEATED}


def _asked(roles: Collection[Recipient], matter: Matter, today: date) -> AskingSince | None:
    shared = Recipient.SUPPORT in roles and matter.name in OF_MATTER[matter.name].shared
    rungs = [rung for rung in matter.rungs if rung.to in roles]
    if not (rungs or shared):
        return None
    after = today - ONE_WEEK if matter.name in _NEWS else None
    since = max((day for rung in rungs if (day := _come_since(rung, today))), default=None)
    return AskingSince(shared or matter.rungs[0].to in roles, since, after)


def _come_since(rung: Rung, today: date) -> date:
    """Return the latest day from which a step has come by today."""
    base = rung.base_for(today)
    while rung.due_on(base) > today:
        base -= timedelta(days=1)
    while rung.due_on(base + timedelta(days=1)) <= today:
        base += timedelta(days=1)
    return base


_REPEATED = frozenset(name for group in GROUPS for name in group.repeats)
_NEWS = frozenset(name for group in GROUPS for name in group.news)


def to_be_taken_by(since: date | None, deadline: date | None, today: date) -> date:
    """Return the day by which somebody takes what has come in: the working day after it, today from then on.

    It is late only once what follows is: `deadline`.
    """
    if deadline is not None and deadline < today:
        return deadline
    return max(today, working_days_after(since or today, 1))


def of_labour_market(connection: Connection, mine: Mine, found: Sequence[Found], ladder: Ladder) -> Iterator[Found]:
    """Yield those of some rows that are a contact person's, or their unit's where nobody looks after a supplier yet."""
    some = sorted({number for number, _ in found})
    o = ObligationRow
    looked_after = select(col(o.case_id), col(o.lot), col(o.supplier)).where(col(o.contact_id).is_not(None))
    known = {
        (case_id, subject_of(lot, supplier))
        for case_id, lot, supplier in connection.execute(looked_after.where(col(o.case_id).in_(some)))
    }
    falling = select(col(Case.id)).where(falls_to(mine.unit), col(Case.id).in_(some))
    fallen = set(connection.execute(falling).scalars())
    for case_id, item in found:
        supplier = item.parent or item.subject
        if ladder.matters[item.name].units and item.units:
            theirs = str(mine.unit) in item.units.split()
        elif supplier and (case_id, supplier) in known:
            theirs = (case_id, supplier) in mine.cared_for
        else:
            theirs = case_id in fallen
        if theirs:
            yield case_id, item


@lru_cache(maxsize=32)
def part_of(roles: frozenset[Recipient], ladder: Ladder, today: date) -> AgendaPart:
    """Return what some roles are asked for, as far as it is due within a week or has no last day."""
    return owed_of(asked_of(roles, ladder, today), before=today + ONE_WEEK)
