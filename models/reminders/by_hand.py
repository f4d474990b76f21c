"""Reminders that somebody asked for: they come at once, whatever the ladder says; their step is none of its rungs."""

from datetime import date

from sqlalchemy import ColumnElement

from models.tables import Reminder

REMINDED = "reminded"
"""The event of a case about which somebody was reminded by hand."""
_BY_HAND = "by hand "


def by_hand_step(day: date) -> str:
    """Return the step of a reminder that somebody asked for on a day."""
    return f"{_BY_HAND}{day}"


def is_by_hand(step: str) -> bool:
    return step.startswith(_BY_HAND)


def asked_for_by_hand() -> ColumnElement[bool]:
    """Return the SQL condition of such a reminder."""
    asked: ColumnElement[bool] = Reminder.__table__.c.step.startswith(_BY_HAND)
    return asked
