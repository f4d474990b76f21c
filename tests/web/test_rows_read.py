"""What a page reads does not grow with the directory: counted in rows, not in time."""

import pytest
from sqlalchemy import Engine

from models.installation.secret import secret_of
from models.storage.database import reading
from models.tables import Person
from notifications.calendar.feed import path_of, token_of
from notifications.invitations.links import Purpose
from tests.notifications.city import OFFICER, UNIT, open_planned
from tests.rows_read import crowd, rows_read
from tests.web.city import OPENED, SIGNING, browser, found, link
from tests.web.links.test_pages import ASKED


@pytest.fixture
def city(sqlite_engine: Engine) -> Engine:
    found(sqlite_engine)
    return sqlite_engine


def read_by(engine: Engine, address: str, status: int = 200) -> int:
    browser(engine).open(address)  # whatever is read once and kept
    with rows_read(engine) as count:
        assert browser(engine).open(address).status == status
    return count[0]


def test_every_row_is_counted(city: Engine) -> None:
    with rows_read(city) as count, reading(city) as connection:
        people = connection.execute(Person.__table__.select()).all()
    assert count == [len(people)]


@pytest.mark.parametrize("purpose", ASKED)
def test_a_page_reads_as_much_among_many_people_as_among_few(city: Engine, purpose: Purpose) -> None:
    come_there, person, subject = ASKED[purpose]
    come_there(city)
    address = link(city, purpose, person, subject=subject)
    few = read_by(city, address)
    crowd(city)

    assert 0 < read_by(city, address) <= 1.2 * few


@pytest.mark.parametrize("person", [OFFICER, UNIT])
def test_a_calendar_reads_as_much_among_many_people_as_among_few(city: Engine, person: int) -> None:
    open_planned(city, "UH-1", on=OPENED)
    address = path_of(token_of(person, secret=secret_of(SIGNING)))
    few = read_by(city, address)
    crowd(city)

    assert 0 < read_by(city, address) <= 1.2 * few


@pytest.mark.parametrize("address", ["/nowhere", "/l/no-token"])
def test_a_page_that_is_not_there_reads_as_much_among_many_people_as_among_few(city: Engine, address: str) -> None:
    few = read_by(city, address, 404)
    crowd(city)

    assert read_by(city, address, 404) <= 1.2 * few
