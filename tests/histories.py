"""Random histories over the real operations: several cases of a small city, with people who mostly do what is missing.

A history is a list of steps that can be drawn and made smaller; what a step comes to depends on the cases as they are.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert

from desk.settling import settle_due
from desk.tick import TickResult
from models.actor import Actor
from models.casefile import CaseFile, ObligationFile, TrackFile
from models.casestore import load_some
from models.obligations import look_after, oblige
from models.operations import amend, assess, find, move, record
from models.refusals import Refused
from models.storage.database import driver, open_engine, reading, writing
from models.tables import Person
from notifications.compose import compose
from states.facts import Facts, Milestone, Role
from states.law import clearance
from states.law.applicability import AssessmentOutcome, FormsRefused, RequirementForm
from states.law.courts import Court, Ruling, Target
from states.machine import Guard, Move, MoveRefused
from states.processes import procurement, supplier
from states.processes.registry import PROCESSES
from states.records.milestones import RECORDINGS, RecordingRefused, Scope
from states.records.obligations import Measure
from states.records.observations import Observation, current
from tests.notifications.city import PEOPLE, SETTINGS, found_city, open_planned

LABOUR_MARKET, SUPPLIER = 4, 5
MORE_PEOPLE = (
    {"id": LABOUR_MARKET, "name": "Ada Arbete", "email": "ada@exempelstad.example", "role": "labour_market"},
    {"id": SUPPLIER, "name": "Leo Leverantör", "email": "leo@foretag.example", "role": "supplier"},
)
ACTORS = {
    role: Actor(role, person["id"]) for person in (*PEOPLE, *MORE_PEOPLE) for role in Role if role == person["role"]
}
REFUSALS = (Refused, RecordingRefused, FormsRefused, MoveRefused)
CASES = (("UH-1", "open"), ("UH-2", "open"), ("UH-3", "renewed_competition"))
COMPANIES = ("Exempel Service AB", "Bygg och Mark AB")
MOST_DEEP = 3
_M = Milestone
T = TypeVar("T")


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens to one case. `choice` makes all that is left open; zero takes what is most usual."""

    what: str
    case: int
    choice: int


USUAL = ("go_on",) * 9 + ("days_pass",) * 3
WHICH = (0, 0, 0, 0, 1, 2)
"""Mostly one case, so that some come far."""
UNUSUAL = (
    *("turn",) * 4,
    *("anything",) * 2,
    "take_back",
    "promise",
    "look_after",
    "assess",
    "by_hand",
    "restate",
    "nobody_looks",
)


def steps(least: int = 4, most: int = 40) -> st.SearchStrategy[list[Step]]:
    one = st.builds(Step, st.sampled_from(USUAL + UNUSUAL), st.sampled_from(WHICH), st.integers(0, 2**24 - 1))
    return st.lists(one, min_size=least, max_size=most)


class Chooser:
    """Picks that follow from one number; from zero always the first."""

    def __init__(self, number: int) -> None:
        self.number, self.left = number, MOST_DEEP

    def goes_deeper(self) -> bool:
        """Tell whether what waits for another track may be sought there; one may wait for the other."""
        self.left -= 1
        return self.left >= 0

    def of(self, options: Sequence[T]) -> T:
        self.number = self.number * 48271 % (2**31 - 1)
        return options[self.number % len(options)]


# --- the city --------------------------------------------------------------------------------------------------------


class Snapshots:
    """A database in memory that is brought back to how it was: a history begins, or what if."""

    def __init__(self, template: Path) -> None:
        self.engine = open_engine("sqlite://", synchronous="OFF")
        with reading(self.engine) as connection:
            self._database: sqlite3.Connection = driver(connection)
        source = sqlite3.connect(template)
        source.backup(self._database)
        source.close()
        found_city(self.engine)
        with writing(self.engine) as connection:
            for person in MORE_PEOPLE:
                connection.execute(insert(Person).values(**person, phone="031-390 06 04", language="sv"))
        self._founded = self._kept()

    def begin(self) -> Engine:
        self._founded.backup(self._database)
        return self.engine

    @contextmanager
    def what_if(self) -> Iterator[None]:
        """Undo at the end all that was written inside."""
        before = self._kept()
        try:
            yield
        finally:
            before.backup(self._database)
            before.close()

    def content(self) -> bytes:
        return self._database.serialize()

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()

    def _kept(self) -> sqlite3.Connection:
        copy = sqlite3.connect(":memory:")
        self._database.backup(copy)
        return copy

    def close(self) -> None:
        self.engine.dispose()
        self._founded.close()


class Watch:
    """Sees what happens in a world."""

    def accepted(self, before: Facts, told: Observation, reason: str) -> None:
        """See a record that was not refused, with the facts of the case before it."""

    def changed(self, world: "World", case: CaseFile) -> None:
        """See a case after it was changed."""

    def ticked(self, world: "World", result: TickResult) -> None:
        """See all cases after a tick."""


@dataclass(slots=True)
class World:
    """The cases of one history, the day it is, and who looks at what happens."""

    snapshots: Snapshots
    today: date
    watch: "Watch" = field(default_factory=Watch)
    done: Counter[str] = field(default_factory=Counter)

    @property
    def engine(self) -> Engine:
        return self.snapshots.engine

    @property
    def references(self) -> list[str]:
        return [reference for reference, _ in CASES]

    def begin(self) -> None:
        self.snapshots.begin()
        for reference, procedure in CASES:
            open_planned(self.engine, reference, on=self.today, procedure=procedure)

    def case(self, reference: str) -> CaseFile:
        with reading(self.engine) as connection:
            (case,) = load_some(connection, [self.references.index(reference) + 1])
            return case

    def cases(self) -> list[CaseFile]:
        with reading(self.engine) as connection:
            return load_some(connection, range(1, len(CASES) + 1))

    # --- what people do

    def attempt(self, reference: str, operation: Callable[[Connection, CaseFile], Any]) -> bool:
        """Do something to a case and tell whether it changed; what is refused or said again must change no row."""
        before = self.snapshots.content()
        try:
            with writing(self.engine) as connection:
                changed = operation(connection, find(connection, reference)) is not False
        except REFUSALS as refusal:
            self.done[type(refusal).__name__] += 1
            changed = False
        if not changed:
            assert self.snapshots.content() == before, "what was refused, or known already, changed a row"
            return False
        self.done["changes"] += 1
        self.watch.changed(self, self.case(reference))
        return True

    def record(self, reference: str, told: Observation, by: Role, *, reason: str = "") -> bool:
        def recorded(connection: Connection, case: CaseFile) -> bool:
            facts = case.facts(self.today)
            fresh = record(connection, case, told, by=ACTORS[by], today=self.today, reason=reason)
            if fresh:
                self.watch.accepted(facts, told, reason)
            return fresh

        if not self.attempt(reference, recorded):
            return False
        if told.milestone is not Milestone.CANDIDATE_PROPOSED or told.on is None:
            assert not self.attempt(reference, recorded), f"{told.milestone} was recorded twice"
        return True

    def told(self, milestone: Milestone, on: date | None, by: Role, **about: str) -> Observation:
        return Observation(milestone, on, str(ACTORS[by]), by_person=True, as_of=self.today, **about)

    def assess(self, reference: str, outcome: AssessmentOutcome, forms: Sequence[RequirementForm] = ()) -> bool:
        def assessed(connection: Connection, case: CaseFile) -> None:
            day, by = self.today, ACTORS[Role.OFFICER]
            assess(connection, case, outcome, forms=forms, reason="så bedömt", on=day, by=by, today=day)

        return self.attempt(reference, assessed)

    def oblige(self, reference: str, owed: ObligationFile, **promise: Any) -> bool:
        def obliged(connection: Connection, case: CaseFile) -> bool:
            mine = case.obligation(owed.subject)
            assert mine is not None
            return oblige(connection, case, mine, promise, by=ACTORS[Role.SUPPORT], today=self.today)

        return self.attempt(reference, obliged)

    def look_after(self, reference: str, owed: ObligationFile, **people: int) -> bool:
        def looked_after(connection: Connection, case: CaseFile) -> bool:
            mine = case.obligation(owed.subject)
            assert mine is not None
            return look_after(connection, case, mine, by=ACTORS[Role.SUPPORT], today=self.today, **people)

        return self.attempt(reference, looked_after)

    def move(self, reference: str, track: TrackFile, trigger: str, by: Role, *, reason: str = "") -> bool:
        def moved(connection: Connection, case: CaseFile) -> None:
            where = {"process": track.process, "subject": track.subject}
            move(connection, case, trigger, by=ACTORS[by], today=self.today, reason=reason, **where)

        return self.attempt(reference, moved)

    # --- time

    def tick(self) -> TickResult:
        """Settle and compose as the tick does; nothing is sent."""
        result = TickResult(self.today)
        settle_due(self.engine, today=self.today, result=result)
        if self.today.weekday() == 0:  # often enough: what is composed changes nothing of what is planned
            result.composed = compose(self.engine, today=self.today, settings=SETTINGS)
        self.watch.ticked(self, result)
        return result

    def wait(self, days: int) -> None:
        """Let days pass with a tick on the last alone."""
        self.today += timedelta(days=days)
        self.tick()

    def wait_daily(self, days: int) -> None:
        """Let days pass with a tick on each; it must come to the same as one tick on the last."""
        with self.imagined():
            self.wait(days)
            at_once = self.outcome()
        for _ in range(days):
            self.wait(1)
        assert self.outcome() == at_once, f"{days} daily ticks and one do not come to the same"

    @contextmanager
    def imagined(self) -> Iterator[None]:
        """Undo at the end all that happened inside; nobody watches it."""
        day, watch = self.today, self.watch
        self.watch = Watch()
        try:
            with self.snapshots.what_if():
                yield
        finally:
            self.today, self.watch = day, watch

    def outcome(self) -> list[list[tuple[Any, ...]]]:
        """Return the states of all tracks, the reminders that wait to be told, and when each case is looked at."""
        return [sorted(self.snapshots.rows(query)) for query in OUTCOME]


OUTCOME = (
    "SELECT case_id, process, subject, state FROM track",
    "SELECT case_id, matter, subject, step, person_id, base, due_on FROM reminder WHERE state = 'planned'",
    'SELECT id, next_check FROM "case"',
)

# --- what is missing -------------------------------------------------------------------------------------------------

ASIDE = frozenset(
    {
        ("procurement", "cancel"),
        ("procurement", "exclude"),
        ("procurement", "rule_out"),
        ("procurement", "waive"),
        ("procurement", "release"),
        ("procurement", "contest"),
        ("procurement", "redo"),
        ("procurement", "correct"),
        ("procurement", "reaward"),
        ("procurement", "revive"),
        ("procurement", "fall_back_to_hire"),
        ("procurement", "fall_back_to_internship"),
        ("procurement", "fall_back_to_matching"),
        ("supplier", "release"),
        ("supplier", "lose"),
        ("supplier", "set_aside"),
        ("supplier", "fail"),
        ("supplier", "sanction"),
        ("supplier", "fall_back"),
        ("placement", "decline"),
        ("placement", "interrupt"),
        ("placement", "end_early"),
        ("placement", "withdraw"),
        ("placement", "take_up_again"),
        ("target_group", "stand_down"),
        ("target_group", "finish"),
        ("target_group", "fall_back"),
    },
)
"""The moves that lead away from a fulfilled obligation."""
SELDOM = frozenset(
    {
        ("procurement", "fall_back_to_internship"),
        ("supplier", "fail"),
        ("supplier", "sanction"),
        ("supplier", "fall_back"),
        ("placement", "decline"),
        ("placement", "interrupt"),
        ("placement", "end_early"),
    },
)
"""Those of them that a case seldom comes near."""
FINAL = frozenset({Role.CLOCK, Role.OUTBOX})
TERMS = ("matched 3 1", "matched 0 1", "outside 6 0.5", "own_employee 12 1", "matched 1 0.75")
PROMISES: tuple[dict[str, Any], ...] = (
    {"unit": Measure.PERSONS, "amount": 1.0, "months_each": 1.0},
    {"unit": Measure.PERSONS, "amount": 2.0, "months_each": 2.0},
    {"unit": Measure.PERSONS, "amount": 1.0, "internship_counts": True},
    {"unit": Measure.MONTHS, "amount": 2.0, "positions": 1},
    {"unit": Measure.MONTHS, "amount": 6.0, "positions": 3, "penalty": True},
    {"unit": Measure.SEAT, "amount": 1.0, "starts_within": 1},
    {"unit": Measure.DIALOGUE, "amount": 1.0},
    {"unit": Measure.PERSONS, "amount": 3.0, "positions": 4, "penalty": True},
)
PARTICULARS: tuple[dict[str, Any], ...] = (
    {"procedure": "open"},
    {"kind": "goods"},
    {"kind": "service"},
    {"procedure": "dynamic_purchasing_system"},
    {"months": 3.0},
)
WRONG: tuple[dict[str, str], ...] = (
    *({},) * 3,
    {"supplier": "Någon Annan AB"},
    {"placement": "99"},
    {"placement": "1.7"},
    {"value": "?"},
)
PENALTY: dict[str, Any] = {"penalty": True}


def go_on(world: World, reference: str, chooser: Chooser) -> bool:
    """Bring about one thing that a forward move of the case is waiting for."""
    chooser.left = MOST_DEEP
    case = world.case(reference)
    found = [
        (track, one)
        for track in _in_turn(case, world.today)
        for one in PROCESSES[track.process].moves_from(_state(track))
        if (track.process, one.trigger) not in ASIDE
    ]
    return _bring_about(world, case, *chooser.of(found), chooser) if found else False


def turn(world: World, reference: str, chooser: Chooser) -> bool:
    """Bring about one thing that leads away: a review, a withdrawal, a deficiency, an interruption."""
    case = world.case(reference)
    found = [
        (track, one)
        for track in case.tracks
        for one in PROCESSES[track.process].moves_from(_state(track))
        if (track.process, one.trigger) in ASIDE and (one.trigger != "cancel" or chooser.of(range(4)) == 3)
    ]
    if not found:
        return False
    kinds = sorted({(track.process, one.trigger) for track, one in found})
    kind = chooser.of([*kinds, *[one for one in kinds if one in SELDOM] * 4])
    track, wanted = chooser.of([(track, one) for track, one in found if (track.process, one.trigger) == kind])
    for _ in range(4):
        case = world.case(reference)
        chooser.left = MOST_DEEP
        now = case.track(track.process, track.subject)
        if now is None or now.state != track.state:
            break
        _bring_about(world, case, now, wanted, chooser)
    return True


def _state(track: TrackFile) -> Any:
    return PROCESSES[track.process].states(track.state)


def _in_turn(case: CaseFile, today: date) -> list[TrackFile]:
    """Return the tracks that are worth working on: the purchase alone until it is handed over."""
    live = [track for track in case.tracks if track.state not in PROCESSES[track.process].ends]
    purchase = case.tracks[0]
    if purchase.state in procurement.HANDED_OVER:
        below = [track for track in live if track.subject and track.state != supplier.SupplierState.TENDERING]
        return below * 4 + live
    return [purchase] * 6 + live


def _bring_about(world: World, case: CaseFile, track: TrackFile, wanted: Move, chooser: Chooser) -> bool:
    facts = case.facts_of(track, world.today)
    unmet = wanted.unmet(facts)
    askable = [role for role in wanted.by if role not in FINAL]
    if askable and all(one.name == "reason_given" for one in unmet):
        return world.move(case.reference, track, wanted.trigger, chooser.of(askable), reason="så bestämt")
    needed = [one for one in unmet if one.name != "reason_given"]
    return bool(needed) and meet(world, case, track, chooser.of(needed), chooser)


def meet(world: World, case: CaseFile, track: TrackFile, one: Guard, chooser: Chooser) -> bool:
    """Do what makes a condition hold, or comes nearer to it; False where nobody can."""
    special = MEET.get(one.name)
    if special is not None:
        return special(world, case, track, chooser)
    if one.records:
        by = [role for role in one.met_by if role not in FINAL]
        return tell(world, case, track, chooser.of(one.records), chooser, by=by)
    return False


def tell(
    world: World,
    case: CaseFile,
    track: TrackFile,
    milestone: Milestone,
    chooser: Chooser,
    *,
    by: Sequence[Role] = (),
) -> bool:
    """Record a milestone as it would be: by whom it is, on the day, about the track at hand."""
    if milestone is Milestone.RELEVANCE_ASSESSED:
        forms = chooser.of(((RequirementForm.EMPLOYMENT,),) * 4 + ((RequirementForm.DIALOGUE,),))
        return world.assess(case.reference, AssessmentOutcome.REQUIRED, forms)
    rule = RECORDINGS[milestone]
    role = chooser.of([one for one in by if one in rule.by] or rule.by)
    on = world.today + timedelta(days=chooser.of((20, 1, 60))) if rule.planned else world.today
    if milestone is Milestone.CONTRACT_ENDED:
        on = world.today
    told = world.told(milestone, on, role, **about(case, track, milestone, chooser), **_value(milestone, chooser))
    if world.record(case.reference, told, role):
        return True
    late = milestone is Milestone.CONTACT_POINT_1 or chooser.of((True, False, False))
    return rule.breach is not None and late and world.record(case.reference, told, role, reason="det hände")


def _value(milestone: Milestone, chooser: Chooser) -> dict[str, str]:
    rule = RECORDINGS[milestone]
    values = TERMS if rule.terms else rule.values
    return {"value": str(chooser.of(values))} if values else {}


def about(case: CaseFile, track: TrackFile, milestone: Milestone, chooser: Chooser) -> dict[str, str]:
    """Return whom or what a milestone is about, near to a track."""
    scope = RECORDINGS[milestone].scope
    if scope is Scope.WINNER:
        return {"supplier": chooser.of(COMPANIES), "lot": chooser.of(("", "", "", "LOT-1"))}
    if scope is Scope.LOT:
        return {"lot": chooser.of([one.lot for one in case.obligations if one.lot] or ["LOT-1"])}
    if scope is Scope.SUPPLIER or (scope is Scope.CONTRACT and case.obligations and chooser.of((True, False, False))):
        owed = case.obligation(track.parent or track.subject) or chooser.of(case.obligations or [None])
        return {"supplier": owed.supplier, "lot": owed.lot} if owed else {}
    if scope is Scope.PLACEMENT:
        if track.process == "placement":
            return {"placement": track.subject}
        mine = [one.subject for one in case.tracks if one.process == "placement" and one.parent == track.subject]
        return {"placement": chooser.of(mine or ["1"])}
    return {}


# --- conditions that no single record meets --------------------------------------------------------------------------

Meet = Callable[[World, CaseFile, TrackFile, Chooser], bool]


def _wait_for_the_day(world: World, case: CaseFile, track: TrackFile, _: Chooser) -> bool:
    facts = case.facts_of(track, world.today)
    days = [*clearance.turning_days(facts), *supplier.turning_days(facts)]
    coming = min((day for day in days if day > world.today), default=world.today + timedelta(days=1))
    world.wait(min((coming - world.today).days, 200))
    return True


def _let_work(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    """Let somebody who was hired work on, or see that somebody is hired."""
    mine = [one for one in case.tracks if one.process == "placement" and one.parent == track.subject]
    if any(one.state in {"hired", "following_up"} for one in mine) and chooser.of((0, 1)) == 0:
        world.wait(chooser.of((31, 70, 120)))
        return True
    return _forward("placement")(world, case, track, chooser)


def _forward(process: str) -> Meet:
    """Return what brings the tracks of a process forward that a track waits for."""

    def forward(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
        ends = PROCESSES[process].ends
        live = [one for one in case.tracks if one.process == process and one.state not in ends]
        mine = [one for one in live if not track.subject or one.parent == track.subject] or live
        if not mine or not chooser.goes_deeper():
            return False
        chosen = chooser.of(mine)
        moves = [one for one in PROCESSES[process].moves_from(_state(chosen)) if (process, one.trigger) not in ASIDE]
        return bool(moves) and _bring_about(world, case, chosen, chooser.of(moves), chooser)

    return forward


def _back(process: str) -> Meet:
    """Return what takes something back that a track of a process has come to."""

    def back(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
        mine = [one for one in case.tracks if one.process == process and one.state not in PROCESSES[process].ends]
        if not mine or not chooser.goes_deeper():
            return False
        chosen = chooser.of(mine)
        moves = [one for one in PROCESSES[process].moves_from(_state(chosen)) if (process, one.trigger) in ASIDE]
        return bool(moves) and _bring_about(world, case, chosen, chooser.of(moves), chooser)

    return back


def _assessed(outcome: AssessmentOutcome) -> Meet:
    def assessed(world: World, case: CaseFile, _: TrackFile, __: Chooser) -> bool:
        forms = (RequirementForm.EMPLOYMENT,) if outcome is AssessmentOutcome.REQUIRED else ()
        return world.assess(case.reference, outcome, forms)

    return assessed


def _promised(*promises: dict[str, Any]) -> Meet:
    def promised(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
        owed = case.obligation(track.parent or track.subject)
        return owed is not None and world.oblige(case.reference, owed, **chooser.of(promises))

    return promised


def _told(*milestones: Milestone) -> Meet:
    def told(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
        return tell(world, case, track, chooser.of(milestones), chooser)

    return told


def _taken_back(*milestones: Milestone) -> Meet:
    def taken_back(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
        mine = case.obligation(track.subject)
        found = [
            one
            for one in current(case.recorded)
            if one.milestone in milestones and (mine is None or one.supplier in {"", mine.supplier})
        ]
        return bool(found) and withdraw(world, case, chooser.of(found))

    return taken_back


def withdraw(world: World, case: CaseFile, one: Observation) -> bool:
    role = RECORDINGS[one.milestone].by[0]
    if role in FINAL:
        return False
    told = one._replace(on=None, source=str(ACTORS[role]), by_person=True, as_of=world.today)
    return world.record(case.reference, told, role)


def _recommended(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    """Propose somebody for one of the supplier's open positions."""
    free = [one for one in case.tracks if one.parent == track.subject and one.state == "open"]
    return bool(free) and tell(world, case, chooser.of(free), Milestone.CANDIDATE_PROPOSED, chooser)


def _left_early(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    """Let the person of a position work for some months and leave."""
    world.wait(chooser.of((31, 70, 140)))
    return tell(world, case, track, Milestone.EMPLOYMENT_ENDED, chooser)


def _gone(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    """Let the candidate of a position be turned down, not be hired, or leave."""
    ends = {"internship": Milestone.INTERNSHIP_ENDED, "hired": Milestone.EMPLOYMENT_ENDED}
    ends["following_up"] = Milestone.EMPLOYMENT_ENDED
    return tell(world, case, track, ends.get(track.state, Milestone.CANDIDATE_DECLINED), chooser)


def _hired(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    done = tell(world, case, track, Milestone.EMPLOYMENT_STARTED, chooser)
    return tell(world, world.case(case.reference), track, Milestone.SUBSIDY_DECIDED, chooser) or done


def _undone_in_court(world: World, case: CaseFile, track: TrackFile, _: Chooser) -> bool:
    """Let a court set aside that the procurement was cancelled."""
    steps = ((_M.REVIEW_FILED, Target.CANCELLATION), (_M.REVIEW_DECIDED, Ruling.CORRECTION))
    about = {"court": str(Court.FR), "applicant": "A"}
    told = (world.told(milestone, world.today, Role.OFFICER, value=str(value), **about) for milestone, value in steps)
    return all(world.record(case.reference, one, Role.OFFICER) for one in told)


def _dialogue_owed(world: World, case: CaseFile, track: TrackFile, chooser: Chooser) -> bool:
    """A dialogue alone is seldom what was promised."""
    return chooser.of(range(8)) == 7 and _promised(PROMISES[6])(world, case, track, chooser)


MEET: dict[str, Meet] = {
    "standstill_over": _wait_for_the_day,
    "cure_date_passed": _wait_for_the_day,
    "cancellation_undone": _undone_in_court,
    "contract_ended_or_fulfilled": _told(_M.CONTRACT_ENDED),
    "handed_over": _forward("procurement"),
    "only_dialogue_owed": _dialogue_owed,
    "not_only_dialogue_owed": _promised(*PROMISES[:2]),
    "obligation_known": _promised(*PROMISES),
    "candidate_in_play": _recommended,
    "someone_placed": _forward("placement"),
    "anyone_placed": _forward("placement"),
    "any_in_internship": _forward("placement"),
    "any_hired": _forward("placement"),
    "every_position_filled": _forward("placement"),
    "obligation_met": _let_work,
    "people_followed_up": _forward("placement"),
    "profile_to_match": _forward("supplier"),
    "suppliers_through": _forward("supplier"),
    "positions_through": _forward("placement"),
    "supplier_bound": _forward("supplier"),
    "employment_started": _hired,
    "assessed_not_applicable": _assessed(AssessmentOutcome.NOT_APPLICABLE),
    "assessed_no_requirement": _assessed(AssessmentOutcome.NO_REQUIREMENT),
    "model_wanted": _assessed(AssessmentOutcome.REQUIRED),
    "not_demand_likely": _assessed(AssessmentOutcome.NO_REQUIREMENT),
    "not_review_pending": _told(_M.REVIEW_DECIDED, _M.REVIEW_DECIDED, _M.INTERIM_ORDER_LIFTED),
    "not_winner_named": _told(_M.WINNER_WITHDREW),
    "not_named_winner": _taken_back(_M.WINNER_NAMED),
    "not_standstill_applies": _taken_back(_M.AWARD_NOTICE_SENT),
    "not_contract_signed": _taken_back(_M.CONTRACT_SIGNED),
    "not_someone_placed": _back("placement"),
    "not_anyone_placed": _back("placement"),
    "not_any_in_internship": _back("placement"),
    "not_any_hired": _back("placement"),
    "not_every_position_filled": _back("placement"),
    "not_candidate_present": _gone,
    "ended_but_counts": _left_early,
    "no_longer_owed": _promised({"amount": 1.0, "positions": 0}, PROMISES[6]),
    "internship_was_all": _promised(PROMISES[2]),
    "cure_date_set": _told(_M.CURE_BY),
}


# --- what else may happen --------------------------------------------------------------------------------------------


def anything(world: World, reference: str, chooser: Chooser) -> bool:
    """Record any milestone by any role on some day, mostly a plausible one, of anybody."""
    case = world.case(reference)
    milestone, rule = (one := chooser.of(list(RECORDINGS))), RECORDINGS[one]
    role = chooser.of((*rule.by, *rule.by, *ACTORS))
    if role in FINAL:
        role = Role.OFFICER
    on = world.today + timedelta(days=chooser.of((0, 0, 0, -1, -10, -40, 4, -9999)))
    words = about(case, chooser.of(case.tracks), milestone, chooser) | _value(milestone, chooser)
    wrong = chooser.of(WRONG)
    reason = chooser.of(("", "", "det hände"))
    return world.record(reference, world.told(milestone, on, role, **words | wrong), role, reason=reason)


def take_back(world: World, reference: str, chooser: Chooser) -> bool:
    """Withdraw what was recorded, or correct its day."""
    case = world.case(reference)
    one = chooser.of(current(case.recorded))
    role = RECORDINGS[one.milestone].by[0]
    if role in FINAL or one.on is None:
        return False
    on = chooser.of((None, one.on - timedelta(days=1), one.on + timedelta(days=3), one.on - timedelta(days=20)))
    told = one._replace(on=on, source=str(ACTORS[role]), by_person=True, as_of=world.today)
    return world.record(reference, told, role, reason=chooser.of(("", "rättat")))


def promise(world: World, reference: str, chooser: Chooser) -> bool:
    case = world.case(reference)
    changes = (*PROMISES, PENALTY, {"amount": 0.0}, {"amount": 2.5}, {"positions": 2}, {"amount": 1.0, "positions": 0})
    return bool(case.obligations) and world.oblige(reference, chooser.of(case.obligations), **chooser.of(changes))


def look_after_one(world: World, reference: str, chooser: Chooser) -> bool:
    case = world.case(reference)
    people = chooser.of(({"contact_id": LABOUR_MARKET}, {"supplier_person_id": SUPPLIER}))
    return bool(case.obligations) and world.look_after(reference, chooser.of(case.obligations), **people)


def assess_anew(world: World, reference: str, chooser: Chooser) -> bool:
    outcome = chooser.of(
        (
            AssessmentOutcome.REQUIRED,
            AssessmentOutcome.NO_REQUIREMENT,
            AssessmentOutcome.NOT_APPLICABLE,
            AssessmentOutcome.PENDING,
        )
    )
    forms = chooser.of(((RequirementForm.EMPLOYMENT,), (RequirementForm.DIALOGUE,), ()))
    return world.assess(reference, outcome, forms)


def by_hand(world: World, reference: str, chooser: Chooser) -> bool:
    """Ask for any move by any role."""
    track = chooser.of(world.case(reference).tracks)
    process = PROCESSES[track.process]
    trigger = chooser.of([*(one.trigger for one in process.moves_from(_state(track))), *process.triggers])
    reason = chooser.of(("", "så bestämt", " "))
    if trigger == "cancel" and chooser.of(range(3)):
        return False
    return world.move(reference, track, trigger, chooser.of(list(ACTORS)), reason=reason)


def restate(world: World, reference: str, chooser: Chooser) -> bool:
    """Enter other facts of the purchase."""
    particulars = chooser.of(PARTICULARS)

    def amended(connection: Connection, case: CaseFile) -> bool:
        version = case.version
        amend(connection, case, particulars, by=ACTORS[Role.OFFICER], today=world.today)
        return case.version > version

    return world.attempt(reference, amended)


def days_pass(world: World, _: str, chooser: Chooser) -> bool:
    world.wait_daily(chooser.of((1, 1, 2, 3, 5, 8, 14)))
    return True


def nobody_looks(world: World, _: str, chooser: Chooser) -> bool:
    """Let days pass without a tick: what people do then comes first."""
    world.today += timedelta(days=chooser.of((1, 2, 7, 30)))
    return True


def several(world: World, reference: str, chooser: Chooser) -> bool:
    """Go on for a while, seldom without anything in between."""
    for _ in range(chooser.of((2, 4, 6, 12))):
        chooser.of((*(go_on,) * 9, turn))(world, reference, chooser)
    return True


HAPPENINGS: dict[str, Callable[[World, str, Chooser], bool]] = {
    "go_on": several,
    "turn": turn,
    "anything": anything,
    "take_back": take_back,
    "promise": promise,
    "look_after": look_after_one,
    "assess": assess_anew,
    "by_hand": by_hand,
    "restate": restate,
    "days_pass": days_pass,
    "nobody_looks": nobody_looks,
}


def live(world: World, step: Step) -> None:
    """Let a step happen."""
    reference = CASES[step.case][0]
    world.done[step.what] += 1
    HAPPENINGS[step.what](world, reference, Chooser(step.choice))
