"""The page of one case: its next step unfolded, what else can be done, and everything that is known of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import AccountRole, Deed
from desk.case_mails import mails_of, told_to
from desk.case_sight import Sight
from desk.case_steps import CaseStep
from desk.case_view import CaseView, case_view, is_open, people_in, told_of
from desk.lanes.case_lanes import lanes
from desk.lateness import lateness, short_day
from desk.story import verified
from matters.directory import Reader, read_directory_of
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from models.overrides.approvals import requests
from models.overrides.override import undoable
from models.queries.directory import names
from models.queries.journals import journal
from notifications.invitations.links import Purpose
from notifications.invitations.rules import RULES
from states.facts import Milestone
from states.refusal import Unreadable
from states.text import Text, capital, lower_first
from web.board.frame import Answer, BoardPage, PageMade, Visit
from web.board.picture.view import Picture, pictured
from web.board.steps import DONE, StepAddress, standing_in, step_scene
from web.links.view import View, view

UNFOLDED = "alla"
"""Asks for a lane for each supplier."""
ROWS, FOLDED = 6, 18
"""So many steps that are open stand beside the one that is unfolded, and so many of the others folded away."""


@dataclass(frozen=True, slots=True)
class ActLink:
    """Something to do, and the page on which it is done."""

    path: str
    label: str


def _show(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection)
    ladder = ladder_in_force(visit.settings)
    seen = case_view(connection, case, visit.who, today=visit.today, ladder=ladder)
    to_do = seen.read.to_do
    step = next((one for one in to_do.now if one.mine and one.purpose is not None), None)
    others = [one for one in to_do.now if one is not step]
    scene = step_scene(connection, visit, case, step.purpose, step.subject) if step and step.purpose else None
    values: Mapping[str, Any] = {
        "seen": seen,
        "case": case,
        "step": _row(visit, case, step) if step else None,
        "view": _shortened(view(scene)) if scene else None,
        "action": f"{visit.root}{StepAddress(case.id, step.purpose, step.subject)}" if step and step.purpose else "",
        "found": None,
        "sent_form": "",
        **(standing_in(visit, scene) if scene else {}),
        "changed": False,
        "refused": False,
        "others": [_row(visit, case, one) for one in others[: ROWS + FOLDED]],
        "uncounted": max(len(others) - ROWS - FOLDED, 0),
        "rows": ROWS,
        "corrects": visit.who.person_id is not None and visit.may(Deed.ACT_ON_CASE, case),
        "more": list(_more(visit, seen)),
        "done": done_words(visit),
        "requests": requests(connection, case_id=case.id) if visit.may(Deed.APPROVE, case) else [],
        "picture": picture_of(visit, seen),
        "dial": _dial,
        "to": told_to,
        "purposes": Purpose,
        "brief": partial(_brief, visit),
    }
    return PageMade("case.html", values)


def picture_of(visit: Visit, seen: CaseView) -> Picture | None:
    """Return the picture of the three processes of a case; None where no rule can read it."""
    ladder, wide = ladder_in_force(visit.settings), bool(visit.query.get(UNFOLDED))
    if seen.unreadable:
        return None
    try:
        whole = lanes(seen.case, seen.entries, visit.today, ladder, unit=seen.unit, unfolded=wide)
        narrow = lanes(seen.case, seen.entries, visit.today, ladder, unit=seen.unit) if wide else None
    except Unreadable:
        return None
    return pictured(whole, visit.language, narrow=narrow)


def case_path(case: CaseFile, *parts: str, **query: str) -> str:
    """Return the path of a page of a case, from the root."""
    path = "/".join(("arenden", str(case.id), *parts))
    asked = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path


def _shortened(shown: View) -> View:
    """Return the page of a step without the facts beside its forms: they stand on the page of the case already."""
    last = max((place for place, one in enumerate(shown.sections) if one.forms), default=-1)
    asking = tuple(one for one in shown.sections[: last + 1] if one.forms or one.notes)
    return replace(shown, sections=asking) if asking else shown


# --- what to do ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as it stands in a row: `path` is "" where whoever looks cannot take it."""

    heading: str
    within: str
    """The heading as it stands within a sentence."""
    near: str
    words: str
    why: Sequence[str]
    path: str
    action: str
    asked: Reader | None
    own: bool


def _row(visit: Visit, case: CaseFile, step: CaseStep) -> StepRow:
    language, near = visit.language, lateness(step.day, visit.today)
    mine = step.mine and step.purpose is not None
    heading = step.heading.in_(language)
    return StepRow(
        heading=heading,
        within=lower_first(heading),
        near=near.nearness,
        words=near.words.in_(language),
        why=[line.in_(language) for line in step.why],
        path=str(StepAddress(case.id, step.purpose, step.subject)) if mine and step.purpose else "",
        action=_action(visit, step.purpose).in_(language) if step.purpose else "",
        asked=step.asked,
        own=step.own,
    )


def _action(visit: Visit, purpose: Purpose) -> Text:
    """Return what stands on the button of a step; the page of a supplier is somebody else's."""
    if purpose is Purpose.SUPPLIER and visit.who.role is AccountRole.SUPPORT:
        return _FOR_SUPPLIER
    return RULES[purpose].action


_FOR_SUPPLIER = Text("Rapportera åt leverantören", "Report for the supplier")


def _more(visit: Visit, seen: CaseView) -> Iterator[ActLink]:
    """Yield everything else that whoever looks can do in the case, each on a page of its own."""
    case, to_do, language = seen.case, seen.read.to_do, visit.language
    if visit.who.person_id is not None and visit.may(Deed.ACT_ON_CASE, case) and not seen.unreadable:
        for step in to_do.later:
            if step.mine and step.purpose is not None:
                path = str(StepAddress(case.id, step.purpose, step.subject))
                yield ActLink(path, step.heading.in_(language))
        for move in (one for one in to_do.by_hand if not one.subject):
            path = case_path(case, "flytta", move.process, move.trigger, om=move.subject)
            yield ActLink(path, move.label.in_(language))
    yield from (ActLink(case_path(case, page), label.in_(language)) for page, label in _pages(visit, seen))


def _pages(visit: Visit, seen: CaseView) -> Iterator[tuple[str, Text]]:
    case, acts = seen.case, visit.may(Deed.ACT_ON_CASE, seen.case) and visit.who.person_id is not None
    if acts and is_open(case):
        of_support = visit.who.role is AccountRole.SUPPORT and case.support_id != visit.who.person_id
        yield from ((f"steg/{Purpose.TAKE}", _TAKE),) if of_support and visit.may(Deed.TAKE_CASE, case) else ()
        yield from (("domstol", _COURT),) if Milestone.AWARD_NOTICE_SENT in case.known().dates else ()
        yield from (("flytta", _BY_HAND),) if any(one.subject for one in seen.read.to_do.by_hand) else ()
        yield "registrera", _RECORD
    if acts:
        yield "ratta", _CORRECT
    if acts and visit.may(Deed.OVERRIDE, case):
        yield "undantag", _OVERRIDE
    if is_open(case) and visit.may(Deed.REHEARSE, case):
        yield "prova", _REHEARSE
    if acts:
        yield "koppla", _LINK


_TAKE = Text("Ta ärendet", "Take the case")
_COURT = Text("Registrera vad som hänt i domstolen", "Record what has happened in court")
_BY_HAND = Text("Steg för hand för leverantörer och platser", "Steps by hand for suppliers and positions")
_RECORD = Text("Registrera något annat", "Record something else")
_CORRECT = Text("Rätta en uppgift", "Correct a fact")
_OVERRIDE = Text("Göra ett undantag", "Make an exception")
_REHEARSE = Text("Pröva vad som händer om …", "Try what happens if …")
_LINK = Text("Koppla eller slå ihop med ett annat ärende", "ActLink or merge with another case")


def done_words(visit: Visit) -> str:
    """Return what was just done, in words; "" where the page was opened for another reason."""
    done = visit.query.get(DONE, "")
    if done in set(Purpose):
        return _SAVED.fill(what=capital(RULES[Purpose(done)].action)).in_(visit.language)
    return _DONE[done].in_(visit.language) if done in _DONE else ""


_SAVED = Text("Sparat: {what}.", "Saved: {what}.")
_DONE = {
    "registrerat": Text("Sparat.", "Saved."),
    "rattat": Text("Uppgiften är rättad.", "The fact is corrected."),
    "taget-tillbaka": Text("Uppgiften är tagen tillbaka.", "The record is taken back."),
    "flyttat": Text("Steget är gjort.", "The step is made."),
    "undantag": Text("Undantaget är gjort.", "The exception is made."),
    "begart": Text("Undantaget väntar på en andra person.", "The exception waits for a second person."),
    "godkant": Text("Undantaget är godkänt och gjort.", "The exception is approved and made."),
    "forfallet": Text(
        "Ärendet hade gått vidare sedan undantaget begärdes, så inget ändrades.",
        "The case had moved on since the exception was asked for, so nothing was changed.",
    ),
    "avslaget": Text("Undantaget blir inte av.", "The exception is not made."),
    "angrat": Text("Steget är ångrat.", "The step is undone."),
    "kopplat": Text("Ärendena är kopplade.", "The cases are linked."),
    "sammanslaget": Text("Ärendena är sammanslagna. Det här går vidare.", "The cases are merged. This one goes on."),
}
"""By what stands in the address, what was done on another page than that of a step."""


def _brief(visit: Visit, day: date) -> str:
    return short_day(day, visit.today).in_(visit.language)


def _dial(phone: str) -> str:
    return "".join(one for one in phone if one in "+0123456789")


# --- all entries, all mails ------------------------------------------------------------------------------------------


def _journal(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection)
    chain = journal(connection, case.reference)
    known = names(connection, people_in(chain))
    may_undo = visit.may(Deed.OVERRIDE, case) and visit.who.person_id is not None
    values = {
        "brief": partial(_brief, visit),
        "case": case,
        "told": told_of(chain, known),
        "checked": verified(chain),
        "undoable": undoable(entry for entry, _ in chain.entries) if may_undo else frozenset(),
    }
    return PageMade("case_journal.html", values)


def _mails(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection)
    directory = read_directory_of(connection, [case])
    sight = Sight(case, visit.who, visit.today, ladder_in_force(visit.settings), directory)
    values = {
        "brief": partial(_brief, visit),
        "case": case,
        "mails": mails_of(connection, sight, limit=None),
        "to": told_to,
    }
    return PageMade("case_mails.html", values)


PAGES = (
    BoardPage("arenden/{case_id}", Deed.SEE_CASE, _show),
    BoardPage("arenden/{case_id}/journal", Deed.SEE_CASE, _journal),
    BoardPage("arenden/{case_id}/meddelanden", Deed.SEE_CASE, _mails),
)
