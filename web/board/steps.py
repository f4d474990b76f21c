"""One step of one case: the form by which a matter is met, as behind the link of a mail, for who has signed in.

The support function answers for anybody, as when a supplier calls; the journal says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection

from desk.access import AccountRole, Deed, check
from desk.acting import carry_out
from models.casefile import CaseFile
from models.casestore import load
from notifications.invitations.links import Bound, Purpose
from notifications.invitations.rules import RULES
from states.facts import Role
from web.board.frame import Answer, BoardPage, Goes, NotFound, Shown, Visit
from web.links.acting import TurnedDown, read_form, record_form
from web.links.scene import Scene, scene_of
from web.links.view import SentForm, View, view

BOARD_USED = "board_used"
"""How the journal calls that somebody answered on the board."""
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
    return scene_of(connection, bound, case, today=visit.today, settings=visit.settings, beside=beside)


def _show(visit: Visit, connection: Connection) -> Answer:
    case = visit.case(connection, Deed.ACT_ON_CASE)
    return _page(visit, _scene(connection, visit, case), None)


def _act(visit: Visit) -> Answer:
    def recorded(connection: Connection) -> None:
        scene = _scene(connection, visit, _locked(connection, visit))
        record_form(connection, scene, read_form(scene, visit.sent), event=BOARD_USED)

    try:
        carry_out(visit.engine, recorded)
    except TurnedDown as turned:
        return _again(visit, turned.answer, changed=turned.changed)
    return Goes(_on_to(visit), {DONE: visit.place["purpose"]})


def _again(visit: Visit, answer: SentForm, *, changed: bool) -> Answer:
    """Return the page with what was typed: nothing was recorded."""

    def shown(connection: Connection) -> Answer:
        case = visit.case(connection, Deed.ACT_ON_CASE)
        return _page(visit, _scene(connection, visit, case), answer, changed=changed)

    return visit.read(shown)


def _locked(connection: Connection, visit: Visit) -> CaseFile:
    case = load(connection, visit.case(connection, Deed.ACT_ON_CASE).id)
    if case is None:  # merged into another since
        raise NotFound
    check(visit.who, Deed.ACT_ON_CASE, case)
    return case


def _scene(connection: Connection, visit: Visit, case: CaseFile) -> Scene:
    purpose = visit.place.get("purpose", "")
    if purpose not in set(Purpose):
        raise NotFound
    scene = step_scene(connection, visit, case, Purpose(purpose), visit.query.get(ABOUT, ""))
    if scene is None:
        raise NotFound
    return scene


def _page(visit: Visit, scene: Scene, answer: SentForm | None, *, changed: bool = False) -> Shown:
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
        "stands_in": visit.who.role is AccountRole.SUPPORT and asks_others(scene),
    }
    status = HTTPStatus.CONFLICT if changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return Shown("step_part.html" if visit.query.get(PART) else "step.html", values, status)


def asks_others(scene: Scene) -> bool:
    """Tell whether a step is somebody else's, so that the support function answers for them."""
    return Role.SUPPORT not in RULES[scene.purpose].acting.values()


def _on_to(visit: Visit) -> str:
    """Return the page that follows: a path of the board itself, else the case."""
    wanted = visit.query.get(ON_TO, "")
    own = wanted.isascii() and wanted.replace("/", "").replace("-", "").isalnum() and not wanted.startswith("/")
    return wanted if own else f"arenden/{visit.place.get('case_id', '')}"


PAGES = (BoardPage("arenden/{case_id}/steg/{purpose}", Deed.ACT_ON_CASE, _show, _act),)
