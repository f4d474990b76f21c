"""The page of the day: what the reader has to do, with the one step for each, and whom they wait for."""

from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import Deed
from desk.day.groups import GROUPS, STEP_WORDS
from desk.day.my_day import OF_GROUP, WAITS_KEY, MyDay, my_day
from desk.day.reminding import ReminderMeant, meant, remind
from desk.day.rows import Target, ToCase, ToMail, ToOverride, ToQuestion, ToReminder, ToStep, short_date
from matters.ladder_file import ladder_in_force
from matters.quiet_times import time_of
from models.casefile import CaseFile
from models.storage.database import reading
from notifications.invitations.links import Purpose
from states.refusal import Refusal
from states.text import MONTHS, WEEKDAYS, Text, lower_first
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, PageMade, Visit
from web.board.steps import ABOUT, DONE, PART, StepAddress

TODAY = "idag"
WHOLE, ONLY, PAGE = "alla", "grupp", "sida"
"""Of the query: that all of the support function's is shown, the one part that is, and its page."""
PROCESS, GOES_ON = "i", "dag"
"""Of the query: the process that waits, and the day on which a reminder goes."""
REMINDED = "paminnelse"
_KEYS = frozenset({group.key for group in GROUPS} | {WAITS_KEY})


def _show(visit: Visit, connection: Connection) -> Answer:
    only = visit.query.get(ONLY, "")
    if only and only not in _KEYS:
        raise NotFound
    page = _page(visit)
    ladder, whole = ladder_in_force(visit.settings), bool(visit.query.get(WHOLE))
    found = my_day(connection, visit.who, today=visit.today, ladder=ladder, whole=whole, only=only, page=page)
    if found is None:
        return PageMade("today_nothing.html", {"heading": _weekday(visit), "here": TODAY})
    return PageMade("today.html", _values(visit, found, only))


def _values(visit: Visit, found: MyDay, only: str) -> dict[str, Any]:
    return {
        "found": found,
        "heading": _weekday(visit),
        "only": only,
        "size": OF_GROUP,
        "waits": WAITS_KEY,
        "link": lambda target: visit.root + address(target),
        "short": lambda day: _short(day, visit),
        "query": lambda **changed: _query(visit, **changed),
        "said": _done(visit),
        "call": called,
    }


def address(target: Target) -> str:
    """Return where a target is, from the root."""
    match target:
        case ToStep(case_id, purpose, about):
            return str(StepAddress(case_id, purpose, about, TODAY))
        case ToReminder(case_id, process, about):
            asked = {PROCESS: process} | ({ABOUT: about} if about else {})
            return f"{TODAY}/paminnelse/{case_id}?{urlencode(asked)}"
        case ToQuestion(number):
            return f"register/inlasningar/fragor/{number}"
        case ToOverride(case_id, number):
            return f"arenden/{case_id}/undantag/{number}"
        case ToMail(number):
            return f"register/meddelanden/{number}"
        case ToCase(case_id):
            return f"arenden/{case_id}"


def called(phone: str) -> str:
    """Return a phone number as a link dials it: Swedish ones with the number of the country."""
    digits = "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
    return f"+46{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits


def _page(visit: Visit) -> int:
    asked = visit.query.get(PAGE, "1")
    if not (asked.isascii() and asked.isdecimal() and int(asked[:_DIGITS]) > 0 and len(asked) < _DIGITS):
        raise NotFound
    return int(asked)


_DIGITS = 6


def _query(visit: Visit, **changed: str | int) -> str:
    """Return the query of the page with something changed; "" leaves it out."""
    kept = {WHOLE: visit.query.get(WHOLE, "")} | {name: str(value) for name, value in changed.items()}
    told = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(told)}" if told else ""


def _weekday(visit: Visit) -> str:
    today, language = visit.today, visit.language
    name, month = WEEKDAYS[language][today.weekday()], MONTHS[language][today.month - 1]
    return f"{name.capitalize()} {today.day} {month}"


def _short(day: date, visit: Visit) -> str:
    name = WEEKDAYS[visit.language][day.weekday()][:3].capitalize()
    return f"{name} {short_date(day, visit.language)}"


def _done(visit: Visit) -> str:
    """Return what was done just now, in words; "" where the page was simply opened."""
    done = visit.query.get(DONE, "")
    if done == REMINDED:
        day = _day(visit.query.get(GOES_ON, ""))
        return (_GOES_LATER.fill(day=day) if day else _GOES_NOW).in_(visit.language)
    return STEP_WORDS[Purpose(done)].done.in_(visit.language) if done in set(Purpose) else ""


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


_GOES_NOW = Text(
    "Påminnelsen är skriven och går med nästa utskick. Det står i ärendets journal.",
    "The reminder is written and goes with the next delivery. The journal of the case says so.",
)
_GOES_LATER = Text(
    "Påminnelsen är antecknad och går {day}. Det står i ärendets journal.",
    "The reminder is noted and goes on {day}. The journal of the case says so.",
)


# --- reminding -------------------------------------------------------------------------------------------------------


def _show_reminder(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection, Deed.ACT_ON_CASE)
    try:
        found = meant(
            connection,
            case,
            visit.query.get(PROCESS, ""),
            visit.query.get(ABOUT, ""),
            by=visit.who.actor,
            today=visit.today,
            at=time_of(visit.today, visit.now),
            ladder=ladder_in_force(visit.settings),
        )
    except Refusal as refused:
        return _reminder_page(visit, case, None, refused)
    return _reminder_page(visit, case, found, None)


def _reminder_page(
    visit: Visit, case: CaseFile, found: ReminderMeant | None, refused: Refusal | None, *, sent: bool = False
) -> PageMade:
    asked = {name: value for name, value in visit.query.items() if name in {PROCESS, ABOUT} and value}
    values = {
        "case": case,
        "meant": found,
        "goes": _goes(visit, found) if found else "",
        "what": lower_first(found.matter.heading.in_(visit.language)) if found else "",
        "refused": [reason.text.in_(visit.language) for reason in refused.reasons] if refused else [],
        "action": f"{visit.root}{visit.path}?{urlencode(asked)}",
        "sent": sent,
    }
    template = "today_reminder_part.html" if visit.query.get(PART) else "today_reminder.html"
    return PageMade(template, values, HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK)


def _goes(visit: Visit, found: ReminderMeant) -> str:
    if found.after_hours:
        return _AFTER_HOURS.in_(visit.language)
    return (_AT_ONCE if found.goes_on == visit.today else _ON_A_DAY.fill(day=found.goes_on)).in_(visit.language)


_AT_ONCE = Text("Mejlet går i dag, med nästa utskick.", "The mail goes today, with the next delivery.")
_AFTER_HOURS = Text(
    "Mejlet går när den tysta tiden är slut, eftersom hen ska lämnas i fred just nu.",
    "The mail goes when the quiet hours are over, since the reader is to be left in peace now.",
)
_ON_A_DAY = Text(
    "Mejlet går {day}, för före dess skickas inga påminnelser.",
    "The mail goes on {day}, for no reminders are sent before.",
)


def _act_reminder(visit: Visit) -> Answer:
    with reading(visit.engine) as connection:
        case = visit.case(connection, Deed.ACT_ON_CASE)
    try:
        found = remind(
            visit.engine,
            case.id,
            visit.query.get(PROCESS, ""),
            visit.query.get(ABOUT, ""),
            by=visit.who.actor,
            today=visit.today,
            at=time_of(visit.today, visit.now),
            settings=visit.settings,
        )
    except Refusal as refused:
        return _reminder_page(visit, case, None, refused, sent=True)
    later = found.goes_on != visit.today
    return LeadsOn(TODAY, {DONE: REMINDED} | ({GOES_ON: found.goes_on.isoformat()} if later else {}))


PAGES = (
    BoardPage(TODAY, Deed.SEE_TODAY, _show),
    BoardPage(f"{TODAY}/paminnelse/{{case_id}}", Deed.SEE_TODAY, _show_reminder, _act_reminder, Deed.ACT_ON_CASE),
)
