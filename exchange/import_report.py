"""The report of an import: a line for every file or row, and the error that stops a run."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from models.reminders.room import OF_ONE_DAY, working_days_of
from states.refusal import Refusal, Remedy
from states.text import Text


class SourceChanged(Refusal):
    """The folder or file to import from is missing or has changed, so the run stops; `text` says what to do."""


class ImportOutcome(StrEnum):
    CREATED = auto()
    UPDATED = auto()
    KNOWN = auto()
    SKIPPED = auto()
    NOTED = auto()
    """No file or row to take in: something of it was not read, and the line tells what."""


class ToDo(StrEnum):
    """What there is to do about a line, the most pressing first."""

    ANSWER = auto()
    MEND = auto()
    READ = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The result for one file or row. `reference` is the case's, empty when there is none.

    `remedies` are what to do about a line that waits for an answer; any one of them gives it. `on` is the day on which
    the source spoke, `asks` whether a question about the case was stored, and `notable` whether more is told than that
    something is new or updated.
    """

    name: str
    outcome: ImportOutcome
    reference: str
    text: Text
    remedies: tuple[Remedy, ...] = ()
    on: date | None = None
    asks: bool = False
    notable: bool = field(default=False, compare=False)

    @property
    def to_do(self) -> ToDo:
        if self.asks or self.remedies:
            return ToDo.ANSWER
        if self.outcome is ImportOutcome.SKIPPED:
            return ToDo.MEND
        return ToDo.READ if self.notable or self.outcome is ImportOutcome.NOTED else ToDo.NOTHING

    def as_dict(self) -> dict[str, str]:
        told = {"name": self.name, "outcome": self.outcome.value, "reference": self.reference}
        return told | {"sv": self.text.sv, "en": self.text.en}


@dataclass(slots=True)
class ImportReport:
    lines: list[ReportLine] = field(default_factory=list)

    def count(self, outcome: ImportOutcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def created(self) -> int:
        return self.count(ImportOutcome.CREATED)

    @property
    def updated(self) -> int:
        return self.count(ImportOutcome.UPDATED)

    @property
    def known(self) -> int:
        return self.count(ImportOutcome.KNOWN)

    @property
    def skipped(self) -> int:
        return self.count(ImportOutcome.SKIPPED)

    def by_what_to_do(self) -> dict[ToDo, list[ReportLine]]:
        """Return the lines by what there is to do, the most pressing and the newest first, without those known already.

        Lines of one day keep their order.
        """
        told = [line for line in self.lines if line.outcome is not ImportOutcome.KNOWN]
        newest = sorted(told, key=lambda line: line.on or date.min, reverse=True)
        groups = {to_do: [line for line in newest if line.to_do is to_do] for to_do in ToDo}
        return {to_do: lines for to_do, lines in groups.items() if lines}

    @property
    def noted(self) -> int:
        return self.count(ImportOutcome.NOTED)

    def as_dict(self) -> dict[str, Any]:
        counts = {outcome.value: self.count(outcome) for outcome in ImportOutcome}
        return counts | {"lines": [line.as_dict() for line in self.lines]}


def spread_over(connection: Connection, name: str, cases: int, *, today: date) -> list[ReportLine]:
    """Return a line on a file or folder that has brought so many cases, where their reminders are spread over days."""
    days = working_days_of(connection, today) if cases else 0
    if days <= 1:
        return []
    told = _SPREAD.fill(cases=cases, days=days, most=OF_ONE_DAY)
    return [ReportLine(name, ImportOutcome.NOTED, "", told, notable=True)]


_SPREAD = Text(
    "Påminnelserna om de {cases} nya ärendena sprids över ungefär {days} arbetsdagar: var och en får högst {most} av"
    " dem utförligt i ett mejl, de brådskande först, och resten som antal.",
    "The reminders about the {cases} new cases are spread over about {days} working days: nobody gets more than {most}"
    " of them in full in one mail, urgent ones first, and the rest as counts.",
)


def nothing_there(path: Path) -> SourceChanged:
    return SourceChanged(_NOTHING_THERE.fill(path=str(path)))


def unreadable_folder(path: Path) -> SourceChanged:
    return SourceChanged(_UNREADABLE_FOLDER.fill(path=str(path)))


_NOTHING_THERE = Text(
    "Det finns ingen mapp eller fil {path}. Kontrollera sökvägen; inget har ändrats.",
    "There is no folder or file {path}. Check the path; nothing was changed.",
)
_UNREADABLE_FOLDER = Text(
    "Mappen {path} går inte att läsa. Kontrollera rättigheterna; inget har ändrats.",
    "The folder {path} cannot be read. Check the permissions; nothing was changed.",
)
