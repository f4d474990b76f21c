"""Mail that waits for somebody's decision."""

from datetime import date

from sqlalchemy import Engine

from desk.acting import carry_out
from notifications.delivery import outbox
from states.facts import Role
from states.machine import Move
from states.processes.delivery import DELIVERY


def decisions(state: str) -> list[str]:
    """Return what the support function may decide about a message in a state: "resend", "accept", both or neither."""
    return [name for name in ("resend", "accept") if any(_leads(move, state, name) for move in DELIVERY.moves)]


def _leads(move: Move, state: str, trigger: str) -> bool:
    return move.trigger == trigger and state in move.sources and Role.SUPPORT in move.by


def decide(engine: Engine, number: int, decision: str, *, reason: str, today: date) -> None:
    """Count a message as sent, or send it again: `decision` is "accept" or "resend".

    Raises UnknownMessage, and MoveRefused with what stands against it.
    """
    carry_out(engine, lambda connection: outbox.resolve(connection, number, decision, reason=reason, today=today))
