"""Cases that nobody answers for go round: to whoever has the fewest, once."""

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import insert, select, update

from desk.settling import Settled, settle_due
from models.storage.database import reading, writing
from models.tables import Case, Person, Responsibility
from tests.notifications.city import SUPPORT, found_city, open_planned

TODAY = date(2026, 3, 2)


@pytest.fixture
def city(engine):
    found_city(engine)
    return engine


@pytest.fixture
def second(city) -> int:
    """A second person of the support function."""
    row = {
        "id": 10,
        "name": "Åsa Påhittad",
        "email": "asa@example.se",
        "phone": "",
        "role": "support",
        "language": "sv",
    }
    with writing(city) as connection:
        return connection.execute(insert(Person).values(row).returning(Person.__table__.c.id)).scalar_one()


def given(engine) -> dict[str, int | None]:
    with reading(engine) as connection:
        c = Case.__table__.c
        return dict(connection.execute(select(c.reference, c.support_in_turn_id).order_by(c.reference)).tuples().all())


def pass_day(engine, day=TODAY) -> None:
    settle_due(engine, today=day, result=Settled(day))


def test_cases_are_spread_evenly_and_stay_where_they_are(city, second):
    for number in range(6):
        open_planned(city, f"UH-{number}", on=TODAY)
    pass_day(city)

    first = given(city)
    assert Counter(first.values()) == {SUPPORT: 3, second: 3}
    pass_day(city, date(2026, 3, 9))
    assert given(city) == first


def test_who_has_left_has_no_turn_and_their_cases_go_round(city, second):
    for number in range(4):
        open_planned(city, f"UH-{number}", on=TODAY)
    pass_day(city)
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.__table__.c.id == second).values(left_on=TODAY))
        connection.execute(update(Case).values(next_check=TODAY))
    pass_day(city)

    assert set(given(city).values()) == {SUPPORT}


def test_who_answers_by_rule_gets_the_case_and_it_counts(city, second):
    with writing(city) as connection:
        connection.execute(insert(Responsibility).values(person_id=second))
    open_planned(city, "UH-1", on=TODAY)
    pass_day(city)

    assert given(city) == {"UH-1": second}
