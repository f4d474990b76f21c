"""What a supplier owes and what counts as delivered: the ledger of one obligation.

Four units occur in contracts: persons, full-time-equivalent months, hours, and seats kept filled; a requirement of
dialogue alone is a fifth. What is counted never passes what was promised, so that the sum over suppliers hides no
shortfall.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from itertools import pairwise
from math import ceil, floor

from states.law.calendar import months_after
from states.records.hours import NO_HOURS, Hours, figure_of, in_hours
from states.text import Text

ENOUGH = 0.75
"""The share of the agreed time after which an early end counts as the whole (UHM criterion 11554)."""
DAYS_PER_MONTH = 365.25 / 12
_HOURS = 0.01
"""What is left over when shares of full time are added up."""
FULL_TIME_MONTH = 40 * 52 / 12
"""The hours of a full-time month: 40 in each week (arbetstidslagen, 1982:673, 5 §)."""
OPEN_ENDED_MONTHS = 6.0
"""How long someone hired until further notice has to stay to count, where no length is asked for."""


class Measure(StrEnum):
    PERSONS = auto()
    MONTHS = auto()
    HOURS = auto()
    SEAT = auto()
    DIALOGUE = auto()


MEASURE_LABELS = {
    Measure.PERSONS: Text("personer", "persons"),
    Measure.MONTHS: Text("heltidsmånader", "full-time months"),
    Measure.HOURS: Text("timmar", "hours"),
    Measure.SEAT: Text("platser som hålls tillsatta", "seats kept filled"),
    Measure.DIALOGUE: Text("dialog", "dialogue"),
}
_ONE_OF = {
    Measure.PERSONS: Text("1 person", "1 person"),
    Measure.MONTHS: Text("1 heltidsmånad", "1 full-time month"),
    Measure.HOURS: Text("1 timme", "1 hour"),
    Measure.SEAT: Text("1 plats som hålls tillsatt", "1 seat kept filled"),
    Measure.DIALOGUE: Text("1 dialog", "1 dialogue"),
}
_MANY_OF = Text("{figure:g} {unit}", "{figure:g} {unit}")
_HOURS_OF = Text("{figure} {unit}", "{figure} {unit}")


def measured(amount: float, unit: Measure) -> Text:
    """Return an amount with what it is counted in, to one decimal: "1 person", "2,5 heltidsmånader"; hours in full."""
    if unit is Measure.HOURS:
        return _ONE_OF[unit] if amount == 1 else _HOURS_OF.fill(figure=figure_of(amount), unit=MEASURE_LABELS[unit])
    figure = round(amount, 1)
    return _ONE_OF[unit] if figure == 1 else _MANY_OF.fill(figure=figure, unit=MEASURE_LABELS[unit])


def in_sentence(amount: float, unit: Measure | None) -> Text | float:
    """Return an amount as it is filled into a sentence: of hours no quarter is lost, however many there are."""
    return figure_of(amount) if unit is Measure.HOURS else amount


PROMISE_LABELS = {
    "unit": Text("räknas i", "counted in"),
    "amount": Text("omfattning", "amount"),
    "positions": Text("platser", "positions"),
    "months_each": Text("månader per person", "months each"),
    "starts_within": Text("månader till första start", "months to the first start"),
    "internship_counts": Text("praktik räknas", "an internship counts"),
    "penalty": Text("vite", "penalty"),
    "penalty_amount": Text("vite i kronor", "penalty in SEK"),
    "bonus": Text("bonus i kronor", "bonus in SEK"),
    "bonus_cap": Text("högsta bonus i kronor", "highest bonus in SEK"),
    "by_month": Text("beloppen räknas per månad", "the amounts are by the month"),
}
"""What the figures of an obligation are called."""


class Origin(StrEnum):
    """How someone came to the supplier."""

    MATCHED = auto()
    OUTSIDE = auto()
    OWN_EMPLOYEE = auto()


ORIGIN_LABELS = {
    Origin.MATCHED: Text("genom vår matchning", "through our matching"),
    Origin.OUTSIDE: Text("rekryterad utanför matchningen", "recruited outside the matching"),
    Origin.OWN_EMPLOYEE: Text("redan anställd av leverantören", "already employed by the supplier"),
}


class Ending(StrEnum):
    """Why something ended early; coarse on purpose, so that it tells nothing of the person."""

    ENDED_BY_SUPPLIER = auto()
    ENDED_BY_PERSON = auto()
    OTHER = auto()


ENDING_LABELS = {
    Ending.ENDED_BY_SUPPLIER: Text("avslutad av leverantören", "ended by the supplier"),
    Ending.ENDED_BY_PERSON: Text("avslutad av personen", "ended by the person"),
    Ending.OTHER: Text("annat", "other"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a hire was agreed to be: `months` 0 until further notice, `share` of full time in (0, 1]."""

    origin: Origin = Origin.MATCHED
    months: float = 0
    share: float = 1

    def __str__(self) -> str:
        return f"{self.origin} {self.months:g} {self.share:g}"

    @classmethod
    def parse(cls, text: str) -> "Terms":
        """Read what `str` wrote; raise ValueError for anything else."""
        if not text:
            return _USUAL
        origin, months, share = text.split()
        terms = cls(Origin(origin), float(months), float(share))
        if not (0 <= terms.months <= 600 and 0 < terms.share <= 1):
            raise ValueError(text)
        return terms


_USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one supplier owes on one lot; `unit` is None until the promise is entered.

    `penalty_amount` is due in SEK for each unit that is short, `bonus` for each beyond the promise, up to `bonus_cap`
    in all (0: no cap). With `by_month` they are by the month that a person was to stay (Trafikverket TDOK 2017:0444),
    else by the person (UHM criterion 11556); where months are owed they are by the month in any case. Where hours are
    owed they are by the hour, with `by_month` by the full-time month.
    """

    lot: str = ""
    supplier: str = ""
    unit: Measure | None = None
    amount: float = 0
    positions: int = 0
    months_each: float = 0
    starts_within: int = 6
    internship_counts: bool = False
    penalty: bool = False
    penalty_amount: int = 0
    bonus: int = 0
    bonus_cap: int = 0
    by_month: bool = False

    @property
    def places(self) -> int:
        """The number of positions that have to be filled."""
        if self.unit in {Measure.PERSONS, Measure.SEAT}:
            return max(self.positions, ceil(self.amount))
        return max(self.positions, 1) if self.unit in {Measure.MONTHS, Measure.HOURS} else 0

    @property
    def amounts_each(self) -> float:
        """For how many times the amounts one unit of the measure stands."""
        if self.by_month and self.unit is Measure.HOURS:
            return 1 / FULL_TIME_MONTH
        return (self.months_each or OPEN_ENDED_MONTHS) if self.by_month and self.unit is Measure.PERSONS else 1


@dataclass(frozen=True, slots=True)
class Spell:
    """One turn of a candidate in one position: an internship, an employment, or one that led to the other.

    `attested` is None until the contact person has answered. `elsewhere`: it counts in another contract, by which the
    same employment is reported too. `employer` is a firm other than the supplier, see
    `states.records.employments.Employer`; "" is the supplier itself.
    """

    position: int
    candidate: int
    terms: Terms = Terms()
    started: date | None = None
    ended: date | None = None
    ending: Ending | None = None
    confirmed: bool = False
    attested: bool | None = None
    internship_started: date | None = None
    internship_done: bool = False
    elsewhere: bool = False
    employer: str = ""

    def began(self, obligation: Obligation) -> date | None:
        """Return the day on which this person began what was promised: an employment, or an internship that is it."""
        if self.elsewhere or self.terms.origin is Origin.OWN_EMPLOYEE:
            return None
        internship = self.internship_started if obligation.internship_counts else None
        if self.started is None or internship is None:
            return self.started or internship
        return min(self.started, internship)

    @property
    def counts(self) -> bool:
        """Tell whether the hire counts at all: confirmed, no earlier employee, in no other contract, and attested.

        Only who was found outside the matching has to be attested.
        """
        if self.started is None or not self.confirmed or self.terms.origin is Origin.OWN_EMPLOYEE or self.elsewhere:
            return False
        return self.terms.origin is Origin.MATCHED or self.attested is True

    def months(self, today: date) -> float:
        """Return the calendar months worked by the end of a day: 1 January to 28 February are two."""
        if self.started is None:
            return 0
        return _calendar_months(self.started, min(self.ended or today, today))

    def next_month(self, today: date) -> date | None:
        """Return the next day on which one more month will have been worked, or None for who does not work."""
        if self.started is None or not self.counts or (self.ended is not None and self.ended <= today):
            return None
        months = (today.year - self.started.year) * 12 + today.month - self.started.month
        coming = (months_after(self.started, months + n) - timedelta(days=1) for n in (0, 1, 2))
        return next(day for day in coming if day > today)

    def agreed(self, obligation: Obligation) -> float:
        """Return the months that the person was to stay: the contract's demand, else what was agreed."""
        return obligation.months_each or self.terms.months or OPEN_ENDED_MONTHS

    def met(self, obligation: Obligation, today: date) -> bool:
        """Tell whether this person's time fulfils a position: all of it, or three quarters when it ended early."""
        if not self.counts:
            return False
        agreed = self.agreed(obligation)
        return self.months(today) >= (ENOUGH * agreed if self.has_left(today) else agreed)

    def left_early(self, today: date) -> bool:
        """Tell whether the person left before the time that was agreed with them, and not by the supplier's doing."""
        return self.has_left(today) and not 0 < self.terms.months <= self.months(today)

    def has_left(self, today: date) -> bool:
        """Tell whether the person has left, and not by the supplier's doing."""
        return self.ended is not None and self.ended <= today and self.ending is not Ending.ENDED_BY_SUPPLIER


def met_by_person(turns: Iterable[Spell], obligation: Obligation, today: date) -> bool:
    """Tell whether one person's turns in a position fulfil it: one of them alone, or their time together.

    People are hired for a time and stay under a new contract. Their time is added up where the contract says how long
    each is to stay; elsewhere each employment is measured by what was agreed for it.
    """
    theirs = tuple(turns)
    for one in theirs:  # a generator would double the time of the ledger's inmost loop
        if one.met(obligation, today):
            return True
    if obligation.internship_counts and any(one.internship_done and not one.elsewhere for one in theirs):
        return True
    counted = [one for one in theirs if one.counts]
    if not counted or not obligation.months_each:
        return False
    worked = sum(one.months(today) for one in counted)
    return worked >= (ENOUGH if counted[-1].has_left(today) else 1) * obligation.months_each


def one_after_another(turns: Sequence[Spell]) -> list[Spell]:
    """Return one person's turns, in the order in which they began, so that no day is counted twice.

    Whoever begins a new employment has left the one before, whether or not somebody has said so.
    """
    last = turns[-1:]
    ended = [
        replace(one, ended=_no_later(one.ended, later.started)) if one.started and later.started else one
        for one, later in pairwise(turns)
    ]
    return [*ended, *last]


def _no_later(ended: date | None, begun: date) -> date:
    return ended if ended is not None and ended <= begun else begun - timedelta(days=1)


def _calendar_months(first: date, last: date) -> float:
    """Count the months from one day to the end of another, of the one that has begun the share that has passed."""
    if last < first:
        return 0
    end = last + timedelta(days=1)
    whole = (end.year - first.year) * 12 + end.month - first.month
    if months_after(first, whole) > end:
        whole -= 1
    begun = months_after(first, whole)
    return whole + (end - begun).days / (months_after(first, whole + 1) - begun).days


@dataclass(frozen=True, slots=True)
class Balance:
    """Promised, started and fulfilled of one obligation, in its own unit.

    Always `promised == fulfilled + short`; `over` is what was delivered beyond the promise. `state` is the supplier's.
    """

    obligation: Obligation
    state: str = ""
    promised: float = 0
    started: float = 0
    fulfilled: float = 0
    over: float = 0
    filled: bool = False
    """Every position owed is filled, or the dialogue has been held where only a dialogue is owed."""
    running: bool = False
    """The promise still grows: a seat is to be kept filled until the contract ends."""
    first_start: date | None = None
    spells: tuple[Spell, ...] = ()
    contract_signed: date | None = None
    hours: Hours = NO_HOURS
    """The hours that are reported and count for it, where it is owed in hours."""

    @property
    def short(self) -> float:
        return self.promised - self.fulfilled

    @property
    def met(self) -> bool:
        """Tell whether all that was promised has been delivered; nothing is while the promise is not known."""
        return self.obligation.unit is not None and not self.running and self.short < _HOURS


def balance(
    obligation: Obligation,
    spells: Iterable[Spell],
    *,
    today: date,
    state: str = "",
    filled_positions: int = 0,
    dialogue_held: bool = False,
    contract_signed: date | None = None,
    contract_ended: date | None = None,
    hours: Hours = NO_HOURS,
) -> Balance:
    """Return what has been delivered of an obligation by the end of a day."""
    counted = tuple(spells)
    at = _Contract(today, dialogue_held, contract_signed, contract_ended, hours)
    promised, started, delivered = _TALLY[obligation.unit](obligation, counted, at)
    if obligation.unit is Measure.DIALOGUE:
        filled = dialogue_held
    else:
        filled = obligation.unit is not None and filled_positions >= obligation.places
    starts = [day for s in counted if (day := s.began(obligation)) is not None]
    if obligation.unit is Measure.HOURS and hours.credited_from is not None:
        starts.append(hours.credited_from)
    return Balance(
        obligation,
        state,
        promised=promised,
        started=started,
        fulfilled=min(promised, delivered),
        over=max(0.0, delivered - promised),
        filled=filled,
        running=obligation.unit is Measure.SEAT and not (at.signed and at.over),
        first_start=min(starts, default=None),
        spells=counted,
        contract_signed=contract_signed,
        hours=hours,
    )


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a contract's bonus and penalty come to in whole SEK, as things stand; who pays is not for this program."""

    bonus: int = 0
    penalty: int = 0


def amounts(balance: Balance) -> Amounts:
    """Return the bonus for what goes beyond a promise and the penalty for what is short of it, as things stand.

    The one is never set off against the other: in one measure a supplier is beyond its promise or short of it.
    """
    owed = balance.obligation
    if owed.unit is Measure.DIALOGUE:
        return Amounts()
    bonus = _whole_sek(balance.over * owed.amounts_each * owed.bonus)
    penalty = _whole_sek(balance.short * owed.amounts_each * owed.penalty_amount)
    return Amounts(min(bonus, owed.bonus_cap) if owed.bonus_cap else bonus, penalty)


def _whole_sek(amount: float) -> int:
    return floor(amount + 0.5)


def in_sek(amount: int) -> Text:
    """Return an amount as it is written: "20 000 kr", "SEK 20,000"."""
    figures = f"{amount:,}"
    return Text("{swedish}\u00a0kr", "SEK\u00a0{english}").fill(swedish=figures.replace(",", "\u00a0"), english=figures)


@dataclass(frozen=True, slots=True)
class _Contract:
    today: date
    dialogue_held: bool
    signed: date | None
    ends: date | None
    hours: Hours = NO_HOURS

    @property
    def over(self) -> bool:
        return self.ends is not None and self.ends <= self.today


_Tally = tuple[float, float, float]


def _unknown(_: Obligation, __: tuple[Spell, ...], ___: _Contract) -> _Tally:
    return 0.0, 0.0, 0.0


def _dialogue(_: Obligation, __: tuple[Spell, ...], at: _Contract) -> _Tally:
    held = 1.0 if at.dialogue_held else 0.0
    return 1.0, held, held


def _persons(obligation: Obligation, spells: tuple[Spell, ...], at: _Contract) -> _Tally:
    """Count people: each whose time was met, and completed internships where those are the obligation."""
    started = {s.position for s in spells if s.began(obligation) is not None}
    people: dict[tuple[int, int], list[Spell]] = {}
    for one in spells:
        people.setdefault((one.position, one.candidate), []).append(one)
    met = {position for (position, _), turns in people.items() if met_by_person(turns, obligation, at.today)}
    return obligation.amount, float(len(started | met)), float(len(met))


def _months(obligation: Obligation, spells: tuple[Spell, ...], at: _Contract) -> _Tally:
    """Add up full-time months; once three quarters are worked and an employment ended early, all are deemed worked."""
    worked = sum(s.months(at.today) * s.terms.share for s in spells if s.counts)
    early = any(s.counts and s.left_early(at.today) for s in spells)
    started = sum(
        (s.terms.months or OPEN_ENDED_MONTHS) * s.terms.share
        for s in spells
        if s.started is not None and s.terms.origin is not _OWN and not s.elsewhere
    )
    if early and ENOUGH * obligation.amount <= worked < obligation.amount:
        worked = obligation.amount
    return obligation.amount, started, worked


def _hours(obligation: Obligation, spells: tuple[Spell, ...], at: _Contract) -> _Tally:
    """Add up the hours that were reported: of whoever counts, and those of other contracts that count here.

    No share of them stands for the whole: what was not worked is not counted.
    """
    counting = {(one.position, one.candidate) for one in spells if one.counts}
    begun = {(one.position, one.candidate) for one in spells if one.began(obligation) is not None}
    delivered = sum(quarters for person, quarters in at.hours.own.items() if person in counting)
    started = sum(quarters for person, quarters in at.hours.own.items() if person in begun)
    return obligation.amount, in_hours(started + at.hours.credited), in_hours(delivered + at.hours.credited)


def _seats(obligation: Obligation, spells: tuple[Spell, ...], at: _Contract) -> _Tally:
    """Count months of seats kept filled, from the day the first start is due to the end of the contract.

    Three quarters of the time are enough, by the same rule as for months. Until the contract has an end, the months
    that have passed are what is owed so far.
    """
    if at.signed is None:
        return 0.0, float(sum(s.counts for s in spells)), 0.0
    due = months_after(at.signed, obligation.starts_within)
    end = min(at.today, at.ends or at.today)
    owed = max(0, (end - due).days + 1) / DAYS_PER_MONTH * obligation.amount
    kept = _days_kept([s for s in spells if s.counts], obligation.amount, due, end) / DAYS_PER_MONTH
    if at.over and kept >= ENOUGH * owed:
        kept = max(kept, owed)
    return owed, float(sum(s.counts for s in spells)), kept


def _days_kept(spells: Iterable[Spell], seats: float, first: date, last: date) -> float:
    """Count the days of seats that were filled; who shares a seat with another does not fill it twice."""
    turns: list[tuple[date, int]] = []
    for spell in spells:
        begin, end = max(spell.started or last, first), min(spell.ended or last, last) + timedelta(days=1)
        if spell.started is not None and begin < end:
            turns += [(begin, 1), (end, -1)]
    days, there, since = 0.0, 0, first
    for day, change in sorted(turns):
        days += min(there, seats) * (day - since).days
        there, since = there + change, day
    return days


_OWN = Origin.OWN_EMPLOYEE
_TALLY = {
    None: _unknown,
    Measure.DIALOGUE: _dialogue,
    Measure.PERSONS: _persons,
    Measure.MONTHS: _months,
    Measure.HOURS: _hours,
    Measure.SEAT: _seats,
}


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum of some balances in one measure; `short` sums the shortfalls, whatever others delivered beyond."""

    unit: Measure
    promised: float
    started: float
    fulfilled: float
    short: float
    over: float


def totals(balances: Iterable[Balance]) -> list[Totals]:
    """Return the sums per unit; units are never added to each other."""
    found = list(balances)
    return [
        Totals(
            unit,
            promised=sum(a.promised for a in mine),
            started=sum(a.started for a in mine),
            fulfilled=sum(a.fulfilled for a in mine),
            short=sum(a.short for a in mine),
            over=sum(a.over for a in mine),
        )
        for unit in Measure
        if (mine := [a for a in found if a.obligation.unit is unit])
    ]
