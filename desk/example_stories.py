"""The cases of the example city whose stage on the day of its start is certain, whatever day that is.

All other cases go as chance and the habits of `desk.townspeople` have it.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from desk.demand import DemandAnswer, answer_in
from desk.townspeople import (
    FIRM,
    OFFICER,
    PLACEMENT,
    PURCHASE,
    SUPPLIER,
    SUPPLIERS,
    SUPPORT,
    UNIT,
    Act,
    reports,
    take_care,
)
from models.casefile import CaseFile, TrackFile
from models.casestore import save
from models.demand import open_orders
from models.obligations import oblige
from models.occupations.register import expected_of
from models.operations import amend, assess, find, move
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.law.calendar import working_days_before
from states.law.procedures import Channel
from states.processes import placement
from states.records.demand import UnitAnswer
from states.records.needs import Need
from states.records.obligations import Measure, Terms

_M = Milestone


@dataclass(frozen=True, slots=True)
class StoryStep:
    """What people do some working days before the day of the start, about every track of a process."""

    ago: int
    act: Act
    process: str = PURCHASE


@dataclass(frozen=True, slots=True)
class ExampleStory:
    """A case up to the day of the start; `shows` is what it is an example of.

    It enters the plan `opened` working days before, and its call was planned `call` working days before; a negative
    number is one of days after.
    """

    shows: str
    opened: int
    call: int
    steps: tuple[StoryStep, ...] = ()


def _assessed(connection: Connection, case: CaseFile, _: TrackFile, day: date, __: random.Random) -> None:
    amend(connection, case, {"headcount": case.headcount or 6.0, "months": case.months or 24.0}, by=OFFICER, today=day)
    forms = [RequirementForm.EMPLOYMENT]
    code = next((one.code for one in expected_of(case.outlook())), _CLEANERS)
    start = day + _UNTIL_THE_START
    need = Need(((code, _WANTED),), Measure.PERSONS, _WANTED, 12, start)
    assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, need=need, on=day, by=OFFICER, today=day)


_CLEANERS, _WANTED = "9111", 3
_UNTIL_THE_START = timedelta(days=300)


def _answers(said: UnitAnswer) -> Act:
    """Return the act of answering the demand for every unit that is asked."""

    def act(connection: Connection, case: CaseFile, _: TrackFile, day: date, __: random.Random) -> None:
        ready_by = day + _TO_PREPARE if said is UnitAnswer.BY else None
        for unit in dict.fromkeys(order.unit_id for order in open_orders(case)):
            answer_in(connection, case, DemandAnswer(unit, said, ready_by=ready_by), by=UNIT, today=day)
        save(connection, [case])

    return act


_TO_PREPARE = timedelta(days=120)


def _won(*names: str) -> Act:
    def act(connection: Connection, case: CaseFile, track: TrackFile, day: date, chance: random.Random) -> None:
        for name in names:
            reports(_M.WINNER_NAMED, name=name)(connection, case, track, day, chance)

    return act


def _promised(connection: Connection, case: CaseFile, track: TrackFile, day: date, _: random.Random) -> None:
    owed = case.obligation(track.subject)
    if owed is not None:
        oblige(connection, case, owed, {"unit": Measure.PERSONS, "amount": 1.0, "penalty": True}, by=SUPPORT, today=day)


def _closed(connection: Connection, case: CaseFile, _: TrackFile, day: date, __: random.Random) -> None:
    move(connection, case, "close", by=OFFICER, today=day)


# --- stages, each on top of the one before, counted in working days from its last step -------------------------------


def _asked(ago: int) -> tuple[StoryStep, ...]:
    return (StoryStep(ago + 4, reports(_M.CONTACT_POINT_1)), StoryStep(ago, _assessed))


def _advertised(ago: int, answer: UnitAnswer = UnitAnswer.HAVE) -> tuple[StoryStep, ...]:
    return (
        *_asked(ago + 26),
        StoryStep(ago + 22, _answers(answer)),
        StoryStep(ago, reports(_M.DOCUMENTS_PUBLISHED)),
    )


def _notified(ago: int, answer: UnitAnswer = UnitAnswer.HAVE) -> tuple[StoryStep, ...]:
    return (
        *_advertised(ago + 40, answer),
        StoryStep(ago + 1, reports(_M.AWARD_DECIDED)),
        StoryStep(ago, reports(_M.AWARD_NOTICE_SENT, value=Channel.ELECTRONIC)),
    )


def _reported(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_notified(ago + 14),
        StoryStep(ago + 2, _won(*winners)),
        StoryStep(ago + 2, reports(_M.COURT_CHECKED)),
        StoryStep(ago + 2, reports(_M.CONTACT_POINT_2)),
        StoryStep(ago, reports(_M.CONTRACT_SIGNED)),
    )


def _cared_for(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_reported(ago + 2, *winners),
        StoryStep(ago, take_care, SUPPLIER),
        StoryStep(ago, _promised, SUPPLIER),
    )


def _agreed(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_cared_for(ago + 9, *winners),
        StoryStep(ago + 4, reports(_M.DIALOGUE_HELD, UNIT), SUPPLIER),
        StoryStep(ago, reports(_M.PROFILE_AGREED, UNIT), SUPPLIER),
    )


def _in_internship(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_agreed(ago + 12, *winners),
        StoryStep(ago + 5, reports(_M.CANDIDATE_PROPOSED, UNIT), PLACEMENT),
        StoryStep(ago, reports(_M.INTERNSHIP_STARTED, FIRM), PLACEMENT),
    )


def _hired(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_in_internship(ago + 20, *winners),
        StoryStep(ago + 4, reports(_M.INTERNSHIP_ENDED, UNIT, "to_be_hired"), PLACEMENT),
        StoryStep(ago + 3, reports(_M.SUBSIDY_DECIDED, UNIT, placement.YES), PLACEMENT),
        StoryStep(ago + 2, reports(_M.EMPLOYMENT_STARTED, FIRM, str(Terms(months=0.0, share=1.0))), PLACEMENT),
        StoryStep(ago, reports(_M.HIRE_CONFIRMED, UNIT), PLACEMENT),
    )


def _followed_up(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    return (
        *_hired(ago + 21, *winners),
        StoryStep(ago, reports(_M.FOLLOWED_UP_1, UNIT, placement.StillThere.STILL_EMPLOYED), PLACEMENT),
    )


def _through(ago: int, *winners: str) -> tuple[StoryStep, ...]:
    still = placement.StillThere.STILL_EMPLOYED
    return (
        *_followed_up(ago + 114, *winners),
        StoryStep(ago + 68, reports(_M.FOLLOWED_UP_3, UNIT, still), PLACEMENT),
        StoryStep(ago + 4, reports(_M.FOLLOWED_UP_6, UNIT, still), PLACEMENT),
        StoryStep(ago + 3, reports(_M.FINAL_REPORT, FIRM), SUPPLIER),
        StoryStep(ago + 2, reports(_M.OBLIGATION_FULFILLED), SUPPLIER),
        StoryStep(ago, _closed),
    )


_SERVICE, _BUILDER, _CARE, _NORTH, _TEST = SUPPLIERS
STORIES: Mapping[str, ExampleStory] = {
    "UH-002": ExampleStory("planning", 6, -45),
    "UH-008": ExampleStory("overdue", 30, -3),
    "UH-018": ExampleStory("deviating", 175, 125),
    "UH-031": ExampleStory("asked for people", 40, -30, _asked(3)),
    "UH-013": ExampleStory("out for tender", 60, 12, _advertised(12, UnitAnswer.BY)),
    "UH-016": ExampleStory("standstill", 90, 44, _notified(4)),
    "UH-009": ExampleStory(
        "in court", 120, 62, (*_notified(22, UnitAnswer.CANNOT), StoryStep(17, reports(_M.REVIEW_FILED)))
    ),
    "UH-035": ExampleStory("to follow", 110, 70, _reported(10, _CARE)),
    "UH-010": ExampleStory("matching with two suppliers", 120, 72, _cared_for(6, _SERVICE, _NORTH)),
    "UH-017": ExampleStory("internship", 150, 95, _in_internship(9, _SERVICE)),
    "UH-020": ExampleStory("hired", 170, 115, _hired(8, _BUILDER)),
    "UH-024": ExampleStory("followed up", 210, 145, _followed_up(6, _TEST)),
    "UH-001": ExampleStory("closed", 350, 290, _through(4, _SERVICE)),
}
"""By reference."""


def steps_on(day: date, start: date) -> Iterator[tuple[str, StoryStep]]:
    """Yield what people do on a day in the stories of a city that is started on another."""
    for reference, story in STORIES.items():
        for step in story.steps:
            if working_days_before(start, step.ago) == day:
                yield reference, step


def take(connection: Connection, reference: str, step: StoryStep, day: date) -> None:
    """Do one step of a story."""
    case = find(connection, reference)
    for track in [one for one in case.tracks if one.process == step.process]:
        step.act(connection, case, track, day, random.Random(f"{reference}:{track.subject}"))
