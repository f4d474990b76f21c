"""Golden histories: what once happened in a case, done again by the real operations.

A file in tests/golden holds a line with the facts of the case, then a line for each operation with what is expected
after it. Only the tracks and matters that the first line names are compared.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from desk.settling import settle_due
from desk.tick import TickResult
from models.actor import Actor
from models.obligations import oblige
from models.operations import NewCase, assess, find, move, open_case, record
from models.queries.cases import read_case
from models.refusals import Refused
from models.storage.database import reading, writing
from models.subject_meant import winner_meant
from models.tables import Reminder
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, FormsRefused, ProcurementKind, RequirementForm
from states.machine import MoveRefused
from states.records.milestones import RecordingRefused
from states.records.observations import Observation
from tests.notifications.city import OFFICER, found_city

FOLDER = Path(__file__).parent / "golden"
REFUSALS = (FormsRefused, MoveRefused, RecordingRefused, Refused)
REMINDER = Reminder.__table__

Line = dict[str, Any]


def read(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, lines: list[Line]) -> None:
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), "utf-8")


def replay(engine: Engine, lines: list[Line]) -> list[Line]:
    """Do a history again in an empty database and return what is true after each operation."""
    first, *operations = lines
    found_city(engine)
    case = first["case"]
    new = NewCase(**case | {"kind": ProcurementKind(case["kind"])}, unit_id=1, officer_id=OFFICER)
    with writing(engine) as connection:
        open_case(connection, new, source="plan", by=Actor(Role.OFFICER), today=date.fromisoformat(first["opened"]))
    return [_done(engine, first, operation) for operation in operations]


def _done(engine: Engine, first: Line, operation: Line) -> Line:
    refused = {}
    try:
        _do(engine, first["case"]["reference"], operation)
    except REFUSALS as refusal:
        refused = {"refused": type(refusal).__name__}
    with reading(engine) as connection:
        return refused | _now(connection, first)


def _do(engine: Engine, reference: str, told: Line) -> None:
    today = date.fromisoformat(told["on"])
    if told["do"] == "tick":
        result = TickResult(today)
        settle_due(engine, today=today, result=result)
        assert result.problems == []
        return
    with writing(engine) as connection:
        _OPERATIONS[told["do"]](connection, find(connection, reference), told, by=Actor(Role(told["by"])), today=today)


def _record(connection: Connection, file, told: Line, *, by: Actor, today: date) -> None:
    """Record a milestone on the day itself unless another `date` is given; null takes it back."""
    happened = told.get("date", told["on"])
    more = {name: told[name] for name in ("lot", "supplier", "value", "placement") if name in told}
    on = date.fromisoformat(happened) if happened else None
    seen = Observation(Milestone(told["what"]), on, str(by), by_person=True, as_of=today, **more)
    record(connection, file, seen, by=by, today=today, reason=told.get("reason", ""))


def _assess(connection: Connection, file, told: Line, *, by: Actor, today: date) -> None:
    forms = [RequirementForm(form) for form in told.get("forms", ())]
    reason = told.get("reason", "")
    assess(connection, file, AssessmentOutcome(told["what"]), forms=forms, reason=reason, on=today, by=by, today=today)


def _move(connection: Connection, file, told: Line, *, by: Actor, today: date) -> None:
    more = {name: told[name] for name in ("process", "subject", "reason") if name in told}
    move(connection, file, told["what"], by=by, today=today, **more)


def _oblige(connection: Connection, file, told: Line, *, by: Actor, today: date) -> None:
    owed = winner_meant(file, told.get("supplier", ""), told.get("lot", ""))
    oblige(connection, file, owed, {"unit": told["what"], **told["promise"]}, by=by, today=today)


_OPERATIONS = {"record": _record, "assess": _assess, "move": _move, "oblige": _oblige}


def _now(connection: Connection, first: Line) -> Line:
    """Return the states of the named tracks, and the open reminders of the named matters with the days they are due."""
    file = read_case(connection, first["case"]["reference"])
    states = {f"{track.process} {track.subject}".rstrip(): track.state for track in file.tracks}
    r = REMINDER.c
    wanted = select(r.matter, r.step, r.due_on).where(r.state == "planned", r.matter.in_(first["matters"]))
    reminders = connection.execute(wanted.order_by(r.due_on, r.matter, r.step))
    return {
        "tracks": {name: states.get(name) for name in first["tracks"]},
        "reminders": [[matter, step, due.isoformat()] for matter, step, due in reminders],
    }
