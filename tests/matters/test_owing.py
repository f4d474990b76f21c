"""Who is asked today for what is owed."""

from datetime import date

from matters.agenda_reading import owed, read_agendas
from matters.deadlines import deadlines
from matters.directory import read_directory
from matters.ladder_file import DEFAULT
from matters.owing import Owing
from models.people import set_absence
from models.storage.database import reading, writing
from tests.notifications.city import MANAGER, OFFICER, bring_to_standstill, case_now, found_city, open_planned

DAY = date(2026, 4, 8)


def told(engine):
    with reading(engine) as connection:
        agendas = read_agendas(connection, DAY, DEFAULT)
        found = agendas.some(owed(before=date.max), slice(0, 50))
        return Owing(connection, DAY, DEFAULT).told(found)


def test_a_row_is_owed_by_those_whose_calendars_hold_it(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 3, 2))
    bring_to_standstill(engine, "UH-2", sent=date(2026, 3, 24))
    with reading(engine) as connection:
        people = read_directory(connection)
    expected = {
        (one.case.reference, one.matter.name, one.day, one.reader.id)
        for reference in ("UH-1", "UH-2")
        for one in deadlines(case_now(engine, reference), DAY, people, DEFAULT)
    }
    assert {
        (one.reference, one.matter.name, one.day, who.id) for one in told(engine) for who in one.readers
    } == expected


def test_who_stands_in_is_asked_while_the_other_is_away(engine):
    found_city(engine)
    open_planned(engine, "UH-1", on=date(2026, 3, 2))
    assert [[who.id for who in one.readers] for one in told(engine)] == [[OFFICER]]
    with writing(engine) as connection:
        set_absence(connection, OFFICER, away_from=DAY, away_until=DAY, substitute_id=MANAGER, today=DAY)
    assert [[who.id for who in one.readers] for one in told(engine)] == [[MANAGER]]


def test_nothing_is_read_where_nothing_is_owed(engine):
    found_city(engine)
    assert told(engine) == []
