"""Who asks for a page: the session that a browser holds, and the token that each of its forms brings along."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import Request, Response
from sqlalchemy import Connection, Engine

from desk.access import SignedIn
from desk.signing_in import keep_alive, present
from models.accounts import new_token, token_digest
from models.installation.secret import secret_of
from models.installation.settings import Settings
from models.refusals import Refused
from models.storage.database import reading
from states.text import Text
from web.access.signed import read_signed, same, signed

TOKEN = "token"  # noqa: S105 - the name of a field
"""The field of every form that brings the token along."""
FIRST_PAGE = "/"
SIGN_IN = "/logga-in"
BACK = "till"
"""The parameter with the page that somebody wanted before signing in."""
_SESSION, _BEFORE = "trespann", "trespann-before"
_BEFORE_HOURS = timedelta(hours=12)
_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this application: no other host, and no sign that a browser reads as one."""


class TokenWrong(Refused):
    """A form does not come from a page of the one who sends it. Nothing was done."""

    key = "token"

    def __init__(self) -> None:
        super().__init__(_TOKEN_WRONG)


_TOKEN_WRONG = Text(
    "Sidan hade stått öppen för länge eller kom inte härifrån. Ingenting har sparats. Ladda om sidan och försök igen.",
    "The page had been open for too long or did not come from here. Nothing was stored. Reload it and try again.",
)


# --- who asks --------------------------------------------------------------------------------------------------------


def signed_in(connection: Connection, request: Request, now: datetime) -> SignedIn | None:
    """Return who has signed in with the browser that asks, None for nobody; one statement, and writes nothing."""
    settings = settings_of(request)
    return present(connection, settings, request.cookies.get(_name(settings, _SESSION), ""), now)


def who_asks(engine: Engine, request: Request, now: datetime) -> SignedIn | None:
    """Return who has signed in, see `signed_in`, and keep the session alive."""
    if not request.cookies.get(_name(settings_of(request), _SESSION)):
        return None
    with reading(engine) as connection:
        who = signed_in(connection, request, now)
    if who is not None:
        keep_alive(engine, who, now)
    return who


def check_token(who: SignedIn, form: Mapping[str, str]) -> None:
    """Raise TokenWrong unless a form brings the token of the session along."""
    if not same(form.get(TOKEN, ""), who.token):
        raise TokenWrong


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


# --- before anybody has signed in ------------------------------------------------------------------------------------


def token_before(request: Request, now: datetime) -> tuple[str, str]:
    """Return the token for a form of somebody who has not signed in, and what `hold_before` is to hold, "" for nothing.

    It is another token with each page, and holds for as long as the browser holds what it was made with.
    """
    secret = secret_of(settings_of(request))
    until = now + _BEFORE_HOURS
    held, fresh = _held_before(request, now), ""
    if not held:
        held = new_token()
        fresh = signed(secret, _BEFORE, {"held": held}, until)
    return signed(secret, _FORM, {"held": token_digest(held)}, until), fresh


def hold_before(response: Response, settings: Settings, fresh: str) -> None:
    """Let the browser of somebody who has not signed in hold what its forms are compared with, if it is new."""
    if fresh:
        hold(response, settings, _BEFORE, fresh)


def check_token_before(request: Request, form: Mapping[str, str], now: datetime) -> None:
    """Raise TokenWrong unless a form of somebody who has not signed in comes from a page that their browser got."""
    held = _held_before(request, now)
    told = read_signed(secret_of(settings_of(request)), _FORM, form.get(TOKEN, ""), now)
    if not held or told is None or not same(told.get("held", ""), token_digest(held)):
        raise TokenWrong


_FORM = "form before signing in"


def _held_before(request: Request, now: datetime) -> str:
    settings = settings_of(request)
    kept = request.cookies.get(_name(settings, _BEFORE), "")
    return (read_signed(secret_of(settings), _BEFORE, kept, now) or {}).get("held", "")


# --- cookies ---------------------------------------------------------------------------------------------------------


def hold_session(response: Response, settings: Settings, token: str) -> None:
    """Let the browser hold a session until it is closed; the end is kept on our side."""
    hold(response, settings, _SESSION, token)
    drop(response, settings, _BEFORE)


def drop_session(response: Response, settings: Settings) -> None:
    drop(response, settings, _SESSION)


def hold(response: Response, settings: Settings, name: str, value: str, *, seconds: int | None = None) -> None:
    """Let the browser hold a value that no script reads and no other site's form brings along."""
    response.set_cookie(
        _name(settings, name),
        value,
        max_age=seconds,
        path="/",
        secure=_is_encrypted(settings),
        httponly=True,
        samesite="lax",
    )


def drop(response: Response, settings: Settings, name: str) -> None:
    response.delete_cookie(
        _name(settings, name), path="/", secure=_is_encrypted(settings), httponly=True, samesite="lax"
    )


def held_by(request: Request, name: str) -> str:
    """Return what the browser holds under a name, "" for nothing."""
    return request.cookies.get(_name(settings_of(request), name), "")


def _name(settings: Settings, name: str) -> str:
    # No other host of the city can set a cookie of this name, and none comes over a line in clear.
    return f"__Host-{name}" if _is_encrypted(settings) else name


def _is_encrypted(settings: Settings) -> bool:
    return settings.web_url.startswith("https://")


# --- where to --------------------------------------------------------------------------------------------------------


def own_path(asked: str) -> str:
    """Return a path of this application if it is one, else that of the first page; signing in and out are none."""
    fits = _OWN_PATH.fullmatch(asked) is not None and not asked.startswith((SIGN_IN, "/logga-ut"))
    return asked if fits else FIRST_PAGE
