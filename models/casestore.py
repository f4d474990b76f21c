"""Reading cases from the database and writing them back.

Loading and saving cost a constant number of statements for any number of cases; `save` writes all changes or none.
"""

from collections.abc import Sequence
from datetime import date
from itertools import starmap
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, func, insert, select, update

from models import agenda
from models.casefile import Assessed, CaseChanged, CaseFile, ObligationFile, TrackFile
from models.demand import keep_in_step
from models.hours import fill_in
from models.journal import Entry
from models.renaming import carry_over
from models.spellings import Spellings
from models.storage.driver_statements import Row, Statement, among, columns_for, for_update, id_list, upsert_into
from models.tables import (
    ASSESSMENT,
    CLAUSE,
    IN_TURN,
    PARTICULARS,
    RUNNING,
    AssessmentRow,
    Case,
    ContractingUnit,
    DemandOrderRow,
    JournalEntry,
    ObligationRow,
    ObservationRow,
    Track,
)
from models.unreadable import ANSWERS, MILESTONES, POSITIONS, PROCESS_NAMES, UnknownWord
from states.records.demand import DemandOrder
from states.records.observations import Observation

_case = Case.__table__
_unit = ContractingUnit.__table__
_track = Track.__table__
_observation = ObservationRow.__table__
_journal = JournalEntry.__table__
_obligation = ObligationRow.__table__
_assessment = AssessmentRow.__table__
_order = DemandOrderRow.__table__


# Rows are bound by name: what is selected are the columns that the class that takes them names, in its own order.


def _cases() -> Select[Any]:
    # A subquery, since what is locked can be no outer join.
    act = select(_unit.c.act).where(_unit.c.id == _case.c.unit_id).scalar_subquery()
    return select(*columns_for(CaseFile, _named(_case) | {"unit_act": func.coalesce(act, "").label("unit_act")}))


def _tracks() -> Select[Any]:
    named = _named(_track) | {"stored_state": _track.c.state.label("stored_state")}
    return select(_track.c.case_id, *columns_for(TrackFile, named))


def _obligations() -> Select[Any]:
    return select(_obligation.c.case_id, *columns_for(ObligationFile, _named(_obligation)))


def _observations() -> Select[Any]:
    return select(_observation.c.case_id, *columns_for(Observation, _named(_observation)))


def _orders() -> Select[Any]:
    return select(_order.c.case_id, *columns_for(DemandOrder, _named(_order)))


def _named(table: Table) -> dict[str, ColumnElement[Any]]:
    return dict(table.c.items())


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
_ONE_ORDERS = Statement(["id"], lambda _: _orders().where(_order.c.case_id == bindparam("id")).order_by(_order.c.id))
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
_SOME_ORDERS = Statement(["ids"], lambda db: _orders().where(among(_order.c.case_id, db)).order_by(_order.c.id))
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
    kinds = (_ONE_TRACKS, _ONE_OBLIGATIONS, _ONE_OBSERVATIONS, _ONE_ORDERS)
    return fill_in(connection, _filled(_by_id(rows), *(of_kind.rows(connection, key) for of_kind in kinds)))[0]


def load_some(connection: Connection, case_ids: Sequence[int], *, locked: bool = False) -> list[CaseFile]:
    """Return the cases with these ids, ordered by id: for reading, or locked for this transaction."""
    statement = _SOME_CASES_LOCKED if locked else _SOME_CASES
    return _with_rest(connection, statement.rows(connection, (id_list(connection, case_ids),)))


def load_holding(connection: Connection, case_ids: Sequence[int]) -> list[CaseFile]:
    """Return cases for telling who has what in hand: with what suppliers owe, but without tracks and records."""
    key = (id_list(connection, case_ids),)
    cases = _by_id(_SOME_CASES.rows(connection, key))
    for case_id, *owed in _SOME_OBLIGATIONS.rows(connection, key):
        cases[case_id].obligations.append(ObligationFile(*owed))
    return list(cases.values())


def load_free(connection: Connection, case_ids: Sequence[int]) -> list[CaseFile]:
    """Return the cases with these ids, locked for this transaction; those locked by someone else are left out."""
    return _with_rest(connection, _SOME_CASES_FREE.rows(connection, (id_list(connection, case_ids),)))


def load_due(connection: Connection, today: date, limit: int) -> list[CaseFile]:
    """Return up to `limit` cases that are due, longest due first; those another tick has locked are left to it."""
    return _with_rest(connection, _DUE_CASES.rows(connection, (today, limit)))


def read_unit_act(connection: Connection, case: CaseFile) -> None:
    """Let the act of the unit that the case now belongs to hold for it."""
    found = connection.execute(select(_unit.c.act).where(_unit.c.id == case.unit_id)).scalar()
    case.belong_to(found or "")


def _with_rest(connection: Connection, rows: list[Row]) -> list[CaseFile]:
    if not rows:
        return []
    cases = _by_id(rows)
    key = (id_list(connection, list(cases)),)
    kinds = (_SOME_TRACKS, _SOME_OBLIGATIONS, _SOME_OBSERVATIONS, _SOME_ORDERS)
    return fill_in(connection, _filled(cases, *(of_kind.rows(connection, key) for of_kind in kinds)))


def _by_id(rows: list[Row]) -> dict[int, CaseFile]:
    return {case.id: case for case in starmap(CaseFile, rows)}


def _filled(
    cases: dict[int, CaseFile],
    tracks: list[Row],
    obligations: list[Row],
    observations: list[Row],
    orders: list[Row],
) -> list[CaseFile]:
    for case_id, *track in tracks:
        one = TrackFile(*track)
        cases[case_id].tracks.append(one)
        try:
            PROCESS_NAMES[one.process][one.state]
            if one.process == "placement":
                POSITIONS[one.subject]
        except UnknownWord as stray:  # one case that cannot be read must not keep the others from being loaded
            cases[case_id].strays.append(stray)
    for case_id, *owed in obligations:
        cases[case_id].obligations.append(ObligationFile(*owed))
    _fill_in_records(cases, observations)
    for case_id, *stored in orders:
        order = DemandOrder(*stored)
        cases[case_id].orders[order.key] = order
        if not ANSWERS.knows(order.answer):
            cases[case_id].strays.append(UnknownWord(ANSWERS.where, order.answer))
    if obligations:
        for case in cases.values():
            _name_parents(case.tracks)
    return list(cases.values())


def _fill_in_records(cases: dict[int, CaseFile], observations: list[Row]) -> None:
    naming = set()
    for case_id, milestone, *rest in observations:
        try:
            told = Observation(MILESTONES[milestone], *rest)
        except UnknownWord as stray:
            cases[case_id].strays.append(stray)
            continue
        cases[case_id].recorded.append(told)
        if told.supplier or told.lot:
            naming.add(case_id)
    for case_id in naming:
        _spell_alike(cases[case_id])


def _spell_alike(case: CaseFile) -> None:
    """Let the records of one lot or supplier bear one name, the first: they were not always stored so."""
    spellings = Spellings(case.obligations)
    case.recorded = [spellings.told(one) for one in case.recorded]


def _name_parents(tracks: list[TrackFile]) -> None:
    suppliers = {track.id: track.subject for track in tracks if track.process == "supplier"}
    for track in tracks:
        if track.parent_id:
            track.parent = suppliers.get(track.parent_id, "")


# --- writing ---------------------------------------------------------------------------------------------------------

_SAVE_CASE = Statement(
    [*RUNNING, "case_id", "read_version"],
    lambda _: (
        update(_case)
        .values({name: bindparam(name) for name in RUNNING})
        .where(_case.c.id == bindparam("case_id"), _case.c.version == bindparam("read_version"))
    ),
)
_CHANGING = (*PARTICULARS, *ASSESSMENT, *IN_TURN, *CLAUSE)
_SAVE_COLUMNS = Statement(
    [*_CHANGING, "id"],
    lambda _: update(_case).values({name: bindparam(name) for name in _CHANGING}).where(_case.c.id == bindparam("id")),
)
_changing_of = attrgetter(*_CHANGING, "id")
_SAVE_TRACK = Statement(
    ["state", "since", "track_id", "before"],
    lambda _: (
        update(_track)
        .values(state=bindparam("state"), since=bindparam("since"))
        .where(_track.c.id == bindparam("track_id"), _track.c.state == bindparam("before"))
    ),
)
_ENTRY_COLUMNS = ("case_id", *Entry._fields, "digest")
_ADD_ENTRY = Statement(
    _ENTRY_COLUMNS,
    lambda _: insert(_journal).inline().values({name: bindparam(name) for name in _ENTRY_COLUMNS}),
)
_ASSESSMENT_COLUMNS = ("case_id", *Assessed._fields)
_ADD_ASSESSMENT = Statement(
    _ASSESSMENT_COLUMNS,
    lambda _: insert(_assessment).inline().values({name: bindparam(name) for name in _ASSESSMENT_COLUMNS}),
)
_OBSERVATION_COLUMNS = ("case_id", *Observation._fields)
_ADD_OBSERVATION = Statement(
    _OBSERVATION_COLUMNS,
    lambda _: insert(_observation).inline().values({name: bindparam(name) for name in _OBSERVATION_COLUMNS}),
)


def save(connection: Connection, cases: Sequence[CaseFile]) -> None:
    """Write all changes of some cases, or raise CaseChanged when one of them was changed since it was loaded.

    The caller's transaction must be rolled back then: part of the rows may have been written.
    """
    noted = [case for case in cases if case.entries]
    if noted:
        keep_in_step(connection, noted, noted[-1].entries[-1][0].on)
    agendas = {case.id: found for case in cases if (found := _new_agenda(case)) is not None}
    versions = [
        (f.next_check, f.version + 1, f.journal_length, f.journal_head, f.agenda_digest, f.id, f.version) for f in cases
    ]
    moved = [
        (track.state, track.since, track.id, track.stored_state)
        for case in cases
        for track in case.tracks
        if track.state != track.stored_state and track.id
    ]
    if _SAVE_CASE.run_many(connection, versions) != len(versions):
        raise CaseChanged([case.reference for case in cases])
    if _SAVE_TRACK.run_many(connection, moved) != len(moved):
        raise CaseChanged([case.reference for case in cases])
    for case in cases:
        for renaming in case.renamings:
            carry_over(connection, case.id, renaming)
    _save_forks(connection, cases)
    _ADD_ENTRY.run_many(
        connection,
        [(case.id, *entry, hashed) for case in cases for entry, hashed in case.entries],
    )
    _ADD_OBSERVATION.run_many(
        connection,
        [(case.id, *o) for case in cases for o in case.observed],
    )
    _ADD_ASSESSMENT.run_many(connection, [(case.id, *one) for case in cases for one in case.assessments])
    _PUT_ORDER.run_many(connection, [(case.id, *case.orders[key]) for case in cases for key in sorted(case.ordered)])
    _SAVE_COLUMNS.run_many(connection, [_changing_of(case) for case in cases if case.columns])
    agenda.store(connection, agendas)
    for case in cases:
        _settle_down(case)


def _new_agenda(case: CaseFile) -> tuple[agenda.AgendaItem, ...] | None:
    """Return the agenda of a case that was looked at, and note its digest; None where the same is stored."""
    if case.agenda is None:
        return None
    before, case.agenda_digest = case.agenda_digest, agenda.digest_of(case.agenda)
    return case.agenda if case.agenda_digest != before else None


def is_news(case: CaseFile) -> bool:
    """Tell whether a case was looked at, and another agenda is stored of it."""
    return case.agenda is not None and agenda.digest_of(case.agenda) != case.agenda_digest


def _save_forks(connection: Connection, cases: Sequence[CaseFile]) -> None:
    """Write tracks and obligations that are new or changed; suppliers before the placements that belong to them."""
    for process in ("supplier", "placement"):
        fresh = [(f, t) for f in cases if f.obligations for t in f.tracks if not t.id and t.process == process]
        if not fresh:
            continue
        for case, track in fresh:
            track.parent_id = _parent_id(case, track)
        _ADD_TRACK.run_many(connection, [(case.id, *_new_track(track)) for case, track in fresh])
        ids = id_list(connection, sorted({case.id for case, _ in fresh}))
        known = {(case_id, *subject): id_ for id_, case_id, *subject in _TRACK_IDS.rows(connection, (ids,))}
        for case, track in fresh:
            track.id = known[case.id, track.process, track.subject]
    changed = [(case, owed) for case in cases for owed in case.obligations if owed.changed]
    if not changed:
        return
    _PUT_OBLIGATION.run_many(
        connection,
        [(case.id, *_of_obligation(owed)) for case, owed in changed],
    )
    for _, owed in changed:
        owed.changed = False


def _parent_id(case: CaseFile, track: TrackFile) -> int | None:
    parent = case.track("supplier", track.parent) if track.parent else None
    return parent.id if parent else None


_TRACK_KEY = ("case_id", "process", "subject")
_TRACK_REST = ("parent_id", "state", "since")
_ADD_TRACK = Statement(
    [*_TRACK_KEY, *_TRACK_REST],
    lambda _: insert(_track).inline().values({name: bindparam(name) for name in (*_TRACK_KEY, *_TRACK_REST)}),
)
_new_track = attrgetter(*_TRACK_KEY[1:], *_TRACK_REST)
_TRACK_IDS = Statement(
    ["ids"],
    lambda db: select(_track.c.id, *(_track.c[name] for name in _TRACK_KEY)).where(among(_track.c.case_id, db)),
)
_OBLIGATION_KEY = ("case_id", "lot", "supplier")
_OBLIGATION_REST = tuple(name for name in _obligation.c.keys() if name not in {"id", *_OBLIGATION_KEY})  # noqa: SIM118 - a collection of columns iterates over columns
_of_obligation = attrgetter(*_OBLIGATION_KEY[1:], *_OBLIGATION_REST)


def _put_obligation(name: str) -> Any:
    values: dict[str, Any] = {column: bindparam(column) for column in (*_OBLIGATION_KEY, *_OBLIGATION_REST)}
    added = upsert_into(_obligation, name).inline().values(**values)
    new = {column: added.excluded[column] for column in _OBLIGATION_REST}
    return added.on_conflict_do_update(index_elements=_OBLIGATION_KEY, set_=new)


_ORDER_COLUMNS = ("case_id", *DemandOrder._fields)
_ORDER_KEY = ("case_id", "unit_id", "occupation")


def _put_order(name: str) -> Any:
    values: dict[str, Any] = {column: bindparam(column) for column in _ORDER_COLUMNS}
    added = upsert_into(_order, name).inline().values(**values)
    new = {column: added.excluded[column] for column in _ORDER_COLUMNS if column not in _ORDER_KEY}
    return added.on_conflict_do_update(index_elements=_ORDER_KEY, set_=new)


_PUT_ORDER = Statement(_ORDER_COLUMNS, _put_order)
_PUT_OBLIGATION = Statement([*_OBLIGATION_KEY, *_OBLIGATION_REST], _put_obligation)


def _settle_down(case: CaseFile) -> None:
    case.version += 1
    case.entries.clear()
    case.observed.clear()
    case.assessments.clear()
    case.renamings.clear()
    case.columns.clear()
    case.ordered.clear()
    for track in case.tracks:
        track.stored_state = track.state
