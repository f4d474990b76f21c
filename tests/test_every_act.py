"""After every act of people the agenda is true: the case is due, or what is stored is what would be worked out.

And after the tick that follows it is stored, and the case is not due.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from desk.belonging import ComesFrom, link_to, merge, open_from
from desk.hours import HoursReport, report
from desk.moving import Step, move
from desk.overriding import Override, Undo, override
from desk.recording import Assessment, Report, amend, assess, record
from desk.settling import settle_due
from desk.suppliers import Care, NewName, SupplierMeant, assign, describe, go_on, oblige
from desk.taking import take
from desk.tick import TickResult
from matters.ladder_file import DEFAULT
from matters.open_matters import agenda_of
from models.agenda import stored_of
from models.going_on import Handover
from models.hours_report import PersonsHours
from models.links import LinkKind
from models.people import set_absence, set_left
from models.queries.cases import every_case
from models.queries.journals import journal
from models.storage.database import reading, writing
from states.facts import Milestone
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.records.needs import Need
from states.records.obligations import Measure
from tests.models.firm import BY_FIRM, FIRM, MAY, TODAY, contract, founded, hired
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, OFFICER, SUPPORT, UNIT, open_planned

MEANT = SupplierMeant(FIRM)
AT = {"today": TODAY}
ENTERED: dict[str, Any] = {"by": BY_OFFICER, **AT}
HELPED: dict[str, Any] = {"by": BY_SUPPORT, **AT}
WHOLE: dict[str, Any] = {"ladder": DEFAULT, **HELPED}
NEED = Need((("7111", 2),), Measure.PERSONS, 2)
REQUIRED = Assessment(AssessmentOutcome.REQUIRED, TODAY, (RequirementForm.EMPLOYMENT,), need=NEED)
PROPOSED = Report(Milestone.CANDIDATE_PROPOSED, TODAY, placement="2")
WORKED = HoursReport(MEANT, MAY, (PersonsHours(1, 1, 640),))
AWAY = {"away_from": TODAY, "away_until": TODAY + timedelta(days=9)}
OTHER = "Park & Mark AB"


def absent(engine: Engine) -> None:
    with writing(engine) as connection:
        set_absence(connection, SUPPORT, **AWAY, **AT)


def gone(engine: Engine) -> None:
    with writing(engine) as connection:
        set_left(connection, OFFICER, left_on=TODAY, **AT)


def undone(engine: Engine) -> None:
    with reading(engine) as connection:
        moves = [one.number for one, _ in journal(connection, "UH-2").entries if one.event == "advertise"]
    override(engine, "UH-2", Undo(moves[-1], "Misstag"), **WHOLE)


ACTS: tuple[tuple[str, Callable[[Engine], object]], ...] = (
    ("record", lambda db: record(db, "UH-2", Report(Milestone.CONTACT_POINT_1, TODAY), **ENTERED)),
    ("take back", lambda db: record(db, "UH-2", Report(Milestone.CONTACT_POINT_1, None), **ENTERED)),
    ("assess", lambda db: assess(db, "UH-2", REQUIRED, **ENTERED)),
    ("amend", lambda db: amend(db, "UH-2", {"title": "Gatuskötsel", "months": 24.0}, **ENTERED)),
    ("take", lambda db: take(db, "UH-2", SUPPORT, **HELPED)),
    ("propose", lambda db: record(db, "UH-1", PROPOSED, by=BY_UNIT, **AT)),
    (
        "report hours",
        lambda db: report(db, "UH-3", WORKED, by=BY_FIRM, **AT),
    ),
    ("oblige", lambda db: oblige(db, "UH-1", MEANT, {"amount": 3.0, "positions": 3}, **HELPED)),
    ("assign", lambda db: assign(db, "UH-1", MEANT, Care(contact_id=UNIT), **HELPED)),
    ("describe", lambda db: describe(db, "UH-1", MEANT, {"occupation": "9112"}, by=BY_UNIT, **AT)),
    ("rename", lambda db: go_on(db, "UH-1", MEANT, NewName("Städ & Service Väst AB"), **HELPED)),
    (
        "hand over",
        lambda db: go_on(db, "UH-3", MEANT, NewName(OTHER, "556036-0793", Handover(TODAY, "Köpt")), **HELPED),
    ),
    ("release", lambda db: move(db, "UH-3", Step("release", "supplier", OTHER, "Utan kravet"), **HELPED)),
    ("record again", lambda db: record(db, "UH-2", Report(Milestone.CONTACT_POINT_1, TODAY), **ENTERED)),
    ("publish", lambda db: record(db, "UH-2", Report(Milestone.DOCUMENTS_PUBLISHED, TODAY), **ENTERED)),
    ("undo", undone),
    ("override", lambda db: override(db, "UH-2", Override("procurement", "", "award", "Redan prövad"), **WHOLE)),
    ("open", lambda db: open_from(db, "UH-4", "Städ", {"kind": ProcurementKind.SERVICE, "unit_id": 1}, **ENTERED)),
    ("link", lambda db: link_to(db, "UH-4", [ComesFrom(LinkKind.RETENDER_OF, "UH-1")], **ENTERED)),
    ("merge", lambda db: merge(db, "UH-4", "UH-2", reason="Samma", **HELPED)),
    ("be away", absent),
    ("leave", gone),
)


def test_after_every_act_the_agenda_is_true_and_after_the_tick_it_is_stored(engine: Engine):
    founded(engine, "UH-1", unit="persons", amount=2.0)
    hired(engine, "UH-1")
    open_planned(engine, "UH-2", on=date(2026, 7, 20))
    contract(engine, "UH-3")
    hired(engine, "UH-3", on=date(2026, 5, 11))
    ticked(engine, "the beginning")
    for name, act in ACTS:
        act(engine)
        assert not untrue(engine), f"the agenda is another after {name}"
        ticked(engine, name)


def ticked(engine: Engine, name: str) -> None:
    settle_due(engine, today=TODAY, result=TickResult(TODAY))
    assert not untrue(engine), f"another agenda is stored by the tick after {name}"
    with reading(engine) as connection:
        due = [one.reference for one in every_case(connection) if one.next_check and one.next_check <= TODAY]
    assert due == [], f"due after the tick after {name}"


def untrue(engine: Engine) -> list[str]:
    """Return the cases that are not due although what is stored of them is not what would be worked out."""
    with reading(engine) as connection:
        cases = list(every_case(connection))
        stored = stored_of(connection, [case.id for case in cases])
    ahead = [case for case in cases if case.next_check is None or case.next_check > TODAY]
    return [one.reference for one in ahead if tuple(stored.get(one.id, ())) != agenda_of(one, TODAY, DEFAULT)]
