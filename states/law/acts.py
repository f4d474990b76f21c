"""The procurement acts: which governs, in which wording, and in which section of each act a rule stands.

LOU 20:1 means chapter 20, section 1. Law as of `LAW_AS_OF`. LUFS and LOV are cited by chapter where their text is not
held section by section.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from functools import cache

from states.law.procedures import CHAPTERS, Chapter, Procedure
from states.refusal import Unreadable
from states.text import Text

LAW_AS_OF = "SFS 2025:360"
"""The latest amendment that was read: LOU up to SFS 2025:360, LUF 2025:361, LUK 2025:362."""


class Act(StrEnum):
    """The act that governs a procurement; the values are stored."""

    LOU = auto()
    LUF = auto()
    LUK = auto()
    LUFS = auto()
    LOV = auto()


ACT_LABELS: Mapping[Act, Text] = {
    Act.LOU: Text("LOU (lagen om offentlig upphandling)", "LOU (public procurement)"),
    Act.LUF: Text("LUF (upphandling inom försörjningssektorerna)", "LUF (utilities)"),
    Act.LUK: Text("LUK (upphandling av koncessioner)", "LUK (concessions)"),
    Act.LUFS: Text("LUFS (försvars- och säkerhetsområdet)", "LUFS (defence and security)"),
    Act.LOV: Text("LOV (valfrihetssystem)", "LOV (systems of choice)"),
}


def parse_act(text: str) -> Act:
    """Return the act that a word stands for, such as "LOU" or "luf"; ValueError names what is understood."""
    try:
        return Act(text.strip().lower())
    except ValueError:
        known = ", ".join(act.upper() for act in Act)
        raise ValueError(f"Unknown act {text!r}. Understood are: {known}") from None


IMPLIED: Mapping[Procedure, Act] = {
    Procedure.CONCESSION: Act.LUK,
    Procedure.QUALIFICATION_SYSTEM: Act.LUF,
    Procedure.FREEDOM_OF_CHOICE: Act.LOV,
}
"""The procedures that only one act knows."""


def governing(act: Act | None, procedure: Procedure) -> Act | None:
    """Return the act of a procurement: the one that is known, or the only one that has the procedure."""
    return act or IMPLIED.get(procedure)


class Rule(StrEnum):
    """What a step of a reasoning, a refusal or a mail rests on, whichever act is in force."""

    NOTICE_OWED = auto()
    """The notice of award to tenderers and candidates."""
    NOTICE = auto()
    """The standstill that the award notice begins."""
    INTENT = auto()
    NO_PRIOR_NOTICE = auto()
    FRAMEWORK = auto()
    DYNAMIC_SYSTEM = auto()
    CHAPTER_19 = auto()
    DIRECT = auto()
    CALL_OFF = auto()
    DESIGN_CONTEST = auto()
    FREEDOM_OF_CHOICE = auto()
    SINGLE_TENDERER = auto()
    PROMISED = auto()
    """A standstill that the buyer promised where no act gives it effect."""
    OUTCOME = auto()
    """What a court orders, and that nothing is reviewed once the contract is signed."""
    REVIEW = auto()
    INTERIM_ORDER = auto()
    TEN_DAYS = auto()
    IN_TIME = auto()
    CANCELLATION = auto()
    """The review of a cancellation in time."""
    PERFORMANCE = auto()
    """An order that the contract may not be performed."""
    LAST_DAY_ROLLS = auto()
    INEFFECTIVE = auto()
    """A contract in breach of a bar can be declared ineffective."""
    FEE = auto()
    FEE_AMOUNT = auto()
    CONDITIONS = auto()
    """Special conditions for the performance of the contract, such as employment."""


WEEKDAY_RULE = "1930:173 2"
EXTENSION_RULE = "HFD 2019 ref. 58"

_R, _C = Rule, Chapter
_Section = str | Mapping[Chapter, str]
_Sections = Mapping[Rule, _Section]

_LOU: dict[Rule, _Section] = {
    _R.NOTICE_OWED: {_C.MAIN: "12:12", _C.BELOW: "19:19", _C.DIRECT: "19 a:10"},
    _R.NOTICE: "20:1",
    _R.INTENT: "20:3",
    _R.NO_PRIOR_NOTICE: "20:2",
    _R.FRAMEWORK: "20:2",
    _R.DYNAMIC_SYSTEM: "20:2",
    _R.CHAPTER_19: "19:19",
    _R.DIRECT: "19 a:10",
    _R.CALL_OFF: "12:12",
    _R.DESIGN_CONTEST: {_C.MAIN: "18 kap.", _C.BELOW: "19:26", _C.DIRECT: "18 kap."},
    _R.OUTCOME: "20:6",
    _R.REVIEW: "20:8",
    _R.INTERIM_ORDER: "20:9",
    _R.TEN_DAYS: "20:10",
    _R.IN_TIME: "20:11",
    _R.CANCELLATION: "20:12",
    _R.PERFORMANCE: "20:16",
    _R.LAST_DAY_ROLLS: "20:18",
    _R.INEFFECTIVE: "20:13 b",
    _R.FEE: "21:6",
    _R.FEE_AMOUNT: "21:9",
    _R.CONDITIONS: {_C.MAIN: "17:1", _C.BELOW: "19:9", _C.DIRECT: "17:1"},
}
_LUF: dict[Rule, _Section] = _LOU | {
    _R.NOTICE_OWED: {_C.MAIN: "12:12", _C.BELOW: "19:19", _C.DIRECT: "19 a:9"},
    _R.DIRECT: "19 a:9",
    _R.DESIGN_CONTEST: "17 kap.",
    _R.CONDITIONS: {_C.MAIN: "16:1", _C.BELOW: "19:9", _C.DIRECT: "16:1"},
}
_CHAPTER_16: dict[Rule, _Section] = {
    _R.NOTICE: "16:1",
    _R.INTENT: "16:3",
    _R.NO_PRIOR_NOTICE: "16:2",
    _R.FRAMEWORK: "16:2",
    _R.DYNAMIC_SYSTEM: "16:2",
    _R.OUTCOME: "16:6",
    _R.REVIEW: "16:8",
    _R.INTERIM_ORDER: "16:9",
    _R.TEN_DAYS: "16:10",
    _R.IN_TIME: "16:11",
    _R.CANCELLATION: "16:12",
    _R.PERFORMANCE: "16:16",
    _R.LAST_DAY_ROLLS: "16:18",
    _R.INEFFECTIVE: "16:13",
}
_LUK: dict[Rule, _Section] = _CHAPTER_16 | {
    _R.NOTICE_OWED: {_C.MAIN: "10:12", _C.BELOW: "15:8", _C.DIRECT: "15:8"},
    _R.CHAPTER_19: "15:8",
    _R.DIRECT: "16:2",
    _R.CALL_OFF: "10:12",
    _R.DESIGN_CONTEST: "6:1",
    _R.FEE: "17:6",
    _R.FEE_AMOUNT: "17:9",
    _R.CONDITIONS: {_C.MAIN: "14:1", _C.BELOW: "15:4", _C.DIRECT: "15:4"},
}
_LUFS: dict[Rule, _Section] = _CHAPTER_16 | {
    _R.NOTICE_OWED: "13 kap.",
    _R.CHAPTER_19: "15 kap.",
    _R.DIRECT: "15 kap.",
    _R.CALL_OFF: "13 kap.",
    _R.DESIGN_CONTEST: "15 kap.",
    _R.FEE: "17 kap.",
    _R.FEE_AMOUNT: "17 kap.",
    _R.CONDITIONS: "7:12",
}
_LOV: dict[Rule, _Section] = {
    _R.NOTICE_OWED: "8 kap.",
    _R.OUTCOME: "10 kap.",
    _R.IN_TIME: "10:3",
    _R.CONDITIONS: "4 kap.",
}

_EVERYWHERE = {
    Rule.SINGLE_TENDERER: "prop. 2015/16:195",
    Rule.PROMISED: "eget åtagande",
    Rule.FREEDOM_OF_CHOICE: "LOV",
}
"""What stands in no section of the act, and is cited alike under each of them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An act in one wording: it governs procurements begun from `since` on, to their end.

    `whole` is how the act is cited where its sections are not held; `sections` are those of the latest wording, and
    `by_chapter` names the ones that stood elsewhere.
    """

    act: Act
    since: date
    sections: _Sections
    whole: str = ""
    elsewhere: Mapping[Rule, str] = field(default_factory=dict)

    def cite(self, rule: Rule, chapter: Chapter) -> str:
        """Return the section a rule stands in, such as "LOU 20:1" or "LUK 16 kap."."""
        if rule in _EVERYWHERE:
            return _EVERYWHERE[rule]
        if self.whole:
            return self.whole
        section = self.elsewhere.get(rule) or self.sections.get(rule, "")
        if not isinstance(section, str):
            section = section[chapter]
        return f"{self.act.upper()} {section}".strip()


_BEFORE_2024 = {_R.FEE: "21 kap.", _R.FEE_AMOUNT: "21 kap."}
_BEFORE_2022 = _BEFORE_2024 | {
    _R.INEFFECTIVE: "20:13",
    _R.NOTICE_OWED: "12:12",
    _R.CHAPTER_19: "19 kap.",
    _R.DIRECT: "19 kap.",
    _R.DESIGN_CONTEST: "18 kap.",
    _R.CONDITIONS: "17:1",
}
_LUF_BEFORE_2022 = _BEFORE_2022 | {_R.DESIGN_CONTEST: "17 kap.", _R.CONDITIONS: "16:1"}
_LUK_BEFORE_2024 = {_R.FEE: "17 kap.", _R.FEE_AMOUNT: "17 kap."}

WORDINGS: tuple[Wording, ...] = (
    # Oldest first. The lengths are the same in all of them, and so are the sections of the standstill since 2017.
    Wording(Act.LOU, date(2010, 7, 15), {}, "LOU (2007:1091) 16 kap."),  # with SFS 2010:571
    Wording(Act.LOU, date(2017, 1, 1), _LOU, elsewhere=_BEFORE_2022),  # SFS 2016:1145
    Wording(Act.LOU, date(2022, 2, 1), _LOU, elsewhere=_BEFORE_2024),  # SFS 2021:1110: chapters 19, 19 a; 20:13 b
    Wording(Act.LOU, date(2022, 7, 1), _LOU, elsewhere=_BEFORE_2024),  # SFS 2022:778: 20:5 a-d, 20:17, 20:21
    Wording(Act.LOU, date(2024, 1, 1), _LOU),  # SFS 2023:815: chapter 21, the authority decides the fee
    Wording(Act.LOU, date(2025, 7, 1), _LOU),  # SFS 2025:360: 20:6, 20:20, 21:1 also for EU procurement rules
    Wording(Act.LUF, date(2010, 7, 15), {}, "LUF (2007:1092) 16 kap."),
    Wording(Act.LUF, date(2017, 1, 1), _LUF, elsewhere=_LUF_BEFORE_2022),  # SFS 2016:1146
    Wording(Act.LUF, date(2022, 2, 1), _LUF, elsewhere=_BEFORE_2024),  # SFS 2021:1111
    Wording(Act.LUF, date(2022, 7, 1), _LUF, elsewhere=_BEFORE_2024),  # SFS 2022:779
    Wording(Act.LUF, date(2024, 1, 1), _LUF),  # SFS 2023:816
    Wording(Act.LUF, date(2025, 7, 1), _LUF),  # SFS 2025:361
    Wording(Act.LUK, date(2017, 1, 1), _LUK, elsewhere=_LUK_BEFORE_2024),  # SFS 2016:1147
    Wording(Act.LUK, date(2022, 2, 1), _LUK, elsewhere=_LUK_BEFORE_2024),  # SFS 2021:1113
    Wording(Act.LUK, date(2022, 7, 1), _LUK, elsewhere=_LUK_BEFORE_2024),  # SFS 2022:780
    Wording(Act.LUK, date(2024, 1, 1), _LUK),  # SFS 2023:817
    Wording(Act.LUK, date(2025, 7, 1), _LUK),  # SFS 2025:362
    Wording(Act.LUFS, date(2011, 11, 1), _LUFS),  # SFS 2011:1029
    Wording(Act.LOV, date(2009, 1, 1), _LOV),  # SFS 2008:962
)


class NoRuleHeld(Unreadable):
    """The procurement was begun before the first standstill rules that are held here."""

    def __init__(self, day: date, act: Act) -> None:
        first = min(wording.since for wording in WORDINGS if wording.act is act)
        super().__init__(_NO_RULE.fill(day=day, first=first))
        self.args = (day, act)  # what a copy is made from


_NO_RULE = Text(
    "Ingen regel om avtalsspärr finns inlagd för {day:plain}; den första gäller från {first:plain}.",
    "No standstill rule is held for {day:plain}; the first is in force from {first:plain}.",
)


@cache
def wording_of(act: Act, begun: date) -> Wording:
    """Return the wording that governs a procurement begun on a day; raise NoRuleHeld where none is held.

    Each leaves procurements begun before it to the older one, so a case keeps the wording it started under.
    """
    held = [wording for wording in WORDINGS if wording.act is act]
    for wording in reversed(held):
        if begun >= wording.since:
            return wording
    raise NoRuleHeld(begun, act)


def section(rule: Rule, act: Act | None, procedure: Procedure, begun: date) -> str:
    """Return the section that a rule stands in for a procurement; LOU while the act is unknown.

    Raises NoRuleHeld where no wording is held for the day it was begun.
    """
    return wording_of(governing(act, procedure) or Act.LOU, begun).cite(rule, CHAPTERS.get(procedure, Chapter.MAIN))
