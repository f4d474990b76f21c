"""Putting what was written into the outbox, all mails of a round at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from models.statements import Statement, among, text_list
from models.tables import Message
from notifications.directory import Reader
from notifications.letters import Rendered
from states.delivery import DELIVERY

_message = Message.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person before it is stored; `calendar` are its columns of the calendar."""

    key: str
    reader: Reader
    rendered: Rendered
    calendar: Mapping[str, str]


def contents_of(reader: Reader, rendered: Rendered, calendar: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns that change when a mail is written anew."""
    return {
        "recipient": reader.email,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "template": rendered.template,
        "template_version": rendered.version,
        **calendar,
    }


def store(connection: Connection, mails: Sequence[Mail], *, today: date) -> list[int]:
    """Put mails of today into the outbox and return their numbers, in the same order."""
    if not mails:
        return []
    common = {"day": today, "state": str(DELIVERY.initial), "attempts": 0, "problem": ""}
    connection.execute(
        insert(_message),
        [
            {"key": one.key, "person_id": one.reader.id, "language": one.reader.language}
            | common
            | contents_of(one.reader, one.rendered, one.calendar)
            for one in mails
        ],
    )
    numbers: dict[str, int] = dict(_BY_KEY.rows(connection, (text_list(connection, [one.key for one in mails]),)))
    return [numbers[one.key] for one in mails]


_BY_KEY = Statement(["keys"], lambda db: select(_message.c.key, _message.c.id).where(among(_message.c.key, db, "keys")))
