"""What an import did: a line for every file or row, and the error that stops a run."""

from dataclasses import dataclass, field
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from states.text import Text


class SourceChanged(Exception):
    """The folder or file to import from is not what it was: the run stops; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Outcome(StrEnum):
    CREATED = auto()
    UPDATED = auto()
    KNOWN = auto()
    SKIPPED = auto()


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What became of a file or a row. `reference` is the case's, empty when there is none."""

    name: str
    outcome: Outcome
    reference: str
    text: Text

    def as_dict(self) -> dict[str, str]:
        told = {"name": self.name, "outcome": self.outcome.value, "reference": self.reference}
        return told | {"sv": self.text.sv, "en": self.text.en}


@dataclass(slots=True)
class ImportReport:
    lines: list[ReportLine] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def created(self) -> int:
        return self.count(Outcome.CREATED)

    @property
    def updated(self) -> int:
        return self.count(Outcome.UPDATED)

    @property
    def known(self) -> int:
        return self.count(Outcome.KNOWN)

    @property
    def skipped(self) -> int:
        return self.count(Outcome.SKIPPED)

    def as_dict(self) -> dict[str, Any]:
        counts = {outcome.value: self.count(outcome) for outcome in Outcome}
        return counts | {"lines": [line.as_dict() for line in self.lines]}


def nothing_there(path: Path) -> SourceChanged:
    return SourceChanged(
        Text(
            f"Det finns ingen mapp eller fil {path}. Kontrollera sökvägen; inget har ändrats.",
            f"There is no folder or file {path}. Check the path; nothing was changed.",
        ),
    )


def unreadable_folder(path: Path) -> SourceChanged:
    return SourceChanged(
        Text(
            f"Mappen {path} går inte att läsa. Kontrollera rättigheterna; inget har ändrats.",
            f"The folder {path} cannot be read. Check the permissions; nothing was changed.",
        ),
    )
