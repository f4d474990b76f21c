"""What happened in each lane, and what is owed in it: the labels of the picture."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from desk.labels import milestone_label, state_label, value_label
from desk.lanes.drawn import LabelKind, LaneLabel
from desk.lanes.stays import Histories
from matters.ladder import Ladder, Matter
from matters.open_matters import open_now
from models.casefile import CaseFile, TrackFile
from states.facts import Milestone
from states.law.clearance import standstill_of
from states.processes.placement import PLACEMENT
from states.processes.procurement import PROCUREMENT
from states.processes.supplier import SUPPLIER_PROCESS
from states.processes.target_group import TARGET_GROUP
from states.records.observations import Observation
from states.text import Text, in_sentence

_M = Milestone
Where = tuple[str, str]
"""A process and its subject; what positions have is told of the target-group work as a whole."""
PURCHASE: Where = (PROCUREMENT.name, "")
TARGET: Where = (TARGET_GROUP.name, "")

_OF_PURCHASE = (
    _M.CONTACT_POINT_1,
    _M.RELEVANCE_ASSESSED,
    _M.DOCUMENTS_PUBLISHED,
    _M.INTENT_NOTICE_PUBLISHED,
    _M.AWARD_DECIDED,
    _M.AWARD_NOTICE_SENT,
    _M.AWARD_WITHDRAWN,
    _M.STANDSTILL_EXTENDED,
    _M.REVIEW_FILED,
    _M.INTERIM_ORDER,
    _M.INTERIM_ORDER_LIFTED,
    _M.REVIEW_DECIDED,
    _M.REVIEW_APPEALED,
    _M.REVIEW_REMITTED,
    _M.PERFORMANCE_BARRED,
    _M.PERFORMANCE_FREED,
    _M.CONTACT_POINT_2,
    _M.CONTRACT_SIGNED,
    _M.CONTRACT_ENDED,
    _M.CANCELLED,
)
_OF_SUPPLIERS = (
    _M.WINNER_NAMED,
    _M.WINNER_WITHDREW,
    _M.CONTACT_ASSIGNED,
    _M.MEETING_PLANNED,
    _M.DIALOGUE_HELD,
    _M.PROFILE_AGREED,
    _M.HALF_YEAR_REPORT,
    _M.FINAL_REPORT,
    _M.OBLIGATION_FULFILLED,
    _M.DEFICIENCY_NOTED,
    _M.DEFICIENCY_CURED,
    _M.SANCTION_DECIDED,
)
_OF_TARGET_GROUP = (_M.PREPARATION_STARTED, _M.TARGET_GROUP_READY)
_OF_POSITIONS = (
    _M.CANDIDATE_PROPOSED,
    _M.INTERNSHIP_STARTED,
    _M.INTERNSHIP_ENDED,
    _M.EMPLOYMENT_STARTED,
    _M.EMPLOYMENT_ENDED,
    _M.FOLLOWED_UP_1,
    _M.FOLLOWED_UP_3,
    _M.FOLLOWED_UP_6,
    _M.FOLLOW_UPS_DONE,
)
_MINOR = frozenset(
    {
        _M.RELEVANCE_ASSESSED,
        _M.DOCUMENTS_PUBLISHED,
        _M.AWARD_DECIDED,
        _M.REVIEW_FILED,
        _M.WINNER_NAMED,
        _M.CONTACT_POINT_2,
        _M.CANDIDATE_PROPOSED,
        _M.HALF_YEAR_REPORT,
        _M.FOLLOWED_UP_1,
        _M.FOLLOWED_UP_3,
        _M.FOLLOWED_UP_6,
    }
)
"""The beginning of a bar or a sync point says the same, or there are many of them."""
_PLANNED = (_M.PLANNED_CALL, _M.TENDERS_DUE)
"""Days that somebody has set for the purchase."""
_SAYS_HOW = frozenset({_M.REVIEW_DECIDED})
"""What is told by its word: how the court has ruled."""
_RULED = Text("avgjort: {ruling}", "decided: {ruling}")
_SHORT_RECORDS: Mapping[Milestone, Text] = {
    _M.AWARD_NOTICE_SENT: Text("underrättelse", "award notice"),
    _M.INTENT_NOTICE_PUBLISHED: Text("förhandsinsyn", "intent notice"),
    _M.STANDSTILL_EXTENDED: Text("förlängd avtalsspärr", "longer standstill"),
    _M.PERFORMANCE_BARRED: Text("avtalet får inte fullgöras", "contract may not be performed"),
    _M.REVIEW_FILED: Text("ansökan om överprövning", "application for review"),
    _M.PROFILE_AGREED: Text("kompetensprofil klar", "profile agreed"),
}

SHORT: Mapping[str, Text] = {
    "contact_point_1": Text("kontaktpunkt 1", "contact point 1"),
    "relevance_assessment": Text("relevansbedömning", "relevance assessment"),
    "award_notice": Text("underrättelse om tilldelning", "award notice"),
    "standstill_ends": Text("avtalsspärrens sista dag", "last day of the standstill"),
    "contact_point_2": Text("kontaktpunkt 2", "contact point 2"),
    "contract_date": Text("ange avtalsdagen", "enter the day of the contract"),
    "award_announced": Text("efterannons", "award notice afterwards"),
    "documentation": Text("dokumentation", "documentation"),
    "contract_end": Text("ange avtalets slut", "enter the end of the contract"),
    "contract_end_near": Text("avtalet upphör", "contract ends"),
    "forecast": Text("börja förbereda", "begin to prepare"),
    "demand_order": Text("svar om deltagare", "answer on people"),
    "demand_before_call": Text("svar före annonseringen", "answer before the call"),
    "contact_person": Text("kontaktperson", "contact person"),
    "obligation": Text("åtagande", "promise"),
    "first_dialogue": Text("startmöte", "start-up meeting"),
    "suppliers_start": Text("tid för startmötet", "time for the meeting"),
    "competence_profile": Text("kompetensprofil", "competence profile"),
    "first_candidate": Text("första kandidat", "first candidate"),
    "first_start": Text("första start", "first start"),
    "half_yearly_report": Text("halvårsrapport", "half-yearly report"),
    "monthly_hours": Text("månadens timmar", "hours of the month"),
    "final_report": Text("slutdokumentation", "final report"),
    "follow_up_result": Text("utfall av uppföljning", "follow-up result"),
    "cure_date": Text("sätt sista dag för rättelse", "set the last day to correct"),
    "cure": Text("rätta bristen", "correct the deficiency"),
    "supplier_decision": Text("svar om kandidat", "answer on the candidate"),
    "next_candidate": Text("ny kandidat", "next candidate"),
    "subsidy": Text("anställningsstöd", "wage subsidy"),
    "internship_end": Text("besked efter praktik", "word after the internship"),
    "promised_hire": Text("utlovad anställning", "promised hire"),
    "hire_confirmation": Text("bekräfta anställning", "confirm the hire"),
    "attestation": Text("intyg om anställning", "attestation of the hire"),
    "subsidy_renewal": Text("förnya anställningsstöd", "renew the wage subsidy"),
    "follow_up": Text("uppföljning", "follow-up"),
}
"""What a matter with a last day is called beside a bar, where its heading has no room."""


def short_name(matter: Matter) -> Text:
    """Return what a matter is called in a few words."""
    return SHORT.get(matter.name) or in_sentence(matter.to_city or matter.heading)


def labels(case: CaseFile, histories: Histories, today: date, ladder: Ladder) -> Mapping[Where, tuple[LaneLabel, ...]]:
    """Return the labels of each lane in the order of their days. Raises Unreadable."""
    found: dict[Where, list[LaneLabel]] = {}
    for where, label in (
        *_happened(case, histories, today),
        *_standstill(case, today),
        *_overridden(histories),
        *_owed(case, today, ladder),
    ):
        found.setdefault(where, []).append(label)
    return {where: tuple(sorted(_counted(some), key=lambda one: one.on)) for where, some in found.items()}


def _counted(some: Iterable[LaneLabel]) -> list[LaneLabel]:
    """Return labels of which one stands for all that say the same of a day."""
    kept: dict[LaneLabel, int] = {}
    for one in some:
        kept[one] = kept.get(one, 0) + 1
    return [replace(one, number=number) for one, number in kept.items()]


def _happened(case: CaseFile, histories: Histories, today: date) -> Iterator[tuple[Where, LaneLabel]]:
    seen = set()
    for one in histories.standing:
        where = _where(case, one)
        if one.on is None or where is None:
            continue
        key = (where, one.milestone, one.on, one.placement, one.court, one.applicant)
        if key in seen:
            continue
        seen.add(key)
        planned = one.on > today
        if planned and one.milestone is _M.MEETING_PLANNED and _meeting_held(case, where):
            continue
        if one.milestone in _PLANNED and not planned:
            continue
        yield (
            where,
            LaneLabel(
                one.on,
                _told(one),
                LabelKind.PLANNED if planned else LabelKind.HAPPENED,
                minor=one.milestone in _MINOR or (one.milestone is _M.MEETING_PLANNED and not planned),
            ),
        )


def _told(one: Observation) -> Text:
    if one.milestone in _SAYS_HOW and one.value:
        return _RULED.fill(ruling=value_label(one.milestone, one.value))
    return _SHORT_RECORDS.get(one.milestone) or milestone_label(one.milestone)


def _where(case: CaseFile, one: Observation) -> Where | None:
    if one.milestone in _OF_POSITIONS or one.milestone in _OF_TARGET_GROUP:
        return TARGET
    if one.milestone in _OF_SUPPLIERS:
        track = _supplier_of(case, one)
        return (track.process, track.subject) if track else None
    if one.milestone is _M.CONTRACT_SIGNED and one.supplier:
        track = _supplier_of(case, one)
        return (track.process, track.subject) if track else PURCHASE
    return PURCHASE if one.milestone in _OF_PURCHASE or one.milestone in _PLANNED else None


def _supplier_of(case: CaseFile, one: Observation) -> TrackFile | None:
    owed = next((owed for owed in case.obligations if (owed.lot, owed.supplier) == (one.lot, one.supplier)), None)
    return case.track(SUPPLIER_PROCESS.name, owed.subject) if owed else None


def _meeting_held(case: CaseFile, where: Where) -> bool:
    owed = case.obligation(where[1])
    recorded = case.known().of_suppliers.get((owed.lot, owed.supplier), {}) if owed else {}
    return _M.DIALOGUE_HELD in recorded


def _standstill(case: CaseFile, today: date) -> Iterator[tuple[Where, LaneLabel]]:
    """Yield the last day of the standstill once it has passed; before that it is among what lasts."""
    period = standstill_of(case.facts(today))
    if period is not None and period.applies and period.last_day is not None and period.last_day < today:
        yield PURCHASE, LaneLabel(period.last_day, SHORT["standstill_ends"], LabelKind.HAPPENED)


def _overridden(histories: Histories) -> Iterator[tuple[Where, LaneLabel]]:
    for (process, subject), entry in histories.overrides:
        where = TARGET if process == PLACEMENT.name else (process, subject)
        yield where, LaneLabel(entry.on, state_label(process, entry.target), LabelKind.OVERRIDE)


def _owed(case: CaseFile, today: date, ladder: Ladder) -> Iterator[tuple[Where, LaneLabel]]:
    for track, facts, matter, _ in open_now(case, today, ladder):
        day = matter.deadline(facts)
        if day is None:
            continue
        where = TARGET if track.parent else (track.process, track.subject)
        late = 0 if matter.until else max((today - day).days, 0)
        booked = matter.name in _AT_MEETING and facts.on(_M.MEETING_PLANNED) == day >= today
        yield where, LaneLabel(day, short_name(matter), LabelKind.OWED, late, matter=matter.name, minor=booked)


_AT_MEETING = frozenset({"first_dialogue", "suppliers_start"})
"""What is owed on the day on which the start-up meeting is booked anyway."""
