"""What notices and people contradict each other in, as whoever reads a case is told."""

from collections.abc import Iterator
from datetime import date

from desk.labels import source_label
from models.casefile import CaseFile
from models.late_lots import going_on_though_cancelled
from states.records.milestones import RECORDINGS
from states.records.observations import Conflict, conflicts, unheeded
from states.text import Text, dated, verbatim


def contradictions_of(case: CaseFile) -> Iterator[Text]:
    """Yield what a person has to decide first, then where what was entered counts above a notice."""
    late = going_on_though_cancelled(case)
    if late is not None:
        yield late
    for one in unheeded(case.recorded):
        yield _OF_SOURCE.fill(source=_said_by(one.told.source), text=one.text)
    for conflict in conflicts(case.recorded):
        yield _worded(conflict)


def _worded(conflict: Conflict) -> Text:
    return _DIFFERS.fill(
        what=RECORDINGS[conflict.entered.milestone].label,
        mine=_day_or_none(conflict.entered.on),
        source=_said_by(conflict.reported.source),
        theirs=_day_or_none(conflict.reported.on),
    )


def _said_by(source: str) -> Text:
    number = source.removeprefix("notice ")
    return _NOTICE.fill(number=number) if number != source else source_label(source)


def _day_or_none(day: date | None) -> Text:
    return dated(day) if day else _WITHDRAWN


_NOTICE = Text("annons {number}", "notice {number}")
_OF_SOURCE = verbatim("{source}: {text}")
_DIFFERS = Text(
    "{what}: registrerat {mine}, men {source} säger {theirs}. Det som är registrerat gäller.",
    "{what}: entered {mine}, but {source} says {theirs}. What was entered counts.",
)
_WITHDRAWN = Text("återtaget", "withdrawn")
