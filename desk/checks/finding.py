"""What a check finds, and what to do about it, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto

from models.installation.settings import Settings
from states.refusal import Remedy
from states.text import Text


class Status(StrEnum):
    OK = auto()
    WARNING = auto()
    ERROR = auto()


class Advice(StrEnum):
    """What can be done about a finding; each face says how."""

    KEEP_DATABASE_LOCAL = auto()
    LOAD_DIRECTORY = auto()
    NAME_OFFICER = auto()
    """Given the `reference` of a case."""
    NAME_ACT = auto()
    """Given the `reference` of a case."""
    DECIDE_MESSAGES = auto()
    """Given the `state` that the messages are in."""
    RUN_TICKS = auto()
    SET_CLOCK = auto()
    LOOK_AT_ALL_CASES = auto()
    VERIFY_JOURNAL = auto()
    """Given the `reference` of a case."""
    VERIFY_WHOLE_JOURNALS = auto()
    RENAME_STATES = auto()
    LOOK_AT_CASE = auto()
    """Given the `reference` of a case."""
    START_MAIL_SERVER = auto()
    SET_WEB_ADDRESS = auto()
    MAKE_SECRET = auto()
    START_PAGES = auto()
    CORRECT_TEMPLATES = auto()
    """Given the `folder` that they are in."""
    START_JOBS = auto()
    CREATE_PATH = auto()
    """Given the `variable` that points to it."""
    MAKE_ROOM = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; `advice` is what to do about it, None when all is well or the text says it.

    `given` is what the advice is about: the reference of a case, a folder.
    """

    name: str
    status: Status
    text: Text
    advice: Advice | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    remedies: tuple[Remedy, ...] = ()
    """What meets what the text says, where another part of the house knows it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The installation that is checked, and when: `now` is an instant in UTC.

    What was found intact before is left out, unless `everything` is to be read again.
    """

    settings: Settings
    today: date
    now: datetime
    everything: bool = False


def ok(name: str, text: Text) -> Finding:
    return Finding(name, Status.OK, text)


def warning(name: str, text: Text, advice: Advice | None = None, **given: str) -> Finding:
    return Finding(name, Status.WARNING, text, advice, given)


def error(name: str, text: Text, advice: Advice | None = None, **given: str) -> Finding:
    return Finding(name, Status.ERROR, text, advice, given)


SHOWN = 5


def some_of(references: list[str]) -> str:
    """Return the first of some references, and whether there are more."""
    return ", ".join(references[:SHOWN]) + (" …" if len(references) > SHOWN else "")
