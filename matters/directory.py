"""Who can be reached: the people of the city, their substitutes, and who stands in when nobody of a role is there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from matters.recipients import HELD_BY, INSTEAD, NOBODY, Recipient
from models.casefile import CaseFile
from models.people import has_left, is_away, refused
from models.responsibility import Answering, Needs, areas_in, in_turn, needs_of, responsible, served
from models.tables import LabourMarketUnit, Person, Responsibility

_person = Person.__table__
_unit = LabourMarketUnit.__table__
_responsibility = Responsibility.__table__


@dataclass(frozen=True, slots=True)
class Reader:
    """A person or a shared mailbox that gets mail; `refused` means that the last mail to it bounced for good."""

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
    successor_id: int | None = None
    labour_market_unit_id: int | None = None
    mailbox: bool = False

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
class LabourUnit:
    """A labour-market unit: its mailbox, its people, and the matters that it only follows, none for one that is asked.

    `areas` and `occupations` are empty for a unit that serves all.
    """

    id: int
    name: str
    mailbox: Reader | None = None
    people: tuple[Reader, ...] = ()
    areas: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Everybody who reads for the unit, its mailbox first."""
        return (self.mailbox, *self.people) if self.mailbox else self.people


@dataclass(frozen=True, slots=True)
class Directory:
    people: Mapping[int, Reader]
    managers: Mapping[int | None, Sequence[Reader]]
    pools: Mapping[Recipient, Sequence[Reader]]
    """Those who answer for a function whatever the case: the support function, and labour-market people of no unit."""
    units: Mapping[int, LabourUnit] = field(default_factory=dict)
    """The labour-market units that are asked."""
    followers: Sequence[LabourUnit] = ()
    """Parties that are told of some matters and asked for none, as Arbetsförmedlingen."""
    shared: Mapping[Recipient, Reader] = field(default_factory=dict)
    """The mailbox of a whole function: of the support function, which every mail names."""
    rules: Mapping[Recipient, Sequence[Answering]] = field(default_factory=dict)
    _ruled: dict[tuple[Recipient, int | None, Needs], tuple[tuple[int, ...], ...]] = field(
        default_factory=dict, compare=False
    )

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

    def readers(
        self,
        role: Recipient,
        case: CaseFile,
        today: date,
        *,
        holders: Mapping[Recipient, int | None] = NOBODY,
        units: Sequence[int] | None = None,
    ) -> list[Reader]:
        """Return who gets the mail meant for a role: one of each labour-market unit where several are asked.

        Of a unit that is asked it is its mailbox, else one of its people; where none can be reached, whoever stands in
        for the role.
        """
        if units is None or role is not Recipient.LABOUR_MARKET:
            one = self.recipient(role, case, today, holders=holders)
            return [] if one is None else [one]
        found = [self._of_unit(number, case, today) or self.recipient(role, case, today) for number in units]
        return list({one.id: one for one in found if one is not None}.values())

    def _of_unit(self, number: int, case: CaseFile, today: date) -> Reader | None:
        unit = self.units.get(number)
        if unit is None:
            return None
        holders = (*([unit.mailbox] if unit.mailbox else ()), *_turning(case, unit.people))
        chains = (one for holder in holders for one in self._with_substitutes(holder, Recipient.LABOUR_MARKET, today))
        return next((one for one in chains if one.is_reachable(today)), None)

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
        if holder is not None and holder.role in HELD_BY.get(step, ()):  # who has another role by now answers no more
            yield from self._with_substitutes(holder, step, today)
        for reader in self._by_rule(step, case):
            yield from self._with_substitutes(reader, step, today)

    def _by_rule(self, step: Recipient, case: CaseFile) -> Iterator[Reader]:
        """Yield who answers for a role where the case names nobody, from the most specific rule to the most general."""
        if step is Recipient.MANAGER:
            yield from self.managers.get(case.unit_id, ())
        elif step is Recipient.SUPPORT:
            yield from self._supporters(case)
        elif step is Recipient.LABOUR_MARKET:
            for unit in self.units_of(case):
                yield from (unit.mailbox,) if unit.mailbox else ()
                yield from _turning(case, unit.people)
            yield from _turning(case, self.pools.get(step, ()))
        if step in self.shared:
            yield self.shared[step]

    def _supporters(self, case: CaseFile) -> Iterator[Reader]:
        pool = {reader.id: reader for reader in self.pools.get(Recipient.SUPPORT, ())}
        for number in (*self.ruled(Recipient.SUPPORT, case), case.support_in_turn_id):
            reader = self.people.get(number or 0)
            if reader is not None and reader.role == Recipient.SUPPORT:
                yield reader
        yield from (pool[number] for number in in_turn(case.reference, tuple(pool)))

    def units_of(self, case: CaseFile) -> Iterator[LabourUnit]:
        """Yield the labour-market units in the order in which a case falls to them: named, by rule, by turn."""
        named = (case.labour_market_unit_id, *self.ruled(Recipient.LABOUR_MARKET, case), case.unit_in_turn_id)
        order = dict.fromkeys((*named, *in_turn(case.reference, tuple(self.units))))
        yield from (unit for number in order if (unit := self.units.get(number or 0)) is not None)

    def ruled(self, step: Recipient, case: CaseFile) -> Iterator[int]:
        """Yield who answers for a case by rule, people of support or units by number, the most specific rule first."""
        rules = self.rules.get(step, ())
        if not rules:
            return
        key = (step, case.unit_id, needs_of(case))
        if key not in self._ruled:
            self._ruled[key] = responsible(rules, *key[1:])
        for alike in self._ruled[key]:
            yield from in_turn(case.reference, alike)

    def told_of(self, matter: str) -> Iterator[Reader]:
        """Yield the mailboxes of the parties that follow a matter."""
        for unit in self.followers:
            if matter in unit.told:
                yield from unit.readers[:1]

    def _with_substitutes(self, holder: Reader | None, step: Recipient, today: date) -> Iterator[Reader]:
        reader, seen = holder, set[int]()
        while reader is not None and reader.id not in seen and _may_read(reader, step):
            yield reader
            seen.add(reader.id)
            reader = self.people.get(_instead(reader, today) or 0)


def _instead(reader: Reader, today: date) -> int | None:
    """Return who stands in for a person on a day: the successor of who has left, the substitute of who is away."""
    if reader.has_left(today):
        return reader.successor_id
    return reader.substitute_id if reader.is_away(today) else None


def _turning(case: CaseFile, readers: Sequence[Reader]) -> Iterator[Reader]:
    by_number = {reader.id: reader for reader in readers}
    yield from (by_number[number] for number in in_turn(case.reference, tuple(by_number)))


def _may_read(reader: Reader, step: Recipient) -> bool:
    """Tell whether a person is on the side of the table that something is meant for."""
    return (reader.role == Recipient.SUPPLIER) is (step is Recipient.SUPPLIER)


def read_directory(connection: Connection) -> Directory:
    """Return the directory as it is stored, in three statements."""
    return _directory(connection, _readers(connection, true()))


def reader_at(connection: Connection, email: str) -> Reader | None:
    """Return who of the directory has an address, as it is stored; None for nobody."""
    return next(iter(_readers(connection, _person.c.email == email)), None)


def read_directory_of(
    connection: Connection, cases: Iterable[CaseFile], people: Iterable[int] = (), *, officers: bool = False
) -> Directory:
    """Return the directory as far as it concerns some cases and people; what it costs does not grow with the rest.

    It holds whom the cases name, the managers of their units and, where they are asked for, the `officers`, everybody
    whom any case may fall to, who stands in for these, and in whose place they may stand.
    """
    named, units = set(people), set[int]()
    for case in cases:
        owed = (number for one in case.obligations for number in (one.contact_id, one.supplier_person_id))
        named |= {number for number in (case.officer_id, case.support_id, case.support_in_turn_id, *owed) if number}
        units |= {case.unit_id} if case.unit_id is not None else set()
    c = _person.c
    buying = (Recipient.MANAGER, Recipient.OFFICER) if officers else (Recipient.MANAGER,)
    manages = and_(c.role.in_(buying), or_(c.unit_id.in_(sorted(units)), c.unit_id.is_(None)))
    acting, wanted = set(people), named
    which = or_(c.role.in_(_POOLED), manages, c.id.in_(sorted(named)), c.substitute_id.in_(sorted(acting)))
    known: dict[int, Reader] = {}
    while True:
        known |= {one.id: one for one in _readers(connection, which)}
        instead = {number for one in known.values() for number in (one.substitute_id, one.successor_id) if number}
        fresh, leaning = instead - known.keys() - wanted, _leaning(known.values(), acting)
        if not (fresh or leaning):
            return _directory(connection, [known[number] for number in sorted(known)])
        wanted, acting = wanted | fresh, acting | leaning
        which = or_(c.id.in_(sorted(fresh)), c.substitute_id.in_(sorted(leaning)))


def _leaning(known: Iterable[Reader], acting: set[int]) -> set[int]:
    """Return who has one of some people as substitute, and is not among them."""
    return {one.id for one in known if one.substitute_id in acting} - acting


_POOLED = (Recipient.SUPPORT, Recipient.LABOUR_MARKET)


def _readers(connection: Connection, which: ColumnElement[bool]) -> list[Reader]:
    c = _person.c
    columns = (c.id, c.name, c.email, c.phone, c.role, c.unit_id, c.language)
    absence = (c.substitute_id, c.away_from, c.away_until, c.left_on, c.id.in_(refused()))
    place = (c.successor_id, c.labour_market_unit_id, c.mailbox)
    query = select(*columns, *absence, *place).where(which).order_by(c.id)
    return [Reader(*row) for row in connection.execute(query)]


def _directory(connection: Connection, people: Sequence[Reader]) -> Directory:
    units = {unit.id: unit for unit in _units(connection, people)}
    managers: dict[int | None, list[Reader]] = defaultdict(list)
    pools: dict[Recipient, list[Reader]] = {Recipient.SUPPORT: [], Recipient.LABOUR_MARKET: []}
    for reader in people:
        if reader.role == Recipient.MANAGER:
            managers[reader.unit_id].append(reader)
        elif reader.role in pools and not reader.mailbox and reader.labour_market_unit_id not in units:
            pools[Recipient(reader.role)].append(reader)
    return Directory(
        {reader.id: reader for reader in people},
        managers,
        pools,
        units={number: unit for number, unit in units.items() if not unit.told},
        followers=[unit for unit in units.values() if unit.told],
        shared={Recipient(one.role): one for one in people if one.mailbox and one.labour_market_unit_id is None},
        rules=_rules(connection, units.values()),
    )


def _units(connection: Connection, people: Iterable[Reader]) -> Iterator[LabourUnit]:
    of_units: dict[int | None, list[Reader]] = defaultdict(list)
    for reader in people:
        if reader.role == Recipient.LABOUR_MARKET:
            of_units[reader.labour_market_unit_id].append(reader)
    c = _unit.c
    for number, name, areas, occupations, told in connection.execute(
        select(c.id, c.name, c.areas, c.occupations, c.told).order_by(c.id)
    ):
        yield LabourUnit(
            number,
            name,
            mailbox=next((one for one in of_units[number] if one.mailbox), None),
            people=tuple(one for one in of_units[number] if not one.mailbox),
            areas=tuple(sorted(areas_in(areas))),
            occupations=tuple(occupations.split()),
            told=tuple(told.split()),
        )


def _rules(connection: Connection, units: Iterable[LabourUnit]) -> Mapping[Recipient, Sequence[Answering]]:
    """Return the rules that are stored, and those that follow from what each labour-market unit serves."""
    rules: dict[Recipient, list[Answering]] = {Recipient.SUPPORT: [], Recipient.LABOUR_MARKET: []}
    c = _responsibility.c
    columns = (c.person_id, c.labour_market_unit_id, c.unit_id, c.area, c.occupation)
    for person_id, labour_market_unit_id, *what in connection.execute(select(*columns).order_by(c.id)):
        step = Recipient.SUPPORT if labour_market_unit_id is None else Recipient.LABOUR_MARKET
        rules[step].append(Answering(person_id if labour_market_unit_id is None else labour_market_unit_id, *what))
    for unit in units:
        rules[Recipient.LABOUR_MARKET] += served(unit.id, unit.areas, unit.occupations)
    return rules
