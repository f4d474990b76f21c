"""What the city's requirements come to: the share with a requirement, what suppliers did, and how long the steps take.

Everything is of one year, that of the assessment: a procurement counts once, whenever its contract is signed. Small
counts are not shown, nor anything from which they could be worked out. That is settled for all units of a year
together, so that one page does not tell what another hides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select

from matters.ladder import Ladder
from matters.rules_in_force import rules_with
from models.figures import LED, NO_LABOUR, NOT_LED, SPANS, Name, SpanStep, Still
from models.queries.figures import FigurePart, Figures, Sum, read_figures
from models.tables import ContractingUnit
from models.unreadable import CaseProblem
from notifications.workbook import Value
from states.law.applicability import FORM_LABELS, RequirementForm
from states.processes.placement import ADDITIONALITY_ANSWERS
from states.records.obligations import MEASURE_LABELS, Measure
from states.records.small_counts import SMALLEST, Cell, CountTable
from states.records.survival import HALF, NINE_OF_TEN, Durations, counted
from states.text import Text, capital, in_sentence, joined, upper_first, verbatim

_unit = ContractingUnit.__table__
GOAL = 50
"""Per cent of the service procurements that should have a requirement (the City's budget since 2014)."""
NO_UNIT = 0
"""Stands for cases of which no contracting unit is known."""
ALL: "Of" = -1
"""Stands for the whole city."""
OTHER = "!other"
"""Reasons that few have given, together."""
_RESULTS = (
    Name.WITH,
    Name.WITHOUT,
    Name.UNASSESSED,
    Name.PROMISED,
    Name.STARTED,
    Name.FULFILLED,
    Name.INTERNSHIPS,
    Name.HIRES,
    Name.AFTER_6,
    Name.AFTER_12,
    Name.ANYWAY,
)
Of = int
"""The number of a contracting unit, NO_UNIT, or ALL."""


class CountShown(NamedTuple):
    """A number as it is shown: None is not shown. `behind` is the name of the cases that it comes from, and `value`."""

    number: float | None
    behind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A row of a table: what is counted, and how many there are."""

    label: Text
    count: CountShown


@dataclass(frozen=True, slots=True)
class GoalShare:
    """How many of the service procurements have a requirement; `percent` is None where it would tell a small count."""

    procured: CountShown
    required: CountShown
    without: CountShown
    unassessed: CountShown
    percent: int | None

    @property
    def lacking(self) -> int | None:
        """Return how many more should have had a requirement to reach the goal."""
        if self.procured.number is None or self.required.number is None:
            return None
        wanted = -(-self.procured.number * GOAL // 100)
        return max(int(wanted - self.required.number), 0)


@dataclass(frozen=True, slots=True)
class OwedAmounts:
    """What is promised, started, fulfilled and remaining, in one measure."""

    measure: Measure
    promised: CountShown
    started: CountShown
    fulfilled: CountShown
    remaining: CountShown


@dataclass(frozen=True, slots=True)
class OutOf:
    """So many out of so many, with those of whom nobody knows."""

    yes: CountShown
    known: CountShown
    unknown: CountShown


@dataclass(frozen=True, slots=True)
class StepDays:
    """The days of one step: those within which half and nine of ten are done, None where that is not known yet."""

    step: SpanStep
    half: int | None
    most: int | None
    done: CountShown
    going_on: CountShown


@dataclass(frozen=True, slots=True)
class OfUnit:
    """The results of one contracting unit in a row."""

    unit_id: Of
    name: str
    share: GoalShare
    promised: CountShown
    started: CountShown


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The page of results, of a year and of one unit or all of them."""

    today: date
    year: int
    years: Sequence[int]
    unit_id: Of
    units: Sequence[tuple[Of, str]]
    share: GoalShare
    forms: Sequence[CountRow]
    reasons: Sequence[CountRow]
    amounts: Sequence[OwedAmounts]
    internships: OutOf
    hires: CountShown
    after_6: OutOf
    after_12: OutOf
    anyway: OutOf
    days: Sequence[StepDays]
    by_unit: Sequence[OfUnit]
    problems: Sequence[CaseProblem]
    is_empty: bool
    hides: bool
    """Something on the page is not shown."""


def outcomes(
    connection: Connection, *, today: date, ladder: Ladder, year: int | None = None, unit_id: Of = ALL
) -> Outcomes | None:
    """Return the results of a year, of today's where none is asked for; None for a year or unit there is nothing of."""
    problems: list[CaseProblem] = []
    figures = read_figures(connection, today, rules_with(ladder), problems)
    years = figures.years() or [today.year]
    asked = year if year is not None else today.year if today.year in years else years[0]
    names = _unit_names(connection)
    if asked not in {*years, today.year} or unit_id not in {ALL, *names}:
        return None
    counts = _Counts(figures, asked)
    page = _Page(counts, _closed(counts), unit_id)
    return Outcomes(
        today,
        asked,
        sorted({*years, asked}, reverse=True),
        unit_id,
        [(number, names[number]) for number in counts.units if number in names],
        page.share(unit_id),
        page.forms(),
        page.reasons(),
        page.amounts(),
        page.out_of(Name.INTERNSHIPS, LED, (LED, NOT_LED)),
        page.shown((Name.HIRES, ""), "anstallda"),
        page.still(Name.AFTER_6),
        page.still(Name.AFTER_12),
        page.anyway(),
        page.days(figures, asked, today),
        page.by_unit(names) if unit_id == ALL else (),
        problems,
        not counts.of,
        page.hidden,
    )


def _unit_names(connection: Connection) -> dict[Of, str]:
    rows = connection.execute(select(_unit.c.id, _unit.c.name).order_by(_unit.c.name)).tuples()
    return {**dict(rows.all()), NO_UNIT: _NO_UNIT.sv}


_NO_UNIT = Text("Ingen enhet angiven", "No unit given")


# --- counting --------------------------------------------------------------------------------------------------------

CellKey = tuple[str, str]
"""What is counted: a name of `models.figures`, or one of ours, and its key."""


@dataclass(slots=True)
class _Counts:
    """The counts of a year by unit and for the whole city."""

    figures: Figures
    year: int
    of: dict[tuple[Of, CellKey], float] = field(default_factory=dict)
    units: list[Of] = field(default_factory=list)
    spans: list[Sum] = field(default_factory=list)

    def __post_init__(self) -> None:
        sums = self.figures.sums(FigurePart(_RESULTS, self.year), by=("name", "key", "unit_id"))
        steps = self.figures.sums(FigurePart(SPANS, self.year), by=("name", "key", "unit_id"))
        common = self._common_reasons(sums)
        for one in (*sums, *(one._replace(amount=one.rows) for one in steps)):
            key = one.key
            if one.name == Name.WITHOUT and key not in common:
                key = OTHER
            for unit in (one.unit_id or NO_UNIT, ALL):
                self.of[unit, (one.name, key)] = self.of.get((unit, (one.name, key)), 0) + one.amount
        self.units = sorted({unit for unit, _ in self.of if unit != ALL})

    @staticmethod
    def _common_reasons(sums: Iterable[Sum]) -> set[str]:
        """Return the reasons that many have given; of the others nobody can tell a count."""
        by_reason: dict[str, float] = {}
        for one in sums:
            if one.name == Name.WITHOUT:
                by_reason[one.key] = by_reason.get(one.key, 0) + one.amount
        return {reason for reason, number in by_reason.items() if reason and number >= SMALLEST} | {NO_LABOUR}

    def get(self, unit: Of, *keys: CellKey) -> float:
        return sum(self.of.get((unit, key), 0) for key in keys)

    def keys_of(self, name: str) -> list[str]:
        return sorted({key for _, (of, key) in self.of if of == name})


_PROCURED, _WITH, _WITHOUT = ("procured", ""), ("required", ""), ("not_required", "")
_STEPS = (SpanStep.CONTACT_PERSON, SpanStep.MEETING, SpanStep.CANDIDATE, SpanStep.HIRE)
"""Steps of which each begins where the one before is done."""


@dataclass(frozen=True, slots=True)
class _Branch:
    """A count that is the sum of others; `told` says whether a reader sees it, or would like to."""

    key: CellKey
    parts: tuple["_Branch", ...] = ()
    told: bool = True
    zero_tells: bool = False
    base: tuple[CellKey, ...] = ()
    """The counts that it is made of; its parts', where it is none of its own."""
    less: tuple[CellKey, ...] = ()
    left_of: tuple[CellKey, ...] = ()
    """What is left of these is told beside it, and must not be small either."""


def _closed(counts: _Counts) -> frozenset[tuple[Of, CellKey]]:
    """Return which counts of a year are not shown."""
    shut: set[tuple[Of, CellKey]] = set()
    for tree in _trees(counts):
        shut |= _closed_of(counts, tree)
    return frozenset(shut)


def _closed_of(counts: _Counts, roots: Sequence[_Branch]) -> set[tuple[Of, CellKey]]:
    """Return what is closed of some counts that hang together, by unit and in all.

    Only the last parts are summed up over units: that of their wholes follows from it, and each count stands in two
    sums at most.
    """
    table, leaves = CountTable(), [leaf for root in roots for leaf in _leaves(root)]
    cells: set[tuple[Of, CellKey]] = set()
    for unit in (*counts.units, ALL):
        for root in roots:
            cells |= {(unit, key) for key in _fill(table, counts, unit, root, _NO_WHOLE)}
    for unit in (*counts.units, ALL):
        for root in roots:
            _split(table, unit, root)
    for leaf in leaves:
        table.add_sum((ALL, leaf.key), [(unit, leaf.key) for unit in counts.units])
    closed = table.closed()
    return {cell for cell in cells if cell in closed}


def _value(counts: _Counts, unit: Of, branch: _Branch) -> float:
    if branch.base or not branch.parts:
        return counts.get(unit, *(branch.base or (branch.key,))) - counts.get(unit, *branch.less)
    return sum(_value(counts, unit, part) for part in branch.parts)


def _fill(table: CountTable, counts: _Counts, unit: Of, branch: _Branch, whole: float) -> Iterator[CellKey]:
    """Put a count and its parts into a table; yield their keys."""
    value = _value(counts, unit, branch)
    if (unit, branch.key) not in table.cells:
        left = counts.get(unit, *branch.left_of) - value if branch.left_of else 0
        zero_tells = branch.zero_tells and whole > 0
        # Sums over the city are missed most, and among them those that others are parts of.
        weight = (_OF_CITY if unit == ALL else 1) * (_ROOT if whole == _NO_WHOLE else _WHOLE if branch.parts else 1)
        cell = Cell(value, zero_tells=zero_tells, told=branch.told, shut=0 < left < SMALLEST, weight=weight)
        table.add((unit, branch.key), cell)
    yield branch.key
    for part in branch.parts:
        yield from _fill(table, counts, unit, part, value)


_OF_CITY, _ROOT, _WHOLE = 40, 6, 2
"""What it costs not to show a sum of the city, the whole of a branch, and what has parts, as against a last part."""
_NO_WHOLE = float("inf")


def _split(table: CountTable, unit: Of, branch: _Branch) -> None:
    if branch.parts:
        table.add_sum((unit, branch.key), [(unit, part.key) for part in branch.parts])
    for part in branch.parts:
        _split(table, unit, part)


def _leaves(branch: _Branch) -> list[_Branch]:
    return [leaf for part in branch.parts for leaf in _leaves(part)] if branch.parts else [branch]


def _trees(counts: _Counts) -> list[tuple[_Branch, ...]]:
    """Return the counts that hang together, each as a whole with its parts."""
    forms = tuple(_Branch((Name.WITH, key)) for key in counts.keys_of(Name.WITH))
    reasons = tuple(_Branch((Name.WITHOUT, key)) for key in counts.keys_of(Name.WITHOUT))
    required = _Branch(_WITH, forms)
    services = _Branch(_PROCURED, (required, _Branch(_WITHOUT, reasons)))
    hires = tuple(
        _Branch((Name.HIRES, ""), tuple(_still(name, one) for one in Still)) for name in (Name.AFTER_6, Name.AFTER_12)
    )
    asked = tuple(_Branch((Name.ANYWAY, key), zero_tells=True) for key in ADDITIONALITY_ANSWERS)
    led = tuple(_Branch((Name.INTERNSHIPS, key), zero_tells=True) for key in (LED, NOT_LED))
    return [
        (services,),
        (_Branch((Name.UNASSESSED, "")),),
        *((_amounts_of(key),) for key in counts.keys_of(Name.PROMISED)),
        hires,
        (_Branch(("asked", ""), asked),),
        (_Branch(("internships", ""), led),),
        (_of_step(SpanStep.ASSESSMENT),),
        (_of_step(SpanStep.CONTACT_2),),
        (_of_step(*_STEPS),),
    ]


def _still(name: Name, one: Still) -> _Branch:
    return _Branch((name, one), zero_tells=one in {Still.YES, Still.NO})


def _amounts_of(measure: str) -> _Branch:
    """Return what is promised in a measure: fulfilled, begun and not fulfilled yet, and not begun."""
    promised, started, fulfilled = ((name, measure) for name in (Name.PROMISED, Name.STARTED, Name.FULFILLED))
    under_way = _Branch(("under_way", measure), base=(started,), less=(fulfilled,))
    begun = _Branch(started, (_Branch(fulfilled, left_of=(promised,)), under_way), base=(started,))
    return _Branch(
        promised, (begun, _Branch(("not_begun", measure), base=(promised,), less=(started,))), base=(promised,)
    )


def _of_step(step: SpanStep, *later: SpanStep) -> _Branch:
    """Return a step with what has become of it; a later one begins where it is done, but for some without that step."""
    done, rest = (Name.DONE, step), ((Name.OPEN, step), (Name.STOPPED, step))
    last = [_Branch(rest[0]), _Branch(rest[1], told=False)]
    if not later:
        return _Branch(("begun", step), (_Branch(done), *last), told=False)
    following = _of_step(*later)
    begun = tuple(_base_of(later[0]))
    without = _Branch(("without", step), told=False, base=(done,), less=begun)
    return _Branch(("begun", step), (_Branch(done, (following, without), base=(done,)), *last), told=False)


def _base_of(step: SpanStep) -> Iterable[CellKey]:
    return ((name, step) for name in (Name.DONE, Name.OPEN, Name.STOPPED))


# --- the page --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """What is shown of one unit, or of the whole city."""

    counts: _Counts
    closed: frozenset[tuple[Of, CellKey]]
    unit: Of
    hidden: bool = False

    def number(self, key: CellKey, *parts: CellKey, unit: Of | None = None) -> float | None:
        """Return a count, made of some others where it is none of its own; None where it is not shown."""
        of = self.unit if unit is None else unit
        if (of, key) in self.closed:
            self.hidden = True
            return None
        return self.counts.get(of, *(parts or (key,)))

    def shown(
        self, key: CellKey, behind: str, value: str = "", parts: Sequence[CellKey] = (), unit: Of | None = None
    ) -> CountShown:
        number = self.number(key, *parts, unit=unit)
        return CountShown(number, behind if number else "", value)

    def share(self, unit: Of) -> GoalShare:
        with_ = [(Name.WITH, key) for key in self.counts.keys_of(Name.WITH)]
        without = [(Name.WITHOUT, key) for key in self.counts.keys_of(Name.WITHOUT)]
        procured = self.shown(_PROCURED, "bedomda", parts=[*with_, *without] or [_PROCURED], unit=unit)
        required = self.shown(_WITH, "krav", parts=with_ or [_WITH], unit=unit)
        missing = self.shown(_WITHOUT, "inget-krav", parts=without or [_WITHOUT], unit=unit)
        unassessed = self.shown((Name.UNASSESSED, ""), "ej-bedomda", unit=unit)
        percent = None
        # Out of 100 per cent, or none, the other count is nobody; a share beside a closed count would tell it.
        if procured.number and required.number is not None and missing.number is not None:
            percent = round(100 * required.number / procured.number)
        return GoalShare(procured, required, missing, unassessed, percent)

    def forms(self) -> list[CountRow]:
        found = [
            CountRow(form_label(key), self.shown((Name.WITH, key), "kravform", key))
            for key in self.counts.keys_of(Name.WITH)
            if self.counts.get(self.unit, (Name.WITH, key))
        ]
        return sorted(found, key=lambda row: (-(row.count.number or 0), row.label.sv))

    def reasons(self) -> list[CountRow]:
        found = [
            CountRow(reason_label(key), self.shown((Name.WITHOUT, key), "skal", key))
            for key in self.counts.keys_of(Name.WITHOUT)
            if self.counts.get(self.unit, (Name.WITHOUT, key))
        ]
        return sorted(found, key=lambda row: (-(row.count.number or 0), row.label.sv))

    def amounts(self) -> list[OwedAmounts]:
        """Return the sums of each measure; persons stand first, and always."""
        kept = [one for one in Measure if one is Measure.PERSONS or self.counts.get(self.unit, (Name.PROMISED, one))]
        return [self._amount(one) for one in kept]

    def _amount(self, measure: Measure) -> OwedAmounts:
        promised, started, fulfilled = (
            self.shown((name, measure), behind, measure)
            for name, behind in ((Name.PROMISED, "atagna"), (Name.STARTED, "paborjade"), (Name.FULFILLED, "uppfyllda"))
        )
        remaining = None
        if promised.number is not None and fulfilled.number is not None:
            remaining = promised.number - fulfilled.number
        return OwedAmounts(
            measure, promised, started, fulfilled, CountShown(remaining, "atagna" if remaining else "", measure)
        )

    def out_of(self, name: Name, yes: str, known: Sequence[str]) -> OutOf:
        behind = {Name.INTERNSHIPS: "praktik", Name.ANYWAY: "tillfragade"}.get(name, "anstallda")
        told = [self.number((name, key)) for key in known]
        number = sum(one for one in told if one is not None) if None not in told else None
        asked = CountShown(number, behind if number else "")
        return OutOf(self.shown((name, yes), behind) if number is not None else CountShown(None), asked, CountShown(0))

    def still(self, name: Name) -> OutOf:
        told = self.out_of(name, Still.YES, (Still.YES, Still.NO))
        return OutOf(told.yes, told.known, self.shown((name, Still.UNKNOWN), "anstallda"))

    def anyway(self) -> OutOf:
        told = self.out_of(Name.ANYWAY, "yes", ("yes", "no"))
        return OutOf(told.yes, told.known, self.shown((Name.ANYWAY, "unknown"), "tillfragade"))

    def days(self, figures: Figures, year: int, today: date) -> list[StepDays]:
        unit_id = None if self.unit in {ALL, NO_UNIT} else self.unit
        by_step: dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {step: ([], []) for step in SpanStep}
        for one in figures.sums(FigurePart(SPANS, year, unit_id), by=("name", "key", "amount", "day")):
            days = (today - one.day).days if one.day is not None else int(one.amount)
            by_step[one.key][one.name != Name.DONE].append((max(days, 0), one.rows))
        return [self._days(step, *by_step[step]) for step in SpanStep]

    def _days(self, step: SpanStep, done: list[tuple[int, int]], going_on: list[tuple[int, int]]) -> StepDays:
        count = self.shown((Name.DONE, step), "steg-klart", step)
        open_now = self.shown((Name.OPEN, step), "steg-pagar", step)
        if not count.number or self.unit == NO_UNIT:
            return StepDays(step, None, None, count, open_now)
        told = Durations(counted(done), counted(going_on))
        return StepDays(step, told.within(HALF), told.within(NINE_OF_TEN), count, open_now)

    def by_unit(self, names: Mapping[Of, str]) -> list[OfUnit]:
        persons = Measure.PERSONS
        rows = [
            OfUnit(
                unit,
                names.get(unit, _NO_UNIT.sv),
                self.share(unit),
                self.shown((Name.PROMISED, persons), "atagna", persons, unit=unit),
                self.shown((Name.STARTED, persons), "paborjade", persons, unit=unit),
            )
            for unit in self.counts.units
        ]
        return sorted(rows, key=lambda row: row.name)


def form_label(key: str) -> Text:
    """Return forms of requirement in words: "Anställningskrav och lärlingar"."""
    forms = [FORM_LABELS[form] for form in RequirementForm if form in key.split()]
    return capital(joined(forms, " + ")) if forms else _RESERVED


def reason_label(key: str) -> Text:
    """Return why there is no requirement: one of ours, or what somebody wrote."""
    return _REASONS.get(key) or verbatim(upper_first(key))


_RESERVED = Text("Reserverad upphandling", "Reserved procurement")
_REASONS = {
    NO_LABOUR: Text("Arbetskraft finns inte i yrket", "No labour in the occupation"),
    OTHER: Text("Andra skäl", "Other reasons"),
    "": Text("Inget skäl angivet", "No reason given"),
}
STEP_LABELS = {
    SpanStep.ASSESSMENT: Text("Kontaktpunkt 1 till bedömning", "Contact point 1 to assessment"),
    SpanStep.CONTACT_2: Text("Tilldelning till kontaktpunkt 2", "Award to contact point 2"),
    SpanStep.CONTACT_PERSON: Text("Kontaktpunkt 2 till kontaktperson", "Contact point 2 to contact person"),
    SpanStep.MEETING: Text("Kontaktperson till startmöte", "Contact person to start-up meeting"),
    SpanStep.CANDIDATE: Text("Startmöte till första kandidat", "Start-up meeting to first candidate"),
    SpanStep.HIRE: Text("Första kandidat till anställning", "First candidate to hire"),
}


# --- the cases behind a number ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases a number comes from: those with a figure of these names, and what they are called in a list."""

    label: Text
    names: tuple[Name, ...]


BEHIND: Mapping[str, Behind] = {
    "bedomda": Behind(Text("bedömda tjänsteupphandlingar", "assessed service procurements"), (Name.WITH, Name.WITHOUT)),
    "krav": Behind(Text("tjänsteupphandlingar med krav", "service procurements with a requirement"), (Name.WITH,)),
    "kravform": Behind(Text("krav i formen {value}", "requirement in the form {value}"), (Name.WITH,)),
    "inget-krav": Behind(Text("tjänsteupphandlingar utan krav", "service procurements without one"), (Name.WITHOUT,)),
    "skal": Behind(Text("inget krav, skäl: {value}", "no requirement, reason: {value}"), (Name.WITHOUT,)),
    "ej-bedomda": Behind(Text("inte bedömda än", "not assessed yet"), (Name.UNASSESSED,)),
    "atagna": Behind(Text("åtagande i {value}", "promise in {value}"), (Name.PROMISED,)),
    "paborjade": Behind(Text("påbörjat i {value}", "started in {value}"), (Name.STARTED,)),
    "uppfyllda": Behind(Text("uppfyllt i {value}", "fulfilled in {value}"), (Name.FULFILLED,)),
    "praktik": Behind(Text("praktik har börjat", "an internship has begun"), (Name.INTERNSHIPS,)),
    "anstallda": Behind(Text("någon är anställd", "somebody is hired"), (Name.HIRES,)),
    "tillfragade": Behind(
        Text("leverantören har svarat om anställning utan krav", "asked of hires anyway"), (Name.ANYWAY,)
    ),
    "steg-klart": Behind(Text("klart: {value}", "done: {value}"), (Name.DONE,)),
    "steg-pagar": Behind(Text("pågår: {value}", "going on: {value}"), (Name.OPEN,)),
}
"""The cases that a number on the page leads to, by the name that stands in the address (`urval`)."""
_VALUE_LABELS: Mapping[str, Callable[[str], Text]] = {
    "kravform": form_label,
    "skal": reason_label,
    "atagna": lambda key: MEASURE_LABELS[Measure(key)],
    "paborjade": lambda key: MEASURE_LABELS[Measure(key)],
    "uppfyllda": lambda key: MEASURE_LABELS[Measure(key)],
    "steg-klart": lambda key: STEP_LABELS[SpanStep(key)],
    "steg-pagar": lambda key: STEP_LABELS[SpanStep(key)],
}


class CasesBehind(NamedTuple):
    """Some cases in words, and the condition that a case is one of them."""

    label: Text
    condition: ColumnElement[bool]


def cases_behind(
    connection: Connection,
    name: str,
    value: str = "",
    *,
    year: int,
    unit_id: Of = ALL,
    today: date,
    ladder: Ladder,
) -> CasesBehind | None:
    """Return the cases that a number comes from, for a list of them; None for a name or value that there is not."""
    known, worded = BEHIND.get(name), _VALUE_LABELS.get(name)
    if known is None or (worded is None and value):
        return None
    figures = read_figures(connection, today, rules_with(ladder), [])
    unit = None if unit_id in {ALL, NO_UNIT} else unit_id
    try:
        label = known.label.fill(value=in_sentence(worded(value))) if worded is not None else known.label
    except ValueError:
        return None
    keys = [value] if worded is not None else None
    if value == OTHER:
        common = _Counts(figures, year).keys_of(Name.WITHOUT)
        told = {one.key for one in figures.sums(FigurePart(known.names, year), by=("key",))}
        keys = sorted(told - set(common))
    part = FigurePart(
        known.names, year, unit, keys=tuple(keys) if keys is not None else None, no_unit=unit_id == NO_UNIT
    )
    return CasesBehind(capital(label), figures.cases(part))


# --- as a workbook ---------------------------------------------------------------------------------------------------

Sheet = tuple[str, Sequence[str], Sequence[Sequence[Value]]]


def workbook_sheets(page: Outcomes, language: str) -> list[Sheet]:
    """Return the page as sheets of a workbook; what the page does not show, the workbook does not hold."""

    def said(*texts: Text) -> tuple[str, ...]:
        return tuple(text.in_(language) for text in texts)

    share = page.share
    rows: list[Sequence[Value]] = [
        [*said(_ASSESSED), share.procured.number],
        [*said(_REQUIRED), share.required.number],
        [*said(_PERCENT), share.percent],
        [*said(_GOAL), GOAL],
        [*said(_UNASSESSED), share.unassessed.number],
        *([*said(row.label), row.count.number] for row in (*page.forms, *page.reasons)),
        [*said(_HIRES), page.hires.number],
    ]
    people = ((_LED, page.internships), (_AFTER_6, page.after_6), (_AFTER_12, page.after_12), (_ANYWAY, page.anyway))
    figures = [[*said(capital(MEASURE_LABELS[one.measure])), *(n.number for n in one_of(one))] for one in page.amounts]
    return [
        (said(_RESULT)[0], said(_WHAT, _NUMBER), rows),
        (said(_PROMISES)[0], said(_MEASURE, _PROMISED, _STARTED, _FULFILLED, _REMAINING), figures),
        (
            said(_PEOPLE)[0],
            said(_WHAT, _YES, _OF, _UNKNOWN),
            [[*said(text), one.yes.number, one.known.number, one.unknown.number] for text, one in people],
        ),
        (
            said(_DAYS)[0],
            said(_STEP, _HALF, _MOST, _DONE, _OPEN),
            [[*said(STEP_LABELS[d.step]), d.half, d.most, d.done.number, d.going_on.number] for d in page.days],
        ),
        (
            said(_UNITS)[0],
            said(_UNIT, _ASSESSED, _REQUIRED, _PERCENT, _PROMISED, _STARTED),
            [
                [
                    row.name,
                    row.share.procured.number,
                    row.share.required.number,
                    row.share.percent,
                    row.promised.number,
                    row.started.number,
                ]
                for row in page.by_unit
            ],
        ),
    ]


def one_of(one: OwedAmounts) -> tuple[CountShown, CountShown, CountShown, CountShown]:
    """Return the four numbers of a measure."""
    return one.promised, one.started, one.fulfilled, one.remaining


_RESULT, _PROMISES, _PEOPLE = Text("Resultat", "Results"), Text("Åtaganden", "Promises"), Text("Personer", "People")
_DAYS, _UNITS, _WHAT, _NUMBER = (
    Text("Dagar", "Days"),
    Text("Enheter", "Units"),
    Text("Vad", "What"),
    Text("Antal", "Number"),
)
_ASSESSED = Text("Bedömda tjänsteupphandlingar", "Assessed service procurements")
_REQUIRED, _PERCENT = Text("Med krav", "With a requirement"), Text("Andel, procent", "Share, per cent")
_GOAL, _UNASSESSED = Text("Mål, procent", "Goal, per cent"), Text("Inte bedömda än", "Not assessed yet")
_HIRES = Text("Anställda", "Hired")
_MEASURE, _PROMISED, _STARTED = Text("Räknas i", "Counted in"), Text("Åtaget", "Promised"), Text("Påbörjat", "Started")
_FULFILLED, _REMAINING = Text("Uppfyllt", "Fulfilled"), Text("Återstår", "Remaining")
_LED = Text("Praktik som ledde till anställning", "Internships that led to a hire")
_AFTER_6 = Text("Kvar i arbete efter 6 månader", "Still employed after 6 months")
_AFTER_12 = Text("Kvar i arbete efter 12 månader", "Still employed after 12 months")
_ANYWAY = Text("Hade anställt även utan kravet", "Would have hired anyway")
_YES, _OF, _UNKNOWN = Text("Ja", "Yes"), Text("Av", "Of"), Text("Vet inte", "Not known")
_STEP, _HALF, _MOST = (
    Text("Steg", "Step"),
    Text("Median, dagar", "Median, days"),
    Text("Nio av tio inom", "Nine of ten within"),
)
_DONE, _OPEN, _UNIT = Text("Klara", "Done"), Text("Pågår", "Going on"), Text("Enhet", "Unit")
