"""What holds for every matter of every process: that its base is owed by somebody, when it ends, and on which days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from matters.ladder import Ladder, Matter
from matters.ladder_file import DEFAULT
from states.facts import Facts, Milestone
from states.law.calendar import is_working_day
from states.records.demand import DemandOrder
from states.records.obligations import Balance, Measure, Obligation

M = Milestone
MATTERS = tuple(DEFAULT.matters.values())
OWED = (Balance(Obligation("", "Exempelbolaget AB", Measure.PERSONS, 1), promised=1, first_start=date(2026, 8, 17)),)
DAY = date(2026, 3, 2)
IN_HOURS = (Balance(Obligation(unit=Measure.HOURS, amount=100), promised=100, first_start=date(2026, 8, 17)),)
ORDERS = tuple(
    DemandOrder(1, code, 1, None, "", "", 0, asked_on=DAY, asked=1, answer=answer, answered_on=DAY if answer else None)
    for code, answer in (("9111", ""), ("7131", "have"))
)
COMES_BY_ITSELF = frozenset({M.CASE_OPENED, M.PLANNED_CALL})
"""The program records it, or the plan of procurements names it."""
COMPUTED = frozenset({M.CONTRACT_ENDED, M.INTERNSHIP_ENDS})
"""A day is computed and said to be so, until somebody tells another."""
NOBODY_OWES = frozenset(
    {
        # It ends everything that is asked for.
        M.CANCELLED,
        # They make a day more exact, or later, that is known without them too.
        M.TENDERS_DUE,
        M.INTENT_NOTICE_PUBLISHED,
        M.STANDSTILL_STATED_END,
        M.STANDSTILL_CHOSEN,
        M.PROCUREMENT_BEGUN,
        M.HIRE_PLANNED,
    },
)
BROUGHT_BY_A_COURT = {"not_performed"}
"""What nobody owes, for a court brings it about."""
CANDIDATE_GONE = frozenset({M.CANDIDATE_DECLINED, M.EMPLOYMENT_ENDED})


class Read(dict[Milestone, date]):
    """Dates that remember which of them were looked at."""

    def __init__(self, known: dict[Milestone, date]) -> None:
        super().__init__(known)
        self.looked_at: set[Milestone] = set()

    def get(self, milestone, default=None):  # type: ignore[no-untyped-def, override]
        self.looked_at.add(milestone)
        return super().get(milestone, default)


def known(
    milestones: Iterator[Milestone] | frozenset[Milestone],
    *,
    months: float | None = 24,
    balances: tuple[Balance, ...] = OWED,
) -> Facts:
    return Facts(today=DAY, dates=Read(dict.fromkeys(milestones, DAY)), months=months, balances=balances, demand=ORDERS)


def has_base(matter: Matter, milestones: frozenset[Milestone], months: float | None) -> bool:
    """Tell whether a matter has a base, with a candidate who is still there or has gone, in persons or in hours."""
    worlds = product((milestones, milestones - CANDIDATE_GONE), (OWED, IN_HOURS))
    return any(matter.base(known(world, months=months, balances=owed)) is not None for world, owed in worlds)


def asked() -> frozenset[Milestone]:
    return frozenset(milestone for matter in MATTERS for milestone in matter.asks)


# --- bases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [24, None], ids=["length known", "length unknown"])
def test_from_an_opened_case_on_whatever_a_matter_counts_from_is_asked_for_by_a_matter_before_it(months):
    so_far, reached = COMES_BY_ITSELF, set[str]()
    while fresh := [one for one in MATTERS if one.name not in reached and has_base(one, so_far, months)]:
        reached |= {matter.name for matter in fresh}
        so_far |= {milestone for matter in fresh for milestone in matter.asks}
    assert reached == set(DEFAULT.matters) - BROUGHT_BY_A_COURT


def test_every_milestone_that_a_base_looks_at_is_asked_for_or_computed_or_is_nobodys_to_bring():
    looked_at: set[Milestone] = set()
    for matter, balances in product(MATTERS, (OWED, IN_HOURS)):
        for missing in (frozenset[Milestone](), CANDIDATE_GONE, *(frozenset({one}) for one in Milestone)):
            facts = known(frozenset(Milestone) - missing, months=None, balances=balances)
            matter.base(facts)
            looked_at |= facts.dates.looked_at  # type: ignore[attr-defined]
    looked_at -= CANDIDATE_GONE
    assert looked_at <= asked() | COMPUTED | COMES_BY_ITSELF | NOBODY_OWES
    assert {M.CONTRACT_SIGNED, M.AWARD_NOTICE_SENT, M.CONTACT_POINT_2, M.CURE_BY, M.CONTRACT_ENDED} <= looked_at


def test_what_nobody_owes_is_asked_for_by_no_matter():
    assert not asked() & (NOBODY_OWES | COMES_BY_ITSELF)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("final_report", M.CONTRACT_ENDED),
        ("shortfall", M.CONTRACT_ENDED),
        ("contract_end_near", M.CONTRACT_ENDED),
        ("close_case", M.CONTRACT_ENDED),
        ("internship_end", M.INTERNSHIP_ENDS),
    ],
)
def test_a_computed_day_is_said_to_be_computed_and_a_given_one_is_not(name, given):
    matter, all_else = DEFAULT.matters[name], frozenset(Milestone) - {given}
    computed, told = (matter.reasoning(known(one)) for one in (all_else, frozenset(Milestone)))
    assert any("beräkn" in text.sv for text in computed)
    assert any("computed" in text.en for text in computed)
    assert not any("beräkn" in text.sv or "computed" in text.en for text in told)


# --- when the contract has ended -------------------------------------------------------------------------------------

CLOSING = {
    # of the purchase
    "contract_date",
    "contract_end",
    "contract_end_near",
    "close_case",
    # of the law, which does not ask how long the contract lasts
    "award_announced",
    "documentation",
    # of a supplier
    "obligation",
    "monthly_hours",
    "final_report",
    "follow_up_result",
    "shortfall",
    "not_performed",
    "cure_date",
    "cure",
    # of people who work there, or are in an internship
    "internship_end",
    "hire_confirmation",
    "attestation",
    "subsidy_renewal",
    "follow_up",
}


def owed_by_all(facts: Facts) -> set[str]:
    """Return which of all matters are owed, whatever else each of them would need."""
    always = [replace(matter, open=lambda _: True, base=lambda _: DAY) for matter in MATTERS]
    ladder = Ladder(always)
    return {
        matter.name
        for process, state in {(one.process, str(state)) for one in MATTERS for state in one.states}
        for matter, _ in ladder.open_matters(process, state, facts)
    }


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ({M.CONTRACT_ENDED: DAY}, None),
        ({M.CONTRACT_ENDED: DAY - timedelta(days=400)}, 24),
        ({M.CONTRACT_SIGNED: date(2024, 3, 2)}, 24),
    ],
    ids=["ended today", "ended before its time", "as long as it was to last"],
)
def test_once_the_contract_has_ended_only_what_closes_it_is_asked_for(dates, months):
    assert owed_by_all(Facts(today=DAY, dates=dates, months=months)) == CLOSING


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ({}, 24),
        ({M.CONTRACT_ENDED: DAY + timedelta(days=1)}, None),
        ({M.CONTRACT_SIGNED: date(2024, 3, 3)}, 24),
        ({M.CONTRACT_SIGNED: date(2024, 3, 2)}, None),
        ({M.CONTRACT_SIGNED: date(2024, 3, 2), M.CONTRACT_ENDED: DAY + timedelta(days=1)}, 24),
    ],
    ids=["not signed", "ends tomorrow", "lasts to tomorrow", "of unknown length", "extended"],
)
def test_until_then_everything_may_be_asked_for(dates, months):
    assert owed_by_all(Facts(today=DAY, dates=dates, months=months)) == set(DEFAULT.matters)


# --- the days --------------------------------------------------------------------------------------------------------

NOT_OURS = {
    "subsidy": "before the day of the start",
    "subsidy_renewal": "before the day on which the decision runs out",
    "cure": "the day that a person gave the supplier",
}


def days() -> Iterator[date]:
    return (date(2026, 1, 1) + timedelta(days=n) for n in range(365))


@pytest.mark.parametrize("matter", MATTERS, ids=lambda matter: matter.name)
def test_the_first_reminder_comes_on_the_last_day_or_before_and_the_last_day_is_one_on_which_people_work(matter):
    milestones = frozenset(Milestone) - CANDIDATE_GONE - {M.FOLLOW_UPS_DONE}
    for day in days():
        facts = Facts(today=day, dates=dict.fromkeys(milestones, day), months=24, balances=OWED, demand=ORDERS)
        base, last = matter.base(facts), matter.deadline(facts)
        if base is None or last is None:
            continue
        assert min(rung.due_on(base) for rung in matter.rungs) <= max(last, day)
        assert matter.name in NOT_OURS or is_working_day(last), day
