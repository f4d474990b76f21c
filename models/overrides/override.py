"""Overrides: the support function puts a track into a state that its table of moves does not lead to.

A risky override is stored as a request and made when a second person approves it. The history only grows: undoing is
one more override, back to the state that the track came from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from models.actor import CLOCK, Actor
from models.casefile import CaseFile, TrackFile
from models.casestore import save
from models.journal import Entry
from models.links import heirs
from models.overrides.approvals import ask
from models.overrides.forcing import FORCED, UNDONE, Change, check_reason, forced, preview
from models.queries.journals import journal
from models.refusals import Refused, UnknownTrack
from states.facts import Role
from states.processes.registry import PROCESSES
from states.refusal import Operation, Reason, do, repeat, withdraw
from states.text import Text, joined


@dataclass(frozen=True, slots=True)
class OverrideResult:
    """An override that was made, or the preview of one that waits for a second person under a number."""

    change: Change
    request: int | None = None


def override(
    connection: Connection,
    case: CaseFile,
    process: str,
    subject: str,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> OverrideResult:
    """Put a track into a state with a reason, or store a request for a second person if that is risky.

    Raises UnknownTrack, or Refused for anybody but the support function, an unknown state, the same state, and a
    missing reason.
    """
    track = admitted(connection, case, process, subject, target, reason=reason, by=by)
    return _made_or_asked(connection, case, track, target, reason=reason.strip(), by=by, today=today)


def undo(
    connection: Connection,
    case: CaseFile,
    entry_number: int,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> OverrideResult:
    """Put a track back to where its latest move or override came from, by the same rules as any override.

    Raises UnknownTrack, or Refused for an entry that cannot be undone and for an override that is not allowed.
    """
    track, source = undoing(connection, case, entry_number)
    admitted(connection, case, track.process, track.subject, source, reason=reason, by=by)
    return _made_or_asked(
        connection, case, track, source, reason=reason.strip(), by=by, today=today, undone=entry_number
    )


def undoing(connection: Connection, case: CaseFile, entry_number: int) -> tuple[TrackFile, str]:
    """Return the track whose latest move is this journal entry, and its former state; raise Refused for others."""
    entries = [entry for entry, _seal in journal(connection, case.reference).entries]
    told = next((entry for entry in entries if entry.number == entry_number), None)
    if told is None:
        raise Refused(_no_entry(entry_number, len(entries)))
    moves = [entry for entry in entries if entry.source and entry.event in _events_of(entry.process)]
    track = case.track_meant(told.process, told.subject)
    if told not in moves or track is None:
        raise Refused(Reason("no_move", _NO_MOVE.fill(number=entry_number), remedies=(withdraw(),)))
    later = [one for one in moves if one.number > told.number and case.track_meant(one.process, one.subject) is track]
    # What the clock did on the same day came of the step itself, and goes with it.
    others = [one for one in later if (one.actor, one.on) != (str(CLOCK), told.on)]
    if others:
        raise Refused(_not_the_latest(entry_number, others[-1].number))
    return track, told.source


def undoable(entries: Iterable[Entry]) -> frozenset[int]:
    """Return the numbers of the entries of a journal that can be undone: the latest move of each track.

    What the clock did on the same day came of the step itself, and goes with it.
    """
    moves: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.source and entry.event in _events_of(entry.process):
            moves.setdefault((entry.process, entry.subject), []).append(entry)
    return frozenset(_latest_step(of_track).number for of_track in moves.values())


def _latest_step(moves: Sequence[Entry]) -> Entry:
    last = moves[-1]
    for entry in reversed(moves):
        if (last.actor, last.on) != (str(CLOCK), entry.on):
            return last
        last = entry
    return last


def admitted(
    connection: Connection, case: CaseFile, process: str, subject: str, target: str, *, reason: str, by: Actor
) -> TrackFile:
    """Return the track that is to be forced; raise UnknownTrack, or Refused with what is wrong with the request."""
    if by.role is not Role.SUPPORT:
        raise Refused(_NOT_YOURS)
    track = case.track_meant(process, subject)
    if track is None:
        raise UnknownTrack(case.reference, process, subject)
    states = PROCESSES[process].states
    if target not in set(states):
        raise Refused(_unknown_state(process, target))
    if track.state == target:
        raise Refused(_already_there(process, target))
    if heirs(connection, [case.id]):
        remedy = do(Operation.LOOK_UP, what="case")
        raise Refused(Reason("merged", _merged(case.reference), remedies=(remedy,)))
    check_reason(process, reason)
    return track


def _made_or_asked(
    connection: Connection,
    case: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
    undone: int | None = None,
) -> OverrideResult:
    foreseen = preview(case, track, target, reason=reason, by=by, today=today)
    if foreseen.needs_second:
        return OverrideResult(foreseen, ask(connection, case, foreseen, reason=reason, by=by, today=today))
    event, detail = (FORCED, reason) if undone is None else (UNDONE, f"{undone} {reason}")
    made = forced(case, track, target, event=event, detail=detail, by=by, today=today)
    save(connection, [case])
    return OverrideResult(made)


def _events_of(process: str) -> frozenset[str]:
    """Return the events of the journal that move a track of a process."""
    return frozenset({*PROCESSES[process].triggers, FORCED, UNDONE}) if process else frozenset()


# --- what is refused -------------------------------------------------------------------------------------------------

_NOT_YOURS = Text(
    "Bara stödfunktionen kan flytta ett ärende utanför reglerna.",
    "Only the support function can move a case outside the rules.",
)


def _unknown_state(process: str, target: str) -> Reason:
    labels = joined(duty.label for duty in PROCESSES[process].duties.values())
    text = _NO_SUCH_STATE.fill(state=target, process=PROCESSES[process].label, states=labels)
    return Reason("unknown_state", text, remedies=tuple(repeat(state=one) for one in PROCESSES[process].states))


_NO_SUCH_STATE = Text(
    "Läget ”{state}” finns inte i {process}. Lägen: {states}.",
    "There is no state “{state}” in the {process}. States: {states}.",
)


def _merged(reference: str) -> Text:
    return _MERGED.fill(reference=reference)


_MERGED = Text(
    "{reference} uppgår i ett annat ärende och kan inte öppnas igen. På ärendet står i vilket.",
    "{reference} was merged into another case and cannot be opened again. The case says into which.",
)


def _already_there(process: str, state: str) -> Text:
    label = PROCESSES[process].duties[PROCESSES[process].states(state)].label
    return _ALREADY_THERE.fill(state=label)


_ALREADY_THERE = Text("Det står redan i läget ”{state}”.", "It is in the state “{state}” already.")


def _no_entry(number: int, length: int) -> Text:
    return _NO_ENTRY.fill(number=number, length=length)


_NO_ENTRY = Text(
    "Journalen har ingen post {number}; den har {length} poster.",
    "The journal has no entry {number}; it has {length} entries.",
)
_NO_MOVE = Text(
    "Post {number} i journalen är inget steg och kan inte ångras. Misstag i det som är registrerat tas tillbaka var"
    " för sig.",
    "Entry {number} of the journal is no step and cannot be undone. Mistakes in what is recorded are taken back one"
    " by one.",
)


def _not_the_latest(number: int, latest: int) -> Text:
    return _LATEST_FIRST.fill(number=number, latest=latest)


_LATEST_FIRST = Text(
    "Bara det senaste steget kan ångras. Efter post {number} kom post {latest}; ångra den först.",
    "Only the latest step can be undone. After entry {number} came entry {latest}; undo that one first.",
)
