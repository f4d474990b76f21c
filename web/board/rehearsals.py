"""Trying what would come of a case: events are chosen, each some days from today, and a copy of the case lives on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection

from desk.access import Deed
from desk.labels import state_label, track_label, value_label
from desk.lanes.case_lanes import lanes
from desk.lanes.imagining import imagined
from desk.lateness import short_day
from desk.rehearsable import QUESTIONS, choices, planned
from desk.rehearsal import LineKind, Rehearsal, RehearsalLine, rehearse
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import reading
from states.facts import Role
from states.law.calendar import months_after
from states.refusal import Refusal, Unreadable
from states.text import Text, capital, pair
from web.board.frame import Answer, BoardPage, PageMade, Visit
from web.board.picture.view import Picture, pictured
from web.links.page import Typed

ROWS, MONTHS = 4, 6
MOST_MONTHS = 24
MOST_LINES = 200
EVENT, DAYS, AHEAD, QUESTION = "vad", "dagar", "manader", "fall"
_NAMES = {"event": EVENT, "days": DAYS, "ahead": AHEAD}


def _show(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection, Deed.REHEARSE)
    question = QUESTIONS.get(visit.query.get(QUESTION, ""))
    if question is None:
        return _page(visit, case, {})
    typed = {f"{EVENT}-{row}": key for row, (key, _) in enumerate(question.events)}
    typed |= {f"{DAYS}-{row}": str(days) for row, (_, days) in enumerate(question.events)}
    return _page(visit, case, typed | {AHEAD: str(MONTHS + 3)})


def _act(visit: Visit) -> Answer:
    def played(connection: Connection) -> Answer:
        case = visit.case(connection, Deed.REHEARSE)
        try:
            return _page(visit, case, visit.sent, played=_played(visit, case))
        except Refusal as refused:
            return _page(visit, case, visit.sent, refused=[one.text for one in refused.reasons])

    return visit.read(played)


def _played(visit: Visit, case: CaseFile) -> Rehearsal:
    """Return the rehearsal that the form asks for; raise a Refusal for what cannot be rehearsed."""
    months = _number(visit.sent.get(AHEAD, ""), _HOW_LONG)
    if not 1 <= months <= MOST_MONTHS:
        raise Refused(_HOW_LONG)
    rows = [(visit.sent.get(f"{EVENT}-{row}", ""), visit.sent.get(f"{DAYS}-{row}", "")) for row in range(ROWS)]
    chosen = [(key, _number(days, _HOW_MANY)) for key, days in rows if key]
    until = months_after(visit.today, months)
    events = planned(chosen, visit.today)
    return rehearse(
        visit.engine, case.reference, today=visit.today, until=until, events=events, settings=visit.settings
    )


def _number(text: str, otherwise: Text) -> int:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text) < _DIGITS):
        raise Refused(otherwise)
    return int(text)


_DIGITS = 6
_HOW_LONG = Text(
    "Skriv hur många månader framåt du vill se: 1 till {most}.", "Write how many months ahead to look: 1 to {most}."
).fill(most=str(MOST_MONTHS))
_HOW_MANY = Text("Skriv om hur många dagar det händer.", "Write in how many days it happens.")


@dataclass(frozen=True, slots=True)
class _LineShown:
    """A line of a rehearsal as it stands in the table: its day, the sign and word of its kind, and what it says."""

    on: str
    kind: str
    word: str
    what: str
    who: str
    details: Sequence[str]


_KINDS: Mapping[LineKind, tuple[str, Text]] = {
    LineKind.EVENT: ("today", Text("händer", "happens")),
    LineKind.MOVE: ("done", Text("läget ändras", "the state changes")),
    LineKind.REFUSED: ("stop", Text("går inte", "cannot be")),
    LineKind.MAIL: ("wait", Text("mejl", "mail")),
    LineKind.DEADLINE: ("later", Text("sista dag", "last day")),
}
_SYSTEM = Text("systemet", "the system")


def _line(visit: Visit, line: RehearsalLine) -> _LineShown:
    language = visit.language
    sign, word = _KINDS[line.kind]
    who = _SYSTEM if line.about.get("by") == Role.CLOCK else line.who
    details = line.details if line.kind is LineKind.REFUSED or len(line.details) > 1 else ()
    return _LineShown(
        short_day(line.on, visit.today).in_(language),
        sign,
        word.in_(language),
        capital(_what(line)).in_(language),
        who.in_(language),
        [one.in_(language) for one in details],
    )


def _what(line: RehearsalLine) -> Text:
    """Return what a line says, with the word that goes with the day of a milestone."""
    if not line.about.get("value"):
        return line.what
    return pair(line.what, value_label(line.about["milestone"], line.about["value"]))


def _page(
    visit: Visit, case: CaseFile, typed: Typed, *, played: Rehearsal | None = None, refused: Sequence[Text] = ()
) -> PageMade:
    values: Mapping[str, Any] = {
        "case": case,
        "questions": [(name, one.label) for name, one in QUESTIONS.items()],
        "choices": list(choices().items()),
        "rows": ROWS,
        "typed": {AHEAD: str(MONTHS), **typed},
        "names": _NAMES,
        "played": played,
        "refused": refused,
        "lines": [_line(visit, one) for one in played.lines[:MOST_LINES]] if played else [],
        "rest": max(len(played.lines) - MOST_LINES, 0) if played else 0,
        "open": [_line(visit, one) for one in played.open] if played else [],
        "states": [(capital(track_label(*one[:2])), state_label(one[0], one[2])) for one in played.states]
        if played
        else [],
        "picture": rehearsed_picture(visit, case, played) if played else None,
    }
    return PageMade("rehearsal.html", values, HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK)


def rehearsed_picture(visit: Visit, case: CaseFile, played: Rehearsal) -> Picture | None:
    """Return the picture of a case with the course of a rehearsal beside it; None where no rule can read it."""
    ladder = ladder_in_force(visit.settings)
    with reading(visit.engine) as connection:
        entries = [entry for entry, _ in journal(connection, case.reference).entries]
    try:
        return pictured(imagined(lanes(case, entries, visit.today, ladder), played, ladder), visit.language)
    except Unreadable:
        return None


PAGES: tuple[BoardPage, ...] = (BoardPage("arenden/{case_id}/prova", Deed.REHEARSE, _show, _act),)
