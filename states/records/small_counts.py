"""Small counts are not shown, and nothing from which they could be worked out.

A table is a set of sums: each cell stands in at most two of them, on one side or the other. Such a table is a network:
the sums are its knots and the cells its links. What is closed can be worked out if its link lies on no circle of closed
links; on a circle, each of them could be one more or one less, and every sum would still be right.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TypeAlias

SMALLEST = 5
"""Of fewer nothing is shown."""
Key: TypeAlias = Hashable
Knot: TypeAlias = Hashable
_Ends: TypeAlias = tuple[Knot, Knot]
_Steps: TypeAlias = Mapping[Knot, Sequence[tuple[Knot, Key]]]
_OUTSIDE = object()
"""The knot of cells that stand in one sum, or none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. Of people a count of nobody tells as much as that of one, so that `zero_tells`."""

    value: float
    zero_tells: bool = False
    told: bool = True
    """It is shown, or a reader would like to work it out; what is not told is known to nobody, and may be anything."""
    shut: bool = False
    """It is not shown in any case, for a reason that the sums do not hold."""
    weight: int = 1
    """How much is lost when it is not shown: others are hidden by what weighs least together."""

    @property
    def is_small(self) -> bool:
        return self.shut or (self.value < SMALLEST and (self.value != 0 or self.zero_tells))

    @property
    def could_be_less(self) -> bool:
        """Tell whether there could be one less as far as a reader knows."""
        least = 0 if self.zero_tells or self.shut or not self.told else 1
        return self.value >= least + 1 or (not self.told and self.value < 0)


@dataclass(slots=True)
class CountTable:
    """Cells, and the sums that hold between them."""

    cells: dict[Key, Cell] = field(default_factory=dict)
    _sides: dict[Key, list[tuple[int, int]]] = field(default_factory=dict)
    """The sums that each cell stands in: -1 as the whole, 1 as a part."""
    _in_sum: list[list[Key]] = field(default_factory=list)

    def add(self, key: Key, cell: Cell) -> None:
        self.cells[key] = cell
        self._sides.setdefault(key, [])

    def add_sum(self, total: Key, parts: Iterable[Key]) -> None:
        """Say that a cell is the sum of others. A cell stands in two sums at most; raise ValueError beyond that."""
        number, keys = len(self._in_sum), [total, *parts]
        for key in keys:
            if len(self._sides[key]) > 1:
                raise ValueError(key)
            self._sides[key].append((number, -1 if key == total else 1))
        self._in_sum.append(keys)

    def closed(self) -> frozenset[Key]:
        """Return the cells that are not shown: the small ones, and of the others as many as are needed to hide them.

        Raises ValueError for sums that are no network.
        """
        links = self._links()
        shut = {key for key, cell in self.cells.items() if cell.is_small or not cell.told}
        # What is not told and is nobody hides nothing: a reader may well guess it.
        links = {key: ends for key, ends in links.items() if self.cells[key].told or self.cells[key].value}
        steps = self._steps(links)
        for key in self._in_doubt({key: ends for key, ends in links.items() if key in shut}):
            if self.cells[key].told:  # what is closed with it lies on the same circle, and is hidden with it
                shut |= self._circle(key, shut, links[key], steps)
        return frozenset(key for key in shut if self.cells[key].told)

    def _links(self) -> dict[Key, _Ends]:
        """Return each cell that stands in sums as a link, from the knot that it adds to to the one it takes from."""
        turned = self._turned()
        links = {}
        for key, sides in self._sides.items():
            if sides:
                adds = [number for number, side in sides if side * turned[number] > 0]
                takes = [number for number, side in sides if side * turned[number] < 0]
                if max(len(adds), len(takes)) > 1:
                    raise ValueError(key)
                links[key] = (adds[0] if adds else _OUTSIDE, takes[0] if takes else _OUTSIDE)
        return links

    def _turned(self) -> dict[int, int]:
        """Return for each sum whether to read it as it is (1) or turned round (-1), so that cells add and take once."""
        turned: dict[int, int] = {}
        for first in range(len(self._in_sum)):
            waiting = [] if first in turned else [first]
            turned.setdefault(first, 1)
            while waiting:
                number = waiting.pop()
                for key in self._in_sum[number]:
                    mine = next(side for sum_, side in self._sides[key] if sum_ == number) * turned[number]
                    for other, side in self._sides[key]:
                        if other not in turned:
                            turned[other] = -mine * side
                            waiting.append(other)
        return turned

    def _in_doubt(self, links: Mapping[Key, _Ends]) -> list[Key]:
        """Return the closed cells that are on no circle of cells that could all be one less: all others are hidden."""
        loose = {key: ends for key, ends in links.items() if self.cells[key].could_be_less}
        found = _bridges(loose)
        return sorted((key for key in links if key in found or key not in loose), key=self._size)

    def _size(self, key: Key) -> tuple[float, str]:
        return self.cells[key].value, str(key)

    def _steps(self, links: Mapping[Key, _Ends]) -> _Steps:
        """Return where each knot leads by one more of a cell, or by one less of one that could be less."""
        steps: dict[Knot, list[tuple[Knot, Key]]] = {}
        for key, (adds, takes) in links.items():
            steps.setdefault(adds, []).append((takes, key))
            if self.cells[key].could_be_less:
                steps.setdefault(takes, []).append((adds, key))
        return steps

    def _circle(self, key: Key, shut: set[Key], ends: _Ends, steps: _Steps) -> set[Key]:
        """Return the open cells of the cheapest circle that a closed cell is on; none where all on it are closed.

        Round a circle each cell is one more or one less.
        """
        adds, takes = ends
        ways = [self._way(steps, takes, adds, key, shut)]
        if self.cells[key].could_be_less:
            ways.append(self._way(steps, adds, takes, key, shut))
        found = min((way for way in ways if way is not None), key=lambda way: way[0], default=(0.0, []))
        return set(found[1]) - shut

    def _way(self, steps: _Steps, start: Knot, end: Knot, key: Key, shut: set[Key]) -> tuple[float, list[Key]] | None:
        """Return what the cheapest way between two knots costs that does not pass a cell, and the cells it passes."""
        turn = count()
        waiting: list[tuple[float, int, Knot, Key | None, Knot]] = [(0.0, next(turn), start, None, start)]
        came: dict[Knot, tuple[Key | None, Knot]] = {}
        while waiting:
            cost, _, knot, by, before = heappop(waiting)
            if knot in came:
                continue
            came[knot] = (by, before)
            if knot == end:
                return cost, _way_back(came, end)
            for following, link in steps.get(knot, ()):
                if following not in came and link != key:
                    more = 0 if link in shut else self._cost(link)
                    heappush(waiting, (cost + more, next(turn), following, link, knot))
        return None

    def _cost(self, key: Key) -> float:
        cell = self.cells[key]
        return cell.weight + (cell.value / _MUCH if cell.value else _MUCH)


_MUCH = 10**9
"""More than any count: of cells that weigh the same the smaller is closed, and what is nobody only as the last."""


def _way_back(came: Mapping[Knot, tuple[Key | None, Knot]], end: Knot) -> list[Key]:
    links: list[Key] = []
    knot = end
    while (by := came[knot][0]) is not None:
        links.append(by)
        knot = came[knot][1]
    return links


def _bridges(links: Mapping[Key, _Ends]) -> set[Key]:
    """Return the links without which their ends would not be joined."""
    at: dict[Knot, list[tuple[Key, Knot]]] = {}
    for key, (one, other) in links.items():
        at.setdefault(one, []).append((key, other))
        at.setdefault(other, []).append((key, one))
    seen: dict[Knot, int] = {}
    found: set[Key] = set()
    for root in at:
        if root not in seen:
            _walk(root, at, seen, found)
    return found


def _walk(root: Knot, at: Mapping[Knot, Sequence[tuple[Key, Knot]]], seen: dict[Knot, int], found: set[Key]) -> None:
    """Go through all that is joined, depth first, noting how far back each knot is joined to (Tarjan)."""
    seen[root] = len(seen)
    low = {root: seen[root]}
    path: list[tuple[Knot, Key | None, int]] = [(root, None, 0)]
    while path:
        knot, came_by, place = path.pop()
        if place < len(at[knot]):
            path.append((knot, came_by, place + 1))
            key, other = at[knot][place]
            if key == came_by:
                continue
            if other in seen:
                low[knot] = min(low[knot], seen[other])
            else:
                low[other] = seen[other] = len(seen)
                path.append((other, key, 0))
        elif path and came_by is not None:
            above = path[-1][0]
            low[above] = min(low[above], low[knot])
            if low[knot] > seen[above]:
                found.add(came_by)
