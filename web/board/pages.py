"""Every page of the board."""

from collections.abc import Sequence

from web.board import demand, outcomes, steps
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (*steps.PAGES, *demand.PAGES, *outcomes.PAGES)
