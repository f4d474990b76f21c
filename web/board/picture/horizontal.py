"""The picture as it lies: time from left to right, a lane for each process."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from desk.lanes.drawn import BarKind, LabelKind, Lane, LaneBar, LaneLabel, Lanes, Link, LinkStatus
from web.board.picture import words
from web.board.picture.axis import Axis, axis
from web.board.picture.chosen import drawn_labels, span
from web.board.picture.marks import KIND_CSS, STATUS_CSS, badge, diamond
from web.board.picture.placing import Box, apart, placed
from web.board.picture.scale import HEAD, Scale, draw_scale
from web.board.picture.sheet import Drawing, level_line, number, path, rect, upright_line
from web.board.picture.widths import cut, lines, width

WIDE, LEFT, RIGHT = 1180.0, 150.0, 1176.0
BAR, ROW = 24.0, 15.0
"""How high a bar is, and one of the rows under it."""
LEVEL, GUTTER, PAD = 17.0, 28.0, 5.0
BADGE = 10.0
ROOM_FOR_NAMES = 142.0
_ROOM_IN_BAR = 8.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A label that is to stand beside a bar, in words."""

    on: date
    words: str
    css: str
    kind: LabelKind
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """Where a row of bars stands: in which lane, and from which y; `css` is behind a space."""

    place: int
    top: float
    high: float
    css: str = ""


@dataclass(slots=True)
class Strip:
    """A lane with its labels in place; y is known once those above it are."""

    lane: Lane
    place: int
    rows: list[tuple[LaneBar, ...]]
    above: list[tuple[Tag, Box]] = field(default_factory=list)
    below: list[tuple[Tag, Box]] = field(default_factory=list)
    top: float = 0
    bar: float = 0
    bottom: float = 0

    @property
    def under(self) -> float:
        """The lower edge of the bar and the rows under it."""
        return self.bar + BAR + len(self.rows) * ROW

    def stand(self, top: float) -> None:
        """Give the lane its place from a y down."""
        levels_above = max((box.level + 1 for _, box in self.above), default=0)
        levels_below = max((box.level + 1 for _, box in self.below), default=0)
        self.top = top
        self.bar = top + PAD + levels_above * LEVEL
        self.bottom = max(self.under + levels_below * LEVEL + PAD, self.bar + 3 * 16)


@dataclass(slots=True)
class Level:
    """The picture with everything in its place."""

    lanes: Lanes
    language: str
    axis: Axis
    strips: list[Strip]
    link_x: list[float]
    sheet: Drawing

    def x(self, day: date | None) -> float:
        return self.axis.right if day is None else self.axis.x(day)


def laid_out(lanes: Lanes, language: str) -> Level:
    """Return the picture with everything in its place, drawn."""
    scale = axis_of(lanes)
    level = Level(lanes, language, scale, [], _places_of_links(lanes, scale), Drawing(WIDE))
    for place, lane in enumerate(lanes.lanes):
        level.strips.append(_strip(level, place, lane))
    top = HEAD + PAD
    for strip in level.strips:
        strip.stand(top)
        top = strip.bottom + GUTTER
    level.sheet.high = level.strips[-1].bottom + 2 + (GUTTER if len(level.strips) == 1 else 0)
    _draw(level)
    return level


def horizontal(lanes: Lanes, language: str, name: str) -> Markup:
    """Return the picture as SVG; `name` tells it from others on the same page."""
    level = laid_out(lanes, language)
    last = level.axis.months[-1].first
    title = words.TITLE.fill(first=words.month_and_year(level.axis.begins), last=words.month_and_year(last))
    return level.sheet.svg(
        css="level", name=name, title=title.in_(language), description=words.described(lanes).in_(language)
    )


def axis_of(lanes: Lanes) -> Axis:
    """Return the axis of the picture."""
    return axis(*span(lanes), None if lanes.ended else lanes.today, left=LEFT, right=RIGHT)


def _places_of_links(lanes: Lanes, scale: Axis) -> list[float]:
    """Return the x of each sync point; those without a day stand at the end of the axis."""
    wanted = [scale.right if link.on is None else scale.x(link.on) for link in lanes.links]
    return apart(wanted, least=2.4 * BADGE, left=LEFT + BADGE + 2, right=RIGHT - BADGE - 2)


# --- labels ----------------------------------------------------------------------------------------------------------


def _strip(level: Level, place: int, lane: Lane) -> Strip:
    imagined = level.lanes.imagined
    rows = [row for row in (imagined.bars[place] if imagined else (), lane.seats) if row]
    strip = Strip(lane, place, rows)
    above, below = drawn_labels(level.lanes, place)
    tags = [_tag(one, level.language) for one in above]
    state = _state_without_room(level, lane)
    if state is not None and not any(label.what == lane.now.name for label in above if lane.now):
        tags.append(state)
    strip.above = _placed(level, tags, _crossing(level, place, above=True), _heads(level, place, above=True))
    under = [_tag(one, level.language) for one in below]
    strip.below = _placed(level, under, _crossing(level, place, above=False), _heads(level, place, above=False))
    return strip


def _tag(label: LaneLabel, language: str) -> Tag:
    late = bool(label.late)
    text = cut(words.beside(label).in_(language), (RIGHT - LEFT) / 2, bold=late)
    return Tag(label.on, text, "halo red" if late else "halo", label.kind, bold=late)


def _state_without_room(level: Level, lane: Lane) -> Tag | None:
    """Return the present state as a label where no bar of its name has room for it."""
    now = lane.now
    if now is None or any(_fits(level, bar) for bar in lane.bars if bar.name == now.name and bar.kind != "passed"):
        return None
    text = words.NOW.fill(state=now.name).in_(level.language)
    room = (RIGHT - LEFT) / 2
    return Tag(now.begins, cut(text, room, bold=True), "halo strong", LabelKind.HAPPENED, bold=True)


def _placed(
    level: Level, tags: Sequence[Tag], crossing: Sequence[float], heads: Sequence[float]
) -> list[tuple[Tag, Box]]:
    asked = [(min(level.x(tag.on), RIGHT - 1), width(tag.words, bold=tag.bold)) for tag in tags]
    boxes = placed(asked, left=LEFT + 2, right=RIGHT, lines=crossing, taken=heads)
    return list(zip(tags, boxes, strict=True))


def _crossing(level: Level, place: int, *, above: bool) -> list[float]:
    """Return the x of the vertical lines that pass above or below a bar."""
    today = [] if level.lanes.ended else [level.x(level.lanes.today)]
    found = []
    for link, x in zip(level.lanes.links, level.link_x, strict=True):
        first, last = min(link.source, *link.targets, link.source), max(link.source, *link.targets, link.source)
        if (first < place <= last) if above else (first <= place < last or (not link.targets and place == first)):
            found.append(x)
    return [*today, *found]


def _heads(level: Level, place: int, *, above: bool) -> list[float]:
    return [
        x
        for link, x in zip(level.lanes.links, level.link_x, strict=True)
        if place in link.targets and (link.source < place) is above
    ]


# --- drawing ---------------------------------------------------------------------------------------------------------


def _draw(level: Level) -> None:
    today = None if level.lanes.ended else level.lanes.today
    draw_scale(Scale(level.sheet, level.axis, today, level.language))
    for strip in level.strips:
        _draw_name(level, strip)
        _draw_bars(level, strip)
        _draw_labels(level, strip)
    for link, x in zip(level.lanes.links, level.link_x, strict=True):
        _draw_link(level, link, x)


def _draw_name(level: Level, strip: Strip) -> None:
    sheet, lane = level.sheet, strip.lane
    title = lane.title.in_(level.language)
    y = strip.bar + 10
    sheet.say("grid", title, 0, y, css="strong", bold=True, part=strip.place, fitted=True)
    for line in lines(lane.name, ROOM_FOR_NAMES, most=2):
        y += 16
        sheet.say("grid", line, 0, y, css="quiet", part=strip.place, fitted=True)
    if strip.place + 1 < len(level.strips):
        sheet.mark("grid", level_line("grid", 0, RIGHT, strip.bottom + GUTTER / 2))


def _fits(level: Level, bar: LaneBar) -> bool:
    left, right = level.x(bar.begins), level.x(bar.ends)
    bold = bar.kind is BarKind.CURRENT or bar.in_court
    return width(bar.name.in_(level.language), bold=bold) + _ROOM_IN_BAR <= right - left


def _draw_bars(level: Level, strip: Strip) -> None:
    said = _said_once(level, strip.lane.bars)
    for bar in strip.lane.bars:
        _draw_bar(level, _Row(strip.place, strip.bar, BAR), bar, named=bar in said)
    for number_of_row, bars in enumerate(strip.rows):
        css = " seats" if bars is strip.lane.seats else " if"
        row = _Row(strip.place, strip.bar + BAR + number_of_row * ROW, ROW, css)
        for bar in bars:
            _draw_bar(level, row, bar, named=True)
    for first, last in strip.lane.stopped:
        left = level.x(first)
        right = level.x(last + timedelta(days=1)) if last else level.x(level.lanes.today)
        if right > left:
            level.sheet.mark("bars", rect("court", left, strip.bar, wide=right - left, high=BAR))


def _said_once(level: Level, bars: Sequence[LaneBar]) -> list[LaneBar]:
    """Return the bars that bear their names: what goes on is named once, where there is room."""
    named: list[LaneBar] = []
    for bar in bars:
        goes_on = bar.kind is BarKind.EXPECTED and any(
            one.kind is BarKind.CURRENT and one.name == bar.name for one in named
        )
        if not goes_on and _fits(level, bar):
            named.append(bar)
    return named


def _draw_bar(level: Level, row: _Row, bar: LaneBar, *, named: bool) -> None:
    sheet = level.sheet
    left, right = level.x(bar.begins), level.x(bar.ends)
    if right <= left:
        return
    sheet.mark("bars", rect(f"bar {KIND_CSS[bar.kind]}{row.css}", left, row.top, wide=right - left, high=row.high))
    if bar.in_court:
        sheet.mark("bars", rect("court", left, row.top, wide=right - left, high=row.high))
    if not named or not _fits(level, bar):
        return
    name, bold = bar.name.in_(level.language), bar.kind is BarKind.CURRENT or bar.in_court
    middle, y = (left + right) / 2, row.top + row.high / 2 + 4.5
    if bar.in_court:
        half = width(name, bold=True) / 2 + 3
        plate = {BarKind.CURRENT: "plate now", BarKind.EXPECTED: "plate will"}.get(bar.kind, "plate")
        sheet.mark("bars", rect(plate, middle - half, y - 12, wide=2 * half, high=16))
    inside = "strong" if bold else ""
    if bar.kind is BarKind.CURRENT and not row.css:
        inside = "on"
    sheet.say("bars", name, middle, y, css=inside, anchor="middle", bold=bold, part=row.place, fitted=True)


def _under(level: Level, strip: Strip, x: float) -> float:
    """Return the lower edge of what stands at an x: the rows under a bar begin later than the bar."""
    spans = [(level.x(row[0].begins), level.x(row[-1].ends)) for row in strip.rows]
    covering = [place for place, (left, right) in enumerate(spans, 1) if left - 1 <= x <= right + 1]
    return strip.bar + BAR + max(covering, default=0) * ROW


def _draw_labels(level: Level, strip: Strip) -> None:
    sheet = level.sheet
    for tag, box in strip.above:
        y = strip.bar - 6 - box.level * LEVEL
        foot = strip.bar - 8 if tag.kind is LabelKind.OVERRIDE else strip.bar
        sheet.mark("labels", upright_line("tick", box.tick, y - 10, foot))
        if tag.kind is LabelKind.OVERRIDE:
            sheet.mark("labels", diamond(box.tick, strip.bar, 8))
        _say_beside(sheet, tag, box, y, strip.place)
    for tag, box in strip.below:
        y = strip.under + (box.level + 1) * LEVEL
        foot = _under(level, strip, box.tick)
        sheet.mark("labels", upright_line("tick", box.tick, foot, y))
        if not any(abs(x - box.tick) < BADGE for x in _heads(level, strip.place, above=False)):
            css = "flag red" if tag.bold else "flag"
            sheet.mark("labels", path(css, f"M{number(box.tick - 5)}", foot + 1, "h10l-5 8"))
        _say_beside(sheet, tag, box, y, strip.place)


def _say_beside(sheet: Drawing, tag: Tag, box: Box, y: float, place: int) -> None:
    x, anchor = (box.right, "end") if box.to_the_left else (box.left, "")
    sheet.say("labels", tag.words, x, y, css=tag.css, anchor=anchor, bold=tag.bold, part=place, fitted=True)


def _draw_link(level: Level, link: Link, x: float) -> None:
    sheet, css = level.sheet, STATUS_CSS[link.status]
    source = level.strips[link.source]
    below = [level.strips[place] for place in link.targets if place > link.source]
    above = [level.strips[place] for place in link.targets if place < link.source]
    gutter, foot = source.bottom + GUTTER / 2, _under(level, source, x)
    if below:
        sheet.mark("links", upright_line(f"link {css}", x, foot, below[-1].bar - 9))
    elif not above:
        sheet.mark("links", upright_line(f"link {css}", x, foot, gutter - BADGE))
    if above:
        gutter = gutter if below else level.strips[link.source - 1].bottom + GUTTER / 2
        sheet.mark("links", upright_line(f"link {css}", x, source.bar, _under(level, above[0], x) + 9))
    for strip in below:
        sheet.mark("heads", _head(link, x, strip.bar - 1, down=True))
    for strip in above:
        sheet.mark("heads", _head(link, x, _under(level, strip, x) + 1, down=False))
    _draw_badge(sheet, link, x, gutter, BADGE)


def _head(link: Link, x: float, y: float, *, down: bool) -> str:
    css = f"head {STATUS_CSS[link.status]}"
    if link.status is LinkStatus.BLOCKED:
        return rect(css, x - 8, y - 8 if down else y + 4, wide=16, high=4)
    return path(css, f"M{number(x - 5)}", y - 9 if down else y + 9, f"h10l-5 {9 if down else -9}")


def _draw_badge(sheet: Drawing, link: Link, x: float, y: float, half: float) -> None:
    css = STATUS_CSS[link.status]
    sheet.mark("badges", badge(link.status, x, y, half))
    sheet.say("badges", str(link.number), x, y + 4.5, css=css, anchor="middle", bold=True)
