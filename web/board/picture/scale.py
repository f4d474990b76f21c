"""The head of the picture that lies: years, months and weeks, and the line of today."""

from dataclasses import dataclass
from datetime import date, timedelta

from web.board.picture import words
from web.board.picture.axis import Axis
from web.board.picture.sheet import Drawing, level_line, rect, upright_line
from web.board.picture.widths import width

HEAD = 49.0
"""The line of the axis: years, months and weeks stand above it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an axis is drawn; `today` None: it has no line of today."""

    sheet: Drawing
    axis: Axis
    today: date | None
    language: str


def draw_scale(scale: Scale) -> None:
    """Draw years, months and weeks, and the line of today."""
    sheet, months, high = scale.sheet, scale.axis.months, scale.sheet.high
    near = [month for month in months if month.near]
    if near:
        sheet.mark("grid", rect("near", near[0].left, 22, wide=near[-1].right - near[0].left, high=HEAD - 22))
    tag = _draw_today(scale)
    every = _every(scale.axis)
    free = scale.axis.left
    for place, month in enumerate(months):
        year = month.first.month == 1 or place == 0
        shown = month.near or (place % every == 0 if every < 12 else year)
        if shown or year:
            sheet.mark("grid", upright_line("grid", month.left, 4 if year else 22, high))
        left = _beside_tag(scale.axis, month.left + 5, str(month.first.year), tag) if year else None
        if left is not None and left >= free:
            free = sheet.say("grid", str(month.first.year), left, 16, css="strong", bold=True).right + 4
        if shown:
            _name_month(scale, place, every)
        if month.near:
            _draw_weeks(scale, month.first)
    sheet.mark("grid", level_line("axis", scale.axis.left, scale.axis.right, HEAD))


def _every(axis: Axis) -> int:
    """Return how many months go to one name, so that there is room for it."""
    far = [month.right - month.left for month in axis.months if not month.near]
    if not far:
        return 1
    return next((every for every in (1, 2, 3, 6) if far[0] * every >= 32), 12)


def _name_month(scale: Scale, place: int, every: int) -> None:
    month = scale.axis.months[place]
    following = scale.axis.months[place + 1 : place + every]
    right = next((one.left for one in following if one.near), (following or [month])[-1].right)
    names = [
        words.month_name(month.first, whole=whole).in_(scale.language)
        for whole in ((True, False) if month.near else (False,))
    ]
    lines_at = [] if scale.today is None else [scale.axis.x(scale.today)]
    for name in names:
        for left in (month.left + 5, *(x + 5 for x in lines_at if month.left <= x < right)):
            ends = left + width(name)
            if ends <= right - 3 and not any(left - 3 < x < ends + 3 for x in lines_at):
                scale.sheet.say("grid", name, left, 37, css="quiet")
                return


def _beside_tag(axis: Axis, left: float, year: str, tag: tuple[float, float] | None) -> float | None:
    """Return where the number of a year stands, beside the tag of today if need be; None where it has no room."""
    right = left + width(year, bold=True)
    if tag is not None and left < tag[1] + 4 and tag[0] - 4 < right:
        left = tag[1] + 6
    return left if left + width(year, bold=True) <= axis.right else None


def _draw_weeks(scale: Scale, first: date) -> None:
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday.month == first.month:
        scale.sheet.mark("grid", upright_line("tick", scale.axis.x(monday), HEAD - 5, HEAD))
        monday += timedelta(days=7)


def _draw_today(scale: Scale) -> tuple[float, float] | None:
    """Draw the line of today and its tag; return from where to where the tag reaches."""
    if scale.today is None:
        return None
    sheet, x = scale.sheet, scale.axis.x(scale.today)
    text = words.TODAY.fill(day=words.short_day(scale.today)).in_(scale.language)
    half = width(text, bold=True) / 2 + 8
    middle = min(max(x, scale.axis.left + half), scale.axis.right - half)
    sheet.mark("today", upright_line("day", x, 22, sheet.high))
    sheet.mark("today", rect("daytag", middle - half, 2, wide=2 * half, high=20, more=' rx="3"'))
    sheet.say("today", text, middle, 16.5, css="on", anchor="middle", bold=True, fitted=True)
    return middle - half, middle + half
