"""What a case calls for today, who is to be told of it, and when it is to be looked at again."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from matters.directory import Directory, Reader, read_directory
from matters.ladder_file import DEFAULT
from matters.open_matters import Ahead, about, holders_of, live_tracks, look_ahead, open_now
from matters.recipients import NOBODY, Recipient
from models.casefile import CaseFile
from models.operations import find, move
from models.storage.database import reading, writing
from states.facts import Milestone
from tests.notifications.city import (
    BY_OFFICER,
    MANAGER,
    OFFICER,
    bring_to_standstill,
    case_now,
    found_city,
    name_contact,
    observe,
    open_planned,
)

OPENED = date(2026, 1, 12)  # a Monday
FIFTH, TENTH, FIFTEENTH = date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2)
AGAIN = date(2026, 3, 2)
EMPTY = Directory({}, {}, {})


@pytest.fixture
def city(sqlite_engine: Engine) -> Engine:
    found_city(sqlite_engine)
    open_planned(sqlite_engine, "UH-1", on=OPENED)
    return sqlite_engine


def people(engine: Engine) -> Directory:
    with reading(engine) as connection:
        return read_directory(connection)


def ahead(engine: Engine, today: date, directory: Directory | None = None) -> tuple[Ahead, date | None]:
    """Return what the case calls for, and when it is looked at again."""
    case = case_now(engine, "UH-1")
    return look_ahead(case, today, directory or people(engine), DEFAULT), case.next_check


def with_officer(directory: Directory, **changed: date) -> Directory:
    officer: Reader = replace(directory.people[OFFICER], **changed)
    return replace(directory, people={**directory.people, OFFICER: officer})


@pytest.mark.parametrize(
    ("today", "reminders", "next_check"),
    [
        (OPENED, [], FIFTH),
        (FIFTH, [("+5", OFFICER, FIFTH)], TENTH),
        (TENTH, [("+10", OFFICER, TENTH)], FIFTEENTH),
        (FIFTEENTH, [("+10", OFFICER, TENTH), ("+15", MANAGER, FIFTEENTH)], AGAIN),
        (AGAIN, [("+10", OFFICER, TENTH), ("+15x2", MANAGER, AGAIN)], date(2026, 3, 30)),
    ],
)
def test_the_steps_of_today_are_called_for_and_the_next_one_is_when_to_look_again(city, today, reminders, next_check):
    found, check = ahead(city, today)
    rows = [("contact_point_1", "", step, person, OPENED, due) for step, person, due in reminders]
    assert (found.rows, found.reachable, found.starving, check) == (rows, True, [], next_check)


def test_where_nobody_can_be_reached_the_case_is_looked_at_again_tomorrow(city):
    found, check = ahead(city, FIFTH, EMPTY)
    assert (found.rows, found.reachable, check) == ([], False, date(2026, 1, 20))


def test_a_case_is_looked_at_again_when_who_is_asked_comes_or_goes(city):
    away = with_officer(people(city), away_from=date(2026, 1, 19), away_until=date(2026, 1, 21))
    found, check = ahead(city, FIFTH, away)
    assert ([row[3] for row in found.rows], check) == ([MANAGER], date(2026, 1, 22))


def test_a_track_that_nobody_can_move_and_no_day_will_is_named(city):
    found, _ = ahead(city, date(2026, 3, 2), EMPTY)
    assert found.starving == ["UH-1 procurement", "UH-1 target_group"]
    with_people, _ = ahead(city, date(2026, 3, 2))
    assert with_people.starving == []


def test_once_the_purchase_has_ended_nothing_more_is_owed(city):
    case = case_now(city, "UH-1")
    assert {track.process for track, _ in live_tracks(case, FIFTH)} == {"procurement", "target_group"}
    with writing(city) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=BY_OFFICER, today=FIFTH, reason="Behovet är borta")
    ended = case_now(city, "UH-1")
    assert list(live_tracks(ended, FIFTH)) == list(open_now(ended, FIFTH, DEFAULT)) == []
    assert ahead(city, FIFTH) == (Ahead(), None)


def test_what_is_open_is_told_with_its_track_and_the_day_that_it_counts_from(city):
    ((track, facts, matter, base),) = open_now(case_now(city, "UH-1"), FIFTH, DEFAULT)
    assert (track.process, facts.today, matter.name, base) == ("procurement", FIFTH, "contact_point_1", OPENED)


def handed_over(engine: Engine) -> CaseFile:
    bring_to_standstill(engine, "UH-2", sent=date(2026, 3, 24))
    day = date(2026, 4, 8)
    observe(engine, "UH-2", Milestone.WINNER_NAMED, day, supplier="Exempel Service AB")
    for milestone in (Milestone.COURT_CHECKED, Milestone.CONTACT_POINT_2):
        observe(engine, "UH-2", milestone, day)
    name_contact(engine, "UH-2", contact=MANAGER, on=day)
    return case_now(engine, "UH-2")


def test_what_is_about_a_supplier_or_its_position_is_held_by_those_who_look_after_it(city):
    case = handed_over(city)
    supplier = next(track for track in case.tracks if track.process == "supplier")
    position = replace(supplier, process="placement", subject="1", parent=supplier.subject)
    for track in (supplier, position):
        assert holders_of(case, track) == {Recipient.CONTACT: MANAGER, Recipient.SUPPLIER: None}
    assert holders_of(case, case.tracks[0]) is NOBODY


def test_a_heading_says_which_supplier_or_position_it_is_about_by_its_number_there(city):
    case = case_now(city, "UH-1")
    whole, *_ = case.tracks
    supplier = replace(whole, process="supplier", subject="Exempel AB")
    own = [("1", "Exempel AB"), ("2", "Annat AB"), ("10", "Annat AB")]
    places = [replace(whole, process="placement", subject=number, parent=whose) for number, whose in own]
    case.tracks = [whole, supplier, *reversed(places)]
    assert [about(case, track, "sv") for track in (None, whole, supplier, *places)] == [
        "",
        "",
        " (Exempel AB)",
        " (plats 1, Exempel AB)",
        " (plats 1, Annat AB)",
        " (plats 2, Annat AB)",
    ]
    assert about(case, places[2], "en") == " (position 2, Annat AB)"


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 2, 28), date(2026, 3, 2)),
        (date(2026, 3, 1), date(2026, 3, 2)),
        (date(2026, 12, 31), date(2027, 1, 18)),
        (date(2030, 1, 1), date(2030, 1, 23)),
    ],
)
def test_a_case_that_waits_for_people_alone_is_looked_at_when_its_reminder_comes_again(city, today, expected):
    assert ahead(city, today)[1] == expected


def test_a_case_is_looked_at_again_on_the_day_to_which_its_contract_is_computed_to_last(city):
    observe(city, "UH-1", Milestone.CONTRACT_SIGNED, OPENED)
    signed = case_now(city, "UH-1")
    signed.put(months=1.0)
    look_ahead(signed, date(2026, 2, 9), people(city), DEFAULT)
    assert signed.next_check == date(2026, 2, 12)
