"""What is stored of what is owed, and of which cases it holds."""

from datetime import date

import pytest
from sqlalchemy import text

from models.agenda import (
    UNREAD,
    AgendaItem,
    AgendaKind,
    StoredUnder,
    digest_of,
    hold_to,
    store_unread,
    stored_of,
    stored_under,
    to_be_worked_out,
)
from models.casestore import save
from models.operations import find
from models.storage.database import reading, writing
from tests.notifications.city import found_city, open_planned

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
ITEMS = (
    AgendaItem(
        0, AgendaKind.OWED, "contact_point_1", "procurement", role="officer", since=DAY, deadline=NEXT, urgent=True
    ),
    AgendaItem(1, AgendaKind.WAITS, "S1", "procurement", since=DAY, missing="contact_point_1_recorded", cause=1),
)


@pytest.fixture
def cases(engine):
    found_city(engine)
    for number in (1, 2):
        open_planned(engine, f"UH-{number}", on=DAY)
    return engine


def looked_at(engine, reference, items=ITEMS):
    """Store a case as one who looked at it does."""
    with writing(engine) as connection:
        case = find(connection, reference)
        case.next_check, case.agenda = NEXT, items
        save(connection, [case])


def stored(engine):
    with reading(engine) as connection:
        return stored_of(connection, [1, 2])


def test_what_was_found_at_a_look_is_stored_as_it_was_found(cases):
    looked_at(cases, "UH-1")
    assert {number: tuple(items) for number, items in stored(cases).items()} == {1: ITEMS}
    assert digest_of(stored(cases)[1]) == digest_of(ITEMS)


def test_only_another_agenda_is_written(cases):
    looked_at(cases, "UH-1")
    with writing(cases) as connection:
        before = connection.execute(text("SELECT id FROM agenda ORDER BY id")).all()
    looked_at(cases, "UH-1")
    with writing(cases) as connection:
        assert connection.execute(text("SELECT id FROM agenda ORDER BY id")).all() == before
    looked_at(cases, "UH-1", ())
    assert stored(cases) == {}


def test_whatever_is_noted_in_a_case_makes_it_due_and_its_agenda_unknown(cases):
    looked_at(cases, "UH-1")
    with writing(cases) as connection:
        case = find(connection, "UH-1")
        case.agenda = ()
        case.note(DAY, actor="officer:1", event="observed")
        assert case.agenda is None
        save(connection, [case])
    assert tuple(stored(cases)[1]) == ITEMS  # for whom it no longer counts
    with writing(cases) as connection:
        hold_to(connection, "rules", DAY)
        assert to_be_worked_out(connection, "rules", DAY) == [1, 2]


def test_nothing_that_is_stored_holds_under_other_rules_or_for_an_earlier_day(cases):
    with writing(cases) as connection:
        assert to_be_worked_out(connection, "rules", DAY) is None
        assert hold_to(connection, "rules", DAY)
        assert not hold_to(connection, "rules", DAY)
    for reference in ("UH-1", "UH-2"):
        looked_at(cases, reference)
    with writing(cases) as connection:
        assert to_be_worked_out(connection, "rules", DAY) == []
        assert to_be_worked_out(connection, "others", DAY) is None
        assert to_be_worked_out(connection, "rules", date(2026, 3, 1)) is None
        assert to_be_worked_out(connection, "rules", NEXT) == [1, 2]


def test_other_rules_make_every_open_case_due_once_and_the_newest_day_stays(cases):
    for reference in ("UH-1", "UH-2"):
        looked_at(cases, reference)
    with writing(cases) as connection:
        hold_to(connection, "rules", DAY)
        assert to_be_worked_out(connection, "rules", DAY) == [1, 2]
        assert not hold_to(connection, "rules", date(2026, 3, 1))
        assert stored_under(connection) == StoredUnder("rules", DAY)


def test_a_case_that_no_rule_could_read_is_worked_out_by_every_reader_until_it_is_looked_at_again(cases):
    with writing(cases) as connection:
        hold_to(connection, "rules", DAY)
    for reference in ("UH-1", "UH-2"):
        looked_at(cases, reference)
    with writing(cases) as connection:
        store_unread(connection, [2])
        assert find(connection, "UH-2").agenda_digest == UNREAD
        assert to_be_worked_out(connection, "rules", DAY) == [2]
    looked_at(cases, "UH-2")
    with reading(cases) as connection:
        assert to_be_worked_out(connection, "rules", DAY) == []
