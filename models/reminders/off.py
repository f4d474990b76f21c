"""Reminders that say that something need not be done any more: their step is no rung of a ladder."""

from datetime import date

from sqlalchemy import ColumnElement

from models.tables import Reminder

_OFF = "off "


def off_step(day: date) -> str:
    """Return the step of a reminder that says on a day that its matter has fallen away."""
    return f"{_OFF}{day}"


def is_off(step: str) -> bool:
    return step.startswith(_OFF)


def tells_that_it_is_off() -> ColumnElement[bool]:
    """Return the SQL condition of such a reminder."""
    off: ColumnElement[bool] = Reminder.__table__.c.step.startswith(_OFF)
    return off
