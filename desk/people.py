"""The people of the directory, as they come, change and leave, and who answers for what."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlmodel import col

from exchange.directory_file import City, CityLabourUnit, CityResponsibility, CityRole, CitySupport, checked
from exchange.directory_import import bring_in
from matters.agenda_reading import owed, read_agendas
from matters.directory import read_directory
from matters.ladder import Ladder
from matters.owing import InHand, Owing
from matters.recipients import Recipient
from models.casefile import CaseFile
from models.casestore import load_holding, load_some, save
from models.demand import keep_in_step
from models.people import cases_that_concern, look_again, set_left
from models.queries import directory
from models.queries.cases import open_cases
from models.queries.demand import asking_cases
from models.refusals import Refused
from models.tables import LabourMarketUnit, Person, Responsibility
from states.text import Text

_person = Person.__table__
_responsibility = Responsibility.__table__

_AT_ONCE = 2000
_HOLDERS = {"officer_id": Recipient.OFFICER, "support_id": Recipient.SUPPORT, "support_in_turn_id": Recipient.SUPPORT}
"""The columns of a case that name a person, and in which role."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Who answers for a case in the place of one who leaves; `to` is "" for nobody."""

    reference: str
    role: Recipient
    to: str

    @property
    def as_what(self) -> Text:
        """The role, in words."""
        return _AS[self.role]


@dataclass(frozen=True, slots=True)
class Load:
    """What lies with one person: open cases that they have taken or been given, and of these those nobody has taken."""

    email: str
    name: str
    cases: int
    by_turn: int
    owed: int
    """Matters of the support function, open now, in any case."""


def add_person(connection: Connection, entry: Mapping[str, str]) -> int:
    """Add a person, given by the keys of the directory's file, and return their number.

    Raises CityUnreadable for a value that cannot be, and Refused for an address that is known and a unit that is not.
    """
    values = _row(connection, checked("person", {key: value for key, value in entry.items() if value}))
    known = connection.execute(select(_person.c.name).where(_person.c.email == values["email"])).scalar()
    if known is not None:
        raise Refused(_KNOWN.fill(email=values["email"], name=known))
    if values["role"] is not CityRole.SUPPLIER and not entry.get("unit"):
        raise Refused(_NO_UNIT)
    return int(connection.execute(insert(_person).values(values).returning(_person.c.id)).scalar_one())


def change_person(connection: Connection, person_id: int, entry: Mapping[str, str], *, today: date) -> int:
    """Change what the directory says of a person, and return how many open cases are looked at again.

    Raises CityUnreadable for a value that cannot be, and Refused for an address of somebody else and an unknown unit.
    """
    before = connection.execute(select(_person).where(_person.c.id == person_id)).mappings().one()
    values = _row(connection, {"role": CityRole(before["role"]), **checked("person", entry)})
    taken = select(_person.c.name).where(_person.c.email == values.get("email", ""), _person.c.id != person_id)
    known = connection.execute(taken).scalar()
    if known is not None:
        raise Refused(_KNOWN.fill(email=values["email"], name=known))
    concerned = cases_that_concern(connection, person_id)
    connection.execute(update(_person).where(_person.c.id == person_id).values(values))
    return look_again(connection, sorted({*concerned, *cases_that_concern(connection, person_id)}), today)


def leave(
    connection: Connection, person_id: int, *, left_on: date, successor_id: int | None, today: date
) -> list[HandedOver]:
    """Enter that a person leaves, and return who answers for each of their open cases from then on, by reference.

    It is the successor, where one is named, else whoever the rules name next. Raises Refused for a successor of another
    role.
    """
    concerned = cases_that_concern(connection, person_id)
    set_left(connection, person_id, left_on=left_on, successor_id=successor_id, today=today)
    people, on = read_directory(connection), max(left_on, today)
    told: list[HandedOver] = []
    for case in load_some(connection, concerned):
        for role, holders in _held(case, person_id):
            reader = people.recipient(role, case, on, holders=holders)
            told.append(HandedOver(case.reference, role, reader.name if reader else ""))
    return sorted(told, key=lambda one: (one.reference, one.role))


def _held(case: CaseFile, person_id: int) -> list[tuple[Recipient, Mapping[Recipient, int | None]]]:
    roles: dict[Recipient, Mapping[Recipient, int | None]] = {
        role: {} for column, role in _HOLDERS.items() if getattr(case, column) == person_id
    }
    for one in case.obligations:
        holders = {Recipient.CONTACT: one.contact_id, Recipient.SUPPLIER: one.supplier_person_id}
        roles |= {role: holders for role, number in holders.items() if number == person_id}
    return list(roles.items())


def loads(connection: Connection, today: date, ladder: Ladder) -> list[Load]:
    """Return what lies with each of the support function who has not left, the most first; raise Unreadable."""
    people = read_directory(connection)
    in_hand: Counter[int] = Counter()
    pool = [one for one in people.pools[Recipient.SUPPORT] if not one.has_left(today)]
    cases: dict[int, list[bool]] = {one.id: [] for one in pool}
    numbers = [number for number, _ in open_cases(connection)]
    for first in range(0, len(numbers), _AT_ONCE):
        for case in load_holding(connection, numbers[first : first + _AT_ONCE]):
            reader = people.supporter(case, today)
            if reader is not None and reader.id in cases:
                cases[reader.id].append(case.support_id is None)
    for rows in _owed(connection, today, ladder):
        in_hand.update(reader.id for one in rows for reader in one.readers)
    made = [Load(one.email, one.name, len(cases[one.id]), sum(cases[one.id]), in_hand[one.id]) for one in pool]
    return sorted(made, key=lambda one: (-one.cases, one.email))


def _owed(connection: Connection, today: date, ladder: Ladder) -> Iterator[list[InHand]]:
    """Yield everything that has a last day in any case, with who has it in hand, bit by bit."""
    agendas, dated, first = read_agendas(connection, today, ladder), owed(before=date.max), 0
    while rows := agendas.some(dated, slice(first, first + _AT_ONCE)):
        yield Owing(connection, today, ladder).told(rows)
        first += len(rows)


def labour_units(connection: Connection) -> list[CityLabourUnit]:
    """Return what is known of each labour-market unit, by name."""
    return [_unit(connection, name) for name in directory.labour_units(connection)]


def put_unit(connection: Connection, name: str, entry: Mapping[str, Any], *, today: date) -> None:
    """Add a labour-market unit, or change what is said of one, and ask the units that are now concerned.

    Raises CityUnreadable for a value that cannot be.
    """
    known = asdict(_unit(connection, name)) | checked("labour_market_unit", {"name": name, **entry})
    bring_in(connection, City((), (), labour_units=(CityLabourUnit(**known),)))
    _ask_anew(connection, today)


def put_support(connection: Connection, entry: Mapping[str, str]) -> None:
    """Say how anybody reaches the support function: name, e-mail and phone; raise CityUnreadable, and Refused."""
    values = CitySupport(**checked("support_function", entry))
    shared = (_person.c.mailbox, _person.c.role == CityRole.SUPPORT.value)
    owner = connection.execute(select(_person.c.name).where(_person.c.email == values.email, ~_person.c.mailbox))
    name = owner.scalar()
    if name is not None:
        raise Refused(_KNOWN.fill(email=values.email, name=name))
    if connection.execute(update(_person).where(*shared).values(asdict(values))).rowcount == 0:
        bring_in(connection, City((), (), support=values))


def answer_for(connection: Connection, rule: CityResponsibility, *, no_longer: bool = False, today: date) -> int:
    """Enter or take back that somebody answers for cases; return how many open cases are looked at again.

    Raises CityUnreadable for a code that cannot be, and Refused for somebody or a unit that is not known.
    """
    given = {key: value for key, value in asdict(rule).items() if value}
    rule = CityResponsibility(**checked("responsibility", given))
    person_id = directory.people(connection, role=CityRole.SUPPORT).get(rule.who)
    unit_id = directory.labour_units(connection).get(rule.who)
    if person_id is None and unit_id is None:
        raise Refused(_NOBODY_ANSWERS.fill(who=rule.who))
    if rule.unit:
        _known_unit(directory.units(connection), rule.unit)
    if no_longer:
        _take_back(connection, rule, person_id, unit_id)
    else:
        bring_in(connection, City((), (), responsibilities=(rule,)))
    _ask_anew(connection, today)
    return look_again(connection, [number for number, _ in open_cases(connection)], today)


def _ask_anew(connection: Connection, today: date) -> None:
    """Let every open case ask the labour-market units that serve it by now, and no others."""
    asking = asking_cases(connection)
    cases = load_some(connection, asking, locked=True) if asking else []
    keep_in_step(connection, cases, today)
    save(connection, [case for case in cases if case.entries])


def _take_back(connection: Connection, rule: CityResponsibility, person_id: int | None, unit_id: int | None) -> None:
    c = _responsibility.c
    of_unit = directory.units(connection)[rule.unit] if rule.unit else None
    gone = connection.execute(
        delete(_responsibility).where(
            or_(c.person_id == person_id, c.labour_market_unit_id == unit_id),
            c.unit_id.is_not_distinct_from(of_unit),
            c.area == rule.area,
            c.occupation == rule.occupation,
        )
    )
    if gone.rowcount == 0:
        raise Refused(_NOT_ENTERED)


def _unit(connection: Connection, name: str) -> CityLabourUnit:
    found = connection.execute(
        select(
            col(LabourMarketUnit.areas),
            col(LabourMarketUnit.occupations),
            col(LabourMarketUnit.told),
            col(Person.email),
            col(Person.phone),
        )
        .outerjoin(Person, (col(Person.labour_market_unit_id) == col(LabourMarketUnit.id)) & col(Person.mailbox))
        .where(col(LabourMarketUnit.name) == name)
    ).first()
    if found is None:
        return CityLabourUnit(name)
    areas = tuple(area for area in found.areas.split(", ") if area)
    occupations, told = tuple(found.occupations.split()), tuple(found.told.split())
    return CityLabourUnit(name, found.email or "", found.phone or "", areas, occupations, told)


def _row(connection: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """Return values of a person as they are stored; raise Refused for a unit that is not known."""
    unit = values.pop("unit", "")
    if not unit:
        return values
    units, labour_units = directory.units(connection), directory.labour_units(connection)
    of_labour = values.get("role") is CityRole.LABOUR_MARKET
    _known_unit([*units, *labour_units] if of_labour else [*units], unit)
    serves = labour_units.get(unit) if of_labour else None
    return values | {"unit_id": units.get(unit), "labour_market_unit_id": serves}


def _known_unit(names: Sequence[str] | Mapping[str, int], unit: str) -> None:
    if unit not in names:
        raise Refused(_UNKNOWN_UNIT.fill(unit=unit, names=", ".join(names)))


_AS: Mapping[Recipient, Text] = {
    Recipient.OFFICER: Text("upphandlare", "procurement officer"),
    Recipient.SUPPORT: Text("stödfunktionen", "support function"),
    Recipient.CONTACT: Text("kontaktperson", "contact person"),
    Recipient.SUPPLIER: Text("leverantörens kontaktperson", "the supplier's contact person"),
}
_KNOWN = Text(
    "Adressen {email} finns redan i katalogen: {name}. Ändra den personen i stället.",
    "The address {email} is in the directory already: {name}. Change that person instead.",
)
_NO_UNIT = Text("Ange vilken enhet personen hör till.", "Say which unit the person belongs to.")
_UNKNOWN_UNIT = Text(
    "Enheten ”{unit}” finns inte. Det finns: {names}.", "The unit “{unit}” does not exist. There are: {names}."
)
_NOBODY_ANSWERS = Text(
    "”{who}” är varken någon i stödfunktionen eller en arbetsmarknadsenhet.",
    "“{who}” is neither somebody of the support function nor a labour-market unit.",
)
_NOT_ENTERED = Text("Det ansvaret är inte inlagt.", "That responsibility is not entered.")
