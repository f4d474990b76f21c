"""A run that a person asked for: done in one transaction, or failed with every reason in plain words.

Nothing is raised for a refusal, so that the run shows a message and no traceback.
"""

from collections.abc import Callable, Sequence
from datetime import date

from prefect import State
from prefect.exceptions import Abort
from prefect.states import Completed, Failed
from sqlalchemy import Engine

from desk.labels import state_label, track_label
from flows.forms import RunForm
from flows.job import job
from flows.refusal_words import told_refusal
from models.actor import Actor
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from models.people import actor_in
from models.storage.database import reading
from states.facts import Role
from states.refusal import Refusal
from states.text import Text, verbatim

Act = Callable[[Engine, Actor, date, Settings], tuple[Sequence[TrackChange], Sequence[Text]]]
"""Does what is asked of the case; returns the tracks that moved, and what to tell beside them."""


def carry_out(asked: RunForm, act: Act) -> State[list[str]]:
    """Return the final state of a run: completed with its result, or failed with what is missing and who can help."""
    with job() as (engine, settings, today):
        try:
            told = _carried_out(engine, settings, asked, act, today)
        except Refusal as refusal:
            # Any other exception would be raised once the run has ended, and fill its log with a traceback.
            return Failed(message=told_refusal(refusal).in_(settings.language), data=Abort())
        lines = [text.in_(settings.language) for text in told]
    return Completed(message="\n".join(lines), data=lines)


def _carried_out(engine: Engine, settings: Settings, asked: RunForm, act: Act, today: date) -> Sequence[Text]:
    with reading(engine) as connection:
        by = actor_in(connection, asked.asked_by, (Role(asked.role),), today)
    moves, more = act(engine, by, today, settings)
    return [*more, *map(_moved, moves)] or [_STAYS]


def _moved(move: TrackChange) -> Text:
    was = state_label(move.process, move.before) if move.before else verbatim("–")
    now = state_label(move.process, move.after)
    return _MOVED.fill(track=track_label(move.process, move.subject), was=was, now=now)


_MOVED = verbatim("{track}: {was} → {now}")


KNOWN = Text("Det står redan så; ingenting har registrerats.", "It stands so already; nothing was entered.")
_STAYS = Text("Inget läge har ändrats.", "No state has changed.")
