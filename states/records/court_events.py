"""The events in court, and of the buyer's award, as they are recorded: what the reckoning of the law reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from states.facts import Milestone
from states.law.courts import Court, Event, EventKind, Ruling, Target
from states.law.procedures import Channel

if TYPE_CHECKING:
    from states.records.observations import Observation

_M, _K = Milestone, EventKind

COURT: Mapping[Milestone, EventKind] = {
    _M.REVIEW_FILED: _K.FILED,
    _M.EXTENSION_REFUSED: _K.NO_EXTENDED,
    _M.INTERIM_ORDER: _K.ORDER,
    _M.INTERIM_ORDER_REFUSED: _K.ORDER_REFUSED,
    _M.INTERIM_ORDER_LIFTED: _K.ORDER_LIFTED,
    _M.REVIEW_DECIDED: _K.RULING,
    _M.REVIEW_APPEALED: _K.APPEALED,
    _M.LEAVE_GRANTED: _K.LEAVE_GRANTED,
    _M.REVIEW_REMITTED: _K.REMITTED,
    _M.PERFORMANCE_BARRED: _K.PERFORMANCE_ORDER,
    _M.PERFORMANCE_FREED: _K.PERFORMANCE_FREED,
}
"""The milestones of a court: each is known by its court, its applicant and its day."""
OF_COURT = frozenset(COURT) | {_M.TEN_DAYS_WAIVED}
BY_DAY = OF_COURT | {_M.STANDSTILL_EXTENDED, _M.AWARD_WITHDRAWN}
"""The milestones that can happen more than once: another day is another event, not a correction."""

KNOWN_BEFORE: Mapping[Milestone, Milestone] = {
    _M.INTERIM_ORDER: _M.REVIEW_FILED,
    _M.INTERIM_ORDER_REFUSED: _M.REVIEW_FILED,
    _M.INTERIM_ORDER_LIFTED: _M.INTERIM_ORDER,
    _M.EXTENSION_REFUSED: _M.REVIEW_FILED,
    _M.REVIEW_DECIDED: _M.REVIEW_FILED,
    _M.TEN_DAYS_WAIVED: _M.REVIEW_FILED,
    _M.REVIEW_APPEALED: _M.REVIEW_DECIDED,
    _M.LEAVE_GRANTED: _M.REVIEW_APPEALED,
    _M.REVIEW_REMITTED: _M.REVIEW_APPEALED,
    _M.PERFORMANCE_BARRED: _M.CONTRACT_SIGNED,
    _M.PERFORMANCE_FREED: _M.PERFORMANCE_BARRED,
}
"""What is known before any of these is asked about. It can be recorded all the same: nobody may have told the other."""

ENDS_BY_TEN_DAYS = frozenset({_M.REVIEW_DECIDED, _M.INTERIM_ORDER_LIFTED, _M.REVIEW_REMITTED})
"""The decisions that a ten-day period may follow (LOU 20:10)."""
UNTIL_RULING = "until_ruling"


class Extended(NamedTuple):
    """A longer standstill that the buyer announced: to whom, and up to which last day."""

    to_all: bool
    until: date

    @classmethod
    def parse(cls, word: str) -> "Extended":
        """Read what goes with the day of the message: "all 2026-08-20", "some 2026-08-20"; raise ValueError."""
        told, _, until = word.partition(" ")
        if told not in {"all", "some"}:
            raise ValueError(word)
        return cls(told == "all", date.fromisoformat(until))


def event_of(observation: "Observation") -> Event | None:
    """Return the event that an observation records; None for a milestone that is no event, or one that is withdrawn.

    Raises ValueError for a word that nobody knows.
    """
    on, value = observation.on, observation.value
    if on is None:
        return None
    if observation.milestone is _M.STANDSTILL_EXTENDED:
        extended = Extended.parse(value)
        return Event(on, _K.EXTENSION, until=extended.until, to_all=extended.to_all)
    if observation.milestone is _M.AWARD_WITHDRAWN:
        return Event(on, _K.AWARD_WITHDRAWN)
    kind = COURT.get(observation.milestone)
    if kind is None:
        return None
    court = Court(observation.court or Court.FR)
    return Event(on, kind, court, observation.applicant)._replace(**_detail(kind, value))


def _detail(kind: EventKind, value: str) -> dict[str, Any]:
    if not value:
        return {}
    if kind is _K.FILED:
        return {"target": Target(value)}
    if kind is _K.RULING:
        return {"ruling": Ruling(value)}
    if kind is _K.REMITTED:
        return {"remitted_to": Court(value)}
    if kind is _K.ORDER:
        return {"until_ruling": value == UNTIL_RULING}
    return {}


def readable(standing: Iterable["Observation"]) -> list["Observation"]:
    """Leave out the events with a word that nobody knows."""
    return [one for one in standing if _knows_words(one)]


def _knows_words(observation: "Observation") -> bool:
    try:
        event_of(observation)
        Court(observation.court or Court.FR)
    except ValueError:
        return False
    return True


def events_of(standing: Iterable["Observation"]) -> tuple[Event, ...]:
    """Return the events among what counts, sorted by their days; raise ValueError for a word that nobody knows."""
    observations = list(standing)
    waived = {
        (one.on, Court(one.court or Court.FR), one.applicant)
        for one in observations
        if one.milestone is _M.TEN_DAYS_WAIVED and one.on is not None
    }
    events = [event for one in observations if (event := event_of(one)) is not None]
    if waived:
        events = [
            event._replace(ten_days=(event.on, event.court, event.applicant) not in waived)
            if event.kind in _STARTS_TEN_DAYS
            else event
            for event in events
        ]
    return tuple(sorted(events, key=lambda event: event.place))


_STARTS_TEN_DAYS = frozenset(COURT[milestone] for milestone in ENDS_BY_TEN_DAYS)


def notice_of(observation: "Observation") -> Event | None:
    """Return the event of an award notice or a notice of intent; None for any other observation."""
    if observation.on is None or observation.milestone not in _NOTICES:
        return None
    # A notice of intent is published and says no channel: a word that came with it means nothing.
    told = observation.value if observation.milestone is _M.AWARD_NOTICE_SENT else ""
    channel = Channel(told) if told else Channel.ELECTRONIC
    return Event(observation.on, _NOTICES[observation.milestone], channel=channel)


def cancellation_of(observation: "Observation") -> Event | None:
    """Return the event of a cancellation; None for any other observation."""
    if observation.on is None or observation.milestone is not _M.CANCELLED:
        return None
    return Event(observation.on, _K.CANCELLED)


_NOTICES = {_M.AWARD_NOTICE_SENT: _K.NOTICE, _M.INTENT_NOTICE_PUBLISHED: _K.INTENT}
