"""Forcing a track of a case in memory into a state that its table of moves does not lead to, and the effects."""

from dataclasses import dataclass
from datetime import date

from models.actor import Actor
from models.casefile import CaseFile, TrackFile
from models.operations import Moved, force, settle
from models.refusals import Refused, UnknownTrack
from states.processes.placement import PLACEMENT
from states.processes.risks import PLACEMENT_REASON_LABELS, PlacementReason, Risk, risks
from states.refusal import Reason, repeat
from states.text import Text, joined

FORCED = "override"
UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class TrackChange:
    """One track before and after; `before` is "" for a track that opens, `parent` the supplier of a position."""

    process: str
    subject: str
    parent: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """The effects of an override: every track of the case, the clock's moves that follow, and the risks."""

    reference: str
    process: str
    subject: str
    source: str
    target: str
    tracks: tuple[TrackChange, ...]
    moves: tuple[Moved, ...]
    risks: tuple[Risk, ...]

    @property
    def needs_second(self) -> bool:
        return any(risk.needs_second for risk in self.risks)

    @property
    def result(self) -> str:
        """Return the final state of the track; not the target if moves of the clock follow."""
        mine = (self.process, self.subject)
        return next(track.after for track in self.tracks if (track.process, track.subject) == mine)

    @property
    def taken_back(self) -> bool:
        """Return whether the records lead the track straight back to its former state."""
        return self.result == self.source


def preview(
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> Change:
    """Return the effects of an override; `case` itself is not changed. Raises UnknownTrack."""
    return tried(case, track, target, reason=reason, by=by, today=today)[1]


def tried(
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> tuple[CaseFile, Change]:
    """Return a copy of a case in which the override was made, and its effects; raise UnknownTrack."""
    copy = case.copy()
    mine = copy.track(track.process, track.subject)
    if mine is None:
        raise UnknownTrack(case.reference, track.process, track.subject)
    return copy, forced(copy, mine, target, event=FORCED, detail=reason, by=by, today=today)


def forced(
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    event: str,
    detail: str,
    by: Actor,
    today: date,
) -> Change:
    source, before = track.state, {(one.process, one.subject): one.state for one in case.tracks}
    found = risks(track.process, source, target, case.facts_of(track, today))
    force(case, track, target, event=event, by=by, today=today, reason=detail)
    moves = settle(case, today)
    return Change(
        case.reference,
        track.process,
        track.subject,
        source,
        str(target),
        tuple(
            TrackChange(one.process, one.subject, one.parent, before.get((one.process, one.subject), ""), one.state)
            for one in case.tracks
        ),
        tuple(moves),
        found,
    )


def check_reason(process: str, reason: str) -> None:
    """Raise Refused for a missing reason; for a position also for a reason that is not one of the codes."""
    if not reason.strip():
        raise Refused(Reason("reason_given", _WHY, remedies=(repeat(reason=""),)))
    if process == PLACEMENT.name and reason.strip() not in set(PlacementReason):
        coded = tuple(repeat(reason=one) for one in PlacementReason)
        raise Refused(Reason("reason_coded", _CODED, remedies=coded))


_WHY = Text("Ange skälet.", "Give the reason.")
_CODED = Text(
    "Om en plats skrivs inget i fritext. Ange ett av skälen: {reasons}.",
    "Nothing is written in free text about a position. Give one of these reasons: {reasons}.",
).fill(reasons=joined(PLACEMENT_REASON_LABELS.values()))
