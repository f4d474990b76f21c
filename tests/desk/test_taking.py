"""Taking a case: whose it is then, and that nobody takes it from another unasked."""

from datetime import date

import pytest
from sqlalchemy import insert

from desk.taking import take
from models.actor import Actor
from models.queries.cases import read_case
from models.queries.journals import journal
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import Person
from states.facts import Role
from states.records.doubts import Unconfirmed
from tests.notifications.city import OFFICER, SUPPORT, open_planned

TODAY = date(2026, 3, 2)
SECOND = 4


@pytest.fixture
def case(city):
    row = {"id": SECOND, "name": "Åsa Stöd", "email": "asa@exempelstad.example", "role": "support", "language": "sv"}
    with writing(city) as connection:
        connection.execute(insert(Person).values(row))
    open_planned(city, "UH-1", on=TODAY)
    return city


def taken_by(engine, person, *, confirmed=False):
    take(engine, "UH-1", person, by=Actor(Role.SUPPORT, person), today=TODAY, confirmed=confirmed)
    with reading(engine) as connection:
        return read_case(connection, "UH-1").support_id


def test_who_takes_a_case_has_it_and_the_journal_tells_who(case):
    assert taken_by(case, SECOND) == SECOND
    with reading(case) as connection:
        entry = journal(connection, "UH-1").entries[-1][0]
    assert (entry.event, entry.actor) == ("taken", f"support:{SECOND}")


def test_a_case_of_somebody_else_is_asked_about_first(case):
    taken_by(case, SUPPORT)
    with pytest.raises(Unconfirmed) as refused:
        taken_by(case, SECOND)
    assert "Stig Stöd har redan tagit ärendet" in refused.value.text.sv
    assert taken_by(case, SECOND, confirmed=True) == SECOND


def test_only_the_support_function_takes_cases(case):
    with pytest.raises(Refused):
        taken_by(case, OFFICER)
