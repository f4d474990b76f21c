"""The firms that have won in any case: a firm known from one case is found in the next, by number, then by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.casefile import CaseFile
from models.storage.database import one_at_a_time
from models.storage.driver_statements import Row, Statement, among, id_list, text_list
from models.tables import Person, Supplier
from states.records.names import organisation_number, supplier_key
from states.records.observations import Observation
from states.written import swedish_order

_supplier = Supplier.__table__
_person = Person.__table__
_LOCK = "suppliers"


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm under the name it bears now, and `formerly` others; `keys` are what the spellings of all these come to."""

    id: int
    name: str
    organisation_number: str
    person_id: int | None
    formerly: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(map(supplier_key, (self.name, *self.formerly)))


class Firms:
    """Some firms, to be found by number or name."""

    def __init__(self, firms: Iterable[Firm]) -> None:
        self._firms = tuple(firms)
        self._by_key: dict[str, list[Firm]] = {}
        self._by_number: dict[str, Firm] = {}
        for firm in self._firms:
            for key in firm.keys:
                self._by_key.setdefault(key, []).append(firm)
            self._by_number.setdefault(firm.organisation_number, firm)

    def __iter__(self) -> Iterator[Firm]:
        return iter(self._firms)

    def find(self, name: str, number: str = "") -> Firm | None:
        """Return the firm of an organisation number, or else of a name whose number is not another."""
        wanted = organisation_number(number)
        return (self._by_number.get(wanted) if wanted else None) or self.named(name, wanted)

    def named(self, name: str, number: str = "") -> Firm | None:
        """Return the firm that bears or bore a name, of those whose organisation number may be this one."""
        key = supplier_key(name)
        fits = [one for one in self._by_key.get(key, ()) if not number or one.organisation_number in {"", number}]
        borne_now = (one for one in fits if supplier_key(one.name) == key)
        return next(borne_now, None) or next(iter(fits), None)


def firms_called(connection: Connection, named: Iterable[tuple[str, str]]) -> Firms:
    """Return the firms that some names and organisation numbers may mean, in a constant number of statements."""
    pairs = list(named)
    if not pairs:
        return Firms(())
    keys = text_list(connection, {supplier_key(name) for name, _ in pairs})
    numbers = text_list(connection, {organisation_number(number) for _, number in pairs} - {""})
    present = {present_id or id_ for id_, present_id in _FIND.rows(connection, (keys, numbers))}
    if not present:
        return Firms(())
    return Firms(_firms_of(_FAMILIES.rows(connection, (id_list(connection, sorted(present)),))))


def all_firms(connection: Connection) -> Firms:
    """Return every firm, by name."""
    rows = [tuple(row) for row in connection.execute(select(*_COLUMNS).order_by(_supplier.c.id))]
    return Firms(sorted(_firms_of(rows), key=lambda firm: (swedish_order(firm.name), firm.id)))


def _firms_of(rows: Sequence[Row]) -> list[Firm]:
    formerly: dict[int, list[str]] = {}
    for _id, present_id, name, *_ in rows:
        if present_id is not None:
            formerly.setdefault(present_id, []).append(name)
    return [
        Firm(id_, name, number, person_id, tuple(formerly.get(id_, ())))
        for id_, present_id, name, number, person_id in rows
        if present_id is None
    ]


def as_known(case: CaseFile, told: Observation, firms: Firms) -> Observation:
    """Return what a person says of a winner under the name of the firm that is known from another case.

    A name that the case knows already stays.
    """
    if case.spellings().supplier(told.lot, told.supplier):
        return told
    firm = firms.find(told.supplier, told.value)
    return told if firm is None else told._replace(supplier=firm.name)


def as_spelled(told: Observation, firms: Firms) -> Observation:
    """Return what a notice says in the known spelling of a supplier's name; any other name is the notice's own word."""
    firm = firms.named(told.supplier) if told.supplier else None
    same = firm is not None and supplier_key(firm.name) == supplier_key(told.supplier)
    return told._replace(supplier=firm.name) if firm is not None and same else told


def remember(connection: Connection, named: Iterable[tuple[str, str]]) -> None:
    """Store firms by the names and organisation numbers ("" for none) that they were named by, where they are new."""
    waiting = {(supplier_key(name), organisation_number(number)): name for name, number in named if name}
    if waiting:
        one_at_a_time(connection, _LOCK)
    while waiting:  # twice at most: what another of them is the first to tell of is found the second time
        firms = firms_called(connection, [(name, number) for (_, number), name in waiting.items()])
        waiting = _remember_new(connection, waiting, firms)


def _remember_new(
    connection: Connection, named: Mapping[tuple[str, str], str], firms: Firms
) -> dict[tuple[str, str], str]:
    """Store what is new of some firms, and return those to look for once more."""
    fresh: list[Mapping[str, Any]] = []
    later: dict[tuple[str, str], str] = {}
    told: set[str] = set()
    for (key, number), name in sorted(named.items(), key=lambda one: not one[0][1]):
        firm = firms.find(name, number)
        if firm is None and not told & {key, number or key}:
            fresh.append(_row(name, number))
            told |= {key, number or key}
        elif firm is None:
            later[key, number] = name
        elif key not in firm.keys:
            fresh.append(_row(name, "", firm.id))
        if firm is not None and number and not firm.organisation_number:
            _put(connection, firm.id, organisation_number=number)
    if fresh:
        connection.execute(insert(_supplier), fresh)
    return later


def rename(connection: Connection, old: str, new: str, number: str = "") -> None:
    """Let a firm bear a new name; it is found by the old one too. What was known under both is one firm from now on."""
    remember(connection, [(old, number)])
    firms = firms_called(connection, [(old, number), (new, "")])
    firm = firms.find(old, number)
    if firm is None:
        raise LookupError("a firm that was stored just now is not there")
    other = firms.named(new, firm.organisation_number) or firm
    c = _supplier.c
    family = c.id.in_((firm.id, other.id)) | c.present_id.in_((firm.id, other.id))
    bearer = connection.execute(select(c.id).where(family, c.key == supplier_key(new)).order_by(c.id)).scalar()
    if bearer is None:
        bearer = connection.execute(insert(_supplier).values(_row(new, "")).returning(c.id)).scalar_one()
    of_former_name = {"present_id": bearer, "organisation_number": "", "person_id": None}
    connection.execute(update(_supplier).where(family).values(of_former_name))
    _put(
        connection,
        bearer,
        name=new,
        present_id=None,
        organisation_number=firm.organisation_number or other.organisation_number,
        person_id=firm.person_id or other.person_id,
    )


# --- its own contact person ------------------------------------------------------------------------------------------


def keep_person(connection: Connection, name: str, person_id: int) -> None:
    """Store who is a firm's own contact person, so that the next case knows."""
    remember(connection, [(name, "")])
    firm = firms_called(connection, [(name, "")]).find(name)
    if firm is not None and firm.person_id != person_id:
        _put(connection, firm.id, person_id=person_id)


def known_person(connection: Connection, name: str, today: date) -> int | None:
    """Return the contact person of a firm that another case knows, unless the person has left."""
    firm = firms_called(connection, [(name, "")]).find(name)
    if firm is None or firm.person_id is None:
        return None
    c = _person.c
    still_there = c.left_on.is_(None) | (c.left_on > today)
    return connection.execute(select(c.id).where(c.id == firm.person_id, still_there)).scalar()


def _put(connection: Connection, firm_id: int, **values: Any) -> None:
    connection.execute(update(_supplier).where(_supplier.c.id == firm_id).values(values))


def _row(name: str, number: str, present_id: int | None = None) -> Mapping[str, Any]:
    return {
        "name": name,
        "key": supplier_key(name),
        "organisation_number": number,
        "present_id": present_id,
        "person_id": None,
    }


_COLUMNS = tuple(_supplier.c[name] for name in ("id", "present_id", "name", "organisation_number", "person_id"))
_FIND = Statement(
    ["keys", "numbers"],
    lambda db: select(_supplier.c.id, _supplier.c.present_id).where(
        among(_supplier.c.key, db, "keys") | among(_supplier.c.organisation_number, db, "numbers")
    ),
)
_FAMILIES = Statement(
    ["ids"],
    lambda db: (
        select(*_COLUMNS).where(among(_supplier.c.id, db) | among(_supplier.c.present_id, db)).order_by(_supplier.c.id)
    ),
)
