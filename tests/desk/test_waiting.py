"""Who waits for whom, asked of one case or all, at one sync point or all."""

from datetime import date

import pytest

from desk.waiting import POINTS, UnknownPoint, who_waits
from models.refusals import UnknownCase
from models.storage.database import reading
from tests.notifications.city import bring_to_standstill, open_planned

TODAY = date(2026, 4, 8)


@pytest.fixture
def two(city):
    open_planned(city, "UH-1", on=date(2026, 3, 2))
    bring_to_standstill(city, "UH-2", sent=date(2026, 3, 24))
    return city


def asked(engine, **which):
    with reading(engine) as connection:
        return [(wait.reference, wait.point.name) for wait in who_waits(connection, today=TODAY, **which)]


def test_all_that_goes_on_is_told_the_longest_first(two):
    assert asked(two) == [("UH-1", "S1"), ("UH-1", "S2"), ("UH-2", "S3"), ("UH-2", "S4")]


def test_one_case_or_one_point_may_be_asked_for(two):
    assert asked(two, reference="UH-2") == [("UH-2", "S3"), ("UH-2", "S4")]
    assert asked(two, points=[" s1 ", "S4"]) == [("UH-1", "S1"), ("UH-2", "S4")]


def test_a_point_or_a_case_that_does_not_exist_is_refused(two):
    with pytest.raises(UnknownPoint) as refused:
        asked(two, points=["S1", "S9"])
    assert refused.value.text.sv == "Det finns bara S1, S2, S3, S4, S5, S6, S7, S8."
    with pytest.raises(UnknownCase):
        asked(two, reference="UH-9")


def test_the_points_are_those_of_the_model():
    assert tuple(f"S{number}" for number in range(1, 9)) == POINTS
