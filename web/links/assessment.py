"""The page of the relevance assessment, which officer and support function make together."""

from collections.abc import Mapping, Sequence
from typing import Any

from desk.recording import Assessment, Told
from models.occupations.register import UnknownOccupation, occupation, occupation_named
from models.occupations.words import need_lines
from states.facts import ROLE_LABELS, Milestone, Role
from states.law.applicability import (
    DEMANDS,
    FORM_LABELS,
    OUTCOME_LABELS,
    AssessmentOutcome,
    ProcurementKind,
    RequirementForm,
    allowed_for,
    applicability,
)
from states.records.needs import COUNTED, SUPPLY_LABELS, Need, OfOccupations, Supply, people_in
from states.records.obligations import Measure
from states.text import Text, joined, verbatim
from states.written import swedish_order
from web.links.forms import ON, Field, FieldKind, Form, Given, Wrong
from web.links.outlook import occupation_expected
from web.links.page import Page, PageLine, Section, Typed, ready
from web.links.rows import rows_asked
from web.links.scene import Scene

OUTCOME, FORMS, OCCUPATION, NUMBER, UNIT, AMOUNT = "outcome", "forms", "occupation", "number", "unit", "amount"
EACH, START, AREA, MONTHS, SUPPLY, OTHER, WHY = "each", "start", "area", "months", "supply", "other", "why"
_LEAST_ROWS = 2
_OUTCOMES = {str(key): label for key, label in OUTCOME_LABELS.items() if key is not AssessmentOutcome.PENDING}
_UNITS = {str(key): label for key, label in COUNTED.items()}
_SUPPLIES = {str(key): label for key, label in SUPPLY_LABELS.items()}
_OPTIONAL: Mapping[str, Any] = {"required": False}


def _assessment(scene: Scene, typed: Typed) -> Sequence[Section]:
    rows = rows_asked(typed, _LEAST_ROWS)
    form = Form(
        "assessment",
        Text("Registrera bedömningen", "Enter the assessment"),
        Text("Spara bedömningen", "Save the assessment"),
        (*_what(scene), *_work(scene, rows), *_who(scene)),
        lambda given: [_told(scene, given, rows)],
        lead=(_TOGETHER,),
        rows=rows,
    )
    return [_known(scene), Section(forms=(form,))]


def _what(scene: Scene) -> tuple[Field, ...]:
    forms = {" ".join(sorted(one)): _labels(one) for one in allowed_for(scene.facts.kind or ProcurementKind.SERVICE)}
    return (
        Field(ON, Text("Vilken dag gjordes bedömningen?", "On which day was the assessment made?")),
        Field(OUTCOME, Text("Vad kom ni fram till?", "What did you come to?"), FieldKind.CHOICE, _OUTCOMES),
        Field(
            FORMS,
            Text("Vilken form, om krav ställs?", "Which form, if a requirement is set?"),
            FieldKind.CHOICE,
            forms,
            **_OPTIONAL,
        ),
    )


def _labels(forms: frozenset[RequirementForm]) -> Text:
    return joined((FORM_LABELS[form] for form in RequirementForm if form in forms), " + ")


def _work(scene: Scene, rows: int) -> tuple[Field, ...]:
    case = scene.case
    start = case.planned_start or case.contract_start
    return (
        *(field for row in range(rows) for field in _row(scene, row)),
        Field(
            AMOUNT,
            Text("Antal totalt, om det inte är summan av yrkena", "Number in all, if not the sum of the occupations"),
            FieldKind.NUMBER,
            **_OPTIONAL,
        ),
        Field(UNIT, Text("Vad räknas?", "What is counted?"), FieldKind.CHOICE, _UNITS, **_OPTIONAL),
        Field(EACH, Text("Månader för var och en", "Months for each"), FieldKind.NUMBER, **_OPTIONAL),
        Field(
            START,
            Text("När ska de första börja?", "When are the first to begin?"),
            planned=True,
            suggested=start.isoformat() if start else "",
            **_OPTIONAL,
        ),
        Field(
            AREA,
            Text("Var utförs arbetet?", "Where is the work done?"),
            FieldKind.TEXT,
            suggested=case.area,
            **_OPTIONAL,
        ),
        Field(
            MONTHS,
            Text("Hur många månader löper avtalet?", "For how many months does the contract run?"),
            FieldKind.NUMBER,
            suggested=f"{case.months:g}" if case.months else "",
            **_OPTIONAL,
        ),
        Field(SUPPLY, Text("Finns det arbetskraft?", "Is there labour?"), FieldKind.CHOICE, _SUPPLIES, **_OPTIONAL),
        Field(
            WHY,
            Text("Skäl", "Reason"),
            FieldKind.LONG_TEXT,
            hint=Text(
                "Behövs om inget krav ställs eller upphandlingen reserveras. Skriv ingenting om enskilda personer.",
                "Needed if no requirement is set or the procurement is reserved. Write nothing about any person.",
            ),
            **_OPTIONAL,
        ),
    )


def _row(scene: Scene, number: int) -> tuple[Field, Field]:
    known = scene.facts.need.occupations
    code, many = known[number] if number < len(known) else ("", 0)
    expected = occupation_expected(scene.case) if number == 0 and not known else ""
    return (
        Field(
            f"{OCCUPATION}-{number}",
            _OCCUPATION.fill(number=number + 1),
            FieldKind.TEXT,
            suggested=occupation(code).name.sv if code else expected,
            extra=number >= _LEAST_ROWS,
            **_OPTIONAL,
        ),
        Field(
            f"{NUMBER}-{number}",
            _HOW_MANY.fill(number=number + 1),
            FieldKind.NUMBER,
            suggested=f"{many}" if many else "",
            extra=number >= _LEAST_ROWS,
            **_OPTIONAL,
        ),
    )


_OCCUPATION = Text("Yrke {number}, namn eller SSYK-kod", "Occupation {number}, name or SSYK code")
_HOW_MANY = Text("Antal i yrke {number}", "Number in occupation {number}")


def _who(scene: Scene) -> tuple[Field, ...]:
    other = _other(scene.role)
    people = _people(scene, other)
    if not people:
        return ()
    named = scene.case.support_id if other is Role.SUPPORT else scene.case.officer_id
    question = _WHO.fill(role=ROLE_LABELS[other])
    suggested = str(named) if str(named) in people else ""
    return (Field(OTHER, question, FieldKind.CHOICE, people, suggested=suggested, **_OPTIONAL),)


_WHO = Text("Vem var med för {role}?", "Who took part for {role}?")


def _other(role: Role) -> Role:
    return Role.OFFICER if role is Role.SUPPORT else Role.SUPPORT


def _people(scene: Scene, role: Role) -> dict[str, Text]:
    """Return those who may have taken part in a role: the officers of the unit, or anybody of the support function."""
    case, people = scene.case, scene.directory.people.values()
    here = [one for one in people if one.role == role and not one.mailbox and not one.has_left(scene.today)]
    named = [
        one
        for one in sorted(here, key=lambda one: swedish_order(one.name))
        if role is Role.SUPPORT or one.id == case.officer_id or (case.unit_id and one.unit_id == case.unit_id)
    ]
    return {str(one.id): verbatim(one.name) for one in named}


def _known(scene: Scene) -> Section:
    """Return what is known of the procurement, and what an earlier assessment said."""
    case, rule = scene.case, scene.facts
    answer = applicability(kind=rule.kind, months=rule.months, headcount=rule.headcount)
    told = [
        *((_TASKS, verbatim(case.tasks)) for _ in filter(None, [case.tasks])),
        *need_lines(scene.facts.need),
        *((_RULE, reason) for reason in answer.reasons),
    ]
    return Section(Text("Det här är känt", "What is known"), tuple(PageLine(*line) for line in told))


_TASKS = Text("arbetsuppgifter", "tasks")
_RULE = Text("modellen", "the model")
_TOGETHER = Text(
    "Upphandlaren och stödfunktionen gör bedömningen tillsammans. Det du skriver går vidare till dem som förbereder"
    " deltagare: skriv det ni vet, resten kan lämnas tomt.",
    "Officer and support function make the assessment together. What you write goes on to those who prepare"
    " participants: write what you know, the rest may be left out.",
)


# --- what is told ----------------------------------------------------------------------------------------------------


def _told(scene: Scene, given: Given, rows: int) -> Told:
    outcome = AssessmentOutcome(given[OUTCOME])
    other = int(given[OTHER]) if given.get(OTHER) else None
    took_part = {Role.OFFICER: scene.reader.id, Role.SUPPORT: other}
    if scene.role is Role.SUPPORT:
        took_part = {Role.OFFICER: other, Role.SUPPORT: scene.reader.id}
    return Assessment(
        outcome,
        given[ON],
        tuple(map(RequirementForm, (given[FORMS] or "").split())),
        given[WHY] or "",
        _need(given, rows, outcome),
        given[AREA] or "",
        given[MONTHS],
        took_part[Role.OFFICER],
        took_part[Role.SUPPORT],
    )


def _need(given: Given, rows: int, outcome: AssessmentOutcome) -> Need:
    """Return what is said of the work; what the page itself had filled in says nothing where nothing is required."""
    supply = Supply(given[SUPPLY]) if given[SUPPLY] else None
    wanted = _occupations(given, rows)
    if outcome not in DEMANDS and not people_in(wanted) and not given[AMOUNT]:
        return Need(supply=supply)
    in_all = given[AMOUNT] or float(people_in(wanted))
    usual = Measure.PERSONS if in_all else None
    unit = Measure(given[UNIT]) if given[UNIT] and in_all else usual
    return Need(wanted, unit, in_all, given[EACH] or 0, given[START], supply)


def _occupations(given: Given, rows: int) -> OfOccupations:
    wanted = []
    for row in range(rows):
        word, many = given[f"{OCCUPATION}-{row}"], given[f"{NUMBER}-{row}"]
        if many and not word:
            raise Wrong({f"{OCCUPATION}-{row}": Text("Ange yrket.", "Name the occupation.")})
        if many and many % 1:
            raise Wrong({f"{NUMBER}-{row}": Text("Skriv ett heltal.", "Write a whole number.")})
        if word:
            wanted.append((_code(word, f"{OCCUPATION}-{row}"), int(many or 0)))
    return tuple(wanted)


def _code(word: str, field: str) -> str:
    try:
        return occupation_named(word).code
    except UnknownOccupation as unknown:
        raise Wrong({field: unknown.text}) from None


ASSESSMENT = Page(
    Text("Relevansbedömning", "Relevance assessment"),
    lambda _: (Milestone.RELEVANCE_ASSESSED,),
    _assessment,
    ready,
)
