"""Unknown stored words, and the cases that hold them: each column is queried for its distinct words only.

States and milestones are left out: `models.storage.relabel` finds those.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, select, true

from models.links import LINK_KINDS
from models.tables import Case, CaseLink, ContractingUnit, ObligationRow, ObservationRow, Track
from models.unreadable import (
    ACTS,
    COURTS,
    FORMS,
    KINDS,
    OUTCOMES,
    PLACEMENTS,
    POSITIONS,
    PROCEDURES,
    UNITS,
    VALUES,
    UnknownWord,
    Words,
)

_case = Case.__table__
_link = CaseLink.__table__
_observation = ObservationRow.__table__
_obligation = ObligationRow.__table__
_track = Track.__table__
_unit = ContractingUnit.__table__


@dataclass(frozen=True, slots=True)
class StrayWord:
    """An unknown stored word, and the cases that hold it, up to the limit asked for."""

    cause: UnknownWord
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words are stored: a column, of those of its rows that `where` names, and what they stand for."""

    words: Words[Any]
    column: Column[str]
    case_id: Column[int]
    where: ColumnElement[bool]


_OF_CASE: tuple[tuple[Words[Any], str], ...] = (
    (KINDS, "kind"),
    (PROCEDURES, "procedure"),
    (ACTS, "act"),
    (OUTCOMES, "outcome"),
    (FORMS, "forms"),
)


def _places() -> Iterator[_Place]:
    for words, name in _OF_CASE:
        yield _Place(words, _case.c[name], _case.c.id, true())
    yield _Place(ACTS, _unit.c.act, _case.c.id, _case.c.unit_id == _unit.c.id)
    yield _Place(LINK_KINDS, _link.c.kind, _link.c.case_id, true())
    yield _Place(UNITS, _obligation.c.unit, _obligation.c.case_id, true())
    yield _Place(POSITIONS, _track.c.subject, _track.c.case_id, _track.c.process == "placement")
    told, number = _observation.c, _observation.c.case_id
    dated = told.on.is_not(None)
    yield _Place(COURTS, told.court, number, dated)
    yield _Place(PLACEMENTS, told.placement, number, dated & (told.placement != ""))
    for milestone, words in VALUES.items():
        yield _Place(words, told.value, number, dated & (told.milestone == milestone))


_PLACES = tuple(_places())


def stray_words(connection: Connection, *, limit: int) -> list[StrayWord]:
    """Return the unknown stored words, each with up to `limit` of its cases by reference."""
    return [
        StrayWord(UnknownWord(place.words.where, word), _references(connection, place, word, limit))
        for place in _PLACES
        for word in connection.execute(select(place.column).where(place.where).distinct()).scalars()
        if not place.words.knows(word)
    ]


def _references(connection: Connection, place: _Place, word: str, limit: int) -> tuple[str, ...]:
    holding = select(place.case_id).where(place.where, place.column == word)
    found = select(_case.c.reference).where(_case.c.id.in_(holding)).order_by(_case.c.reference_key).limit(limit)
    return tuple(connection.execute(found).scalars())
