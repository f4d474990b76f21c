"""The mailbox of the sink as pages: a list, each mail as its reader saw it and as plain text, and what it brings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException

from models.clock import day_of
from models.installation.settings import LOOPBACK, Settings
from notifications.delivery.sink_mailbox import PATH, MailFile, OpenedMail, SinkMailbox, sink_mailbox
from states.text import long_date

SIZE = 50
"""How many mails a page of the list shows."""
SHOWN = ["GET", "HEAD"]
_NOTHING = "default-src 'none'; form-action 'none'"
_FRAME_HEADERS = {
    # A mail is written by whoever reached the sink: it may look as it likes, run nothing, and open links in a new tab.
    "Content-Security-Policy": (
        f"{_NOTHING}; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self';"
        " sandbox allow-popups allow-popups-to-escape-sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_FRAMING = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[\w/]")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
Write = Callable[[Request, str, Mapping[str, Any]], HTMLResponse]


@dataclass(frozen=True, slots=True)
class MailboxPages:
    """What the pages of the mailbox are made with; `write` renders a template in the language of the browser."""

    settings: Settings
    write: Write
    language: Callable[[Request], str]

    def mailbox(self, request: Request) -> SinkMailbox | None:
        """Return the mailbox; None where there is none, or the pages were asked for under a name of elsewhere."""
        return sink_mailbox(self.settings) if request.url.hostname in LOOPBACK else None

    def opened(self, request: Request, name: str) -> OpenedMail:
        box = self.mailbox(request)
        found = box.open(name) if box else None
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return found

    def front(self, request: Request, number: int) -> Response:
        """Return the list of mails."""
        box = self.mailbox(request)
        if box is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        lines, more = box.page(number, SIZE)
        language = self.language(request)
        days: dict[str, list[Any]] = {}
        for line in lines:
            days.setdefault(long_date(day_of(line.at), language) if line.at else "", []).append(line)
        return self.write(request, "mailbox.html", {"days": days, "page": number, "more": more})

    def mail(self, request: Request, name: str, *, plain: bool) -> Response:
        """Return a mail in a frame, or as plain text."""
        mail = self.opened(request, name)
        day = long_date(day_of(mail.line.at), self.language(request)) if mail.line.at else ""
        values = {"mail": mail, "day": day, "plain": plain or not mail.html, "text": linked(mail.text)}
        response = self.write(request, "mail.html", values)
        response.headers["Content-Security-Policy"] = _FRAMING
        return response

    def attached(self, request: Request, name: str, number: int) -> Response:
        files = self.opened(request, name).attached
        if not 0 < number <= len(files):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _download(files[number - 1])


def mailbox_pages(pages: MailboxPages) -> APIRouter:
    """Return the pages of the mailbox."""
    router = APIRouter()

    @router.api_route(PATH.rstrip("/"), methods=SHOWN)
    def front(request: Request, page: int = 0) -> Response:
        return pages.front(request, max(page, 0))

    @router.api_route(f"{PATH}{{name}}", methods=SHOWN)
    def mail(request: Request, name: str) -> Response:
        return pages.mail(request, name, plain="text" in request.query_params)

    @router.api_route(f"{PATH}{{name}}/html", methods=SHOWN)
    def html(request: Request, name: str) -> Response:
        return HTMLResponse(_in_new_tabs(pages.opened(request, name).html), headers=_FRAME_HEADERS)

    @router.api_route(f"{PATH}{{name}}/{{number}}", methods=SHOWN)
    def attached(request: Request, name: str, number: int) -> Response:
        return pages.attached(request, name, number)

    return router


def linked(text: str) -> Markup:
    """Return plain text as HTML in which every address can be opened."""
    parts, done = [], 0
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[done : found.start()]), Markup('<a href="{0}">{0}</a>').format(found[0])]
        done = found.end()
    return Markup("").join([*parts, escape(text[done:])])


def _in_new_tabs(html: str) -> str:
    """Let the links of a mail open beside it: in its frame they would be pages that refuse to be framed."""
    base = '<base target="_blank">'
    return _HEAD.sub(lambda head: f"{head[0]}{base}", html, count=1) if _HEAD.search(html) else f"{base}{html}"


def _download(file: MailFile) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": disposition})
