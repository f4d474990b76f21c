"""What a row of a plan says of a case: its particulars, and the milestones that it reports."""

from datetime import date
from typing import Any

from exchange.notices.mapping import procedure_named
from exchange.plans.celldates import Precision
from exchange.plans.plan_row import PlanRow, PlanStatus
from states.facts import Milestone
from states.law.acts import IMPLIED
from states.law.procedures import Procedure
from states.records.observations import Observation


def particulars_of_row(row: PlanRow) -> dict[str, Any]:
    """Return what a plan row says of its case. A kind such as tjänstekoncession tells procedure and act as well."""
    procedure, of_kind = procedure_named(row.procedure), row.procedure_of_kind
    if of_kind is not None and procedure is not Procedure.NEGOTIATED_WITHOUT_NOTICE:
        procedure = of_kind
    return {
        "title": row.title,
        "kind": row.kind,
        "procedure": procedure,
        "act": row.act or (IMPLIED[of_kind] if of_kind else None),
        "months": row.months,
        "headcount": row.headcount,
        "value": None if row.cost is None else float(row.cost),
        "cpv": row.cpv,
        "description": row.description,
        "area": row.area,
        "certainty": row.certainty,
        "last_tender_day": row.last_tender_day,
        "contract_start": row.contract_start,
    }


def observations_of_row(row: PlanRow, *, source: str, today: date) -> list[Observation]:
    """Return the milestones that a plan row reports: the planned call, and that it was struck from the plan.

    The value of a planned call that is told less exactly than by its day is its `Precision`.
    """
    precision = "" if row.precision is Precision.DAY else str(row.precision)
    found = [(Milestone.PLANNED_CALL, row.planned_call, precision)]
    if row.status is PlanStatus.WITHDRAWN:
        found.append((Milestone.CANCELLED, today, ""))
    return [Observation(m, on, source, by_person=False, as_of=today, value=value) for m, on, value in found if on]
