"""What is known of a case, each fact with its source and with what it was corrected from, and how it was assessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.labels import source_label, value_label
from desk.story import PARTICULAR_LABELS, PARTICULARS_CALLED
from models.casefile import CaseFile
from models.deviations import deviations_of
from models.occupations.words import need_lines
from models.particulars import ParticularRow
from models.sent_clauses import in_force
from models.tables import PARTICULARS, SentClause
from states.facts import Milestone
from states.law.applicability import FORM_LABELS, OUTCOME_LABELS, AssessmentOutcome, RequirementForm, applicability
from states.law.clearance import signing_of
from states.law.courts import COURT_LABELS, Court
from states.law.governed import governed_label
from states.law.standstill import SigningOutcome
from states.records.contract import contract_end
from states.records.lots import SHOWN_AS_LOTS
from states.records.milestones import RECORDINGS, Deviation, Scope
from states.records.needs import number_of, people_of
from states.records.observations import Observation, current
from states.text import Text, capital, dated, joined, verbatim

Names = Mapping[int, str]
"""The names of people of the directory, by their numbers."""
OF_THE_CASE = frozenset({Scope.CASE, Scope.CONTRACT, Scope.LOT, Scope.WINNER})
"""What is shown with the case; the rest stands with its supplier or its position."""
LEFT_TO_OTHERS = frozenset({"title", "unit_id", "officer_id", "support_id", "labour_market_unit_id"})
"""Particulars that stand in the head of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known: `name` of a particular, `milestone` of a day; `notes` are its source and corrections."""

    label: Text
    value: Text
    notes: tuple[Text, ...] = ()
    name: str = ""
    milestone: str = ""


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause that the case has sent out and that counts; `note` says which version, and who approved it."""

    label: Text
    text: str
    note: Text


@dataclass(frozen=True, slots=True)
class AssessmentShown:
    """The relevance assessment in words; `pending` while there is none."""

    pending: bool
    outcome: Text
    made: Text
    reason: str
    lines: tuple[tuple[Text, Text], ...]
    rule: tuple[Text, ...]
    """What the rule says of a procurement that is not assessed yet."""
    clauses: tuple[ClauseShown, ...]


def people_named(case: CaseFile, said: Iterable[ParticularRow]) -> set[int]:
    """Return the numbers of the people from whom something is known of a case."""
    sources = [*(one.source for one in case.recorded), *(row.source for row in said)]
    numbers = (source.partition(":")[2] for source in sources)
    return {int(number) for number in numbers if number.isdecimal()} | set(people_of(case.participants))


def facts_shown(case: CaseFile, said: Sequence[ParticularRow], names: Names, today: date) -> list[Fact]:
    """Return what is known of a case as a whole: its particulars, then its days in their order; raise Unreadable."""
    return [*_particulars(case, said, names), *_days(case, names), *_reckoned(case, today)]


def source_named(source: str, names: Names) -> Text:
    """Return where something is known from, by the name of the person where somebody said it."""
    number = source.partition(":")[2]
    if number.isdecimal() and int(number) in names:
        return verbatim(names[int(number)])
    kind, _, of = source.partition(" ")
    return _WRITTEN[kind].fill(of=of) if of and kind in _WRITTEN else capital(source_label(source))


_WRITTEN = {
    "notice": Text("Annons {of}", "Notice {of}"),
    "plan": Text("Upphandlingsplanen ({of})", "The procurement plan ({of})"),
}


# --- particulars -----------------------------------------------------------------------------------------------------


def _particulars(case: CaseFile, said: Sequence[ParticularRow], names: Names) -> Iterator[Fact]:
    for name in PARTICULARS:
        told = _TOLD.get(name, _plain)(case, name)
        if told is None or name in LEFT_TO_OTHERS:
            continue
        of_name = [row for row in said if row.name == name]
        yield Fact(capital(PARTICULARS_CALLED[name]), told, tuple(_known_from(name, of_name, names)), name=name)


def _plain(case: CaseFile, name: str) -> Text | None:
    value = getattr(case, name)
    if value in (None, "", 0, False):
        return None
    labels = PARTICULAR_LABELS.get(name, {})
    return capital(labels[value]) if value in labels else verbatim(str(value))


def _figure(case: CaseFile, name: str) -> Text | None:
    value = getattr(case, name)
    return _FIGURE.fill(figure=float(value)) if value else None


def _money(case: CaseFile, _: str) -> Text | None:
    return verbatim(f"{case.value:,.0f} kr".replace(",", "\u00a0")) if case.value else None


def _date(case: CaseFile, name: str) -> Text | None:
    value = getattr(case, name)
    return dated(value) if value else None


def _act(case: CaseFile, _: str) -> Text | None:
    return governed_label(case.governed())


def _yes(case: CaseFile, name: str) -> Text | None:
    return _YES if getattr(case, name) else None


_TOLD: Mapping[str, Callable[[CaseFile, str], Text | None]] = {
    "months": _figure,
    "headcount": _figure,
    "value": _money,
    "contract_start": _date,
    "act": _act,
    "single_tenderer": _yes,
}
_FIGURE = verbatim("{figure}")
_YES = Text("Ja", "Yes")


def _known_from(name: str, said: Sequence[ParticularRow], names: Names) -> Iterator[Text]:
    """Yield where a particular is known from, and what it was before somebody corrected it."""
    if not said:
        return
    best = max(said, key=lambda row: (bool(row.by_person), row.as_of))
    yield source_named(best.source, names)
    before = next((row.value for row in reversed(said) if row.value != best.value), None)
    if before is not None and best.by_person:
        labels: Mapping[Any, Text] = PARTICULAR_LABELS.get(name, {})
        yield _CORRECTED.fill(on=best.as_of, before=labels.get(before, verbatim(before)))


_CORRECTED = Text("Rättat {on:plain}, var {before}", "Corrected on {on:plain}, was {before}")


# --- days ------------------------------------------------------------------------------------------------------------


def _days(case: CaseFile, names: Names) -> Iterator[Fact]:
    counting = [
        one
        for one in current(case.recorded)
        if RECORDINGS[one.milestone].scope in OF_THE_CASE and one.milestone not in SHOWN_AS_LOTS
    ]
    for one in sorted(counting, key=lambda record: (record.on or date.min, record.milestone, record.lot)):
        label = capital(RECORDINGS[one.milestone].label)
        about = ": ".join(filter(None, (one.lot, one.supplier)))
        yield Fact(
            _ABOUT.fill(label=label, about=about) if about else label,
            _told(one),
            tuple(_recorded_by(case, one, names)),
            milestone=one.milestone,
        )


_ABOUT = verbatim("{label}, {about}")


def _told(one: Observation) -> Text:
    parts = [dated(one.on)] if one.on else []
    parts += [value_label(one.milestone, one.value)] if one.value else []
    parts += [COURT_LABELS[Court(one.court)]] if one.court in set(Court) else []
    parts += [verbatim(one.applicant)] if one.applicant else []
    return joined(parts)


def _recorded_by(case: CaseFile, one: Observation, names: Names) -> Iterator[Text]:
    yield source_named(one.source, names)
    words = [other for other in case.recorded if other.subject == one.subject and other is not one]
    before = next((other for other in reversed(words) if other.on != one.on), None)
    if before is not None and one.by_person:
        was = dated(before.on) if before.on else _TAKEN_BACK
        yield _CORRECTED.fill(on=one.as_of, before=was)


_TAKEN_BACK = Text("återtaget", "taken back")


def _reckoned(case: CaseFile, today: date) -> Iterator[Fact]:
    """Yield the days that the law or the contract makes of those that are known."""
    facts = case.facts(today)
    period = signing_of(facts)
    if period is not None:
        yield Fact(_SIGNED_FROM, _signing(period.outcome, period.earliest_signing), tuple(period.warnings))
    end = contract_end(facts)
    if end is not None and end.computed:
        yield Fact(capital(end.label), dated(end.day))


def _signing(outcome: SigningOutcome, earliest: date | None) -> Text:
    if outcome is SigningOutcome.NOT_FROM_THIS_AWARD:
        return _NOT_FROM_THIS
    return dated(earliest) if earliest is not None else _NOT_KNOWN


_SIGNED_FROM = Text("Avtal får tecknas", "May be signed")
_NOT_FROM_THIS = Text("Inte på den här tilldelningen", "Not from this award")
_NOT_KNOWN = Text("Går inte att säga ännu", "Nobody can tell yet")


# --- the assessment --------------------------------------------------------------------------------------------------


def assessed(case: CaseFile, sent: Sequence[SentClause], names: Names, today: date) -> AssessmentShown:
    """Return the assessment of a case in words, with the clauses that count; raise Unreadable."""
    facts = case.facts(today)
    pending = facts.outcome is AssessmentOutcome.PENDING
    rule = applicability(kind=facts.kind, months=facts.months, headcount=facts.headcount).reasons if pending else ()
    made = [names[number] for number in people_of(case.participants) if number in names]
    on = case.known().dates.get(Milestone.RELEVANCE_ASSESSED)
    return AssessmentShown(
        pending,
        requirement(case),
        _made(on, made),
        case.outcome_reason,
        tuple((capital(label), capital(value)) for label, value in need_lines(facts.need)),
        tuple(rule),
        tuple(_clause(one) for one in in_force(sent).values()),
    )


def requirement(case: CaseFile) -> Text:
    """Return what is required of whoever wins, in a few words: "Anställningskrav, 4 personer"."""
    outcome = AssessmentOutcome(case.outcome) if case.outcome in set(AssessmentOutcome) else None
    forms = [FORM_LABELS[RequirementForm(one)] for one in case.forms.split() if one in set(RequirementForm)]
    number = number_of(case.need())
    label = OUTCOME_LABELS[outcome] if outcome is not None else verbatim(case.outcome)
    return capital(joined([*(forms or [label]), *([number] if number is not None else [])]))


def _made(on: date | None, by: Sequence[str]) -> Text:
    if on is None:
        return verbatim("")
    both = Text(" och ".join(by), " and ".join(by))
    return _ASSESSED_BY.fill(on=on, by=both) if by else _ASSESSED.fill(on=on)


_ASSESSED_BY = Text("Bedömt {on:plain} av {by}", "AssessmentShown on {on:plain} by {by}")
_ASSESSED = Text("Bedömt {on:plain}", "AssessmentShown on {on:plain}")


def _clause(one: SentClause) -> ClauseShown:
    known = one.form in set(RequirementForm)
    label = FORM_LABELS[RequirementForm(one.form)] if known else _INTRODUCTION
    words = _APPROVED if one.approved_by else _NOT_APPROVED
    note = words.fill(clause=one.clause, version=one.version, by=one.approved_by, on=one.sent_on)
    return ClauseShown(capital(label), one.text, note)


_INTRODUCTION = Text("inledning", "introduction")
_APPROVED = Text(
    "Text {clause}, version {version}, godkänd av {by}. Skickad {on:plain}.",
    "Text {clause}, version {version}, approved by {by}. Sent on {on:plain}.",
)
_NOT_APPROVED = Text(
    "Text {clause}, version {version}: ett exempel som ingen har godkänt. Skickad {on:plain}.",
    "Text {clause}, version {version}: an example that nobody has approved. Sent on {on:plain}.",
)


def deviating(case: CaseFile, today: date) -> list[Deviation]:
    """Return what has happened in a case although it should not have; raise Unreadable."""
    return list(deviations_of(case, today))
