"""A matter that was met and is open again is told again: what its reader knows of it belongs to the earlier time."""

from collections import Counter
from datetime import date, time, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, func, select

from models.reminders.effect import effects
from models.storage.database import reading
from models.tables import Message
from states.facts import Milestone
from tests.notifications.city import found_city, observe, open_planned, reminders
from tests.notifications.post import OPENED, Post, run

MET, AGAIN = date(2026, 2, 3), date(2026, 2, 24)
FIRST = Milestone.CONTACT_POINT_1


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def told_daily(engine: Engine, first: date, last: date) -> dict[date, list[str]]:
    """Return who got a mail on which day of a period, in the order of the names."""
    told = {}
    for number in range((last - first).days + 1):
        post, day = Post(), first + timedelta(days=number)
        run(engine, day, post)
        if post.told:
            told[day] = sorted(post.told)
    return told


@pytest.fixture
def reopened(city: Engine) -> Engine:
    """A case of which officer and manager were told, that was met, and whose record was then taken back."""
    open_planned(city, "UH-1", on=OPENED)
    told_daily(city, OPENED, MET - timedelta(days=1))
    observe(city, "UH-1", FIRST, MET)
    run(city, MET, Post())
    observe(city, "UH-1", FIRST, None, told_on=AGAIN.isoformat())
    return city


def of_contact_point_1(engine: Engine) -> list[tuple[str, int, date]]:
    return [(step, person, due) for matter, step, person, due, _ in reminders(engine) if matter == "contact_point_1"]


def test_the_ladder_is_climbed_anew_with_its_own_distances(reopened):
    before = of_contact_point_1(reopened)
    told = told_daily(reopened, AGAIN, date(2026, 3, 20))
    assert told == {AGAIN: ["stig", "ulla"], date(2026, 3, 3): ["ulla"], date(2026, 3, 10): ["chris"]}
    assert of_contact_point_1(reopened) == [
        *before,
        ("+5@2026-02-24", 1, AGAIN),
        ("+10@2026-02-24", 1, date(2026, 3, 3)),
        ("+15@2026-02-24", 2, date(2026, 3, 10)),
    ]


def test_it_is_the_same_however_often_and_at_whatever_hour_the_tick_runs(reopened):
    told = Counter()
    for day in (AGAIN, date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 11)):
        for hour in (6, 6, 9, 15):
            post = Post()
            run(reopened, day, post, at=time(hour))
            told.update((name, day) for name in post.told)
    assert told == {
        ("ulla", AGAIN): 1,
        ("stig", AGAIN): 1,
        ("ulla", date(2026, 3, 3)): 1,
        ("chris", date(2026, 3, 10)): 1,
    }


def test_after_a_day_off_it_begins_on_the_first_working_day(reopened):
    saturday, monday = date(2026, 2, 28), date(2026, 3, 2)
    assert told_daily(reopened, saturday, date(2026, 3, 9)) == {monday: ["stig", "ulla"], date(2026, 3, 9): ["ulla"]}


def test_what_is_met_once_more_is_silent_and_what_is_open_once_more_is_told_once_more(reopened):
    told_daily(reopened, AGAIN, AGAIN)
    observe(reopened, "UH-1", FIRST, AGAIN, told_on="2026-02-25")
    before = of_contact_point_1(reopened)
    told_daily(reopened, date(2026, 2, 25), date(2026, 3, 13))
    assert of_contact_point_1(reopened) == before
    observe(reopened, "UH-1", FIRST, None, told_on="2026-03-16")
    told_daily(reopened, date(2026, 3, 16), date(2026, 3, 30))
    assert of_contact_point_1(reopened)[len(before) :] == [
        ("+5@2026-03-16", 1, date(2026, 3, 16)),
        ("+10@2026-03-16", 1, date(2026, 3, 23)),
        ("+15@2026-03-16", 2, date(2026, 3, 30)),
    ]


def test_what_was_told_met_and_open_again_on_one_day_is_told_again_the_next(reopened):
    run(reopened, AGAIN, Post())
    observe(reopened, "UH-1", FIRST, AGAIN)
    run(reopened, AGAIN, Post())
    observe(reopened, "UH-1", FIRST, None, told_on=AGAIN.isoformat())
    post = Post()
    run(reopened, AGAIN, post)
    assert post.told == ["stig"]  # who hears that it was taken back once more
    assert told_daily(reopened, date(2026, 2, 25), date(2026, 2, 26)) == {date(2026, 2, 25): ["ulla"]}


def test_a_record_that_was_taken_back_before_any_tick_saw_it_changes_nothing(city):
    open_planned(city, "UH-1", on=OPENED)
    told_daily(city, OPENED, MET)
    observe(city, "UH-1", FIRST, MET)
    observe(city, "UH-1", FIRST, None, told_on=MET.isoformat())
    # Only what comes again anyway: a mandatory matter is repeated to its last reader.
    assert told_daily(city, MET, date(2026, 3, 20)) == {date(2026, 3, 2): ["chris"]}


def test_a_rung_that_had_not_come_when_the_matter_was_met_keeps_its_day(city):
    open_planned(city, "UH-1", on=OPENED)
    told_daily(city, OPENED, date(2026, 1, 19))
    observe(city, "UH-1", FIRST, date(2026, 1, 20))
    run(city, date(2026, 1, 20), Post())
    observe(city, "UH-1", FIRST, None, told_on="2026-01-21")
    told = told_daily(city, date(2026, 1, 21), date(2026, 2, 6))
    assert told == {date(2026, 1, 21): ["stig", "ulla"], date(2026, 1, 26): ["ulla"], date(2026, 2, 2): ["chris"]}


def test_a_reminder_of_a_later_time_counts_as_the_same_step_in_what_reminders_achieve(reopened):
    told_daily(reopened, AGAIN, date(2026, 3, 13))
    with reading(reopened) as connection:
        found = {one.step: one.sent for one in effects(connection, today=date(2026, 4, 30))}
    assert found == {"+5": 2, "+10": 2, "+15": 2}


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_nobody_is_mailed_twice_a_day_and_what_is_open_at_last_is_told_anew(city, seed):
    random, is_met = Random(seed), False  # noqa: S311 - a story, no secret
    open_planned(city, "UH-1", on=OPENED)
    for number in range(60):
        day = OPENED + timedelta(days=number)
        if random.random() < 0.25:
            is_met = not is_met
            observe(city, "UH-1", FIRST, day if is_met else None, told_on=day.isoformat())
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            run(city, day, Post(down=random.random() < 0.2), at=time(random.randrange(6, 18)))
    last = OPENED + timedelta(days=60)
    observe(city, "UH-1", FIRST, last)
    run(city, last, Post())
    observe(city, "UH-1", FIRST, None, told_on=last.isoformat())
    told = told_daily(city, last + timedelta(days=1), last + timedelta(days=40))
    times = Counter(name for names in told.values() for name in names)
    assert times["ulla"] >= 2
    assert times["chris"] >= 1
    assert most_daily_mails(city) == 1


def most_daily_mails(engine: Engine) -> int:
    m = Message.__table__.c
    count = select(func.count()).where(m.template == "daily", m.state == "sent").group_by(m.person_id, m.day)
    with reading(engine) as connection:
        return max(connection.execute(count).scalars())
