"""What a picture is drawn on."""

import pytest

from web.board.picture.sheet import Drawing, Word, level_line, number, overlapping, path, rect, upright_line
from web.board.picture.widths import width


def test_words_are_written_with_the_width_that_was_reckoned():
    sheet = Drawing(100, 50)
    sheet.say("labels", "3 dec", 10, 20, css="halo", fitted=True)

    svg = sheet.svg(css="level", name="p", title="T", description="D")
    assert f'<text class="halo" x="10" y="20" textLength="{number(width("3 dec"))}"' in svg
    assert 'aria-labelledby="p-t p-d"' in svg


@pytest.mark.parametrize(
    ("anchor", "left"), [("", 50), ("middle", 50 - width("dialog") / 2), ("end", 50 - width("dialog"))]
)
def test_words_reach_from_where_they_are_anchored(anchor, left):
    word = Drawing(100).say("labels", "dialog", 50, 20, anchor=anchor)

    assert (word.left, word.right) == (pytest.approx(left), pytest.approx(left + width("dialog")))


def test_what_somebody_wrote_is_escaped():
    sheet = Drawing(100, 50)
    sheet.say("labels", "<b>A & B</b>", 10, 20)

    svg = sheet.svg(css="level", name="p", title="<i>", description="&")
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in svg


def test_layers_are_drawn_in_their_order():
    sheet = Drawing(100, 50)
    for layer in ("badges", "today", "grid"):
        sheet.mark(layer, f"<{layer}/>")

    svg = sheet.svg(css="level", name="p", title="", description="")
    assert svg.index("<grid/>") < svg.index("<today/>") < svg.index("<badges/>")


def test_shapes_are_figures_and_classes():
    assert rect("bar", 1, 2.04, wide=3.06, high=4) == '<rect class="bar" x="1" y="2" width="3.1" height="4"/>'
    assert upright_line("tick", 1, 2, 3) == '<line class="tick" x1="1" y1="2" x2="1" y2="3"/>'
    assert level_line("axis", 1, 2, 3) == '<line class="axis" x1="1" y1="3" x2="2" y2="3"/>'
    assert path("flag", "M1", 2.5, "h10l-5 8") == '<path class="flag" d="M1 2.5 h10l-5 8z"/>'


def test_words_over_words_are_found():
    one, beside, over = Word("a", 0, 10, 20), Word("b", 10, 20, 20), Word("c", 5, 15, 25)

    assert overlapping([one, beside]) == []
    assert overlapping([one, over]) == [("a", "c")]
    assert overlapping([one, Word("d", 0, 10, 33)]) == []
