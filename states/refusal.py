"""What a person can be told who is refused: every reason, who can meet it, and what would, as data.

Nothing here names a command, an option or an address: each face makes its own words of a remedy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import TYPE_CHECKING

from states.text import Text, lines

if TYPE_CHECKING:  # the facts carry the rules' own refusals
    from states.facts import Facts, Milestone, Role


class Operation(StrEnum):
    """What a person can do about a refusal."""

    RECORD = auto()
    WITHDRAW = auto()
    """Take back what was recorded."""
    ASSESS = auto()
    OBLIGE = auto()
    """Enter what a supplier owes."""
    ASSIGN = auto()
    """Name who looks after a supplier."""
    RENAME = auto()
    """Say that a supplier goes on under another name."""
    SUCCEED = auto()
    """Say that a supplier's contract has gone over to another firm."""
    AMEND = auto()
    """Correct what is known of the procurement."""
    OVERRIDE = auto()
    MERGE = auto()
    IMPORT = auto()
    """Read a notice once more, and say which case it belongs to."""
    REPEAT = auto()
    """Ask the same once more, with what is `given`."""
    REPEAT_WITHOUT = auto()
    """Ask the same once more, without what is named in `given`."""
    LOOK_UP = auto()
    """See what there is of the kind that is `given`."""
    VERIFY = auto()
    """Check the journal of a case."""
    INITIALISE = auto()
    """Create the database, or bring it up to date."""
    CLAIM = auto()
    """Declare this installation to be the one that sends mail."""
    REHEARSE = auto()
    """Try on a copy what would come of a case."""
    TICK = auto()
    """Do what today calls for, saying that it is the day it is."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing to do that meets a reason.

    `values` are the words of the milestone of which any one meets it; empty where it has none, or where any does.
    `given` is what an operation is told beside that: ("outcome", "required"); an empty value is for the acting person
    to fill in. `latest` is the last day on which a recorded thing must have happened, None for any; a rule says by
    `latest_by` how it follows from the facts.
    """

    operation: Operation
    milestone: Milestone | None = None
    values: tuple[str, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    latest: date | None = None
    latest_by: Callable[[Facts], date | None] | None = None

    def for_(self, facts: Facts) -> Remedy:
        """Return the remedy as it is for some facts: with the last day that counts."""
        return self if self.latest_by is None else replace(self, latest=self.latest_by(facts), latest_by=None)


def record(
    milestone: Milestone,
    *values: str,
    latest_by: Callable[[Facts], date | None] | None = None,
    **given: str,
) -> Remedy:
    """Return the remedy of recording a milestone, with any one of some words."""
    return Remedy(Operation.RECORD, milestone, tuple(map(str, values)), tuple(given.items()), latest_by=latest_by)


def withdraw(milestone: Milestone | None = None) -> Remedy:
    return Remedy(Operation.WITHDRAW, milestone)


def do(operation: Operation, milestone: Milestone | None = None, **given: str) -> Remedy:
    """Return the remedy of an operation that is told some things; "" is for the acting person to fill in."""
    return Remedy(operation, milestone, given=tuple((name, str(value)) for name, value in given.items()))


def repeat(**given: str) -> Remedy:
    """Return the remedy of asking the same once more with some things added."""
    return Remedy(Operation.REPEAT, given=tuple((name, str(value)) for name, value in given.items()))


def repeat_without(*names: str) -> Remedy:
    """Return the remedy of asking the same once more with some things left out."""
    return Remedy(Operation.REPEAT_WITHOUT, given=tuple((name, "") for name in names))


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands against a request: what is not so, who can change that, and by which of some remedies.

    `key` is the name of the guard, or of the kind of refusal. Any one of the remedies meets it.
    """

    key: str
    text: Text
    met_by: tuple[Role, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    @property
    def records(self) -> tuple[Milestone, ...]:
        """Return the milestones of which any one, once it is recorded, meets this."""
        return milestones_of(self.remedies)


def milestones_of(remedies: tuple[Remedy, ...]) -> tuple[Milestone, ...]:
    """Return the milestones that some remedies bring about, each once."""
    dated = (one.milestone for one in remedies if one.operation in _DATING)
    return tuple(dict.fromkeys(milestone for milestone in dated if milestone is not None))


_DATING = frozenset({Operation.RECORD, Operation.ASSESS, Operation.ASSIGN})


class Refusal(Exception):
    """Why something is not done, as a person is told it: the base of every error with words for people.

    `reasons` is never empty. A text alone becomes a reason without remedies. No text of a refusal names a person.
    """

    key = "refused"
    """The key of a reason that is a text alone."""

    def __init__(self, *reasons: Reason | Text) -> None:
        if not reasons:
            raise ValueError("a refusal without a reason")
        super().__init__(*reasons)
        self.reasons = tuple(Reason(self.key, reason) if isinstance(reason, Text) else reason for reason in reasons)

    @property
    def text(self) -> Text:
        """All reasons, one per line."""
        return lines(reason.text for reason in self.reasons)

    def __str__(self) -> str:
        return self.text.en


class Unknown(Refusal):
    """What was named does not exist; nothing was tried."""

    key = "unknown"


class Unreadable(Refusal, ValueError):
    """Something recorded of a case that no rule can read: the cause is what is recorded, and no fault of the program.

    Its text holds no personal data.
    """

    key = "unreadable"
