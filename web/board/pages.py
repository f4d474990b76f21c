"""Every page of the board."""

from collections.abc import Sequence

from web.board import acts, bulk, case, cases, demand, outcomes, overrides, recording, rehearsals, steps, today
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
    *demand.PAGES,
    *outcomes.PAGES,
    *registers.PAGES,
)
