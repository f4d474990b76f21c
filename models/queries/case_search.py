"""Cases as somebody looks for them: by words, by what is known of them, and by what is late."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.queries.cases import purchase_of
from models.queries.matching import like
from models.rows import PAGE, read_as
from models.tables import AgendaRow, Case, ContractingUnit, ObligationRow, ObservationRow, Person, Track
from states.processes.procurement import OPEN

_MOST_WORDS = 6
_LONGEST_WORD = 60


class CaseOrder(StrEnum):
    """What a list of cases is sorted by."""

    DAY = auto()
    """The next last day, the most pressing first; those without one last."""
    REFERENCE = auto()
    TITLE = auto()
    UNIT = auto()
    OPENED = auto()
    """The newest first."""


@dataclass(frozen=True, slots=True)
class CaseSearch:
    """What cases have to fit, all at once; what is empty leaves all in. `late_by` is a day: something was due before.

    `state` is a state of the purchase; empty means those that have not ended, unless `ended` lets all in.
    """

    words: str = ""
    state: str = ""
    ended: bool = False
    unit_id: int | None = None
    officer_id: int | None = None
    support_id: int | None = None
    nobodys: bool = False
    """Of which nobody of the support function has said that it is theirs."""
    outcome: str = ""
    form: str = ""
    kind: str = ""
    act: str = ""
    late_by: date | None = None
    seen: ColumnElement[bool] | None = None
    """What whoever looks may see."""
    among: ColumnElement[bool] | None = None
    """A selection that another page leads to."""
    days: Mapping[int, date | None] = field(default_factory=dict)
    """The next last day in cases whose stored agenda does not hold, by case."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """One case in the list; `day` is its next last day."""

    id: int
    reference: str
    title: str
    unit: str
    officer: str
    support: str
    kind: str
    outcome: str
    state: str
    since: date
    opened_on: date
    day: date | None


def find_cases(
    connection: Connection, search: CaseSearch, *, order: CaseOrder = CaseOrder.DAY, first: int = 0, limit: int = PAGE
) -> list[FoundCase]:
    """Return up to `limit` cases that fit, in an order, from the one at place `first`."""
    support, next_day = aliased(Person), _next_day(search)
    query = (
        select(
            col(Case.id),
            col(Case.reference),
            col(Case.title),
            func.coalesce(col(ContractingUnit.name), "").label("unit"),
            func.coalesce(col(Person.name), "").label("officer"),
            func.coalesce(col(support.name), "").label("support"),
            col(Case.kind),
            col(Case.outcome),
            col(Track.state),
            col(Track.since),
            col(Case.opened_on),
            next_day.label("day"),
        )
        .select_from(Case)
        .join(Track, purchase_of())
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == col(Case.unit_id))
        .outerjoin(Person, col(Person.id) == col(Case.officer_id))
        .outerjoin(support, col(support.id) == col(Case.support_id))
        .where(*_fits(search))
        .order_by(*_ORDERS[order](next_day), col(Case.reference_key))
        .limit(limit)
        .offset(first)
    )
    return read_as(connection, FoundCase, query)


def count_cases(connection: Connection, search: CaseSearch) -> int:
    """Return how many cases fit."""
    query: Select[Any] = select(func.count()).select_from(Case).join(Track, purchase_of()).where(*_fits(search))
    return int(connection.execute(query).scalar_one())


def find_suppliers(
    connection: Connection, words: str, seen: ColumnElement[bool], *, limit: int
) -> list[tuple[str, int]]:
    """Return suppliers whose names fit some words, each with in how many cases it owes something, by name."""
    name = col(ObligationRow.supplier)
    query = (
        select(name, func.count(col(ObligationRow.case_id).distinct()))
        .join(Case, col(Case.id) == col(ObligationRow.case_id))
        .where(seen, *(like(name, word) for word in _words(words)))
        .group_by(name)
        .order_by(name)
        .limit(limit)
    )
    return [(str(supplier), int(number)) for supplier, number in connection.execute(query)]


def find_people(connection: Connection, words: str, roles: Collection[str], *, limit: int) -> Sequence[Any]:
    """Return people of the directory whose names or addresses fit some words: number, name, role, phone, e-mail."""
    person = Person.__table__.c
    fits = (or_(like(person.name, word), like(person.email, word)) for word in _words(words))
    query = (
        select(person.id, person.name, person.role, person.phone, person.email)
        .where(person.role.in_(sorted(roles)), person.name != "", *fits)
        .order_by(person.name)
        .limit(limit)
    )
    return connection.execute(query).all()


def _words(text: str) -> list[str]:
    return [word[:_LONGEST_WORD] for word in text.split()[:_MOST_WORDS]]


def _fits(search: CaseSearch) -> list[ColumnElement[bool]]:
    """Return what a search asks for, each as a condition."""
    equal = {
        col(Track.state): search.state or None,
        col(Case.unit_id): search.unit_id,
        col(Case.officer_id): search.officer_id,
        col(Case.support_id): search.support_id,
        col(Case.outcome): search.outcome or None,
        col(Case.kind): search.kind or None,
        col(Case.act): search.act or None,
    }
    found = [column == value for column, value in equal.items() if value is not None]
    if not search.state and not search.ended:
        found.append(col(Track.state).in_(sorted(OPEN)))
    if search.nobodys:
        found.append(col(Case.support_id).is_(None))
    if search.form:
        found.append((literal(" ") + col(Case.forms) + " ").contains(f" {search.form} ", autoescape=True))
    if search.late_by is not None:
        found.append(_next_day(search) < search.late_by)
    found += [one for one in (search.seen, search.among) if one is not None]
    return [*found, *(_holds(word) for word in _words(search.words))]


def _holds(word: str) -> ColumnElement[bool]:
    """Return whether anything by which a case is known holds a word: also its unit, its people and its suppliers."""
    own = (Case.reference, Case.title, Case.trade, Case.tasks, Case.occupations, Case.area)
    unit = select(col(ContractingUnit.id)).where(like(col(ContractingUnit.name), word))
    people = select(col(Person.id)).where(like(col(Person.name), word))
    owing = select(col(ObligationRow.case_id)).where(like(col(ObligationRow.supplier), word))
    told = select(col(ObservationRow.case_id)).where(
        col(ObservationRow.supplier) != "", like(col(ObservationRow.supplier), word)
    )
    return or_(
        *(like(col(column), word) for column in own),
        col(Case.unit_id).in_(unit),
        col(Case.officer_id).in_(people),
        col(Case.support_id).in_(people),
        col(Case.id).in_(owing),
        col(Case.id).in_(told),
    )


def _next_day(search: CaseSearch) -> Any:
    of_case = and_(col(AgendaRow.case_id) == col(Case.id), col(AgendaRow.deadline).is_not(None))
    stored = select(func.min(col(AgendaRow.deadline))).where(of_case).scalar_subquery()
    if not search.days:
        return stored
    fresh = [(col(Case.id) == number, literal(day, Date)) for number, day in search.days.items()]
    return case(*fresh, else_=stored)


_ORDERS: Mapping[CaseOrder, Callable[[Any], tuple[Any, ...]]] = {
    CaseOrder.DAY: lambda next_day: (next_day.is_(None), next_day),
    CaseOrder.REFERENCE: lambda _: (),
    CaseOrder.TITLE: lambda _: (col(Case.title),),
    CaseOrder.UNIT: lambda _: (col(ContractingUnit.name),),
    CaseOrder.OPENED: lambda _: (col(Case.opened_on).desc(),),
}
