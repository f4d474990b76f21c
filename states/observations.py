"""Which of the recorded observations count: the rule that makes the order of recording irrelevant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from states.facts import Milestone, Ruling


@dataclass(frozen=True, slots=True)
class Observation:
    """A milestone that was recorded. `on` None withdraws it; `as_of` is when the source said so.

    `value` carries what the date alone does not say: the channel of an award notice, the outcome of a ruling.
    """

    milestone: Milestone
    on: date | None
    source: str
    by_person: bool
    as_of: date
    lot: str = ""
    supplier: str = ""
    value: str = ""

    @property
    def subject(self) -> tuple[Milestone, str, str]:
        return (self.milestone, self.lot, self.supplier)


_AWARD = frozenset(
    {
        Milestone.INTENT_NOTICE_PUBLISHED,
        Milestone.AWARD_DECIDED,
        Milestone.AWARD_NOTICE_SENT,
        Milestone.STANDSTILL_STATED_END,
        Milestone.COURT_CHECKED,
        Milestone.WINNER_NAMED,
        Milestone.CONTACT_POINT_2,
    },
)
_PLANNING = frozenset(
    {
        Milestone.CONTACT_POINT_1,
        Milestone.RELEVANCE_ASSESSED,
        Milestone.PLANNED_CALL,
        Milestone.DOCUMENTS_PUBLISHED,
        Milestone.TENDERS_DUE,
    },
)
SET_ASIDE_BY: Mapping[str, frozenset[Milestone]] = {
    Ruling.CORRECTION: _AWARD,
    Ruling.REDO: _AWARD | _PLANNING,
}
"""What an order of the court sets aside when dated on or before the ruling (LOU 20:6)."""


def precedence(observation: Observation) -> tuple[bool, date, str, str]:
    """Rank: what a person recorded stands above any notice, then the newest word of the source."""
    return (observation.by_person, observation.as_of, observation.source, observation.value)


def current(recorded: Iterable[Observation]) -> list[Observation]:
    """Return the observation that counts per milestone, lot and supplier, whatever the order they came in.

    Of equal rank the later in `recorded` counts: a person who corrects an entry the same day means the correction.
    """
    newest: dict[tuple[Milestone, str, str], Observation] = {}
    for observation in recorded:
        known = newest.get(observation.subject)
        if known is None or _supersedes(observation, known):
            newest[observation.subject] = observation
    standing = [observation for observation in newest.values() if observation.on is not None]
    for ruling in [o for o in standing if o.milestone is Milestone.REVIEW_DECIDED]:
        standing = [o for o in standing if not _set_aside(o, ruling)]
    return standing


def _supersedes(observation: Observation, known: Observation) -> bool:
    if observation.by_person and known.by_person:
        return observation.as_of >= known.as_of
    return precedence(observation) >= precedence(known)


def _set_aside(observation: Observation, ruling: Observation) -> bool:
    return (
        observation.milestone in SET_ASIDE_BY.get(ruling.value, frozenset())
        and observation.on is not None
        and ruling.on is not None
        and observation.on <= ruling.on
    )


@dataclass(frozen=True, slots=True)
class Conflict:
    """A person and a later notice give one milestone different dates; the person's counts."""

    entered: Observation
    reported: Observation


def conflicts(recorded: Iterable[Observation]) -> list[Conflict]:
    """Return where a notice contradicts what a person entered, newest notice per milestone, lot and supplier."""
    entered: dict[tuple[Milestone, str, str], Observation] = {}
    reported: dict[tuple[Milestone, str, str], Observation] = {}
    for observation in recorded:
        side = entered if observation.by_person else reported
        known = side.get(observation.subject)
        if known is None or _supersedes(observation, known):
            side[observation.subject] = observation
    return [
        Conflict(mine, theirs)
        for subject, mine in entered.items()
        if (theirs := reported.get(subject)) is not None and mine.on != theirs.on
    ]
