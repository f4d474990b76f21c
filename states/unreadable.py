"""Something recorded of a case that no rule can read."""

from states.refusal import Refusal


class Unreadable(Refusal, ValueError):
    """The base of every error whose cause is what is recorded, and no fault of the program.

    Its text holds no personal data.
    """

    key = "unreadable"
