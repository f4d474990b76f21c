"""What a procurement notice says, free of its format.

A notice is only a hint, and comes late: it may suggest and fill in, never decide. Dates stand as the notice writes
them, codes as the eForms code lists spell them, so `none`, `not-known` and `unpublished` are values too.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum, auto
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from exchange.plans.length import UNKNOWN, Length, any_over, longest
from states.refusal import Refusal
from states.text import Text

T = TypeVar("T")

SELECTED = "selec-w"  # at least one winner was chosen; the others are open-nw, unpublished and this one:
CLOSED_WITHOUT_WINNER = "clos-nw"

REQUIREMENT_SECTIONS = frozenset({"generell del", "tenderer's suitability", "european single procurement document"})

PROSE = frozenset({"description", "strategic_text", "performance_conditions", "review_text", "text"})
"""What only people read of a notice, its lots and its changes. An import decides nothing by it, and leaves it out."""

_REMEMBERED = 1_000
_OJ_NUMBER = re.compile(r"0*([1-9][0-9]*-[0-9]{4})")
_UUID_REFERENCE = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:-[0-9]{2})?")


class FormType(StrEnum):
    """The form types of BT-03. CHANGE stands alone only in notices of the oldest SDKs; see Notice.stage."""

    CONSULTATION = auto()
    PLANNING = auto()
    COMPETITION = auto()
    CHANGE = auto()
    DIRECT_AWARD = "dir-awa-pre"
    RESULT = auto()
    MODIFICATION = "cont-modif"
    COMPLETION = auto()


class SkipCode(StrEnum):
    """Why a notice was skipped, for counting and filtering."""

    UNREADABLE = auto()
    TOO_LARGE = auto()
    EMPTY = auto()
    NOT_XML = auto()
    BROKEN_XML = auto()
    DOCTYPE = auto()
    LEGACY_TED = auto()
    NOT_A_NOTICE = auto()
    INCOMPLETE = auto()


class NoticeSkipped(Refusal):
    """The notice is odd and is left out; `text` says why, to the person who sent it."""

    def __init__(self, cause: Text, code: SkipCode) -> None:
        super().__init__(cause)
        self.code = code


class Organisation(NamedTuple):
    """A buyer or supplier: name (BT-500) and organisation number (BT-501), both as written."""

    name: str
    number: str | None = None


class HandedIn(StrEnum):
    """What a deadline is for. A lot that has several deadlines is told by the first of these."""

    TENDERS = auto()  # BT-131
    REQUESTS = auto()  # to participate, BT-1311
    INTEREST = auto()  # BT-630


class TenderDeadline(NamedTuple):
    """The last day as written, and the moment in Swedish time where the notice gives an hour."""

    day: date
    of: HandedIn
    moment: datetime | None = None


class Lot(NamedTuple):
    """One lot, or one part of a planning notice. The id is local to the notice; it finds no lot of another."""

    id: str
    title: str | None = None
    description: str | None = None
    length: Length = UNKNOWN
    value: float | None = None  # SEK, BT-27
    places: tuple[str, ...] = ()  # BT-5071 and BT-728
    framework: str | None = None  # BT-765
    dynamic_purchasing: str | None = None  # BT-766
    strategic_codes: tuple[str, ...] = ()  # BT-06
    strategic_text: str | None = None  # BT-777
    social_codes: tuple[str, ...] = ()  # BT-775
    performance_conditions: str | None = None  # BT-70
    reserved_execution: str | None = None  # BT-736
    reserved_participation: str | None = None  # BT-71
    deadline: TenderDeadline | None = None
    review_text: str | None = None  # BT-99
    previous_notices: tuple[str, ...] = ()  # BT-125
    is_requirement_section: bool = False


class Contract(NamedTuple):
    """One settled contract. In a DIRECT_AWARD notice it is only intended."""

    id: str
    number: str | None = None  # BT-150; often "-"
    title: str | None = None  # BT-721
    decided: date | None = None  # BT-1451
    concluded: date | None = None  # BT-145
    in_framework: bool | None = None  # BT-768
    framework_notice: str | None = None  # OPT-100
    winners: tuple[Organisation, ...] = ()


class LotResult(NamedTuple):
    """How one lot ended. lot is None where the notice names no lot of its own."""

    lot: str | None
    outcome: str | None = None  # BT-142
    reason: str | None = None  # BT-144
    contracts: tuple[str, ...] = ()
    winners: tuple[Organisation, ...] = ()


class NoticeChange(NamedTuple):
    """What an earlier notice said that no longer holds, about the same procedure or its contract."""

    notice: str | None = None  # BT-758, BT-1501
    reason: str | None = None  # BT-140, BT-200
    text: str | None = None  # BT-141, else BT-762; BT-202
    sections: tuple[str, ...] = ()  # BT-13716: the parts of the notice that are changed


class Notice(NamedTuple):
    """All that the import reads from one notice. It holds no names, addresses or numbers of officials."""

    notice_id: str
    version: str
    form_type: FormType
    stage: FormType  # the form type, and for CHANGE that of the notice which is changed
    subtype: str | None
    notice_type: str | None  # BT-02
    is_change: bool
    title: str
    buyers: tuple[Organisation, ...]
    procedure_id: str | None = None  # BT-04; None in planning notices and for the id of the SDK's example
    publication_number: str | None = None  # OPP-010, as written
    publication_date: date | None = None
    dispatch_date: date | None = None  # BT-05
    language: str | None = None  # BT-702
    description: str | None = None
    internal_number: str | None = None  # BT-22
    nature: str | None = None  # BT-23
    cpv_main: str | None = None  # BT-262
    procedure: str | None = None  # BT-105
    planned_call: date | None = None  # BT-127
    places: tuple[str, ...] = ()  # BT-5071 and BT-728 of the whole
    legal_basis: str | None = None  # BT-01
    legal_text: str | None = None  # BT-01 in words: what national notices name instead of a directive
    value: float | None = None  # SEK: BT-161, else BT-720 of the winners, else BT-27, that of the lots in sum
    lots: tuple[Lot, ...] = ()
    results: tuple[LotResult, ...] = ()
    contracts: tuple[Contract, ...] = ()
    previous_notices: tuple[str, ...] = ()  # BT-125, OPP-090, those of the lots included
    change: NoticeChange | None = None
    modification: NoticeChange | None = None
    decoded_twice: bool = False  # some text of the file was; what is read of it is mended

    @property
    def reference(self) -> str:
        """The form in which a later notice points back at this one: id and version."""
        return f"{self.notice_id.lower()}-{self.version}"

    @property
    def oj_number(self) -> str | None:
        """The publication number as others refer to it (118186-2024); None if something else is written there."""
        return oj_number(self.publication_number) if self.publication_number else None

    @property
    def framework(self) -> bool | None:
        """Whether any lot sets up a framework agreement; None if no lot says."""
        return _any_said([lot.framework for lot in self.lots])

    @property
    def reserved_execution(self) -> bool | None:
        """Whether any lot must be carried out in sheltered employment (BT-736); None if no lot says."""
        said = {lot.reserved_execution for lot in self.lots}
        if "yes" in said:
            return True
        return False if "no" in said else None

    @property
    def reserved_participation(self) -> bool | None:
        """Whether participation in any lot is reserved (BT-71); None if no lot says."""
        return _any_said([lot.reserved_participation for lot in self.lots])

    @property
    def strategic_codes(self) -> tuple[str, ...]:
        return distinct([code for lot in self.lots for code in lot.strategic_codes])

    @property
    def social_codes(self) -> tuple[str, ...]:
        return distinct([code for lot in self.lots for code in lot.social_codes])

    @property
    def deadline(self) -> date | None:
        """The earliest day on which something must be handed in for any lot."""
        return min((lot.deadline.day for lot in self.lots if lot.deadline), default=None)

    @property
    def planned_start(self) -> date | None:
        """The earliest day on which the contract of any lot is to begin (BT-536)."""
        return min((lot.length.start for lot in self.lots if lot.length.start), default=None)

    @property
    def decided(self) -> date | None:
        """The earliest award decision. The day it was sent, which starts the standstill, is in no notice."""
        return min((one.decided for one in self.contracts if one.decided), default=None)

    @property
    def concluded(self) -> date | None:
        return min((one.concluded for one in self.contracts if one.concluded), default=None)

    @property
    def outcome(self) -> str | None:
        """The outcome of the lots if they agree, `mixed` if they do not, None if the notice tells none."""
        outcomes = {result.outcome for result in self.results if result.outcome}
        return outcomes.pop() if len(outcomes) == 1 else "mixed" if outcomes else None

    @property
    def winners(self) -> tuple[Organisation, ...]:
        """Who got the contracts. In a DIRECT_AWARD notice who is meant to."""
        found = [one for contract in self.contracts for one in contract.winners]
        return distinct(found + [one for result in self.results for one in result.winners])


def as_json(notice: Notice) -> dict[str, Any]:
    """Return what `trespann notice read --json` prints: lists without repetition, ISO dates, null for what is absent.

    Over several lots `duration_days` is the longest that is known, `over_4_months` is yes if any lot is longer, dates
    are the earliest and texts are joined by a blank line. `lots` holds the ids as the notice writes them.
    """
    lengths = [lot.length for lot in notice.lots]
    conditions = distinct([lot.performance_conditions for lot in notice.lots if lot.performance_conditions])
    return {
        "publication_number": notice.publication_number,
        "title": notice.title,
        "form_type": notice.form_type.value,
        "notice_subtype": notice.subtype,
        "is_change_notice": notice.is_change,
        "official_language": notice.language,
        "buyers": list(distinct([buyer.name for buyer in notice.buyers])),
        "cpv_main": notice.cpv_main,
        "nature": notice.nature,
        "procedure": notice.procedure,
        "framework": notice.framework,
        "lots": list(distinct([lot.id for lot in notice.lots])),
        "duration_days": longest(lengths),
        "over_4_months": any_over(lengths).value,
        "strategic_codes": list(notice.strategic_codes),
        "social_codes": list(notice.social_codes),
        "reserved_execution": notice.reserved_execution,
        "reserved_participation": notice.reserved_participation,
        "performance_conditions_text": "\n\n".join(conditions) or None,
        "submission_deadline": _iso(notice.deadline),
        "award_decision_date": _iso(notice.decided),
        "contract_conclusion_date": _iso(notice.concluded),
        "outcome": notice.outcome,
        "winners": list(distinct([winner.name for winner in notice.winners])),
        "previous_notice_refs": list(notice.previous_notices),
    }


def distinct(values: Iterable[T]) -> tuple[T, ...]:
    """Return the values in their order, each once."""
    return tuple(dict.fromkeys(values))


@lru_cache(maxsize=_REMEMBERED)
def oj_number(text: str) -> str | None:
    """Return a publication number as it is referred to, without leading zeros; None if the text is no such number."""
    found = _OJ_NUMBER.fullmatch(text)
    return found[1] if found else None


def reference(text: str) -> str:
    """Return a reference to another notice so that two spellings of it are equal; what is unknown stays as written."""
    if _UUID_REFERENCE.fullmatch(text):
        return text.lower()
    return oj_number(text) or text


def _any_said(codes: list[str | None]) -> bool | None:
    """Whether any code says yes by naming a kind; None if all of them are absent or withheld."""
    said = [code for code in codes if code and code not in {"not-known", "unpublished"}]
    return any(code != "none" for code in said) if said else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
