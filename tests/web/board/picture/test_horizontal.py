"""The picture as it lies: what must hold of every case."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import Lanes, LinkStatus
from matters.ladder_file import DEFAULT
from models.queries.journals import journal
from models.storage.database import reading
from tests.desk.lanes.stories import STORIES, drawn
from tests.histories import UNUSUAL, USUAL, WHICH, Chooser, Snapshots, Step, World, live
from tests.web.board.picture.looking import days_in_order, flaws_of, out_of_lane
from web.board.picture.horizontal import GUTTER, LEFT, RIGHT, Level, horizontal, laid_out
from web.board.picture.upright import laid_out as laid_upright

WALKS = 10
STEPS = 34


def wrong_with(found: Lanes, language: str) -> list[str]:
    """Return what is wrong with both pictures of some lanes."""
    level, tall = laid_out(found, language), laid_upright(found, language)
    wrong = [*flaws_of(level.sheet), *out_of_lane(level), *in_gutters(level), *flaws_of(tall.sheet)]
    return wrong if days_in_order(found, level) else [*wrong, "the days are not in order"]


def in_gutters(level: Level) -> list[str]:
    """Return the words of lanes that stand where only badges may."""
    gutters = [(strip.bottom, strip.bottom + GUTTER) for strip in level.strips[:-1]]
    words = [word for word in level.sheet.words if word.part is not None]
    return [word.text for word in words for top, bottom in gutters if word.bottom > top and word.top < bottom]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", STORIES)
def test_no_words_lie_over_others_or_leave_their_lane_or_the_page(name, language):
    assert wrong_with(drawn(name), language) == []
    assert wrong_with(drawn(name, unfolded=True), language) == []


@pytest.fixture
def snapshots(sqlite_template: Path) -> Iterator[Snapshots]:
    found = Snapshots(sqlite_template)
    yield found
    found.close()


def test_nor_do_they_in_cases_that_went_as_chance_had_it(snapshots):
    """Walk the processes at random, and look at each case on the way and at the end."""
    chooser, seen = Chooser(20260102), set()
    for number in range(WALKS):
        world = World(snapshots, date(2025, 1, 7 + number))
        world.begin()
        for step in range(STEPS):
            live(world, Step(chooser.of(USUAL + UNUSUAL), chooser.of(WHICH), chooser.of(range(2**24))))
            if step % 11 == 10:
                seen |= looked_at(world)
    assert {"matching", "planning"} <= seen


def looked_at(world: World) -> set[str]:
    """Look at all cases of a world as they stand, and return the states of their purchases."""
    with reading(world.engine) as connection:
        journals = {one: [entry for entry, _ in journal(connection, one).entries] for one in world.references}
    for case in world.cases():
        found = lanes(case, journals[case.reference], world.today, DEFAULT, unit="Skolförvaltningen")
        for language in ("sv", "en"):
            assert wrong_with(found, language) == [], (case.reference, world.today)
    return {case.tracks[0].state for case in world.cases()}


def test_a_link_leads_from_bar_to_bar_and_its_badge_stands_beside_the_first():
    level = laid_out(drawn("two suppliers"), "sv")

    badges = {word.text: word for word in level.sheet.words if word.text.isdigit() and word.y > 100}
    for link, x in zip(level.lanes.links, level.link_x, strict=True):
        word = badges[str(link.number)]
        assert (word.left + word.right) / 2 == pytest.approx(x)
        up = link.targets and max(link.targets) < link.source
        strip = level.strips[link.source - 1 if up else link.source]
        assert strip.bottom < word.top
        assert word.bottom < strip.bottom + GUTTER


def test_badges_of_one_day_stand_side_by_side():
    level = laid_out(drawn("two suppliers"), "sv")

    places = sorted(level.link_x)
    assert all(later - earlier >= 23.9 for earlier, later in pairwise(places))


def test_a_point_without_a_day_stands_at_the_end_of_the_axis():
    level = laid_out(drawn("court twice"), "sv")

    undated = [x for link, x in zip(level.lanes.links, level.link_x, strict=True) if link.on is None]
    assert len(undated) == 2
    assert min(undated) > RIGHT - 50


def test_a_state_stands_in_its_bar_where_it_has_room_and_the_present_one_is_always_told():
    for name in STORIES:
        level = laid_out(drawn(name), "sv")
        for strip in level.strips:
            now = strip.lane.now
            words = [word.text for word in level.sheet.words if word.part == strip.place]
            assert now is None or any(now.name.sv in word for word in words), (name, strip.place)


def test_what_is_late_is_red_and_says_so():
    svg = horizontal(drawn("two suppliers"), "sv", "p")

    assert '<text class="halo red"' in svg
    assert "kontaktperson 1 dec, försenat</text>" in svg
    assert "contact person 1 Dec, late</text>" in horizontal(drawn("two suppliers"), "en", "p")


def test_what_was_done_outside_the_rules_is_a_diamond_and_says_so():
    svg = horizontal(drawn("overridden"), "sv", "p")

    assert svg.count('class="except"') == 2
    assert "dialog 1 jul, undantag</text>" in svg


def test_the_court_is_hatched_and_named():
    svg = horizontal(drawn("court twice"), "sv", "p")

    assert svg.count('class="court"') == 3
    assert svg.count(">överprövning</text>") == 2


def test_a_contract_that_may_not_be_performed_is_hatched():
    found = drawn("two suppliers")
    stopped = replace(found.lanes[1], stopped=((date(2026, 11, 25), None),))

    svg = horizontal(replace(found, lanes=(found.lanes[0], stopped, *found.lanes[2:])), "sv", "p")
    assert svg.count('class="court"') == horizontal(found, "sv", "p").count('class="court"') + 1


def test_each_status_has_its_own_line_head_and_badge():
    svg = horizontal(drawn("two suppliers"), "sv", "p")

    assert {status.value for status in LinkStatus} == {"open", "waiting", "blocked"}
    for css in ("open", "waits", "stops"):
        for part in ("link", "head", "badge"):
            assert f'class="{part} {css}"' in svg


def test_a_case_that_has_ended_has_no_line_of_today():
    assert 'class="day"' not in horizontal(drawn("closed"), "sv", "p")
    assert 'class="day"' in horizontal(drawn("two suppliers"), "sv", "p")


def test_colours_are_classes_alone():
    svg = horizontal(drawn("two suppliers"), "sv", "p")

    assert not [word for word in ("style=", "fill=", "stroke=", "#", "<script") if word in svg]


def test_the_axis_is_as_wide_as_the_page_allows():
    level = laid_out(drawn("two suppliers"), "sv")

    assert level.axis.left == LEFT
    assert level.axis.right == pytest.approx(RIGHT)
