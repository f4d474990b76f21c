"""Every page of the board."""

from collections.abc import Sequence

from web.board import case, steps
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (*steps.PAGES, *case.PAGES)
