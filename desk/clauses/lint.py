"""Faults of the library: files that cannot be read, words that lose a parameter, approved texts that were changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from desk.clauses.library import (
    INTRODUCTION,
    WORK,
    Clause,
    ClauseBroken,
    ClauseFile,
    clause_of,
    files,
    read_file,
    shape_faults,
)
from states.records.clauses import (
    PARAMETERS,
    ClauseRefused,
    ClauseWording,
    Kind,
    Value,
    checked,
    faults,
    plain,
    promise_of,
    values_of,
)
from states.records.obligations import Measure, Obligation
from states.text import LANGUAGES, Text, joined

OWED = ("amount", "starts_within", "penalty")
"""What a clause that is counted must tell, since the supplier's obligation is made of it."""
Wordings = Mapping[tuple[str, int], Iterable[str]]
"""The digests of the words that cases have sent out, by clause and version."""
_SAMPLES: Mapping[str, Value] = {
    "amount": 2.0,
    "positions": 3,
    "months_each": 6.5,
    "starts_within": 6,
    "enough": 75,
    "internship_counts": True,
    "penalty": True,
    "penalty_amount": 50_000,
    "bonus": 20_000,
    "bonus_cap": 1_000_000,
    "report_every": 1,
    "cure_days": 30,
    "contract_months": 48.0,
    "occupations": "målare, snickare och städare (3 av dem i Hisingen)",
    "area": "Angered, Bergsjön",
    "planned_start": date(2027, 3, 1),
}


def all_problems(folder: Path | None = None, sent: Wordings | None = None) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with any clause, ours or the city's, behind the name of its file.

    `sent` are the words that cases have sent out: those of a version never change.
    """
    found: dict[str, ClauseFile] = {}
    for path in files(folder):
        try:
            found[path.stem] = read_file(path)
        except ClauseBroken as broken:
            yield path.name, broken.cause
    fit: list[Clause] = []
    for name, file in found.items():
        shape = list(dict.fromkeys(shape_faults(file, found)))
        if shape:
            yield from ((file.path.name, fault) for fault in shape)
            continue
        clause = clause_of(file, found)
        fit.append(clause)
        told = dict.fromkeys(
            (*_about_work(file, found), *problems(clause, (sent or {}).get((name, clause.version), ())))
        )
        yield from ((file.path.name, problem) for problem in told)
    yield from _twice(fit)


def problems(clause: Clause, sent: Iterable[str] = ()) -> Iterator[Text]:
    """Yield what is wrong with one clause."""
    for language in LANGUAGES:
        words = clause.wordings[language]
        broken = [*faults(words), *_lacks(clause, words)]
        yield from (_IN_LANGUAGE.fill(language=language, problem=problem) for problem in broken)
        if not broken:
            yield from (_IN_LANGUAGE.fill(language=language, problem=one) for one in _tried(clause, words))
    here, there = (clause.wordings[language].names for language in LANGUAGES)
    if here != there:
        yield _DIFFERENT.fill(names=", ".join(sorted(here ^ there)))
    if not clause.guidance and clause.form != INTRODUCTION:
        yield _NO_GUIDANCE
    yield from _about_approval(clause)
    if any(words != clause.digest for words in sent):
        yield _SENT_OTHERWISE.fill(version=str(clause.version))


def _about_work(file: ClauseFile, among: Mapping[str, ClauseFile]) -> Iterator[Text]:
    base: Mapping[str, Any] = among[file.keys["extends"]].keys if "extends" in file.keys else file.keys
    asked = any(WORK in base["wording"][language] for language in LANGUAGES)
    if asked and "work" not in base:
        yield _NO_WORK
    if "work" in file.keys and not all(WORK in base["wording"][language] for language in LANGUAGES):
        yield _WORK_UNUSED


def _lacks(clause: Clause, words: ClauseWording) -> Iterator[Text]:
    counted = clause.measures and clause.measures != (Measure.DIALOGUE,)
    for name in OWED if counted else ():
        if name not in words.names:
            yield _LACKS.fill(name=name, label=PARAMETERS[name].label)
    if not counted and "amount" in words.names:
        yield _NOT_COUNTED
    if "penalty_amount" in words.names and "penalty" not in words.names:
        yield _LACKS.fill(name="penalty", label=PARAMETERS["penalty"].label)


def _tried(clause: Clause, words: ClauseWording) -> Iterator[Text]:
    """Yield where text, parameters and obligation do not come back from each other."""
    for values in _sample_values(clause, words):
        try:
            text = plain(words.write(values))
            told = words.read(text)
        except ClauseRefused as refused:
            yield refused.text
            return
        lost = [name for name in words.carried(values) if told.get(name) != values[name]]
        if lost:
            yield _LOST.fill(names=joined(PARAMETERS[name].label for name in lost))
            return
        promise = promise_of(told, clause.measures)
        if promise and plain(words.write({**told, **values_of(Obligation(**promise))})) != text:
            yield _PROMISE_LOST
            return


def _sample_values(clause: Clause, words: ClauseWording) -> Iterator[dict[str, Value]]:
    """Yield samples: all that can be given, each of that left out, as little as can be, and no to every yes."""
    names = words.names
    for unit in clause.measures or (Measure.PERSONS,):
        counted = unit is not Measure.DIALOGUE
        whole = {name: value for name, value in {**_SAMPLES, "unit": unit}.items() if name in names}
        if "amount" in names and not counted:
            continue
        flags = [name for name in whole if PARAMETERS[name].kind is Kind.FLAG]
        yield from (_flagged(whole, flags, yes=yes) for yes in (True, False))
        for left in whole.keys() - set(flags):
            less = {name: value for name, value in whole.items() if name != left}
            if not words.missing(less):
                yield less
        yield {
            name: value
            for name, value in _flagged(whole, flags, yes=False).items()
            if name in flags or name in words.missing(dict.fromkeys(flags, False) | {"unit": unit}) or name == "unit"
        }


def _flagged(values: dict[str, Value], flags: Iterable[str], *, yes: bool) -> dict[str, Value]:
    return checked({**values, **dict.fromkeys(flags, yes)})


def _about_approval(clause: Clause) -> Iterator[Text]:
    approved = (bool(clause.approved_by), clause.valid_from is not None)
    if any(approved) and not all(approved):
        yield _HALF_APPROVED
    elif clause.approved_by and not clause.seal:
        yield _UNSEALED.fill(seal=clause.approval)
    elif clause.approved_by and clause.seal != clause.approval:
        yield _CHANGED
    elif clause.seal and not clause.approved_by:
        yield _SEAL_ALONE


def _twice(clauses: Iterable[Clause]) -> Iterator[tuple[str, Text]]:
    """Yield two clauses of which nobody can tell which is meant."""
    seen: dict[tuple[object, ...], str] = {}
    whose: Callable[[Clause], tuple[object, ...]] = lambda one: (one.form, one.trade, one.own)  # noqa: E731
    for one in clauses:
        first = seen.setdefault(whose(one), one.id)
        if first != one.id:
            yield f"{one.id}.toml", _TWICE.fill(other=first)


_IN_LANGUAGE = Text("({language}) {problem}", "({language}) {problem}")
_DIFFERENT = Text(
    "språken har inte samma parametrar: {names}", "the languages do not have the same parameters: {names}"
)
_NO_GUIDANCE = Text("vägledning (guidance) saknas", "guidance is missing")
_NO_WORK = Text("texten har {work} men work saknas", "the text has {work} but work is missing").fill(work=WORK)
_WORK_UNUSED = Text(
    "work finns men texten har inte {work} på båda språken",
    "there is work but the text has no {work} in both languages",
).fill(work=WORK)
_LACKS = Text("parametern {name} ({label}) saknas i texten", "the parameter {name} ({label}) is missing in the text")
_NOT_COUNTED = Text(
    "texten har ett antal, men klausulen räknas inte i något (measures)",
    "the text has an amount, but the clause is counted in nothing (measures)",
)
_LOST = Text("{names} går inte att läsa tillbaka ur texten", "{names} cannot be read back from the text")
_PROMISE_LOST = Text("åtagandet ger inte samma text tillbaka", "the obligation does not give the same text back")
_HALF_APPROVED = Text(
    "approved_by och valid_from ska anges tillsammans", "approved_by and valid_from have to be given together"
)
_UNSEALED = Text(
    'texten är godkänd men inte förseglad: skriv seal = "{seal}"',
    'the text is approved but not sealed: write seal = "{seal}"',
)
_CHANGED = Text(
    "texten har ändrats sedan den godkändes. Höj version, ta bort seal och låt godkänna den på nytt.",
    "the text was changed since it was approved. Raise version, remove seal and have it approved again.",
)
_SEAL_ALONE = Text("seal finns, men ingen har godkänt texten", "there is a seal, but nobody has approved the text")
_SENT_OTHERWISE = Text(
    "version {version} har gått ut i ett ärende med andra ord. Höj version.",
    "version {version} has gone out in a case with other words. Raise version.",
)
_TWICE = Text("gäller samma form och bransch som {other}", "is for the same form and trade as {other}")
