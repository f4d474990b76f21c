"""Which standstill periods apply to an award under each act: the decision table.

LOU 20:1 means chapter 20, section 1 of the act that is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache

from states.law.acts import Act, Rule, governing
from states.law.procedures import CHAPTERS, Channel, Chapter, Procedure


class Base(StrEnum):
    """What day 0 is: the day the award notice was sent, or the day the notice of intent was published."""

    AWARD_NOTICE = auto()
    INTENT_NOTICE = auto()


class Choice(StrEnum):
    """What a standstill is that the buyer chooses where none is owed."""

    STANDSTILL = auto()
    """The act speaks of it (LOU 19:19 para 2, 20:15), so a court can extend it."""
    PROMISE = auto()
    """No act gives it effect; the buyer keeps its word."""


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days from day 0. `doubtful` ones are only what a stricter reading asks for."""

    base: Base
    days: int
    rule: Rule
    voluntary: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the decision table: it holds for each combination of its columns.

    `free_by` is the rule by which no standstill is owed; None: it is. `notice_owed` says whether tenderers must be told
    of the award before the contract. `doubtful`: a stricter reading finds a standstill all the same.
    """

    acts: frozenset[Act]
    chapters: frozenset[Chapter]
    procedures: frozenset[Procedure]
    free_by: Rule | None = None
    choice: Choice = Choice.STANDSTILL
    notice_owed: bool = True
    doubtful: bool = False


DAYS: Mapping[Channel, int] = {Channel.ELECTRONIC: 10, Channel.OTHER: 15}
"""The days after the award notice, in every act (LOU 20:1, LUF 20:1, LUK 16:1)."""
INTENT_DAYS = 10
"""The days after the publication of the notice of intent (LOU 20:3, LUF 20:3, LUK 16:3)."""

_P = Procedure
_NEGOTIATED = frozenset({_P.NEGOTIATED_WITHOUT_NOTICE})
_RENEWED = frozenset({_P.RENEWED_COMPETITION, _P.RENEWED_COMPETITION_CH19})
_DYNAMIC = frozenset({_P.DYNAMIC_PURCHASING_SYSTEM, _P.DYNAMIC_PURCHASING_CH19})
_CALL_OFF = frozenset({_P.CALL_OFF})
_CONTEST = frozenset({_P.DESIGN_CONTEST})
_DIRECT = frozenset({_P.DIRECT_AWARD})
_CHOICE = frozenset({_P.FREEDOM_OF_CHOICE})
_ADVERTISED = frozenset(_P) - _NEGOTIATED - _RENEWED - _DYNAMIC - _CALL_OFF - _CONTEST - _DIRECT - _CHOICE
_CONTINUOUS = _RENEWED | _DYNAMIC

_LOU, _LUF, _LUK = frozenset({Act.LOU}), frozenset({Act.LUF}), frozenset({Act.LUK})
_LUFS, _LOV = frozenset({Act.LUFS}), frozenset({Act.LOV})
_CLASSIC = _LOU | _LUF | _LUFS
_MAIN, _BELOW = frozenset({Chapter.MAIN}), frozenset({Chapter.BELOW})
_DIRECT_CHAPTER = frozenset({Chapter.DIRECT})
_AWARDED = frozenset({Chapter.MAIN, Chapter.BELOW})
_ANY = frozenset(Chapter)
_BUT_LOV = frozenset(Act) - _LOV
_PROMISE = Choice.PROMISE

# fmt: off
DECISIONS = (
    #   acts            chapters         procedures      rule that frees
    # Advertised: LOU 20:1, LUF 20:1, LUK 16:1; chapter 19 by 19:19 para 1, LUK chapter 15 by 15:8 para 1.
    Row(_BUT_LOV,       _AWARDED,        _ADVERTISED),
    # Negotiated without prior notice: LOU 20:2 item 1, LUF 20:2 item 1, LUK 16:2 item 1.
    Row(_BUT_LOV,       _AWARDED,        _NEGOTIATED,    Rule.NO_PRIOR_NOTICE, _PROMISE),
    # Renewed competition under a framework: LOU 20:2 item 2. LUF and LUK have no such item. LUFS is not held in full.
    Row(_LOU,           _MAIN,           _RENEWED,       Rule.FRAMEWORK),
    Row(_LUF | _LUK,    _MAIN,           _RENEWED),
    Row(_LUFS,          _MAIN,           _RENEWED,       Rule.FRAMEWORK, doubtful=True),
    # Contract in a dynamic purchasing system: LOU 20:2 item 3, LUF 20:2 item 2. LUK and LUFS know none.
    Row(_LOU | _LUF,    _MAIN,           _DYNAMIC,       Rule.DYNAMIC_SYSTEM),
    Row(_LUK | _LUFS,   _MAIN,           _DYNAMIC),
    # Continuous award below the threshold: LOU 19:19 para 2, LUF 19:19 para 2. LUK chapter 15 knows none.
    Row(_CLASSIC,       _BELOW,          _CONTINUOUS,    Rule.CHAPTER_19),
    Row(_LUK,           _BELOW,          _CONTINUOUS),
    # A call-off without competition tells nobody (LOU 7:4, 7:6); LUF 20:2 and LUK 16:2 have no exception for it.
    Row(_LOU | _LUFS,   _AWARDED,        _CALL_OFF,      Rule.CALL_OFF, _PROMISE, notice_owed=False),
    Row(_LUF | _LUK,    _AWARDED,        _CALL_OFF,      Rule.CALL_OFF, _PROMISE, notice_owed=False, doubtful=True),
    # A design contest awards nothing by itself (LOU chapter 18, LUF chapter 17).
    Row(_BUT_LOV,       _AWARDED,        _CONTEST,       Rule.DESIGN_CONTEST, _PROMISE, notice_owed=False),
    # Direct award: LOU 19 a:10 para 2, LUF 19 a:9 para 2, LUK 16:2 item 2.
    Row(_BUT_LOV,       _AWARDED,        _DIRECT,        Rule.DIRECT, _PROMISE, notice_owed=False),
    Row(_BUT_LOV,       _DIRECT_CHAPTER, frozenset(_P) - _CHOICE, Rule.DIRECT, _PROMISE, notice_owed=False),
    # Systems of choice have no award between competitors (LOV chapter 8).
    Row(_BUT_LOV,       _ANY,            _CHOICE,        Rule.FREEDOM_OF_CHOICE, _PROMISE, notice_owed=False),
    Row(_LOV,           _ANY,            frozenset(_P),  Rule.FREEDOM_OF_CHOICE, _PROMISE, notice_owed=False),
)
# fmt: on

STRICTEST_FIRST = (Act.LOU, Act.LUF)
"""The acts that a procurement may fall under while nobody has told which: a standstill of either counts."""


@cache
def row_of(act: Act, procedure: Procedure, chapter: Chapter | None = None) -> Row:
    """Return the one row that holds for an act and a procedure, in its own chapter unless another is given."""
    where = chapter or CHAPTERS[procedure]
    (row,) = (r for r in DECISIONS if act in r.acts and where in r.chapters and procedure in r.procedures)
    return row


@cache
def act_assumed(act: Act | None, procedure: Procedure) -> Act:
    """Return the act that an award is reckoned under: the one that is known or, while none is, the strictest."""
    known = governing(act, procedure)
    if known is not None:
        return known
    return next((a for a in STRICTEST_FIRST if row_of(a, procedure).free_by is None), Act.LOU)


def depends_on_act(procedure: Procedure) -> bool:
    """Tell whether the acts that come into question differ on whether a standstill is owed."""
    if governing(None, procedure) is not None:
        return False
    return len({row_of(act, procedure).free_by is None for act in STRICTEST_FIRST}) > 1


@cache
def periods_of(
    act: Act,
    procedure: Procedure,
    channel: Channel,
    *,
    single_tenderer: bool,
    voluntary: bool,
    intent_notice: bool,
) -> tuple[Period, ...]:
    """Return the periods of an award; all of them must have passed. Empty: no standstill.

    One tenderer in the whole procurement frees from the standstill (prop. 2015/16:195 p. 670).
    """
    row = row_of(act, procedure)
    intent = (Period(Base.INTENT_NOTICE, INTENT_DAYS, Rule.INTENT),) if intent_notice else ()
    notice = Period(Base.AWARD_NOTICE, DAYS[channel], Rule.NOTICE)
    if row.free_by is None and not single_tenderer:
        return (notice, *intent)
    if voluntary:
        rule = Rule.PROMISED if row.choice is Choice.PROMISE else Rule.NOTICE
        return (Period(Base.AWARD_NOTICE, DAYS[channel], rule, voluntary=True), *intent)
    if row.doubtful:
        return (Period(Base.AWARD_NOTICE, DAYS[channel], Rule.NOTICE, doubtful=True), *intent)
    return intent


def freed_by(act: Act, procedure: Procedure) -> Rule:
    """Return the rule by which an award without a standstill of its own is free."""
    return row_of(act, procedure).free_by or Rule.SINGLE_TENDERER
