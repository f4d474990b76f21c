"""The steps of any ladder, and what holds for every matter."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest

from matters.ladder import Ladder, Rung, climbed_from, due, next_day, told_next
from matters.ladder_file import DEFAULT
from matters.recipients import Recipient
from states.facts import Facts, Milestone
from states.law.calendar import is_working_day, working_days_between
from states.processes.registry import PROCESSES

OPENED = date(2026, 1, 12)  # a Monday
MATTERS = tuple(DEFAULT.matters.values())


# --- rungs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rung", "name", "due_on"),
    [
        # Counted from Thursday 24 December 2026, Christmas Eve.
        (Rung(0, Recipient.OFFICER), "0", date(2026, 12, 28)),
        (Rung(1, Recipient.OFFICER), "+1", date(2026, 12, 28)),
        (Rung(5, Recipient.OFFICER), "+5", date(2027, 1, 5)),
        (Rung(-1, Recipient.OFFICER), "-1", date(2026, 12, 23)),
        (Rung(-10, Recipient.OFFICER), "-10", date(2026, 12, 10)),
        (Rung(-30, Recipient.OFFICER, calendar=True), "-30d", date(2026, 11, 24)),
        (Rung(-60, Recipient.OFFICER, calendar=True), "-60d", date(2026, 10, 23)),  # 25 October is a Sunday
        (Rung(7, Recipient.OFFICER, calendar=True), "+7d", date(2026, 12, 30)),  # before New Year's Eve
        (Rung(0, Recipient.OFFICER, calendar=True), "0", date(2026, 12, 23)),
    ],
    ids=lambda one: one.name if isinstance(one, Rung) else "",
)
def test_a_rung_is_counted_in_working_days_or_in_calendar_days_moved_back_to_one(rung, name, due_on):
    assert rung.name == name
    assert rung.due_on(date(2026, 12, 24)) == due_on


def test_next_day_is_the_first_rung_still_to_come():
    matter = DEFAULT.matters["contact_point_1"]
    assert next_day(matter, OPENED, OPENED) == date(2026, 1, 19)
    assert next_day(matter, OPENED, date(2026, 1, 19)) == date(2026, 1, 26)
    assert next_day(matter, OPENED, date(2026, 2, 2)) is None
    assert told_next(matter, OPENED, OPENED) == date(2026, 1, 19)
    assert told_next(matter, OPENED, date(2026, 2, 2)) == date(2026, 3, 2)
    once = replace(matter, rungs=tuple(replace(rung, every=0) for rung in matter.rungs))
    assert told_next(once, OPENED, date(2026, 2, 2)) is None


@pytest.mark.parametrize(
    "rung",
    [
        Rung(5, Recipient.OFFICER, every=20),
        Rung(0, Recipient.OFFICER, every=5),
        Rung(-3, Recipient.OFFICER, every=7),
        Rung(-30, Recipient.OFFICER, calendar=True, every=20),
    ],
    ids=lambda rung: rung.name,
)
@pytest.mark.parametrize("base", [date(2026, 12, 24), date(2026, 4, 4), OPENED], ids=str)
def test_a_rung_that_comes_again_does_so_on_working_days_each_turn_under_its_own_name(rung, base):
    matter = replace(DEFAULT.matters["contact_point_1"], rungs=(rung,))
    day, told = rung.due_on(base), []
    while len(told) < 4:
        (item,) = due(matter, base, day)
        told.append(item)
        assert item.due_on == day
        coming = told_next(matter, base, day)
        quiet = [day + timedelta(days=n) for n in range((coming - day).days)]
        assert all(due(matter, base, one) == [item] for one in quiet)
        assert {told_next(matter, base, one) for one in quiet} == {coming}
        day = coming
    assert [item.rung.name for item in told] == [rung.name, *(f"{rung.name}x{turn}" for turn in (2, 3, 4))]
    assert all(working_days_between(a.due_on, b.due_on) == rung.every for a, b in itertools.pairwise(told))


def test_only_the_last_step_of_what_must_be_done_comes_again():
    for matter in MATTERS:
        again = [rung for rung in matter.rungs if rung.every]
        assert bool(again) is matter.mandatory
        assert all(rung.days == max(one.days for one in matter.rungs) and rung.every == 20 for rung in again)


def test_after_an_outage_one_turn_is_told_and_none_twice():
    matter = DEFAULT.matters["contact_point_1"]
    day, names = OPENED, []
    while day < date(2026, 12, 31):
        names += [item.rung.name for item in due(matter, OPENED, day) if item.rung.to is Recipient.MANAGER]
        day += timedelta(days=1)
    turns = list(dict.fromkeys(names))
    assert turns == ["+15", *(f"+15x{turn}" for turn in range(2, len(turns) + 1))]
    assert len(turns) == 12
    (late,) = (item for item in due(matter, OPENED, day) if item.rung.to is Recipient.MANAGER)
    assert late.rung.name == turns[-1]


@pytest.mark.parametrize("matter", MATTERS, ids=lambda one: one.name)
@pytest.mark.parametrize("since", [date(2026, 12, 23), date(2027, 1, 4)])
def test_a_ladder_that_is_begun_anew_takes_its_first_rung_at_once_and_the_others_in_their_order(matter, since):
    ((again, base), (coming, unchanged)) = climbed_from(matter, OPENED, since)
    assert (again.rungs, coming.rungs, unchanged) == (matter.rungs, (), OPENED)
    before = sorted(matter.rungs, key=lambda rung: rung.due_on(OPENED))
    days = [rung.due_on(base) for rung in before]
    assert days == sorted(days)
    assert days[0] == since


def test_rungs_that_had_not_come_keep_their_days():
    matter = DEFAULT.matters["contact_point_1"]
    ((again, base), (coming, unchanged)) = climbed_from(matter, OPENED, date(2026, 1, 22))
    assert [(rung.name, rung.due_on(base)) for rung in again.rungs] == [("+5", date(2026, 1, 22))]
    assert [rung.name for rung in coming.rungs] == ["+10", "+15"]
    assert unchanged == OPENED


@pytest.mark.parametrize("since", [None, date(2026, 1, 13)])
def test_a_ladder_of_which_nothing_has_come_is_climbed_as_it_stands(since):
    matter = DEFAULT.matters["contact_point_1"]
    assert climbed_from(matter, OPENED, since) == [(matter, OPENED)]


def test_each_recipient_is_told_the_latest_step_in_whatever_order_the_steps_are_written():
    matter = DEFAULT.matters["contact_point_1"]
    for rungs in itertools.permutations(matter.rungs):
        found = due(replace(matter, rungs=rungs), OPENED, date(2026, 2, 2))
        assert {(item.rung.name, item.rung.to) for item in found} == {("+10", "officer"), ("+15", "manager")}


def test_a_ladder_gives_what_is_open_in_the_state_of_its_process_alone():
    matter = replace(DEFAULT.matters["contact_point_1"], open=lambda facts: facts.months != 1)
    facts = Facts(today=OPENED, dates={Milestone.CASE_OPENED: OPENED})
    assert list(Ladder([matter]).open_matters("procurement", "planning", facts)) == [(matter, OPENED)]
    assert not list(Ladder([matter]).open_matters("procurement", "advertised", facts))
    assert not list(Ladder([matter]).open_matters("supplier", "planning", facts))
    assert not list(Ladder([matter]).open_matters("procurement", "planning", replace(facts, months=1)))
    assert not list(Ladder([matter]).open_matters("procurement", "planning", Facts(today=OPENED)))


# --- every matter ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_two_mails_to_one_recipient_on_one_matter_are_at_least_one_working_day_apart(matter):
    for offset in range(365):
        base = date(2026, 1, 1) + timedelta(days=offset)
        for role in Recipient:
            days = sorted(rung.due_on(base) for rung in matter.rungs if rung.to is role)
            assert all(working_days_between(first, second) >= 1 for first, second in itertools.pairwise(days))
            assert all(map(is_working_day, days))


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_every_matter_says_what_to_do_in_both_languages(matter):
    assert matter.heading.sv
    assert matter.heading.en
    assert matter.heading.sv != matter.heading.en


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_every_matter_belongs_to_states_in_which_its_process_goes_on(matter):
    process = PROCESSES[matter.process]
    assert matter.states
    assert set(matter.states) <= set(process.states) - process.ends


def test_no_two_matters_bear_one_name_or_heading():
    assert len({matter.heading for matter in MATTERS}) == len(MATTERS)
    assert len({(matter.name, rung.to, rung.name) for matter in MATTERS for rung in matter.rungs}) == sum(
        len(matter.rungs) for matter in MATTERS
    )
