"""The same override for all cases that fit some conditions: listed first, then one commit for each case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto

from sqlalchemy import Connection, Engine

from desk.acting import Outdated, carry_out, check_unchanged, digest_of
from desk.overriding import Override, Preview, override_in, preview_in
from matters.consequences import Consequences, overdue
from matters.directory import Directory, read_directory
from matters.ladder import Ladder
from models.actor import Actor
from models.casefile import CaseChanged, CaseFile, TrackFile
from models.casestore import load_some
from models.operations import find
from models.queries.cases import tracks
from models.refusals import Refused, UnknownTrack
from states.processes.registry import PROCESSES
from states.refusal import Operation, Reason, Refusal, Unreadable, do
from states.text import Text

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Conditions:
    """What cases have to fit: any of the values under each name, all names at once; empty means any."""

    states: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()
    officer_ids: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    case_ids: tuple[int, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ForAll:
    """The override that is asked for, whatever the case."""

    process: str
    target: str
    reason: str
    by: Actor
    day: date
    ladder: Ladder

    def of(self, subject: str) -> Override:
        return Override(self.process, subject, self.target, self.reason)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One track that fits: what the override would do, or why it is refused; neither if it is in that state already."""

    reference: str
    subject: str
    source: str
    consequences: Consequences | None = None
    refusal: Refusal | None = field(default=None, compare=False)


class Result(StrEnum):
    DONE = auto()
    THERE = auto()
    """It stood there already."""
    WAITING = auto()
    """It waits for a second person."""
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The result for one track: why it was refused, or the number of the request that waits."""

    result: Result
    refusal: Refusal | None = None
    request: int | None = None


def candidates(connection: Connection, wanted: Conditions, asked: ForAll) -> Iterator[Candidate]:
    """Yield every track that fits, with a preview; tracks that have ended only where a state is named."""
    process = PROCESSES[asked.process]
    states = wanted.states or tuple(state for state in process.states if state not in process.ends)
    rows = tracks(
        connection,
        asked.process,
        states,
        unit_ids=wanted.unit_ids,
        officer_ids=wanted.officer_ids,
        kinds=wanted.kinds,
        case_ids=wanted.case_ids,
    )
    directory = read_directory(connection)
    for start in range(0, len(rows), AT_A_TIME):
        some = rows[start : start + AT_A_TIME]
        cases = {case.id: case for case in load_some(connection, sorted({row[0] for row in some}))}
        for number, _reference, subject in some:
            case = cases[number]
            track = case.track(asked.process, subject)
            if track is None or (wanted.overdue and not _may_be_overdue(case, track, asked)):
                continue
            yield _candidate(connection, case, track, asked, directory)


def _may_be_overdue(case: CaseFile, track: TrackFile, asked: ForAll) -> bool:
    """Tell whether something is overdue; what cannot be read is listed with the cause."""
    try:
        return overdue(case, track, asked.day, asked.ladder)
    except Unreadable:
        return True


def seen_of(found: Iterable[Candidate]) -> str:
    """Return a digest of what a list shows: whoever agrees to it agrees to exactly that."""
    return digest_of(
        [(one.reference, one.subject, one.source, one.consequences and _gist(one.consequences)) for one in found]
    )


def override_each(engine: Engine, candidate: Candidate, asked: ForAll) -> CaseResult:
    """Override one track as it was listed, in a commit of its own, and return the result; raise nothing."""
    try:
        return carry_out(engine, lambda connection: _overridden(connection, candidate, asked))
    except CaseChanged:
        return CaseResult(Result.REFUSED, Outdated(_CHANGED))
    except Refusal as refusal:
        return CaseResult(Result.REFUSED, refusal)


def _candidate(
    connection: Connection, case: CaseFile, track: TrackFile, asked: ForAll, directory: Directory
) -> Candidate:
    known = (case.reference, track.subject, track.state)
    if track.state == asked.target:
        return Candidate(*known)
    try:
        return Candidate(*known, _preview(connection, case, track.subject, asked, directory).consequences)
    except (Refused, Unreadable) as refusal:
        return Candidate(*known, refusal=refusal)


def _preview(connection: Connection, case: CaseFile, subject: str, asked: ForAll, directory: Directory) -> Preview:
    request = asked.of(subject)
    found = preview_in(
        connection, case, request, by=asked.by, today=asked.day, ladder=asked.ladder, directory=directory
    )
    if found.consequences.change.taken_back:
        raise Refused(_TAKEN_BACK)
    return found


def _overridden(connection: Connection, candidate: Candidate, asked: ForAll) -> CaseResult:
    case = find(connection, candidate.reference)
    track = case.track(asked.process, candidate.subject)
    if track is None:
        raise UnknownTrack(case.reference, asked.process, candidate.subject)
    if track.state == asked.target:
        return CaseResult(Result.THERE)
    now = _preview(connection, case, candidate.subject, asked, read_directory(connection)).consequences
    seen = _gist(candidate.consequences) if candidate.consequences else ""
    check_unchanged(seen, _gist(now), otherwise=_CHANGED)
    made = override_in(connection, case, asked.of(candidate.subject), by=asked.by, today=asked.day, ladder=asked.ladder)
    if made.request is not None:
        return CaseResult(Result.WAITING, request=made.request)
    return CaseResult(Result.DONE)


def _gist(found: Consequences) -> str:
    """Return a digest of what must be as it was listed; the rest of a case may move as its tracks are done in turn."""
    change = found.change
    return digest_of(change.source, change.result, [risk.name for risk in change.risks])


_TAKEN_BACK = Reason(
    "taken_back",
    Text(
        "Det som är registrerat leder genast tillbaka. Rätta i stället det som är registrerat.",
        "What is recorded leads straight back. Correct what is recorded instead.",
    ),
    remedies=(do(Operation.RECORD),),
)
_CHANGED = Text(
    "Ärendet har ändrats sedan listan gjordes. Titta igen.",
    "The case has changed since the list was made. Please look again.",
)
