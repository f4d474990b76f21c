"""Random histories of an award and of what the courts do with it, such as the law allows.

A history grows by steps: each is something that a buyer, an applicant or a court could do next. Days lie near weekends,
Easter, Midsummer and Christmas more often than not. What the law leaves open altogether (say, a demand of the court of
appeal that the supreme court sends back to it) is not drawn: no outcome of it would be right or wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import NamedTuple, TypeVar

from tests.court_oracle import FR, HFD, KR, Standstill, easter, first_from, rolled, standstill

_T = TypeVar("_T")


class History(NamedTuple):
    act: str
    procedure: str
    events: list[str]


_ADVERTISED = ("open", "restricted", "neg-w-call", "comp-dial", "innovation")
PROCEDURES = (
    *(("LOU", name) for name in (*_ADVERTISED, "fku", "dps", "neg-wo-call", "call-off-no-competition")),
    *(("LOU ch.19", name) for name in ("advertised", "fku-ch19", "call-off-no-competition")),
    ("LOU ch.19a", "direct"),
    *(("LUF", name) for name in (*_ADVERTISED, "fku", "dps", "neg-wo-call", "call-off-no-competition")),
    *(("LUF ch.19", name) for name in ("advertised", "fku-ch19")),
    ("LUF ch.19a", "direct"),
    *(("LUK", name) for name in ("concession", "without-notice")),
    *(("LUK ch.15", name) for name in ("advertised", "direct")),
    *(("LUFS", name) for name in ("restricted", "neg-w-call", "comp-dial")),
    ("LOV", "choice-system"),
    *(("LOU 2017", name) for name in ("open", "restricted")),
    ("LOU 2007", "open"),
)
"""The acts with their procedures; those with a year are LOU as it was worded then."""
_YEARS = {"LOU 2017": (2017, 2021), "LOU 2007": (2011, 2016)}
_WITH_INTENT = frozenset(
    {
        *(("LOU", "neg-wo-call"), ("LOU ch.19a", "direct"), ("LUF", "neg-wo-call"), ("LUF ch.19a", "direct")),
        ("LUK", "without-notice"),
    }
)
_UNTIL_FR = "KR, until FR decides"
_LIFTED_BY = {FR: {FR: 6, KR: 3, HFD: 1}, KR: {KR: 1}, HFD: {HFD: 1}, _UNTIL_FR: {FR: 1, KR: 1}}
"""Which court lifts the order of which, and how often."""
_NEAR = 120
"""Days ahead within which a holiday is aimed at."""


def holidays(year: int) -> Iterator[date]:
    """Yield days on which many periods go wrong, Easter, Midsummer and Christmas twice."""
    sunday, midsummer = easter(year), first_from(6, 19, 4, year)
    yield from (sunday - timedelta(2), sunday + timedelta(1), midsummer, midsummer + timedelta(1))
    yield from (sunday + timedelta(39), first_from(10, 31, 5, year))
    yield from (date(year, *day) for day in ((12, 24), (12, 26), (12, 31), (1, 6), (5, 1), (6, 6)))


@dataclass
class Suit:
    """What one applicant has going on in the courts."""

    name: str
    court: str | None = None
    """The court that has it now."""
    ruled_by: str | None = None
    filed: date | None = None
    moved: date = date.min
    """The day of its last event."""
    on_cancellation: bool = False
    extends: bool = False
    """Whether it keeps the standstill going now."""
    has_extended: bool = False
    taken_away: bool = False
    refused: bool = False
    order: str | None = None
    """Whose order is open."""
    lifted: set[str] = field(default_factory=set)
    """Whose orders were lifted."""
    demands: set[str] = field(default_factory=set)
    """The courts that demand correction or a new procurement."""
    ever_granted: bool = False
    superseded: bool = False
    """Whether a new award came after what was granted."""

    def is_free(self) -> bool:
        """Return whether its applicant may file, or file anew."""
        return self.court is None and self.order is None and not self.demands

    def extend(self) -> None:
        self.extends = self.has_extended = True


@dataclass
class Walk:
    """A history as it grows."""

    rng: Random
    act: str
    procedure: str
    day: date
    suits: list[Suit]
    lines: list[str] = field(default_factory=list)
    chooses: bool = False
    """Whether the buyer chooses a standstill where none is owed."""
    last: date = date.min
    """The last day of the standstill of the award in force."""
    promised: date = date.min
    """The last day of an extension that has no effect."""
    notified: date | None = None
    told: date = date.min
    """The day on which the buyer last told something; a court that decides the same day would decide before it."""
    by_intent: bool = False
    gone: str | None = None
    """Why no award is in force: withdrawn, cancelled, or a cancellation set aside."""
    ruling_is_all: bool = False
    closed: bool = False
    filed: date = date.min
    decided_by_fr: date = date.min

    # --- days and words

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, weights: Mapping[_T, float]) -> _T:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def pass_time(self, after: date = date.min) -> None:
        """Go some days on, beyond the day `after`."""
        gap = self.pick(
            {0: 4, 1: 3, self.rng.randint(2, 5): 3, self.rng.randint(6, 14): 3, self.rng.randint(15, 60): 2}
        )
        day = self.day + timedelta(gap)
        if self.chance(0.3):
            near = [each for year in (day.year, day.year + 1) for each in holidays(year)]
            aims = [each - timedelta(10 - self.rng.randint(-2, 2)) for each in near]
            day = min((aim for aim in aims if day <= aim <= day + timedelta(_NEAR)), default=day)
        self.day = max(day, after + timedelta(1)) if after > date.min else day

    def between(self, first: date, last: date) -> date:
        return first + timedelta(self.rng.randint(0, (last - first).days))

    def tell(self, kind: str, court: str = "-", applicant: str = "-", detail: str = "-") -> None:
        self.lines.append(f"{self.day} {kind} {court} {applicant} {detail}")

    def announce(self, kind: str, detail: str = "-") -> None:
        self.tell(kind, detail=detail)
        self.told = self.day

    def tell_of(self, suit: Suit, kind: str, court: str, detail: str = "-") -> None:
        self.tell(kind, court, suit.name, detail)
        suit.moved = self.day

    # --- what the buyer does

    def with_intent(self) -> bool:
        return (self.act, self.procedure) in _WITH_INTENT

    def starts_standstill(self) -> bool:
        return standstill(self.act, self.procedure) is Standstill.OWED or self.chooses

    def has_award(self) -> bool:
        return self.gone is None and not any(suit.demands for suit in self.suits)

    def runs(self) -> bool:
        return self.has_award() and self.day <= self.last

    def none_taken_away(self) -> bool:
        """Return whether no open case has lost its extension: would a new standstill give it back?"""
        return not any(suit.court == FR and suit.taken_away for suit in self.suits)

    def may_notify(self) -> bool:
        afresh = self.notified is None or not self.has_award()
        bought = self.procedure != "call-off-no-competition" and self.gone != "cancelled"
        return afresh and bought and self.none_taken_away()

    def notify(self) -> None:
        self.pass_time(after=self.promised)
        if self.notified is None and self.has_award() and self.with_intent() and self.chance(0.5):
            self.publish_intent()
            return
        if not self.has_award():
            self.last, self.gone, self.by_intent = date.min, None, False
            for suit in self.suits:
                suit.superseded |= bool(suit.demands) or suit.on_cancellation
                suit.demands.clear()
        if self.ruling_is_all:  # of what came before the notice nobody knows whether it was in time
            self.suits[0].superseded, self.ruling_is_all = True, False
        self.send_notice()

    def publish_intent(self) -> None:
        self.announce("intent", "published")
        self.by_intent = True
        self.start(rolled(self.day + timedelta(10)))

    def send_notice(self, *more: str) -> None:
        by_post = self.chance(0.2)
        last = self.day + timedelta(15 if by_post else 10)
        words = ["post-to-one" if by_post else "electronic", *more]
        if self.chooses:
            words.append("voluntary")
        if self.starts_standstill() and self.chance(0.2):
            last += timedelta(self.rng.randint(1, 30))
            words.append(f"stated={last}")
        self.announce("notice", ",".join(words))
        self.notified = self.day
        if self.starts_standstill():
            self.start(rolled(last))

    def start(self, last: date) -> None:
        self.last, self.notified = max(self.last, last), self.day
        for suit in self.suits:
            if suit.court == FR and not suit.on_cancellation:
                suit.extend()

    def may_notify_more(self) -> bool:
        """Return whether a notice can follow that tells of the award in force."""
        if self.notified is None or not self.has_award() or self.procedure == "call-off-no-competition":
            return False
        return self.none_taken_away() and (not self.by_intent or self.runs())

    def notify_more(self) -> None:
        if self.by_intent:
            self.day = self.between(self.day, self.last)
            self.send_notice()
        else:
            self.pass_time()
            self.send_notice("last")

    def may_extend(self) -> bool:
        """Return whether the buyer can try: when a court holds it open, the law is silent."""
        told = self.has_award() and self.last > date.min and not self.by_intent
        return told and (self.runs() or not any(suit.extends for suit in self.suits))

    def extend(self) -> None:
        if self.day <= self.last:
            late = not any(suit.extends for suit in self.suits)
            days = {self.between(self.day, self.last): 3, self.last: 2, self.last + timedelta(1): int(late)}
            self.day = self.pick(days)
        until = max(self.last, self.day) + timedelta(self.rng.randint(1, 25))
        told = self.pick({"all": 4, "one": 1})
        self.announce("extension", f"{told},until={until}")
        if told == "all" and self.day <= self.last:
            self.last = rolled(until)
        else:
            self.promised = max(self.promised, rolled(until))

    def may_end_award(self) -> bool:
        noticed = self.notified is not None and not self.by_intent and self.procedure != "call-off-no-competition"
        return noticed and self.has_award()

    def withdraw(self) -> None:
        self.pass_time(after=max(self.promised, self.told))
        self.announce("award_withdrawn")
        self.gone = "withdrawn"

    def may_cancel(self) -> bool:
        return self.may_end_award() and self.procedure not in {"direct", "choice-system"}

    def cancel(self) -> None:
        self.pass_time(after=max(self.promised, self.told))
        self.announce("cancelled", self.pick({"electronic": 3, "post-to-one": 1}))
        self.gone = "cancelled"

    # --- what is filed

    def may_file(self, suit: Suit) -> bool:
        reviewed = self.procedure != "choice-system" and not self.ruling_is_all
        return reviewed and suit.is_free() and self.has_award()

    def may_file_first(self, suit: Suit) -> bool:
        return suit.ruled_by is None and self.may_file(suit)

    def may_file_anew(self, suit: Suit) -> bool:
        return suit.ruled_by is not None and self.may_file(suit)

    def file(self, suit: Suit) -> None:
        if self.runs():
            late, chosen = self.last + timedelta(1), self.between(self.day, self.last)
            self.day = max(self.pick({chosen: 5, self.last: 2, late: 2}), self.decided_by_fr + timedelta(1))
        else:
            self.pass_time(after=max(self.decided_by_fr, suit.moved))
        if self.last < self.day <= self.promised:  # is it in time? the law does not say
            self.day = self.promised + timedelta(1)
        self.enter(suit, "documents" if self.notified is None or self.chance(0.05) else "award")
        if self.notified is not None and self.day <= self.last:
            suit.extend()

    def may_file_on_cancellation(self, suit: Suit) -> bool:
        return self.gone == "cancelled" and suit.is_free() and not suit.on_cancellation

    def file_on_cancellation(self, suit: Suit) -> None:
        self.pass_time(after=max(self.decided_by_fr, suit.moved))
        self.enter(suit, "cancellation")
        suit.on_cancellation = True

    def enter(self, suit: Suit, about: str) -> None:
        vars(suit).update(vars(Suit(suit.name)))
        self.tell_of(suit, "filed", FR, about)
        suit.court, suit.filed, self.filed = FR, self.day, self.day

    # --- what any court decides for the time being

    def may_order(self, suit: Suit) -> bool:
        return suit.court is not None and suit.order is None and _UNTIL_FR not in suit.lifted

    def give_order(self, suit: Suit) -> None:
        self.pass_time()
        suit.order = suit.court or FR
        self.tell_of(suit, "order", suit.order)
        self.closed |= self.ruling_is_all  # what follows when such an order ends, nobody can say

    def refuse_order(self, suit: Suit) -> None:
        self.pass_time()
        self.tell_of(suit, "order_refused", suit.court or FR)
        suit.refused = True

    def may_order_until_fr_decides(self, suit: Suit) -> bool:
        return self.may_order(suit) and suit.court == FR and suit.refused

    def order_until_fr_decides(self, suit: Suit) -> None:
        self.pass_time()
        self.appealed(suit, KR)
        self.tell_of(suit, "order", KR, "until_FR_decides")
        suit.order = _UNTIL_FR

    def may_lift(self, suit: Suit) -> bool:
        return suit.order is not None

    def lift(self, suit: Suit) -> None:
        self.pass_time(after=suit.moved)
        court = self.pick(_LIFTED_BY[suit.order or FR])
        self.tell_of(suit, "order_lifted", court, "no_ten_days" if self.chance(0.15) else "-")
        suit.lifted.add(suit.order or FR)
        suit.order = None

    def may_take_away(self, suit: Suit) -> bool:
        return suit.court == FR and suit.extends

    def take_away(self, suit: Suit) -> None:
        self.pass_time(after=max(suit.moved, self.filed, self.told))
        self.tell_of(suit, "no_extended", FR)
        self.decided_by_fr, suit.extends, suit.taken_away = self.day, False, True

    # --- what the administrative court decides

    def may_decide(self, suit: Suit) -> bool:
        return suit.court == FR and (suit.extends or _UNTIL_FR not in suit.lifted)

    def decide(self, suit: Suit) -> None:
        self.pass_time(after=max(suit.moved, self.filed, self.told))
        if suit.on_cancellation:
            set_aside = {"correction": 5} if self.gone == "cancelled" else {}
            outcome = self.pick({"rejected": 2, "dismissed": 1, "written_off": 1, **set_aside})
        else:
            granted = {"correction": 1, "redo": 1} if self.gone is None else {}
            outcome = self.pick({"rejected": 5, "dismissed": 1, "written_off": 1, **granted})
        self.rule(suit, FR, outcome)

    def rule(self, suit: Suit, court: str, outcome: str) -> None:
        self.tell_of(suit, "ruling", court, f"{outcome},no_ten_days" if self.chance(0.1) else outcome)
        suit.court, suit.ruled_by, suit.extends = None, court, False
        if court in {FR, suit.order}:
            suit.order = None
        if court == FR:
            self.decided_by_fr = self.day
        if outcome == "rejected":
            suit.demands.clear()
        elif outcome in {"correction", "redo"}:
            suit.demands.add(court)
            suit.ever_granted = True
            if suit.on_cancellation:
                self.gone = "set aside"

    def may_decide_unfiled(self, suit: Suit) -> bool:
        """Return whether the court can rule on what nobody told of: in time, so no other may hang on it."""
        owed = standstill(self.act, self.procedure) is Standstill.OWED and self.procedure != "call-off-no-competition"
        others = all(each.filed is None or each.has_extended for each in self.suits)
        unknown = suit.filed is None and suit.ruled_by is None
        return owed and unknown and others and self.notified is not None and self.has_award()

    def decide_unfiled(self, suit: Suit) -> None:
        self.pass_time(after=max(self.filed, self.told))
        suit.has_extended = True
        self.rule(suit, FR, self.pick({"rejected": 5, "dismissed": 1, "correction": 1, "redo": 1}))

    # --- what the courts above do

    def may_appeal(self, suit: Suit) -> bool:
        decided = suit.court is None and suit.ruled_by in {FR, KR} and not suit.superseded
        return decided and not (suit.on_cancellation and (suit.ruled_by == KR or bool(suit.demands)))

    def appeal(self, suit: Suit) -> None:
        self.pass_time()
        suit.court = KR if suit.ruled_by == FR else HFD
        self.appealed(suit, suit.court)

    def appealed(self, suit: Suit, court: str) -> None:
        if self.chance(0.8):
            self.tell("appealed", court, "authority" if suit.demands else suit.name)

    def above(self, suit: Suit) -> bool:
        return suit.court in {KR, HFD}

    def grant_leave(self, suit: Suit) -> None:
        self.pass_time()
        self.tell_of(suit, "leave_granted", suit.court or KR)

    def rule_above(self, suit: Suit) -> None:
        self.pass_time(after=max(suit.moved, self.told))
        if suit.superseded:
            outcomes = {"leave_refused": 2, "dismissed": 1, "written_off": 1}
        elif suit.on_cancellation:
            set_aside = {"correction": 1} if self.gone == "cancelled" else {}
            outcomes = {"leave_refused": 1, "rejected": 1, **set_aside}
        else:
            granted = {"redo": 1, "correction": 1} if self.gone is None else {}
            outcomes = {"rejected": 5, "leave_refused": 3, "dismissed": 1, "written_off": 1, **granted}
        self.rule(suit, suit.court or KR, self.pick(outcomes))

    def may_remit(self, suit: Suit) -> bool:
        tried = not (suit.superseded or suit.on_cancellation or suit.taken_away or self.ruling_is_all)
        return self.above(suit) and tried and suit.court not in suit.lifted

    def may_remit_to_fr(self, suit: Suit) -> bool:
        """Return whether it can go back to where it began: what never extended has nothing that could revive."""
        after_notice = self.notified is None or (suit.filed or date.min) >= self.notified
        plain = after_notice and not suit.demands and FR not in suit.lifted
        return self.may_remit(suit) and (suit.has_extended or plain)

    def remit_to_fr(self, suit: Suit) -> None:
        self.pass_time(after=max(suit.moved, self.told))
        court = suit.court or KR
        keeps_shut = court == KR and self.chance(0.5)
        if keeps_shut:
            self.tell_of(suit, "order", KR, "until_FR_decides")
            self.day += timedelta(self.rng.choice((0, 1)) if suit.order is None else 0)
        self.tell_of(suit, "remitted", court, "to_FR")
        suit.court, suit.refused, suit.order = FR, False, _UNTIL_FR if keeps_shut else None
        suit.demands.clear()

    def may_remit_to_kr(self, suit: Suit) -> bool:
        return self.may_remit(suit) and suit.court == HFD and not suit.ever_granted and KR not in suit.lifted

    def remit_to_kr(self, suit: Suit) -> None:
        self.pass_time(after=max(suit.moved, self.told))
        self.tell_of(suit, "remitted", HFD, "to_KR")
        suit.court, suit.order = KR, None

    # --- how it begins, goes on and ends

    def begin(self) -> None:
        owed = standstill(self.act, self.procedure)
        self.chooses = owed is Standstill.CHOSEN and self.chance(0.6)
        before_award = self.procedure not in {"direct", "choice-system"}
        if self.procedure == "call-off-no-competition":
            self.announce("call_off")
            self.notified = self.day
        elif owed is Standstill.OWED and self.chance(0.05):
            self.ruling_is_all, self.suits[0].has_extended = True, True
            self.rule(self.suits[0], FR, self.pick({"rejected": 6, "redo": 1, "correction": 1}))
        elif before_award and self.chance(0.2):
            self.file(self.suits[0])
        else:
            self.notify()

    def step(self) -> None:
        """Let one of the things happen that may come next, if there is one."""
        acts = [(weight, partial(does, self)) for weight, may, does in OF_BUYER if may(self)]
        acts += [
            (weight, partial(does, self, suit))
            for suit in self.suits
            for weight, may, does in IN_COURT
            if may(self, suit)
        ]
        if acts and not self.closed:
            self.rng.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    def wind_up(self) -> None:
        """Let the courts decide what is open, and the buyer award anew, mostly."""
        for suit in self.rng.sample(self.suits, len(self.suits)):
            if self.above(suit) and suit.order is not None:
                self.rule_above(suit)
            elif self.may_decide(suit):
                self.decide(suit)
        if self.may_notify() and self.chance(0.5):
            self.notify()

    def sign(self) -> None:
        """Let the contract be signed, in breach or not, and be tried after that."""
        self.pass_time()
        self.tell("signed")
        signed = self.day
        suit = self.rng.choice(self.suits)
        if suit.is_free() and self.chance(0.8):
            self.pass_time(after=max(signed, self.decided_by_fr, suit.moved))
            self.enter(suit, self.pick({"validity": 5, "award": 1}))
            self.pass_time()
            self.tell_of(suit, "performance_order", FR)
            if self.chance(0.5):
                self.pass_time(after=max(suit.moved, self.told))
                self.tell_of(suit, "ruling", FR, "rejected")


OF_BUYER: Sequence[tuple[float, Callable[[Walk], bool], Callable[[Walk], None]]] = (
    (6, Walk.may_notify, Walk.notify),
    (0.3, Walk.may_notify_more, Walk.notify_more),
    (0.8, Walk.may_extend, Walk.extend),
    (0.3, Walk.may_end_award, Walk.withdraw),
    (0.25, Walk.may_cancel, Walk.cancel),
)
"""How often, when and what."""
IN_COURT: Sequence[tuple[float, Callable[[Walk, Suit], bool], Callable[[Walk, Suit], None]]] = (
    (2.5, Walk.may_file_first, Walk.file),
    (0.3, Walk.may_file_anew, Walk.file),
    (3, Walk.may_file_on_cancellation, Walk.file_on_cancellation),
    (2.5, Walk.may_order, Walk.give_order),
    (0.8, Walk.may_order, Walk.refuse_order),
    (3, Walk.may_order_until_fr_decides, Walk.order_until_fr_decides),
    (1.5, Walk.may_lift, Walk.lift),
    (0.7, Walk.may_take_away, Walk.take_away),
    (3, Walk.may_decide, Walk.decide),
    (0.2, Walk.may_decide_unfiled, Walk.decide_unfiled),
    (5, Walk.may_appeal, Walk.appeal),
    (0.3, Walk.above, Walk.grant_leave),
    (2.5, Walk.above, Walk.rule_above),
    (1.5, Walk.may_remit_to_fr, Walk.remit_to_fr),
    (1, Walk.may_remit_to_kr, Walk.remit_to_kr),
)


def chance_of(seed: int) -> Random:
    """Return what draws the same for the same seed."""
    return Random(seed)  # noqa: S311 - chance that can be repeated


def history(seed: int) -> History:
    """Draw a history: its act and procedure, and its events in the order of their days."""
    rng = chance_of(seed)
    act, procedure = rng.choice(PROCEDURES)
    year = rng.randint(*_YEARS.get(act, (2022, 2030)))
    suits = [Suit(name) for name in rng.choice(("A", "AB", "ABC"))]
    walk = Walk(rng, act, procedure, date(year, 1, 1) + timedelta(rng.randint(0, 364)), suits)
    walk.pass_time()
    walk.begin()
    for _ in range(rng.randint(1, 18)):
        walk.step()
    for _ in range(rng.choice((0, 0, 1, 1, 3))):
        if not walk.closed:
            walk.wind_up()
    if not (walk.closed or walk.ruling_is_all) and walk.chance(0.12):
        walk.sign()
    return History(act, procedure, walk.lines)
