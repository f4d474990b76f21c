"""The message of a refused run: every reason, who can supply what is missing, and what could be done instead."""

from collections.abc import Iterable, Mapping

from flows.forms import PEOPLE
from models.casefile import CaseChanged
from states.facts import ROLE_LABELS, Role
from states.machine import MoveRefused
from states.processes.registry import PROCESSES
from states.refusal import Operation, Reason, Refusal
from states.text import Text, joined, lines, verbatim


def told_refusal(refusal: Refusal) -> Text:
    """Return the text of a refusal: each reason with who can meet it."""
    match refusal:
        case MoveRefused():
            return lines([_no_move(refusal), *map(_unmet, refusal.reasons), *_from_here(refusal)])
        case CaseChanged():
            return _CHANGED
        case _:
            return lines(map(told_reason, refusal.reasons))


def told_reason(reason: Reason) -> Text:
    """Return one reason with who can meet it."""
    told = _MET_BY.fill(reason=reason.text, people=_people(reason.met_by)) if reason.met_by else reason.text
    typed = [_TYPED[what] for one in reason.remedies if (what := (one.operation, *one.given)) in _TYPED]
    words = [value for one in reason.remedies for name, value in one.given if name == "value"]
    named = [verbatim(f"({', '.join(words)})")] if words else []  # the form takes these words
    return joined([told, *typed, *named], " ")


_TYPED: Mapping[tuple[object, ...], Text] = {
    (Operation.INITIALISE,): Text("Kör ”trespann init”.", "Run “trespann init”."),
    (Operation.TICK,): Text("Är den det, kör ”trespann tick --on idag”.", "If it is, run “trespann tick --on today”."),
    (Operation.LOOK_UP, ("what", "cases")): Text("Se ”trespann case list”.", "See “trespann case list”."),
    (Operation.LOOK_UP, ("what", "people")): Text("Se ”trespann people list”.", "See “trespann people list”."),
}
"""What can be done about a run nowhere but at the command line."""
_MET_BY = verbatim("{reason} ({people})")


def _no_move(refusal: MoveRefused) -> Text:
    process = PROCESSES[refusal.process]
    step = process.triggers.get(refusal.trigger, verbatim(refusal.trigger))
    state = process.duties[process.states(refusal.state)].label
    return _NOT_POSSIBLE.fill(step=step, state=state, process=process.label)


_NOT_POSSIBLE = Text(
    "Steget ”{step}” kan inte tas i läget ”{state}” ({process}):",
    "The step “{step}” cannot be taken in “{state}” ({process}):",
)


def _unmet(reason: Reason) -> Text:
    told = told_reason(reason)
    return _ITEM.fill(reason=told) if reason.met_by else told


_ITEM = verbatim("- {reason}")


def _from_here(refusal: MoveRefused) -> list[Text]:
    if refusal.in_the_table:
        return []
    process = PROCESSES[refusal.process]
    moves = process.moves_from(process.states(refusal.state))
    there = [
        (move.trigger, _people(roles)) for move in moves if (roles := [role for role in move.by if role in PEOPLE])
    ]
    steps = joined(_STEP.fill(step=step, by=by) for step, by in there) if there else _NO_STEPS
    return [_STEPS.fill(steps=steps)]


_STEPS = Text("Steg härifrån: {steps}.", "Steps from here: {steps}.")
_STEP = verbatim("{step} ({by})")
_NO_STEPS = Text("inga", "none")


def _people(roles: Iterable[Role]) -> Text:
    labels = [ROLE_LABELS[role] for role in roles]
    return Text(" eller ".join(label.sv for label in labels), " or ".join(label.en for label in labels))


_CHANGED = Text(
    "Någon annan ändrade ärendet samtidigt, två gånger. Ingenting har sparats. Försök igen.",
    "Someone else changed the case at the same time, twice. Nothing was stored. Please try again.",
)
