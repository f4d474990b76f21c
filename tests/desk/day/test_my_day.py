"""The day as a whole: counts in words that hold, parts in their order, room for all of them, and what it costs."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from desk.access import AccountRole
from desk.day.my_day import OF_GROUP, OF_PAGE, WAITS_KEY, my_day
from desk.settling import settle_due
from desk.tick import TickResult
from matters.ladder_file import DEFAULT
from models.storage.database import reading, writing
from models.tables import Case
from states.facts import Milestone
from tests.desk.day.seen import parts, rows
from tests.notifications.city import SUPPORT, observe, open_planned
from tests.web.board.signed_in import account

THURSDAY = date(2026, 2, 5)


def opened_for(engine, due: date, reference: str) -> None:
    """Open a case whose contact point 1 is due on a day."""
    from states.law.calendar import working_days_before

    open_planned(engine, reference, on=working_days_before(due, 10))


def test_the_week_ends_on_its_sunday(city, day_of):
    for number, days in enumerate((-1, 0, 1, 4, 5)):
        opened_for(city, THURSDAY + timedelta(days=days), f"UH-{number}")
    day = day_of(THURSDAY, AccountRole.OFFICER)
    assert (day.late, day.due, day.week, day.following) == (1, 1, 1, 2)
    assert [row.case.reference for row in rows(day, "kontaktpunkt-1")] == ["UH-0", "UH-1", "UH-2", "UH-3", "UH-4"]


def test_what_has_not_been_taken_stands_first_and_assessments_after_it(city, day_of):
    for number in range(3):
        open_planned(city, f"UH-{number}", on=date(2026, 1, 26))
        observe(city, f"UH-{number}", Milestone.CONTACT_POINT_1, date(2026, 1, 26))
    with writing(city) as connection:
        connection.execute(update(Case).where(Case.__table__.c.reference == "UH-1").values(support_id=SUPPORT))
    day = day_of(THURSDAY)
    assert list(parts(day).items()) == [("kontakter", 2), ("bedomningar", 1)]
    assert [row.case.reference for row in rows(day, "bedomningar")] == ["UH-1"]
    assert [row.case.reference for row in rows(day, "kontakter")] == ["UH-0", "UH-2"]


def test_parts_that_are_empty_say_what_they_would_show(city, day_of):
    day = day_of(THURSDAY)
    assert day.is_empty
    assert [group.key for group, _ in day.empty] == [
        "kontakter",
        "bedomningar",
        "kp2",
        "kontaktperson",
        "inlasningar",
        "godkannanden",
        "mejl",
    ]
    assert [group.key for group, _ in day_of(THURSDAY, AccountRole.LABOUR_MARKET).empty] == ["behov"]


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.ADMINISTRATOR])
def test_who_has_nothing_to_do_with_cases_has_no_day(city, role):
    with reading(city) as connection:
        assert my_day(connection, account(role), today=THURSDAY, ladder=DEFAULT) is None


@pytest.fixture
def crowded(city):
    for number in range(OF_GROUP + 20):
        open_planned(city, f"UH-{number:03}", on=date(2026, 1, 12))
        observe(city, f"UH-{number:03}", Milestone.CONTACT_POINT_1, date(2026, 1, 12 + number % 3))
    settle_due(city, today=THURSDAY, result=TickResult(THURSDAY))
    return city


def test_a_crowded_day_shows_the_first_of_each_part_and_all_of_one_page_by_page(crowded, day_of):
    day = day_of(THURSDAY)
    assert parts(day) == {"kontakter": OF_GROUP + 20}
    assert len(rows(day, "kontakter")) == OF_GROUP <= OF_PAGE
    first, second, third = (rows(day_of(THURSDAY, only="kontakter", page=page), "kontakter") for page in (1, 2, 3))
    assert (len(first), len(second), third) == (OF_GROUP, 20, ())
    assert len({row.case.reference for row in (*first, *second)}) == OF_GROUP + 20


def test_one_part_is_shown_without_the_others(city, day_of):
    open_planned(city, "UH-1", on=date(2026, 1, 19))
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, date(2026, 1, 19))
    open_planned(city, "UH-2", on=date(2026, 1, 19))
    day = day_of(THURSDAY, only=WAITS_KEY)
    assert (day.parts, day.empty, len(day.waiting)) == ((), (), 1)
    day = day_of(THURSDAY, only="kontakter")
    assert (list(parts(day)), day.waiting) == (["kontakter"], ())


def test_it_costs_the_same_statements_for_few_cases_and_for_many(city):
    counts = []
    for upto in (3, 30):
        for number in range(0 if upto == 3 else 3, upto):
            open_planned(city, f"UH-{number}", on=date(2026, 1, 12))
            if number % 2:
                observe(city, f"UH-{number}", Milestone.CONTACT_POINT_1, date(2026, 1, 12))
        settle_due(city, today=THURSDAY, result=TickResult(THURSDAY))
        seen: list[str] = []

        def note(_c, _cursor, statement, *_, seen=seen):
            seen.append(statement)

        event.listen(city, "before_cursor_execute", note)
        with reading(city) as connection:
            my_day(connection, account(AccountRole.SUPPORT), today=THURSDAY, ladder=DEFAULT)
        event.remove(city, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 25


def test_a_case_that_no_rule_can_read_is_named_to_the_support_function(city, day_of):
    open_planned(city, "UH-1", on=date(2026, 1, 12))
    with writing(city) as connection:
        connection.execute(update(Case).values(kind="melted", next_check=THURSDAY))
    assert [one.reference for one in day_of(THURSDAY).problems] == ["UH-1"]
    assert day_of(THURSDAY, AccountRole.OFFICER).problems == ()
