"""Every page of the board."""

from collections.abc import Sequence

from web.board import cases, steps
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (*cases.PAGES, *steps.PAGES)
