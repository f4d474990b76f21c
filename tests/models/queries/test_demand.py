"""The table of demand agrees with the cases, whatever has happened to them."""

from dataclasses import asdict, fields
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine

from desk.demand import DemandAnswer, answer_demand
from models.occupations.words import answer_told
from models.operations import find, move
from models.queries.cases import live_cases
from models.queries.demand import Positions, asking_cases, demand_table, total
from models.storage.database import reading, writing
from states.law.applicability import AssessmentOutcome
from states.processes.procurement import PROCUREMENT
from states.processes.target_group import demand_likely
from states.records.demand import UnitAnswer
from states.records.needs import read_occupations
from tests.asking import CLEANERS, MONDAY, NORTH, PAINTERS, SOUTH, ask, found_units, is_open, read
from tests.models.building import statements
from tests.notifications.city import BY_SUPPORT, BY_UNIT

COOKS = "5120"
MONTHS = (date(2027, 3, 1), date(2027, 4, 15), None)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


def table(engine: Engine):
    with reading(engine) as connection:
        return demand_table(connection)


def test_every_position_is_counted_once_by_its_best_answer(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    ask(city, ((CLEANERS, 2),), "UH-2")
    answer_demand(city, "UH-1", DemandAnswer(NORTH, UnitAnswer.CANNOT), by=BY_UNIT, today=MONDAY)
    answer_demand(city, "UH-1", DemandAnswer(SOUTH, UnitAnswer.HAVE, CLEANERS), by=BY_UNIT, today=MONDAY)
    rows = table(city)
    assert [(row.month, row.occupation) for row in rows] == [("2027-03", PAINTERS), ("2027-03", CLEANERS)]
    assert rows[0].positions == Positions(cases=1, wanted=1, waiting=1)
    assert rows[1].positions == Positions(cases=2, wanted=5, have=3, waiting=2)
    assert total(rows) == Positions(cases=3, wanted=6, have=3, waiting=3)


def test_units_that_have_some_of_the_people_each_have_them_together(city):
    ask(city, ((CLEANERS, 6),))
    for unit, said in ((NORTH, UnitAnswer.HAVE), (SOUTH, UnitAnswer.BY)):
        until = date(2026, 9, 1) if said is UnitAnswer.BY else None
        told = DemandAnswer(unit, said, ready_by=until, people=2)
        answer_demand(city, "UH-1", told, by=BY_UNIT, today=MONDAY)
    assert total(table(city)) == Positions(cases=1, wanted=6, have=2, by=2, cannot=2)
    assert "har 2 deltagare" in answer_told(read(city).orders[NORTH, CLEANERS]).sv


def test_what_no_unit_serves_is_counted_as_asked_of_nobody(city):
    ask(city, ((COOKS, 2),))
    assert total(table(city)) == Positions(cases=1, wanted=2, unasked=2)


@pytest.mark.parametrize("seed", range(4))
def test_after_whatever_has_happened_the_sums_are_those_of_the_cases(city, seed):
    random, references = Random(seed), [f"UH-{number}" for number in range(4)]  # noqa: S311 - no secret
    cancelled: set[str] = set()
    for turn in range(14):
        on, reference = MONDAY + timedelta(days=turn), random.choice(references)
        if reference in cancelled:
            continue
        do(city, random, reference, on, cancelled)
        assert_agrees(city, references, on)


def do(engine: Engine, random: Random, reference: str, on: date, cancelled: set[str]) -> None:
    act = random.choice(["assess", "assess", "nobody", "cancel", "answer", "answer", "answer"])
    if not is_open(engine, reference):
        act = "assess"
    asked = read(engine, reference).orders if is_open(engine, reference) else {}
    if act == "assess":
        codes = random.sample([CLEANERS, PAINTERS, COOKS], random.randint(1, 3))
        ask(
            engine, tuple((code, random.randint(1, 4)) for code in codes), reference, on=on, start=random.choice(MONTHS)
        )
    elif act == "nobody":
        ask(engine, (), reference, on=on, outcome=AssessmentOutcome.NO_REQUIREMENT)
        cancelled.add(reference)
    elif act == "cancel":
        with writing(engine) as connection:
            move(connection, find(connection, reference), "cancel", by=BY_SUPPORT, today=on, reason="avbruten")
        cancelled.add(reference)
    elif standing := [key for key, one in asked.items() if one.stands]:
        unit, code = random.choice(standing)
        said = random.choice([UnitAnswer.HAVE, UnitAnswer.BY, UnitAnswer.CANNOT])
        until = on + timedelta(days=90) if said is UnitAnswer.BY else None
        people = 0 if said is UnitAnswer.CANNOT else random.randint(0, asked[unit, code].number)
        told = DemandAnswer(unit, said, code, until, people=people)
        answer_demand(engine, reference, told, by=BY_UNIT, today=on)


def assert_agrees(engine: Engine, references: list[str], on: date) -> None:
    """Count from the cases themselves, position by position, and compare with the table and its sums."""
    counted = Positions()
    for reference in references:
        if not is_open(engine, reference):
            continue
        case = read(engine, reference)
        purchase = case.track(PROCUREMENT.name)
        if purchase.state in PROCUREMENT.ends or not demand_likely(case.facts(on)):
            assert not any(one.stands for one in case.orders.values())
            continue
        for code, number in read_occupations(case.occupations):
            asked = [one for (_, of), one in case.orders.items() if of == code and one.stands]
            offers = [one.answer for one in asked for _ in range(one.people or number) if one.answer in {"have", "by"}]
            said = {one.answer for one in asked}
            rest = "unasked" if not said else "waiting" if "" in said else "cannot"
            counted.cases += 1
            counted.wanted += number
            for column in [*sorted(offers, reverse=True), *[rest] * number][:number]:
                setattr(counted, column, getattr(counted, column) + 1)
    rows = table(engine)
    assert total(rows) == counted
    with reading(engine) as connection:
        asking = [one.id for one in live_cases(connection) if one.orders or one.occupations or one.need_amount]
        assert asking_cases(connection) == asking
    for row in rows:
        figures = asdict(row.positions)
        parts = [figures[one.name] for one in fields(Positions) if one.name not in {"cases", "unsaid", "wanted"}]
        assert sum(parts) == row.positions.wanted


@pytest.mark.parametrize("size", [1, 5])
def test_it_costs_two_statements_for_any_number_of_cases(city, size):
    for number in range(size):
        ask(city, ((CLEANERS, 3),), f"UH-{number}")
    with reading(city) as connection, statements(connection) as asked:
        demand_table(connection)
        assert len([one for one in asked if one != "BEGIN"]) == 2
