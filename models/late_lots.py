"""Lots that go on though their case is closed as cancelled, because they came to be known only afterwards."""

from models.casefile import CaseFile
from states.facts import Milestone
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.records.lots import LotOutcome
from states.records.observations import current, lots_of
from states.text import Text

MOST = 12
"""How many lots are named; nobody reads more."""
_ENDED = frozenset({LotOutcome.NO_WINNER, LotOutcome.CANCELLED})


def going_on_though_cancelled(case: CaseFile) -> Text | None:
    """Return that lots are won, or open beside those that ended, though the case is closed as cancelled.

    No notice opens it again: a person may have cancelled it, or it may go on as another case. So a person decides.
    """
    track = case.track(PROCUREMENT.name)
    if track is None or track.state != ProcurementState.CANCELLED:
        return None
    if any(one.milestone is Milestone.CANCELLED for one in current(case.recorded)):
        return None
    lots = lots_of(case.recorded)
    alive = {LotOutcome.WON, LotOutcome.OPEN} if any(one.outcome in _ENDED for one in lots) else {LotOutcome.WON}
    going_on = [one.lot for one in lots if one.outcome in alive]
    return _GOES_ON.fill(lots=", ".join(going_on[:MOST])) if going_on else None


_GOES_ON = Text(
    "Ärendet är avbrutet, men enligt annonserna är de här delarna öppna eller tilldelade: {lots}. Ska ärendet gå"
    " vidare: sätt det tillbaka i rätt läge.",
    "The case is cancelled, but according to the notices these lots are open or won: {lots}. If the case is to go on,"
    " put it back into the right state.",
)
