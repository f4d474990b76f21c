"""What a case waits for, who can bring it about, and the command line that does it."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cli.i18n import _, said
from models.casefile import CaseFile, TrackFile
from states.facts import ROLE_LABELS, Milestone, Role
from states.machine import Explanation, Unmet
from states.processes.procurement import PROCUREMENT, reason_given
from states.processes.registry import PROCESSES
from states.records.milestones import RECORDINGS, Scope

REQUIRE = "assess {ref} --outcome required --form employment"
RULING = "record {ref} review_decided {today} --outcome {ruling}"

COMMANDS: Mapping[str, str] = {
    "relevance_assessed": REQUIRE,
    "requirement_form_chosen": REQUIRE,
    "model_wanted": REQUIRE,
    "assessed_not_applicable": "assess {ref} --outcome not_applicable --reason {text}",
    "assessed_no_requirement": "assess {ref} --outcome no_requirement --reason {text}",
    "redo_ordered": RULING.replace("{ruling}", "redo"),
    "correction_ordered": RULING.replace("{ruling}", "correction"),
    "award_stands": RULING.replace("{ruling}", "rejected"),
    "not_review_pending": RULING.replace("{ruling}", "rejected"),
    "obligation_known": "obligation {ref} --unit persons --amount 1",
    "only_dialogue_owed": "obligation {ref} --unit dialogue",
    "not_only_dialogue_owed": "obligation {ref} --unit persons --amount 1",
    "contact_assigned": "assign {ref} --contact {name}",
}
"""What meets a condition where the milestones that it names do not tell the whole command."""

WORDS: Mapping[tuple[str, Milestone], str] = {
    ("not_candidate_present", Milestone.INTERNSHIP_ENDED): "interrupted",
    ("not_candidate_present", Milestone.EMPLOYMENT_ENDED): "ended_by_person",
    ("internship_was_all", Milestone.INTERNSHIP_ENDED): "obligation_done",
    ("ended_but_counts", Milestone.EMPLOYMENT_ENDED): "ended_by_person",
    ("supplier_decided", Milestone.CANDIDATE_DECLINED): "ended_by_supplier",
}
"""The word that meets a condition, where it is not the first that a milestone may carry."""

VALUE_OPTIONS = {milestone: "--outcome" for milestone, rule in RECORDINGS.items() if rule.values}
VALUE_OPTIONS[Milestone.AWARD_NOTICE_SENT] = "--channel"
"""The option that says what the date alone does not, for each milestone that needs one."""


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


def who(roles: Iterable[Role]) -> str:
    """Return some roles as they are told: "the procurement officer or the support function"."""
    return f" {_('or')} ".join(said(ROLE_LABELS[role]) for role in roles)


def commands(unmet: Unmet, reference: str, track: TrackFile | None = None) -> list[str]:
    """Return the command lines of which any one meets a condition; none where only time or other people can."""
    told = COMMANDS.get(unmet.key)
    if told is not None:
        return [_program(told + _about(track), reference)]
    return [_record_command(milestone, unmet, reference, track) for milestone in unmet.records]


def _about(track: TrackFile | None) -> str:
    """Return the option that names the supplier of a track, where it has one."""
    owner = (track.parent or track.subject) if track else ""
    return f" --supplier {_plain(owner)}" if owner else ""


def _plain(name: str) -> str:
    """Return a name as it is typed, proof against being taken for a field of the command."""
    return shlex.quote(name).replace("{", "{{").replace("}", "}}")


def told_unmet(unmet: Sequence[Unmet], reference: str, track: TrackFile | None = None) -> list[str]:
    """Return the conditions as lines, each with who can meet it and how."""
    lines = []
    for one in unmet:
        lines.append(f"- {said(one.text)}" + (f" ({who(one.met_by)})" if one.met_by else ""))
        lines += [f"    {command}" for command in commands(one, reference, track)]
    return lines


def _record_command(
    milestone: Milestone,
    unmet: Unmet,
    reference: str,
    track: TrackFile | None,
) -> str:
    rule = RECORDINGS[milestone]
    by = next((role for role in unmet.met_by if role in rule.by), rule.by[0])
    parts = [f"record {{ref}} {milestone} {{today}}"]
    if rule.values:
        word = WORDS.get((unmet.key, milestone), rule.values[0])
        parts.append(f"{VALUE_OPTIONS[milestone]} {word}")
    if rule.scope is Scope.WINNER:
        parts.append("--supplier {name}")
    elif rule.scope is Scope.LOT:
        parts.append("--lot {name}")
    elif rule.scope is Scope.SUPPLIER:
        parts.append(_about(track).strip())
    elif rule.scope is Scope.PLACEMENT and track is not None and track.parent:
        parts.append(f"--position {track.subject}")
    if by is not Role.OFFICER:
        parts.append(f"--by {by}")
    return _program(" ".join(filter(None, parts)), reference)


def _move_command(reference: str, track: TrackFile, explanation: Explanation) -> str:
    move = explanation.move
    people = [role for role in move.by if role is not Role.CLOCK]
    if not people:
        return ""
    parts = [f"move {{ref}} {move.trigger}"]
    if track.process != PROCUREMENT.name:
        parts.append(f"--process {track.process}")
    if track.subject:
        parts.append(f"--subject {_plain(track.subject)}")
    parts.append(f"--by {people[0]}")
    if reason_given in move.guards:
        parts.append("--reason {text}")
    return _program(" ".join(parts), reference)


def _program(command: str, reference: str) -> str:
    words = {"ref": shlex.quote(reference), "today": _("today"), "text": f'"{_("why")}"', "name": f'"{_("name")}"'}
    return f"trespann {command.format(**words)}"
