"""What a notice changed in its case, in words: the difference between what counted before it and after."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from models.casefile import CaseFile, subject_of
from models.late_lots import going_on_though_cancelled
from models.unreadable import ACTS, KINDS, PROCEDURES
from states.facts import Milestone
from states.law.acts import ACT_LABELS
from states.law.applicability import KIND_LABELS
from states.law.procedures import PROCEDURE_LABELS
from states.records.lots import LOT_OUTCOME_LABELS, Unheeded, name_of, outcome_of
from states.records.milestones import RECORDINGS
from states.records.observations import Observation, Subject, current, unheeded
from states.text import Text, joined, verbatim

MOST = 12
"""How many changes one line names; of a notice with hundreds of lots nobody reads more."""


class Counting:
    """What counts of a case at one time; worked out when asked for, since of most new cases nobody asks."""

    def __init__(self, recorded: Iterable[Observation], columns: Mapping[str, Any]) -> None:
        self._recorded = tuple(recorded)
        self.columns = columns

    @cached_property
    def dates(self) -> dict[Subject, Observation]:
        return {one.subject: one for one in current(self._recorded)}

    @cached_property
    def unheeded(self) -> frozenset[Unheeded]:
        return frozenset(unheeded(self._recorded))


NOTHING = Counting((), {})
"""What counts of a case that a notice opens."""


def counting(case: CaseFile) -> Counting:
    return Counting(case.recorded, {name: getattr(case, name) for name in _COLUMNS})


def told_of(before: Counting, after: Counting) -> Text:
    """Return what was changed, or that nothing was."""
    changes = [*_columns(before, after), *_dates(before, after)]
    if not changes:
        return _NOTHING_NEW
    more = [_MORE.fill(number=str(len(changes) - MOST))] if len(changes) > MOST else []
    return _UPDATED.fill(what=joined([*changes[:MOST], *more], "; "))


def to_decide(case: CaseFile, before: Counting, after: Counting) -> list[Text]:
    """Return what a person has to decide, since no notice may."""
    fresh = sorted(after.unheeded - before.unheeded, key=lambda one: (one.told.source, one.told.lot))
    late = going_on_though_cancelled(case)
    return [*(one.text for one in fresh), *([late] if late else [])]


def _columns(before: Counting, after: Counting) -> Iterator[Text]:
    for name, label in _COLUMNS.items():
        value = after.columns[name]
        if value != before.columns.get(name):
            shown = _shown(name, value)
            yield _TO.fill(label=label, value=shown) if shown else label


def _shown(name: str, value: Any) -> Text | None:
    if name in _WORDS:
        words, labels = _WORDS[name]
        return labels.get(words[value]) if words.knows(value) else verbatim(value)
    if name == "unit_id" or value is None:
        return None
    return verbatim(f"{value:.12g}" if isinstance(value, float) else str(value))


def _dates(before: Counting, after: Counting) -> Iterator[Text]:
    changed = [one for subject, one in after.dates.items() if not _says_same(one, before.dates.get(subject))]
    for one in sorted(changed, key=_place):
        if one.milestone in _OF_NO_INTEREST:
            continue
        was = before.dates.get(one.subject)
        known = _TO.fill(label=_what(one), value=str(one.on))
        yield _WAS.fill(now=known, was=str(was.on)) if was and was.on != one.on else known
    gone = [one for subject, one in before.dates.items() if subject not in after.dates]
    for one in sorted(gone, key=_place):
        if one.milestone not in _OF_NO_INTEREST:
            yield _GONE.fill(label=_what(one))


def _says_same(one: Observation, was: Observation | None) -> bool:
    return was is not None and (one.on, one.value) == (was.on, was.value)


_PLACES = {milestone: place for place, milestone in enumerate(Milestone)}
_OF_NO_INTEREST = frozenset({Milestone.LOT_ADVERTISED})
"""What is kept so that it is known when the last lot has ended; where it matters, the outcome says so."""


def _place(one: Observation) -> tuple[int, str, str]:
    return (_PLACES[one.milestone], one.lot, one.supplier)


def _what(one: Observation) -> Text:
    """Return what a date is called, with the lot and the supplier that it is about."""
    if one.milestone is Milestone.LOT_CANCELLED:
        return _LOT.fill(lot=name_of(one.lot), outcome=LOT_OUTCOME_LABELS[outcome_of(one)])
    of = subject_of(name_of(one.lot), one.supplier) if one.supplier else one.lot
    label = RECORDINGS[one.milestone].label
    return _OF.fill(label=label, of=of) if of else label


_COLUMNS = {
    "title": Text("rubrik", "title"),
    "unit_id": Text("beställare", "buyer"),
    "kind": KINDS.where,
    "procedure": PROCEDURES.where,
    "act": ACTS.where,
    "months": Text("avtalets längd i månader", "length of the contract in months"),
    "value": Text("värde i kronor", "value in SEK"),
    "cpv": Text("CPV-kod", "CPV code"),
}
_WORDS: dict[str, Any] = {
    "kind": (KINDS, KIND_LABELS),
    "procedure": (PROCEDURES, PROCEDURE_LABELS),
    "act": (ACTS, ACT_LABELS),
}

_UPDATED = Text("Ärendet är uppdaterat: {what}.", "The case is updated: {what}.")
_NOTHING_NEW = Text("Inget nytt för ärendet.", "Nothing new for the case.")
_MORE = Text("{number} uppgifter till", "{number} more")
_TO = verbatim("{label} {value}")
_WAS = Text("{now} (tidigare {was})", "{now} (before: {was})")
_GONE = Text("{label} gäller inte längre", "{label} no longer holds")
_OF = verbatim("{label} ({of})")
_LOT = Text("del {lot} {outcome}", "lot {lot} {outcome}")
