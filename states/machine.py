"""The engine behind every process: a table of moves, held by a machine of `transitions` and fired without side effects.

The machine answers which moves leave a state, who may make them and what they wait for. What it leaves open is closed
here: a refusal names every unmet condition, no trigger bypasses a guard, and the machine holds no row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar, cast

from transitions import EventData, Machine, Transition

from states.facts import Facts, Milestone, Role
from states.refusal import Operation, Reason, Refusal, Remedy, milestones_of
from states.text import Text

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition. `text` states what must be true; `met_by` can bring it about by any one of `remedies`.

    `negates` is the guard that never holds at the same time, `any_of` those of which one suffices. Neither decides a
    move: the linter needs them, to see that cycles of the clock end and that sync points stand for guards of moves.
    """

    name: str
    holds: Callable[[Facts], bool]
    text: Text
    met_by: tuple[Role, ...]
    remedies: tuple[Remedy, ...] = ()
    negates: "Guard | None" = None
    any_of: tuple["Guard", ...] = ()

    @property
    def records(self) -> tuple[Milestone, ...]:
        """Return the milestones of which any one, once it is recorded, meets the condition."""
        return milestones_of(self.remedies)

    def __call__(self, facts: Facts) -> bool:
        return self.holds(facts)


def guard(
    sv: str,
    en: str,
    *,
    met_by: Role | tuple[Role, ...],
    records: Milestone | tuple[Milestone, ...] = (),
    remedies: tuple[Remedy, ...] = (),
) -> Callable[[Callable[[Facts], bool]], Guard]:
    """Make a function over facts a guard, with the sentence that a user reads when it does not hold.

    `records` are milestones that meet it whatever their word; `remedies` say more.
    """

    def named(holds: Callable[[Facts], bool]) -> Guard:
        return Guard(
            name=holds.__name__,
            holds=holds,
            text=Text(sv, en),
            met_by=met_by if isinstance(met_by, tuple) else (met_by,),
            remedies=(*_recording(records), *remedies),
        )

    return named


def unless(
    other: Guard,
    sv: str,
    en: str,
    *,
    met_by: Role | tuple[Role, ...] | None = None,
    records: Milestone | tuple[Milestone, ...] = (),
    remedies: tuple[Remedy, ...] = (),
) -> Guard:
    """Return the negation of a guard; the linter knows that the two never hold at once."""
    return Guard(
        name=f"not_{other.name}",
        holds=lambda facts: not other.holds(facts),
        text=Text(sv, en),
        met_by=other.met_by if met_by is None else met_by if isinstance(met_by, tuple) else (met_by,),
        remedies=(*_recording(records), *remedies),
        negates=other,
    )


def any_of(
    name: str,
    guards: tuple[Guard, ...],
    sv: str,
    en: str,
    *,
    met_by: tuple[Role, ...],
    records: tuple[Milestone, ...],
) -> Guard:
    """Return a guard that holds as soon as one of some guards holds; the linter knows which they are."""
    return Guard(
        name=name,
        holds=lambda facts: any(guard.holds(facts) for guard in guards),
        text=Text(sv, en),
        met_by=met_by,
        remedies=_recording(records),
        any_of=guards,
    )


def _recording(records: Milestone | tuple[Milestone, ...]) -> tuple[Remedy, ...]:
    milestones = records if isinstance(records, tuple) else (records,)
    return tuple(Remedy(Operation.RECORD, milestone) for milestone in milestones)


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move; nobody outside `by` can make it."""

    trigger: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    by: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()

    def unmet(self, facts: Facts) -> tuple[Guard, ...]:
        return tuple(guard for guard in self.guards if not guard.holds(facts))


@dataclass(frozen=True, slots=True)
class Duty:
    """Who owns a case in a state, and by which matter it is held to a deadline, or why by none."""

    label: Text
    owner: Role | None = None
    deadline: str | None = None
    no_deadline: Text | None = None


class MoveRefused(Refusal):
    """A move that may not be made now.

    The key of each reason is a guard's name, or one of `NOT_IN_THE_TABLE`.
    """

    def __init__(self, process: str, state: str, trigger: str, reasons: Sequence[Reason]) -> None:
        super().__init__(*reasons)
        self.process, self.state, self.trigger = process, state, trigger

    def __str__(self) -> str:
        unmet = "; ".join(reason.text.en for reason in self.reasons)
        return f"{self.process}: {self.trigger} from {self.state}: {unmet}"

    @property
    def in_the_table(self) -> bool:
        """Tell whether there is such a move for who asked, so that only conditions are in its way."""
        return not any(reason.key in NOT_IN_THE_TABLE for reason in self.reasons)


NO_SUCH_MOVE, NOT_YOUR_MOVE = "no_such_move", "not_your_move"
NOT_IN_THE_TABLE = frozenset({NO_SUCH_MOVE, NOT_YOUR_MOVE})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands between a state and one move: nothing when `unmet` is empty."""

    move: Move
    unmet: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        return not self.unmet


@dataclass(slots=True)
class _Token:
    """What the machine moves: a state, and the role that asks."""

    state: StrEnum
    by: Role


class _Step(Transition):
    """A move out of one state, as the machine holds it: its conditions are the guards of the move.

    `rank` is the place of the move in the table: where the clock may make several, it makes the first.
    """

    def __init__(self, *config: Any, move: Move, rank: int, **more: Any) -> None:
        super().__init__(*config, **more)
        self.move, self.rank = move, rank
        self.guards = tuple(cast(Guard, condition.func) for condition in self.conditions)

    def execute(self, event_data: EventData) -> bool:
        """Move the token if its role may and every guard holds; no state has a callback to be called on the way."""
        token = cast(_Token, event_data.model)
        if token.by not in self.move.by or not self.is_open(*event_data.args):
            return False
        event_data.machine.set_state(self.move.target, token)
        return True

    def is_open(self, facts: Facts) -> bool:
        for guard in self.guards:  # noqa: SIM110 - a generator would double the time of the sweep's inmost loop
            if not guard.holds(facts):
                return False
        return True

    def unmet(self, facts: Facts) -> tuple[Reason, ...]:
        missing = tuple(guard for guard in self.guards if not guard.holds(facts))
        return tuple(
            Reason(guard.name, guard.text, guard.met_by, _remedies(guard, self.guards, missing, facts))
            for guard in missing
        )


class _Machine(Machine):
    transition_cls = _Step


class Process:
    """A table of moves over the states of one enum; ends are states that nobody owns.

    `transitions` holds the moves. What leaves a state is read from it once: the library looks through all events for
    each question, and the sweep asks it for every track (figures in docs/architecture.md).
    """

    def __init__(
        self,
        name: str,
        *,
        label: Text,
        initial: S,
        duties: Mapping[S, Duty],
        triggers: Mapping[str, Text],
        moves: Iterable[Move],
    ) -> None:
        self.name, self.label, self.initial = name, label, initial
        self.states: type[StrEnum] = type(initial)
        self.duties: Mapping[StrEnum, Duty] = {state: duties[state] for state in type(initial)}
        self.triggers, self.moves = triggers, tuple(moves)
        self.ends = frozenset(state for state, duty in self.duties.items() if duty.owner is None)
        self._machine = _Machine(
            model=None,
            states=list(self.states),
            initial=initial,
            auto_transitions=False,
            transitions=[
                {
                    "trigger": move.trigger,
                    "source": list(move.sources),
                    "dest": move.target,
                    "conditions": list(move.guards),
                    "move": move,
                    "rank": rank,
                }
                for rank, move in enumerate(self.moves)
            ],
        )
        self._leaving: dict[StrEnum, tuple[_Step, ...]] = {state: self._steps_from(state) for state in self.states}
        self._leaving_by_clock: dict[StrEnum, tuple[_Step, ...]] = {
            state: tuple(step for step in steps if Role.CLOCK in step.move.by) for state, steps in self._leaving.items()
        }

    def _steps_from(self, state: StrEnum) -> tuple[_Step, ...]:
        """Return the machine's transitions out of a state in the order of the table; the machine orders by trigger."""
        steps = cast(list[_Step], self._machine.get_transitions(source=state))
        return tuple(sorted(steps, key=lambda step: step.rank))

    def moves_from(self, state: str, by: Role | None = None) -> list[Move]:
        """Return the moves out of a state, those of one role or everybody's; raise ValueError for an unknown state."""
        steps = self._leaving[self.states(state)]
        return [step.move for step in steps if by is None or by in step.move.by]

    def fire(self, state: str, trigger: str, facts: Facts, by: Role) -> StrEnum:
        """Return the state that a trigger leads to, or raise MoveRefused with all unmet conditions.

        Pure: nothing is stored. An unknown state raises ValueError.
        """
        token = _Token(self.states(state), by)
        steps = [step for step in self._leaving[token.state] if step.move.trigger == trigger and by in step.move.by]
        if not steps:
            raise MoveRefused(self.name, state, trigger, (self._nobodys_move(token.state, trigger),))
        if not self._machine.events[trigger].trigger(token, facts):
            raise MoveRefused(self.name, state, trigger, steps[0].unmet(facts))
        return token.state

    def ready_by_clock(self, state: str, facts: Facts) -> Move | None:
        """Return the first move that time or recorded facts allow without anybody asking."""
        for step in self._leaving_by_clock[state]:  # type: ignore[index]
            if step.is_open(facts):
                return step.move
        return None

    def explain(self, state: str, facts: Facts) -> list[Explanation]:
        """Return for every move out of a state what is missing, without trying any; raise ValueError if unknown."""
        return [Explanation(step.move, step.unmet(facts)) for step in self._leaving[self.states(state)]]

    def _nobodys_move(self, state: StrEnum, trigger: str) -> Reason:
        others = sorted({role for move in self.moves_from(state) if move.trigger == trigger for role in move.by})
        if others:
            return Reason(
                NOT_YOUR_MOVE,
                Text("Någon annan måste göra det här steget.", "Someone else has to make this move."),
                tuple(others),
            )
        label = self.duties[state].label
        return Reason(NO_SUCH_MOVE, _NO_SUCH_MOVE.fill(state=label))


def held_up(
    process: Process,
    state: str,
    facts: Facts,
    *,
    staffed: Callable[[Role], bool],
    dated: bool,
) -> bool:
    """Return whether a track starves: it waits for nobody and nothing. Raise ValueError for an unknown state.

    It is alive in an end; where a day is known on which it, or the time for it, comes (`dated`); and where a move
    exists whose every unmet condition somebody who can be reached may meet.
    """
    now = process.states(state)
    if now in process.ends or dated:
        return False
    for move in process.moves_from(now):
        unmet = move.unmet(facts)
        if any(_can(role, staffed) for role in move.by) and all(
            any(role is not Role.CLOCK and staffed(role) for role in guard.met_by) for guard in unmet
        ):
            return False
    return True


def _can(role: Role, staffed: Callable[[Role], bool]) -> bool:
    return role is Role.CLOCK or staffed(role)


_NO_SUCH_MOVE = Text(
    "Steget finns inte när ärendet är i läget ”{state}”.",
    "There is no such move while the case is in “{state}”.",
)


def _remedies(guard: Guard, guards: Sequence[Guard], missing: Sequence[Guard], facts: Facts) -> tuple[Remedy, ...]:
    """Return what meets a condition of a move, less the words that another condition of the move rules out.

    Where another condition that is not met either needs a word of the same milestone, that word meets both.
    """
    others = [other for other in guards if other is not guard]
    shared = [_narrowed(remedy, others) for remedy in guard.remedies if _needed(remedy, missing, guard)]
    found = shared or [_narrowed(remedy, others) for remedy in guard.remedies]
    return tuple(remedy.for_(facts) for remedy in found)


def _needed(remedy: Remedy, unmet: Iterable[Guard], own: Guard) -> bool:
    return any(_words(remedy.milestone, other) for other in unmet if other is not own)


def _narrowed(remedy: Remedy, others: Iterable[Guard]) -> Remedy:
    for words in filter(None, (_words(remedy.milestone, other) for other in others)):
        both = tuple(word for word in remedy.values if word in words) if remedy.values else words
        remedy = replace(remedy, values=both or remedy.values)
    return remedy


def _words(milestone: Milestone | None, guard: Guard) -> tuple[str, ...]:
    """Return the words of a milestone that meet a condition; empty where any does, or it asks for another."""
    mine = (one.values for one in guard.remedies if milestone is not None and one.milestone is milestone)
    return tuple(word for values in mine for word in values)
