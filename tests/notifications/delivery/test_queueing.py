"""What was written is stored once, for the person and day that it is meant for."""

from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from matters.directory import Reader
from models.storage.database import reading, writing
from models.tables import Message
from notifications.delivery.queueing import WrittenMail, contents_of, store, store_once
from notifications.letters.letter_templates import Rendered
from tests.notifications.city import MANAGER, OFFICER, found_city, messages

TODAY = date(2026, 1, 19)
ULLA = Reader(OFFICER, "Ulla Upphandlare", "ulla@exempelstad.example", "", "officer", 1, "sv")
CHRIS = Reader(MANAGER, "Chris Chef", "chris@exempelstad.example", "", "manager", 1, "en")
LETTER = Rendered("UH-1: Rapportera vinnaren", "Hej Ulla!", "<p>Hej Ulla!</p>", "daily", "0123456789ab")


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def stored(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(Message)).scalar_one()


def test_numbers_come_in_the_order_of_the_mails(city):
    mails = [WrittenMail(key, reader, LETTER) for key, reader in (("z", ULLA), ("a", CHRIS), ("m", ULLA))]
    with writing(city) as connection:
        numbers = store(connection, mails, today=TODAY)
        rows = {row.id: row for row in messages(connection)}
    assert [rows[number].key for number in numbers] == ["z", "a", "m"]
    assert [rows[number].person_id for number in numbers] == [OFFICER, MANAGER, OFFICER]


def test_nothing_to_store_stores_nothing(city):
    with writing(city) as connection:
        assert store(connection, [], today=TODAY) == []
    assert stored(city) == 0


def test_a_mail_is_stored_as_it_was_written_and_waits_for_its_first_attempt(city):
    with writing(city) as connection:
        store(connection, [WrittenMail("k", CHRIS, LETTER, "BEGIN:VCALENDAR")], today=TODAY)
        (row,) = messages(connection)
    assert (row.recipient, row.language, row.day) == ("chris@exempelstad.example", "en", TODAY)
    assert (row.subject, row.text, row.html) == (LETTER.subject, LETTER.text, LETTER.html)
    assert (row.template, row.template_version, row.calendar) == ("daily", "0123456789ab", "BEGIN:VCALENDAR")
    assert (row.state, row.attempts, row.problem) == ("queued", 0, "")


def test_of_two_mails_of_one_key_the_first_is_kept(city):
    other = Rendered("Annat", "Annat", "Annat", "weekly", "ba9876543210")
    with writing(city) as connection:
        assert store_once(connection, WrittenMail("week:4", ULLA, LETTER), day=TODAY)
        assert not store_once(connection, WrittenMail("week:4", ULLA, other), day=TODAY)
        (row,) = messages(connection)
    assert row.subject == LETTER.subject


def test_writing_a_mail_anew_changes_what_it_says_and_not_whose_it_is(city):
    changed = contents_of(WrittenMail("k", ULLA, LETTER))
    assert changed.keys() <= set(Message.__table__.c.keys())
    assert not changed.keys() & {"key", "person_id", "day", "state", "attempts"}
