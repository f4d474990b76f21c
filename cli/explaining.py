"""What a case waits for: every move out of its present states, and the command line that makes it."""

import shlex
from dataclasses import dataclass
from datetime import date

from cli.i18n import _, command_line
from models.casefile import CaseFile, TrackFile
from states.facts import Role
from states.machine import Explanation
from states.processes.procurement import PROCUREMENT, reason_given
from states.processes.registry import PROCESSES


@dataclass(frozen=True, slots=True)
class Way:
    """One move out of the present state; `command` makes it once nothing is unmet, "" when it comes by itself."""

    track: TrackFile
    explanation: Explanation
    command: str


def ways(file: CaseFile, today: date) -> list[Way]:
    """Return every move out of the present state of each process of a case, the most particular of a process first."""
    return [
        Way(track, explanation, _move_command(file.reference, track, explanation))
        for track in file.tracks
        for explanation in sorted(_explained(file, track, today), key=_sources)
    ]


def _explained(file: CaseFile, track: TrackFile, today: date) -> list[Explanation]:
    facts = file.facts_of(track, today, reason="-")  # a reason can always be given; the command says so
    return PROCESSES[track.process].explain(track.state, facts)


def _sources(explanation: Explanation) -> int:
    return len(explanation.move.sources)


def _move_command(reference: str, track: TrackFile, explanation: Explanation) -> str:
    move = explanation.move
    people = [role for role in move.by if role is not Role.CLOCK]
    if not people:
        return ""
    parts = [command_line("move", reference, move.trigger)]
    if track.process != PROCUREMENT.name:
        parts.append(f"--process {track.process}")
    if track.subject:
        parts.append(f"--subject {shlex.quote(track.subject)}")
    parts.append(f"--by {people[0]}")
    if reason_given in move.guards:
        parts.append(f'--reason "{_("why")}"')
    return " ".join(parts)
