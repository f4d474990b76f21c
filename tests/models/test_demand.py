"""Demand orders are kept in step with the case, and answered by those who may."""

from datetime import date

import pytest
from sqlalchemy import Engine, select

from models.casestore import save
from models.demand import MAY_ANSWER, answer
from models.merging import merge
from models.operations import find, move
from models.refusals import Refused
from models.storage.database import reading, writing
from models.tables import DemandOrderRow, JournalEntry
from states.facts import Role
from states.law.applicability import AssessmentOutcome
from states.records.demand import UnitAnswer
from tests.asking import CLEANERS, MONDAY, NORTH, PAINTERS, SOUTH, START, TUESDAY, ask, found_units, orders, read
from tests.notifications.city import BY_OFFICER, BY_SUPPORT, BY_UNIT, open_planned

THREE_AND_ONE = ((CLEANERS, 3), (PAINTERS, 1))


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_units(engine)
    return engine


def say(engine: Engine, unit: int, said: UnitAnswer, occupation: str = CLEANERS, *, by=BY_UNIT, on=TUESDAY, **told):
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        new = answer(connection, case, (unit, occupation), said, **told, by=by, today=on)
        save(connection, [case])
    return new


def standing(engine: Engine, reference: str = "UH-1") -> dict:
    return {key: (one.number, one.answer) for key, one in orders(engine, reference).items() if one.stands}


def test_each_unit_is_asked_for_the_occupations_that_it_serves_in_the_commit_of_the_assessment(city):
    ask(city, THREE_AND_ONE)
    assert standing(city) == {(NORTH, CLEANERS): (3, ""), (SOUTH, CLEANERS): (3, ""), (SOUTH, PAINTERS): (1, "")}
    one = orders(city)[SOUTH, PAINTERS]
    assert (one.planned_start, one.area, one.forms, one.months) == (START, "Centrum", "employment", 12)
    assert (one.asked_on, one.asked) == (MONDAY, 1)


def test_an_assessment_that_asks_for_nobody_asks_no_unit(city):
    ask(city, ())
    assert orders(city) == {}


def test_a_changed_demand_is_asked_anew_and_what_did_not_change_keeps_its_answer(city):
    ask(city, THREE_AND_ONE)
    assert say(city, SOUTH, UnitAnswer.HAVE, PAINTERS)
    assert say(city, SOUTH, UnitAnswer.HAVE)
    ask(city, ((CLEANERS, 4), (PAINTERS, 1)), on=TUESDAY)
    assert standing(city) == {(NORTH, CLEANERS): (4, ""), (SOUTH, CLEANERS): (4, ""), (SOUTH, PAINTERS): (1, "have")}
    assert orders(city)[SOUTH, CLEANERS].asked == 2


def test_what_nobody_needs_is_withdrawn(city):
    ask(city, THREE_AND_ONE)
    say(city, NORTH, UnitAnswer.HAVE)
    ask(city, (), on=TUESDAY, outcome=AssessmentOutcome.NO_REQUIREMENT)
    assert {one.answer for one in orders(city).values()} == {"withdrawn"}


def test_the_demand_of_a_case_that_is_cancelled_is_withdrawn_in_the_same_commit(city):
    ask(city, THREE_AND_ONE)
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_SUPPORT, today=TUESDAY, reason="avbruten")
    assert standing(city) == {}
    assert {one.answered_on for one in orders(city).values()} == {TUESDAY}


def test_who_buys_does_not_answer_for_a_unit(city):
    ask(city, THREE_AND_ONE)
    with pytest.raises(Refused):
        say(city, NORTH, UnitAnswer.HAVE, by=BY_OFFICER)
    assert Role.OFFICER not in MAY_ANSWER


def test_a_unit_that_is_not_asked_cannot_answer(city):
    ask(city, THREE_AND_ONE)
    with pytest.raises(Refused):
        say(city, NORTH, UnitAnswer.HAVE, PAINTERS)


def test_the_same_answer_is_no_news_and_another_takes_its_place(city):
    ask(city, THREE_AND_ONE)
    assert say(city, NORTH, UnitAnswer.CANNOT, comment="inga just nu")
    assert not say(city, NORTH, UnitAnswer.CANNOT, comment="inga just nu")
    assert say(city, NORTH, UnitAnswer.BY, ready_by=date(2026, 9, 1))
    one = orders(city)[NORTH, CLEANERS]
    assert (one.answer, one.ready_by, one.comment, one.answered_by) == ("by", date(2026, 9, 1), "", str(BY_UNIT))


def test_the_journal_holds_what_was_asked_and_answered_but_no_remark(city):
    ask(city, ((CLEANERS, 3),))
    say(city, NORTH, UnitAnswer.BY, ready_by=date(2026, 9, 1), comment="två till våren")
    with reading(city) as connection:
        rows = connection.execute(select(JournalEntry.__table__).order_by(JournalEntry.__table__.c.number)).all()
    told = [(row.event, row.source, row.target, row.detail) for row in rows if row.event.startswith("demand")]
    assert told == [
        ("demand_asked", CLEANERS, "3", "Jobbcenter Norr"),
        ("demand_asked", CLEANERS, "3", "Jobbcenter Söder"),
        ("demand_answered", CLEANERS, "by 2026-09-01", "Jobbcenter Norr"),
    ]


def test_the_orders_of_a_case_that_is_merged_go_on_with_their_answers(city):
    ask(city, ((CLEANERS, 3),))
    say(city, NORTH, UnitAnswer.HAVE)
    open_planned(city, "UH-2", on=MONDAY)
    with writing(city) as connection:
        merge(connection, "UH-1", "UH-2", by=BY_SUPPORT, today=TUESDAY)
    assert standing(city, "UH-2") == {(NORTH, CLEANERS): (3, "have"), (SOUTH, CLEANERS): (3, "")}
    with reading(city) as connection:
        held = set(connection.execute(select(DemandOrderRow.__table__.c.case_id)).scalars())
    assert held == {read(city, "UH-2").id}
