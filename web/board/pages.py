"""Every page of the board."""

from collections.abc import Sequence

from web.board import steps
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (*steps.PAGES,)
