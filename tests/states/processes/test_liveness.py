"""The starvation check: when a track waits for nobody and nothing, and when it only seems to."""

from enum import StrEnum, auto

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Role
from states.machine import Duty, Guard, Move, Process
from states.processes.liveness import held_up
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.procurement import State as Purchase
from states.processes.registry import OF_CASES
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.supplier import State as Supplier
from states.text import Text
from tests.builders import facts


class Lamp(StrEnum):
    OFF = auto()
    ON = auto()


def lit_by(*moves: Move) -> Process:
    return Process(
        "lamp",
        label=Text("lampan", "the lamp"),
        initial=Lamp.OFF,
        duties={
            Lamp.OFF: Duty(Text("släckt", "off"), Role.OFFICER, no_deadline=Text("Natten kommer.", "Night will come.")),
            Lamp.ON: Duty(Text("tänd", "on")),
        },
        triggers={"light": Text("tänd", "light")},
        moves=moves,
    )


def light(*by: Role, needs: tuple[tuple[bool, tuple[Role, ...]], ...] = ()) -> Move:
    """Return a move that takes some conditions: whether each holds, and who can meet it."""
    guards = tuple(
        Guard(f"condition_{number}", lambda _, holds=holds: holds, Text("villkor", "condition"), met_by)
        for number, (holds, met_by) in enumerate(needs)
    )
    return Move("light", (Lamp.OFF,), Lamp.ON, by, guards)


def waits(process: Process, *staff: Role, state: str = Lamp.OFF, dated: bool = False) -> bool:
    return held_up(process, state, facts(), staffed=lambda role: role in staff, dated=dated)


OFFICER, UNIT = Role.OFFICER, Role.LABOUR_MARKET
HOLDS, LACKS = True, False


@pytest.mark.parametrize(
    ("move", "staff", "held"),
    [
        pytest.param(light(OFFICER), (OFFICER,), False, id="somebody may make the move"),
        pytest.param(light(OFFICER), (UNIT,), True, id="nobody is there to make the move"),
        pytest.param(light(OFFICER, UNIT), (UNIT,), False, id="one of those who may make the move is there"),
        pytest.param(light(Role.CLOCK), (), False, id="the clock makes the move"),
        pytest.param(light(Role.CLOCK, needs=((HOLDS, (UNIT,)),)), (), False, id="what holds needs nobody"),
        pytest.param(light(Role.CLOCK, needs=((LACKS, (UNIT,)),)), (), True, id="nobody can meet the condition"),
        pytest.param(light(Role.CLOCK, needs=((LACKS, (UNIT,)),)), (UNIT,), False, id="somebody can meet it"),
        pytest.param(
            light(Role.CLOCK, needs=((LACKS, (UNIT,)), (LACKS, (OFFICER,)))),
            (UNIT,),
            True,
            id="only one of two conditions can be met",
        ),
        pytest.param(
            light(Role.CLOCK, needs=((LACKS, (UNIT, OFFICER)), (LACKS, (OFFICER,)))),
            (OFFICER,),
            False,
            id="one person can meet both",
        ),
        pytest.param(
            light(Role.CLOCK, needs=((LACKS, (Role.CLOCK,)),)),
            (OFFICER, UNIT, Role.CLOCK),
            True,
            id="only time can meet it, and no day is known",
        ),
        pytest.param(light(OFFICER, needs=((LACKS, (UNIT,)),)), (UNIT,), True, id="met, but nobody makes the move"),
    ],
)
def test_a_track_is_held_up_when_no_move_can_come_about(move, staff, held):
    assert waits(lit_by(move), *staff) is held


def test_one_way_on_is_enough():
    barred = light(Role.CLOCK, needs=((LACKS, (UNIT,)),))
    by_hand = Move("switch", (Lamp.OFF,), Lamp.ON, (OFFICER,))
    assert waits(lit_by(barred, by_hand), OFFICER) is False
    assert waits(lit_by(barred, by_hand), Role.SUPPLIER) is True


def test_a_track_with_a_day_ahead_waits_for_that_day():
    assert waits(lit_by(light(OFFICER)), dated=True) is False
    assert waits(lit_by(light(OFFICER)), dated=False) is True


def test_what_has_ended_waits_for_nothing():
    assert waits(lit_by(light(OFFICER)), state=Lamp.ON) is False


def test_a_state_that_does_not_exist_is_no_answer():
    with pytest.raises(ValueError, match="limbo"):
        waits(lit_by(light(OFFICER)), state="limbo")


# --- the processes of a case -----------------------------------------------------------------------------------------


def test_a_standstill_without_officer_and_support_waits_for_its_last_day_and_then_for_nobody():
    sent = facts(award_notice_sent="2026-03-02", today="2026-03-05")
    unit_alone = {"staffed": lambda role: role is UNIT}
    assert held_up(PROCUREMENT, Purchase.STANDSTILL, sent, **unit_alone, dated=False)
    assert not held_up(PROCUREMENT, Purchase.STANDSTILL, sent, **unit_alone, dated=True)
    assert not held_up(PROCUREMENT, Purchase.STANDSTILL, sent, staffed=lambda role: role is OFFICER, dated=False)


def test_a_winner_without_support_function_gets_no_contact_person():
    won = facts(states={"procurement": Purchase.MATCHING}, winner=True)
    for staffed, held in (({UNIT, Role.SUPPLIER}, True), ({Role.SUPPORT}, False)):
        assert held_up(SUPPLIER_PROCESS, Supplier.AWARDED, won, staffed=staffed.__contains__, dated=False) is held


def test_an_open_position_waits_for_the_unit_and_for_nobody_else():
    profile = facts(states={"supplier": Supplier.PROFILE_AGREED}, profile_agreed="2026-03-20")
    for staffed, held in (({UNIT}, False), ({OFFICER, Role.SUPPLIER}, True)):
        assert held_up(PLACEMENT, "open", profile, staffed=staffed.__contains__, dated=False) is held


STATES = [(process, state) for process in OF_CASES for state in process.states]


@pytest.mark.parametrize(("process", "state"), STATES, ids=lambda one: str(getattr(one, "name", one)))
def test_nothing_is_held_up_while_everybody_is_there(process, state):
    assert not held_up(process, state, facts(), staffed=lambda _: True, dated=False)


@settings(deadline=None)
@given(st.sampled_from(STATES), st.sets(st.sampled_from(Role)), st.sets(st.sampled_from(Role)), st.booleans())
def test_more_people_hold_nothing_up(where, some, more, dated):
    process, state = where
    fewer = held_up(process, state, facts(), staffed=some.__contains__, dated=dated)
    assert fewer or not held_up(process, state, facts(), staffed=(some | more).__contains__, dated=dated)
