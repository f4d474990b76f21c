"""Where labels stand beside a bar, so that none covers another and no tick crosses one."""

from collections.abc import Sequence
from dataclasses import dataclass

BESIDE = 7.0
"""Pixels between a tick and its text."""
APART = 6.0
_NEAR_TICK = 3.0


@dataclass(frozen=True, slots=True)
class Box:
    """A text that has its place: from x to x in a level, 0 being the nearest to the bar; `tick` is its x."""

    tick: float
    left: float
    right: float
    level: int = 0

    @property
    def to_the_left(self) -> bool:
        return self.right <= self.tick

    def covers(self, x: float) -> bool:
        """Tell whether a tick at this x would pass through the text, or too near to it."""
        return self.left - _NEAR_TICK < x < self.right + _NEAR_TICK


def placed(
    labels: Sequence[tuple[float, float]],
    *,
    left: float,
    right: float,
    lines: Sequence[float] = (),
    taken: Sequence[float] = (),
) -> list[Box]:
    """Return a box for each label of a tick and a width, in the order they came.

    `lines` are the x of vertical lines that a text should not cross, `taken` those at which the nearest level is full.
    A text stands to the right of its tick, to the left where there is no room, or where it crosses less. It is one
    level further from the bar than every tick that it covers.
    """
    boxes = [_right_of(*label) if label[0] + BESIDE + label[1] <= right else _left_of(*label) for label in labels]
    boxes = [_kept_within(box, left, right) for box in boxes]
    _part(boxes, labels, left)
    for place, label in enumerate(labels):
        boxes[place] = _crossing_less(boxes[place], _left_of(*label), boxes, lines=lines, left=left)
    return _with_levels(boxes, taken)


def _right_of(tick: float, wide: float) -> Box:
    return Box(tick, tick + BESIDE, tick + BESIDE + wide)


def _left_of(tick: float, wide: float) -> Box:
    return Box(tick, tick - BESIDE - wide, tick - BESIDE)


def _kept_within(box: Box, left: float, right: float) -> Box:
    """Return a box that has room on neither side of its tick as near to it as the page allows."""
    by = max(left - box.left, 0.0) or min(right - box.right, 0.0)
    return Box(box.tick, box.left + by, box.right + by) if by else box


def _part(boxes: list[Box], labels: Sequence[tuple[float, float]], left: float) -> None:
    """Turn texts to the left that cover the tick of a text which covers theirs: neither could be further away."""
    turned = True
    while turned:
        turned = False
        for place, box in enumerate(boxes):
            other = _left_of(*labels[place])
            entangled = any(one.covers(box.tick) and box.covers(one.tick) for one in boxes if one.tick != box.tick)
            if entangled and not box.to_the_left and other.left >= left:
                boxes[place] = other
                turned = True


def _crossing_less(box: Box, other: Box, boxes: Sequence[Box], *, lines: Sequence[float], left: float) -> Box:
    free = other.left >= left and not any(other.covers(one.tick) for one in boxes if one.tick != box.tick)
    return other if free and _crossed(other, lines) < _crossed(box, lines) else box


def _crossed(box: Box, lines: Sequence[float]) -> int:
    return sum(box.left < x < box.right for x in lines)


def _with_levels(boxes: Sequence[Box], taken: Sequence[float]) -> list[Box]:
    """Give each box its level: those whose ticks are covered come before those that cover them, the last day first."""
    waiting = sorted(range(len(boxes)), key=lambda one: (-boxes[one].tick, one))
    found: dict[int, Box] = {}
    while waiting:
        free = (one for one in waiting if not any(boxes[one].covers(boxes[other].tick) for other in waiting))
        place = next(free, waiting[0])
        waiting.remove(place)
        found[place] = _nearest(boxes[place], list(found.values()), taken)
    return [found[place] for place in range(len(boxes))]


def _nearest(box: Box, found: Sequence[Box], taken: Sequence[float]) -> Box:
    """Return the box in the nearest level where it covers no text and no tick."""
    level = max((one.level + 1 for one in found if box.covers(one.tick)), default=0)
    if level == 0 and any(box.left - APART < x < box.right + APART for x in taken):
        level = 1
    while any(one.level == level and box.left - APART < one.right and one.left < box.right + APART for one in found):
        level += 1
    return Box(box.tick, box.left, box.right, level)


def apart(places: Sequence[float], *, least: float, left: float, right: float) -> list[float]:
    """Return places in the same order that are at least so far apart: the later one moves right, at the end left."""
    if not places:
        return []
    least = min(least, (right - left) / len(places))
    order = sorted(range(len(places)), key=lambda one: (places[one], one))
    moved = list(places)
    before = left - least
    for one in order:
        moved[one] = before = max(moved[one], before + least)
    after = right + least
    for one in reversed(order):
        moved[one] = after = min(moved[one], after - least)
    return moved
