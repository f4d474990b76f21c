"""The list of cases: what somebody looks for, what they may see of it, and what is most pressing in each."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from desk.access import SignedIn, seen_by
from desk.acting import carry_out
from desk.labels import state_label
from matters.agenda_reading import Agendas, read_agendas
from matters.ladder import Ladder
from models.agenda import AgendaItem, AgendaKind
from models.people import OFFICERS
from models.queries.case_search import (
    CaseOrder,
    CaseSearch,
    FoundCase,
    count_cases,
    find_cases,
    find_people,
    find_suppliers,
)
from models.queries.directory import units
from models.queries.people_in import people_named_in_cases
from models.saved_views import forget_view, keep_view, views_of
from notifications.workbook import Value, write
from states.facts import Role
from states.law.acts import ACT_LABELS
from states.law.applicability import FORM_LABELS, KIND_LABELS, OUTCOME_LABELS
from states.processes.procurement import PROCUREMENT
from states.text import Text

SIZE = 50
"""How many cases a page shows."""
MOST_FOUND = 20
MOST_EXPORTED = 20_000


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One case in the list, with the most pressing thing that is owed in it: what, and by when."""

    found: FoundCase
    owed: Text | None
    day: date | None

    def is_late(self, today: date) -> bool:
        return self.day is not None and self.day < today


@dataclass(frozen=True, slots=True)
class CasePage:
    """A part of the list: `total` are all that fit."""

    rows: Sequence[ListedCase]
    total: int
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.rows)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed to, each by what it stands for."""

    states: Mapping[str, Text]
    units: Mapping[str, str]
    officers: Mapping[str, str]
    support: Mapping[str, str]
    outcomes: Mapping[str, Text]
    forms: Mapping[str, Text]
    kinds: Mapping[str, Text]
    acts: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Finds:
    """What a search finds; `one` is the case that was named by its reference."""

    cases: CasePage
    suppliers: Sequence[tuple[str, int]]
    people: Sequence[tuple[int, str, str, str, str]]
    """Number, name, role, phone and address."""
    one: FoundCase | None


def list_cases(
    connection: Connection,
    who: SignedIn,
    search: CaseSearch,
    *,
    today: date,
    ladder: Ladder,
    order: CaseOrder = CaseOrder.DAY,
    page: int = 0,
) -> CasePage:
    """Return a page of the cases that fit and that somebody may see; pages are counted from 0."""
    agendas = read_agendas(connection, today, ladder, problems=[])
    meant = replace(search, seen=seen_by(who), days=_fresh_days(agendas))
    total = count_cases(connection, meant)
    first = max(0, min(page, (total - 1) // SIZE)) * SIZE
    rows = find_cases(connection, meant, order=order, first=first, limit=SIZE)
    return CasePage(_with_what_is_owed(agendas, rows, ladder), total, first)


def choices(connection: Connection, who: SignedIn) -> Choices:
    """Return what the list can be narrowed to for somebody."""
    named = people_named_in_cases(connection, seen_by(who))
    return Choices(
        states={state: state_label(PROCUREMENT.name, state) for state in PROCUREMENT.states},
        units={str(number): name for name, number in units(connection).items()},
        officers=named.officers,
        support=named.support,
        outcomes={str(one): label for one, label in OUTCOME_LABELS.items()},
        forms={str(one): label for one, label in FORM_LABELS.items()},
        kinds={str(one): label for one, label in KIND_LABELS.items()},
        acts={str(one): label for one, label in ACT_LABELS.items()},
    )


def keep(engine: Engine, who: SignedIn, name: str, query: str) -> None:
    """Keep what somebody has narrowed the list to, under a name; raise Refused."""
    carry_out(engine, lambda connection: keep_view(connection, who.account_id, name, query))


def forget(engine: Engine, who: SignedIn, name: str) -> None:
    """Keep a narrowed list no longer."""
    carry_out(engine, lambda connection: forget_view(connection, who.account_id, name))


def kept(connection: Connection, who: SignedIn) -> Mapping[str, str]:
    """Return what somebody keeps: the query of each list by its name."""
    return views_of(connection, who.account_id)


def find(connection: Connection, who: SignedIn, words: str, *, today: date, ladder: Ladder) -> Finds:
    """Return what fits some words: cases by anything they are known by, suppliers, and people with their phones."""
    search = CaseSearch(words=words, ended=True)
    cases = list_cases(connection, who, search, today=today, ladder=ladder)
    if not words.strip():
        return Finds(CasePage((), 0, 0), (), (), None)
    suppliers = find_suppliers(connection, words, seen_by(who), limit=MOST_FOUND)
    people = find_people(connection, words, _SOUGHT, limit=MOST_FOUND)
    named = [row.found for row in cases.rows if row.found.reference.casefold() == words.strip().casefold()]
    return Finds(cases, suppliers, [tuple(person) for person in people], named[0] if named else None)


_SOUGHT = (*OFFICERS, Role.SUPPORT, Role.LABOUR_MARKET)
"""Whose people are found: those of the city; a supplier's stand in their cases."""


def workbook(connection: Connection, who: SignedIn, search: CaseSearch, *, language: str, order: CaseOrder) -> bytes:
    """Return the cases that fit as a workbook, at most 20,000 of them."""
    heads = [head.in_(language) for head in _HEADS]
    return write([(_SHEET.in_(language), heads, table(connection, who, search, language=language, order=order))])


def table(
    connection: Connection, who: SignedIn, search: CaseSearch, *, language: str, order: CaseOrder
) -> list[list[Value]]:
    """Return the cases that fit as rows of a table; `heads` names its columns."""
    meant = replace(search, seen=seen_by(who))
    return [_cells(one, language) for one in find_cases(connection, meant, order=order, limit=MOST_EXPORTED)]


def heads(language: str) -> list[str]:
    """Return the names of the columns of `table`."""
    return [head.in_(language) for head in _HEADS]


def _cells(one: FoundCase, language: str) -> list[Value]:
    return [
        one.reference,
        one.title,
        state_label(PROCUREMENT.name, one.state).in_(language),
        one.since,
        one.unit,
        one.officer,
        one.support,
        _label(KIND_LABELS, one.kind, language),
        _label(OUTCOME_LABELS, one.outcome, language),
        one.opened_on,
        one.day,
    ]


def _label(labels: Mapping[Any, Text], value: str, language: str) -> str:
    return labels[value].in_(language) if value in labels else value


_SHEET = Text("Ärenden", "Cases")
_HEADS = (
    Text("Beteckning", "Reference"),
    Text("Benämning", "Title"),
    Text("Läge", "State"),
    Text("Sedan", "Since"),
    Text("Enhet", "Unit"),
    Text("Upphandlare", "Officer"),
    Text("Stödfunktionen", "Support function"),
    Text("Slag", "Kind"),
    Text("Bedömning", "Assessment"),
    Text("Öppnat", "Opened"),
    Text("Nästa dag", "Next day"),
)


def _fresh_days(agendas: Agendas) -> dict[int, date | None]:
    """Return the next day of cases that have changed since the last tick, the most pressing of them.

    After a change of rules that may be all: what is stored then serves to sort the rest until the next tick.
    """
    changed = agendas.worked_out.keys() if agendas.left_out is None else agendas.left_out
    days = {
        number: min((day for day, _ in _dated(agendas.worked_out.get(number, ()))), default=None) for number in changed
    }
    return dict(sorted(days.items(), key=lambda pair: pair[1] or date.max)[:_MOST_CHANGED])


_MOST_CHANGED = 300


def _first_day(items: Collection[AgendaItem]) -> date | None:
    return min((day for day, _ in _dated(items)), default=None)


def _with_what_is_owed(agendas: Agendas, rows: Sequence[FoundCase], ladder: Ladder) -> list[ListedCase]:
    items = agendas.of_cases([row.id for row in rows])
    return [_listed(row, items.get(row.id, ()), ladder) for row in rows]


def _listed(row: FoundCase, items: Collection[AgendaItem], ladder: Ladder) -> ListedCase:
    first = min(_dated(items), key=lambda pair: pair[0], default=None)
    if first is None:
        return ListedCase(row, None, None)
    day, item = first
    return ListedCase(row, ladder.matters[item.name].heading_for(item.role), day)


def _dated(items: Collection[AgendaItem]) -> Iterator[tuple[date, AgendaItem]]:
    for item in items:
        if item.kind == AgendaKind.OWED and item.deadline is not None:
            yield item.deadline, item
