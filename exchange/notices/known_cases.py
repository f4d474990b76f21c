"""The cases that some notices may belong to, read at once, and what tells that they do."""

from collections.abc import Container, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from exchange.notices.homes import Home, Read, possible_references
from exchange.notices.mapping import source_named
from exchange.notices.matching import PROCEDURE, names_if_replaced
from exchange.notices.sides import stored_side
from models.casefile import CaseFile
from models.casestore import load_some
from models.links import heirs
from models.particulars import said_of
from models.references import ids_called
from models.storage.driver_statements import Statement, among, id_list, text_list
from models.tables import Case, ImportedNotice, NoticeName
from states.processes.procurement import OPEN, PROCUREMENT
from states.records.names import reference_key

_case = Case.__table__
_imported = ImportedNotice.__table__
_name = NoticeName.__table__


class TitledCase(NamedTuple):
    reference: str
    has_procedure: bool


class KnownCases:
    """The cases that some sets of notices may belong to, with their particulars and the notices they came from.

    `into` is the id of the case that a person says the notices belong to; without `hints` no title finds a case.
    """

    def __init__(self, connection: Connection, sets: Sequence[list[Read]], *, into: int | None, hints: bool) -> None:
        self.connection, self.into, self.hints = connection, into, hints
        self.taken: set[str] = set()
        self.homes: dict[str, list[CaseFile]] = {}
        self.stored: dict[int, Home] = {}
        self.sources: dict[tuple[int, str], set[str]] = {}
        self.by_title: dict[tuple[str, int | None], TitledCase] = {}
        self.keys: set[str] = set()
        self._look_up(sets)

    def _look_up(self, sets: Sequence[list[Read]]) -> None:
        """Read every case that a notice may belong to by notice, procedure, number or title, and its particulars."""
        by_name = self._find_names(chain.from_iterable(sets))
        homeless = [of_set for of_set in sets if not any(_is_named(one, by_name) for one in of_set)]
        numbered = self._find_references(sets)
        titled = self._find_titles(homeless) if self.hints and self.into is None else []
        ids = {id_ for of_name in by_name.values() for id_ in of_name} | {*numbered.values(), *titled}
        ids |= {self.into} if self.into is not None else set()
        cases = {case.id: case for case in load_some(self.connection, sorted(ids), locked=True)}
        self.homes = {name: [cases[id_] for id_ in sorted(of_name)] for name, of_name in by_name.items()}
        # Under the reference of a case that was merged stands the surviving one.
        self.by_key = {reference_key(case.reference): case for case in cases.values()}
        self.by_key |= {key: cases[id_] for key, id_ in numbered.items()}
        self.said = said_of(self.connection, list(cases))
        self.stored = {id_: Home(case) for id_, case in cases.items()}
        for name, homes in self.homes.items():
            for case in homes:
                self.stored[case.id].names.add(name)
        for id_, *row in _FIND_IMPORTED.rows(self.connection, (id_list(self.connection, list(cases)),)):
            told = dict(zip(TOLD_COLUMNS, row, strict=True))
            key, number = told["key"], told["publication_number"]
            self.keys.add(key)
            self.spoken(id_, source_named(key, number), names_if_replaced(key, number))
            self.stored[id_].sides.append(stored_side(told))
        self._note_candidates([cases[id_] for id_ in titled])

    def _find_names(self, read: Iterable[Read]) -> dict[str, set[int]]:
        wanted = {name for one in read for name in one.extract.names.all}
        by_name: dict[str, set[int]] = {}
        for name, id_ in _FIND_NAMES.rows(self.connection, (text_list(self.connection, wanted),)):
            by_name.setdefault(name, set()).add(id_)
        return by_name

    def _find_references(self, sets: Sequence[list[Read]]) -> dict[str, int]:
        """Return the cases whose references are the notices' own numbers, by key, and store which keys are taken."""
        numbers = {one.extract.internal_number for read in sets for one in read if one.extract.internal_number}
        wanted = numbers.union(*map(possible_references, sets))
        ids = ids_called(self.connection, wanted)
        self.taken = set(ids)
        into = heirs(self.connection, ids.values())
        return {key: into.get(ids[key], ids[key]) for key in map(reference_key, numbers) if key in ids}

    def called(self, reference: str | None) -> CaseFile | None:
        return self.by_key.get(reference_key(reference)) if reference else None

    def _find_titles(self, sets: Sequence[list[Read]]) -> list[int]:
        """Return the cases of the same unit and title as one of some notices, the oldest first."""
        every = [one.extract for read in sets for one in read]
        pairs = {(one.title, one.unit_id) for one in every if one.unit_id is not None}
        if not pairs:
            return []
        titles = text_list(self.connection, {title for title, _ in pairs})
        units = id_list(self.connection, [unit_id for _, unit_id in pairs if unit_id is not None])
        rows = _FIND_TITLES.rows(self.connection, (titles, units))
        return [id_ for id_, title, unit_id in rows if (title, unit_id) in pairs]

    def _note_candidates(self, cases: Sequence[CaseFile]) -> None:
        if not cases:
            return
        ids = id_list(self.connection, [case.id for case in cases])
        advertised = {row[0] for row in _FIND_PROCEDURES.rows(self.connection, (ids,))}
        for case in cases:
            track = case.track(PROCUREMENT.name)
            if track is not None and track.state in OPEN:
                self.by_title[case.title, case.unit_id] = TitledCase(case.reference, case.id in advertised)

    def spoken(self, case_id: int, source: str, names: Iterable[str]) -> None:
        for name in names:
            self.sources.setdefault((case_id, name), set()).add(source)


def _is_named(read: Read, by_name: Container[str]) -> bool:
    return any(link in by_name for link in read.extract.names.links)


# --- statements ------------------------------------------------------------------------------------------------------

_FIND_NAMES = Statement(
    ["names"], lambda db: select(_name.c.name, _name.c.case_id).where(among(_name.c.name, db, "names"))
)
_FIND_TITLES = Statement(
    ["titles", "units"],
    lambda db: (
        select(_case.c.id, _case.c.title, _case.c.unit_id)
        .where(among(_case.c.title, db, "titles"), among(_case.c.unit_id, db, "units"))
        .order_by(_case.c.id)
    ),
)
_FIND_PROCEDURES = Statement(
    ["ids"],
    lambda db: select(_name.c.case_id).where(
        among(_name.c.case_id, db), _name.c.name.like(bindparam("like", f"{PROCEDURE}%"))
    ),
)
TOLD_COLUMNS = (
    "key",
    "publication_number",
    "published_on",
    "form_type",
    "procedure",
    "title",
    "buyers",
    "call_off",
    "lots",
)
_FIND_IMPORTED = Statement(
    ["ids"],
    lambda db: select(_imported.c.case_id, *(_imported.c[name] for name in TOLD_COLUMNS)).where(
        among(_imported.c.case_id, db)
    ),
)
