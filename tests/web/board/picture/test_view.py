"""All that a page shows of a case, and how it looks in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from time import process_time
from typing import Any

import pytest

from desk.lanes.case_lanes import lanes
from desk.lanes.drawn import BarKind, Imagined, MovedDay
from matters.ladder_file import DEFAULT
from states.text import UnknownLanguage, verbatim
from tests.chromium import DESKTOP, LOOKS, PHONE, SMALL_PHONE, chromium, flaws, needs_chromium, window
from tests.desk.lanes.stories import STORIES, drawn, told
from tests.web.board.picture.looking import page
from web.board.picture.view import pictured

MOST_BYTES = 45_000
MOST_SECONDS = 0.15
"""Ten times what it takes, for a machine that is busy with other things."""
_COVERED = """
(css) => {
  const boxes = [...document.querySelectorAll(`svg.${css} text`)].map(e => [e.textContent, e.getBBox()]);
  const over = (a, b) => a.x < b.x + b.width - 1 && b.x < a.x + a.width - 1
      && a.y < b.y + b.height - 5 && b.y < a.y + a.height - 5;
  return boxes.flatMap(([t, a], i) => boxes.slice(i + 1).filter(([_, b]) => over(a, b)).map(([u]) => `${t} | ${u}`));
}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as found:
        yield found


def test_an_ordinary_case_is_well_below_its_size():
    whole = page([pictured(drawn("two suppliers"), "sv")])

    assert len(whole[whole.index("<body>") :].encode()) < MOST_BYTES * 4 / 5


@pytest.mark.parametrize("name", STORIES)
def test_no_case_is_beyond_its_size(name):
    whole = page([pictured(drawn(name), "sv")])

    assert len(whole[whole.index("<body>") :].encode()) < MOST_BYTES


def test_a_picture_is_made_in_a_moment():
    case, entries, today = told("two suppliers")
    pictured(lanes(case, entries, today, DEFAULT), "sv")

    started = process_time()
    pictured(lanes(case.copy(), entries, today, DEFAULT), "sv")
    assert process_time() - started < MOST_SECONDS


def test_the_parts_of_two_pictures_on_a_page_are_told_apart():
    whole = page([pictured(drawn("two suppliers"), "sv", name=name) for name in ("now", "then")])

    named = re.findall(r' id="([^"]+)"', whole)
    assert set(named) - {"hatch"} == {
        f"{name}-{part}" for name in ("now", "then") for part in ("w-t", "w-d", "n-t", "n-d")
    }
    assert all(f'"{one}-w-t {one}-w-d"' in whole for one in ("now", "then"))


def test_narrow_screens_may_show_other_lanes():
    view = pictured(drawn("five suppliers", unfolded=True), "sv", narrow=drawn("five suppliers"))

    assert view.level.count("Exempelföretaget E AB") == 2  # beside its lane, and in the description
    assert "+ 4 leverantörer till" in view.lane_keys


def test_who_has_no_lane_is_listed_and_the_lanes_of_all_can_be_reached():
    whole = page([pictured(drawn("five suppliers"), "sv")])

    assert "Leverantörer som delar bana (4)" in whole
    assert '<strong>Exempelföretaget B AB</strong>, kontaktperson utsedd <span class="state late">' in whole
    assert '<a href="?alla">Visa en bana för varje leverantör</a>' in whole
    assert "delar bana" not in page([pictured(drawn("two suppliers"), "sv")])


def test_what_is_drawn_wider_and_what_is_not_drawn_is_said():
    view = pictured(drawn("two suppliers"), "sv")

    assert view.wider == "November 2026 till januari 2027 ritas bredare än övriga månader."
    assert view.later == "Dagar efter november 2027 står i tabellen."
    assert pictured(drawn("closed"), "sv").wider == ""


def test_an_imagined_course_is_drawn_and_told():
    found = drawn("two suppliers")
    coming = tuple(
        tuple(replace(bar, kind=BarKind.EXPECTED) for bar in lane.bars if bar.ends is None or bar.ends > found.today)
        for lane in found.lanes
    )
    moved = (
        MovedDay(1, verbatim("kompetensprofil"), date(2026, 12, 22), date(2027, 5, 4)),
        MovedDay(2, verbatim("startmöte"), date(2026, 12, 8), None),
    )
    course = Imagined(date(2027, 5, 3), coming, ((), (), (), ()), moved, (verbatim("Det går inte."),))

    view = pictured(replace(found, imagined=course), "sv")
    assert view.is_imagined
    assert view.moved == (
        "Leverantör\u00a01, kompetensprofil: 4 maj 2027 i stället för 22 december",
        "Leverantör\u00a02, startmöte: inte före 3 maj 2027, i stället för 8 december",
    )
    assert 'class="bar will if"' in view.level
    assert 'class="bar will if"' in view.tall
    assert "tänkt förlopp" in page([view])
    assert "Det går inte." in page([view])
    still = pictured(replace(found, imagined=replace(course, moved=(), refused=())), "en")
    assert still.moved == ("No day moves.",)


def test_only_our_languages_are_drawn():
    with pytest.raises(UnknownLanguage):
        pictured(drawn("plan only"), "de")


class TestInChromium:
    pytestmark = needs_chromium

    @pytest.mark.parametrize(("width", "dark"), LOOKS)
    @pytest.mark.parametrize("name", ["two suppliers", "twelve suppliers", "thirty positions", "court twice"])
    def test_nothing_sticks_out_and_everybody_can_read_it(self, browser, name, width, dark):
        with window(browser, width=width, dark=dark, scripts=True) as found:
            found.set_content(page([pictured(drawn(name), "sv")]))
            found.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

            assert flaws(found) == []

    @pytest.mark.parametrize("name", ["two suppliers", "five suppliers", "thirty positions", "overridden", "closed"])
    @pytest.mark.parametrize(("width", "css"), [(DESKTOP, "level"), (PHONE, "tall"), (SMALL_PHONE, "tall")])
    def test_no_words_cover_others_in_whatever_typeface_there_is(self, browser, name, width, css):
        with window(browser, width=width) as found:
            found.set_content(page([pictured(drawn(name), "sv")]))

            assert found.evaluate(_COVERED, css) == []
            other = "tall" if css == "level" else "level"
            assert found.locator(f"svg.{css}").is_visible()
            assert not found.locator(f"svg.{other}").is_visible()

    def test_a_wider_typeface_is_fitted_into_the_room_that_was_reckoned(self, browser):
        with window(browser, width=DESKTOP) as found:
            found.set_content(page([pictured(drawn("two suppliers"), "sv")]))
            found.add_style_tag(content="svg text { font-family: 'DejaVu Sans', Verdana !important; }")

            assert found.evaluate(_COVERED, "level") == []

    def test_print_shows_the_one_that_lies(self, browser):
        with window(browser, width=SMALL_PHONE) as found:
            found.set_content(page([pictured(drawn("two suppliers"), "sv")]))
            found.emulate_media(media="print")

            assert found.locator("svg.level").is_visible()
            assert not found.locator("svg.tall").is_visible()
