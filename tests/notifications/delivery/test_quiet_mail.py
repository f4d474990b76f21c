"""What was written and has not left waits while its reader is left in peace, unless something in it is urgent."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from models.actor import Actor
from states.facts import Milestone, Role
from tests.notifications.city import (
    MANAGER,
    bring_to_standstill,
    found_city,
    observe,
    open_planned,
)
from tests.notifications.post import DUE, OPENED, Post, run


@pytest.fixture
def city(engine: Engine) -> Engine:
    found_city(engine)
    return engine


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
    observe(city, "UH-1", Milestone.CONTACT_POINT_1, DUE, by=Actor(Role.OFFICER, MANAGER))
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
