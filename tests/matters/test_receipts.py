"""Who hears of what others have recorded, and that nothing which people record is left out without a reason."""

from datetime import date, time

import pytest

from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.receipts import HOLDS, ReceiptSeen, news, receipts, said_of, told_by
from matters.recipients import Recipient
from models.actor import Actor
from models.reminders.receipts import milestone_told, step_read
from models.storage.database import reading
from states.facts import Milestone, Role
from states.records.observations import Observation
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
    promise,
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
    case = case_now(engine, "UH-1")
    with reading(engine) as connection:
        rows = receipts(case, news(case, today), today, read_directory(connection))
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


NOTICE = "notice 398120-2026"


def noticed(city, *milestones, on=DAY, today=DAY, **about):
    """Return who is told of what notices say of a case, as (milestone, role, person)."""
    case = case_now(city, "UH-1")
    for milestone in milestones:
        case.observe(Observation(milestone, on, NOTICE, by_person=False, as_of=on, **about))
    with reading(city) as connection:
        rows = receipts(case, news(case, today), today, read_directory(connection))
    return {(milestone_told(matter), step_read(step).to, person) for matter, _, step, person, *_ in rows}


def test_what_a_notice_says_is_told_those_whom_it_concerns_but_not_the_buyer_whose_word_it_is(city):
    require(city, "UH-1", on=date(2026, 1, 2))
    told = {Milestone.DOCUMENTS_PUBLISHED, Milestone.AWARD_DECIDED, Milestone.CONTRACT_SIGNED}
    assert noticed(city, *told) == {
        (Milestone.DOCUMENTS_PUBLISHED, "support", SUPPORT),
        (Milestone.DOCUMENTS_PUBLISHED, "labour_market", UNIT),
        (Milestone.AWARD_DECIDED, "support", SUPPORT),
        (Milestone.CONTRACT_SIGNED, "support", SUPPORT),
    }


def test_of_a_notice_that_is_old_or_tells_only_of_the_buyers_own_duties_nobody_hears(city):
    assert noticed(city, Milestone.AWARD_DECIDED, today=DAY + HOLDS) != set()
    assert noticed(city, Milestone.AWARD_DECIDED, today=DAY + 2 * HOLDS) == set()
    assert noticed(city, Milestone.TENDERS_DUE, Milestone.AWARD_ANNOUNCED) == set()


def test_what_a_person_has_entered_already_is_no_news_from_a_notice(city):
    observe(city, "UH-1", Milestone.AWARD_DECIDED, date(2026, 1, 2), told_on="2026-01-02")
    assert noticed(city, Milestone.AWARD_DECIDED) == set()


def test_a_procurement_whose_last_lot_a_notice_ends_is_told_as_cancelled(city):
    require(city, "UH-1", on=date(2026, 1, 2))
    told = noticed(city, Milestone.LOT_ADVERTISED, Milestone.LOT_CANCELLED, lot="LOT-0001")
    assert told == {(Milestone.CANCELLED, "support", SUPPORT), (Milestone.CANCELLED, "labour_market", UNIT)}


def test_a_receipt_of_a_notice_names_the_notice_and_the_winners(city):
    case = case_now(city, "UH-1")
    for milestone, supplier in ((Milestone.AWARD_DECIDED, ""), (Milestone.WINNER_NAMED, "Exempel AB")):
        case.observe(Observation(milestone, DAY, NOTICE, by_person=False, as_of=DAY, supplier=supplier))
    with reading(city) as connection:
        directory = read_directory(connection)
    (record,) = news(case, DAY)
    lines = [one.sv for one in said_of(ReceiptSeen(case, record, Recipient.SUPPORT, directory, DAY))]
    assert lines == [
        "Måndag 19 januari 2026. Uppgiften är hämtad från annons 398120-2026.",
        "Vinnare: Exempel AB.",
    ]


def test_who_is_bound_by_an_obligation_hears_when_it_is_entered_and_changed_and_who_entered_it_does_not(engine):
    found_city(engine)
    bring_to_standstill(engine, "UH-1", sent=date(2026, 3, 24))
    day = date(2026, 4, 8)
    for milestone in (Milestone.WINNER_NAMED, Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2):
        observe(engine, "UH-1", milestone, day, **{"supplier": "A AB"} if milestone is Milestone.WINNER_NAMED else {})
    name_contact(engine, "UH-1", contact=UNIT, on=day)
    promise(engine, "UH-1", on=day, unit="persons", amount=2.0)
    entered = {(role, person) for milestone, role, person in told(engine, day) if milestone is ENTERED}
    assert entered == {("officer", OFFICER), ("contact", UNIT)}

    promise(engine, "UH-1", on=day, unit="persons", amount=3.0)

    case = case_now(engine, "UH-1")
    (record,) = (one for one in news(case, day) if one.milestone is ENTERED)
    with reading(engine) as connection:
        seen = ReceiptSeen(case, record, Recipient.OFFICER, read_directory(connection), day)
    assert [one.sv for one in said_of(seen)][1:] == [
        "Åtagande: 3 personer.",
        "Den första ska ha börjat inom 6 månader från avtalet.",
    ]


ENTERED = Milestone.OBLIGATION_ENTERED


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
