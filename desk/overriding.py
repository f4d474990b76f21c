"""Overriding, undoing and approving: a preview of each, and then exactly what the preview showed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, Engine

from desk.acting import SeenState, carry_out, check_standing, check_unchanged, digest_of
from matters.consequences import Consequences, foresee
from matters.directory import Directory, read_directory
from matters.ladder import Ladder
from models.actor import Actor
from models.casefile import CaseFile, TrackFile
from models.operations import find
from models.overrides import approvals
from models.overrides import override as forcing
from models.overrides.approvals import Request
from models.overrides.forcing import Change
from models.queries.cases import read_case
from models.refusals import UnknownTrack
from notifications.plan import plan_anew


@dataclass(frozen=True, slots=True)
class Override:
    """A request to put a track into a state, whatever its table of moves says, and the reason."""

    process: str
    subject: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undo:
    """A request to undo an entry of the journal, and the reason."""

    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a request would do, and the digest that proves it was seen."""

    consequences: Consequences

    @property
    def digest(self) -> str:
        change = self.consequences.change
        plain = replace(self.consequences, change=replace(change, risks=()))
        return digest_of(plain, [risk.name for risk in change.risks])


@dataclass(frozen=True, slots=True)
class Overridden:
    """The result of a request: the change, or the number under which it waits for a second person."""

    change: Change
    request: int | None = None
    approvers: Mapping[str, str] = field(default_factory=dict)
    """Who may approve it: names by e-mail address, in the order in which they are asked."""


# --- one person ------------------------------------------------------------------------------------------------------


def preview(
    connection: Connection,
    reference: str,
    request: Override | Undo,
    *,
    by: Actor,
    today: date,
    ladder: Ladder,
) -> Preview:
    """Return what a request would do; nothing is written.

    Raises UnknownCase, UnknownTrack, and Refused for who may not, an unknown or the same state, a step that cannot be
    undone, and a reason that is missing.
    """
    case, directory = read_case(connection, reference), read_directory(connection)
    return preview_in(connection, case, request, by=by, today=today, ladder=ladder, directory=directory)


def preview_in(
    connection: Connection,
    case: CaseFile,
    request: Override | Undo,
    *,
    by: Actor,
    today: date,
    ladder: Ladder,
    directory: Directory,
) -> Preview:
    """Return what a request would do to a case in memory, which is not changed; raise as `preview` does."""
    track, target = _meant(connection, case, request, by=by)
    return Preview(
        foresee(
            connection,
            case,
            track,
            target,
            reason=request.reason,
            by=by,
            today=today,
            directory=directory,
            ladder=ladder,
        )
    )


def override(
    engine: Engine,
    reference: str,
    request: Override | Undo,
    *,
    by: Actor,
    today: date,
    ladder: Ladder,
    seen: str = "",
    standing: SeenState | None = None,
) -> Overridden:
    """Carry the request out, or store it for a second person if it is risky; replan the reminders of the case.

    `seen` is the digest of the preview that the person agreed to, "" for none; `standing` is the state in which they
    saw the track. Raises as `preview` does, and Outdated or CaseChanged.
    """

    def act(connection: Connection) -> Overridden:
        case = find(connection, reference)
        if standing is not None:
            check_standing(case, standing)
        if seen:
            directory = read_directory(connection)
            now = preview_in(connection, case, request, by=by, today=today, ladder=ladder, directory=directory)
            check_unchanged(seen, now.digest)
        return override_in(connection, case, request, by=by, today=today, ladder=ladder)

    return carry_out(engine, act)


def override_in(
    connection: Connection,
    case: CaseFile,
    request: Override | Undo,
    *,
    by: Actor,
    today: date,
    ladder: Ladder,
) -> Overridden:
    """Carry the request out on a case in memory, and save it; raise as `override` does."""
    made = _force(connection, case, request, by=by, today=today)
    if made.request is not None:
        asked = approvals.request(connection, made.request)  # by somebody else, where the same waits already
        besides = approvals.person_of(asked.asked_by)
        return Overridden(
            made.change, made.request, approvals.approvers(connection, besides=besides, today=asked.asked_on)
        )
    plan_anew(connection, case, today=today, ladder=ladder)
    return Overridden(made.change)


def _meant(connection: Connection, case: CaseFile, request: Override | Undo, *, by: Actor) -> tuple[TrackFile, str]:
    """Return the track that is to be forced and its new state, once nothing speaks against the request."""
    if isinstance(request, Undo):
        track, target = forcing.undoing(connection, case, request.entry)
        process, subject = track.process, track.subject
    else:
        process, subject, target = request.process, request.subject, request.target
    return forcing.admitted(connection, case, process, subject, target, reason=request.reason, by=by), target


def _force(
    connection: Connection, case: CaseFile, request: Override | Undo, *, by: Actor, today: date
) -> forcing.OverrideResult:
    if isinstance(request, Undo):
        return forcing.undo(connection, case, request.entry, reason=request.reason, by=by, today=today)
    where = (request.process, request.subject, request.target)
    return forcing.override(connection, case, *where, reason=request.reason, by=by, today=today)


# --- a second person -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Approval:
    """A request that waits, and what approving it would do; None where the case has moved since it was made."""

    request: Request
    preview: Preview | None


def preview_approval(connection: Connection, number: int, *, by: Actor, today: date, ladder: Ladder) -> Approval:
    """Return what approving a request would do.

    Raises UnknownRequest, and Refused for who may not approve it and for what is decided already.
    """
    request = approvals.request(connection, number)
    approvals.check_second(connection, request, by=by, today=today)
    case = read_case(connection, request.reference)
    return Approval(request, _approving(connection, case, request, by=by, today=today, ladder=ladder))


def approve(
    engine: Engine, number: int, *, by: Actor, today: date, ladder: Ladder, seen: str = ""
) -> approvals.Decided:
    """Approve what somebody else asked for; it lapses where the case has moved since.

    `seen` is the digest of the preview that the person agreed to, "" for none. Raises UnknownRequest, Outdated,
    CaseChanged, and Refused for who may not approve it and for what is decided already.
    """

    def act(connection: Connection) -> approvals.Decided:
        if seen:
            request = approvals.request(connection, number)
            case = find(connection, request.reference)
            now = _approving(connection, case, request, by=by, today=today, ladder=ladder)
            check_unchanged(seen, now.digest if now else "")
        decided = approvals.approve(connection, number, by=by, today=today)
        if decided.change is not None:
            plan_anew(connection, decided.case, today=today, ladder=ladder)
        return decided

    return carry_out(engine, act)


def decline(engine: Engine, number: int, *, reason: str, by: Actor, today: date) -> Request:
    """Turn down what somebody asked for, or take back one's own request.

    Raises UnknownRequest, CaseChanged, and Refused for who may not decide, a reason that is missing, and what is
    decided already.
    """
    return carry_out(
        engine, lambda connection: approvals.decline(connection, number, reason=reason, by=by, today=today)
    )


def _approving(
    connection: Connection, case: CaseFile, request: Request, *, by: Actor, today: date, ladder: Ladder
) -> Preview | None:
    if not approvals.still_stands(request, case):
        return None
    track = case.track_meant(request.process, request.subject)
    if track is None:
        raise UnknownTrack(case.reference, request.process, request.subject)
    directory = read_directory(connection)
    return Preview(
        foresee(
            connection,
            case,
            track,
            request.target,
            reason=request.reason,
            by=by,
            today=today,
            directory=directory,
            ladder=ladder,
        )
    )
