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
from models.statements import Row, Statement, among, for_update, id_list, upsert_into
from models.tables import Case, JournalEntry, Track
from models.tables import Obligation as ObligationRow
from models.tables import Observation as ObservationRow
from states.applicability import Outcome, ProcurementKind, RequirementForm
from states.facts import NOTHING, Facts, Milestone, Ruling
from states.milestones import RECORDINGS, Scope
from states.obligations import Account, Obligation, Spell, Unit, account
from states.observations import Observation, current, winners
from states.placement import FILLED, NEEDED, Told, spell, split
from states.standstill import Channel, Procedure


class CaseChanged(Exception):
    """Someone else changed the case since it was read; nothing was stored. Read again and retry."""

    def __init__(self, references: Sequence[str]) -> None:
        super().__init__(f"changed by someone else meanwhile: {', '.join(references)}")
        self.references = tuple(references)


@dataclass(slots=True)
class TrackFile:
    """One process of one subject; `id` is 0 and `stored_state` empty until it has been saved for the first time."""

    id: int
    process: str
    subject: str
    parent_id: int | None
    state: str
    since: date
    stored_state: str
    """The state when the case was loaded, or last saved."""
    parent: str = ""
    """The supplier that a placement belongs to, as its track is called."""


@dataclass(slots=True)
class ObligationFile:
    """What a supplier owes and who looks after it, as it is stored; `changed` until it has been saved."""

    id: int
    lot: str
    supplier: str
    unit: str = ""
    amount: float = 0
    positions: int = 0
    months_each: float = 0
    starts_within: int = 6
    internship_counts: bool = False
    penalty: bool = False
    contact_id: int | None = None
    supplier_person_id: int | None = None
    changed: bool = False

    @property
    def subject(self) -> str:
        """The supplier's name, behind that of the lot if there is one: what its track is called."""
        return f"{self.lot}: {self.supplier}" if self.lot else self.supplier

    @property
    def owed(self) -> Obligation:
        return Obligation(
            self.lot,
            self.supplier,
            Unit(self.unit) if self.unit else None,
            self.amount,
            self.positions,
            self.months_each,
            self.starts_within,
            bool(self.internship_counts),
            bool(self.penalty),
        )


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
    obligations: list[ObligationFile] = field(default_factory=list)
    entries: list[tuple[Entry, str]] = field(default_factory=list)
    observed: list[Observation] = field(default_factory=list)
    columns: dict[str, Any] = field(default_factory=dict)
    _known: "_Known | None" = None
    _positions: dict[str, list[TrackFile]] | None = None
    _facts: Facts | None = None
    _of_tracks: dict[tuple[str, str], Facts] = field(default_factory=dict)

    def track(self, process: str, subject: str = "") -> TrackFile | None:
        for track in self.tracks:
            if track.process == process and track.subject == subject:
                return track
        return None

    def obligation(self, subject: str) -> ObligationFile | None:
        """Return what the supplier of this track owes."""
        return next((one for one in self.obligations if one.subject == subject), None)

    def positions(self) -> dict[str, list[TrackFile]]:
        """Return the placement tracks by the supplier they belong to, in the order of their numbers."""
        if self._positions is None:
            self._positions = {}
            places = [track for track in self.tracks if track.process == "placement"]
            for track in sorted(places, key=lambda place: int(place.subject)):
                self._positions.setdefault(track.parent, []).append(track)
        return self._positions

    def needed(self, subject: str) -> list[TrackFile]:
        """Return the positions of a supplier that count towards what it owes, in the order of their numbers."""
        return [track for track in self.positions().get(subject, ()) if track.state in NEEDED]

    def known(self) -> "_Known":
        """Return what counts of all that was recorded, sorted by what it is about."""
        if self._known is None:
            self._known = _sorted_out(self.recorded)
        return self._known

    def facts(self, today: date, *, reason: str = "") -> Facts:
        """Return what the guards may see of the case as a whole on a day."""
        if self._facts is None or (self._facts.today, self._facts.reason) != (today, reason):
            self._facts = self._gather(today, reason)
            self._of_tracks.clear()
        return self._facts

    def facts_of(self, track: TrackFile, today: date, *, reason: str = "") -> Facts:
        """Return what the guards of one track may see: the case's facts, with its own in front."""
        whole = self.facts(today, reason=reason)
        if not track.subject:
            return whole
        key = (track.process, track.subject)
        if key not in self._of_tracks:
            self._of_tracks[key] = particular_facts(self, track, whole)
        return self._of_tracks[key]

    def _gather(self, today: date, reason: str) -> Facts:
        known = self.known()
        accounts = accounts_of(self, today) if self.obligations else ()
        return Facts(
            today=today,
            kind=_KINDS[self.kind],
            procedure=_PROCEDURES[self.procedure],
            months=self.months,
            headcount=self.headcount,
            single_tenderer=bool(self.single_tenderer),
            outcome=_OUTCOMES[self.outcome],
            forms=_forms(self.forms),
            dates=known.dates,
            channel=known.channel,
            ruling=known.ruling,
            winners=len(known.winners),
            states={track.process: track.state for track in self.tracks if not track.subject},
            others=_counts(self.tracks) if self.obligations else NOTHING,
            accounts=accounts,
            reason=reason,
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
        self._facts = self._positions = None  # tracks see each other's states

    def observe(self, observation: Observation) -> None:
        self.recorded.append(observation)
        self.observed.append(observation)
        self._known = self._facts = None

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


_OF_ONE = frozenset(milestone for milestone, rule in RECORDINGS.items() if rule.scope in {Scope.SUPPLIER, Scope.LOT})
"""What is recorded of one supplier or lot says nothing of the others."""


@cache
def _forms(stored: str) -> frozenset[RequirementForm]:
    return frozenset(map(RequirementForm, stored.split()))


@dataclass(slots=True)
class _Known:
    """What counts of a case's observations: of the whole, by lot and supplier, and by candidate ("3.2")."""

    dates: dict[Milestone, date]
    channel: Channel = Channel.ELECTRONIC
    ruling: Ruling | None = None
    winners: dict[tuple[str, str], date] = field(default_factory=dict)
    named_by_people: bool = False
    of_suppliers: dict[tuple[str, str], dict[Milestone, tuple[date, str]]] = field(default_factory=dict)
    of_candidates: dict[str, dict[Milestone, tuple[date, str]]] = field(default_factory=dict)

    _spells: dict[str, list[Spell]] | None = None

    def spells(self) -> Mapping[str, Sequence[Spell]]:
        """Return the candidates' times by position, first candidate first."""
        if self._spells is None:
            self._spells = {}
            for key, told in sorted(self.of_candidates.items(), key=lambda one: split(one[0])):
                self._spells.setdefault(key.partition(".")[0], []).append(spell(key, told))
        return self._spells

    def candidate(self, position: str) -> str:
        """Return the candidate at hand of a position, "" before the first."""
        known = self.spells().get(position)
        return f"{position}.{known[-1].candidate}" if known else ""


def _sorted_out(recorded: list[Observation]) -> _Known:
    standing = current(recorded)
    dates: dict[Milestone, date] = {}
    known = _Known(dates)
    for observation in standing:
        milestone, on = observation.milestone, observation.on
        if on is None:
            continue
        if observation.placement:
            known.of_candidates.setdefault(observation.placement, {})[milestone] = (on, observation.value)
            continue
        if milestone in _OF_ONE and (observation.supplier or observation.lot):
            subject = (observation.lot, observation.supplier)
            known.of_suppliers.setdefault(subject, {})[milestone] = (on, observation.value)
            continue
        if on >= dates.get(milestone, on):
            dates[milestone] = on
            if milestone is Milestone.REVIEW_DECIDED:
                known.ruling = Ruling(observation.value)
        if milestone is Milestone.AWARD_NOTICE_SENT and observation.value == Channel.OTHER:
            known.channel = Channel.OTHER  # sent otherwise to any tenderer: fifteen days for all (LOU 20:1)
        elif milestone is Milestone.WINNER_NAMED:
            known.named_by_people |= observation.by_person
    if Milestone.WINNER_NAMED in dates:
        known.winners = winners(standing)
    return known


def _counts(tracks: list[TrackFile]) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for track in tracks:
        of_process = counts.setdefault(track.process, {})
        of_process[track.state] = of_process.get(track.state, 0) + 1
    return counts


# --- suppliers and positions -----------------------------------------------------------------------------------------


def accounts_of(file: CaseFile, today: date) -> tuple[Account, ...]:
    """Return what each supplier owes and has delivered by the end of a day, in the order of their obligations."""
    known = file.known()
    dates = known.dates
    below, spells = file.positions(), known.spells()
    found = []
    for owed in file.obligations:
        track = file.track("supplier", owed.subject)
        mine = below.get(owed.subject, [])
        told = known.of_suppliers.get((owed.lot, owed.supplier), {})
        found.append(
            account(
                owed.owed,
                [one for place in mine for one in spells.get(place.subject, ())],
                today=today,
                state=track.state if track else "",
                filled_positions=sum(one.state in FILLED for one in mine),
                dialogue_held=Milestone.DIALOGUE_HELD in told,
                contract_signed=dates.get(Milestone.CONTRACT_SIGNED),
                contract_ended=dates.get(Milestone.CONTRACT_ENDED),
            ),
        )
    return tuple(found)


def particular_facts(file: CaseFile, track: TrackFile, whole: Facts, *, candidate: str | None = None) -> Facts:
    """Return the facts of a supplier's or a position's track, out of those of the whole case.

    A position's are those of the candidate at hand, unless another ("3.2") is asked for.
    """
    if track.process == "supplier":
        return _facts_of_supplier(file, track.subject, whole)
    parent = file.track("supplier", track.parent)
    supplier = file.facts_of(parent, whole.today, reason=whole.reason) if parent else whole
    owed, known = file.obligation(track.parent), file.known()
    told = known.of_candidates.get(candidate or known.candidate(track.subject), {})
    return _with_own(
        supplier,
        told,
        states={**supplier.states, "supplier": parent.state if parent else ""},
        others=supplier.others,
        accounts=supplier.accounts,
        winner=supplier.winner,
        surplus=owed is None or track in file.needed(track.parent)[owed.owed.places :],
    )


def _facts_of_supplier(file: CaseFile, subject: str, whole: Facts) -> Facts:
    number = next((n for n, one in enumerate(file.obligations) if one.subject == subject), None)
    if number is None:
        return whole
    owed, known = file.obligations[number], file.known()
    return _with_own(
        whole,
        _own(known, owed),
        states=whole.states,
        others=_counts(file.positions().get(subject, [])),
        accounts=(whole.accounts[number],),
        winner=(owed.lot, owed.supplier) in known.winners,
        surplus=False,
    )


def _with_own(
    whole: Facts,
    told: Told,
    *,
    states: Mapping[str, str],
    others: Mapping[str, Mapping[str, int]],
    accounts: tuple[Account, ...],
    winner: bool,
    surplus: bool,
) -> Facts:
    """Return facts with a track's own dates and words in front; written out, for it is done for every position."""
    return Facts(
        today=whole.today,
        dates=whole.dates | {milestone: on for milestone, (on, _) in told.items()},  # type: ignore[operator]
        kind=whole.kind,
        procedure=whole.procedure,
        months=whole.months,
        headcount=whole.headcount,
        single_tenderer=whole.single_tenderer,
        outcome=whole.outcome,
        forms=whole.forms,
        channel=whole.channel,
        ruling=whole.ruling,
        winners=whole.winners,
        values=whole.values | {milestone: value for milestone, (_, value) in told.items()},  # type: ignore[operator]
        states=states,
        others=others,
        accounts=accounts,
        winner=winner,
        surplus=surplus,
        reason=whole.reason,
    )


def _own(known: _Known, owed: ObligationFile) -> Told:
    """Return what is recorded of a supplier, and of its lot as a whole."""
    of_lot = known.of_suppliers.get((owed.lot, ""), {}) if owed.lot else {}
    return {**of_lot, **known.of_suppliers.get((owed.lot, owed.supplier), {})}


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
_obligation = ObligationRow.__table__  # type: ignore[attr-defined]
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
