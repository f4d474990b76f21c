"""A supplier that goes on under another name or in another firm, entered from the dashboard."""

from datetime import date

import pytest
from sqlalchemy import Engine

from flows.supplier import supplier
from models.actor import CLOCK
from models.casestore import save
from models.operations import find, note_observation, settle
from models.queries.cases import read_case
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.observations import Observation
from tests.flows.asking import CASE, asked, entries

pytestmark = pytest.mark.xdist_group("prefect")
DAY = date(2026, 4, 8)


@pytest.fixture
def won(planned: Engine) -> Engine:
    with writing(planned) as connection:
        case = find(connection, CASE)
        told = Observation(Milestone.WINNER_NAMED, DAY, "test", by_person=True, as_of=DAY, supplier="Städ AB")
        note_observation(case, told, by=CLOCK, today=DAY)
        settle(case, DAY)
        save(connection, [case])
    return planned


def called(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return [owed.supplier for owed in read_case(connection, CASE).obligations]


def test_a_supplier_gets_its_new_name_once(prefect_api: None, won: Engine) -> None:
    told = {"supplier": "städ ab", "name": "Rent AB", "organisation_number": "556677-8899"}
    assert asked(supplier, CASE, **told).message == "Städ AB går vidare som Rent AB."
    assert asked(supplier, CASE, supplier="Rent AB", name="Rent AB").message.startswith("Det står redan så")
    assert called(won) == ["Rent AB"]
    assert entries(won)[-1].event == "renamed"


def test_a_takeover_needs_its_reason(prefect_api: None, won: Engine) -> None:
    told = {"supplier": "Städ AB", "name": "Rent AB", "taken_over_on": "2026-04-08"}
    state = asked(supplier, CASE, **told, day="2026-04-08")
    assert state.is_failed()
    assert state.message.startswith("Ange skälet")
    assert asked(supplier, CASE, **told, reason="Uppköpt", day="2026-04-08").is_completed()
    assert (entries(won)[-1].event, called(won)) == ("succeeded", ["Rent AB"])


def test_who_has_not_won_is_refused(prefect_api: None, planned: Engine) -> None:
    state = asked(supplier, CASE, supplier="Städ AB", name="Rent AB")
    assert (state.is_failed(), state.message) == (
        True,
        "Ärendet har ingen vinnare än. Registrera vinnaren först. (upphandlaren eller stödfunktionen)",
    )
