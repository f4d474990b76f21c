"""The events of an award and of the courts that review it: what the reckoning of the earliest signing day rests on."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum, auto
from typing import NamedTuple

from states.law.procedures import Channel
from states.text import Text


class Court(StrEnum):
    """The courts that review procurements, lowest first; the values are stored and typed."""

    FR = "FR"
    KR = "KR"
    HFD = "HFD"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {court: rank for rank, court in enumerate(Court)}
COURT_LABELS: Mapping[Court, Text] = {
    Court.FR: Text("förvaltningsrätten", "the administrative court"),
    Court.KR: Text("kammarrätten", "the court of appeal"),
    Court.HFD: Text("Högsta förvaltningsdomstolen", "the supreme administrative court"),
}


class Ruling(StrEnum):
    """How a court ended a case before it (LOU 20:6); the values are stored."""

    REJECTED = auto()
    DISMISSED = auto()
    """Not tried: late, or otherwise inadmissible (avvisad)."""
    WITHDRAWN = auto()
    """Written off, since the application or the appeal was withdrawn (avskriven)."""
    CORRECTION = auto()
    REDO = auto()
    LEAVE_REFUSED = auto()
    """The court of appeal or the supreme court does not take up the appeal."""


RULING_LABELS: Mapping[Ruling, Text] = {
    Ruling.REJECTED: Text("ansökan avslogs", "the application was rejected"),
    Ruling.DISMISSED: Text("ansökan avvisades", "the application was dismissed"),
    Ruling.WITHDRAWN: Text("målet avskrevs efter återkallelse", "the application was withdrawn"),
    Ruling.CORRECTION: Text("rättelse", "correction ordered"),
    Ruling.REDO: Text("upphandlingen ska göras om", "procurement to be redone"),
    Ruling.LEAVE_REFUSED: Text("prövningstillstånd gavs inte", "leave to appeal refused"),
}
GRANTED = frozenset({Ruling.CORRECTION, Ruling.REDO})
"""The rulings after which no contract comes from the award (LOU 20:6)."""


class Target(StrEnum):
    """What an application for review attacks; the values are stored."""

    AWARD = auto()
    DOCUMENTS = auto()
    CANCELLATION = auto()
    VALIDITY = auto()
    """A contract that is signed (LOU 20:13-17)."""


TARGET_LABELS: Mapping[Target, Text] = {
    Target.AWARD: Text("tilldelningen", "the award"),
    Target.DOCUMENTS: Text("upphandlingsdokumenten", "the procurement documents"),
    Target.CANCELLATION: Text("beslutet att avbryta", "the cancellation"),
    Target.VALIDITY: Text("det tecknade avtalets giltighet", "the validity of the signed contract"),
}


class EventKind(StrEnum):
    """What happened, by the buyer or in court."""

    NOTICE = auto()
    INTENT = auto()
    CALL_OFF = auto()
    EXTENSION = auto()
    AWARD_WITHDRAWN = auto()
    CANCELLED = auto()
    SIGNED = auto()
    FILED = auto()
    NO_EXTENDED = auto()
    ORDER = auto()
    ORDER_REFUSED = auto()
    ORDER_LIFTED = auto()
    RULING = auto()
    APPEALED = auto()
    LEAVE_GRANTED = auto()
    REMITTED = auto()
    PERFORMANCE_ORDER = auto()
    """The signed contract may not be performed for the time being (LOU 20:16)."""
    PERFORMANCE_FREED = auto()


class Event(NamedTuple):  # a tuple, not a dataclass: guards build and look up many of them
    """Something that happened on a day; the fields after `applicant` are each for some kinds only."""

    on: date
    kind: EventKind
    court: Court = Court.FR
    applicant: str = ""
    """Whose application it is about; "" where nobody told."""
    ruling: Ruling | None = None
    target: Target = Target.AWARD
    remitted_to: Court = Court.FR
    until: date | None = None
    """The last day that a notice states, or that an extension gives."""
    channel: Channel = Channel.ELECTRONIC
    voluntary: bool = False
    """A notice that begins a standstill of the buyer's choice."""
    to_all: bool = True
    """An extension that was told to all tenderers."""
    ten_days: bool = True
    """False: the court decided with it that no ten-day period shall apply (LOU 20:10 para 3)."""
    until_ruling: bool = False
    """An order that stands until the administrative court decides."""

    @property
    def place(self) -> tuple[date, bool, str, int, str]:
        """Return what sorts events: of one day, what ends something comes before what begins something."""
        return (self.on, self.kind not in _ENDINGS, self.kind, self.court.rank, self.applicant)


_ENDINGS = frozenset(
    {
        EventKind.AWARD_WITHDRAWN,
        EventKind.CANCELLED,
        EventKind.NO_EXTENDED,
        EventKind.ORDER_LIFTED,
        EventKind.RULING,
        EventKind.REMITTED,
    },
)
RESETS = frozenset({EventKind.AWARD_WITHDRAWN, EventKind.CANCELLED, EventKind.RULING})
"""What may set an award aside, so that another must be made."""
