"""The picture upright, for narrow screens: time from top to bottom, a row for each event, the lanes as tracks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup

from desk.lanes.drawn import BarKind, LabelKind, LaneBar, LaneLabel, Lanes, Link, LinkStatus
from web.board.picture import words
from web.board.picture.chosen import drawn_labels
from web.board.picture.marks import KIND_CSS, STATUS_CSS, badge, diamond
from web.board.picture.sheet import Drawing, level_line, number, path, rect
from web.board.picture.widths import lines, width

WIDE, TRACK, TRACKS = 300.0, 22.0, 4
BAR = 9.0
TOP, LINE = 44.0, 16.0
LEAST, SLACK, A_DAY, MOST_OF_DAYS = 41.0, 38.0, 0.22, 26.0
"""Pixels from one row to the next: at least, and what days between them come to."""
BADGE = 9.5
MOST_ROWS = 30
_TAG = 22.0


@dataclass(slots=True)
class Line:
    """One row: a day, what happens on it, and what is drawn on the tracks; `y` is known once those above it are."""

    on: date
    told: list[str]
    label: LaneLabel | None = None
    place: int = 0
    link: Link | None = None
    y: float = 0

    @property
    def is_today(self) -> bool:
        return self.label is None and self.link is None

    @property
    def high(self) -> float:
        """How many pixels the row needs beyond the least."""
        return len(self.told) * LINE - (2 if self.is_today else LINE)


@dataclass(slots=True)
class Upright:
    """The picture with everything in its place."""

    lanes: Lanes
    language: str
    rows: list[Line]
    sheet: Drawing
    left_out: int = 0
    days: list[date] = field(default_factory=list)

    def x(self, place: int) -> float:
        return TRACK / 2 + TRACK * place

    @property
    def text(self) -> float:
        """Where the words begin."""
        return TRACK * len(self.lanes.lanes) + 10

    def y(self, day: date | None) -> float:
        """Return how far down a day is: between two rows as it lies between their days."""
        if day is None or day > self.days[-1]:
            return self.sheet.high - 6
        if day <= self.days[0]:
            return 28.0 if day < self.days[0] else self.rows[0].y
        place = bisect_right(self.days, day) - 1
        row = self.rows[place]
        if row.on == day or place + 1 == len(self.rows):
            first = next(one for one in self.rows if one.on == row.on)
            return first.y if row.on == day else row.y
        then = self.rows[place + 1]
        return row.y + (then.y - row.y) * (day - row.on).days / (then.on - row.on).days


def laid_out(lanes: Lanes, language: str) -> Upright:
    """Return the picture with everything in its place, drawn."""
    wide = WIDE + TRACK * max(len(lanes.lanes) - TRACKS, 0)
    picture = Upright(lanes, language, [], Drawing(wide))
    rows = sorted(_rows(picture), key=lambda row: (row.on, row.is_today))
    picture.left_out = max(len(rows) - MOST_ROWS, 0)
    picture.rows = rows[picture.left_out :]
    _stand(picture)
    _draw(picture)
    return picture


def upright(lanes: Lanes, language: str, name: str) -> Markup:
    """Return the picture as SVG; `name` tells it from others on the same page."""
    picture = laid_out(lanes, language)
    first, last = words.month_and_year(picture.days[0]), words.month_and_year(picture.days[-1])
    title = words.TITLE_UPRIGHT.fill(first=first, last=last)
    return picture.sheet.svg(
        css="tall", name=name, title=title.in_(language), description=words.described(lanes).in_(language)
    )


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(picture: Upright) -> Iterator[Line]:
    lanes, language = picture.lanes, picture.language
    room = picture.sheet.wide - picture.text - 4
    for place in range(len(lanes.lanes)):
        for some in drawn_labels(lanes, place):
            for label in some:
                told = words.without_day(label).in_(language)
                yield Line(label.on, lines(told, room, most=4, bold=bool(label.late)), label, place)
    for link in lanes.links:
        if link.on is not None:
            told = words.link_told(link, lanes).in_(language)
            yield Line(link.on, lines(told, room, most=4), place=link.source, link=link)
    yield Line(
        lanes.today, [line for lane in lanes.lanes for line in _now(lane.key.in_(language), lane.now, room, language)]
    )


def _now(key: str, bar: LaneBar | None, room: float, language: str) -> list[str]:
    """Return in which state a lane is, behind its key."""
    return lines(f"{key} {bar.name.in_(language)}", room, most=2, bold=True) if bar is not None else []


def _stand(picture: Upright) -> None:
    y, before = TOP + (LINE if picture.left_out else 0), None
    for row in picture.rows:
        if before is not None:
            days = (row.on - before.on).days
            y += max(LEAST, SLACK + min(A_DAY * days, MOST_OF_DAYS)) + before.high
        row.y = y
        before = row
    picture.days = [row.on for row in picture.rows]
    last = picture.rows[-1]
    picture.sheet.high = last.y + max(last.high, 0) + LINE + 24


# --- drawing ---------------------------------------------------------------------------------------------------------


def _draw(picture: Upright) -> None:
    sheet = picture.sheet
    for place, lane in enumerate(picture.lanes.lanes):
        key = lane.key.in_(picture.language)
        sheet.say("grid", key, picture.x(place), 14, css="strong", anchor="middle", bold=True)
        _draw_bars(picture, place, lane.bars)
    sheet.mark("grid", level_line("axis", 0, sheet.wide, 20))
    if picture.left_out:
        told = words.EARLIER.fill(number=picture.left_out).in_(picture.language)
        for place, line in enumerate(lines(told, sheet.wide - picture.text, most=1)):
            sheet.say("labels", line, picture.text, 36 + place * LINE, css="quiet", fitted=True)
    for row in picture.rows:
        if row.is_today:
            _draw_today(picture, row)
        else:
            _draw_row(picture, row)


def _draw_bars(picture: Upright, place: int, bars: Sequence[LaneBar]) -> None:
    imagined = picture.lanes.imagined
    left = picture.x(place) - BAR / 2
    for bar in _as_one(bars):
        _draw_bar(picture, bar, left, "")
    for bar in imagined.bars[place] if imagined else ():
        _draw_bar(picture, bar, left + BAR, " if")


def _as_one(bars: Sequence[LaneBar]) -> list[LaneBar]:
    """Return the bars with all that is expected as one: there is no room for names, and the rows tell what comes."""
    found = [bar for bar in bars if bar.kind is not BarKind.EXPECTED]
    coming = [bar for bar in bars if bar.kind is BarKind.EXPECTED]
    return [*found, replace(coming[0], ends=coming[-1].ends)] if coming else found


def _draw_bar(picture: Upright, bar: LaneBar, left: float, css: str) -> None:
    top, bottom = picture.y(bar.begins), picture.y(bar.ends)
    if bottom <= top:
        return
    wide = BAR if not css else 5.0
    picture.sheet.mark("bars", rect(f"bar {KIND_CSS[bar.kind]}{css}", left, top, wide=wide, high=bottom - top))
    if bar.in_court:
        picture.sheet.mark("bars", rect("court", left, top, wide=wide, high=bottom - top))


def _draw_today(picture: Upright, row: Line) -> None:
    sheet, today, language = picture.sheet, picture.lanes.today, picture.language
    told = words.TODAY_IN_FULL.fill(weekday=words.weekday(today), day=words.short_day(today)).in_(language)
    wide = width(told, bold=True)
    if not picture.lanes.ended:
        sheet.mark("today", level_line("day", 0, picture.text - 6, row.y))
    sheet.mark("today", rect("daytag", picture.text - 6, row.y - _TAG / 2, wide=wide + 12, high=_TAG, more=' rx="3"'))
    sheet.say("today", told, picture.text, row.y + 4.5, css="on", bold=True, fitted=True)
    for place, line in enumerate(row.told):
        sheet.say("labels", line, picture.text, row.y + 26 + place * LINE, css="strong", bold=True, fitted=True)


def _draw_row(picture: Upright, row: Line) -> None:
    sheet, language = picture.sheet, picture.language
    year = row.on.year != picture.lanes.today.year
    day = (words.day_of_year(row.on) if year else words.short_day(row.on)).in_(language)
    if row.label is not None and row.label.until is not None:
        day = f"{day}–{words.short_day(row.label.until).in_(language)}"
    sheet.say("labels", day, picture.text, row.y - 1, css="quiet")
    late = row.label is not None and bool(row.label.late)
    for place, line in enumerate(row.told):
        css = "red" if late else ""
        y = row.y + 14 + place * LINE
        sheet.say("labels", line, picture.text, y, css=css, bold=late, fitted=width(line, bold=late) > 100)
    if row.link is not None:
        _draw_link(picture, row, row.link)
    elif row.label is not None:
        sheet.mark("heads", _mark(picture, row, row.label))


def _mark(picture: Upright, row: Line, label: LaneLabel) -> str:
    x, y = picture.x(row.place), row.y
    if label.kind is LabelKind.OVERRIDE:
        return diamond(x, y, 9)
    if label.kind is LabelKind.HAPPENED:
        return f'<circle class="except" cx="{number(x)}" cy="{number(y)}" r="5"/>'
    if label.late:
        return path("flag red", f"M{number(x)}", y - 8, "l8 14h-16")
    return f'<circle class="badge waits" cx="{number(x)}" cy="{number(y)}" r="5"/>'


def _draw_link(picture: Upright, row: Line, link: Link) -> None:
    sheet, css, y = picture.sheet, STATUS_CSS[link.status], row.y
    source = picture.x(link.source)
    for end in {min(link.targets, default=link.source), max(link.targets, default=link.source)} - {link.source}:
        sheet.mark("links", level_line(f"link {css}", source, picture.x(end), y))
    for place in link.targets:
        right = place > link.source
        edge = picture.x(place) + (-BAR / 2 - 1 if right else BAR / 2 + 1)
        sheet.mark("heads", _head(link, edge, y, right=right))
    sheet.mark("badges", badge(link.status, source, y, BADGE))
    sheet.say("badges", str(link.number), source, y + 4.5, css=css, anchor="middle", bold=True)


def _head(link: Link, edge: float, y: float, *, right: bool) -> str:
    css = f"head {STATUS_CSS[link.status]}"
    if link.status is LinkStatus.BLOCKED:
        return rect(css, edge - 4 if right else edge, y - 8, wide=4, high=16)
    back = -8.0 if right else 8.0
    return path(css, f"M{number(edge + back)}", y - 5, f"v10l{number(-back)} -5")
