"""Stored words and their meaning, and the handling of cases that hold an unknown word."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from states.facts import Milestone
from states.law.acts import Act
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.courts import Court, Ruling, Target
from states.law.procedures import Channel, Procedure
from states.processes.delivery import DELIVERY
from states.processes.placement import split
from states.processes.registry import PROCESSES
from states.records.court_events import Extended
from states.records.demand import UnitAnswer
from states.records.employments import CountedIn, Employer
from states.records.milestones import RECORDINGS
from states.records.needs import Supply, read_occupations
from states.records.obligations import Ending, Measure, Terms
from states.refusal import Unreadable
from states.text import Text, one_line, verbatim


class HasReference(Protocol):
    """A case, as far as it can be named."""

    reference: str


V = TypeVar("V")
C = TypeVar("C", bound="HasReference")
T = TypeVar("T")

LONGEST = 60


class UnknownWord(Unreadable):
    """A stored word is unknown; `where` is what it is stored as."""

    def __init__(self, where: Text, word: str) -> None:
        super().__init__(_UNKNOWN.fill(where=where, word=one_line(word)[:LONGEST]))
        self.where, self.word = where, word


_UNKNOWN = Text(
    "Ett okänt värde är lagrat som {where}: ”{word}”.",
    "An unknown value is stored as {where}: “{word}”.",
)


class Words(dict[str, V]):
    """The meaning of the words stored in one place; looking up any other raises UnknownWord.

    Each is converted once: a tick looks some up for every due case.
    """

    def __init__(self, where: Text, convert: Callable[[str], V]) -> None:
        super().__init__()
        self.where, self._convert = where, convert

    def __missing__(self, word: str) -> V:
        try:
            value = self._convert(word)
        except (ValueError, KeyError):
            raise UnknownWord(self.where, word) from None
        self[word] = value
        return value

    def knows(self, word: str) -> bool:
        try:
            self[word]
        except UnknownWord:
            return False
        return True


def _or_none(convert: Callable[[str], V]) -> Callable[[str], V | None]:
    """Map the empty word to None."""
    return lambda word: convert(word) if word else None


KINDS = Words(Text("slag av upphandling", "kind of procurement"), _or_none(ProcurementKind))
ACTS = Words(Text("upphandlingslag", "procurement act"), _or_none(Act))
PROCEDURES = Words(Text("förfarande", "procedure"), _or_none(Procedure))
OUTCOMES = Words(Text("utfall av relevansbedömningen", "outcome of the relevance assessment"), AssessmentOutcome)
FORMS = Words(
    Text("kravformer", "forms of the requirement"),
    lambda stored: frozenset(map(RequirementForm, stored.split())),
)
COURTS = Words(Text("domstol", "court"), _or_none(Court))
UNITS = Words(Text("vad ett åtagande räknas i", "what an obligation is counted in"), _or_none(Measure))
OCCUPATIONS = Words(Text("yrken", "occupations"), read_occupations)
SUPPLIES = Words(Text("tillgång på arbetskraft", "supply of labour"), _or_none(Supply))
ANSWERS = Words(Text("svar på ett behov", "answer to a demand"), _or_none(UnitAnswer))
MILESTONES = Words(Text("milstolpe", "milestone"), Milestone)
PLACEMENTS = Words(Text("plats och kandidat", "position and candidate"), split)
POSITIONS = Words(Text("platsens nummer", "number of a position"), int)


def _value_of(milestone: Milestone, convert: Callable[[str], Any]) -> Words[Any]:
    label = RECORDINGS[milestone].label
    return Words(_WORD_WITH.fill(label=label), convert)


_WORD_WITH = Text("uppgift till ”{label}”", "word that goes with “{label}”")


VALUES: dict[Milestone, Words[Any]] = {
    Milestone.REVIEW_FILED: _value_of(Milestone.REVIEW_FILED, _or_none(Target)),
    Milestone.REVIEW_DECIDED: _value_of(Milestone.REVIEW_DECIDED, Ruling),
    Milestone.REVIEW_REMITTED: _value_of(Milestone.REVIEW_REMITTED, Court),
    Milestone.STANDSTILL_EXTENDED: _value_of(Milestone.STANDSTILL_EXTENDED, Extended.parse),
    Milestone.AWARD_NOTICE_SENT: _value_of(Milestone.AWARD_NOTICE_SENT, _or_none(Channel)),
    Milestone.EMPLOYMENT_STARTED: _value_of(Milestone.EMPLOYMENT_STARTED, Terms.parse),
    Milestone.EMPLOYER_NAMED: _value_of(Milestone.EMPLOYER_NAMED, Employer.parse),
    Milestone.COUNTED_ELSEWHERE: _value_of(Milestone.COUNTED_ELSEWHERE, CountedIn.parse),
    Milestone.EMPLOYMENT_ENDED: _value_of(Milestone.EMPLOYMENT_ENDED, _or_none(Ending)),
}
"""The words beside a date that rules read as something else than a word."""

STATES = {
    process.name: Words(Text("läge ({label})", "state ({label})").fill(label=process.label), process.states)
    for process in PROCESSES.values()
    if process is not DELIVERY
}
PROCESS_NAMES = Words(verbatim("process"), STATES.__getitem__)


# --- cases that cannot be read ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """A case that could not be handled, and why; `is_fault` if the fault is in the program, not in the stored data."""

    reference: str
    cause: Text
    is_fault: bool = False


def each_readable(
    cases: Iterable[C],
    read: Callable[[C], Iterable[T]],
    problems: list[CaseProblem] | None,
) -> Iterator[tuple[C, T]]:
    """Yield the result of a function for each case; a case that cannot be read is added to `problems` instead.

    Without a list of problems Unreadable is raised.
    """
    for case in cases:
        try:
            found = list(read(case))
        except Unreadable as unreadable:
            if problems is None:
                raise
            problems.append(CaseProblem(case.reference, unreadable.text))
        else:
            yield from ((case, one) for one in found)
