"""Who can be reached: the people of the city, their substitutes, and who stands in when nobody of a role is there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from matters.recipients import HELD_BY, INSTEAD, NOBODY, Recipient
from models.casefile import CaseFile
from models.people import has_left, is_away, refused
from models.tables import Person

_person = Person.__table__


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who gets mail; `refused` means that the last mail to them bounced for good."""

    id: int
    name: str
    email: str
    phone: str
    role: str
    unit_id: int | None
    language: str
    substitute_id: int | None = None
    away_from: date | None = None
    away_until: date | None = None
    left_on: date | None = None
    refused: bool = False

    def is_away(self, today: date) -> bool:
        """Tell whether the substitute stands in; a person who has left for good has none."""
        return is_away(self, today)

    def has_left(self, today: date) -> bool:
        return has_left(self, today)

    def is_reachable(self, today: date) -> bool:
        return not (self.refused or self.has_left(today) or self.is_away(today))

    def turns(self, today: date) -> Iterator[date]:
        """Yield the days after today on which the person goes or comes back."""
        back = self.away_until + timedelta(days=1) if self.away_until else None
        return (day for day in (self.away_from, back, self.left_on) if day is not None and day > today)


@dataclass(frozen=True, slots=True)
class Directory:
    people: Mapping[int, Reader]
    managers: Mapping[int | None, Sequence[Reader]]
    pools: Mapping[Recipient, Sequence[Reader]]
    """Those who answer for a function whatever the case, in the order they are asked."""

    def supporter(self, case: CaseFile, today: date) -> Reader | None:
        """Return who answers for the support function in a case."""
        supporters = self._of(Recipient.SUPPORT, case, today, NOBODY)
        return next((reader for reader in supporters if reader.is_reachable(today)), None)

    def recipient(
        self,
        role: Recipient,
        case: CaseFile,
        today: date,
        *,
        holders: Mapping[Recipient, int | None] = NOBODY,
    ) -> Reader | None:
        """Return who gets the mail meant for a role: the holder, a substitute, or the next above who can be reached.

        `holders` are the people of one supplier, for CONTACT and SUPPLIER.
        """
        candidates = self.asked(role, case, today, holders=holders)
        return next((reader for _, reader in candidates if reader.is_reachable(today)), None)

    def next_turn(
        self,
        role: Recipient,
        case: CaseFile,
        today: date,
        *,
        holders: Mapping[Recipient, int | None] = NOBODY,
    ) -> date | None:
        """Return the first day after today on which `recipient` may return somebody else, as far as is known."""
        days: list[date] = []
        for _, reader in self.asked(role, case, today, holders=holders):
            days.extend(reader.turns(today))
            if reader.is_reachable(today):
                break
        return min(days, default=None)

    def asked(
        self,
        role: Recipient,
        case: CaseFile,
        today: date,
        *,
        holders: Mapping[Recipient, int | None] = NOBODY,
    ) -> Iterator[tuple[Recipient, Reader]]:
        """Yield the candidates for a role in order, each with the role in which they would act, reachable or not."""
        for step in INSTEAD[role]:
            for one in self._of(step, case, today, holders):
                yield step, one

    def _of(
        self,
        step: Recipient,
        case: CaseFile,
        today: date,
        holders: Mapping[Recipient, int | None],
    ) -> Iterator[Reader]:
        """Yield the holders of exactly this role, each followed by a chain of substitutes as long as each is away."""
        named = {Recipient.OFFICER: case.officer_id, Recipient.SUPPORT: case.support_id} | dict(holders)
        holder = self.people.get(named.get(step) or 0)
        if holder is not None and holder.role not in HELD_BY.get(step, ()):
            holder = None  # who has another role by now answers no more
        pool = self.managers.get(case.unit_id, ()) if step is Recipient.MANAGER else self.pools.get(step, ())
        for reader in (holder, *pool):
            yield from self._with_substitutes(reader, step, today)

    def _with_substitutes(self, holder: Reader | None, step: Recipient, today: date) -> Iterator[Reader]:
        reader, seen = holder, set[int]()
        while reader is not None and reader.id not in seen and _may_read(reader, step):
            yield reader
            seen.add(reader.id)
            reader = self.people.get(reader.substitute_id or 0) if reader.is_away(today) else None


def _may_read(reader: Reader, step: Recipient) -> bool:
    """Tell whether a person is on the side of the table that something is meant for."""
    return (reader.role == Recipient.SUPPLIER) is (step is Recipient.SUPPLIER)


def read_directory(connection: Connection) -> Directory:
    c = _person.c
    columns = (c.id, c.name, c.email, c.phone, c.role, c.unit_id, c.language)
    absence = (c.substitute_id, c.away_from, c.away_until, c.left_on, c.id.in_(refused()))
    people = [Reader(*row) for row in connection.execute(select(*columns, *absence).order_by(c.id))]
    managers: dict[int | None, list[Reader]] = defaultdict(list)
    pools: dict[Recipient, list[Reader]] = {Recipient.SUPPORT: [], Recipient.LABOUR_MARKET: []}
    for reader in people:
        if reader.role == Recipient.MANAGER:
            managers[reader.unit_id].append(reader)
        elif reader.role in pools:
            pools[Recipient(reader.role)].append(reader)
    return Directory({reader.id: reader for reader in people}, managers, pools)
