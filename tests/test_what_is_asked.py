"""What people are asked for as a case goes on, from the records to the reminders of each day."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk.settling import Settled, settle_due
from models.reminders.receipts import is_receipt
from models.storage.database import reading
from models.tables import Reminder
from states.facts import Milestone
from tests.notifications.city import (
    BY_SUPPORT,
    OFFICER,
    SUPPORT,
    bring_to_standstill,
    observe,
    open_planned,
    promise,
    require,
)
from tests.web.city import CLEAR, FIRMS, SENT, SUBJECT, begun, found, placed, two_winners

M = Milestone
_reminder = Reminder.__table__


@pytest.fixture
def city(sqlite_engine):
    found(sqlite_engine)
    return sqlite_engine


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def asked(engine, first: date, last: date) -> list[tuple[str, str, str, int, date]]:
    """Return (matter, subject, step, person, day) of what is planned on each day from one to another."""
    for day in days(first, last):
        settle_due(engine, today=day, result=Settled(day))
    c = _reminder.c
    query = select(c.matter, c.subject, c.step, c.person_id, c.planned_on).where(c.planned_on >= first).order_by(c.id)
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(query)]


def matters(rows, subject: str | None = None) -> set[str]:
    return {row[0] for row in rows if subject is None or row[1] == subject}


def handed_over(engine) -> None:
    """Bring a case to matching, with one winner and no word of the contract."""
    bring_to_standstill(engine, "UH-1", sent=SENT)
    observe(engine, "UH-1", M.WINNER_NAMED, CLEAR, supplier=FIRMS)
    for milestone in (M.COURT_CHECKED, M.CONTACT_POINT_2):
        observe(engine, "UH-1", milestone, CLEAR)


def test_a_contract_of_which_nobody_has_told_is_asked_for_until_somebody_does(city):
    handed_over(city)
    told = [(step, who) for name, _, step, who, _ in asked(city, CLEAR, date(2026, 9, 1)) if name == "contract_date"]
    assert told == [
        ("+3", OFFICER),
        ("+10", OFFICER),
        *((step, SUPPORT) for step in ("+15", "+15x2", "+15x3", "+15x4", "+15x5")),
    ]
    observe(city, "UH-1", M.CONTRACT_SIGNED, date(2026, 4, 20), told_on="2026-09-02")
    later = asked(city, date(2026, 9, 2), date(2026, 12, 31))
    assert "contract_date" not in matters(later)


def test_with_the_day_of_signing_reports_and_starts_and_the_end_are_asked_for(city):
    handed_over(city)
    promise(city, "UH-1", on=CLEAR, supplier=FIRMS, unit="persons", amount=1)
    observe(city, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=FIRMS)
    observe(city, "UH-1", M.CONTRACT_SIGNED, CLEAR)
    found_until_end = asked(city, CLEAR, date(2028, 5, 12))
    assert {"first_start", "contract_end_near", "shortfall"} <= matters(found_until_end)
    first = min(day for name, *_, day in found_until_end if name == "contract_end_near")
    assert date(2028, 2, 1) < first < date(2028, 2, 29)


@pytest.mark.parametrize("ended", [date(2026, 6, 1), date(2026, 5, 2)])
def test_after_the_end_of_a_contract_under_which_nobody_started_only_what_closes_it_is_asked_for(city, ended):
    two_winners(city, places=2)
    begun(city)
    observe(city, "UH-1", M.CONTRACT_ENDED, ended)
    found_then = asked(city, ended + timedelta(days=1), date(2026, 12, 31))
    assert matters(found_then, SUBJECT) == {"final_report", "shortfall"}
    assert matters(found_then, "1") == matters(found_then, "2") == set()


def test_after_the_end_of_a_contract_those_who_work_there_are_still_followed_up(city):
    two_winners(city, places=2)
    begun(city)
    placed(city, M.CANDIDATE_PROPOSED, date(2026, 4, 20))
    placed(city, M.SUBSIDY_DECIDED, date(2026, 4, 21), value="yes")
    placed(city, M.EMPLOYMENT_STARTED, date(2026, 5, 4), value="matched 12 1")
    placed(city, M.HIRE_CONFIRMED, date(2026, 5, 5))
    observe(city, "UH-1", M.CONTRACT_ENDED, date(2026, 6, 1))
    later = asked(city, date(2026, 6, 2), date(2027, 5, 31))
    assert matters(later, "1") == {"follow_up", "subsidy_renewal"}
    assert matters(later, "2") == set()
    assert matters(later, SUBJECT) == {"final_report", "shortfall"}


def test_an_early_end_that_is_taken_back_or_moved_lets_everything_be_asked_for_again(city):
    two_winners(city, places=2)
    begun(city)
    observe(city, "UH-1", M.CONTRACT_ENDED, date(2026, 6, 1))
    asked(city, date(2026, 6, 2), date(2026, 6, 5))
    observe(city, "UH-1", M.CONTRACT_ENDED, date(2028, 6, 1), told_on="2026-06-08")
    assert {"first_start", "half_yearly_report"} <= matters(asked(city, date(2026, 6, 8), date(2026, 12, 31)))


def test_an_internship_that_is_the_promise_is_the_first_start(city):
    handed_over(city)
    promise(city, "UH-1", on=CLEAR, supplier=FIRMS, unit="persons", amount=1, internship_counts="yes")
    observe(city, "UH-1", M.CONTRACT_SIGNED, CLEAR)
    observe(city, "UH-1", M.CONTACT_ASSIGNED, CLEAR, by=BY_SUPPORT, supplier=FIRMS)
    for milestone in (M.DIALOGUE_HELD, M.PROFILE_AGREED):
        observe(city, "UH-1", milestone, CLEAR, by=BY_SUPPORT, supplier=FIRMS)
    placed(city, M.CANDIDATE_PROPOSED, date(2026, 4, 27))
    placed(city, M.INTERNSHIP_STARTED, date(2026, 5, 4))
    found_then = asked(city, date(2026, 5, 4), date(2026, 12, 31))
    assert not {"first_start", "additionality"} & matters(found_then)
    assert "internship_end" in matters(found_then)


def test_a_subsidy_that_runs_out_reaches_the_support_function(city):
    two_winners(city, places=1)
    begun(city)
    placed(city, M.CANDIDATE_PROPOSED, date(2026, 4, 20))
    placed(city, M.SUBSIDY_DECIDED, date(2026, 4, 30), value="yes")
    placed(city, M.EMPLOYMENT_STARTED, date(2026, 5, 4), value="matched 24 1")
    placed(city, M.HIRE_CONFIRMED, date(2026, 5, 5))
    told = [
        (step, who, day)
        for name, _, step, who, day in asked(city, CLEAR, date(2027, 5, 31))
        if name == "subsidy_renewal"
    ]
    assert [step for step, *_ in told] == ["-60d", "-30d", "0", "+1"]
    assert told[-1] == ("+1", SUPPORT, date(2027, 5, 3))


def test_an_award_is_not_forgotten_between_the_tenders_and_the_notice(city):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    observe(city, "UH-1", M.CONTACT_POINT_1, date(2026, 1, 12))
    require(city, "UH-1", on=date(2026, 1, 12))
    observe(city, "UH-1", M.DOCUMENTS_PUBLISHED, date(2026, 1, 12))
    assert "award" in matters(asked(city, date(2026, 1, 13), date(2026, 5, 29)))
    observe(city, "UH-1", M.AWARD_DECIDED, date(2026, 6, 1))
    later = matters(asked(city, date(2026, 6, 1), date(2026, 6, 30)))
    assert {matter for matter in later if not is_receipt(matter)} == {"award_notice"}
