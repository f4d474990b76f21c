"""The head of the picture: years, months, weeks and today."""

from datetime import date

import pytest

from tests.web.board.picture.looking import flaws_of
from web.board.picture.axis import axis
from web.board.picture.scale import Scale, draw_scale
from web.board.picture.sheet import Drawing


def head(first: str, last: str, today: str | None, language: str = "sv") -> Drawing:
    day = date.fromisoformat
    now = day(today) if today else None
    sheet = Drawing(1180, 100)
    draw_scale(Scale(sheet, axis(day(first), day(last), now, left=150, right=1176), now, language))
    return sheet


def said(sheet: Drawing, y: float) -> list[str]:
    return [word.text for word in sorted(sheet.words, key=lambda one: one.left) if word.y == y]


def test_months_around_today_have_their_whole_names_and_a_tick_each_monday():
    sheet = head("2026-02-17", "2026-12-03", "2026-12-03")

    months = "feb mar apr maj jun jul aug sep okt november december januari"
    assert " ".join(said(sheet, 37)) == months
    assert said(sheet, 16) == ["2026", "2027"]
    assert sum("tick" in shape for shape in sheet.layers["grid"]) == 5 + 4 + 4


def test_today_has_a_tag_in_both_languages():
    assert said(head("2026-02-17", "2026-12-03", "2026-12-03"), 16.5) == ["i dag 3 dec"]
    assert said(head("2026-02-17", "2026-12-03", "2026-12-03", "en"), 16.5) == ["today 3 Dec"]


def test_a_long_axis_names_fewer_months():
    names = said(head("2019-02-17", "2026-12-03", None), 37)

    assert names[:5] == ["feb", "maj", "aug", "nov", "feb"]
    assert len(names) == 32


@pytest.mark.parametrize("today", [None, "2026-01-01", "2026-01-31", "2026-12-03", "2026-12-31", "2027-01-02"])
@pytest.mark.parametrize(
    ("first", "last"), [("2025-12-20", "2027-01-02"), ("2026-12-01", "2027-01-02"), ("2012-05-01", "2027-06-01")]
)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_name_lies_over_another_or_beyond_the_axis(first, last, today, language):
    if today is not None and not first <= today:
        first = today
    assert flaws_of(head(first, max(last, today or last), today, language)) == []


def test_the_line_of_today_goes_through_no_name():
    for number in range(1, 31):
        sheet = head("2026-10-20", "2026-12-20", f"2026-11-{number:02d}")
        (x,) = {float(shape.split('x1="')[1].split('"')[0]) for shape in sheet.layers["today"] if "<line" in shape}
        assert not [word.text for word in sheet.words if word.y == 37 and word.left < x < word.right]
