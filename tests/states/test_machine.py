"""The engine, on a small process of its own: a key cabinet that closes by itself."""

from dataclasses import FrozenInstanceError, replace
from enum import StrEnum, auto
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.facts import Milestone, Role
from states.machine import Duty, Guard, Move, MoveRefused, Process, guard, held_up, unless
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.procurement import ProcurementState as Purchase
from states.processes.registry import OF_CASES, PROCESSES
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.supplier import SupplierState as Supplier
from states.refusal import Reason, record
from states.text import Text, verbatim
from tests.builders import facts


class Cabinet(StrEnum):
    CLOSED = auto()
    OPEN = auto()
    SEALED = auto()


@guard("Ett skäl är angivet.", "A reason is given.", met_by=Role.SUPPORT)
def reason_given(facts):
    return bool(facts.reason)


@guard(
    "Ärendet är öppnat.",
    "The case is open.",
    met_by=(Role.OFFICER, Role.SUPPORT),
    records=(Milestone.CASE_OPENED, Milestone.PLANNED_CALL),
)
def case_opened(facts):
    return facts.on(Milestone.CONTACT_POINT_1) is not None


evening = unless(case_opened, "Ärendet är inte öppnat.", "The case is not open.")

CABINET = Process(
    "cabinet",
    label=Text("nyckelskåpet", "the key cabinet"),
    initial=Cabinet.CLOSED,
    duties={
        Cabinet.CLOSED: Duty(Text("stängt", "closed"), Role.SUPPORT),
        Cabinet.OPEN: Duty(Text("öppet", "open"), Role.OFFICER),
        Cabinet.SEALED: Duty(Text("plomberat", "sealed")),
    },
    triggers={
        "open": Text("öppna", "open"),
        "close": Text("stäng", "close"),
        "seal": Text("plombera", "seal"),
    },
    moves=(
        Move("open", (Cabinet.CLOSED,), Cabinet.OPEN, (Role.OFFICER, Role.SUPPORT), (case_opened, reason_given)),
        Move("open", (Cabinet.CLOSED,), Cabinet.SEALED, (Role.SUPPLIER,)),
        Move("close", (Cabinet.OPEN,), Cabinet.CLOSED, (Role.CLOCK,), (evening,)),
        Move("seal", (Cabinet.OPEN, Cabinet.CLOSED), Cabinet.SEALED, (Role.CLOCK, Role.SUPPORT), (reason_given,)),
    ),
)
NOTHING_KNOWN = facts()
ALL_KNOWN = facts(contact_point_1="2026-01-19", reason="flytt")


def refusal(state, trigger, known, by):
    with pytest.raises(MoveRefused) as refused:
        CABINET.fire(state, trigger, known, by)
    return refused.value


# --- firing ----------------------------------------------------------------------------------------------------------


def test_a_move_whose_conditions_hold_leads_to_its_target():
    assert CABINET.fire(Cabinet.CLOSED, "open", ALL_KNOWN, Role.OFFICER) is Cabinet.OPEN


def test_the_state_may_be_the_text_that_is_stored():
    assert CABINET.fire("closed", "open", ALL_KNOWN, Role.SUPPORT) is Cabinet.OPEN


def test_the_same_trigger_may_lead_elsewhere_for_another_role():
    assert CABINET.fire(Cabinet.CLOSED, "open", NOTHING_KNOWN, Role.SUPPLIER) is Cabinet.SEALED


def test_a_refusal_names_every_condition_that_is_not_met():
    refused = refusal(Cabinet.CLOSED, "open", NOTHING_KNOWN, Role.OFFICER)
    assert refused.reasons == (
        Reason(
            "case_opened",
            Text("Ärendet är öppnat.", "The case is open."),
            (Role.OFFICER, Role.SUPPORT),
            (record(Milestone.CASE_OPENED), record(Milestone.PLANNED_CALL)),
        ),
        Reason("reason_given", Text("Ett skäl är angivet.", "A reason is given."), (Role.SUPPORT,)),
    )
    assert (refused.process, refused.state, refused.trigger) == ("cabinet", "closed", "open")
    assert str(refused) == "cabinet: open from closed: The case is open.; A reason is given."


def test_a_refusal_leaves_out_what_is_met():
    refused = refusal(Cabinet.CLOSED, "open", facts(reason="flytt"), Role.OFFICER)
    assert [unmet.key for unmet in refused.reasons] == ["case_opened"]


def test_a_move_of_other_roles_is_refused_with_who_may_make_it():
    refused = refusal(Cabinet.OPEN, "seal", ALL_KNOWN, Role.OFFICER)
    (unmet,) = refused.reasons
    assert (unmet.key, unmet.met_by) == ("not_your_move", (Role.CLOCK, Role.SUPPORT))
    assert unmet.text == Text("Någon annan måste göra det här steget.", "Someone else has to make this move.")


@pytest.mark.parametrize("trigger", ["close", "lock", "to_open", "open/officer", ""])
def test_a_trigger_that_does_not_leave_the_state_is_refused_with_the_name_of_the_state(trigger):
    (unmet,) = refusal(Cabinet.CLOSED, trigger, ALL_KNOWN, Role.OFFICER).reasons
    assert (unmet.key, unmet.met_by) == ("no_such_move", ())
    assert "läget ”stängt”" in unmet.text.sv
    assert "in “closed”" in unmet.text.en


@pytest.mark.parametrize(
    "ask", [CABINET.explain, lambda state, known: CABINET.fire(state, "open", known, Role.OFFICER)]
)
def test_an_unknown_state_fails_loudly(ask):
    with pytest.raises(ValueError, match="ajar"):
        ask("ajar", ALL_KNOWN)


def test_firing_changes_neither_the_process_nor_the_facts():
    before = (CABINET.initial, CABINET.moves, replace(ALL_KNOWN))
    first = CABINET.fire(Cabinet.CLOSED, "open", ALL_KNOWN, Role.OFFICER)
    assert CABINET.fire(Cabinet.CLOSED, "open", ALL_KNOWN, Role.OFFICER) is first
    assert (CABINET.initial, CABINET.moves, ALL_KNOWN) == before


# --- asking without trying -------------------------------------------------------------------------------------------


def test_explain_tells_of_every_move_out_of_a_state_what_is_missing():
    told = {
        (e.move.trigger, e.move.target): (e.allowed, [u.key for u in e.unmet])
        for e in CABINET.explain("closed", NOTHING_KNOWN)
    }
    assert told == {
        ("open", Cabinet.OPEN): (False, ["case_opened", "reason_given"]),
        ("open", Cabinet.SEALED): (True, []),
        ("seal", Cabinet.SEALED): (False, ["reason_given"]),
    }


def test_nothing_leads_out_of_an_end():
    assert CABINET.explain(Cabinet.SEALED, ALL_KNOWN) == []
    assert CABINET.ends == {Cabinet.SEALED}


def test_moves_from_a_state_are_those_of_one_role_or_of_everybody():
    assert [move.trigger for move in CABINET.moves_from("closed")] == ["open", "open", "seal"]
    assert [move.trigger for move in CABINET.moves_from("closed", Role.SUPPORT)] == ["open", "seal"]
    assert CABINET.moves_from("closed", Role.OUTBOX) == []


def test_the_clock_makes_only_its_own_moves_and_only_when_every_condition_holds():
    assert CABINET.ready_by_clock("closed", facts(contact_point_1="2026-01-19")) is None
    assert CABINET.ready_by_clock("open", facts(contact_point_1="2026-01-19")) is None
    closing = CABINET.ready_by_clock("open", NOTHING_KNOWN)
    assert closing is not None
    assert (closing.trigger, closing.target) == ("close", Cabinet.CLOSED)


def test_of_two_moves_the_clock_takes_the_one_that_stands_first_in_the_table():
    move = CABINET.ready_by_clock("open", facts(reason="flytt"))
    assert move is not None
    assert move.trigger == "close"


def test_the_order_of_the_table_counts_and_not_the_order_in_which_the_triggers_first_appear():
    shut_first = Process(
        "cabinet",
        label=CABINET.label,
        initial=CABINET.initial,
        duties=CABINET.duties,
        triggers=CABINET.triggers,
        moves=(
            Move("seal", (Cabinet.CLOSED,), Cabinet.SEALED, (Role.CLOCK,)),
            Move("close", (Cabinet.OPEN,), Cabinet.CLOSED, (Role.CLOCK,)),
            Move("seal", (Cabinet.OPEN,), Cabinet.SEALED, (Role.CLOCK,)),
        ),
    )
    assert [move.trigger for move in shut_first.moves_from(Cabinet.OPEN)] == ["close", "seal"]
    move = shut_first.ready_by_clock(Cabinet.OPEN, NOTHING_KNOWN)
    assert move is not None
    assert move.trigger == "close"


@settings(deadline=None)
@given(
    st.sampled_from(Cabinet),
    st.sampled_from(["open", "close", "seal"]),
    st.sampled_from(Role),
    st.sampled_from([NOTHING_KNOWN, ALL_KNOWN, facts(reason="flytt"), facts(contact_point_1="2026-01-19")]),
)
def test_explain_and_fire_always_agree(state, trigger, by, known):
    told = [e for e in CABINET.explain(state, known) if e.move.trigger == trigger and by in e.move.by]
    if any(e.allowed for e in told):
        assert CABINET.fire(state, trigger, known, by) is told[0].move.target
    else:
        refused = refusal(state, trigger, known, by)
        assert refused.reasons == told[0].unmet if told else refused.reasons[0].key in {"no_such_move", "not_your_move"}


# --- guards ----------------------------------------------------------------------------------------------------------


def test_a_guard_takes_its_name_from_its_function_and_is_asked_like_one():
    assert reason_given.name == "reason_given"
    assert reason_given(ALL_KNOWN) is True
    assert reason_given(NOTHING_KNOWN) is False


def test_the_negation_of_a_guard_holds_exactly_when_the_guard_does_not():
    assert evening.name == "not_case_opened"
    assert evening.negates is case_opened
    assert [evening(known) for known in (NOTHING_KNOWN, ALL_KNOWN)] == [True, False]
    assert [case_opened(known) for known in (NOTHING_KNOWN, ALL_KNOWN)] == [False, True]


def test_a_negation_is_met_by_those_who_meet_the_guard_unless_others_are_named():
    assert evening.met_by == (Role.OFFICER, Role.SUPPORT)
    assert unless(case_opened, "Natt.", "Night.", met_by=Role.CLOCK).met_by == (Role.CLOCK,)
    assert unless(case_opened, "Natt.", "Night.", met_by=(Role.CLOCK, Role.OFFICER)).met_by == (
        Role.CLOCK,
        Role.OFFICER,
    )


def test_a_guard_and_a_move_cannot_be_altered():
    with pytest.raises(FrozenInstanceError):
        reason_given.name = "no_reason"
    with pytest.raises(FrozenInstanceError):
        CABINET.moves[0].by = (Role.CLOCK,)


def test_a_process_without_a_duty_for_each_state_cannot_be_made():
    with pytest.raises(KeyError):
        Process(
            "cabinet",
            label=Text("skåpet", "the cabinet"),
            initial=Cabinet.CLOSED,
            duties={Cabinet.CLOSED: Duty(Text("stängt", "closed"))},
            triggers={},
            moves=(),
        )


# --- no way round the guards -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_no_state_is_reached_by_naming_it(process):
    for state, goal, by in product(process.states, process.states, Role):
        with pytest.raises(MoveRefused) as refused:
            process.fire(state, f"to_{goal}", ALL_KNOWN, by)
        assert [unmet.key for unmet in refused.value.reasons] == ["no_such_move"]


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_the_library_holds_no_trigger_beside_those_of_the_table(process):
    assert set(process._machine.events) == {move.trigger for move in process.moves}


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_the_library_holds_every_move_once_for_each_state_it_leaves_with_its_guards_as_conditions(process):
    held = [
        (trigger, step.source, step.dest, tuple(condition.func for condition in step.conditions), step.move.by)
        for trigger in process._machine.events
        for step in process._machine.get_transitions(trigger)
    ]
    in_table = [
        (move.trigger, source.name, move.target.name, move.guards, move.by)
        for move in process.moves
        for source in move.sources
    ]
    assert len(held) == len(in_table)
    assert all(step in in_table for step in held)


def test_a_guard_that_fails_is_an_error_and_not_a_refusal():
    broken = Guard("broken", lambda known: known.months > 1, Text("Lång.", "Long."), (Role.OFFICER,))
    process = Process(
        "fragile",
        label=Text("skört", "fragile"),
        initial=Cabinet.OPEN,
        duties={state: Duty(verbatim(state), Role.OFFICER) for state in Cabinet},
        triggers={"seal": Text("plombera", "seal")},
        moves=(Move("seal", (Cabinet.OPEN,), Cabinet.SEALED, (Role.OFFICER,), (broken,)),),
    )
    with pytest.raises(TypeError):
        process.fire(Cabinet.OPEN, "seal", NOTHING_KNOWN, Role.OFFICER)


# --- starvation: when a track waits for nobody and nothing, and when it only seems to --------------------------------


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


# --- starvation: the processes of a case -----------------------------------------------------------------------------


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
