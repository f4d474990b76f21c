"""Who is told: never somebody who cannot be reached while anybody above can."""

from dataclasses import MISSING, fields
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from matters.directory import Directory, Reader, read_directory, read_directory_of, reader_at
from matters.recipients import Recipient
from models.casefile import CaseFile
from models.casestore import load_some
from models.people import roles_of
from models.storage.database import reading, writing
from models.tables import Person
from tests.notifications.city import found_city, open_planned

TODAY = date(2026, 7, 8)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
OFFICER, DEPUTY, MANAGER, SUPPORT, SECOND, LABOUR, CONTACT, SUPPLIER = range(1, 9)
ROLES = ("officer", "officer", "manager", "support", "support", "labour_market", "labour_market", "supplier")
HOLDERS = {Recipient.CONTACT: CONTACT, Recipient.SUPPLIER: SUPPLIER}
AWAY = {"away_from": YESTERDAY, "away_until": TODAY}
LEFT = {"left_on": TODAY}
REFUSED = {"refused": True}
GONE = (AWAY, LEFT, REFUSED)
COLUMNS = [one.name for one in fields(CaseFile) if one.default is MISSING and one.default_factory is MISSING]


def some_case(**columns: Any) -> CaseFile:
    known = {"unit_id": 1, "officer_id": OFFICER, "support_id": None} | columns
    return CaseFile(**dict.fromkeys(COLUMNS) | known)


def of(*people: Reader) -> Directory:
    managers = {1: [one for one in people if one.role == Recipient.MANAGER]}
    pools = {role: [one for one in people if one.role == role] for role in (Recipient.SUPPORT, Recipient.LABOUR_MARKET)}
    return Directory({one.id: one for one in people}, managers, pools)


def city(**changed: dict[str, Any]) -> Directory:
    """Return a directory of all roles; a change is given by the name of the person: `city(OFFICER=LEFT)`."""
    told = {globals()[name]: columns for name, columns in changed.items()}
    return of(
        *(
            Reader(number, f"P{number}", f"p{number}@exempelstad.example", "", role, 1, "sv", **told.get(number, {}))
            for number, role in enumerate(ROLES, start=1)
        ),
    )


def told(directory: Directory, role: Recipient, *, on: date = TODAY, case: CaseFile | None = None) -> int | None:
    reader = directory.recipient(role, case or some_case(), on, holders=HOLDERS)
    return reader.id if reader else None


def test_every_role_is_told_itself_while_everybody_is_there():
    assert {role: told(city(), role) for role in Recipient} == {
        Recipient.OFFICER: OFFICER,
        Recipient.MANAGER: MANAGER,
        Recipient.SUPPORT: SUPPORT,
        Recipient.LABOUR_MARKET: LABOUR,
        Recipient.CONTACT: CONTACT,
        Recipient.SUPPLIER: SUPPLIER,
    }


@pytest.mark.parametrize("gone", GONE)
def test_without_the_holder_the_next_above_is_told(gone):
    assert told(city(OFFICER=gone), Recipient.OFFICER) == MANAGER
    assert told(city(OFFICER=gone, MANAGER=gone), Recipient.OFFICER) == SUPPORT
    assert told(city(SUPPORT=gone), Recipient.SUPPORT) == SECOND
    assert told(city(SUPPORT=gone, SECOND=gone), Recipient.SUPPORT) == MANAGER
    assert told(city(CONTACT=gone), Recipient.CONTACT) == LABOUR
    assert told(city(CONTACT=gone, LABOUR=gone), Recipient.CONTACT) == SUPPORT
    assert told(city(SUPPLIER=gone), Recipient.SUPPLIER) == CONTACT


@pytest.mark.parametrize(
    ("columns", "holders", "role", "instead"),
    [
        ({"officer_id": LABOUR}, {}, Recipient.OFFICER, MANAGER),
        ({"support_id": OFFICER}, {}, Recipient.SUPPORT, SUPPORT),
        ({}, {Recipient.CONTACT: DEPUTY}, Recipient.CONTACT, LABOUR),
        ({}, {Recipient.SUPPLIER: DEPUTY, Recipient.CONTACT: CONTACT}, Recipient.SUPPLIER, CONTACT),
        ({"officer_id": MANAGER}, {}, Recipient.OFFICER, MANAGER),
    ],
)
def test_who_is_named_in_a_case_and_has_another_role_by_now_is_passed_over(columns, holders, role, instead):
    reader = city().recipient(role, some_case(**columns), TODAY, holders=holders)
    assert reader is not None
    assert reader.id == instead


def test_a_substitute_is_told_on_the_days_of_absence_and_on_no_other():
    away = city(OFFICER=AWAY | {"substitute_id": DEPUTY})
    days = (YESTERDAY - timedelta(days=1), YESTERDAY, TODAY, TOMORROW)
    assert [told(away, Recipient.OFFICER, on=day) for day in days] == [OFFICER, DEPUTY, DEPUTY, OFFICER]


def test_the_substitute_of_a_substitute_is_told_while_both_are_away():
    away = city(OFFICER=AWAY | {"substitute_id": DEPUTY}, DEPUTY=AWAY | {"substitute_id": LABOUR})
    assert told(away, Recipient.OFFICER) == LABOUR


def test_a_circle_of_substitutes_ends_above():
    circle = city(OFFICER=AWAY | {"substitute_id": DEPUTY}, DEPUTY=AWAY | {"substitute_id": OFFICER})
    assert told(circle, Recipient.OFFICER) == MANAGER


@pytest.mark.parametrize("gone", [LEFT, REFUSED])
def test_a_substitute_who_cannot_be_reached_is_nobody(gone):
    assert told(city(OFFICER=AWAY | {"substitute_id": DEPUTY}, DEPUTY=gone), Recipient.OFFICER) == MANAGER


def test_who_has_left_has_no_substitute_and_who_is_refused_has_one_while_away():
    assert told(city(OFFICER=AWAY | LEFT | {"substitute_id": DEPUTY}), Recipient.OFFICER) == MANAGER
    assert told(city(OFFICER=AWAY | REFUSED | {"substitute_id": DEPUTY}), Recipient.OFFICER) == DEPUTY


def test_somebody_works_until_the_day_before_the_first_day_gone():
    leaving = city(OFFICER={"left_on": TOMORROW})
    assert [told(leaving, Recipient.OFFICER, on=day) for day in (TODAY, TOMORROW)] == [OFFICER, MANAGER]


def test_a_person_of_a_supplier_gets_nothing_that_is_meant_for_the_city():
    assert told(city(), Recipient.OFFICER, case=some_case(officer_id=SUPPLIER)) == MANAGER
    assert told(city(OFFICER=AWAY | {"substitute_id": SUPPLIER}), Recipient.OFFICER) == MANAGER
    assert city().recipient(Recipient.CONTACT, some_case(), TODAY, holders={Recipient.CONTACT: SUPPLIER}).id == LABOUR
    assert city().recipient(Recipient.SUPPLIER, some_case(), TODAY, holders={Recipient.SUPPLIER: OFFICER}).id == LABOUR


def test_the_named_person_of_the_support_function_comes_before_the_others():
    assert told(city(), Recipient.SUPPORT, case=some_case(support_id=SECOND)) == SECOND
    assert city().supporter(some_case(support_id=SECOND), TODAY).id == SECOND
    assert city(SECOND=LEFT).supporter(some_case(support_id=SECOND), TODAY).id == SUPPORT
    assert city(SUPPORT=LEFT, SECOND=LEFT).supporter(some_case(), TODAY) is None


def test_the_next_turn_is_the_first_day_on_which_somebody_who_was_asked_goes_or_comes():
    far = {"away_from": date(2026, 8, 3), "away_until": date(2026, 8, 7)}
    role, case = Recipient.OFFICER, some_case()
    assert city(MANAGER=far, SUPPORT=far).next_turn(role, case, TODAY) is None
    assert city(OFFICER=far).next_turn(role, case, TODAY) == date(2026, 8, 3)
    assert city(OFFICER=far).next_turn(role, case, date(2026, 8, 3)) == date(2026, 8, 8)
    assert city(OFFICER=AWAY | {"substitute_id": DEPUTY}, DEPUTY=far).next_turn(role, case, TODAY) == TOMORROW
    assert city(OFFICER=LEFT, MANAGER=far).next_turn(role, case, TODAY) == date(2026, 8, 3)


NUMBERS = range(1, 10)
DAYS = st.none() | st.integers(-3, 3).map(lambda offset: TODAY + timedelta(days=offset))


@st.composite
def readers(draw: st.DrawFn, number: int) -> Reader:
    first, last = draw(DAYS), draw(DAYS)
    if first is None or last is None or last < first:
        first = last = None
    return Reader(
        number,
        f"P{number}",
        f"p{number}@exempelstad.example",
        "",
        draw(st.sampled_from(sorted(set(ROLES)))),
        1,
        "sv",
        draw(st.none() | st.sampled_from(NUMBERS)),
        first,
        last,
        draw(DAYS),
        draw(st.booleans()),
    )


SOMEBODY = st.none() | st.sampled_from(NUMBERS)


@settings(deadline=None)
@given(
    people=st.tuples(*(readers(number) for number in NUMBERS)),
    role=st.sampled_from(Recipient),
    columns=st.fixed_dictionaries({"officer_id": SOMEBODY, "support_id": SOMEBODY}),
    holders=st.fixed_dictionaries({Recipient.CONTACT: SOMEBODY, Recipient.SUPPLIER: SOMEBODY}),
)
def test_in_any_directory_somebody_who_can_be_reached_is_told_while_a_manager_or_the_support_function_can(
    people, role, columns, holders
):
    directory, case = of(*people), some_case(**columns)

    reader = directory.recipient(role, case, TODAY, holders=holders)

    above = [one for one in people if one.role in {Recipient.MANAGER, Recipient.SUPPORT} and one.is_reachable(TODAY)]
    assert reader is not None or not above
    if reader is not None:
        assert not reader.refused
        assert reader.left_on is None or reader.left_on > TODAY
        assert reader.away_from is None or not reader.away_from <= TODAY <= reader.away_until
        assert reader.role != Recipient.SUPPLIER or role is Recipient.SUPPLIER
    turn = directory.next_turn(role, case, TODAY, holders=holders)
    for offset in range(1, (turn - TODAY).days if turn else 8):
        day = TODAY + timedelta(days=offset)
        assert directory.recipient(role, case, day, holders=holders) == reader, "somebody else before the next turn"


def test_the_part_of_the_directory_that_concerns_a_case_asks_the_same_people_as_the_whole(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 3, 2))
    more = [
        {"id": 50, "name": "Olle Ombud", "role": "officer"},
        {"id": 51, "name": "Eva Efterträdare", "role": "officer", "substitute_id": 50},
        *({"id": number, "name": "Någon", "role": "officer"} for number in range(60, 80)),
    ]
    with writing(engine) as connection:
        for row in more:
            mail = f"p{row['id']}@exempelstad.example"
            connection.execute(insert(Person).values(**row, email=mail, phone="", language="sv"))
        away = {"away_from": date(2026, 3, 9), "away_until": date(2026, 3, 20), "substitute_id": 51}
        connection.execute(update(Person).where(Person.__table__.c.id == OFFICER).values(away))
    with reading(engine) as connection:
        (case,) = load_some(connection, [1])
        whole, part = read_directory(connection), read_directory_of(connection, [case], [50])
    assert {60, 79} & part.people.keys() == set()
    for day in (date(2026, 3, 8), date(2026, 3, 9)):
        for role in Recipient:
            asked = [[one.id for _, one in some.asked(role, case, day)] for some in (part, whole)]
            assert asked[0] == asked[1]
        for number in (50, 51, OFFICER):
            assert roles_of(number, part.people.values(), day) == roles_of(number, whole.people.values(), day)


def test_somebody_is_found_by_an_address_alone(engine):
    found_city(engine)
    with reading(engine) as connection:
        assert reader_at(connection, "ulla@exempelstad.example").name == "Ulla Upphandlare"
        assert reader_at(connection, "nobody@exempelstad.example") is None
