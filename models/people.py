"""The people of the directory: who is away, who has left, whose mail is refused, and which cases are affected."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    label,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.actor import Actor
from models.queries.cases import of_purchase
from models.queries.matching import like
from models.refusals import Refused
from models.rows import PAGE, read_as, read_objects, read_pairs
from models.storage.database import one_at_a_time
from models.storage.driver_statements import Statement, among, for_update, id_list
from models.tables import Case, ContractingUnit, Message, ObligationRow, Person, Reminder, Track
from states.facts import Role
from states.processes.delivery import UNDELIVERED
from states.processes.delivery import DeliveryState as Delivery
from states.processes.procurement import OPEN
from states.refusal import Operation, Reason, do
from states.text import Text, joined, one_line
from states.written import email_address, swedish_order

_case = Case.__table__
_person = Person.__table__
_message = Message.__table__
_reminder = Reminder.__table__

MANAGER = "manager"
"""The one role of the directory that acts in no case under its own name."""
ROLE_NAMES: Mapping[Role, Text] = {
    Role.OFFICER: Text("upphandlare", "procurement officer"),
    Role.MANAGER: Text("chef", "manager"),
    Role.SUPPORT: Text("stödfunktion", "support function"),
    Role.LABOUR_MARKET: Text("arbetsmarknad", "labour market"),
    Role.SUPPLIER: Text("leverantör", "supplier"),
}
"""What each role of the directory is called there."""
_MOST_WORDS = 6
_MAY_ACT_SHOWN = 5
"""How many are named of those who may do what another may not."""
OFFICERS = (Role.OFFICER, Role.MANAGER)
"""Roles of the directory that may be named as the officer of a case."""
_NAMED_AS: Mapping[str, Sequence[Role]] = {"officer_id": OFFICERS, "support_id": (Role.SUPPORT,)}
"""The roles of those whom particulars of a case name."""
POOLED = (Role.SUPPORT, Role.LABOUR_MARKET)
"""Roles that anybody who has them may be asked for, whatever the case."""


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in a list; `refused` tells that the last mail to the address came back for good."""

    number: int
    name: str
    email: str
    phone: str
    role: str
    unit: str
    language: str
    substitute: str
    away_from: date | None
    away_until: date | None
    left_on: date | None
    refused: bool
    mailbox: bool
    """It is no person but the shared mailbox of a function."""


def directory(connection: Connection) -> list[PersonLine]:
    """Return everybody in the directory by e-mail address."""
    return _lines(connection, true())


def people_page(connection: Connection, words: str = "", *, first: int = 0, limit: int = PAGE) -> list[PersonLine]:
    """Return some people by name, from the one at place `first`; only those whose name or address holds all words."""
    c = _person.c
    fits = [or_(like(c.name, word), like(c.email, word)) for word in words.split()[:_MOST_WORDS]]
    named = select(c.id).where(c.name != "", *fits).order_by(c.name, c.id).limit(limit).offset(first)
    ids = list(connection.execute(named).scalars())
    found = {line.number: line for line in _lines(connection, c.id.in_(ids))}
    return [found[number] for number in ids]


def person_line(connection: Connection, number: int) -> PersonLine | None:
    """Return one person of the directory; None for a number that nobody has, or whose person was erased."""
    return next(iter(_lines(connection, and_(_person.c.id == number, _person.c.name != ""))), None)


def colleagues(connection: Connection, role: str, *, but: int) -> dict[int, str]:
    """Return the people of a role who have not left, but one, by name."""
    c = _person.c
    there = select(c.id, c.name).where(c.role == role, c.left_on.is_(None), c.name != "", c.id != but, ~c.mailbox)
    return read_pairs(connection, there.order_by(c.name))


def open_cases_of(connection: Connection, ids: Collection[int]) -> dict[int, int]:
    """Return how many open cases name each of some people as officer or support officer; those with none left out."""
    found: Counter[int] = Counter()
    for column in (_case.c.officer_id, _case.c.support_id):
        query = (
            select(column, func.count())
            .join(Track.__table__, col(Track.case_id) == _case.c.id)
            .where(of_purchase(), col(Track.state).in_(OPEN), column.in_(ids))
            .group_by(column)
        )
        found.update(read_pairs(connection, query))
    return dict(found)


def _lines(connection: Connection, which: ColumnElement[bool]) -> list[PersonLine]:
    other = aliased(Person)
    query = (
        select(
            label("number", col(Person.id)),
            col(Person.name),
            col(Person.email),
            col(Person.phone),
            col(Person.role),
            func.coalesce(col(ContractingUnit.name), "").label("unit"),
            col(Person.language),
            func.coalesce(col(other.email), "").label("substitute"),
            col(Person.away_from),
            col(Person.away_until),
            col(Person.left_on),
            col(Person.id).in_(refused()).label("refused"),
            col(Person.mailbox),
        )
        .select_from(Person)
        .outerjoin(ContractingUnit, col(ContractingUnit.id) == col(Person.unit_id))
        .outerjoin(other, col(other.id) == col(Person.substitute_id))
        .where(which)
    )
    return sorted(read_as(connection, PersonLine, query), key=lambda person: swedish_order(person.email))


def unreached(connection: Connection) -> list[PersonLine]:
    """Return whose last mail was refused for good, by e-mail address."""
    return [one for one in _lines(connection, col(Person.id).in_(refused())) if one.refused]


@cache
def refused() -> Select[tuple[int | None]]:
    """Return the query for people whose last mail was refused for good at their present address."""
    # What was sent later is found through the person's reminders: no index leads from a person to all messages.
    later = _message.alias()
    sent_since = (
        exists()
        .where(_reminder.c.state == "planned", _reminder.c.person_id == _message.c.person_id)
        .where(later.c.id == _reminder.c.message_id, later.c.state == Delivery.SENT)
        .where(later.c.claimed_at > _message.c.claimed_at)
    )
    addressee = _person.alias()
    return (
        select(_message.c.person_id)
        .join(addressee, (addressee.c.id == _message.c.person_id) & (addressee.c.email == _message.c.recipient))
        .where(_message.c.state.in_(UNDELIVERED), ~sent_since)
    )


def absent(today: date) -> ColumnElement[bool]:
    """Return the condition that a person has left, or is away, on a day."""
    p = _person.c
    return or_(p.left_on <= today, and_(p.away_from <= today, p.away_until >= today))


def cases_of_leavers(connection: Connection, today: date) -> list[int]:
    """Return the numbers of open cases whose officer has left, by reference."""
    query = (
        select(col(Case.id))
        .join(Person, col(Person.id) == col(Case.officer_id))
        .where(col(Person.left_on) <= today, _is_open())
        .order_by(col(Case.reference_key))
    )
    return list(connection.execute(query).scalars())


def cases_that_concern(connection: Connection, person_id: int) -> list[int]:
    """Return the numbers of open cases about which a person may get mail, also in the place of others."""
    concerned = select(col(Case.id)).where(_is_open(), _concerns(_leaning_on(connection, person_id)))
    return list(connection.execute(concerned.order_by(col(Case.id))).scalars())


# --- who may act -----------------------------------------------------------------------------------------------------


class Placed(Protocol):
    """What the directory says of a person's place: their role, who stands in for them and when, and if they left."""

    @property
    def id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def substitute_id(self) -> int | None: ...
    @property
    def away_from(self) -> date | None: ...
    @property
    def away_until(self) -> date | None: ...
    @property
    def left_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A person's place, as the directory holds it."""

    id: int
    role: str
    substitute_id: int | None
    away_from: date | None
    away_until: date | None
    left_on: date | None


def is_away(person: Placed, today: date) -> bool:
    """Tell whether the substitute stands in; a person who has left for good has none."""
    if person.away_from is None or person.away_until is None or has_left(person, today):
        return False
    return person.away_from <= today <= person.away_until


def has_left(person: Placed, today: date) -> bool:
    return person.left_on is not None and person.left_on <= today


def roles_of(person_id: int, people: Iterable[Placed], today: date) -> frozenset[Role]:
    """Return the roles in which a person may act on a day: their own, and those of whom they stand in for.

    A manager answers for the purchase as the officer does. Nobody stands in across the table: the city's people act in
    no supplier's place. Empty for nobody, and for who has left.
    """
    known = {person.id: person for person in people}
    own = known.get(person_id)
    if own is None or has_left(own, today):
        return frozenset()
    side = own.role == Role.SUPPLIER
    away = [one for one in known.values() if is_away(one, today) and (one.role == Role.SUPPLIER) is side]
    acts_for, fresh = {person_id}, {person_id}
    while fresh:
        fresh = {one.id for one in away if one.substitute_id in fresh} - acts_for
        acts_for |= fresh
    held = {Role(known[one].role) for one in acts_for}
    return frozenset(held | {Role.OFFICER} if Role.MANAGER in held else held)


def roles_on(connection: Connection, person_id: int | None, today: date) -> frozenset[Role]:
    """Return the roles in which a person of the directory may act on a day, see `roles_of`."""
    return roles_of(person_id or 0, _places(connection), today)


def acts_for(connection: Connection, person_id: int, today: date) -> frozenset[int]:
    """Return a person and everybody in whose place they act on a day: of those who are away, and of those who left."""
    c = _person.c
    named = select(c.id, c.role, c.substitute_id, c.away_from, c.away_until, c.left_on, c.successor_id)
    rows = connection.execute(named.where(or_(c.substitute_id.is_not(None), c.successor_id.is_not(None)))).all()
    instead: dict[int | None, list[int]] = {}
    for *columns, successor in rows:
        place = Place(*columns)
        who = successor if has_left(place, today) else place.substitute_id if is_away(place, today) else None
        instead.setdefault(who, []).append(place.id)
    found: set[int] = set()
    fresh = {person_id}
    while fresh:
        found |= fresh
        fresh = {one for who in fresh for one in instead.get(who, ())} - found
    return frozenset(found)


def own_role(connection: Connection, person_id: int) -> Role:
    """Return the role in which a person of the directory acts by themselves; a manager acts as the officer does."""
    role = Role(connection.execute(select(col(Person.role)).where(col(Person.id) == person_id)).scalar_one())
    return Role.OFFICER if role == MANAGER else role


def actor_in(connection: Connection, person_id: int, roles: Sequence[Role], today: date) -> Actor:
    """Return the actor for a person in the first of some roles that they have.

    Raises Refused, saying who may, for a person who has none of them on that day.
    """
    places = {place.id: place for place in _places(connection)}
    held = roles_of(person_id, places.values(), today)
    role = next((role for role in roles if role in held), None)
    if role is None:
        raise _not_in_role(places, person_id, roles, today)
    return Actor(role, person_id)


def check_named(connection: Connection, person_id: int, roles: Sequence[Role], today: date) -> None:
    """Raise Refused unless a person who is to be named in a case has one of some roles, and has not left.

    Who stands in for others is not named: they answer while those are away, and no longer.
    """
    places = {place.id: place for place in _places(connection)}
    place = places.get(person_id)
    if place is None or place.role not in roles or has_left(place, today):
        raise _not_in_role(places, person_id, roles, today)


def check_people(connection: Connection, particulars: Mapping[str, Any], today: date) -> None:
    """Raise Refused if particulars of a case name in a role somebody whom the directory does not give it."""
    for name, roles in _NAMED_AS.items():
        number = particulars.get(name)
        if number is not None:
            check_named(connection, number, roles, today)


def _not_in_role(places: Mapping[int, Place], person_id: int, roles: Sequence[Role], today: date) -> Refused:
    place = places.get(person_id)
    remedies = (do(Operation.LOOK_UP, what="people"),)
    if place is None:
        return Refused(Reason("unknown_person", _NOBODY.fill(number=person_id), remedies=remedies))
    names = [ROLE_NAMES[role] for role in roles]
    wanted = Text(" eller ".join(name.sv for name in names), " or ".join(name.en for name in names))
    if has_left(place, today):
        text = _HAS_LEFT.fill(number=person_id)
    else:
        text = _OTHER_ROLE.fill(number=person_id, own=ROLE_NAMES[Role(place.role)], wanted=wanted)
    may = [str(one.id) for one in places.values() if one.role in roles and not has_left(one, today)]
    who = (_THEY_MAY if may else _NO_ONE_MAY).fill(wanted=wanted, numbers=", ".join(may[:_MAY_ACT_SHOWN]))
    return Refused(Reason("not_in_role", joined([text, who], " "), remedies=remedies))


def _places(connection: Connection) -> list[Place]:
    c = _person.c
    columns = (c.id, c.role, c.substitute_id, c.away_from, c.away_until, c.left_on)
    return [Place(*row) for row in connection.execute(select(*columns).order_by(c.id))]


# --- a supplier's own people ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirmPerson:
    """A supplier's own contact person, as somebody names them; the phone may be empty."""

    name: str
    email: str
    phone: str = ""


def firm_person(connection: Connection, told: FirmPerson) -> int:
    """Return the number of a supplier's person, who is added to the directory unless the address is known.

    A known person is called and phoned as is told now, and is back if they had left. Raises Refused for an address that
    is none or belongs to the city, and for a person without a name.
    """
    email, name, phone = email_address(told.email), one_line(told.name), one_line(told.phone)
    if not email:
        raise Refused(Reason("email", no_address))
    one_at_a_time(connection, _LOCK)
    known = connection.execute(select(_person.c.id, _person.c.role).where(_person.c.email == email)).first()
    if known is not None and known.role != Role.SUPPLIER:
        raise Refused(of_the_city.fill(email=email))
    if known is None and not name:
        raise Refused(Reason("name", no_name))
    values = {key: value for key, value in (("name", name), ("phone", phone)) if value}
    if known is not None:
        connection.execute(update(_person).where(_person.c.id == known.id).values(values | {"left_on": None}))
        return int(known.id)
    row = {"phone": "", "email": email, "role": str(Role.SUPPLIER), "language": "sv"} | values
    return int(connection.execute(insert(_person).values(row).returning(_person.c.id)).scalar_one())


_LOCK = "people"
no_address = Text("Skriv e-postadressen som namn@foretag.se.", "Write the e-mail address as name@company.se.")
"""Why an address is refused that is none."""
no_name = Text("Ange vad personen heter.", "Say what the person is called.")
"""Why somebody is not added to the directory without a name."""
of_the_city = Text(
    "Adressen {email} hör till någon i staden. Ange leverantörens egen kontaktperson.",
    "The address {email} belongs to somebody of the city. Name the supplier's own contact person.",
)
"""Why an address of the city is not that of a supplier."""


# --- writing ---------------------------------------------------------------------------------------------------------


def set_absence(
    connection: Connection,
    person_id: int,
    *,
    away_from: date,
    away_until: date,
    substitute_id: int | None = None,
    today: date,
) -> int:
    """Enter an absence, both days included, which replaces any earlier one; raise Refused.

    Returns how many open cases are looked at again at the next tick. That tick plans for the days on which
    the recipient will change.
    """
    if away_until < away_from:
        raise Refused(_ENDS_BEFORE_IT_BEGINS)
    if away_until < today:
        raise Refused(_OVER)
    if substitute_id is not None:
        _check_substitute(connection, person_id, substitute_id, away_from)
    return _set(
        connection,
        person_id,
        {"away_from": away_from, "away_until": away_until, "substitute_id": substitute_id},
        today,
    )


def set_left(
    connection: Connection, person_id: int, *, left_on: date, today: date, successor_id: int | None = None
) -> int:
    """Enter that a person has left; `left_on` is the first day gone. Return how many open cases are made due.

    Who is named as successor answers for what was the person's from that day. Raises Refused for one who has another
    role, or has left by then.
    """
    if successor_id is not None:
        if successor_id == person_id:
            raise Refused(_ONESELF)
        role = Role(connection.execute(select(col(Person.role)).where(col(Person.id) == person_id)).scalar_one())
        check_named(connection, successor_id, OFFICERS if role in OFFICERS else (role,), left_on)
    return _set(connection, person_id, {"left_on": left_on, "successor_id": successor_id}, today)


def reinstate(connection: Connection, person_id: int, *, today: date) -> int:
    """Enter that a person is back, from absence or from having left. Return how many open cases are made due."""
    gone = dict.fromkeys(("away_from", "away_until", "substitute_id", "left_on", "successor_id"))
    return _set(connection, person_id, gone, today)


def look_again(connection: Connection, case_ids: Sequence[int], today: date) -> int:
    """Make cases due, unless they are due already; return how many are due."""
    key = id_list(connection, case_ids)
    # Another tick may hold some of them, and would write the day it found before: it is waited for.
    held = len(_HOLD.rows(connection, (key,)))
    _MAKE_DUE.run(connection, (today, key, today))
    return held


def _set(connection: Connection, person_id: int, columns: dict[str, Any], today: date) -> int:
    connection.execute(update(_person).where(_person.c.id == person_id).values(columns))
    return look_again(connection, cases_that_concern(connection, person_id), today)


def _check_substitute(connection: Connection, person_id: int, substitute_id: int, away_from: date) -> None:
    if substitute_id == person_id:
        raise Refused(_ONESELF)
    both = read_objects(connection, select(Person).where(col(Person.id).in_((person_id, substitute_id))))
    known = {person.id: person for person in both}
    person, substitute = known[person_id], known[substitute_id]
    if (person.role == Role.SUPPLIER) is not (substitute.role == Role.SUPPLIER):
        raise Refused(_OTHER_SIDE)
    if substitute.left_on is not None and substitute.left_on <= away_from:
        raise Refused(_SUBSTITUTE_LEFT)


def _leaning_on(connection: Connection, person_id: int) -> set[int]:
    """Return a person and everybody who has them as substitute or successor, directly or through others."""
    columns = (col(Person.id), col(Person.substitute_id), col(Person.successor_id))
    named = select(*columns).where(or_(col(Person.substitute_id).is_not(None), col(Person.successor_id).is_not(None)))
    rows = connection.execute(named).tuples().all()
    pairs = [(who, instead) for who, *both in rows for instead in both]
    found: set[int] = set()
    fresh = {person_id}
    while fresh:
        found |= fresh
        fresh = {who for who, substitute in pairs if substitute in fresh} - found
    return found


def _is_open() -> ColumnElement[bool]:
    return exists().where(col(Track.case_id) == col(Case.id), of_purchase(), col(Track.state).in_(OPEN))


def _concerns(people: Iterable[int]) -> ColumnElement[bool]:
    """Return the condition that one of some people may get mail about a case."""
    ids = sorted(people)
    one_of_them = col(Person.id).in_(ids)
    manages = exists().where(
        one_of_them,
        col(Person.role) == MANAGER,
        col(Person.unit_id).is_not_distinct_from(col(Case.unit_id)),
    )
    supplies = exists().where(
        col(ObligationRow.case_id) == col(Case.id),
        or_(col(ObligationRow.contact_id).in_(ids), col(ObligationRow.supplier_person_id).in_(ids)),
    )
    return or_(
        col(Case.officer_id).in_(ids),
        col(Case.support_id).in_(ids),
        manages,
        supplies,
        exists(select(col(Person.id)).where(one_of_them, col(Person.role).in_(POOLED)).correlate(None)),
    )


_HOLD = Statement(
    ["ids"],
    lambda db: for_update(select(_case.c.id).where(among(_case.c.id, db)).order_by(_case.c.id), db),
)
_MAKE_DUE = Statement(
    ["on", "ids", "later_than"],
    lambda db: (
        update(_case)
        .values(next_check=bindparam("on"))
        .where(among(_case.c.id, db))
        .where(or_(_case.c.next_check.is_(None), _case.c.next_check > bindparam("later_than")))
    ),
)

_NOBODY = Text("Ingen i katalogen har nummer {number}.", "Nobody in the directory has the number {number}.")
_HAS_LEFT = Text("Nummer {number} har slutat.", "Number {number} works here no more.")
_OTHER_ROLE = Text(
    "Nummer {number} står i katalogen som {own}, inte som {wanted}.",
    "Number {number} is in the directory as {own}, not as {wanted}.",
)
_THEY_MAY = Text("Som {wanted} står nummer {numbers}.", "As {wanted} there is number {numbers}.")
_NO_ONE_MAY = Text("Ingen står där som {wanted}.", "Nobody is there as {wanted}.")
_ENDS_BEFORE_IT_BEGINS = Text(
    "Sista dagen borta är före den första. Ange den första dagen borta först.",
    "The last day away is before the first. Give the first day away first.",
)
_OVER = Text(
    "Sista dagen borta har redan varit. Ange en dag som inte har varit.",
    "The last day away has passed already. Give a day that has not.",
)
_ONESELF = Text("Ingen kan ersätta sig själv. Ange någon annan.", "Nobody can stand in for themselves. Name another.")
_OTHER_SIDE = Text(
    "Den ena hör till staden och den andra till en leverantör. Ange en ersättare från samma sida.",
    "One belongs to the city and the other to a supplier. Name a substitute from the same side.",
)
_SUBSTITUTE_LEFT = Text(
    "Ersättaren har slutat när frånvaron börjar. Ange någon annan.",
    "The substitute has left when the absence begins. Name another.",
)
