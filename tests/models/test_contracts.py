"""Several contracts of one firm: which they are, and that an employment counts in one of them."""

from datetime import date

import pytest
from sqlalchemy import Engine

from models.contracts import contracts_of
from models.hours_report import PersonsHours, Share
from models.operations import find, record
from models.queries.cases import read_case
from models.refusals import Refused
from models.storage.database import reading, writing
from states.facts import Milestone
from states.records.doubts import Unconfirmed
from tests.models.building import seen
from tests.models.firm import FIRM, MAY, STARTED, TODAY, balance_in, contract, founded, hired, read, reported
from tests.notifications.city import BY_UNIT, observe

A, B = "UH-1", "UH-2"
PERSONS = {"unit": "persons", "amount": 2.0}


@pytest.fixture
def two(engine: Engine) -> Engine:
    founded(engine, A, B, **PERSONS)
    hired(engine, A)
    told = {"by": BY_UNIT, "placement": "1"}
    observe(engine, B, Milestone.CANDIDATE_PROPOSED, date(2026, 4, 20), **told)
    observe(engine, B, Milestone.SUBSIDY_DECIDED, date(2026, 4, 20), value="not_applicable", **told)
    return engine


def contracts(engine: Engine, reference: str = A) -> list[str]:
    with reading(engine) as connection:
        case = read_case(connection, reference)
        return [one.told for one in contracts_of(connection, case, case.obligations[0])]


def tell(engine: Engine, on: date = STARTED, *, confirmed: bool = False, counts_in: str = "") -> bool:
    """Tell of an employment in the second case."""
    told = seen(Milestone.EMPLOYMENT_STARTED, on, by=BY_UNIT, as_of=TODAY, value="matched 0 1", placement="1")
    with writing(engine) as connection:
        case = find(connection, B)
        return record(connection, case, told, by=BY_UNIT, today=TODAY, confirmed=confirmed, counts_in=counts_in)


def counted(engine: Engine, reference: str, value: str) -> None:
    observe(engine, reference, Milestone.COUNTED_ELSEWHERE, TODAY, value=value, by=BY_UNIT, placement="1")


def test_the_contracts_of_a_firm_are_those_of_its_number_and_of_its_names_without_one(engine):
    founded(engine, A, B)
    contract(engine, "UH-3", firm="Städ och Service AB", number="")
    contract(engine, "UH-4", firm=FIRM, number="556111-0001")
    contract(engine, "UH-5", firm="Helt Annat AB", number="")
    contract(engine, "UH-6", firm=FIRM, number="")
    assert contracts(engine) == [B, "UH-6"]


def test_an_employment_from_the_same_day_in_two_contracts_is_asked_about(two):
    with pytest.raises(Unconfirmed) as asked:
        tell(two)
    assert "redan rapporterat en anställning från samma dag, måndag 4 maj 2026, i ett annat avtal: UH-1, plats 1" in (
        asked.value.text.sv
    )
    assert balance_in(two, B).started == 0
    assert tell(two, confirmed=True)
    assert balance_in(two, B).started == 1


def test_an_employment_from_another_day_is_another(two):
    assert tell(two, date(2026, 5, 5))


def test_an_employment_that_counts_in_another_contract_counts_nowhere_else(two):
    assert tell(two, counts_in="1.1 uh-1")
    observe(two, B, Milestone.HIRE_CONFIRMED, TODAY, by=BY_UNIT, placement="1")
    assert (balance_in(two, A).started, balance_in(two, B).started) == (1, 0)
    (spell,) = balance_in(two, B).spells
    assert (spell.elsewhere, spell.counts) == (True, False)
    told = [one for one in read(two, B).recorded if one.milestone is Milestone.COUNTED_ELSEWHERE]
    assert [one.value for one in told] == ["1.1 UH-1"]


def test_what_was_said_can_be_taken_back_and_the_employment_counts_again(two):
    tell(two, counts_in="1.1 UH-1")
    observe(two, B, Milestone.HIRE_CONFIRMED, TODAY, by=BY_UNIT, placement="1")
    observe(two, B, Milestone.COUNTED_ELSEWHERE, None, told_on="2026-08-04", by=BY_UNIT, placement="1")
    assert balance_in(two, B).spells[0].counts


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1.1 UH-9", "har inget åtagande i ärendet UH-9"),
        ("2.1 UH-1", "Där finns ingen anställning som räknas: UH-1, plats 2, kandidat 1"),
        ("1.1 UH-2", "har inget åtagande i ärendet UH-2"),
    ],
)
def test_an_employment_counts_only_where_the_same_firm_has_one(two, value, said):
    tell(two, confirmed=True)
    with pytest.raises(Refused) as refused:
        counted(two, B, value)
    assert said in refused.value.text.sv


def test_two_contracts_do_not_both_point_at_the_other(two):
    tell(two, counts_in="1.1 UH-1")
    with pytest.raises(Refused) as refused:
        counted(two, A, "1.1 UH-2")
    assert "Där finns ingen anställning som räknas" in refused.value.text.sv


def test_an_employment_on_which_another_contract_depends_stays_where_it_counts(two):
    tell(two, counts_in="1.1 UH-1")
    contract(two, "UH-3", **PERSONS)
    hired(two, "UH-3", on=date(2026, 5, 6))
    with pytest.raises(Refused) as refused:
        counted(two, A, "1.1 UH-3")
    assert "UH-2 säger att personen räknas här" in refused.value.text.sv


def test_an_employment_of_which_hours_count_elsewhere_is_not_moved(engine):
    founded(engine, A, B)
    hired(engine, A)
    hired(engine, B, on=date(2026, 5, 6))
    reported(engine, A, MAY, PersonsHours(1, 1, 640, (Share(B, 240),)))
    with pytest.raises(Refused) as refused:
        counted(engine, A, "1.1 UH-2")
    assert "Timmar för personen räknas i UH-2" in refused.value.text.sv
