"""The questions about one milestone, on any page: its day and, if it has one, the value that goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk.recording import Report
from states.facts import Milestone
from states.records.obligations import ENDING_LABELS
from states.text import Text, verbatim
from web.links.forms import ON, VALUE, Field, FieldKind, Form, Given


@dataclass(frozen=True, slots=True)
class Question:
    """`day` asks for the day, which may lie ahead if it is `planned`, `question` for the value: one of `choices`."""

    milestone: Milestone
    heading: Text
    button: Text
    day: Text
    choices: Mapping[str, Text] = field(default_factory=dict)
    question: Text = verbatim("")  # noqa: RUF009 - it never changes
    planned: bool = False

    def form(self, name: str, about: Mapping[str, str]) -> Form:
        """Return the form; `about` says which supplier and lot, or which placement, the record is about."""
        word = [Field(VALUE, self.question, FieldKind.CHOICE, self.choices)] if self.choices else []

        def told(given: Given) -> Sequence[Report]:
            return [Report(self.milestone, given[ON], given.get(VALUE) or "", **about)]

        return Form(name, self.heading, self.button, (*word, Field(ON, self.day, planned=self.planned)), told)


ENDINGS: Mapping[str, Text] = {str(one): label for one, label in ENDING_LABELS.items()}
_WHO_ENDED = Text("Vem avslutade?", "Who ended it?")

# What is asked of both sides, or about each position.
MEETING = Question(
    Milestone.DIALOGUE_HELD,
    Text("Startmötet", "The start-up meeting"),
    Text("Startmötet är hållet", "The start-up meeting was held"),
    Text("Vilken dag hölls mötet?", "On which day was the meeting held?"),
)
BOOKING = Question(
    Milestone.MEETING_PLANNED,
    Text("Bestäm tid för startmötet", "Set a time for the start-up meeting"),
    Text("Boka dagen", "Book the day"),
    Text("Vilken dag ska mötet hållas?", "On which day is the meeting to be held?"),
    planned=True,
)
INTERVIEW = Question(
    Milestone.INTERVIEW_HELD,
    Text("Intervjun är hållen", "The interview was held"),
    Text("Registrera intervjun", "Record the interview"),
    Text("Vilken dag hölls intervjun?", "On which day was the interview held?"),
)
TURNED_DOWN = Question(
    Milestone.CANDIDATE_DECLINED,
    Text("Kandidaten är inte aktuell", "The candidate is not in question"),
    Text("Registrera svaret", "Record the answer"),
    Text("Vilken dag blev det klart?", "On which day was it settled?"),
    ENDINGS,
    _WHO_ENDED,
)
INTERNSHIP_ENDED = Question(
    Milestone.INTERNSHIP_ENDED,
    Text("Praktiken har slutat", "The internship has ended"),
    Text("Meddela utfallet", "Tell the outcome"),
    Text("Vilken dag slutade praktiken?", "On which day did the internship end?"),
    question=Text("Vad ledde praktiken till?", "What did the internship lead to?"),
)
HIRE_ENDED = Question(
    Milestone.EMPLOYMENT_ENDED,
    Text("Anställningen har slutat", "The employment has ended"),
    Text("Registrera slutet", "Record the end"),
    Text("Vilken var sista dagen?", "Which was the last day?"),
    ENDINGS,
    _WHO_ENDED,
)
