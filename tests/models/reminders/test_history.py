"""Who was told what of a case, and who instead."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert

from models.reminders.history import ReminderHistory, last_mailed, reminder_histories
from models.storage.database import reading, writing
from models.tables import Message, Person, Reminder
from tests.models.building import opened
from tests.notifications.city import UNSAID

DAY = date(2026, 3, 9)
ULLA, CHRIS, STIG = 1, 2, 3
NAMES = {ULLA: "Ulla Upphandlare", CHRIS: "Chris Chef", STIG: "Stig Stöd"}


@pytest.fixture
def city(engine: Engine) -> Engine:
    for reference in ("UH-1", "UH-2"):
        opened(engine, reference)
    with writing(engine) as connection:
        for number, name in NAMES.items():
            row = {"id": number, "name": name, "email": f"p{number}@example.se", "role": "officer", "language": "sv"}
            connection.execute(insert(Person).values(**row, phone=""))
    return engine


def tell(engine: Engine, number: int, person: int, state: str, *, step: str = "+5", case: int = 1) -> None:
    """Write a message with one reminder; without a number only the reminder."""
    unsaid = {"language": "sv", "subject": "", **UNSAID, "template": "daily", "template_version": ""}
    days = {"base": DAY, "due_on": DAY, "planned_on": DAY}
    with writing(engine) as connection:
        if number:
            row = {"id": number, "key": str(number), "person_id": person, "recipient": f"p{person}@example.se"}
            connection.execute(insert(Message).values(**row, day=DAY, state=state, attempts=1, problem="", **unsaid))
        told = {"case_id": case, "matter": "contact_point_1", "step": step, "person_id": person, "subject": ""}
        connection.execute(
            insert(Reminder).values(**told, **days, state="planned", message_id=number or None, case_version=1)
        )


def read(engine: Engine) -> tuple[ReminderHistory, ...]:
    with reading(engine) as connection:
        return reminder_histories(connection, 1)


def test_what_came_back_is_told_with_those_who_were_told_instead(city):
    tell(city, 1, ULLA, "bounced")
    tell(city, 2, CHRIS, "failed")
    tell(city, 3, STIG, "sent")
    assert [(one.told.person, [other.person for other in one.instead]) for one in read(city)] == [
        ("Ulla Upphandlare", ["Chris Chef", "Stig Stöd"]),
        ("Chris Chef", ["Stig Stöd"]),
        ("Stig Stöd", []),
    ]


def test_who_was_reached_had_nobody_told_instead(city):
    tell(city, 1, ULLA, "sent")
    tell(city, 2, CHRIS, "sent")
    assert [one.instead for one in read(city)] == [(), ()]


def test_another_step_is_no_word_in_its_place(city):
    tell(city, 1, ULLA, "bounced")
    tell(city, 2, CHRIS, "sent", step="+10")
    assert [one.instead for one in read(city)] == [(), ()]


def test_what_no_mail_was_written_about_and_what_is_of_another_case_is_left_out(city):
    tell(city, 0, ULLA, "")
    tell(city, 1, CHRIS, "sent", case=2)
    assert read(city) == ()


def test_the_last_mail_about_a_matter_is_the_last_that_was_sent(city):
    tell(city, 1, ULLA, "sent", step="+5")
    tell(city, 2, CHRIS, "bounced", step="+10")
    tell(city, 3, ULLA, "sent", step="+5", case=2)
    with writing(city) as connection:
        connection.execute(Message.__table__.update().where(Message.__table__.c.id == 2).values(day=date(2026, 3, 10)))
    with reading(city) as connection:
        assert last_mailed(connection, [1]) == {(1, "contact_point_1", ""): DAY}
        assert last_mailed(connection, []) == {}
