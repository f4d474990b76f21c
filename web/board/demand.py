"""Demand: the orders that a labour-market unit answers in place, positions by occupation and month, the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from desk.access import AccountRole, Deed
from desk.demand_view import (
    STANDING_LABELS,
    YEAR,
    Chart,
    DemandStanding,
    DemandView,
    EntryKind,
    OpenOrder,
    Reply,
    TypedReply,
    asking_cases,
    calendar_days,
    demand_view,
    known_occupation,
    may_answer,
    month_label,
    name_of,
    reply_to,
    workbook_rows,
)
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from models.casefile import CaseChanged
from models.installation.secret import secret_of
from models.occupations.words import answer_told
from models.refusals import Refused
from models.storage.database import reading
from notifications import workbook
from notifications.calendar import feed
from notifications.invitations.links import Purpose
from states.law.calendar import LAST_DAY, closed_because, months_after
from states.records.demand import AnswerRefused
from states.text import MONTHS, WEEKDAYS, Text, capital, in_sentence
from web.board.frame import Answer, BoardPage, FileMade, LeadsOn, NotFound, PageMade, Visit
from web.board.steps import StepAddress
from web.links.page import Typed

DONE, SAVED = "klart", "svar"
MOST_DIGITS, MOST_PLANNED = 5, 60
STATES = {
    DemandStanding.MET: "done",
    DemandStanding.TOO_LATE: "late",
    DemandStanding.WAITING: "wait",
    DemandStanding.UNASKED: "stop",
    DemandStanding.SHORT: "later",
}
"""The shape and colour of each standing, beside its word."""
REPLIES = {"alla": Reply.ALL, "nagra": Reply.SOME, "nej": Reply.NONE}
KINDS = {
    EntryKind.ANSWER: "today",
    EntryKind.BEGIN: "late",
    EntryKind.READY: "wait",
    EntryKind.START: "done",
}


@dataclass(frozen=True, slots=True)
class _Wrong:
    """An answer that could not be stored: to which order, what was typed, and why."""

    key: tuple[int, int, str]
    typed: Typed
    problems: tuple[Text, ...]


def _ladder(visit: Visit) -> Ladder:
    return ladder_in_force(visit.settings)


# --- the page --------------------------------------------------------------------------------------------------------


def _show(visit: Visit, connection: Connection) -> Answer:
    return _page(visit, connection, None)


def _page(visit: Visit, connection: Connection, wrong: _Wrong | None) -> PageMade:
    view = demand_view(connection, visit.who, today=visit.today, ladder=_ladder(visit))
    values = _values(visit, view, wrong) | {"lead": _lead(view), "to_answer": _to_answer(view).in_(visit.language)}
    values["planned"] = view.planned[:MOST_PLANNED]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong is not None else HTTPStatus.OK
    return PageMade("demand.html", values, status)


def _values(visit: Visit, view: DemandView, wrong: _Wrong | None) -> dict[str, Any]:
    tallest = max((bar.wanted for chart in view.charts for bar in chart.bars), default=1)
    return {
        "view": view,
        "orders": [_order(visit, one, wrong) for one in view.orders],
        "answers": may_answer(visit.who),
        "answered": [(one, str(StepAddress(one.case_id, Purpose.DEMAND, on_to="behov"))) for one in view.answered],
        "charts": [_drawn(visit, one, tallest) for one in view.charts],
        "standing": {one: capital(text).in_(visit.language) for one, text in STANDING_LABELS.items()},
        "states": STATES,
        "month": lambda month: month_label(month).in_(visit.language),
        "named": lambda code: name_of(code).in_(visit.language),
        "said": lambda order: capital(answer_told(order)).in_(visit.language),
        "saved": visit.query.get(DONE) == SAVED,
        "years": _years(visit),
        "see_cases": visit.may(Deed.SEE_CASE),
        "of_unit": visit.who.role is AccountRole.LABOUR_MARKET,
    }


def _lead(view: DemandView) -> Mapping[str, int]:
    year = view.in_year
    return {"wanted": year.wanted, "missing": year.wanted - year.have - year.by}


def _to_answer(view: DemandView) -> Text:
    """Return in words how many orders wait for an answer, and how many of them are pressing."""
    if not view.waiting:
        return _NO_ORDERS
    told = _ONE_ORDER if view.waiting == 1 else _ORDERS.fill(number=view.waiting)
    pressing = sum(one.due <= view.today for one in view.orders)
    return _PRESSING.fill(told=told, number=pressing) if pressing else _WAITS.fill(told=told)


_NO_ORDERS = Text("Ingen beställning väntar på svar.", "No order waits for an answer.")
_ONE_ORDER = Text("1 beställning att svara på", "1 order to answer")
_ORDERS = Text("{number} beställningar att svara på", "{number} orders to answer")
_PRESSING = Text("{told}, {number} i dag eller försenade.", "{told}, {number} today or overdue.")
_WAITS = Text("{told}.", "{told}.")


def _years(visit: Visit) -> str:
    """Return the year ahead in words: "december 2026–november 2027"."""
    first = visit.today.replace(day=1)
    last = months_after(first, YEAR - 1)
    return "–".join(month_label(f"{day:%Y-%m}").in_(visit.language) for day in (first, last))


def _order(visit: Visit, one: OpenOrder, wrong: _Wrong | None) -> Mapping[str, Any]:
    """Return an order as the page shows it: how pressing it is, what is wanted, and what was typed wrongly."""
    key = (one.case_id, one.order.unit_id, one.order.occupation)
    mine = wrong if wrong is not None and wrong.key == key else None
    late = one.lead is not None and one.lead.too_late(visit.today)
    pressing = "late" if late or one.due < visit.today else "today" if one.due == visit.today else "later"
    return {
        "of": one,
        "id": "-".join(map(str, key)),
        "late": late,
        "pressing": pressing,
        "overdue": one.due < visit.today,
        "heading": _heading(one).in_(visit.language),
        "problems": [text.in_(visit.language) for text in mine.problems] if mine else [],
        "typed": mine.typed if mine else {},
        "unit": one.unit if visit.who.role is AccountRole.SUPPORT else "",
    }


def _heading(one: OpenOrder) -> Text:
    order = one.order
    what = _NUMBERED.fill(number=order.number, name=in_sentence(one.occupation)) if order.number else one.occupation
    return _FROM.fill(what=what, month=month_label(f"{order.planned_start:%Y-%m}")) if order.planned_start else what


_NUMBERED = Text("{number} platser: {name}", "{number} positions: {name}")
_FROM = Text("{what}, från {month}", "{what}, from {month}")


# --- charts: figures in, points out; colours are classes -------------------------------------------------------------

WIDE, TALL, BASE, STEP, THICK = 312, 128, 100, 26, 16
_HIGHEST, _PER_POSITION = 80, 7.5


def _drawn(visit: Visit, chart: Chart, tallest: int) -> Mapping[str, Any]:
    """Return a chart as points: `late` is the width that is too late to train for, each bar x, y and heights."""
    each = min(_PER_POSITION, _HIGHEST / tallest)
    first = visit.today.replace(day=1)
    initials = [MONTHS[visit.language][months_after(first, number).month - 1][0].upper() for number in range(YEAR)]
    bars = [
        {
            "x": bar.month * STEP + (STEP - THICK) / 2,
            "middle": bar.month * STEP + STEP / 2,
            "y": round(BASE - bar.wanted * each, 1),
            "height": round(bar.wanted * each, 1),
            "yes_y": round(BASE - bar.yes * each, 1),
            "yes": round(bar.yes * each, 1),
            "label": f"{bar.yes}/{bar.wanted}{'!' if bar.late else ''}",
            "late": bar.late,
        }
        for bar in chart.bars
    ]
    return {"of": chart, "late": round(chart.late * STEP, 1), "bars": bars, "initials": list(enumerate(initials))}


# --- answering -------------------------------------------------------------------------------------------------------


def _act(visit: Visit) -> Answer:
    try:
        with reading(visit.engine) as connection:
            told = _told(visit.sent, visit)
            reply_to(visit.engine, connection, visit.who, told, today=visit.today)
    except (AnswerRefused, CaseChanged) as refused:
        return _again(visit, refused.text)
    except Refused as refused:
        if visit.sent.get("svar") != "nagra":
            raise
        return _again(visit, *(reason.text for reason in refused.reasons))
    return LeadsOn("behov", {DONE: SAVED})


def _told(sent: Typed, visit: Visit) -> TypedReply:
    case_id, unit_id, code = _key(sent)
    reply = REPLIES.get(sent.get("svar", ""))
    if reply is None:
        raise NotFound
    people, day = sent.get("antal", "").strip(), sent.get("till", "").strip()
    if reply is not Reply.SOME:
        return TypedReply(case_id, unit_id, code, reply)
    if people and not (people.isascii() and people.isdecimal() and len(people) <= MOST_DIGITS and int(people)):
        raise Refused(_WHOLE_NUMBER)
    try:
        ready_by = date.fromisoformat(day) if day else None
    except ValueError:
        raise Refused(_WHICH_DAY.fill(day=visit.today)) from None
    return TypedReply(case_id, unit_id, code, reply, int(people or 0), ready_by)


def _key(sent: Typed) -> tuple[int, int, str]:
    case_id, unit_id = sent.get("arende", ""), sent.get("enhet", "")
    if not all(number.isascii() and number.isdecimal() and len(number) < 10 for number in (case_id, unit_id)):
        raise NotFound
    return int(case_id), int(unit_id), sent.get("yrke", "")


def _again(visit: Visit, *problems: Text) -> Answer:
    wrong = _Wrong(_key(visit.sent), visit.sent, problems)
    return visit.read(lambda connection: _page(visit, connection, wrong))


_WHOLE_NUMBER = Text("Skriv antalet som ett heltal, till exempel 4.", "Write the number as a whole number, such as 4.")
_WHICH_DAY = Text("Skriv dagen så här: {day:iso}.", "Write the day like this: {day:iso}.")


# --- one occupation, workbook ----------------------------------------------------------------------------------------


def _occupation(visit: Visit, connection: Connection) -> Answer:
    code = visit.place.get("yrke", "")
    if code != UNSAID and known_occupation(code) is None:
        raise NotFound
    code = "" if code == UNSAID else code
    ladder = _ladder(visit)
    view = demand_view(connection, visit.who, today=visit.today, ladder=ladder, code=code)
    cases = asking_cases(connection, visit.who, code, today=visit.today, ladder=ladder)
    values = _values(visit, view, None) | {"name": name_of(code).in_(visit.language), "code": code, "cases": cases}
    return PageMade("demand_occupation.html", values)


UNSAID = "ej-angivet"
"""Of the path: people that no occupation is said for."""


def _workbook(visit: Visit, connection: Connection) -> Answer:
    view = demand_view(connection, visit.who, today=visit.today, ladder=_ladder(visit))
    name = Text("Behov", "Demand").in_(visit.language)
    content = workbook.write([(name, *workbook_rows(view, visit.language))])
    return FileMade(f"{name.lower()}-{visit.today}.xlsx", content, workbook.MEDIA_TYPE)


# --- the calendar ----------------------------------------------------------------------------------------------------


def _calendar(visit: Visit, connection: Connection) -> Answer:
    week = visit.query.get("vecka", "")
    first, last = _week(week, visit.today) if week else _month(visit.query.get("manad", ""), visit.today)
    grid_first, grid_last = first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())
    ladder = _ladder(visit)
    days = calendar_days(connection, visit.who, grid_first, grid_last, today=visit.today, ladder=ladder)
    shown = [
        {
            "day": one.day,
            "inside": first <= one.day <= last,
            "today": one.day == visit.today,
            "closed": _closed(one.day, visit.language),
            "weekday": WEEKDAYS[visit.language][one.day.weekday()],
            "entries": [(KINDS[kind], text.in_(visit.language)) for kind, text in one.entries],
        }
        for one in days
    ]
    values = {
        "weeks": [(f"{shown[at]['day']:%G-W%V}", shown[at : at + 7]) for at in range(0, len(shown), 7)],
        "weekdays": WEEKDAYS[visit.language],
        "by_week": bool(week),
        "heading": _called(first, by_week=bool(week)).in_(visit.language),
        "before": _period(first - timedelta(days=1), by_week=bool(week)),
        "after": _period(last + timedelta(days=1), by_week=bool(week)),
        "other": _period(max(first, min(visit.today, last)), by_week=not week),
        "feed": _feed(visit),
        "empty": not any(one["entries"] for one in shown if one["inside"]),
    }
    return PageMade("demand_calendar.html", values)


def _closed(day: date, language: str) -> str:
    """Return which holiday a day is; "" for an ordinary one, and for Saturdays and Sundays that are no other."""
    because = closed_because(day) if day.weekday() < SATURDAY else None
    return because.in_(language) if because is not None else ""


SATURDAY = 5
_FARTHEST = 5 * 366


def _month(asked: str, today: date) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else today.replace(day=1)
    except ValueError:
        raise NotFound from None
    return _within(first, months_after(first, 1) - timedelta(days=1) if first.year < LAST_DAY.year else first, today)


def _week(asked: str, today: date) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{asked}-1")
    except ValueError:
        raise NotFound from None
    return _within(first, first + timedelta(days=6), today)


def _within(first: date, last: date, today: date) -> tuple[date, date]:
    if abs((first - today).days) > _FARTHEST:
        raise NotFound
    return first, last


def _called(first: date, *, by_week: bool) -> Text:
    if by_week:
        return Text("Vecka {week}, {month}", "Week {week}, {month}").fill(
            week=f"{first:%V}".lstrip("0"), month=month_label(f"{first + timedelta(days=3):%Y-%m}")
        )
    return capital(month_label(f"{first:%Y-%m}"))


def _period(day: date, *, by_week: bool) -> str:
    return f"vecka={day:%G-W%V}" if by_week else f"manad={day:%Y-%m}"


def _feed(visit: Visit) -> str:
    """Return the address of the visitor's own calendar, from here where ours is not known; "" for who has none."""
    if visit.who.person_id is None:
        return ""
    path = feed.path_of(feed.token_of(visit.who.person_id, secret=secret_of(visit.settings)))
    return f"{visit.settings.web_url.rstrip('/')}{path}" if visit.settings.web_url else f"{visit.root}{path[1:]}"


PAGES: Sequence[BoardPage] = (
    BoardPage("behov", Deed.SEE_DEMAND, _show, _act, Deed.ANSWER_DEMAND),
    BoardPage("behov/kalender", Deed.SEE_DEMAND, _calendar),
    BoardPage("behov/behov.xlsx", Deed.SEE_DEMAND, _workbook),
    BoardPage("behov/yrke/{yrke}", Deed.SEE_DEMAND, _occupation),
)
