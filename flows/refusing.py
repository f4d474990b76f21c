"""What a run tells when it is refused: every reason, who can supply what is missing, and what could be done instead."""

from collections.abc import Iterable

from flows.forms import PEOPLE
from models.casefile import CaseChanged
from states.facts import ROLE_LABELS, Role
from states.machine import MoveRefused, Unmet
from states.processes.registry import PROCESSES
from states.records.milestones import RecordingRefused
from states.text import Text

_NOT_IN_THE_TABLE = frozenset({"no_such_move", "not_your_move"})


def told_refusal(refusal: Exception) -> Text:
    """Return all that stands against what was asked; the refusals of the domain bring their own words."""
    match refusal:
        case MoveRefused():
            return _lines([_no_move(refusal), *map(_unmet, refusal.unmet), *_from_here(refusal)])
        case RecordingRefused():
            return _lines(refusal.reasons)
        case CaseChanged():
            return _CHANGED
        case _:
            told: Text = refusal.text  # type: ignore[attr-defined]
            return told


def _no_move(refusal: MoveRefused) -> Text:
    process = PROCESSES[refusal.process]
    step = process.triggers.get(refusal.trigger, Text(refusal.trigger, refusal.trigger))
    state = process.duties[process.states(refusal.state)].label
    return Text(
        f"Steget ”{step.sv}” kan inte tas i läget ”{state.sv}” ({process.label.sv}):",
        f"The step “{step.en}” cannot be taken in “{state.en}” ({process.label.en}):",
    )


def _unmet(one: Unmet) -> Text:
    people = _people(one.met_by)
    return Text(f"- {one.text.sv} ({people.sv})", f"- {one.text.en} ({people.en})") if one.met_by else one.text


def _from_here(refusal: MoveRefused) -> list[Text]:
    if not any(one.key in _NOT_IN_THE_TABLE for one in refusal.unmet):
        return []
    process = PROCESSES[refusal.process]
    moves = process.moves_from(process.states(refusal.state))
    there = [
        (move.trigger, _people(roles)) for move in moves if (roles := [role for role in move.by if role in PEOPLE])
    ]
    return [
        Text(
            "Steg härifrån: " + (", ".join(f"{step} ({by.sv})" for step, by in there) or "inga") + ".",
            "Steps from here: " + (", ".join(f"{step} ({by.en})" for step, by in there) or "none") + ".",
        ),
    ]


def _people(roles: Iterable[Role]) -> Text:
    labels = [ROLE_LABELS[role] for role in roles]
    return Text(" eller ".join(label.sv for label in labels), " or ".join(label.en for label in labels))


def _lines(texts: Iterable[Text]) -> Text:
    every = list(texts)
    return Text("\n".join(text.sv for text in every), "\n".join(text.en for text in every))


_CHANGED = Text(
    "Någon annan ändrade ärendet samtidigt, två gånger. Ingenting har sparats. Försök igen.",
    "Someone else changed the case at the same time, twice. Nothing was stored. Please try again.",
)
