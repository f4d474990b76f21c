"""The starvation check: in every live track something can happen next, or a day is known on which it will."""

from collections.abc import Callable

from states.facts import Facts, Role
from states.machine import Process


def held_up(
    process: Process,
    state: str,
    facts: Facts,
    *,
    staffed: Callable[[Role], bool],
    dated: bool,
) -> bool:
    """Tell whether a track waits for nobody and nothing.

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
