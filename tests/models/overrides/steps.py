"""A case in its standstill, and what people do to it outside the rules."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, select

from models.actor import Actor
from models.casefile import CaseFile
from models.obligations import oblige
from models.operations import assess, find, move
from models.overrides.approvals import approve, decline
from models.overrides.override import OverrideResult, override, undo
from models.storage.database import reading, writing
from models.tables import OverrideRequest, Person
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, RequirementForm
from states.processes.procurement import PROCUREMENT
from tests.models.building import OFFICER, SUPPORT, enter, journal, read, seen

STARTED, SENT = date(2026, 3, 2), date(2026, 3, 24)
TODAY, CLEAR = date(2026, 4, 1), date(2026, 4, 8)  # the standstill rolls over Easter, to Tuesday 7 April
M = Milestone
PURCHASE = (PROCUREMENT.name, "")
Act = Callable[[Connection, CaseFile], Any]


def do(engine: Engine, act: Act) -> Any:
    with writing(engine) as connection:
        return act(connection, find(connection, "UH-1"))


def states(engine: Engine) -> dict[tuple[str, str], str]:
    return {(track.process, track.subject): track.state for track in read(engine).tracks}


def purchase(engine: Engine) -> str:
    return states(engine)["procurement", ""]


def entries(engine: Engine) -> list[tuple[int, str, str, str, str, str]]:
    """Return (number, actor, event, source, target, detail) of the journal."""
    with reading(engine) as connection:
        found = journal(connection, read(engine).id)
    return [(e.number, e.actor, e.event, e.source, e.target, e.detail) for e, _ in found]


def forced(
    engine: Engine, target: str, *, reason: str = "Fel registrerat", by: Actor = SUPPORT, **track
) -> OverrideResult:
    process, subject, today = track.get("process", "procurement"), track.get("subject", ""), track.get("today", TODAY)
    return do(
        engine,
        lambda connection, case: override(
            connection, case, process, subject, target, reason=reason, by=by, today=today
        ),
    )


def undone(
    engine: Engine, number: int, *, reason: str = "Av misstag", by: Actor = SUPPORT, today: date = TODAY
) -> OverrideResult:
    return do(engine, lambda connection, case: undo(connection, case, number, reason=reason, by=by, today=today))


def approved(engine: Engine, number: int, by: Actor, *, today: date = TODAY) -> Any:
    with writing(engine) as connection:
        return approve(connection, number, by=by, today=today)


def required(connection: Connection, case: CaseFile) -> None:
    forms = [RequirementForm.EMPLOYMENT]
    assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=STARTED, by=SUPPORT, today=STARTED)


def cancelled(engine: Engine) -> None:
    do(
        engine,
        lambda connection, case: move(connection, case, "cancel", by=OFFICER, today=TODAY, reason="Behovet är borta"),
    )


def handed_over(engine: Engine) -> None:
    """Bring the case to a supplier that is contacted and owes two persons."""
    day = CLEAR
    enter(engine, "UH-1", seen(M.WINNER_NAMED, day, supplier="Exempel AB"), today=day)
    enter(engine, "UH-1", seen(M.COURT_CHECKED, day), today=day)
    enter(engine, "UH-1", seen(M.CONTACT_POINT_2, day), today=day)
    promise = {"unit": "persons", "amount": 2.0}
    do(
        engine,
        lambda connection, case: oblige(connection, case, case.obligations[0], promise, by=SUPPORT, today=day),
    )


def add_person_in(connection: Connection, role: str) -> int:
    values = {"name": "Påhittad Person", "email": "andra@example.se", "phone": "031-390 06 00", "role": role}
    added = connection.execute(Person.__table__.insert().values(values).returning(Person.__table__.c.id))
    return int(added.scalar_one())


def state_of_request(engine: Engine, number: int | None) -> tuple[str, str, date | None]:
    c = OverrideRequest.__table__.c
    with reading(engine) as connection:
        return tuple(connection.execute(select(c.state, c.decided_by, c.decided_on).where(c.id == number)).one())


def declined(engine: Engine, number: int, by: Actor, reason: str) -> None:
    with writing(engine) as connection:
        decline(connection, number, reason=reason, by=by, today=TODAY)
