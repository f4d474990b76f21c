"""What the picture of a case is drawn from: lanes with states, labels and sync points between them, as plain data."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from states.text import Text


class LaneKind(StrEnum):
    PURCHASE = auto()
    SUPPLIER = auto()
    MORE_SUPPLIERS = auto()
    """Several suppliers as one, counted by their states."""
    TARGET_GROUP = auto()


class BarKind(StrEnum):
    PASSED = auto()
    CURRENT = auto()
    EXPECTED = auto()


class LabelKind(StrEnum):
    HAPPENED = auto()
    OWED = auto()
    PLANNED = auto()
    """A day that somebody has set, and nobody is late for."""
    OVERRIDE = auto()


class LinkStatus(StrEnum):
    OPEN = auto()
    WAITING = auto()
    BLOCKED = auto()
    """It waits for something that is late, or that a court keeps from happening."""


@dataclass(frozen=True, slots=True)
class LaneBar:
    """A state from a day up to another, which is no longer part of it; `ends` None: nobody can tell when it ends."""

    name: Text
    begins: date
    ends: date | None
    kind: BarKind
    in_court: bool = False
    state: str = ""
    """The state that it stands for, "" for one that several tracks share."""


@dataclass(frozen=True, slots=True)
class LaneLabel:
    """What happened or is owed on a day. `late` counts the days since a last day that has passed.

    `number` is how many of the same stand for one label. `matter` is what is owed, "" for what is not.
    """

    on: date
    what: Text
    kind: LabelKind
    late: int = 0
    number: int = 1
    matter: str = ""
    until: date | None = None
    """The last day of several on which the same happened, where one label stands for all of them."""
    minor: bool = False
    """Another mark of the picture says the same: only the table has it."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One process on the axis; `key` tells it in the narrow picture, where there is no room for its title.

    `seats` say how many of all positions are filled. `stopped` are the times in which a court forbade to perform the
    contract: first and last day, None while it does.
    """

    kind: LaneKind
    key: Text
    title: Text
    name: str
    bars: tuple[LaneBar, ...]
    labels: tuple[LaneLabel, ...] = ()
    seats: tuple[LaneBar, ...] = ()
    stopped: tuple[tuple[date, date | None], ...] = ()

    @property
    def now(self) -> LaneBar | None:
        """The state that the lane is in; None once its process has ended."""
        return next((bar for bar in self.bars if bar.kind is BarKind.CURRENT), None)


@dataclass(frozen=True, slots=True)
class Link:
    """A sync point: the lane that releases, and the lanes that wait for it, by their places; numbered by date.

    `on` is the day on which it opened or by which it must, None while nobody can tell. `why` says what is missing.
    """

    number: int
    name: Text
    status: LinkStatus
    on: date | None
    source: int
    targets: tuple[int, ...]
    why: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class FoldedSupplier:
    """A supplier that has no lane of its own, with its state and what is owed next."""

    name: str
    state: Text
    owed: LaneLabel | None


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day that lies elsewhere in an imagined course; `now` None: it does not come up to its end."""

    lane: int
    what: Text
    before: date
    now: date | None


@dataclass(frozen=True, slots=True)
class Imagined:
    """The course that a rehearsal came to up to a day, lane by lane beside the present one, and what it moves.

    `refused` is why something of it cannot be.
    """

    until: date
    bars: tuple[tuple[LaneBar, ...], ...]
    labels: tuple[tuple[LaneLabel, ...], ...]
    moved: tuple[MovedDay, ...]
    refused: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Lanes:
    """The three processes of a case as they stand on a day; `ended` once the purchase has."""

    reference: str
    today: date
    ended: bool
    lanes: tuple[Lane, ...]
    links: tuple[Link, ...]
    folded: tuple[FoldedSupplier, ...] = ()
    imagined: Imagined | None = None
