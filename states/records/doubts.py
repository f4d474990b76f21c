"""Dates that can have happened and are more likely a slip of the finger: asked about once, then recorded if confirmed.

A doubt is no breach of a rule: what is confirmed is no deviation.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from states.facts import Facts, Milestone
from states.law.calendar import months_after
from states.records.milestones import RECORDINGS, Recording, RecordingRefused
from states.refusal import Reason, repeat
from states.text import Text

CONFIRMED = "confirmed"
"""What a request is given by whoever answers a question with yes."""
HALF_A_YEAR = timedelta(days=183)


class Unconfirmed(RecordingRefused):
    """A record that is asked about: nothing was stored, and the same once more, confirmed, is recorded."""

    key = "unconfirmed"


def doubts(facts: Facts, milestone: Milestone, on: date) -> tuple[Reason, ...]:
    """Return what is asked about a date before it is recorded; none for a date that looks right.

    `facts` are those of what the milestone is about. Each reason is met by asking the same once more, confirmed.
    """
    return tuple(asked(reason.text) for reason in _found(facts, milestone, on))


def asked(text: Text) -> Reason:
    """Return a question that is answered by asking the same once more, confirmed."""
    return Reason("doubt", _IS_IT_SO.fill(text=text), remedies=(repeat(**{CONFIRMED: "yes"}),))


def _found(facts: Facts, milestone: Milestone, on: date) -> Iterator[Reason]:
    rule = RECORDINGS[milestone]
    latest = facts.on(milestone) if rule.recurs else None
    if latest is not None and on < latest:
        yield Reason("doubt", _LATER_ONE.fill(label=rule.label, latest=latest))
    for found in (_long_before(facts, rule, on), _far_ahead(facts, rule, on), _of_rule(facts, rule, on)):
        if found is not None:
            yield found


def _of_rule(facts: Facts, rule: Recording, on: date) -> Reason | None:
    found = rule.doubt(facts, on) if rule.doubt else None
    return replace(found, remedies=()) if found else None


def _long_before(facts: Facts, rule: Recording, on: date) -> Reason | None:
    """Ask about a day before the case was opened that is a year old: mostly the year was mistyped."""
    opened = facts.on(Milestone.CASE_OPENED)
    if opened is None or on >= opened or rule is RECORDINGS[Milestone.CASE_OPENED]:
        return None
    long_ago = opened - on > HALF_A_YEAR if rule.planned else months_after(on, 12) <= facts.today
    return Reason("doubt", _LONG_BEFORE.fill(on=on, opened=opened)) if long_ago else None


def _far_ahead(facts: Facts, rule: Recording, on: date) -> Reason | None:
    if not rule.planned or on <= months_after(facts.today, rule.horizon):
        return None
    return Reason("doubt", _FAR_AHEAD.fill(on=on, label=rule.label))


_IS_IT_SO = Text(
    "{text} Stämmer det? Bekräfta i så fall.",
    "{text} Is that right? Confirm it if so.",
)
_LONG_BEFORE = Text(
    "Dagen {on} ligger långt före den dag då ärendet öppnades, {opened}. Kontrollera årtalet.",
    "The day {on} lies long before the case was opened on {opened}. Check the year.",
)
_LATER_ONE = Text(
    "”{label}” är registrerat även {latest}, och den senare dagen räknas. Ska den rättas, ta tillbaka den först.",
    "“{label}” is recorded on {latest} too, and the later day counts. To correct that day, take it back first.",
)
_FAR_AHEAD = Text(
    "Dagen {on} för ”{label}” ligger långt fram. Kontrollera årtalet.",
    "The day {on} for “{label}” lies far ahead. Check the year.",
)
