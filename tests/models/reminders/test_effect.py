"""The effect of reminders, beside a count made day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from models.reminders.effect import ENOUGH, TOO_FEW, WINDOW, SentReminder, StepEffect, effects, effects_of
from models.storage.database import reading, writing
from models.tables import Message, Person, Reminder
from states.law.calendar import is_working_day
from tests.models.building import opened
from tests.notifications.city import UNSAID

TODAY = date(2026, 3, 30)
MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


def told(sent_on: date, met_on: date | None, *, matter: str = "contact_point_1", step: str = "+5") -> SentReminder:
    return SentReminder(matter, step, sent_on, met_on)


@pytest.mark.parametrize(
    ("met_on", "met"),
    [
        (MONDAY, 1),
        (date(2026, 3, 9), 1),  # the fifth working day after
        (date(2026, 3, 10), 0),
        (None, 0),
    ],
)
def test_what_is_met_by_the_fifth_working_day_counts(met_on, met):
    (effect,) = effects_of([told(MONDAY, met_on)], today=TODAY)
    assert (effect.sent, effect.judged, effect.met) == (1, 1, met)


@pytest.mark.parametrize("met_on", [None, date(2026, 3, 27)])
def test_a_reminder_whose_window_is_open_is_counted_but_not_judged(met_on):
    (effect,) = effects_of([told(date(2026, 3, 26), met_on)], today=TODAY)
    assert (effect.sent, effect.judged, effect.share) == (1, 0, None)


def test_the_days_are_the_median_of_all_that_was_met_however_late():
    met = [date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 27), None]
    (effect,) = effects_of([told(MONDAY, day) for day in met], today=TODAY)
    assert (effect.days, effect.share) == (2, 0.5)


@pytest.mark.parametrize(
    ("judged", "met", "without"),
    [(20, 0, True), (20, 1, True), (20, 2, False), (19, 0, False), (200, 19, True), (200, 20, False)],
)
def test_a_step_is_without_effect_from_twenty_on_and_below_a_tenth(judged, met, without):
    assert StepEffect("m", "+5", judged, judged, met, None).without_effect is without


def test_each_step_stands_by_itself():
    found = effects_of([told(MONDAY, None), told(MONDAY, None, step="+10"), told(MONDAY, MONDAY)], today=TODAY)
    assert [(one.matter, one.step, one.sent, one.met) for one in found] == [
        ("contact_point_1", "+10", 1, 0),
        ("contact_point_1", "+5", 2, 1),
    ]


DAYS = st.integers(0, 60).map(lambda offset: date(2026, 3, 20) + timedelta(days=offset))
REMINDERS = st.builds(
    lambda matter, step, sent, wait: SentReminder(
        matter, step, sent, None if wait is None else sent + timedelta(days=wait)
    ),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["+5", "+10"]),
    DAYS,
    st.none() | st.integers(0, 20),
)


@given(reminders=st.lists(REMINDERS, max_size=60), today=DAYS)
def test_the_figures_are_those_of_a_count_day_by_day(reminders, today):
    def working_days(start: date, end: date) -> int:
        day, count = start, 0
        while day < end:
            day += ONE_DAY
            count += is_working_day(day)
        return count

    for effect in effects_of(reminders, today=today):
        mine = [one for one in reminders if (one.matter, one.step) == (effect.matter, effect.step)]
        judged = [one for one in mine if working_days(one.sent_on, today) > WINDOW]
        met = [one for one in judged if one.met_on and working_days(one.sent_on, one.met_on) <= WINDOW]
        taken = sorted(working_days(one.sent_on, one.met_on) for one in mine if one.met_on)
        middle = len(taken) // 2
        days = taken[middle] if len(taken) % 2 else (taken[middle - 1] + taken[middle]) / 2 if taken else None
        assert (effect.sent, effect.judged, effect.met, effect.days) == (len(mine), len(judged), len(met), days)
        assert effect.without_effect == (len(judged) >= ENOUGH and len(met) / len(judged) < TOO_FEW)
    assert sum(effect.sent for effect in effects_of(reminders, today=today)) == len(reminders)


def test_only_reminders_whose_mail_was_sent_are_counted(engine: Engine):
    case_id = opened(engine)
    with writing(engine) as connection:
        connection.execute(insert(Person).values(id=1, name="P", email="p@example.se", phone="", role="officer"))
        blank = {"person_id": 1, "recipient": "p@example.se", "language": "sv", "subject": "", **UNSAID}
        blank |= {"template": "daily", "template_version": "", "attempts": 0, "problem": "", "day": MONDAY}
        for number, state in enumerate(("sent", "failed", "queued", "sent"), start=1):
            connection.execute(insert(Message).values(id=number, key=str(number), state=state, **blank))
            reminder = {"case_id": case_id, "matter": "contact_point_1", "subject": "", "step": "+5", "person_id": 1}
            days = {"base": date(2026, 1, number), "due_on": MONDAY, "planned_on": MONDAY, "state": "planned"}
            met_on = date(2026, 3, 4) if number == 1 else None
            row = reminder | days | {"message_id": number, "case_version": 1, "met_on": met_on}
            connection.execute(insert(Reminder).values(row))
    with reading(engine) as connection:
        assert effects(connection, today=TODAY) == [StepEffect("contact_point_1", "+5", 2, 2, 1, 2)]
