"""The pages on which people sign in and out, set a password, and see where they are signed in."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine

from desk import accounts
from desk.access import ACCOUNT_ROLE_LABELS, SignedIn
from desk.demo_accounts import PASSWORD as DEMO_PASSWORD
from desk.demo_accounts import demo_addresses, usable_demo_roles
from desk.signing_in import SignInRefused, note_refused, sign_in, sign_in_from_provider, sign_out, still_open
from models.accounts import SessionLine, invited, sessions_of
from models.clock import day_of, local_time
from models.installation.secret import secret_of
from models.installation.settings import Settings
from models.passwords import LONGEST, SHORTEST
from models.refusals import Refused
from models.storage.database import reading, writing
from states.refusal import Reason, Refusal
from states.text import Text, plain_date
from web.access.provider import ANSWER_PATH, Provider, ProviderRefused
from web.access.sessions import (
    BACK,
    SIGN_IN,
    check_token,
    check_token_before,
    drop,
    drop_session,
    held_by,
    hold,
    hold_before,
    hold_session,
    own_path,
    token_before,
    who_asks,
)
from web.access.signed import read_signed, signed

SHOWN = ["GET", "HEAD"]
ACCOUNT, SIGN_OUT, ASK_PATH = "/konto", "/logga-ut", "/logga-in/oidc"
_ASKED_ELSEWHERE = "trespann-oidc"
_TIME_ELSEWHERE = timedelta(minutes=10)
_DONE = "done"

Write = Callable[[Request, str, str, Mapping[str, Any], HTTPStatus], HTMLResponse]
ReadForm = Callable[[Request], Awaitable[Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class AccessPages:
    """What the pages are made with.

    `write` renders a template: request, its name, the language, the values, the status. `read_form` returns the fields
    that were sent. `language` is that of the browser, `clock` the present instant.
    """

    engine: Engine
    settings: Settings
    clock: Callable[[], datetime]
    write: Write
    read_form: ReadForm
    language: Callable[[Request], str]
    provider: Provider | None = field(init=False)

    def __post_init__(self) -> None:
        provider = Provider(self.settings) if self.settings.oidc_issuer else None
        object.__setattr__(self, "provider", provider)

    # --- signing in --------------------------------------------------------------------------------------------------

    def show_sign_in(self, request: Request) -> Response:
        """Return the page to sign in on; whoever has signed in goes on to where they wanted."""
        wanted = own_path(request.query_params.get(BACK, ""))
        if who_asks(self.engine, request, self.clock()):
            return _to(request, wanted)
        return self._sign_in_page(request, wanted)

    def sign_in(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Sign somebody in with what they typed."""
        now, wanted, email = self.clock(), own_path(sent.get(BACK, "")), sent.get("email", "")
        try:
            check_token_before(request, sent, now)
            password, address = sent.get("password", ""), address_of(request)
            typed = {"email": email, "password": password, "address": address}
            token = sign_in(self.engine, self.settings, **typed, now=now)
        except SignInRefused as refused:
            return self._sign_in_page(request, wanted, email=email, refused=refused)
        except Refusal as refused:
            return self._sign_in_page(request, wanted, refused=refused)
        return self._entered(request, token, wanted)

    def _sign_in_page(
        self, request: Request, wanted: str, *, email: str = "", refused: Refusal | None = None
    ) -> Response:
        language, now = self.language(request), self.clock()
        token, fresh = token_before(request, now)
        roles = usable_demo_roles(self.engine, self.settings)
        values = {
            "problem": refused.text.in_(language) if refused else "",
            "email": email,
            "wanted": wanted,
            "token": token,
            "by_provider": self.provider is not None,
            "demo": [(address, role.in_(language)) for address, role in demo_addresses(roles)],
            "demo_password": DEMO_PASSWORD,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        wait = refused.wait if isinstance(refused, SignInRefused) else timedelta(0)
        if wait:
            status = HTTPStatus.TOO_MANY_REQUESTS
        page = self.write(request, "access/sign_in.html", language, values, status)
        if wait:
            page.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
        hold_before(page, self.settings, fresh)
        return page

    def _entered(self, request: Request, token: str, wanted: str) -> Response:
        response = _to(request, wanted)
        hold_session(response, self.settings, token)
        return response

    def sign_out(self, request: Request, sent: Mapping[str, str]) -> Response:
        """End the session of who asks, if their form says so."""
        now = self.clock()
        who = who_asks(self.engine, request, now)
        response = _to(request, SIGN_IN)
        if who is not None:  # the form of another site brings no session along, and must not take it away
            check_token(who, sent)
            sign_out(self.engine, who, now)
            drop_session(response, self.settings)
        return response

    # --- the city's identity provider ---------------------------------------------------------------------------------

    def ask_provider(self, request: Request) -> Response:
        """Send the browser to the identity provider."""
        now, wanted = self.clock(), own_path(request.query_params.get(BACK, ""))
        if self.provider is None:
            return _to(request, SIGN_IN)
        try:
            begun = self.provider.begin(now)
        except ProviderRefused as refused:
            return self._sign_in_page(request, wanted, refused=refused)
        response = RedirectResponse(begun.address, HTTPStatus.SEE_OTHER)
        kept = {**begun.kept, BACK: wanted}
        told = signed(secret_of(self.settings), _ASKED_ELSEWHERE, kept, now + _TIME_ELSEWHERE)
        hold(response, self.settings, _ASKED_ELSEWHERE, told, seconds=int(_TIME_ELSEWHERE.total_seconds()))
        return response

    def hear_provider(self, request: Request) -> Response:
        """Sign in whom the identity provider vouches for."""
        now = self.clock()
        if self.provider is None:
            return _to(request, SIGN_IN)
        told = held_by(request, _ASKED_ELSEWHERE)
        kept = read_signed(secret_of(self.settings), _ASKED_ELSEWHERE, told, now) or {}
        wanted = own_path(kept.get(BACK, ""))
        try:
            vouched = self.provider.finish(dict(request.query_params), kept, now)
            address = address_of(request)
            token = sign_in_from_provider(self.engine, self.settings, vouched, address=address, now=now)
        except ProviderRefused as refused:
            note_refused(self.engine, self.settings, address_of(request), now)
            response = self._sign_in_page(request, wanted, refused=refused)
        except SignInRefused as refused:
            response = self._sign_in_page(request, wanted, refused=refused)
        else:
            response = self._entered(request, token, wanted)
        drop(response, self.settings, _ASKED_ELSEWHERE)
        return response

    # --- an invitation -----------------------------------------------------------------------------------------------

    def show_invitation(self, request: Request, token: str) -> Response:
        """Return the page on which somebody sets their first password."""
        return self._invitation_page(request, token)

    def accept_invitation(self, request: Request, token: str, sent: Mapping[str, str]) -> Response:
        """Set a first password, and sign in."""
        now = self.clock()
        try:
            check_token_before(request, sent, now)
            password = _twice(sent, "password")
            session = accounts.accept_invitation(self.engine, self.settings, _copied(token), password, now)
        except Refusal as refused:
            return self._invitation_page(request, token, refused=refused)
        return self._entered(request, session, own_path(""))

    def _invitation_page(self, request: Request, token: str, *, refused: Refusal | None = None) -> Response:
        now = self.clock()
        with reading(self.engine) as connection:
            account = invited(connection, _copied(token), now)
        language = account.language if account else self.language(request)
        form_token, fresh = token_before(request, now)
        values = {
            "name": account.name if account else "",
            "email": account.email if account else "",
            "problem": refused.text.in_(language) if refused and account else "",
            "token": form_token,
            "shortest": SHORTEST,
            "longest": LONGEST,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        status = status if account else HTTPStatus.GONE
        page = self.write(request, "access/invitation.html", language, values, status)
        hold_before(page, self.settings, fresh)
        return page

    # --- the own account ----------------------------------------------------------------------------------------------

    def show_account(self, request: Request) -> Response:
        """Return the page of the own account; whoever has not signed in signs in first."""
        who = who_asks(self.engine, request, self.clock())
        if who is None:
            return _to(request, f"{SIGN_IN}?{BACK}={ACCOUNT}")
        return self._account_page(request, who, done=request.query_params.get(_DONE, ""))

    def change_account(self, request: Request, sent: Mapping[str, str]) -> Response:
        """Do what one of the forms of the own account asks for."""
        now = self.clock()
        who = who_asks(self.engine, request, now)
        if who is None:
            return _to(request, f"{SIGN_IN}?{BACK}={ACCOUNT}")
        form = sent.get("form", "")
        forms = {
            "password": self._new_password,
            "language": self._new_language,
            "session": self._end_session,
            "everywhere": self._end_everywhere,
        }
        try:
            check_token(who, sent)
            done = forms[form](who, sent, now) if form in forms else ""
        except Refusal as refused:
            return self._account_page(request, who, refused=refused, form=form)
        return _to(request, f"{ACCOUNT}?{_DONE}={done}" if done else ACCOUNT)

    def _new_password(self, who: SignedIn, sent: Mapping[str, str], now: datetime) -> str:
        old = sent.get("old", "")
        accounts.change_own_password(self.engine, who, old, _twice(sent, "password"), now)
        return "password"

    def _new_language(self, who: SignedIn, sent: Mapping[str, str], _now: datetime) -> str:
        with writing(self.engine) as connection:
            accounts.choose_language(connection, who, sent.get("language", ""))
        return "language"

    def _end_session(self, who: SignedIn, sent: Mapping[str, str], now: datetime) -> str:
        found = _NUMBER.fullmatch(sent.get("session", ""))
        with writing(self.engine) as connection:
            accounts.end_own_sessions(connection, who, now, only=int(found[0]) if found else 0)
        return "session"

    def _end_everywhere(self, who: SignedIn, _sent: Mapping[str, str], now: datetime) -> str:
        with writing(self.engine) as connection:
            accounts.end_own_sessions(connection, who, now)
        return ""

    def _account_page(
        self, request: Request, who: SignedIn, *, refused: Refusal | None = None, form: str = "", done: str = ""
    ) -> Response:
        with reading(self.engine) as connection:
            sessions = sessions_of(connection, who.account_id, still_open(self.settings, self.clock()))
        values = {
            "who": who,
            "role": ACCOUNT_ROLE_LABELS[who.role].in_(who.language),
            "sessions": [(line.id, line.id == who.session_id, *_instants(line, who.language)) for line in sessions],
            "problem": refused.text.in_(who.language) if refused else "",
            "form": form,
            "done": done,
            "shortest": SHORTEST,
            "longest": LONGEST,
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        return self.write(request, "access/account.html", who.language, values, status)


def access_pages(pages: AccessPages) -> APIRouter:
    """Return the routes of these pages; GET shows and changes nothing but cookies, POST acts."""
    router = APIRouter()
    _add_signing_in(router, pages)
    _add_accounts(router, pages)
    return router


def _add_signing_in(router: APIRouter, pages: AccessPages) -> None:
    @router.api_route(SIGN_IN, methods=SHOWN)
    def show_sign_in(request: Request) -> Response:
        return pages.show_sign_in(request)

    @router.post(SIGN_IN)
    async def enter(request: Request) -> Response:
        return await run_in_threadpool(pages.sign_in, request, await pages.read_form(request))

    @router.post(SIGN_OUT)
    async def leave(request: Request) -> Response:
        return await run_in_threadpool(pages.sign_out, request, await pages.read_form(request))

    @router.get(ASK_PATH)
    def ask_provider(request: Request) -> Response:
        return pages.ask_provider(request)

    @router.get(ANSWER_PATH)
    def hear_provider(request: Request) -> Response:
        return pages.hear_provider(request)


def _add_accounts(router: APIRouter, pages: AccessPages) -> None:
    invitation = f"{accounts.INVITATION_PATH}{{token}}"

    @router.api_route(invitation, methods=SHOWN)
    def show_invitation(request: Request, token: str) -> Response:
        return pages.show_invitation(request, token)

    @router.post(invitation)
    async def accept_invitation(request: Request, token: str) -> Response:
        sent = await pages.read_form(request)
        return await run_in_threadpool(pages.accept_invitation, request, token, sent)

    @router.api_route(ACCOUNT, methods=SHOWN)
    def show_account(request: Request) -> Response:
        return pages.show_account(request)

    @router.post(ACCOUNT)
    async def change_account(request: Request) -> Response:
        return await run_in_threadpool(pages.change_account, request, await pages.read_form(request))


def address_of(request: Request) -> str:
    """Return the address of the network that asks; behind a proxy on this machine, the one that the proxy tells."""
    return request.client.host if request.client else ""


def to_root(request: Request) -> str:
    """Return the relative path from a page to the root of the application."""
    return "../" * (request.url.path.count("/") - 1) or "./"


def _to(request: Request, path: str) -> Response:
    return RedirectResponse(f"{to_root(request)}{path.removeprefix('/')}", HTTPStatus.SEE_OTHER)


def _copied(token: str) -> str:
    """Return what a link holds, without the signs that came along when it was copied out of a sentence."""
    found = _TOKEN.match(token)
    return found[0] if found else ""


_NUMBER, _TOKEN = re.compile(r"[0-9]{1,9}"), re.compile(r"[\w-]+", re.ASCII)


def _twice(sent: Mapping[str, str], name: str) -> str:
    """Return what was typed twice; raise Refused unless both are the same."""
    if sent.get(name, "") != sent.get(f"{name}-again", ""):
        raise Refused(Reason(name, _NOT_THE_SAME))
    return sent.get(name, "")


def _instants(line: SessionLine, language: str) -> tuple[str, str]:
    made, seen = local_time(line.made_at), local_time(line.seen_at)
    return _at(made, language), _at(seen, language)


def _at(moment: datetime, language: str) -> str:
    return f"{plain_date(day_of(moment), language)} {moment:%H.%M}"


_NOT_THE_SAME = Text("Du skrev två olika lösenord. Skriv samma två gånger.", "You typed two different passwords.")
