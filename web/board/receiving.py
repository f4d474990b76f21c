"""A form that brings a file: read within limits, and never more than one file."""

from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from desk.taking_in import LARGEST, ReceivedFile
from web.links.page import Typed

_AROUND = 64 * 1024
"""Bytes of the form around the file."""
_MOST_FIELDS = 10


async def received(request: Request) -> tuple[Typed, ReceivedFile | None]:
    """Return the fields of a form and the file that it brings.

    Raises HTTPException for a form without a length, one that is too large, and one that is none.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        raise HTTPException(HTTPStatus.LENGTH_REQUIRED)
    if int(length) > LARGEST + _AROUND:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        sent = next((value for _, value in form.multi_items() if isinstance(value, UploadFile)), None)
        file = ReceivedFile(sent.filename or "", await sent.read(LARGEST)) if sent is not None else None
    return typed, file
