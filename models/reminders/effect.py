"""What reminders achieve: for each step of each ladder, how often the matter was met soon after.

A reminder counts from the day its mail was sent. It is met on the day on which a tick first finds that the matter,
counted from this base date, is no longer owed (`Reminder.met_on`): it was done, it moved, or the case ended.
A reminder is judged once its window is over; before that it would count only if it was met.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import Connection, label, select
from sqlmodel import col

from models.reminders.by_hand import asked_for_by_hand
from models.reminders.openings import rung_of
from models.reminders.receipts import of_a_ladder
from models.rows import read_as
from models.tables import Message, Reminder
from states.law.calendar import working_days_between
from states.processes.delivery import DeliveryState

WINDOW = 5
"""Working days after sending within which a reminder counts as the cause."""
ENOUGH = 20
"""So many reminders have to be judged before a step can be called one without effect."""
TOO_FEW = 0.10


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One reminder that was sent, and the day its matter was met, if it was."""

    matter: str
    step: str
    sent_on: date
    met_on: date | None


@dataclass(frozen=True, slots=True)
class StepEffect:
    """One step of a ladder: reminders sent, those that can be judged, those met within the window, days until met."""

    matter: str
    step: str
    sent: int
    judged: int
    met: int
    days: float | None
    """The median of the working days until what was told of was met, however late; None where nothing was."""

    @property
    def share(self) -> float | None:
        return self.met / self.judged if self.judged else None

    @property
    def without_effect(self) -> bool:
        return self.judged >= ENOUGH and self.met < TOO_FEW * self.judged


def effects(connection: Connection, *, today: date) -> list[StepEffect]:
    """Return the effect of every step of which a reminder was sent, by matter and step."""
    return effects_of(sent_reminders(connection), today=today)


def sent_reminders(connection: Connection) -> list[SentReminder]:
    """Return every reminder that was sent."""
    sent = (
        select(col(Reminder.matter), col(Reminder.step), label("sent_on", col(Message.day)), col(Reminder.met_on))
        .select_from(Reminder)
        .join(Message, col(Message.id) == col(Reminder.message_id))
        .where(col(Message.state) == DeliveryState.SENT, of_a_ladder(), ~asked_for_by_hand())
    )
    return read_as(connection, SentReminder, sent)


def effects_of(reminders: Iterable[SentReminder], *, today: date) -> list[StepEffect]:
    by_step: dict[tuple[str, str], list[SentReminder]] = {}
    for one in reminders:
        by_step.setdefault((one.matter, rung_of(one.step)), []).append(one)
    return [_effect(*step, by_step[step], today) for step in sorted(by_step)]


def _effect(matter: str, step: str, reminders: list[SentReminder], today: date) -> StepEffect:
    judged = [one for one in reminders if _between(one.sent_on, today) > WINDOW]
    taken = [_between(one.sent_on, one.met_on) for one in reminders if one.met_on is not None]
    return StepEffect(
        matter,
        step,
        sent=len(reminders),
        judged=len(judged),
        met=sum(one.met_on is not None and _between(one.sent_on, one.met_on) <= WINDOW for one in judged),
        days=median(taken) if taken else None,
    )


def _between(sent_on: date, day: date) -> int:
    return working_days_between(sent_on, max(sent_on, day))
