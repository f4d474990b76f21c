"""A run that a person asked for: done in one transaction, or failed with every reason in plain words.

Nothing is raised for a refusal, so that the run shows a message and no traceback.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from prefect import State
from prefect.exceptions import Abort
from prefect.states import Completed, Failed
from sqlalchemy import Connection, Engine

from flows.forms import STATES, Asked
from flows.job import job
from flows.refusing import told_refusal
from models.actor import Actor
from models.casefile import CaseChanged, CaseFile
from models.clock import local_today
from models.operations import find
from models.queries.directory import names
from models.refusals import Refused
from models.storage.database import writing
from states.facts import Role
from states.processes.registry import PROCESSES
from states.refusal import Refusal
from states.text import Text

Act = Callable[[Connection, CaseFile, Actor, date], Sequence[Text]]
"""Does something with a case, and returns what to tell of it beside the states that change."""


def carry_out(asked: Asked, act: Act) -> State[list[str]]:
    """Return the end of a run: completed with what came of it, or failed with what is missing and who can supply it."""
    with job() as (engine, settings):
        try:
            told = _once_more(engine, asked, act)
        except Refusal as refusal:
            # Any other exception would be raised once the run has ended, and fill its log with a traceback.
            return Failed(message=told_refusal(refusal).in_(settings.language), data=Abort())
        lines = [text.in_(settings.language) for text in told]
    return Completed(message="\n".join(lines), data=lines)


def check_state(file: CaseFile, process: str, subject: str, expected: str) -> None:
    """Raise Refused unless a track stands where the person who asks saw it; a track that is not there is told later."""
    track = file.track(process, subject)
    if not expected or track is None or track.state == expected:
        return
    now, seen = _state(process, track.state), _state(process, expected)
    raise Refused(
        Text(
            f"Ärendet {file.reference} har gått vidare: läget är ”{now.sv}”, inte ”{seen.sv}”. Ingenting har ändrats.",
            f"Case {file.reference} has moved on: it is in “{now.en}”, not in “{seen.en}”. Nothing was changed.",
        ),
    )


def _once_more(engine: Engine, asked: Asked, act: Act) -> Sequence[Text]:
    """Carry out what is asked; once more if someone else was quicker."""
    try:
        return _carried_out(engine, asked, act)
    except CaseChanged:
        return _carried_out(engine, asked, act)


def _carried_out(engine: Engine, asked: Asked, act: Act) -> Sequence[Text]:
    with writing(engine) as connection:
        by = _asker(connection, asked)
        file = find(connection, asked.case)
        before = {(track.process, track.subject): track.state for track in file.tracks}
        more = act(connection, file, by, asked.today or local_today())
        return [*more, *_moved(file, before)] or [_STAYS]


def _asker(connection: Connection, asked: Asked) -> Actor:
    if not names(connection, [asked.asked_by]):
        raise Refused(
            Text(
                f"Ingen i katalogen har nummer {asked.asked_by}. Se ”trespann people list”.",
                f"Nobody in the directory has the number {asked.asked_by}. See “trespann people list”.",
            ),
        )
    return Actor(Role(asked.role), asked.asked_by)


def _moved(file: CaseFile, before: Mapping[tuple[str, str], str]) -> list[Text]:
    told = []
    for track in file.tracks:
        stood = before.get((track.process, track.subject), "")
        if track.state != stood:
            label, now = PROCESSES[track.process].label, _state(track.process, track.state)
            was = _state(track.process, stood) if stood else Text("–", "–")
            told.append(
                Text(
                    f"{label.sv} {track.subject}".strip() + f": {was.sv} → {now.sv}",
                    f"{label.en} {track.subject}".strip() + f": {was.en} → {now.en}",
                ),
            )
    return told


def _state(process: str, state: str) -> Text:
    return STATES[process].get(state, Text(state, state))


KNOWN = Text("Det står redan så; ingenting har förts in.", "It stands so already; nothing was entered.")
_STAYS = Text("Inget läge har ändrats.", "No state has changed.")
