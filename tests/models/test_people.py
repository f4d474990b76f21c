"""Who is away and who has left, and that exactly the cases this concerns are looked at again."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select, update

from models.actor import Actor
from models.operations import Refused
from models.people import (
    OFFICERS,
    actor_in,
    acts_for,
    cases_of_leavers,
    check_named,
    directory,
    look_again,
    reinstate,
    roles_on,
    set_absence,
    set_left,
)
from models.storage.database import reading, writing
from models.tables import Case, Message, ObligationRow, Person, Reminder, Track
from states.facts import Role
from tests.models.building import TODAY, add_person, add_unit, opened
from tests.notifications.city import UNSAID

LATER = date(2026, 12, 1)
MONDAY, FRIDAY = date(2026, 3, 9), date(2026, 3, 13)
OFFICER, SUBSTITUTE, MANAGER, SUPPORT, LABOUR_MARKET, SUPPLIER, OTHER = range(1, 8)
PEOPLE = ("officer", "officer", "manager", "support", "labour_market", "supplier", "officer")


@pytest.fixture
def city(engine: Engine) -> Engine:
    """Two units, seven people, and a case of each unit that nobody means to look at before December."""
    for unit in ("Parken", "Skolan"):
        add_unit(engine, unit)
    for number, role in enumerate(PEOPLE, start=1):
        add_person(engine, f"p{number}@exempelstad.example", role, None if role == "supplier" else 1)
    opened(engine, "UH-1", officer_id=OFFICER, unit_id=1)
    opened(engine, "UH-2", officer_id=OTHER, unit_id=2)
    put_off(engine)
    return engine


def put_off(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(update(Case).values(next_check=LATER))


def due(engine: Engine, on: date = TODAY) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(Case.reference).where(Case.next_check <= on).order_by(Case.id)).scalars())


def away(engine: Engine, who: int, *, substitute: int | None = None, first: date = MONDAY, last: date = FRIDAY) -> int:
    with writing(engine) as connection:
        return set_absence(connection, who, away_from=first, away_until=last, substitute_id=substitute, today=TODAY)


def stored(engine: Engine, who: int) -> tuple[object, ...]:
    with reading(engine) as connection:
        columns = (Person.away_from, Person.away_until, Person.substitute_id, Person.left_on)
        return tuple(connection.execute(select(*columns).where(Person.id == who)).one())


def test_an_absence_is_stored_and_makes_the_cases_of_the_officer_due(city):
    assert away(city, OFFICER, substitute=SUBSTITUTE) == 1
    assert stored(city, OFFICER) == (MONDAY, FRIDAY, SUBSTITUTE, None)
    assert due(city) == ["UH-1"]


def test_a_second_absence_takes_the_place_of_the_first(city):
    away(city, OFFICER, substitute=SUBSTITUTE)
    away(city, OFFICER, first=FRIDAY)
    assert stored(city, OFFICER) == (FRIDAY, FRIDAY, None, None)


def test_who_has_left_and_who_is_back_is_stored_and_makes_cases_due(city):
    with writing(city) as connection:
        assert set_left(connection, OFFICER, left_on=FRIDAY, today=TODAY) == 1
    assert (stored(city, OFFICER), due(city)) == ((None, None, None, FRIDAY), ["UH-1"])
    put_off(city)
    away(city, OFFICER, substitute=SUBSTITUTE)
    with writing(city) as connection:
        assert reinstate(connection, OFFICER, today=TODAY) == 1
    assert (stored(city, OFFICER), due(city)) == ((None, None, None, None), ["UH-1"])


def test_the_absence_of_a_substitute_concerns_the_cases_of_all_who_lean_on_them_even_in_a_circle(city):
    away(city, OFFICER, substitute=SUBSTITUTE)
    away(city, SUBSTITUTE, substitute=OFFICER)
    put_off(city)
    assert away(city, SUBSTITUTE, substitute=OFFICER) == 1
    assert due(city) == ["UH-1"]


def test_a_manager_concerns_the_cases_of_the_unit(city):
    assert away(city, MANAGER) == 1
    assert due(city) == ["UH-1"]


@pytest.mark.parametrize("who", [SUPPORT, LABOUR_MARKET])
def test_the_support_function_and_the_labour_market_unit_concern_every_open_case(city, who):
    assert away(city, who) == 2
    assert due(city) == ["UH-1", "UH-2"]


@pytest.mark.parametrize(("column", "who"), [("contact_id", OTHER), ("supplier_person_id", SUPPLIER)])
def test_the_contact_persons_of_a_supplier_concern_the_case_of_that_supplier(city, column, who):
    with writing(city) as connection:
        connection.execute(update(Case).values(officer_id=None))
        connection.execute(insert(ObligationRow).values(case_id=1, supplier="Exempel Service AB", **{column: who}))
    assert away(city, who) == 1
    assert due(city) == ["UH-1"]


def test_the_named_person_of_the_support_function_concerns_the_case(city):
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.id == 2).values(support_id=OFFICER))
    assert away(city, OFFICER) == 2


def test_a_case_that_has_ended_is_left_alone(city):
    with writing(city) as connection:
        connection.execute(update(Track).where(Track.case_id == 1).values(state="cancelled"))
    assert away(city, OFFICER) == 0
    assert due(city) == []


def test_looking_again_finds_a_case_that_waited_for_nothing_and_leaves_one_that_is_due_already(city):
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.id == 1).values(next_check=None))
        connection.execute(update(Case).where(Case.id == 2).values(next_check=date(2026, 1, 2)))
        assert look_again(connection, [1, 2], TODAY) == 2
    with reading(city) as connection:
        assert list(connection.execute(select(Case.next_check).order_by(Case.id)).scalars()) == [
            TODAY,
            date(2026, 1, 2),
        ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"first": FRIDAY, "last": MONDAY}, "före den första"),
        ({"first": date(2026, 2, 2), "last": date(2026, 2, 27)}, "har redan varit"),
        ({"substitute": OFFICER}, "ersätta sig själv"),
        ({"substitute": SUPPLIER}, "hör till staden"),
    ],
)
def test_an_absence_that_cannot_be_is_refused_and_changes_nothing(city, told, said):
    with pytest.raises(Refused) as refused:
        away(city, OFFICER, **told)
    assert said in refused.value.text.sv
    assert (stored(city, OFFICER), due(city)) == ((None, None, None, None), [])


def test_a_substitute_who_has_left_by_then_is_refused_and_one_who_leaves_later_is_taken(city):
    with writing(city) as connection:
        set_left(connection, SUBSTITUTE, left_on=FRIDAY, today=TODAY)
    assert away(city, OFFICER, substitute=SUBSTITUTE) == 1
    with pytest.raises(Refused, match="has left when the absence begins"):
        away(city, OFFICER, substitute=SUBSTITUTE, first=FRIDAY)


def test_a_supplier_may_stand_in_for_a_supplier(city):
    colleague = add_person(city, "kollega@exempelbolag.example", "supplier")
    away(city, SUPPLIER, substitute=colleague)
    assert stored(city, SUPPLIER)[2] == colleague


def test_the_open_cases_of_leavers_are_found_from_the_day_they_are_gone(city):
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=FRIDAY, today=TODAY)
    with reading(city) as connection:
        assert cases_of_leavers(connection, date(2026, 3, 12)) == []
        assert cases_of_leavers(connection, FRIDAY) == [1]


# --- whose mail is refused -------------------------------------------------------------------------------------------


def mailed(engine: Engine, *states: str, recipient: str = "p1@exempelstad.example") -> None:
    """Store one message a day to the officer, each about the first case."""
    with writing(engine) as connection:
        for number, state in enumerate(states, start=1):
            tried = datetime(2026, 3, number, 6, 30, tzinfo=UTC)
            rest = {"language": "sv", "subject": "", **UNSAID, "template": "", "template_version": ""}
            connection.execute(
                insert(Message).values(
                    id=number,
                    key=str(number),
                    person_id=OFFICER,
                    recipient=recipient,
                    state=state,
                    attempts=1,
                    problem="",
                    day=tried.date(),
                    claimed_at=tried,
                    sent_at=tried if state == "sent" else None,
                    **rest,
                ),
            )
            connection.execute(
                insert(Reminder).values(
                    case_id=1,
                    matter="contact_point_1",
                    step=str(number),
                    person_id=OFFICER,
                    base=TODAY,
                    due_on=TODAY,
                    planned_on=TODAY,
                    message_id=number,
                ),
            )


@pytest.mark.parametrize(
    ("states", "refused"),
    [
        ((), False),
        (("sent",), False),
        (("failed",), True),
        (("sent", "failed"), True),
        (("failed", "sent"), False),
        (("failed", "sent", "failed"), True),
        (("failed", "queued"), True),
        (("bounced",), True),
        (("bounced", "sent"), False),
        (("unknown",), False),
        (("withheld",), False),
    ],
)
def test_an_address_is_refused_while_nothing_was_sent_after_the_last_failure(city, states, refused):
    mailed(city, *states)
    with reading(city) as connection:
        assert {line.email: line.refused for line in directory(connection)} == {
            f"p{number}@exempelstad.example": refused and number == OFFICER for number in range(1, 8)
        }


def test_a_corrected_address_is_not_refused(city):
    mailed(city, "failed", recipient="gammal@exempelstad.example")
    with reading(city) as connection:
        assert not any(line.refused for line in directory(connection))


# --- in which role somebody may act ----------------------------------------------------------------------------------


def roles(engine: Engine, who: int, today: date = TODAY) -> set[Role]:
    with reading(engine) as connection:
        return set(roles_on(connection, who, today))


def refusal(engine: Engine, who: int, role: Role, today: date = TODAY) -> str:
    with reading(engine) as connection, pytest.raises(Refused) as refused:
        actor_in(connection, who, (role,), today)
    return refused.value.text.sv


def test_a_person_acts_in_the_role_of_the_directory_and_a_manager_as_the_officer_too(city):
    found = {who: roles(city, who) for who in range(8)}
    assert found == {
        0: set(),
        OFFICER: {Role.OFFICER},
        SUBSTITUTE: {Role.OFFICER},
        MANAGER: {Role.MANAGER, Role.OFFICER},
        SUPPORT: {Role.SUPPORT},
        LABOUR_MARKET: {Role.LABOUR_MARKET},
        SUPPLIER: {Role.SUPPLIER},
        OTHER: {Role.OFFICER},
    }
    with reading(city) as connection:
        assert actor_in(connection, SUPPORT, (Role.SUPPORT,), TODAY) == Actor(Role.SUPPORT, SUPPORT)


@pytest.mark.parametrize(
    ("who", "role", "says"),
    [
        (SUPPLIER, Role.SUPPORT, "Nummer 6 står i katalogen som leverantör, inte som stödfunktion. Som stödfunktion"),
        (OFFICER, Role.LABOUR_MARKET, "Nummer 1 står i katalogen som upphandlare, inte som arbetsmarknad."),
        (
            SUPPORT,
            Role.OFFICER,
            "Nummer 4 står i katalogen som stödfunktion, inte som upphandlare.",
        ),
        (99, Role.SUPPORT, "Ingen i katalogen har nummer 99."),
    ],
)
def test_in_another_role_nobody_acts_and_the_refusal_says_who_may(city, who, role, says):
    told = refusal(city, who, role)
    assert told.startswith(says)
    assert role is not Role.OFFICER or told.endswith("står nummer 1, 2, 7.")


def test_who_has_left_acts_no_more_from_that_day_and_is_not_named_among_those_who_may(city):
    with writing(city) as connection:
        set_left(connection, OFFICER, left_on=MONDAY, today=TODAY)
    assert roles(city, OFFICER, date(2026, 3, 8)) == {Role.OFFICER}
    assert roles(city, OFFICER, MONDAY) == set()
    assert refusal(city, OFFICER, Role.OFFICER, MONDAY) == "Nummer 1 har slutat. Som upphandlare står nummer 2, 7."


def test_who_stands_in_has_the_role_of_those_who_are_away_while_they_are(city):
    away(city, SUPPORT, substitute=MANAGER)
    away(city, MANAGER, substitute=LABOUR_MARKET, first=date(2026, 3, 11), last=date(2026, 3, 12))
    expected = {
        date(2026, 3, 8): (False, False),
        MONDAY: (True, False),
        date(2026, 3, 11): (True, True),
        FRIDAY: (True, False),
        date(2026, 3, 14): (False, False),
    }
    found = {
        day: (Role.SUPPORT in roles(city, MANAGER, day), Role.SUPPORT in roles(city, LABOUR_MARKET, day))
        for day in expected
    }
    assert found == expected
    assert roles(city, LABOUR_MARKET, date(2026, 3, 11)) == {
        Role.LABOUR_MARKET,
        Role.SUPPORT,
        Role.MANAGER,
        Role.OFFICER,
    }


def test_people_who_stand_in_for_each_other_have_each_others_roles_and_no_supplier_a_role_of_the_city(city):
    away(city, SUPPORT, substitute=OFFICER)
    away(city, OFFICER, substitute=SUPPORT)
    with writing(city) as connection:  # as no command would enter it
        connection.execute(update(Person).where(Person.id == LABOUR_MARKET).values(substitute_id=SUPPLIER))
        connection.execute(update(Person).where(Person.id == LABOUR_MARKET).values(away_from=MONDAY, away_until=FRIDAY))
    assert roles(city, SUPPORT, MONDAY) == roles(city, OFFICER, MONDAY) == {Role.SUPPORT, Role.OFFICER}
    assert roles(city, SUPPLIER, MONDAY) == {Role.SUPPLIER}


@pytest.mark.parametrize(
    ("who", "wanted", "fine"),
    [
        (LABOUR_MARKET, (Role.LABOUR_MARKET,), True),
        (SUPPORT, (Role.LABOUR_MARKET,), False),
        (MANAGER, OFFICERS, True),
        (OFFICER, OFFICERS, True),
        (SUPPLIER, OFFICERS, False),
    ],
)
def test_who_is_named_in_a_case_has_that_role_and_has_not_left(city, who, wanted, fine):
    with reading(city) as connection:
        if fine:
            check_named(connection, who, wanted, TODAY)
        else:
            with pytest.raises(Refused, match="is in the directory as"):
                check_named(connection, who, wanted, TODAY)
    with writing(city) as connection:
        set_left(connection, who, left_on=TODAY, today=TODAY)
    with reading(city) as connection, pytest.raises(Refused):
        check_named(connection, who, wanted, TODAY)


def test_a_person_acts_for_those_who_are_away_and_for_those_who_left_to_them(city):
    def acting(today: date) -> frozenset[int]:
        with reading(city) as connection:
            return acts_for(connection, SUBSTITUTE, today)

    assert acting(MONDAY) == {SUBSTITUTE}
    with writing(city) as connection:
        set_absence(connection, OFFICER, away_from=MONDAY, away_until=FRIDAY, substitute_id=SUBSTITUTE, today=MONDAY)
        set_absence(connection, MANAGER, away_from=MONDAY, away_until=MONDAY, substitute_id=OFFICER, today=MONDAY)
        set_left(connection, OTHER, left_on=FRIDAY, today=MONDAY, successor_id=SUBSTITUTE)
    assert acting(MONDAY) == {SUBSTITUTE, OFFICER, MANAGER}  # also in the place of whom the absent one stands in for
    assert acting(FRIDAY) == {SUBSTITUTE, OFFICER, OTHER}
    assert acting(LATER) == {SUBSTITUTE, OTHER}
