"""Recording what has happened in a case, the relevance assessment, and what is known of the procurement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from desk.demand import DemandAnswer, answer_in
from desk.hours import HoursReport, report_in
from desk.moving import Step, step_in
from desk.suppliers import (
    Appointment,
    Described,
    Introduction,
    Promise,
    assign_in,
    describe_in,
    introduce_in,
    oblige_in,
)
from desk.taking import take_in
from matters.city_days import USUAL, Days
from models import numbering, operations
from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.people import actor_in, check_people
from models.refusals import Refused
from models.subject_meant import located
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome as Assessed
from states.law.applicability import RequirementForm
from states.records.court_events import BY_DAY
from states.records.names import tidied
from states.records.needs import NO_NEED, NOBODY, Need
from states.records.observations import Observation, current
from states.text import Text, one_line


@dataclass(frozen=True, slots=True)
class Report:
    """A milestone that somebody reports; `on` None takes it back. `reason` is why a rule was broken, if one was.

    `value` is the word that goes with the date; of an event in court that is taken back, its day as 2026-03-10.
    Supplier, lot, placement, court and applicant may be left out where one alone is meant.
    """

    milestone: Milestone
    on: date | None
    value: str = ""
    lot: str = ""
    supplier: str = ""
    placement: str = ""
    source: str = ""
    reason: str = ""
    court: str = ""
    applicant: str = ""
    counts_in: str = ""
    """Where an employment counts that begins, if two contracts report it: "2.1 UH-2026-15", see `CountedIn`."""

    def observation(self, by: Actor, today: date) -> Observation:
        """Return the report as it is stored."""
        return Observation(
            self.milestone,
            self.on,
            self.source or str(by),
            by_person=True,
            as_of=today,
            lot=tidied(self.lot),
            supplier=tidied(self.supplier),
            value="" if self.on is None and self.milestone not in BY_DAY else self.value,
            placement=self.placement,
            court=self.court,
            applicant=one_line(self.applicant),
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of the relevance assessment, its day, what it says of the work, and who made it.

    `area` and `months`, the length of the contract, are those of the procurement; "" and None leave what is known.
    `officer_id` and `support_id` are the people of the directory who took part; who enters it takes part as well.
    """

    outcome: Assessed
    on: date
    forms: tuple[RequirementForm, ...] = ()
    reason: str = ""
    need: Need = NO_NEED
    area: str = ""
    months: float | None = None
    officer_id: int | None = None
    support_id: int | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """What somebody says of a procurement that is no date, by the columns of a case; None and "" say nothing."""

    particulars: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taking:
    """Somebody of the support function takes the case."""

    person_id: int


Told = (
    Report
    | Assessment
    | Amendment
    | Appointment
    | Promise
    | Introduction
    | Described
    | DemandAnswer
    | HoursReport
    | Taking
    | Step
)
"""What somebody tells of a case."""


class NothingRecorded(Refused):
    """There is nothing of the kind to take back, or it was taken back before."""

    def __init__(self) -> None:
        super().__init__(_NOTHING_THERE)


def record(
    engine: Engine,
    reference: str,
    report: Report,
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
    days: Days = USUAL,
) -> Outcome:
    """Record a milestone, or take one back; what the record makes possible happens at once.

    Raises UnknownCase, CaseChanged, RecordingRefused for a date that cannot be, Unconfirmed for what is asked about
    first, and Refused for what is not the role's, not of this case; NothingRecorded where it is not there to be taken
    back.
    """
    return record_all(engine, reference, [report], by=by, today=today, confirmed=confirmed, days=days)


def record_all(
    engine: Engine,
    reference: str,
    reports: Sequence[Told],
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
    days: Days = USUAL,
) -> Outcome:
    """Record some milestones of a case, all or none; raises what `record` does."""

    def act(connection: Connection, case: CaseFile) -> bool:
        new = [tell_in(connection, case, one, by=by, today=today, confirmed=confirmed, days=days) for one in reports]
        return any(new)

    return change_case(engine, reference, act)


def record_in(
    connection: Connection,
    case: CaseFile,
    report: Report,
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
    days: Days = USUAL,
) -> bool:
    """Record a milestone in a case in memory and return whether it is new.

    `confirmed` is the yes to what was asked about: a day that may be a slip, or work that the record would end. `days`
    are the city's. Raises RecordingRefused, Unconfirmed or Refused.
    """
    observation = report.observation(by, today)
    if report.on is None and located(case, observation)[0].subject not in {
        one.subject for one in current(case.recorded)
    }:
        raise NothingRecorded
    return operations.record(
        connection,
        case,
        observation,
        by=by,
        today=today,
        reason=report.reason,
        confirmed=confirmed,
        follow_up_months=days.follow_up_months,
        counts_in=report.counts_in,
    )


def assess(engine: Engine, reference: str, assessment: Assessment, *, by: Actor, today: date) -> Outcome:
    """Store the relevance assessment.

    Raises UnknownCase, CaseChanged, FormsRefused, NeedRefused, UnknownOccupation, RecordingRefused for its day, and
    Refused for a reason that is missing, for who may not assess, and for who is named in a role they do not have.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        assess_in(connection, case, assessment, by=by, today=today)
        save(connection, [case])
        return True

    return change_case(engine, reference, act)


def assess_in(connection: Connection, case: CaseFile, assessment: Assessment, *, by: Actor, today: date) -> None:
    """Enter the relevance assessment in a case in memory as `assess` does; the caller saves."""
    operations.assess_in(
        connection,
        case,
        assessment.outcome,
        forms=assessment.forms,
        reason=assessment.reason,
        need=replace(assessment.need, participants=_participants(connection, assessment, by, today)),
        area=one_line(assessment.area),
        months=assessment.months,
        on=assessment.on,
        by=by,
        today=today,
    )


def _participants(connection: Connection, assessment: Assessment, by: Actor, today: date) -> str:
    """Return those who made an assessment, as they are stored; raise Refused for a role that somebody does not have."""
    named = {Role.OFFICER: assessment.officer_id, Role.SUPPORT: assessment.support_id}
    if named.get(by.role, 0) is None:
        named[by.role] = by.person_id
    actors = [actor_in(connection, number, (role,), today) for role, number in named.items() if number is not None]
    return " ".join(map(str, actors)) or NOBODY


def tell_in(
    connection: Connection,
    case: CaseFile,
    told: Told,
    *,
    by: Actor,
    today: date,
    confirmed: bool = False,
    days: Days = USUAL,
) -> bool:
    """Enter in a case in memory whatever somebody tells of it, and return whether it is new; the caller saves.

    Raises what `record_in`, `assess_in`, `assign_in`, `oblige_in`, `introduce_in`, `describe_in`, `report_in`,
    `answer_in` and `take_in` raise, and MoveRefused for a step whose conditions are not met.
    """
    match told:
        case Report():
            return record_in(connection, case, told, by=by, today=today, confirmed=confirmed, days=days)
        case Promise():
            return oblige_in(connection, case, told, by=by, today=today, confirmed=confirmed)
        case Taking():
            return take_in(connection, case, told.person_id, by=by, today=today, confirmed=confirmed)
        case _:
            return _ENTERED[type(told)](connection, case, told, by=by, today=today)


def _assessed(connection: Connection, case: CaseFile, told: Assessment, *, by: Actor, today: date) -> bool:
    assess_in(connection, case, told, by=by, today=today)
    return True


def _amended(connection: Connection, case: CaseFile, told: Amendment, *, by: Actor, today: date) -> bool:
    check_people(connection, told.particulars, today)
    return operations.amend_in(connection, case, told.particulars, by=by, today=today)


_ENTERED: Mapping[type, Callable[..., bool]] = {
    Assessment: _assessed,
    Amendment: _amended,
    DemandAnswer: answer_in,
    HoursReport: report_in,
    Appointment: assign_in,
    Introduction: introduce_in,
    Described: describe_in,
    Step: step_in,
}
"""By what is told, how it is entered where nothing has to be confirmed."""


def amend(engine: Engine, reference: str, particulars: Mapping[str, Any], *, by: Actor, today: date) -> Outcome:
    """Enter what a person knows of a procurement, by the columns of a case: title, kind, months and the like.

    Raises UnknownCase, CaseChanged, and Refused for an officer whom the directory does not call one that day.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        before = case.journal_length
        check_people(connection, particulars, today)
        operations.amend(connection, case, particulars, by=by, today=today)
        return case.journal_length > before

    return change_case(engine, reference, act)


def enter_number(engine: Engine, reference: str, number: str, *, by: Actor, today: date) -> Outcome:
    """Enter the number of a planned procurement that has none yet: the case goes on under it.

    Raises UnknownCase, CaseChanged, and Refused where the case has a number or another case has this one.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        numbering.enter_number(connection, case, number, by=by, today=today)
        return True

    return change_case(engine, reference, act)


_NOTHING_THERE = Text("Det finns inget sådant att ta tillbaka.", "There is nothing of the kind to take back.")
