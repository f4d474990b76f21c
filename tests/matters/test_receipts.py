"""Who hears of what others have recorded, and that nothing which people record is left out without a reason."""

from datetime import date, time

import pytest

from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.receipts import HOLDS, news, receipts, told_by
from matters.recipients import Recipient
from models.actor import Actor
from models.reminders.receipts import milestone_told, step_read
from models.storage.database import reading
from states.facts import Milestone, Role
from tests.notifications.city import (
    BY_SUPPORT,
    BY_UNIT,
    MANAGER,
    OFFICER,
    SUPPORT,
    UNIT,
    bring_to_standstill,
    case_now,
    found_city,
    name_contact,
    observe,
    open_planned,
    require,
)

DAY = date(2026, 1, 19)
SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)


@pytest.fixture
def city(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 1, 12))
    return engine


def told(engine, today=DAY):
    """Return who is told of what, as (milestone, role, person)."""
    with reading(engine) as connection:
        rows = receipts(case_now(engine, "UH-1"), today, read_directory(connection))
    return {(milestone_told(matter), step_read(step).to, person) for matter, _, step, person, *_ in rows}


# --- whom ------------------------------------------------------------------------------------------------------------


def test_contact_point_1_is_told_the_support_function_and_not_who_made_it(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY)
    assert told(city) == {(Milestone.CONTACT_POINT_1, "support", SUPPORT)}


def test_what_support_records_is_told_the_officer(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY, by=BY_SUPPORT)
    assert told(city) == {(Milestone.CONTACT_POINT_1, "officer", OFFICER)}


def test_nobody_is_told_what_they_did_in_another_role(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY, by=Actor(Role.OFFICER, SUPPORT))
    assert told(city) == set()


def test_who_acts_without_being_named_is_known_by_their_role(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY, by=Actor(Role.OFFICER))
    assert told(city) == {(Milestone.CONTACT_POINT_1, "support", SUPPORT)}


def test_the_unit_hears_of_the_documents_once_something_is_demanded(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY)
    observe(city, "UH-1", Milestone.DOCUMENTS_PUBLISHED, DAY)
    documents = {
        (Milestone.DOCUMENTS_PUBLISHED, "support", SUPPORT),
        (Milestone.DOCUMENTS_PUBLISHED, "labour_market", UNIT),
    }
    assert not documents & told(city)
    require(city, "UH-1", on=DAY)
    assert documents <= told(city)


def test_what_is_taken_back_before_anybody_heard_is_told_nobody(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, None, told_on=DAY.isoformat())
    assert told(city) == set()


def test_news_is_news_for_some_days_from_when_it_was_entered(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 12), told_on=DAY.isoformat())
    case = case_now(city, "UH-1")
    assert [len(news(case, day)) for day in (DAY, DAY + HOLDS, DAY + 2 * HOLDS)] == [1, 1, 0]


def test_what_a_notice_says_is_told_nobody(city):
    case = case_now(city, "UH-1")
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DAY)
    case.recorded = [one._replace(by_person=False) for one in case_now(city, "UH-1").recorded]
    assert news(case, DAY) == []


def test_a_supplier_without_a_person_leaves_nobody_else_to_be_told_in_its_place(engine):
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=date(2026, 3, 24))
    day = date(2026, 4, 8)
    observe(engine, "UH-1", Milestone.WINNER_NAMED, day, supplier="Exempel Service AB")
    observe(engine, "UH-1", Milestone.COURT_CHECKED, day)
    observe(engine, "UH-1", Milestone.CONTACT_POINT_2, day)
    name_contact(engine, "UH-1", contact=UNIT, on=day)
    observe(engine, "UH-1", Milestone.CONTACT_ASSIGNED, day, by=BY_SUPPORT)
    observe(engine, "UH-1", Milestone.DIALOGUE_HELD, day, by=BY_UNIT)
    held = {(role, person) for milestone, role, person in told(engine, day) if milestone is Milestone.DIALOGUE_HELD}
    assert held == {("officer", OFFICER), ("support", SUPPORT)}
    assert (Milestone.CONTACT_ASSIGNED, "officer", OFFICER) in told(engine, day)
    assert MANAGER not in {person for *_, person in told(engine, day)}


# --- by when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "at", "at_once", "by"),
    [
        (MONDAY, time(9), False, MONDAY),
        (MONDAY, time(15), False, date(2026, 12, 1)),
        (MONDAY, time(16), True, MONDAY),
        (SATURDAY, time(9), True, MONDAY),
        (SATURDAY, time(16), False, MONDAY),
    ],
)
def test_what_is_recorded_is_told_the_same_working_day_at_the_latest(today, at, at_once, by):
    assert told_by(Recipient.SUPPORT, today, at, DEFAULT, at_once=at_once) == by
