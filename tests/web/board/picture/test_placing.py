"""Where labels stand."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from web.board.picture.placing import APART, apart, placed

LEFT, RIGHT = 152.0, 1176.0
LABELS = st.lists(st.tuples(st.floats(150, 1175), st.floats(20, 510)), max_size=14)


def spans(boxes):
    return [(box.level, round(box.left), round(box.right)) for box in boxes]


def test_a_label_stands_to_the_right_of_its_tick():
    assert spans(placed([(200, 100)], left=LEFT, right=RIGHT)) == [(0, 207, 307)]


def test_where_there_is_no_room_it_stands_to_the_left():
    (box,) = placed([(1100, 100)], left=LEFT, right=RIGHT)

    assert (box.to_the_left, box.right) == (True, 1093)


def test_a_label_that_covers_a_tick_stands_further_from_the_bar():
    assert [box.level for box in placed([(200, 100), (250, 100)], left=LEFT, right=RIGHT)] == [1, 0]


def test_a_label_avoids_a_vertical_line_where_it_can():
    (box,) = placed([(600, 100)], left=LEFT, right=RIGHT, lines=[650])

    assert box.to_the_left


def test_where_an_arrow_ends_the_nearest_level_is_full():
    assert [box.level for box in placed([(200, 100)], left=LEFT, right=RIGHT, taken=[250])] == [1]


def test_two_labels_at_the_edge_do_not_cover_each_others_ticks():
    boxes = placed([(900, 250), (1100, 300)], left=LEFT, right=RIGHT)

    assert not boxes[0].covers(1100) or boxes[0].level > boxes[1].level
    assert not boxes[1].covers(900) or boxes[1].level > boxes[0].level


@given(
    labels=LABELS, lines=st.lists(st.floats(150, 1176), max_size=6), taken=st.lists(st.floats(150, 1176), max_size=4)
)
def test_no_label_covers_another_or_leaves_the_page_and_no_tick_goes_through_one(labels, lines, taken):
    boxes = placed(labels, left=LEFT, right=RIGHT, lines=lines, taken=taken)

    for place, box in enumerate(boxes):
        assert box.left >= LEFT - 0.001
        assert box.right <= RIGHT + 0.001
        assert box.level or not any(box.left - APART < x < box.right + APART for x in taken)
        for other in boxes[place + 1 :]:
            if box.level == other.level:
                assert box.right + APART <= other.left + 0.001 or other.right + APART <= box.left + 0.001


@given(ticks=st.lists(st.floats(150, 700), max_size=12, unique=True))
def test_with_room_to_the_right_no_tick_goes_through_a_label(ticks):
    boxes = placed([(tick, 200.0) for tick in ticks], left=LEFT, right=RIGHT)

    for box in boxes:
        assert not [
            other for other in boxes if box.covers(other.tick) and other.level >= box.level and other is not box
        ]


@given(places=st.lists(st.floats(150, 1176), max_size=30))
def test_badges_keep_their_order_and_their_distance(places):
    moved = apart(places, least=24, left=162, right=1164)

    order = sorted(range(len(places)), key=lambda one: (places[one], one))
    gaps = [moved[later] - moved[earlier] for earlier, later in pairwise(order)]
    assert all(gap >= min(24, 1002 / len(places)) - 0.001 for gap in gaps)
    assert all(162 - 0.001 <= one <= 1164 + 0.001 for one in moved)


def test_the_later_badge_moves_right_and_at_the_end_the_earlier_one_left():
    assert apart([300, 310], least=24, left=162, right=1164) == [300, 324]
    assert apart([1160, 1164], least=24, left=162, right=1164) == [1140, 1164]
    assert apart([], least=24, left=162, right=1164) == []
