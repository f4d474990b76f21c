"""Who is told what, and when, of the work beside the purchase: suppliers, positions and the target group, on real days.

Every matter has a row. Its `told` says from which day on whom the latest step tells; each day in between is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

from matters.city_days import Days
from matters.ladder import Ladder, due
from matters.ladder_file import DEFAULT, matters_with
from matters.rows.placement import internship_until, next_follow_up
from matters.rows.supplier import first_start_by, next_report
from states.facts import Facts, Milestone
from states.law.applicability import AssessmentOutcome
from states.processes.registry import PROCESSES
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import facts

ONE_DAY = timedelta(days=1)
OWED = Obligation("", "Exempelbolaget AB", Measure.PERSONS, 1)
NOBODY_YET, SOMEONE = Balance(OWED, promised=1), Balance(OWED, promised=1, first_start=date(2026, 8, 17))
ALL_DONE = Balance(OWED, promised=1, fulfilled=1, first_start=date(2026, 8, 17))
UNKNOWN = Balance(Obligation("", "Exempelbolaget AB"))
Reminded = set[tuple[str, str]]


@dataclass(frozen=True)
class Row:
    """A matter in a state under some facts, and the day that is told as the last.

    `met` are the facts that change once it is done; what is None then is no longer so.
    """

    matter: str
    state: str
    known: Mapping[str, Any]
    told: Mapping[str, Reminded]
    deadline: str | None
    met: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.matter


AT_WORK = {
    "states": {"procurement": "matching"},
    "winner": True,
    "winners": 1,
    "award_notice_sent": "2026-06-09",
    "contact_point_2": "2026-06-23",
    "balances": (NOBODY_YET,),
}
"""The winner was reported on Tuesday 23 June 2026."""
AGREED = {"contact_assigned": "2026-06-24", "dialogue_held": "2026-06-30", "profile_agreed": "2026-08-10"}
STARTED = AGREED | {"balances": (SOMEONE,), "others": {"placement": {"hired": 1}}}
SUPPLIER = (
    Row(
        "contact_person",
        "awarded",
        {},
        {
            "2026-06-23": {("0", "support")},
            "2026-06-30": {("+5", "support")},
            "2026-07-07": {("+5", "support"), ("+10", "officer")},
        },
        deadline="2026-06-30",
        met={"contact_assigned": "2026-06-24"},
    ),
    Row(
        "obligation",
        "dialogue",
        {"contact_assigned": "2026-06-24", "dialogue_held": "2026-06-30", "balances": (UNKNOWN,)},
        {"2026-06-25": {("+2", "support")}, "2026-06-30": {("+5", "support")}},
        deadline="2026-06-30",
        met={"balances": (NOBODY_YET,)},
    ),
    Row(
        "first_dialogue",
        "contact_assigned",
        {"contact_assigned": "2026-06-24"},
        {
            "2026-06-30": {("+5", "contact")},
            "2026-07-07": {("+10", "contact")},
            "2026-07-14": {("+10", "contact"), ("+15", "support")},
        },
        deadline="2026-07-07",
        met={"dialogue_held": "2026-06-30"},
    ),
    Row(
        "suppliers_start",
        "contact_assigned",
        {"contact_assigned": "2026-06-24"},
        {"2026-06-24": {("0", "supplier")}, "2026-07-01": {("+5", "supplier")}},
        deadline="2026-07-07",
        met={"dialogue_held": "2026-06-30"},
    ),
    Row(
        "competence_profile",
        "dialogue",
        {"contact_assigned": "2026-06-24", "dialogue_held": "2026-06-30"},
        {
            "2026-07-14": {("+15", "contact")},
            "2026-07-21": {("+20", "contact")},
            "2026-07-28": {("+20", "contact"), ("+25", "support")},
        },
        deadline="2026-07-21",
        met={"profile_agreed": "2026-07-13"},
    ),
    Row(
        "first_candidate",
        "profile_agreed",
        AGREED,
        {
            "2026-08-24": {("+10", "contact")},
            "2026-09-07": {("+20", "contact")},
            "2026-09-14": {("+20", "contact"), ("+25", "support")},
        },
        deadline="2026-09-07",
        met={"others": {"placement": {"proposed": 1}}},
    ),
    Row(
        "first_start",  # due on Christmas Eve; sixty days before is a Sunday
        "recruiting",
        AGREED | {"contract_signed": "2026-06-24", "others": {"placement": {"proposed": 1}}},
        {
            "2026-10-23": {("-60d", "supplier"), ("-60d", "contact")},
            "2026-11-24": {("-30d", "supplier"), ("-30d", "contact")},
            "2026-12-28": {("0", "supplier"), ("-30d", "contact"), ("+1", "support"), ("+1", "officer")},
        },
        deadline="2026-12-24",
        met={"balances": (SOMEONE,)},
    ),
    Row(
        "additionality",  # counted from the first start, Monday 17 August
        "delivering",
        STARTED,
        {"2026-09-14": {("+20", "supplier")}, "2026-09-28": {("+20", "supplier"), ("+30", "contact")}},
        deadline=None,
        met={"additionality_asked": "2026-09-15"},
    ),
    Row(
        "half_yearly_report",
        "delivering",
        STARTED | {"contract_signed": "2026-06-24"},
        {
            "2026-12-10": {("-10", "supplier")},
            "2026-12-28": {("0", "supplier")},
            "2027-01-05": {("0", "supplier"), ("+5", "contact")},
            "2027-01-13": {("0", "supplier"), ("+5", "contact"), ("+10", "support")},
        },
        deadline="2026-12-24",
    ),
    Row(
        "final_report",
        "delivering",
        STARTED | {"contract_ended": "2026-10-30"},
        {
            "2026-10-02": {("-20", "supplier")},
            "2026-10-30": {("0", "supplier")},
            "2026-11-13": {("0", "supplier"), ("+10", "support")},
        },
        deadline="2026-10-30",
        met={"final_report": "2026-10-29"},
    ),
    Row(
        "follow_up_result",
        "delivering",
        AGREED | {"balances": (ALL_DONE,), "others": {"placement": {"completed": 1}}, "final_report": "2026-11-02"},
        {
            "2026-11-02": {("0", "officer")},
            "2026-11-16": {("+10", "officer")},
            "2026-11-23": {("+10", "officer"), ("+15", "support")},
        },
        deadline="2026-11-16",
        met={"obligation_fulfilled": "2026-11-10"},
    ),
    Row(
        "shortfall",
        "delivering",
        STARTED | {"contract_ended": "2026-10-30"},
        {"2026-11-02": {("+1", "officer")}, "2026-11-06": {("+1", "officer"), ("+5", "support")}},
        deadline=None,
        met={"balances": (ALL_DONE,)},
    ),
    Row(
        "cure",  # the day after the last is the first of May
        "deficient",
        {
            "award_notice_sent": "2026-01-09",
            "contact_point_2": "2026-01-20",
            "deficiency_noted": "2026-03-30",
            "cure_by": "2026-04-30",
        },
        {
            "2026-04-23": {("-5", "supplier")},
            "2026-04-30": {("0", "supplier")},
            "2026-05-04": {("0", "supplier"), ("+1", "officer"), ("+1", "support")},
        },
        deadline="2026-04-30",
        met={"deficiency_cured": "2026-04-20"},
    ),
)
HELD = {"states": {"supplier": "recruiting"}, "balances": (NOBODY_YET,), "profile_agreed": "2026-02-02"}
PROPOSED = {"candidate_proposed": "2026-03-02"}
IN_INTERNSHIP = {"candidate_proposed": "2026-02-23", "internship_started": "2026-03-02"}
HIRED = {"candidate_proposed": "2026-03-02", "employment_started": "2026-05-04", "subsidy_decided": "2026-04-30"}
NO_SUBSIDY = {Milestone.SUBSIDY_DECIDED: "not_applicable", Milestone.EMPLOYMENT_STARTED: "matched 12 1"}
OUTSIDE = {Milestone.SUBSIDY_DECIDED: "not_applicable", Milestone.EMPLOYMENT_STARTED: "outside 12 1"}
PLACEMENT = (
    Row(
        "supplier_decision",
        "proposed",
        PROPOSED,
        {
            "2026-03-09": {("+5", "supplier")},
            "2026-03-16": {("+5", "supplier"), ("+10", "contact")},
            "2026-03-23": {("+5", "supplier"), ("+10", "contact"), ("+15", "support")},
        },
        deadline="2026-03-16",
        met={"internship_started": "2026-03-10"},
    ),
    Row(
        "next_candidate",  # twenty-five working days over Easter; another candidate has nothing of the last
        "open",
        PROPOSED | {"candidate_declined": "2026-03-02"},
        {
            "2026-03-16": {("+10", "contact")},
            "2026-03-30": {("+20", "contact")},
            "2026-04-08": {("+20", "contact"), ("+25", "support")},
        },
        deadline="2026-03-30",
        met={"candidate_declined": None, "candidate_proposed": "2026-03-20"},
    ),
    Row(
        "subsidy",  # fifteen working days back over Easter
        "interview",
        PROPOSED | {"interview_held": "2026-03-05", "hire_planned": "2026-04-20"},
        {
            "2026-03-26": {("-15", "contact")},
            "2026-04-13": {("-5", "contact")},
            "2026-04-20": {("-5", "contact"), ("0", "support")},
        },
        deadline="2026-04-20",
        met={"subsidy_decided": "2026-04-10", "values": {Milestone.SUBSIDY_DECIDED: "yes"}},
    ),
    Row(
        "internship_end",  # four weeks where nobody has said anything else; five working days over Easter
        "internship",
        IN_INTERNSHIP,
        {
            "2026-03-23": {("-5", "supplier")},
            "2026-03-30": {("-5", "supplier"), ("0", "contact")},
            "2026-04-01": {("-5", "supplier"), ("+2", "contact")},
            "2026-04-08": {("-5", "supplier"), ("+2", "contact"), ("+5", "support")},
        },
        deadline="2026-03-30",
        met={"internship_ended": "2026-03-27", "values": {Milestone.INTERNSHIP_ENDED: "not_hired"}},
    ),
    Row(
        "promised_hire",
        "internship",
        IN_INTERNSHIP | {"internship_ended": "2026-03-30", "values": {Milestone.INTERNSHIP_ENDED: "to_be_hired"}},
        {
            "2026-04-08": {("+5", "supplier")},
            "2026-04-15": {("+5", "supplier"), ("+10", "contact")},
            "2026-04-22": {("+5", "supplier"), ("+10", "contact"), ("+15", "support")},
        },
        deadline=None,
        met={"employment_started": "2026-04-01"},
    ),
    Row(
        "hire_confirmation",  # Ascension Day lies between
        "hired",
        HIRED | {"values": NO_SUBSIDY},
        {
            "2026-05-05": {("+1", "contact")},
            "2026-05-11": {("+5", "contact")},
            "2026-05-19": {("+5", "contact"), ("+10", "support")},
        },
        deadline="2026-05-11",
        met={"hire_confirmed": "2026-05-08"},
    ),
    Row(
        "attestation",
        "hired",
        HIRED | {"values": OUTSIDE},
        {"2026-05-11": {("+5", "contact")}, "2026-05-26": {("+5", "contact"), ("+15", "support")}},
        deadline=None,
        met={"outside_attested": "2026-05-08"},
    ),
    Row(
        "subsidy_renewal",  # thirty days before is Easter Sunday
        "following_up",
        {
            "candidate_proposed": "2025-04-01",
            "employment_started": "2025-05-12",
            "hire_confirmed": "2025-05-13",
            "subsidy_decided": "2025-05-05",
            "values": {Milestone.SUBSIDY_DECIDED: "yes"},
            "profile_agreed": "2025-03-03",
        },
        {"2026-03-06": {("-60d", "contact")}, "2026-04-02": {("-30d", "contact")}},
        deadline="2026-05-05",
        met={"employment_ended": "2026-03-20", "values": {Milestone.SUBSIDY_DECIDED: "yes"}},
    ),
    Row(
        "follow_up",
        "following_up",
        HIRED | {"values": NO_SUBSIDY, "hire_confirmed": "2026-05-08"},
        {
            "2026-06-04": {("0", "contact")},
            "2026-06-11": {("+5", "contact")},
            "2026-06-18": {("+5", "contact"), ("+10", "support")},
        },
        deadline="2026-06-04",
        met={"follow_ups_done": "2026-06-05"},
    ),
)
TARGET_GROUP = (
    Row(
        "forecast",
        "forecast",
        {
            "relevance_assessed": "2026-03-16",
            "states": {"procurement": "planning"},
            "outcome": AssessmentOutcome.REQUIRED,
        },
        {
            "2026-03-16": {("0", "labour_market")},
            "2026-03-30": {("+10", "labour_market")},
            "2026-04-15": {("+10", "labour_market"), ("+20", "support")},
        },
        deadline="2026-03-30",
        met={"preparation_started": "2026-03-20"},
    ),
)
ROWS = (*SUPPLIER, *PLACEMENT, *TARGET_GROUP)
USUAL: Mapping[str, Mapping[str, Any]] = {"supplier": AT_WORK, "placement": HELD, "target_group": {}}


def known_to(row: Row, day: date | str, **more: Any) -> Facts:
    known = {**USUAL[DEFAULT.matters[row.matter].process], **row.known, **more}
    return facts(today=day, **{name: value for name, value in known.items() if value is not None})


def open_in(process: str, state: str, known: Facts, ladder: Ladder = DEFAULT) -> dict[str, date]:
    return {matter.name: base for matter, base in ladder.open_matters(process, state, known)}


def told(row: Row, day: date, ladder: Ladder = DEFAULT) -> Reminded:
    matter, known = ladder.matters[row.matter], known_to(row, day)
    base = open_in(matter.process, row.state, known, ladder).get(row.matter)
    return {(item.rung.name, item.rung.to) for item in due(matter, base, day)} if base else set()


def days_of(row: Row) -> Iterator[tuple[date, Reminded]]:
    """Yield every day from two weeks before the first step to two weeks after the last, with who is told then."""
    steps = {date.fromisoformat(day): who for day, who in row.told.items()}
    day, expected = min(steps) - 14 * ONE_DAY, set[tuple[str, str]]()
    while day < max(steps) + 14 * ONE_DAY:
        expected = steps.get(day, expected)
        yield day, expected
        day += ONE_DAY


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_step_comes_on_its_day_and_stays_until_the_next_for_the_same_recipient(row):
    for day, expected in days_of(row):
        assert told(row, day) == expected, day


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_day_that_is_told_is_the_one_that_is_owed_and_its_reasons_are_given(row):
    matter, known = DEFAULT.matters[row.matter], known_to(row, min(row.told))
    assert matter.deadline(known) == (date.fromisoformat(row.deadline) if row.deadline else None)
    reasons = matter.reasoning(known)
    assert reasons
    assert all(text.sv and text.en and text.sv != text.en for text in reasons)


@pytest.mark.parametrize("row", [row for row in ROWS if row.met], ids=str)
def test_a_matter_is_closed_once_its_record_exists_and_the_clock_has_gone_on(row):
    process = PROCESSES[DEFAULT.matters[row.matter].process]
    day = max(row.told)
    assert row.matter in open_in(process.name, row.state, known_to(row, day))
    known, state = known_to(row, day, **row.met), row.state
    while (move := process.ready_by_clock(state, known)) is not None:
        state = move.target
    assert row.matter not in open_in(process.name, state, known)


def test_every_matter_beside_the_purchase_has_its_row():
    beside = {name for name, matter in DEFAULT.matters.items() if matter.process != "procurement"}
    assert {row.matter for row in ROWS} == beside
    assert len(ROWS) == len(beside)
    steps = {(row.matter, step, to) for row in ROWS for who in row.told.values() for step, to in who}
    assert steps == {(name, rung.name, rung.to) for name in beside for rung in DEFAULT.matters[name].rungs}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nothing_is_owed_before_what_it_counts_from_has_happened(row):
    matter = DEFAULT.matters[row.matter]
    nothing = facts(balances=(UNKNOWN,), states={"procurement": "planning", "supplier": "recruiting"})
    assert row.matter not in open_in(matter.process, row.state, nothing)


# --- what closes a matter otherwise ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["award", "standstill", "review", "matching", "internship", "hire", "follow_up"])
def test_the_forecast_is_told_only_while_the_purchase_is_planned_or_advertised(state):
    (row,) = TARGET_GROUP
    assert "forecast" in open_in("target_group", "forecast", known_to(row, "2026-03-16"))
    advertised = known_to(row, "2026-03-16", states={"procurement": "advertised"})
    assert "forecast" in open_in("target_group", "forecast", advertised)
    later = known_to(row, "2026-03-16", states={"procurement": state})
    assert "forecast" not in open_in("target_group", "forecast", later)


def test_the_forecast_tells_what_is_coming():
    (row,) = TARGET_GROUP
    reasons = DEFAULT.matters["forecast"].reasoning(
        known_to(row, "2026-03-16", planned_call="2026-05-04", months=24.0),
    )
    said = " ".join(text.sv for text in reasons)
    assert "Annonsering planeras till måndag 4 maj 2026." in said
    assert "Avtalet väntas löpa i 24 månader." in said
    gone_by = DEFAULT.matters["forecast"].reasoning(known_to(row, "2026-03-16", planned_call="2026-03-09"))
    assert not any("Annonsering" in text.sv for text in gone_by)


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ({Milestone.SUBSIDY_DECIDED: "not_applicable"}, {"subsidy_decided": "2026-04-27"}),
        ({Milestone.SUBSIDY_DECIDED: "yes"}, {"subsidy_decided": "2026-04-20", "employment_started": "2026-04-20"}),
        ({}, {"candidate_declined": "2026-04-01"}),
    ],
    ids=["none applies", "decided on the day of the start", "candidate gone"],
)
def test_the_subsidy_is_asked_for_until_it_is_decided_in_time_or_nobody_is_to_be_hired(values, more):
    row = next(row for row in PLACEMENT if row.matter == "subsidy")
    assert "subsidy" not in open_in("placement", "interview", known_to(row, "2026-04-28", values=values, **more))


def test_who_has_hired_the_candidate_is_not_asked_for_an_answer():
    row = next(row for row in ROWS if row.matter == "supplier_decision")
    known = known_to(row, "2026-03-16")
    assert DEFAULT.matters[row.matter].open(known)
    assert not DEFAULT.matters[row.matter].open(
        known_to(replace(row, known={**row.known, "employment_started": "2026-03-12"}), "2026-03-16")
    )


def test_a_subsidy_that_was_decided_after_the_start_is_still_missing():
    row = next(row for row in PLACEMENT if row.matter == "subsidy")
    late = {"subsidy_decided": "2026-04-21", "employment_started": "2026-04-20"}
    known = known_to(row, "2026-04-21", values={Milestone.SUBSIDY_DECIDED: "yes"}, **late)
    assert open_in("placement", "interview", known)["subsidy"] == date(2026, 4, 20)


@pytest.mark.parametrize("terms", ["matched 12 1", "own_employee 12 1", ""])
def test_only_a_hire_found_elsewhere_is_attested(terms):
    row = next(row for row in PLACEMENT if row.matter == "attestation")
    known = known_to(row, "2026-05-26", values={Milestone.EMPLOYMENT_STARTED: terms})
    assert "attestation" not in open_in("placement", "hired", known)


@pytest.mark.parametrize("value", ["not_applicable", ""])
def test_only_a_subsidy_that_was_granted_is_renewed(value):
    row = next(row for row in PLACEMENT if row.matter == "subsidy_renewal")
    known = known_to(row, "2026-04-02", values={Milestone.SUBSIDY_DECIDED: value})
    assert "subsidy_renewal" not in open_in("placement", "following_up", known)


@pytest.mark.parametrize("outcome", ["not_hired", "interrupted", "obligation_done"])
def test_a_hire_is_waited_for_only_where_one_was_promised(outcome):
    row = next(row for row in PLACEMENT if row.matter == "promised_hire")
    known = known_to(row, "2026-04-22", values={Milestone.INTERNSHIP_ENDED: outcome})
    assert "promised_hire" not in open_in("placement", "internship", known)


@pytest.mark.parametrize("balance", [UNKNOWN, Balance(Obligation("", "Exempelbolaget AB", Measure.DIALOGUE, 1))])
def test_no_first_start_is_owed_where_nobody_is(balance):
    row = next(row for row in SUPPLIER if row.matter == "first_start")
    assert "first_start" not in open_in("supplier", "dialogue", known_to(row, "2026-12-28", balances=(balance,)))


def test_a_sanction_ends_the_wait_for_a_correction():
    row = next(row for row in SUPPLIER if row.matter == "cure")
    assert "cure" not in open_in("supplier", "deficient", known_to(row, "2026-05-04", sanction_decided="2026-05-04"))
    older = known_to(row, "2026-05-04", sanction_decided="2026-03-02")
    assert "cure" in open_in("supplier", "deficient", older)


def test_a_contract_that_ends_today_with_all_delivered_has_no_shortfall():
    row = next(row for row in SUPPLIER if row.matter == "shortfall")
    assert "shortfall" in open_in("supplier", "delivering", known_to(row, "2026-10-30"))
    assert "shortfall" not in open_in("supplier", "delivering", known_to(row, "2026-10-29"))
    assert "shortfall" not in open_in("supplier", "delivering", known_to(row, "2026-10-30", balances=(ALL_DONE,)))


# --- days ------------------------------------------------------------------------------------------------------------


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("known", "due_on"),
    [
        ({}, None),
        ({"contract_signed": "2026-06-24"}, "2026-12-24"),
        ({"contract_signed": "2026-08-31"}, "2027-02-28"),
        # A report up to 45 days early is that period's; one that came late leaves the next where it was.
        ({"contract_signed": "2026-06-24", "half_year_report": "2026-11-08"}, "2026-12-24"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2026-11-09"}, "2027-06-24"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2027-02-01"}, "2027-06-24"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2028-01-10"}, "2028-06-24"),
        # None is due on the day the contract ends or later: the final report tells all.
        ({"contract_signed": "2026-06-24", "contract_ended": "2026-12-25"}, "2026-12-24"),
        ({"contract_signed": "2026-06-24", "contract_ended": "2026-12-24"}, None),
    ],
)
def test_the_next_report_is_due_every_half_year_after_the_contract_while_it_lasts(known, due_on):
    assert next_report(Days(), facts(**known)) == day(due_on)


def test_a_city_may_ask_for_reports_more_often():
    known = facts(contract_signed="2026-06-24", half_year_report="2026-09-24")
    assert next_report(Days(half_yearly_months=3), known) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("made", "due_on"),
    [
        ((), "2026-02-28"),
        (("followed_up_1",), "2026-04-30"),
        (("followed_up_1", "followed_up_3"), "2026-07-31"),
        (("followed_up_3",), "2026-07-31"),  # one that was made makes the earlier ones needless
        (("followed_up_1", "follow_ups_done"), None),
    ],
)
def test_the_next_follow_up_is_one_three_and_six_months_after_the_start(made, due_on):
    known = facts(employment_started="2026-01-31", **dict.fromkeys(made, "2026-03-02"))
    assert next_follow_up(Days(), known) == day(due_on)


@pytest.mark.parametrize(
    ("months", "made", "due_on"),
    [
        ((3,), (), "2026-04-30"),
        ((12,), (), "2027-01-31"),
        ((1, 3, 6, 12), ("followed_up_6",), "2027-01-31"),
        ((1, 3, 6, 12), ("followed_up_3",), "2026-07-31"),
        ((6, 12), ("followed_up_3",), "2026-07-31"),
    ],
)
def test_a_city_may_follow_up_in_other_months(months, made, due_on):
    known = facts(employment_started="2026-01-31", **dict.fromkeys(made, "2026-03-02"))
    assert next_follow_up(Days(follow_up_months=months), known) == day(due_on)


def test_nobody_is_followed_up_who_has_not_started():
    assert next_follow_up(Days(), facts()) is None


def test_after_a_report_and_a_follow_up_the_next_ones_are_waited_for():
    report = next(row for row in SUPPLIER if row.matter == "half_yearly_report")
    known = known_to(report, "2026-12-28", half_year_report="2026-12-22")
    assert open_in("supplier", "delivering", known)["half_yearly_report"] == date(2027, 6, 24)
    follow_up = next(row for row in PLACEMENT if row.matter == "follow_up")
    known = known_to(follow_up, "2026-06-11", followed_up_1="2026-06-05")
    assert open_in("placement", "following_up", known)["follow_up"] == date(2026, 8, 4)


def test_the_last_follow_up_is_told_to_be_the_last():
    row = next(row for row in PLACEMENT if row.matter == "follow_up")
    why = DEFAULT.matters["follow_up"].reasoning
    assert not any("sista" in text.sv for text in why(known_to(row, "2026-06-04")))
    assert any("sista" in text.sv for text in why(known_to(row, "2026-11-04", followed_up_3="2026-08-05")))


def test_an_internship_ends_when_it_was_said_or_after_the_usual_weeks():
    known = {"internship_started": "2026-03-02"}
    assert internship_until(Days(), facts()) is None
    assert internship_until(Days(), facts(**known)) == date(2026, 3, 30)
    assert internship_until(Days(internship_weeks=6), facts(**known)) == date(2026, 4, 13)
    assert internship_until(Days(), facts(**known, internship_ends="2026-03-20")) == date(2026, 3, 20)


def test_the_first_start_is_due_so_many_months_after_the_contract_as_was_promised():
    three = Balance(replace(OWED, starts_within=3))
    assert first_start_by(facts(contract_signed="2026-06-24", balances=(three,))) == date(2026, 9, 24)
    assert first_start_by(facts(contract_signed="2026-08-31", balances=(NOBODY_YET,))) == date(2027, 2, 28)
    assert first_start_by(facts(balances=(NOBODY_YET,))) is None
    assert first_start_by(facts(contract_signed="2026-06-24")) is None


# --- a city's own days -----------------------------------------------------------------------------------------------

SLOWER = Days(
    contact_person=7,
    first_dialogue=15,
    competence_profile=30,
    first_candidate=25,
    forecast=20,
    supplier_decision=4,
    hire_confirmation=10,
    subsidy_months=6,
)


@pytest.mark.parametrize(
    ("matter", "steps", "deadline"),
    [
        ("contact_person", ["0", "+7", "+12"], "2026-07-02"),
        ("obligation", ["+2", "+7"], "2026-07-02"),
        ("first_dialogue", ["+10", "+15", "+20"], "2026-07-14"),
        ("competence_profile", ["+25", "+30", "+35"], "2026-08-04"),
        ("first_candidate", ["+15", "+25", "+30"], "2026-09-14"),
        ("supplier_decision", ["+2", "+4", "+9"], "2026-03-06"),
        ("hire_confirmation", ["+1", "+10", "+15"], "2026-05-19"),
        ("subsidy_renewal", ["-60d", "-30d"], "2025-11-05"),
        ("forecast", ["0", "+20", "+30"], "2026-04-15"),
    ],
)
def test_a_citys_own_days_reach_the_steps_the_deadline_and_what_is_said(matter, steps, deadline):
    row = next(row for row in ROWS if row.matter == matter)
    slower, usual = Ladder(matters_with(SLOWER)).matters[matter], DEFAULT.matters[matter]
    known = known_to(row, "2026-06-01")
    assert [rung.name for rung in slower.rungs] == steps
    assert slower.deadline(known) == day(deadline) != usual.deadline(known)
    counted = {"obligation", "forecast"}  # these give a reason without a figure
    assert (slower.reasoning(known) == usual.reasoning(known)) is (matter in counted)
