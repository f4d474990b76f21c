"""What a case is likely to ask people to be prepared for, and by when that must begin."""

from datetime import date

from matters.city_days import Days
from models.casefile import CaseFile
from models.occupations.register import expected_of, labelled, months_for, occupation
from models.queries.cases import CaseLine
from states.facts import Facts, Milestone
from states.law.applicability import DEMANDS, AssessmentOutcome
from states.law.calendar import LAST_DAY
from states.processes.procurement import PROCUREMENT, ProcurementState
from states.processes.target_group import TargetGroupState
from states.records.lead_times import LeadTime, lead_time
from states.records.needs import Need, Outlook, read_occupations
from states.text import Text, in_sentence

_AHEAD = frozenset({ProcurementState.PLANNING, ProcurementState.ADVERTISED})
_NOT_BEGUN = frozenset({TargetGroupState.IDLE, TargetGroupState.FORECAST})
_WANTED = frozenset({*DEMANDS, AssessmentOutcome.PENDING})


def lead_time_of(facts: Facts, days: Days) -> LeadTime | None:
    """Return the lead time of the occupation that takes longest; None where no start or no time is known.

    Also None once it is of no use: people are prepared or being prepared, the contract is awarded, the start has
    passed, or nothing is required. The occupations are those of the assessment, else those that are expected.
    """
    begun = (Milestone.PREPARATION_STARTED, Milestone.TARGET_GROUP_READY)
    ahead = facts.outcome in _WANTED and facts.states.get(PROCUREMENT.name) in _AHEAD
    if not ahead or any(map(facts.on, begun)):
        return None
    return _longest(facts.need, facts.outlook, days, facts.today)


def no_lead_time_from(facts: Facts, days: Days) -> tuple[date, ...]:
    """Return the day from which there is no lead time any more, if there is one: the work has begun."""
    found = lead_time_of(facts, days)
    return (found.start,) if found is not None else ()


def lead_time_in_list(line: CaseLine, days: Days, today: date) -> LeadTime | None:
    """Return the same of a case in a list; None also for one that no rule can read, which is told elsewhere."""
    if line.outcome not in _WANTED or line.state not in _AHEAD or line.target_group not in _NOT_BEGUN:
        return None
    try:
        need = Need(read_occupations(line.occupations), planned_start=line.planned_start)
    except ValueError:
        return None
    return _longest(need, Outlook(line.contract_start, trade=line.trade, cpv=line.cpv), days, today)


def _longest(need: Need, outlook: Outlook, days: Days, today: date) -> LeadTime | None:
    start = need.planned_start or outlook.contract_start
    if start is None or not today < start <= LAST_DAY:
        return None
    wanted = tuple(occupation(code) for code, _ in need.occupations) or expected_of(outlook)
    times = [(months, one) for one in wanted if (months := months_for(one.code, days.preparation)) is not None]
    if not times:
        return None
    months, slowest = max(times, key=lambda time: time[0])
    return lead_time(start, months, in_sentence(labelled(slowest)), assessing=days.relevance_assessment)


def warned_of(case: CaseFile, days: Days, today: date) -> Text | None:
    """Return that it is too late to train for a case, if it is; raise Unreadable where no rule can read it."""
    found = lead_time_of(case.facts(today), days)
    return found.reasoning(today) if found is not None and found.too_late(today) else None
