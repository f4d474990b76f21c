"""Every page of the board."""

from collections.abc import Sequence

from web.board import acts, case, overrides, recording, rehearsals, steps
from web.board.frame import BoardPage

BOARD_PAGES: Sequence[BoardPage] = (
    *steps.PAGES,
    *case.PAGES,
    *recording.PAGES,
    *acts.PAGES,
    *overrides.PAGES,
    *rehearsals.PAGES,
)
