"""The figures of a case: what it adds to demand and results, as rows that the database can add up.

A case that is not due has its figures stored, as it has its agenda: see `models.agenda`. What time alone changes names
the day from which it has to be reckoned anew; that holds for cases that have ended, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select

from models.casefile import CaseFile, ObligationFile
from models.occupations.register import expected_of
from models.storage.driver_statements import Statement, among, id_list
from models.tables import FigureRow
from models.unreadable import FORMS, OCCUPATIONS, UNITS
from states.facts import Milestone
from states.law.applicability import DEMANDS, AssessmentOutcome, ProcurementKind
from states.law.calendar import months_after
from states.processes.placement import ANSWER_LABELS, FOLLOW_UPS, StillThere, person_of, turn
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP, TargetGroupState
from states.records.demand import DemandOrder, UnitAnswer, covered, lines_of
from states.records.needs import Need, Outlook, Supply
from states.records.obligations import Balance, Measure, Origin, Spell
from states.refusal import Unreadable
from states.text import one_line

_figure = FigureRow.__table__


class Name(StrEnum):
    """What a figure counts; `Figure.key` says of which."""

    # of demand: by occupation, from the day on which the work begins
    ASKING = auto()
    UNSAID = auto()
    WANTED = auto()
    HAVE = auto()
    BY = auto()
    WAITING = auto()
    CANNOT = auto()
    UNASKED = auto()
    EXPECTED = auto()
    """A procurement that is planned and not assessed yet, by the occupation that it is likely to ask for."""
    # of results
    WITH = auto()
    """A service procurement with a requirement, by its forms."""
    WITHOUT = auto()
    """One without, by the reason."""
    UNASSESSED = auto()
    PROMISED = auto()
    STARTED = auto()
    FULFILLED = auto()
    """By measure."""
    INTERNSHIPS = auto()
    """People, by whether the internship led to a hire."""
    HIRES = auto()
    AFTER_6 = auto()
    AFTER_12 = auto()
    """Hired people, by whether they are still employed so many months after."""
    ANYWAY = auto()
    """Suppliers, by whether they would have hired anyway."""
    DONE = auto()
    STOPPED = auto()
    OPEN = auto()
    """Steps by name: the days that one took, the days after which it was given up, the day on which it began."""
    UNTIL = auto()
    """The figures hold until the day before this."""


DEMAND = (Name.ASKING, Name.UNSAID, Name.WANTED, Name.HAVE, Name.BY, Name.WAITING, Name.CANNOT, Name.UNASKED)
"""What is counted of a demand, in the order of `models.queries.demand.Positions`."""
SPANS = (Name.DONE, Name.STOPPED, Name.OPEN)


class SpanStep(StrEnum):
    """What the days are counted of: from what has happened to what should follow."""

    ASSESSMENT = auto()
    CONTACT_2 = auto()
    CONTACT_PERSON = auto()
    MEETING = auto()
    CANDIDATE = auto()
    HIRE = auto()


class Still(StrEnum):
    """Whether somebody who was hired is still employed after some months."""

    YES = auto()
    NO = auto()
    UNKNOWN = auto()
    NOT_YET = auto()
    """So many months have not passed."""


LED, NOT_LED = "led", "not_led"
NO_LABOUR = "!no_labour"
"""The reason of an assessment that says that there is no labour; every other is what somebody wrote."""
LONGEST_REASON = 80
YEAR_OF_DEMAND = 0
"""Demand is of no year."""
ALWAYS = date(1, 1, 1)
"""Figures that hold for no day: hours change without their case."""
_ONE_DAY = timedelta(days=1)
_ABOUT_THEN = timedelta(days=15)
"""A follow-up so many days before the end of a month tells of that month."""


class Figure(NamedTuple):
    """One figure of a case: `day` and `key` as its name says. `year` is that of the assessment, see `year_of`."""

    name: str
    key: str = ""
    year: int = YEAR_OF_DEMAND
    unit_id: int | None = None
    day: date | None = None
    amount: float = 1


def year_of(case: CaseFile) -> int:
    """Return the year in which a case counts: that of its assessment, else that in which it was opened."""
    return (case.known().dates.get(Milestone.RELEVANCE_ASSESSED) or case.opened_on).year


def figures_of(case: CaseFile, today: date) -> tuple[Figure, ...]:
    """Return the figures of a case on a day, by name. Raises Unreadable."""
    purchase = case.track(PROCUREMENT.name)
    if purchase is None or purchase.state == ProcurementState.CANCELLED:
        return ()
    year, unit_id = year_of(case), case.unit_id
    found = [*_demand(case, purchase.state), *_expected(case, purchase.state)]
    balances = case.facts(today).balances
    people = list(_turns_of_people(case)) if balances else []
    results = [*_assessment(case, purchase.state), *_steps(case, purchase.state, purchase.since)]
    if balances:
        results += [*_amounts(balances), *_people(case, people, today), *_additionality(case)]
    found += [Figure(name, key, year, unit_id, day, amount) for name, key, day, amount in results]
    until = _until(balances, people, today) if balances else None
    if until is not None:
        found.append(Figure(Name.UNTIL, day=until, amount=0))
    return tuple(sorted(found, key=_order))


_Result = tuple[str, str, date | None, float]
"""Of a figure of results its name, key, day and amount."""


def _order(one: Figure) -> tuple[Any, ...]:
    return one.name, one.key, one.day or date.min, one.amount, one.year, one.unit_id or 0


# --- demand ----------------------------------------------------------------------------------------------------------


def _demand(case: CaseFile, state: str) -> Iterator[Figure]:
    work = case.track(TARGET_GROUP.name)
    if state in PROCUREMENT.ends or work is None or work.state in {TargetGroupState.IDLE, TargetGroupState.DONE}:
        return
    if case.outcome not in DEMANDS:
        return
    start = case.planned_start or case.contract_start
    orders: dict[str, list[DemandOrder]] = {}
    for one in case.orders.values():
        if one.stands:
            orders.setdefault(one.occupation, []).append(one)
    for occupation, number in lines_of(Need(OCCUPATIONS[case.occupations], UNITS[case.need_unit], case.need_amount)):
        asked = orders.get(occupation, [])
        cover = covered(
            number,
            have=_people_of(asked, UnitAnswer.HAVE, number),
            by=_people_of(asked, UnitAnswer.BY, number),
            asked=bool(asked),
            waiting=any(one.waits for one in asked),
        )
        for name, amount in zip(DEMAND, (1, int(not number), number, *cover), strict=True):
            if amount:
                yield Figure(name, occupation, day=start, amount=amount)


def _people_of(orders: Iterable[DemandOrder], answer: UnitAnswer, number: int) -> int:
    return sum(one.people or number for one in orders if one.answer == answer)


def _expected(case: CaseFile, state: str) -> Iterator[Figure]:
    if state not in {ProcurementState.PLANNING, ProcurementState.ADVERTISED}:
        return
    if case.outcome != AssessmentOutcome.PENDING:
        return
    for one in expected_of(Outlook(case.contract_start, trade=case.trade, cpv=case.cpv))[:1]:
        yield Figure(Name.EXPECTED, one.code, day=case.planned_start or case.contract_start)


# --- the assessment --------------------------------------------------------------------------------------------------


def _assessment(case: CaseFile, state: str) -> Iterator[_Result]:
    """Yield whether a service procurement has a requirement, where the model applies to it."""
    if case.kind != ProcurementKind.SERVICE:
        return
    if case.outcome in DEMANDS:
        yield Name.WITH, " ".join(sorted(FORMS[case.forms])), None, 1
    elif case.outcome == AssessmentOutcome.NO_REQUIREMENT:
        yield Name.WITHOUT, NO_LABOUR if case.supply == Supply.NO else reason_key(case.outcome_reason), None, 1
    elif case.outcome == AssessmentOutcome.PENDING and state not in PROCUREMENT.ends:
        yield Name.UNASSESSED, "", None, 1


def reason_key(reason: str) -> str:
    """Return what all spellings of a reason have in common, as far as one tells them apart without reading them."""
    return one_line(reason).casefold().rstrip(".! ")[:LONGEST_REASON]


# --- suppliers and people --------------------------------------------------------------------------------------------


def _amounts(balances: Iterable[Balance]) -> Iterator[_Result]:
    for one in balances:
        if one.obligation.unit is not None:
            told = {Name.PROMISED: one.promised, Name.STARTED: one.started, Name.FULFILLED: one.fulfilled}
            yield from ((name, one.obligation.unit, None, amount) for name, amount in told.items() if amount)


def _people(case: CaseFile, people: Iterable[Sequence[Spell]], today: date) -> Iterator[_Result]:
    for turns in people:
        if any(one.internship_started for one in turns):
            yield Name.INTERNSHIPS, LED if any(one.started for one in turns) else NOT_LED, None, 1
        start = _hired(turns)
        if start is None:
            continue
        yield Name.HIRES, "", None, 1
        for name, months in _AFTER:
            yield name, _still(case, turns, months_after(start, months), months, today), None, 1


_AFTER = ((Name.AFTER_6, 6), (Name.AFTER_12, 12))


def _turns_of_people(case: CaseFile) -> Iterator[list[Spell]]:
    """Yield the turns of each candidate in each position."""
    for spells in case.known().spells().values():
        of_one: dict[int, list[Spell]] = {}
        for one in spells:
            of_one.setdefault(one.candidate, []).append(one)
        yield from of_one.values()


def _hired(turns: Sequence[Spell]) -> date | None:
    """Return the day on which somebody was hired who was not employed before, and counts in no other contract."""
    starts = [one.started for one in turns if one.started is not None]
    own = any(one.elsewhere or one.terms.origin is Origin.OWN_EMPLOYEE for one in turns)
    return min(starts) if starts and not own else None


def _still(case: CaseFile, turns: Sequence[Spell], day: date, months: int, today: date) -> Still:
    """Tell whether somebody was still employed on a day; only what was recorded counts, and silence is no answer."""
    if day > today:
        return Still.NOT_YET
    there = [one for one in turns if one.started is not None and one.started <= day]
    if any(one.ended is not None and one.ended >= day for one in there):
        return Still.YES
    if all(one.ended is not None for one in there):
        return Still.NO
    return _as_followed_up(case, turns, day, months)


def _as_followed_up(case: CaseFile, turns: Sequence[Spell], day: date, months: int) -> Still:
    found: set[str] = set()
    person = f"{turns[0].position}.{turns[0].candidate}"
    for number in range(1, len(turns) + 1):
        for milestone, (on, value) in case.known().of(turn(person, number)).items():
            if milestone is FOLLOW_UPS.get(months) or (milestone in _FOLLOW_UPS and on >= day - _ABOUT_THEN):
                found.add(value)
    if StillThere.STILL_EMPLOYED in found:
        return Still.YES
    return Still.NO if StillThere.ENDED in found else Still.UNKNOWN


_FOLLOW_UPS = frozenset({*FOLLOW_UPS.values(), Milestone.FOLLOW_UPS_DONE})


def _additionality(case: CaseFile) -> Iterator[_Result]:
    for owed in case.obligations:
        told = _told_of(case, owed).get(Milestone.ADDITIONALITY_ASKED)
        if told is not None and told[1] in ANSWER_LABELS:
            yield Name.ANYWAY, told[1], None, 1


def _told_of(case: CaseFile, owed: ObligationFile) -> Mapping[Milestone, tuple[date, str]]:
    return case.known().of_suppliers.get((owed.lot, owed.supplier), {})


# --- days between steps ----------------------------------------------------------------------------------------------


class _Span(NamedTuple):
    step: SpanStep
    begun: date | None
    done: date | None


def _steps(case: CaseFile, state: str, since: date) -> Iterator[_Result]:
    known = case.known().dates
    over = since if state in PROCUREMENT.ends else None
    yield from _span(_Span(SpanStep.ASSESSMENT, known.get(_M.CONTACT_POINT_1), known.get(_M.RELEVANCE_ASSESSED)), over)
    if case.outcome not in DEMANDS:
        return
    awarded = known.get(_M.AWARD_DECIDED) or known.get(_M.AWARD_NOTICE_SENT)
    yield from _span(_Span(SpanStep.CONTACT_2, awarded, known.get(_M.CONTACT_POINT_2)), over)
    for owed in case.obligations:
        track = case.track(SUPPLIER_PROCESS.name, owed.subject)
        left = track.since if track is not None and track.state in SUPPLIER_PROCESS.ends else None
        ends = min((day for day in (over, left) if day is not None), default=None)
        for one in _steps_with(case, owed, known.get(_M.CONTACT_POINT_2)):
            yield from _span(one, ends)


def _steps_with(case: CaseFile, owed: ObligationFile, handed_over: date | None) -> Iterator[_Span]:
    told = {milestone: on for milestone, (on, _) in _told_of(case, owed).items()}
    assigned, met = told.get(_M.CONTACT_ASSIGNED), told.get(_M.DIALOGUE_HELD)
    yield _Span(SpanStep.CONTACT_PERSON, handed_over, assigned)
    yield _Span(SpanStep.MEETING, assigned, met)
    if owed.unit == Measure.DIALOGUE or not owed.unit:
        return
    proposed, hired = _first(case, owed, _M.CANDIDATE_PROPOSED), _first(case, owed, _M.EMPLOYMENT_STARTED)
    yield _Span(SpanStep.CANDIDATE, met, proposed)
    yield _Span(SpanStep.HIRE, proposed, hired)


def _first(case: CaseFile, owed: ObligationFile, milestone: Milestone) -> date | None:
    """Return the first day on which something happened in any position of a supplier."""
    known, mine = case.known(), {track.subject for track in case.positions().get(owed.subject, ())}
    days = [
        told[milestone][0]
        for place, told in known.of_candidates.items()
        if milestone in told and person_of(place).partition(".")[0] in mine
    ]
    return min(days, default=None)


def _span(one: _Span, over: date | None) -> Iterator[_Result]:
    """Yield a step that has begun: done, given up as the whole was over, or open. What was done before took no day."""
    if one.begun is None:
        return
    if one.done is not None:
        yield Name.DONE, one.step, None, max((one.done - one.begun).days, 0)
    elif over is not None:
        yield Name.STOPPED, one.step, None, max((over - one.begun).days, 0)
    else:
        yield Name.OPEN, one.step, one.begun, 1


_M = Milestone


# --- until when it holds ---------------------------------------------------------------------------------------------


def _until(balances: Iterable[Balance], people: Iterable[Sequence[Spell]], today: date) -> date | None:
    """Return the next day on which time alone may change a figure, None where it never does."""
    days = [day for one in balances for day in _growing(one, today)]
    for turns in people:
        start = _hired(turns)
        if start is not None:
            days += [day for _, months in _AFTER if (day := months_after(start, months)) > today]
    return min(days, default=None)


def _growing(one: Balance, today: date) -> Iterator[date]:
    """Yield the next day on which more may count as delivered; of months and seats some is delivered every day."""
    measure = one.obligation.unit
    if measure is Measure.HOURS:
        yield ALWAYS
    elif one.running:
        yield today + _ONE_DAY
    elif measure in {Measure.PERSONS, Measure.MONTHS} and not one.met:
        coming = [day for spell in one.spells if (day := spell.next_month(today)) is not None]
        if coming:
            yield today + _ONE_DAY if measure is Measure.MONTHS else min(coming)


# --- as they are stored ----------------------------------------------------------------------------------------------

_COLUMNS = ("case_id", *Figure._fields)
_ADD = Statement(_COLUMNS, lambda _: insert(_figure).inline().values({name: bindparam(name) for name in _COLUMNS}))
_DROP = Statement(["ids"], lambda db: delete(_figure).where(among(_figure.c.case_id, db)))
_STORED = Statement(
    ["ids"], lambda db: select(*(_figure.c[name] for name in _COLUMNS)).where(among(_figure.c.case_id, db))
)
_OUTLIVED = Statement(
    ["today", "always"],
    lambda _: (
        select(_figure.c.case_id)
        .where(_figure.c.name == str(Name.UNTIL), _figure.c.day <= bindparam("today"))
        .where(_figure.c.day > bindparam("always"))
        .order_by(_figure.c.case_id)
    ),
)


def store_figures(connection: Connection, cases: Iterable[CaseFile], today: date) -> None:
    """Store the figures of some cases as they are on a day; what stands right is left alone.

    A case that no rule can read has none until it can be read.
    """
    wanted = {case.id: _readable(case, today) for case in cases}
    stored = stored_figures(connection, list(wanted))
    changed = {number: rows for number, rows in wanted.items() if rows != stored.get(number, ())}
    if not changed:
        return
    _DROP.run(connection, (id_list(connection, sorted(changed)),))
    _ADD.run_many(connection, [(number, *row) for number, rows in changed.items() for row in rows])


def _readable(case: CaseFile, today: date) -> tuple[Figure, ...]:
    try:
        return figures_of(case, today)
    except Unreadable:
        return ()


def stored_figures(connection: Connection, case_ids: Sequence[int]) -> dict[int, tuple[Figure, ...]]:
    """Return the figures that are stored of some cases, by case; those without any are left out."""
    found: dict[int, list[Figure]] = {}
    for case_id, *row in _STORED.rows(connection, (id_list(connection, case_ids),)):
        found.setdefault(case_id, []).append(Figure(*row))
    return {number: tuple(sorted(rows, key=_order)) for number, rows in found.items()}


def outlived(connection: Connection, today: date) -> list[int]:
    """Return the cases whose stored figures no longer hold, since time alone has changed them."""
    return [number for (number,) in _OUTLIVED.rows(connection, (today, ALWAYS))]
