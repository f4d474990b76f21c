"""What the writers of the domain raise, each with what to tell the user."""

from states.text import Text


class UnknownCase(LookupError):
    """No case has this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.text = Text(
            f"Inget ärende har beteckningen {reference}. Se ”trespann case list”.",
            f"No case has the reference {reference}. See “trespann case list”.",
        )


class UnknownTrack(LookupError):
    """The case has no such process, or none of such a subject."""

    def __init__(self, reference: str, process: str, subject: str) -> None:
        super().__init__(f"{reference}: {process} {subject}".strip())
        self.text = Text(
            f"Ärendet {reference} har ingen process ”{process}” för ”{subject or 'ärendet'}”.",
            f"Case {reference} has no process “{process}” for “{subject or 'the case'}”.",
        )


class Refused(ValueError):
    """A request that breaks a rule outside the table of moves; `text` says which."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
