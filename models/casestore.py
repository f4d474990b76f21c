"""Reading cases from the database and writing them back.

Loading and saving cost a constant number of statements for any number of cases; `save` writes all changes or none.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from models.casefile import CaseChanged, CaseFile, ObligationFile, TrackFile
from models.storage.driver_statements import Row, Statement, among, for_update, id_list, upsert_into
from models.tables import Case, JournalEntry, Track
from models.tables import Obligation as ObligationRow
from models.tables import Observation as ObservationRow
from states.facts import Milestone
from states.records.observations import Observation

_MILESTONES = {str(milestone): milestone for milestone in Milestone}  # a look-up costs less than a conversion

_CASE_COLUMNS = (
    "id",
    "reference",
    "title",
    "unit_id",
    "officer_id",
    "support_id",
    "kind",
    "procedure",
    "months",
    "headcount",
    "single_tenderer",
    "outcome",
    "forms",
    "outcome_reason",
    "opened_on",
    "next_check",
    "version",
    "journal_length",
    "journal_head",
)
_case = Case.__table__
_track = Track.__table__
_observation = ObservationRow.__table__
_journal = JournalEntry.__table__
_obligation = ObligationRow.__table__
_OBLIGATION_COLUMNS = (
    "case_id",
    "lot",
    "supplier",
    "unit",
    "amount",
    "positions",
    "months_each",
    "starts_within",
    "internship_counts",
    "penalty",
    "contact_id",
    "supplier_person_id",
)


def _cases() -> Select[Any]:
    return select(*(_case.c[name] for name in _CASE_COLUMNS))


def _tracks() -> Select[Any]:
    c = _track.c
    return select(c.case_id, c.id, c.process, c.subject, c.parent_id, c.state, c.since, c.state.label("stored_state"))


def _obligations() -> Select[Any]:
    return select(_obligation.c.case_id, _obligation.c.id, *(_obligation.c[name] for name in _OBLIGATION_COLUMNS[1:]))


def _observations() -> Select[Any]:
    c = _observation.c
    return select(c.case_id, c.milestone, c.on, c.source, c.by_person, c.as_of, c.lot, c.supplier, c.value, c.placement)


_ONE_CASE = Statement(["id"], lambda db: for_update(_cases().where(_case.c.id == bindparam("id")), db))
_ONE_TRACKS = Statement(["id"], lambda _: _tracks().where(_track.c.case_id == bindparam("id")).order_by(_track.c.id))
_ONE_OBLIGATIONS = Statement(
    ["id"],
    lambda _: _obligations().where(_obligation.c.case_id == bindparam("id")).order_by(_obligation.c.id),
)
_ONE_OBSERVATIONS = Statement(
    ["id"],
    lambda _: _observations().where(_observation.c.case_id == bindparam("id")).order_by(_observation.c.id),
)
_SOME_CASES = Statement(["ids"], lambda db: _cases().where(among(_case.c.id, db)).order_by(_case.c.id))
_SOME_CASES_LOCKED = Statement(
    ["ids"],
    lambda db: for_update(_cases().where(among(_case.c.id, db)).order_by(_case.c.id), db),
)
_SOME_CASES_FREE = Statement(
    ["ids"],
    lambda db: for_update(_cases().where(among(_case.c.id, db)).order_by(_case.c.id), db, skip_locked=True),
)
_DUE_CASES = Statement(
    ["today", "limit"],
    lambda db: for_update(
        _cases().where(_case.c.next_check <= bindparam("today")).order_by(_case.c.next_check).limit(bindparam("limit")),
        db,
        skip_locked=True,
    ),
)
_SOME_TRACKS = Statement(["ids"], lambda db: _tracks().where(among(_track.c.case_id, db)).order_by(_track.c.id))
_SOME_OBLIGATIONS = Statement(
    ["ids"],
    lambda db: _obligations().where(among(_obligation.c.case_id, db)).order_by(_obligation.c.id),
)
_SOME_OBSERVATIONS = Statement(
    ["ids"],
    lambda db: _observations().where(among(_observation.c.case_id, db)).order_by(_observation.c.id),
)


def load(connection: Connection, case_id: int) -> CaseFile | None:
    """Return one case, locked for this transaction, or None when there is none of this id."""
    rows = _ONE_CASE.rows(connection, (case_id,))
    if not rows:
        return None
    key = (case_id,)
    kinds = (_ONE_TRACKS, _ONE_OBLIGATIONS, _ONE_OBSERVATIONS)
    return _files(rows, *(of_kind.rows(connection, key) for of_kind in kinds))[0]


def load_some(connection: Connection, case_ids: Sequence[int], *, locked: bool = False) -> list[CaseFile]:
    """Return the cases with these ids, ordered by id: for reading, or locked for this transaction."""
    statement = _SOME_CASES_LOCKED if locked else _SOME_CASES
    return _with_rest(connection, statement.rows(connection, (id_list(connection, case_ids),)))


def load_free(connection: Connection, case_ids: Sequence[int]) -> list[CaseFile]:
    """Return the cases with these ids, locked for this transaction; those that someone else has locked are left out."""
    return _with_rest(connection, _SOME_CASES_FREE.rows(connection, (id_list(connection, case_ids),)))


def load_due(connection: Connection, today: date, limit: int) -> list[CaseFile]:
    """Return up to `limit` cases that are due, longest due first; those another tick has locked are left to it."""
    return _with_rest(connection, _DUE_CASES.rows(connection, (today, limit)))


def _with_rest(connection: Connection, rows: list[Row]) -> list[CaseFile]:
    if not rows:
        return []
    key = (id_list(connection, [row[0] for row in rows]),)
    kinds = (_SOME_TRACKS, _SOME_OBLIGATIONS, _SOME_OBSERVATIONS)
    return _files(rows, *(of_kind.rows(connection, key) for of_kind in kinds))


def _files(
    cases: list[Row],
    tracks: list[Row],
    obligations: list[Row],
    observations: list[Row],
) -> list[CaseFile]:
    files = {row[0]: CaseFile(*row) for row in cases}
    suppliers = {row[1]: row[3] for row in tracks if row[2] == "supplier"} if obligations else {}
    for case_id, *track in tracks:
        one = TrackFile(*track)
        one.parent = suppliers.get(one.parent_id, "") if one.parent_id else ""
        files[case_id].tracks.append(one)
    for case_id, *owed in obligations:
        files[case_id].obligations.append(ObligationFile(*owed))
    for case_id, milestone, *rest in observations:
        files[case_id].recorded.append(Observation(_MILESTONES[milestone], *rest))
    return list(files.values())


# --- writing ---------------------------------------------------------------------------------------------------------

_SAVE_CASE = Statement(
    ["next_check", "version", "journal_length", "journal_head", "case_id", "read_version"],
    lambda _: (
        update(_case)
        .values({name: bindparam(name) for name in ("next_check", "version", "journal_length", "journal_head")})
        .where(_case.c.id == bindparam("case_id"), _case.c.version == bindparam("read_version"))
    ),
)
_CHANGING_COLUMNS = (
    "title",
    "unit_id",
    "officer_id",
    "support_id",
    "kind",
    "procedure",
    "months",
    "headcount",
    "single_tenderer",
    "outcome",
    "forms",
    "outcome_reason",
)
_OWN_COLUMNS = (*_CHANGING_COLUMNS, "id")
_SAVE_COLUMNS = Statement(
    _OWN_COLUMNS,
    lambda _: (
        update(_case).values({name: bindparam(name) for name in _CHANGING_COLUMNS}).where(_case.c.id == bindparam("id"))
    ),
)
_SAVE_TRACK = Statement(
    ["state", "since", "track_id", "before"],
    lambda _: (
        update(_track)
        .values(state=bindparam("state"), since=bindparam("since"))
        .where(_track.c.id == bindparam("track_id"), _track.c.state == bindparam("before"))
    ),
)
_ENTRY_COLUMNS = (
    "case_id",
    "number",
    "on",
    "actor",
    "event",
    "process",
    "subject",
    "source",
    "target",
    "detail",
    "digest",
)
_ADD_ENTRY = Statement(
    _ENTRY_COLUMNS,
    lambda _: insert(_journal).inline().values({name: bindparam(name) for name in _ENTRY_COLUMNS}),
)
_OBSERVATION_COLUMNS = (
    "case_id",
    "milestone",
    "on",
    "source",
    "by_person",
    "as_of",
    "lot",
    "supplier",
    "value",
    "placement",
)
_ADD_OBSERVATION = Statement(
    _OBSERVATION_COLUMNS,
    lambda _: insert(_observation).inline().values({name: bindparam(name) for name in _OBSERVATION_COLUMNS}),
)


def save(connection: Connection, files: Sequence[CaseFile]) -> None:
    """Write all changes of some cases, or raise CaseChanged when one of them was changed since it was loaded.

    The caller's transaction must be rolled back then: part of the rows may have been written.
    """
    versions = [(f.next_check, f.version + 1, f.journal_length, f.journal_head, f.id, f.version) for f in files]
    moved = [
        (track.state, track.since, track.id, track.stored_state)
        for file in files
        for track in file.tracks
        if track.state != track.stored_state and track.id
    ]
    if _SAVE_CASE.run_many(connection, versions) != len(versions):
        raise CaseChanged([file.reference for file in files])
    if _SAVE_TRACK.run_many(connection, moved) != len(moved):
        raise CaseChanged([file.reference for file in files])
    _save_forks(connection, files)
    _ADD_ENTRY.run_many(
        connection,
        [
            (file.id, e.number, e.on, e.actor, e.event, e.process, e.subject, e.source, e.target, e.detail, hashed)
            for file in files
            for e, hashed in file.entries
        ],
    )
    _ADD_OBSERVATION.run_many(
        connection,
        [(file.id, *o) for file in files for o in file.observed],
    )
    changed = [tuple(getattr(file, name) for name in _OWN_COLUMNS) for file in files if file.columns]
    _SAVE_COLUMNS.run_many(connection, changed)
    for file in files:
        _settle_down(file)


def _save_forks(connection: Connection, files: Sequence[CaseFile]) -> None:
    """Write tracks and obligations that are new or changed; suppliers before the placements that belong to them."""
    for process in ("supplier", "placement"):
        fresh = [(f, t) for f in files if f.obligations for t in f.tracks if not t.id and t.process == process]
        if not fresh:
            continue
        _ADD_TRACK.run_many(
            connection,
            [(file.id, t.process, t.subject, _parent_id(file, t), t.state, t.since) for file, t in fresh],
        )
        ids = id_list(connection, sorted({file.id for file, _ in fresh}))
        known = {(row[0], row[2], row[3]): row[1] for row in _SOME_TRACKS.rows(connection, (ids,))}
        for file, track in fresh:
            track.id = known[file.id, track.process, track.subject]
            track.parent_id = _parent_id(file, track)
    changed = [(file, owed) for file in files for owed in file.obligations if owed.changed]
    if not changed:
        return
    _PUT_OBLIGATION.run_many(
        connection,
        [(file.id, *(getattr(owed, name) for name in _OBLIGATION_COLUMNS[1:])) for file, owed in changed],
    )
    for _, owed in changed:
        owed.changed = False


def _parent_id(file: CaseFile, track: TrackFile) -> int | None:
    parent = file.track("supplier", track.parent) if track.parent else None
    return parent.id if parent else None


def _put_obligation(name: str) -> Any:
    values: dict[str, Any] = {column: bindparam(column) for column in _OBLIGATION_COLUMNS}
    added = upsert_into(_obligation, name).inline().values(**values)
    new = {column: added.excluded[column] for column in _OBLIGATION_COLUMNS[3:]}
    return added.on_conflict_do_update(index_elements=["case_id", "lot", "supplier"], set_=new)


_TRACK_COLUMNS = ("case_id", "process", "subject", "parent_id", "state", "since")
_ADD_TRACK = Statement(
    _TRACK_COLUMNS,
    lambda _: insert(_track).inline().values({name: bindparam(name) for name in _TRACK_COLUMNS}),
)
_PUT_OBLIGATION = Statement(_OBLIGATION_COLUMNS, _put_obligation)


def _settle_down(file: CaseFile) -> None:
    file.version += 1
    file.entries.clear()
    file.observed.clear()
    file.columns.clear()
    for track in file.tracks:
        track.stored_state = track.state
