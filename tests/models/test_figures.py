"""The figures that are stored of cases come to what the ledger and the table of demand say."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from desk.demand import DemandAnswer, answer_demand
from desk.tick import tick
from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from models.figures import LED, NO_LABOUR, Name, SpanStep, Still, figures_of, reason_key, stored_figures, year_of
from models.queries.demand import demand_table
from models.queries.figures import FigurePart, read_figures
from models.queries.ledger import ledger
from models.storage.database import reading
from states.facts import Milestone
from states.records.demand import UnitAnswer
from states.records.obligations import totals
from tests.asking import CLEANERS, MONDAY, NORTH, PAINTERS, ask, found_units
from tests.notifications.city import BY_SUPPORT, BY_UNIT, SETTINGS, bring_to_standstill, case_now, observe, promise

RULES = rules_with(DEFAULT)
SENT, CLEAR, SIGNED = date(2026, 3, 2), date(2026, 3, 16), date(2026, 3, 18)
WINNER = {"supplier": "Exempel AB"}


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


def swept(engine: Engine, day: date) -> None:
    tick(engine, today=day, settings=SETTINGS, open_sender=_Nobody)


class _Nobody:
    def send(self, *, recipient: str, content: bytes) -> None:
        pass

    def close(self) -> None:
        pass


def contract(engine: Engine, reference: str, *, amount: int = 2) -> None:
    """Bring a case to a signed contract with one supplier that owes some people."""
    bring_to_standstill(engine, reference, sent=SENT)
    observe(engine, reference, Milestone.WINNER_NAMED, SENT, **WINNER)
    observe(engine, reference, Milestone.COURT_CHECKED, CLEAR)
    observe(engine, reference, Milestone.CONTACT_POINT_2, CLEAR, by=BY_SUPPORT)
    observe(engine, reference, Milestone.CONTRACT_SIGNED, SIGNED)
    promise(engine, reference, on=SIGNED, unit="persons", amount=amount)
    for milestone in (Milestone.CONTACT_ASSIGNED, Milestone.DIALOGUE_HELD, Milestone.PROFILE_AGREED):
        observe(engine, reference, milestone, SIGNED, by=BY_SUPPORT, **WINNER)


def hired(engine: Engine, reference: str, on: date, place: str = "1") -> None:
    for milestone, value in (
        (Milestone.CANDIDATE_PROPOSED, ""),
        (Milestone.EMPLOYMENT_STARTED, "matched 0 1"),
        (Milestone.HIRE_CONFIRMED, ""),
    ):
        observe(engine, reference, milestone, on, by=BY_UNIT, placement=place, value=value)


def keys(engine: Engine, reference: str, name: Name, on: date) -> list[str]:
    return [one.key for one in figures_of(case_now(engine, reference), on) if one.name == name]


def agree(engine: Engine, on: date) -> None:
    """Compare the sums with the commands that read every case."""
    with reading(engine) as connection:
        figures = read_figures(connection, on, RULES)
        assert figures.demand() == demand_table(connection)
        owed = totals(line.balance for line in ledger(connection, today=on, rules=RULES))
        for one in owed:
            amounts = {Name.PROMISED: one.promised, Name.STARTED: one.started, Name.FULFILLED: one.fulfilled}
            for name, amount in amounts.items():
                told = sum(row.amount for row in figures.sums(FigurePart((name,), key=one.unit)))
                assert told == pytest.approx(amount), name


def test_the_sums_are_those_of_ledger_and_demand_before_and_after_the_tick(city):
    ask(city, ((CLEANERS, 3), (PAINTERS, 1)))
    contract(city, "UH-2")
    hired(city, "UH-2", date(2026, 4, 1))
    agree(city, date(2026, 4, 1))
    for day in (date(2026, 4, 1), date(2026, 5, 4)):
        swept(city, day)
        agree(city, day)
    told = DemandAnswer(NORTH, UnitAnswer.HAVE, CLEANERS, people=2)
    answer_demand(city, "UH-1", told, by=BY_UNIT, today=date(2026, 5, 4))
    agree(city, date(2026, 5, 4))


def test_what_time_alone_fulfils_is_counted_on_its_day_whether_or_not_a_tick_has_run(city):
    contract(city, "UH-2", amount=1)
    hired(city, "UH-2", date(2026, 4, 1))
    swept(city, date(2026, 4, 1))
    for months in (1, 5, 6, 7):
        agree(city, date(2026, 4, 1) + timedelta(days=31 * months))


def test_the_tick_stores_what_the_cases_say_and_leaves_alone_what_stands_right(city):
    contract(city, "UH-2")
    swept(city, date(2026, 4, 1))
    case = case_now(city, "UH-2")
    with reading(city) as connection:
        assert stored_figures(connection, [case.id]) == {case.id: figures_of(case, date(2026, 4, 1))}


def test_a_service_counts_with_its_forms_or_with_the_reason_why_not_in_the_year_of_its_assessment(city):
    ask(city, ((CLEANERS, 3),))
    assert keys(city, "UH-1", Name.WITH, MONDAY) == ["employment"]
    assert year_of(case_now(city, "UH-1")) == 2026
    assert reason_key(" För  litet AVTAL. ") == reason_key("för litet avtal")
    case = case_now(city, "UH-1")
    case.put(outcome="no_requirement", supply="no", forms="", outcome_reason="x")
    assert [one.key for one in figures_of(case, MONDAY) if one.name == Name.WITHOUT] == [NO_LABOUR]


def test_who_is_still_employed_is_told_by_records_alone(city):
    contract(city, "UH-2")
    hired(city, "UH-2", date(2026, 4, 1))
    assert keys(city, "UH-2", Name.AFTER_6, date(2026, 9, 30)) == [Still.NOT_YET]
    assert keys(city, "UH-2", Name.AFTER_6, date(2026, 10, 1)) == [Still.UNKNOWN]
    told = {"by": BY_UNIT, "placement": "1"}
    observe(city, "UH-2", Milestone.FOLLOWED_UP_6, date(2026, 10, 2), value="still_employed", **told)
    assert keys(city, "UH-2", Name.AFTER_6, date(2026, 10, 2)) == [Still.YES]
    assert keys(city, "UH-2", Name.AFTER_12, date(2027, 4, 1)) == [Still.UNKNOWN]
    observe(city, "UH-2", Milestone.EMPLOYMENT_ENDED, date(2027, 2, 1), value="other", **told)
    assert keys(city, "UH-2", Name.AFTER_12, date(2027, 4, 1)) == [Still.NO]
    assert keys(city, "UH-2", Name.AFTER_6, date(2027, 4, 1)) == [Still.YES]


def test_an_internship_leads_to_a_hire_or_not_and_steps_are_done_or_open(city):
    contract(city, "UH-2")
    for milestone, day in ((Milestone.CANDIDATE_PROPOSED, 1), (Milestone.INTERNSHIP_STARTED, 7)):
        observe(city, "UH-2", milestone, date(2026, 4, day), by=BY_UNIT, placement="1")
    assert keys(city, "UH-2", Name.INTERNSHIPS, date(2026, 4, 8)) != [LED]
    steps = {one.key: one for one in figures_of(case_now(city, "UH-2"), date(2026, 4, 8)) if one.name == Name.DONE}
    assert steps[SpanStep.CONTACT_2].amount == 14
    assert keys(city, "UH-2", Name.OPEN, date(2026, 4, 8)) == [SpanStep.HIRE]
    hired_on = date(2026, 4, 20)
    observe(city, "UH-2", Milestone.EMPLOYMENT_STARTED, hired_on, by=BY_UNIT, placement="1", value="matched 12 1")
    assert keys(city, "UH-2", Name.INTERNSHIPS, hired_on) == [LED]
