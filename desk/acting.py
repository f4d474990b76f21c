"""See, then act: a person sees what a request would do; then exactly that is done, or nothing.

The command line, the dashboard and the pages all use this module: one digest of what was seen, one retry after a
conflict with another writer, and one kind of refusal (`states.refusal`).
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, Engine

from desk.labels import state_label
from models.casefile import CaseChanged, CaseFile
from models.operations import find
from models.overrides.forcing import TrackChange
from models.storage.database import writing
from states.refusal import Refusal
from states.text import Text

T = TypeVar("T")
Act = Callable[[Connection, CaseFile], bool]
"""Changes a loaded case and saves it; returns whether anything was new."""
_DIGEST_CHARACTERS = 32


class Outdated(Refusal):
    """What the person saw has changed since. Nothing was done; they have to look again."""

    key = "outdated"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a request: `new` is False when nothing had to change, `moves` are the tracks that changed state."""

    case: CaseFile
    new: bool
    moves: tuple[TrackChange, ...]


@dataclass(frozen=True, slots=True)
class SeenState:
    """The state in which a person saw a track; an empty state means that they did not look."""

    process: str
    subject: str
    state: str


def carry_out(engine: Engine, act: Callable[[Connection], T]) -> T:
    """Run a change in one transaction and return its result; retry once after a conflict with another writer.

    Raises CaseChanged after a second conflict, and every Refusal of the change itself. Nothing is stored then.
    """
    try:
        with writing(engine) as connection:
            return act(connection)
    except CaseChanged:
        with writing(engine) as connection:
            return act(connection)


def change_case(engine: Engine, reference: str, act: Act, *, seen: SeenState | None = None) -> Outcome:
    """Change one case by a function that saves it, and return the outcome.

    Raises UnknownCase, Outdated where the track is not as it was seen, and every Refusal of the change.
    """

    def attempt(connection: Connection) -> Outcome:
        case = find(connection, reference)
        if seen is not None:
            check_standing(case, seen)
        before = states_of(case)
        new = act(connection, case)
        return Outcome(case, new, moves_since(case, before))

    return carry_out(engine, attempt)


def states_of(case: CaseFile) -> dict[tuple[str, str], str]:
    """Return the state of every track by process and subject."""
    return {(track.process, track.subject): track.state for track in case.tracks}


def moves_since(case: CaseFile, before: Mapping[tuple[str, str], str]) -> tuple[TrackChange, ...]:
    """Return the tracks whose state has changed; `before` is "" for a track that was opened since."""
    return tuple(
        TrackChange(track.process, track.subject, track.parent, stood, track.state)
        for track in case.tracks
        if track.state != (stood := before.get((track.process, track.subject), ""))
    )


# --- has it moved since you looked? ----------------------------------------------------------------------------------


def digest_of(*seen: object) -> str:
    """Return a digest of what a person was shown: frozen rows, texts, dates and numbers, but nothing that holds code.

    It is the same in every process of the operating system, so that one may show and another act.
    """
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:_DIGEST_CHARACTERS]


def check_unchanged(seen: str, now: str, otherwise: Text | None = None) -> None:
    """Raise Outdated, with other words if they are given, unless the digest of what was seen is that of the present."""
    if seen != now:
        raise Outdated(otherwise or _CHANGED)


def check_standing(case: CaseFile, seen: SeenState) -> None:
    """Raise Outdated unless a track is in the state the person saw; a missing track is refused by the request."""
    track = case.track_meant(seen.process, seen.subject)
    if not seen.state or track is None or track.state == seen.state:
        return
    now, then = (state_label(seen.process, state) for state in (track.state, seen.state))
    raise Outdated(_MOVED_ON.fill(reference=case.reference, now=now, then=then))


_CHANGED = Text(
    "Ärendet har ändrats sedan du såg vad som skulle hända. Ingenting är gjort. Titta igen.",
    "The case has changed since you saw what would happen. Nothing was done. Please look again.",
)
_MOVED_ON = Text(
    "Ärendet {reference} har gått vidare: läget är ”{now}”, inte ”{then}”. Ingenting har ändrats.",
    "Case {reference} has moved on: it is in “{now}”, not in “{then}”. Nothing was changed.",
)
