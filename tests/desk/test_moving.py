"""Steps by hand: taken where the person saw the case, or refused with every reason."""

from datetime import date

import pytest

from desk.acting import Outdated
from desk.moving import Step, move, step_in
from models.operations import find
from models.refusals import UnknownTrack
from models.storage.database import writing
from states.machine import MoveRefused
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, open_planned, state_of

OPENED = date(2026, 3, 2)


@pytest.fixture
def case(city):
    open_planned(city, "UH-1", on=OPENED)
    return city


def test_a_step_is_taken_and_what_moved_is_told(case):
    outcome = move(case, "UH-1", Step("cancel", reason="Behovet finns inte"), by=BY_OFFICER, today=OPENED)

    assert outcome.moves[0].after == state_of(case, "UH-1") == "cancelled"


def test_a_step_is_refused_with_every_condition_that_is_not_met(case):
    with pytest.raises(MoveRefused) as refused:
        move(case, "UH-1", Step("advertise"), by=BY_OFFICER, today=OPENED)
    assert len(refused.value.reasons) > 1
    assert all(reason.met_by for reason in refused.value.reasons)


def test_a_step_from_another_state_than_was_seen_is_not_taken(case):
    with pytest.raises(Outdated):
        move(case, "UH-1", Step("cancel", reason="Nej", seen="award"), by=BY_OFFICER, today=OPENED)
    assert state_of(case, "UH-1") == "planning"


def test_a_supplier_that_is_not_there_takes_no_step(case):
    step = Step("release", process="supplier", subject="Ingen AB", reason="Nej", seen="awarded")
    with pytest.raises(UnknownTrack):
        move(case, "UH-1", step, by=BY_SUPPORT, today=OPENED)


def test_in_a_case_in_hand_a_step_is_taken_and_left_to_be_saved(case):
    with writing(case) as connection:
        found = find(connection, "UH-1")
        assert step_in(connection, found, Step("cancel", reason="Behovet finns inte"), by=BY_OFFICER, today=OPENED)
        assert found.tracks[0].state == "cancelled"
    with writing(case) as connection, pytest.raises(MoveRefused):
        step_in(connection, find(connection, "UH-1"), Step("close"), by=BY_OFFICER, today=OPENED)
