"""When a contract may be signed, found by walking through the calendar day by day; shares no code with the product.

Every day knows what has happened by then, and is barred or not. The earliest day to sign is the one after the last
barred day. An event is one line, as people tell it: `day kind court applicant detail`, a dash where there is nothing.
Each history is walked twice: as the law is read here, and as its strictest reading has it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum, StrEnum
from functools import cache
from typing import NamedTuple

BLOCKED = "blocked"
NOT_FROM_THIS_AWARD = "not from this award"

FR, KR, HFD = "FR", "KR", "HFD"
BELOW = {FR: (), KR: (FR,), HFD: (KR, FR)}
"""The courts below each, the nearest first."""

# --- the calendar ----------------------------------------------------------------------------------------------------


def easter(year: int) -> date:
    """Return Easter Day: the Sunday after the paschal full moon, by the tables that hold from 1900 to 2199."""
    golden = year % 19
    moon = (19 * golden + 24) % 30
    moon -= moon == 29 or (moon == 28 and golden > 10)
    full = date(year, 3, 21) + timedelta(moon)
    return full + timedelta(7 - (full.weekday() + 1) % 7)


def first_from(month: int, day: int, weekday: int, year: int) -> date:
    start = date(year, month, day)
    return start + timedelta((weekday - start.weekday()) % 7)


@cache
def days_off(year: int) -> frozenset[date]:
    """Return the holidays and the three eves on which no period ends (1930:173 s. 2; 1989:253), Sundays aside."""
    sunday = easter(year)
    return frozenset(
        {
            *(date(year, *day) for day in ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31))),
            *(sunday + timedelta(after) for after in (-2, 1, 39)),
            first_from(6, 19, 4, year),  # Midsummer Eve, a Friday
            first_from(6, 20, 5, year),
            first_from(10, 31, 5, year),  # All Saints' Day
        }
    )


def rolled(day: date) -> date:
    """Return the day on which a period ends whose last day would be `day`."""
    while day.weekday() >= 5 or day in days_off(day.year):
        day += timedelta(1)
    return day


# --- what is told ----------------------------------------------------------------------------------------------------

_ENDS_FIRST = ("ruling", "remitted", "order_lifted", "no_extended", "award_withdrawn", "cancelled")
_THEN_BEGIN = ("notice", "intent", "call_off", "extension", "filed", "order")
_CHANGE_NOTHING = ("order_refused", "appealed", "leave_granted", "signed", "performance_order")
_RANK = {kind: rank for rank, kind in enumerate((*_ENDS_FIRST, *_THEN_BEGIN, *_CHANGE_NOTHING))}


class Event(NamedTuple):
    """One line of a history. `day` and `rank` come first: events are a set, and this is their order."""

    day: date
    rank: int
    kind: str
    court: str
    applicant: str
    words: tuple[str, ...]

    def named(self, name: str) -> date | None:
        """Return the day that stands behind `name=`, if one does."""
        days = (word.removeprefix(f"{name}=") for word in self.words if word.startswith(f"{name}="))
        return next(map(date.fromisoformat, days), None)


def parsed(line: str) -> Event:
    """Return what a line tells. Raises ValueError for a line that is none, and KeyError for an unknown kind."""
    day, kind, court, applicant, detail = line.split()
    return Event(date.fromisoformat(day), _RANK[kind], kind, court, applicant, tuple(detail.split(",")))


def before_signing(events: Iterable[Event]) -> list[Event]:
    """Return the events in order, without those of applications that came when the contract was signed."""
    ordered = sorted(events)
    signed = min((event.day for event in ordered if event.kind == "signed"), default=date.max)
    late = {event.applicant: event.day for event in reversed(ordered) if event.kind == "filed" and event.day > signed}
    return [event for event in ordered if event.day < late.get(event.applicant, date.max)]


# --- the procedures --------------------------------------------------------------------------------------------------


class Standstill(Enum):
    OWED, CHOSEN, NONE = range(3)


_OWED = ("open", "restricted", "neg-w-call", "comp-dial", "innovation", "advertised", "concession")
_CHOSEN = ("fku", "dps", "fku-ch19")
_NONE = ("neg-wo-call", "without-notice", "direct", "call-off-no-competition", "choice-system")
_BY_PROCEDURE = {
    **dict.fromkeys(_OWED, Standstill.OWED),
    **dict.fromkeys(_CHOSEN, Standstill.CHOSEN),
    **dict.fromkeys(_NONE, Standstill.NONE),
}


_CALL_OFF_UNDER_LUF = ("LUF", "call-off-no-competition")
"""Owes no standstill for want of anybody to notify; in the strictest reading it has one all the same."""


def standstill(act: str, procedure: str) -> Standstill:
    """Return whether a notice of award starts a standstill. Raises KeyError for an unknown procedure.

    LUF 20:2 exempts no contract under a framework agreement, and LUK 16:2 neither that nor a purchasing system.
    """
    if (act, procedure) in {("LUF", "fku"), _CALL_OFF_UNDER_LUF, ("LUK", "fku"), ("LUK", "dps")}:
        return Standstill.OWED
    return _BY_PROCEDURE[procedure]


# --- what holds on a day ---------------------------------------------------------------------------------------------


class Row(StrEnum):
    """What can happen to a bar. A history reaches the rows that the walk comes by."""

    NOTICE_STARTS = "a notice of award starts a standstill"
    NOTICE_BY_POST = "one notice by post makes it fifteen days"
    NOTICE_STATES = "a longer standstill is stated"
    NOTICE_CHOOSES = "a standstill is chosen where none is owed"
    NOTICE_WITHOUT = "a notice of award starts nothing"
    NOTICE_AGAIN = "a further notice of the same award"
    NOTICE_AFRESH = "a notice of a new award"
    INTENT = "an intent notice starts a standstill"
    CALL_OFF = "a call-off that nobody is notified of"
    MISSING_NOTICE = "no notice of award is known"
    TAKEN_AS_NOTIFIED = "a ruling is all that is known"
    EXTENSION = "the buyer extends a standstill that runs"
    EXTENSION_TO_ONE = "the buyer tells one tenderer of an extension"
    EXTENSION_LATE = "the buyer extends a standstill that has run out"
    WITHDRAWN = "the award is withdrawn"
    CANCELLED = "the procurement is cancelled"
    FILED_IN_TIME = "an application in time"
    FILED_ON_LAST_DAY = "an application on the last day"
    FILED_LATE = "an application when the standstill has run out"
    FILED_UNDER_ANOTHERS = "a late application under the extended standstill of another"
    FILED_BEFORE_NOTICE = "an application before the notice"
    FILED_WITHOUT_STANDSTILL = "an application where no standstill applies"
    FILED_ON_CANCELLATION = "an application about a cancellation"
    FILED_AFTER_SIGNING = "an application when the contract is signed"
    OPEN_WHEN_NOTIFIED = "an application that is open when the notice is sent"
    NO_EXTENDED = "the court decides that no extended standstill applies"
    ORDER_FR = "an order of the administrative court"
    ORDER_KR = "an order of the court of appeal"
    ORDER_HFD = "an order of the supreme court"
    ORDER_UNTIL_FR_DECIDES = "an order of the court of appeal until the administrative court decides"
    LIFTED_BY_FR = "the administrative court lifts its order"
    LIFTED_BY_KR = "the court of appeal lifts its order"
    LIFTED_BY_HFD = "the supreme court lifts its order"
    LIFTED_FROM_ABOVE = "a court lifts the order of a court below"
    LIFTED_UNTIL_FR_DECIDES = "the administrative court lifts the order given until it decides"
    NO_TEN_DAYS = "a court decides that no ten days apply"
    RULED_AFTER_LIFTING = "a court rules that has lifted its order"
    FR_ENDS_EXTENDED = "the administrative court rules under an extended standstill"
    FR_ENDS_ORDER = "the administrative court rules under its own order"
    FR_ENDS_ORDER_OF_KR = "the administrative court rules under an order given until it decides"
    FR_ENDS_NOTHING = "the administrative court rules and nothing barred"
    FR_UNKNOWN_APPLICATION = "the administrative court rules on an application that nobody told of"
    KR_ENDS_ORDER = "the court of appeal rules under its own order"
    KR_ENDS_NOTHING = "the court of appeal rules without an order of its own"
    HFD_ENDS_ORDER = "the supreme court rules under its own order"
    HFD_ENDS_NOTHING = "the supreme court rules without an order of its own"
    DEMAND_OF_FR = "the administrative court demands correction or a new procurement"
    DEMAND_OF_KR = "the court of appeal demands correction or a new procurement"
    DEMAND_OF_HFD = "the supreme court demands correction or a new procurement"
    DEMAND_SET_ASIDE = "a higher court rejects what a lower one granted"
    DEMAND_LEFT = "a higher court leaves standing what a lower one granted"
    KR_REMITS_UNDER_ORDER = "the court of appeal remits and had given an order"
    KR_REMITS = "the court of appeal remits without an order"
    HFD_REMITS_UNDER_ORDER = "the supreme court remits and had given an order"
    HFD_REMITS = "the supreme court remits without an order"
    REMITTED_DEMAND = "what a lower court granted is remitted"
    REVIVED = "an extended standstill revived by remittal"


@dataclass
class Application:
    applicant: str
    against_award: bool
    open_in_fr: bool = True
    extends: bool = False
    """Whether it keeps the standstill going now."""
    has_extended: bool = False

    def extend(self) -> None:
        self.extends = self.has_extended = True


@dataclass
class Known:
    """What is known on a day, in one of the two readings."""

    standstill: Standstill
    strict: bool
    standstills: list[tuple[date, date]] = field(default_factory=list)
    """First and last days of those of the award in force."""
    promises: list[date] = field(default_factory=list)
    """Last days of extensions without effect, which the buyer had better keep."""
    last_days: list[date] = field(default_factory=list)
    """Of the ten days, and of what ended without any."""
    applications: list[Application] = field(default_factory=list)
    orders: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Open orders by court and applicant, and whether they stand until the administrative court decides."""
    lifted: set[tuple[str, str]] = field(default_factory=set)
    demands: set[tuple[str, str]] = field(default_factory=set)
    award_gone: bool = False
    notified: bool = False
    reached: set[Row] = field(default_factory=set)

    def reach(self, row: Row) -> None:
        self.reached.add(row)

    def of_this_award(self) -> bool:
        return not (self.award_gone or self.demands)

    def court_bars(self) -> bool:
        """Return whether something bars that only a decision ends; it bars the day of the decision too."""
        return bool(self.orders) or any(each.extends for each in self.applications)

    def period_bars(self, day: date) -> bool:
        return any(day <= last for last in (*self.last_days, *self.promises)) or self.standstill_runs(day)

    def standstill_runs(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.standstills)

    # --- what the buyer does

    def notice(self, event: Event) -> None:
        self.notified = True
        if not self.of_this_award():
            self.reach(Row.NOTICE_AFRESH)
            self._forget()
            self.demands.clear()
            self.award_gone = False
        elif self.standstills:
            self.reach(Row.NOTICE_AGAIN)
        chosen = self.standstill is Standstill.CHOSEN and "voluntary" in event.words
        if self.standstill is not Standstill.OWED and not chosen:
            self.reach(Row.NOTICE_WITHOUT)
            return
        self.reach(Row.NOTICE_CHOOSES if chosen else Row.NOTICE_STARTS)
        by_post, stated = "post-to-one" in event.words, event.named("stated")
        if by_post:
            self.reach(Row.NOTICE_BY_POST)
        if stated:
            self.reach(Row.NOTICE_STATES)
        last = event.day + timedelta(15 if by_post else 10)
        self._start(event.day, max(last, stated or last))

    def intent(self, event: Event) -> None:
        self.notified = True
        self.reach(Row.INTENT)
        self._start(event.day, event.day + timedelta(10))

    def _start(self, first: date, last: date) -> None:
        self.standstills.append((first, rolled(last)))
        for application in self.applications:
            if application.open_in_fr and application.against_award:
                self.reach(Row.OPEN_WHEN_NOTIFIED)
                application.extend()

    def call_off(self, event: Event) -> None:
        self.notified = True
        self.reach(Row.CALL_OFF)
        if self.strict and self.standstill is Standstill.OWED:
            self._start(event.day, event.day + timedelta(10))

    def extension(self, event: Event) -> None:
        runs, until = self.standstill_runs(event.day), event.named("until")
        if until is None:
            raise ValueError(f"an extension until no day: {event}")
        told_all = "all" in event.words
        self.reach(Row.EXTENSION_TO_ONE if not told_all else Row.EXTENSION if runs else Row.EXTENSION_LATE)
        if runs and told_all:
            self.standstills.append((event.day, rolled(until)))
        elif self.strict:
            self.promises.append(rolled(until))

    def award_withdrawn(self, _event: Event) -> None:
        self.reach(Row.WITHDRAWN)
        self._no_award()

    def cancelled(self, _event: Event) -> None:
        self.reach(Row.CANCELLED)
        self._no_award()

    def _no_award(self) -> None:
        self.award_gone = True
        self._forget()

    def _forget(self) -> None:
        """Forget what was told of an award that is none any more."""
        self.standstills.clear()
        self.promises.clear()

    # --- what is asked of the administrative court, and its extended standstill

    def filed(self, event: Event) -> None:
        application = Application(event.applicant, against_award="cancellation" not in event.words)
        others = any(each.extends for each in self.applications)
        self.applications.append(application)
        if not application.against_award:
            self.reach(Row.FILED_ON_CANCELLATION)
        elif self.standstill_runs(event.day):
            self.reach(Row.FILED_IN_TIME)
            if not self.standstill_runs(event.day + timedelta(1)):
                self.reach(Row.FILED_ON_LAST_DAY)
            application.extend()
        elif others:
            self.reach(Row.FILED_UNDER_ANOTHERS)
            if self.strict:
                application.extend()
        elif self.standstills:
            self.reach(Row.FILED_LATE)
        else:
            self.reach(Row.FILED_WITHOUT_STANDSTILL if self.notified else Row.FILED_BEFORE_NOTICE)

    def no_extended(self, event: Event) -> None:
        self.reach(Row.NO_EXTENDED)
        for application in self._of(event.applicant):
            application.extends = False

    def _of(self, applicant: str) -> list[Application]:
        return [each for each in self.applications if each.applicant == applicant]

    # --- orders

    def order(self, event: Event) -> None:
        until_fr_decides = "until_FR_decides" in event.words
        self.reach(Row.ORDER_UNTIL_FR_DECIDES if until_fr_decides else Row[f"ORDER_{event.court}"])
        self.orders[event.court, event.applicant] = until_fr_decides

    def order_lifted(self, event: Event) -> None:
        court, applicant = event.court, event.applicant
        own = (court, applicant) in self.orders
        giver = court if own else self._giver_elsewhere(court, applicant)
        if giver is None:
            return
        del self.orders[giver, applicant]
        self.lifted.add((giver, applicant))
        if own:
            self.reach(Row[f"LIFTED_BY_{court}"])
        else:
            self.reach(Row.LIFTED_UNTIL_FR_DECIDES if court == FR else Row.LIFTED_FROM_ABOVE)
        if self.strict or court != HFD or not own:
            self._ten_days_from(event)

    def _giver_elsewhere(self, court: str, applicant: str) -> str | None:
        """Return the other court whose open order this court can lift."""
        if court == FR:
            return KR if self.orders.get((KR, applicant)) else None
        return next((below for below in BELOW[court] if (below, applicant) in self.orders), None)

    def _ends_own_order(self, event: Event) -> bool:
        """End the court's order, unless it stands until the administrative court decides."""
        key = event.court, event.applicant
        if key not in self.orders or (self.orders[key] and event.court != FR):
            return False
        del self.orders[key]
        return True

    def _ten_days_from(self, event: Event) -> None:
        waived = "no_ten_days" in event.words
        if waived:
            self.reach(Row.NO_TEN_DAYS)
        self.last_days.append(event.day if waived else rolled(event.day + timedelta(10)))

    # --- rulings

    def ruling(self, event: Event) -> None:
        key = event.court, event.applicant
        period_follows = self._fr_ends(event) if event.court == FR else self._ends_above(event)
        if key in self.lifted and event.court != HFD:
            self.reach(Row.RULED_AFTER_LIFTING)
            period_follows |= self.strict
        self.lifted.discard(key)
        if self._set_aside(event):
            self.reach(Row.DEMAND_SET_ASIDE)
            period_follows |= self.strict
        if period_follows:
            self._ten_days_from(event)
        if {"correction", "redo"} & set(event.words):
            self.reach(Row[f"DEMAND_OF_{event.court}"])
            self.demands.add(key)

    def _fr_ends(self, event: Event) -> bool:
        ended = {
            Row.FR_ENDS_EXTENDED: self._decided(event.applicant),
            Row.FR_ENDS_ORDER: self._ends_own_order(event),
            Row.FR_ENDS_ORDER_OF_KR: self.orders.get((KR, event.applicant), False),
            Row.FR_UNKNOWN_APPLICATION: not self._of(event.applicant),
        }
        if ended[Row.FR_ENDS_ORDER_OF_KR]:
            del self.orders[KR, event.applicant]
        if ended[Row.FR_UNKNOWN_APPLICATION]:
            self.applications.append(Application(event.applicant, True, open_in_fr=False, has_extended=True))
            self.last_days.append(event.day)  # what was in time barred this day
        self.reached.update(row for row, did in ended.items() if did)
        if not any(ended.values()):
            self.reach(Row.FR_ENDS_NOTHING)
        return any(ended.values())

    def _decided(self, applicant: str) -> bool:
        """Close the applicant's case in the administrative court; return whether it kept the standstill going."""
        extended = False
        for application in self._of(applicant):
            extended |= application.extends
            application.open_in_fr = application.extends = False
        return extended

    def _ends_above(self, event: Event) -> bool:
        ended = self._ends_own_order(event)
        self.reach(Row[f"{event.court}_ENDS_{'ORDER' if ended else 'NOTHING'}"])
        return ended and (self.strict or event.court == KR)

    def _set_aside(self, event: Event) -> bool:
        granted = {(below, event.applicant) for below in BELOW[event.court]} & self.demands
        if "rejected" not in event.words:
            self.reached.update({Row.DEMAND_LEFT} if granted else ())
            return False
        self._free_of(granted, event.day)
        return bool(granted)

    def _free_of(self, granted: set[tuple[str, str]], day: date) -> None:
        """End what barred this day too."""
        if granted:
            self.demands -= granted
            self.last_days.append(day)

    def remitted(self, event: Event) -> None:
        court, to_fr = event.court, "to_FR" in event.words
        ended = self._ends_own_order(event)
        self.reach(Row[f"{court}_REMITS_UNDER_ORDER" if ended else f"{court}_REMITS"])
        if ended:
            self._ten_days_from(event)
        granted = {(below, event.applicant) for below in ((KR, FR) if to_fr else (KR,))} & self.demands
        if granted:
            self.reach(Row.REMITTED_DEMAND)
        self._free_of(granted, event.day)
        self.lifted.discard((court, event.applicant))
        if to_fr:
            self._back_to_fr(event.applicant)

    def _back_to_fr(self, applicant: str) -> None:
        """Open the applicant's last case anew; the strictest reading revives its extended standstill."""
        for case in self._of(applicant)[-1:]:
            case.open_in_fr = True
            if case.has_extended:
                self.reach(Row.REVIVED)
                case.extends = self.strict


# --- the walk --------------------------------------------------------------------------------------------------------

_BEYOND = 40
"""Days: longer than any period and its rolling."""


def told_from(events: list[Event], *, nobody_is_told: bool) -> date:
    """Return from which day on the award is known to those who lost, date.max if no notice of it is known."""
    told = [event.day for event in events if event.kind in {"notice", "call_off"}]
    if told:
        return max(told)
    if intents := [event.day for event in events if event.kind == "intent"]:
        return min(intents)
    return events[0].day if nobody_is_told or ruling_is_all(events) else date.max


def ruling_is_all(events: list[Event]) -> bool:
    """Return whether the administrative court ruled and neither an application nor a notice is known."""
    kinds = {event.kind for event in events}
    ruled = any(event.kind == "ruling" and event.court == FR for event in events)
    return ruled and not kinds & {"filed", "notice", "intent"}


def calendar_of(events: list[Event]) -> Iterator[date]:
    named = (event.named(name) for event in events for name in ("stated", "until"))
    last = max(events[-1].day, *filter(None, named), date.min)
    return (events[0].day + timedelta(n) for n in range((last - events[0].day).days + _BEYOND))


def walked(act: str, procedure: str, events: list[Event], *, strict: bool) -> tuple[str, set[Row]]:
    """Return the outcome of one reading, and the rows that it came by."""
    known = Known(standstill(act, procedure), strict)
    told = told_from(events, nobody_is_told=procedure == "call-off-no-competition")
    happens = defaultdict(list)
    for event in events:
        if event.kind not in _CHANGE_NOTHING:
            happens[event.day].append(event)
    earliest, barred, court_bars = events[0].day, False, False
    for day in calendar_of(events):
        barred = court_bars or day < told
        if day in happens:
            for event in happens[day]:
                getattr(known, event.kind)(event)
            court_bars = known.court_bars()
        barred = barred or court_bars or not known.of_this_award() or known.period_bars(day)
        if barred:
            earliest = day + timedelta(1)
    if told == date.max:
        known.reach(Row.MISSING_NOTICE)
    if ruling_is_all(events):
        known.reach(Row.TAKEN_AS_NOTIFIED)
    if not known.of_this_award():
        return NOT_FROM_THIS_AWARD, known.reached
    return BLOCKED if barred else earliest.isoformat(), known.reached


def reckoned(act: str, procedure: str, lines: Iterable[str]) -> tuple[str, str]:
    """Return the earliest day to sign, as read here and as the strictest reading has it.

    Each is an ISO date, `BLOCKED` or `NOT_FROM_THIS_AWARD`. The order of the lines does not matter.
    Raises ValueError for a line that is no event, KeyError for an unknown kind or procedure.
    """
    events = before_signing(map(parsed, lines))
    return walked(act, procedure, events, strict=False)[0], walked(act, procedure, events, strict=True)[0]


def rows_reached(act: str, procedure: str, lines: Iterable[str]) -> set[Row]:
    """Return what the history has of all that can happen to a bar."""
    told = [parsed(line) for line in lines]
    events = before_signing(told)
    rows = walked(act, procedure, events, strict=False)[1]
    return rows | ({Row.FILED_AFTER_SIGNING} if len(events) < len(told) else set())
