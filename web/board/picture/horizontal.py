"""The picture as it lies: time from left to right, a lane for each process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from markupsafe import Markup

from desk.lanes.drawn import Bar, BarKind, Label, LabelKind, Lane, Lanes, Link, LinkStatus
from states.text import Text, joined
from web.board.picture import words
from web.board.picture.axis import Axis, axis, next_month
from web.board.picture.placing import Box, apart, placed
from web.board.picture.sheet import Sheet, level_line, number, path, rect, upright_line
from web.board.picture.widths import cut, lines, width

WIDE, LEFT, RIGHT = 1180.0, 150.0, 1176.0
HEAD = 49.0
"""The line of the axis: years, months and weeks stand above it."""
BAR, ROW = 24.0, 15.0
"""How high a bar is, and one of the rows under it."""
LEVEL, GUTTER, PAD = 17.0, 28.0, 5.0
BADGE = 10.0
ROOM_FOR_NAMES = 142.0
MOST_LABELS = 12
"""On each side of a bar; those nearest today are drawn, and the table has all."""
MONTHS_AHEAD = 11
MOST_ALIKE = 3
"""How often the same is told in a lane, one day after the other."""
MOST_TOGETHER = 240.0
"""Pixels of words up to which labels of a day stand together."""
_ROOM_IN_BAR = 8.0
KIND_CSS = {BarKind.PASSED: "gone", BarKind.CURRENT: "now", BarKind.EXPECTED: "will"}


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
    rows: list[tuple[Bar, ...]]
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
    sheet: Sheet

    def x(self, day: date | None) -> float:
        return self.axis.right if day is None else self.axis.x(day)


def laid_out(lanes: Lanes, language: str) -> Level:
    """Return the picture with everything in its place, drawn."""
    scale = axis_of(lanes)
    level = Level(lanes, language, scale, [], _places_of_links(lanes, scale), Sheet(WIDE))
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
        css="level", name=name, title=title.in_(language), description=described(lanes).in_(language)
    )


def described(lanes: Lanes) -> Text:
    """Return how many lanes and sync points the picture has, and how these stand."""
    names = ", ".join(words.title_of(lane).sv for lane in lanes.lanes)
    english = ", ".join(words.title_of(lane).en for lane in lanes.lanes)
    counts = {status: sum(link.status is status for link in lanes.links) for status in LinkStatus}
    return _DESCRIBED.fill(
        lanes=Text(names, english),
        points=len(lanes.links),
        open=counts[LinkStatus.OPEN],
        waiting=counts[LinkStatus.WAITING],
        blocked=counts[LinkStatus.BLOCKED],
    )


_DESCRIBED = Text(
    "Banor: {lanes}. Synkpunkter: {points}, varav {open} öppna, {waiting} som väntar och {blocked} hindrade. Allt som"
    " bilden visar står också som text under den.",
    "Lanes: {lanes}. Sync points: {points}, of which {open} open, {waiting} waiting and {blocked} blocked. All that the"
    " picture shows stands below it as text, too.",
)


# --- what is drawn at all --------------------------------------------------------------------------------------------


def horizon(lanes: Lanes) -> date:
    """Return the first day that is not drawn: what lies far ahead would leave no room for what is near.

    Where nothing is near, what comes next is drawn all the same.
    """
    month = lanes.today.month - 1 + MONTHS_AHEAD
    last = date(lanes.today.year + month // 12, month % 12 + 1, 1)
    if lanes.imagined is not None:
        return max(last, next_month(lanes.imagined.until.replace(day=1)))
    bars = (bar.ends for lane in lanes.lanes for bar in lane.bars if bar.ends is not None)
    labels = (label.on for lane in lanes.lanes for label in lane.labels)
    ahead = [day for day in (*bars, *labels) if day > lanes.today]
    return max(last, min(ahead, default=last) + timedelta(days=1))


def drawn_labels(lanes: Lanes, place: int) -> tuple[list[Label], list[Label]]:
    """Return the labels above and below a bar: of many those that are nearest to today."""
    lane = lanes.lanes[place]
    imagined = lanes.imagined.labels[place] if lanes.imagined else ()
    known = [one for one in lane.labels if one.kind is not LabelKind.OWED] if lanes.imagined else list(lane.labels)
    some = [one for one in (*known, *imagined) if not one.minor and one.on < horizon(lanes)]
    above = [one for one in some if one.kind in {LabelKind.HAPPENED, LabelKind.OVERRIDE}]
    below = [one for one in some if one.kind in {LabelKind.OWED, LabelKind.PLANNED}]
    return _joined(_gathered(above))[-MOST_LABELS:], _joined(_gathered(below))[:MOST_LABELS]


def _gathered(labels: Sequence[Label]) -> list[Label]:
    """Return labels of which one stands for many that say the same of other days: from the first to the last."""
    alike: dict[tuple[object, ...], list[Label]] = {}
    for one in labels:
        alike.setdefault((one.what, one.kind, bool(one.late)), []).append(one)
    found = []
    for some in alike.values():
        if len(some) <= MOST_ALIKE:
            found += some
            continue
        number = sum(one.number for one in some)
        found.append(replace(some[0], number=number, until=some[-1].on))
    return found


def _joined(labels: Sequence[Label]) -> list[Label]:
    """Return labels of which those of one day and kind stand together, as long as they are few words."""
    found: list[Label] = []
    for one in sorted(labels, key=lambda label: label.on):
        place = next((place for place, other in enumerate(found) if _go_together(one, other)), None)
        if place is None:
            found.append(replace(one, what=words.counted(one), number=1))
        else:
            found[place] = replace(found[place], what=joined([found[place].what, words.counted(one)]))
    return found


def _go_together(one: Label, other: Label) -> bool:
    alike = (one.on, one.until, one.kind, one.late) == (other.on, other.until, other.kind, other.late)
    if not alike or one.kind is LabelKind.OVERRIDE:
        return False
    return width(f"{one.what.sv}, {other.what.sv}") < MOST_TOGETHER


def axis_of(lanes: Lanes) -> Axis:
    """Return the axis of the picture."""
    return axis(*_span(lanes), None if lanes.ended else lanes.today, left=LEFT, right=RIGHT)


def _span(lanes: Lanes) -> tuple[date, date]:
    days = [] if lanes.ended else [lanes.today]
    for place, lane in enumerate(lanes.lanes):
        above, below = drawn_labels(lanes, place)
        bars = [*lane.bars, *lane.seats, *(lanes.imagined.bars[place] if lanes.imagined else ())]
        days += [label.on for label in (*above, *below)]
        days += [day for bar in bars for day in (bar.begins, bar.ends) if day is not None]
    days += [link.on for link in lanes.links if link.on is not None]
    days = days or [lanes.today]
    return min(days), max(min(max(days), horizon(lanes) - timedelta(days=1)), min(days))


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


def _tag(label: Label, language: str) -> Tag:
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
    _draw_axis(level)
    for strip in level.strips:
        _draw_name(level, strip)
        _draw_bars(level, strip)
        _draw_labels(level, strip)
    for link, x in zip(level.lanes.links, level.link_x, strict=True):
        _draw_link(level, link, x)


def _draw_axis(level: Level) -> None:
    sheet, scale, high = level.sheet, level.axis, level.sheet.high
    near = [month for month in scale.months if month.near]
    if near:
        sheet.mark("grid", rect("near", near[0].left, 22, wide=near[-1].right - near[0].left, high=HEAD - 22))
    tag = _draw_today(level)
    every = _every(scale)
    free = LEFT
    for place, month in enumerate(scale.months):
        year = month.first.month == 1 or place == 0
        shown = month.near or (place % every == 0 if every < 12 else year)
        if shown or year:
            sheet.mark("grid", upright_line("grid", month.left, 4 if year else 22, high))
        left = _beside_tag(month.left + 5, str(month.first.year), tag) if year else None
        if left is not None and left >= free:
            free = sheet.say("grid", str(month.first.year), left, 16, css="strong", bold=True).right + 4
        if shown:
            _name_month(level, place, every)
        if month.near:
            _draw_weeks(level, month.first)
    sheet.mark("grid", level_line("axis", LEFT, RIGHT, HEAD))


def _every(scale: Axis) -> int:
    """Return how many months go to one name, so that there is room for it."""
    far = [month.right - month.left for month in scale.months if not month.near]
    if not far:
        return 1
    return next((every for every in (1, 2, 3, 6) if far[0] * every >= 32), 12)


def _name_month(level: Level, place: int, every: int) -> None:
    month = level.axis.months[place]
    following = level.axis.months[place + 1 : place + every]
    right = next((one.left for one in following if one.near), (following or [month])[-1].right)
    names = [
        words.month_name(month.first, whole=whole).in_(level.language)
        for whole in ((True, False) if month.near else (False,))
    ]
    lines_at = [] if level.lanes.ended else [level.x(level.lanes.today)]
    for name in names:
        for left in (month.left + 5, *(x + 5 for x in lines_at if month.left <= x < right)):
            ends = left + width(name)
            if ends <= right - 3 and not any(left - 3 < x < ends + 3 for x in lines_at):
                level.sheet.say("grid", name, left, 37, css="quiet")
                return


def _beside_tag(left: float, year: str, tag: tuple[float, float] | None) -> float | None:
    """Return where the number of a year stands, beside the tag of today if need be; None where it has no room."""
    right = left + width(year, bold=True)
    if tag is not None and left < tag[1] + 4 and tag[0] - 4 < right:
        left = tag[1] + 6
    return left if left + width(year, bold=True) <= RIGHT else None


def _draw_weeks(level: Level, first: date) -> None:
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday.month == first.month:
        level.sheet.mark("grid", upright_line("tick", level.x(monday), HEAD - 5, HEAD))
        monday += timedelta(days=7)


def _draw_today(level: Level) -> tuple[float, float] | None:
    """Draw the line of today and its tag; return from where to where the tag reaches."""
    if level.lanes.ended:
        return None
    sheet, x = level.sheet, level.x(level.lanes.today)
    text = words.TODAY.fill(day=words.short_day(level.lanes.today)).in_(level.language)
    half = width(text, bold=True) / 2 + 8
    middle = min(max(x, LEFT + half), RIGHT - half)
    sheet.mark("today", upright_line("day", x, 22, sheet.high))
    sheet.mark("today", rect("daytag", middle - half, 2, wide=2 * half, high=20, more=' rx="3"'))
    sheet.say("today", text, middle, 16.5, css="on", anchor="middle", bold=True, fitted=True)
    return middle - half, middle + half


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


def _fits(level: Level, bar: Bar) -> bool:
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


def _said_once(level: Level, bars: Sequence[Bar]) -> list[Bar]:
    """Return the bars that bear their names: what goes on is named once, where there is room."""
    named: list[Bar] = []
    for bar in bars:
        goes_on = bar.kind is BarKind.EXPECTED and any(
            one.kind is BarKind.CURRENT and one.name == bar.name for one in named
        )
        if not goes_on and _fits(level, bar):
            named.append(bar)
    return named


def _draw_bar(level: Level, row: _Row, bar: Bar, *, named: bool) -> None:
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


def _say_beside(sheet: Sheet, tag: Tag, box: Box, y: float, place: int) -> None:
    x, anchor = (box.right, "end") if box.to_the_left else (box.left, "")
    sheet.say("labels", tag.words, x, y, css=tag.css, anchor=anchor, bold=tag.bold, part=place, fitted=True)


def diamond(x: float, y: float, half: float) -> str:
    """Return the mark of what was done outside the rules."""
    r = number(half)
    return path("except", f"M{number(x)}", y - half, f"l{r} {r}l-{r} {r}l-{r} -{r}")


def _draw_link(level: Level, link: Link, x: float) -> None:
    sheet, css = level.sheet, words.STATUS_CLASS[link.status]
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
    css = f"head {words.STATUS_CLASS[link.status]}"
    if link.status is LinkStatus.BLOCKED:
        return rect(css, x - 8, y - 8 if down else y + 4, wide=16, high=4)
    return path(css, f"M{number(x - 5)}", y - 9 if down else y + 9, f"h10l-5 {9 if down else -9}")


def _draw_badge(sheet: Sheet, link: Link, x: float, y: float, half: float) -> None:
    css = words.STATUS_CLASS[link.status]
    sheet.mark("badges", badge(link.status, x, y, half))
    sheet.say("badges", str(link.number), x, y + 4.5, css=css, anchor="middle", bold=True)


def badge(status: LinkStatus, x: float, y: float, half: float) -> str:
    """Return the mark of a sync point: a disc, a dashed ring or a square."""
    css = words.STATUS_CLASS[status]
    if status is LinkStatus.BLOCKED:
        return rect(f"badge {css}", x - half, y - half, wide=2 * half, high=2 * half, more=' rx="2"')
    return f'<circle class="badge {css}" cx="{number(x)}" cy="{number(y)}" r="{number(half)}"/>'


def later_days(lanes: Lanes) -> Iterator[Label]:
    """Yield the labels that lie beyond the axis."""
    for lane in lanes.lanes:
        yield from (label for label in lane.labels if label.on >= horizon(lanes))
