"""What notices tell of lots after the clock has closed their case as cancelled."""

from datetime import date

import pytest
from sqlalchemy import Engine

from desk.settling import settle_due
from desk.tick import TickResult
from models.casestore import save
from models.late_lots import going_on_though_cancelled
from models.operations import find, force
from models.storage.database import writing
from states.facts import Milestone
from states.processes.procurement import ProcurementState
from states.records.lots import NO_WINNER
from states.records.observations import Observation
from tests.models.building import OFFICER, TODAY, opened, read
from tests.models.joining import told_by_notice

DAY = date(2026, 6, 15)


def of_lot(milestone: Milestone, lot: str, **told: str) -> Observation:
    return Observation(milestone, DAY, "TED 1-2026", by_person=False, as_of=DAY, lot=lot, **told)


ENDED = (of_lot(Milestone.LOT_ADVERTISED, "1"), of_lot(Milestone.LOT_CANCELLED, "1", value=NO_WINNER))


@pytest.fixture
def cancelled(engine: Engine) -> Engine:
    """A case that the clock closed, since its only known lot had ended."""
    opened(engine)
    told_by_notice(engine, "UH-1", *ENDED)
    settle_due(engine, today=DAY, result=TickResult(DAY))
    assert read(engine, "UH-1").tracks[0].state == ProcurementState.CANCELLED
    return engine


def put_into(engine: Engine, state: ProcurementState, reason: str) -> None:
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        force(case, case.tracks[0], state, event="override", by=OFFICER, today=TODAY, reason=reason)
        save(connection, [case])


def told(engine: Engine) -> tuple[str, str]:
    text = going_on_though_cancelled(read(engine, "UH-1"))
    return (text.sv, text.en) if text else ("", "")


def test_a_case_whose_lots_have_all_ended_is_closed_and_nothing_is_told(cancelled: Engine):
    assert told(cancelled) == ("", "")


@pytest.mark.parametrize("late", [Milestone.LOT_ADVERTISED, Milestone.LOT_AWARDED])
def test_a_lot_that_is_open_or_won_after_all_is_told_until_a_person_has_decided(cancelled: Engine, late: Milestone):
    told_by_notice(cancelled, "UH-1", of_lot(late, "2"))
    settle_due(cancelled, today=DAY, result=TickResult(DAY))
    assert "öppna eller tilldelade: 2." in told(cancelled)[0]
    assert "open or won: 2." in told(cancelled)[1]
    put_into(cancelled, ProcurementState.ADVERTISED, "Del 2")
    assert told(cancelled) == ("", "")


def test_open_lots_of_a_case_that_a_person_cancelled_are_no_news(engine: Engine):
    opened(engine)
    told_by_notice(engine, "UH-1", of_lot(Milestone.LOT_ADVERTISED, "1"))
    put_into(engine, ProcurementState.CANCELLED, "Behovet är borta")
    assert told(engine) == ("", "")
    told_by_notice(engine, "UH-1", of_lot(Milestone.LOT_AWARDED, "1"))
    assert "1" in told(engine)[0]
