"""The same override for many cases: listed, then done one by one."""

from dataclasses import replace
from datetime import date

import pytest

from desk.bulk import Conditions, ForAll, Result, candidates, override_each
from desk.recording import Report, record
from matters.ladder_file import DEFAULT
from models.actor import Actor
from models.storage.database import reading
from states.facts import Milestone, Role
from tests.notifications.city import BY_OFFICER, SUPPORT, bring_to_standstill, open_planned, state_of

SENT, TODAY = date(2026, 3, 24), date(2026, 4, 1)
CANCEL = ForAll("procurement", "cancelled", "Nedlagt", Actor(Role.SUPPORT, SUPPORT), TODAY, DEFAULT)


@pytest.fixture
def three(city):
    open_planned(city, "UH-1", on=date(2026, 3, 2))
    open_planned(city, "UH-2", on=date(2026, 3, 30), kind="goods")
    bring_to_standstill(city, "UH-3", sent=SENT)
    return city


def listed(engine, wanted, asked=CANCEL):
    with reading(engine) as connection:
        return list(candidates(connection, wanted, asked))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Conditions(), ["UH-1", "UH-2", "UH-3"]),
        (Conditions(states=("planning",)), ["UH-1", "UH-2"]),
        (Conditions(states=("planning", "standstill")), ["UH-1", "UH-2", "UH-3"]),
        (Conditions(kinds=("service",), states=("standstill",)), ["UH-3"]),
        (Conditions(unit_ids=(99,)), []),
        (Conditions(overdue=True), ["UH-1"]),
    ],
    ids=lambda value: "" if isinstance(value, list) else repr(value),
)
def test_what_fits_every_condition_is_listed(three, wanted, found):
    assert [one.reference for one in listed(three, wanted)] == found


def test_each_case_is_done_and_told_by_itself(three):
    found = listed(three, Conditions())
    assert [override_each(three, one, CANCEL).result for one in found] == [Result.DONE] * 3
    assert {state_of(three, one.reference) for one in found} == {"cancelled"}
    assert [override_each(three, one, CANCEL).result for one in found] == [Result.THERE] * 3


def test_a_case_that_has_moved_since_the_list_is_left_alone(three):
    (one,) = listed(three, Conditions(states=("standstill",)))
    moved = Report(Milestone.REVIEW_FILED, TODAY)
    record(three, "UH-3", moved, by=BY_OFFICER, today=TODAY)

    result = override_each(three, one, CANCEL)
    assert result.result is Result.REFUSED
    assert "sedan listan gjordes" in result.refusal.text.sv
    assert state_of(three, "UH-3") == "review"


def test_what_leads_straight_back_is_refused_in_the_list_and_when_done(three):
    back = replace(CANCEL, target="award")
    (one,) = listed(three, Conditions(states=("standstill",)), back)
    assert one.consequences is None
    assert one.refusal is not None
    assert override_each(three, one, back).result is Result.REFUSED


def test_what_is_risky_waits_for_a_second_person(three):
    risky = replace(CANCEL, target="closed")
    (one,) = listed(three, Conditions(states=("standstill",)), risky)
    result = override_each(three, one, risky)
    assert (result.result, result.request) == (Result.WAITING, 1)
