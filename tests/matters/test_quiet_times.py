"""Months and hours in which a role is told only what is urgent, and one word a day on one matter."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from desk.tick import TickResult, tick
from matters.ladder_file import LadderUnreadable, read_ladder
from matters.quiet_times import Quiet
from models.storage.database import reading, writing
from models.tables import Message, Person, Reminder
from notifications.delivery.problems import Problem, TemporaryFailure
from states.facts import Milestone
from tests.notifications.city import (
    MANAGER,
    OFFICER,
    SETTINGS,
    bring_to_standstill,
    found_city,
    observe,
    open_planned,
)

OPENED = date(2026, 1, 12)
DUE = date(2026, 1, 19)
EVENING = Quiet(start=time(18), end=time(7))


class Post:
    def __init__(self, *, down: bool = False) -> None:
        self.told: list[str] = []
        self.down = down

    def send(self, *, recipient: str, **_: object) -> None:
        if self.down:
            raise TemporaryFailure(Problem.POSTPONED)
        self.told.append(recipient.partition("@")[0])

    def close(self) -> None:
        pass


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


def run(engine: Engine, day: date, post: Post, *, ladder: Path | None = None, at: time = time(9)) -> TickResult:
    moment = datetime.combine(day, at, UTC)
    chosen = SETTINGS.model_copy(update={"ladder": ladder})
    return tick(engine, today=day, settings=chosen, open_sender=lambda: post, clock=lambda: moment)


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        (tmp_path / "ladder.toml").write_text(text, "utf-8")
        return tmp_path / "ladder.toml"

    return write


# --- when it is quiet ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "quiet"),
    [(time(17, 59), False), (time(18), True), (time(23), True), (time(6, 59), True), (time(7), False), (None, False)],
)
def test_hours_may_go_over_midnight(at, quiet):
    assert EVENING.covers(DUE, at) is quiet


@pytest.mark.parametrize(("at", "quiet"), [(time(11, 59), False), (time(12), True), (time(13), False)])
def test_hours_may_lie_within_a_day(at, quiet):
    assert Quiet(start=time(12), end=time(13)).covers(DUE, at) is quiet


def test_a_month_is_quiet_whatever_the_hour():
    holidays = Quiet(frozenset({7}))
    assert holidays.covers(date(2026, 7, 1), None)
    assert holidays.covers(date(2026, 7, 31), time(12))
    assert not holidays.covers(date(2026, 8, 3), time(12))


def test_the_citys_file_says_when_each_role_is_left_in_peace(written):
    ladder = read_ladder(written('[quiet]\nsupplier = {months = [7], from = "18:00", to = "07:00"}\n'))
    assert ladder.quiet == {"supplier": Quiet(frozenset({7}), time(18), time(7))}
    assert ladder.is_quiet("supplier", date(2026, 7, 6), None)
    assert not ladder.is_quiet("officer", date(2026, 7, 6), time(20))


@pytest.mark.parametrize(
    "table",
    [
        "quiet = 7",
        "[quiet]\ncontact = {months = [7]}",
        "[quiet]\nsupplier = {}",
        "[quiet]\nsupplier = {months = [13]}",
        "[quiet]\nsupplier = {months = [true]}",
        '[quiet]\nsupplier = {from = "18:00"}',
        '[quiet]\nsupplier = {from = "18", to = "07"}',
        '[quiet]\nsupplier = {from = "18:00", to = "24:00"}',
        "[quiet]\nsupplier = {weeks = [29]}",
        "[quiet]\nsupplier = 7",
    ],
)
def test_what_is_wrong_in_the_file_is_told(written, table):
    with pytest.raises(LadderUnreadable, match="quiet"):
        read_ladder(written(table))


# --- what it means for mail ------------------------------------------------------------------------------------------


def test_what_can_wait_waits_until_the_quiet_hours_are_over(city, written):
    ladder = written('[quiet]\nofficer = {from = "17:00", to = "09:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    for hour in (time(6), time(7, 30)):  # half past eight in Sweden
        run(city, DUE, post, ladder=ladder, at=hour)
    assert post.told == []
    run(city, DUE, post, ladder=ladder, at=time(8))
    assert post.told == ["ulla"]


def test_what_comes_in_the_evening_is_told_on_the_next_working_day(city, written):
    ladder = written('[quiet]\nofficer = {from = "17:00", to = "07:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    run(city, DUE, post, ladder=ladder, at=time(17))
    assert post.told == []
    run(city, DUE + timedelta(days=1), post, ladder=ladder, at=time(8))
    assert post.told == ["ulla"]


def test_a_quiet_month_holds_back_what_can_wait_and_tells_it_afterwards(city, written):
    ladder = written("[quiet]\nofficer = {months = [1]}\n")
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    for offset in range((date(2026, 2, 2) - DUE).days):
        run(city, DUE + timedelta(days=offset), post, ladder=ladder)
    assert post.told == []
    run(city, date(2026, 2, 2), post, ladder=ladder)
    assert sorted(post.told) == ["chris", "ulla"]  # by then the manager is told, too


def test_a_statutory_last_day_is_told_in_quiet_times(city, written):
    ladder = written('[quiet]\nofficer = {months = [4], from = "07:00", to = "23:00"}\n')
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))  # over Easter to Tuesday 7 April
    open_planned(city, "UH-2", on=date(2026, 3, 25))
    post = Post()
    run(city, date(2026, 4, 7), post, ladder=ladder)
    assert post.told == ["ulla"]
    with reading(city) as connection:
        (told,) = connection.execute(select(Message.text)).scalars()
    assert "UH-1" in told
    assert "UH-2" not in told


def test_a_mail_that_was_put_off_waits_until_the_quiet_hours_are_over(city, written):
    midday = written('[quiet]\nofficer = {from = "12:00", to = "13:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    assert run(city, DUE, Post(down=True), ladder=midday, at=time(10, 50)).retried == 1
    post = Post()
    for minute in (5, 20, 55):
        made = run(city, DUE, post, ladder=midday, at=time(11, minute))
        assert (post.told, made.withheld) == ([], 0)
    run(city, DUE, post, ladder=midday, at=time(12))
    assert post.told == ["ulla"]


def test_a_mail_that_still_waits_at_night_is_told_anew_on_the_next_day(city, written):
    evening = written('[quiet]\nofficer = {from = "18:00", to = "07:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    run(city, DUE, Post(down=True), ladder=evening, at=time(16, 50))
    post = Post()
    run(city, DUE, post, ladder=evening, at=time(20))
    run(city, DUE + timedelta(days=1), post, ladder=evening, at=time(5))
    assert post.told == []
    run(city, DUE + timedelta(days=1), post, ladder=evening, at=time(7))
    assert post.told == ["ulla"]


def test_a_mail_that_was_put_off_and_holds_something_urgent_goes_out_in_quiet_hours(city, written):
    evening = written('[quiet]\nofficer = {from = "18:00", to = "07:00"}\n')
    bring_to_standstill(city, "UH-1", sent=date(2026, 1, 13))
    last = date(2026, 1, 23)  # the standstill ends
    run(city, last, Post(down=True), ladder=evening, at=time(16, 50))
    post = Post()
    run(city, last, post, ladder=evening, at=time(18))
    assert "ulla" in post.told


def test_a_short_mail_about_the_calendar_waits_as_well(city, written):
    evening = written('[quiet]\nofficer = {from = "18:00", to = "07:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    run(city, DUE, Post(), ladder=evening)
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DUE)
    run(city, DUE, Post(), ladder=evening, at=time(16))
    run(city, DUE + timedelta(days=1), Post(down=True), ladder=evening, at=time(16, 50))
    post = Post()
    run(city, DUE + timedelta(days=1), post, ladder=evening, at=time(18))
    assert post.told == []
    run(city, DUE + timedelta(days=2), post, ladder=evening, at=time(8))
    assert post.told == ["ulla"]


def test_who_has_no_quiet_time_gets_what_was_put_off(city, written):
    evening = written('[quiet]\nsupplier = {from = "18:00", to = "07:00"}\n')
    open_planned(city, "UH-1", on=OPENED)
    run(city, DUE, Post(down=True), ladder=evening, at=time(16, 50))
    post = Post()
    run(city, DUE, post, ladder=evening, at=time(18))
    assert post.told == ["ulla"]


def test_who_stands_on_two_rungs_of_a_ladder_reads_of_the_matter_once(city):
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=OPENED))
    open_planned(city, "UH-1", on=OPENED)
    post = Post()
    run(city, date(2026, 2, 2), post)  # the officer's second rung and the manager's, at once
    assert post.told == ["chris"]
    with reading(city) as connection:
        (text,) = connection.execute(select(Message.text)).scalars()
        steps = connection.execute(select(Reminder.step).where(Reminder.message_id.is_not(None))).scalars().all()
    assert text.count("Kontakta stödfunktionen om upphandlingen\n") == 1
    assert sorted(steps) == ["+10", "+15"]


def test_the_last_day_of_something_urgent_does_not_wait_for_tomorrow(city):
    open_planned(city, "UH-2", on=date(2026, 3, 27))
    last = date(2026, 4, 7)
    post = Post()
    run(city, last, post)
    assert post.told == ["ulla"]  # of the first contact
    bring_to_standstill(city, "UH-1", sent=date(2026, 3, 24))
    run(city, last, post)
    assert post.told == ["ulla", "ulla"]
    run(city, last, post)
    assert post.told == ["ulla", "ulla"]


def test_a_matter_that_somebody_heard_of_today_is_not_told_to_them_again_in_the_place_of_another(city):
    """The manager hears of it as the next above, and is not told again today when the officer's turn falls to them."""
    open_planned(city, "UH-1", on=OPENED)
    day = date(2026, 2, 2)
    with writing(city) as connection:
        connection.execute(update(Person).where(Person.id == OFFICER).values(left_on=OPENED))
    post = Post()
    run(city, day, post)
    with writing(city) as connection:
        connection.execute(
            update(Reminder).where(Reminder.step == "+10").values(state="planned", message_id=None, met_on=None),
        )
    run(city, day, post, at=time(12))
    assert post.told == ["chris"]
    run(city, day + timedelta(days=1), post)
    assert post.told == ["chris", "chris"]


def test_two_mails_on_one_matter_to_one_person_are_a_working_day_apart_in_any_year(sqlite_engine):
    found_city(sqlite_engine)
    bring_to_standstill(sqlite_engine, "UH-1", sent=date(2026, 3, 24))
    open_planned(sqlite_engine, "UH-2", on=date(2026, 3, 23))
    with writing(sqlite_engine) as connection:
        connection.execute(update(Person).where(Person.id == MANAGER).values(left_on=OPENED))
    for offset in range(50):
        day = date(2026, 3, 24) + timedelta(days=offset)
        if day == date(2026, 4, 9):
            observe(sqlite_engine, "UH-2", Milestone.PLANNED_CALL, date(2026, 4, 20), told_on=day.isoformat())
        for hour in (time(6), time(12)):
            run(sqlite_engine, day, Post(), at=hour)
    with reading(sqlite_engine) as connection:
        m, r = Message.__table__.c, Reminder.__table__.c
        rows = connection.execute(
            select(r.person_id, r.case_id, r.matter, m.id, m.day)
            .join(Message.__table__, m.id == r.message_id)
            .distinct()
        ).all()
    days = [(row.person_id, row.case_id, row.matter, row.day) for row in rows]
    assert len(days) > 6
    assert len(days) == len(set(days))
