"""Who is reminded of a position, and when, on real days."""

from dataclasses import replace
from datetime import date

import pytest

from matters.city_days import Days
from matters.ladder_file import DEFAULT
from matters.rows.placement import internship_until, next_follow_up
from states.facts import Milestone
from tests.builders import facts
from tests.matters.rows.owed import EveryRow, Row, day, known_to, open_in

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
            "2026-03-02": {("0", "supplier")},
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
        {
            "2026-03-06": {("-60d", "contact")},
            "2026-04-02": {("-30d", "contact")},
            "2026-05-05": {("0", "contact")},
            "2026-05-06": {("0", "contact"), ("+1", "support")},
        },
        deadline="2026-05-05",
        met={"employment_ended": "2026-03-20", "values": {Milestone.SUBSIDY_DECIDED: "yes"}},
    ),
    Row(
        "follow_up",
        "following_up",
        HIRED | {"values": NO_SUBSIDY, "hire_confirmed": "2026-05-08"},
        {
            "2026-05-28": {("-5", "contact")},
            "2026-06-04": {("0", "contact")},
            "2026-06-11": {("+5", "contact")},
            "2026-06-18": {("+5", "contact"), ("+10", "support")},
        },
        deadline="2026-06-04",
        met={"follow_ups_done": "2026-06-05"},
    ),
)


class TestRows(EveryRow):
    rows = PLACEMENT


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
    row = next(row for row in PLACEMENT if row.matter == "supplier_decision")
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


@pytest.mark.parametrize(
    ("made", "due_on"),
    [
        ((), "2026-03-02"),  # the last of February is a Saturday
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
        ((12,), (), "2027-02-01"),  # a Sunday before
        ((1, 3, 6, 12), ("followed_up_6",), "2027-02-01"),
        ((1, 3, 6, 12), ("followed_up_3",), "2026-07-31"),
        ((6, 12), ("followed_up_3",), "2026-07-31"),
    ],
)
def test_a_city_may_follow_up_in_other_months(months, made, due_on):
    known = facts(employment_started="2026-01-31", **dict.fromkeys(made, "2026-03-02"))
    assert next_follow_up(Days(follow_up_months=months), known) == day(due_on)


def test_nobody_is_followed_up_who_has_not_started():
    assert next_follow_up(Days(), facts()) is None


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
    assert internship_until(Days(), facts(**known, internship_ends="2026-03-21")) == date(2026, 3, 23)


def test_an_end_of_an_internship_that_nobody_has_said_is_told_to_be_computed():
    why, known = DEFAULT.matters["internship_end"].reasoning, {"internship_started": "2026-03-02"}
    assert any("beräknad efter 4 veckor" in text.sv for text in why(facts(**known)))
    assert not any("beräknad" in text.sv for text in why(facts(**known, internship_ends="2026-03-20")))


def test_after_a_follow_up_the_next_one_is_waited_for():
    follow_up = next(row for row in PLACEMENT if row.matter == "follow_up")
    known = known_to(follow_up, "2026-06-11", followed_up_1="2026-06-05")
    assert open_in("placement", "following_up", known)["follow_up"] == date(2026, 8, 4)


@pytest.mark.parametrize("state", ["open", "proposed", "interview", "internship", "hired", "following_up"])
def test_a_hire_that_is_not_confirmed_or_no_longer_is_asked_for_wherever_the_position_stands(state):
    known = facts(**HIRED, today="2026-05-11")
    assert open_in("placement", state, known)["hire_confirmation"] == date(2026, 5, 4)
    for told in ({"hire_confirmed": "2026-05-11"}, {"employment_ended": "2026-05-08"}):
        assert "hire_confirmation" not in open_in("placement", state, facts(**HIRED, **told, today="2026-05-11"))


@pytest.mark.parametrize("state", ["hired", "following_up"])
def test_the_question_of_a_subsidy_stays_open_after_the_start_until_it_is_answered(state):
    told = {name: on for name, on in HIRED.items() if name != "subsidy_decided"} | {"hire_confirmed": "2026-05-11"}
    assert open_in("placement", state, facts(**told, today="2026-05-11"))["subsidy"] == date(2026, 5, 4)
    answered = facts(**told, subsidy_decided="2026-05-11", today="2026-05-11")
    assert "subsidy" not in open_in("placement", state, answered)
