"""Standstill (avtalsspärr): how long a contract may not be signed, and why.

LOU 20:1 means chapter 20, section 1 of the procurement act, LOU (2016:1145), unless another act is named. Every date
is a calendar date in Europe/Stockholm and every period is counted in calendar days after day 0; only its last day has
to be an ordinary weekday (LOU 20:18 with 1930:173 s. 2).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from states.law.calendar import closed_because, roll
from states.law.periods import (
    EXEMPT,
    EXTENSION_RULE,
    INTENT_TEN,
    WEEKDAY_RULE,
    Act,
    Base,
    Period,
    PeriodRule,
    act_on,
    periods_of,
)
from states.law.procedures import Channel, Procedure
from states.refusal import Reason, Refusal, repeat
from states.text import Text, long_date, plain_date

# --- what is known of an award, and what follows ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer standstill that the buyer announced after the award notice was sent.

    `told` is the day the last tenderer was told, `until` the new last day.
    """

    told: date
    until: date
    told_to_all: bool


class Award(NamedTuple):  # a tuple, not a dataclass: guards build and look up one each time they are asked
    """What is known of the award of a contract."""

    sent: date | None = None
    """Day 0: the day the last of the award notices was sent; without any notice, the day of the contract."""
    procedure: Procedure = Procedure.OPEN
    channel: Channel = Channel.ELECTRONIC
    stated_end: date | None = None
    """The last day stated in the notice. A standstill that is stated where none is mandatory is a voluntary one."""
    voluntary: bool = False
    single_tenderer: bool = False
    """One tenderer in the whole procurement and no other candidate affected; not one tenderer for each lot."""
    intent_published: date | None = None
    extensions: tuple[Extension, ...] = ()
    review_filed: date | None = None
    """The day the application reached the administrative court. Of several, the first."""
    extension_lifted: date | None = None
    """The day the court decided that no extended standstill shall apply (LOU 20:8 para 2)."""
    ruling: date | None = None
    """The day the administrative court decided the last of the cases; also when it was withdrawn or dismissed."""
    interim_order: date | None = None
    """The day of the latest order not to sign (LOU 20:9), whichever court gave it."""
    interim_lifted: date | None = None
    """The day that court lifted the order, decided the case, or the supreme court sent it back."""
    ten_days_waived: bool = False
    """The court that spoke last decided that no ten-day period shall apply (LOU 20:10 para 3)."""
    begun: date | None = None
    """The day the procurement was begun, which picks the wording of the law; by default the day of the notice."""


@dataclass(frozen=True, slots=True)
class ReckoningStep:
    """One step of the reasoning. `rule` cites what it rests on: "LOU 20:1", "1930:173 2"."""

    day: date
    rule: str
    text: Text


@dataclass(frozen=True, slots=True)
class Standstill:
    """Until when a contract may not be signed.

    `last_day` and `earliest_signing` are None when nothing applies, and while nobody can tell them: a court has the
    case, or a notice that must be sent has not been.
    The earliest day of signing is the day after the last day, be it a Saturday or a holiday.
    """

    applies: bool
    voluntary: bool
    last_day: date | None
    earliest_signing: date | None
    steps: tuple[ReckoningStep, ...]


class NothingSent(Refusal, ValueError):
    """There is no day to count from: neither an award notice nor a notice of intent is known."""

    def __init__(self) -> None:
        super().__init__(Reason("nothing_sent", _NOTHING_SENT, remedies=(repeat(sent=""),)))


_NOTHING_SENT = Text(
    "Ingen underrättelse om tilldelning är skickad och ingen förhandsinsyn är publicerad: det finns ingen dag 0 att"
    " räkna från. Ange dagen då underrättelsen skickades.",
    "No award notice has been sent and no notice of intent published: there is no day 0 to count from. Give the day"
    " the award notice was sent.",
)


def standstill(award: Award) -> Standstill:
    """Compute the standstill of an award with its reasoning.

    Raises NothingSent without a day 0, NoRuleHeld for a procurement older than the rules, OutsideCalendar beyond 2060.
    """
    return _standstill(award)


def explain(result: Standstill, language: str) -> str:
    """Return the reasoning as running text in "sv" or "en", with what it rests on in brackets at the end."""
    rules = dict.fromkeys(step.rule for step in result.steps)
    return f"{' '.join(step.text.in_(language) for step in result.steps)} ({', '.join(rules)})"


# --- what a step says ------------------------------------------------------------------------------------------------

NOT_REQUIRED = {
    PeriodRule.NO_PRIOR_NOTICE: Text(
        "Ingen avtalsspärr krävs vid förhandlat förfarande utan föregående annonsering.",
        "No standstill is required in a negotiated procedure without prior notice.",
    ),
    PeriodRule.FRAMEWORK: Text(
        "Ingen avtalsspärr krävs vid förnyad konkurrensutsättning inom ett ramavtal.",
        "No standstill is required in a renewed competition under a framework agreement.",
    ),
    PeriodRule.DYNAMIC_SYSTEM: Text(
        "Ingen avtalsspärr krävs när ett kontrakt tilldelas enligt ett dynamiskt inköpssystem.",
        "No standstill is required when a contract is awarded under a dynamic purchasing system.",
    ),
    PeriodRule.CHAPTER_19: Text(
        "Ingen avtalsspärr krävs vid förnyad konkurrensutsättning eller annan löpande tilldelning enligt 19 kap.",
        "No standstill is required in a renewed competition or other continuous award under chapter 19.",
    ),
    PeriodRule.DIRECT: Text(
        "Ingen avtalsspärr krävs vid direktupphandling.",
        "No standstill is required in a direct award.",
    ),
    PeriodRule.SINGLE_TENDERER: Text(
        "Ingen avtalsspärr krävs när det bara finns en anbudsgivare och ingen annan berörs av beslutet.",
        "No standstill is required when there is only one tenderer and nobody else is affected by the decision.",
    ),
}
CHOSEN = Text("En frivillig avtalsspärr har valts.", "A voluntary standstill has been chosen.")
SENT = {
    Channel.ELECTRONIC: Text(
        "Underrättelsen om tilldelning skickades elektroniskt {0}. Det är dag 0.",
        "The award notice was sent electronically on {0}. That is day 0.",
    ),
    Channel.OTHER: Text(
        "Underrättelsen om tilldelning skickades {0}, till minst en mottagare på annat sätt än elektroniskt."
        " Det är dag 0.",
        "The award notice was sent on {0}, to at least one recipient by other than electronic means. That is day 0.",
    ),
}
NOT_SENT = Text(
    "Underrättelsen om tilldelning är inte skickad. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The award notice has not been sent. So there is no last day, and no contract may be signed.",
)
PUBLISHED = Text(
    "Annonsen om avsikten att tilldela kontraktet publicerades {0}. Det är dag 0.",
    "The notice of the intention to award the contract was published on {0}. That is day 0.",
)
DAY_COUNTED = Text(
    "Avtal får inte ingås förrän {days} dagar har gått. Dag {days} är {0}.",
    "No contract may be signed until {days} days have passed. Day {days} is {0}.",
)
STATED_SHORTER = Text(
    "Den sista dag som anges, {0}, är för tidig och förkortar inte avtalsspärren.",
    "The last day that is stated, {0}, is too early and does not shorten the standstill.",
)
STATED_LONGER = Text(
    "En längre avtalsspärr har angetts, till och med {0}.",
    "A longer standstill has been stated, up to and including {0}.",
)
SKIPPED = Text("Den {0} är {why} och kan inte vara sista dag.", "{0} is {why} and cannot be the last day.")
LAST_DAY = Text("Avtalsspärrens sista dag är {0}.", "The last day of the standstill is {0}.")
LAST_OF_TEN_DAYS = Text("Tiodagarsfristens sista dag är {0}.", "The last day of the ten-day period is {0}.")
LATER_DAY = Text("Den senare dagen gäller, {0}.", "The later day counts, {0}.")
EARLIEST = Text("Avtal får ingås tidigast {0}.", "The contract may be signed on {0} at the earliest.")

EXTENDED = Text(
    "Alla anbudsgivare fick {0} besked om att avtalsspärren förlängs till och med {1}.",
    "All tenderers were told on {0} that the standstill is extended up to and including {1}.",
)
EXTENSION_TOO_SHORT = Text(
    "Beskedet {0} om avtalsspärr till och med {1} ger ingen längre tid än den som redan gäller.",
    "The message of {0} on a standstill up to and including {1} gives no more time than already applies.",
)
EXTENSION_NOT_TO_ALL = Text(
    "Beskedet {0} om förlängning till och med {1} saknar verkan: det gick inte till alla anbudsgivare.",
    "The message of {0} on an extension up to and including {1} has no effect: it did not go to all tenderers.",
)
EXTENSION_NOT_RUNNING = Text(
    "Beskedet {0} om förlängning till och med {1} saknar verkan: då löpte ingen avtalsspärr.",
    "The message of {0} on an extension up to and including {1} has no effect: no standstill was running then.",
)

REVIEW_FILED = Text(
    "En ansökan om överprövning kom in till förvaltningsrätten {0}."
    " Avtalsspärren fortsätter att gälla medan målet handläggs där (förlängd avtalsspärr).",
    "An application for review reached the administrative court on {0}."
    " The standstill goes on while that court has the case (extended standstill).",
)
REVIEW_LATE = Text(
    "En ansökan om överprövning kom in till förvaltningsrätten {0}, efter avtalsspärrens sista dag."
    " Den förlänger inte avtalsspärren.",
    "An application for review reached the administrative court on {0}, after the last day of the standstill."
    " It does not extend the standstill.",
)
REVIEW_WITHOUT_STANDSTILL = Text(
    "En ansökan om överprövning kom in till förvaltningsrätten {0}."
    " Ingen avtalsspärr gäller som kan förlängas; bara ett interimistiskt beslut hindrar avtal.",
    "An application for review reached the administrative court on {0}."
    " There is no standstill to extend; only an interim order bars the contract.",
)
REVIEW_PENDING = Text(
    "Målet är inte avgjort. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The case has not been decided. So there is no last day, and no contract may be signed.",
)
EXTENSION_LIFTED = Text(
    "Förvaltningsrätten beslutade {0} att någon förlängd avtalsspärr inte ska gälla.",
    "The administrative court decided on {0} that no extended standstill shall apply.",
)
DECIDED = Text(
    "Förvaltningsrätten avgjorde målet {0}. Det är dag 0 i tiodagarsfristen.",
    "The administrative court decided the case on {0}. That is day 0 of the ten-day period.",
)
NO_TEN_DAYS = Text(
    "Förvaltningsrätten avgjorde målet {0}. Ingen förlängd avtalsspärr gällde, så ingen tiodagarsfrist löper.",
    "The administrative court decided the case on {0}. No extended standstill applied, so no ten-day period runs.",
)
TEN_DAYS_WAIVED = Text(
    "Domstolen beslutade {0} att någon tiodagarsfrist inte ska gälla.",
    "The court decided on {0} that no ten-day period shall apply.",
)
INTERIM_ORDERED = Text(
    "Domstolen beslutade {0} att avtal tills vidare inte får ingås (interimistiskt beslut).",
    "The court ordered on {0} that no contract may be signed until further notice (interim order).",
)
INTERIM_PENDING = Text(
    "Beslutet gäller fortfarande. Därför finns ingen sista dag, och avtal får inte ingås.",
    "The order still stands. So there is no last day, and no contract may be signed.",
)
INTERIM_ENDED = Text(
    "Det interimistiska beslutet upphörde {0}. Det är dag 0 i tiodagarsfristen.",
    "The interim order ended on {0}. That is day 0 of the ten-day period.",
)


# --- the reckoning ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Reckoning:
    """The steps so far and the last days they came to, each with what it rests on."""

    act: Act
    steps: list[ReckoningStep] = field(default_factory=list)
    ends: list[tuple[date, str]] = field(default_factory=list)
    barred: bool = False

    @property
    def last(self) -> date | None:
        return max(self.ends)[0] if self.ends else None

    def cite(self, rule: PeriodRule) -> str:
        return self.act.citations[rule]

    def say(self, rule: str, text: Text, *days: date, count: int = 0) -> None:
        """Add a step dated the first of `days`, which also fill the numbered gaps of the text."""
        # Not by `Text.fill`, which takes 2.5 times as long: guards reckon a standstill for every award they meet.
        sv, en = ([long_date(day, language) for day in days] for language in ("sv", "en"))
        self.steps.append(
            ReckoningStep(days[0], rule, Text(text.sv.format(*sv, days=count), text.en.format(*en, days=count)))
        )

    def run(self, base: date, days: int, rule: PeriodRule, ending: Text, stated: date | None = None) -> None:
        """Count `days` calendar days after `base`, or up to a later day that was stated, and end there."""
        due = base + timedelta(days=days)
        if stated is not None and stated < due:
            self.say(self.cite(rule), STATED_SHORTER, stated)
        self.say(self.cite(rule), DAY_COUNTED, due, count=days)
        if stated is not None and stated > roll(due):
            self.say(self.cite(rule), STATED_LONGER, stated)
            due = stated
        self.end(due, self.cite(rule), ending)

    def end(self, due: date, rule: str, ending: Text) -> None:
        """Close a period on its last day or, if that is no ordinary weekday, on the next one."""
        last = due
        while (why := closed_because(last)) is not None:
            self.steps.append(ReckoningStep(last, WEEKDAY_RULE, _skipped(last, why)))
            last += timedelta(days=1)
        self.say(rule if last == due else self.cite(PeriodRule.LAST_DAY_ROLLS), ending, last)
        self.ends.append((last, rule))

    def stop(self, day: date, rule: PeriodRule, text: Text) -> None:
        """Close a period by a decision of a court: nothing is signed before the day after it."""
        self.say(self.cite(rule), text, day)
        self.ends.append((day, self.cite(rule)))

    def bar(self, day: date, rule: PeriodRule, text: Text) -> None:
        """Leave the end open: what it is to be counted from has not happened yet."""
        self.say(self.cite(rule), text, day)
        self.barred = True


def _skipped(day: date, why: Text) -> Text:
    return Text(
        SKIPPED.sv.format(plain_date(day, "sv"), why=why.sv),
        SKIPPED.en.format(plain_date(day, "en"), why=why.en),
    )


@lru_cache(maxsize=8192)
def _standstill(award: Award) -> Standstill:
    periods = _periods(award)
    day_0 = _day_0(award, periods)
    reckoning = _Reckoning(act_on(award.begun or day_0))
    _count_notices(reckoning, award, periods, day_0)
    late = _extend_while_running(reckoning, award, day_0)
    _apply_review(reckoning, award, day_0, late)
    _apply_interim_order(reckoning, award)
    return _result(reckoning, voluntary=bool(periods) and all(period.voluntary for period in periods))


def _periods(award: Award) -> tuple[Period, ...]:
    periods = periods_of(
        award.procedure,
        award.channel,
        single_tenderer=award.single_tenderer,
        voluntary=award.voluntary or award.stated_end is not None,
        intent_notice=award.intent_published is not None,
    )
    if award.sent is None and any(period == INTENT_TEN for period in periods):
        # What was announced binds by itself; a standstill that was only planned cannot run before its notice is sent.
        periods = tuple(period for period in periods if not period.voluntary)
    return periods


def _base(award: Award, period: Period) -> date | None:
    return award.sent if period.base is Base.AWARD_NOTICE else award.intent_published


def _day_0(award: Award, periods: tuple[Period, ...]) -> date:
    bases = [_base(award, period) for period in periods] or [
        award.sent or award.interim_order or award.review_filed or award.ruling,
    ]
    known = [day for day in bases if day is not None]
    if not known:
        raise NothingSent
    return min(known)


def _count_notices(reckoning: _Reckoning, award: Award, periods: tuple[Period, ...], day_0: date) -> None:
    exemption = EXEMPT.get(award.procedure, PeriodRule.SINGLE_TENDERER)
    if not periods:
        reckoning.say(reckoning.cite(exemption), NOT_REQUIRED[exemption], day_0)
    stated = award.stated_end
    for period in periods:
        base = _base(award, period)
        if base is None:
            reckoning.bar(day_0, period.rule, NOT_SENT)
            continue
        if period.voluntary:
            reckoning.say(reckoning.cite(exemption), NOT_REQUIRED[exemption], base)
            reckoning.say(reckoning.cite(period.rule), CHOSEN, base)
        opening = SENT[award.channel] if period.base is Base.AWARD_NOTICE else PUBLISHED
        reckoning.say(reckoning.cite(period.rule), opening, base)
        reckoning.run(base, period.days, period.rule, LAST_DAY, stated)
        stated = None  # it stood in the first of the notices


def _extend_while_running(reckoning: _Reckoning, award: Award, day_0: date) -> list[Extension]:
    """Apply the extensions told before the standstill ran out; return those that came later."""
    later = []
    for extension in sorted(award.extensions, key=lambda one: one.told):
        last = reckoning.last
        if last is None or extension.told > last:
            later.append(extension)
        else:
            _extend(reckoning, extension, running=extension.told >= day_0)
    return later


def _extend(reckoning: _Reckoning, extension: Extension, *, running: bool) -> None:
    """Apply an extension if it was told to all and while a standstill ran (HFD 2019 ref. 58)."""
    last = reckoning.last
    said = _judged(extension, running=running, gains=last is None or extension.until > last)
    reckoning.say(EXTENSION_RULE, said, extension.told, extension.until)
    if said is EXTENDED:
        reckoning.end(extension.until, EXTENSION_RULE, LAST_DAY)


def _judged(extension: Extension, *, running: bool, gains: bool) -> Text:
    if not running:
        return EXTENSION_NOT_RUNNING
    if not extension.told_to_all:
        return EXTENSION_NOT_TO_ALL
    return EXTENDED if gains else EXTENSION_TOO_SHORT


def _apply_review(reckoning: _Reckoning, award: Award, day_0: date, late: list[Extension]) -> None:
    """Extend the standstill while the administrative court has the case, and by ten days after it (LOU 20:8, 20:10)."""
    filed, ruling = _review(award, day_0)
    last = reckoning.last
    known = filed is not None or ruling is not None
    # When only the ruling is known the application is taken to have come in time: the safe reading.
    in_time = known and last is not None and (filed is None or filed <= last)
    if in_time:
        runs_until = _extended_standstill(reckoning, award, filed, ruling)
    else:
        runs_until = date.min
        _no_extended_standstill(reckoning, award, filed, ruling)
    for extension in late:
        _extend(reckoning, extension, running=extension.told <= runs_until)


def _review(award: Award, day_0: date) -> tuple[date | None, date | None]:
    """Return when the application was filed and decided, without what belongs to an earlier award or application."""
    filed, ruling = award.review_filed, award.ruling
    if ruling is not None and ruling < day_0 and (filed is None or filed <= ruling):
        return None, None
    if ruling is not None and filed is not None and ruling < filed:
        return filed, None
    return filed, ruling


def _extended_standstill(reckoning: _Reckoning, award: Award, filed: date | None, ruling: date | None) -> date:
    """Apply the extended standstill (LOU 20:8) and return the day it runs to: without end while the case is open."""
    lifted = award.extension_lifted
    if filed is not None:
        reckoning.say(reckoning.cite(PeriodRule.REVIEW), REVIEW_FILED, filed)
    if lifted is not None and (filed is None or lifted >= filed):
        reckoning.stop(lifted, PeriodRule.REVIEW, EXTENSION_LIFTED)
        return lifted
    if ruling is not None:
        _ten_days(reckoning, award, ruling, DECIDED)
        return ruling
    if filed is not None:
        reckoning.bar(filed, PeriodRule.REVIEW, REVIEW_PENDING)
    return date.max


def _no_extended_standstill(reckoning: _Reckoning, award: Award, filed: date | None, ruling: date | None) -> None:
    if filed is not None and reckoning.last is None:
        reckoning.say(reckoning.cite(PeriodRule.REVIEW), REVIEW_WITHOUT_STANDSTILL, filed)
    elif filed is not None:
        reckoning.say(reckoning.cite(PeriodRule.IN_TIME), REVIEW_LATE, filed)
    if ruling is not None and ruling != _interim_end(award):
        reckoning.say(reckoning.cite(PeriodRule.TEN_DAYS), NO_TEN_DAYS, ruling)


def _apply_interim_order(reckoning: _Reckoning, award: Award) -> None:
    """Bar the contract while an interim order stands, and for ten days after it (LOU 20:9, 20:10 para 2)."""
    if award.interim_order is None:
        return
    ended = _interim_end(award)
    reckoning.say(reckoning.cite(PeriodRule.INTERIM_ORDER), INTERIM_ORDERED, award.interim_order)
    if ended is not None:
        _ten_days(reckoning, award, ended, INTERIM_ENDED)
        return
    reckoning.bar(award.interim_order, PeriodRule.INTERIM_ORDER, INTERIM_PENDING)


def _interim_end(award: Award) -> date | None:
    """Return when the interim order ended: it was lifted or, if the administrative court gave it, the case decided."""
    order = award.interim_order
    ends = (award.interim_lifted, award.ruling)
    return next((day for day in ends if order is not None and day is not None and day >= order), None)


def _ten_days(reckoning: _Reckoning, award: Award, base: date, opening: Text) -> None:
    spoke_last = max(day for day in (award.ruling, _interim_end(award), base) if day is not None)
    if award.ten_days_waived and base == spoke_last:
        reckoning.stop(base, PeriodRule.TEN_DAYS, TEN_DAYS_WAIVED)
        return
    reckoning.say(reckoning.cite(PeriodRule.TEN_DAYS), opening, base)
    reckoning.run(base, 10, PeriodRule.TEN_DAYS, LAST_OF_TEN_DAYS)


def _result(reckoning: _Reckoning, *, voluntary: bool) -> Standstill:
    if reckoning.barred or not reckoning.ends:
        return Standstill(reckoning.barred, voluntary, None, None, tuple(reckoning.steps))
    last, rule = max(reckoning.ends)
    if last > reckoning.ends[-1][0]:
        reckoning.say(rule, LATER_DAY, last)
    signing = last + timedelta(days=1)
    reckoning.say(rule, EARLIEST, signing)
    return Standstill(
        applies=True, voluntary=voluntary, last_day=last, earliest_signing=signing, steps=tuple(reckoning.steps)
    )
