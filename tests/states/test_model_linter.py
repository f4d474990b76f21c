"""The rules that every process keeps, and for each rule a small process that breaks it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum, auto
from pathlib import Path

import pytest

from matters.ladder_file import DEFAULT
from states.facts import Milestone, Role
from states.law.courts import GRANTED, Ruling
from states.machine import Duty, Guard, Move, Process, any_of, unless
from states.processes import procurement
from states.processes.procurement import ProcurementState
from states.processes.registry import PROCESSES
from states.processes.sync import SYNC_POINTS, SyncPoint
from states.records.court_events import OF_COURT
from states.records.milestones import RECORDINGS
from states.records.observations import SET_ASIDE_BY
from states.text import Text

ROOT = Path(__file__).parents[2]


# --- the rules -------------------------------------------------------------------------------------------------------


def unreachable(process: Process) -> list[str]:
    """States that no path of moves reaches."""
    reached = reached_from(process, process.initial)
    return [state for state in process.states if state not in reached]


def endless(process: Process) -> list[str]:
    """States from which no end can be reached."""
    return [state for state in process.states if not reached_from(process, state) & process.ends]


def reached_from(process: Process, start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        fresh = {move.target for move in process.moves_from(waiting.pop())} - reached
        reached |= fresh
        waiting += fresh
    return reached


def rings(process: Process) -> list[str]:
    """Cycles of clock moves whose conditions could all hold at once, so that a tick would never end."""
    return [
        " > ".join(f"{state}.{move.trigger}" for state, move in cycle)
        for cycle in clock_cycles(process)
        if not contradictory([guard for _, move in cycle for guard in move.guards])
    ]


def clock_cycles(process: Process) -> Iterator[list[tuple[StrEnum, Move]]]:
    """Yield each simple cycle of clock moves once: from its first state in the order of the enum."""
    order = list(process.states)

    def walk(path: list[tuple[StrEnum, Move]], state: StrEnum) -> Iterator[list[tuple[StrEnum, Move]]]:
        for move in process.moves_from(state, Role.CLOCK):
            longer = [*path, (state, move)]
            if move.target is longer[0][0]:
                yield longer
            elif order.index(move.target) > order.index(longer[0][0]) and move.target not in {s for s, _ in longer}:
                yield from walk(longer, move.target)

    for start in order:
        yield from walk([], start)


def contradictory(guards: list[Guard]) -> bool:
    return any(guard.negates is other for guard in guards for other in guards)


def ambiguous(process: Process) -> list[str]:
    """Triggers by which one role could make two moves from one state."""
    moves = defaultdict(list)
    for move in process.moves:
        for state in move.sources:
            for role in move.by:
                moves[state, move.trigger, role].append(move)
    return [f"{state}.{trigger} by {role}" for (state, trigger, role), found in moves.items() if len(found) > 1]


def wordless(process: Process) -> list[str]:
    """Guards, states, triggers and reasons with an empty text in Swedish or English."""
    texts = {f"guard {guard.name}": guard.text for guard in guards_of(process)}
    texts |= {f"trigger {name}": text for name, text in process.triggers.items()}
    texts |= {f"state {state}": duty.label for state, duty in process.duties.items()}
    texts |= {f"reason {state}": duty.no_deadline for state, duty in process.duties.items() if duty.no_deadline}
    return [what for what, text in texts.items() if not (text.sv.strip() and text.en.strip())]


def guards_of(*processes: Process) -> list[Guard]:
    return [guard for process in processes for move in process.moves for guard in move.guards]


def homonyms(*processes: Process) -> list[str]:
    """Names that stand for two texts, and texts that stand under two names."""
    texts, names = defaultdict(set), defaultdict(set)
    for guard in guards_of(*processes):
        texts[guard.name].add(guard.text)
        names[guard.text].add(guard.name)
    return [name for name, said in texts.items() if len(said) > 1] + [
        " = ".join(sorted(same)) for same in names.values() if len(same) > 1
    ]


def nobodys(process: Process) -> list[str]:
    """Guards that nobody is named to meet, and moves that nobody may make."""
    return [guard.name for guard in guards_of(process) if not guard.met_by] + [
        move.trigger for move in process.moves if not move.by
    ]


def unlabelled(process: Process) -> list[str]:
    """Triggers without a label, and labels without a trigger."""
    return sorted({move.trigger for move in process.moves} ^ set(process.triggers))


def unattended(process: Process) -> list[str]:
    """Open states without owner, or with neither or both of a deadline and a reason for none."""
    return [
        state
        for state, duty in process.duties.items()
        if state not in process.ends and (duty.owner is None or (duty.deadline is None) == (duty.no_deadline is None))
    ]


def restless(process: Process) -> list[str]:
    """Ends with a deadline, or that time alone leaves: what is recorded may lead out of one, the calendar may not."""
    return [
        state
        for state in process.ends
        if process.duties[state].deadline
        or process.duties[state].no_deadline
        or any(not any(one.records for one in move.guards) for move in process.moves_from(state, Role.CLOCK))
    ]


def unled(process: Process) -> list[str]:
    """States before signing from which no move of the clock carries out an order of the court that sets facts aside."""
    led = {ruling: {move.guards for move in process.moves if guard in move.guards} for ruling, guard in ORDERS.items()}
    return [
        f"{state}: {ruling}"
        for ruling, beyond in BEYOND.items()
        for state in beyond
        if not any(move.guards in led[ruling] for move in process.moves_from(state, Role.CLOCK))
    ]


ORDERS = {Ruling.REDO: procurement.redo_ordered, Ruling.CORRECTION: procurement.new_award_owed}
"""The condition by which each ruling that sets facts aside leads somewhere."""
_BEFORE_AWARD = {ProcurementState.PLANNING, ProcurementState.ADVERTISED}
BEYOND = {
    Ruling.REDO: [state for state in procurement.OPEN if state is not ProcurementState.PLANNING],
    Ruling.CORRECTION: [s for s in procurement.OPEN if s not in {*_BEFORE_AWARD, ProcurementState.AWARD}],
}
"""The states before signing in which something is set aside that the state rests on."""


def unknown_matters(process: Process) -> list[str]:
    """Deadlines that no matter of the ladder holds anyone to in that state."""
    return [
        f"{state}: {duty.deadline}"
        for state, duty in process.duties.items()
        if duty.deadline and (process.name, state) not in held_by(duty.deadline)
    ]


def held_by(deadline: str) -> set[tuple[str, str]]:
    matter = DEFAULT.matters.get(deadline)
    return {(matter.process, state) for state in matter.states} if matter else set()


RULES = (
    unreachable,
    endless,
    rings,
    ambiguous,
    wordless,
    homonyms,
    nobodys,
    unlabelled,
    unattended,
    restless,
    unknown_matters,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_the_process_keeps_the_rule(process, rule):
    assert rule(process) == []


def test_a_name_of_a_condition_means_the_same_in_every_process():
    assert homonyms(*PROCESSES.values()) == []


def test_the_purchase_has_cycles_of_the_clock_to_look_at():
    found = [{state for state, _ in cycle} for cycle in clock_cycles(PROCESSES["procurement"])]
    assert {"standstill", "review"} in found
    assert {"standstill", "matching"} in found
    assert {"matching", "internship", "hire", "follow_up"} in found
    assert {"planning", "advertised", "award", "standstill", "review"} in found


# --- sync points -----------------------------------------------------------------------------------------------------


def unbound(point: SyncPoint, process: Process) -> list[str]:
    """Moves that a sync point names and a state lacks, and conditions that it stands for and such a move lacks."""
    found = [] if point.opens and point.guards else ["stands for nothing"]
    for state in point.states:
        moves = [move for move in process.moves_from(state) if move.trigger in point.opens]
        found += [f"{state}.{trigger}" for trigger in point.opens if trigger not in {move.trigger for move in moves}]
        found += [
            f"{state}.{move.trigger}: {guard.name}"
            for move in moves
            for guard in point.guards
            if not set(guard.any_of or (guard,)) & set(move.guards)
        ]
        found += [
            f"{state}: {one.name}"
            for guard in point.guards
            for one in guard.any_of
            if not any(one in move.guards for move in moves)
        ]
    return found


@pytest.mark.parametrize("point", SYNC_POINTS, ids=lambda point: f"{point.name} in {'/'.join(point.states)}")
def test_a_sync_point_stands_for_conditions_of_the_moves_that_it_holds_up(point):
    assert unbound(point, PROCESSES[point.process]) == []


# --- milestones ------------------------------------------------------------------------------------------------------


def test_every_milestone_can_be_recorded():
    assert set(RECORDINGS) == set(Milestone)


CONDITIONS = ("states/*.py", "states/law/*.py", "states/processes/*.py", "states/records/ob*.py")
"""Where conditions read milestones: all rules but the table of what may be recorded."""


def read_in(*patterns: str) -> set[str]:
    """Return the milestones that some modules name."""
    trees = (ast.parse(path.read_text("utf-8")) for pattern in patterns for path in ROOT.glob(pattern))
    return {
        node.attr.lower()
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Milestone"
    }


def test_every_order_of_a_court_that_sets_facts_aside_leads_somewhere_from_every_state_before_signing():
    assert set(ORDERS) == set(BEYOND) == set(SET_ASIDE_BY) == GRANTED
    assert unled(PROCESSES["procurement"]) == []


def test_every_milestone_is_read_by_a_condition_a_matter_or_an_import():
    used = read_in(*CONDITIONS, "matters/rows/*.py", "exchange/**/*.py")
    assert set(Milestone) - used - OF_COURT == {Milestone.OBLIGATION_ENTERED}  # it only tells people what was entered


def test_what_a_condition_says_must_be_recorded_is_read_by_some_condition():
    asked_for = {milestone for guard in guards_of(*PROCESSES.values()) for milestone in guard.records}
    assert asked_for - read_in(*CONDITIONS) == set()


# --- each rule finds what it is there for ----------------------------------------------------------------------------


class Lamp(StrEnum):
    OFF = auto()
    ON = auto()
    BROKEN = auto()


def named(name: str, text: str = "", met_by: tuple[Role, ...] = (Role.OFFICER,)) -> Guard:
    return Guard(name, lambda _: True, Text(text or f"{name} (sv)", text or f"{name} (en)"), met_by)


DARK = named("dark")
LIGHT = unless(DARK, "Det är ljust.", "It is light.")
DUTIES = {
    Lamp.OFF: Duty(Text("släckt", "off"), Role.OFFICER, no_deadline=Text("Natten kommer.", "Night will come.")),
    Lamp.ON: Duty(Text("tänd", "on"), Role.OFFICER, no_deadline=Text("Dagen kommer.", "Day will come.")),
    Lamp.BROKEN: Duty(Text("trasig", "broken")),
}
TRIGGERS = {"light": Text("tänd", "light"), "put_out": Text("släck", "put out"), "fail": Text("gå sönder", "fail")}
LIGHTING = Move("light", (Lamp.OFF,), Lamp.ON, (Role.CLOCK,), (DARK,))
PUTTING_OUT = Move("put_out", (Lamp.ON,), Lamp.OFF, (Role.CLOCK,), (LIGHT,))
FAILING = Move("fail", (Lamp.ON,), Lamp.BROKEN, (Role.SUPPORT,))
SOUND = (LIGHTING, PUTTING_OUT, FAILING)


def lamp(*moves, duties=None, triggers=None):
    return Process(
        "lamp",
        label=Text("lampan", "the lamp"),
        initial=Lamp.OFF,
        duties=DUTIES | (duties or {}),
        triggers=TRIGGERS if triggers is None else triggers,
        moves=moves or SOUND,
    )


def duty(owner=Role.OFFICER, **given):
    return {Lamp.ON: Duty(Text("tänd", "on"), owner, **given)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_process_passes(rule):
    assert rule(lamp()) == []


@pytest.mark.parametrize(
    ("rule", "process", "found"),
    [
        pytest.param(
            unreachable,
            lamp(LIGHTING, PUTTING_OUT),
            ["broken"],
            id="a state that nothing leads to",
        ),
        pytest.param(
            unreachable,
            lamp(Move("fail", (Lamp.OFF, Lamp.ON), Lamp.BROKEN, (Role.CLOCK,)), PUTTING_OUT),
            ["on"],
            id="a state that can only be left",
        ),
        pytest.param(endless, lamp(LIGHTING, PUTTING_OUT), ["off", "on"], id="no end in sight"),
        pytest.param(
            endless,
            lamp(LIGHTING, Move("fail", (Lamp.OFF,), Lamp.BROKEN, (Role.SUPPORT,))),
            ["on"],
            id="a state that nothing leaves",
        ),
        pytest.param(
            rings,
            lamp(LIGHTING, Move("put_out", (Lamp.ON,), Lamp.OFF, (Role.CLOCK,), (named("tired"),)), FAILING),
            ["off.light > on.put_out"],
            id="two clock moves that could follow each other for ever",
        ),
        pytest.param(
            rings,
            lamp(*SOUND, Move("light", (Lamp.ON,), Lamp.ON, (Role.CLOCK,))),
            ["on.light"],
            id="a clock move that stays where it is",
        ),
        pytest.param(
            rings,
            lamp(
                LIGHTING,
                Move("put_out", (Lamp.ON,), Lamp.OFF, (Role.CLOCK,), (unless(named("dark"), "Ljust.", "Light."),)),
                FAILING,
            ),
            ["off.light > on.put_out"],
            id="a negation of another guard that happens to bear the same name",
        ),
        pytest.param(
            ambiguous,
            lamp(*SOUND, Move("fail", (Lamp.ON, Lamp.OFF), Lamp.BROKEN, (Role.CLOCK, Role.SUPPORT))),
            ["on.fail by support"],
            id="two moves for one asker",
        ),
        pytest.param(
            wordless,
            lamp(*SOUND, Move("light", (Lamp.OFF,), Lamp.ON, (Role.SUPPORT,), (named("mute", " "),))),
            ["guard mute"],
            id="a guard that says nothing",
        ),
        pytest.param(
            wordless,
            lamp(triggers=TRIGGERS | {"fail": Text("gå sönder", "")}),
            ["trigger fail"],
            id="a trigger without English",
        ),
        pytest.param(
            wordless,
            lamp(duties=duty(no_deadline=Text("", "Day will come."))),
            ["reason on"],
            id="a reason without Swedish",
        ),
        pytest.param(
            homonyms,
            lamp(*SOUND, Move("light", (Lamp.OFF,), Lamp.ON, (Role.SUPPORT,), (named("dark", "Det är natt."),))),
            ["dark"],
            id="one name, two meanings",
        ),
        pytest.param(
            homonyms,
            lamp(*SOUND, Move("light", (Lamp.OFF,), Lamp.ON, (Role.SUPPORT,), (Guard("gloomy", bool, DARK.text, ()),))),
            ["dark = gloomy"],
            id="one meaning, two names",
        ),
        pytest.param(
            nobodys,
            lamp(LIGHTING, PUTTING_OUT, Move("fail", (Lamp.ON,), Lamp.BROKEN, (), (named("worn", met_by=()),))),
            ["worn", "fail"],
            id="a condition and a move of nobody",
        ),
        pytest.param(
            unlabelled,
            lamp(triggers={"light": TRIGGERS["light"], "put_out": TRIGGERS["put_out"]}),
            ["fail"],
            id="a trigger without a label",
        ),
        pytest.param(
            unlabelled,
            lamp(triggers=TRIGGERS | {"dim": Text("dämpa", "dim")}),
            ["dim"],
            id="a label that nothing uses",
        ),
        pytest.param(unattended, lamp(duties=duty()), ["on"], id="neither deadline nor reason"),
        pytest.param(
            unattended,
            lamp(duties=duty(deadline="contact_point_1", no_deadline=Text("Ingen.", "None."))),
            ["on"],
            id="both a deadline and a reason for none",
        ),
        pytest.param(restless, lamp(duties=duty(owner=None)), ["on"], id="an end that the clock leaves"),
        pytest.param(
            restless,
            lamp(duties={Lamp.BROKEN: Duty(Text("trasig", "broken"), deadline="contact_point_1")}),
            ["broken"],
            id="an end with a deadline",
        ),
        pytest.param(
            unknown_matters,
            lamp(duties=duty(deadline="contact_point_3")),
            ["on: contact_point_3"],
            id="a deadline that no matter holds anyone to",
        ),
        pytest.param(
            unknown_matters,
            lamp(duties=duty(deadline="contact_point_2")),
            ["on: contact_point_2"],
            id="a matter that is never open in that state",
        ),
    ],
)
def test_the_rule_finds(rule, process, found):
    assert rule(process) == found


def waiting_in(*states: Lamp, opens: tuple[str, ...] = ("light",), guards: tuple[Guard, ...] = (DARK,)) -> SyncPoint:
    return SyncPoint("S9", Text("mörkret", "dark"), "lamp", "lamp", states, opens, guards)


EITHER = any_of("gloomy", (DARK, LIGHT), "Det är något.", "It is something.", met_by=(Role.CLOCK,), records=())
OTHER = named("dark", "Det är natt.")


@pytest.mark.parametrize(
    ("point", "found"),
    [
        pytest.param(waiting_in(Lamp.OFF), [], id="a condition of the move"),
        pytest.param(waiting_in(Lamp.OFF, Lamp.ON), ["on.light"], id="a state that the move does not leave"),
        pytest.param(waiting_in(Lamp.OFF, opens=("dim",)), ["off.dim"], id="a move that nobody knows"),
        pytest.param(waiting_in(Lamp.OFF, guards=(DARK, LIGHT)), ["off.light: not_dark"], id="a condition of another"),
        pytest.param(waiting_in(Lamp.OFF, guards=(OTHER,)), ["off.light: dark"], id="one that bears the same name"),
        pytest.param(waiting_in(Lamp.OFF, guards=()), ["stands for nothing"], id="no condition"),
        pytest.param(waiting_in(Lamp.OFF, opens=()), ["stands for nothing"], id="no move"),
        pytest.param(waiting_in(Lamp.OFF, guards=(EITHER,)), ["off: not_dark"], id="an alternative that opens nothing"),
        pytest.param(
            waiting_in(Lamp.ON, opens=("put_out", "fail"), guards=(LIGHT,)),
            ["on.fail: not_dark"],
            id="one of two moves that does not wait for it",
        ),
    ],
)
def test_an_unbound_sync_point_is_found(point, found):
    assert unbound(point, lamp()) == found


def test_a_condition_that_one_of_two_moves_for_the_same_trigger_lacks_is_found():
    by_hand = Move("light", (Lamp.OFF,), Lamp.ON, (Role.SUPPORT,))
    assert unbound(waiting_in(Lamp.OFF), lamp(*SOUND, by_hand)) == ["off.light: dark"]
