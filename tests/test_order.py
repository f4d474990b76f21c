"""Whoever reports first: the events of three processes, entered in any order that is admitted, come to the same.

What happened has its day; when it is entered is chance. An event that presupposes another is refused until that one is
entered, and tried again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from matters.ladder_file import DEFAULT
from matters.open_matters import open_now
from models.actor import Actor
from models.casefile import CaseFile, TrackFile, balances_of
from models.obligations import oblige
from models.operations import NewCase, assess, find, open_case, record, settle
from models.refusals import Refused
from models.storage.database import writing
from models.subject_meant import winner_meant
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.records.milestones import RECORDINGS, RecordingRefused
from states.records.obligations import Measure
from states.records.observations import Observation

CASE = "UH-1"
OPENED = date(2026, 1, 12)
ENTERED = date(2027, 3, 1)
"""The day on which all of it is entered."""
LOTS = {"Alfa AB": "Del 1", "Beta AB": "Del 2"}
A, B = LOTS
M = Milestone


@dataclass(frozen=True)
class Told:
    """A milestone on its day; of a supplier, or of one of its positions, counted from one."""

    milestone: Milestone
    on: str
    supplier: str = ""
    place: int = 0
    value: str = ""

    def enter(self, connection: Connection, case: CaseFile) -> None:
        by = Actor(RECORDINGS[self.milestone].by[0], 1)
        seen = Observation(
            self.milestone,
            date.fromisoformat(self.on),
            str(by),
            by_person=True,
            as_of=ENTERED,
            lot="" if self.place else LOTS.get(self.supplier, ""),
            supplier="" if self.place else self.supplier,
            value=self.value,
            placement=self._position(case),
        )
        record(connection, case, seen, by=by, today=ENTERED)

    def _position(self, case: CaseFile) -> str:
        if not self.place:
            return ""
        return dict(enumerate(places(case, self.supplier), start=1)).get(self.place, "99")


@dataclass(frozen=True)
class Assessed:
    on: str

    def enter(self, connection: Connection, case: CaseFile) -> None:
        on, forms = date.fromisoformat(self.on), [RequirementForm.EMPLOYMENT]
        assess(
            connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=on, by=Actor(Role.SUPPORT, 2), today=ENTERED
        )


@dataclass(frozen=True)
class Promised:
    supplier: str
    amount: int

    def enter(self, connection: Connection, case: CaseFile) -> None:
        owed = winner_meant(case, self.supplier, LOTS[self.supplier])
        promise = {"unit": Measure.PERSONS, "amount": self.amount}
        oblige(connection, case, owed, promise, by=Actor(Role.SUPPORT, 2), today=ENTERED)


Event = Told | Assessed | Promised

STORY: tuple[Event, ...] = (
    Told(M.CONTACT_POINT_1, "2026-01-13"),
    Assessed("2026-01-14"),
    Told(M.PREPARATION_STARTED, "2026-02-02"),
    Told(M.DOCUMENTS_PUBLISHED, "2026-02-16"),
    Told(M.TARGET_GROUP_READY, "2026-03-02"),
    Told(M.AWARD_DECIDED, "2026-03-23"),
    Told(M.AWARD_NOTICE_SENT, "2026-03-24", value="electronic"),
    Told(M.REVIEW_FILED, "2026-03-30"),
    Told(M.REVIEW_DECIDED, "2026-04-20", value="rejected"),
    Told(M.COURT_CHECKED, "2026-05-05"),
    Told(M.WINNER_NAMED, "2026-05-05", A),
    Told(M.WINNER_NAMED, "2026-05-05", B),
    Told(M.CONTACT_POINT_2, "2026-05-05"),
    Told(M.CONTRACT_SIGNED, "2026-05-11"),
    Promised(A, 2),
    Promised(B, 1),
    Told(M.CONTACT_ASSIGNED, "2026-05-12", A),
    Told(M.CONTACT_ASSIGNED, "2026-05-13", B),
    Told(M.DIALOGUE_HELD, "2026-05-18", A),
    Told(M.DIALOGUE_HELD, "2026-05-20", B),
    Told(M.PROFILE_AGREED, "2026-06-01", A),
    Told(M.PROFILE_AGREED, "2026-06-03", B),
    Told(M.CANDIDATE_PROPOSED, "2026-06-08", A, 1),
    Told(M.CANDIDATE_PROPOSED, "2026-06-09", A, 2),
    Told(M.CANDIDATE_PROPOSED, "2026-06-10", B, 1),
    Told(M.INTERVIEW_HELD, "2026-06-12", A, 1),
    Told(M.SUBSIDY_DECIDED, "2026-06-15", A, 2, "not_applicable"),
    Told(M.SUBSIDY_DECIDED, "2026-06-15", B, 1, "not_applicable"),
    Told(M.INTERNSHIP_STARTED, "2026-06-22", A, 1),
    Told(M.INTERNSHIP_ENDS, "2026-07-17", A, 1),
    Told(M.EMPLOYMENT_STARTED, "2026-06-22", A, 2, "matched 12 1"),
    Told(M.HIRE_CONFIRMED, "2026-06-23", A, 2),
    Told(M.EMPLOYMENT_STARTED, "2026-07-01", B, 1, "matched 12 0.75"),
    Told(M.HIRE_CONFIRMED, "2026-07-02", B, 1),
    Told(M.INTERNSHIP_ENDED, "2026-07-17", A, 1, "to_be_hired"),
    Told(M.FOLLOWED_UP_1, "2026-07-22", A, 2, "still_employed"),
    Told(M.SUBSIDY_DECIDED, "2026-07-30", A, 1, "yes"),
    Told(M.EMPLOYMENT_STARTED, "2026-08-03", A, 1, "matched 6 1"),
    Told(M.FOLLOWED_UP_1, "2026-08-03", B, 1, "still_employed"),
    Told(M.HIRE_CONFIRMED, "2026-08-04", A, 1),
    Told(M.EMPLOYMENT_ENDED, "2026-09-30", B, 1, "ended_by_person"),
    Told(M.DEFICIENCY_NOTED, "2026-10-15", B),
    Told(M.CURE_BY, "2026-11-30", B),
    Told(M.HALF_YEAR_REPORT, "2026-11-11", A),
    Told(M.DEFICIENCY_CURED, "2026-11-25", B),
    Told(M.FOLLOW_UPS_DONE, "2026-12-22", A, 2, "still_employed"),
)
EVERY_STATE = {
    "procurement": {"planning", "advertised", "standstill", "review", "matching", "internship", "hire"},
    "supplier": {"tendering", "awarded", "contact_assigned", "profile_agreed", "recruiting", "delivering", "deficient"},
    "target_group": {"idle", "forecast", "preparing", "ready", "matching", "supporting"},
    "placement": {"open", "proposed", "interview", "internship", "hired", "following_up", "completed"},
}
"""The states in which the story stands after one of its events, at the least."""


def places(case: CaseFile, supplier: str) -> list[str]:
    """Return the numbers of a supplier's positions, in their order."""
    owner = f"{LOTS[supplier]}: {supplier}"
    return [track.subject for track in case.tracks if track.process == "placement" and track.parent == owner]


def name(case: CaseFile, track: TrackFile) -> str:
    """Return what a track is about; the numbers of positions depend on whose promise was entered first."""
    if track.process != "placement":
        return track.subject
    mine = places(case, track.parent.partition(": ")[2])
    return f"{track.parent} {mine.index(track.subject) + 1}"


class TakenBack(Exception):
    """Ends a transaction so that nothing of it stays."""


LAST_CALL = {M.EMPLOYMENT_ENDED: M.SUBSIDY_DECIDED}
"""What is refused once the other is entered, and so has to be entered before it."""


def outcome(engine: Engine, events: Sequence[Event]) -> dict[str, Any]:
    """Return what some events come to, entered in this order; what is refused is tried again after the others."""
    found: dict[str, Any] = {}
    with suppress(TakenBack), writing(engine) as connection:
        new = NewCase(CASE, "Städning", kind=ProcurementKind.SERVICE, procedure="open", months=24.0, headcount=3.0)
        open_case(connection, new, source="test", by=Actor(Role.OFFICER, 1), today=OPENED)
        enter_all(connection, events)
        found = come_to(find(connection, CASE))
        raise TakenBack
    return found


def enter_all(connection: Connection, events: Sequence[Event]) -> None:
    left = list(events)
    while left:
        before = list(left)
        for event in before:
            if entered(connection, event, left):
                left.remove(event)
        assert len(left) < len(before), f"never admitted: {left}"


def entered(connection: Connection, event: Event, left: Sequence[Event]) -> bool:
    if isinstance(event, Told) and event.milestone in LAST_CALL:
        first = (LAST_CALL[event.milestone], event.supplier, event.place)
        if first in {(one.milestone, one.supplier, one.place) for one in left if isinstance(one, Told)}:
            return False
    try:
        event.enter(connection, find(connection, CASE))
    except (Refused, RecordingRefused):
        return False
    return True


def come_to(case: CaseFile) -> dict[str, Any]:
    assert settle(case, ENTERED) == [], "what was entered had not been settled"
    return {
        "states": sorted((track.process, name(case, track), track.state) for track in case.tracks),
        "deadlines": sorted(
            (track.process, name(case, track), matter.name, str(base), str(matter.deadline(facts)))
            for track, facts, matter, base in open_now(case, ENTERED, DEFAULT)
        ),
        "balances": sorted((one.obligation.supplier, one.started, one.fulfilled) for one in balances_of(case, ENTERED)),
    }


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(length=st.integers(2, len(STORY)), data=st.data())
def test_the_events_of_the_three_processes_come_to_the_same_in_any_order(sqlite_engine, length, data):
    told = STORY[:length]
    order = data.draw(st.permutations(told))
    assert outcome(sqlite_engine, order) == outcome(sqlite_engine, told)


def test_the_whole_story_backwards_comes_to_the_same(sqlite_engine):
    assert outcome(sqlite_engine, STORY[::-1]) == outcome(sqlite_engine, STORY)


def test_the_story_ends_where_it_says_with_what_is_still_owed(sqlite_engine):
    found = outcome(sqlite_engine, STORY)
    alfa, beta = "Del 1: Alfa AB", "Del 2: Beta AB"
    assert found["states"] == [
        ("placement", f"{alfa} 1", "following_up"),
        ("placement", f"{alfa} 2", "completed"),
        ("placement", f"{beta} 1", "open"),
        ("procurement", "", "hire"),
        ("supplier", alfa, "delivering"),
        ("supplier", beta, "recruiting"),
        ("target_group", "", "supporting"),
    ]
    assert [deadline[:3] for deadline in found["deadlines"]] == [
        ("placement", f"{alfa} 1", "follow_up"),
        ("placement", f"{alfa} 1", "subsidy_renewal"),
        ("placement", f"{beta} 1", "next_candidate"),
        ("procurement", "", "award_announced"),
        ("procurement", "", "contract_end_near"),
        ("procurement", "", "documentation"),
        ("supplier", alfa, "additionality"),
        ("supplier", alfa, "final_report"),
        ("supplier", alfa, "half_yearly_report"),
        ("supplier", beta, "additionality"),
        ("supplier", beta, "final_report"),
        ("supplier", beta, "half_yearly_report"),
    ]


def test_the_story_goes_through_the_states_that_matter(sqlite_engine):
    seen: dict[str, set[str]] = {process: set() for process in EVERY_STATE}
    for length in range(len(STORY) + 1):
        for process, _, state in outcome(sqlite_engine, STORY[:length])["states"]:
            seen[process].add(state)
    assert {process: states - seen[process] for process, states in EVERY_STATE.items()} == {
        process: set() for process in seen
    }
