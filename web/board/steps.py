"""One step of one case: the form by which a matter is met, as behind the link of a mail, for who has signed in.

The support function answers for anybody, as when a supplier calls; the journal says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import AccountRole, Deed, check, deed_of
from desk.acting import Outdated, carry_out
from desk.foreseeing import CaseGone, Foreseen, do_as_foreseen, foresee
from matters.ladder_file import ladder_in_force
from models.casefile import CaseFile
from models.casestore import load
from models.storage.database import reading
from notifications.invitations.links import Bound, Purpose
from notifications.invitations.rules import RULES
from states.facts import Role
from states.records.doubts import CONFIRMED
from web.board.frame import Answer, BoardPage, LeadsOn, NotFound, PageMade, Visit
from web.links.acting import FORM, TurnedDown, addresses_in, read_form, record_form
from web.links.scene import Scene, scene_of
from web.links.view import SentForm, View, view

BOARD_USED = "board_used"
"""How the journal calls that somebody answered on the board."""
TOLD_BY_PHONE = "told_by_phone"
"""How it calls that somebody of the city entered what a supplier told on the phone."""
DO, SHOW, FORESEEN = "gor", "visa", "sett"
"""Of a form: what its button asks for, that it asks what would happen, and the digest of what was shown."""
ABOUT, ON_TO, PART, DONE = "om", "vidare", "del", "klart"
"""Of the query: the supplier or position, the page to lead on to, that only the form is wanted, and what is done."""


@dataclass(frozen=True, slots=True)
class StepAddress:
    """Where the form of a step is, from the root; `about` is the subject of its process."""

    case_id: int
    purpose: Purpose
    about: str = ""
    on_to: str = ""

    def __str__(self) -> str:
        asked = {name: value for name, value in ((ABOUT, self.about), (ON_TO, self.on_to)) if value}
        path = f"arenden/{self.case_id}/steg/{self.purpose}"
        return f"{path}?{urlencode(asked)}" if asked else path


def step_scene(connection: Connection, visit: Visit, case: CaseFile, purpose: Purpose, about: str = "") -> Scene | None:
    """Return the scene of a step for the visitor; None if it is not for them to take, or there is nothing to act on."""
    if visit.who.person_id is None:
        return None
    beside = Role.SUPPORT if visit.who.role is AccountRole.SUPPORT else None
    bound = Bound(purpose, visit.who.person_id, case.id, subject=about)
    scene = scene_of(
        connection,
        bound,
        case,
        today=visit.today,
        settings=visit.settings,
        addresses=addresses_in(visit.sent),
        beside=beside,
    )
    # They may have chosen another language here than for their mail.
    return replace(scene, reader=replace(scene.reader, language=visit.language)) if scene else None


def _show(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection, _deed(visit))
    return _page(visit, _scene(connection, visit, case), None)


def _act(visit: Visit) -> Answer:
    seen, wanted = visit.sent.get(FORESEEN, ""), visit.sent.get(DO, "")
    try:
        if wanted == SHOW:
            return _foreseen(visit)
        if seen:
            _do_as_foreseen(visit, seen)
        else:
            carry_out(visit.engine, lambda connection: _entered(visit, connection, _locked(connection, visit)))
    except TurnedDown as turned:
        return _again(visit, turned.answer, changed=turned.changed)
    except Outdated:
        return _foreseen(visit, moved=True)
    except CaseGone:
        raise NotFound from None
    return LeadsOn(_on_to(visit), {DONE: visit.place["purpose"]})


def _entered(visit: Visit, connection: Connection, case: CaseFile) -> None:
    check(visit.who, _deed(visit), case)
    scene = _scene(connection, visit, case)
    event = TOLD_BY_PHONE if scene.purpose is Purpose.SUPPLIER else BOARD_USED
    record_form(connection, scene, read_form(scene, visit.sent), event=event)


def _do_as_foreseen(visit: Visit, seen: str) -> None:
    number, ladder = _number(visit), ladder_in_force(visit.settings)
    do_as_foreseen(visit.engine, number, partial(_entered, visit), seen=seen, today=visit.today, ladder=ladder)


def _foreseen(visit: Visit, *, moved: bool = False) -> Answer:
    """Return the page with what was typed and what it would do; nothing was recorded."""
    number, ladder = _number(visit), ladder_in_force(visit.settings)
    found = foresee(visit.engine, number, partial(_entered, visit), today=visit.today, ladder=ladder)
    answer = SentForm(visit.sent.get(FORM, ""), visit.sent, {}, asks=bool(visit.sent.get(CONFIRMED)))
    return _again(visit, answer, changed=moved, found=found)


def _number(visit: Visit) -> int:
    """Return the number of the case, once it is clear that the visitor may act on it."""
    with reading(visit.engine) as connection:
        return visit.case(connection, _deed(visit)).id


def _again(visit: Visit, answer: SentForm, *, changed: bool, found: Foreseen | None = None) -> Answer:
    """Return the page with what was typed: nothing was recorded."""

    def shown(connection: Connection) -> Answer:
        case = visit.case(connection, _deed(visit))
        return _page(visit, _scene(connection, visit, case), answer, changed=changed, found=found)

    return visit.read(shown)


def _locked(connection: Connection, visit: Visit) -> CaseFile:
    case = load(connection, visit.case(connection, _deed(visit)).id)
    if case is None:  # merged into another since
        raise NotFound
    check(visit.who, _deed(visit), case)
    return case


def _purpose(visit: Visit) -> Purpose:
    named = visit.place.get("purpose", "")
    if named not in set(Purpose):
        raise NotFound
    return Purpose(named)


def _deed(visit: Visit) -> Deed:
    return deed_of(_purpose(visit))


def _scene(connection: Connection, visit: Visit, case: CaseFile) -> Scene:
    scene = step_scene(connection, visit, case, _purpose(visit), visit.query.get(ABOUT, ""))
    if scene is None:
        raise NotFound
    return scene


def _page(
    visit: Visit, scene: Scene, answer: SentForm | None, *, changed: bool = False, found: Foreseen | None = None
) -> PageMade:
    seen: View = view(scene, answer)
    refused = answer is not None and any(answer.problems.values())
    asked = {name: value for name, value in visit.query.items() if name in {ABOUT, ON_TO} and value}
    values: Mapping[str, Any] = {
        "view": seen,
        "case": scene.case,
        "changed": changed,
        "refused": refused,
        "action": f"{visit.root}{visit.path}?{urlencode(asked)}",
        "back": _on_to(visit),
        "found": found,
        "sent_form": answer.form if answer else "",
        **standing_in(visit, scene),
    }
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return PageMade("step_part.html" if visit.query.get(PART) else "step.html", values, status)


def standing_in(visit: Visit, scene: Scene) -> Mapping[str, bool]:
    """Return whether the visitor answers in somebody else's place, and whether that is a supplier's, on the phone."""
    stands_in = visit.who.role is AccountRole.SUPPORT and asks_others(scene)
    return {"stands_in": stands_in, "by_phone": stands_in and scene.purpose is Purpose.SUPPLIER}


def asks_others(scene: Scene) -> bool:
    """Tell whether a step is somebody else's, so that the support function answers for them."""
    return Role.SUPPORT not in RULES[scene.purpose].acting.values()


def _on_to(visit: Visit) -> str:
    """Return the page that follows: a path of the board itself, else the case."""
    wanted = visit.query.get(ON_TO, "")
    own = wanted.isascii() and wanted.replace("/", "").replace("-", "").isalnum() and not wanted.startswith("/")
    return wanted if own else f"arenden/{visit.place.get('case_id', '')}"


PAGES = (BoardPage("arenden/{case_id}/steg/{purpose}", Deed.ACT_ON_CASE, _show, _act),)
