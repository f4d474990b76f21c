"""Every page of the board."""

from collections.abc import Sequence

from web.board import acts, bulk, case, cases, overrides, recording, rehearsals, steps, today
from web.board.frame import BoardPage
from web.board.register import index as registers

BOARD_PAGES: Sequence[BoardPage] = (
    *today.PAGES,
    *cases.PAGES,
    *bulk.PAGES,
    *steps.PAGES,
    *case.PAGES,
    *recording.PAGES,
    *acts.PAGES,
    *overrides.PAGES,
    *rehearsals.PAGES,
    *registers.PAGES,
)
