"""What has happened although it should not have: read from the dates, so that a correction takes it away again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from states.facts import Facts, Milestone
from states.records.milestones import RECORDINGS
from states.text import Text


@dataclass(frozen=True, slots=True)
class Deviation:
    """A milestone on a day on which it should not have been; `text` says what is wrong and what the law makes of it."""

    milestone: Milestone
    on: date
    text: Text


def deviations(facts: Facts) -> Iterator[Deviation]:
    """Yield what is wrong with the dates of a case."""
    for milestone, rule in RECORDINGS.items():
        on = facts.on(milestone)
        if rule.breach is None or on is None:
            continue
        text = rule.breach(facts, on)
        if text is not None:
            yield Deviation(milestone, on, text)
