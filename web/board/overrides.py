"""Exceptions from the rules: made with a mirror of what they do, approved by a second person, and undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk import overriding
from desk.access import Deed, check
from desk.acting import Outdated
from desk.foreseeing import Foreseen, in_words
from desk.labels import reason_label, state_label, track_label, way_label
from desk.overriding import Override, Preview, Undo
from matters.directory import read_directory_of
from matters.ladder import Ladder
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from models.overrides.approvals import APPROVERS, Request, person_of, request, requests
from models.overrides.forcing import check_reason
from models.queries.directory import names
from models.refusals import Refused
from states.processes.placement import PLACEMENT
from states.processes.registry import PROCESSES
from states.processes.risks import PLACEMENT_REASON_LABELS
from states.refusal import Refusal
from states.text import Text, capital
from web.board.act import case_to_act_on
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, PageMade, Visit
from web.board.steps import ABOUT, DO, DONE, FORESEEN

PROCESS, TARGET, REASON = "process", "lage", "skal"
SAVE, APPROVE, DECLINE = "spara", "godkann", "avsla"


@dataclass(frozen=True, slots=True)
class _Mirror:
    """What a request would do, in words, the digest that proves that it was seen, and what is risky about it."""

    found: Foreseen
    digest: str
    risks: tuple[Text, ...]
    needs_second: bool
    taken_back: bool


def _mirror(connection: Connection, visit: Visit, case: CaseFile, preview: Preview, ladder: Ladder) -> _Mirror:
    seen = preview.consequences
    people = read_directory_of(connection, [case]).people
    wanted = {one.person_id for one in (*seen.planned, *seen.withdrawn)} - people.keys()
    called = {number: one.name for number, one in people.items()} | (names(connection, wanted) if wanted else {})
    found = in_words(seen, called, ladder, visit.today, case)
    risks = tuple(risk.text for risk in seen.change.risks)
    return _Mirror(found, preview.digest, risks, seen.change.needs_second, seen.change.taken_back)


# --- making one ------------------------------------------------------------------------------------------------------


def _choose(visit: Visit, connection: Connection) -> Answer:
    """Show what an exception can be made for; the form itself once that is chosen."""
    case = case_to_act_on(visit, connection, Deed.OVERRIDE)
    if PROCESS in visit.query:
        return _form(visit, case, _track_asked(visit, case))
    rows = [
        (
            capital(track_label(one.process, one.subject, one.parent)),
            state_label(one.process, one.state),
            urlencode({PROCESS: one.process, ABOUT: one.subject}),
        )
        for one in case.tracks
    ]
    waiting = requests(connection, case_id=case.id)
    return PageMade("override_list.html", {"case": case, "rows": rows, "waiting": waiting})


def _track_asked(visit: Visit, case: CaseFile) -> tuple[str, str, str]:
    """Return process, subject and state of the track that the address names; raise NotFound."""
    wanted = visit.query.get(PROCESS, ""), visit.query.get(ABOUT, "")
    for one in case.tracks:
        if (one.process, one.subject) == wanted:
            return one.process, one.subject, one.state
    raise NotFound


def _form(
    visit: Visit,
    case: CaseFile,
    track: tuple[str, str, str],
    *,
    mirror: _Mirror | None = None,
    refused: Sequence[Text] = (),
    changed: bool = False,
) -> PageMade:
    process, subject, state = track
    parent = next((one.parent for one in case.tracks if (one.process, one.subject) == (process, subject)), "")
    states = [(one, capital(state_label(process, one))) for one in PROCESSES[process].states if one != state]
    values: Mapping[str, Any] = {
        "title": _TITLE,
        "what": capital(track_label(process, subject, parent)),
        "now": state_label(process, state),
        "states": states,
        "saves": _ASK if mirror and mirror.needs_second else _MAKE,
    }
    return _shown(visit, case, values, process, mirror=mirror, refused=refused, changed=changed)


def _shown(
    visit: Visit,
    case: CaseFile,
    values: Mapping[str, Any],
    process: str,
    *,
    mirror: _Mirror | None,
    refused: Sequence[Text],
    changed: bool,
) -> PageMade:
    coded = [(str(one), capital(label)) for one, label in PLACEMENT_REASON_LABELS.items()]
    query = f"?{urlencode(visit.query)}" if visit.query else ""
    every = {
        "case": case,
        "coded": coded if process == PLACEMENT.name else [],
        "mirror": mirror,
        "refused": refused,
        "changed": changed,
        "typed": visit.sent,
        "action": f"{visit.root}{visit.path}{query}",
        "fields": {"target": TARGET, "reason": REASON, "do": DO, "save": SAVE, "seen": FORESEEN},
        **values,
    }
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return PageMade("override.html", every, status)


def _make(visit: Visit) -> Answer:
    def asked(connection: Connection) -> Answer:
        case = case_to_act_on(visit, connection, Deed.OVERRIDE)
        process, subject, state = track = _track_asked(visit, case)
        wanted = Override(process, subject, visit.sent.get(TARGET, ""), visit.sent.get(REASON, "").strip())
        del state

        def page(mirror: _Mirror | None, refused: Sequence[Text], *, changed: bool) -> Answer:
            return _form(visit, case, track, mirror=mirror, refused=refused, changed=changed)

        return _mirrored(visit, connection, case, wanted, page)

    return visit.read(asked)


def _mirrored(visit: Visit, connection: Connection, case: CaseFile, wanted: Override | Undo, page: Any) -> Answer:
    """Return what a request would do, or carry out what was seen; on the page, why it cannot be done."""
    ladder, by, today = ladder_in_force(visit.settings), visit.who.actor, visit.today
    seen = visit.sent.get(FORESEEN, "")
    changed = False
    try:
        if visit.sent.get(DO) == SAVE and seen:
            try:
                made = overriding.override(
                    visit.engine, case.reference, wanted, by=by, today=today, ladder=ladder, seen=seen
                )
            except Outdated:
                changed = True
            else:
                done = "begart" if made.request is not None else "angrat" if isinstance(wanted, Undo) else "undantag"
                return LeadsOn(f"arenden/{case.id}", {DONE: done})
        if isinstance(wanted, Override) and not wanted.target:
            raise Refused(_CHOOSE_STATE)
        preview = overriding.preview(connection, case.reference, wanted, by=by, today=today, ladder=ladder)
    except Refusal as refused:
        answer: Answer = page(None, [one.text for one in refused.reasons], changed=False)
        return answer
    shown: Answer = page(_mirror(connection, visit, case, preview, ladder), (), changed=changed)
    return shown


_TITLE = Text("Gör ett undantag", "Make an exception")
_MAKE = Text("Gör undantaget", "Make the exception")
_ASK = Text("Be en andra person att godkänna", "Ask a second person to approve")
_CHOOSE_STATE = Text("Välj vilket läge det ska bli.", "Choose the state that it is to be.")


# --- undoing one step ------------------------------------------------------------------------------------------------


def _undo(visit: Visit, connection: Connection) -> Answer:
    case, number = case_to_act_on(visit, connection, Deed.OVERRIDE), _number(visit, "entry")
    return _undo_page(visit, case, number)


def _number(visit: Visit, name: str) -> int:
    text = visit.place.get(name, "")
    if not (text.isascii() and text.isdecimal()):
        raise NotFound
    return int(text)


def _undo_page(
    visit: Visit,
    case: CaseFile,
    number: int,
    *,
    mirror: _Mirror | None = None,
    refused: Sequence[Text] = (),
    changed: bool = False,
) -> PageMade:
    values: Mapping[str, Any] = {
        "title": _UNDO,
        "what": _ENTRY.fill(number=str(number)),
        "now": None,
        "states": [],
        "saves": _ASK if mirror and mirror.needs_second else _UNDO,
    }
    return _shown(visit, case, values, "", mirror=mirror, refused=refused, changed=changed)


def _undone(visit: Visit) -> Answer:
    def asked(connection: Connection) -> Answer:
        case, number = case_to_act_on(visit, connection, Deed.OVERRIDE), _number(visit, "entry")
        wanted = Undo(number, visit.sent.get(REASON, "").strip())

        def page(mirror: _Mirror | None, refused: Sequence[Text], *, changed: bool) -> Answer:
            return _undo_page(visit, case, number, mirror=mirror, refused=refused, changed=changed)

        return _mirrored(visit, connection, case, wanted, page)

    return visit.read(asked)


_UNDO = Text("Ångra steget", "Undo the step")
_ENTRY = Text("Post {number} i journalen", "Entry {number} of the journal")


# --- the second person -----------------------------------------------------------------------------------------------


def _request_of(visit: Visit, connection: Connection) -> tuple[CaseFile, Request]:
    case = case_to_act_on(visit, connection, Deed.APPROVE)
    try:
        asked = request(connection, _number(visit, "number"))
    except Refusal:
        raise NotFound from None
    if asked.case_id != case.id:
        raise NotFound
    return case, asked


def _look(visit: Visit, connection: Connection) -> Answer:
    case, asked = _request_of(visit, connection)
    return _request_page(visit, connection, case, asked)


def _request_page(
    visit: Visit,
    connection: Connection,
    case: CaseFile,
    asked: Request,
    *,
    refused: Sequence[Text] = (),
    changed: bool = False,
) -> PageMade:
    by, today, ladder = visit.who.actor, visit.today, ladder_in_force(visit.settings)
    mirror, cannot = None, []
    try:
        approval = overriding.preview_approval(connection, asked.id, by=by, today=today, ladder=ladder)
        if approval.preview is not None:
            mirror = _mirror(connection, visit, case, approval.preview, ladder)
        else:
            cannot = [_MOVED_ON]
    except Refusal as not_theirs:
        cannot = [one.text for one in not_theirs.reasons]
    number = person_of(asked.asked_by)
    who = names(connection, [number]).get(number, "") if number is not None else ""
    coded = [(str(one), capital(label)) for one, label in PLACEMENT_REASON_LABELS.items()]
    values = {
        "case": case,
        "asked": asked,
        "who": who or "–",
        "own": number == visit.who.person_id,
        "what": capital(track_label(asked.process, asked.subject)),
        "way": way_label(asked.process, asked.source, asked.target),
        "reason": reason_label(asked.process, asked.reason),
        "coded": coded if asked.process == PLACEMENT.name else [],
        "mirror": mirror,
        "cannot": cannot,
        "decides": asked.state == "waiting" and visit.who.actor.role in APPROVERS,
        "refused": refused,
        "changed": changed,
        "typed": visit.sent,
        "fields": {"reason": REASON, "do": DO, "approve": APPROVE, "decline": DECLINE, "seen": FORESEEN},
    }
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return PageMade("override_request.html", values, status)


def _decide(visit: Visit) -> Answer:
    def asked(connection: Connection) -> Answer:
        case, wanted = _request_of(visit, connection)
        check(visit.who, Deed.APPROVE, case)
        try:
            return LeadsOn(f"arenden/{case.id}", {DONE: _decided(visit, wanted)})
        except Outdated:
            return _request_page(visit, connection, case, wanted, changed=True)
        except Refusal as refused:
            return _request_page(visit, connection, case, wanted, refused=[one.text for one in refused.reasons])

    return visit.read(asked)


def _decided(visit: Visit, wanted: Request) -> str:
    """Carry out what the second person has decided, and return what was done; raise a Refusal where it cannot be."""
    by, today, seen = visit.who.actor, visit.today, visit.sent.get(FORESEEN, "")
    if visit.sent.get(DO) == APPROVE and seen:
        ladder = ladder_in_force(visit.settings)
        made = overriding.approve(visit.engine, wanted.id, by=by, today=today, ladder=ladder, seen=seen)
        return "godkant" if made.change is not None else "forfallet"
    reason = visit.sent.get(REASON, "").strip()
    check_reason(wanted.process, reason)
    overriding.decline(visit.engine, wanted.id, reason=reason, by=by, today=today)
    return "avslaget"


_MOVED_ON = Text(
    "Ärendet har gått vidare sedan undantaget begärdes, så det kan inte längre godkännas.",
    "The case has moved on since the exception was asked for, so that it can no longer be approved.",
)
PAGES: tuple[BoardPage, ...] = (
    BoardPage("arenden/{case_id}/undantag", Deed.OVERRIDE, _choose, _make),
    BoardPage("arenden/{case_id}/undantag/{number}", Deed.APPROVE, _look, _decide),
    BoardPage("arenden/{case_id}/angra/{entry}", Deed.OVERRIDE, _undo, _undone),
)
