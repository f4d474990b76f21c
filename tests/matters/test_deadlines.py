"""The days that stand in calendars: whose they are, and what they are called."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, update

from matters.deadlines import Deadline, deadlines
from matters.directory import read_directory
from matters.ladder import Ladder, Rung
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from models.storage.database import reading, writing
from models.tables import Person
from states.facts import Milestone
from tests.notifications.city import MANAGER, OFFICER, SUPPORT, case_now, found_city, observe, open_planned

OPENED = date(2026, 1, 12)  # a Monday
CONTACT_1 = DEFAULT.matters["contact_point_1"]


@pytest.fixture
def city(sqlite_engine: Engine) -> Engine:
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=OPENED)
    return sqlite_engine


def open_deadlines(engine: Engine, today: date = OPENED, ladder: Ladder = DEFAULT) -> list[Deadline]:
    case = case_now(engine, "UH-1")
    with reading(engine) as connection:
        return list(deadlines(case, today, read_directory(connection), ladder))


def whose(engine: Engine, today: date = OPENED, ladder: Ladder = DEFAULT) -> list[tuple[str, int, date]]:
    return [(one.matter.name, one.reader.id, one.day) for one in open_deadlines(engine, today, ladder)]


def test_who_is_told_only_when_the_day_has_passed_owes_nothing_by_it(city):
    assert whose(city) == [("contact_point_1", OFFICER, date(2026, 1, 26))]  # the manager hears five days later


def test_everybody_who_is_reminded_by_the_day_has_it_once(city):
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    asked = [("relevance_assessment", OFFICER, date(2026, 1, 26)), ("relevance_assessment", SUPPORT, date(2026, 1, 26))]
    assert whose(city) == asked
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == SUPPORT).values(left_on=OPENED))
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=OPENED))
    assert whose(city) == [("relevance_assessment", MANAGER, date(2026, 1, 26))]  # in the place of both


def test_where_nobody_is_reminded_by_the_day_it_is_the_first_who_is_told(city):
    late = replace(CONTACT_1, rungs=(Rung(15, Recipient.SUPPORT), Rung(20, Recipient.MANAGER)))
    assert whose(city, ladder=Ladder([late])) == [("contact_point_1", SUPPORT, date(2026, 1, 26))]


def test_what_has_no_last_day_and_what_nobody_can_be_told_stand_in_no_calendar(city):
    endless = replace(CONTACT_1, deadline=lambda _: None)
    assert whose(city, ladder=Ladder([endless])) == []
    with writing(city) as connection:
        connection.execute(update(Person).values(left_on=OPENED))
    assert whose(city) == []


@pytest.mark.parametrize(
    ("language", "summary"),
    [
        ("sv", "UH-1: Kontakta stödfunktionen om upphandlingen"),
        ("en", "UH-1: Contact the support function about the procurement"),
    ],
)
def test_a_day_is_called_by_case_and_matter_in_its_readers_language(city, language, summary):
    with writing(city) as connection:
        connection.execute(update(Person).values(language=language))
    (found,) = open_deadlines(city)
    assert found.summary == summary
    assert found.key == (found.case.id, "contact_point_1", "", OFFICER)


def test_the_name_of_a_supplier_never_breaks_the_line(city):
    (found,) = open_deadlines(city)
    about_supplier = replace(found, track=replace(found.track, subject="Exempel\r\nAB"))
    assert "\n" not in about_supplier.summary
    assert "\r" not in about_supplier.summary
