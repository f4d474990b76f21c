"""The clauses of a case, filled in with what is known of it: what is missing is named, and nothing is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import Outcome, change_case
from desk.clauses.library import CLAUSE_LABELS, INTRODUCTION, Clause, clause_for
from models.actor import Actor
from models.casefile import CaseFile
from models.casestore import save
from models.obligations import MOST
from models.occupations.register import occupation
from models.operations import settle
from models.promises import write_promise
from models.queries.cases import read_case
from models.sent_clauses import ReadyClause, in_force, is_stored, send, sent_clauses
from models.tables import SentClause
from states.law.applicability import RequirementForm
from states.records.clauses import (
    PARAMETERS,
    ClauseRefused,
    Paragraph,
    Value,
    Values,
    checked,
    from_json,
    plain,
    promise_of,
    to_json,
)
from states.records.obligations import ENOUGH, Measure
from states.text import Text, joined

COUNTED_BY_THE_LEDGER = round(ENOUGH * 100)
"""The per cent of the agreed time after which an early end counts as the whole."""


@dataclass(frozen=True, slots=True)
class CaseClause:
    """One clause of a case in one language, with the figures that are known, from whatever source.

    `given` are those that were asked for now, `sent` is what has gone out of the same form before.
    """

    clause: Clause
    language: str
    values: Values
    missing: tuple[str, ...]
    optional: tuple[str, ...]
    """What may be given besides."""
    sent: SentClause | None = None

    @property
    def label(self) -> Text:
        return CLAUSE_LABELS[self.clause.form]

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Return the text, with "[…]" for what is missing."""
        words = self.clause.wordings[self.language]
        return words.draft(self.values) if self.missing else words.write(self.values)

    def doubts(self) -> tuple[Text, ...]:
        """Return what the person should know of the figures before the text goes out."""
        enough = self.values.get("enough", COUNTED_BY_THE_LEDGER)
        return () if enough == COUNTED_BY_THE_LEDGER else (_COUNTED_OTHERWISE.fill(share=str(COUNTED_BY_THE_LEDGER)),)

    @property
    def stored(self) -> bool:
        """Whether just this text is what was stored last as sent out."""
        return self.sent is not None and not self.missing and is_stored(self.sent, self.ready())

    def ready(self) -> ReadyClause:
        """Return the clause as it is stored; raise ClauseRefused while anything is missing."""
        clause = self.clause
        values = clause.wordings[self.language].carried(self.values)
        return ReadyClause(
            clause.id,
            clause.version,
            clause.form,
            clause.trade,
            self.language,
            clause.approved_by,
            clause.digest,
            to_json(values),
            write_promise(promise_of(values, clause.measures)),
            plain(clause.wordings[self.language].write(self.values)),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clauses of a case are asked for; `forms` empty: all that the assessment names, behind the introduction.

    `given` are parameters for every form, `of_form` those for one alone.
    """

    forms: tuple[str, ...] = ()
    trade: str = ""
    language: str = "sv"
    given: Values = field(default_factory=dict)
    of_form: Mapping[str, Values] = field(default_factory=dict)


def known_parameters(case: CaseFile, form: str, language: str) -> dict[str, Value]:
    """Return the parameters of a form that are known of a case before anybody gives any, from its assessment.

    What the assessment counts is to be employed, so that it stands in no other form. The number of people whom the work
    needs is no number to be employed.
    """
    need = case.need()
    known: dict[str, Value | None] = {
        "contract_months": case.months,
        "occupations": ", ".join(occupation(code).name.in_(language).lower() for code, _ in need.occupations),
        "area": case.area,
        "planned_start": need.planned_start,
    }
    if form == RequirementForm.EMPLOYMENT and need.unit is not None:
        known |= {"unit": need.unit, "amount": need.amount, "months_each": need.months_each}
    return {name: value for name, value in known.items() if value}


def prepared(connection: Connection, reference: str, wanted: Wanted, among: Sequence[Clause]) -> list[CaseClause]:
    """Return the clauses of a case, filled in with what is known; raise UnknownCase, NoClause or ClauseRefused."""
    case = read_case(connection, reference)
    return of_case(case, sent_clauses(connection, case.id), wanted, among)


def of_case(case: CaseFile, sent: Iterable[SentClause], wanted: Wanted, among: Sequence[Clause]) -> list[CaseClause]:
    """Return the clauses of a loaded case as `prepared` does; raise NoClause or ClauseRefused."""
    standing = in_force(sent)
    forms = wanted.forms or _forms_of(case)
    made = [_filled(case, form, standing.get(form), wanted, among) for form in forms]
    _check_used(wanted, made)
    return made


def _forms_of(case: CaseFile) -> tuple[str, ...]:
    asked = [form for form in case.forms.split() if form in set(RequirementForm)]
    if not asked:
        raise ClauseRefused(_NO_FORMS.fill(reference=case.reference))
    return (INTRODUCTION, *asked)


def _filled(
    case: CaseFile, form: str, before: SentClause | None, wanted: Wanted, among: Sequence[Clause]
) -> CaseClause:
    clause = clause_for(form, wanted.trade or (before.trade if before else ""), among)
    words = clause.wordings[wanted.language]
    given = {**wanted.given, **wanted.of_form.get(form, {})}
    known: dict[str, Value] = {
        **known_parameters(case, form, wanted.language),
        **(from_json(before.parameters) if before else {}),
        **given,
    }
    if len(clause.measures) == 1:
        known["unit"] = clause.measures[0]
    values = checked({name: value for name, value in known.items() if name in words.names})
    _check_together(clause, values)
    missing = words.missing(values)
    optional = tuple(name for name in PARAMETERS if name in words.names - values.keys() - set(missing))
    return CaseClause(clause, wanted.language, values, missing, optional, before)


def _check_together(clause: Clause, values: Values) -> None:
    unit = values.get("unit")
    if unit is not None and unit not in clause.measures:
        raise ClauseRefused(_OTHER_MEASURE)
    if values.get("internship_counts") and unit not in {None, Measure.PERSONS}:
        raise ClauseRefused(_INTERNSHIPS_ARE_PERSONS)
    amount = values.get("amount")
    if unit in _WHOLE_ONES and isinstance(amount, float) and not amount.is_integer():
        raise ClauseRefused(_WHOLE)
    if unit not in {None, Measure.HOURS} and isinstance(amount, float) and amount > MOST:
        raise ClauseRefused(_AT_MOST)
    if "bonus_cap" in values and "bonus" not in values:
        raise ClauseRefused(_CAP_WITHOUT_BONUS)


def _check_used(wanted: Wanted, made: Sequence[CaseClause]) -> None:
    """Raise ClauseRefused for what was given and stands in none of the texts, or would stand in two as one number."""
    told = [one.clause.wordings[one.language].carried(one.values).keys() for one in made if not one.missing]
    waiting = [one.clause.wordings[one.language].names for one in made if one.missing]
    unused = [name for name in wanted.given if not any(name in names for names in (*told, *waiting))]
    if unused:
        raise ClauseRefused(_UNUSED.fill(labels=joined(PARAMETERS[name].label for name in unused)))


def send_out(
    engine: Engine, reference: str, wanted: Wanted, among: Sequence[Clause], *, by: Actor, today: date
) -> Outcome:
    """Store the clauses of a case as what went out in it, all or none.

    Raises UnknownCase, CaseChanged, NoClause, ClauseRefused while anything is missing, and Refused for who may not.
    """

    def act(connection: Connection, case: CaseFile) -> bool:
        made = of_case(case, sent_clauses(connection, case.id), wanted, among)
        return send_out_in(connection, case, made, by=by, today=today)

    return change_case(engine, reference, act)


def send_out_in(connection: Connection, case: CaseFile, made: Iterable[CaseClause], *, by: Actor, today: date) -> bool:
    """Store clauses as what went out in a loaded case, save it, and return whether any is new.

    Raises ClauseRefused while anything is missing, and Refused for who may not.
    """
    fresh = send(connection, case, [one.ready() for one in made], by=by, today=today)
    if fresh:
        settle(case, today)
        save(connection, [case])
    return bool(fresh)


_NO_FORMS = Text(
    "Bedömningen av {reference} nämner ingen form av krav. Gör bedömningen först, eller säg vilken form.",
    "The assessment of {reference} names no form of requirement. Assess it first, or say which form.",
)
_OTHER_MEASURE = Text("Klausulen kan inte räknas så.", "The clause cannot be counted in that.")
_INTERNSHIPS_ARE_PERSONS = Text(
    "Att praktik räknas kan bara anges för åtaganden i personer.",
    "That internships count can only be said of obligations in persons.",
)
_WHOLE_ONES = frozenset({Measure.PERSONS, Measure.HOURS, Measure.SEAT})
_WHOLE = Text("Personer, timmar och platser anges i hela tal.", "Persons, hours and seats are whole numbers.")
_AT_MOST = Text("Ange högst {most}.", "Give at most {most}.").fill(most=str(MOST))
_CAP_WITHOUT_BONUS = Text("Ett högsta belopp utan bonus säger ingenting.", "A cap without a bonus says nothing.")
_UNUSED = Text("Det här står inte i någon av texterna: {labels}.", "This stands in none of the texts: {labels}.")
_COUNTED_OTHERWISE = Text(
    "Uppföljningen räknar en tid som hel vid {share} procent, vad texten än säger.",
    "The follow-up counts a time as whole at {share} per cent, whatever the text says.",
)
