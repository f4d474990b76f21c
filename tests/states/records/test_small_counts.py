"""No count that is not shown can be worked out from those that are: proved against a search for other solutions."""

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from states.records.small_counts import SMALLEST, Cell, CountTable

REACH = 3
"""How far from the truth another solution is looked for."""


class Puzzle:
    """What a reader knows: the sums, the cells that are shown, and that nothing is less than nobody."""

    def __init__(self) -> None:
        self.table = CountTable()
        self.sums: list[tuple[object, tuple[object, ...]]] = []

    def add(self, key: object, value: int, **known: bool) -> None:
        self.table.add(key, Cell(value, **known))

    def add_sum(self, total: object, parts: tuple[object, ...]) -> None:
        self.table.add_sum(total, parts)
        self.sums.append((total, parts))

    def least(self, key: object) -> int:
        cell = self.table.cells[key]
        return 0 if cell.zero_tells or not cell.told else 1

    def worked_out(self) -> list[object]:
        """Return the cells that are not shown and have only one value that fits with what is shown."""
        closed = self.table.closed()
        hidden = {key for key, cell in self.table.cells.items() if key in closed or not cell.told}
        truth = {key: int(cell.value) for key, cell in self.table.cells.items()}
        free = {key for total, parts in self.sums for key in (total, *parts)}
        return [key for key in closed & free if not self._another(key, hidden, truth)]

    def _another(self, key: object, hidden: set[object], truth: Mapping[object, int]) -> bool:
        for change in (1, -1, 2, -2, 3, -3):
            if truth[key] + change >= self.least(key):
                known = {one: value for one, value in truth.items() if one not in hidden}
                if next(self._fitting({**known, key: truth[key] + change}, truth), None) is not None:
                    return True
        return False

    def _fitting(self, known: dict[object, int], truth: Mapping[object, int]) -> Iterator[dict[object, int]]:
        """Yield values of all cells that fit, sum by sum, the one with the fewest unknown cells first."""
        unknown = {sum_: [key for key in (sum_[0], *sum_[1]) if key not in known] for sum_ in self.sums}
        for (total, parts), left in unknown.items():
            if not left and known[total] != sum(known[part] for part in parts):
                return
        waiting = sorted((sum_ for sum_, left in unknown.items() if left), key=lambda sum_: len(unknown[sum_]))
        if not waiting:
            yield known
            return
        total, parts = waiting[0]
        first, *rest = unknown[waiting[0]]
        if rest:
            values = range(max(self.least(first), truth[first] - REACH), truth[first] + REACH + 1)
        else:
            others = sum(known[part] for part in parts if part != first)
            value = others if first == total else known[total] - others
            values = range(value, value + 1) if value >= self.least(first) else range(0)
        for value in values:
            yield from self._fitting({**known, first: value}, truth)


counts = st.integers(0, 12)


def of_units(rows: list[tuple[int, int]], *, zero_tells: bool = False) -> Puzzle:
    """Return a table of units, each split in two, with the sums of both columns and of all."""
    puzzle = Puzzle()
    for number, split in enumerate([*rows, (sum(a for a, _ in rows), sum(b for _, b in rows))]):
        for column, value in enumerate(split):
            puzzle.add((number, column), value, zero_tells=zero_tells and sum(split) > 0)
        puzzle.add((number, "all"), sum(split))
        puzzle.add_sum((number, "all"), ((number, 0), (number, 1)))
    for column in (0, 1):
        puzzle.add_sum((len(rows), column), tuple((number, column) for number in range(len(rows))))
    return puzzle


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=4), st.booleans())
@settings(deadline=None, max_examples=150)
def test_no_closed_cell_of_a_table_of_units_can_be_worked_out(rows, zero_tells):
    assert of_units(rows, zero_tells=zero_tells).worked_out() == []


@given(st.lists(counts, min_size=2, max_size=5))
@settings(deadline=None)
def test_no_closed_part_of_one_sum_can_be_worked_out(parts):
    puzzle = Puzzle()
    for number, value in enumerate(parts):
        puzzle.add(number, value)
    puzzle.add("all", sum(parts))
    puzzle.add_sum("all", tuple(range(len(parts))))
    assert puzzle.worked_out() == []


@given(st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=3))
@settings(deadline=None, max_examples=80)
def test_the_same_holds_where_one_of_two_parts_is_split_again(rows):
    puzzle, last = Puzzle(), len(rows)
    for number, leaves in enumerate([*rows, tuple(map(sum, zip(*rows, strict=True)))]):
        for column, value in enumerate(leaves):
            puzzle.add((number, column), value)
        puzzle.add((number, "begun"), leaves[0] + leaves[1])
        puzzle.add((number, "all"), sum(leaves))
        puzzle.add_sum((number, "begun"), ((number, 0), (number, 1)))
        puzzle.add_sum((number, "all"), ((number, "begun"), (number, 2)))
    for column in range(3):
        puzzle.add_sum((last, column), tuple((number, column) for number in range(last)))
    assert puzzle.worked_out() == []


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=4))
@settings(deadline=None)
def test_every_small_count_is_closed_and_every_open_one_is_large_or_nobody(rows):
    table = of_units(rows).table
    closed = table.closed()
    for key, cell in table.cells.items():
        assert key in closed or cell.value >= SMALLEST or cell.value == 0


@pytest.mark.parametrize(
    ("parts", "closed"),
    [
        ([9, 8, 7], set()),
        ([9, 3, 7], {1, 2}),
        ([9, 3, 2], {1, 2}),
        ([9, 1, 1], {0, 1, 2}),
        ([9, 0, 7], set()),
        ([9, 0, 3, 7], {2, 3}),
    ],
)
def test_the_smallest_other_part_is_closed_beside_a_single_small_one(parts, closed):
    puzzle = Puzzle()
    for number, value in enumerate(parts):
        puzzle.add(number, value)
    puzzle.add("all", sum(parts))
    puzzle.add_sum("all", tuple(range(len(parts))))
    assert puzzle.table.closed() == closed


def test_of_people_nobody_tells_as_much_as_one():
    table = CountTable()
    table.add("still there", Cell(0, zero_tells=True))
    table.add("promised", Cell(0))
    assert table.closed() == {"still there"}


def test_a_cell_in_a_third_sum_is_refused():
    table = CountTable()
    for key in "abc":
        table.add(key, Cell(7))
    table.add_sum("a", "b")
    table.add_sum("a", "c")
    with pytest.raises(ValueError, match="a"):
        table.add_sum("b", "a")
