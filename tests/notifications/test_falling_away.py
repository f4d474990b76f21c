"""Who was asked to do something hears the same working day that it is off, and nobody else does."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from models.operations import find, move
from models.reminders.effect import sent_reminders
from models.storage.database import reading, writing
from states.facts import Milestone
from tests.notifications.city import (
    BY_OFFICER,
    BY_SUPPORT,
    UNIT,
    bring_to_standstill,
    found_city,
    messages,
    name_contact,
    observe,
    open_planned,
    require,
)
from tests.notifications.post import DUE, OPENED, Post, run

LATER = DUE + timedelta(days=2)


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


@pytest.fixture
def asked(city: Engine) -> Engine:
    """A case of which the officer was told."""
    open_planned(city, "UH-1", on=OPENED)
    run(city, DUE, Post())
    return city


def cancel(engine: Engine, by: Actor, *, on: date = LATER) -> None:
    with writing(engine) as connection:
        move(connection, find(connection, "UH-1"), "cancel", by=by, today=on, reason="Behovet är borta")


def told_on(engine: Engine, day: date, **when: time) -> list[str]:
    post = Post()
    run(engine, day, post, **when)
    return post.told


def last_mail(engine: Engine) -> tuple[str, str]:
    with reading(engine) as connection:
        mail = messages(connection)[-1]
    return mail.subject, " ".join(mail.text.split())


def test_who_was_asked_hears_the_same_day_that_it_is_off_in_one_line(asked):
    cancel(asked, BY_SUPPORT)
    assert told_on(asked, LATER) == ["ulla"]
    subject, text = last_mail(asked)
    assert subject == "UH-1: gäller inte längre – kontakta stödfunktionen om upphandlingen"
    assert "Gäller inte längre – kontakta stödfunktionen om upphandlingen" in text
    assert "Läget i upphandlingsprocessen är nu: avbruten." in text
    assert [told_on(asked, LATER + timedelta(days=number)) for number in range(20)] == [[]] * 20


def test_who_was_told_in_the_morning_hears_it_in_a_second_mail_and_only_once(asked):
    cancel(asked, BY_SUPPORT, on=DUE)
    assert [told_on(asked, DUE, at=time(hour)) for hour in (11, 11, 12)] == [["ulla"], [], []]


def test_who_ended_it_hears_nothing(asked):
    cancel(asked, BY_OFFICER)
    assert [told_on(asked, LATER + timedelta(days=number)) for number in range(20)] == [[]] * 20


def test_who_was_never_asked_hears_nothing(city):
    open_planned(city, "UH-1", on=OPENED)
    run(city, OPENED, Post())
    cancel(city, BY_SUPPORT, on=OPENED)
    assert told_on(city, OPENED, at=time(12)) == told_on(city, DUE) == []


def test_what_was_met_is_not_told_as_off(asked):
    observe(asked, "UH-1", Milestone.CONTACT_POINT_1, LATER, by=BY_SUPPORT)
    cancel(asked, BY_SUPPORT)
    run(asked, LATER, Post())
    with reading(asked) as connection:
        assert all("Gäller inte längre" not in mail.text for mail in messages(connection))


def test_what_is_open_again_before_the_mail_has_left_is_not_off(asked):
    cancel(asked, BY_SUPPORT)
    run(asked, LATER, Post(down=True))
    with writing(asked) as connection:
        connection.exec_driver_sql("UPDATE track SET state = 'planning' WHERE process = 'procurement'")
        connection.exec_driver_sql("UPDATE \"case\" SET version = version + 1, next_check = '2026-01-21'")
    run(asked, LATER, Post(), at=time(14))
    with reading(asked) as connection:
        assert all("Gäller inte längre" not in mail.text for mail in messages(connection) if mail.state == "sent")


def test_an_act_on_a_day_off_is_told_on_the_next_working_day(asked):
    saturday = date(2026, 1, 24)
    cancel(asked, BY_SUPPORT, on=saturday)
    assert [told_on(asked, saturday + timedelta(days=number)) for number in range(3)] == [[], [], ["ulla"]]


def test_the_unit_hears_that_nobody_need_prepare_any_more(city):
    open_planned(city, "UH-1", on=OPENED)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, OPENED)
    require(city, "UH-1", on=OPENED)
    assert told_on(city, DUE) == ["ulla", "stig", "aina"]
    cancel(city, BY_OFFICER)
    assert told_on(city, LATER) == ["aina"]


def test_the_contact_person_hears_that_the_supplier_was_released(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    handed_over = date(2026, 4, 8)
    for milestone, about in (
        (Milestone.WINNER_NAMED, {"supplier": "Exempel Service AB"}),
        (Milestone.COURT_CHECKED, {}),
        (Milestone.CONTACT_POINT_2, {}),
    ):
        observe(city, "UH-1", milestone, handed_over, **about)
    name_contact(city, "UH-1", contact=UNIT, on=handed_over)
    observe(city, "UH-1", Milestone.CONTACT_ASSIGNED, handed_over, by=BY_SUPPORT)
    days = [handed_over + timedelta(days=number) for number in range(9)]
    assert "aina" in [name for day in days for name in told_on(city, day)]
    with writing(city) as connection:
        case = find(connection, "UH-1")
        about = {"process": "supplier", "subject": "Exempel Service AB"}
        move(connection, case, "release", by=BY_SUPPORT, today=days[-1], reason="Firman har upphört", **about)
    assert "aina" in told_on(city, days[-1], at=time(14))
    with reading(city) as connection:
        text = next(mail.text for mail in reversed(messages(connection)) if mail.person_id == UNIT)
    assert "Gäller inte längre" in text


def test_what_moves_on_by_itself_is_not_off(city):
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    assert "ulla" in told_on(city, date(2026, 3, 31)) + told_on(city, date(2026, 4, 1))
    observe(city, "UH-1", Milestone.REVIEW_FILED, date(2026, 4, 1), by=BY_SUPPORT)
    run(city, date(2026, 4, 1), Post(), at=time(12))
    with reading(city) as connection:
        assert all("Gäller inte längre" not in mail.text for mail in messages(connection))


def test_it_does_not_count_as_a_reminder_that_achieves_something(asked):
    cancel(asked, BY_SUPPORT)
    run(asked, LATER, Post())
    with reading(asked) as connection:
        assert [one.step for one in sent_reminders(connection)] == ["+5"]
