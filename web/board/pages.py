"""Every page of the board."""

from collections.abc import Sequence

from web.board import bulk, cases, steps, today
from web.board.frame import BoardPage
from web.board.register import index as registers

BOARD_PAGES: Sequence[BoardPage] = (
    *today.PAGES,
    *cases.PAGES,
    *bulk.PAGES,
    *steps.PAGES,
    *registers.PAGES,
)
