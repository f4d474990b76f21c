"""What can go wrong with a mail: the exceptions, how a problem is stored, and how it is explained to people."""

import re
from enum import StrEnum, auto

from states.text import Text, verbatim

_SHOWN_CHARACTERS = 160
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"\S*@\S*")


class Problem(StrEnum):
    """Why a message was not delivered. The database holds this word, and what the server said after a colon."""

    UNREACHABLE = auto()
    NOT_ENCRYPTED = auto()
    LOGIN_REFUSED = auto()
    SENDER_REFUSED = auto()
    POSTPONED = auto()
    REFUSED = auto()
    INVALID = auto()
    BEYOND_ASCII = auto()
    UNANSWERED = auto()
    INTERRUPTED = auto()
    DISK_FULL = auto()
    NOT_STORED = auto()
    SUPERSEDED = auto()
    NO_LONGER_DUE = auto()
    BOUNCED = auto()


PROBLEMS = {
    Problem.UNREACHABLE: Text(
        "E-postservern går inte att nå. Meddelandet ligger kvar i kön.",
        "The mail server cannot be reached. The message stays in the queue.",
    ),
    Problem.NOT_ENCRYPTED: Text(
        "Förbindelsen med e-postservern kunde inte krypteras. Kontrollera inställningarna;"
        " meddelandet ligger kvar i kön.",
        "The connection to the mail server could not be encrypted. Check the settings; the message stays in the queue.",
    ),
    Problem.LOGIN_REFUSED: Text(
        "E-postservern godtog inte inloggningen. Kontrollera användarnamn och lösenord; meddelandet ligger kvar i kön.",
        "The mail server did not accept the login. Check user name and password; the message stays in the queue.",
    ),
    Problem.SENDER_REFUSED: Text(
        "E-postservern godtog inte avsändaradressen. Kontrollera inställningarna; meddelandet ligger kvar i kön.",
        "The mail server did not accept the sender’s address. Check the settings; the message stays in the queue.",
    ),
    Problem.POSTPONED: Text(
        "E-postservern tog inte emot meddelandet just då.",
        "The mail server did not take the message at that time.",
    ),
    Problem.REFUSED: Text(
        "E-postservern avvisade adressen eller meddelandet.",
        "The mail server refused the address or the message.",
    ),
    Problem.INVALID: Text(
        "Adressen eller ämnesraden går inte att skriva i ett mejl. Rätta uppgifterna om personen.",
        "The address or the subject cannot be written in a mail. Correct what is stored about the person.",
    ),
    Problem.BEYOND_ASCII: Text(
        "E-postservern tar inte emot adresser med annat än a–z före @. Ange en annan adress till personen.",
        "The mail server takes no address with anything but a–z before the @. Give another address of the person.",
    ),
    Problem.UNANSWERED: Text(
        "Förbindelsen bröts innan e-postservern hade svarat; meddelandet kan ha kommit fram.",
        "The connection broke before the mail server had answered; the message may have arrived.",
    ),
    Problem.INTERRUPTED: Text(
        "Programmet avbröts medan meddelandet skickades; det kan ha kommit fram.",
        "The program was interrupted while the message was being sent; it may have arrived.",
    ),
    Problem.DISK_FULL: Text(
        "Disken är full. Frigör utrymme; meddelandet ligger kvar i kön.",
        "The disk is full. Free some space; the message stays in the queue.",
    ),
    Problem.NOT_STORED: Text(
        "Meddelandet kunde inte skrivas till mappen. Kontrollera mappens rättigheter; meddelandet ligger kvar i kön.",
        "The message could not be written to the folder. Check the folder’s permissions;"
        " the message stays in the queue.",
    ),
    Problem.SUPERSEDED: Text(
        "Meddelandet hann inte skickas den dag det gällde och ersätts av ett nytt.",
        "The message was not sent on the day it was for and is replaced by a new one.",
    ),
    Problem.NO_LONGER_DUE: Text(
        "Det som meddelandet gällde är inte längre aktuellt.",
        "What the message was about is no longer due.",
    ),
    Problem.BOUNCED: Text(
        "Meddelandet kom tillbaka: adressen tar inte emot det.",
        "The message came back: the address does not take it.",
    ),
}


def explain(problem: str) -> Text:
    """Return a stored problem as a sentence for people; text in unknown words is returned as it is."""
    word, _, detail = problem.partition(": ")
    if word not in PROBLEMS:
        return verbatim(problem)
    said = PROBLEMS[Problem(word)]
    return _WITH_DETAIL.fill(problem=said, detail=detail) if detail else said


_WITH_DETAIL = verbatim("{problem} ({detail})")


class TemporaryFailure(Exception):
    """Nothing was delivered and a later attempt may succeed.

    `everyone` means that the cause lies with the server or its settings, so that every other message would fail too.
    """

    def __init__(self, problem: str, *, everyone: bool = False) -> None:
        super().__init__(problem)
        self.everyone = everyone


class PermanentFailure(Exception):
    """Nothing was delivered, and the same message to the same address never will be."""


class OutcomeUnknown(Exception):
    """The message was handed over but not acknowledged: sending it again may deliver it twice."""


def without_name(said: str, recipient: str) -> str:
    """Return what a server said without the name before the @: servers like to repeat the address."""
    name = re.escape(recipient.partition("@")[0])
    return re.sub(rf"(?<!\w){name}(?!\w)", "…", said, flags=re.IGNORECASE)


def told(problem: Problem, detail: str) -> str:
    """Return a problem as it is stored, with the server's answer but without addresses: it is shown and logged."""
    words = " ".join(_LOOKS_LIKE_AN_ADDRESS.sub("…", detail).split())
    return f"{problem}: {words[:_SHOWN_CHARACTERS]}" if words else str(problem)
