"""What labour-market units see of demand: the orders to answer, positions against answers, and the days ahead.

Before the award it is numbers alone, and the unit's own orders: who has sent in tenders is absolutely secret, and
nothing that leads there is told (OSL 19:3 second paragraph).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Select, case, func, select, true

from desk.access import AccountRole, Deed, SignedIn, check, seen_by
from desk.demand import DemandAnswer, answer_demand
from matters.city_days import Days
from matters.ladder import Ladder
from matters.rules_in_force import rules_with
from models.casestore import load_some
from models.figures import YEAR_OF_DEMAND, Name
from models.occupations.register import Occupation, months_for, occupation
from models.queries.demand import Positions, begins, total
from models.queries.figures import FigurePart, Figures, read_figures
from models.refusals import Refused
from models.tables import Case, ContractingUnit, DemandOrderRow, LabourMarketUnit, Person, Track
from models.unreadable import CaseProblem
from notifications.workbook import Value
from states.law.calendar import months_after, working_days_after
from states.processes.procurement import AWARDED, OPEN, PROCUREMENT, ProcurementState
from states.records.demand import DemandOrder, UnitAnswer
from states.records.lead_times import DAYS_PER_MONTH, LeadTime, lead_time
from states.refusal import Reason
from states.text import MONTHS, Text, capital

_order, _case, _unit = DemandOrderRow.__table__, Case.__table__, ContractingUnit.__table__
_person, _labour, _track = Person.__table__, LabourMarketUnit.__table__, Track.__table__
YEAR = 12
"""Months that are looked ahead."""
AT_ONCE = 20
"""Orders that are shown to answer; the rest follows when these are answered."""
MOST_CHARTS, MOST_CASES = 6, 100
_BEFORE_AWARD = frozenset({ProcurementState.PLANNING, ProcurementState.ADVERTISED})
_ASKED_IN = frozenset({*_BEFORE_AWARD, ProcurementState.AWARD, ProcurementState.STANDSTILL, ProcurementState.REVIEW})
_SINCE_AWARD = frozenset({*AWARDED, ProcurementState.CLOSED})


class DemandStanding(StrEnum):
    """How a demand stands."""

    MET = auto()
    TOO_LATE = auto()
    WAITING = auto()
    UNASKED = auto()
    SHORT = auto()


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One demand order as it is shown to who answers it; `title` and `buyer` only to who may see the case."""

    case_id: int
    reference: str
    order: DemandOrder
    unit: str
    title: str
    buyer: str
    support: str
    due: date
    lead: LeadTime | None
    promised: int
    """People that the unit has promised to others in the same occupation."""

    @property
    def occupation(self) -> Text:
        return name_of(self.order.occupation)


@dataclass(frozen=True, slots=True)
class AnsweredOrder:
    """What a unit has said yes to and prepares people for: the page of the case is open to it all the while."""

    case_id: int
    reference: str
    order: DemandOrder

    @property
    def occupation(self) -> Text:
        return name_of(self.order.occupation)


@dataclass(frozen=True, slots=True)
class DemandLine:
    """The positions of one occupation from one month on ("2027-03", "" unknown)."""

    month: str
    occupation: str
    positions: Positions
    standing: DemandStanding

    @property
    def name(self) -> Text:
        return name_of(self.occupation)

    @property
    def yes(self) -> int:
        return self.positions.have + self.positions.by

    @property
    def missing(self) -> int:
        return self.positions.wanted - self.yes


class ChartBar(NamedTuple):
    """A month of a chart, from 0: positions, those with people, and whether it is too late to train for the rest."""

    month: int
    wanted: int
    yes: int
    late: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The positions of one occupation in the year ahead; `late` is how many months, from now, are too late to train."""

    occupation: str
    wanted: int
    yes: int
    months: float | None
    late: float
    bars: tuple[ChartBar, ...]

    @property
    def name(self) -> Text:
        return name_of(self.occupation)


@dataclass(frozen=True, slots=True)
class DemandView:
    """The page of demand. `planned` are procurements not yet assessed, by month and occupation."""

    today: date
    orders: Sequence[OpenOrder]
    waiting: int
    """Orders in all that wait for an answer; `orders` are the most pressing ones."""
    answered: Sequence[AnsweredOrder]
    """What the own unit has said yes to, where people are still prepared; the earliest start first."""
    lines: Sequence[DemandLine]
    charts: Sequence[Chart]
    in_year: Positions
    in_all: Positions
    planned: Sequence[tuple[str, str, int]]
    problems: Sequence[CaseProblem]


def name_of(code: str) -> Text:
    """Return what an occupation is called; "" where nobody has said which."""
    return occupation(code).name if code else _NO_OCCUPATION


_NO_OCCUPATION = Text("Yrke inte angivet", "No occupation given")


def demand_view(
    connection: Connection, who: SignedIn, *, today: date, ladder: Ladder, code: str | None = None
) -> DemandView:
    """Return the page of demand for somebody; with a code, of that occupation alone."""
    problems: list[CaseProblem] = []
    figures = read_figures(connection, today, rules_with(ladder), problems)
    rows = [row for row in figures.demand() if code in {None, row.occupation}]
    lines = [_line(row.month, row.occupation, row.positions, today, ladder.days) for row in rows]
    ahead = set(_months_ahead(today))
    orders = _open_orders(connection, who, today, ladder.days, code) if may_answer(who) else []
    return DemandView(
        today,
        orders[:AT_ONCE],
        len(orders),
        _answered(connection, who) if code is None else (),
        lines,
        _charts(lines, today, ladder.days),
        total(row for row in rows if row.month in ahead),
        total(rows),
        _planned(figures, code),
        problems,
    )


def _months_ahead(today: date) -> Sequence[str]:
    first = today.replace(day=1)
    return [f"{months_after(first, number):%Y-%m}" for number in range(YEAR)]


def month_label(month: str) -> Text:
    """Return a month in words: "2027-03" as "mars 2027"."""
    if not month:
        return _UNKNOWN_START
    year, number = month.split("-")
    names = {language: MONTHS[language][int(number) - 1] for language in MONTHS}
    return _MONTH.fill(month=Text(names["sv"], names["en"]), year=year)


_MONTH = Text("{month} {year}", "{month} {year}")
_UNKNOWN_START = Text("start inte känd", "start not known")


def _line(month: str, code: str, positions: Positions, today: date, days: Days) -> DemandLine:
    missing = positions.wanted - positions.have - positions.by
    late = missing and month and _too_late(month, code, today, days)
    standing = (
        DemandStanding.MET
        if not missing
        else DemandStanding.TOO_LATE
        if late
        else DemandStanding.WAITING
        if positions.waiting
        else DemandStanding.UNASKED
        if positions.unasked
        else DemandStanding.SHORT
    )
    return DemandLine(month, code, positions, standing)


def _too_late(month: str, code: str, today: date, days: Days) -> bool:
    """Tell whether nobody who begins today is prepared by the end of a month."""
    return month < f"{_prepared_by(code, today, days):%Y-%m}"


def _prepared_by(code: str, today: date, days: Days) -> date:
    """Return the day on which somebody is prepared who begins today; today where nobody knows how long it takes."""
    months = months_for(code, days.preparation) or 0
    return months_after(today, int(months)) + timedelta(days=round(months % 1 * DAYS_PER_MONTH))


def _charts(lines: Sequence[DemandLine], today: date, days: Days) -> list[Chart]:
    """Return the charts of the occupations that lack most people in the year ahead."""
    ahead = {month: number for number, month in enumerate(_months_ahead(today))}
    of_one: dict[str, list[DemandLine]] = {}
    for line in lines:
        if line.month in ahead and line.positions.wanted:
            of_one.setdefault(line.occupation, []).append(line)
    charts = [_chart(code, mine, ahead, today, days) for code, mine in of_one.items()]
    return sorted(charts, key=lambda one: (one.yes - one.wanted, -one.wanted, one.occupation))[:MOST_CHARTS]


def _chart(code: str, lines: Sequence[DemandLine], ahead: Mapping[str, int], today: date, days: Days) -> Chart:
    bars = tuple(
        ChartBar(ahead[one.month], one.positions.wanted, one.yes, one.standing is DemandStanding.TOO_LATE)
        for one in lines
    )
    ready = _prepared_by(code, today, days)
    since = (ready.year - today.year) * 12 + ready.month - today.month + (ready.day - 1) / DAYS_PER_MONTH
    months = months_for(code, days.preparation)
    late = min(since, YEAR) if months else 0
    return Chart(code, sum(one.wanted for one in bars), sum(one.yes for one in bars), months, late, bars)


def _planned(figures: Figures, code: str | None) -> list[tuple[str, str, int]]:
    found = figures.sums(FigurePart((Name.EXPECTED,), YEAR_OF_DEMAND, key=code), by=("key", "month"))
    return sorted((one.month, one.key, int(one.amount)) for one in found)


# --- orders ----------------------------------------------------------------------------------------------------------


def may_answer(who: SignedIn) -> bool:
    """Tell whether somebody answers demand: a labour-market unit its own, the support function for any of them."""
    return who.role is AccountRole.SUPPORT or (who.role is AccountRole.LABOUR_MARKET and who.labour_unit_id is not None)


def _own(who: SignedIn) -> ColumnElement[bool]:
    """Return the condition that an order is the visitor's to answer."""
    return true() if who.role is AccountRole.SUPPORT else _order.c.unit_id == who.labour_unit_id


def _open_orders(connection: Connection, who: SignedIn, today: date, days: Days, code: str | None) -> list[OpenOrder]:
    """Return the orders that wait for an answer, the most pressing first; of one occupation those answered, too."""
    asked = _order.c.answer == "" if code is None else _order.c.answer != UnitAnswer.WITHDRAWN
    query = _orders().where(asked, _own(who), _track.c.state.in_(_ASKED_IN))
    if code is not None:
        query = query.where(_order.c.occupation == code)
    promised = _promised(connection, who)
    found = []
    for known in connection.execute(query.order_by(_order.c.asked_on, _case.c.id, _order.c.occupation)).mappings():
        order = DemandOrder(**{name: known[name] for name in DemandOrder._fields})
        open_to_all = known["state"] in _SINCE_AWARD or who.role is not AccountRole.LABOUR_MARKET
        shown = _lead(order, today, days)
        found.append(
            OpenOrder(
                known["case_id"],
                known["reference"],
                order,
                known["labour_unit"],
                known["title"] if open_to_all else "",
                known["buyer"] or "" if open_to_all else "",
                ", ".join(filter(None, (known["support"], known["phone"]))),
                working_days_after(order.asked_on, days.demand),
                shown,
                promised.get((order.unit_id, order.occupation), 0),
            )
        )
    return found


def _answered(connection: Connection, who: SignedIn) -> list[AnsweredOrder]:
    if who.role is not AccountRole.LABOUR_MARKET or who.labour_unit_id is None:
        return []
    yes = _order.c.answer.in_([UnitAnswer.HAVE, UnitAnswer.BY])
    query = _orders().where(yes, _own(who), _track.c.state.in_(sorted(OPEN)))
    rows = connection.execute(query.order_by(_order.c.planned_start, _case.c.id).limit(AT_ONCE)).mappings()
    return [
        AnsweredOrder(
            known["case_id"],
            known["reference"],
            DemandOrder(**{name: known[name] for name in DemandOrder._fields}),
        )
        for known in rows
    ]


def _orders() -> Select[Any]:
    columns = [_order.c[name] for name in DemandOrder._fields]
    return (
        select(
            *columns,
            _case.c.id.label("case_id"),
            _case.c.reference,
            _case.c.title,
            _labour.c.name.label("labour_unit"),
            _unit.c.name.label("buyer"),
            _person.c.name.label("support"),
            _person.c.phone,
            _track.c.state,
        )
        .select_from(_order)
        .join(_case, _case.c.id == _order.c.case_id)
        .join(_labour, _labour.c.id == _order.c.unit_id)
        .join(_track, (_track.c.case_id == _case.c.id) & (_track.c.process == PROCUREMENT.name))
        .outerjoin(_unit, _unit.c.id == _case.c.unit_id)
        .outerjoin(_person, _person.c.id == _case.c.support_id)
    )


def _promised(connection: Connection, who: SignedIn) -> dict[tuple[int, str], int]:
    people = case((_order.c.people == 0, _order.c.number), else_=_order.c.people)
    keys = _order.c.unit_id, _order.c.occupation
    yes = _order.c.answer.in_([UnitAnswer.HAVE, UnitAnswer.BY])
    rows = connection.execute(select(*keys, func.sum(people)).where(yes, _own(who)).group_by(*keys))
    return {(unit, code): int(number) for unit, code, number in rows}


def _lead(order: DemandOrder, today: date, days: Days) -> LeadTime | None:
    months = months_for(order.occupation, days.preparation)
    if months is None or order.planned_start is None or order.planned_start <= today:
        return None
    return lead_time(order.planned_start, months, name_of(order.occupation), assessing=days.relevance_assessment)


# --- answering -------------------------------------------------------------------------------------------------------


class Reply(StrEnum):
    """The three answers of the page: all of them, some of them or by a day, none."""

    ALL = auto()
    SOME = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class TypedReply:
    """What somebody answers on the page: `people` and `ready_by` go with `Reply.SOME`."""

    case_id: int
    unit_id: int
    occupation: str
    reply: Reply
    people: int = 0
    ready_by: date | None = None


def reply_to(engine: Engine, connection: Connection, who: SignedIn, told: TypedReply, *, today: date) -> None:
    """Store what somebody answers; the connection only reads.

    Raises NotAllowed for an order that is not theirs, AnswerRefused for an answer that cannot be, and Refused where
    nothing is asked.
    """
    found = load_some(connection, [told.case_id])
    mine = who.role is AccountRole.SUPPORT or told.unit_id == who.labour_unit_id
    if not found or not mine or not may_answer(who):
        raise Refused(Reason("not_yours", _NOT_YOURS))
    check(who, Deed.ANSWER_DEMAND, found[0])
    answer_demand(engine, found[0].reference, _as_answer(told), by=who.actor, today=today)


def _as_answer(told: TypedReply) -> DemandAnswer:
    said = DemandAnswer(told.unit_id, UnitAnswer.CANNOT, told.occupation)
    match told.reply:
        case Reply.NONE:
            return said
        case Reply.ALL:
            return replace(said, answer=UnitAnswer.HAVE)
        case Reply.SOME:
            if not told.people and told.ready_by is None:
                raise Refused(Reason("which", _HOW_MANY))
            answer = UnitAnswer.HAVE if told.ready_by is None else UnitAnswer.BY
            return replace(said, answer=answer, people=told.people, ready_by=told.ready_by)


_NOT_YOURS = Text(
    "Beställningen är inte er att svara på. Stödfunktionen kan hjälpa dig.",
    "The order is not yours to answer. The support function can help you.",
)
_HOW_MANY = Text(
    "Ange hur många ni har, till vilken dag de kan vara förberedda, eller båda.",
    "Say how many you have, by which day they can be prepared, or both.",
)


# --- one occupation --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskingCase:
    """A case that asks for an occupation, as far as the visitor may see it."""

    case_id: int
    reference: str
    title: str
    start: date | None


def known_occupation(code: str) -> Occupation | None:
    """Return an occupation by its code; None for one that nobody knows."""
    found = occupation(code)
    return found if found.name.sv != code else None


def asking_cases(connection: Connection, who: SignedIn, code: str, *, today: date, ladder: Ladder) -> list[AskingCase]:
    """Return the cases that ask for an occupation and that the visitor may see, by when they begin."""
    figures = read_figures(connection, today, rules_with(ladder), [])
    which = figures.cases(FigurePart((Name.ASKING,), YEAR_OF_DEMAND, key=code))
    columns = (_case.c.id, _case.c.reference, _case.c.title, begins())
    query = select(*columns).where(which, seen_by(who)).order_by(begins(), _case.c.reference_key).limit(MOST_CASES)
    return [AskingCase(*row) for row in connection.execute(query)]


# --- the calendar ----------------------------------------------------------------------------------------------------


class EntryKind(StrEnum):
    """What a day of the calendar is about, in the order in which a day tells it."""

    ANSWER = auto()
    BEGIN = auto()
    READY = auto()
    START = auto()


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day with what falls on it."""

    day: date
    entries: tuple[tuple[EntryKind, Text], ...]


def calendar_days(
    connection: Connection, who: SignedIn, first: date, last: date, *, today: date, ladder: Ladder
) -> list[CalendarDay]:
    """Return every day from the first to the last with the starts, the last days to begin, and the unit's own days."""
    figures = read_figures(connection, today, rules_with(ladder), [])
    found: dict[date, list[tuple[EntryKind, Text]]] = {}
    entries = [*_starts(figures, first, last), *_begins(figures, first, last, ladder.days)]
    if may_answer(who):
        entries += _own_days(connection, who, first, last, today=today, days=ladder.days)
    for day, kind, text in sorted(entries, key=lambda one: (one[0], list(EntryKind).index(one[1]), one[2].sv)):
        found.setdefault(day, []).append((kind, text))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [CalendarDay(day, tuple(found.get(day, ()))) for day in days]


_Entry = tuple[date, EntryKind, Text]


def _starts(figures: Figures, first: date, last: date) -> Iterator[_Entry]:
    part = FigurePart((Name.WANTED,), YEAR_OF_DEMAND, since=first, until=last)
    for one in figures.sums(part, by=("key", "day")):
        if one.day is not None:
            yield one.day, EntryKind.START, _STARTS.fill(number=int(one.amount), name=name_of(one.key))


def _begins(figures: Figures, first: date, last: date, days: Days) -> Iterator[_Entry]:
    """Yield the last days to begin preparing people, of starts that lack any: each occupation looks ahead its time."""
    missing: dict[tuple[str, date], float] = {}
    for code in {one.key for one in figures.sums(FigurePart((Name.WANTED,), YEAR_OF_DEMAND), by=("key",))}:
        months = months_for(code, days.preparation)
        if not months:
            continue
        since, until = (months_after(day, int(months)) for day in (first, last))
        part = FigurePart(
            (Name.WANTED, Name.HAVE, Name.BY), YEAR_OF_DEMAND, key=code, since=since, until=until + _A_MONTH
        )
        for one in figures.sums(part, by=("name", "key", "day")):
            if one.day is not None:
                sign = 1 if one.name == Name.WANTED else -1
                missing[code, one.day] = missing.get((code, one.day), 0) + sign * one.amount
    for (code, start), number in missing.items():
        begin = lead_time(start, months_for(code, days.preparation) or 0, name_of(code), assessing=0).begin_by
        if number > 0 and first <= begin <= last:
            yield begin, EntryKind.BEGIN, _BEGIN.fill(number=int(number), name=name_of(code), start=start)


_A_MONTH = timedelta(days=40)


def _own_days(
    connection: Connection, who: SignedIn, first: date, last: date, *, today: date, days: Days
) -> Iterator[_Entry]:
    for one in _open_orders(connection, who, today, days, None):
        if first <= one.due <= last:
            yield one.due, EntryKind.ANSWER, _ANSWER.fill(number=one.order.number, name=one.occupation)
    c = _order.c
    which = (c.answer == UnitAnswer.BY, c.ready_by >= first, c.ready_by <= last, _own(who))
    for day, code, number, people in connection.execute(
        select(c.ready_by, c.occupation, c.number, c.people).where(*which)
    ):
        yield day, EntryKind.READY, _READY.fill(number=people or number, name=name_of(code))


_STARTS = Text("{number} börjar: {name}", "{number} begin: {name}")
_BEGIN = Text(
    "Sista dag att börja förbereda {number} till {start:plain}: {name}",
    "Last day to begin preparing {number} for {start:plain}: {name}",
)
_ANSWER = Text("Svara: {number}, {name}", "Answer: {number}, {name}")
_READY = Text("Ska vara förberedda: {number}, {name}", "To be prepared: {number}, {name}")


# --- as a workbook ---------------------------------------------------------------------------------------------------

STANDING_LABELS = {
    DemandStanding.MET: Text("klart", "met"),
    DemandStanding.TOO_LATE: Text("för sent att utbilda", "too late to train"),
    DemandStanding.WAITING: Text("svar saknas", "not answered"),
    DemandStanding.UNASKED: Text("ingen enhet tillfrågad", "no unit asked"),
    DemandStanding.SHORT: Text("deltagare saknas", "people lacking"),
}


def workbook_rows(view: DemandView, language: str) -> tuple[tuple[str, ...], list[list[Value]]]:
    """Return the heading and the rows of a workbook with the whole table."""
    rows: list[list[Value]] = []
    for one in view.lines:
        told = one.positions
        counts = (told.cases, told.unsaid, told.wanted, told.have, told.by, told.waiting, told.cannot, told.unasked)
        standing = capital(STANDING_LABELS[one.standing]).in_(language)
        rows.append([one.occupation, one.name.in_(language), one.month, *counts, one.missing, standing])
    return tuple(text.in_(language) for text in _HEAD), rows


_HEAD = (
    Text("SSYK", "SSYK"),
    Text("Yrkesgrupp", "Occupation"),
    Text("Från månad", "From month"),
    Text("Upphandlingar", "Procurements"),
    Text("Utan angivet antal", "No number given"),
    Text("Platser", "Positions"),
    Text("Deltagare finns", "People there"),
    Text("Deltagare förbereds", "People prepared"),
    Text("Väntar på svar", "Not answered"),
    Text("Svar nej", "Answered no"),
    Text("Ingen tillfrågad", "Nobody asked"),
    Text("Saknas", "Missing"),
    Text("Läge", "Standing"),
)
