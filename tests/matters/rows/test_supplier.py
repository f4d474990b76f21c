"""Who is reminded of the work with a supplier, and when, on real days."""

from dataclasses import replace
from datetime import date

import pytest

from matters.city_days import Days
from matters.ladder_file import DEFAULT
from matters.rows.supplier import first_start_by, month_to_report, next_report
from states.records.hours import Hours
from states.records.obligations import Balance, Measure, Obligation
from tests.builders import facts
from tests.matters.rows.owed import ALL_DONE, NOBODY_YET, OWED, SOMEONE, UNKNOWN, EveryRow, Row, day, known_to, open_in

AGREED = {"contact_assigned": "2026-06-24", "dialogue_held": "2026-06-30", "profile_agreed": "2026-08-10"}


STARTED = AGREED | {"balances": (SOMEONE,), "others": {"placement": {"hired": 1}}}


HOURS = Balance(Obligation("", "Alfa AB", Measure.HOURS, 1000), promised=1000.0, first_start=date(2026, 5, 4))


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
        "contact_appointed",
        "contact_assigned",
        {"contact_assigned": "2026-06-24"},
        {"2026-06-24": {("0", "contact")}},
        deadline=None,
        met={"dialogue_held": "2026-06-30"},
    ),
    Row(
        "contact_changed",  # news for five working days
        "recruiting",
        AGREED | {"contact_assigned": "2026-09-07", "others": {"placement": {"proposed": 1}}},
        {"2026-09-07": {("0", "contact")}, "2026-09-15": set()},
        deadline=None,
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
        "first_start",  # Christmas Eve, so the Monday after; sixty days before that is a Thursday
        "recruiting",
        AGREED | {"contract_signed": "2026-06-24", "others": {"placement": {"proposed": 1}}},
        {
            "2026-10-29": {("-60d", "supplier"), ("-60d", "contact")},
            "2026-11-27": {("-30d", "supplier"), ("-30d", "contact")},
            "2026-12-28": {("0", "supplier"), ("-30d", "contact")},
            "2026-12-29": {("0", "supplier"), ("-30d", "contact"), ("+1", "support"), ("+1", "officer")},
        },
        deadline="2026-12-28",
        met={"balances": (SOMEONE,)},
    ),
    Row(
        "not_performed",
        "recruiting",
        {"contract_signed": "2026-06-24", "performance_barred": "2026-08-14"},
        {
            "2026-08-14": {("0", "supplier"), ("0", "contact"), ("0", "support")},
            "2026-08-17": {("0", "supplier"), ("0", "contact"), ("0", "support")},
        },
        deadline=None,
        met={"performance_freed": "2026-08-17"},
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
            "2027-01-07": {("0", "supplier"), ("+5", "contact")},
            "2027-01-14": {("0", "supplier"), ("+5", "contact"), ("+10", "support")},
        },
        deadline="2026-12-28",
    ),
    Row(
        "monthly_hours",
        "delivering",
        AGREED | {"contract_signed": "2026-04-13", "balances": (HOURS,), "others": {"placement": {"hired": 1}}},
        {
            "2026-05-29": set(),
            "2026-06-01": {("0", "supplier")},
            "2026-06-10": {("+7", "supplier")},
            "2026-06-17": {("+7", "supplier"), ("+12", "support")},
        },
        deadline="2026-06-10",
        met={"balances": (replace(HOURS, fulfilled=1000.0),)},
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
        "cure_date",
        "recruiting",
        AGREED | {"deficiency_noted": "2026-10-05", "others": {"placement": {"proposed": 1}}},
        {
            "2026-10-06": {("+1", "officer")},
            "2026-10-12": {("+5", "officer")},
            "2026-10-19": {("+5", "officer"), ("+10", "support")},
        },
        deadline="2026-10-12",
        met={"cure_by": "2026-11-30"},
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


class TestRows(EveryRow):
    rows = SUPPLIER


@pytest.mark.parametrize("balance", [UNKNOWN, Balance(Obligation("", "Exempelbolaget AB", Measure.DIALOGUE, 1))])
def test_no_first_start_is_owed_where_nobody_is(balance):
    row = next(row for row in SUPPLIER if row.matter == "first_start")
    assert "first_start" not in open_in("supplier", "dialogue", known_to(row, "2026-12-28", balances=(balance,)))


def test_while_a_court_forbids_to_perform_the_contract_nobody_new_is_asked_for_and_who_works_is_followed_up():
    barred = {"contract_signed": "2026-06-24", "performance_barred": "2026-08-14"}
    first = next(row for row in SUPPLIER if row.matter == "first_start")

    before = open_in("supplier", first.state, known_to(first, "2026-08-13", **barred))
    stopped = open_in("supplier", first.state, known_to(first, "2026-12-28", **barred))
    freed = open_in("supplier", first.state, known_to(first, "2026-12-28", **barred, performance_freed="2026-11-30"))
    hired = facts(**barred, today="2026-12-28", employment_started="2026-08-03", hire_confirmed="2026-08-04")

    assert [("first_start" in one, "not_performed" in one) for one in (before, stopped, freed)] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert "follow_up" in open_in("placement", "following_up", hired)


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


@pytest.mark.parametrize(
    ("known", "due_on"),
    [
        ({}, None),
        ({"contract_signed": "2026-06-24"}, "2026-12-28"),  # Christmas Eve before
        ({"contract_signed": "2026-08-31"}, "2027-03-01"),  # a Sunday before
        # A report up to 45 days early is that period's; one that came late leaves the next where it was.
        ({"contract_signed": "2026-06-24", "half_year_report": "2026-11-08"}, "2026-12-28"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2026-11-09"}, "2027-06-24"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2027-02-01"}, "2027-06-24"),
        ({"contract_signed": "2026-06-24", "half_year_report": "2028-01-10"}, "2028-06-26"),
        # None is due on the day the contract ends or later: the final report tells all.
        ({"contract_signed": "2026-06-24", "contract_ended": "2026-12-29"}, "2026-12-28"),
        ({"contract_signed": "2026-06-24", "contract_ended": "2026-12-28"}, None),
        # Nor on the day that the length of the contract comes to, or later.
        ({"contract_signed": "2026-06-24", "months": 7}, "2026-12-28"),
        ({"contract_signed": "2026-06-24", "months": 6}, None),
    ],
)
def test_the_next_report_is_due_every_half_year_after_the_contract_while_it_lasts(known, due_on):
    assert next_report(Days(), facts(**known)) == day(due_on)


def test_a_city_may_ask_for_reports_more_often():
    known = facts(contract_signed="2026-06-24", half_year_report="2026-09-24")
    assert next_report(Days(half_yearly_months=3), known) == date(2026, 12, 28)


def test_the_first_start_is_due_so_many_months_after_the_contract_as_was_promised():
    three = Balance(replace(OWED, starts_within=3))
    assert first_start_by(facts(contract_signed="2026-06-24", balances=(three,))) == date(2026, 9, 24)
    assert first_start_by(facts(contract_signed="2026-08-31", balances=(NOBODY_YET,))) == date(2027, 3, 1)
    assert first_start_by(facts(balances=(NOBODY_YET,))) is None
    assert first_start_by(facts(contract_signed="2026-06-24")) is None


def test_a_booked_start_up_meeting_is_told_to_who_holds_it_and_is_asked_of_the_supplier_no_more():
    meeting = next(row for row in SUPPLIER if row.matter == "first_dialogue")
    booked = known_to(meeting, "2026-06-30", meeting_planned="2026-07-02")
    owed = open_in("supplier", "contact_assigned", booked)
    assert "suppliers_start" not in owed
    assert "first_dialogue" in owed
    assert DEFAULT.matters["first_dialogue"].reasoning(booked)[0].sv == "Startmötet är bokat till torsdag 2 juli 2026."


def test_who_was_the_contact_person_before_the_meeting_has_not_taken_over():
    row = next(row for row in SUPPLIER if row.matter == "contact_changed")
    assert "contact_changed" not in open_in("supplier", "recruiting", known_to(row, "2026-09-07", **AGREED))


def reported(*months: str, **more: object) -> Balance:
    return replace(HOURS, hours=Hours(reported=frozenset(map(date.fromisoformat, months))), **more)


@pytest.mark.parametrize(
    ("balance", "known", "month"),
    [
        (HOURS, {}, "2026-05-01"),
        (reported("2026-05-01"), {}, "2026-06-01"),
        (reported("2026-05-01", "2026-07-01"), {}, "2026-06-01"),
        (reported("2026-05-01"), {"contract_ended": "2026-06-30"}, "2026-06-01"),
        (reported("2026-05-01", "2026-06-01"), {"contract_ended": "2026-06-30"}, None),
        (replace(HOURS, first_start=None), {}, None),
        (SOMEONE, {}, None),
    ],
)
def test_the_hours_are_asked_for_of_each_month_from_the_first_start_to_the_end(balance, known, month):
    told = facts(contract_signed="2026-04-13", balances=(balance,), **known)
    assert month_to_report(told) == (date.fromisoformat(month) if month else None)


def test_the_last_month_is_asked_for_when_the_contract_has_ended():
    told = facts(
        today="2026-07-02",
        contract_signed="2026-04-13",
        contract_ended="2026-06-30",
        balances=(reported("2026-05-01"),),
        others={"placement": {"hired": 1}},
    )
    assert open_in("supplier", "delivering", told)["monthly_hours"] == date(2026, 7, 1)


def test_who_reports_hours_every_month_is_asked_for_no_half_yearly_report():
    told = facts(contract_signed="2026-04-13", balances=(HOURS,), others={"placement": {"hired": 1}})
    assert "half_yearly_report" not in open_in("supplier", "delivering", told)


def test_the_month_and_the_latest_report_are_told():
    told = facts(contract_signed="2026-04-13", hours_reported="2026-06-02", balances=(reported("2026-05-01"),))
    first, second = DEFAULT.matters["monthly_hours"].reasoning(told)
    assert first.sv.startswith("Timmarna för juni 2026 rapporteras per plats")
    assert second.sv == "Den senaste rapporten lämnades tisdag 2 juni 2026."


def test_after_a_report_the_next_one_is_waited_for():
    report = next(row for row in SUPPLIER if row.matter == "half_yearly_report")
    known = known_to(report, "2026-12-28", half_year_report="2026-12-22")
    assert open_in("supplier", "delivering", known)["half_yearly_report"] == date(2027, 6, 24)
