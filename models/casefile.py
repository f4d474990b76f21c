"""A case in the hand: loaded in sets, changed in memory by the rules, saved in one go.

Loading and saving cost a constant number of statements for any number of cases. A change is a new state of a track,
an observation or a column, and always a journal entry; `save` writes all of them or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from models.journal import Entry, digest
from models.statements import Row, Statement, among, for_update, id_list
from models.tables import Case, JournalEntry, Track
from models.tables import Observation as ObservationRow
from states.applicability import Outcome, ProcurementKind, RequirementForm
from states.facts import NOTHING, Facts, Milestone, Ruling
from states.observations import Observation, current
from states.standstill import Channel, Procedure


class CaseChanged(Exception):
    """Someone else changed the case since it was read; nothing was stored. Read again and retry."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(f"changed by someone else meanwhile: {', '.join(references)}")
        self.references = tuple(references)


@dataclass(slots=True)
class TrackFile:
    id: int
    process: str
    subject: str
    parent_id: int | None
    state: str
    since: date
    stored_state: str
    """The state when the case was loaded, or last saved."""


@dataclass(slots=True)
class CaseFile:
    """One case with its tracks and observations, and what has been changed since it was loaded."""

    id: int
    reference: str
    title: str
    unit_id: int | None
    officer_id: int | None
    support_id: int | None
    kind: str
    procedure: str
    months: float | None
    headcount: float | None
    single_tenderer: bool
    outcome: str
    forms: str
    outcome_reason: str
    opened_on: date
    next_check: date | None
    version: int
    journal_length: int
    journal_head: str
    tracks: list[TrackFile] = field(default_factory=list)
    recorded: list[Observation] = field(default_factory=list)
    entries: list[tuple[Entry, str]] = field(default_factory=list)
    observed: list[Observation] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    _dates: dict[str, Any] | None = None
    _facts: Facts | None = None

    def track(self, process: str, subject: str = "") -> TrackFile | None:
        for track in self.tracks:
            if track.process == process and track.subject == subject:
                return track
        return None

    def facts(self, today: date, *, reason: str = "") -> Facts:
        """Return what the guards may see of this case on a day."""
        if self._facts is None or (self._facts.today, self._facts.reason) != (today, reason):
            self._facts = self._gather(today, reason)
        return self._facts

    def _gather(self, today: date, reason: str) -> Facts:
        if self._dates is None:
            self._dates = _dated(self.recorded)
        return Facts(
            today=today,
            kind=_KINDS[self.kind],
            procedure=_PROCEDURES[self.procedure],
            months=self.months,
            headcount=self.headcount,
            single_tenderer=bool(self.single_tenderer),
            outcome=_OUTCOMES[self.outcome],
            forms=_forms(self.forms),
            others=_counts(self.tracks) if len(self.tracks) > 1 else NOTHING,
            reason=reason,
            **self._dates,
        )

    def note(
        self,
        today: date,
        *,
        actor: str,
        event: str,
        track: TrackFile | None = None,
        source: str = "",
        target: str = "",
        detail: str = "",
    ) -> None:
        """Append a journal entry, chained to the last; the case is then due at the next tick."""
        entry = Entry(
            self.journal_length + 1,
            today,
            actor,
            event,
            track.process if track else "",
            track.subject if track else "",
            source,
            target,
            detail,
        )
        self.journal_head = digest(self.journal_head, entry)
        self.journal_length += 1
        self.entries.append((entry, self.journal_head))
        self.next_check = today
        if len(self.tracks) > 1:
            self._facts = None  # tracks see each other's states

    def observe(self, observation: Observation) -> None:
        self.recorded.append(observation)
        self.observed.append(observation)
        self._dates = self._facts = None

    def put(self, **columns: Any) -> None:
        """Change columns of the case; they are written when the case is saved."""
        for name, value in columns.items():
            setattr(self, name, value)
        self.columns |= columns
        self._facts = None


# Looked up rather than converted: this is done for every due case of every tick.
_KINDS: dict[str, ProcurementKind | None] = {"": None} | {str(kind): kind for kind in ProcurementKind}
_PROCEDURES: dict[str, Procedure | None] = {"": None} | {str(procedure): procedure for procedure in Procedure}
_OUTCOMES = {str(outcome): outcome for outcome in Outcome}
_MILESTONES = {str(milestone): milestone for milestone in Milestone}


@cache
def _forms(stored: str) -> frozenset[RequirementForm]:
    return frozenset(map(RequirementForm, stored.split()))


def _dated(recorded: list[Observation]) -> dict[str, Any]:
    standing = current(recorded)
    dates: dict[Milestone, date] = {}
    channel, ruling, winners = Channel.ELECTRONIC, None, 0
    for observation in standing:
        milestone, on = observation.milestone, observation.on
        if on is None:
            continue
        if on >= dates.get(milestone, on):
            dates[milestone] = on
            if milestone is Milestone.REVIEW_DECIDED:
                ruling = Ruling(observation.value)
        if milestone is Milestone.WINNER_NAMED:
            winners += 1
        elif milestone is Milestone.AWARD_NOTICE_SENT and observation.value == Channel.OTHER:
            channel = Channel.OTHER  # sent otherwise to any tenderer: fifteen days for all (LOU 20:1)
    return {"dates": dates, "channel": channel, "ruling": ruling, "winners": winners}


def _counts(tracks: list[TrackFile]) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for track in tracks:
        of_process = counts.setdefault(track.process, {})
        of_process[track.state] = of_process.get(track.state, 0) + 1
    return counts


# --- reading ---------------------------------------------------------------------------------------------------------

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
_case = Case.__table__  # type: ignore[attr-defined]
_track = Track.__table__  # type: ignore[attr-defined]
_observation = ObservationRow.__table__  # type: ignore[attr-defined]
_journal = JournalEntry.__table__  # type: ignore[attr-defined]


def _cases() -> Select[Any]:
    return select(*(_case.c[name] for name in _CASE_COLUMNS))


def _tracks() -> Select[Any]:
    c = _track.c
    return select(c.case_id, c.id, c.process, c.subject, c.parent_id, c.state, c.since, c.state.label("stored_state"))


def _observations() -> Select[Any]:
    c = _observation.c
    return select(c.case_id, c.milestone, c.on, c.source, c.by_person, c.as_of, c.lot, c.supplier, c.value, c.placement)


_ONE_CASE = Statement(["id"], lambda db: for_update(_cases().where(_case.c.id == bindparam("id")), db))
_ONE_TRACKS = Statement(["id"], lambda _: _tracks().where(_track.c.case_id == bindparam("id")))
_ONE_OBSERVATIONS = Statement(
    ["id"],
    lambda _: _observations().where(_observation.c.case_id == bindparam("id")).order_by(_observation.c.id),
)
_SOME_CASES = Statement(["ids"], lambda db: _cases().where(among(_case.c.id, db)).order_by(_case.c.id))
_SOME_CASES_LOCKED = Statement(
    ["ids"],
    lambda db: for_update(_cases().where(among(_case.c.id, db)).order_by(_case.c.id), db),
)
_DUE_CASES = Statement(
    ["today", "limit"],
    lambda db: for_update(
        _cases().where(_case.c.next_check <= bindparam("today")).order_by(_case.c.next_check).limit(bindparam("limit")),
        db,
        skip_locked=True,
    ),
)
_SOME_TRACKS = Statement(["ids"], lambda db: _tracks().where(among(_track.c.case_id, db)))
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
    return _files(rows, _ONE_TRACKS.rows(connection, key), _ONE_OBSERVATIONS.rows(connection, key))[0]


def load_some(connection: Connection, case_ids: Sequence[int], *, locked: bool = False) -> list[CaseFile]:
    """Return the cases with these ids, ordered by id: for reading, or locked for this transaction."""
    statement = _SOME_CASES_LOCKED if locked else _SOME_CASES
    return _with_rest(connection, statement.rows(connection, (id_list(connection, case_ids),)))


def load_due(connection: Connection, today: date, limit: int) -> list[CaseFile]:
    """Return up to `limit` cases that are due, longest due first; those another tick has locked are left to it."""
    return _with_rest(connection, _DUE_CASES.rows(connection, (today, limit)))


def _with_rest(connection: Connection, rows: list[Row]) -> list[CaseFile]:
    if not rows:
        return []
    key = (id_list(connection, [row[0] for row in rows]),)
    return _files(rows, _SOME_TRACKS.rows(connection, key), _SOME_OBSERVATIONS.rows(connection, key))


def _files(cases: list[Row], tracks: list[Row], observations: list[Row]) -> list[CaseFile]:
    files = {row[0]: CaseFile(*row) for row in cases}
    for case_id, *track in tracks:
        files[case_id].tracks.append(TrackFile(*track))
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
        if track.state != track.stored_state
    ]
    if _SAVE_CASE.run_many(connection, versions) != len(versions):
        raise CaseChanged([file.reference for file in files])
    if _SAVE_TRACK.run_many(connection, moved) != len(moved):
        raise CaseChanged([file.reference for file in files])
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
        [
            (file.id, *o)
            for file in files
            for o in file.observed
        ],
    )
    changed = [tuple(getattr(file, name) for name in _OWN_COLUMNS) for file in files if file.columns]
    _SAVE_COLUMNS.run_many(connection, changed)
    for file in files:
        _settle_down(file)


def _settle_down(file: CaseFile) -> None:
    file.version += 1
    file.entries.clear()
    file.observed.clear()
    file.columns.clear()
    for track in file.tracks:
        track.stored_state = track.state
