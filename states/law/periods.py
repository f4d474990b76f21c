"""Which standstill periods apply to an award, and which section of which act says so.

LOU 20:1 means chapter 20, section 1 of the procurement act, LOU (2016:1145), unless another act is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cache

from states.law.procedures import Channel, Procedure
from states.refusal import Unreadable
from states.text import Text


class PeriodRule(StrEnum):
    """What a step rests on, whichever act is in force."""

    NOTICE = auto()
    INTENT = auto()
    NO_PRIOR_NOTICE = auto()
    FRAMEWORK = auto()
    DYNAMIC_SYSTEM = auto()
    CHAPTER_19 = auto()
    DIRECT = auto()
    SINGLE_TENDERER = auto()
    REVIEW = auto()
    INTERIM_ORDER = auto()
    TEN_DAYS = auto()
    IN_TIME = auto()
    LAST_DAY_ROLLS = auto()


WEEKDAY_RULE = "1930:173 2"
EXTENSION_RULE = "HFD 2019 ref. 58"


@dataclass(frozen=True, slots=True)
class Act:
    """A procurement act in one wording: it governs procurements begun from `since` on, to their end."""

    since: date
    citations: Mapping[PeriodRule, str]


_SINCE_2022 = {
    PeriodRule.NOTICE: "LOU 20:1",
    PeriodRule.INTENT: "LOU 20:3",
    PeriodRule.NO_PRIOR_NOTICE: "LOU 20:2",
    PeriodRule.FRAMEWORK: "LOU 20:2",
    PeriodRule.DYNAMIC_SYSTEM: "LOU 20:2",
    PeriodRule.CHAPTER_19: "LOU 19:19",
    PeriodRule.DIRECT: "LOU 19 a:10",
    PeriodRule.SINGLE_TENDERER: "prop. 2015/16:195",
    PeriodRule.REVIEW: "LOU 20:8",
    PeriodRule.INTERIM_ORDER: "LOU 20:9",
    PeriodRule.TEN_DAYS: "LOU 20:10",
    PeriodRule.IN_TIME: "LOU 20:11",
    PeriodRule.LAST_DAY_ROLLS: "LOU 20:18",
}

ACTS = (
    # Wordings that are not held section by section are cited by chapter. The lengths are the same in all three.
    Act(date(2010, 7, 15), dict.fromkeys(PeriodRule, "LOU (2007:1091) 16 kap.")),  # with SFS 2010:571
    Act(date(2017, 1, 1), _SINCE_2022 | {PeriodRule.CHAPTER_19: "LOU 19 kap.", PeriodRule.DIRECT: "LOU 19 kap."}),
    Act(date(2022, 2, 1), _SINCE_2022),  # with SFS 2021:1110, which rewrote chapter 19
)


class NoRuleHeld(Unreadable):
    """The procurement was begun before the first standstill rules that are held here."""

    def __init__(self, day: date) -> None:
        super().__init__(_NO_RULE.fill(day=day, first=ACTS[0].since))


_NO_RULE = Text(
    "Ingen regel om avtalsspärr finns inlagd för {day:plain}; den första gäller från {first:plain}.",
    "No standstill rule is held for {day:plain}; the first is in force from {first:plain}.",
)


def act_on(day: date) -> Act:
    """Return the act that governs a procurement begun on `day`; raise NoRuleHeld before 15 July 2010.

    Each act leaves procurements begun before it to the older one, so a case keeps the wording it started under.
    """
    for act in reversed(ACTS):
        if day >= act.since:
            return act
    raise NoRuleHeld(day)


# --- which periods apply: the decision table -------------------------------------------------------------------------


class Base(StrEnum):
    """What day 0 is: the day the award notice was sent, or the day the notice of intent was published."""

    AWARD_NOTICE = auto()
    INTENT_NOTICE = auto()


@dataclass(frozen=True, slots=True)
class Period:
    base: Base
    days: int
    rule: PeriodRule
    voluntary: bool = False


TEN_DAYS = Period(Base.AWARD_NOTICE, 10, PeriodRule.NOTICE)
FIFTEEN_DAYS = Period(Base.AWARD_NOTICE, 15, PeriodRule.NOTICE)
VOLUNTARY_TEN = Period(Base.AWARD_NOTICE, 10, PeriodRule.NOTICE, voluntary=True)
VOLUNTARY_FIFTEEN = Period(Base.AWARD_NOTICE, 15, PeriodRule.NOTICE, voluntary=True)
INTENT_TEN = Period(Base.INTENT_NOTICE, 10, PeriodRule.INTENT)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the decision table: it holds for each combination of its columns. No period means no standstill."""

    procedures: frozenset[Procedure]
    channels: tuple[Channel, ...]
    single_tenderer: tuple[bool, ...]
    voluntary: tuple[bool, ...]
    intent_notice: tuple[bool, ...]
    periods: tuple[Period, ...]


EXEMPT: Mapping[Procedure, PeriodRule] = {
    Procedure.NEGOTIATED_WITHOUT_NOTICE: PeriodRule.NO_PRIOR_NOTICE,
    Procedure.RENEWED_COMPETITION: PeriodRule.FRAMEWORK,
    Procedure.RENEWED_COMPETITION_CH19: PeriodRule.CHAPTER_19,
    Procedure.DYNAMIC_PURCHASING_SYSTEM: PeriodRule.DYNAMIC_SYSTEM,
    Procedure.DYNAMIC_PURCHASING_CH19: PeriodRule.CHAPTER_19,
    Procedure.DIRECT_AWARD: PeriodRule.DIRECT,
}
"""The procedures without a mandatory standstill, and the rule that frees them."""

_FREE = frozenset(EXEMPT)
_BOUND = frozenset(Procedure) - _FREE
_BY_WIRE, _BY_POST, _ANY_CHANNEL = (Channel.ELECTRONIC,), (Channel.OTHER,), tuple(Channel)
_YES, _NO, _EITHER = (True,), (False,), (True, False)

# fmt: off
DECISIONS = (
    #   procedures  channel       single   voluntary  intent  periods
    Row(_BOUND,     _BY_WIRE,     _NO,     _EITHER,   _NO,    (TEN_DAYS,)),
    Row(_BOUND,     _BY_WIRE,     _NO,     _EITHER,   _YES,   (TEN_DAYS, INTENT_TEN)),
    Row(_BOUND,     _BY_POST,     _NO,     _EITHER,   _NO,    (FIFTEEN_DAYS,)),
    Row(_BOUND,     _BY_POST,     _NO,     _EITHER,   _YES,   (FIFTEEN_DAYS, INTENT_TEN)),
    Row(_BOUND,     _ANY_CHANNEL, _YES,    _NO,       _NO,    ()),
    Row(_BOUND,     _ANY_CHANNEL, _YES,    _NO,       _YES,   (INTENT_TEN,)),
    Row(_BOUND,     _BY_WIRE,     _YES,    _YES,      _NO,    (VOLUNTARY_TEN,)),
    Row(_BOUND,     _BY_WIRE,     _YES,    _YES,      _YES,   (VOLUNTARY_TEN, INTENT_TEN)),
    Row(_BOUND,     _BY_POST,     _YES,    _YES,      _NO,    (VOLUNTARY_FIFTEEN,)),
    Row(_BOUND,     _BY_POST,     _YES,    _YES,      _YES,   (VOLUNTARY_FIFTEEN, INTENT_TEN)),
    Row(_FREE,      _ANY_CHANNEL, _EITHER, _NO,       _NO,    ()),
    Row(_FREE,      _ANY_CHANNEL, _EITHER, _NO,       _YES,   (INTENT_TEN,)),
    Row(_FREE,      _BY_WIRE,     _EITHER, _YES,      _NO,    (VOLUNTARY_TEN,)),
    Row(_FREE,      _BY_WIRE,     _EITHER, _YES,      _YES,   (VOLUNTARY_TEN, INTENT_TEN)),
    Row(_FREE,      _BY_POST,     _EITHER, _YES,      _NO,    (VOLUNTARY_FIFTEEN,)),
    Row(_FREE,      _BY_POST,     _EITHER, _YES,      _YES,   (VOLUNTARY_FIFTEEN, INTENT_TEN)),
)
# fmt: on


@cache
def periods_of(
    procedure: Procedure,
    channel: Channel,
    *,
    single_tenderer: bool,
    voluntary: bool,
    intent_notice: bool,
) -> tuple[Period, ...]:
    """Return the periods of the one row of DECISIONS that holds; all of them must have passed. Empty: no standstill."""
    (row,) = (
        row
        for row in DECISIONS
        if procedure in row.procedures
        and channel in row.channels
        and single_tenderer in row.single_tenderer
        and voluntary in row.voluntary
        and intent_notice in row.intent_notice
    )
    return row.periods
