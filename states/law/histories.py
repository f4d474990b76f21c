"""Histories of an award and its courts as text: one event a line, such as `2026-03-10 filed FR A award`.

An event is `date kind court applicant detail`, with one blank between and `-` for what it does not have; details are
joined by commas. The events of a history are a set: their order does not matter.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from states.law.acts import Act, parse_act
from states.law.courts import Court, Event, EventKind, Ruling, Target
from states.law.procedures import Channel, Chapter, Procedure, parse_procedure
from states.law.standstill import Award, SigningOutcome, Standstill, standstill
from states.refusal import Unreadable
from states.text import Text


class UnreadableEvent(Unreadable, ValueError):
    """An event, an act or a procedure that is written otherwise than it is understood."""

    def __init__(self, written: str) -> None:
        super().__init__(_UNREADABLE.fill(written=written))


_UNREADABLE = Text(
    "”{written}” kan inte läsas. En händelse skrivs som dag, slag, domstol, sökande och uppgift, till exempel"
    " ”2026-03-10 filed FR A award”; det som saknas skrivs som ett streck.",
    "“{written}” cannot be read. An event is written as day, kind, court, applicant and detail, such as"
    " “2026-03-10 filed FR A award”; what it does not have is a dash.",
)


def event_of(written: str) -> Event:
    """Return the event that a line tells; raise UnreadableEvent."""
    try:
        day, kind, *rest = written.split()
        court, applicant, detail = [*rest, *["-"] * (3 - len(rest))][:3]
        event = Event(date.fromisoformat(day), EventKind(kind), _court(court), _name(applicant))
        known = _DETAILS.get(event.kind, _NO_DETAIL)
        for word in detail.split(","):
            event = event._replace(**_told(known, word))
    except (KeyError, ValueError) as wrong:
        raise UnreadableEvent(written) from wrong
    return event


def _court(word: str) -> Court:
    return Court.FR if word == "-" else Court(word)


def _name(word: str) -> str:
    return "" if word == "-" else word


def _told(known: Mapping[str, Mapping[str, Any] | Callable[[str], Mapping[str, Any]]], word: str) -> Mapping[str, Any]:
    if word in {"-", ""}:
        return {}
    name, _, value = word.partition("=")
    told = known[name]
    return told(value) if callable(told) else told


def _until(value: str) -> Mapping[str, Any]:
    return {"until": date.fromisoformat(value)}


_NO_DETAIL: Mapping[str, Any] = {}
_NO_TEN_DAYS: dict[str, Any] = {"no_ten_days": {"ten_days": False}}
_RULINGS = {ruling.value: ruling for ruling in Ruling} | {"written_off": Ruling.WITHDRAWN}
_DETAILS: Mapping[EventKind, Mapping[str, Any]] = {
    EventKind.NOTICE: {
        "electronic": {"channel": Channel.ELECTRONIC},
        "post": {"channel": Channel.OTHER},
        "post-to-one": {"channel": Channel.OTHER},
        "other": {"channel": Channel.OTHER},
        "voluntary": {"voluntary": True},
        "stated": _until,
        "part": {},
        "last": {},
    },
    EventKind.INTENT: {"published": {}, "stated": _until},
    EventKind.EXTENSION: {
        "all": {"to_all": True},
        "one": {"to_all": False},
        "some": {"to_all": False},
        "until": _until,
    },
    EventKind.CANCELLED: {"electronic": {}, "post-to-one": {}, "other": {}, "post": {}},
    EventKind.FILED: {target.value: {"target": target} for target in Target},
    EventKind.ORDER: {"until_FR_decides": {"until_ruling": True}},
    EventKind.ORDER_LIFTED: _NO_TEN_DAYS,
    EventKind.RULING: _NO_TEN_DAYS | {word: {"ruling": ruling} for word, ruling in _RULINGS.items()},
    EventKind.REMITTED: _NO_TEN_DAYS | {f"to_{court}": {"remitted_to": court} for court in (Court.FR, Court.KR)},
}


@dataclass(frozen=True, slots=True)
class Governed:
    """An act as it is written with its chapter or its year: "LUF ch.19", "LOU 2017"."""

    act: Act | None
    chapter: Chapter = Chapter.MAIN
    begun: date | None = None


_ACT = re.compile(
    r"(?P<act>LOU|LUF|LUK|LUFS|LOV)(?:\s*(?:ch\.?|kap\.?)?\s*(?P<where>19\s?a|19|15|\d{4}))?(?:\s*kap\.?)?",
    re.IGNORECASE,
)
_CHAPTERS = {"19": Chapter.BELOW, "15": Chapter.BELOW, "19a": Chapter.DIRECT}


def governed_by(written: str) -> Governed:
    """Return the act that is meant, with its chapter; "" for an unknown one. Raise UnreadableEvent."""
    text = written.strip()
    if not text:
        return Governed(None)
    found = _ACT.fullmatch(text)
    if found is None:
        raise UnreadableEvent(written)
    act, where = parse_act(found["act"]), re.sub(r"\s", "", found["where"] or "").lower()
    if len(where) == 4:
        return Governed(act, begun=max(date(int(where), 1, 1), date(2010, 7, 15)))
    return Governed(act, _CHAPTERS.get(where, Chapter.MAIN))


_PROCEDURES: Mapping[str, Procedure] = {
    "fku-ch19": Procedure.RENEWED_COMPETITION_CH19,
    "dps-ch19": Procedure.DYNAMIC_PURCHASING_CH19,
    "dis-ch19": Procedure.DYNAMIC_PURCHASING_CH19,
    "continuous": Procedure.RENEWED_COMPETITION_CH19,
    "advertised": Procedure.SIMPLIFIED,
    "direct": Procedure.DIRECT_AWARD,
    "direct-award": Procedure.DIRECT_AWARD,
    "without-notice": Procedure.NEGOTIATED_WITHOUT_NOTICE,
    "negotiated-without-notice": Procedure.NEGOTIATED_WITHOUT_NOTICE,
    "choice-system": Procedure.FREEDOM_OF_CHOICE,
    "call-off-no-competition": Procedure.CALL_OFF,
    "call-off": Procedure.CALL_OFF,
    "concession": Procedure.CONCESSION,
    "qualification": Procedure.QUALIFICATION_SYSTEM,
    "dialogue": Procedure.COMPETITIVE_DIALOGUE,
    "framework": Procedure.OPEN,
    "single-tenderer": Procedure.OPEN,
    "one-tenderer": Procedure.OPEN,
}
"""What procedures are called in histories, beside the names that are understood everywhere."""
_SINGLE = {"single-tenderer", "one-tenderer"}
_BELOW: Mapping[Procedure, Procedure] = {
    Procedure.OPEN: Procedure.SIMPLIFIED,
    Procedure.RESTRICTED: Procedure.SIMPLIFIED,
    Procedure.NEGOTIATED: Procedure.SIMPLIFIED,
    Procedure.COMPETITIVE_DIALOGUE: Procedure.SIMPLIFIED,
    Procedure.INNOVATION_PARTNERSHIP: Procedure.SIMPLIFIED,
    Procedure.CONCESSION: Procedure.SIMPLIFIED,
    Procedure.QUALIFICATION_SYSTEM: Procedure.SIMPLIFIED,
    Procedure.RENEWED_COMPETITION: Procedure.RENEWED_COMPETITION_CH19,
    Procedure.DYNAMIC_PURCHASING_SYSTEM: Procedure.DYNAMIC_PURCHASING_CH19,
}
"""What a procedure is where the chapter on procurement below the threshold governs it."""


def procedure_of(written: str, chapter: Chapter) -> Procedure:
    """Return the procedure that is meant in a chapter of the act; raise UnreadableEvent."""
    word = written.strip().lower()
    try:
        procedure = _PROCEDURES.get(word) or parse_procedure(written)
    except ValueError as wrong:
        raise UnreadableEvent(written) from wrong
    if chapter is Chapter.DIRECT:
        return Procedure.DIRECT_AWARD
    return _BELOW.get(procedure, procedure) if chapter is Chapter.BELOW else procedure


def award_of(act: str, procedure: str, events: Iterable[str]) -> Award:
    """Return the award that a written history tells of; raise UnreadableEvent."""
    governed = governed_by(act)
    return Award(
        procedure_of(procedure, governed.chapter),
        governed.act,
        single_tenderer=procedure.strip().lower() in _SINGLE,
        begun=governed.begun,
        events=tuple(sorted((event_of(one) for one in events if one.strip()), key=lambda event: event.place)),
    )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a history comes to: each a day, "blocked" or "not from this award"."""

    earliest: str
    strictest: str
    standstill: Standstill


_WORDS = {SigningOutcome.BLOCKED: "blocked", SigningOutcome.NOT_FROM_THIS_AWARD: "not from this award"}


def reckon_history(act: str, procedure: str, events: Sequence[str]) -> Reckoned:
    """Reckon a written history: raise UnreadableEvent, NothingSent, NoRuleHeld or OutsideCalendar."""
    found = standstill(award_of(act, procedure, events))
    return Reckoned(earliest_in_words(found), strictest_in_words(found), found)


def earliest_in_words(found: Standstill) -> str:
    """Return the earliest day of signing, "blocked" or "not from this award"."""
    return _WORDS.get(found.outcome) or str(found.earliest_signing)


def strictest_in_words(found: Standstill) -> str:
    """Return that day on the stricter reading of what the law leaves open, in the same words."""
    return _WORDS.get(found.outcome) or str(found.strictest or _WORDS[SigningOutcome.BLOCKED])
