"""Refusals raised by the writers of the domain, each with the reasons that the user reads."""

from states.refusal import Operation, Reason, Refusal, Unknown, do
from states.text import Text


class UnknownCase(Unknown):
    """No case has this reference."""

    def __init__(self, reference: str) -> None:
        remedy = do(Operation.LOOK_UP, what="cases")
        super().__init__(Reason(self.key, _UNKNOWN_CASE.fill(reference=reference), remedies=(remedy,)))
        self.reference = reference


class UnknownTrack(Unknown):
    """The case has no such process, or none of such a subject."""

    def __init__(self, reference: str, process: str, subject: str) -> None:
        of = subject or _THE_CASE
        super().__init__(_UNKNOWN_TRACK.fill(reference=reference, process=process, subject=of))
        self.reference = reference


class Refused(Refusal):
    """A request that breaks a rule outside the table of moves."""


_THE_CASE = Text("ärendet", "the case")
_UNKNOWN_CASE = Text("Inget ärende har beteckningen {reference}.", "No case has the reference {reference}.")
_UNKNOWN_TRACK = Text(
    "Ärendet {reference} har ingen process ”{process}” för ”{subject}”.",
    "Case {reference} has no process “{process}” for “{subject}”.",
)
