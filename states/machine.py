"""The engine behind every process: a table of moves, fired without side effects.

`transitions` picks the move; what it leaves open is closed here: a refusal tells every unmet condition, no trigger
bypasses a guard, and the machine holds no row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from transitions import Machine

from states.facts import Facts, Milestone, Role
from states.text import Text

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition. `text` states what must be true; `met_by` can bring it about by recording `records`."""

    name: str
    holds: Callable[[Facts], bool]
    text: Text
    met_by: tuple[Role, ...]
    records: tuple[Milestone, ...] = ()
    negates: "Guard | None" = None

    def __call__(self, facts: Facts) -> bool:
        return self.holds(facts)


def guard(
    sv: str,
    en: str,
    *,
    met_by: Role | tuple[Role, ...],
    records: Milestone | tuple[Milestone, ...] = (),
) -> Callable[[Callable[[Facts], bool]], Guard]:
    """Make a function over facts a guard, with the sentence that a user reads when it does not hold."""

    def named(holds: Callable[[Facts], bool]) -> Guard:
        return Guard(
            name=holds.__name__,
            holds=holds,
            text=Text(sv, en),
            met_by=met_by if isinstance(met_by, tuple) else (met_by,),
            records=records if isinstance(records, tuple) else (records,),
        )

    return named


def unless(
    other: Guard,
    sv: str,
    en: str,
    *,
    met_by: Role | tuple[Role, ...] | None = None,
    records: Milestone | tuple[Milestone, ...] = (),
) -> Guard:
    """Return the negation of a guard; the linter knows that the two never hold at once."""
    return Guard(
        name=f"not_{other.name}",
        holds=lambda facts: not other.holds(facts),
        text=Text(sv, en),
        met_by=other.met_by if met_by is None else met_by if isinstance(met_by, tuple) else (met_by,),
        records=records if isinstance(records, tuple) else (records,),
        negates=other,
    )


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move; nobody outside `by` can make it."""

    trigger: str
    sources: tuple[StrEnum, ...]
    target: StrEnum
    by: tuple[Role, ...]
    guards: tuple[Guard, ...] = ()

    def allows(self, facts: Facts) -> bool:
        return all(guard.holds(facts) for guard in self.guards)

    def unmet(self, facts: Facts) -> tuple[Guard, ...]:
        return tuple(guard for guard in self.guards if not guard.holds(facts))


@dataclass(frozen=True, slots=True)
class Duty:
    """Who owns a case in a state, and by which matter it is held to a deadline, or why by none."""

    label: Text
    owner: Role | None = None
    deadline: str | None = None
    no_deadline: Text | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """Why a move is refused: `key` is the guard's name, or one of `no_such_move` and `not_your_move`."""

    key: str
    text: Text
    met_by: tuple[Role, ...] = ()
    records: tuple[Milestone, ...] = ()


class MoveRefused(Exception):
    """A move that may not be made now; `unmet` holds every reason, not just the first."""

    def __init__(self, process: str, state: str, trigger: str, unmet: Sequence[Unmet]) -> None:
        super().__init__(f"{process}: {trigger} from {state}: " + "; ".join(reason.text.en for reason in unmet))
        self.process, self.state, self.trigger, self.unmet = process, state, trigger, tuple(unmet)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What stands between a state and one move: nothing when `unmet` is empty."""

    move: Move
    unmet: tuple[Unmet, ...]

    @property
    def allowed(self) -> bool:
        return not self.unmet


@dataclass(slots=True)
class _Token:
    state: StrEnum


class Process:
    """A table of moves over the states of one enum; ends are states that nobody owns."""

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
        self._table = {
            (state, move.trigger, role): move for move in self.moves for state in move.sources for role in move.by
        }
        self._by_clock = {
            state: tuple(m for m in self.moves if state in m.sources and Role.CLOCK in m.by) for state in self.states
        }
        # Triggers are split by role: `transitions` itself cannot tell who asks.
        self._machine = Machine(
            model=None,
            states=list(self.states),
            initial=initial,
            auto_transitions=False,
            transitions=[
                {
                    "trigger": f"{move.trigger}/{role}",
                    "source": list(move.sources),
                    "dest": move.target,
                    "conditions": [move.allows],
                }
                for move in self.moves
                for role in move.by
            ],
        )

    def moves_from(self, state: str, by: Role | None = None) -> list[Move]:
        """Return the moves out of a state, those of one role or everybody's."""
        return [move for move in self.moves if state in move.sources and (by is None or by in move.by)]

    def fire(self, state: str, trigger: str, facts: Facts, by: Role) -> StrEnum:
        """Return the state that a trigger leads to, or raise MoveRefused with all unmet conditions.

        Pure: nothing is stored. An unknown state raises ValueError.
        """
        token = _Token(self.states(state))
        move = self._table.get((token.state, trigger, by))
        if move is None:
            raise MoveRefused(self.name, state, trigger, (self._nobodys_move(token.state, trigger),))
        if not self._machine.events[f"{trigger}/{by}"].trigger(token, facts):
            raise MoveRefused(self.name, state, trigger, _reasons(move, facts))
        return token.state

    def ready_by_clock(self, state: str, facts: Facts) -> Move | None:
        """Return the first move that time or recorded facts allow without anybody asking."""
        for move in self._by_clock[state]:  # type: ignore[index]
            if move.allows(facts):
                return move
        return None

    def explain(self, state: str, facts: Facts) -> list[Explanation]:
        """Tell for every move out of a state what is missing, without trying any."""
        return [Explanation(move, _reasons(move, facts)) for move in self.moves_from(self.states(state))]

    def _nobodys_move(self, state: StrEnum, trigger: str) -> Unmet:
        others = sorted({role for move in self.moves_from(state) if move.trigger == trigger for role in move.by})
        if others:
            return Unmet(
                "not_your_move",
                Text("Någon annan måste göra det här steget.", "Someone else has to make this move."),
                tuple(others),
            )
        label = self.duties[state].label
        return Unmet(
            "no_such_move",
            Text(
                f"Steget finns inte när ärendet är i läget ”{label.sv}”.",
                f"There is no such move while the case is in “{label.en}”.",
            ),
        )


def _reasons(move: Move, facts: Facts) -> tuple[Unmet, ...]:
    return tuple(Unmet(g.name, g.text, g.met_by, g.records) for g in move.unmet(facts))
