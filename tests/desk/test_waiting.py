"""Who waits for whom, asked of one case or all, at one sync point or all."""

from datetime import date

import pytest
from sqlalchemy import update

from desk.settling import settle_due
from desk.tick import TickResult
from desk.waiting import POINTS, UnknownPoint, everyone_who_waits, who_waits
from models.refusals import UnknownCase
from models.storage.database import reading, writing
from models.tables import Case
from states.facts import Milestone
from tests.notifications.city import bring_to_standstill, observe, open_planned

TODAY = date(2026, 4, 8)


@pytest.fixture
def two(city):
    open_planned(city, "UH-1", on=date(2026, 3, 2))
    bring_to_standstill(city, "UH-2", sent=date(2026, 3, 24))
    return city


def asked(engine, **which):
    with reading(engine) as connection:
        found = who_waits(connection, today=TODAY, **which)
    assert found.total >= len(found.rows)
    return [(wait.reference, *points_of(wait)) for wait in found.rows]


def points_of(wait):
    return [one.point.name for one in (wait, *wait.also)]


@pytest.fixture(params=["worked out", "stored"])
def either(request, two):
    """Cases that are due, and the same once a tick has looked at them."""
    if request.param == "stored":
        settle_due(two, today=TODAY, result=TickResult(TODAY))
    return two


def test_all_that_goes_on_is_told_the_longest_first_and_what_waits_for_the_same_once(either):
    assert asked(either) == [("UH-1", "S1", "S2"), ("UH-2", "S3"), ("UH-2", "S4")]


def test_one_case_or_one_point_may_be_asked_for(either):
    assert asked(either, reference="UH-2") == [("UH-2", "S3"), ("UH-2", "S4")]
    assert asked(either, reference="UH-2", points=["s4"]) == [("UH-2", "S4")]
    assert asked(either, points=[" s1 ", "S4"]) == [("UH-1", "S1", "S2"), ("UH-2", "S4")]
    assert asked(either, points=["s2"]) == [("UH-1", "S1", "S2")]


def test_the_pages_together_hold_everything_once_in_order(either):
    with reading(either) as connection:
        pages = [who_waits(connection, today=TODAY, page=number, size=2) for number in (1, 2, 3)]
        everything = list(everyone_who_waits(connection, today=TODAY))
    assert [[wait.point.name for wait in page.rows] for page in pages] == [["S1", "S3"], ["S4"], []]
    assert {page.total for page in pages} == {3}
    assert [one for page in pages for one in page.rows] == everything


def test_a_page_mixes_what_is_stored_with_what_has_changed_since(two):
    settle_due(two, today=TODAY, result=TickResult(TODAY))
    observe(two, "UH-2", Milestone.COURT_CHECKED, TODAY)
    open_planned(two, "UH-3", on=date(2026, 3, 2))
    assert asked(two) == [("UH-1", "S1", "S2"), ("UH-3", "S1", "S2"), ("UH-2", "S4")]
    assert asked(two, size=1, page=2) == [("UH-3", "S1", "S2")]
    assert asked(two, points=["S3"]) == []


def test_an_earlier_day_is_asked_of_the_records_and_not_of_what_is_stored(two):
    settle_due(two, today=TODAY, result=TickResult(TODAY))
    with reading(two) as connection:
        found = who_waits(connection, today=date(2026, 4, 1)).rows
    assert [(one.reference, one.days) for one in found] == [("UH-1", 22), ("UH-2", 6)]


def test_a_case_that_cannot_be_read_is_named_also_after_a_tick(two):
    with writing(two) as connection:
        connection.execute(update(Case).where(Case.__table__.c.reference == "UH-1").values(kind="melted"))
    problems = []
    for _ in range(2):
        with reading(two) as connection:
            found = who_waits(connection, today=TODAY, problems=problems).rows
        assert [one.reference for one in found] == ["UH-2", "UH-2"]
        settle_due(two, today=TODAY, result=TickResult(TODAY))
    assert [problem.reference for problem in problems] == ["UH-1", "UH-1"]


def test_a_point_or_a_case_that_does_not_exist_is_refused(two):
    with pytest.raises(UnknownPoint) as refused:
        asked(two, points=["S1", "S9"])
    assert refused.value.text.sv == "Det finns bara S1, S2, S3, S4, S5, S6, S7, S8."
    with pytest.raises(UnknownCase):
        asked(two, reference="UH-9")


def test_the_points_are_those_of_the_model():
    assert tuple(f"S{number}" for number in range(1, 9)) == POINTS
