"""Taking a step of a process by hand."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, SeenState, change_case
from models import operations
from models.actor import Actor
from models.casefile import CaseFile
from states.processes.procurement import PROCUREMENT


@dataclass(frozen=True, slots=True)
class Step:
    """A move that a person asks for; `seen` is the state in which they saw the track, "" if they did not look."""

    trigger: str
    process: str = PROCUREMENT.name
    subject: str = ""
    reason: str = ""
    seen: str = ""


def move(engine: Engine, reference: str, step: Step, *, by: Actor, today: date) -> Outcome:
    """Take one step, and those of the clock that it makes possible.

    Raises UnknownCase, UnknownTrack, CaseChanged, Outdated where the track is not as it was seen, and MoveRefused with
    every condition that is not met.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        return step_in(connection, case, step, by=by, today=today)

    return change_case(engine, reference, act, seen=SeenState(step.process, step.subject, step.seen))


def step_in(connection: Connection, case: CaseFile, step: Step, *, by: Actor, today: date) -> bool:
    """Take a step in a loaded case; raises MoveRefused with every condition that is not met."""
    operations.move(
        connection,
        case,
        step.trigger,
        by=by,
        today=today,
        process=step.process,
        subject=step.subject,
        reason=step.reason,
    )
    return True
