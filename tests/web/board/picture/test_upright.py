"""The picture upright; that no words lie over others is looked at together with the one that lies."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from desk.lanes.drawn import LabelKind, LaneLabel
from states.text import verbatim
from tests.desk.lanes.stories import STORIES, drawn
from tests.web.board.picture.looking import flaws_of, rows_in_order
from web.board.picture.upright import LEAST, MOST_ROWS, laid_out, upright


@pytest.mark.parametrize("name", STORIES)
def test_rows_come_in_the_order_of_their_days_each_with_room(name):
    found = laid_out(drawn(name), "sv")

    assert rows_in_order(found)
    ys = [row.y for row in found.rows]
    assert all(later - earlier >= LEAST - 0.001 for earlier, later in pairwise(ys))


def test_each_sync_point_with_a_day_has_a_row_and_a_badge():
    lanes = drawn("two suppliers")
    found = laid_out(lanes, "sv")

    assert [row.link for row in found.rows if row.link] == list(lanes.links)
    assert sum('class="badge' in shape and 'r="9.5"' in shape for shape in found.sheet.layers["badges"]) == 6


def test_today_tells_in_which_state_each_lane_is():
    (row,) = [row for row in laid_out(drawn("two suppliers"), "sv").rows if row.is_today]

    assert row.on == date(2026, 12, 3)
    assert row.told == ["U matchning", "1 tilldelad", "2 kontaktperson utsedd", "M deltagare förberedda"]


def test_what_is_late_says_so_below_its_day():
    svg = upright(drawn("two suppliers"), "sv", "p")

    assert ">Kontaktperson, försenat</text>" in svg
    assert 'class="flag red"' in svg
    assert ">I dag, torsdag 3 dec</text>" in svg
    assert ">Today, Thursday 3 Dec</text>" in upright(drawn("two suppliers"), "en", "p")


def test_a_day_lies_between_the_rows_around_it():
    found = laid_out(drawn("two suppliers"), "sv")

    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 600, 3)]
    places = [found.y(day) for day in days]
    assert places == sorted(places)
    assert places[0] > 20
    assert places[-1] < found.sheet.high


def test_many_events_leave_out_the_oldest_and_say_how_many():
    lanes = drawn("two suppliers")
    happened = [
        LaneLabel(date(2026, 3, 1) + timedelta(days=5 * place), verbatim(f"händelse {place}"), LabelKind.HAPPENED)
        for place in range(60)
    ]
    many = tuple(replace(lane, labels=tuple(happened[place::4])) for place, lane in enumerate(lanes.lanes))

    found = laid_out(replace(lanes, lanes=many), "sv")

    assert len(found.rows) == MOST_ROWS
    assert found.left_out > 0
    assert f"{found.left_out} tidigare händelser" in " ".join(word.text for word in found.sheet.words)
    assert flaws_of(found.sheet) == []


def test_more_than_four_lanes_make_it_wider_rather_than_tighter():
    assert laid_out(drawn("five suppliers"), "sv").sheet.wide == 300
    assert laid_out(drawn("five suppliers", unfolded=True), "sv").sheet.wide > 300
