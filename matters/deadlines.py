"""The open deadlines of a case, and whose they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matters.agenda import reminded_in_time
from matters.directory import Directory, Reader
from matters.ladder import Ladder, Matter
from matters.open_matters import about, holders_of, open_now
from models.casefile import CaseFile, TrackFile
from states.text import one_line

Key = tuple[int, str, str, int]
"""Case, matter, subject and person: what a calendar entry is one of."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which one person owes something, or up to which something lasts."""

    case: CaseFile
    matter: Matter
    track: TrackFile
    reader: Reader
    day: date

    @property
    def key(self) -> Key:
        return (self.case.id, self.matter.name, self.track.subject, self.reader.id)

    @property
    def summary(self) -> str:
        language = self.reader.language
        heading = self.matter.heading_for(self.reader.role).in_(language)
        return one_line(f"{self.case.reference}: {heading}{about(self.case, self.track, language)}")


def deadlines(case: CaseFile, today: date, directory: Directory, ladder: Ladder) -> Iterator[Deadline]:
    """Yield the open deadlines of a case, each once for every person who is reminded of it by its day.

    A person who is only reminded after the day does not own the deadline. If nobody is reminded in time, it belongs to
    the first person to be reminded.
    """
    for track, facts, matter, base in open_now(case, today, ladder):
        day = matter.deadline(facts)
        if day is None:
            continue
        found: set[int] = set()
        for role in reminded_in_time(matter, base, day):
            asked = matter.units(facts) if matter.units else None
            for reader in directory.readers(role, case, today, holders=holders_of(case, track), units=asked):
                if reader.id not in found:
                    found.add(reader.id)
                    yield Deadline(case, matter, track, reader, day)
