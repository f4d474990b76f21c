"""What every request passes: a name of ours, headers that keep pages to their reader, a page when something fails."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from http import HTTPStatus
from traceback import extract_tb
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from psycopg import OperationalError as ServerAway
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.requests import ClientDisconnect

from models.installation.settings import LOOPBACK, Settings

_LOG = logging.getLogger("trespann.web")
TRY_AGAIN_AFTER = 30
"""Seconds after which a browser may ask again while the database is away."""
ANY_NAME = frozenset({"/health"})
"""What programs ask for by whatever address they know; it leads nowhere."""
_DATABASE_AWAY = (OperationalError, InterfaceError, sqlite3.OperationalError, ServerAway)

Plain = Callable[[Request, HTTPStatus], Response]


def known_hosts(settings: Settings) -> frozenset[str]:
    """Return the names of the pages: that of their public address, where they are served, and those of this machine."""
    public = urlsplit(settings.web_url).hostname
    return LOOPBACK | {settings.web_host.lower()} | ({public} if public else frozenset())


def add_guard(app: FastAPI, settings: Settings, headers: Mapping[str, str], *, plain: Plain, away: Plain) -> None:
    """Let every request of an application pass the guard; its answers bear some headers unless they set their own.

    `plain` writes the page of a status, `away` the one for while the database does not answer.
    """

    async def answer(request: Request, call_next: Any) -> Response:
        if not _is_known_host(request, settings):
            return await run_in_threadpool(plain, request, HTTPStatus.BAD_REQUEST)
        try:
            response: Response = await call_next(request)
        except ClientDisconnect:
            response = Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody is there to read it
        except _DATABASE_AWAY as error:
            _LOG.error("The database does not answer: %s", type(error).__name__)
            response = await run_in_threadpool(away, request, HTTPStatus.SERVICE_UNAVAILABLE)
            response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a page
            # Neither the address, which holds the token, nor what was typed may stand in a log.
            where = extract_tb(error.__traceback__)[-1]
            _LOG.error("A page failed: %s in %s, line %d", type(error).__name__, where.filename, where.lineno)
            response = await run_in_threadpool(plain, request, HTTPStatus.INTERNAL_SERVER_ERROR)
        return response

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        response = await answer(request, call_next)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if settings.web_url.startswith("https://"):
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def _is_known_host(request: Request, settings: Settings) -> bool:
    """Tell whether a page is asked for under a name of ours: no answer leads to a host that somebody has made up."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:  # brackets that hold no address
        host = None
    return request.url.path in ANY_NAME or host in known_hosts(settings)
