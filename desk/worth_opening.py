"""The mails to open first: the latest to each kind of reader, so that a newcomer sees all sides of the table."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.clock import day_of
from models.mails.contents import unpacked
from models.tables import Message, Person
from notifications.delivery.folders import stem
from notifications.delivery.mime import message_id
from states.facts import ROLE_LABELS, Role
from states.processes.delivery import DeliveryState
from states.text import Text

_message, _person = Message.__table__, Person.__table__
_LATEST = 200
"""So many mails are looked through for one with a page behind a link."""
_READERS = (Role.OFFICER, Role.SUPPORT, Role.LABOUR_MARKET, Role.SUPPLIER, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class Worth:
    """A mail worth opening: whom it went to, its subject, and the name of its file, without the ending."""

    reader: Text
    subject: str
    name: str


def worth_opening(connection: Connection, mail_from: str) -> list[Worth]:
    """Return the latest mail to each kind of reader; one with a page behind a link before one without."""
    return [worth for role in _READERS if (worth := _latest(connection, role, mail_from)) is not None]


def _latest(connection: Connection, role: Role, mail_from: str) -> Worth | None:
    latest = connection.execute(
        select(_message.c.key, _message.c.subject, _message.c.sent_at, _message.c.contents)
        .join(_person, _person.c.id == _message.c.person_id)
        .where(_person.c.role == role, _message.c.state == DeliveryState.SENT)
        .order_by(_message.c.sent_at.desc(), _message.c.id.desc())
        .limit(_LATEST)
    ).all()
    if not latest:
        return None
    found = next((one for one in latest if "/l/" in unpacked(one.contents).text), latest[0])
    day = day_of(found.sent_at).isoformat()
    identity = message_id(found.key, mail_from.rpartition("@")[2])
    return Worth(ROLE_LABELS[role], found.subject, stem(identity, day))
