"""What may happen in a rehearsal of a case: events to choose from, each some days from today, and usual questions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.rehearsal import PlannedEvent
from models.refusals import Refused
from states.facts import Milestone, Role
from states.law.courts import Ruling
from states.records.milestones import RECORDINGS, VALUE_LABELS, Scope
from states.text import Text, capital

MOST_DAYS = 730
_OF_THE_CASE = frozenset({Scope.CASE, Scope.CONTRACT})
_BETWEEN = ":"


@dataclass(frozen=True, slots=True)
class UsualQuestion:
    """A usual question: what it is called, and the events of which it is made, each by its key and its day."""

    label: Text
    events: tuple[tuple[str, int], ...]


def key_of(milestone: Milestone, value: str = "") -> str:
    """Return what an event is called in a form."""
    return f"{milestone}{_BETWEEN}{value}" if value else str(milestone)


QUESTIONS: Mapping[str, UsualQuestion] = {
    "domstol": UsualQuestion(
        Text("Om domstolen tar fem månader och avslår?", "If the court takes five months and dismisses?"),
        ((key_of(Milestone.REVIEW_FILED), 1), (key_of(Milestone.REVIEW_DECIDED, Ruling.REJECTED), 152)),
    ),
    "rattelse": UsualQuestion(
        Text("Om domstolen beslutar att tilldelningen ska rättas?", "If the court orders the award to be corrected?"),
        ((key_of(Milestone.REVIEW_FILED), 1), (key_of(Milestone.REVIEW_DECIDED, Ruling.CORRECTION), 152)),
    ),
    "inget": UsualQuestion(Text("Om ingen gör något?", "If nobody does anything?"), ()),
    "avbryts": UsualQuestion(
        Text("Om upphandlingen avbryts om en månad?", "If the procurement is cancelled in a month?"),
        ((key_of(Milestone.CANCELLED), 30),),
    ),
}
"""The questions that are asked most, by what stands in the address."""


def choices() -> dict[str, Text]:
    """Return every event that may be rehearsed of a case as a whole, by its key, in the order of the law's story."""
    found: dict[str, Text] = {}
    for milestone, rule in RECORDINGS.items():
        if rule.by == (Role.CLOCK,) or rule.scope not in _OF_THE_CASE or rule.word is not None:
            continue
        labels = VALUE_LABELS.get(milestone, {})
        for value in rule.values:
            found[key_of(milestone, value)] = _WITH_WORD.fill(what=capital(rule.label), word=labels[value])
        if not rule.values or not rule.value_owed:
            found[key_of(milestone)] = capital(rule.label)
    return found


def planned(chosen: Iterable[tuple[str, int]], today: date) -> Sequence[PlannedEvent]:
    """Return events that were chosen, each so many days from today; raise Refused for what cannot be rehearsed."""
    known, events = choices(), []
    for key, days in chosen:
        if key not in known or not 0 <= days <= MOST_DAYS:
            raise Refused(_CHOOSE.fill(most=str(MOST_DAYS)))
        name, _, value = key.partition(_BETWEEN)
        events.append(PlannedEvent(Milestone(name), today + timedelta(days=days), value))
    return events


_WITH_WORD = Text("{what}: {word}", "{what}: {word}")
_CHOOSE = Text(
    "Välj händelser ur listan, och om hur många dagar de sker: 0 till {most}.",
    "Choose events of the list, and in how many days they happen: 0 to {most}.",
)
