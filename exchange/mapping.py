"""What a notice or a plan row says, in the words of a case: particulars and observations. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from exchange.length import Over, any_over, longest
from exchange.notice import SELECTED, FormType, Notice, distinct
from exchange.plan import PlanRow, PlanStatus
from states.applicability import MORE_THAN_MONTHS, ProcurementKind
from states.facts import Milestone
from states.observations import Observation
from states.standstill import Procedure, parse_procedure

CLOSED_WITHOUT_WINNER = "clos-nw"
DAYS_PER_MONTH = 30.4375
KINDS = {
    "services": ProcurementKind.SERVICE,
    "works": ProcurementKind.WORKS,
    "supplies": ProcurementKind.GOODS,
}
LONG_AGO = date.min


def published(notice: Notice) -> date:
    """Return the day a notice spoke: publication, else dispatch."""
    return notice.publication_date or notice.dispatch_date or LONG_AGO


def source_of(notice: Notice) -> str:
    return f"notice {notice.oj_number or notice.reference}"


def particulars_of_notice(notice: Notice) -> dict[str, Any]:
    """Return what a notice says of its case; codes of social aims are kept as a suggestion, which decides nothing."""
    inside = any(contract.in_framework for contract in notice.contracts)
    return {
        "title": notice.title,
        "kind": ProcurementKind.RENEWED_COMPETITION if inside else KINDS.get(notice.nature or ""),
        "procedure": _procedure(notice, inside=inside),
        "months": months_of(notice),
        "suggestion": " ".join(notice.social_codes) or ("soc-obj" if "soc-obj" in notice.strategic_codes else None),
    }


def _procedure(notice: Notice, *, inside: bool) -> Procedure | None:
    if inside:
        return Procedure.RENEWED_COMPETITION
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
    """Return the longest length in calendar months, on the same side of four months as the notice itself says."""
    lengths = [lot.length for lot in notice.lots if not lot.is_requirement_section]
    days, over = longest(lengths), any_over(lengths)
    if days is None or over is Over.UNKNOWN:
        return None
    months = round(days / DAYS_PER_MONTH, 2)
    if over is Over.NO:
        return min(months, float(MORE_THAN_MONTHS))
    return max(months, MORE_THAN_MONTHS + 0.01)


def observations_of_notice(notice: Notice) -> list[Observation]:
    """Return the milestones that a notice reports, per lot and winner where it tells them apart."""
    found = _BY_STAGE.get(notice.stage, _nothing)(notice)
    plain = [Observation(m, on, source_of(notice), by_person=False, as_of=published(notice)) for m, on in found if on]
    told = [*plain, *_awards(notice)] if notice.stage is FormType.RESULT else plain
    return [_dated_by_original(one) for one in told] if notice.is_change else told


def _dated_by_original(observation: Observation) -> Observation:
    """Rank what a change notice says of the call itself last: it only proves that the call was out by then."""
    if observation.milestone is not Milestone.DOCUMENTS_PUBLISHED:
        return observation
    return observation._replace(as_of=LONG_AGO)


_Found = list[tuple[Milestone, date | None]]


def _nothing(_: Notice) -> _Found:
    return []


def _planning(notice: Notice) -> _Found:
    return [(Milestone.PLANNED_CALL, notice.planned_call)]


def _competition(notice: Notice) -> _Found:
    return [(Milestone.DOCUMENTS_PUBLISHED, published(notice)), (Milestone.TENDERS_DUE, notice.deadline)]


def _intent(notice: Notice) -> _Found:
    return [(Milestone.INTENT_NOTICE_PUBLISHED, published(notice))]


def _result(notice: Notice) -> _Found:
    if notice.outcome == CLOSED_WITHOUT_WINNER:
        return [(Milestone.CANCELLED, published(notice))]
    return []


def _completion(notice: Notice) -> _Found:
    return [(Milestone.CONTRACT_ENDED, published(notice))]


_BY_STAGE: Mapping[FormType, Callable[[Notice], _Found]] = {
    FormType.PLANNING: _planning,
    FormType.COMPETITION: _competition,
    FormType.DIRECT_AWARD: _intent,
    FormType.RESULT: _result,
    FormType.COMPLETION: _completion,
}


def _awards(notice: Notice) -> Iterator[Observation]:
    """Yield decision, contract and winners of each lot that found one.

    Lot ids are local to a notice: the notice's own id keeps the lots of two notices of one procedure apart, and
    lets a new version of a notice correct the old.
    """
    contracts = {contract.id: contract for contract in notice.contracts}
    changed = notice.change.notice if notice.change else None
    home = (changed or notice.notice_id)[:8]
    base = Observation(Milestone.AWARD_DECIDED, None, source_of(notice), by_person=False, as_of=published(notice))
    for result in notice.results:
        if result.outcome != SELECTED:
            continue
        lot = f"{result.lot or '-'} ({home})"
        settled = [contracts[id_] for id_ in result.contracts if id_ in contracts]
        decided = min((one.decided for one in settled if one.decided), default=None)
        signed = min((one.concluded for one in settled if one.concluded), default=None)
        if decided:
            yield base._replace(on=decided, lot=lot)
        if signed:
            yield base._replace(milestone=Milestone.CONTRACT_SIGNED, on=signed, lot=lot)
        for winner in distinct(result.winners):
            yield base._replace(
                milestone=Milestone.WINNER_NAMED,
                on=decided or signed or published(notice),
                lot=lot,
                supplier=winner.name,
                value=winner.number or "",
            )


def particulars_of_row(row: PlanRow) -> dict[str, Any]:
    return {
        "title": row.title,
        "kind": row.kind,
        "procedure": procedure_named(row.procedure),
        "months": row.months,
        "headcount": row.headcount,
        "cpv": row.cpv,
    }


def observations_of_row(row: PlanRow, *, source: str, today: date) -> list[Observation]:
    """Return the milestones that a plan row reports: the planned call, and that it was struck from the plan."""
    found = [(Milestone.PLANNED_CALL, row.planned_call)]
    if row.status is PlanStatus.WITHDRAWN:
        found.append((Milestone.CANCELLED, today))
    return [Observation(m, on, source, by_person=False, as_of=today) for m, on in found if on]
