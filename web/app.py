"""The pages as a web application: GET shows and changes nothing, POST acts."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from traceback import extract_tb
from typing import Any
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from sqlalchemy import Engine, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from desk.clauses.document import DOCX_TYPE
from desk.tick import send_asked_for
from matters.directory import read_directory_of
from models.clock import day_of, local_time, now
from models.installation.sealing import own_key
from models.installation.secret import make_secret, secret_of
from models.installation.settings import Settings
from models.storage.database import open_engine, reading
from notifications.calendar import feed
from notifications.calendar.ical import MEDIA_TYPE
from notifications.invitations.rules import CLAUSES, PATH
from notifications.invitations.signing import copied
from notifications.letters.digest import shared_contact
from notifications.letters.render import Contact, ContactLines, shown_contact
from states.text import long_date
from web.access.pages import AccessPages, Write, access_pages
from web.access.sessions import TokenWrong, signed_in
from web.board.frame import MENU, Board, WhoSignedIn, board_pages
from web.board.pages import BOARD_PAGES
from web.guard import add_guard
from web.html import SCRIPT, STYLES, preferred, write
from web.links import attestation, clauses
from web.links.acting import LinkClosed, LinkDesk, OpenPage, Recorded
from web.links.hearing import who_hears
from web.links.page import Typed
from web.links.scene import WhyClosed
from web.links.view import receipt, shown_matters, view
from web.mailbox import MailboxPages, mailbox_pages

_LOG = logging.getLogger("trespann.web")
LARGEST_BODY = 64 * 1024
MOST_FIELDS = 300
DONE = "done"
SHOWN = ["GET", "HEAD"]
_CONNECT_SECONDS = 5
_FORM = "application/x-www-form-urlencoded"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
_STATUS: Mapping[WhyClosed, HTTPStatus] = {
    WhyClosed.UNKNOWN: HTTPStatus.NOT_FOUND,
    WhyClosed.ELSEWHERE: HTTPStatus.FORBIDDEN,
    WhyClosed.EXPIRED: HTTPStatus.GONE,
    WhyClosed.USED: HTTPStatus.OK,
}


class _Unusable(Exception):
    """The request does not come from one of our pages."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def application() -> FastAPI:
    """Return the web application for the settings of this installation."""
    settings = Settings()
    make_secret(settings)
    return pages(open_engine(_answering(settings.database), synchronous=settings.synchronous), settings)


def _answering(database: str) -> str:
    """Return the address of a database that is given up when its server does not answer: somebody waits for a page."""
    url = make_url(database)
    if url.get_backend_name() == "sqlite" or "connect_timeout" in url.query:
        return database
    return url.update_query_dict({"connect_timeout": str(_CONNECT_SECONDS)}).render_as_string(hide_password=False)


def pages(
    engine: Engine, settings: Settings, *, clock: Callable[[], datetime] = now, who: WhoSignedIn = signed_in
) -> FastAPI:
    """Return the web application; `clock` returns the present instant, in any zone, `who` who has signed in."""
    app = FastAPI(title="Trespann", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.settings = settings
    app.include_router(_links(lambda: LinkDesk(engine, settings, clock()), partial(_hurry, engine, settings, clock)))
    app.include_router(_beside(engine, settings, clock))
    write_page = _page_writer(engine, settings)
    app.include_router(access_pages(AccessPages(engine, settings, clock, write_page, _sent, _language)))
    app.include_router(board_pages(Board(engine, settings, clock, who, _sent), BOARD_PAGES))
    app.include_router(mailbox_pages(MailboxPages(settings, partial(_written, engine, settings), _language)))
    plain = partial(_plain, engine=engine, settings=settings)

    away = partial(_plain, engine=None, settings=settings)
    add_guard(app, settings, HEADERS, plain=plain, away=away)

    @app.exception_handler(TokenWrong)
    async def not_from_here(request: Request, _error: TokenWrong) -> Response:
        return await run_in_threadpool(plain, request, HTTPStatus.FORBIDDEN)

    @app.exception_handler(HTTPException)
    async def odd_request(request: Request, error: HTTPException) -> Response:
        return await run_in_threadpool(plain, request, HTTPStatus(error.status_code), headers=error.headers)

    @app.exception_handler(_Unusable)
    async def unusable(request: Request, error: _Unusable) -> Response:
        return await run_in_threadpool(plain, request, error.status)

    return app


def _links(desk: Callable[[], LinkDesk], hurry: Callable[[], None]) -> APIRouter:
    router = APIRouter(prefix=PATH.rstrip("/"))

    @router.api_route("/{token}", methods=SHOWN)
    def show(request: Request, token: str) -> Response:
        at = desk()
        return _answered(request, at, at.show(token), done=request.query_params.get(DONE, ""))

    router.add_api_route("/{token}/", _without_slash, methods=[*SHOWN, "POST"])

    @router.api_route(f"/{{token}}/{CLAUSES}", methods=SHOWN)
    def show_clauses(request: Request, token: str) -> Response:
        return _clauses(request, desk(), token)

    @router.api_route(f"/{{token}}/{CLAUSES}.docx", methods=SHOWN)
    def clauses_document(request: Request, token: str) -> Response:
        return _clauses(request, desk(), token, as_document=True)

    @router.post(f"/{{token}}/{CLAUSES}")
    async def store_clauses(request: Request, token: str) -> Response:
        sent = await _sent(request)
        return await run_in_threadpool(_stored, request, desk(), token, sent)

    @router.post("/{token}")
    async def act(request: Request, token: str) -> Response:
        sent = await _sent(request)
        return await run_in_threadpool(_act, request, desk(), token, sent)

    @router.post(f"/{{token}}/{attestation.PATH}")
    async def attest(request: Request, token: str) -> Response:
        sent = await _sent(request)
        return await run_in_threadpool(_attested, request, desk(), token, sent)

    @router.post("/{token}/new")
    async def renew(request: Request, token: str) -> Response:
        await _sent(request)
        return await run_in_threadpool(_renew, request, desk(), token, hurry)

    return router


def _beside(engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> APIRouter:
    """Return what is no page: calendars, styles, and what programs ask for."""
    router = APIRouter()

    @router.api_route("/calendar/{name}", methods=SHOWN)
    def calendar(request: Request, name: str) -> Response:
        return _calendar(request, engine, settings, copied(name, ".ics"), clock())

    router.add_api_route("/calendar/{name}/", _without_slash, methods=SHOWN)

    @router.api_route("/", methods=SHOWN)
    def root() -> Response:
        return RedirectResponse(f"./{MENU[0].path}", HTTPStatus.SEE_OTHER)

    @router.api_route("/style.css", methods=SHOWN)
    def styles() -> Response:
        return Response(STYLES, media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})

    @router.api_route("/board.js", methods=SHOWN)
    def script() -> Response:
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(SCRIPT, media_type="text/javascript", headers=headers)

    @router.api_route("/attestation-key.txt", methods=SHOWN)
    def attestation_key() -> Response:
        return PlainTextResponse(f"{own_key(settings)}\n")

    @router.api_route("/robots.txt", methods=SHOWN)
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    @router.api_route("/health", methods=SHOWN)
    def health() -> Response:
        with reading(engine) as connection:
            connection.execute(select(1))
        return PlainTextResponse("ok\n")

    return router


def _without_slash(request: Request) -> Response:
    """Lead from an address that was copied with a slash behind it to the one without; it names no host."""
    last = request.url.path.rstrip("/").rpartition("/")[2]
    return RedirectResponse(f"../{quote(last)}", HTTPStatus.PERMANENT_REDIRECT)


# --- links -----------------------------------------------------------------------------------------------------------


def _act(request: Request, desk: LinkDesk, token: str, sent: Typed) -> Response:
    result = desk.act(token, sent)
    if isinstance(result, Recorded):
        return RedirectResponse(f"?{DONE}={result.form}", HTTPStatus.SEE_OTHER)
    return _answered(request, desk, result)


def _answered(request: Request, desk: LinkDesk, result: OpenPage | LinkClosed, *, done: str = "") -> Response:
    if isinstance(result, LinkClosed):
        return _closed(request, desk, result, done=done)
    answer = result.answer
    refused = answer is not None and any(answer.problems.values())
    seen = view(result.scene, answer)
    told = receipt(result.scene, desk.today) if done else ()
    city, at = desk.settings.city, local_time(desk.now).time()
    values = {"view": seen, "changed": result.changed, "refused": refused, "told": told, "city": city}
    values["hears"] = who_hears(result.scene, at, done=bool(done))
    values["clauses"] = f"{copied(request.path_params['token'])}/{CLAUSES}" if clauses.offered(result.scene) else ""
    values["attestation"] = (
        f"{copied(request.path_params['token'])}/{attestation.PATH}" if attestation.offered(result.scene) else ""
    )
    status = HTTPStatus.CONFLICT if result.changed else HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return _html(request, "page.html", seen.language, values, status)


def _clauses(request: Request, desk: LinkDesk, token: str, *, as_document: bool = False) -> Response:
    page = clauses.opened(desk, token, request.query_params.multi_items())
    if isinstance(page, LinkClosed):
        return _closed(request, desk, page)
    return _shown_clauses(request, desk, token, page, as_document=as_document)


def _stored(request: Request, desk: LinkDesk, token: str, sent: Typed) -> Response:
    asked = request.query_params.multi_items()
    page = clauses.stored(desk, token, asked, sent.get(clauses.SEEN, ""))
    if isinstance(page, LinkClosed):
        return _closed(request, desk, page)
    if page.problem:
        return _shown_clauses(request, desk, token, page)
    return RedirectResponse(f"?{request.url.query}", HTTPStatus.SEE_OTHER)


def _shown_clauses(
    request: Request, desk: LinkDesk, token: str, page: clauses.ClausePage, *, as_document: bool = False
) -> Response:
    if as_document and page.whole:
        name = f'attachment; filename="{CLAUSES}.docx"'
        content = clauses.document(page, desk.today, desk.settings.city)
        return Response(content, media_type=DOCX_TYPE, headers={"Content-Disposition": name})
    values = {
        "page": page,
        "city": desk.settings.city,
        "back": f"../{copied(token)}",
        "file": f"{CLAUSES}.docx?{request.url.query}",
        "query": request.url.query,
    }
    return _html(request, "clauses.html", page.scene.reader.language, values, HTTPStatus.OK)


def _attested(request: Request, desk: LinkDesk, token: str, sent: Typed) -> Response:
    file = attestation.fetched(desk, token, sent.get(attestation.KIND, ""))
    if isinstance(file, LinkClosed):
        return _closed(request, desk, file)
    name = f'attachment; filename="{file.name}"'
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": name})


def _closed(request: Request, desk: LinkDesk, shut: LinkClosed, *, done: str = "") -> Response:
    language = shut.scene.reader.language if shut.scene else _language(request)
    used_at = shut.scene.invitation.used_at if shut.scene and shut.scene.invitation else None
    values: dict[str, Any] = {
        "why": shut.why.name,
        "city": desk.settings.city,
        "support": _help(desk.engine, desk.settings),
        "done": bool(done),
        "again": False,
        "scene": shut.scene,
        "token": copied(request.path_params["token"]),
        "told": (),
        "hears": "",
        "next": (),
        "day": "",
    }
    if shut.scene and used_at:
        day = day_of(used_at)
        values |= {"told": receipt(shut.scene, day), "day": long_date(day, language)}
    if shut.scene:
        values["hears"] = who_hears(shut.scene, local_time(desk.now).time(), done=True) if done else ""
        values["next"] = tuple(shown_matters(shut.scene, shut.scene.next())) if done else ()
        values["again"] = shut.why is WhyClosed.EXPIRED or next(shut.scene.matters(), None) is not None
    return _html(request, "closed.html", language, values, _STATUS[shut.why])


def _renew(request: Request, desk: LinkDesk, token: str, hurry: Callable[[], None]) -> Response:
    sent = desk.renew(token)
    if sent is None:
        return _closed(request, desk, LinkClosed(WhyClosed.ELSEWHERE))
    language = sent.reader.language
    page = _html(request, "renewed.html", language, {"city": desk.settings.city}, HTTPStatus.OK)
    page.background = BackgroundTask(hurry)
    return page


def _hurry(engine: Engine, settings: Settings, clock: Callable[[], datetime]) -> None:
    """Send the mail that a reader waits for; whatever goes wrong, it is still queued, and the next tick tries again."""
    try:
        send_asked_for(engine, today=day_of(clock()), settings=settings, clock=clock)
    except Exception as error:  # noqa: BLE001 - the reader has their answer already
        where = extract_tb(error.__traceback__)[-1]
        _LOG.error("A mail was left to the tick: %s in %s, line %d", type(error).__name__, where.filename, where.lineno)


async def _sent(request: Request) -> Typed:
    """Return the fields of a form; raise _Unusable for a body that none of our forms sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise _Unusable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise _Unusable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise _Unusable(HTTPStatus.BAD_REQUEST) from None
    return dict(pairs)


# --- the calendar ----------------------------------------------------------------------------------------------------


def _calendar(request: Request, engine: Engine, settings: Settings, token: str, moment: datetime) -> Response:
    today = day_of(moment)
    try:
        person = feed.person_of(token, secret=secret_of(settings))
        with reading(engine) as connection:
            text = feed.feed(connection, person, today, settings=settings)
    except feed.FeedUnknown:
        raise HTTPException(HTTPStatus.NOT_FOUND) from None
    tag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=900"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(text, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


# --- writing ---------------------------------------------------------------------------------------------------------


def _html(
    request: Request, template: str, language: str, values: Mapping[str, Any], status: HTTPStatus
) -> HTMLResponse:
    root = "../" * (request.url.path.count("/") - 1) or "./"
    return HTMLResponse(write(template, language, {**values, "root": root}), status)


def _written(
    engine: Engine, settings: Settings, request: Request, template: str, values: Mapping[str, Any]
) -> HTMLResponse:
    shown = {"city": settings.city, "support": _help(engine, settings), **values}
    return _html(request, template, _language(request), shown, HTTPStatus.OK)


def _page_writer(engine: Engine, settings: Settings) -> Write:
    def write_page(
        request: Request, template: str, language: str, values: Mapping[str, Any], status: HTTPStatus
    ) -> HTMLResponse:
        shown = {"city": settings.city, "support": _help(engine, settings), **values}
        return _html(request, template, language, shown, status)

    return write_page


def _help(engine: Engine | None, settings: Settings) -> ContactLines:
    """Return how anybody reaches the support function; while nothing can be read it is the sender of the mails."""
    if engine is None:
        return shown_contact(Contact("", "", settings.mail_from))
    try:
        with reading(engine) as connection:
            return shown_contact(shared_contact(read_directory_of(connection, ()), settings))
    except SQLAlchemyError:
        return shown_contact(Contact("", "", settings.mail_from))


def _plain(
    request: Request,
    status: HTTPStatus,
    engine: Engine | None,
    settings: Settings,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    values = {"status": int(status), "city": settings.city, "support": _help(engine, settings)}
    response = _html(request, "plain.html", _language(request), values, status)
    response.headers.update(headers or {})
    return response


def _language(request: Request) -> str:
    return preferred(request.headers.get("accept-language", ""))
