"""Facts under which anything can be recorded, and what is said against recording something."""

import pytest

from states.facts import Facts, Milestone, Role
from states.law.courts import Ruling
from states.records.milestones import (
    RecordingRefused,
    check_recording,
)
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import day, facts

M = Milestone


VALUES = {
    M.AWARD_NOTICE_SENT: "electronic",
    M.STANDSTILL_EXTENDED: "all 2026-04-30",
    M.REVIEW_DECIDED: "rejected",
    M.REVIEW_REMITTED: "FR",
    M.ADDITIONALITY_ASKED: "unknown",
    M.SANCTION_DECIDED: "penalty",
    M.CANDIDATE_DECLINED: "ended_by_person",
    M.INTERNSHIP_ENDED: "not_hired",
    M.SUBSIDY_DECIDED: "yes",
    M.EMPLOYMENT_STARTED: "matched 6 0.75",
    M.OUTSIDE_ATTESTED: "no",
    M.EMPLOYER_NAMED: "556000-4615 Bemanning AB",
    M.COUNTED_ELSEWHERE: "1.1 UH-2",
    M.FOLLOWED_UP_1: "still_employed",
    M.FOLLOWED_UP_3: "still_employed",
    M.FOLLOWED_UP_6: "unknown",
    M.FOLLOW_UPS_DONE: "still_employed",
    M.EMPLOYMENT_ENDED: "other",
}


NOT_BY_HAND = {
    *(M.CASE_OPENED, M.RELEVANCE_ASSESSED, M.OBLIGATION_ENTERED, M.LOT_ADVERTISED, M.LOT_AWARDED),
    M.HOURS_REPORTED,
}
BUYERS = {Role.OFFICER, Role.SUPPORT}
UNIT = {Role.LABOUR_MARKET, Role.SUPPORT}
BOTH = UNIT | {Role.SUPPLIER}
OF_SUPPLIER = {
    M.WINNER_WITHDREW: BUYERS,
    M.OBLIGATION_ENTERED: {Role.CLOCK},
    M.CONTACT_ASSIGNED: {Role.SUPPORT},
    M.MEETING_PLANNED: BUYERS | BOTH,
    M.DIALOGUE_HELD: BUYERS | BOTH,
    M.PROFILE_AGREED: BOTH,
    M.ADDITIONALITY_ASKED: BOTH,
    M.HALF_YEAR_REPORT: BOTH,
    M.FINAL_REPORT: BUYERS | BOTH,
    M.OBLIGATION_FULFILLED: BUYERS,
    M.DEFICIENCY_NOTED: BUYERS,
    M.CURE_BY: BUYERS,
    M.DEFICIENCY_CURED: BUYERS,
    M.SANCTION_DECIDED: BUYERS,
    M.HOURS_REPORTED: {Role.CLOCK},
}
OF_PLACEMENT = {
    M.CANDIDATE_PROPOSED: UNIT,
    M.CANDIDATE_DECLINED: BOTH,
    M.INTERVIEW_HELD: BOTH,
    M.INTERNSHIP_STARTED: BOTH,
    M.INTERNSHIP_ENDS: BOTH,
    M.INTERNSHIP_ENDED: BOTH,
    M.HIRE_PLANNED: BOTH,
    M.SUBSIDY_DECIDED: UNIT,
    M.EMPLOYMENT_STARTED: BOTH,
    M.OUTSIDE_ATTESTED: UNIT,
    M.EMPLOYER_NAMED: BOTH,
    M.COUNTED_ELSEWHERE: BOTH,
    M.HIRE_CONFIRMED: UNIT,
    M.FOLLOWED_UP_1: UNIT,
    M.FOLLOWED_UP_3: UNIT,
    M.FOLLOWED_UP_6: UNIT,
    M.FOLLOW_UPS_DONE: UNIT,
    M.EMPLOYMENT_ENDED: BOTH,
}
OF_TARGET_GROUP = {M.PREPARATION_STARTED: UNIT, M.TARGET_GROUP_READY: UNIT}
WHO = {milestone: {Role.CLOCK} for milestone in NOT_BY_HAND} | OF_SUPPLIER | OF_PLACEMENT | OF_TARGET_GROUP
"""Who may record what; all else is the buyers'."""


READY = {
    "award_notice_sent": "2026-03-02",
    "review_filed": "2026-03-05",
    "review_decided": "2026-03-06",
    "ruling": Ruling.REJECTED,
    "today": "2026-04-15",
}
"""The ten days after the ruling end on Monday 16 March."""
HANDED_OVER = READY | {
    "states": {"procurement": "matching"},
    "balances": (
        Balance(
            Obligation(unit=Measure.PERSONS, amount=1, penalty=True, internship_counts=True), promised=1, fulfilled=1
        ),
    ),
    "profile_agreed": "2026-03-20",
    "deficiency_noted": "2026-03-23",
    "cure_by": "2026-04-07",
}
SIGNED = READY | {"contract_signed": "2026-04-01"}
AFTER_SIGNING = {
    M.PERFORMANCE_BARRED: SIGNED,
    M.PERFORMANCE_FREED: SIGNED | {"performance_barred": "2026-04-07"},
}
"""What a court orders of a contract that is signed."""
THERE = HANDED_OVER | {
    "candidate_proposed": "2026-03-24",
    "internship_started": "2026-03-25",
    "employment_started": "2026-03-30",
}
"""A candidate who has come as far as being hired."""


def ready(milestone: Milestone, **more: object) -> Facts:
    """Return facts under which nothing stands against recording a milestone on 14 April."""
    if milestone is M.CANDIDATE_DECLINED:
        return facts(**HANDED_OVER | {"candidate_proposed": "2026-03-24"} | more)
    if milestone in OF_PLACEMENT and milestone is not M.CANDIDATE_PROPOSED:
        return facts(**THERE | more)
    if milestone in AFTER_SIGNING:
        return facts(**AFTER_SIGNING[milestone] | more)
    return facts(**(HANDED_OVER if milestone in {*OF_SUPPLIER, M.CANDIDATE_PROPOSED} else READY) | more)


def someone(milestone: Milestone) -> Role:
    return min(WHO.get(milestone, BUYERS))


def record(milestone, on, known=None, *, by=Role.OFFICER, value=None, reason=""):
    return check_recording(
        facts(today="2026-03-30") if known is None else known,
        milestone,
        day(on),
        by=by,
        value=VALUES.get(milestone, "") if value is None else value,
        reason=reason,
    )


def reasons_against(milestone, on, known, *, by):
    try:
        record(milestone, on, known, by=by)
    except RecordingRefused as refused:
        return [reason.text.sv for reason in refused.reasons]
    return []


def refusal(milestone, on, known=None, **more):
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, on, known, **more)
    assert str(refused.value) == refused.value.text.en
    assert refused.value.text.en != refused.value.text.sv
    return refused.value.reasons[0].text.sv


def remedies_for(milestone, on, known=None, **more):
    """Return what would meet the first reason against a record: operation, milestone and words of each remedy."""
    with pytest.raises(RecordingRefused) as refused:
        record(milestone, on, known, **more)
    return [(one.operation, one.milestone, one.values) for one in refused.value.reasons[0].remedies]


WHAT_FOLLOWS = (
    "Ett avtal i strid med spärren kan ogiltigförklaras (LOU 20:13 b), och består det ska den upphandlande myndigheten"
    " betala upphandlingsskadeavgift utom i ringa fall (LOU 21:6), 10 000 till 20 miljoner kronor och högst tio procent"
    " av värdet (LOU 21:9)."
)
UNFINED = "Ett avtal i strid med det kan ogiltigförklaras (LOU 20:13 b)."
IF_SO = "Har det ändå hänt: registrera det med ett skäl. Det visas som en avvikelse."
