"""Turning a notice into particulars and observations of a case. Pure."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from exchange.notices.notice import CLOSED_WITHOUT_WINNER, SELECTED, FormType, LotResult, Notice, distinct
from exchange.plans.length import Length, Over, any_over
from states.facts import Milestone
from states.law.acts import Act
from states.law.applicability import MORE_THAN_MONTHS, ProcurementKind
from states.law.procedures import Procedure, parse_procedure
from states.records.lots import NO_WINNER
from states.records.milestones import LONGEST_AGO
from states.records.observations import Observation

NOTICE_CANCELLED = "cancel"
_LOT = re.compile(r"LOT-[0-9]+", re.IGNORECASE)
_PART = re.compile(r"(LOT|PAR|GLO|RES|CON|TEN)-[0-9]+", re.IGNORECASE)
"""The sections of a notice (BT-13716) that are a lot, and those that are any part of what is bought."""
WITHOUT_REOPENING = "fa-wo-rc"
DAYS_PER_MONTH = 30.4375
KINDS = {
    "services": ProcurementKind.SERVICE,
    "works": ProcurementKind.WORKS,
    "supplies": ProcurementKind.GOODS,
}
_ACTS = {
    "32014L0024": Act.LOU,
    "32014L0025": Act.LUF,
    "32014L0023": Act.LUK,
    "32009L0081": Act.LUFS,
}
"""BT-01. What falls under other rules, such as Regulation 1370/2007 on public transport, names no act."""
_NAMES_OF_ACTS = {
    Act.LOU: re.compile(r"\bLOU\b|2016:1145|2014/24/E|32014L0024"),
    Act.LUF: re.compile(r"\bLUF\b|2016:1146|2014/25/E|32014L0025"),
    Act.LUK: re.compile(r"\bLUK\b|2016:1147|2014/23/E|32014L0023"),
    Act.LUFS: re.compile(r"\bLUFS\b|2011:1029|2009/81/E|32009L0081"),
    Act.LOV: re.compile(r"\bLOV\b|2008:962"),
}
_BY_NOTICE_TYPE = {
    ("cn-desg", "services"): Procedure.DESIGN_CONTEST,
    ("can-desg", "services"): Procedure.DESIGN_CONTEST,
    **{("qu-sy", nature): Procedure.QUALIFICATION_SYSTEM for nature in KINDS},
}
"""Notice type (BT-02) and nature (BT-23) that tell the procedure. A contest for goods is a sender's mistake: as such it
would have no standstill."""
LONG_AGO = date.min
YEARS_AHEAD = 20
"""Further ahead no notice plans anything; such a date is a slip."""
TEXT_LIMIT = 400
"""BT-21 and BT-500 hold no more."""
LONGEST_NAME = 120
SET_BY_THE_FIRST = frozenset({Milestone.DOCUMENTS_PUBLISHED, Milestone.AWARD_ANNOUNCED})
"""What the first notice of its kind tells best: a change of it only proves that the notice was out by then."""


def spoke_on(notice: Notice) -> date | None:
    """Return the day of publication, else of dispatch."""
    return notice.publication_date or notice.dispatch_date


def published(notice: Notice) -> date:
    """Return the day by which notices are ranked; one without a date ranks last."""
    return spoke_on(notice) or LONG_AGO


def source_of(notice: Notice) -> str:
    return source_named(short(notice.reference), notice.oj_number or "")


def source_named(reference: str, number: str) -> str:
    """Return the name of a notice as a source: its publication number, else its id and version."""
    return f"notice {short(number or reference)}"


def short(name: str) -> str:
    """Return a name cut to a length that an index accepts: some senders write whole texts in place of an id."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:32]}…{hashlib.sha256(name.encode()).hexdigest()}"


def key_of(notice: Notice) -> str:
    """Return the key under which a notice is stored."""
    return short(notice.reference.lower())


def particulars_of_notice(notice: Notice) -> dict[str, Any]:
    """Return what a notice says of its case; codes of social aims are kept as a suggestion, which decides nothing."""
    inside = _renewed_competition(notice)
    act = act_of(notice)
    codes = " ".join(notice.social_codes) or ("soc-obj" if "soc-obj" in notice.strategic_codes else "")
    return {
        "title": title_of(notice),
        "kind": ProcurementKind.RENEWED_COMPETITION if inside else KINDS.get(notice.nature or ""),
        "procedure": Procedure.RENEWED_COMPETITION if inside else _procedure(notice, act),
        "act": act,
        "months": months_of(notice),
        "value": notice.value,
        "suggestion": _line(codes),
        "place": _line("; ".join(distinct([*notice.places, *(one for lot in notice.lots for one in lot.places)]))),
        "contract_start": notice.planned_start,
        "cpv": _main_cpv(notice),
    }


def _main_cpv(notice: Notice) -> str | None:
    """Return the eight digits of what is mainly bought (BT-262), None where the notice has no such code."""
    found = _CPV.fullmatch((notice.cpv_main or "").strip())
    return found[1] if found else None


_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?")


def title_of(notice: Notice) -> str:
    return _line(notice.title)


def _line(text: str) -> str:
    """Return a text as one line of printable characters: it will stand in subjects of mails and in tables."""
    printable = text if text.isprintable() else "".join(one if one.isprintable() else " " for one in text)
    return " ".join(printable.split())[:TEXT_LIMIT]


def _renewed_competition(notice: Notice) -> bool:
    """Whether all contracts come out of a new competition inside a framework (BT-768).

    Senders also set the mark on the framework itself, which has a standstill. One without reopening of competition
    cannot be renewed competition; the stricter reading counts.
    """
    frameworks = {lot.framework for lot in notice.lots}
    marked = bool(notice.contracts) and all(contract.in_framework for contract in notice.contracts)
    return marked and WITHOUT_REOPENING not in frameworks


def act_of(notice: Notice) -> Act | None:
    """Return the act that a notice names: by its directive (BT-01), or in the words of a national notice."""
    named = _ACTS.get(notice.legal_basis or "")
    return named or _act_in(notice.legal_text or "")


def _act_in(text: str) -> Act | None:
    """Return the one act that a text names by its number or abbreviation; None where it names none or several."""
    found = {act for act, names in _NAMES_OF_ACTS.items() if names.search(text)}
    return found.pop() if len(found) == 1 else None


def _procedure(notice: Notice, act: Act | None) -> Procedure | None:
    by_type = _BY_NOTICE_TYPE.get((notice.notice_type or "", notice.nature or ""))
    if by_type is not None:
        return by_type
    if act is Act.LUK:
        named = procedure_named(notice.procedure)
        without = notice.stage is FormType.DIRECT_AWARD or named is Procedure.NEGOTIATED_WITHOUT_NOTICE
        return Procedure.NEGOTIATED_WITHOUT_NOTICE if without else Procedure.CONCESSION
    if any(lot.dynamic_purchasing not in {None, "none", "unpublished"} for lot in notice.lots):
        return Procedure.DYNAMIC_PURCHASING_SYSTEM if notice.stage is FormType.RESULT else None
    return procedure_named(notice.procedure)


def procedure_named(text: str | None) -> Procedure | None:
    """Return the procedure a code or a word of a spreadsheet means, or None: then the strictest is assumed."""
    try:
        return parse_procedure(text) if text else None
    except ValueError:
        return None


def months_of(notice: Notice) -> float | None:
    """Return the longest length in calendar months, on the same side of four months as the notice itself says.

    None where no figure can be given that does not mislead: a lot of unknown length may be the longest, and one
    without an end has no figure.
    """
    lengths = [lot.length for lot in notice.lots if not lot.is_requirement_section]
    longest = max((months for one in lengths if (months := _months(one)) is not None), default=None)
    over = any_over(lengths)
    if longest is None or over is Over.UNKNOWN or (over is Over.YES) != (longest > MORE_THAN_MONTHS):
        return None
    return longest


def _months(length: Length) -> float | None:
    if length.days is None or length.over_4_months is Over.UNKNOWN:
        return None
    months = round(length.days / DAYS_PER_MONTH, 1)  # more decimals would make 23.98 of two years
    if length.over_4_months is Over.NO:
        return min(months, float(MORE_THAN_MONTHS))
    return max(months, MORE_THAN_MONTHS + 0.01)


# --- milestones ------------------------------------------------------------------------------------------------------


def observations_of_notice(notice: Notice, *, today: date) -> list[Observation]:
    """Return the milestones that a notice reports; winners per lot. Dates that cannot be meant are left out."""
    return sort_told(notice, today=today)[0]


def sort_told(notice: Notice, *, today: date) -> tuple[list[Observation], list[Observation]]:
    """Return the milestones that a notice reports, and those that are left out: their dates cannot be meant."""
    taken: list[Observation] = []
    left_out: list[Observation] = []
    if not takes_back(notice):
        for one in _BY_STAGE.get(notice.stage, _nothing)(notice, _voice_of(notice)):
            if one.on is None:
                if _reopens(one):
                    taken.append(one)
            else:
                (taken if _can_be_meant(one.on, today) else left_out).append(one)
    return taken, left_out


class _Voice(NamedTuple):
    """A notice as a source of records; `first_as_of` ranks what the first notice of its kind tells best."""

    source: str
    as_of: date
    first_as_of: date

    def says(
        self, milestone: Milestone, on: date | None, lot: str = "", supplier: str = "", value: str = ""
    ) -> Observation:
        as_of = self.first_as_of if milestone in SET_BY_THE_FIRST else self.as_of
        return Observation(milestone, on, self.source, False, as_of, lot, supplier, value)


def _voice_of(notice: Notice) -> _Voice:
    as_of = published(notice)
    return _Voice(source_of(notice), as_of, LONG_AGO if notice.is_change else as_of)


def _can_be_meant(on: date, today: date) -> bool:
    return LONGEST_AGO <= on <= date(today.year + YEARS_AHEAD, 12, 31)


def _reopens(one: Observation) -> bool:
    """Tell whether an observation withdraws that a lot has ended: the notice says that it is still open."""
    return one.milestone is Milestone.LOT_CANCELLED and one.on is None


def takes_back(notice: Notice) -> bool:
    """Return whether a notice only cancels the one it changes (BT-140), all of it and not some part (BT-13716)."""
    if not _cancels(notice) or notice.change is None:
        return False
    parts = parts_named(notice)
    if not parts:
        return True
    return len(parts) < len(notice.change.sections) and _lot_ids(notice) <= cancelled_lots(notice)


def parts_named(notice: Notice) -> list[str]:
    """Return the parts of what is bought that a change of a notice is about (BT-13716), as written."""
    sections = notice.change.sections if notice.change else ()
    return [section for section in sections if _PART.fullmatch(section)]


def cancelled_lots(notice: Notice) -> frozenset[str]:
    """Return the ids, in upper case, of the lots that a change of a notice cancels and names (BT-13716)."""
    if not _cancels(notice) or notice.change is None:
        return frozenset()
    return frozenset(section.upper() for section in notice.change.sections if _LOT.fullmatch(section))


def _cancels(notice: Notice) -> bool:
    return notice.is_change and notice.change is not None and notice.change.reason == NOTICE_CANCELLED


def _lot_ids(notice: Notice) -> frozenset[str]:
    """Return the ids, in upper case, of what is bought in lots; some senders export sections of the text as lots."""
    return frozenset(lot.id.upper() for lot in notice.lots if not lot.is_requirement_section)


def stays_when_replaced(observation: Observation) -> bool:
    """Tell whether a correction of a notice leaves what it said standing, since it does not say it once more.

    That is what the first notice of its kind tells best, and that a lot was cancelled: the lot is listed all the same.
    """
    if observation.milestone is Milestone.LOT_CANCELLED:
        return observation.value != NO_WINNER
    return observation.milestone in SET_BY_THE_FIRST


def withdrawn(observation: Observation) -> Observation:
    """Return the withdrawal of an observation from a notice that another has replaced.

    It ranks right after what it withdraws: later observations stand, and earlier ones do not come back.
    """
    return observation._replace(on=None, value="", source=f"{observation.source}, replaced")


def _nothing(_: Notice, _voice: _Voice) -> Iterator[Observation]:
    yield from ()


def _planning(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    yield voice.says(Milestone.PLANNED_CALL, notice.planned_call)


def _competition(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    yield voice.says(Milestone.DOCUMENTS_PUBLISHED, spoke_on(notice))
    yield voice.says(Milestone.TENDERS_DUE, deadline_of(notice))
    yield from _lots(notice, voice)


def deadline_of(notice: Notice) -> date | None:
    """Return the earliest day on which something must be handed in for a lot that the notice does not cancel."""
    gone = cancelled_lots(notice)
    return min((lot.deadline.day for lot in notice.lots if lot.deadline and lot.id.upper() not in gone), default=None)


def _lots(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    """Yield the lots of a notice where it has several, and those that it cancels. One alone is the whole."""
    ids, on = _lot_ids(notice), spoke_on(notice)
    if len(ids) > 1:
        yield from (voice.says(Milestone.LOT_ADVERTISED, on, _lot_name(lot)) for lot in sorted(ids))
    for lot in sorted(cancelled_lots(notice)):
        yield voice.says(Milestone.LOT_CANCELLED, on, _lot_name(lot))


def _lot_name(lot: str) -> str:
    return _line(lot)[:80]


def _intent(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    yield voice.says(Milestone.INTENT_NOTICE_PUBLISHED, spoke_on(notice))


def _completion(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    yield voice.says(Milestone.CONTRACT_ENDED, spoke_on(notice))


def _result(notice: Notice, voice: _Voice) -> Iterator[Observation]:
    """Yield decision and contract once for the case, as people record them, and how each lot ended, with its winners.

    Lot ids are local to a notice: the notice's own id keeps who won on the lots of two notices of one procedure apart.
    How a lot ended is told of its id alone: of two notices that mean different lots by it a winner counts, and the
    other is told (`states.records.lots`).
    """
    yield from _lots(notice, voice)
    gone = cancelled_lots(notice)
    results = [result for result in notice.results if (result.lot or "").upper() not in gone]
    yield from (ended for result in results for ended in _lot_ended(notice, voice, result))
    found = [result for result in results if result.outcome == SELECTED]
    linked = {contract for result in found for contract in result.contracts}
    settled = [one for one in notice.contracts if one.id in linked] or (notice.contracts if found else ())
    decided = min((one.decided for one in settled if one.decided), default=None)
    signed = max((one.concluded for one in settled if one.concluded), default=None)
    yield voice.says(Milestone.AWARD_DECIDED, decided)
    yield voice.says(Milestone.CONTRACT_SIGNED, signed)
    if found:
        yield voice.says(Milestone.AWARD_ANNOUNCED, spoke_on(notice))
    named_on = decided or signed or spoke_on(notice)
    for result in found:
        lot = f"{result.lot or '-'} ({notice.notice_id[:8]})"[:100]
        for winner in distinct(result.winners):
            yield voice.says(Milestone.WINNER_NAMED, named_on, lot, _line(winner.name), _line(winner.number or ""))


def _lot_ended(notice: Notice, voice: _Voice, result: LotResult) -> Iterator[Observation]:
    """Yield how a lot ended where no winner says so, or that it is still open."""
    ids = _lot_ids(notice)
    lot = result.lot.upper() if result.lot else next(iter(ids)) if len(ids) == 1 else "-"
    if result.outcome is None or (result.lot and lot not in ids) or (result.outcome == SELECTED and result.winners):
        return
    name, on = _lot_name(lot), spoke_on(notice)
    if result.outcome == CLOSED_WITHOUT_WINNER:
        yield voice.says(Milestone.LOT_CANCELLED, on, name, value=NO_WINNER)
    elif result.outcome == SELECTED:
        yield voice.says(Milestone.LOT_AWARDED, on, name)
    else:
        yield voice.says(Milestone.LOT_ADVERTISED, on, name)
        yield voice.says(Milestone.LOT_CANCELLED, None, name)


_BY_STAGE: Mapping[FormType, Callable[[Notice, _Voice], Iterator[Observation]]] = {
    FormType.PLANNING: _planning,
    FormType.COMPETITION: _competition,
    FormType.DIRECT_AWARD: _intent,
    FormType.RESULT: _result,
    FormType.COMPLETION: _completion,
}
