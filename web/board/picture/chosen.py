"""What of a case is drawn at all: near days rather than far ones, and one label for many that say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from desk.lanes.drawn import LabelKind, LaneLabel, Lanes
from states.text import joined
from web.board.picture import words
from web.board.picture.axis import next_month
from web.board.picture.widths import width

MOST_LABELS = 12
"""On each side of a bar; those nearest today are drawn, and the table has all."""
MONTHS_AHEAD = 11
MOST_ALIKE = 3
"""How often the same is told in a lane, one day after the other."""
MOST_TOGETHER = 240.0
"""Pixels of words up to which labels of a day stand together."""


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


def drawn_labels(lanes: Lanes, place: int) -> tuple[list[LaneLabel], list[LaneLabel]]:
    """Return the labels above and below a bar: of many those that are nearest to today."""
    lane = lanes.lanes[place]
    imagined = lanes.imagined.labels[place] if lanes.imagined else ()
    known = [one for one in lane.labels if one.kind is not LabelKind.OWED] if lanes.imagined else list(lane.labels)
    some = [one for one in (*known, *imagined) if not one.minor and one.on < horizon(lanes)]
    above = [one for one in some if one.kind in {LabelKind.HAPPENED, LabelKind.OVERRIDE}]
    below = [one for one in some if one.kind in {LabelKind.OWED, LabelKind.PLANNED}]
    return _joined(_gathered(above))[-MOST_LABELS:], _joined(_gathered(below))[:MOST_LABELS]


def _gathered(labels: Sequence[LaneLabel]) -> list[LaneLabel]:
    """Return labels of which one stands for many that say the same of other days: from the first to the last."""
    alike: dict[tuple[object, ...], list[LaneLabel]] = {}
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


def _joined(labels: Sequence[LaneLabel]) -> list[LaneLabel]:
    """Return labels of which those of one day and kind stand together, as long as they are few words."""
    found: list[LaneLabel] = []
    for one in sorted(labels, key=lambda label: label.on):
        place = next((place for place, other in enumerate(found) if _go_together(one, other)), None)
        if place is None:
            found.append(replace(one, what=words.counted(one), number=1))
        else:
            found[place] = replace(found[place], what=joined([found[place].what, words.counted(one)]))
    return found


def _go_together(one: LaneLabel, other: LaneLabel) -> bool:
    alike = (one.on, one.until, one.kind, one.late) == (other.on, other.until, other.kind, other.late)
    if not alike or one.kind is LabelKind.OVERRIDE:
        return False
    return width(f"{one.what.sv}, {other.what.sv}") < MOST_TOGETHER


def span(lanes: Lanes) -> tuple[date, date]:
    """Return the first and the last day that are drawn."""
    days = [] if lanes.ended else [lanes.today]
    for place, lane in enumerate(lanes.lanes):
        above, below = drawn_labels(lanes, place)
        bars = [*lane.bars, *lane.seats, *(lanes.imagined.bars[place] if lanes.imagined else ())]
        days += [label.on for label in (*above, *below)]
        days += [day for bar in bars for day in (bar.begins, bar.ends) if day is not None]
    days += [link.on for link in lanes.links if link.on is not None]
    days = days or [lanes.today]
    return min(days), max(min(max(days), horizon(lanes) - timedelta(days=1)), min(days))


def later_days(lanes: Lanes) -> Iterator[LaneLabel]:
    """Yield the labels that lie beyond the axis."""
    for lane in lanes.lanes:
        yield from (label for label in lane.labels if label.on >= horizon(lanes))
