"""The plain data of the picture."""

from datetime import date

from desk.lanes.drawn import BarKind, Lane, LaneBar, LaneKind
from states.text import verbatim

DAY = date(2026, 3, 2)


def bar(kind: BarKind, name: str) -> LaneBar:
    return LaneBar(verbatim(name), DAY, DAY, kind)


def test_the_state_of_a_lane_is_the_one_that_is_now():
    bars = (bar(BarKind.PASSED, "a"), bar(BarKind.CURRENT, "b"), bar(BarKind.EXPECTED, "c"))

    assert Lane(LaneKind.PURCHASE, verbatim("U"), verbatim("Upphandling"), "", bars).now == bars[1]


def test_a_lane_whose_process_has_ended_is_in_no_state():
    assert Lane(LaneKind.PURCHASE, verbatim("U"), verbatim("Upphandling"), "", (bar(BarKind.PASSED, "a"),)).now is None
