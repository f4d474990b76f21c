"""Signed links: one person may do one thing in one case, without an account.

The token itself holds no information; its purpose and last day are stored in the row of the invitation.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from models.links import heirs
from models.storage.driver_statements import Statement, among, id_list
from models.tables import InvitationRow
from notifications.invitations.signing import NotSigned, copied, signed, unsigned

_link = InvitationRow.__table__

_SALT = "trespann.link"
_NONCE_BYTES = 12


class Purpose(StrEnum):
    """What a link lets its reader do; each is a page."""

    CONTACT_POINT_1 = auto()
    ASSESSMENT = auto()
    DEMAND = auto()
    """What a labour-market unit answers to the demand, and answers otherwise as things change."""
    PUBLICATION = auto()
    AWARD = auto()
    CONTACT_POINT_2 = auto()
    CONTRACT = auto()
    COURT = auto()
    CONTACT_PERSON = auto()
    """Whom the support function appoints for a supplier."""
    PROMISE = auto()
    START_UP_MEETING = auto()
    COMPETENCE_PROFILE = auto()
    CANDIDATE = auto()
    SUBSIDY = auto()
    INTERNSHIP_END = auto()
    HIRE_CONFIRMATION = auto()
    ATTESTATION = auto()
    FOLLOW_UP = auto()
    ADDITIONALITY = auto()
    RESULTS = auto()
    """What became of a supplier's promise."""
    CLOSING = auto()
    TAKE = auto()
    """Somebody of the support function says that the case is theirs."""
    SUPPLIER = auto()
    """The supplier's own page, which is opened again and again."""


class Bound(NamedTuple):
    """What a link is bound to; `subject` is the supplier or position that it is about, as its track is called."""

    purpose: Purpose
    person_id: int
    case_id: int
    matter: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was made here; it opens its page to the end of `expires_on`."""

    id: int
    bound: Bound
    made_on: date
    expires_on: date
    used_at: datetime | None
    made_for: int
    """The case that it was made for: another than that of `bound` where it was merged into that one since."""

    def has_expired(self, today: date) -> bool:
        return today > self.expires_on


class InvitationUnknown(LookupError):
    """A token that was altered, or never made here."""


def invite(
    connection: Connection,
    bounds: Iterable[Bound],
    *,
    secret: str,
    today: date,
    until: Callable[[Purpose, date], date],
) -> dict[Bound, str]:
    """Return a token for each: today's unused one if there is one, else a new one, valid to the end of a day."""
    wanted = set(bounds)
    cases = id_list(connection, sorted({bound.case_id for bound in wanted}))
    nonces = {_bound(row): row.nonce for row in map(_Row._make, _OF_TODAY.rows(connection, (cases, today)))}
    fresh = {bound: secrets.token_urlsafe(_NONCE_BYTES) for bound in sorted(wanted - nonces.keys())}
    added = [(nonce, *bound, today, until(bound.purpose, today)) for bound, nonce in fresh.items()]
    _ADD.run_many(connection, added)
    return {bound: signed((nonces | fresh)[bound], secret=secret, salt=_SALT) for bound in wanted}


def read(connection: Connection, token: str, *, secret: str) -> Invitation:
    """Return the invitation of a token, also when it has expired or was used; raise InvitationUnknown.

    What a reader copied along behind the token is left out. The link of a case that was merged into another opens the
    page of that one.
    """
    try:
        nonce = unsigned(copied(token), secret=secret, salt=_SALT)
    except NotSigned:
        raise InvitationUnknown from None
    found = connection.execute(select(_link).where(_link.c.nonce == nonce)).first()
    if found is None:
        raise InvitationUnknown
    bound = _bound(found)
    case_id = heirs(connection, [bound.case_id]).get(bound.case_id, bound.case_id)
    return Invitation(
        found.id,
        bound._replace(case_id=case_id),
        found.made_on,
        found.expires_on,
        found.used_at,
        made_for=bound.case_id,
    )


def use(connection: Connection, invitation: Invitation, *, at: datetime) -> bool:
    """Mark a link as used and return whether this was the first time."""
    unused = (_link.c.id == invitation.id) & _link.c.used_at.is_(None)
    return bool(connection.execute(update(_link).where(unused).values(used_at=at)).rowcount)


class _Row(NamedTuple):
    nonce: str
    purpose: str
    person_id: int
    case_id: int
    matter: str
    subject: str


def _bound(row: _Row | Row[Any]) -> Bound:
    return Bound(Purpose(row.purpose), row.person_id, row.case_id, row.matter, row.subject)


_OF_TODAY = Statement(
    ["cases", "today"],
    lambda db: select(*(_link.c[name] for name in _Row._fields)).where(
        among(_link.c.case_id, db, "cases"),
        _link.c.made_on == bindparam("today"),
        _link.c.used_at.is_(None),
    ),
)
_NEW = (*_Row._fields, "made_on", "expires_on")
_ADD = Statement(_NEW, lambda _: insert(_link).inline().values({name: bindparam(name) for name in _NEW}))
