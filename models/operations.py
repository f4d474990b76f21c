"""The writes of the domain. Each takes a connection inside a transaction and never commits.

Only this module changes the state of a track (the machine decides, the operation writes, the journal records).
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from models.actor import CLOCK, Actor
from models.casefile import Assessed, CaseFile, TrackFile, particular_facts, subject_of
from models.casestore import load, load_some, read_unit_act, save
from models.contracts import contracts_of, counted_in, same_start
from models.endings import ended_by, what_ends
from models.firms import as_known, firms_called, known_person, remember
from models.going_on import catch_up, or_goes_on
from models.occupations.register import check_held
from models.opening_tracks import open_forks
from models.particulars import restate, said_by, said_of, store_particulars
from models.queries.cases import case_id
from models.references import ids_called
from models.refusals import Refused, UnknownCase, UnknownTrack
from models.storage.driver_statements import KeyTaken, Statement, among, text_list
from models.subject_meant import located
from models.tables import ASSESSMENT, CASE_COLUMNS, PARTICULARS, Case, Track
from models.unreadable import ACTS, KINDS, PROCEDURES
from states.facts import Facts, Milestone, Role
from states.law.applicability import (
    DEMANDS,
    AssessmentOutcome,
    ModelAnswer,
    ProcurementKind,
    RequirementForm,
    applicability,
    check_forms,
    check_reserved,
)
from states.law.governed import check_act
from states.machine import MoveRefused
from states.processes.placement import (
    OCCUPIED,
    PLACEMENT,
    TAKE_UP_AGAIN,
    USUAL_FOLLOW_UPS,
    PlacementState,
    as_counted,
)
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.registry import PROCESSES
from states.processes.target_group import TARGET_GROUP
from states.records.court_events import OF_COURT
from states.records.doubts import CONFIRMED, Unconfirmed, asked, doubts
from states.records.employments import CountedIn
from states.records.milestones import BUYERS, RECORDINGS, check_recording, not_yours
from states.records.names import reference_key
from states.records.needs import NO_NEED, NOBODY, Need, as_told, check_need, written_occupations
from states.records.observations import Observation, current
from states.refusal import Operation, Reason, do, repeat, withdraw
from states.text import Text

_case = Case.__table__
_track = Track.__table__


NEED_ASSESSED = "need_assessed"
"""The event that holds what an assessment says of the work, see `states.records.needs.as_told`."""
MIGRATED = "migrated"
"""The event of a state or milestone that got another name in a new release."""


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
    """What is known of a case when it is opened; numbers in calendar months, people and SEK."""

    reference: str
    title: str
    unit_id: int | None = None
    officer_id: int | None = None
    support_id: int | None = None
    labour_market_unit_id: int | None = None
    kind: ProcurementKind | None = None
    procedure: str = ""
    act: str = ""
    months: float | None = None
    headcount: float | None = None
    value: float | None = None
    contract_start: date | None = None
    area: str = ""
    trade: str = ""
    cpv: str = ""
    tasks: str = ""


_TOLD_WHEN_OPENED = tuple(one.name for one in fields(NewCase))


def open_case(connection: Connection, new: NewCase, *, source: str, by: Actor, today: date) -> CaseFile:
    """Open a case: its purchase in planning, the target-group work waiting.

    Raises Refused if the reference is taken, and ActRefused for an act that does not have the procedure.
    """
    check_act(ACTS[new.act], PROCEDURES[new.procedure])
    taken = Refused(_TAKEN.fill(reference=new.reference))
    if ids_called(connection, [new.reference]):
        raise taken
    try:
        (case,) = open_cases(connection, [new], source=source, by=by, today=today)
    except KeyTaken as clash:
        raise taken from clash  # someone else took it in the same moment
    known = {name: getattr(new, name) for name in PARTICULARS if hasattr(new, name)}
    store_particulars(connection, said_by(case, known, source=source, as_of=today, by_person=by.is_person))
    save(connection, [case])
    return case


def open_cases(
    connection: Connection,
    new: Sequence[NewCase],
    *,
    source: str,
    by: Actor,
    today: date,
) -> list[CaseFile]:
    """Open cases whose references are known to be free, in a constant number of statements; the caller saves them."""
    if not new:
        return []
    blank = _BLANK | {"opened_on": today, "next_check": today}
    _ADD_CASE.run_many(connection, [_ADD_CASE.row(blank | _known(one)) for one in new])
    keys = text_list(connection, [reference_key(one.reference) for one in new])
    ids = [row[0] for row in _FIND_IDS.rows(connection, (keys,))]
    begun = [(process.name, "", process.initial, today) for process in (PROCUREMENT, TARGET_GROUP)]
    _ADD_TRACK.run_many(connection, [(id_, *track) for id_ in ids for track in begun])
    opened = load_some(connection, ids)
    for case in opened:
        case.note(
            today,
            actor=str(by),
            event="opened",
            target=PROCUREMENT.initial,
            detail=f"{case.title} ({source})",
        )
        case.observe(Observation(Milestone.CASE_OPENED, today, source, by_person=by.is_person, as_of=today))
    return opened


def _known(new: NewCase) -> dict[str, Any]:
    """Return the columns of a case that is opened, by name."""
    told = {name: getattr(new, name) for name in _TOLD_WHEN_OPENED}
    return told | {"kind": new.kind or "", "reference_key": reference_key(new.reference)}


def find(connection: Connection, reference: str) -> CaseFile:
    """Return a case by its reference, locked for this transaction; raise UnknownCase."""
    case = load(connection, case_id(connection, reference))
    if case is None:
        raise UnknownCase(reference)
    return case


def record(
    connection: Connection,
    case: CaseFile,
    observation: Observation,
    *,
    by: Actor,
    today: date,
    reason: str = "",
    confirmed: bool = False,
    follow_up_months: Sequence[int] = USUAL_FOLLOW_UPS,
    counts_in: str = "",
) -> bool:
    """Record a milestone that a person reports; return False when exactly this is recorded already.

    Raises RecordingRefused for an impossible date, Refused for a milestone that the role may not report or the case
    does not have. With a reason, an event that breaks a rule is recorded all the same and counted as a deviation.
    Raises Unconfirmed for what is more likely a slip, and for what would end a position where somebody works, unless
    it is confirmed. Moves that the record makes possible are made at once. `follow_up_months` are the city's.
    `counts_in` is the other contract in which an employment counts that begins; without it is asked about one that
    another contract of the same supplier reports from the same day.
    """
    observation = _of_known_firm(connection, case, observation, by=by, today=today)
    observation, questions = _of_one_contract(connection, case, observation, asks=not counts_in)
    fresh = recorded(
        case,
        observation,
        by=by,
        today=today,
        reason=reason,
        confirmed=confirmed,
        follow_up_months=follow_up_months,
        questions=questions,
    )
    if counts_in:
        told = observation._replace(
            milestone=Milestone.COUNTED_ELSEWHERE,
            placement=case.recorded[-1].placement if fresh else observation.placement,
            value=counts_in,
        )
        told, _ = _of_one_contract(connection, case, told, asks=False)
        fresh = recorded(case, told, by=by, today=today, confirmed=confirmed) or fresh
    fresh = fresh or bool(case.renamings)
    if fresh:
        if observation.milestone is Milestone.WINNER_NAMED and observation.on is not None:
            _introduce(connection, case, observation, today)
        save(connection, [case])
    return fresh


def _of_known_firm(connection: Connection, case: CaseFile, told: Observation, *, by: Actor, today: date) -> Observation:
    """Return the record of a winner under the name by which the firm is known; the case may know it by a former one."""
    if told.milestone is not Milestone.WINNER_NAMED or told.on is None:
        return told
    firms = firms_called(connection, [(told.supplier, told.value)])
    firm, told = firms.find(told.supplier, told.value), as_known(case, told, firms)
    if firm is not None and by.role in BUYERS and not case.spellings().supplier(told.lot, told.supplier):
        catch_up(case, firm.keys, told.lot, told.supplier, by=by, today=today)
    return told if firm is None or told.value else told._replace(value=firm.organisation_number)


def _of_one_contract(
    connection: Connection, case: CaseFile, told: Observation, *, asks: bool
) -> tuple[Observation, tuple[Reason, ...]]:
    """Return a record of an employment as it is stored, and what is asked about the firm's other contracts.

    An employment counts in one contract alone. Raises Refused for another contract in which it cannot count.
    """
    on = told.on
    if on is None or told.milestone not in _OF_EMPLOYMENT:
        return told, ()
    meant, track = located(case, told)
    owed = case.obligation(track.parent) if track else None
    if owed is None:
        return told, ()
    if told.milestone is Milestone.COUNTED_ELSEWHERE:
        with suppress(ValueError):  # refused for its words
            there = counted_in(connection, case, owed, meant.placement, CountedIn.parse(told.value))
            told = told._replace(value=str(there))
        return told, ()
    if not asks:
        return told, ()
    return told, same_start(contracts_of(connection, case, owed), on)


_OF_EMPLOYMENT = frozenset({Milestone.EMPLOYMENT_STARTED, Milestone.COUNTED_ELSEWHERE})


def _introduce(connection: Connection, case: CaseFile, told: Observation, today: date) -> None:
    """Store a winner among the firms that are known; where it is one already, its own contact person is known too."""
    lot, name = case.spellings().of(told.lot, told.supplier)
    remember(connection, [(name, told.value)])
    owed = case.obligation(subject_of(lot, name))
    if owed is None or owed.id or owed.supplier_person_id is not None:
        return
    owed.supplier_person_id = known_person(connection, name, today)
    if owed.supplier_person_id is not None:
        track = case.track("supplier", owed.subject)
        detail = f"supplier_person_id: {owed.supplier_person_id}"
        case.note(today, actor=str(CLOCK), event="looked_after", track=track, detail=detail)


def recorded(
    case: CaseFile,
    observation: Observation,
    *,
    by: Actor,
    today: date,
    reason: str = "",
    confirmed: bool = False,
    follow_up_months: Sequence[int] = USUAL_FOLLOW_UPS,
    questions: tuple[Reason, ...] = (),
) -> bool:
    """Record a milestone in a case in memory as `record` does; the caller saves. `questions` are asked with its own.

    Raises RecordingRefused, Unconfirmed and Refused for the same reasons.
    """
    observation = observation._replace(milestone=as_counted(observation.milestone, follow_up_months))
    rule = RECORDINGS[observation.milestone]
    if by.role not in rule.by:
        raise Refused(not_yours(rule))
    told, track = located(case, observation)
    if _standing(case, told):
        return False
    wrong = None
    if told.on is None:
        if told.subject not in {one.subject for one in current(case.recorded)}:
            return False
    else:
        if told.milestone not in OF_COURT:  # what a court decides is recorded whatever has become of the case
            _check_open(case)
        facts, milestone, on = _facts_about(case, track, told, today), told.milestone, told.on
        wrong = check_recording(facts, milestone, on, by=by.role, value=told.value, reason=reason)
        questions = (*doubts(facts, milestone, on), *questions)
    questions += _what_it_ends(case, told, by=by, today=today)
    if questions and not confirmed:
        raise Unconfirmed(*questions)
    _enter(case, told, by=by, today=today)
    if wrong is not None:
        case.note(today, actor=str(by), event="deviation", target=told.milestone, detail=reason.strip())
    elif questions:
        case.note(today, actor=str(by), event=CONFIRMED, target=told.milestone, detail=reason.strip())
    settle(case, today)
    return True


def _enter(case: CaseFile, told: Observation, *, by: Actor, today: date) -> None:
    """Add a record, and take up again what it shows not to be through; the caller settles the rest."""
    note_observation(case, told, by=by, today=today)
    track = case.track(PLACEMENT.name, told.placement.partition(".")[0]) if told.placement else None
    if track is None or track.state != PlacementState.COMPLETED:
        return
    with suppress(MoveRefused):
        advance(case, track, TAKE_UP_AGAIN, by=by, today=today)


def _what_it_ends(case: CaseFile, told: Observation, *, by: Actor, today: date) -> tuple[Reason, ...]:
    """Return the question whether positions where somebody works are to end, if a record would end any."""
    if not any(track.state in OCCUPIED for track in case.tracks):
        return ()
    after = case.copy()
    _enter(after, told, by=by, today=today)
    settle(after, today)
    ended = ended_by(case, after, told)
    return (or_goes_on(asked(what_ends(ended)), case, told),) if ended else ()


def _standing(case: CaseFile, told: Observation) -> bool:
    """Return whether a person's latest record of this milestone says the same already."""
    known = [one for one in case.recorded if one.by_person and one.subject == told.subject]
    return bool(known) and (known[-1].on, known[-1].value) == (told.on, told.value)


def _facts_about(case: CaseFile, track: TrackFile | None, told: Observation, today: date) -> Facts:
    if track is None:
        return case.facts(today)
    return particular_facts(case, track, case.facts(today), candidate=told.placement or None)


def _check_open(case: CaseFile) -> None:
    purchase = case.track(PROCUREMENT.name)
    if purchase is not None and purchase.state in {ProcurementState.CLOSED, ProcurementState.CANCELLED}:
        override = do(Operation.OVERRIDE, process=PROCUREMENT.name, state="", reason="")
        raise Refused(Reason("closed", _CLOSED, (Role.SUPPORT,), (override, withdraw())))


def note_observation(case: CaseFile, observation: Observation, *, by: Actor, today: date) -> None:
    """Add an observation and a journal entry to a case in memory; the caller saves."""
    observation = case.observe(observation)
    parts = (
        str(observation.on or "withdrawn"),
        observation.value,
        observation.court,
        observation.applicant,
        observation.lot,
        observation.supplier,
        observation.placement,
    )
    detail = " ".join(part for part in (*parts, f"({observation.source})") if part)
    case.note(today, actor=str(by), event="observed", target=observation.milestone, detail=detail)


def assess(
    connection: Connection,
    case: CaseFile,
    outcome: AssessmentOutcome,
    *,
    forms: Iterable[RequirementForm] = (),
    reason: str = "",
    need: Need = NO_NEED,
    area: str = "",
    months: float | None = None,
    on: date,
    by: Actor,
    today: date,
) -> None:
    """Store the relevance assessment; raise FormsRefused, NeedRefused, RecordingRefused for its day, or Refused.

    A reason is needed unless a requirement is set where the rule does not exclude one. `area` and `months`, the length
    of the contract, are also what counts of the procurement from then on. Raises ReservationRefused under an act that
    lets nothing be reserved, and UnknownOccupation for a code that there is not.
    """
    said: dict[str, Any] = {"reason": reason, "need": need, "area": area, "months": months}
    assess_in(connection, case, outcome, forms=forms, **said, on=on, by=by, today=today)
    save(connection, [case])


def assess_in(
    connection: Connection,
    case: CaseFile,
    outcome: AssessmentOutcome,
    *,
    forms: Iterable[RequirementForm] = (),
    reason: str = "",
    need: Need = NO_NEED,
    area: str = "",
    months: float | None = None,
    on: date,
    by: Actor,
    today: date,
) -> None:
    """Enter the relevance assessment as `assess` does; the caller saves. Raises the same."""
    # First, so that the rule judges by the length that the assessment names.
    amend_in(connection, case, {"area": area, "months": months}, by=by, today=today)
    assessed(case, outcome, forms=forms, reason=reason, need=need, on=on, by=by, today=today)


def assessed(
    case: CaseFile,
    outcome: AssessmentOutcome,
    *,
    forms: Iterable[RequirementForm] = (),
    reason: str = "",
    need: Need = NO_NEED,
    on: date,
    by: Actor,
    today: date,
) -> None:
    """Enter the assessment in a case in memory as `assess` does; the caller saves.

    Raises FormsRefused, NeedRefused, RecordingRefused, ReservationRefused, UnknownOccupation and Refused for the same
    reasons.
    """
    if by.role not in BUYERS:
        raise Refused(Reason("not_yours", _NOT_YOURS, BUYERS))
    if outcome is AssessmentOutcome.PENDING:
        raise Refused(Text("Ange vad bedömningen kom fram till.", "Say what the assessment came to."))
    check_recording(case.facts(today), Milestone.RELEVANCE_ASSESSED, on, by=Role.CLOCK)
    chosen = frozenset(forms)
    _check_chosen(case, outcome, chosen)
    check_need(need, outcome, today)
    check_held(code for code, _ in need.occupations)
    why = reason.strip()
    if not why and _needs_reason(case, outcome, today):
        raise Refused(Reason("reason_given", _WHY_SO, remedies=(repeat(reason=""),)))
    case.put(outcome=outcome, forms=" ".join(sorted(chosen)), outcome_reason=why, **_columns_of(need))
    note_assessment(case, by=by, today=today)
    newest = {name: getattr(case, name) for name in (*ASSESSMENT, "area", "months")}
    case.assessments.append(Assessed(on=on, as_of=today, source=str(by), **newest))
    case.observe(
        Observation(Milestone.RELEVANCE_ASSESSED, on, str(by), by_person=True, as_of=today, value=outcome),
    )
    settle(case, today)


def _check_chosen(case: CaseFile, outcome: AssessmentOutcome, chosen: frozenset[RequirementForm]) -> None:
    if outcome is AssessmentOutcome.RESERVED:
        check_reserved(case.governed().act)
    if outcome is AssessmentOutcome.REQUIRED or (outcome in DEMANDS and chosen):
        check_forms(chosen, kind=KINDS[case.kind])
    elif chosen:
        raise Refused(
            Text(
                "Kravform anges bara när krav ställs eller upphandlingen reserveras.",
                "A form is given only when a requirement is set or the procurement reserved.",
            ),
        )


def _columns_of(need: Need) -> dict[str, Any]:
    """Return what the assessment says of the work as the columns of a case hold it."""
    return {
        "need_unit": need.unit or "",
        "need_amount": float(need.amount),
        "need_months": float(need.months_each),
        "occupations": written_occupations(need.occupations),
        "planned_start": need.planned_start,
        "supply": need.supply or "",
        "participants": need.participants,
    }


def note_assessment(case: CaseFile, *, by: Actor, today: date) -> None:
    """Tell the journal of the assessment that stands in the case; of the work it asks for in an entry of its own."""
    detail = " ".join(filter(None, (case.forms, case.outcome_reason)))
    case.note(today, actor=str(by), event="assessed", target=case.outcome, detail=detail)
    silent = case.need() in {NO_NEED, Need(participants=NOBODY)}
    content = "" if silent else as_told(case.need(), area=case.area, months=case.months)
    if content:
        case.note(today, actor=str(by), event=NEED_ASSESSED, target=case.outcome, detail=content)


def _needs_reason(case: CaseFile, outcome: AssessmentOutcome, today: date) -> bool:
    if outcome is not AssessmentOutcome.REQUIRED:
        return True
    facts = case.facts(today)
    return applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).answer is ModelAnswer.NO


def move(
    connection: Connection,
    case: CaseFile,
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
    track = case.track_meant(process, subject)
    if track is None:
        raise UnknownTrack(case.reference, process, subject)
    moved = advance(case, track, trigger, by=by, today=today, reason=reason)
    settle(case, today)
    save(connection, [case])
    return moved


def advance(
    case: CaseFile,
    track: TrackFile,
    trigger: str,
    *,
    by: Actor,
    today: date,
    reason: str = "",
) -> Moved:
    """Fire one move on a track in memory and write it in the journal; the caller saves."""
    facts = case.facts_of(track, today, reason=reason)
    target = PROCESSES[track.process].fire(track.state, trigger, facts, by.role)
    return force(case, track, target, event=trigger, by=by, today=today, reason=reason)


def force(
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    event: str,
    by: Actor,
    today: date,
    reason: str,
) -> Moved:
    """Put a track in memory into a state, whatever the rules say, and write it in the journal; the caller saves."""
    before = track.state
    _put(track, str(target), since=today)
    case.note(today, actor=str(by), event=event, track=track, source=before, target=track.state, detail=reason)
    return Moved(case.reference, track.process, track.subject, event, before, track.state)


def relabel(case: CaseFile, track: TrackFile, name: str, *, by: Actor, today: date, detail: str) -> None:
    """Rename the state of a track in memory; nothing moves, so `since` stays."""
    before = track.state
    _put(track, name, since=track.since)
    case.note(today, actor=str(by), event=MIGRATED, track=track, source=before, target=name, detail=detail)


def _put(track: TrackFile, state: str, *, since: date) -> None:
    track.state, track.since = state, since


def settle(case: CaseFile, today: date) -> list[Moved]:
    """Open the tracks and make the moves that time and the records allow, until nothing moves; the caller saves."""
    made: list[Moved] = []
    open_forks(case, today)
    while (ready := _next_by_clock(case, today)) is not None:
        made.append(advance(case, *ready, by=CLOCK, today=today))
        open_forks(case, today)
    return made


def _next_by_clock(case: CaseFile, today: date) -> tuple[TrackFile, str] | None:
    for track in case.tracks:
        move = PROCESSES[track.process].ready_by_clock(track.state, case.facts_of(track, today))
        if move is not None:
            return track, move.trigger
    return None


def amend(connection: Connection, case: CaseFile, particulars: Mapping[str, Any], *, by: Actor, today: date) -> None:
    """Enter what a person knows of a case: title, kind, procedure, act, months, headcount, value and the like.

    Raises ActRefused for an act that does not have the procedure of the case.
    """
    if amend_in(connection, case, particulars, by=by, today=today):
        save(connection, [case])


def amend_in(connection: Connection, case: CaseFile, particulars: Mapping[str, Any], *, by: Actor, today: date) -> bool:
    """Enter what a person knows in a case in memory as `amend` does, and return whether it is new; the caller saves."""
    said = said_of(connection, [case.id])[case.id]
    fresh = restate(case, particulars, said, source=str(by), as_of=today, by=by, today=today)
    if not fresh:
        return False
    if {"act", "procedure"} & particulars.keys():
        check_act(ACTS[case.act], PROCEDURES[case.procedure])
    if "unit_id" in case.columns:
        read_unit_act(connection, case)
    store_particulars(connection, fresh)
    settle(case, today)
    return True


_TAKEN = Text("Ärendet {reference} finns redan.", "Case {reference} exists already.")
_CLOSED = Text(
    "Ärendet är avslutat. Stödfunktionen kan öppna det igen; misstag kan tas tillbaka.",
    "The case is closed. The support function can reopen it; mistakes can be taken back.",
)
_NOT_YOURS = Text("Det här kan inte göras av den rollen.", "This cannot be done by that role.")
_OPENED_WITH = tuple(name for name in CASE_COLUMNS if name != "id")
_WHY_SO = Text("Ange skälet till bedömningen.", "Give the reason for the assessment.")
_ADD_CASE = Statement(
    _OPENED_WITH,
    lambda _: insert(_case).inline().values({name: bindparam(name) for name in _OPENED_WITH}),
)
_BLANK = {name: field.default for name, field in Case.model_fields.items() if not field.is_required()}
"""What the columns of a case hold that nothing is known of yet."""
_TRACK_COLUMNS = ("case_id", "process", "subject", "state", "since")
_ADD_TRACK = Statement(
    _TRACK_COLUMNS,
    lambda _: insert(_track).inline().values({name: bindparam(name) for name in _TRACK_COLUMNS}),
)
_FIND_IDS = Statement(
    ["keys"],
    lambda db: select(_case.c.id).where(among(_case.c.reference_key, db, "keys")).order_by(_case.c.id),
)
