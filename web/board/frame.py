"""The frame of the board: each page is a row of a table, shown to who has signed in and may do its deed.

A page is asked for nothing before the frame has looked at who asks; no row, no page. What a page does is a function of
`desk/`: GET reads in one transaction, POST acts and leads on.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, Engine

from desk.access import AccountRole, Deed, NotAllowed, SignedIn, check, may
from desk.signing_in import keep_alive
from desk.taking_in import ReceivedFile
from models.casefile import CaseFile
from models.casestore import load_some
from models.clock import day_of
from models.installation.settings import Settings
from models.people import ROLE_NAMES
from models.storage.database import reading
from states.facts import Role
from states.refusal import Refusal
from states.text import Text
from web.access.sessions import BACK, SIGN_IN, TokenWrong, check_token
from web.board.receiving import received
from web.html import write
from web.links.page import Typed

T = TypeVar("T")
SHOWN = ["GET", "HEAD"]
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
Asked = Mapping[str, str]
WhoSignedIn = Callable[[Connection, Request, datetime], SignedIn | None]


def whole_number(text: str, digits: int = 9) -> int | None:
    """Return the number that an address or a form names, of at most some digits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else None


class NotFound(LookupError):
    """There is no such page, or not for this reader."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An entry of the menu."""

    path: str
    name: Text
    deed: Deed


MENU = (
    MenuEntry("idag", Text("I dag", "Today"), Deed.SEE_TODAY),
    MenuEntry("arenden", Text("Ärenden", "Cases"), Deed.SEE_CASES),
    MenuEntry("behov", Text("Behov", "Demand"), Deed.SEE_DEMAND),
    MenuEntry("resultat", Text("Resultat", "Results"), Deed.SEE_RESULTS),
    MenuEntry("register", Text("Register", "Registers"), Deed.SEE_REGISTER),
)
ROLE_LABELS: Mapping[AccountRole, Text] = {
    AccountRole.SUPPORT: ROLE_NAMES[Role.SUPPORT],
    AccountRole.OFFICER: ROLE_NAMES[Role.OFFICER],
    AccountRole.LABOUR_MARKET: ROLE_NAMES[Role.LABOUR_MARKET],
    AccountRole.READER: Text("läsare", "reader"),
    AccountRole.ADMINISTRATOR: Text("administratör", "administrator"),
}


@dataclass(frozen=True, slots=True)
class Board:
    """What all pages of the board are made with; `who` tells who has signed in, or None."""

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    who: WhoSignedIn
    sent: Callable[[Request], Awaitable[Typed]]
    """Reads the fields of a form, within the limits of what any of our forms sends."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who has signed in: what their address says, and what their form says."""

    board: Board
    who: SignedIn
    now: datetime
    place: Asked
    """What the path names, as the number of a case."""
    query: Asked
    path: str
    """The path from the root of the application, without its first stroke."""
    depth: int
    sent: Typed = field(default_factory=dict)
    file: ReceivedFile | None = None
    """What was sent to be read, on a page that takes files."""

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def language(self) -> str:
        return self.who.language

    @property
    def settings(self) -> Settings:
        return self.board.settings

    @property
    def engine(self) -> Engine:
        return self.board.engine

    @property
    def root(self) -> str:
        return "../" * self.depth or "./"

    def may(self, deed: Deed, case: CaseFile | None = None) -> bool:
        """Tell whether the visitor may do a deed; what a template asks before it shows a button."""
        return may(self.who, deed, case)

    def read(self, show: Callable[[Connection], T]) -> T:
        """Return what is read in a transaction of its own, as for a page after an act that was none."""
        with reading(self.engine) as connection:
            return show(connection)

    def case(self, connection: Connection, deed: Deed = Deed.SEE_CASE) -> CaseFile:
        """Return the case that the path names. Raises NotFound, and NotAllowed where this deed is not the visitor's."""
        number = self.place.get("case_id", "")
        known = whole_number(number)
        cases = load_some(connection, [known]) if known is not None else []
        case = next(iter(cases), None)
        if case is None:
            raise NotFound
        check(self.who, deed, case)
        return case


@dataclass(frozen=True, slots=True)
class PageMade:
    """A page to show: its template below `board/`, and the values that it is made with."""

    template: str
    values: Mapping[str, Any]
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class LeadsOn:
    """Leads on to another page of the board: a path from the root, and its query."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileMade:
    """A file to save."""

    name: str
    content: bytes
    media_type: str


Answer = PageMade | LeadsOn | FileMade


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page: its path from the root, and the deeds without which it is neither shown nor acted on."""

    path: str
    deed: Deed
    show: Callable[[Visit, Connection], Answer] | None = None
    act: Callable[[Visit], Answer] | None = None
    act_deed: Deed | None = None
    takes_file: bool = False


def board_pages(board: Board, pages: Sequence[BoardPage]) -> APIRouter:
    """Return the routes of some pages."""
    router = APIRouter()
    for page in pages:
        if page.show is not None:
            router.add_api_route(f"/{page.path}", partial(_shown, board, page), methods=SHOWN, name=f"show {page.path}")
        if page.act is not None:
            router.add_api_route(
                f"/{page.path}", partial(_acted, board, page), methods=["POST"], name=f"act {page.path}"
            )
    return router


# --- one request -----------------------------------------------------------------------------------------------------


async def _shown(board: Board, page: BoardPage, request: Request) -> Response:
    return await run_in_threadpool(_show, board, page, request)


async def _acted(board: Board, page: BoardPage, request: Request) -> Response:
    if not page.takes_file:
        return await run_in_threadpool(_act, board, page, request, await board.sent(request))
    if not await run_in_threadpool(_is_somebody, board, request):  # nobody's file is read
        return _to_sign_in(request)
    sent, file = await received(request)
    return await run_in_threadpool(_act, board, page, request, sent, file)


def _is_somebody(board: Board, request: Request) -> bool:
    with reading(board.engine) as connection:
        return board.who(connection, request, board.clock()) is not None


def _show(board: Board, page: BoardPage, request: Request) -> Response:
    now = board.clock()
    with reading(board.engine) as connection:
        who = board.who(connection, request, now)
        if who is None:
            return _to_sign_in(request)
        answer = _looked_at(_visit(board, who, now, request), page, connection)
    keep_alive(board.engine, who, now)
    return answer


def _looked_at(visit: Visit, page: BoardPage, connection: Connection) -> Response:
    with _problems(visit) as odd:
        check(visit.who, page.deed)
        assert page.show is not None  # noqa: S101 - a page without one has no such route
        return _answered(visit, page.show(visit, connection))
    return odd[0]


def _act(board: Board, page: BoardPage, request: Request, sent: Typed, file: ReceivedFile | None = None) -> Response:
    now = board.clock()
    with reading(board.engine) as connection:
        who = board.who(connection, request, now)
    if who is None:
        return _to_sign_in(request)
    visit = replace(_visit(board, who, now, request, sent), file=file)
    try:
        check_token(who, sent)
    except TokenWrong as wrong:
        return _plain(visit, HTTPStatus.FORBIDDEN, wrong.text)
    keep_alive(board.engine, who, now)
    with _problems(visit) as odd:
        check(who, page.act_deed or page.deed)
        assert page.act is not None  # noqa: S101 - a page without one has no such route
        return _answered(visit, page.act(visit))
    return odd[0]


def _visit(board: Board, who: SignedIn, now: datetime, request: Request, sent: Typed | None = None) -> Visit:
    path = request.url.path.removeprefix("/")
    query = dict(request.query_params)
    return Visit(board, who, now, dict(request.path_params), query, path, path.count("/"), sent or {})


@contextmanager
def _problems(visit: Visit) -> Iterator[list[Response]]:
    """Turn what a reader must be told about into a page, which is put into the list."""
    odd: list[Response] = []
    try:
        yield odd
    except NotFound:
        odd.append(_plain(visit, HTTPStatus.NOT_FOUND, _NO_SUCH_PAGE))
    except NotAllowed as refused:
        odd.append(_plain(visit, HTTPStatus.FORBIDDEN, *(reason.text for reason in refused.reasons)))
    except Refusal as refused:
        odd.append(_plain(visit, HTTPStatus.UNPROCESSABLE_ENTITY, *(reason.text for reason in refused.reasons)))


def _answered(visit: Visit, answer: Answer) -> Response:
    match answer:
        case LeadsOn(path, query):
            to = visit.root + quote(path) + (f"?{urlencode(query)}" if query else "")
            return RedirectResponse(to, HTTPStatus.SEE_OTHER)
        case FileMade(name, content, media_type):
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
            return Response(content, media_type=media_type, headers=headers)
        case PageMade(template, values, status):
            return _html(visit, template, values, status)


def _html(visit: Visit, template: str, values: Mapping[str, Any], status: HTTPStatus) -> HTMLResponse:
    menu = [
        (entry.path, entry.name.in_(visit.language), visit.path.startswith(entry.path))
        for entry in MENU
        if visit.may(entry.deed)
    ]
    shown = {
        "visit": visit,
        "root": visit.root,
        "menu": menu,
        "city": visit.settings.city,
        "token": visit.who.token,
        "role": ROLE_LABELS[visit.who.role].in_(visit.language),
        **values,
    }
    return HTMLResponse(write(f"board/{template}", visit.language, shown), status, headers=dict(HEADERS))


def _plain(visit: Visit, status: HTTPStatus, *lines: Text) -> HTMLResponse:
    return _html(visit, "plain.html", {"lines": [line.in_(visit.language) for line in lines]}, status)


def _to_sign_in(request: Request) -> RedirectResponse:
    path = request.url.path.removeprefix("/")
    query = f"?{request.url.query}" if request.method != "POST" and request.url.query else ""
    to = "../" * path.count("/") or "./"
    return RedirectResponse(
        f"{to}{SIGN_IN.removeprefix('/')}?{urlencode({BACK: f'/{path}{query}'})}", HTTPStatus.SEE_OTHER
    )


_NO_SUCH_PAGE = Text(
    "Sidan finns inte, eller ärendet är inte ditt att se.", "There is no such page, or the case is not yours to see."
)
