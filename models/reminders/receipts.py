"""Reminders that tell what somebody else has recorded: nothing is asked, and their matter is in no ladder."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select

from models.reminders.off import tells_that_it_is_off
from models.storage.driver_statements import Statement, among, id_list, no_way_in
from models.tables import Message, Reminder
from states.facts import Milestone
from states.processes.delivery import DeliveryState

_reminder = Reminder.__table__
_message = Message.__table__

_RECEIPT = "told:"
_PARTS = " | "


class ReceiptStep(NamedTuple):
    """What the step of such a reminder holds: for which role, about what of its kind, and what was said of that."""

    to: str
    about: str
    says: str

    def __str__(self) -> str:
        # The sign between a rung and its day, and the one between our parts, may stand in a name.
        return _PARTS.join(part.replace("@", " ").replace("|", "/") for part in self)


def step_read(step: str) -> ReceiptStep:
    """Return the parts of a step that was made here."""
    return ReceiptStep(*step.split(_PARTS, 2))


def receipt_of(milestone: Milestone) -> str:
    """Return the name under which reminders tell that a milestone was recorded."""
    return f"{_RECEIPT}{milestone}"


def is_receipt(matter: str) -> bool:
    return matter.startswith(_RECEIPT)


def milestone_told(matter: str) -> Milestone:
    """Return the milestone that reminders of this name tell about."""
    return Milestone(matter.removeprefix(_RECEIPT))


def tells_what_was_recorded() -> ColumnElement[bool]:
    """Return the SQL condition of such a reminder."""
    told: ColumnElement[bool] = _reminder.c.matter.startswith(_RECEIPT)
    return told


def tells_role(to: str) -> ColumnElement[bool]:
    """Return the SQL condition of such a reminder that tells somebody in a role."""
    in_role: ColumnElement[bool] = _reminder.c.step.startswith(f"{to}{_PARTS}")
    return in_role


def of_a_ladder() -> ColumnElement[bool]:
    """Return the SQL condition of a reminder that asks for something."""
    return ~tells_that_it_is_off() & ~tells_what_was_recorded()


class HeardReceipt(NamedTuple):
    """One thing that one person was told."""

    case_id: int
    matter: str
    subject: str
    step: str
    person_id: int
    base: date


def told_of(connection: Connection, case_ids: Sequence[int]) -> list[HeardReceipt]:
    """Return what people were told that others have recorded in some cases; also what is just being sent."""
    return [HeardReceipt(*row) for row in _TOLD.rows(connection, (id_list(connection, case_ids),))]


_left = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
_TOLD = Statement(
    ["ids"],
    lambda db: (
        select(*(_reminder.c[name] for name in HeardReceipt._fields))
        .join(_message, _message.c.id == _reminder.c.message_id)
        .where(
            among(_reminder.c.case_id, db),
            or_(*(no_way_in(_message.c.state) == state for state in _left)),
            tells_what_was_recorded(),
        )
    ),
)
