"""The writes of the domain. Each takes a connection inside a transaction and never commits.

Only this module changes the state of a track (design: the machine decides, the operation writes, the journal tells).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from models.casefile import CaseFile, TrackFile, load, save
from models.tables import Case, Particular, Track
from states.applicability import Answer, Outcome, ProcurementKind, RequirementForm, applicability, check_forms
from states.facts import Milestone, Role
from states.milestones import check_recording
from states.observations import Observation
from states.procurement import PROCUREMENT
from states.registry import PROCESSES
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_track = Track.__table__  # type: ignore[attr-defined]
_particular = Particular.__table__  # type: ignore[attr-defined]


class UnknownCase(LookupError):
    """No case has this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.text = Text(
            f"Inget ärende har beteckningen {reference}. Se ”trespann case list”.",
            f"No case has the reference {reference}. See “trespann case list”.",
        )


class UnknownTrack(LookupError):
    """The case has no such process, or none of such a subject."""

    def __init__(self, reference: str, process: str, subject: str) -> None:
        super().__init__(f"{reference}: {process} {subject}".strip())
        self.text = Text(
            f"Ärendet {reference} har ingen process ”{process}” för ”{subject or 'ärendet'}”.",
            f"Case {reference} has no process “{process}” for “{subject or 'the case'}”.",
        )


class Refused(ValueError):
    """A request that breaks a rule outside the table of moves; `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a role, and the number of the person in the directory where one is known."""

    role: Role
    person_id: int | None = None

    def __str__(self) -> str:
        return self.role if self.person_id is None else f"{self.role}:{self.person_id}"


CLOCK = Actor(Role.CLOCK)


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that was made."""

    reference: str
    process: str
    subject: str
    trigger: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known of a case when it is opened; numbers in calendar months and people."""

    reference: str
    title: str
    unit_id: int | None = None
    officer_id: int | None = None
    support_id: int | None = None
    kind: ProcurementKind | None = None
    procedure: str = ""
    months: float | None = None
    headcount: float | None = None
    procedure_id: str = ""


def open_case(
    connection: Connection,
    new: NewCase,
    *,
    source: str,
    by: Actor,
    today: date,
    as_of: date | None = None,
) -> CaseFile:
    """Open a case with its purchase in planning; raise Refused when the reference is taken.

    `as_of` is the day the source said what it says, if that was not today.
    """
    if connection.execute(select(_case.c.id).where(_case.c.reference == new.reference)).first():
        raise Refused(
            Text(f"Ärendet {new.reference} finns redan.", f"Case {new.reference} exists already."),
        )
    values = {
        "reference": new.reference,
        "title": new.title,
        "unit_id": new.unit_id,
        "officer_id": new.officer_id,
        "support_id": new.support_id,
        "kind": new.kind or "",
        "procedure": new.procedure,
        "months": new.months,
        "headcount": new.headcount,
        "procedure_id": new.procedure_id,
    }
    blank = {"single_tenderer": False, "outcome": Outcome.PENDING, "forms": "", "outcome_reason": ""}
    start = {"opened_on": today, "next_check": today, "version": 0, "journal_length": 0, "journal_head": ""}
    inserted = connection.execute(insert(_case).values(**values, **blank, **start).returning(_case.c.id))
    case_id = int(inserted.scalar_one())
    connection.execute(
        insert(_track).values(
            case_id=case_id,
            process=PROCUREMENT.name,
            subject="",
            state=PROCUREMENT.initial,
            since=today,
        ),
    )
    file = _loaded(connection, case_id)
    restate(connection, file, _said(values), source=source, as_of=as_of or today, by=by, today=today)
    file.note(today, actor=str(by), event="opened", target=PROCUREMENT.initial, detail=f"{new.title} ({source})")
    file.observe(
        Observation(Milestone.CASE_OPENED, today, source, by_person=by.role is not Role.CLOCK, as_of=today),
    )
    save(connection, [file])
    return file


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in _COLUMNS}


def find(connection: Connection, reference: str) -> CaseFile:
    """Return a case by its reference, locked for this transaction; raise UnknownCase."""
    case_id = connection.execute(select(_case.c.id).where(_case.c.reference == reference)).scalar()
    if case_id is None:
        raise UnknownCase(reference)
    return _loaded(connection, case_id)


def _loaded(connection: Connection, case_id: int) -> CaseFile:
    file = load(connection, case_id)
    if file is None:
        raise UnknownCase(str(case_id))
    return file


def record(
    connection: Connection,
    file: CaseFile,
    observation: Observation,
    *,
    by: Actor,
    today: date,
) -> bool:
    """Record a milestone that a person reports; return False when exactly this is recorded already.

    Raises RecordingRefused for a date that cannot be. Moves that the record makes possible are made at once.
    """
    if observation.on is not None:
        check_recording(
            file.facts(today),
            observation.milestone,
            observation.on,
            by=by.role,
            value=observation.value,
            supplier=observation.supplier,
        )
    known = [o for o in file.recorded if o.by_person and o.subject == observation.subject]
    if known and (known[-1].on, known[-1].value) == (observation.on, observation.value):
        return False
    note_observation(file, observation, by=by, today=today)
    settle(file, today)
    save(connection, [file])
    return True


def note_observation(file: CaseFile, observation: Observation, *, by: Actor, today: date) -> None:
    """Add an observation to a case in hand, and tell the journal; the caller saves."""
    file.observe(observation)
    parts = (str(observation.on or "withdrawn"), observation.value, observation.lot, observation.supplier)
    detail = " ".join(part for part in (*parts, f"({observation.source})") if part)
    file.note(today, actor=str(by), event="observed", target=observation.milestone, detail=detail)


def assess(
    connection: Connection,
    file: CaseFile,
    outcome: Outcome,
    *,
    forms: Iterable[RequirementForm] = (),
    reason: str = "",
    on: date,
    by: Actor,
    today: date,
) -> None:
    """Store the relevance assessment; raise FormsRefused, or Refused when a reason is missing.

    A reason is needed for every outcome but the one the rule itself gives.
    """
    chosen = frozenset(forms)
    if outcome is Outcome.REQUIRED:
        check_forms(chosen, kind=ProcurementKind(file.kind) if file.kind else None)
    elif chosen:
        raise Refused(
            Text("Kravform anges bara när krav ställs.", "A form is given only when a requirement is set."),
        )
    if not reason.strip() and _needs_reason(file, outcome, today):
        raise Refused(Text("Ange skälet till bedömningen.", "Give the reason for the assessment."))
    file.put(outcome=outcome, forms=" ".join(sorted(chosen)), outcome_reason=reason.strip())
    file.note(
        today,
        actor=str(by),
        event="assessed",
        target=outcome,
        detail=" ".join(filter(None, (file.forms, reason.strip()))),
    )
    file.observe(
        Observation(Milestone.RELEVANCE_ASSESSED, on, str(by), by_person=True, as_of=today, value=outcome),
    )
    settle(file, today)
    save(connection, [file])


def _needs_reason(file: CaseFile, outcome: Outcome, today: date) -> bool:
    if outcome is not Outcome.REQUIRED:
        return True
    facts = file.facts(today)
    return applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).answer is Answer.NO


def move(
    connection: Connection,
    file: CaseFile,
    trigger: str,
    *,
    by: Actor,
    today: date,
    process: str = PROCUREMENT.name,
    subject: str = "",
    reason: str = "",
) -> Moved:
    """Make one move that a person asks for, and those of the clock that it makes possible.

    Raises MoveRefused with every unmet condition, UnknownTrack, or CaseChanged.
    """
    track = file.track(process, subject)
    if track is None:
        raise UnknownTrack(file.reference, process, subject)
    moved = advance(file, track, trigger, by=by, today=today, reason=reason)
    settle(file, today)
    save(connection, [file])
    return moved


def advance(
    file: CaseFile,
    track: TrackFile,
    trigger: str,
    *,
    by: Actor,
    today: date,
    reason: str = "",
) -> Moved:
    """Fire one move on a track in hand and write it in the journal; the caller saves."""
    before = track.state
    target = PROCESSES[track.process].fire(before, trigger, file.facts(today, reason=reason), by.role)
    track.state, track.since = str(target), today
    file.note(today, actor=str(by), event=trigger, track=track, source=before, target=track.state, detail=reason)
    return Moved(file.reference, track.process, track.subject, trigger, before, track.state)


def settle(file: CaseFile, today: date) -> list[Moved]:
    """Make the moves that time and the records allow, until nothing moves; the caller saves."""
    made: list[Moved] = []
    while (ready := _next_by_clock(file, today)) is not None:
        made.append(advance(file, *ready, by=CLOCK, today=today))
    return made


def _next_by_clock(file: CaseFile, today: date) -> tuple[TrackFile, str] | None:
    facts = file.facts(today)
    for track in file.tracks:
        move = PROCESSES[track.process].ready_by_clock(track.state, facts)
        if move is not None:
            return track, move.trigger
    return None


def restate(
    connection: Connection,
    file: CaseFile,
    particulars: dict[str, Any],
    *,
    source: str,
    as_of: date,
    by: Actor,
    today: date,
) -> list[str]:
    """Store what a source says of a case and let the newest word of each count; return the columns that changed.

    A person's word stands above any notice or plan. The caller saves the case.
    """
    by_person = by.role is not Role.CLOCK
    rows: list[dict[str, Any]] = [
        {"case_id": file.id, "name": n, "value": _stored(v), "source": source, "by_person": by_person, "as_of": as_of}
        for n, v in particulars.items()
        if v is not None and v != ""
    ]
    known = connection.execute(
        select(_particular).where(_particular.c.case_id == file.id).order_by(_particular.c.id),
    ).mappings()
    said = [dict(row) for row in known]
    fresh = [row for row in rows if not any(row.items() <= old.items() for old in said)]
    if fresh:
        connection.execute(insert(_particular), fresh)
    changed: dict[str, Any] = {}
    for name in {row["name"] for row in fresh}:
        # Reversed, because max takes the first of equals and the later word of a person counts.
        best = max((row for row in reversed([*said, *fresh]) if row["name"] == name), key=_rank)
        value = _COLUMNS[name](best["value"])
        if getattr(file, name) != value:
            changed[name] = value
    if changed:
        told = ", ".join(f"{name}: {getattr(file, name)} → {value}" for name, value in sorted(changed.items()))
        file.put(**changed)
        file.note(today, actor=str(by), event="restated", detail=f"{told} ({source})")
    return sorted(changed)


def _rank(row: dict[str, Any]) -> tuple[bool, date, str]:
    return (bool(row["by_person"]), row["as_of"], row["source"])


def _stored(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


_COLUMNS: dict[str, Any] = {
    "title": str,
    "unit_id": int,
    "officer_id": int,
    "kind": str,
    "procedure": str,
    "months": float,
    "headcount": float,
    "procedure_id": str,
    "single_tenderer": lambda text: text == "True",
}
