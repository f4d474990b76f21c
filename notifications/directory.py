"""Who can be told: the people of the city, and who stands in when nobody holds a role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.casefile import CaseFile
from models.tables import Person
from notifications.recipients import Recipient

NOBODY: Mapping[Recipient, int | None] = {}
_person = Person.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reader:
    """A person as mail needs one."""

    id: int
    name: str
    email: str
    phone: str
    role: str
    unit_id: int | None
    language: str


@dataclass(frozen=True, slots=True)
class Directory:
    people: Mapping[int, Reader]
    managers: Mapping[int | None, Reader]
    support: Reader | None
    """Who answers for the support function where a case names nobody."""

    def supporter(self, file: CaseFile) -> Reader | None:
        return self.people.get(file.support_id or 0, self.support)

    def recipient(
        self,
        role: Recipient,
        file: CaseFile,
        today: date,
        *,
        holders: Mapping[Recipient, int | None] = NOBODY,
    ) -> Reader | None:
        """Return the person who holds a role for a case, or the next above who exists."""
        held = {
            Recipient.SUPPLIER: self.people.get(holders.get(Recipient.SUPPLIER) or 0),
            Recipient.CONTACT: self.people.get(holders.get(Recipient.CONTACT) or 0),
            Recipient.LABOUR_MARKET: next((one for one in self.people.values() if one.role == "labour_market"), None),
            Recipient.OFFICER: self.people.get(file.officer_id or 0),
            Recipient.MANAGER: self.managers.get(file.unit_id),
            Recipient.SUPPORT: self.supporter(file),
        }
        return next((held[step] for step in _INSTEAD[role] if held[step] is not None), None)


_INSTEAD = {
    Recipient.OFFICER: (Recipient.OFFICER, Recipient.MANAGER, Recipient.SUPPORT),
    Recipient.MANAGER: (Recipient.MANAGER, Recipient.SUPPORT),
    Recipient.SUPPORT: (Recipient.SUPPORT,),
    Recipient.LABOUR_MARKET: (Recipient.LABOUR_MARKET, Recipient.SUPPORT),
    Recipient.CONTACT: (Recipient.CONTACT, Recipient.LABOUR_MARKET, Recipient.SUPPORT),
    Recipient.SUPPLIER: (Recipient.SUPPLIER, Recipient.CONTACT, Recipient.LABOUR_MARKET, Recipient.SUPPORT),
}


def read_directory(connection: Connection) -> Directory:
    c = _person.c
    found = connection.execute(
        select(c.id, c.name, c.email, c.phone, c.role, c.unit_id, c.language).order_by(c.id.desc()),
    )
    people = [Reader(*row) for row in found]
    support = [reader for reader in people if reader.role == Recipient.SUPPORT]
    return Directory(
        people={reader.id: reader for reader in people},
        managers={reader.unit_id: reader for reader in people if reader.role == Recipient.MANAGER},
        support=support[-1] if support else None,
    )
