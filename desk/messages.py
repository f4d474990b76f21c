"""Mail that waits for somebody's decision."""

from datetime import date

from sqlalchemy import Engine

from desk.acting import carry_out
from notifications.delivery import outbox


def decide(engine: Engine, number: int, decision: str, *, reason: str, today: date) -> None:
    """Count a message as sent, or send it again: `decision` is "accept" or "resend".

    Raises UnknownMessage, and MoveRefused with what stands against it.
    """
    carry_out(engine, lambda connection: outbox.resolve(connection, number, decision, reason=reason, today=today))
