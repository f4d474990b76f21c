"""One mail has a limit: what it tells in full, what it counts, and that nothing is lost over the days."""

import re
from collections import Counter
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import insert, select

import notifications.compose
import notifications.room
from desk.settling import settle_due
from desk.tick import TickResult
from models.reminders.room import BYTES, MATTERS, OF_ONE_DAY
from models.storage.database import reading, undone, writing
from models.tables import Case, Message, Person, Reminder
from notifications.compose import compose
from notifications.room import MailMatter, split
from states.law.calendar import is_working_day
from tests.notifications.city import OFFICER, SETTINGS, bring_to_standstill, found_city, open_planned
from tests.notifications.post import DUE, OPENED, Post, run

DAY = date(2026, 1, 12)
URGENT = date(2026, 4, 1)  # two working days before the last day of the standstill


class Row:
    def __init__(self, number: int) -> None:
        self.id = number


def matters(count: int, *, urgent: bool = False, came_in: date = DAY, first: int = 0) -> list[MailMatter]:
    numbers = range(first, first + count)
    return [MailMatter((not urgent, False, date.max, str(number)), (Row(number),), came_in) for number in numbers]


def test_what_came_in_on_one_day_leaves_room_for_what_else_there_is():
    others = matters(3, came_in=DAY - timedelta(days=1), first=1000)
    told, counted = split([*matters(300), *others])
    assert [one.came_in for one in told] == [DAY] * OF_ONE_DAY + [DAY - timedelta(days=1)] * 3
    assert len(told) + len(counted) == 303


def test_urgent_matters_of_one_day_fill_the_mail():
    told, counted = split(matters(40, urgent=True))
    assert (len(told), len(counted)) == (MATTERS, 15)


def test_cases_of_many_days_fill_the_mail():
    told, _counted = split([one for day in range(40) for one in matters(1, came_in=DAY + timedelta(days=day))])
    assert len(told) == MATTERS


def test_what_earlier_mails_of_the_day_told_counts():
    told, _counted = split(matters(40), of_day={DAY: OF_ONE_DAY - 2})
    assert len(told) == 2


def carried(engine, day):
    """Return how many reminders each person was told of in full in the mails of a day."""
    with reading(engine) as connection:
        r, m = Reminder.__table__.c, Message.__table__.c
        found = connection.execute(
            select(r.person_id).join(Message.__table__, m.id == r.message_id).where(m.day == day)
        )
        return Counter(found.scalars())


def left(engine):
    with reading(engine) as connection:
        r = Reminder.__table__.c
        waits = (r.state == "planned") & r.message_id.is_(None)
        return len(connection.execute(select(r.id).where(waits)).all())


class Kept(Post):
    """A postbox that keeps the mails as they were sent."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[bytes] = []

    def send(self, *, recipient: str, content: bytes, **_: object) -> None:
        super().send(recipient=recipient)
        self.mails.append(content)

    def texts(self) -> list[str]:
        mails = [message_from_bytes(one, policy=policy.default) for one in self.mails]
        return [str(mail.get_body(("plain",)).get_content()).replace("\r\n", "\n") for mail in mails]


def open_many(engine, count, *, on=OPENED):
    for number in range(count):
        open_planned(engine, f"UH-{number:04}", on=on)


def test_what_there_is_no_room_for_is_counted_by_kind_and_told_on_the_next_working_days(engine):
    found_city(engine)
    open_many(engine, 2 * OF_ONE_DAY + 4)
    post = Kept()
    run(engine, DUE, post)
    assert carried(engine, DUE) == {OFFICER: OF_ONE_DAY}
    (text,) = post.texts()
    assert f"Och {OF_ONE_DAY + 4} till som inte får plats här" in text
    assert re.search(rf"^- .+: {OF_ONE_DAY + 4}( \(.+\))?$", text, re.MULTILINE)
    assert "Fråga stödfunktionen" in text
    assert f"(och {2 * OF_ONE_DAY + 3} uppgifter till)" in " ".join(text.split())
    run(engine, DUE, post)
    assert len(post.mails) == 1, "a second mail on one day"
    run(engine, DUE + timedelta(days=1), post)
    run(engine, DUE + timedelta(days=2), post)
    assert carried(engine, DUE + timedelta(days=2)) == {OFFICER: 4}
    assert "får plats" not in post.texts()[-1]
    assert left(engine) == 0
    told = Counter(re.findall(r"UH-\d{4}(?= )", " ".join(post.texts())))
    assert len(told) == 2 * OF_ONE_DAY + 4


def test_what_came_in_earlier_is_not_held_up_by_a_large_import(engine):
    found_city(engine)
    open_planned(engine, "UH-OLD", on=date(2026, 1, 9))
    open_many(engine, 60)
    post = Kept()
    run(engine, DUE, post)
    assert "UH-OLD" in post.texts()[0]
    assert carried(engine, DUE) == {OFFICER: OF_ONE_DAY + 1}


def test_a_second_mail_of_the_day_brings_no_more_of_the_import(engine):
    found_city(engine)
    open_many(engine, 40)
    post = Kept()
    run(engine, DUE, post)
    bring_to_standstill(engine, "UH-URGENT", sent=date(2026, 1, 8))  # its last day is that very day
    run(engine, DUE, post)
    first, second = [told for who, told in zip(post.told, post.texts(), strict=True) if who == "ulla"]
    assert set(re.findall(r"^UH-\S+", second, re.MULTILINE)) == {"UH-URGENT"}
    assert len(set(re.findall(r"^UH-\S+", first, re.MULTILINE))) == OF_ONE_DAY


def test_what_is_urgent_is_not_spread(engine):
    found_city(engine)
    for number in range(OF_ONE_DAY + 5):
        bring_to_standstill(engine, f"UH-{number:04}", sent=date(2026, 3, 24))
    post = Kept()
    run(engine, URGENT, post)
    assert post.texts()[0].count("Brådskande") >= OF_ONE_DAY + 5


def test_the_last_day_of_what_is_urgent_comes_in_further_mails_of_the_same_day(engine, monkeypatch):
    monkeypatch.setattr(notifications.compose, "MATTERS", 3)
    monkeypatch.setattr(notifications.compose, "LAST_DAYS", 6)
    monkeypatch.setattr(notifications.room.split, "__defaults__", (3,))
    found_city(engine)
    for number in range(10):
        bring_to_standstill(engine, f"UH-{number:04}", sent=date(2026, 3, 24))
    last, post = date(2026, 4, 7), Kept()
    for _ in range(5):
        run(engine, last, post)
    assert carried(engine, last) == {OFFICER: 6}
    assert len(post.mails) == 2


def test_one_tick_after_days_of_silence_tells_what_the_first_of_daily_ticks_tells(engine):
    found_city(engine)
    open_many(engine, 40)
    post, late = Kept(), DUE + timedelta(days=1)
    run(engine, late, post)
    assert carried(engine, late) == {OFFICER: OF_ONE_DAY}


def test_the_order_in_which_reminders_were_stored_does_not_change_the_choice(engine):
    told = []
    for backwards in (False, True):
        with undone(engine):
            found_city(engine)
            for number in sorted(range(30), reverse=backwards):
                open_planned(engine, f"UH-{number:04}", on=OPENED)
            post = Kept()
            run(engine, DUE, post)
            told.append(sorted(re.findall(r"^UH-\d{4}", post.texts()[0], re.MULTILINE)))
    assert told[0] == told[1] == [f"UH-{number:04}" for number in range(OF_ONE_DAY)]


def test_a_mail_that_would_be_too_large_tells_less_in_full(engine, monkeypatch):
    found_city(engine)
    open_many(engine, 12)
    monkeypatch.setattr(notifications.compose, "BYTES", 14_000)
    post = Kept()
    run(engine, DUE, post)
    assert 1 <= carried(engine, DUE)[OFFICER] < 12
    assert len(post.mails[0]) <= 14_500
    assert "får plats" in post.texts()[0]


@pytest.mark.parametrize("cases", [400])
def test_a_first_import_sends_two_readers_no_monster(engine, cases):
    found_city(engine)
    with writing(engine) as connection:
        row = {"id": 77, "name": "Olle Andra", "email": "olle@exempelstad.example", "role": "officer"}
        connection.execute(insert(Person).values(**row, phone="", unit_id=1, language="en"))
    open_many(engine, cases)
    with writing(engine) as connection:
        c = Case.__table__.c
        connection.execute(Case.__table__.update().where(c.id % 2 == 0).values(officer_id=77))
    day, post, told = DUE, Kept(), 0
    for _ in range(5):
        while not is_working_day(day):
            day += timedelta(days=1)
        run(engine, day, post)
        for_officers = carried(engine, day)
        assert max(for_officers.values()) <= MATTERS
        told += sum(for_officers.values())
        day += timedelta(days=1)
    assert max(map(len, post.mails)) <= BYTES
    assert told + left(engine) >= cases


def test_a_queued_mail_that_is_written_again_counts_what_it_counted(engine):
    found_city(engine)
    open_many(engine, OF_ONE_DAY + 5)
    settle_due(engine, today=DUE, result=TickResult(DUE))
    compose(engine, today=DUE, settings=SETTINGS)
    with writing(engine) as connection:
        connection.execute(Case.__table__.update().where(Case.__table__.c.id == 1).values(version=99))
    post = Kept()
    run(engine, DUE, post)
    assert "Och 5 till som inte får plats här" in post.texts()[0]
