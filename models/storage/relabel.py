"""Renaming states and milestones in stored cases, after a release that calls them otherwise.

A file of TOML says how, a table for each process and one for the milestones:

    [procurement]
    old_state = "new_state"

    [milestones]
    old_milestone = "new_milestone"
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, literal, or_, select, update
from sqlalchemy import case as choice

from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import load_some, save
from models.operations import MIGRATED, relabel
from models.tables import Case, ObservationRow, Track
from states.facts import Milestone
from states.processes.delivery import DELIVERY
from states.processes.registry import PROCESSES
from states.refusal import Refusal
from states.text import Text, joined

_case = Case.__table__
_track = Track.__table__
_observation = ObservationRow.__table__

MILESTONES = "milestones"
BATCH = 500

Names = Mapping[str, Mapping[str, str]]


class RelabelRefused(Refusal):
    """A file that cannot be carried out; `text` names everything that is wrong with it."""


@dataclass(frozen=True, slots=True)
class Relabelling:
    """New names by old ones, for each process and for the milestones; `source` is the file's name."""

    source: str
    names: Names


@dataclass(frozen=True, slots=True)
class RelabelLine:
    """A name to be changed, or an unknown one: `kind` is a process or "milestones", `references` are the cases."""

    kind: str
    old: str
    new: str
    count: int
    references: tuple[str, ...]


def known_names() -> Mapping[str, frozenset[str]]:
    """Return the states of each process of a case, and the milestones."""
    states = {name: frozenset(process.states) for name, process in PROCESSES.items() if process is not DELIVERY}
    return states | {MILESTONES: frozenset(Milestone)}


def read_relabelling(path: Path) -> Relabelling:
    """Read a file; raise RelabelRefused if it is no TOML or has names that the program does not know."""
    try:
        told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise RelabelRefused(
            _NOT_TOML.fill(path=str(path), problem=str(problem)),
        ) from problem
    wrong = list(_wrong(told))
    if wrong:
        raise RelabelRefused(_listed(path, wrong))
    return Relabelling(path.name, told)


_NOT_TOML = Text("{path} går inte att läsa som TOML: {problem}.", "{path} cannot be read as TOML: {problem}.")


def _wrong(told: Mapping[str, Any]) -> Iterator[Text]:
    known = known_names()
    for kind, names in told.items():
        if kind not in known or not isinstance(names, dict):
            there = ", ".join(known)
            yield _NO_SUCH_KIND.fill(kind=kind, there=there)
            continue
        for old, new in names.items():
            if not isinstance(new, str) or new not in known[kind]:
                yield _NO_SUCH_NAME.fill(kind=kind, old=old, new=str(new))
            elif new == old:
                yield _SAME_NAME.fill(kind=kind, old=old)


_NO_SUCH_KIND = Text("[{kind}] finns inte. Det finns: {there}", "[{kind}] does not exist. There are: {there}")
_NO_SUCH_NAME = Text("[{kind}] {old}: {new} finns inte", "[{kind}] {old}: there is no {new}")
_SAME_NAME = Text("[{kind}] {old}: det nya namnet är det gamla", "[{kind}] {old}: the new name is the old")


def _listed(path: Path, wrong: Sequence[Text]) -> Text:
    return joined([_NOT_FOLLOWED.fill(path=str(path)), *wrong], "\n  ")


_NOT_FOLLOWED = Text("{path} kan inte följas. Inget har ändrats.", "{path} cannot be followed. Nothing was changed.")


# --- what is there ---------------------------------------------------------------------------------------------------


def survey(connection: Connection, relabelling: Relabelling) -> list[RelabelLine]:
    """Return what would be renamed, and in which cases; names that are not stored anywhere are left out."""
    lines = [
        _line(connection, kind, old, new) for kind, names in relabelling.names.items() for old, new in names.items()
    ]
    return [line for line in lines if line.count]


def strangers(connection: Connection, relabelling: Relabelling | None = None) -> list[RelabelLine]:
    """Return the stored states and milestones that no process knows, except those that would be renamed."""
    known, renamed = known_names(), relabelling.names if relabelling else {}
    return [
        _line(connection, kind, name)
        for kind, name in _stored(connection)
        if name not in known.get(kind, ()) and name not in renamed.get(kind, {})
    ]


def _stored(connection: Connection) -> list[tuple[str, str]]:
    states = select(_track.c.process, _track.c.state).distinct()
    milestones = select(literal(MILESTONES), _observation.c.milestone).distinct()
    return sorted((row[0], row[1]) for query in (states, milestones) for row in connection.execute(query))


def _line(connection: Connection, kind: str, old: str, new: str = "") -> RelabelLine:
    if kind == MILESTONES:
        table, named = _observation, _observation.c.milestone == old
    else:
        table, named = _track, and_(_track.c.process == kind, _track.c.state == old)
    query = select(_case.c.reference).join(table, table.c.case_id == _case.c.id).where(named)
    references = connection.execute(query.order_by(_case.c.reference_key)).scalars().all()
    return RelabelLine(kind, old, new, len(references), tuple(dict.fromkeys(references)))


# --- renaming --------------------------------------------------------------------------------------------------------


def carry_out(connection: Connection, relabelling: Relabelling, *, by: Actor, today: date) -> int:
    """Rename everything, note it in the journal of each case and make it due; return the number of cases.

    All names change at once, so that two names may be swapped.
    """
    milestones = relabelling.names.get(MILESTONES, {})
    recorded = _rename_milestones(connection, milestones)
    case_ids = sorted(recorded.keys() | _with_states(connection, relabelling.names))
    for start in range(0, len(case_ids), BATCH):
        cases = load_some(connection, case_ids[start : start + BATCH], locked=True)
        for case in cases:
            _rename_states(case, relabelling, by=by, today=today)
            for old in recorded.get(case.id, ()):
                case.note(
                    today,
                    actor=str(by),
                    event=MIGRATED,
                    source=old,
                    target=milestones[old],
                    detail=relabelling.source,
                )
        save(connection, cases)
    return len(case_ids)


def _rename_milestones(connection: Connection, names: Mapping[str, str]) -> Mapping[int, list[str]]:
    """Rename before any case is loaded, because none can be that has a milestone nobody knows; tell what was where."""
    if not names:
        return {}
    milestone, found = _observation.c.milestone, _observation.c.milestone.in_(names)
    query = (
        select(_observation.c.case_id, milestone).where(found).distinct().order_by(_observation.c.case_id, milestone)
    )
    rows = connection.execute(query).all()
    connection.execute(update(_observation).where(found).values(milestone=choice(dict(names), value=milestone)))
    return {number: [row[1] for row in of_case] for number, of_case in groupby(rows, key=itemgetter(0))}


def _with_states(connection: Connection, names: Names) -> set[int]:
    named = [and_(_track.c.process == kind, _track.c.state.in_(of_kind)) for kind, of_kind in names.items()]
    return set(connection.execute(select(_track.c.case_id).where(or_(*named)).distinct()).scalars())


def _rename_states(case: CaseFile, relabelling: Relabelling, *, by: Actor, today: date) -> None:
    for track in case.tracks:
        new = relabelling.names.get(track.process, {}).get(track.state)
        if new is not None:
            relabel(case, track, new, by=by, today=today, detail=relabelling.source)
