"""What a case is likely to ask people to be prepared for, and by when that must begin."""

from collections.abc import Iterator

from matters.city_days import Days
from models.occupations.register import Occupation, expected_of, labelled, months_for, occupation
from states.facts import Facts, Milestone
from states.law.applicability import DEMANDS, AssessmentOutcome
from states.law.calendar import LAST_DAY
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.records.lead_times import LeadTime, lead_time

_AHEAD = frozenset({ProcurementState.PLANNING, ProcurementState.ADVERTISED})


def lead_time_of(facts: Facts, days: Days) -> LeadTime | None:
    """Return the lead time of the occupation that takes longest; None where no start or no time is known.

    Also None once it is of no use: people are prepared or being prepared, the contract is awarded, the start has
    passed, or nothing is required. The occupations are those of the assessment, else those that are expected.
    """
    start = facts.need.planned_start or facts.outlook.contract_start
    if start is None or not facts.today < start <= LAST_DAY or not _still_ahead(facts):
        return None
    times = [
        (months, one) for one in _occupations(facts) if (months := months_for(one.code, days.preparation)) is not None
    ]
    if not times:
        return None
    months, slowest = max(times, key=lambda time: time[0])
    return lead_time(start, months, labelled(slowest), assessing=days.relevance_assessment)


def _occupations(facts: Facts) -> Iterator[Occupation]:
    if facts.need.occupations:
        return (occupation(code) for code, _ in facts.need.occupations)
    return iter(expected_of(facts.outlook))


def _still_ahead(facts: Facts) -> bool:
    begun = (Milestone.PREPARATION_STARTED, Milestone.TARGET_GROUP_READY)
    wanted = facts.outcome in DEMANDS or facts.outcome is AssessmentOutcome.PENDING
    return wanted and facts.states.get(PROCUREMENT.name) in _AHEAD and not any(map(facts.on, begun))
