"""Putting mails into the outbox: all mails of a round at once, or one mail that must exist only once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select

from matters.directory import Reader
from models.mails.contents import MailContents, digest_of, packed
from models.storage.driver_statements import Statement, among, text_list, upsert_into
from models.tables import Message
from notifications.letters.letter_templates import Rendered
from states.processes.delivery import DELIVERY

_message = Message.__table__


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A mail to one person before it is stored; `calendar` is its stream of iCalendar objects, if it has any.

    `attachment` is a file as base64, and `attachment_name` what it is called.
    """

    key: str
    reader: Reader
    rendered: Rendered
    calendar: str = ""
    attachment: str = ""
    attachment_name: str = ""


def contents_of(mail: WrittenMail) -> dict[str, Any]:
    """Return the columns that change when a queued mail is rewritten."""
    rendered = mail.rendered
    contents = MailContents(rendered.text, rendered.html, mail.calendar, mail.attachment, mail.attachment_name)
    return {
        "recipient": mail.reader.email,
        "subject": rendered.subject,
        "contents": packed(contents),
        "digest": digest_of(rendered.subject, contents),
        "template": rendered.template,
        "template_version": rendered.version,
    }


def store(connection: Connection, mails: Sequence[WrittenMail], *, today: date) -> list[int]:
    """Put mails of today into the outbox and return their numbers, in the same order."""
    if not mails:
        return []
    connection.execute(insert(_message), [_row(one, today) for one in mails])
    numbers: dict[str, int] = dict(_BY_KEY.rows(connection, (text_list(connection, [one.key for one in mails]),)))
    return [numbers[one.key] for one in mails]


def store_once(connection: Connection, mail: WrittenMail, *, day: date) -> bool:
    """Put one mail into the outbox for a day and return True, unless one of its key is there already."""
    added = upsert_into(_message, connection.dialect.name).values(_row(mail, day))
    stored = added.on_conflict_do_nothing(index_elements=["key"]).returning(_message.c.id)
    return connection.execute(stored).first() is not None


def _row(mail: WrittenMail, day: date) -> dict[str, Any]:
    return {
        "key": mail.key,
        "person_id": mail.reader.id,
        "language": mail.reader.language,
        "day": day,
        "state": str(DELIVERY.initial),
        "attempts": 0,
        "problem": "",
        **contents_of(mail),
    }


_BY_KEY = Statement(["keys"], lambda db: select(_message.c.key, _message.c.id).where(among(_message.c.key, db, "keys")))
