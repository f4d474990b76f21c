"""What the clauses of a case oblige a supplier to, and how a promise is told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from models.casefile import CaseFile
from states.records.obligations import MEASURE_LABELS, PROMISE_LABELS, Measure, Obligation
from states.text import Text, verbatim

Promise = Mapping[str, Any]
"""Fields of `states.records.obligations.Obligation`."""


def promised(case: CaseFile) -> dict[str, Any]:
    """Return what the clauses that the case has sent out oblige each supplier to; nothing where none does.

    Those of forms that the assessment no longer names oblige nobody. A dialogue besides what is counted adds nothing to
    it. Apprentices are owed on top of employments: one obligation holds both where all but the number is the same, and
    where it is not, nothing can be said.
    """
    stored: dict[str, dict[str, Any]] = json.loads(case.clause_promise or "{}")
    promises = [promise for form, promise in stored.items() if form in case.forms.split()]
    counted = [one for one in promises if one["unit"] != Measure.DIALOGUE] or promises[:1]
    if not counted:
        return {}
    whole = [_USUAL | one for one in counted]
    if any(one[name] != whole[0][name] for one in whole for name in _USUAL.keys() - _SUMMED):
        return {}
    return counted[0] | {name: sum(one[name] for one in counted) for name in _SUMMED}


def by_form(promises: Mapping[str, str]) -> str:
    """Return what the clauses of a case oblige to, as the case stores it; "" for nothing."""
    told = {form: json.loads(promise) for form, promise in sorted(promises.items()) if promise}
    return json.dumps(told, sort_keys=True) if told else ""


def write_promise(promise: Promise) -> str:
    """Return what one clause obliges to as it is stored; "" for nothing."""
    return json.dumps(dict(promise), sort_keys=True) if promise else ""


_USUAL: dict[str, Any] = {
    name: value for name, value in asdict(Obligation()).items() if name not in {"lot", "supplier"}
}
"""What is owed where a clause does not say; those that went out before a figure was thought of do not tell it."""
_SUMMED = frozenset({"amount", "positions"})
"""What is owed by two clauses together."""


def told_promise(promise: Promise) -> str:
    """Return a promise as the journal holds it: "unit: persons, amount: 3"."""
    return ", ".join(f"{name}: {_plain(value)}" for name, value in promise.items())


def differing(promise: Promise, of_clause: Promise) -> list[Text]:
    """Return each figure that a clause has otherwise than a promise: "omfattning 2, inte 3"."""
    return list(_differing(promise, of_clause))


def _differing(promise: Promise, of_clause: Promise) -> Iterator[Text]:
    for name, value in promise.items():
        if name in of_clause and of_clause[name] != value:
            yield _OTHERWISE.fill(label=PROMISE_LABELS[name], there=_worded(of_clause[name]), here=_worded(value))


def _worded(value: Any) -> Text:
    if isinstance(value, bool):
        return _YES if value else _NO
    return MEASURE_LABELS[Measure(value)] if value in set(Measure) else verbatim(_plain(value))


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


_OTHERWISE = Text("{label}: {there}, inte {here}", "{label}: {there}, not {here}")
_YES, _NO = Text("ja", "yes"), Text("nej", "no")
