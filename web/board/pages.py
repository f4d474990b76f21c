"""Every page of the board."""

from collections.abc import Sequence

from web.board import steps, today
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (*today.PAGES, *steps.PAGES)
