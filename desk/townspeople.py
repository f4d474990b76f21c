"""What the people of the made-up city do, and how slow they are about it, by the same operations as in reality."""

import random
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, select

from models.actor import Actor
from models.casefile import CaseFile, TrackFile
from models.casestore import load_some
from models.obligations import look_after, oblige
from models.operations import amend, assess, record
from models.storage.database import writing
from models.tables import Case, Person
from states.facts import Facts, Milestone, Role
from states.law import clearance
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.calendar import working_days_after
from states.law.courts import Ruling
from states.law.procedures import Channel
from states.processes import placement, procurement, supplier, target_group
from states.processes.procurement import ProcurementState
from states.records.milestones import RECORDINGS, Scope
from states.records.obligations import Measure, Terms
from states.records.observations import Observation

_case = Case.__table__
_person = Person.__table__

OFFICER, SUPPORT = Actor(Role.OFFICER), Actor(Role.SUPPORT)
UNIT, FIRM = Actor(Role.LABOUR_MARKET), Actor(Role.SUPPLIER)
Act = Callable[[Connection, CaseFile, TrackFile, date, random.Random], None]


@dataclass(frozen=True, slots=True)
class Habit:
    """What people do about a track of `process` in `states`, some working days after the day that `since` gives.

    `delays` are drawn from, so that the share of each number is how often people are that slow.
    """

    name: str
    process: str
    states: frozenset[str]
    since: Callable[[Facts], date | None]
    delays: tuple[int, ...]
    act: Act


def live(engine: Engine, day: date, seed: int, *, besides: Collection[str] = ()) -> None:
    """Let everybody do what they would do on a working day, `besides` the cases of some references."""
    with writing(engine) as connection:
        ids = list(connection.execute(select(_case.c.id).where(_case.c.reference.not_in(besides))).scalars())
        for case in load_some(connection, ids):
            for habit, track in _due(case, day, seed):
                chance = random.Random(f"{seed}:{case.reference}:{habit.name}:{case.version}")
                habit.act(connection, case, track, day, chance)


def _due(case: CaseFile, day: date, seed: int) -> Iterator[tuple[Habit, TrackFile]]:
    for habit in HABITS:
        for track in list(case.tracks):
            if track.process != habit.process or track.state not in habit.states:
                continue
            since = habit.since(case.facts_of(track, day))
            if since is None:
                continue
            drawn = random.Random(f"{seed}:{case.reference}:{track.subject}:{habit.name}:{since}")
            if day >= working_days_after(since, drawn.choice(habit.delays)):
                yield habit, track


def _record(
    connection: Connection,
    case: CaseFile,
    track: TrackFile,
    day: date,
    milestone: Milestone,
    *,
    by: Actor = OFFICER,
    value: str = "",
    name: str = "",
    on: date | None = None,
) -> None:
    scope, owed = RECORDINGS[milestone].scope, case.obligation(track.parent or track.subject)
    of_supplier = owed is not None and scope is Scope.SUPPLIER
    seen = Observation(
        milestone,
        on or day,
        str(by),
        by_person=True,
        as_of=day,
        value=value,
        lot=owed.lot if owed and of_supplier else "",
        supplier=name or (owed.supplier if owed and of_supplier else ""),
        placement=track.subject if scope is Scope.PLACEMENT else "",
    )
    # No two of the town's people are one person, though they may begin on the same day under two contracts of a firm.
    record(connection, case, seen, by=by, today=day, confirmed=milestone is Milestone.EMPLOYMENT_STARTED)


def reports(milestone: Milestone, by: Actor = OFFICER, value: str = "", name: str = "") -> Act:
    """Return the act of reporting a milestone of the day; `name` is the supplier's, of a winner."""
    return lambda connection, case, track, day, _: _record(
        connection, case, track, day, milestone, by=by, value=value, name=name
    )


def _once(milestone: Milestone, after: Callable[[Facts], date | None]) -> Callable[[Facts], date | None]:
    return lambda facts: after(facts) if facts.on(milestone) is None else None


def _observed(milestone: Milestone) -> Callable[[Facts], date | None]:
    return lambda facts: facts.on(milestone)


def _assess(connection: Connection, case: CaseFile, _: TrackFile, day: date, chance: random.Random) -> None:
    if case.headcount is None or case.months is None:
        known = {"headcount": case.headcount or 3.0, "months": case.months or 24.0}
        amend(connection, case, known, by=OFFICER, today=day)
    renewed = case.kind == ProcurementKind.RENEWED_COMPETITION
    choice = chance.choices(("sharp", "dialogue", "none"), (6, 3, 1))[0]
    if choice == "none":
        reason = "Marknaden saknar sökande med rätt yrke."
        assess(connection, case, AssessmentOutcome.NO_REQUIREMENT, reason=reason, on=day, by=OFFICER, today=day)
        return
    sharp = RequirementForm.AWARD_CRITERION if renewed else RequirementForm.EMPLOYMENT
    form = sharp if choice == "sharp" else RequirementForm.DIALOGUE
    assess(connection, case, AssessmentOutcome.REQUIRED, forms=[form], on=day, by=OFFICER, today=day)


def _notify(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    channel = chance.choices((Channel.ELECTRONIC, Channel.OTHER), (9, 1))[0]
    _record(connection, case, track, day, Milestone.AWARD_NOTICE_SENT, value=channel)


def _contest(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    if chance.random() < CONTESTED:
        _record(connection, case, track, day, Milestone.REVIEW_FILED)


def _rule(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    ruling = chance.choices((Ruling.REJECTED, Ruling.WITHDRAWN, Ruling.CORRECTION), (6, 1, 2))[0]
    _record(connection, case, track, day, Milestone.REVIEW_DECIDED, value=ruling)


def _report(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    _record(connection, case, track, day, Milestone.WINNER_NAMED, name=chance.choice(tuple(SUPPLIERS)))
    _record(connection, case, track, day, Milestone.COURT_CHECKED)
    _record(connection, case, track, day, Milestone.CONTACT_POINT_2)


def _planned_call(facts: Facts) -> date | None:
    planned, assessed = facts.on(Milestone.PLANNED_CALL), facts.on(Milestone.RELEVANCE_ASSESSED)
    return max(planned or assessed, assessed) if assessed else None


def _unreported(facts: Facts) -> date | None:
    return clearance.report_winner_from(facts) if facts.on(Milestone.CONTACT_POINT_2) is None else None


def _in_standstill(facts: Facts) -> date | None:
    period = clearance.standstill_of(facts)
    running = period is not None and period.last_day is not None and facts.today <= period.last_day
    return facts.on(Milestone.AWARD_NOTICE_SENT) if running and facts.on(Milestone.REVIEW_FILED) is None else None


def _unpromised(facts: Facts) -> date | None:
    known = facts.balance is not None and facts.balance.obligation.unit is not None
    return None if known else facts.on(Milestone.CONTACT_ASSIGNED)


def take_care(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    """Name who calls the supplier, and the supplier's own contact person where the directory knows one."""
    _record(connection, case, track, day, Milestone.CONTACT_ASSIGNED, by=SUPPORT)
    owed = case.obligation(track.subject)
    if owed is None:
        return
    units = select(_person.c.id).where(_person.c.role == Role.LABOUR_MARKET).order_by(_person.c.id)
    callers = list(connection.execute(units).scalars())
    own = select(_person.c.id).where(_person.c.email == SUPPLIERS.get(owed.supplier, ""))
    look_after(
        connection,
        case,
        owed,
        by=SUPPORT,
        today=day,
        contact_id=chance.choice(callers) if callers else None,
        supplier_person_id=connection.execute(own).scalar(),
    )


def _promise(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    owed = case.obligation(track.subject)
    if owed is not None:
        promise = {"unit": Measure.PERSONS, "amount": float(chance.choice((1, 1, 2))), "penalty": True}
        oblige(connection, case, owed, promise, by=SUPPORT, today=day)


def _answer(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    if chance.random() < TURNED_DOWN:
        value = chance.choice(("ended_by_supplier", "ended_by_person"))
        _record(connection, case, track, day, Milestone.CANDIDATE_DECLINED, by=FIRM, value=value)
    else:
        _record(connection, case, track, day, Milestone.INTERNSHIP_STARTED, by=FIRM)


def _end_internship(
    connection: Connection,
    case: CaseFile,
    track: TrackFile,
    day: date,
    chance: random.Random,
) -> None:
    outcome = chance.choices(("to_be_hired", "not_hired", "interrupted"), (7, 2, 1))[0]
    _record(connection, case, track, day, Milestone.INTERNSHIP_ENDED, by=UNIT, value=outcome)


def _hire(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
    subsidy = chance.choice((placement.YES, placement.NOT_APPLICABLE))
    _record(connection, case, track, day, Milestone.SUBSIDY_DECIDED, by=UNIT, value=subsidy)
    terms = Terms(months=float(chance.choice((0, 6, 12))), share=chance.choice((1, 1, 0.75)))
    _record(connection, case, track, day, Milestone.EMPLOYMENT_STARTED, by=FIRM, value=str(terms))


CONTESTED = 0.02
"""Chance of an application for review on each working day of a standstill: about one award in seven."""
TURNED_DOWN = 0.25
"""Chance that a candidate is turned down."""
SUPPLIERS = {
    "Exempel Service AB": "astrid.exempelryd@exempelservice.example",
    "Påhittade Bygg AB": "bertil.byggmalm@pahittadebygg.example",
    "Fiktiv Omsorg AB": "cemile.omsorg@fiktivomsorg.example",
    "Norra Provbolaget AB": "dag.provander@norraprov.example",
    "Testverket AB": "esther.testgren@testverket.example",
}
"""Who wins, and the address of each firm's contact person in the directory of the example."""
_S, _F, _L, _T = ProcurementState, supplier.SupplierState, placement.PlacementState, target_group.TargetGroupState
PURCHASE, SUPPLIER = procurement.PROCUREMENT.name, supplier.SUPPLIER_PROCESS.name
PLACEMENT, TARGET_GROUP = placement.PLACEMENT.name, target_group.TARGET_GROUP.name
HABITS: tuple[Habit, ...] = (
    Habit(
        "contact point 1",
        PURCHASE,
        frozenset({_S.PLANNING}),
        _once(Milestone.CONTACT_POINT_1, clearance.contact_point_1_from),
        (1, 3, 5, 6, 6, 7, 11, 12, 17),
        reports(Milestone.CONTACT_POINT_1),
    ),
    Habit(
        "assessment",
        PURCHASE,
        frozenset({_S.PLANNING}),
        _once(Milestone.RELEVANCE_ASSESSED, _observed(Milestone.CONTACT_POINT_1)),
        (2, 3, 4, 6, 8, 12),
        _assess,
    ),
    Habit(
        "publication",
        PURCHASE,
        frozenset({_S.PLANNING}),
        _once(Milestone.DOCUMENTS_PUBLISHED, _planned_call),
        (0, 2, 8),
        reports(Milestone.DOCUMENTS_PUBLISHED),
    ),
    Habit(
        "award",
        PURCHASE,
        frozenset({_S.ADVERTISED}),
        _once(Milestone.AWARD_DECIDED, _observed(Milestone.DOCUMENTS_PUBLISHED)),
        (35, 45, 60),
        reports(Milestone.AWARD_DECIDED),
    ),
    Habit(
        "award notice",
        PURCHASE,
        frozenset({_S.AWARD}),
        _once(Milestone.AWARD_NOTICE_SENT, _observed(Milestone.AWARD_DECIDED)),
        (0, 1, 2),
        _notify,
    ),
    Habit("review", PURCHASE, frozenset({_S.STANDSTILL}), _in_standstill, (1, 4, 6), _contest),
    Habit("ruling", PURCHASE, frozenset({_S.REVIEW}), _observed(Milestone.REVIEW_FILED), (30, 45, 70), _rule),
    Habit("contact point 2", PURCHASE, frozenset({_S.AWARD, _S.STANDSTILL}), _unreported, (0, 0, 1, 3, 6), _report),
    Habit(
        "contract",
        PURCHASE,
        frozenset({_S.MATCHING}),
        _once(Milestone.CONTRACT_SIGNED, _observed(Milestone.CONTACT_POINT_2)),
        (1, 3),
        reports(Milestone.CONTRACT_SIGNED),
    ),
    Habit(
        "preparation",
        TARGET_GROUP,
        frozenset({_T.FORECAST}),
        _observed(Milestone.RELEVANCE_ASSESSED),
        (3, 6, 9, 14),
        reports(Milestone.PREPARATION_STARTED, UNIT),
    ),
    Habit(
        "contact person",
        SUPPLIER,
        frozenset({_F.AWARDED}),
        _observed(Milestone.CONTACT_POINT_2),
        (1, 3, 4, 6),
        take_care,
    ),
    Habit("promise", SUPPLIER, frozenset({_F.CONTACT_ASSIGNED}), _unpromised, (0, 1, 3), _promise),
    Habit(
        "start-up meeting",
        SUPPLIER,
        frozenset({_F.CONTACT_ASSIGNED}),
        _observed(Milestone.CONTACT_ASSIGNED),
        (4, 6, 9, 12),
        reports(Milestone.DIALOGUE_HELD, UNIT),
    ),
    Habit(
        "profile",
        SUPPLIER,
        frozenset({_F.DIALOGUE}),
        _once(Milestone.PROFILE_AGREED, _observed(Milestone.DIALOGUE_HELD)),
        (3, 5, 10),
        reports(Milestone.PROFILE_AGREED, UNIT),
    ),
    Habit(
        "candidate",
        PLACEMENT,
        frozenset({_L.OPEN}),
        _observed(Milestone.PROFILE_AGREED),
        (5, 12, 18, 24),
        reports(Milestone.CANDIDATE_PROPOSED, UNIT),
    ),
    Habit(
        "answer",
        PLACEMENT,
        frozenset({_L.PROPOSED}),
        _once(Milestone.INTERNSHIP_STARTED, _observed(Milestone.CANDIDATE_PROPOSED)),
        (3, 4, 7),
        _answer,
    ),
    Habit(
        "end of the internship",
        PLACEMENT,
        frozenset({_L.INTERNSHIP}),
        _once(Milestone.INTERNSHIP_ENDED, _observed(Milestone.INTERNSHIP_STARTED)),
        (5, 15, 18, 20),
        _end_internship,
    ),
    Habit(
        "hire",
        PLACEMENT,
        frozenset({_L.INTERNSHIP}),
        _once(Milestone.EMPLOYMENT_STARTED, _observed(Milestone.INTERNSHIP_ENDED)),
        (1, 3),
        _hire,
    ),
    Habit(
        "confirmation",
        PLACEMENT,
        frozenset({_L.HIRED}),
        _observed(Milestone.EMPLOYMENT_STARTED),
        (1, 4, 7),
        reports(Milestone.HIRE_CONFIRMED, UNIT),
    ),
    Habit(
        "first follow-up",
        PLACEMENT,
        frozenset({_L.FOLLOWING_UP}),
        _once(Milestone.FOLLOWED_UP_1, _observed(Milestone.EMPLOYMENT_STARTED)),
        (21, 23, 27),
        reports(Milestone.FOLLOWED_UP_1, UNIT, placement.StillThere.STILL_EMPLOYED),
    ),
)
