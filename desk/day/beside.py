"""What waits for the support function beside the matters of cases: questions of imports, approvals, and lost mail."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from desk.access import SignedIn
from desk.day.groups import APPROVALS, MAILS, QUESTIONS, DayGroup
from desk.day.mine import Mine, to_be_taken_by
from desk.day.rows import (
    TODAY,
    DayRow,
    OfCase,
    ToMail,
    ToOverride,
    ToQuestion,
    button_of,
    of_case,
    short_date,
    state_on,
)
from desk.labels import reason_label, state_label
from exchange.notices.questions import OpenQuestion, open_by_day, open_questions
from models.casestore import load_some
from models.overrides.approvals import Request, person_of, requests
from models.queries.directory import names
from models.queries.messages import TROUBLED, MessageLine, message_counts, messages
from notifications.delivery.problems import explain
from states.processes.risks import RISKS
from states.text import Text, one_line


@dataclass(frozen=True, slots=True)
class Beside:
    """A part of another kind: how many rows it has, by the day that they are shown under, and how some are made."""

    days: Mapping[date | None, int]
    rows: Callable[[slice], tuple[DayRow, ...]]


def beside(connection: Connection, who: SignedIn, mine: Mine, today: date) -> dict[DayGroup, Beside]:
    """Return the parts of other kinds that a reader has: managers have approvals, the support function all of them."""
    if not (mine.supports or mine.manages):
        return {}
    found = {APPROVALS: _approvals(connection, who, today)}
    if mine.supports:
        found |= {QUESTIONS: _questions(connection, who, today), MAILS: _mails(connection, who, today)}
    return found


# --- questions of imports --------------------------------------------------------------------------------------------


def _questions(connection: Connection, who: SignedIn, today: date) -> Beside:
    days: Counter[date | None] = Counter()
    for asked_on, number in open_by_day(connection).items():
        days[to_be_taken_by(asked_on, None, today)] += number

    def made(window: slice) -> tuple[DayRow, ...]:
        some = open_questions(connection, limit=window.stop)[window] if window.stop else []
        return tuple(_question(one, who, today) for one in some)

    return Beside(days, made)


def _question(one: OpenQuestion, who: SignedIn, today: date) -> DayRow:
    language, day = who.language, to_be_taken_by(one.asked_on, None, today)
    target = ToQuestion(one.number)
    notice = _NOTICE.fill(title=one_line(one.mine.title), number=one.mine.number) if one.mine.number else None
    return DayRow(
        state=state_on(day, today)[0],
        heading=one.text.in_(language).rstrip("."),
        case=OfCase(one.other_id, one.other.title, one.other.reference),
        target=target,
        button=button_of(target).in_(language),
        day=day,
        note=_READ.fill(day=_short(one.asked_on)).in_(language),
        why=(notice.in_(language),) if notice else (),
    )


# --- overrides that wait for a second person -------------------------------------------------------------------------


def _approvals(connection: Connection, who: SignedIn, today: date) -> Beside:
    waiting = [one for one in requests(connection) if person_of(one.asked_by) != who.person_id]

    def made(window: slice) -> tuple[DayRow, ...]:
        some = waiting[window]
        cases = {case.id: case for case in load_some(connection, sorted({one.case_id for one in some}))}
        asking = names(connection, {number for one in some if (number := person_of(one.asked_by))})
        return tuple(
            _approval(one, of_case(who, cases[one.case_id]), asking.get(person_of(one.asked_by) or 0, ""), who)
            for one in some
            if one.case_id in cases
        )

    return Beside(Counter[date | None]({today: len(waiting)}) if waiting else {}, made)


def _approval(one: Request, case: OfCase, name: str, who: SignedIn) -> DayRow:
    language, target = who.language, ToOverride(one.case_id, one.id)
    now, then = (state_label(one.process, state) for state in (one.source, one.target))
    reasons = [
        _FROM_TO.fill(now=now, then=then),
        _BECAUSE.fill(reason=reason_label(one.process, one.reason)),
        *(risk.text for risk in RISKS if risk.name in one.risks),
    ]
    return DayRow(
        state=TODAY,
        heading=(_ASKS.fill(name=name) if name else _ASKED).in_(language),
        case=case,
        target=target,
        button=button_of(target).in_(language),
        note=_ASKED_ON.fill(day=_short(one.asked_on)).in_(language),
        why=tuple(one_line(text.in_(language)) for text in reasons),
        excepted=True,
    )


# --- mail that did not arrive ----------------------------------------------------------------------------------------


def _mails(connection: Connection, who: SignedIn, today: date) -> Beside:
    number = sum(message_counts(connection, TROUBLED).values())

    def made(window: slice) -> tuple[DayRow, ...]:
        some = messages(connection, states=TROUBLED, limit=window.stop)[window] if window.stop else []
        return tuple(_mail(one, who) for one in some)

    return Beside(Counter[date | None]({today: number}) if number else {}, made)


def _mail(one: MessageLine, who: SignedIn) -> DayRow:
    language, target = who.language, ToMail(one.id)
    reasons = [_ABOUT.fill(subject=one_line(one.subject)), *([explain(one.problem)] if one.problem else [])]
    return DayRow(
        state=TODAY,
        heading=_LOST.fill(recipient=one.recipient).in_(language),
        case=None,
        target=target,
        button=button_of(target).in_(language),
        note=_MAILED.fill(day=_short(one.day)).in_(language),
        why=tuple(one_line(text.in_(language)) for text in reasons),
    )


def _short(day: date) -> Text:
    return Text(short_date(day, "sv"), short_date(day, "en"))


_READ = Text("inläst {day}", "read {day}")
_NOTICE = Text("Annonsen ”{title}” ({number}).", "The notice “{title}” ({number}).")
_ASKS = Text("{name} ber dig pröva ett undantag", "{name} asks you to look at an override")
_ASKED = Text("Pröva ett undantag", "Look at an override")
_ASKED_ON = Text("begärt {day}", "asked {day}")
_FROM_TO = Text("Från ”{now}” till ”{then}”.", "From “{now}” to “{then}”.")
_BECAUSE = Text("Skäl: {reason}.", "Reason: {reason}.")
_LOST = Text("Mejlet till {recipient} kom inte fram", "The mail to {recipient} did not arrive")
_ABOUT = Text("Det heter ”{subject}”.", "It is called “{subject}”.")
_MAILED = Text("skickat {day}", "sent {day}")
