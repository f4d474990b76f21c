"""What the events in court come to: which applications are open, which orders stand, what has been granted.

Each applicant's case is one of its own, and so is each court's: a ruling says nothing of other applications, and an
order ends with its own court's word (LOU 20:8-20:10, LUF 20:8-20:10, LUK 16:8-16:10).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from states.law.courts import GRANTED, Court, Event, EventKind, Ruling, Target


@dataclass(slots=True)
class Application:
    """An application for review before the administrative court; `filed` None: only its ruling is known."""

    applicant: str
    filed: date | None
    target: Target = Target.AWARD
    not_extended: date | None = None
    """The day the court decided that no extended standstill shall apply (LOU 20:8 para 2)."""
    ruling: Event | None = None
    first: "Application | None" = None
    """The same case in its first round, where a higher court sent it back on the day that stands as `filed`."""

    @property
    def sent_back(self) -> bool:
        return self.first is not None

    @property
    def ended(self) -> date | None:
        """The day the administrative court was through with it, or with its extended standstill."""
        days = [day for day in (self.not_extended, self.ruling.on if self.ruling else None) if day is not None]
        return min(days, default=None)

    def open_on(self, day: date) -> bool:
        """Tell whether it is before the court on a day; a decision of that day has ended it."""
        return self.filed is not None and self.filed <= day and (self.ended is None or self.ended > day)


@dataclass(slots=True)
class Order:
    """An interim order not to sign (LOU 20:9), and the event that ended it."""

    court: Court
    applicant: str
    on: date
    until_ruling: bool = False
    ended: Event | None = None
    ruling: Event | None = None
    """The ruling of the same court that came after the order was lifted."""


@dataclass(slots=True)
class Grant:
    """A ruling to correct or redo (LOU 20:6), and the event by which a higher court set it aside."""

    event: Event
    undone: Event | None = None


@dataclass(slots=True)
class Hearings:
    """All that the courts have before them, or have had; each list in the order of the days."""

    applications: list[Application] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    revivals: list[Grant] = field(default_factory=list)
    """The rulings that set a cancellation aside (LOU 20:6, 20:12)."""

    @property
    def known(self) -> bool:
        """Whether anything has come before a court that bears on the award."""
        return bool(self.applications or self.orders or self.grants)

    @property
    def pending(self) -> bool:
        """Whether a court has an application before it that it has not decided, or an order stands."""
        return any(order.ended is None for order in self.orders) or any(
            application.ruling is None for application in self.applications
        )

    @property
    def standing(self) -> Iterator[Grant]:
        return (grant for grant in self.grants if grant.undone is None)


def heard(events: Iterable[Event]) -> Hearings:
    """Return what the events come to, whatever their order.

    An application about the validity of a signed contract, or made after signing, bars nothing (LOU 20:6 para 2).
    """
    docket = _Docket()
    told = sorted(events, key=lambda event: event.place)
    docket.signed = min((event.on for event in told if event.kind is EventKind.SIGNED), default=None)
    for _, of_day in groupby(told, key=lambda event: event.on):
        docket.hear(list(of_day))
    return docket.hearings


@dataclass(slots=True)
class _Docket:
    hearings: Hearings = field(default_factory=Hearings)
    signed: date | None = None
    outside: set[str] = field(default_factory=set)
    """The applicants whose only case is about a contract that is signed."""

    def hear(self, of_day: list[Event]) -> None:
        """Take in what happened on one day, endings first; but what ends nothing older ends what began that day."""
        ready = [event for event in of_day if not self._waits(event)]
        for event in (*ready, *(event for event in of_day if event not in ready)):
            if event.kind is EventKind.FILED or event.applicant not in self.outside:
                handle = _HANDLERS.get(event.kind)
                if handle is not None:
                    handle(self, event)

    def _waits(self, event: Event) -> bool:
        if event.kind is EventKind.ORDER_LIFTED:
            return all(order.ended is not None for order in self._orders(event.applicant))
        of_court = event.kind in {EventKind.RULING, EventKind.NO_EXTENDED} and event.court is Court.FR
        return of_court and not self.undecided(event.applicant)

    def of(self, applicant: str) -> list[Application]:
        return [one for one in self.hearings.applications if one.applicant == applicant]

    def undecided(self, applicant: str) -> list[Application]:
        return [one for one in self.of(applicant) if one.ruling is None]

    def file(self, event: Event) -> None:
        too_late = self.signed is not None and event.on > self.signed
        if event.target is Target.VALIDITY or too_late:
            if not self.undecided(event.applicant):
                self.outside.add(event.applicant)
            return
        self.outside.discard(event.applicant)
        self.hearings.applications.append(Application(event.applicant, event.on, event.target))

    def not_extend(self, event: Event) -> None:
        for application in self.undecided(event.applicant):
            application.not_extended = application.not_extended or event.on

    def rule(self, event: Event) -> None:
        about = self._decided(event) if event.court is Court.FR else self.of(event.applicant)[-1:]
        self._end(event, lambda order: _ended_by_ruling(order, event))
        for order in self._orders(event.applicant):
            lifted = order.ended is not None and order.ended.kind is EventKind.ORDER_LIFTED
            if lifted and order.court is event.court and order.ruling is None:
                order.ruling = event
        if event.ruling in GRANTED:
            cancelled = bool(about) and all(one.target is Target.CANCELLATION for one in about)
            (self.hearings.revivals if cancelled else self.hearings.grants).append(Grant(event))
        elif event.ruling is Ruling.REJECTED:
            self._undo(event, range(event.court.rank))

    def _decided(self, event: Event) -> list[Application]:
        undecided = self.undecided(event.applicant)
        for application in undecided:
            application.ruling = event
        if undecided:
            return undecided
        unknown = Application(event.applicant, None, ruling=event)
        self.hearings.applications.append(unknown)
        return [unknown]

    def remit(self, event: Event) -> None:
        self._end(event, lambda order: order.court is event.court and not order.until_ruling)
        self._undo(event, range(event.remitted_to.rank, event.court.rank))
        if event.remitted_to is Court.FR:
            for known in self.of(event.applicant)[-1:]:
                back = Application(event.applicant, event.on, known.target, first=known)
                self.hearings.applications.append(back)

    def order(self, event: Event) -> None:
        self.hearings.orders.append(Order(event.court, event.applicant, event.on, event.until_ruling))

    def lift(self, event: Event) -> None:
        if self._end(event, lambda order: order.court is event.court):
            return
        self._end(event, lambda order: order.court.rank < event.court.rank or order.until_ruling)

    def _orders(self, applicant: str) -> list[Order]:
        return [order for order in self.hearings.orders if order.applicant == applicant]

    def _end(self, event: Event, ends: Callable[[Order], bool]) -> bool:
        ended = [order for order in self._orders(event.applicant) if order.ended is None and ends(order)]
        for order in ended:
            order.ended = event
        return bool(ended)

    def _undo(self, event: Event, ranks: range) -> None:
        for grant in (*self.hearings.grants, *self.hearings.revivals):
            mine = grant.event.applicant == event.applicant and grant.undone is None
            if mine and grant.event.court.rank in ranks:
                grant.undone = event


def _ended_by_ruling(order: Order, event: Event) -> bool:
    """Tell whether a ruling ends an order: of the court that gave it, or the ruling that it was to stand until."""
    if order.until_ruling:
        return event.court is Court.FR
    return order.court is event.court


_HANDLERS: Mapping[EventKind, Callable[[_Docket, Event], None]] = {
    EventKind.FILED: _Docket.file,
    EventKind.NO_EXTENDED: _Docket.not_extend,
    EventKind.RULING: _Docket.rule,
    EventKind.REMITTED: _Docket.remit,
    EventKind.ORDER: _Docket.order,
    EventKind.ORDER_LIFTED: _Docket.lift,
}
