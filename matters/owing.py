"""Who has in hand what is owed: the rows of agendas with the people who are asked today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from matters.agenda import reminded_in_time
from matters.agenda_reading import Found
from matters.directory import Directory, Reader, read_directory_of
from matters.ladder import Ladder, Matter
from matters.open_matters import about_subject, holders_for
from matters.recipients import Recipient
from models.agenda import AgendaItem
from models.casefile import CaseFile
from models.casestore import load_holding


@dataclass(frozen=True, slots=True)
class InHand:
    """Something that is owed in a case, and who is reminded of it by its day; nobody if no one can be reached."""

    case: CaseFile
    """Without its tracks and records."""
    matter: Matter
    item: AgendaItem
    readers: tuple[Reader, ...]

    @property
    def reference(self) -> str:
        return self.case.reference

    @property
    def day(self) -> date | None:
        return self.item.deadline

    @property
    def role(self) -> str:
        """Whom it is for, by the name of the recipient."""
        return self.item.role

    def about(self, language: str) -> str:
        """Return which supplier or position it is about, to stand behind the heading of the matter."""
        return about_subject(self.item.subject, self.item.parent, self.item.number, language)


class Owing:
    """Looks up who is asked on a day; cases and people are read when rows about them come."""

    def __init__(self, connection: Connection, today: date, ladder: Ladder) -> None:
        self._connection, self._today, self._ladder = connection, today, ladder
        self._directory = read_directory_of(connection, ())
        self._cases: dict[int, CaseFile] = {}
        self._asked: dict[tuple[object, ...], Sequence[Reader]] = {}
        self._in_time: dict[tuple[str, date | None, date | None], Sequence[Recipient]] = {}

    def told(self, found: Sequence[Found]) -> list[InHand]:
        """Return rows of what is owed, with who is asked for each."""
        if not found:
            return []
        cases = self._known({number for number, _ in found})
        return [self._one(cases[number], item, self._directory) for number, item in found]

    def _one(self, case: CaseFile, item: AgendaItem, directory: Directory) -> InHand:
        matter = self._ladder.matters[item.name]
        asked = tuple(map(int, item.units.split())) if matter.units else None
        supplier = item.parent or item.subject
        readers: dict[int, Reader] = {}
        for role in self._roles(matter, item):
            key = (case.id, role, supplier, asked)
            if key not in self._asked:
                holders = holders_for(case, supplier)
                self._asked[key] = directory.readers(role, case, self._today, holders=holders, units=asked)
            readers |= {reader.id: reader for reader in self._asked[key] if reader.id not in readers}
        return InHand(case, matter, item, tuple(readers.values()))

    def _roles(self, matter: Matter, item: AgendaItem) -> Sequence[Recipient]:
        key = (item.name, item.since, item.deadline)
        if key not in self._in_time:
            self._in_time[key] = reminded_in_time(matter, item.since or self._today, item.deadline)
        return self._in_time[key]

    def _known(self, numbers: set[int]) -> Mapping[int, CaseFile]:
        unknown = sorted(numbers - self._cases.keys())
        if unknown:
            self._cases |= {case.id: case for case in load_holding(self._connection, unknown)}
            self._directory = read_directory_of(self._connection, self._cases.values())
        return self._cases
