"""Finding the plan in a file: which sheets hold one, where its headings stand, and what merged cells mean."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from exchange.plans.cells import Cell, shown
from exchange.plans.headings import HEADER_WITHIN_ROWS, ColumnNames, Header, read_header
from exchange.plans.marks import Marks
from exchange.plans.sheets import NumberedRow, Sheet

MOST_FILLED = 1_000_000
"""More cells than this are not filled from merged ones: blocks that overlap could be many times a sheet."""


def headers_of(sheet: Sheet, names: ColumnNames) -> tuple[Header | None, Header | None]:
    """Return the headings of the plan on a sheet, or else the row that came nearest to being them."""
    rows = sheet.read(HEADER_WITHIN_ROWS)
    singles = [read_header(number, cells, names) for number, cells in rows]
    pairs = [
        read_header(lower, cells, names, above=_spread(above, cells))
        for (upper, above), (lower, cells) in pairwise(rows)
        if lower == upper + 1 and all(isinstance(cell, str) for cell in cells if cell is not None)
    ]
    whole = next((header for header in singles if not header.missing), None)
    if whole is None:
        pair = next((header for header in pairs if not header.missing), None)
        return pair, max(singles, key=lambda header: (len(header.columns), len(header.known)), default=None)
    rivals = [header for header in pairs if header.row in {whole.row, whole.row + 1} and not header.missing]
    best = max(rivals, key=lambda header: len(header.columns), default=whole)
    return (best if len(best.columns) > len(whole.columns) else whole), None


def _spread(above: Sequence[Cell], below: Sequence[Cell]) -> list[Cell]:
    """Return a first row of headings with each repeated over the columns that it stands above."""
    spread: list[Cell] = []
    last: Cell = None
    for index in range(max(len(above), len(below))):
        own = above[index] if index < len(above) else None
        last = own if shown(own) else last
        is_named = index < len(below) and shown(below[index])
        spread.append(own if shown(own) or not is_named else last)
    return spread


def year_of(sheet: Sheet) -> int | None:
    """Return the latest year that the name of a sheet tells."""
    years = re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", sheet.name)
    return max(map(int, years), default=None)


def filled(
    rows: Sequence[NumberedRow], marks: Marks, *, below: int
) -> tuple[list[NumberedRow], Mapping[tuple[int, int], tuple[int, int]]]:
    """Return the rows with the value of each merged cell in all rows that it covers, and where that was done.

    The second part gives the first and the last row of the block by row and column. A block that begins above or in
    the headings, row `below`, is left as it is: what it says is no value.
    """
    if not marks.merged:
        return list(rows), {}
    cells = {number: list(row) for number, row in rows}
    shared: dict[tuple[int, int], tuple[int, int]] = {}
    for block in marks.merged:
        column, first = block.first_column, cells.get(block.first_row, [])
        if block.first_row <= below or block.first_row == block.last_row or len(first) <= column:
            continue
        for number in range(block.first_row, min(block.last_row, max(cells)) + 1):
            if number not in cells or len(shared) >= MOST_FILLED:
                continue
            row = cells[number]
            row += [None] * (column + 1 - len(row))
            row[column] = first[column]
            shared[number, column] = (block.first_row, block.last_row)
    return [(number, tuple(row)) for number, row in cells.items()], shared
